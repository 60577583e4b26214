/*---
code = "S18"
title = "省外参保仍领取失业金"
title_en = "Unemployment benefit beside insurance in another province"
kind = "fault"
subject = "person"
basis = "《社会保险法》第五十一条第一项；《社会保险经办条例》（国务院令第765号）第二十六条；《失业保险条例》第十五条第一项、第二十八条"
answer = "intercept"
datasets = ["unemployment_benefits", "employment_insurance"]
per = ["unemployment_benefits"]
slice = "month"
needs_authorisation = false
summary = "As S17, with a contribution in a region of another province."

[parameters.province]
type = "text"
default = "37"
title = "本省行政区划代码前两位"
title_en = "First two digits of the own province's division code"
---*/
-- Such a payment is a lead of S17 as well.
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
  AND NOT starts_with(e.region, $province)
