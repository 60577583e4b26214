/*---
code = "S26"
title = "多人共用一个银行账号"
title_en = "One bank account for several households"
kind = "fault"
subject = "account"
basis = "《关于进一步加强惠民惠农财政补贴资金“一卡通”管理的指导意见》（财办〔2020〕37号）；《个人存款账户实名制规定》（国务院令第285号）"
answer = "suspect"
datasets = ["dibao_payments", "destitute_payments", "disability_allowances", "pension_payments", "elderly_allowances", "unemployment_benefits", "agri_subsidies", "residents"]
per = ["dibao_payments", "destitute_payments", "disability_allowances", "pension_payments", "elderly_allowances", "unemployment_benefits", "agri_subsidies"]
needs_authorisation = false
summary = "The payees of one account, over all payment datasets, belong to at least the least number of households; every payment into it is a hit."

[parameters.min_households]
type = "int"
default = "3"
title = "不同户数下限"
title_en = "Least number of different households"
unit = "户"
---*/
-- A person's household is that of the register, whatever the status there; who is not in the register is a household alone.
-- An account with one payee is set aside first, the cheapest way there is: that leaves few accounts to count households for.
-- An account's payees and households are numbered, and the last number is how many there are.
WITH payments AS (
    SELECT account, id_number_key, id_number, name, amount, month AS paid_for, '低保金' AS benefit, _row FROM dibao_payments
    UNION ALL
    SELECT account, id_number_key, id_number, name, amount, month AS paid_for, '特困供养金' AS benefit, _row FROM destitute_payments
    UNION ALL
    SELECT account, id_number_key, id_number, name, amount, month AS paid_for, kind AS benefit, _row FROM disability_allowances
    UNION ALL
    SELECT account, id_number_key, id_number, name, amount, month AS paid_for, scheme AS benefit, _row FROM pension_payments
    UNION ALL
    SELECT account, id_number_key, id_number, name, amount, month AS paid_for, '高龄津贴' AS benefit, _row FROM elderly_allowances
    UNION ALL
    SELECT account, id_number_key, id_number, name, amount, month AS paid_for, '失业保险金' AS benefit, _row FROM unemployment_benefits
    UNION ALL
    SELECT account, id_number_key, id_number, name, amount, make_date(year, 12, 31) AS paid_for, program AS benefit, _row FROM agri_subsidies
),
candidates AS (
    SELECT account
    FROM payments
    GROUP BY account
    HAVING min(id_number_key) <> max(id_number_key) OR $min_households <= 1
),
numbered AS (
    SELECT
        p.account,
        p.id_number_key,
        p.id_number,
        p.name,
        p.amount,
        p.paid_for,
        p.benefit,
        p._row,
        r.household_no,
        r._row AS resident_row,
        dense_rank() OVER (PARTITION BY p.account ORDER BY p.id_number_key) AS payee,
        dense_rank() OVER (
            PARTITION BY p.account
            ORDER BY coalesce(r.household_no, '单独成户 ' || CAST(p.id_number_key AS VARCHAR))
        ) AS household
    FROM candidates c
    JOIN payments p ON p.account = c.account
    LEFT JOIN residents r ON r.id_number_key = p.id_number_key
),
counted AS (
    SELECT
        *,
        min(name) OVER (PARTITION BY account) AS first_name,
        max(payee) OVER (PARTITION BY account) AS payees,
        max(household) OVER (PARTITION BY account) AS households
    FROM numbered
)
SELECT
    s.account AS subject_id,
    s.first_name || '等' || CAST(s.payees AS VARCHAR) || '人' AS subject_name,
    s.amount AS amount,
    s.paid_for AS happened_on,
    s.id_number AS payee_id,
    s.name AS payee,
    s.benefit,
    s.household_no,
    s.households,
    s._row AS _row,
    s.resident_row
FROM counted s
WHERE s.households >= $min_households
