/*---
code = "O02"
title = "高龄老人应享未享高龄津贴"
title_en = "Very old person without the allowance"
kind = "owed"
subject = "person"
basis = "《老年人权益保障法》第三十三条"
answer = "remind"
datasets = ["residents", "elderly_allowances", "deaths"]
per = ["residents"]
needs_authorisation = false
summary = "A registered, living resident of at least the least age got no allowance in the latest month for which any was paid."

[parameters.min_age]
type = "int"
default = "80"
title = "享受年龄下限"
title_en = "Least age"
unit = "周岁"

[parameters.monthly_amount]
type = "money"
default = "0"
title = "每月补贴标准（估算应享未享金额，0 为不估算）"
title_en = "Allowance a month, as an estimate of what is owed; 0 gives none"
unit = "元"
---*/
-- Finds people who should get a benefit and do not: a visit, not a fault of theirs.
-- The month that is looked at is the latest one, up to the as-of date, for which any allowance was paid. The age must be reached on its
-- first day, so that the month of the birthday makes nobody a lead. Alive means: no death before the as-of month.
-- FULL JOIN and max() OVER () put the latest paid month beside every old resident.
WITH elders AS (
    SELECT *
    FROM residents
    WHERE status = '正常'
      AND age_on(id_number, $as_of) >= $min_age
),
paid AS (
    SELECT id_number_key, max(month) AS paid_to
    FROM elderly_allowances
    WHERE month <= $as_of
    GROUP BY id_number_key
),
compared AS (
    SELECT
        e.id_number_key,
        e.id_number,
        e.name,
        e.household_no,
        e.town,
        e.village,
        e._row AS elder_row,
        p.paid_to,
        max(p.paid_to) OVER () AS latest_month
    FROM elders e
    FULL JOIN paid p ON p.id_number_key = e.id_number_key
)
SELECT
    c.id_number AS subject_id,
    c.name AS subject_name,
    $monthly_amount AS amount,
    c.latest_month AS happened_on,
    birth_date(c.id_number) AS born_on,
    age_on(c.id_number, c.latest_month) AS age,
    c.paid_to,
    c.household_no,
    c.town,
    c.village,
    c.elder_row AS _row
FROM compared c
WHERE age_on(c.id_number, c.latest_month) >= $min_age
  AND (c.paid_to IS NULL OR c.paid_to < c.latest_month)
  AND NOT EXISTS (
      SELECT 1 FROM deaths d
      WHERE d.id_number_key = c.id_number_key
        AND d.death_date < date_trunc('month', $as_of)
  )
