//! Rules over the lake: checking a rule before it runs, running all or some, hits with the rows they come from, trial, cases and check before pay.
//!
//! A rule's answer is one of hit, no hit and *not evaluated* (未评估) with the reason: a dataset that was not handed in, one that is too old, an
//! error. Not evaluated is never passed. Screening writes no casework; it returns what it found.

mod cache;
mod case;
mod check;
mod difference;
mod hit;
mod kept;
mod precheck;
mod run;
mod tables;

pub use cache::text_digest;
pub use case::run_case;
pub use check::{RuleFault, check_rule};
pub use difference::{Difference, difference};
pub use hit::{Hit, Lead};
pub use precheck::{Precheck, RowVerdict, precheck};
pub use run::{Answers, NotEvaluated, Outcome, Request, RuleRun, Screening};
pub use tables::View;
