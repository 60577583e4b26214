-- Records of casework other than leads, what hangs on what, evidence files, and settings.
-- Portable on purpose: BIGINT and TEXT only. The columns are what records are found and scoped by; `body` is the whole record.

CREATE TABLE records (
    kind        TEXT   NOT NULL,
    id          BIGINT NOT NULL,
    number      TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    title       TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    is_open     BIGINT NOT NULL,
    priority    TEXT,
    campaign    BIGINT,
    department  TEXT,
    owner       TEXT,
    town        TEXT,
    village     TEXT,
    institution TEXT,
    school      TEXT,
    restricted  BIGINT NOT NULL,
    amount      BIGINT,
    due_at      TEXT,
    entered_at  TEXT   NOT NULL,
    changed_at  TEXT   NOT NULL,
    body        TEXT   NOT NULL,
    PRIMARY KEY (kind, id)
);

CREATE UNIQUE INDEX records_number ON records (number);
CREATE INDEX records_of_state ON records (kind, state, id);
CREATE INDEX records_of_department ON records (kind, department, id);
CREATE INDEX records_of_owner ON records (kind, owner, id);
CREATE INDEX records_changed ON records (kind, changed_at, id);
CREATE INDEX records_due ON records (kind, COALESCE(due_at, '9999'), id);

-- Who may see a record that only a team may see.
CREATE TABLE record_team (
    kind TEXT   NOT NULL,
    id   BIGINT NOT NULL,
    who  TEXT   NOT NULL,
    PRIMARY KEY (kind, id, who)
);

CREATE TABLE record_links (
    from_kind TEXT   NOT NULL,
    from_id   BIGINT NOT NULL,
    relation  TEXT   NOT NULL,
    to_kind   TEXT   NOT NULL,
    to_id     BIGINT NOT NULL,
    who       TEXT   NOT NULL,
    at        TEXT   NOT NULL,
    PRIMARY KEY (from_kind, from_id, relation, to_kind, to_id)
);

CREATE INDEX record_links_back ON record_links (to_kind, to_id);

-- Evidence files by what they hold; the bytes stand in the data folder under files/.
CREATE TABLE files (
    digest     TEXT   NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    media_type TEXT   NOT NULL,
    bytes      BIGINT NOT NULL,
    who        TEXT   NOT NULL,
    at         TEXT   NOT NULL
);

CREATE TABLE settings (
    name   TEXT NOT NULL PRIMARY KEY,
    value  TEXT NOT NULL,
    source TEXT NOT NULL,
    who    TEXT NOT NULL,
    at     TEXT NOT NULL
);

-- Keys of requests that made a record (幂等键), so that the same request twice makes it once.
CREATE TABLE request_keys (
    who         TEXT   NOT NULL,
    request_key TEXT   NOT NULL,
    digest      TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    id          BIGINT NOT NULL,
    at          TEXT   NOT NULL,
    PRIMARY KEY (who, request_key)
);
