/*---
code = "S03"
title = "死亡人员领取残疾人两项补贴"
title_en = "Disability allowance paid after death"
kind = "fault"
subject = "person"
basis = "《国务院关于全面建立困难残疾人生活补贴和重度残疾人护理补贴制度的意见》（国发〔2015〕52号）；《财政违法行为处罚处分条例》（国务院令第427号）第六条、第十四条"
answer = "intercept"
datasets = ["disability_allowances", "deaths"]
per = ["disability_allowances"]
slice = "month"
needs_authorisation = false
summary = "A payment for a month after the month of the payee's death."
---*/
-- A month is kept as its first day, so it lies after the month of death exactly when it lies after the day of death.
-- Of two death records the earlier one decides: a month that is after any of them is after the earliest.
SELECT
    p.id_number AS subject_id,
    p.name AS subject_name,
    p.amount AS amount,
    p.month AS happened_on,
    p.kind,
    d.death_date,
    d.source AS death_source,
    p._row AS _row,
    d._row AS death_row
FROM disability_allowances p
JOIN deaths d ON d.id_number_key = p.id_number_key
WHERE p.month > d.death_date
