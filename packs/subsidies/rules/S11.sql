/*---
code = "S11"
title = "服刑人员领取低保"
title_en = "Living allowance paid to a prison inmate"
kind = "fault"
subject = "person"
basis = "《最低生活保障审核确认办法》（民发〔2021〕57号）关于共同生活的家庭成员的规定；《社会救助暂行办法》（国务院令第649号）第十三条"
answer = "intercept"
datasets = ["dibao_payments", "inmates"]
per = ["dibao_payments"]
slice = "month"
needs_authorisation = false
summary = "The payee was in prison on the first day of the month."
---*/
SELECT
    p.id_number AS subject_id,
    p.name AS subject_name,
    p.amount AS amount,
    p.month AS happened_on,
    i.from_date,
    i.to_date,
    p._row AS _row,
    i._row AS inmate_row
FROM dibao_payments p
JOIN inmates i ON i.id_number_key = p.id_number_key
WHERE i.from_date <= p.month
  AND (i.to_date IS NULL OR i.to_date >= p.month)
