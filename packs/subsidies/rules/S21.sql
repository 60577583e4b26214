/*---
code = "S21"
title = "不足年龄领取高龄津贴"
title_en = "Allowance for the very old below the age"
kind = "fault"
subject = "person"
basis = "《老年人权益保障法》第三十三条；《财政违法行为处罚处分条例》（国务院令第427号）第六条、第十四条"
answer = "suspect"
datasets = ["elderly_allowances"]
per = ["elderly_allowances"]
slice = "month"
needs_authorisation = false
summary = "On the last day of the month the payee is younger than the least age, by the birth date in the resident number."

[parameters.min_age]
type = "int"
default = "80"
title = "享受年龄下限"
title_en = "Least age"
unit = "周岁"
---*/
SELECT
    p.id_number AS subject_id,
    p.name AS subject_name,
    p.amount AS amount,
    p.month AS happened_on,
    birth_date(p.id_number) AS born_on,
    age_on(p.id_number, last_day(p.month)) AS age,
    p._row AS _row
FROM elderly_allowances p
WHERE age_on(p.id_number, last_day(p.month)) < $min_age
