-- Persons of cases and money of recoveries, beside the records: what is counted and summed over many of them. Written anew with
-- every change of the record, in the same transaction.
-- Portable on purpose: BIGINT and TEXT only.

CREATE TABLE case_persons (
    case_id        BIGINT NOT NULL,
    person_key     TEXT   NOT NULL,
    -- The day of the decision; form and sanctions stand here once there is one.
    decided_on     TEXT,
    form           TEXT,
    party          TEXT,
    administrative TEXT,
    transferred_on TEXT,
    PRIMARY KEY (case_id, person_key)
);

CREATE INDEX case_persons_of_person ON case_persons (person_key);

CREATE TABLE recovery_money (
    recovery_id BIGINT NOT NULL PRIMARY KEY,
    involved    BIGINT,
    due         BIGINT NOT NULL,
    remitted    BIGINT NOT NULL,
    avoided     BIGINT,
    -- What was outstanding when it was written off.
    written_off BIGINT NOT NULL
);

CREATE TABLE recovery_payments (
    recovery_id BIGINT NOT NULL,
    ordinal     BIGINT NOT NULL,
    paid_on     TEXT   NOT NULL,
    amount      BIGINT NOT NULL,
    verified    BIGINT NOT NULL,
    PRIMARY KEY (recovery_id, ordinal)
);

CREATE INDEX recovery_payments_by_day ON recovery_payments (paid_on);
