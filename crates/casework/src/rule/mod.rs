//! Rules under governance (规则治理): versions of their text, parameters, pauses and shadow runs.
//!
//! * A rule written in the console and one from a pack are the same thing here: versions of one text with its cases.
//! * A version is never overwritten and never deleted. One is in use at a time; rolling back is putting an earlier one into use again.
//! * Who drafted or submitted a version neither checks it nor puts it into use; who proposed a parameter does not approve it.
//! * What a pack brings comes in by itself: into use where the ledger knows no rule yet, and as a version that waits later on.

mod bring_in;
mod change;
mod parameter;
mod pause;
mod shadow;
mod state;
mod store;

pub use bring_in::PackRule;
pub use change::RuleChange;
pub use parameter::{ParameterChange, ParameterDraft, ParameterValues, RuleParameter};
pub use pause::{RulePause, YieldSeen};
pub use shadow::ShadowRun;
pub use state::{ParameterState, ParameterStep, VersionState, VersionStep};
pub use store::{InUse, NewRule, RuleEdit};

use crate::record::Refusal;
use crate::run::diff::Subject;
use chrono::{DateTime, NaiveDate, Utc};
use pack::{CaseText, RuleSource};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vocabulary::labelled;

labelled! {
    /// Where a version comes from (版本来源).
    pub enum Origin {
        /// A pack (规则包).
        Pack = "pack", "规则包", "Pack";
        /// Written in the console (在线编写).
        Written = "written", "在线编写", "Written";
    }
}

crate::schema::labelled_schema!(
    Origin as "RuleOrigin",
    VersionState as "RuleVersionState",
    VersionStep as "RuleVersionStep",
    ParameterState as "RuleParameterState",
);

/// A case of a version: small input tables and the hits that must come out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleCase {
    /// Name, such as `near_miss`.
    pub name: String,
    /// TOML.
    pub text: String,
}

/// What a version says: exactly the text of one file, and its cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// The head in TOML, and the SELECT.
    pub text: String,
    /// Its cases.
    #[serde(default)]
    pub cases: Vec<RuleCase>,
}

impl RuleFile {
    /// The cases, as packs take them.
    pub fn case_texts(&self) -> Vec<CaseText> {
        self.cases.iter().map(|case| CaseText { name: case.name.clone(), text: case.text.clone() }).collect()
    }
}

/// A step that was taken with a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RuleVersionNote)]
pub struct VersionNote {
    /// Which; none for its beginning.
    pub step: Option<VersionStep>,
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub why: String,
}

/// How an answer differs from that of the version in use, over the same batches.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RuleComparison)]
pub struct Comparison {
    /// The version that it was held against; none where that one has no answer, and every subject counts as added.
    pub compared_with: Option<i64>,
    /// Why it has no answer, which says nothing about any subject.
    pub not_evaluated: Option<String>,
    /// Subjects that only the new answer has (加).
    pub added: u64,
    /// Subjects that only the answer in use has (减).
    pub dropped: u64,
    /// Subjects of both, with other hits (变).
    pub changed: u64,
    /// Subjects of both, with the same hits.
    pub same: u64,
    /// The first of those added.
    pub first_added: Vec<Subject>,
    /// The first of those dropped.
    pub first_dropped: Vec<Subject>,
    /// The first of those changed.
    pub first_changed: Vec<Subject>,
}

/// What a version was held against before anybody checks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleReport {
    /// Who ran it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Cases that were run, all of them as they should be.
    pub cases: u64,
    /// Cases among them that expect a hit.
    pub hit_cases: u64,
    /// Cases among them that expect none, with all data there: near misses and exclusions.
    pub miss_cases: u64,
    /// The day as of which the trial looked.
    pub as_of: NaiveDate,
    /// The batches that the trial read.
    pub batches: Vec<String>,
    /// What the trial found.
    pub trial: Comparison,
}

impl RuleReport {
    /// # Errors
    /// No case that expects a hit, or none that expects no hit.
    fn suffices(&self) -> Result<(), Refusal> {
        if self.hit_cases == 0 || self.miss_cases == 0 {
            return Err(Refusal::Unfit {
                field: "用例", problem: "至少要有一个命中用例和一个不应命中的用例（临界或排除）"
            });
        }
        Ok(())
    }
}

/// A version of a rule, without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleVersion {
    /// The rule's code.
    pub rule: String,
    /// Number of the version, from 1.
    pub number: i64,
    /// Grows by one with every step: what `If-Match` names.
    pub version: i64,
    /// State.
    pub state: VersionState,
    /// Where it comes from.
    pub origin: Origin,
    /// The pack that the rule belongs to; empty for one that belongs to none.
    pub pack: String,
    /// That pack's version, for one that comes from it.
    pub pack_version: Option<String>,
    /// The version that it was copied from.
    pub copied_from: Option<i64>,
    /// Priority (领域).
    pub priority: String,
    /// Title; the code where the text is not right yet.
    pub title: String,
    /// `fault` or `owed`; empty where the text is not right yet.
    pub kind: String,
    /// What a hit is about; empty where the text is not right yet.
    pub subject: String,
    /// The rule's own floor of its yield, of a thousand.
    pub yield_floor_per_mille: Option<u32>,
    /// The rule's own least number of concluded leads.
    pub yield_least_concluded: Option<u32>,
    /// Digest of the text: what runs and yields name it by.
    pub digest: String,
    /// Who has written or submitted it.
    pub drafters: Vec<String>,
    /// What was done with it.
    pub history: Vec<VersionNote>,
    /// What it was held against.
    pub report: Option<RuleReport>,
    /// The last day on which it runs in the shadow.
    pub shadow_until: Option<NaiveDate>,
    /// When it last came into use.
    pub activated_at: Option<DateTime<Utc>>,
}

impl RuleVersion {
    /// Whether it runs in the shadow on this day.
    pub fn shadows_on(&self, day: NaiveDate) -> bool {
        self.state == VersionState::Shadow && self.shadow_until.is_some_and(|until| day <= until)
    }

    /// Takes from a text what lists show of a rule.
    fn takes(&mut self, file: &RuleFile, digest: &str) {
        digest.clone_into(&mut self.digest);
        let source = RuleSource { code: &self.rule, text: &file.text, cases: &[], pack: &self.pack, priority: &self.priority };
        match source.rule() {
            Ok(rule) => {
                (self.title, self.kind, self.subject) = (rule.title, rule.kind.code().to_owned(), rule.subject);
                (self.yield_floor_per_mille, self.yield_least_concluded) = (rule.yield_floor_per_mille, rule.yield_least_concluded);
            }
            Err(_) => {
                (self.title, self.kind, self.subject) = (self.rule.clone(), String::new(), String::new());
                (self.yield_floor_per_mille, self.yield_least_concluded) = (None, None);
            }
        }
    }
}
