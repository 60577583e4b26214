//! Trial (试算): what an answer would change, without changing anything.

use super::compare::{Found, Verdict, existing, judge, pack};
use super::{RuleAnswer, RuleOutcome};
use crate::{Ledger, LedgerError, Scope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a rule's answer would do to its leads, as far as the scope reaches.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LeadDiff {
    /// The rule.
    pub rule: String,
    /// Why it was not evaluated, if so; nothing would change then.
    pub not_evaluated: Option<String>,
    /// Subjects that it would find and does not find now (加).
    pub added: Vec<Subject>,
    /// Subjects that it finds now and would not (减).
    pub dropped: Vec<Subject>,
    /// Subjects that it would find with other hits (变).
    pub changed: Vec<Subject>,
    /// Subjects that it would find just as now.
    pub unchanged: u64,
}

/// A subject of leads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[schema(as = LeadSubject)]
pub struct Subject {
    /// Its number.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
}

impl Ledger {
    /// What this outcome would add, drop and change, each in order of the subject's number.
    ///
    /// # Errors
    /// Amounts that do not fit, a database that cannot be read.
    pub async fn diff(&self, scope: &Scope, outcome: &RuleOutcome) -> Result<LeadDiff, LedgerError> {
        let mut diff = LeadDiff { rule: outcome.rule.clone(), ..LeadDiff::default() };
        let leads = match &outcome.answer {
            RuleAnswer::Evaluated { leads } => leads,
            RuleAnswer::NotEvaluated { reason } => {
                diff.not_evaluated = Some(reason.clone());
                return Ok(diff);
            }
        };
        let keys = self.keys()?;
        let mut reading = self.reading().await?;
        let mut there = existing(&outcome.rule, scope, &mut reading).await?;
        drop(reading);
        for group in Found::new(leads).subjects() {
            let Some(packed) = pack(outcome, group, keys)? else {
                continue;
            };
            let before = there.remove(&packed.key());
            let in_scope = match &before {
                Some(before) => before.in_scope,
                None => scope.admits_new(&outcome.priority, &packed.place),
            };
            if !in_scope {
                continue;
            }
            let list = match judge(before.as_ref(), &packed) {
                Verdict::Add | Verdict::Return => &mut diff.added,
                Verdict::Change => &mut diff.changed,
                Verdict::Rename | Verdict::Keep => {
                    diff.unchanged += 1;
                    continue;
                }
            };
            list.push(Subject {
                id: packed.subject_id.to_owned(),
                kind: packed.subject_kind.to_owned(),
                name: packed.subject_name.to_owned(),
            });
        }
        diff.dropped = there
            .into_iter()
            .filter(|(_, lead)| lead.in_scope && lead.is_matched())
            .map(|((_, kind), lead)| Ok(Subject { id: keys.open_lead(lead.id, &lead.subject_sealed)?, kind, name: lead.subject_name }))
            .collect::<Result<_, LedgerError>>()?;
        diff.dropped.sort_unstable();
        Ok(diff)
    }
}
