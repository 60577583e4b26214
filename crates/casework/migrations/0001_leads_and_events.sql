-- The first room of the ledger: the event chain (事件链), leads (疑点) with their hits, and what the rules last said.
-- Portable on purpose: BIGINT and TEXT only. Dates and instants are ISO text, money is fen, structures are JSON text.

-- The newest link of the chain, kept beside the events so that a tail cut off is noticed.
CREATE TABLE chain_head (
    id   BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    seq  BIGINT NOT NULL,
    hash TEXT   NOT NULL
);

INSERT INTO chain_head (id, seq, hash)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TABLE events (
    seq         BIGINT NOT NULL PRIMARY KEY,
    at          TEXT   NOT NULL,
    who         TEXT   NOT NULL,
    came_from   TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    record      TEXT,
    record_id   TEXT,
    before_json TEXT,
    after_json  TEXT,
    why         TEXT,
    previous    TEXT   NOT NULL,
    hash        TEXT   NOT NULL
);

CREATE INDEX events_of_record ON events (record, record_id, seq);

CREATE TABLE rules (
    code     TEXT NOT NULL PRIMARY KEY,
    title    TEXT NOT NULL,
    priority TEXT NOT NULL,
    kind     TEXT NOT NULL
);

-- What a rule said in one screening; the newest row of a rule is its latest answer.
CREATE TABLE rule_runs (
    id          BIGINT NOT NULL PRIMARY KEY,
    run_id      TEXT   NOT NULL,
    rule        TEXT   NOT NULL REFERENCES rules (code),
    as_of       TEXT   NOT NULL,
    at          TEXT   NOT NULL,
    rule_digest TEXT   NOT NULL,
    parameters  TEXT   NOT NULL,
    elapsed_ms  BIGINT NOT NULL,
    status      TEXT   NOT NULL,
    reason      TEXT,
    hits        BIGINT,
    subjects    BIGINT,
    amount      BIGINT
);

CREATE INDEX rule_runs_of_rule ON rule_runs (rule, id);

CREATE TABLE leads (
    id                   BIGINT NOT NULL PRIMARY KEY,
    rule                 TEXT   NOT NULL REFERENCES rules (code),
    subject_kind         TEXT   NOT NULL,
    subject_id           TEXT   NOT NULL,
    subject_name         TEXT   NOT NULL,
    town                 TEXT,
    village              TEXT,
    institution          TEXT,
    school               TEXT,
    hits                 BIGINT NOT NULL,
    amount               BIGINT NOT NULL,
    first_on             TEXT   NOT NULL,
    last_on              TEXT   NOT NULL,
    hits_digest          TEXT   NOT NULL,
    state                TEXT   NOT NULL,
    no_longer_matched_on TEXT,
    department           TEXT,
    due_on               TEXT,
    verifiers            TEXT   NOT NULL DEFAULT '[]',
    sent_back            BIGINT NOT NULL DEFAULT 0,
    outcome              TEXT,
    outcome_amount       BIGINT,
    outcome_reason       TEXT,
    outcome_text         TEXT,
    concluded_by         TEXT,
    concluded_at         TEXT,
    reviewed_by          TEXT,
    reviewed_at          TEXT,
    review_remark        TEXT,
    found_at             TEXT   NOT NULL,
    changed_at           TEXT   NOT NULL
);

-- The key of a lead, in the order in which leads are listed.
CREATE UNIQUE INDEX leads_key ON leads (rule, subject_id, subject_kind);
CREATE INDEX leads_of_subject ON leads (subject_id);
CREATE INDEX leads_of_department ON leads (department, rule, subject_id, subject_kind);

CREATE TABLE hits (
    lead_id     BIGINT NOT NULL REFERENCES leads (id),
    ordinal     BIGINT NOT NULL,
    happened_on TEXT   NOT NULL,
    amount      BIGINT NOT NULL,
    sources     TEXT   NOT NULL,
    detail      TEXT   NOT NULL,
    PRIMARY KEY (lead_id, ordinal)
);
