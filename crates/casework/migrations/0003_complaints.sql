-- What complaints (信访举报) keep beside their record: sealed identities, tracking codes, the mailbox behind them, the numbers
-- of other systems' tickets, and what guards the public page. Portable on purpose: BIGINT and TEXT only.

-- Which keys the ledger's sealed fields were sealed with: a keyed hash, from which no key can be told.
CREATE TABLE seal_mark (
    id   BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    mark TEXT   NOT NULL
);

-- Who complained: sealed, and with keyed hashes by which two can be found equal without unsealing either. An anonymous
-- complaint has no row.
CREATE TABLE reporters (
    complaint     BIGINT NOT NULL,
    ordinal       BIGINT NOT NULL,
    sealed        TEXT   NOT NULL,
    phone_hash    TEXT,
    resident_hash TEXT,
    PRIMARY KEY (complaint, ordinal)
);

CREATE INDEX reporters_phone ON reporters (phone_hash);
CREATE INDEX reporters_resident ON reporters (resident_hash);

-- When an identity was shown to whom, so that an hour's number can be counted without walking the events.
CREATE TABLE reporter_reveals (
    id        BIGINT NOT NULL PRIMARY KEY,
    who       TEXT   NOT NULL,
    at        TEXT   NOT NULL,
    complaint BIGINT NOT NULL
);

CREATE INDEX reveals_of_account ON reporter_reveals (who, at);

-- Tracking codes (查询码): a slow hash and nothing else of them.
CREATE TABLE tracking_codes (
    digest    TEXT   NOT NULL PRIMARY KEY,
    complaint BIGINT NOT NULL UNIQUE
);

CREATE TABLE complaint_messages (
    complaint BIGINT NOT NULL,
    ordinal   BIGINT NOT NULL,
    direction TEXT   NOT NULL,
    sealed    TEXT   NOT NULL,
    who       TEXT   NOT NULL,
    at        TEXT   NOT NULL,
    PRIMARY KEY (complaint, ordinal)
);

-- Tickets of other systems (12345 工单): a number is one complaint, however often it is sent.
CREATE TABLE tickets (
    system    TEXT   NOT NULL,
    number    TEXT   NOT NULL,
    complaint BIGINT NOT NULL,
    PRIMARY KEY (system, number)
);

-- Passes to the public page that were used, until they would have run out by themselves.
CREATE TABLE used_passes (
    nonce      TEXT NOT NULL PRIMARY KEY,
    expires_at TEXT NOT NULL
);
