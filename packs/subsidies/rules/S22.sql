/*---
code = "S22"
title = "惠农补贴面积超确权面积"
title_en = "Farming subsidy for more land than is certified"
kind = "fault"
subject = "person"
basis = "《财政部 农业部关于全面推开农业“三项补贴”改革工作的通知》（财农〔2016〕26号）；《财政违法行为处罚处分条例》（国务院令第427号）第六条、第十四条"
answer = "suspect"
datasets = ["agri_subsidies", "land_parcels"]
per = ["agri_subsidies"]
needs_authorisation = false
summary = "A person's land-protection claims of a year are for more land than the person's certified parcels and the tolerance; the amount is the share of the excess."

[parameters.tolerance]
type = "decimal"
default = "0.05"
title = "面积容差比例"
title_en = "Tolerance as a share of the certified area"
---*/
-- One hit a person and year. It stands at the last of the year's claims, because that is the one which goes beyond the land and
-- the one that a check before payment holds in its hands; all claims and parcels are its evidence.
-- The tolerance only decides whether there is a hit: the amount is reckoned on the whole excess. Who has no parcel holds 0 mu.
WITH claims AS (
    SELECT
        id_number_key,
        year,
        min(id_number) AS id_number,
        min(name) AS name,
        sum(area_mu) AS claimed_mu,
        sum(amount) AS year_amount,
        max(_row) AS last_row,
        array_agg(_row) AS claim_row
    FROM agri_subsidies
    WHERE program = '耕地地力保护补贴'
    GROUP BY id_number_key, year
),
parcels AS (
    SELECT id_number_key, sum(area_mu) AS held_mu, array_agg(_row) AS parcel_row
    FROM land_parcels
    GROUP BY id_number_key
)
SELECT
    c.id_number AS subject_id,
    c.name AS subject_name,
    (c.claimed_mu - coalesce(l.held_mu, 0)) * c.year_amount / c.claimed_mu AS amount,
    make_date(c.year, 12, 31) AS happened_on,
    c.year,
    c.claimed_mu,
    coalesce(l.held_mu, 0) AS certified_mu,
    c.year_amount,
    c.last_row AS _row,
    array_sort(c.claim_row) AS claim_row,
    array_sort(l.parcel_row) AS parcel_row
FROM claims c
LEFT JOIN parcels l ON l.id_number_key = c.id_number_key
WHERE c.claimed_mu > 0
  AND c.claimed_mu > coalesce(l.held_mu, 0) * (1 + $tolerance)
