DROP INDEX records_lines;
DROP TABLE unmarked;
ALTER TABLE records DROP COLUMN returned_at;
ALTER TABLE records DROP COLUMN closed_at;
ALTER TABLE records DROP COLUMN confirmed_at;
ALTER TABLE records DROP COLUMN verified_at;
ALTER TABLE records DROP COLUMN answered_at;
ALTER TABLE records DROP COLUMN claimed_at;
CREATE INDEX records_lines ON records (
    kind, id, restricted, is_open, state, priority, campaign, department, owner, town, village, institution, school,
    due_at, level, entered_at, changed_at, number, title
);
