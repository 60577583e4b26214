/*---
code = "S04"
title = "死亡人员领取高龄津贴"
title_en = "Allowance for the very old paid after death"
kind = "fault"
subject = "person"
basis = "《老年人权益保障法》第三十三条；《财政违法行为处罚处分条例》（国务院令第427号）第六条、第十四条"
answer = "intercept"
datasets = ["elderly_allowances", "deaths"]
per = ["elderly_allowances"]
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
    d.death_date,
    d.source AS death_source,
    p._row AS _row,
    d._row AS death_row
FROM elderly_allowances p
JOIN deaths d ON d.id_number_key = p.id_number_key
WHERE p.month > d.death_date
