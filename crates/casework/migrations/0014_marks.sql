-- Marks (节点时间): the moments by which records are counted and listed, beside what else they are found by.
-- Portable on purpose: BIGINT and TEXT only.

ALTER TABLE records ADD COLUMN claimed_at TEXT;
ALTER TABLE records ADD COLUMN answered_at TEXT;
ALTER TABLE records ADD COLUMN verified_at TEXT;
ALTER TABLE records ADD COLUMN confirmed_at TEXT;
ALTER TABLE records ADD COLUMN closed_at TEXT;
ALTER TABLE records ADD COLUMN returned_at TEXT;

-- What is there already: the program marks it when it opens the ledger, by what each record says, and takes it off this list.
CREATE TABLE unmarked (
    kind TEXT   NOT NULL,
    id   BIGINT NOT NULL,
    PRIMARY KEY (kind, id)
);
INSERT INTO unmarked (kind, id) SELECT kind, id FROM records WHERE kind IN ('issue', 'complaint', 'recommendation');

-- The index that any list, count and figure reads alone holds them as well.
DROP INDEX records_lines;
CREATE INDEX records_lines ON records (
    kind, id, restricted, is_open, state, priority, campaign, department, owner, town, village, institution, school,
    due_at, level, entered_at, changed_at, claimed_at, answered_at, verified_at, confirmed_at, closed_at, returned_at, number, title
);
