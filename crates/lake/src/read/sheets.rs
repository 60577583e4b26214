//! Workbooks: XLSX, XLS and ODS.

mod ods;
mod xls;
mod xlsx;

use super::{Cell, MAX_COLUMNS};
use crate::error::FileError;
use calamine::{CellErrorType, Data, ExcelDateTime};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::sync::Arc;
use vocabulary::date::LAST_YEAR;

/// Bytes that a compressed workbook may unfold to.
const MAX_UNFOLDED: u64 = 2 << 30;
/// A workbook that unfolds to more than this must not do so by more than [`MAX_RATIO`]: tables compress 5 to 50 times, bombs a thousand times.
const FREE_UNFOLDED: u64 = 64 << 20;
const MAX_RATIO: u64 = 200;
/// Rows that a sheet of any spreadsheet program may have.
const MAX_ROWS: u64 = 1 << 20;
/// Columns that a table may have with all that departments add to it.
const TABLE_WIDTH: usize = 64;
/// Cells of a workbook that may stand beyond that width: it is held in memory as a whole, and a sheet filled far beyond its table would fill that.
const MAX_BESIDE: u64 = 2_000_000;
/// UTF-16 units that a cell of any spreadsheet program may hold.
const MAX_TEXT: usize = 32_767;

/// A sheet: its rows that hold anything, each with its number as a spreadsheet program shows it.
pub(crate) struct Sheet {
    pub(crate) name: String,
    /// Spreadsheet programs do not show it.
    pub(crate) hidden: bool,
    rows: Vec<(u64, Row)>,
}

/// The cells of a row that hold anything, in order, each with its column (from 0).
type Row = Vec<(usize, OwnedCell)>;

#[derive(Debug, Clone, PartialEq)]
enum OwnedCell {
    Empty,
    /// Cells of a workbook that hold the same text share it, as the file does.
    Text(Arc<str>),
    Number(f64),
    DateTime(NaiveDateTime),
    Bool(bool),
    Error(&'static str),
}

impl Sheet {
    /// The rows from the `from`th that holds anything.
    pub(crate) fn rows(&self, from: usize) -> impl Iterator<Item = (u64, Vec<Cell<'_>>)> {
        self.rows[from.min(self.rows.len())..].iter().map(|(number, row)| {
            let mut cells = vec![Cell::Empty; row.last().map_or(0, |(column, _)| column + 1)];
            row.iter().for_each(|(column, cell)| cells[*column] = cell.cell());
            (*number, cells)
        })
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Number of the last row that holds anything.
    pub(crate) fn last_row(&self) -> u64 {
        self.rows.last().map_or(0, |(number, _)| *number)
    }
}

impl OwnedCell {
    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Empty => Cell::Empty,
            Self::Text(text) => Cell::Text(text),
            Self::Number(number) => Cell::Number(*number),
            Self::DateTime(at) => Cell::DateTime(*at),
            Self::Bool(value) => Cell::Bool(*value),
            Self::Error(error) => Cell::Error(error),
        }
    }

    fn from_data(data: Data) -> Self {
        match data {
            Data::Empty => Self::Empty,
            #[expect(clippy::cast_precision_loss, reason = "a spreadsheet holds no integer that a double does not")]
            Data::Int(number) => Self::Number(number as f64),
            Data::Float(number) => Self::Number(number),
            Data::String(text) | Data::DurationIso(text) => Self::text(&text),
            Data::DateTimeIso(text) => Self::iso(&text),
            Data::Bool(value) => Self::Bool(value),
            Data::DateTime(at) => Self::date(at),
            Data::Error(error) => Self::Error(match error {
                CellErrorType::Div0 => "#DIV/0!",
                CellErrorType::NA => "#N/A",
                CellErrorType::Name => "#NAME?",
                CellErrorType::Null => "#NULL!",
                CellErrorType::Num => "#NUM!",
                CellErrorType::Ref => "#REF!",
                CellErrorType::Value => "#VALUE!",
                _ => "#ERROR",
            }),
        }
    }

    fn text(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(Arc::from(text)) }
    }

    /// A date as `2022-03-05` or `2022-03-05T08:30:00`; any other text as it is.
    fn iso(text: &str) -> Self {
        let plain = text.strip_suffix('Z').unwrap_or(text);
        let date = || NaiveDate::parse_from_str(plain, "%Y-%m-%d").map(|date| date.and_time(NaiveTime::MIN));
        NaiveDateTime::parse_from_str(plain, "%Y-%m-%dT%H:%M:%S%.f").or_else(|_| date()).map_or_else(|_| Self::text(text), Self::DateTime)
    }

    /// A number under a date format. What is shown as a date but is none (an empty cell's 0 as 1900-01-00, a 202203 as a day of the year 2453)
    /// stays the number that it is, and the column decides.
    fn date(at: ExcelDateTime) -> Self {
        let number = at.as_f64();
        let real = |date: &NaiveDateTime| (1900..=LAST_YEAR).contains(&date.year());
        if !at.is_datetime() || !(0.0..200_000.0).contains(&number) {
            return Self::Number(number);
        }
        at.as_datetime().filter(real).map_or(Self::Number(number), Self::DateTime)
    }
}

/// Reads all sheets that are not empty.
pub(crate) fn read_workbook(zip: bool, bytes: Vec<u8>) -> Result<Vec<Sheet>, FileError> {
    let sheets = if zip {
        match guard_against_bombs(&bytes)? {
            Zipped::Ods => ods::read(&bytes),
            Zipped::Xlsx => xlsx::read(bytes),
        }
    } else {
        xls::read(bytes)
    }?;
    if sheets.is_empty() { Err(FileError::Empty) } else { Ok(sheets) }
}

#[derive(Debug, PartialEq)]
enum Zipped {
    Xlsx,
    Ods,
}

/// Parts by which an archive shows that it is a document of another kind.
const OTHERS: &[(&str, &str)] =
    &[("xl/workbook.bin", "XLSB 二进制工作簿"), ("word/document.xml", "Word 文档"), ("ppt/presentation.xml", "PowerPoint 文稿")];

/// Unfolds every part of the archive once, counting what really comes out, and says what kind of workbook it is.
fn guard_against_bombs(bytes: &[u8]) -> Result<Zipped, FileError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let allowed = MAX_UNFOLDED.min(FREE_UNFOLDED.max(bytes.len() as u64 * MAX_RATIO));
    let mut left = allowed;
    let mut names = BTreeSet::new();
    for n in 0..archive.len() {
        let part = match archive.by_index(n) {
            Ok(part) => part,
            Err(zip::result::ZipError::UnsupportedArchive(why)) if why == zip::result::ZipError::PASSWORD_REQUIRED => {
                return Err(FileError::Password);
            }
            Err(error) => return Err(damaged(error)),
        };
        names.insert(part.name().map_err(damaged)?.into_owned());
        let unfolded = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(damaged)?;
        if unfolded > left {
            return Err(FileError::TooLarge { limit_mb: allowed >> 20 });
        }
        left -= unfolded;
    }
    let has = |name: &str| names.contains(name);
    if let Some((_, what)) = OTHERS.iter().find(|(part, _)| has(part)) {
        Err(FileError::NotATable(what))
    } else if has("xl/workbook.xml") || has("[Content_Types].xml") {
        Ok(Zipped::Xlsx)
    } else if has("content.xml") {
        Ok(Zipped::Ods)
    } else {
        Err(FileError::NotATable("ZIP 压缩包"))
    }
}

fn damaged(why: impl std::fmt::Display) -> FileError {
    FileError::Workbook(why.to_string())
}

/// Sheets on their way in. What no spreadsheet program writes is refused: such a file shows other rows to a person than it gives to a program.
#[derive(Default)]
struct Builder {
    names: BTreeSet<String>,
    sheets: Vec<Sheet>,
    rows: Vec<(u64, Row)>,
    name: String,
    hidden: bool,
    /// Cells so far that stand beyond the width of a table, of all sheets.
    beside: u64,
}

impl Builder {
    /// Begins a sheet.
    fn begin(&mut self, name: &str, hidden: bool) -> Result<(), FileError> {
        name.clone_into(&mut self.name);
        self.hidden = hidden;
        if self.names.insert(name.to_owned()) { Ok(()) } else { Err(damaged(format!("有两个工作表同名：{name}"))) }
    }

    /// Puts a cell at a row (from 1) and a column (from 0).
    fn put(&mut self, row: u64, column: usize, cell: OwnedCell) -> Result<(), FileError> {
        let wrong = |what: &str| Err(damaged(format!("工作表“{}”第 {row} 行{what}", self.name)));
        match &cell {
            OwnedCell::Empty => return Ok(()),
            OwnedCell::Text(text) if text.len() > MAX_TEXT && text.encode_utf16().count() > MAX_TEXT => {
                return wrong("有超过 32767 个字的单元格");
            }
            _ => {}
        }
        if row > MAX_ROWS {
            return wrong("超出了工作表的最大行数");
        }
        if column >= MAX_COLUMNS {
            return Err(FileError::TooManyColumns { sheet: self.name.clone(), row, columns: column + 1, limit: MAX_COLUMNS });
        }
        self.beside += u64::from(column >= TABLE_WIDTH);
        if self.beside > MAX_BESIDE {
            return Err(FileError::TooWide { sheet: self.name.clone(), row, column: TABLE_WIDTH, limit: MAX_BESIDE / 10_000 });
        }
        if self.rows.last().is_none_or(|(last, _)| *last != row) {
            // Rows of a table are of one width: a row that grew by doubling would take twice the memory.
            let width = self.rows.last().map_or(0, |(_, cells)| cells.len());
            self.rows.push((row, Vec::with_capacity(width)));
        }
        let cells = &mut self.rows.last_mut().expect("a row was pushed").1;
        match cells.binary_search_by_key(&column, |(column, _)| *column) {
            Ok(_) => return wrong("有单元格出现了两次"),
            Err(at) => cells.insert(at, (column, cell)),
        }
        Ok(())
    }

    /// Ends the sheet; one without anything in it is left out.
    fn end(&mut self) -> Result<(), FileError> {
        let mut rows = std::mem::take(&mut self.rows);
        // Rows stand in order in every workbook that a spreadsheet program writes; others are put in order here.
        rows.sort_by_key(|(number, _)| *number);
        if let Some(twice) = rows.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(damaged(format!("工作表“{}”的第 {} 行出现了两次", self.name, twice[0].0)));
        }
        rows.retain(|(_, cells)| !cells.iter().all(|(_, cell)| cell.cell().is_blank()));
        if !rows.is_empty() {
            self.sheets.push(Sheet { name: self.name.clone(), hidden: self.hidden, rows });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
