/*---
code = "S10"
title = "低保对象有工资性收入"
title_en = "Payee of living allowance has wages"
kind = "fault"
subject = "person"
basis = "《社会救助暂行办法》（国务院令第649号）第九条、第十三条、第六十八条"
answer = "suspect"
datasets = ["dibao_payments", "employment_insurance"]
per = ["dibao_payments"]
slice = "month"
needs_authorisation = false
summary = "A pension contribution for the payee in the same month on a wage of at least the least base."

[parameters.min_base]
type = "money"
default = "3000"
title = "缴费基数下限"
title_en = "Least contribution base"
unit = "元"
---*/
-- Each contribution is looked at alone: two employers below the base are not added up.
SELECT
    p.id_number AS subject_id,
    p.name AS subject_name,
    p.amount AS amount,
    p.month AS happened_on,
    e.employer,
    e.region,
    e.base,
    p._row AS _row,
    e._row AS insurance_row
FROM dibao_payments p
JOIN employment_insurance e ON e.id_number_key = p.id_number_key AND e.month = p.month
WHERE e.scheme = '养老'
  AND e.base >= $min_base
