//! Why a message is refused, in words that a HIS vendor can act on.

use std::fmt;

/// Why a message is refused (infcode -1): the path of the field, and what is wrong with it. Nothing of the message is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The field, such as `input.data.patient_dtos[0].patn_id`; empty for the message as a whole.
    pub path: String,
    /// What is wrong, in Chinese.
    pub reason: String,
}

impl Refusal {
    pub(crate) fn at(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { path: path.into(), reason: reason.into() }
    }

    /// From what the reader of JSON says: `invalid type: string "x", expected 一条明细 at line 1 column 2`.
    pub(super) fn of_form(path: &str, said: &str) -> Self {
        let path = if path == "." { "" } else { path };
        let said = said.rsplit_once(" at line ").map_or(said, |(before, _)| before);
        if let Some((_, expected)) = said.split_once(", expected ") {
            return Self::at(path, format!("应为{expected}"));
        }
        match said.strip_prefix("duplicate field `").and_then(|rest| rest.strip_suffix('`')) {
            Some(field) => Self::at(path, format!("字段 {field} 重复")),
            None => Self::at(path, format!("格式不对：{said}")),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() { f.write_str(&self.reason) } else { write!(f, "{}：{}", self.path, self.reason) }
    }
}

impl std::error::Error for Refusal {}
