-- What lists go by, so that a page of two hundred thousand records or two million leads is a fraction of a second away.
-- Portable on purpose: BIGINT and TEXT only.

-- One index that holds all that records are filtered, scoped and ordered by: any list and any count reads it alone, a few dozen bytes a
-- record where the record's row holds its whole content, and only the page itself is fetched. An index for each filter would be faster for
-- that filter and slower for each two of them, and would be written with every change. What stands in it is bounded (`Head::fits`), since
-- PostgreSQL takes no more than 2704 bytes of an entry.
DROP INDEX records_of_state;
DROP INDEX records_of_department;
DROP INDEX records_of_owner;
DROP INDEX records_changed;
DROP INDEX records_due;
CREATE INDEX records_lines ON records (
    kind, id, restricted, is_open, state, priority, campaign, department, owner, town, village, institution, school,
    due_at, level, entered_at, changed_at, number, title
);

-- Leads are too many to walk. Each index is a walk in the order of lists for one thing that a list or a scope goes by; the state stands
-- behind it, so that leads of another state are passed over without being fetched.
DROP INDEX leads_of_department;
DROP INDEX leads_of_owner;
CREATE INDEX leads_of_state ON leads (state, rule, subject_id, subject_kind);
CREATE INDEX leads_of_department ON leads (department, rule, subject_id, subject_kind, state) WHERE department IS NOT NULL;
CREATE INDEX leads_of_owner ON leads (owner, rule, subject_id, subject_kind, state) WHERE owner IS NOT NULL;
CREATE INDEX leads_of_town ON leads (town, rule, subject_id, subject_kind, state) WHERE town IS NOT NULL;
CREATE INDEX leads_of_village ON leads (village, rule, subject_id, subject_kind, state) WHERE village IS NOT NULL;
CREATE INDEX leads_of_institution ON leads (institution, rule, subject_id, subject_kind, state) WHERE institution IS NOT NULL;
CREATE INDEX leads_of_school ON leads (school, rule, subject_id, subject_kind, state) WHERE school IS NOT NULL;
-- How many each has open, within any scope.
CREATE INDEX leads_in_queues ON leads (state, department, owner, town, village, institution, school) WHERE department IS NOT NULL;
