//! Quarantine (隔离): rows that break their declaration, handed back as a workbook with the reason, mended there, and taken in again.

use crate::catalogue::{Batch, Catalogue};
use crate::error::LakeError;
use crate::read::Cell;
use crate::recognise::Sample;
use rust_xlsxwriter::{Color, Format, Workbook, XlsxError};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

pub use crate::clean::{Fault, QuarantinedRow};

/// Sheet (from 0) and row of a quarantined row in its own batch.
pub(crate) type Origin = (u32, u64);
/// Where a mended quarantine keeps the origin of its rows.
pub(crate) type OriginColumns = (usize, usize);

/// The columns that the workbook adds behind the department's own.
const REASON: &str = "隔离原因";
const SHEET: &str = "原工作表序号";
const ROW: &str = "原行号";
const TITLE: &str = "隔离行 批次 ";

pub(crate) fn path(root: &Path, batch: &str) -> PathBuf {
    root.join("quarantine").join(format!("{batch}.ndjson"))
}

/// The quarantined rows of a batch that have not come back mended.
///
/// # Errors
/// The quarantine cannot be read.
pub fn rows(catalogue: &Catalogue, batch: &Batch) -> Result<Vec<QuarantinedRow>, LakeError> {
    let back: BTreeSet<Origin> = catalogue
        .batches()
        .filter(|other| other.mends.as_deref() == Some(&batch.batch) && catalogue.is_in_force(other))
        .flat_map(|other| other.mended.iter().copied())
        .collect();
    Ok(staged_rows(catalogue.root(), batch)?.into_iter().filter(|row| !back.contains(&(row.sheet, row.row))).collect())
}

/// The quarantined rows of a batch that lies below `root`, a staged one included.
///
/// # Errors
/// The quarantine cannot be read.
pub fn staged_rows(root: &Path, batch: &Batch) -> Result<Vec<QuarantinedRow>, LakeError> {
    let path = path(root, &batch.batch);
    let file = std::fs::File::open(&path).map_err(LakeError::io("opening", &path))?;
    let mut rows = Vec::new();
    for line in BufReader::new(file).lines() {
        let line = line.map_err(LakeError::io("reading", &path))?;
        rows.push(serde_json::from_str(&line).map_err(|source| LakeError::Record { path: path.clone(), source })?);
    }
    Ok(rows)
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

fn write(batch: &Batch, title: &str, rows: &[QuarantinedRow], out: &Path) -> Result<(), XlsxError> {
    let text = Format::new().set_num_format("@");
    let head = Format::new().set_bold().set_num_format("@").set_background_color(Color::RGB(0x00EE_EEEE));
    let bad = Format::new().set_num_format("@").set_background_color(Color::RGB(0x00FF_E0B2));
    let mut workbook = Workbook::new();
    for (n, sheet) in batch.sheets.iter().enumerate() {
        let mine: Vec<&QuarantinedRow> = rows.iter().filter(|row| row.sheet as usize == n).collect();
        if mine.is_empty() && batch.sheets.len() > 1 {
            continue;
        }
        let worksheet = workbook.add_worksheet();
        if !sheet.name.is_empty() {
            worksheet.set_name(&sheet.name)?;
        }
        worksheet.write_string_with_format(
            0,
            0,
            format!("{TITLE}{} {title}（改正后原样导入即可，请勿改动本行和最后三列）", batch.batch),
            &head,
        )?;
        // A row may have more cells than the header; the department sees them all.
        let width = mine.iter().map(|row| row.cells.len()).max().unwrap_or(0).max(sheet.header.len());
        let column = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        for (at, cell) in sheet.header.iter().enumerate() {
            worksheet.write_string_with_format(1, column(at), cell, &head)?;
        }
        for (at, name) in [REASON, SHEET, ROW].into_iter().enumerate() {
            worksheet.write_string_with_format(1, column(width + at), name, &head)?;
        }
        for (at, row) in mine.iter().enumerate() {
            let line = u32::try_from(at).unwrap_or(u32::MAX - 2) + 2;
            for (at, cell) in row.cells.iter().enumerate() {
                let wrong = sheet.header.get(at).is_some_and(|name| row.faults.iter().any(|fault| fault.column == *name));
                worksheet.write_string_with_format(line, column(at), cell, if wrong { &bad } else { &text })?;
            }
            let reasons: Vec<String> = row
                .faults
                .iter()
                .map(
                    |fault| {
                        if fault.column.is_empty() { fault.reason.clone() } else { format!("{}：{}", fault.column.trim(), fault.reason) }
                    },
                )
                .collect();
            worksheet.write_string_with_format(line, column(width), reasons.join("；"), &text)?;
            worksheet.write_string_with_format(line, column(width + 1), (row.sheet + 1).to_string(), &text)?;
            worksheet.write_string_with_format(line, column(width + 2), row.row.to_string(), &text)?;
        }
        worksheet.set_freeze_panes(2, 0)?;
        worksheet.autofit();
    }
    workbook.save(out)
}

/// The batch that a mended quarantine names above its header.
pub(crate) fn batch_named_in(sample: &Sample) -> Option<String> {
    let (_, cells) = sample.rows.first()?;
    let rest = cells.iter().find(|cell| !cell.is_empty())?.strip_prefix(TITLE)?;
    Some(rest.split_whitespace().next()?.to_owned())
}

/// The columns of a header that hold the origin of a mended row.
pub(crate) fn origin_columns(header: &[String]) -> Option<OriginColumns> {
    let find = |name: &str| header.iter().position(|cell| cell == name);
    Some((find(SHEET)?, find(ROW)?))
}

/// Where a mended row stood in its batch.
pub(crate) fn origin(cells: &[Cell<'_>], (sheet, row): OriginColumns) -> Option<Origin> {
    let number = |at: usize| vocabulary::int::parse_int(&cells.get(at)?.shown()).ok();
    Some((u32::try_from(number(sheet)?.checked_sub(1)?).ok()?, u64::try_from(number(row)?).ok()?))
}
