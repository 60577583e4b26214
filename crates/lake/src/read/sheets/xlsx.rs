//! XLSX, cell by cell: a sheet that claims to be 16,384 columns wide costs no more than the cells it has.

use super::{Builder, OwnedCell, Sheet, damaged};
use crate::error::FileError;
use crate::read::NOT_COMPUTED;
use calamine::{Data, DataRef, Reader, SheetVisible, Xlsx, XlsxError};
use std::collections::HashMap;
use std::io::Cursor;
use std::sync::Arc;

pub(super) fn read(bytes: Vec<u8>) -> Result<Vec<Sheet>, FileError> {
    let wrong = |error: XlsxError| match error {
        XlsxError::Password => FileError::Password,
        other => damaged(other),
    };
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(wrong)?;
    let mut builder = Builder::default();
    // By address: the workbook keeps its shared strings where they are.
    let mut shared: HashMap<*const u8, Arc<str>> = HashMap::new();
    for sheet in workbook.sheets_metadata().to_vec() {
        let name = sheet.name;
        builder.begin(&name, sheet.visible != SheetVisible::Visible)?;
        let mut reader = match workbook.worksheet_cells_reader(&name) {
            Ok(reader) => reader,
            // A chart or a dialogue.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(XlsxError::WorksheetNotFound(_)) => return Err(damaged(format!("缺少工作表“{name}”的内容"))),
            Err(error) => return Err(wrong(error)),
        };
        while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(wrong)? {
            let (row, column) = cell.pos;
            let value = match cell.value {
                DataRef::Empty if cell.formula.is_some() => OwnedCell::Error(NOT_COMPUTED),
                DataRef::SharedString("") => OwnedCell::Empty,
                DataRef::SharedString(text) => OwnedCell::Text(shared.entry(text.as_ptr()).or_insert_with(|| Arc::from(text)).clone()),
                other => OwnedCell::from_data(Data::from(other)),
            };
            builder.put(u64::from(row) + 1, column as usize, value)?;
        }
        builder.end()?;
    }
    Ok(builder.sheets)
}
