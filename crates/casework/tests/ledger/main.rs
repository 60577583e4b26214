//! The ledger from outside: every test has a ledger of its own, and every test runs on both databases. On which one is said by
//! the module that a copy of the suite stands in.
//!
//! PostgreSQL is where `QINGYUAN_TEST_POSTGRES` says; `make test` starts one. Without it the tests of that copy fail.

#[path = "suite.rs"]
mod sqlite;

#[expect(clippy::duplicate_mod, reason = "the same suite on the other database")]
#[path = "suite.rs"]
mod postgres;
