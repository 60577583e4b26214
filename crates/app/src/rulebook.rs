//! The rules as they are shown: what each says, on what it rests, what it found last and how much of that was confirmed.

use crate::book::Book;
use crate::error::AppError;
use crate::workspace::Workspace;
use casework::rule::{Origin, RulePause, RuleVersion, VersionState};
use casework::{RuleRun, RuleYield, Scope, Yield};
use chrono::{DateTime, NaiveDate, Utc};
use pack::{ParameterType, Rule};
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
    /// Its type: `money`, `decimal`, `int`, `int_list`, `text`, `date`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The value that applies where nothing else is set.
    pub default: String,
    /// The value in force in the district.
    pub value: String,
    /// The least value that may be set.
    pub min: Option<String>,
    /// The greatest value that may be set.
    pub max: Option<String>,
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
    /// The version that was asked.
    pub version: Option<i64>,
    /// The campaign for which it ran.
    pub campaign: Option<i64>,
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
            version: run.version,
            campaign: run.campaign,
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
    /// The version in use, or the last one that was.
    pub version: i64,
    /// Whether that version is in use.
    pub state: VersionState,
    /// Where it comes from.
    pub origin: Origin,
    /// When it came into use.
    pub activated_at: Option<DateTime<Utc>>,
    /// How it stands, where it was ever paused (暂停).
    pub pause: Option<RulePause>,
    /// What it said last; absent where it never ran, or is of a priority outside of the caller's.
    pub last_run: Option<LastRun>,
    /// Its yield (查实率), as far as the caller's scope reaches.
    #[serde(rename = "yield")]
    pub confirmed: Option<RuleYield>,
    /// The same of each version, by number.
    pub version_yields: Vec<VersionYield>,
}

/// The yield of a version of a rule.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VersionYield {
    /// The version; none for what was concluded before versions were kept.
    pub version: Option<i64>,
    /// Its yield.
    #[serde(rename = "yield")]
    pub confirmed: Yield,
}

/// A rule with its text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RuleText {
    /// What it says.
    #[serde(flatten)]
    pub card: RuleCard,
    /// The SELECT.
    pub sql: String,
    /// The whole text: the head and the SELECT.
    pub text: String,
}

impl Workspace {
    /// The rules that are in use, or were.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn rule_cards(&self) -> Result<Vec<RuleCard>, AppError> {
        Ok(self.cards().await?.1)
    }

    async fn cards(&self) -> Result<(Book, Vec<RuleCard>), AppError> {
        let scope = &self.caller.scope;
        let everything = Scope::everything();
        let runs = self.ledger.last_runs(scope).await?.into_iter().map(|run| (run.rule.clone(), run));
        let mut runs: BTreeMap<String, RuleRun> = runs.collect();
        let yields = self.ledger.rule_yields(scope).await?.into_iter().map(|found| (found.rule.clone(), found));
        let mut yields: BTreeMap<String, RuleYield> = yields.collect();
        let versions = self.ledger.rule_versions(&everything, None).await?;
        let mut pauses = self.ledger.rule_pauses(&everything).await?;
        let mut values = self.ledger.parameters_in_force(&everything, None).await?;
        let book = self.book().await?;
        let mut cards = Vec::new();
        for (code, rule) in &book.packs.rules {
            let number = book.numbers.get(code);
            let Some(version) = versions.iter().find(|it| it.rule == *code && Some(&it.number) == number) else { continue };
            let confirmed = yields.remove(code);
            cards.push(RuleCard {
                last_run: runs.remove(code).map(LastRun::of),
                version_yields: confirmed.as_ref().map(|found| by_version(found, &versions)).unwrap_or_default(),
                confirmed,
                pause: pauses.remove(code),
                ..card(rule, version, &values.remove(code).unwrap_or_default())
            });
        }
        Ok((book, cards))
    }

    /// One rule, with its text.
    ///
    /// # Errors
    /// No such rule; the ledger cannot be read.
    pub async fn rule_text(&self, code: &str) -> Result<RuleText, AppError> {
        let missing = || AppError::Missing(format!("没有规则 {code}"));
        let (book, cards) = self.cards().await?;
        let rule = book.packs.rules.get(code).ok_or_else(missing)?;
        let card = cards.into_iter().find(|card| card.rule == code).ok_or_else(missing)?;
        Ok(RuleText { card, sql: rule.sql.clone(), text: rule.text.clone() })
    }
}

/// The yields of a rule by its versions' numbers: versions of one text have one yield, told under the newest of them.
fn by_version(found: &RuleYield, versions: &[RuleVersion]) -> Vec<VersionYield> {
    let number = |digest: &str| {
        let same = versions.iter().filter(|it| it.rule == found.rule && it.digest == digest);
        same.map(|it| it.number).max()
    };
    let mut told: Vec<VersionYield> =
        found.versions.iter().map(|(digest, confirmed)| VersionYield { version: number(digest), confirmed: confirmed.clone() }).collect();
    told.sort_by_key(|it| it.version);
    told
}

/// The code of a parameter's type, as the head of a rule writes it.
const fn type_of(kind: ParameterType) -> &'static str {
    match kind {
        ParameterType::Money => "money",
        ParameterType::Decimal => "decimal",
        ParameterType::Int => "int",
        ParameterType::IntList => "int_list",
        ParameterType::Text => "text",
        ParameterType::Date => "date",
    }
}

/// A rule's parameters, with the values in force.
pub(crate) fn parameters(rule: &Rule, values: &BTreeMap<String, String>) -> Vec<RuleParameter> {
    let shown = rule.parameters.iter().map(|(name, parameter)| RuleParameter {
        name: name.clone(),
        title: parameter.title.clone(),
        kind: type_of(parameter.kind),
        default: parameter.default.clone(),
        value: values.get(name).unwrap_or(&parameter.default).clone(),
        min: parameter.min.clone(),
        max: parameter.max.clone(),
        unit: parameter.unit.clone(),
    });
    shown.collect()
}

fn card(rule: &Rule, version: &RuleVersion, values: &BTreeMap<String, String>) -> RuleCard {
    RuleCard {
        rule: rule.code.clone(),
        title: rule.title.clone(),
        title_en: rule.title_en.clone(),
        kind: rule.kind.code(),
        subject: rule.subject.clone(),
        basis: rule.basis.clone(),
        summary: rule.summary.clone(),
        datasets: rule.datasets.clone(),
        parameters: parameters(rule, values),
        pack: rule.pack.clone(),
        priority: rule.priority.clone(),
        version: version.number,
        state: version.state,
        origin: version.origin,
        activated_at: version.activated_at,
        pause: None,
        last_run: None,
        confirmed: None,
        version_yields: Vec::new(),
    }
}
