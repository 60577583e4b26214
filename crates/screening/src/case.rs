//! Running a rule's cases.

use crate::check::parameters;
use crate::hit::hits_of;
use lake::rowid::RowId;
use lake::{Deadline, Engine, TableData, Tables, Threads};
use pack::{Case, CaseExpectation, CaseHit, Packs};
use std::time::Duration;

/// A case is a handful of rows: a query that takes longer over them has no end.
const LONGEST: Deadline = Deadline(Duration::from_secs(20));

/// Runs a case and says how it differs from what it expects.
///
/// # Errors
/// The difference, or why it could not be run.
pub async fn run_case(engine: &dyn Engine, packs: &Packs, case: &Case) -> Result<(), String> {
    let rule = packs.rules.get(&case.rule).ok_or_else(|| format!("there is no rule {:?}", case.rule))?;
    let mut tables = Tables::new();
    let mut missing = Vec::new();
    for (n, code) in rule.datasets.iter().enumerate() {
        let dataset = packs.datasets.get(code).ok_or_else(|| format!("there is no dataset {code:?}"))?;
        let number = u32::try_from(n).unwrap_or(0) + 1;
        match case.tables.get(code) {
            Some(rows) => drop(tables.insert(code.clone(), TableData::Rows(lake::rows_from_text(dataset, rows, number)?))),
            None => missing.push(code.as_str()),
        }
    }
    let expected = match &case.expect {
        CaseExpectation::NotEvaluated(_) if missing.is_empty() => return Err("every dataset is there, so the rule is evaluated".to_owned()),
        CaseExpectation::NotEvaluated(named) if missing.contains(&named.as_str()) => return Ok(()),
        CaseExpectation::NotEvaluated(named) => return Err(format!("not evaluated for lack of {}, not of {named}", missing.join(", "))),
        CaseExpectation::Hits(_) if !missing.is_empty() => return Err(format!("not evaluated: {} was not handed in", missing.join(", "))),
        CaseExpectation::Hits(hits) => hits,
    };
    let parameters = parameters(rule, &case.parameters, case.as_of.unwrap_or_default())?;
    let answer = engine.execute(&rule.sql, &parameters, &tables, LONGEST, Threads::One).await.map_err(|e| e.to_string())?;
    let mut found: Vec<CaseHit> = hits_of(&answer)?
        .into_iter()
        .map(|hit| {
            let row = RowId::unpack(hit.row);
            let dataset = rule.datasets.get((row.batch as usize).wrapping_sub(1)).cloned().unwrap_or_default();
            CaseHit {
                subject_id: hit.subject_id,
                amount: hit.amount.to_string(),
                happened_on: hit.happened_on.to_string(),
                row: format!("{dataset}:{}", row.row),
            }
        })
        .collect();
    let mut expected = expected.clone();
    found.sort();
    expected.sort();
    if found == expected { Ok(()) } else { Err(format!("expected {expected:#?}\nfound {found:#?}")) }
}
