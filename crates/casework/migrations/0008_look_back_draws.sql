-- Draws of closed issues to be looked at again (回头看抽查): one a month, with the seed by which it can be repeated.
-- Portable on purpose: BIGINT and TEXT only.

CREATE TABLE look_back_draws (
    month TEXT NOT NULL PRIMARY KEY,
    at    TEXT NOT NULL,
    who   TEXT NOT NULL,
    body  TEXT NOT NULL
);
