//! From a row back to its file, and from a file's row to what is kept of it.

use crate::catalogue::{Batch, Catalogue};
use crate::engine::{Deadline, Engine, Parameters, TableData, Tables, Threads, quoted};
use crate::error::LakeError;
use crate::rowid::{MAX_ROW, RowId};
use crate::schema::{ROW, table_schema};
use datafusion::arrow::array::{Array, AsArray};
use datafusion::arrow::datatypes::Int64Type;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use pack::{ColumnType, Dataset};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};
use vocabulary::ResidentNumber;

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

/// The `_row` of a place; none when its batch or sheet is not in this catalogue.
pub fn row_number(catalogue: &Catalogue, batch: &str, sheet: &str, row: u64) -> Option<i64> {
    let batch = catalogue.batch(batch)?;
    let sheet = u32::try_from(batch.sheets.iter().position(|record| record.name == sheet)?).ok()?;
    (row <= MAX_ROW).then(|| RowId { batch: batch.number, sheet, row }.pack())
}

/// A row as it is kept: its `_row`, and the values of its columns as text, by column; an empty cell is not there.
pub type KeptRow = (i64, BTreeMap<String, String>);

/// What is kept of these rows of one dataset, in the order of their numbers; batches that are no longer in force are looked into as well.
///
/// # Errors
/// The engine fails.
pub async fn kept_rows(engine: &dyn Engine, catalogue: &Catalogue, dataset: &Dataset, numbers: &[i64]) -> Result<Vec<KeptRow>, LakeError> {
    let batches: BTreeSet<u32> = numbers.iter().map(|number| RowId::unpack(*number).batch).collect();
    let batches = batches.into_iter().filter_map(|batch| catalogue.by_number(batch)).filter(|batch| batch.dataset == dataset.code);
    let files: Vec<_> =
        batches.flat_map(|batch| batch.parts.iter().map(|part| catalogue.root().join(&batch.dataset).join(&part.file))).collect();
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    select(engine, dataset, files, &format!("{} IN ({wanted})", quoted(ROW)), &Parameters::new()).await
}

/// The rows in force of a dataset that name this person, at most so many, in the order of their numbers; none where no column holds persons.
///
/// # Errors
/// The engine fails.
pub async fn rows_about(
    engine: &dyn Engine,
    catalogue: &Catalogue,
    dataset: &Dataset,
    person: &ResidentNumber,
    most: usize,
) -> Result<Vec<KeptRow>, LakeError> {
    let keys: Vec<String> = dataset.columns.iter().filter_map(pack::Column::key_code).collect();
    let files = catalogue.files(&dataset.code, None);
    if keys.is_empty() || files.is_empty() {
        return Ok(Vec::new());
    }
    let names = keys.iter().map(|key| format!("{} = $person", quoted(key))).collect::<Vec<_>>().join(" OR ");
    let parameters = Parameters::from([("person".to_owned(), pack::ParameterValue::Int(person.key()))]);
    let mut rows = select(engine, dataset, files, &format!("({names})"), &parameters).await?;
    rows.truncate(most);
    Ok(rows)
}

async fn select(
    engine: &dyn Engine,
    dataset: &Dataset,
    files: Vec<PathBuf>,
    wanted: &str,
    parameters: &Parameters,
) -> Result<Vec<KeptRow>, LakeError> {
    let tables = Tables::from([(dataset.code.clone(), TableData::Files { schema: table_schema(dataset), files, months: None })]);
    let row = quoted(ROW);
    let sql = format!("SELECT * FROM {} WHERE {wanted} ORDER BY {row}", quoted(&dataset.code));
    let found = engine.execute(&sql, parameters, &tables, Deadline::default(), Threads::One).await?;
    let options = FormatOptions::default();
    let mut kept = Vec::new();
    for rows in &found {
        let Some(numbers) = rows.column_by_name(ROW).and_then(|column| column.as_primitive_opt::<Int64Type>()) else { continue };
        let columns = dataset.columns.iter().filter_map(|column| Some((column, rows.column_by_name(&column.code)?)));
        let columns = columns
            .map(|(column, array)| Ok((column, array, ArrayFormatter::try_new(array.as_ref(), &options)?)))
            .collect::<Result<Vec<_>, LakeError>>()?;
        for (at, number) in numbers.values().iter().enumerate() {
            let filled = columns.iter().filter(|(_, array, _)| array.is_valid(at));
            let cells = filled.map(|(column, _, shown)| (column.code.clone(), as_written(column.kind, shown.value(at).to_string())));
            kept.push((*number, cells.collect()));
        }
    }
    Ok(kept)
}

/// A value as people write it: a month is kept as its first day.
fn as_written(kind: ColumnType, value: String) -> String {
    match kind {
        ColumnType::Month => value.get(..7).map_or_else(|| value.clone(), str::to_owned),
        _ => value,
    }
}

/// Every row of a batch, in the order of the file.
///
/// # Errors
/// The engine fails.
pub async fn rows_of_batch(
    engine: &dyn Engine,
    catalogue: &Catalogue,
    dataset: &Dataset,
    batch: &Batch,
) -> Result<Vec<KeptRow>, LakeError> {
    let files = batch.parts.iter().map(|part| catalogue.root().join(&batch.dataset).join(&part.file)).collect();
    select(engine, dataset, files, "true", &Parameters::new()).await
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
