-- From leads to people: which way a lead ended, what the person concerned was told and said, who is in charge, and who is exempted.
-- Portable on purpose: BIGINT and TEXT only.

ALTER TABLE leads ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
-- The person in charge (承办人), beside the department.
ALTER TABLE leads ADD COLUMN owner TEXT;
ALTER TABLE leads ADD COLUMN clocks TEXT NOT NULL DEFAULT '[]';
-- What the person concerned was told (告知), and what that person said (申辩).
ALTER TABLE leads ADD COLUMN notices TEXT NOT NULL DEFAULT '[]';
ALTER TABLE leads ADD COLUMN explanations TEXT NOT NULL DEFAULT '[]';
ALTER TABLE leads ADD COLUMN outcome_files TEXT NOT NULL DEFAULT '[]';
-- Digest of the rule's text as it was when the lead was concluded: its version, by which its yield is told.
ALTER TABLE leads ADD COLUMN outcome_rule TEXT;

UPDATE leads SET outcome_rule = (
    SELECT q.rule_digest FROM rule_runs q WHERE q.id = (
        SELECT MAX(x.id) FROM rule_runs x WHERE x.rule = leads.rule AND x.status = 'evaluated' AND x.at <= leads.concluded_at
    )
) WHERE outcome IS NOT NULL;

-- One code now says how verifying ended. A lead that was found true before the two ways of being true were told apart counts as
-- the milder one: nobody is said to have deceived who was not found to. Money owed and not paid is no longer a way of being false.
UPDATE leads SET outcome = 'owed_unpaid', outcome_amount = amount, state = CASE WHEN state = 'cleared' THEN 'confirmed' ELSE state END
    WHERE outcome = 'cleared' AND outcome_reason = 'owed_and_unpaid' AND rule IN (SELECT code FROM rules WHERE kind = 'owed');
UPDATE leads SET outcome = 'not_proven' WHERE outcome = 'cleared' AND outcome_reason = 'owed_and_unpaid';
UPDATE leads SET outcome = outcome_reason WHERE outcome = 'cleared';
UPDATE leads SET outcome = 'owed_unpaid' WHERE outcome = 'confirmed' AND rule IN (SELECT code FROM rules WHERE kind = 'owed');
UPDATE leads SET outcome = 'true_error' WHERE outcome = 'confirmed';
ALTER TABLE leads DROP COLUMN outcome_reason;

CREATE INDEX leads_of_owner ON leads (owner, rule, subject_id, subject_kind);

-- Exemption register (豁免登记): while one is in force its rule, or every rule, is muted for the subject.
CREATE TABLE exemptions (
    id           BIGINT NOT NULL PRIMARY KEY,
    version      BIGINT NOT NULL,
    rule         TEXT,
    subject_kind TEXT   NOT NULL,
    subject_id   TEXT   NOT NULL,
    state        TEXT   NOT NULL,
    from_on      TEXT   NOT NULL,
    until_on     TEXT   NOT NULL,
    body         TEXT   NOT NULL
);

CREATE INDEX exemptions_in_force ON exemptions (state, until_on);
CREATE INDEX exemptions_of_subject ON exemptions (subject_id, subject_kind);
