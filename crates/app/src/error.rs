//! What a use case can fail with. The cause's text is for people; nothing of it is matched on by programs.

use std::path::PathBuf;

/// Any failure of a use case.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AppError {
    /// Packs that do not hold together.
    #[error("the packs are faulty:\n{0}")]
    Packs(#[from] pack::PackError),
    /// The lake, or a file for it.
    #[error(transparent)]
    Lake(#[from] lake::LakeError),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] casework::LedgerError),
    /// A made-up district.
    #[error(transparent)]
    Synth(#[from] synth::SynthError),
    /// A workbook that could not be written.
    #[error("writing the workbook {path}: {source}", path = .path.display())]
    Workbook {
        /// Which.
        path: PathBuf,
        /// Why.
        source: rust_xlsxwriter::XlsxError,
    },
    /// Reading or writing failed.
    #[error("{doing} {path}: {source}", path = .path.display())]
    Io {
        /// What was being done.
        doing: &'static str,
        /// On which path.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// The identity provider did not vouch for anybody: the cause is for the log.
    #[error("{0}")]
    NotVouched(String),
    /// A rule's text or its cases are not right.
    #[error("规则有 {} 处错误：{}", .0.len(), .0.first().map(ToString::to_string).unwrap_or_default())]
    Faulty(Vec<crate::faults::Fault>),
    /// What was asked for is not there, or not the caller's.
    #[error("{0}")]
    Missing(String),
    /// The caller may not.
    #[error("{0}")]
    Forbidden(String),
    /// More than is taken.
    #[error("{0}")]
    TooLarge(String),
    /// What was asked for is not possible.
    #[error("{0}")]
    Refused(String),
}

impl AppError {
    pub(crate) fn io<'a>(doing: &'static str, path: &'a std::path::Path) -> impl FnOnce(std::io::Error) -> Self + 'a {
        move |source| Self::Io { doing, path: path.to_owned(), source }
    }

    pub(crate) fn workbook<'a>(path: &'a std::path::Path) -> impl FnOnce(rust_xlsxwriter::XlsxError) -> Self + 'a {
        move |source| Self::Workbook { path: path.to_owned(), source }
    }
}
