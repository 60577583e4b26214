/*---
code = "S25"
title = "培训期间服刑或死亡"
title_en = "Trained while in prison or dead"
kind = "fault"
subject = "person"
basis = "《就业补助资金管理办法》关于职业培训补贴的规定；《财政违法行为处罚处分条例》（国务院令第427号）第六条、第十四条"
answer = "suspect"
datasets = ["training_subsidies", "inmates", "deaths"]
per = ["training_subsidies"]
needs_authorisation = false
summary = "The trainee was in prison on any day of the course, or died before its last day."
---*/
SELECT
    t.id_number AS subject_id,
    t.name AS subject_name,
    t.amount AS amount,
    t.start_date AS happened_on,
    t.institution,
    t.course,
    t.end_date,
    i.from_date AS prison_from,
    i.to_date AS prison_to,
    d.death_date,
    t._row AS _row,
    i._row AS inmate_row,
    d._row AS death_row
FROM training_subsidies t
LEFT JOIN inmates i
    ON i.id_number_key = t.id_number_key
    AND i.from_date <= t.end_date
    AND (i.to_date IS NULL OR i.to_date >= t.start_date)
LEFT JOIN deaths d
    ON d.id_number_key = t.id_number_key
    AND d.death_date < t.end_date
WHERE i._row IS NOT NULL
   OR d._row IS NOT NULL
