DROP TABLE duty_leases;
DROP TABLE notification_choices;
DROP TABLE mails;
DROP TABLE notifications;
DROP INDEX records_climbed;
ALTER TABLE records DROP COLUMN level;
DROP TABLE record_clocks;
