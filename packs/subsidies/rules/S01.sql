/*---
code = "S01"
title = "死亡人员领取低保"
title_en = "Living allowance paid after death"
kind = "fault"
subject = "person"
basis = "《社会救助暂行办法》（国务院令第649号）第十三条、第六十八条"
answer = "intercept"
datasets = ["dibao_payments", "deaths"]
per = ["dibao_payments"]
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
    p.household_no,
    p.town,
    p.village,
    d.death_date,
    d.source AS death_source,
    p._row AS _row,
    d._row AS death_row
FROM dibao_payments p
JOIN deaths d ON d.id_number_key = p.id_number_key
WHERE p.month > d.death_date
