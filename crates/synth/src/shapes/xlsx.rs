//! XLSX workbooks, written row by row so that a sheet of any length needs little memory.

use std::path::{Path, PathBuf};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::{Book, Cell, serial};
use crate::error::SynthError;

/// A workbook being written.
pub struct XlsxFile {
    path: PathBuf,
    workbook: Workbook,
    /// The next row of each sheet.
    rows: Vec<u32>,
    date: Format,
    title: Format,
}

impl XlsxFile {
    pub fn create(path: &Path) -> Result<Self, SynthError> {
        let mut workbook = Workbook::new();
        // the same plan gives the same bytes
        let properties = ExcelDateTime::from_ymd(2023, 1, 5)
            .map(|created| DocProperties::new().set_creation_datetime(&created))
            .map_err(|source| failed(path, source))?;
        workbook.set_properties(&properties);
        Ok(Self {
            path: path.to_path_buf(),
            workbook,
            rows: Vec::new(),
            date: Format::new().set_num_format("yyyy-mm-dd"),
            title: Format::new(),
        })
    }
}

fn failed(path: &Path, source: XlsxError) -> SynthError {
    SynthError::Workbook { path: path.to_path_buf(), source }
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell, date: &Format) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => Ok(()),
        Cell::Text(text) => sheet.write_string(row, column, text).map(|_| ()),
        Cell::Number(number) => sheet.write_number(row, column, *number).map(|_| ()),
        Cell::Date(day) => sheet.write_number_with_format(row, column, f64::from(serial(*day)), date).map(|_| ()),
    }
}

impl Book for XlsxFile {
    fn add_sheet(&mut self, name: &str, title: Option<&str>, width: usize) -> Result<usize, SynthError> {
        let mut add = || -> Result<u32, XlsxError> {
            let sheet = self.workbook.add_worksheet_with_constant_memory()?;
            sheet.set_name(name)?;
            let Some(title) = title else { return Ok(0) };
            let last = u16::try_from(width).unwrap_or(2).max(2) - 1;
            sheet.merge_range(0, 0, 0, last, title, &self.title)?;
            Ok(1)
        };
        let next = add().map_err(|source| failed(&self.path, source))?;
        self.rows.push(next);
        Ok(self.rows.len() - 1)
    }

    fn row(&mut self, sheet: usize, cells: &[Cell]) -> Result<(), SynthError> {
        let row = self.rows[sheet];
        self.rows[sheet] += 1;
        let mut write = || -> Result<(), XlsxError> {
            let worksheet = self.workbook.worksheet_from_index(sheet)?;
            for (column, cell) in (0..).zip(cells) {
                put(worksheet, row, column, cell, &self.date)?;
            }
            Ok(())
        };
        write().map_err(|source| failed(&self.path, source))
    }

    fn finish(mut self: Box<Self>) -> Result<(), SynthError> {
        self.workbook.save(&self.path).map_err(|source| failed(&self.path, source))
    }
}
