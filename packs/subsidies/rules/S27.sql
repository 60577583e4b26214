/*---
code = "S27"
title = "户籍注销仍发放"
title_en = "Living allowance paid after the registration was struck off"
kind = "fault"
subject = "person"
basis = "《社会救助暂行办法》（国务院令第649号）第十一条、第十三条"
answer = "suspect"
datasets = ["dibao_payments", "residents", "deaths"]
per = ["dibao_payments"]
slice = "month"
needs_authorisation = false
summary = "The payee's household registration is struck off and there is no death record of any date."
---*/
-- Struck off (注销) without a death record: emigration, a double registration, or a death that nobody reported. With a death
-- record of whatever date the matter belongs to S01. Moved away (迁出) is no hit.
SELECT
    p.id_number AS subject_id,
    p.name AS subject_name,
    p.amount AS amount,
    p.month AS happened_on,
    r.status,
    r.household_no,
    r.village,
    p._row AS _row,
    r._row AS resident_row
FROM dibao_payments p
JOIN residents r ON r.id_number_key = p.id_number_key
WHERE r.status = '注销'
  AND NOT EXISTS (SELECT 1 FROM deaths d WHERE d.id_number_key = r.id_number_key)
