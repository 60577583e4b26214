//! Shadow runs (试运行): each screening also asks the versions that run in the shadow, and keeps what they would have found.

use crate::against::{Asking, by_rule, compared};
use crate::book::Book;
use crate::error::AppError;
use crate::workspace::Workspace;
use casework::Scope;
use casework::rule::{Comparison, ParameterValues, RuleVersion};
use chrono::{DateTime, NaiveDate, Utc};
use lake::Catalogue;
use pack::RuleSource;
use screening::{NotEvaluated, Outcome, RuleRun};
use std::collections::BTreeMap;

/// A version in the shadow, and what it found.
pub(crate) type Shadowed = (RuleVersion, Comparison);

impl Workspace {
    /// Asks the versions in the shadow of these rules, and holds each against what the version in use has just answered. A rule that is new
    /// and runs only in the shadow is asked where all rules are.
    pub(crate) async fn shadows(
        &self,
        catalogue: &Catalogue,
        runs: &[RuleRun<'_>],
        numbers: &BTreeMap<String, i64>,
        asked: &Shadowing<'_>,
    ) -> Result<Vec<Shadowed>, AppError> {
        let answers = by_rule(runs);
        let versions = self.ledger.rule_versions(&Scope::everything(), None).await?;
        let mut found = Vec::new();
        for version in versions {
            let is_asked = answers.contains_key(version.rule.as_str()) || (asked.all && !numbers.contains_key(&version.rule));
            if !version.shadows_on(asked.today) || !is_asked {
                continue;
            }
            let (version, file) = self.ledger.rule_version(&Scope::everything(), &version.rule, version.number).await?;
            let mut book = Book { packs: self.bare_packs(), held: BTreeMap::new(), numbers: BTreeMap::new() };
            let code = version.rule.as_str();
            let source = RuleSource { code, text: &file.text, cases: &[], pack: &version.pack, priority: &version.priority };
            let outcome = match book.put(source, version.number) {
                // Kept apart from the answers of the version in use, which would otherwise be computed anew each time.
                Ok(()) => {
                    let cache = self.data.join("screening").join(format!(".shadow-{}", version.number));
                    let cache = asked.keep.then_some(cache.as_path());
                    let asking = Asking { code, as_of: asked.as_of, today: asked.today, values: asked.values, cache };
                    self.answer_of(&book, catalogue, &asking).await?
                }
                Err(error) => Outcome::NotEvaluated(NotEvaluated::Failed(error.to_string())),
            };
            let in_use = answers.get(code).and_then(|answer| Some((*numbers.get(code)?, *answer)));
            let comparison = compared(&version.subject, in_use, &outcome);
            found.push((version, comparison));
        }
        Ok(found)
    }

    /// Keeps what versions in the shadow found.
    pub(crate) async fn keep_shadows(
        &self,
        found: Vec<Shadowed>,
        run: &str,
        as_of: NaiveDate,
        at: DateTime<Utc>,
    ) -> Result<Vec<ShadowLine>, AppError> {
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let mut work = self.ledger.begin(&self.caller, at).await?;
        let mut lines = Vec::new();
        for (version, comparison) in found {
            let kept = work.keep_shadow_run((&version.rule, version.number), run, as_of, comparison).await?;
            let Comparison { not_evaluated, added, dropped, changed, same, .. } = kept.found;
            lines.push(ShadowLine { rule: kept.rule, number: kept.number, not_evaluated, added, dropped, changed, same });
        }
        work.commit().await?;
        Ok(lines)
    }
}

/// How versions in the shadow are asked.
pub(crate) struct Shadowing<'a> {
    /// The day as of which rules look.
    pub(crate) as_of: NaiveDate,
    /// The day of the run, by which shadow runs end.
    pub(crate) today: NaiveDate,
    /// The values in force, by rule.
    pub(crate) values: &'a ParameterValues,
    /// Whether answers are kept.
    pub(crate) keep: bool,
    /// All rules were asked.
    pub(crate) all: bool,
}

/// What a version in the shadow would have changed.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ShadowLine {
    /// The rule.
    pub rule: String,
    /// The version.
    pub number: i64,
    /// Why it has no answer.
    pub not_evaluated: Option<String>,
    /// Subjects that it alone finds.
    pub added: u64,
    /// Subjects that it does not find.
    pub dropped: u64,
    /// Subjects with other hits.
    pub changed: u64,
    /// Subjects with the same hits.
    pub same: u64,
}
