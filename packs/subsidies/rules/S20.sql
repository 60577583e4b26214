/*---
code = "S20"
title = "两地或两险重复领取养老待遇"
title_en = "Two pensions for the same month"
kind = "fault"
subject = "person"
basis = "《城乡养老保险制度衔接暂行办法》（人社部发〔2014〕17号）；《社会保险经办条例》（国务院令第765号）第四十六条"
answer = "intercept"
datasets = ["pension_payments"]
per = ["pension_payments"]
slice = "month"
needs_authorisation = false
summary = "A residents' pension to a person who has an employees' pension for the same month; the residents' pension is the hit."
---*/
-- The employees' pensions stand first: they are the smaller side, and no text of theirs is held in memory.
SELECT
    p.id_number AS subject_id,
    p.name AS subject_name,
    p.amount AS amount,
    p.month AS happened_on,
    p.scheme,
    q.amount AS employee_pension,
    p._row AS _row,
    q._row AS employee_pension_row
FROM pension_payments q
JOIN pension_payments p ON p.id_number_key = q.id_number_key AND p.month = q.month
WHERE p.scheme = '居民养老'
  AND q.scheme = '职工养老'
