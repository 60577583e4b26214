/*---
code = "S05"
title = "死亡人员领取惠农补贴"
title_en = "Farming subsidy for a year after death"
kind = "fault"
subject = "person"
basis = "《财政部 农业部关于全面推开农业“三项补贴”改革工作的通知》（财农〔2016〕26号）；《财政违法行为处罚处分条例》（国务院令第427号）第六条、第十四条"
answer = "intercept"
datasets = ["agri_subsidies", "deaths"]
per = ["agri_subsidies"]
needs_authorisation = false
summary = "A farming subsidy for a year later than the year of the payee's death plus the years of grace."

[parameters.grace_years]
type = "int"
default = "0"
title = "死亡当年之后仍可发放的年数"
title_en = "Years after the year of death in which the subsidy may still be paid"
unit = "年"
---*/
-- The subsidy of the year of death itself is due; {grace_years} adds whole years to that.
SELECT
    s.id_number AS subject_id,
    s.name AS subject_name,
    s.amount AS amount,
    make_date(s.year, 12, 31) AS happened_on,
    s.program,
    s.year,
    s.area_mu,
    s.village,
    d.death_date,
    d.source AS death_source,
    s._row AS _row,
    d._row AS death_row
FROM agri_subsidies s
JOIN deaths d ON d.id_number_key = s.id_number_key
WHERE s.year > extract(year FROM d.death_date) + $grace_years
