/*---
code = "S17"
title = "失业金与就业重复"
title_en = "Unemployment benefit beside employment"
kind = "fault"
subject = "person"
basis = "《社会保险法》第五十一条第一项；《失业保险条例》第十五条第一项、第二十八条"
answer = "intercept"
datasets = ["unemployment_benefits", "employment_insurance"]
per = ["unemployment_benefits"]
slice = "month"
needs_authorisation = false
summary = "An employer paid unemployment or pension contributions for the same person in the same month, in whatever region."
---*/
SELECT
    p.id_number AS subject_id,
    p.name AS subject_name,
    p.amount AS amount,
    p.month AS happened_on,
    e.employer,
    e.region,
    e.scheme,
    e.base,
    p._row AS _row,
    e._row AS insurance_row
FROM unemployment_benefits p
JOIN employment_insurance e ON e.id_number_key = p.id_number_key AND e.month = p.month
WHERE e.scheme IN ('失业', '养老')
