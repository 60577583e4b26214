/*---
code = "O01"
title = "重度残疾人应享未享护理补贴"
title_en = "Severely disabled person without the care allowance"
kind = "owed"
subject = "person"
basis = "《国务院关于全面建立困难残疾人生活补贴和重度残疾人护理补贴制度的意见》（国发〔2015〕52号）；《残疾人保障法》第四十八条"
answer = "remind"
datasets = ["disability_certificates", "disability_allowances", "destitute_payments", "residents", "deaths"]
per = ["disability_certificates"]
needs_authorisation = false
summary = "A registered, living holder of a valid certificate of a listed grade got no care allowance in the latest month for which any was paid."

[parameters.levels]
type = "int_list"
default = "1,2"
title = "可享受护理补贴的残疾等级"
title_en = "Grades that give a right to the care allowance"
unit = "级"

[parameters.wait_days]
type = "int"
default = "60"
title = "发证后的办理期限"
title_en = "Days after the issue of a certificate within which the allowance is granted"
unit = "天"

[parameters.monthly_amount]
type = "money"
default = "0"
title = "每月补贴标准（估算应享未享金额，0 为不估算）"
title_en = "Allowance a month, as an estimate of what is owed; 0 gives none"
unit = "元"
---*/
-- Finds people who should get a benefit and do not: a visit, not a fault of theirs.
-- The month that is looked at is the latest one, up to the as-of date, for which any care allowance was paid: a month that was not paid
-- yet makes nobody a lead. The certificate must have been issued {wait_days} days before that month and be valid on its first day.
-- Alive means: no death before the as-of month. Who is supported as destitute in that month has no right to the allowance.
-- The latest certificate is chosen as in S15. FULL JOIN and max() OVER () put the latest paid month beside every certificate.
WITH latest AS (
    SELECT *
    FROM (
        SELECT
            c.*,
            row_number() OVER (PARTITION BY c.id_number_key ORDER BY c.issued_on DESC, c.valid_to DESC, c._row DESC) AS place
        FROM disability_certificates c
    ) ranked
    WHERE place = 1
),
paid AS (
    SELECT id_number_key, max(month) AS paid_to
    FROM disability_allowances
    WHERE kind = '护理补贴'
      AND month <= $as_of
    GROUP BY id_number_key
),
compared AS (
    SELECT
        c.id_number_key,
        c.id_number,
        c.name,
        c.certificate_no,
        c.level,
        c.issued_on,
        c.valid_to,
        c._row AS certificate_row,
        p.paid_to,
        max(p.paid_to) OVER () AS latest_month
    FROM latest c
    FULL JOIN paid p ON p.id_number_key = c.id_number_key
)
SELECT
    c.id_number AS subject_id,
    c.name AS subject_name,
    $monthly_amount AS amount,
    c.latest_month AS happened_on,
    c.certificate_no,
    c.level,
    c.issued_on,
    c.valid_to,
    c.paid_to,
    r.village,
    c.certificate_row AS _row,
    r._row AS resident_row
FROM compared c
JOIN residents r ON r.id_number_key = c.id_number_key
WHERE r.status = '正常'
  AND array_has($levels, c.level)
  AND c.issued_on <= c.latest_month - CAST($wait_days AS INT)
  AND c.valid_to >= c.latest_month
  AND (c.paid_to IS NULL OR c.paid_to < c.latest_month)
  AND NOT EXISTS (
      SELECT 1 FROM deaths d
      WHERE d.id_number_key = c.id_number_key
        AND d.death_date < date_trunc('month', $as_of)
  )
  AND NOT EXISTS (
      SELECT 1 FROM destitute_payments t
      WHERE t.id_number_key = c.id_number_key
        AND t.month = c.latest_month
  )
