//! Checks of medical claims before they are settled (医保结算前实时审核), in the terms of the national interface: 3101 before the event, 3102
//! during it, 3103 for what became of the warnings.
//!
//! Pure: knowledge base, registers, the patient's history and a request go in, warnings come out; no clock, no input or output. The same code
//! answers live, replays a month and tries a new rule on history. Quantities and amounts are exact. A check that cannot know answers
//! *not evaluated* (未评估), which is never passed.

mod checks;
mod decimal;
mod desk;
mod history;
mod judge;
mod knowledge;
mod lineup;
mod read;
mod registers;
mod replay;
mod reply;
mod rule;
mod settlement;

pub use decimal::Decimal;
pub use desk::{Answered, Desk, GivenWarning, Told};
pub use history::{Given, ItemCode, KEPT_DAYS, PatientHistory, Stay};
pub use judge::{Judgement, NotEvaluated, Warning, jr_id, judge};
pub use knowledge::{AmountOf, Changed, Difference, HEADER, Items, Knowledge, Point, RowFault, TableError};
pub use read::{
    Digest, Discharge, Encounter, Feedback, Head, Kind, Level, Message, NoEnvelope, Order, Patient, Prepared, Reading, Refusal, Request,
    Scene, Sex, Verdict, VisitKind, digest, prepare, read,
};
pub use registers::{Insured, Period, Registers};
pub use replay::replay;
pub use reply::{JudgeDetail, JudgeResult, Output, Reply, Yuan};
pub use rule::{Behaviour, Rule, RuleSet};
pub use settlement::heeded;
