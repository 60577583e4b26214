//! Typing the rows of a table: every cell by its column's declaration, a row that breaks it to quarantine with column and reason.

mod cell;
mod line;
mod repeats;

use crate::read::Cell;
use crate::recognise::Header;
use crate::rowid::RowId;
use crate::staged::{Staged, Stager, restored};
use cell::{Value, read_cell, read_ten_thousands, resolve};
use chrono::NaiveDate;
use datafusion::arrow::array::RecordBatch;
use line::{is_note, is_total, reads_as_number};
use pack::{Column, ColumnType, Dataset, Repeats};
pub(crate) use repeats::Earlier;
use repeats::Met;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocabulary::resident_number::ResidentNumber;
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
    /// Accepted rows.
    pub(crate) rows: Staged,
    pub(crate) quarantined: Vec<QuarantinedRow>,
    pub(crate) skipped: SkipCounts,
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
    /// Cells are parted by a character that may as well stand in one of them.
    delimited: bool,
    staged: Stager<'a>,
    /// For each column with dates, months or a closed list the last text and what it was read as: the next row's is mostly the same.
    last: Vec<Option<(String, Value)>>,
    scratch: String,
    faults: Vec<Fault>,
    quarantined: Vec<QuarantinedRow>,
    skipped: SkipCounts,
    /// Keys met so far, where a second row of a key goes to quarantine.
    keys: Option<Met<'a>>,
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
            delimited: false,
            staged: Stager::new(dataset),
            last: dataset.columns.iter().map(|_| None).collect(),
            scratch: String::new(),
            faults: Vec::new(),
            quarantined: Vec::new(),
            skipped: SkipCounts::default(),
            keys: (dataset.repeats == Repeats::Quarantine).then(|| {
                let key = |code: &String| dataset.columns.iter().position(|column| column.code == *code);
                Met::new(dataset.key.iter().filter_map(key).collect())
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

    /// The rows are those of a text file.
    pub(crate) fn of_text(&mut self) {
        self.delimited = true;
    }

    /// Rows with the keys of these are repeats as well.
    pub(crate) fn know(&mut self, earlier: &'a Earlier) {
        if let Some(keys) = &mut self.keys {
            keys.know(earlier);
        }
    }

    /// Rows in quarantine that nobody took yet.
    pub(crate) fn quarantined(&self) -> usize {
        self.quarantined.len()
    }

    /// Rows that were accepted and not taken yet.
    pub(crate) fn rows(&self) -> usize {
        self.staged.rows()
    }

    /// Bytes of these rows.
    pub(crate) fn size(&self) -> usize {
        self.staged.size()
    }

    /// Takes the row with this number.
    pub(crate) fn push(&mut self, number: u64, cells: &[Cell<'_>]) {
        if number <= self.header.row {
            self.skip_above(number, cells);
            return;
        }
        self.staged.begin();
        self.scratch.clear();
        self.faults.clear();
        for n in 0..self.dataset.columns.len() {
            let cell = self.from[n].and_then(|at| cells.get(at)).copied().unwrap_or(Cell::Empty);
            if let (Cell::Text(text), Some((last, value))) = (cell, &self.last[n])
                && text == last
            {
                self.stage(n, *value, &cell);
                continue;
            }
            let column = &self.dataset.columns[n];
            let in_ten_thousands = column.kind == ColumnType::Money && self.from[n].is_some_and(|at| self.header.ten_thousands[at]);
            let read = if in_ten_thousands {
                read_ten_thousands(column, &cell)
            } else {
                read_cell(column, &self.lists[n], &cell, self.today, &mut self.scratch)
            };
            match read {
                Ok(value) => {
                    self.stage(n, value, &cell);
                    if let (Value::Day(_) | Value::Listed(_), Cell::Text(text)) = (value, cell) {
                        let (last, same) = self.last[n].get_or_insert_with(|| (String::new(), value));
                        last.clear();
                        last.push_str(text);
                        *same = value;
                    }
                }
                Err(reason) => {
                    let column = self.from[n]
                        .and_then(|at| self.header.cells.get(at))
                        .map_or_else(|| self.dataset.columns[n].header.clone(), |cell| cell.clone());
                    self.faults.push(Fault { column, reason: reason.into_owned() });
                }
            }
        }
        if let Some(extra) = cells.get(self.header.cells.len()..).and_then(|extra| extra.iter().position(|cell| !cell.is_blank())) {
            let at = self.header.cells.len() + extra;
            let width = self.header.cells.len();
            let reason = if self.delimited {
                format!("该行第 {} 列超出表头的 {width} 列（单元格里可能有未加引号的分隔符）", at + 1)
            } else {
                format!("该行第 {} 列有内容，而表头只有 {width} 列：请补上这一列的表头，或清除该单元格", at + 1)
            };
            self.faults.push(Fault { column: String::new(), reason });
        }
        if self.faults.is_empty()
            && let Some(met) = &mut self.keys
        {
            let mut key = Vec::new();
            met.columns.iter().for_each(|n| self.staged.add_cell(*n, &mut key));
            if let Some(reason) = met.meet(key, RowId { batch: self.batch, sheet: self.sheet, row: number }) {
                let headers: Vec<&str> = met.columns.iter().map(|n| self.dataset.columns[*n].header.as_str()).collect();
                self.faults.push(Fault { column: headers.join("、"), reason });
            }
        }
        if self.faults.is_empty() {
            self.staged.end(number);
        } else if !self.skip_below(cells) {
            let cells = cells.iter().map(Cell::shown).collect();
            self.quarantined.push(QuarantinedRow { sheet: self.sheet, row: number, cells, faults: std::mem::take(&mut self.faults) });
        }
    }

    /// Puts a row into quarantine for a reason that its cells do not show; a row that is no record is passed over all the same.
    pub(crate) fn refuse(&mut self, number: u64, cells: &[Cell<'_>], fault: Fault) {
        if self.skip_below(cells) {
            return;
        }
        let cells = cells.iter().map(Cell::shown).collect();
        self.quarantined.push(QuarantinedRow { sheet: self.sheet, row: number, cells, faults: vec![fault] });
    }

    fn skip_above(&mut self, number: u64, cells: &[Cell<'_>]) {
        if number == self.header.row {
            self.skipped.header += 1;
        } else if cells.iter().all(Cell::is_blank) {
            self.skipped.blank += 1;
        } else if self.is_record(cells) || cells.iter().any(|cell| is_resident_number(cell, self.today)) {
            let fault = Fault {
                column: String::new(), reason: "数据行在表头上方：请把表头放在数据上方后重新提交".to_owned()
            };
            let cells = cells.iter().map(Cell::shown).collect();
            self.quarantined.push(QuarantinedRow { sheet: self.sheet, row: number, cells, faults: vec![fault] });
        } else {
            self.skipped.title += 1;
        }
    }

    /// Whether a row names a person or a firm in the column that is there for it.
    fn is_record(&self, cells: &[Cell<'_>]) -> bool {
        let named = self.dataset.columns.iter().zip(&self.from);
        let named = named.filter(|(column, _)| matches!(column.kind, ColumnType::PersonId | ColumnType::Uscc));
        named.filter_map(|(_, at)| cells.get((*at)?)).any(reads_as_number)
    }

    /// Passes over a row that is no record: only rows that break the declaration come here, so that no record can be taken for a total.
    fn skip_below(&mut self, cells: &[Cell<'_>]) -> bool {
        if cells.iter().all(Cell::is_blank) {
            self.skipped.blank += 1;
        } else if self.is_record(cells) {
            return false;
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

    fn stage(&mut self, n: usize, value: Value, cell: &Cell<'_>) {
        match value {
            Value::Null => self.staged.nothing(n),
            Value::Text(place) => self.staged.text(n, resolve(place, cell, &self.scratch)),
            Value::Listed(place) => self.staged.listed(n, place),
            Value::Day(day) => self.staged.day(n, day),
            Value::Number(number) => self.staged.number(n, number),
            Value::Bool(value) => self.staged.bool(n, value),
        }
    }

    /// What became of the rows so far; the cleaner begins anew, but keeps the keys it met.
    pub(crate) fn take(&mut self) -> Cleaned {
        Cleaned {
            rows: self.staged.take(self.batch, self.sheet),
            quarantined: std::mem::take(&mut self.quarantined),
            skipped: std::mem::take(&mut self.skipped),
        }
    }
}

/// Whether a cell holds a resident number of eighteen characters and nothing else. An old one of fifteen may as well be an account or a parcel.
pub(crate) fn is_resident_number(cell: &Cell<'_>, today: NaiveDate) -> bool {
    let Cell::Text(text) = cell else { return false };
    text.len() >= 18 && ResidentNumber::parse(text, today).is_ok()
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
        None => restored(dataset, cleaned.rows).map_err(|e| e.to_string()),
    }
}
