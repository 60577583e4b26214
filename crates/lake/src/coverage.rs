//! How complete a dataset is: rows, periods, filled cells, numbers that no register knows, repeats, freshness.

use crate::catalogue::Catalogue;
use crate::engine::{Deadline, Engine, Parameters, TableData, Tables, Threads, quoted};
use crate::error::LakeError;
use crate::schema::table_schema;
use chrono::NaiveDate;
use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::Int64Type;
use pack::{Dataset, Repeats};
use serde::Serialize;
use std::collections::BTreeMap;

/// The register against which resident numbers are held.
const RESIDENTS: &str = "residents";

/// Coverage (覆盖情况) of a dataset over its batches in force.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Coverage {
    /// Dataset's code.
    pub dataset: String,
    /// Chinese title.
    pub title: String,
    /// Batches in force.
    pub batches: u64,
    /// Rows accepted.
    pub rows: u64,
    /// Rows in quarantine, of batches in force, that have not come back mended.
    pub quarantined: u64,
    /// Rows of each period.
    pub periods: BTreeMap<String, u64>,
    /// Filled cells of each column.
    pub filled: BTreeMap<String, u64>,
    /// Rows beyond the first of their natural key; none where every repeated row is a row of its own.
    pub repeats: Option<u64>,
    /// For each resident number column: different numbers that the register of residents does not know; none without that register.
    pub unmatched: BTreeMap<String, Option<u64>>,
    /// Days since the newest batch was imported.
    pub age_days: Option<i64>,
}

/// Computes the coverage of a dataset.
///
/// # Errors
/// The engine fails.
pub async fn coverage(
    engine: &dyn Engine,
    catalogue: &Catalogue,
    datasets: &BTreeMap<String, Dataset>,
    dataset: &Dataset,
    today: NaiveDate,
) -> Result<Coverage, LakeError> {
    let mut coverage = Coverage {
        dataset: dataset.code.clone(),
        title: dataset.title.clone(),
        age_days: catalogue.age_in_days(&dataset.code, today),
        ..Coverage::default()
    };
    for batch in catalogue.in_force(&dataset.code) {
        coverage.batches += 1;
        coverage.rows += batch.accepted;
        coverage.quarantined += batch.quarantined;
        coverage.quarantined = coverage.quarantined.saturating_sub(batch.mended.len() as u64);
        for (period, rows) in &batch.periods {
            *coverage.periods.entry(period.clone()).or_default() += rows;
        }
        for (column, cells) in &batch.filled {
            *coverage.filled.entry(column.clone()).or_default() += cells;
        }
    }
    if coverage.rows == 0 {
        return Ok(coverage);
    }
    let table =
        |dataset: &Dataset| TableData::Files { schema: table_schema(dataset), files: catalogue.files(&dataset.code, None), months: None };
    let ask = async |sql: String, tables: Tables| {
        Ok::<u64, LakeError>(count(&engine.execute(&sql, &Parameters::new(), &tables, Deadline::default(), Threads::All).await?))
    };
    if dataset.repeats != Repeats::Allow && !dataset.key.is_empty() {
        let key: Vec<String> = dataset.key.iter().map(|column| quoted(column)).collect();
        let sql = format!("SELECT count(*) FROM (SELECT DISTINCT {} FROM {})", key.join(", "), quoted(&dataset.code));
        coverage.repeats = Some(coverage.rows.saturating_sub(ask(sql, Tables::from([(dataset.code.clone(), table(dataset))])).await?));
    }
    for key in dataset.columns.iter().filter_map(pack::Column::key_code) {
        let residents = datasets.get(RESIDENTS).filter(|register| register.code != dataset.code && catalogue.has_data(&register.code));
        let unmatched = match residents {
            None => None,
            Some(register) => {
                let sql = format!(
                    "SELECT count(*) FROM (SELECT DISTINCT {key} AS k FROM {}) AS d LEFT ANTI JOIN {RESIDENTS} AS r ON r.id_number_key = d.k WHERE d.k IS NOT NULL",
                    quoted(&dataset.code)
                );
                Some(ask(sql, Tables::from([(dataset.code.clone(), table(dataset)), (register.code.clone(), table(register))])).await?)
            }
        };
        coverage.unmatched.insert(key.trim_end_matches("_key").to_owned(), unmatched);
    }
    Ok(coverage)
}

fn count(batches: &[RecordBatch]) -> u64 {
    let first = batches.iter().find(|batch| batch.num_rows() > 0);
    first.and_then(|batch| batch.column(0).as_primitive_opt::<Int64Type>()).map_or(0, |counts| u64::try_from(counts.value(0)).unwrap_or(0))
}
