//! Use cases: one function for each thing that a person or a job does. The command line and later the server call these and add nothing of their own.

mod access;
mod backup;
mod config;
mod declared;
mod demo;
mod docs;
mod downloads;
mod embedded;
mod error;
mod files;
mod flows;
mod handin;
mod import;
mod intake;
mod jobs;
mod leads;
mod leadwork;
mod lists;
mod mask;
mod observe;
mod precheck;
mod quarantine;
mod records;
mod rulebook;
mod rules;
mod scratch;
mod screen;
mod sheet;
mod shelf;
mod workbook;
mod workspace;

pub use backup::{BackupReport, RestoreReport, restore};
pub use config::{ConfigLine, check_config};
pub use declared::{DatasetSheet, DeclaredColumn};
pub use demo::{DemoReport, SAMPLE};
pub use docs::dataset_docs;
pub use downloads::Download;
pub use embedded::packs;
pub use error::AppError;
pub use files::LONGEST_FILE;
pub use handin::{BatchLine, HandedIn, Withdrawn, WithdrawnLine};
pub use import::{FileOutcome, FileReport, ImportReport};
pub use jobs::{Job, JobState, Jobs, Progress};
pub use leads::{ExportFormat, LeadLine};
pub use mask::{Numbers, mask_text};
pub use observe::{Observer, Step};
pub use precheck::{PrecheckReport, Prechecked};
pub use quarantine::QuarantineReport;
pub use rulebook::{LastRun, RuleCard, RuleParameter, RuleText};
pub use rules::RuleCheck;
pub use screen::{RuleLine, ScreenReport, ScreenRequest, TrialReport, read_settings};
pub use shelf::{Incoming, Kept, LONGEST_UPLOAD, Upload};
pub use workspace::{DatasetLine, OpenOptions, WithdrawReport, Workspace, today};

pub use casework;
pub use casework::{Actor, ChainReport, LeadFilter, LeadState};
pub use lake::{Batch, LakeError, coverage};
pub use pack::{Checklist, Rule};
pub use synth;

/// An identifier as a screen shows it: resident numbers and accounts masked, others as they are.
pub fn mask(id: &str) -> String {
    let digits = id.bytes().filter(u8::is_ascii_digit).count();
    if digits >= 12 { vocabulary::mask::mask_account(id) } else { id.to_owned() }
}
