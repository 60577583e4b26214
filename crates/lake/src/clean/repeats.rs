//! Repeated keys, where a register holds each key once: within a file, and across the files that are in force beside it.

use crate::catalogue::{Batch, Catalogue};
use crate::error::LakeError;
use crate::rowid::RowId;
use crate::schema::ROW;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{Date32Type, Decimal128Type, Int64Type, TimestampMicrosecondType};
use pack::{Column, ColumnType, Dataset};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;

/// Keys of the rows that stay in force beside a new file.
pub(crate) struct Earlier {
    rows: HashMap<Vec<u8>, i64>,
    batches: BTreeMap<u32, Batch>,
}

impl Earlier {
    /// Reads the keys of these batches.
    pub(crate) fn read(catalogue: &Catalogue, dataset: &Dataset, batches: &[&Batch]) -> Result<Self, LakeError> {
        let mut rows = HashMap::new();
        for part in batches.iter().flat_map(|batch| &batch.parts) {
            let path = catalogue.root().join(&dataset.code).join(&part.file);
            let file = File::open(&path).map_err(LakeError::io("opening", &path))?;
            let reader = ParquetRecordBatchReaderBuilder::try_new(file)?;
            let columns: Vec<String> = key_columns(dataset).map(kept_as).chain([ROW.to_owned()]).collect();
            let only = ProjectionMask::columns(reader.parquet_schema(), columns.iter().map(String::as_str));
            for read in reader.with_projection(only).build()? {
                add(&read?, dataset, &mut rows);
            }
        }
        let batches = batches.iter().map(|batch| (batch.number, (*batch).clone())).collect();
        Ok(Self { rows, batches })
    }

    fn place(&self, row: i64) -> String {
        let id = RowId::unpack(row);
        let Some(batch) = self.batches.get(&id.batch) else { return String::new() };
        let sheet = batch.sheets.get(id.sheet as usize).map(|sheet| sheet.name.as_str()).filter(|name| !name.is_empty());
        let sheet = sheet.map(|name| format!("工作表“{name}”")).unwrap_or_default();
        format!("批次 {}（{}）{sheet}第 {} 行", batch.batch, batch.file, id.row)
    }
}

fn add(read: &RecordBatch, dataset: &Dataset, rows: &mut HashMap<Vec<u8>, i64>) {
    let columns: Vec<(&Column, &ArrayRef)> =
        key_columns(dataset).filter_map(|column| Some((column, read.column_by_name(&kept_as(column))?))).collect();
    let Some(ids) = read.column_by_name(ROW) else { return };
    for (n, id) in ids.as_primitive::<Int64Type>().values().iter().enumerate() {
        let mut key = Vec::new();
        for (column, values) in &columns {
            push_cell(&mut key, column, values, n);
        }
        rows.insert(key, *id);
    }
}

fn key_columns(dataset: &Dataset) -> impl Iterator<Item = &Column> {
    dataset.key.iter().filter_map(|code| dataset.column(code))
}

/// A resident number's key says the same as the number.
fn kept_as(column: &Column) -> String {
    column.key_code().unwrap_or_else(|| column.code.clone())
}

/// Adds a cell as a row that is being staged adds it ([`Stager::add_cell`](crate::staged::Stager::add_cell)).
#[expect(clippy::cast_possible_truncation, reason = "decimals were made of 64 bits")]
fn push_cell(key: &mut Vec<u8>, column: &Column, values: &ArrayRef, n: usize) {
    let filled = values.is_valid(n);
    let texts = || values.as_string_view();
    let number = |value: i64| if filled { value.to_le_bytes().to_vec() } else { vec![0; 8] };
    let cell = match column.kind {
        ColumnType::PersonId | ColumnType::Int => number(values.as_primitive::<Int64Type>().value(n)),
        ColumnType::Money | ColumnType::Decimal => number(values.as_primitive::<Decimal128Type>().value(n) as i64),
        ColumnType::Timestamp => number(values.as_primitive::<TimestampMicrosecondType>().value(n)),
        ColumnType::Date | ColumnType::Month if filled => values.as_primitive::<Date32Type>().value(n).to_le_bytes().to_vec(),
        ColumnType::Date | ColumnType::Month => vec![0; 4],
        ColumnType::Bool => vec![u8::from(filled && values.as_boolean().value(n))],
        ColumnType::Code if column.values.len() <= usize::from(u16::MAX) => {
            let place = column.values.iter().position(|value| filled && value == texts().value(n)).unwrap_or(0);
            u16::try_from(place).unwrap_or(0).to_le_bytes().to_vec()
        }
        ColumnType::Code | ColumnType::Uscc | ColumnType::Text if filled => texts().value(n).as_bytes().to_vec(),
        ColumnType::Code | ColumnType::Uscc | ColumnType::Text => Vec::new(),
    };
    key.push(u8::from(filled));
    key.extend_from_slice(&u32::try_from(cell.len()).unwrap_or(u32::MAX).to_le_bytes());
    key.extend_from_slice(&cell);
}

/// Keys met so far in a file.
pub(super) struct Met<'a> {
    /// Positions of the key's columns.
    pub(super) columns: Vec<usize>,
    rows: HashMap<Vec<u8>, i64>,
    earlier: Option<&'a Earlier>,
}

impl<'a> Met<'a> {
    pub(super) fn new(columns: Vec<usize>) -> Self {
        Self { columns, rows: HashMap::new(), earlier: None }
    }

    pub(super) fn know(&mut self, earlier: &'a Earlier) {
        self.earlier = Some(earlier);
    }

    /// Remembers the key of a row; why it cannot go in where the key was met before.
    pub(super) fn meet(&mut self, key: Vec<u8>, row: RowId) -> Option<String> {
        if let Some((earlier, first)) = self.earlier.and_then(|earlier| Some((earlier, *earlier.rows.get(&key)?))) {
            return Some(format!("与{}重复，只保留那一行", earlier.place(first)));
        }
        match self.rows.entry(key) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(row.pack());
                None
            }
            std::collections::hash_map::Entry::Occupied(entry) => {
                let first = RowId::unpack(*entry.get());
                let sheet = if first.sheet == row.sheet { String::new() } else { format!("第 {} 个工作表", first.sheet + 1) };
                Some(format!("与{sheet}第 {} 行重复，只保留第一行", first.row))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::{RowCleaner, rows_from_text};
    use crate::read::Cell;
    use crate::recognise::Header;
    use chrono::NaiveDate;
    use pack::{PackFiles, Packs};

    const KINDS: [(&str, &str, &str); 10] = [
        ("person_id", "", "379901195001010017"),
        ("uscc", "", "91379901MA042Y000N"),
        ("text", "", "甲"),
        ("code", "values = [\"一\", \"二\"]", "二"),
        ("date", "", "2022-03-05"),
        ("month", "", "2022-03"),
        ("money", "", "-12.34"),
        ("decimal", "", "1.2345"),
        ("int", "", "7"),
        ("bool", "", "是"),
    ];

    #[test]
    fn a_key_of_any_columns_is_known_again_from_the_rows_that_are_kept() {
        let mut declared =
            "code = \"x\"\ntitle = \"x\"\ntitle_en = \"x\"\nowner = \"x\"\nmode = \"replace\"\nrepeats = \"quarantine\"\n".to_owned();
        let codes: Vec<String> = (0..KINDS.len()).map(|n| format!("\"c{n}\"")).collect();
        declared += &format!("key = [{}]\nsubject = \"c0\"\n", codes.join(", "));
        for (n, (kind, more, _)) in KINDS.iter().enumerate() {
            declared +=
                &format!("[[column]]\ncode = \"c{n}\"\nheader = \"列{n}\"\ntype = \"{kind}\"\noptional = true\nmeaning = \"x\"\n{more}\n");
        }
        let mut files = PackFiles::default();
        files.insert("p/pack.toml", "code = \"p\"\ntitle = \"p\"\ntitle_en = \"p\"\n");
        files.insert("p/datasets/x.toml", declared);
        let packs = Packs::load(&files).unwrap();
        let dataset = &packs.datasets["x"];
        // A row with every cell, and for each column one without it.
        let rows: Vec<Vec<&str>> = (0..=KINDS.len())
            .map(|without| KINDS.iter().enumerate().map(|(n, (_, _, value))| if n == without { "" } else { *value }).collect())
            .collect();
        let maps: Vec<BTreeMap<String, String>> =
            rows.iter().map(|row| row.iter().enumerate().map(|(n, cell)| (format!("c{n}"), (*cell).to_owned())).collect()).collect();
        let mut earlier = Earlier { rows: HashMap::new(), batches: BTreeMap::new() };
        add(&rows_from_text(dataset, &maps, 1).unwrap(), dataset, &mut earlier.rows);
        assert_eq!(earlier.rows.len(), rows.len());

        let header = Header {
            row: 0,
            cells: (0..KINDS.len()).map(|n| format!("列{n}")).collect(),
            columns: (0..KINDS.len()).map(Some).collect(),
            ten_thousands: vec![false; KINDS.len()],
        };
        let mut cleaner = RowCleaner::new(dataset, &header, 2, 0, NaiveDate::MAX);
        cleaner.know(&earlier);
        for (number, row) in (1..).zip(&rows) {
            cleaner.push(number, &row.iter().map(|cell| Cell::Text(cell)).collect::<Vec<_>>());
        }
        assert_eq!((cleaner.rows(), cleaner.quarantined()), (0, rows.len()));
    }
}
