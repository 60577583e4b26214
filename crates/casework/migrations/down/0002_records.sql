DROP TABLE request_keys;
DROP TABLE settings;
DROP TABLE files;
DROP TABLE record_links;
DROP TABLE record_team;
DROP TABLE records;
