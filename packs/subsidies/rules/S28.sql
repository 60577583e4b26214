/*---
code = "S28"
title = "未成年人任职或参保"
title_en = "Employed or insured below the age"
kind = "fault"
subject = "person"
basis = "《劳动法》第十五条；《禁止使用童工规定》（国务院令第364号）第二条、第四条"
answer = "suspect"
datasets = ["employment_insurance"]
per = ["employment_insurance"]
slice = "month"
needs_authorisation = false
summary = "On the first day of the contribution's month the insured is younger than the least age, by the birth date in the resident number."

[parameters.min_age]
type = "int"
default = "16"
title = "就业年龄下限"
title_en = "Least age"
unit = "周岁"
---*/
-- No money is lost here: the amount is 0. Such rows show child labour, a false entry, or a borrowed number.
SELECT
    e.id_number AS subject_id,
    e.name AS subject_name,
    0 AS amount,
    e.month AS happened_on,
    birth_date(e.id_number) AS born_on,
    age_on(e.id_number, e.month) AS age,
    e.employer,
    e.region,
    e.scheme,
    e.base,
    e._row AS _row
FROM employment_insurance e
WHERE age_on(e.id_number, e.month) < $min_age
