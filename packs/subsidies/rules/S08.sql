/*---
code = "S08"
title = "低保家庭拥有多套住房"
title_en = "Household on living allowance owns several homes"
kind = "fault"
subject = "person"
basis = "《社会救助暂行办法》（国务院令第649号）第九条、第十三条、第五十八条"
answer = "suspect"
datasets = ["dibao_payments", "residents", "properties"]
per = ["dibao_payments"]
slice = "month"
needs_authorisation = true
summary = "Those registered under the payment's household number together held at least the least number of different homes on the first day of the month."

[parameters.min_homes]
type = "int"
default = "2"
title = "住房套数下限"
title_en = "Least number of homes"
unit = "套"
---*/
-- Homes are counted by unit number: spouses who both hold one unit hold one home. They are counted for each payment anew,
-- because what is held changes from month to month. Two plain groupings are faster than count(DISTINCT …).
WITH homes AS (
    SELECT
        r.household_no,
        r.name AS holder,
        h.unit_no,
        h.registered_on,
        h.cancelled_on,
        h._row AS property_row,
        r._row AS resident_row
    FROM properties h
    JOIN residents r ON r.id_number_key = h.id_number_key
    WHERE h.usage = '住宅'
      AND r.status = '正常'
),
held AS (
    SELECT DISTINCT p._row AS payment_row, h.unit_no
    FROM dibao_payments p
    JOIN homes h ON h.household_no = p.household_no
    WHERE h.registered_on < p.month
      AND (h.cancelled_on IS NULL OR h.cancelled_on > p.month)
),
counted AS (
    SELECT payment_row, count(*) AS homes
    FROM held
    GROUP BY payment_row
    HAVING count(*) >= $min_homes
)
SELECT
    p.id_number AS subject_id,
    p.name AS subject_name,
    p.amount AS amount,
    p.month AS happened_on,
    p.household_no,
    n.homes,
    h.holder,
    h.unit_no,
    h.registered_on,
    h.cancelled_on,
    p._row AS _row,
    h.property_row,
    h.resident_row
FROM counted n
JOIN dibao_payments p ON p._row = n.payment_row
JOIN homes h ON h.household_no = p.household_no
WHERE h.registered_on < p.month
  AND (h.cancelled_on IS NULL OR h.cancelled_on > p.month)
