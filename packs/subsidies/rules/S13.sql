/*---
code = "S13"
title = "低保重复发放"
title_en = "Living allowance paid twice for a month"
kind = "fault"
subject = "person"
basis = "《社会救助暂行办法》（国务院令第649号）第十二条、第六十六条"
answer = "intercept"
datasets = ["dibao_payments"]
per = ["dibao_payments"]
slice = "month"
needs_authorisation = false
summary = "The second and every later payment to one person for one month, in the order in which they were handed in."
---*/
-- _row follows batch, sheet and row, so the first payment of a month is the one with the smallest _row.
WITH repeated AS (
    SELECT id_number_key, month, min(_row) AS first_row
    FROM dibao_payments
    GROUP BY id_number_key, month
    HAVING count(*) > 1
)
SELECT
    p.id_number AS subject_id,
    p.name AS subject_name,
    p.amount AS amount,
    p.month AS happened_on,
    p.account,
    p._row AS _row,
    g.first_row
FROM repeated g
JOIN dibao_payments p ON p.id_number_key = g.id_number_key AND p.month = g.month
WHERE p._row > g.first_row
