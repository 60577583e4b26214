-- Rules are governed: their versions, which are never overwritten, the pauses, what shadow versions would have found, and the values of
-- parameters. Portable on purpose: BIGINT and TEXT only.

CREATE TABLE rule_versions (
    rule     TEXT   NOT NULL,
    number   BIGINT NOT NULL,
    state    TEXT   NOT NULL,
    version  BIGINT NOT NULL,
    priority TEXT   NOT NULL,
    digest   TEXT   NOT NULL,
    body     TEXT   NOT NULL,
    -- Exactly the text of the rule's file, and the texts of its cases.
    text     TEXT   NOT NULL,
    cases    TEXT   NOT NULL,
    PRIMARY KEY (rule, number)
);

CREATE INDEX rule_versions_of_state ON rule_versions (state, rule);

CREATE TABLE rule_pauses (
    rule   TEXT   NOT NULL PRIMARY KEY,
    paused BIGINT NOT NULL,
    body   TEXT   NOT NULL
);

CREATE TABLE rule_parameters (
    id         BIGINT NOT NULL PRIMARY KEY,
    version    BIGINT NOT NULL,
    rule       TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    campaign   BIGINT,
    state      TEXT   NOT NULL,
    decided_at TEXT,
    body       TEXT   NOT NULL
);

CREATE INDEX rule_parameters_of_rule ON rule_parameters (rule, state, decided_at);

CREATE TABLE rule_shadow_runs (
    id     BIGINT NOT NULL PRIMARY KEY,
    rule   TEXT   NOT NULL,
    number BIGINT NOT NULL,
    body   TEXT   NOT NULL
);

CREATE INDEX rule_shadow_runs_of_version ON rule_shadow_runs (rule, number, id);

-- What a yield is counted from, found without a walk over all leads of a rule.
CREATE INDEX leads_concluded ON leads (rule, concluded_at) WHERE outcome IS NOT NULL;

-- Which version a run asked, and for which campaign.
ALTER TABLE rule_runs ADD COLUMN version BIGINT;
ALTER TABLE rule_runs ADD COLUMN campaign BIGINT;
