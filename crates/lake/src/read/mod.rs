//! Opening a department's file, whatever its shape: workbooks become sheets of cells, text becomes a stream of records.

mod kind;
mod sheets;
mod text;

pub(crate) use sheets::{Sheet, read_workbook};
pub(crate) use text::{Chunk, TextError, TextReader, records};

use crate::error::{FileError, LakeError};
use chrono::NaiveDateTime;
use std::path::Path;

/// Columns that a row may have at most; no declared table comes near it.
pub(crate) const MAX_COLUMNS: usize = 256;

/// Stands in a cell that is a formula whose result the file does not hold: a program wrote it, and no spreadsheet program computed it since.
pub(crate) const NOT_COMPUTED: &str = "（公式未计算）";

/// A cell as the file holds it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell<'a> {
    Empty,
    Text(&'a str),
    Number(f64),
    DateTime(NaiveDateTime),
    Bool(bool),
    /// A formula's error, such as #N/A, or [`NOT_COMPUTED`].
    Error(&'static str),
}

impl Cell<'_> {
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => vocabulary::text::is_blank(text),
            _ => false,
        }
    }

    /// The cell as a person would read it in the department's own sheet.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => (*text).to_owned(),
            Self::Number(number) => format!("{number}"),
            Self::DateTime(at) if at.time() == chrono::NaiveTime::MIN => at.date().to_string(),
            Self::DateTime(at) => at.to_string(),
            Self::Bool(true) => "是".to_owned(),
            Self::Bool(false) => "否".to_owned(),
            Self::Error(error) => (*error).to_owned(),
        }
    }
}

/// An opened file.
pub(crate) enum Opened {
    Workbook(Vec<Sheet>),
    Text(TextReader),
}

/// Opens `path`, deciding by its content and not by its name.
pub(crate) fn open(path: &Path) -> Result<Opened, LakeError> {
    let refuse = LakeError::file(path);
    let head = kind::head(path).map_err(LakeError::io("reading", path))?;
    match kind::of(&head) {
        kind::Kind::Empty => Err(refuse(FileError::Empty)),
        kind::Kind::Other(what) => Err(refuse(FileError::NotATable(what))),
        kind::Kind::Text => Ok(Opened::Text(TextReader::open(path).map_err(LakeError::io("reading", path))?)),
        container @ (kind::Kind::Zip | kind::Kind::Ole) => {
            let bytes = std::fs::read(path).map_err(LakeError::io("reading", path))?;
            read_workbook(container == kind::Kind::Zip, bytes).map(Opened::Workbook).map_err(refuse)
        }
    }
}
