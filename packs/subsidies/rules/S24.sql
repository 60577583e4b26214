/*---
code = "S24"
title = "一人多地同时培训"
title_en = "Trained in two places at the same time"
kind = "fault"
subject = "person"
basis = "《就业补助资金管理办法》关于职业培训补贴的规定；《财政违法行为处罚处分条例》（国务院令第427号）第六条、第十四条"
answer = "suspect"
datasets = ["training_subsidies"]
per = ["training_subsidies"]
needs_authorisation = false
summary = "The days of a course share a day with another course of the same person at another institution; both are hits."
---*/
SELECT
    t.id_number AS subject_id,
    t.name AS subject_name,
    t.amount AS amount,
    t.start_date AS happened_on,
    t.institution,
    t.course,
    t.end_date,
    o.institution AS other_institution,
    o.start_date AS other_start,
    o.end_date AS other_end,
    t._row AS _row,
    o._row AS other_row
FROM training_subsidies t
JOIN training_subsidies o ON o.id_number_key = t.id_number_key
WHERE o.institution <> t.institution
  AND o.start_date <= t.end_date
  AND o.end_date >= t.start_date
