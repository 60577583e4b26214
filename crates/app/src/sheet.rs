//! Sheets as departments know them: a frozen bold header, text as text, money as money. Every text is written as a text cell, so that nothing a
//! citizen or an insider typed can become a formula.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use vocabulary::Fen;

/// Rows that a sheet holds.
const MAX_ROWS: u32 = 1_048_576;

/// A value of a cell.
pub(crate) enum Value<'a> {
    Text(&'a str),
    Number(u64),
    Money(Fen),
    /// Text on a coloured ground: something to look at.
    Warning(&'a str),
}

/// The styles of a workbook.
pub(crate) struct Styles {
    head: Format,
    text: Format,
    money: Format,
    warning: Format,
}

impl Styles {
    pub(crate) fn new() -> Self {
        let cell = || {
            Format::new().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00BF_BFBF)).set_align(FormatAlign::VerticalCenter)
        };
        Self {
            head: cell().set_bold().set_background_color(Color::RGB(0x00E8_EDF3)).set_text_wrap(),
            text: cell().set_num_format("@").set_text_wrap(),
            money: cell().set_num_format("#,##0.00"),
            warning: cell().set_num_format("@").set_text_wrap().set_background_color(Color::RGB(0x00FF_E0B2)),
        }
    }
}

/// A table that goes on in another sheet when one is full.
pub(crate) struct Table<'a> {
    styles: &'a Styles,
    name: String,
    head: Vec<String>,
    widths: Vec<f64>,
    sheets: u32,
    row: u32,
}

impl<'a> Table<'a> {
    /// A table of this name; each column has its header and its width in characters.
    pub(crate) fn new(styles: &'a Styles, name: &str, columns: &[(&str, f64)]) -> Self {
        Self {
            styles,
            name: name.to_owned(),
            head: columns.iter().map(|(head, _)| (*head).to_owned()).collect(),
            widths: columns.iter().map(|(_, width)| *width).collect(),
            sheets: 0,
            row: MAX_ROWS,
        }
    }

    /// Writes a row; the first one makes the sheet.
    pub(crate) fn push(&mut self, workbook: &mut Workbook, values: &[Value<'_>]) -> Result<(), XlsxError> {
        if self.row >= MAX_ROWS {
            self.begin(workbook)?;
        }
        let sheet = last(workbook)?;
        for (n, value) in values.iter().enumerate() {
            let column = u16::try_from(n).unwrap_or(u16::MAX);
            match value {
                Value::Text(text) => sheet.write_string_with_format(self.row, column, *text, &self.styles.text)?,
                Value::Warning(text) => sheet.write_string_with_format(self.row, column, *text, &self.styles.warning)?,
                #[expect(clippy::cast_precision_loss, reason = "a count of rows is far below 2^53")]
                Value::Number(number) => sheet.write_number_with_format(self.row, column, *number as f64, &self.styles.text)?,
                #[expect(
                    clippy::cast_precision_loss,
                    clippy::float_arithmetic,
                    reason = "a spreadsheet cell is a double; it shows the same two places"
                )]
                Value::Money(fen) => sheet.write_number_with_format(self.row, column, fen.0 as f64 / 100.0, &self.styles.money)?,
            };
        }
        self.row += 1;
        Ok(())
    }

    /// Makes the sheet even when it has no row.
    pub(crate) fn begin(&mut self, workbook: &mut Workbook) -> Result<(), XlsxError> {
        self.sheets += 1;
        let name = if self.sheets == 1 { self.name.clone() } else { format!("{}（{}）", self.name, self.sheets) };
        let sheet = workbook.add_worksheet_with_low_memory()?;
        sheet.set_name(sheet_name(&name))?;
        for (n, (head, width)) in self.head.iter().zip(&self.widths).enumerate() {
            let column = u16::try_from(n).unwrap_or(u16::MAX);
            sheet.set_column_width(column, *width)?;
            sheet.write_string_with_format(0, column, head, &self.styles.head)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_landscape().set_paper_size(9).set_repeat_rows(0, 0)?;
        sheet.set_print_fit_to_pages(1, 0);
        self.row = 1;
        Ok(())
    }
}

fn last(workbook: &mut Workbook) -> Result<&mut Worksheet, XlsxError> {
    let count = workbook.worksheets().len();
    workbook.worksheet_from_index(count.saturating_sub(1))
}

/// A name that spreadsheet programs take: at most 31 characters, none of `[]:*?/\`.
fn sheet_name(name: &str) -> String {
    name.chars().map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') { '_' } else { c }).take(31).collect()
}
