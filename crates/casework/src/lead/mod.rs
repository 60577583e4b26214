//! Leads (疑点): what a rule found about a subject, and what people make of it.

mod bulk;
pub(crate) mod change;
mod count;
mod named;
pub(crate) mod page;
pub(crate) mod place;
pub(crate) mod queue;
pub(crate) mod read;
pub(crate) mod state;
pub(crate) mod yields;

pub use bulk::{Handover, LeadQueue};
pub(crate) use named::named;

use crate::clock::Clocks;
use crate::record::{Days, Entry};
use crate::run::SourceRef;
use chrono::{DateTime, NaiveDate, Utc};
use place::Place;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use state::{ClearReason, LeadState, Nature, NoticeWay};
use utoipa::ToSchema;
use vocabulary::Fen;

/// A lead (疑点).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Lead {
    /// Its number in the ledger.
    pub id: i64,
    /// Grows by one with every change; who changes must know the newest.
    pub version: i64,
    /// Code of the rule that found it.
    pub rule: String,
    /// The rule's title (规则名称).
    pub title: String,
    /// Priority (领域) of the rule.
    pub priority: String,
    /// What the rule's hits mean: `fault`, something that should not be; `owed`, something due that was not given.
    pub kind: String,
    /// Kind of subject (对象类型): person, village, contract, school, …
    pub subject_kind: String,
    /// The subject's number.
    pub subject_id: String,
    /// The subject's name.
    pub subject_name: String,
    /// Where it belongs.
    pub place: Place,
    /// Number of hits (命中).
    pub hits: u64,
    /// Sum of the hits' amounts (疑点金额).
    #[schema(value_type = i64)]
    pub amount: Fen,
    /// Day of the first hit.
    pub first_on: NaiveDate,
    /// Day of the last hit.
    pub last_on: NaiveDate,
    /// SM3 over the hits.
    pub hits_digest: String,
    /// State.
    pub state: LeadState,
    /// Since when the rule finds it no more (不再命中); the hits are those of the last time it did.
    pub no_longer_matched_on: Option<NaiveDate>,
    /// To whom it is given, and until when.
    pub assignment: Option<Assignment>,
    /// What is owed by when: verifying it, and the time that the person concerned has to explain.
    pub clocks: Clocks,
    /// What the person concerned was told (告知).
    pub notices: Vec<PartyNotice>,
    /// What that person said to it (申辩).
    pub explanations: Vec<Entry>,
    /// Who has taken part in verifying it: none of them reviews it.
    pub verifiers: Vec<String>,
    /// How often a reviewer has sent it back.
    pub sent_back: u32,
    /// How verifying ended.
    pub conclusion: Option<Conclusion>,
    /// The second person's agreement.
    pub review: Option<Review>,
    /// When it was first found.
    pub found_at: DateTime<Utc>,
    /// When anything of it last changed.
    pub changed_at: DateTime<Utc>,
}

/// To whom a lead is given (交办).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LeadAssignment)]
pub struct Assignment {
    /// Department (承办部门).
    pub department: String,
    /// The person in charge (承办人), by account; nobody yet where it is the department's alone.
    pub owner: Option<String>,
    /// Due date (办理期限).
    pub due_on: NaiveDate,
}

/// That the person concerned was told (告知), and how long there is to explain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PartyNotice {
    /// How.
    pub way: NoticeWay,
    /// On which day.
    pub on: NaiveDate,
    /// The last day for an explanation.
    pub explain_by: NaiveDate,
    /// Who wrote it down, when, what was told, and the papers of it.
    #[serde(flatten)]
    pub entry: Entry,
}

/// How verifying ended (核实结论).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LeadConclusion)]
pub struct Conclusion {
    /// What was found.
    pub outcome: Outcome,
    /// Evidence files (佐证材料), by digest.
    #[serde(default)]
    pub files: Vec<String>,
    /// Digest of the rule's text as it was then: the version to whose yield this counts. None where none is known.
    pub rule_digest: Option<String>,
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What verifying found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[schema(as = LeadOutcome)]
pub enum Outcome {
    /// It is so (属实).
    Confirmed {
        /// In which way (属实性质).
        nature: Nature,
        /// The amount that is really at stake (认定金额); of what is owed, the amount to pay.
        #[schema(value_type = i64)]
        amount: Fen,
        /// What was found (核实情况).
        finding: String,
    },
    /// It is not so (排除).
    Cleared {
        /// Reason of the closed list (排除理由).
        reason: ClearReason,
        /// Explanation (说明).
        text: String,
    },
}

/// A second person's agreement (复核).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LeadReview)]
pub struct Review {
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Remark, possibly empty.
    pub remark: String,
}

/// The key of a lead, in the order in which leads are listed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LeadKey {
    /// Rule.
    pub rule: String,
    /// The lead's number: those of one rule stand in the order in which they were found.
    pub id: i64,
}

impl Lead {
    /// Its key: what a next page begins after.
    pub fn key(&self) -> LeadKey {
        LeadKey { rule: self.rule.clone(), id: self.id }
    }

    /// Whether the person concerned had the chance to explain by then: was told, and has explained or let the time for it pass.
    pub fn was_heard(&self, at: DateTime<Utc>) -> bool {
        let over = |notice: &PartyNotice| at >= crate::clock::end_of_day(notice.explain_by);
        self.notices.last().is_some_and(|notice| !self.explanations.is_empty() || over(notice))
    }
}

impl Outcome {
    /// Its code: one of six, whichever way verifying ended.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Confirmed { nature, .. } => nature.code(),
            Self::Cleared { reason, .. } => reason.code(),
        }
    }
}

/// One hit of a lead (命中): an offending record, and the rows of department files that show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LeadHit)]
pub struct Hit {
    /// Its place among the lead's hits, from 1, by day.
    pub ordinal: u64,
    /// When it happened.
    pub happened_on: NaiveDate,
    /// How much is at stake.
    #[schema(value_type = i64)]
    pub amount: Fen,
    /// The rows it rests on.
    pub sources: Vec<SourceRef>,
    /// The columns that the rule shows.
    pub detail: Value,
}

/// Which leads to read; what is empty asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeadFilter {
    /// Of these rules.
    pub rules: Vec<String>,
    /// In these states.
    pub states: Vec<LeadState>,
    /// Of these priorities.
    pub priorities: Vec<String>,
    /// Of this kind: `fault` or `owed`.
    pub kind: Option<String>,
    /// Given to this department; [`NONE`](crate::record::NONE) for those given to nobody.
    pub department: Option<String>,
    /// In this town; [`NONE`](crate::record::NONE) for those of no known town.
    pub town: Option<String>,
    /// Of which this account is in charge.
    pub owner: Option<String>,
    /// About the subject of this number, whatever its kind.
    pub subject_id: Option<String>,
    /// Still to be verified, and due on this day or later.
    pub due_from: Option<NaiveDate>,
    /// Still to be verified, and due before this day.
    pub due_before: Option<NaiveDate>,
    /// Concluded in one of these ways, by code.
    pub outcomes: Vec<String>,
    /// Concluded on these days.
    pub concluded: Option<Days>,
    /// That a reviewer sent back, and that are being verified once more (退回再核).
    pub returned: bool,
    /// Beyond this lead in the order of the list: the last one of the page before.
    pub after: Option<LeadKey>,
    /// At most so many.
    pub limit: Option<u32>,
}
