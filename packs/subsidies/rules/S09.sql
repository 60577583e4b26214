/*---
code = "S09"
title = "低保对象注册企业"
title_en = "Payee of living allowance runs a company"
kind = "fault"
subject = "person"
basis = "《社会救助暂行办法》（国务院令第649号）第九条、第十三条、第五十八条"
answer = "suspect"
datasets = ["dibao_payments", "companies"]
per = ["dibao_payments"]
slice = "month"
needs_authorisation = true
summary = "The payee was legal representative of a company of at least the least capital, held on the first day of the month."

[parameters.min_capital]
type = "money"
default = "100000"
title = "注册资本下限"
title_en = "Least registered capital"
unit = "元"
---*/
-- Sole proprietors (个体工商户) and cooperatives (合作社) are no hit.
SELECT
    p.id_number AS subject_id,
    p.name AS subject_name,
    p.amount AS amount,
    p.month AS happened_on,
    c.uscc,
    c.name AS company,
    c.capital,
    c.registered_on,
    c.cancelled_on,
    p._row AS _row,
    c._row AS company_row
FROM dibao_payments p
JOIN companies c ON c.legal_rep_id_key = p.id_number_key
WHERE c.kind = '企业'
  AND c.capital >= $min_capital
  AND c.registered_on < p.month
  AND (c.cancelled_on IS NULL OR c.cancelled_on > p.month)
