//! Casework (办案台账): records, their states, and the chain of events behind them.
//!
//! Leads (疑点) are what rules found, who verifies it and how it ended. The twelve other kinds are records ([`record::Record`]): a type, a state
//! machine and the steps of each in a folder of its own. All of them are on one path:
//!
//! * **One way in.** A change loads the record within the caller's [`Scope`], asks the state machine, and writes the record and
//!   its event in one transaction. There is no other way to write.
//! * **One chain.** Events are linked by SM3 ([`Ledger::verify_chain`]). Writers stand in line, so there is one newest link.
//! * **One predicate.** What a scope lets through is said once, as SQL, in [`scope`].
//! * **No count drifts.** Persons and money are counted from columns that are written with their record, in the same
//!   transaction; each count has a plain recomputation beside it in the tests.
//! * **Nothing is deleted.** A lead whose data is gone is withdrawn; its hits stay.
//!
//! SQL is portable (`$1`, BIGINT and TEXT), so that PostgreSQL runs the same text. Nothing here reads the clock: the time of a
//! change is the caller's.

pub mod board;
pub mod campaign;
mod canonical;
pub mod case;
pub mod clock;
pub mod clue;
pub mod complaint;
pub mod duty;
mod error;
mod escalation;
mod event;
pub mod exemption;
pub mod file;
mod flow;
pub mod gate;
pub mod inspection;
pub mod interview;
pub mod issue;
mod lead;
pub mod measure;
mod migration;
pub mod notice;
pub mod notification;
pub mod people;
pub mod recommendation;
pub mod record;
pub mod recovery;
pub mod risk;
pub mod rule;
mod run;
mod schema;
pub mod scope;
pub mod seal;
pub mod search;
pub mod setting;
mod sql;
mod store;

pub use error::LedgerError;
pub use escalation::Climbed;
pub use event::{Actor, ChainBreak, ChainFault, ChainLink, ChainReport, Event, EventFilter, FreeEvent};
pub use lead::change::LeadChange;
pub use lead::place::Place;
pub use lead::queue::{LeftOver, Queue, Sharing, Waiting, assign_fairly};
pub use lead::state::{ClearReason, LeadState, Nature, NoticeWay, Step};
pub use lead::yields::{RuleYield, Yield, YieldStanding};
pub use lead::{Assignment, Conclusion, Handover, Hit, Lead, LeadFilter, LeadKey, LeadQueue, Outcome, PartyNotice, Review};
pub use migration::LedgerState;
pub use people::{AccessRefusal, Caller, Role};
pub use record::{Kind, Reference, Refusal, Relation};
pub use run::diff::{LeadDiff, Subject};
pub use run::figures::{RuleFigures, RuleRun, RunFigures, RunStatus};
pub use run::{ApplySummary, Counts, FoundHit, FoundLead, RuleAnswer, RuleOutcome, RuleSummary, ScreeningRun, SourceRef};
pub use scope::{Reach, Scope};
pub use seal::Keys;
pub use store::Ledger;
