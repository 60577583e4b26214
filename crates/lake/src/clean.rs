//! Typing the rows of a table: every cell by its column's declaration, a row that breaks it to quarantine with column and reason.

mod cell;
mod line;

use crate::read::Cell;
use crate::recognise::Header;
use crate::rowid::RowId;
use crate::schema::{DECIMAL, MONEY, table_schema};
use cell::{Value, read_cell, read_ten_thousands, resolve};
use chrono::NaiveDate;
use datafusion::arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Int64Builder, RecordBatch, StringViewBuilder, TimestampMicrosecondBuilder,
};
use line::{is_note, is_total};
use pack::{Column, ColumnType, Dataset, Repeats};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use vocabulary::text;

/// One fault of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Header of the column in the file, empty where the fault is the whole row's.
    pub column: String,
    /// What is wrong, in Chinese.
    pub reason: String,
}

/// A row in quarantine (隔离), with its cells as they stood in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarantinedRow {
    /// Sheet, from 0.
    pub sheet: u32,
    /// Row, from 1.
    pub row: u64,
    /// Cells as text.
    pub cells: Vec<String>,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// Rows that were passed over, by what they were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkipCounts {
    /// Title rows (标题) above the header.
    pub title: u64,
    /// Header rows (表头).
    pub header: u64,
    /// Blank rows.
    pub blank: u64,
    /// Total rows (合计).
    pub total: u64,
    /// Note rows (注).
    pub note: u64,
}

impl std::ops::AddAssign for SkipCounts {
    fn add_assign(&mut self, other: Self) {
        self.title += other.title;
        self.header += other.header;
        self.blank += other.blank;
        self.total += other.total;
        self.note += other.note;
    }
}

/// What became of the rows that a cleaner was given.
pub(crate) struct Cleaned {
    pub(crate) rows: RecordBatch,
    pub(crate) quarantined: Vec<QuarantinedRow>,
    pub(crate) skipped: SkipCounts,
}

enum Builder {
    Text(StringViewBuilder),
    Person(StringViewBuilder, Int64Builder),
    Day(Date32Builder),
    Exact(Decimal128Builder),
    Int(Int64Builder),
    Bool(BooleanBuilder),
    Timestamp(TimestampMicrosecondBuilder),
}

/// Cleans the rows of one sheet, or a part of them.
pub(crate) struct RowCleaner<'a> {
    dataset: &'a Dataset,
    header: &'a Header,
    header_keys: Vec<String>,
    /// For each column of the dataset the file's column.
    from: Vec<Option<usize>>,
    lists: Vec<Vec<(String, usize)>>,
    batch: u32,
    sheet: u32,
    today: NaiveDate,
    builders: Vec<Builder>,
    row_ids: Int64Builder,
    values: Vec<Value>,
    scratch: String,
    faults: Vec<Fault>,
    quarantined: Vec<QuarantinedRow>,
    skipped: SkipCounts,
    /// Keys met so far, where a second row of a key goes to quarantine.
    keys: Option<(Vec<usize>, HashSet<String>)>,
}

impl<'a> RowCleaner<'a> {
    pub(crate) fn new(dataset: &'a Dataset, header: &'a Header, batch: u32, sheet: u32, today: NaiveDate) -> Self {
        let from = (0..dataset.columns.len()).map(|n| header.columns.iter().position(|column| *column == Some(n))).collect();
        let list = |column: &Column| {
            let place = |value: &String| column.values.iter().position(|known| known == value);
            let own = column.values.iter().enumerate().map(|(n, value)| (value.clone(), n));
            own.chain(column.value_aliases.iter().filter_map(|(alias, value)| Some((alias.clone(), place(value)?)))).collect()
        };
        Self {
            dataset,
            header,
            header_keys: header.cells.iter().map(|cell| text::header_key(cell)).collect(),
            from,
            lists: dataset.columns.iter().map(list).collect(),
            batch,
            sheet,
            today,
            builders: builders(dataset),
            row_ids: Int64Builder::new(),
            values: Vec::new(),
            scratch: String::new(),
            faults: Vec::new(),
            quarantined: Vec::new(),
            skipped: SkipCounts::default(),
            keys: (dataset.repeats == Repeats::Quarantine).then(|| {
                let key = |code: &String| dataset.columns.iter().position(|column| column.code == *code);
                (dataset.key.iter().filter_map(key).collect(), HashSet::new())
            }),
        }
    }

    /// Goes on with another sheet of the same file; the keys met so far are kept.
    pub(crate) fn next_sheet(&mut self, header: &'a Header, sheet: u32) {
        self.header = header;
        self.header_keys = header.cells.iter().map(|cell| text::header_key(cell)).collect();
        self.from = (0..self.dataset.columns.len()).map(|n| header.columns.iter().position(|column| *column == Some(n))).collect();
        self.sheet = sheet;
    }

    pub(crate) fn rows(&self) -> usize {
        self.row_ids.values_slice().len()
    }

    /// Takes the row with this number.
    pub(crate) fn push(&mut self, number: u64, cells: &[Cell<'_>]) {
        if number <= self.header.row {
            self.skip_above(number, cells);
            return;
        }
        self.values.clear();
        self.scratch.clear();
        self.faults.clear();
        for n in 0..self.dataset.columns.len() {
            let cell = self.from[n].and_then(|at| cells.get(at)).copied().unwrap_or(Cell::Empty);
            let column = &self.dataset.columns[n];
            let in_ten_thousands = column.kind == ColumnType::Money && self.from[n].is_some_and(|at| self.header.ten_thousands[at]);
            let read = if in_ten_thousands {
                read_ten_thousands(column, &cell)
            } else {
                read_cell(column, &self.lists[n], &cell, self.today, &mut self.scratch)
            };
            let value = match read {
                Ok(value) => value,
                Err(reason) => {
                    let column = self.from[n]
                        .and_then(|at| self.header.cells.get(at))
                        .map_or_else(|| self.dataset.columns[n].header.clone(), |cell| cell.clone());
                    self.faults.push(Fault { column, reason: reason.into_owned() });
                    Value::Null
                }
            };
            self.values.push(value);
        }
        if let Some(extra) = cells.get(self.header.cells.len()..).and_then(|extra| extra.iter().position(|cell| !cell.is_blank())) {
            let at = self.header.cells.len() + extra;
            self.faults.push(Fault {
                column: String::new(),
                reason: format!("该行第 {} 列超出表头的 {} 列（单元格里可能有未加引号的分隔符）", at + 1, self.header.cells.len()),
            });
        }
        if self.faults.is_empty()
            && let Some((columns, met)) = &mut self.keys
        {
            let mut key = String::new();
            for n in columns.iter() {
                let part = match self.values[*n] {
                    Value::Text(place) => {
                        resolve(place, self.from[*n].and_then(|at| cells.get(at)), &self.scratch, &self.dataset.columns[*n]).to_owned()
                    }
                    Value::Person(person) => person.as_str().to_owned(),
                    Value::Day(day) => day.to_string(),
                    Value::Exact(exact) => exact.to_string(),
                    Value::Int(int) => int.to_string(),
                    Value::Bool(value) => value.to_string(),
                    Value::Null => String::new(),
                };
                key.push_str(&part);
                key.push('\u{1f}');
            }
            if !met.insert(key) {
                let headers: Vec<&str> = columns.iter().map(|n| self.dataset.columns[*n].header.as_str()).collect();
                self.faults.push(Fault { column: headers.join("、"), reason: "与前面的行重复，只保留第一行".to_owned() });
            }
        }
        if self.faults.is_empty() {
            self.accept(number, cells);
        } else if !self.skip_below(cells) {
            let cells = cells.iter().map(Cell::shown).collect();
            self.quarantined.push(QuarantinedRow { sheet: self.sheet, row: number, cells, faults: std::mem::take(&mut self.faults) });
        }
    }

    /// Puts a row into quarantine for a reason that its cells do not show.
    pub(crate) fn refuse(&mut self, number: u64, cells: &[Cell<'_>], fault: Fault) {
        let cells = cells.iter().map(Cell::shown).collect();
        self.quarantined.push(QuarantinedRow { sheet: self.sheet, row: number, cells, faults: vec![fault] });
    }

    fn skip_above(&mut self, number: u64, cells: &[Cell<'_>]) {
        if number == self.header.row {
            self.skipped.header += 1;
        } else if cells.iter().all(Cell::is_blank) {
            self.skipped.blank += 1;
        } else {
            self.skipped.title += 1;
        }
    }

    /// Passes over a row that is no record: only rows that break the declaration come here, so that no record can be taken for a total.
    fn skip_below(&mut self, cells: &[Cell<'_>]) -> bool {
        if cells.iter().all(Cell::is_blank) {
            self.skipped.blank += 1;
        } else if cells.iter().any(is_total) {
            self.skipped.total += 1;
        } else if is_note(cells) {
            self.skipped.note += 1;
        } else if self.is_header_again(cells) {
            self.skipped.header += 1;
        } else {
            return false;
        }
        true
    }

    fn is_header_again(&self, cells: &[Cell<'_>]) -> bool {
        cells.iter().zip(&self.header_keys).all(|(cell, key)| text::header_key(&cell.shown()) == *key)
    }

    fn accept(&mut self, number: u64, cells: &[Cell<'_>]) {
        for (n, value) in self.values.iter().enumerate() {
            match (&mut self.builders[n], *value) {
                (Builder::Text(builder), Value::Text(place)) => {
                    let cell = self.from[n].and_then(|at| cells.get(at));
                    builder.append_value(resolve(place, cell, &self.scratch, &self.dataset.columns[n]));
                }
                (Builder::Text(builder), _) => builder.append_null(),
                (Builder::Person(text, key), Value::Person(person)) => {
                    text.append_value(person.as_str());
                    key.append_value(person.key());
                }
                (Builder::Person(text, key), _) => {
                    text.append_null();
                    key.append_null();
                }
                (Builder::Day(builder), Value::Day(day)) => builder.append_value(day),
                (Builder::Day(builder), _) => builder.append_null(),
                (Builder::Exact(builder), Value::Exact(exact)) => builder.append_value(exact),
                (Builder::Exact(builder), _) => builder.append_null(),
                (Builder::Int(builder), Value::Int(int)) => builder.append_value(int),
                (Builder::Int(builder), _) => builder.append_null(),
                (Builder::Bool(builder), Value::Bool(value)) => builder.append_value(value),
                (Builder::Bool(builder), _) => builder.append_null(),
                (Builder::Timestamp(builder), Value::Int(micros)) => builder.append_value(micros),
                (Builder::Timestamp(builder), _) => builder.append_null(),
            }
        }
        self.row_ids.append_value(RowId { batch: self.batch, sheet: self.sheet, row: number }.pack());
    }

    /// What became of the rows so far; the cleaner begins anew, but keeps the keys it met.
    pub(crate) fn take(&mut self) -> Cleaned {
        let mut arrays: Vec<ArrayRef> = Vec::new();
        for builder in &mut self.builders {
            match builder {
                Builder::Text(b) => arrays.push(Arc::new(b.finish())),
                Builder::Person(text, key) => {
                    arrays.push(Arc::new(text.finish()));
                    arrays.push(Arc::new(key.finish()));
                }
                Builder::Day(b) => arrays.push(Arc::new(b.finish())),
                Builder::Exact(b) => arrays.push(Arc::new(b.finish())),
                Builder::Int(b) => arrays.push(Arc::new(b.finish())),
                Builder::Bool(b) => arrays.push(Arc::new(b.finish())),
                Builder::Timestamp(b) => arrays.push(Arc::new(b.finish())),
            }
        }
        arrays.push(Arc::new(self.row_ids.finish()));
        let rows = RecordBatch::try_new(table_schema(self.dataset), arrays).expect("builders and schema come from the same declaration");
        Cleaned { rows, quarantined: std::mem::take(&mut self.quarantined), skipped: std::mem::take(&mut self.skipped) }
    }
}

fn builders(dataset: &Dataset) -> Vec<Builder> {
    let exact = |(precision, scale)| {
        Builder::Exact(Decimal128Builder::new().with_precision_and_scale(precision, scale).expect("a valid decimal type"))
    };
    dataset
        .columns
        .iter()
        .map(|column| match column.kind {
            ColumnType::PersonId => Builder::Person(StringViewBuilder::new(), Int64Builder::new()),
            ColumnType::Uscc | ColumnType::Text | ColumnType::Code => Builder::Text(StringViewBuilder::new()),
            ColumnType::Date | ColumnType::Month => Builder::Day(Date32Builder::new()),
            ColumnType::Money => exact(MONEY),
            ColumnType::Decimal => exact(DECIMAL),
            ColumnType::Int => Builder::Int(Int64Builder::new()),
            ColumnType::Bool => Builder::Bool(BooleanBuilder::new()),
            ColumnType::Timestamp => Builder::Timestamp(TimestampMicrosecondBuilder::new()),
        })
        .collect()
}

/// Rows given as text by column, for a rule's cases: read as a file's cells would be, except that a column that is absent is null.
///
/// # Errors
/// The first cell that breaks its column's declaration.
pub fn rows_from_text(dataset: &Dataset, rows: &[BTreeMap<String, String>], batch: u32) -> Result<RecordBatch, String> {
    let mut lenient = dataset.clone();
    lenient.repeats = Repeats::Allow;
    lenient.columns.iter_mut().for_each(|column| column.optional = true);
    if let Some(name) = rows.iter().flat_map(BTreeMap::keys).find(|name| dataset.column(name).is_none()) {
        return Err(format!("{} has no column {name:?}", dataset.code));
    }
    let header = Header {
        row: 0,
        cells: lenient.columns.iter().map(|column| column.code.clone()).collect(),
        columns: (0..lenient.columns.len()).map(Some).collect(),
        ten_thousands: vec![false; lenient.columns.len()],
    };
    let mut cleaner = RowCleaner::new(&lenient, &header, batch, 0, NaiveDate::MAX);
    for (n, row) in rows.iter().enumerate() {
        let cells: Vec<Cell<'_>> =
            lenient.columns.iter().map(|column| row.get(&column.code).map_or(Cell::Empty, |text| Cell::Text(text))).collect();
        cleaner.push(n as u64 + 1, &cells);
    }
    let cleaned = cleaner.take();
    match cleaned.quarantined.first() {
        Some(row) => Err(format!("{} row {}: {}: {}", dataset.code, row.row, row.faults[0].column, row.faults[0].reason)),
        None => Ok(cleaned.rows),
    }
}
