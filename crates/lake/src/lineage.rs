//! From a row back to its file, and from a file's row to what is kept of it.

use crate::catalogue::{Batch, Catalogue};
use crate::engine::{Deadline, Engine, Parameters, TableData, Tables, Threads, quoted};
use crate::error::LakeError;
use crate::rowid::RowId;
use crate::schema::{ROW, table_schema};
use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::Int64Type;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use pack::Dataset;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

/// Where a row came from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceRow {
    /// Dataset's code.
    pub dataset: String,
    /// Batch.
    pub batch: String,
    /// Name of the file.
    pub file: String,
    /// Sheet, empty for text files.
    pub sheet: String,
    /// Row from 1, as a spreadsheet program shows it.
    pub row: u64,
}

/// The place that a `_row` means; none when its batch is not in this catalogue.
pub fn source_row(catalogue: &Catalogue, number: i64) -> Option<SourceRow> {
    let id = RowId::unpack(number);
    let batch = catalogue.by_number(id.batch)?;
    let sheet = batch.sheets.get(id.sheet as usize)?;
    Some(SourceRow {
        dataset: batch.dataset.clone(),
        batch: batch.batch.clone(),
        file: batch.file.clone(),
        sheet: sheet.name.clone(),
        row: id.row,
    })
}

/// What is kept of one row: the values of its columns as text, by column.
///
/// # Errors
/// The engine fails.
pub async fn kept_row(
    engine: &dyn Engine,
    catalogue: &Catalogue,
    dataset: &Dataset,
    number: i64,
) -> Result<Option<BTreeMap<String, String>>, LakeError> {
    let Some(batch) = catalogue.by_number(RowId::unpack(number).batch) else { return Ok(None) };
    let files = batch.parts.iter().map(|part| catalogue.root().join(&batch.dataset).join(&part.file)).collect();
    let tables = Tables::from([(dataset.code.clone(), TableData::Files { schema: table_schema(dataset), files, months: None })]);
    let parameters = Parameters::from([("row".to_owned(), pack::ParameterValue::Int(number))]);
    let sql = format!("SELECT * FROM {} WHERE {} = $row", quoted(&dataset.code), quoted(ROW));
    let found = engine.execute(&sql, &parameters, &tables, Deadline::default(), Threads::All).await?;
    let Some(rows) = found.into_iter().find(|rows| rows.num_rows() > 0) else { return Ok(None) };
    let options = FormatOptions::default();
    let mut values = BTreeMap::new();
    for column in &dataset.columns {
        if let Some(array) = rows.column_by_name(&column.code) {
            values.insert(column.code.clone(), ArrayFormatter::try_new(array.as_ref(), &options)?.value(0).to_string());
        }
    }
    Ok(Some(values))
}

/// Sheet (from 0) and row of every accepted row of a batch below `root`, in the order of the file.
///
/// # Errors
/// A Parquet file that cannot be read.
pub fn accepted_rows(batch: &Batch, root: &Path) -> Result<Vec<(u32, u64)>, LakeError> {
    let mut rows = Vec::new();
    for part in &batch.parts {
        let path = root.join(&batch.dataset).join(&part.file);
        let file = File::open(&path).map_err(LakeError::io("opening", &path))?;
        let reader = ParquetRecordBatchReaderBuilder::try_new(file)?;
        let only = ProjectionMask::columns(reader.parquet_schema(), [ROW]);
        for read in reader.with_projection(only).build()? {
            let ids = read?;
            rows.extend(
                ids.column(0).as_primitive::<Int64Type>().values().iter().map(|id| RowId::unpack(*id)).map(|id| (id.sheet, id.row)),
            );
        }
    }
    rows.sort_unstable();
    Ok(rows)
}
