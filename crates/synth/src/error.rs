//! What can go wrong while a district is made.

use std::io;
use std::path::{Path, PathBuf};

/// Why a made-up district could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SynthError {
    /// A file or folder could not be written or read back.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// An XLSX workbook could not be written.
    #[error("{path}: {source}")]
    Workbook {
        /// The workbook.
        path: PathBuf,
        /// What the writer said.
        source: rust_xlsxwriter::XlsxError,
    },
    /// An ODS archive could not be written.
    #[error("{path}: {source}")]
    Archive {
        /// The archive.
        path: PathBuf,
        /// What the writer said.
        source: zip::result::ZipError,
    },
    /// So many wrongs (疑点) cannot be spread over so few people.
    #[error("{people} people are too few, at least {needed} are needed")]
    TooFewPeople {
        /// How many people the plan asks for.
        people: u64,
        /// How many it would need.
        needed: u64,
    },
    /// More than the resident numbers or the shapes of real files allow.
    #[error("{people} people over {months} months are too many: {reason}")]
    TooMany {
        /// How many people the plan asks for.
        people: u64,
        /// Over how many months.
        months: u32,
        /// Which bound it is.
        reason: &'static str,
    },
    /// The plan's first month is no month between 2000 and 2099, or it has no months or more than 120.
    #[error("a plan needs 1 to 120 months, the first of them between 2000-01 and 2089-12")]
    Months,
}

/// Turns an I/O error into ours, naming the file.
pub fn at(path: &Path) -> impl FnOnce(io::Error) -> SynthError + '_ {
    move |source| SynthError::Io { path: path.to_path_buf(), source }
}
