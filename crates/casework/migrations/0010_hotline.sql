-- What hotlines and their machines need beside the records of complaints: what each ticket is found by, and what the states of other
-- systems mean. Portable on purpose: BIGINT and TEXT only.

-- Written anew with every change of the complaint, in the same transaction.
CREATE TABLE ticket_lines (
    complaint    BIGINT NOT NULL PRIMARY KEY,
    system       TEXT   NOT NULL,
    number       TEXT   NOT NULL,
    outside_text TEXT   NOT NULL,
    outside_word TEXT   NOT NULL,
    class        TEXT   NOT NULL,
    shown        BIGINT NOT NULL,
    called_at    TEXT   NOT NULL
);

CREATE UNIQUE INDEX ticket_lines_of_number ON ticket_lines (system, number);
CREATE INDEX ticket_lines_called ON ticket_lines (called_at, complaint);
CREATE INDEX ticket_lines_of_word ON ticket_lines (system, outside_word);

CREATE INDEX tickets_of_complaint ON tickets (complaint);

-- What a word of another system means here (工单状态对照); a system of '' is every one. Words that do not stand here have the meaning that
-- the program gives them, or none.
CREATE TABLE outside_states (
    system TEXT NOT NULL,
    word   TEXT NOT NULL,
    state  TEXT NOT NULL,
    source TEXT NOT NULL,
    who    TEXT NOT NULL,
    at     TEXT NOT NULL,
    PRIMARY KEY (system, word)
);

-- What changed since somebody asked last is read along the chain.
CREATE INDEX events_of_kind ON events (record, seq);
