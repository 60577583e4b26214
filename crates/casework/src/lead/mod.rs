//! Leads (疑点): what a rule found about a subject, and what people make of it.

pub(crate) mod change;
pub(crate) mod place;
pub(crate) mod read;
pub(crate) mod state;

use crate::run::SourceRef;
use chrono::{DateTime, NaiveDate, Utc};
use place::Place;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use state::{ClearReason, LeadState};
use vocabulary::Fen;

/// A lead (疑点).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// Its number in the ledger.
    pub id: i64,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Department (承办部门).
    pub department: String,
    /// Due date (办理期限).
    pub due_on: NaiveDate,
}

/// How verifying ended (核实结论).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conclusion {
    /// What was found.
    pub outcome: Outcome,
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What verifying found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// It is so (属实).
    Confirmed {
        /// The amount that is really at stake (认定金额).
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The subject's number.
    pub subject_id: String,
    /// Kind of subject.
    pub subject_kind: String,
}

impl Lead {
    /// Its key: what a next page begins after.
    pub fn key(&self) -> LeadKey {
        LeadKey { rule: self.rule.clone(), subject_id: self.subject_id.clone(), subject_kind: self.subject_kind.clone() }
    }
}

/// One hit of a lead (命中): an offending record, and the rows of department files that show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Its place among the lead's hits, from 1, by day.
    pub ordinal: u64,
    /// When it happened.
    pub happened_on: NaiveDate,
    /// How much is at stake.
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
    /// Of this priority.
    pub priority: Option<String>,
    /// Of this kind: `fault` or `owed`.
    pub kind: Option<String>,
    /// About the subject of this number, whatever its kind.
    pub subject_id: Option<String>,
    /// Beyond this lead in the order of the list: the last one of the page before.
    pub after: Option<LeadKey>,
    /// At most so many.
    pub limit: Option<u32>,
}
