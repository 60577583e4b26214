-- Numbers of leads' and exemptions' subjects (疑点、豁免对象的号码) are sealed, and found equal by a keyed hash. SQL has no key: what is in clear is sealed when the ledger
-- is next opened with its keys, and `seal_mark.sealed` says that it was.
ALTER TABLE seal_mark ADD COLUMN sealed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE leads RENAME COLUMN subject_id TO subject_key;
ALTER TABLE leads ADD COLUMN subject_sealed TEXT NOT NULL DEFAULT '';
ALTER TABLE exemptions RENAME COLUMN subject_id TO subject_key;

-- A keyed hash is no order to list by: leads of a rule stand in the order in which they were found.
DROP INDEX leads_of_state;
DROP INDEX leads_of_department;
DROP INDEX leads_of_owner;
DROP INDEX leads_of_town;
DROP INDEX leads_of_village;
DROP INDEX leads_of_institution;
DROP INDEX leads_of_school;
CREATE INDEX leads_in_order ON leads (rule, id, state);
CREATE INDEX leads_of_state ON leads (state, rule, id);
CREATE INDEX leads_of_department ON leads (department, rule, id, state) WHERE department IS NOT NULL;
CREATE INDEX leads_of_owner ON leads (owner, rule, id, state) WHERE owner IS NOT NULL;
CREATE INDEX leads_of_town ON leads (town, rule, id, state) WHERE town IS NOT NULL;
CREATE INDEX leads_of_village ON leads (village, rule, id, state) WHERE village IS NOT NULL;
CREATE INDEX leads_of_institution ON leads (institution, rule, id, state) WHERE institution IS NOT NULL;
CREATE INDEX leads_of_school ON leads (school, rule, id, state) WHERE school IS NOT NULL;
