//! Use cases: one function for each thing that a person or a job does. The command line and later the server call these and add nothing of their own.

mod access;
mod against;
mod backup;
mod book;
mod config;
mod declared;
mod demo;
mod docs;
mod downloads;
mod duties;
mod embedded;
mod error;
mod evidence;
mod faults;
mod files;
mod flows;
mod governance;
mod handin;
mod import;
mod intake;
mod jobs;
mod keys;
mod leads;
mod leadwork;
mod lists;
mod mail;
mod mask;
mod notify;
mod observe;
mod oidc;
mod precheck;
mod public;
mod quarantine;
mod records;
mod replay;
mod rulebook;
mod rules;
mod scratch;
mod screen;
mod shadow;
mod sheet;
mod shelf;
mod strip;
mod tickets;
mod webhook;
mod words;
mod workbook;
mod workspace;

pub use access::ProofAsked;
pub use backup::{BackupReport, RestoreReport, restore};
pub use config::{ConfigLine, check_config, downgrade};
pub use declared::{DatasetSheet, DeclaredColumn};
pub use demo::{DemoLogin, DemoReport, Demonstration, LivedInYear, SAMPLE};
pub use docs::dataset_docs;
pub use downloads::Download;
pub use duties::{Channels, Duty, DutyFigures, DutyLine, DutyOutcome};
pub use embedded::packs;
pub use error::AppError;
pub use evidence::{EvidenceColumn, EvidenceRow, EvidenceTable, Lasting, LifeLane, LifeRow};
pub use faults::{CaseOutcome, Fault, TextCheck};
pub use files::{LONGEST_FILE, LONGEST_PICTURE};
pub use governance::{VersionSheet, VersionTrial};
pub use handin::{BatchLine, HandInReport, HandedIn, Withdrawn, WithdrawnLine};
pub use import::{FileOutcome, FileReport, ImportReport};
pub use jobs::{Job, JobState, Jobs, Progress};
pub use leads::{ExportFormat, LeadLine};
pub use mail::{MailSecurity, MailServer};
pub use mask::{Numbers, mask_text};
pub use observe::{Observer, Step};
pub use oidc::{IdentityProvider, OidcSettings, Returned, Ticket};
pub use precheck::{PrecheckReport, Prechecked};
pub use public::{PublicFigures, PublicLimits, PublicNotice, SMALLEST};
pub use quarantine::{MendedRow, QuarantineFault, QuarantinePage, QuarantineReport, QuarantineRow, QuarantineSheet};
pub use replay::{ReplayReport, replay_claims};
pub use rulebook::{LastRun, RuleCard, RuleParameter, RuleText, VersionYield};
pub use rules::RuleCheck;
pub use screen::{RuleLine, ScreenReport, ScreenRequest, TrialReport, read_settings};
pub use shadow::ShadowLine;
pub use shelf::{Incoming, Kept, LONGEST_UPLOAD, Upload};
pub use tickets::{RefusedTicket, TicketReport};
pub use webhook::Webhook;
pub use words::{RuleColumn, RuleTable, RuleWords};
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
