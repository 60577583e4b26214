DROP TABLE used_passes;
DROP TABLE tickets;
DROP TABLE complaint_messages;
DROP TABLE tracking_codes;
DROP TABLE reporter_reveals;
DROP TABLE reporters;
DROP TABLE seal_mark;
