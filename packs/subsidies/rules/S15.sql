/*---
code = "S15"
title = "残疾证失效仍领补贴"
title_en = "Disability allowance without a valid certificate"
kind = "fault"
subject = "person"
basis = "《国务院关于全面建立困难残疾人生活补贴和重度残疾人护理补贴制度的意见》（国发〔2015〕52号）；《中华人民共和国残疾人证管理办法》（残联发〔2017〕34号）"
answer = "suspect"
datasets = ["disability_allowances", "disability_certificates"]
per = ["disability_allowances"]
slice = "month"
needs_authorisation = false
summary = "The payee has no certificate at all, or the first day of the month is after the validity of the latest one."
---*/
-- The latest certificate is that of the latest day of issue, then of the longest validity, among all of the person's, even one
-- that was issued after the month: who has renewed has mended the matter.
WITH latest AS (
    SELECT *
    FROM (
        SELECT
            c.*,
            row_number() OVER (PARTITION BY c.id_number_key ORDER BY c.issued_on DESC, c.valid_to DESC, c._row DESC) AS place
        FROM disability_certificates c
    ) ranked
    WHERE place = 1
)
SELECT
    p.id_number AS subject_id,
    p.name AS subject_name,
    p.amount AS amount,
    p.month AS happened_on,
    p.kind,
    c.certificate_no,
    c.issued_on,
    c.valid_to,
    p._row AS _row,
    c._row AS certificate_row
FROM disability_allowances p
LEFT JOIN latest c ON c.id_number_key = p.id_number_key
WHERE c.id_number_key IS NULL
   OR p.month > c.valid_to
