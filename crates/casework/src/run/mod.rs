//! Screening runs (筛查): what the rules found, and how it gets into the ledger.

mod apply;
mod compare;
pub(crate) mod diff;
pub(crate) mod figures;
mod write;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use vocabulary::Fen;

/// One screening (筛查): every rule that was asked, and its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct ScreeningRun {
    /// The run's name, unique to it.
    pub run_id: String,
    /// The day as of which the rules judged (截止日).
    pub as_of: NaiveDate,
    /// The campaign (专项整治) for which it ran, with that campaign's parameters.
    pub campaign: Option<i64>,
    /// One outcome a rule.
    pub outcomes: Vec<RuleOutcome>,
}

/// What one rule said in a screening.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleOutcome {
    /// Its code.
    pub rule: String,
    /// Its title (规则名称).
    pub title: String,
    /// Its priority (领域), by code.
    pub priority: String,
    /// `fault` or `owed`.
    pub kind: String,
    /// Digest of the rule's text.
    pub rule_digest: String,
    /// Number of the version that was asked; none where versions are not kept.
    pub rule_version: Option<i64>,
    /// The parameters it ran with.
    pub parameters: Value,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
    /// Its answer.
    pub answer: RuleAnswer,
}

/// A rule's answer. Not evaluated is never passed: it says nothing about any subject.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleAnswer {
    /// It was evaluated (已评估); a subject that is not among these was not hit.
    Evaluated {
        /// The subjects hit.
        leads: Vec<FoundLead>,
    },
    /// It could not be evaluated (未评估).
    NotEvaluated {
        /// Why not: data missing or stale, an error.
        reason: String,
    },
}

/// A subject that a rule hit.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundLead {
    /// Kind of subject (对象类型): person, village, contract, school, …
    pub subject_kind: String,
    /// The subject's number.
    pub subject_id: String,
    /// The subject's name.
    pub subject_name: String,
    /// Its hits; without any there is no lead.
    pub hits: Vec<FoundHit>,
}

/// One offending record.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundHit {
    /// When it happened.
    pub happened_on: NaiveDate,
    /// How much is at stake.
    pub amount: Fen,
    /// The rows it rests on.
    pub sources: Vec<SourceRef>,
    /// The columns that the rule shows. `town`, `village`, `institution_code` and `school_code` also say where the lead
    /// belongs, for the scopes narrowed by them.
    pub detail: Value,
}

/// A row of a department's file (来源行).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub struct SourceRef {
    /// Dataset, by code.
    pub dataset: String,
    /// Batch.
    pub batch: String,
    /// File name.
    pub file: String,
    /// Sheet; empty for text files.
    pub sheet: String,
    /// Row, from 1, as the department sees it.
    pub row: u64,
}

/// What a screening did to the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApplySummary {
    /// The run.
    pub run_id: String,
    /// One summary a rule, in the order of the run.
    pub rules: Vec<RuleSummary>,
}

impl ApplySummary {
    /// Over all rules.
    pub fn totals(&self) -> Counts {
        self.rules.iter().fold(Counts::default(), |sum, rule| sum.plus(rule.counts))
    }
}

/// What one rule's answer did to the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleSummary {
    /// The rule.
    pub rule: String,
    /// Why it was not evaluated, if so; no lead was touched then.
    pub not_evaluated: Option<String>,
    /// Leads by what became of them.
    pub counts: Counts,
    /// Hits found.
    pub hits: u64,
    /// Subjects found.
    pub subjects: u64,
    /// Sum of the amounts found.
    pub amount: Fen,
}

/// Leads by what a screening made of them. The first five add up to the subjects found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Not in the ledger before (新增).
    pub added: u64,
    /// Found again with other hits (变更).
    pub changed: u64,
    /// Found again after a time in which they were not (恢复命中).
    pub returned: u64,
    /// Found with the same hits, under another name of the subject (更名).
    pub renamed: u64,
    /// Found just as they are (不变).
    pub unchanged: u64,
    /// Not found any more, and not concluded: withdrawn (撤回).
    pub withdrawn: u64,
    /// Not found any more, but concluded: the conclusion stands (不再命中).
    pub no_longer_matched: u64,
    /// Found and muted from now on, since the subject is exempted (转入豁免).
    pub muted: u64,
    /// Found and no longer muted, since the exemption is over (豁免到期恢复).
    pub unmuted: u64,
    /// Found and muted, from now on or from before (豁免中): a figure of what stands, no change of its own.
    pub exempted: u64,
}

impl Counts {
    /// Whether the ledger is as it was.
    pub fn nothing_changed(&self) -> bool {
        *self == Self { unchanged: self.unchanged, exempted: self.exempted, ..Self::default() }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            added: self.added + other.added,
            changed: self.changed + other.changed,
            returned: self.returned + other.returned,
            renamed: self.renamed + other.renamed,
            unchanged: self.unchanged + other.unchanged,
            withdrawn: self.withdrawn + other.withdrawn,
            no_longer_matched: self.no_longer_matched + other.no_longer_matched,
            muted: self.muted + other.muted,
            unmuted: self.unmuted + other.unmuted,
            exempted: self.exempted + other.exempted,
        }
    }
}
