/*---
code = "S12"
title = "低保与特困供养重复享受"
title_en = "Living allowance and destitute support for the same month"
kind = "fault"
subject = "person"
basis = "《社会救助暂行办法》（国务院令第649号）第十二条、第十五条、第六十八条"
answer = "intercept"
datasets = ["dibao_payments", "destitute_payments"]
per = ["dibao_payments"]
slice = "month"
needs_authorisation = false
summary = "A support payment to destitute persons went to the same person for the same month."
---*/
SELECT
    p.id_number AS subject_id,
    p.name AS subject_name,
    p.amount AS amount,
    p.month AS happened_on,
    t.amount AS destitute_amount,
    p._row AS _row,
    t._row AS destitute_row
FROM dibao_payments p
JOIN destitute_payments t ON t.id_number_key = p.id_number_key AND t.month = p.month
