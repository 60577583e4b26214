DROP INDEX events_of_kind;
DROP TABLE outside_states;
DROP INDEX tickets_of_complaint;
DROP TABLE ticket_lines;
