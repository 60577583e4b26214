//! The rules as they are shown: what each says, on what it rests, what it found last and how much of that was confirmed.

use crate::error::AppError;
use crate::workspace::Workspace;
use casework::{RuleRun, RuleYield};
use chrono::{DateTime, NaiveDate, Utc};
use pack::Rule;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use vocabulary::Fen;

/// A parameter of a rule.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RuleParameter {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The value that applies where nothing else is set.
    pub default: String,
    /// Unit.
    pub unit: Option<String>,
}

/// What a rule said in its latest screening.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LastRun {
    /// The run.
    pub run: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The day as of which it judged.
    pub as_of: NaiveDate,
    /// Why it was not evaluated, which says nothing about any subject; absent where it was.
    pub not_evaluated: Option<String>,
    /// The parameters it ran with.
    #[schema(value_type = Object)]
    pub parameters: Value,
    /// Hits in the whole district, for those whose scope is the district.
    pub hits: Option<u64>,
    /// Subjects.
    pub subjects: Option<u64>,
    /// Amount, in fen.
    #[schema(value_type = Option<i64>)]
    pub amount: Option<Fen>,
    /// Milliseconds.
    pub elapsed_ms: u64,
}

impl LastRun {
    fn of(run: RuleRun) -> Self {
        Self {
            run: run.run_id,
            at: run.at,
            as_of: run.as_of,
            not_evaluated: run.reason,
            parameters: run.parameters,
            hits: run.figures.map(|figures| figures.hits),
            subjects: run.figures.map(|figures| figures.subjects),
            amount: run.figures.map(|figures| figures.amount),
            elapsed_ms: run.elapsed_ms,
        }
    }
}

/// A rule (筛查规则).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RuleCard {
    /// Its code.
    pub rule: String,
    /// Chinese title.
    pub title: String,
    /// English title.
    pub title_en: String,
    /// `fault` or `owed`.
    pub kind: &'static str,
    /// What a hit is about.
    pub subject: String,
    /// Basis in law (依据).
    pub basis: String,
    /// In a sentence.
    pub summary: String,
    /// Datasets that it reads.
    pub datasets: Vec<String>,
    /// Its parameters.
    pub parameters: Vec<RuleParameter>,
    /// Pack.
    pub pack: String,
    /// Priority (领域).
    pub priority: String,
    /// What it said last; absent where it never ran, or is of a priority outside of the caller's.
    pub last_run: Option<LastRun>,
    /// Its yield (查实率), as far as the caller's scope reaches.
    #[serde(rename = "yield")]
    pub confirmed: Option<RuleYield>,
}

/// A rule with its text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RuleText {
    /// What it says.
    #[serde(flatten)]
    pub card: RuleCard,
    /// The SELECT.
    pub sql: String,
}

impl Workspace {
    /// The rules of all packs.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn rule_cards(&self) -> Result<Vec<RuleCard>, AppError> {
        let scope = &self.caller.scope;
        let runs = self.ledger.last_runs(scope).await?.into_iter().map(|run| (run.rule.clone(), run));
        let mut runs: BTreeMap<String, RuleRun> = runs.collect();
        let yields = self.ledger.rule_yields(scope).await?.into_iter().map(|found| (found.rule.clone(), found));
        let mut yields: BTreeMap<String, RuleYield> = yields.collect();
        Ok(self.packs.rules.values().map(|rule| card(rule, runs.remove(&rule.code), yields.remove(&rule.code))).collect())
    }

    /// One rule, with its text.
    ///
    /// # Errors
    /// No such rule; the ledger cannot be read.
    pub async fn rule_text(&self, code: &str) -> Result<RuleText, AppError> {
        let missing = || AppError::Missing(format!("没有规则 {code}"));
        let sql = self.packs.rules.get(code).ok_or_else(missing)?.sql.clone();
        let card = self.rule_cards().await?.into_iter().find(|card| card.rule == code).ok_or_else(missing)?;
        Ok(RuleText { card, sql })
    }
}

fn card(rule: &Rule, run: Option<RuleRun>, confirmed: Option<RuleYield>) -> RuleCard {
    let parameters = rule.parameters.iter().map(|(name, parameter)| RuleParameter {
        name: name.clone(),
        title: parameter.title.clone(),
        default: parameter.default.clone(),
        unit: parameter.unit.clone(),
    });
    RuleCard {
        rule: rule.code.clone(),
        title: rule.title.clone(),
        title_en: rule.title_en.clone(),
        kind: rule.kind.code(),
        subject: rule.subject.clone(),
        basis: rule.basis.clone(),
        summary: rule.summary.clone(),
        datasets: rule.datasets.clone(),
        parameters: parameters.collect(),
        pack: rule.pack.clone(),
        priority: rule.priority.clone(),
        last_run: run.map(LastRun::of),
        confirmed,
    }
}
