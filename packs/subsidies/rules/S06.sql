/*---
code = "S06"
title = "低保对象为财政供养人员"
title_en = "Living allowance paid to a person on the public payroll"
kind = "fault"
subject = "person"
basis = "《社会救助暂行办法》（国务院令第649号）第九条、第十三条、第六十八条"
answer = "suspect"
datasets = ["dibao_payments", "public_employees"]
per = ["dibao_payments"]
slice = "month"
needs_authorisation = false
summary = "The payee is a civil servant or works in a public institution, in force on the first day of the month."
---*/
-- Village cadres (村干部) and others on the list are not employed by the state and are no hit.
SELECT
    p.id_number AS subject_id,
    p.name AS subject_name,
    p.amount AS amount,
    p.month AS happened_on,
    e.employer,
    e.kind,
    e.start_date,
    e.end_date,
    p._row AS _row,
    e._row AS employee_row
FROM dibao_payments p
JOIN public_employees e ON e.id_number_key = p.id_number_key
WHERE e.kind IN ('公务员', '事业')
  AND e.start_date <= p.month
  AND (e.end_date IS NULL OR e.end_date >= p.month)
