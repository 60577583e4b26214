//! A version of a rule held against the one in use, over the same batches: its trial before it is checked, and its shadow runs.

use crate::book::Book;
use crate::error::AppError;
use crate::workspace::Workspace;
use casework::Subject;
use casework::rule::{Comparison, ParameterValues};
use chrono::NaiveDate;
use lake::Catalogue;
use screening::{Lead, Outcome, Request, RuleRun, Screening, View, difference};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Subjects of each kind that are kept by name; their number is kept in any case.
const KEPT: usize = 1000;

/// Which rule is asked, and how.
pub(crate) struct Asking<'a> {
    /// The rule.
    pub(crate) code: &'a str,
    /// The day as of which it looks.
    pub(crate) as_of: NaiveDate,
    /// The day of the run.
    pub(crate) today: NaiveDate,
    /// The values in force, by rule.
    pub(crate) values: &'a ParameterValues,
    /// Where its answers are kept.
    pub(crate) cache: Option<&'a Path>,
}

impl Workspace {
    /// What one rule of a book answers, and over which batches.
    pub(crate) async fn answer_of(&self, book: &Book, catalogue: &Catalogue, asking: &Asking<'_>) -> Result<Outcome, AppError> {
        let screening =
            Screening { engine: &self.engine, packs: &book.packs, view: View::new(catalogue), cache: asking.cache, held: &book.held };
        let own = book.values(asking.values.clone(), &ParameterValues::new());
        let request = Request {
            rules: BTreeSet::from([asking.code.to_owned()]),
            set: own,
            as_of: asking.as_of,
            today: asking.today,
            ..Request::default()
        };
        let mut answers = screening.run(&request, |_| {}).await.map_err(AppError::Refused)?;
        answers.rules.pop().map(|run: RuleRun<'_>| run.outcome).ok_or_else(|| AppError::Refused(format!("没有规则 {}", asking.code)))
    }
}

/// The batches in force of what a rule reads.
pub(crate) fn batches_of(book: &Book, catalogue: &Catalogue, code: &str) -> Vec<String> {
    let datasets = book.packs.rules.get(code).map(|rule| rule.datasets.as_slice()).unwrap_or_default();
    datasets.iter().flat_map(|dataset| catalogue.in_force(dataset)).map(|batch| batch.batch.clone()).collect()
}

/// How an answer differs from that of the version in use. Where that one has none, every subject counts as added.
pub(crate) fn compared(subject: &str, in_use: Option<(i64, &Outcome)>, new: &Outcome) -> Comparison {
    let new = match new {
        Outcome::NotEvaluated(reason) => return Comparison { not_evaluated: Some(reason.to_string()), ..Comparison::default() },
        Outcome::Evaluated(leads) => leads,
    };
    let (compared_with, old): (Option<i64>, &[Lead]) = match in_use {
        Some((number, Outcome::Evaluated(leads))) => (Some(number), leads),
        Some((_, Outcome::NotEvaluated(_))) | None => (None, &[]),
    };
    let found = difference(old, new);
    let first = |leads: &[&Lead]| {
        leads
            .iter()
            .take(KEPT)
            .map(|lead| Subject { id: lead.subject_id.clone(), kind: subject.to_owned(), name: lead.subject_name.clone() })
            .collect()
    };
    Comparison {
        compared_with,
        not_evaluated: None,
        added: found.added.len() as u64,
        dropped: found.dropped.len() as u64,
        changed: found.changed.len() as u64,
        same: found.same,
        first_added: first(&found.added),
        first_dropped: first(&found.dropped),
        first_changed: first(&found.changed),
    }
}

/// The answers of a run by rule, as versions are held against them.
pub(crate) fn by_rule<'a>(runs: &'a [RuleRun<'_>]) -> BTreeMap<&'a str, &'a Outcome> {
    runs.iter().map(|run| (run.rule.code.as_str(), &run.outcome)).collect()
}
