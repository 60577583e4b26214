-- What the search from anywhere goes by, beside numbers and titles.
-- Portable on purpose: BIGINT and TEXT only.

-- How a subject's name begins. Of two characters since that is the shortest text that is looked for, and as an expression since an order of
-- texts is another one in each database; the longer beginning beside it tells names apart without a look at the lead. Bounded, since
-- PostgreSQL takes no more than 2704 bytes of an entry.
CREATE INDEX leads_of_name ON leads (substr(subject_name, 1, 2), substr(subject_name, 1, 20));

-- A ticket by its number, whichever system it is of.
CREATE INDEX tickets_of_number ON tickets (number);
