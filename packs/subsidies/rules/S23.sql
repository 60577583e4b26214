/*---
code = "S23"
title = "财政供养人员领取耕地地力保护补贴"
title_en = "Land-protection subsidy paid to a person on the public payroll"
kind = "fault"
subject = "person"
basis = "《财政部 农业部关于全面推开农业“三项补贴”改革工作的通知》（财农〔2016〕26号）；《财政违法行为处罚处分条例》（国务院令第427号）第六条、第十四条"
answer = "suspect"
datasets = ["agri_subsidies", "public_employees"]
per = ["agri_subsidies"]
needs_authorisation = false
summary = "The payee was a civil servant or worked in a public institution on 1 July of the subsidy's year."
---*/
SELECT
    s.id_number AS subject_id,
    s.name AS subject_name,
    s.amount AS amount,
    make_date(s.year, 12, 31) AS happened_on,
    s.year,
    s.area_mu,
    s.village,
    e.employer,
    e.kind,
    e.start_date,
    e.end_date,
    s._row AS _row,
    e._row AS employee_row
FROM agri_subsidies s
JOIN public_employees e ON e.id_number_key = s.id_number_key
WHERE s.program = '耕地地力保护补贴'
  AND e.kind IN ('公务员', '事业')
  AND e.start_date <= make_date(s.year, 7, 1)
  AND (e.end_date IS NULL OR e.end_date >= make_date(s.year, 7, 1))
