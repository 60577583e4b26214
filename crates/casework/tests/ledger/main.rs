//! The ledger from outside: every test has a ledger of its own, in a folder that goes with it.

mod chain;
mod concurrent;
mod diff;
mod figures;
mod lifecycle;
mod listing;
mod property;
mod scope;
mod screening;
mod support;
mod volume;
mod withdrawal;
