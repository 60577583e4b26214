//! XLS, as Excel 97 to 2003 and WPS (.et) write it.

use super::{Builder, OwnedCell, Sheet, damaged};
use crate::error::FileError;
use calamine::{Reader, SheetVisible, Xls, XlsError};
use std::collections::BTreeSet;
use std::io::{Cursor, Read};

/// Cells that the rectangles of all sheets may span: the reader lays each out in memory, whatever is in it. A cell typed by mistake into the last
/// corner of a sheet spans 17 million.
const MAX_SPANNED: u64 = 20_000_000;

pub(super) fn read(bytes: Vec<u8>) -> Result<Vec<Sheet>, FileError> {
    const ENCRYPTED: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
    if bytes.windows(ENCRYPTED.len()).any(|window| window == ENCRYPTED) {
        return Err(FileError::Password);
    }
    if let Some(stream) = workbook_stream(&bytes) {
        check_size(&stream)?;
    }
    let mut workbook: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => FileError::Password,
        other => damaged(other),
    })?;
    let mut builder = Builder::default();
    for sheet in workbook.sheets_metadata().to_vec() {
        let name = sheet.name;
        builder.begin(&name, sheet.visible != SheetVisible::Visible)?;
        let range = workbook.worksheet_range(&name).map_err(damaged)?;
        let (first_row, first_column) = range.start().map_or((0, 0), |(row, column)| (u64::from(row), column as usize));
        for (row, column, value) in range.used_cells() {
            builder.put(first_row + row as u64 + 1, first_column + column, OwnedCell::from_data(value.clone()))?;
        }
        builder.end()?;
    }
    Ok(builder.sheets)
}

/// The records of the workbook; none where the container is so odd that the reader itself must say what is wrong with it.
fn workbook_stream(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut container = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let name = ["Workbook", "Book"].into_iter().find(|name| container.is_stream(name))?;
    let mut stream = Vec::new();
    container.open_stream(name).ok()?.read_to_end(&mut stream).ok()?;
    Some(stream)
}

/// Refuses a workbook whose sheets claim to be larger than a sheet can be, or span more cells than fit into memory.
fn check_size(stream: &[u8]) -> Result<(), FileError> {
    let sheets: Vec<usize> = records(stream, 0)
        .take_while(|(kind, _)| *kind != EOF)
        .filter(|(kind, data)| *kind == BOUND_SHEET && data.len() >= 4)
        .map(|(_, data)| u16_at(data, 0) | u16_at(data, 2) << 16)
        .collect();
    if sheets.iter().collect::<BTreeSet<_>>().len() < sheets.len() {
        return Err(damaged("两个工作表指向同一处内容"));
    }
    let mut spanned = 0;
    for at in sheets {
        spanned += spanned_cells(stream, at)?;
        if spanned > MAX_SPANNED {
            return Err(damaged("工作表的范围过大：请删除表格以外的单元格后重新提交"));
        }
    }
    Ok(())
}

const EOF: usize = 0x000A;
const FORMULA: usize = 0x0006;
const BOUND_SHEET: usize = 0x0085;
const MANY_NUMBERS: usize = 0x00BD;
const DIMENSIONS: usize = 0x0200;
/// Number, label, rich label, boolean or error, compressed number, shared label.
const CELLS: [usize; 6] = [0x0203, 0x0204, 0x00D6, 0x0205, 0x027E, 0x00FD];

/// Cells of the rectangle that holds all cells of the sheet whose records begin at `at`; its formulas have a rectangle of their own.
fn spanned_cells(stream: &[u8], at: usize) -> Result<u64, FileError> {
    let (mut cells, mut formulas) = (Rectangle::default(), Rectangle::default());
    for (kind, data) in records(stream, at) {
        match kind {
            EOF => break,
            DIMENSIONS => {
                let wide = |at: usize| u16_at(data, at) | u16_at(data, at + 2) << 16;
                let rows = if data.len() >= 14 { (wide(0), wide(4)) } else { (u16_at(data, 0), u16_at(data, 2)) };
                // The end is the row behind the last one, 0 in an empty sheet.
                if rows.1 > 65_536 || (rows.1 > 0 && rows.0 >= rows.1) {
                    return Err(damaged("工作表声称的行数不可能"));
                }
            }
            MANY_NUMBERS if data.len() >= 6 => {
                cells.add(u16_at(data, 0), u16_at(data, 2));
                cells.add(u16_at(data, 0), u16_at(data, data.len() - 2));
            }
            FORMULA if data.len() >= 4 => {
                cells.add(u16_at(data, 0), u16_at(data, 2));
                formulas.add(u16_at(data, 0), u16_at(data, 2));
            }
            kind if CELLS.contains(&kind) && data.len() >= 4 => cells.add(u16_at(data, 0), u16_at(data, 2)),
            _ => {}
        }
    }
    Ok(cells.size() + formulas.size())
}

/// The smallest rectangle around cells: first and last row, first and last column.
#[derive(Default)]
struct Rectangle(Option<[usize; 4]>);

impl Rectangle {
    fn add(&mut self, row: usize, column: usize) {
        let [top, bottom, left, right] = self.0.unwrap_or([row, row, column, column]);
        self.0 = Some([top.min(row), bottom.max(row), left.min(column), right.max(column)]);
    }

    fn size(&self) -> u64 {
        self.0.map_or(0, |[top, bottom, left, right]| (bottom - top + 1) as u64 * (right - left + 1) as u64)
    }
}

/// Kind and data of each record from `at` on, up to the first that is broken off.
fn records(stream: &[u8], at: usize) -> impl Iterator<Item = (usize, &[u8])> {
    let mut rest = stream.get(at..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (head, behind) = rest.split_at_checked(4)?;
        let (data, next) = behind.split_at_checked(u16_at(head, 2))?;
        rest = next;
        Some((u16_at(head, 0), data))
    })
}

/// The little-endian number of two bytes at `at`, 0 beyond the end.
fn u16_at(data: &[u8], at: usize) -> usize {
    data.get(at..at + 2).map_or(0, |bytes| usize::from(u16::from_le_bytes([bytes[0], bytes[1]])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: usize, data: &[u8]) -> Vec<u8> {
        let head = [u16::try_from(kind).unwrap(), u16::try_from(data.len()).unwrap()];
        [head.iter().flat_map(|number| number.to_le_bytes()).collect(), data.to_vec()].concat()
    }

    fn cell(row: u16, column: u16) -> Vec<u8> {
        record(0x0203, &[row.to_le_bytes(), column.to_le_bytes()].concat())
    }

    fn dimensions(first: u32, end: u32) -> Vec<u8> {
        record(DIMENSIONS, &[first.to_le_bytes().to_vec(), end.to_le_bytes().to_vec(), vec![0; 6]].concat())
    }

    /// A workbook whose sheets hold these records; each sheet's place is as far behind the globals as it is long.
    fn workbook(sheets: &[Vec<u8>]) -> Vec<u8> {
        let globals = sheets.len() * 12 + 4;
        let (mut head, mut body) = (Vec::new(), Vec::new());
        for sheet in sheets {
            let place = u32::try_from(globals + body.len()).unwrap();
            head.extend(record(BOUND_SHEET, &[place.to_le_bytes().to_vec(), vec![0; 4]].concat()));
            body.extend(sheet.iter().chain(&record(EOF, &[])));
        }
        [head, record(EOF, &[]), body].concat()
    }

    #[test]
    fn a_sheet_spans_the_rectangle_around_its_cells() {
        assert_eq!(spanned_cells(&[cell(2, 3), cell(5, 1)].concat(), 0).unwrap(), 12);
        assert_eq!(spanned_cells(&record(MANY_NUMBERS, &[7, 0, 1, 0, 0, 0, 0, 0, 0, 0, 4, 0]), 0).unwrap(), 4);
        assert_eq!(spanned_cells(&[record(FORMULA, &[0, 0, 0, 0]), record(FORMULA, &[1, 0, 1, 0])].concat(), 0).unwrap(), 8);
        assert_eq!(spanned_cells(&[record(EOF, &[]), cell(1, 1)].concat(), 0).unwrap(), 0);
        assert_eq!(spanned_cells(&cell(1, 1)[..6], 0).unwrap(), 0);
        assert_eq!(spanned_cells(&[], 9).unwrap(), 0);
    }

    #[test]
    fn what_would_not_fit_into_memory_is_refused() {
        let corner = [cell(0, 0), cell(65_535, 255)].concat();
        assert!(check_size(&workbook(std::slice::from_ref(&corner))).is_ok());
        assert!(check_size(&workbook(&[dimensions(0, 65_536), dimensions(0, 0)])).is_ok());
        let twice = record(BOUND_SHEET, &[0; 8]).repeat(2);
        for (stream, why) in [
            (workbook(&[corner.clone(), corner]), "范围过大"),
            (workbook(&[[cell(0, 0), cell(65_535, 65_535)].concat()]), "范围过大"),
            (workbook(&[dimensions(0, u32::MAX)]), "行数不可能"),
            (workbook(&[dimensions(100, 5)]), "行数不可能"),
            (twice, "同一处"),
        ] {
            assert!(check_size(&stream).unwrap_err().to_string().contains(why), "{why}");
        }
    }
}
