/*---
code = "S14"
title = "生活补贴重复 / 护理补贴重复发放"
title_en = "Disability allowance of one kind paid twice for a month"
kind = "fault"
subject = "person"
basis = "《国务院关于全面建立困难残疾人生活补贴和重度残疾人护理补贴制度的意见》（国发〔2015〕52号）；《财政违法行为处罚处分条例》（国务院令第427号）第六条、第十四条"
answer = "intercept"
datasets = ["disability_allowances"]
per = ["disability_allowances"]
slice = "month"
needs_authorisation = false
summary = "The second and every later payment of one kind of allowance to one person for one month, in the order in which they were handed in."
---*/
-- One payment of each kind in a month is right. _row follows batch, sheet and row.
WITH repeated AS (
    SELECT id_number_key, month, kind, min(_row) AS first_row
    FROM disability_allowances
    GROUP BY id_number_key, month, kind
    HAVING count(*) > 1
)
SELECT
    p.id_number AS subject_id,
    p.name AS subject_name,
    p.amount AS amount,
    p.month AS happened_on,
    p.kind,
    p.account,
    p._row AS _row,
    g.first_row
FROM repeated g
JOIN disability_allowances p ON p.id_number_key = g.id_number_key AND p.month = g.month AND p.kind = g.kind
WHERE p._row > g.first_row
