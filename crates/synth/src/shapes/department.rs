//! A department's file (部门报送文件): titles, header, rows, blank rows, totals and notes, in the form it has.

use std::path::Path;

use super::dress::dress;
use super::form::{Form, Kind};
use super::header::header;
use super::ods::OdsFile;
use super::text::TextFile;
use super::xls::XlsFile;
use super::xlsx::XlsxFile;
use super::{Book, Cell, Table};
use crate::chance::Chance;
use crate::columns::{Line, Value};
use crate::dataset::Dataset;
use crate::error::SynthError;

/// One sheet, begun with its first row.
struct Sheet {
    place: usize,
    rows: u64,
    /// Sum of the money column, in fen.
    sum: i64,
}

/// A file in the shape of real life.
pub struct DepartmentFile {
    book: Box<dyn Book>,
    form: Form,
    dataset: Dataset,
    header: Vec<String>,
    /// An empty column before this one.
    blank_column: Option<usize>,
    towns: Vec<String>,
    /// By town, or only the first.
    sheets: Vec<Option<Sheet>>,
    chance: Chance,
}

impl DepartmentFile {
    pub fn create(path: &Path, dataset: Dataset, form: Form, towns: &[&str], mut chance: Chance) -> Result<Self, SynthError> {
        let book: Box<dyn Book> = match form.kind {
            Kind::Text(encoding, separator) => Box::new(TextFile::create(path, encoding, separator)?),
            Kind::Xlsx => Box::new(XlsxFile::create(path)?),
            Kind::Xls => Box::new(XlsFile::create(path)),
            Kind::Ods => Box::new(OdsFile::create(path)),
        };
        let header = header(dataset, &mut chance);
        let blank_column = form.blanks.then(|| chance.index(header.len() + 1));
        let mut file = Self {
            book,
            form,
            dataset,
            header,
            blank_column,
            towns: towns.iter().copied().map(String::from).collect(),
            sheets: towns.iter().map(|_| None).collect(),
            chance,
        };
        if !form.by_town {
            file.begin(0)?;
        }
        Ok(file)
    }

    fn width(&self) -> usize {
        self.header.len() + usize::from(self.blank_column.is_some())
    }

    fn row(&mut self, sheet: usize, mut cells: Vec<Cell>) -> Result<(), SynthError> {
        if let Some(blank) = self.blank_column.filter(|blank| *blank <= cells.len()) {
            cells.insert(blank, Cell::Empty);
        }
        self.book.row(sheet, &cells)
    }

    /// A row with nothing but one text, in the first column.
    fn note(&mut self, sheet: usize, text: &str) -> Result<(), SynthError> {
        let mut cells = vec![Cell::Empty; self.width()];
        cells[0] = Cell::Text(String::from(text));
        self.book.row(sheet, &cells)
    }

    fn blank(&mut self, sheet: usize) -> Result<(), SynthError> {
        let cells = vec![Cell::Empty; self.width()];
        self.book.row(sheet, &cells)
    }

    /// Begins the sheet of a town, or the only one: title, notes, header.
    fn begin(&mut self, town: usize) -> Result<usize, SynthError> {
        let name = if self.form.by_town { self.towns[town].clone() } else { String::from("Sheet1") };
        let title = format!("{}统计表", self.dataset.title());
        let title = (self.form.title_rows > 0).then_some(title.as_str());
        let width = self.width();
        let place = self.book.add_sheet(&name, title, width)?;
        if self.form.title_rows > 1 {
            self.note(place, "填报单位：×××    单位：元")?;
        }
        if self.form.title_rows > 2 {
            self.note(place, "（数据截至当期末，由经办人员汇总）")?;
        }
        let header = self.header.iter().cloned().map(Cell::Text).collect();
        self.row(place, header)?;
        self.sheets[town] = Some(Sheet { place, rows: 0, sum: 0 });
        Ok(place)
    }

    /// Total and note rows, after all else.
    fn end(&mut self, sheet: &Sheet) -> Result<(), SynthError> {
        if !self.form.totals {
            return Ok(());
        }
        if self.form.blanks {
            self.blank(sheet.place)?;
        }
        let mut cells = vec![Cell::Empty; self.header.len()];
        let label = self.chance.one(&["合计", "总计", "小计"]);
        let column = self.chance.index(2);
        cells[column] = Cell::Text(String::from(label));
        let money = ["金额", "购置价", "注册资本", "缴费基数"];
        let headers = self.dataset.headers();
        if let Some(place) = headers.iter().position(|name| money.contains(name)) {
            // right, or left over from last year
            let sum = if self.chance.in_1000(500) { sheet.sum } else { 12_345_678 };
            let written = super::plain::text(&Value::Money(sum));
            cells[place] =
                if self.form.kind.is_spreadsheet() { Cell::Number(written.parse().unwrap_or_default()) } else { Cell::Text(written) };
        } else {
            cells[column + 1] = Cell::Text(format!("{}人次", sheet.rows));
        }
        self.row(sheet.place, cells)?;
        self.note(sheet.place, "注：本表由镇街填报，数据截至年底。")
    }
}

impl Table for DepartmentFile {
    fn take(&mut self, line: &Line) -> Result<(), SynthError> {
        let town = if self.form.by_town { line.town } else { 0 };
        let place = match &self.sheets[town] {
            Some(sheet) => sheet.place,
            None => self.begin(town)?,
        };
        if self.form.blanks && self.chance.in_10000(15) {
            self.blank(place)?;
        }
        let cells = dress(line, self.form.kind.is_spreadsheet(), &mut self.chance);
        self.row(place, cells)?;
        if let Some(sheet) = &mut self.sheets[town] {
            sheet.rows += 1;
            for value in line.values {
                if let Value::Money(fen) = value {
                    sheet.sum += fen;
                }
            }
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), SynthError> {
        if self.sheets.iter().all(Option::is_none) {
            // a workbook has at least one sheet
            self.begin(0)?;
        }
        for sheet in std::mem::take(&mut self.sheets).into_iter().flatten() {
            self.end(&sheet)?;
        }
        self.book.finish()
    }
}
