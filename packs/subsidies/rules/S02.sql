/*---
code = "S02"
title = "死亡人员领取养老待遇"
title_en = "Pension paid after death"
kind = "fault"
subject = "person"
basis = "《社会保险法》第八十八条；《社会保险经办条例》（国务院令第765号）第二十五条、第二十六条、第四十六条"
answer = "intercept"
datasets = ["pension_payments", "deaths"]
per = ["pension_payments"]
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
    p.scheme,
    d.death_date,
    d.source AS death_source,
    p._row AS _row,
    d._row AS death_row
FROM pension_payments p
JOIN deaths d ON d.id_number_key = p.id_number_key
WHERE p.month > d.death_date
