DROP TABLE account_identities;

CREATE TABLE reporter_reveals (
    id        BIGINT NOT NULL PRIMARY KEY,
    who       TEXT   NOT NULL,
    at        TEXT   NOT NULL,
    complaint BIGINT NOT NULL
);

CREATE INDEX reveals_of_account ON reporter_reveals (who, at);

INSERT INTO reporter_reveals (id, who, at, complaint)
SELECT row_number() OVER (ORDER BY at, who, id), who, at, id FROM reveals WHERE record = 'complaint' AND field = 'reporter';
DELETE FROM reveals WHERE record = 'complaint' AND field = 'reporter';

DROP TABLE attachments;
DROP TABLE file_links;
