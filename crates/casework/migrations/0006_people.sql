-- Offices, accounts and how they come in. Portable on purpose: BIGINT and TEXT only. No secret stands here as it is said: of tokens,
-- keys and recovery codes there is a SHA-256, of passwords an argon2id hash.

CREATE TABLE offices (
    code   TEXT   NOT NULL PRIMARY KEY,
    kind   TEXT   NOT NULL,
    parent TEXT,
    active BIGINT NOT NULL,
    body   TEXT   NOT NULL
);

CREATE INDEX offices_of_kind ON offices (kind, code);

CREATE TABLE accounts (
    login    TEXT   NOT NULL PRIMARY KEY,
    role     TEXT   NOT NULL,
    office   TEXT,
    version  BIGINT NOT NULL,
    disabled BIGINT NOT NULL,
    body     TEXT   NOT NULL
);

CREATE INDEX accounts_of_office ON accounts (office, login);

-- What an account proves itself by; apart from it, so that no list and no event can carry it.
CREATE TABLE account_secrets (
    login          TEXT   NOT NULL PRIMARY KEY REFERENCES accounts (login),
    password_hash  TEXT   NOT NULL,
    former_hashes  TEXT   NOT NULL,
    totp_pending   TEXT,
    totp_secret    TEXT,
    totp_last_step BIGINT
);

CREATE TABLE recovery_codes (
    login  TEXT NOT NULL REFERENCES accounts (login),
    digest TEXT NOT NULL,
    PRIMARY KEY (login, digest)
);

-- By the name that was typed, whether there is such an account or not: the two are not told apart.
CREATE TABLE sign_in_failures (
    login        TEXT   NOT NULL PRIMARY KEY,
    failures     BIGINT NOT NULL,
    last_at      TEXT   NOT NULL,
    locked_until TEXT
);

CREATE INDEX sign_in_failures_old ON sign_in_failures (last_at);

CREATE TABLE sessions (
    digest     TEXT NOT NULL PRIMARY KEY,
    login      TEXT NOT NULL REFERENCES accounts (login),
    started_at TEXT NOT NULL,
    seen_at    TEXT NOT NULL,
    ends_at    TEXT NOT NULL
);

CREATE INDEX sessions_of_account ON sessions (login);

-- The one link by which the first account comes to be.
CREATE TABLE setup_token (
    id      BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    digest  TEXT   NOT NULL,
    ends_at TEXT   NOT NULL
);

CREATE TABLE api_keys (
    id           BIGINT NOT NULL PRIMARY KEY,
    digest       TEXT   NOT NULL,
    last_used_at TEXT,
    body         TEXT   NOT NULL
);

CREATE UNIQUE INDEX api_keys_digest ON api_keys (digest);

-- What was shown in full, for the limit of how much one person may see in an hour.
CREATE TABLE reveals (
    who    TEXT   NOT NULL,
    at     TEXT   NOT NULL,
    record TEXT   NOT NULL,
    id     BIGINT NOT NULL,
    field  TEXT   NOT NULL
);

CREATE INDEX reveals_by ON reveals (who, at);
