//! Old XLS workbooks: BIFF8 records in an OLE container, no more of them than readers need.

use std::collections::HashMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use cfb::{CompoundFile, Version};

use super::{Book, Cell, serial};
use crate::error::{SynthError, at};

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const CODEPAGE: u16 = 0x0042;
const WINDOW1: u16 = 0x003D;
const DATEMODE: u16 = 0x0022;
const FONT: u16 = 0x0031;
const XF: u16 = 0x00E0;
const STYLE: u16 = 0x0293;
const BOUNDSHEET: u16 = 0x0085;
const SST: u16 = 0x00FC;
const CONTINUE: u16 = 0x003C;
const DIMENSIONS: u16 = 0x0200;
const WINDOW2: u16 = 0x023E;
const LABELSST: u16 = 0x00FD;
const NUMBER: u16 = 0x0203;
const MERGED: u16 = 0x00E5;

/// The most bytes a record can hold.
const RECORD: usize = 8224;
/// Cell formats: the default one, and one for dates (built-in number format 14).
const GENERAL: u16 = 15;
const DATE: u16 = 16;

struct Sheet {
    name: String,
    /// The cell records so far.
    cells: Vec<u8>,
    rows: u16,
    columns: u16,
    merged: Option<u16>,
}

/// A workbook kept in memory until it is finished; old sheets end at 65,536 rows.
pub struct XlsFile {
    path: PathBuf,
    sheets: Vec<Sheet>,
    strings: Vec<String>,
    places: HashMap<String, u32>,
    uses: u32,
}

impl XlsFile {
    pub fn create(path: &Path) -> Self {
        Self { path: path.to_path_buf(), sheets: Vec::new(), strings: Vec::new(), places: HashMap::new(), uses: 0 }
    }

    fn string(&mut self, text: &str) -> u32 {
        self.uses += 1;
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let place = u32::try_from(self.strings.len()).unwrap_or(u32::MAX);
        self.strings.push(String::from(text));
        self.places.insert(String::from(text), place);
        place
    }

    fn shared_strings(&self) -> Vec<u8> {
        let count = u32::try_from(self.strings.len()).unwrap_or(u32::MAX);
        let mut body = [self.uses.to_le_bytes(), count.to_le_bytes()].concat();
        let mut out = Vec::new();
        let mut kind = SST;
        for text in &self.strings {
            let string = unicode(text, true);
            // no string is split between records
            if body.len() + string.len() > RECORD {
                record(&mut out, kind, &body);
                kind = CONTINUE;
                body.clear();
            }
            body.extend_from_slice(&string);
        }
        record(&mut out, kind, &body);
        out
    }

    fn globals(&self, offsets: &[u32]) -> Vec<u8> {
        let mut out = Vec::new();
        record(&mut out, BOF, &beginning(0x0005));
        record(&mut out, CODEPAGE, &1200_u16.to_le_bytes());
        let window: [u16; 9] = [0, 0, 0x4000, 0x2000, 0x38, 0, 0, 1, 600];
        record(&mut out, WINDOW1, &words(&window));
        record(&mut out, DATEMODE, &0_u16.to_le_bytes());
        for _ in 0..5 {
            let mut font = words(&[220, 0, 0x7FFF, 400, 0, 0, 0]);
            font.extend_from_slice(&unicode("SimSun", false));
            record(&mut out, FONT, &font);
        }
        for place in 0..=DATE {
            record(&mut out, XF, &cell_format(place));
        }
        record(&mut out, STYLE, &[0x00, 0x80, 0x00, 0xFF]);
        for (sheet, offset) in self.sheets.iter().zip(offsets) {
            let mut body = offset.to_le_bytes().to_vec();
            body.extend_from_slice(&[0, 0]);
            body.extend_from_slice(&unicode(&sheet.name, false));
            record(&mut out, BOUNDSHEET, &body);
        }
        out.extend_from_slice(&self.shared_strings());
        record(&mut out, EOF, &[]);
        out
    }

    fn workbook(&self) -> Vec<u8> {
        let sheets: Vec<Vec<u8>> = self.sheets.iter().map(Sheet::stream).collect();
        // the offsets have the same length whatever they are
        let mut offset = self.globals(&vec![0; sheets.len()]).len();
        let mut offsets = Vec::with_capacity(sheets.len());
        for sheet in &sheets {
            offsets.push(u32::try_from(offset).unwrap_or(u32::MAX));
            offset += sheet.len();
        }
        let mut out = self.globals(&offsets);
        for sheet in sheets {
            out.extend_from_slice(&sheet);
        }
        out
    }
}

fn record(out: &mut Vec<u8>, kind: u16, body: &[u8]) {
    out.extend_from_slice(&kind.to_le_bytes());
    out.extend_from_slice(&u16::try_from(body.len()).unwrap_or(u16::MAX).to_le_bytes());
    out.extend_from_slice(body);
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().copied().flat_map(u16::to_le_bytes).collect()
}

/// The begin of the workbook (5) or of a sheet (0x10), BIFF8 of Excel 97.
fn beginning(kind: u16) -> Vec<u8> {
    words(&[0x0600, kind, 0x0DBB, 0x07CC, 0x00C1, 0, 0x0006, 0])
}

/// A string with its length in one byte or two: ASCII in single bytes, all else in UTF-16.
fn unicode(text: &str, long: bool) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = u16::try_from(units.len()).unwrap_or(u16::MAX).to_le_bytes();
    let mut out = length[..if long { 2 } else { 1 }].to_vec();
    if text.is_ascii() {
        out.push(0);
        out.extend_from_slice(text.as_bytes());
    } else {
        out.push(1);
        out.extend(words(&units));
    }
    out
}

fn cell_format(place: u16) -> Vec<u8> {
    let number_format = if place == DATE { 14 } else { 0 };
    // fifteen formats of styles, then those of cells
    let kind = if place < GENERAL { 0xFFF5 } else { 0x0001 };
    let used = if place < GENERAL { 0xF400 } else { 0x0400 };
    words(&[0, number_format, kind, 0x0020, used, 0, 0, 0, 0, 0x20C0])
}

impl Sheet {
    fn stream(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.cells.len() + 128);
        record(&mut out, BOF, &beginning(0x0010));
        let mut size = 0_u32.to_le_bytes().to_vec();
        size.extend_from_slice(&u32::from(self.rows).to_le_bytes());
        size.extend(words(&[0, self.columns, 0]));
        record(&mut out, DIMENSIONS, &size);
        out.extend_from_slice(&self.cells);
        record(&mut out, WINDOW2, &words(&[0x06B6, 0, 0, 0x40, 0, 0, 0, 0, 0]));
        if let Some(last) = self.merged {
            record(&mut out, MERGED, &words(&[1, 0, 0, 0, last]));
        }
        record(&mut out, EOF, &[]);
        out
    }
}

impl Book for XlsFile {
    fn add_sheet(&mut self, name: &str, title: Option<&str>, width: usize) -> Result<usize, SynthError> {
        self.sheets.push(Sheet { name: String::from(name), cells: Vec::new(), rows: 0, columns: 0, merged: None });
        let place = self.sheets.len() - 1;
        if let Some(title) = title {
            self.row(place, &[Cell::Text(String::from(title))])?;
            self.sheets[place].merged = u16::try_from(width.max(2) - 1).ok();
        }
        Ok(place)
    }

    fn row(&mut self, sheet: usize, cells: &[Cell]) -> Result<(), SynthError> {
        let row = self.sheets[sheet].rows;
        for (column, cell) in (0_u16..).zip(cells) {
            let (kind, format, value) = match cell {
                Cell::Empty => continue,
                Cell::Text(text) => {
                    let place = self.string(text);
                    (LABELSST, GENERAL, place.to_le_bytes().to_vec())
                }
                Cell::Number(number) => (NUMBER, GENERAL, number.to_le_bytes().to_vec()),
                Cell::Date(date) => {
                    let days = f64::from(serial(*date));
                    (NUMBER, DATE, days.to_le_bytes().to_vec())
                }
            };
            let mut body = words(&[row, column, format]);
            body.extend(value);
            record(&mut self.sheets[sheet].cells, kind, &body);
        }
        let sheet = &mut self.sheets[sheet];
        sheet.rows = row.saturating_add(1);
        sheet.columns = sheet.columns.max(u16::try_from(cells.len()).unwrap_or(0));
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), SynthError> {
        let write = || -> std::io::Result<()> {
            let file = File::options().read(true).write(true).create(true).truncate(true).open(&self.path)?;
            // sectors of 512 bytes, as the old programs have them
            let mut container = CompoundFile::create_with_version(Version::V3, file)?;
            container.create_stream("/Workbook")?.write_all(&self.workbook())?;
            // the same plan gives the same bytes
            container.set_created_time("/", UNIX_EPOCH)?;
            container.set_modified_time("/", UNIX_EPOCH)?;
            container.flush()
        };
        write().map_err(at(&self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::day;
    use calamine::{Data, Reader, Xls, open_workbook};

    #[test]
    fn another_reader_opens_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.xls");
        let mut book = Box::new(XlsFile::create(&path));
        for town in ["北山镇", "South"] {
            let sheet = book.add_sheet(town, Some("服刑人员统计表"), 3).unwrap();
            for row in 0..2_000 {
                let text = format!("379901{row:012}王䶮𬍛");
                let cells = [Cell::Text(text), Cell::Number(12.5), Cell::Empty, Cell::Date(day(2022, 3, 5))];
                book.row(sheet, &cells).unwrap();
            }
        }
        book.finish().unwrap();
        let mut read: Xls<_> = open_workbook(&path).unwrap();
        assert_eq!(read.sheet_names(), ["北山镇", "South"]);
        let range = read.worksheet_range("South").unwrap();
        assert_eq!(range.height(), 2_001);
        assert_eq!(range.get((2_000, 0)), Some(&Data::String("379901000000001999王䶮𬍛".into())));
        assert_eq!(range.get((5, 1)), Some(&Data::Float(12.5)));
        let Some(Data::DateTime(date)) = range.get((5, 3)) else {
            panic!("no date: {:?}", range.get((5, 3)));
        };
        assert!((date.as_f64() - 44_625.0).abs() < f64::EPSILON);
    }
}
