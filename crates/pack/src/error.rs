//! One kind of fault: a place in a pack file and what is wrong there.

use serde::de::DeserializeOwned;
use std::fmt;

/// One fault in a pack file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackProblem {
    /// Path inside the packs folder, with `/`.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Column, counted from 1, where it is known.
    pub column: Option<usize>,
    /// What is wrong, in words.
    pub reason: String,
}

impl PackProblem {
    pub(crate) fn new(file: &str, line: usize, reason: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, column: None, reason: reason.into() }
    }

    /// A fault at the first line of `text` that sets `key`.
    pub(crate) fn at(file: &str, text: &str, key: &str, reason: impl Into<String>) -> Self {
        Self::new(file, line_of_key(text, key), reason)
    }
}

impl fmt::Display for PackProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.reason)
    }
}

/// All faults that were found while the packs were loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackError {
    /// The faults, in the order of the files.
    pub problems: Vec<PackProblem>,
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, problem) in self.problems.iter().enumerate() {
            if n > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for PackError {}

/// Reads TOML that begins `lines_above` lines down in `file`.
pub(crate) fn from_toml<T: DeserializeOwned>(file: &str, lines_above: usize, text: &str) -> Result<T, PackProblem> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start.min(text.len())));
        let line = before.map_or(1, |before| 1 + before.matches('\n').count());
        let column = before.map(|before| 1 + before.rsplit('\n').next().unwrap_or_default().chars().count());
        PackProblem { column, ..PackProblem::new(file, lines_above + line, error.message().replace('\n', " ")) }
    })
}

/// The line (from 1) on which `key` is set, 1 where it is not.
pub(crate) fn line_of_key(text: &str, key: &str) -> usize {
    let sets = |line: &str| line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
    text.lines().position(sets).map_or(1, |n| n + 1)
}
