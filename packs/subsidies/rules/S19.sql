/*---
code = "S19"
title = "失业金与养老金重复"
title_en = "Unemployment benefit beside an employees' pension"
kind = "fault"
subject = "person"
basis = "《社会保险法》第五十一条第四项；《失业保险条例》第十五条第四项、第二十八条"
answer = "intercept"
datasets = ["unemployment_benefits", "pension_payments"]
per = ["unemployment_benefits"]
slice = "month"
needs_authorisation = false
summary = "An employees' pension was paid to the same person for the same month."
---*/
SELECT
    p.id_number AS subject_id,
    p.name AS subject_name,
    p.amount AS amount,
    p.month AS happened_on,
    q.amount AS pension,
    p._row AS _row,
    q._row AS pension_row
FROM unemployment_benefits p
JOIN pension_payments q ON q.id_number_key = p.id_number_key AND q.month = p.month
WHERE q.scheme = '职工养老'
