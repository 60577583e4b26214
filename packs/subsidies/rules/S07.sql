/*---
code = "S07"
title = "低保家庭拥有小型客车"
title_en = "Household on living allowance owns a car"
kind = "fault"
subject = "person"
basis = "《社会救助暂行办法》（国务院令第649号）第九条、第十三条、第五十八条"
answer = "suspect"
datasets = ["dibao_payments", "residents", "vehicles"]
per = ["dibao_payments"]
slice = "month"
needs_authorisation = true
summary = "Somebody registered under the payment's household number owned a car of at least the least price on the first day of the month."

[parameters.min_price]
type = "money"
default = "50000"
title = "购置价下限"
title_en = "Least price of the car"
unit = "元"
---*/
-- The household is that of the payment's household number. Who belongs to it is decided by the register's status alone (正常).
-- Only the kind 小型客车 counts, so a 残疾人专用车 never does, whatever its price.
WITH cars AS (
    SELECT
        r.household_no,
        r.name AS owner,
        r.relation AS owner_relation,
        v.plate,
        v.price,
        v.registered_on,
        v.cancelled_on,
        v._row AS vehicle_row,
        r._row AS resident_row
    FROM vehicles v
    JOIN residents r ON r.id_number_key = v.id_number_key
    WHERE v.kind = '小型客车'
      AND v.price >= $min_price
      AND r.status = '正常'
)
SELECT
    p.id_number AS subject_id,
    p.name AS subject_name,
    p.amount AS amount,
    p.month AS happened_on,
    p.household_no,
    c.owner,
    c.owner_relation,
    c.plate,
    c.price,
    c.registered_on,
    c.cancelled_on,
    p._row AS _row,
    c.vehicle_row,
    c.resident_row
FROM dibao_payments p
JOIN cars c ON c.household_no = p.household_no
WHERE c.registered_on < p.month
  AND (c.cancelled_on IS NULL OR c.cancelled_on > p.month)
