//! The shapes of files (文件形态): what departments use, and the plain one.

pub mod department;
pub mod dress;
pub mod form;
pub mod header;
pub mod ods;
pub mod plain;
pub mod text;
pub mod xls;
pub mod xlsx;

use chrono::NaiveDate;

use crate::columns::Line;
use crate::error::SynthError;

/// One cell of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Empty,
    Text(String),
    Number(f64),
    Date(NaiveDate),
}

/// A file that takes the rows of one dataset.
pub trait Table {
    fn take(&mut self, line: &Line) -> Result<(), SynthError>;

    fn finish(self: Box<Self>) -> Result<(), SynthError>;
}

/// A workbook, or a text file that is its only sheet.
pub trait Book {
    /// Adds a sheet with a title over `width` columns, if it has one, and gives its place.
    fn add_sheet(&mut self, name: &str, title: Option<&str>, width: usize) -> Result<usize, SynthError>;

    fn row(&mut self, sheet: usize, cells: &[Cell]) -> Result<(), SynthError>;

    fn finish(self: Box<Self>) -> Result<(), SynthError>;
}

/// Days since the zero of spreadsheets, 30 December 1899.
pub fn serial(date: NaiveDate) -> i32 {
    let zero = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default();
    i32::try_from(date.signed_duration_since(zero).num_days()).unwrap_or(0)
}
