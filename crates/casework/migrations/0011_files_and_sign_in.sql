-- Which record names which evidence file, what the public attached to complaints, one register of what was shown in full, and
-- accounts of the office's identity provider. Portable on purpose: BIGINT and TEXT only.

-- Which record names which file: whoever may read the one may read the other. Written with the record's change.
CREATE TABLE file_links (
    digest TEXT   NOT NULL,
    kind   TEXT   NOT NULL,
    id     BIGINT NOT NULL,
    PRIMARY KEY (digest, kind, id)
);

INSERT INTO file_links (digest, kind, id)
SELECT f.digest, r.kind, r.id FROM files f JOIN records r ON r.body LIKE '%"' || f.digest || '"%';

INSERT INTO file_links (digest, kind, id)
SELECT f.digest, 'lead', l.id FROM files f JOIN leads l
ON l.outcome_files LIKE '%"' || f.digest || '"%' OR l.notices LIKE '%"' || f.digest || '"%' OR l.explanations LIKE '%"' || f.digest || '"%';

INSERT INTO file_links (digest, kind, id)
SELECT f.digest, 'exemption', x.id FROM files f JOIN exemptions x ON x.body LIKE '%"' || f.digest || '"%';

-- What the public attached (公众附件), by complaint, in the order in which it came. `message` is the number of the message that it
-- came with, 0 for the complaint itself; without one it waits for the message.
CREATE TABLE attachments (
    complaint  BIGINT NOT NULL,
    ordinal    BIGINT NOT NULL,
    message    BIGINT,
    digest     TEXT   NOT NULL,
    media_type TEXT   NOT NULL,
    bytes      BIGINT NOT NULL,
    at         TEXT   NOT NULL,
    PRIMARY KEY (complaint, ordinal)
);

CREATE INDEX attachments_of_file ON attachments (digest);
CREATE INDEX attachments_by_time ON attachments (at);

-- Identities that were shown go into the one register of what was shown in full.
INSERT INTO reveals (who, at, record, id, field) SELECT who, at, 'complaint', complaint, 'reporter' FROM reporter_reveals;
DROP TABLE reporter_reveals;

-- Accounts of the office's identity provider, each linked to one account here.
CREATE TABLE account_identities (
    issuer  TEXT NOT NULL,
    subject TEXT NOT NULL,
    login   TEXT NOT NULL UNIQUE REFERENCES accounts (login),
    PRIMARY KEY (issuer, subject)
);
