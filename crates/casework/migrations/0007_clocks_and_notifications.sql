-- Clocks that run, as rows; who is told what, and what of it went out; which node does which duty.
-- Portable on purpose: BIGINT and TEXT only.

-- The clocks of records and leads that run (计时中的时限), and how far each has climbed (督办级别). Written anew with every change of the
-- record, in the same transaction.
CREATE TABLE record_clocks (
    kind       TEXT   NOT NULL,
    id         BIGINT NOT NULL,
    ordinal    BIGINT NOT NULL,
    obligation TEXT   NOT NULL,
    due_at     TEXT   NOT NULL,
    told       BIGINT NOT NULL,
    PRIMARY KEY (kind, id, ordinal)
);

CREATE INDEX record_clocks_due ON record_clocks (told, due_at);
CREATE INDEX record_clocks_owed ON record_clocks (obligation, kind, id);

-- Of what was there before, the clock that is due first; each of the others follows when its record is next written, or climbs.
INSERT INTO record_clocks (kind, id, ordinal, obligation, due_at, told)
SELECT kind, id, 0, '', due_at, 0 FROM records WHERE due_at IS NOT NULL;

-- A day is over at midnight in Beijing.
INSERT INTO record_clocks (kind, id, ordinal, obligation, due_at, told)
SELECT 'lead', id, 0, 'lead_verification', due_on || 'T16:00:00.000000Z', 0
FROM leads WHERE due_on IS NOT NULL AND state IN ('assigned', 'verifying');

-- How far the furthest of its running clocks has climbed.
ALTER TABLE records ADD COLUMN level BIGINT NOT NULL DEFAULT 0;
CREATE INDEX records_climbed ON records (kind, level, id);

-- What somebody is told (通知): a kind and a number, never what a record says. `due_at` and `count` are for the sentence.
CREATE TABLE notifications (
    id           BIGINT NOT NULL PRIMARY KEY,
    uid          TEXT   NOT NULL UNIQUE,
    recipient    TEXT   NOT NULL,
    kind         TEXT   NOT NULL,
    record       TEXT,
    record_id    BIGINT,
    number       TEXT,
    obligation   TEXT,
    due_at       TEXT,
    count        BIGINT NOT NULL,
    made_at      TEXT   NOT NULL,
    read_at      TEXT,
    -- The mail that it went into; none while it waits for one.
    mail         BIGINT,
    -- waiting, sent or given_up.
    hook         TEXT   NOT NULL,
    hook_tries   BIGINT NOT NULL,
    hook_next_at TEXT   NOT NULL,
    hook_problem TEXT
);

CREATE INDEX notifications_of ON notifications (recipient, id);
CREATE INDEX notifications_unread ON notifications (recipient, read_at);
CREATE INDEX notifications_hook ON notifications (hook, hook_next_at);
CREATE INDEX notifications_unmailed ON notifications (mail, recipient);

-- A digest that goes, or went, to one person by mail.
CREATE TABLE mails (
    id        BIGINT NOT NULL PRIMARY KEY,
    uid       TEXT   NOT NULL UNIQUE,
    recipient TEXT   NOT NULL,
    made_at   TEXT   NOT NULL,
    -- waiting, sent or given_up.
    state     TEXT   NOT NULL,
    tries     BIGINT NOT NULL,
    next_at   TEXT   NOT NULL,
    sent_at   TEXT,
    problem   TEXT
);

CREATE INDEX mails_waiting ON mails (state, next_at);
CREATE INDEX mails_of ON mails (recipient, made_at);

-- Where somebody's mail goes, and which kinds do not go by it.
CREATE TABLE notification_choices (
    login TEXT NOT NULL PRIMARY KEY,
    body  TEXT NOT NULL
);

-- Who does a duty (定时任务) at the moment, so that no two do the same.
CREATE TABLE duty_leases (
    duty    TEXT NOT NULL PRIMARY KEY,
    holder  TEXT NOT NULL,
    until   TEXT NOT NULL,
    done_at TEXT
);
