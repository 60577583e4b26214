//! Yield of the rules (查实率): of the leads that were looked into to the end, how many were so; for a rule, and for each version of it.
//!
//! A lead that nobody has concluded counts as neither: a rule is not worse for work that is not done, nor better.

use super::state::{ClearReason, LeadState, Nature};
use crate::clock::Limits;
use crate::sql::{Sql, Stored};
use crate::{Ledger, LedgerError, Scope};
use serde::Serialize;
use sqlx::AnyConnection;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use vocabulary::labelled;

labelled! {
    /// How a yield stands against the floor (查实率评价).
    pub enum YieldStanding {
        /// Too few were concluded for it to say anything (样本不足).
        TooFew = "too_few", "样本不足", "Too few concluded";
        /// At the floor or above (达标).
        Fair = "fair", "达标", "At or above the floor";
        /// Under the floor (低于下限): the rule is to be looked at.
        Low = "low", "低于下限", "Under the floor";
    }
}

/// What became of the concluded leads of a rule or of one version of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = YieldFigures)]
pub struct Yield {
    /// Leads by the code of their outcome; an outcome without any is not there.
    pub by_outcome: BTreeMap<String, u64>,
    /// Found to be so (属实), in any of the ways.
    pub confirmed: u64,
    /// Concluded (已办结), either way.
    pub concluded: u64,
    /// Confirmed of a thousand concluded; none where none is concluded.
    pub per_mille: Option<u64>,
    /// How that stands against the floor.
    pub standing: YieldStanding,
}

/// A rule's yield, as far as the scope reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RuleYield {
    /// The rule.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// Its priority (领域).
    pub priority: String,
    /// `fault` or `owed`.
    pub kind: String,
    /// Over all versions.
    pub total: Yield,
    /// Of each version, by digest of the rule's text; under the empty text what was concluded before versions were kept.
    pub versions: BTreeMap<String, Yield>,
    /// Leads that wait to be concluded: part of no yield.
    pub unverified: u64,
    /// Leads that are muted (豁免中): part of no yield.
    pub exempted: u64,
}

crate::schema::labelled_schema!(YieldStanding as "YieldStanding");

#[derive(Default)]
struct Tally(BTreeMap<String, u64>);

impl Tally {
    fn add(&mut self, outcome: &str, leads: u64) {
        *self.0.entry(outcome.to_owned()).or_default() += leads;
    }

    fn finish(self, limits: &Limits) -> Yield {
        let concluded: u64 = self.0.values().sum();
        let confirmed = self.0.iter().filter(|(outcome, _)| Nature::from_code(outcome).is_some()).map(|(_, leads)| leads).sum();
        let standing = if concluded < u64::from(limits.yield_least_concluded) || concluded == 0 {
            YieldStanding::TooFew
        } else if confirmed * 1000 < concluded * u64::from(limits.yield_floor_per_mille) {
            YieldStanding::Low
        } else {
            YieldStanding::Fair
        };
        Yield { confirmed, concluded, per_mille: (confirmed * 1000).checked_div(concluded), standing, by_outcome: self.0 }
    }
}

#[derive(Default)]
struct Rule {
    title: String,
    priority: String,
    kind: String,
    total: Tally,
    versions: BTreeMap<String, Tally>,
    unverified: u64,
    exempted: u64,
}

impl Rule {
    fn add(&mut self, row: &Stored<'_>) -> Result<(), LedgerError> {
        let leads = row.count("leads")?;
        match (row.text_or_none("outcome")?, row.code("state", LeadState::from_code)?) {
            (Some(outcome), _) => {
                if Nature::from_code(&outcome).is_none() && ClearReason::from_code(&outcome).is_none() {
                    return Err(LedgerError::Stored { column: "outcome", found: outcome });
                }
                self.total.add(&outcome, leads);
                self.versions.entry(row.text_or_none("outcome_rule")?.unwrap_or_default()).or_default().add(&outcome, leads);
            }
            (None, LeadState::Exempted) => self.exempted += leads,
            (None, LeadState::Withdrawn) => {}
            (None, _) => self.unverified += leads,
        }
        Ok(())
    }
}

impl Ledger {
    /// The yield of every rule that has leads within the scope, by rule.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn rule_yields(&self, scope: &Scope) -> Result<Vec<RuleYield>, LedgerError> {
        yields(scope, &mut *self.reading().await?).await
    }
}

/// The same, on a reading that has begun.
pub(crate) async fn yields(scope: &Scope, on: &mut AnyConnection) -> Result<Vec<RuleYield>, LedgerError> {
    let mut sql = Sql::new(
        "SELECT l.rule, r.title, r.priority, r.kind, l.state, l.outcome, l.outcome_rule, COUNT(*) AS leads \
             FROM leads l JOIN rules r ON r.code = l.rule WHERE ",
    );
    scope.leads(&mut sql);
    sql.push(" GROUP BY l.rule, r.title, r.priority, r.kind, l.state, l.outcome, l.outcome_rule");
    let limits = crate::setting::limits(&mut *on).await?;
    let mut rules: BTreeMap<String, Rule> = BTreeMap::new();
    for row in sql.all(on).await? {
        let row = Stored(&row);
        let rule = rules.entry(row.text("rule")?).or_default();
        (rule.title, rule.priority, rule.kind) = (row.text("title")?, row.text("priority")?, row.text("kind")?);
        rule.add(&row)?;
    }
    let finished = rules.into_iter().map(|(code, rule)| RuleYield {
        rule: code,
        title: rule.title,
        priority: rule.priority,
        kind: rule.kind,
        total: rule.total.finish(&limits),
        versions: rule.versions.into_iter().map(|(digest, tally)| (digest, tally.finish(&limits))).collect(),
        unverified: rule.unverified,
        exempted: rule.exempted,
    });
    Ok(finished.collect())
}
