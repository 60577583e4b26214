//! End-to-end tests: the built product, from the outside.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic, and shows what it unwrapped")]

mod administration;
mod api;
mod api_data;
mod backup;
mod bad_input;
mod claims;
mod district;
mod docs;
mod house;
mod killed;
mod lineage;
mod lived_in;
mod made_up;
mod order;
mod precheck;
mod quarantine;
mod real_files;
mod supersede;
mod support;
mod tickets;
mod together;
mod trial;
mod withdraw;
