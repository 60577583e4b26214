//! Check before pay (先审后付): a batch that is about to be paid gets a verdict a row, by the same rules and the same code.

use crate::check::parameters;
use crate::run::{NotEvaluated, Request, Screening};
use crate::tables::View;
use lake::rowid::RowId;
use lake::{Batch, Catalogue, Engine, Threads};
use pack::{Packs, Rule};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use vocabulary::money::Fen;

/// What the rules say of one row of the batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowVerdict {
    /// Rules that it hits, with the amount and what else each selects.
    pub hits: Vec<(String, Fen, BTreeMap<String, String>)>,
}

/// What came out of a check before pay.
#[derive(Debug, Clone)]
pub struct Precheck<'a> {
    /// Rules that apply to the dataset and were evaluated.
    pub evaluated: Vec<&'a Rule>,
    /// Rules that apply and have no answer: for them no row is passed.
    pub not_evaluated: Vec<(&'a Rule, NotEvaluated)>,
    /// Verdicts by sheet (from 0) and row; rows without a hit are not listed.
    pub rows: BTreeMap<(u32, u64), RowVerdict>,
}

/// Runs every rule whose hits are rows of the staged batch's dataset, over the lake and the batch together, and keeps what concerns the batch. A
/// rule that is `held` has no answer.
///
/// # Errors
/// Parameters in the request that are no rule's.
pub async fn precheck<'a>(
    engine: &'a dyn Engine,
    packs: &'a Packs,
    catalogue: &'a Catalogue,
    staged: &'a Batch,
    folder: &'a Path,
    held: &'a BTreeMap<String, String>,
    request: &Request,
) -> Result<Precheck<'a>, String> {
    let view = View { catalogue, staged: Some((staged, folder)) };
    let screening = Screening { engine, packs, view, cache: None, held };
    let mut outcome = Precheck { evaluated: Vec::new(), not_evaluated: Vec::new(), rows: BTreeMap::new() };
    let months: BTreeSet<String> = staged.periods.keys().cloned().collect();
    let none = BTreeMap::new();
    for rule in packs.rules.values().filter(|rule| rule.per.contains(&staged.dataset)) {
        let set = request.set.get(&rule.code).unwrap_or(&none);
        let parameters = parameters(rule, set, request.as_of)?;
        let answer = match screening.ready(rule, request.today) {
            Ok(()) => screening.ask(rule, &parameters, rule.by_month.then_some(&months), request.deadline, Threads::All).await,
            Err(reason) => Err(reason),
        };
        match answer {
            Err(reason) => outcome.not_evaluated.push((rule, reason)),
            Ok(hits) => {
                outcome.evaluated.push(rule);
                for hit in hits {
                    let row = RowId::unpack(hit.row);
                    if row.batch == staged.number {
                        outcome.rows.entry((row.sheet, row.row)).or_default().hits.push((rule.code.clone(), hit.amount, hit.detail));
                    }
                }
            }
        }
    }
    Ok(outcome)
}
