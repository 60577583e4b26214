/*---
code = "S16"
title = "护理补贴等级不符"
title_en = "Care allowance for a grade that gives no right to it"
kind = "fault"
subject = "person"
basis = "《国务院关于全面建立困难残疾人生活补贴和重度残疾人护理补贴制度的意见》（国发〔2015〕52号）"
answer = "suspect"
datasets = ["disability_allowances", "disability_certificates"]
per = ["disability_allowances"]
slice = "month"
needs_authorisation = false
summary = "A care allowance whose payee's latest certificate is of a grade outside the list."

[parameters.levels]
type = "int_list"
default = "1,2"
title = "可享受护理补贴的残疾等级"
title_en = "Grades that give a right to the care allowance"
unit = "级"
---*/
-- The latest certificate is chosen as in S15. Who has no certificate at all is found by S15 alone.
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
    c.certificate_no,
    c.kind AS disability,
    c.level,
    c.issued_on,
    p._row AS _row,
    c._row AS certificate_row
FROM disability_allowances p
JOIN latest c ON c.id_number_key = p.id_number_key
WHERE p.kind = '护理补贴'
  AND NOT array_has($levels, c.level)
