//! A made-up district (虚构的区) of any size, with planted wrongs and their truth.
//!
//! Nobody in it exists: the resident numbers use county codes that are not assigned (379901 to 379999). [`write_district`] writes the files
//! of one or more years as departments hand them in, plain or in the shapes of real life, and beside them every lead that the subsidies
//! rules S01 to S28 must find in them, no more and no fewer.
//!
//! A person-month gives about 1.95 rows: 1.42 of employees' insurance (35 % of the people are employed and have four schemes each month),
//! 0.27 pensions, 0.07 old-age allowances, 0.05 dibao, 0.03 disability allowances, and the registers, which are written once. One million
//! people over 24 months are 47 million rows and 3.7 GB of plain CSV.
//!
//! The work is done by groups of some eight households: `people` settles them, `registers`, `payments`, `work` and `land` fill their rows,
//! `wrongs` plants the cases, `spoil` decides which rows cannot be read, `truth` evaluates the rest, and `output` writes it all away.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::float_arithmetic, reason = "a test that fails may panic"))]

mod benchmark;
mod calendar;
mod chance;
mod columns;
mod dataset;
mod district;
mod error;
mod group;
mod land;
mod lists;
mod lots;
pub mod matters;
mod names;
mod numbers;
mod output;
mod payments;
mod people;
mod places;
mod plan;
mod records;
mod registers;
mod shapes;
mod spoil;
mod spool;
mod truth;
mod work;
mod wrongs;

pub use benchmark::write_payments_csv;
pub use chance::Chance;
pub use district::write_district;
pub use error::SynthError;
pub use places::{TownName, town_names};
pub use plan::{FileLayout, FileSummary, Plan, Style, Summary};
