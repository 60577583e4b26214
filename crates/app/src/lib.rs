//! Use cases: one function for each thing that a person or a job does. The command line and later the server call these and add nothing of their own.

mod demo;
mod docs;
mod embedded;
mod error;
mod import;
mod leads;
mod observe;
mod precheck;
mod quarantine;
mod rules;
mod scratch;
mod screen;
mod sheet;
mod workbook;
mod workspace;

pub use demo::{DemoReport, SAMPLE};
pub use docs::dataset_docs;
pub use embedded::packs;
pub use error::AppError;
pub use import::{FileOutcome, FileReport, ImportReport};
pub use leads::{ExportFormat, LeadLine};
pub use observe::{Observer, Step};
pub use precheck::PrecheckReport;
pub use quarantine::QuarantineReport;
pub use rules::RuleCheck;
pub use screen::{RuleLine, ScreenReport, ScreenRequest, TrialReport, read_settings};
pub use workspace::{DatasetLine, OpenOptions, WithdrawReport, Workspace};

pub use casework::{Actor, ChainReport, LeadFilter, LeadState};
pub use lake::{Batch, coverage};
pub use pack::Rule;
pub use synth;

/// An identifier as a screen shows it: resident numbers and accounts masked, others as they are.
pub fn mask(id: &str) -> String {
    let digits = id.bytes().filter(u8::is_ascii_digit).count();
    if digits >= 12 { vocabulary::mask::mask_account(id) } else { id.to_owned() }
}
