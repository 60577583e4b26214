//! Quarantine (隔离): rows that break their declaration, handed back as a workbook with the reason, mended there, and taken in again.

use crate::catalogue::{Batch, Catalogue};
use crate::error::{FileError, LakeError};
use crate::read::Cell;
use crate::recognise::{Header, Sample};
use rust_xlsxwriter::{Color, Format, Workbook, Worksheet, XlsxError};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use vocabulary::text;

pub use crate::clean::{Fault, QuarantinedRow};

/// Sheet (from 0) and row of a quarantined row in its own batch.
pub type Origin = (u32, u64);
/// Where a mended quarantine keeps the origin of its rows.
pub(crate) type OriginColumns = (usize, usize);

/// The columns that the workbook adds behind the department's own.
const REASON: &str = "隔离原因";
const SHEET: &str = "原工作表序号";
const ROW: &str = "原行号";
const ADDED: [&str; 3] = [REASON, SHEET, ROW];
const TITLE: &str = "隔离行 批次 ";

pub(crate) fn path(root: &Path, batch: &str) -> PathBuf {
    root.join("quarantine").join(format!("{batch}.ndjson"))
}

/// The quarantined rows of a batch that have not come back mended.
///
/// # Errors
/// The quarantine cannot be read.
pub fn rows(catalogue: &Catalogue, batch: &Batch) -> Result<Vec<QuarantinedRow>, LakeError> {
    let rows = staged_rows(catalogue.root(), batch)?;
    Ok(match &batch.mends {
        None => {
            let back = returned(catalogue, &batch.batch, 0);
            rows.into_iter().filter(|row| !back.contains(&(row.sheet, row.row))).collect()
        }
        // What was mended in vain is mended again in the batch that it first stood in; only what came back since then is done with.
        Some(first) => {
            let back = returned(catalogue, first, batch.number);
            rows.into_iter().filter(|row| !origin_of(batch, row).is_some_and(|origin| back.contains(&origin))).collect()
        }
    })
}

/// The rows of a batch's quarantine that came back mended and were accepted, in batches after the one of this number.
fn returned(catalogue: &Catalogue, batch: &str, after: u32) -> HashSet<Origin> {
    catalogue
        .batches()
        .filter(|other| other.number > after && other.mends.as_deref() == Some(batch) && catalogue.is_in_force(other))
        .flat_map(|other| other.mended.iter().copied())
        .collect()
}

/// The quarantined rows of a batch that lies below `root`, a staged one included.
///
/// # Errors
/// The quarantine cannot be read.
pub fn staged_rows(root: &Path, batch: &Batch) -> Result<Vec<QuarantinedRow>, LakeError> {
    let mut rows = Vec::new();
    each_line(root, batch, |row| rows.push(row))?;
    Ok(rows)
}

fn each_line<T: DeserializeOwned>(root: &Path, batch: &Batch, mut each: impl FnMut(T)) -> Result<(), LakeError> {
    let path = path(root, &batch.batch);
    let file = std::fs::File::open(&path).map_err(LakeError::io("opening", &path))?;
    for line in BufReader::new(file).lines() {
        let line = line.map_err(LakeError::io("reading", &path))?;
        each(serde_json::from_str(&line).map_err(|source| LakeError::Record { path: path.clone(), source })?);
    }
    Ok(())
}

/// Writes the quarantine of a batch as a workbook: the department's own columns, then the reason and where each row stood. Mended and imported
/// again, its rows join the batch that they came from. Returns the rows written.
///
/// # Errors
/// The quarantine cannot be read, or the workbook cannot be written.
pub fn export(catalogue: &Catalogue, batch: &Batch, title: &str, out: &Path) -> Result<usize, LakeError> {
    let rows = rows(catalogue, batch)?;
    write(batch, title, &rows, out).map_err(|source| LakeError::Workbook { path: out.to_owned(), source })?;
    Ok(rows.len())
}

/// A quarantined row as a person has mended it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MendedRow {
    /// Sheet, from 0.
    pub sheet: u32,
    /// Row, from 1.
    pub row: u64,
    /// Its cells as they shall be, in the order in which the quarantine shows them.
    pub cells: Vec<String>,
}

/// Writes the workbook of [`export`] as it would come back with these rows mended, and with no others. Returns the rows written.
///
/// # Errors
/// The quarantine cannot be read, or the workbook cannot be written; the first of the rows that is not in quarantine, as `Err` within.
pub fn write_mended(
    catalogue: &Catalogue,
    batch: &Batch,
    title: &str,
    mended: Vec<MendedRow>,
    out: &Path,
) -> Result<Result<usize, Origin>, LakeError> {
    let mut open: HashMap<Origin, QuarantinedRow> = rows(catalogue, batch)?.into_iter().map(|row| ((row.sheet, row.row), row)).collect();
    let mut back = Vec::with_capacity(mended.len());
    for MendedRow { sheet, row, mut cells } in mended {
        let Some(mut found) = open.remove(&(sheet, row)) else { return Ok(Err((sheet, row))) };
        // What a mending batch's rows keep of their first place is behind the department's own cells, and is not a person's to change.
        if let Some((sheet_at, row_at)) = batch.sheets.get(sheet as usize).and_then(|record| origin_columns(&record.header)) {
            cells.resize(found.cells.len().max(cells.len()), String::new());
            for at in [sheet_at, row_at] {
                if let (Some(cell), Some(kept)) = (cells.get_mut(at), found.cells.get(at)) {
                    cell.clone_from(kept);
                }
            }
        }
        found.cells = cells;
        back.push(found);
    }
    write(batch, title, &back, out).map_err(|source| LakeError::Workbook { path: out.to_owned(), source })?;
    Ok(Ok(back.len()))
}

/// Rows of one sheet of the workbook; a sheet holds 1,048,576, and a quarantine may have more.
const MAX_ROWS: usize = 1_000_000;
/// Columns of the department that are written; a row that was never cut into cells may have any number.
const MAX_COLUMNS: usize = 1_000;
/// UTF-16 units that a cell of a workbook holds.
const MAX_TEXT: usize = 32_767;

fn write(batch: &Batch, title: &str, rows: &[QuarantinedRow], out: &Path) -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    let mut names = SheetNames::default();
    for (n, sheet) in batch.sheets.iter().enumerate() {
        let mine: Vec<&QuarantinedRow> = rows.iter().filter(|row| row.sheet as usize == n).collect();
        if mine.is_empty() && batch.sheets.len() > 1 {
            continue;
        }
        let parts: Vec<&[&QuarantinedRow]> = if mine.is_empty() { vec![&[]] } else { mine.chunks(MAX_ROWS).collect() };
        for part in parts {
            let worksheet = workbook.add_worksheet();
            worksheet.set_name(names.unused(&sheet.name))?;
            write_sheet(worksheet, batch, title, &sheet.header, part)?;
        }
    }
    workbook.save(out)
}

fn write_sheet(
    worksheet: &mut Worksheet,
    batch: &Batch,
    title: &str,
    header: &[String],
    rows: &[&QuarantinedRow],
) -> Result<(), XlsxError> {
    let text = Format::new().set_num_format("@");
    let head = Format::new().set_bold().set_num_format("@").set_background_color(Color::RGB(0x00EE_EEEE));
    let bad = Format::new().set_num_format("@").set_background_color(Color::RGB(0x00FF_E0B2));
    let first = batch.mends.as_ref().unwrap_or(&batch.batch);
    worksheet.write_string_with_format(0, 0, format!("{TITLE}{first} {title}（改正后原样导入即可，请勿改动本行和最后三列）"), &head)?;
    // A row may have more cells than the header; the department sees them all. What an earlier workbook added is written anew.
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0).max(header.len());
    let added = |at: usize| batch.mends.is_some() && header.get(at).is_some_and(|name| ADDED.contains(&name.trim()));
    let own: Vec<usize> = (0..width).filter(|at| !added(*at)).take(MAX_COLUMNS).collect();
    let column = |at: usize| u16::try_from(at).expect("few columns are written");
    for (at, from) in own.iter().enumerate() {
        worksheet.write_string_with_format(1, column(at), clipped(header.get(*from).map_or("", String::as_str)), &head)?;
    }
    for (at, name) in ADDED.into_iter().enumerate() {
        worksheet.write_string_with_format(1, column(own.len() + at), name, &head)?;
    }
    for (line, row) in (2..).zip(rows) {
        for (at, from) in own.iter().enumerate() {
            let Some(cell) = row.cells.get(*from) else { continue };
            let wrong = header.get(*from).is_some_and(|name| row.faults.iter().any(|fault| fault.column == *name));
            worksheet.write_string_with_format(line, column(at), clipped(cell), if wrong { &bad } else { &text })?;
        }
        let mut reasons: Vec<String> = row
            .faults
            .iter()
            .map(|fault| if fault.column.is_empty() { fault.reason.clone() } else { format!("{}：{}", fault.column.trim(), fault.reason) })
            .collect();
        if row.cells.len() > MAX_COLUMNS {
            reasons.push(format!("该行有 {} 列，此处只列出前 {MAX_COLUMNS} 列", row.cells.len()));
        }
        worksheet.write_string_with_format(line, column(own.len()), clipped(&reasons.join("；")), &text)?;
        let origin = if batch.mends.is_some() { origin_of(batch, row) } else { Some((row.sheet, row.row)) };
        // A row that somebody added to a mended quarantine stands in no batch.
        if let Some((sheet, number)) = origin {
            worksheet.write_string_with_format(line, column(own.len() + 1), (sheet + 1).to_string(), &text)?;
            worksheet.write_string_with_format(line, column(own.len() + 2), number.to_string(), &text)?;
        }
    }
    worksheet.set_freeze_panes(2, 0)?;
    worksheet.autofit();
    Ok(())
}

/// A cell's text, cut with a mark where a workbook could not hold it.
fn clipped(text: &str) -> Cow<'_, str> {
    const MARK: &str = "…（过长，已截断）";
    if text.len() <= MAX_TEXT || text.encode_utf16().count() <= MAX_TEXT {
        return Cow::Borrowed(text);
    }
    let mut left = MAX_TEXT - MARK.encode_utf16().count();
    let kept: String = text
        .chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= left;
            left = left.saturating_sub(c.len_utf16());
            fits
        })
        .collect();
    Cow::Owned(kept + MARK)
}

/// Names of sheets as spreadsheet programs take them: at most 31 units, none of `[]:*?/\`, no apostrophe at an end, none twice in any case of letters.
#[derive(Default)]
struct SheetNames(HashSet<String>);

impl SheetNames {
    fn unused(&mut self, wanted: &str) -> String {
        let plain: String =
            wanted.chars().map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') || c.is_control() { '_' } else { c }).collect();
        let plain = match plain.trim_matches(['\'', ' ']) {
            "" => "隔离行",
            plain => plain,
        };
        (1..)
            .map(|nth: usize| {
                let behind = if nth == 1 { String::new() } else { format!("（{nth}）") };
                let mut left = 31 - behind.encode_utf16().count();
                let kept = plain.chars().take_while(|c| {
                    let fits = c.len_utf16() <= left;
                    left = left.saturating_sub(c.len_utf16());
                    fits
                });
                kept.collect::<String>().trim_end_matches('\'').to_owned() + &behind
            })
            .find(|name| self.0.insert(name.to_lowercase()))
            .expect("numbers do not end")
    }
}

/// The batch that a mended quarantine names above its header.
pub(crate) fn batch_named_in(sample: &Sample) -> Option<String> {
    sample.rows.iter().find_map(|(_, cells)| {
        let folded = text::fold(cells.iter().find(|cell| !text::is_blank(cell))?);
        let (mark, batch) = TITLE.trim_end().split_once(' ').expect("two words");
        let rest = folded.strip_prefix(mark)?.trim_start().strip_prefix(batch)?.trim_start();
        let id: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        (!id.is_empty()).then_some(id)
    })
}

/// Refuses a file that is half a mended quarantine: its title and the columns of its rows' origin belong together, in every sheet. Taken for a table
/// of its own, it would double rows or take a register's place.
pub(crate) fn check_form(samples: &[Sample], headers: &[Option<Header>], mends: Option<&str>) -> Result<(), FileError> {
    for (sample, header) in samples.iter().zip(headers) {
        let Some(header) = header else { continue };
        let named = batch_named_in(sample);
        let [sheet, row] = [SHEET, ROW].map(|name| header.cells.iter().any(|cell| cell.trim() == name));
        let what = match (mends, named.as_deref()) {
            (None, _) if !sheet && !row => continue,
            (Some(id), Some(own)) if own == id && sheet && row => continue,
            (Some(id), Some(own)) if own != id => format!("属于批次 {own}，而本文件属于批次 {id}"),
            (Some(_), Some(_)) => format!("缺少“{SHEET}”“{ROW}”两列"),
            _ => format!("缺少表头上方的标题“{TITLE}…”"),
        };
        return Err(FileError::QuarantineForm { sheet: sample.sheet.clone(), what });
    }
    Ok(())
}

/// The columns of a header that hold the origin of a mended row.
pub(crate) fn origin_columns(header: &[String]) -> Option<OriginColumns> {
    let find = |name: &str| header.iter().position(|cell| cell.trim() == name);
    Some((find(SHEET)?, find(ROW)?))
}

/// Where a mended row stood in its batch; none for a row that was added to the mended quarantine.
pub(crate) fn origin(cells: &[Cell<'_>], (sheet, row): OriginColumns) -> Option<Origin> {
    let number = |at: usize| vocabulary::int::parse_int(&cells.get(at)?.shown()).ok();
    Some((u32::try_from(number(sheet)?.checked_sub(1)?).ok()?, u64::try_from(number(row)?).ok()?))
}

/// Where a row of a mended quarantine, quarantined again, stood in the batch that it first came in.
fn origin_of(mending: &Batch, row: &QuarantinedRow) -> Option<Origin> {
    let columns = origin_columns(&mending.sheets.get(row.sheet as usize)?.header)?;
    let cells: Vec<Cell<'_>> = row.cells.iter().map(|cell| Cell::Text(cell)).collect();
    origin(&cells, columns)
}

/// The quarantine of a batch, about to come back mended.
pub(crate) struct Mending {
    /// The batch.
    pub(crate) batch: String,
    open: HashSet<Origin>,
    returned: HashSet<Origin>,
}

impl Mending {
    /// The rows of a batch that are in quarantine, and those that came back.
    pub(crate) fn of(catalogue: &Catalogue, batch: &Batch) -> Result<Self, LakeError> {
        /// All that is asked of a line here; a quarantine may be long.
        #[derive(Deserialize)]
        struct Place {
            sheet: u32,
            row: u64,
        }
        let returned = returned(catalogue, &batch.batch, 0);
        let mut open = HashSet::new();
        each_line(catalogue.root(), batch, |Place { sheet, row }| {
            open.insert((sheet, row));
        })?;
        open.retain(|origin| !returned.contains(origin));
        Ok(Self { batch: batch.batch.clone(), open, returned })
    }

    /// Why a row of this origin cannot come back; nothing where it can.
    pub(crate) fn refusal(&self, origin: Option<Origin>) -> Option<String> {
        match origin {
            None => Some("补正表里多出的行，请另做文件提交".to_owned()),
            Some(origin) if self.open.contains(&origin) => None,
            Some(origin) if self.returned.contains(&origin) => Some(self.done()),
            Some((sheet, row)) => {
                Some(format!("批次 {} 第 {} 个工作表第 {row} 行不在隔离中：请核对“{SHEET}”“{ROW}”两列", self.batch, u64::from(sheet) + 1))
            }
        }
    }

    /// Why a row cannot come back twice.
    pub(crate) fn done(&self) -> String {
        format!("批次 {} 的这一行已经补正过", self.batch)
    }
}
