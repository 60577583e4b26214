//! Workbooks: XLSX, XLS and ODS.

use super::{Cell, MAX_COLUMNS};
use crate::error::FileError;
use calamine::{Data, Ods, OdsError, Reader, Xls, XlsError, Xlsx, XlsxError};
use chrono::NaiveDateTime;
use std::io::{Cursor, Read};

/// Bytes that a compressed workbook may unfold to.
const MAX_UNFOLDED: u64 = 2 << 30;
/// A workbook that unfolds to more than this must not do so by more than [`MAX_RATIO`]: tables compress 5 to 50 times, bombs a thousand times.
const FREE_UNFOLDED: u64 = 64 << 20;
const MAX_RATIO: u64 = 200;

/// A sheet: its rows that hold anything, each with its number as a spreadsheet program shows it.
pub(crate) struct Sheet {
    pub(crate) name: String,
    rows: Vec<(u64, Vec<OwnedCell>)>,
}

enum OwnedCell {
    Empty,
    Text(String),
    Number(f64),
    DateTime(NaiveDateTime),
    Bool(bool),
    Error(&'static str),
}

impl Sheet {
    /// The rows from the `from`th that holds anything.
    pub(crate) fn rows(&self, from: usize) -> impl Iterator<Item = (u64, Vec<Cell<'_>>)> {
        self.rows[from.min(self.rows.len())..].iter().map(|(number, cells)| (*number, cells.iter().map(OwnedCell::cell).collect()))
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
            Data::String(text) if text.is_empty() => Self::Empty,
            Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Self::Text(text),
            Data::Bool(value) => Self::Bool(value),
            Data::DateTime(at) => at.as_datetime().map_or(Self::Number(at.as_f64()), Self::DateTime),
            Data::Error(error) => Self::Error(match error {
                calamine::CellErrorType::Div0 => "#DIV/0!",
                calamine::CellErrorType::NA => "#N/A",
                calamine::CellErrorType::Name => "#NAME?",
                calamine::CellErrorType::Null => "#NULL!",
                calamine::CellErrorType::Num => "#NUM!",
                calamine::CellErrorType::Ref => "#REF!",
                calamine::CellErrorType::Value => "#VALUE!",
                _ => "#ERROR",
            }),
        }
    }
}

/// Reads all sheets that are not empty.
pub(crate) fn read_workbook(zip: bool, bytes: Vec<u8>) -> Result<Vec<Sheet>, FileError> {
    let sheets = if zip {
        let is_ods = guard_against_bombs(&bytes)?;
        if is_ods { ods(bytes) } else { xlsx(bytes) }
    } else {
        xls(bytes)
    }?;
    if sheets.is_empty() { Err(FileError::Empty) } else { Ok(sheets) }
}

/// Unfolds every part of the archive once, counting what really comes out, and says whether it is an ODS.
fn guard_against_bombs(bytes: &[u8]) -> Result<bool, FileError> {
    let damaged = |e: &dyn std::fmt::Display| FileError::Workbook(e.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(&e))?;
    let allowed = MAX_UNFOLDED.min(FREE_UNFOLDED.max(bytes.len() as u64 * MAX_RATIO));
    let mut left = allowed;
    let mut is_ods = false;
    let mut is_xlsx = false;
    for n in 0..archive.len() {
        let part = match archive.by_index(n) {
            Ok(part) => part,
            Err(zip::result::ZipError::UnsupportedArchive(why)) if why == zip::result::ZipError::PASSWORD_REQUIRED => {
                return Err(FileError::Password);
            }
            Err(error) => return Err(damaged(&error)),
        };
        let name = part.name().map_err(|e| damaged(&e))?;
        is_ods |= name == "content.xml";
        is_xlsx |= name == "xl/workbook.xml" || name == "[Content_Types].xml";
        let unfolded = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|e| damaged(&e))?;
        if unfolded > left {
            return Err(FileError::TooLarge { limit_mb: allowed >> 20 });
        }
        left -= unfolded;
    }
    if !is_ods && !is_xlsx {
        return Err(FileError::NotATable("ZIP 压缩包"));
    }
    Ok(is_ods && !is_xlsx)
}

/// Reads cell by cell: a sheet that claims to be 16,384 columns wide costs no more than the cells it has.
fn xlsx(bytes: Vec<u8>) -> Result<Vec<Sheet>, FileError> {
    let wrong = |error: XlsxError| match error {
        XlsxError::Password => FileError::Password,
        other => FileError::Workbook(other.to_string()),
    };
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(wrong)?;
    let mut sheets = Vec::new();
    for name in workbook.sheet_names() {
        let mut reader = match workbook.worksheet_cells_reader(&name) {
            Ok(reader) => reader,
            Err(XlsxError::WorksheetNotFound(_) | XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(wrong(error)),
        };
        let mut rows: Vec<(u64, Vec<OwnedCell>)> = Vec::new();
        while let Some(cell) = reader.next_cell().map_err(wrong)? {
            let (row, column) = cell.get_position();
            let value = OwnedCell::from_data(Data::from(cell.get_value().clone()));
            if matches!(value, OwnedCell::Empty) {
                continue;
            }
            let number = u64::from(row) + 1;
            if rows.last().is_none_or(|(last, _)| *last != number) {
                rows.push((number, Vec::new()));
            }
            let cells = &mut rows.last_mut().expect("a row was pushed").1;
            let column = column as usize;
            if column >= MAX_COLUMNS {
                return Err(FileError::TooManyColumns { sheet: name, row: number, columns: column + 1, limit: MAX_COLUMNS });
            }
            if cells.len() <= column {
                cells.resize_with(column + 1, || OwnedCell::Empty);
            }
            cells[column] = value;
        }
        // Rows stand in order in every workbook that a spreadsheet program writes; others are put in order here.
        rows.sort_by_key(|(number, _)| *number);
        push_sheet(&mut sheets, name, rows);
    }
    Ok(sheets)
}

fn xls(bytes: Vec<u8>) -> Result<Vec<Sheet>, FileError> {
    const ENCRYPTED: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
    if bytes.windows(ENCRYPTED.len()).any(|window| window == ENCRYPTED) {
        return Err(FileError::Password);
    }
    let mut workbook: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => FileError::Password,
        other => FileError::Workbook(other.to_string()),
    })?;
    ranges(&mut workbook)
}

fn ods(bytes: Vec<u8>) -> Result<Vec<Sheet>, FileError> {
    let mut workbook: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(|error| match error {
        OdsError::Password => FileError::Password,
        other => FileError::Workbook(other.to_string()),
    })?;
    ranges(&mut workbook)
}

fn ranges<R: Reader<Cursor<Vec<u8>>>>(workbook: &mut R) -> Result<Vec<Sheet>, FileError>
where
    R::Error: std::fmt::Display,
{
    let mut sheets = Vec::new();
    for name in workbook.sheet_names() {
        let range = workbook.worksheet_range(&name).map_err(|error| FileError::Workbook(error.to_string()))?;
        let (first_row, first_column) = range.start().map_or((0, 0), |(row, column)| (u64::from(row), column as usize));
        let mut rows = Vec::new();
        for (n, row) in range.rows().enumerate() {
            let Some(last) = row.iter().rposition(|cell| !matches!(cell, Data::Empty)) else { continue };
            let number = first_row + n as u64 + 1;
            let columns = first_column + last + 1;
            if columns > MAX_COLUMNS {
                return Err(FileError::TooManyColumns { sheet: name, row: number, columns, limit: MAX_COLUMNS });
            }
            let blank = std::iter::repeat_with(|| OwnedCell::Empty).take(first_column);
            rows.push((number, blank.chain(row[..=last].iter().cloned().map(OwnedCell::from_data)).collect()));
        }
        push_sheet(&mut sheets, name, rows);
    }
    Ok(sheets)
}

fn push_sheet(sheets: &mut Vec<Sheet>, name: String, mut rows: Vec<(u64, Vec<OwnedCell>)>) {
    rows.retain(|(_, cells)| !cells.iter().all(|cell| cell.cell().is_blank()));
    if !rows.is_empty() {
        sheets.push(Sheet { name, rows });
    }
}
