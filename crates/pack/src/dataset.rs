//! A dataset (数据集): a table that a department hands in again and again.

use crate::error::{PackProblem, from_toml, line_of_key};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use vocabulary::text::header_key;

/// What a later batch does to an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// A full snapshot: it takes the place of what was there.
    Replace,
    /// New periods only: it is added.
    Append,
}

/// What a second row with the same natural key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repeats {
    /// A row of its own (payments: rules exist to find it).
    Allow,
    /// Accepted, and shown in the coverage of the dataset.
    #[default]
    Report,
    /// Put into quarantine.
    Quarantine,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// Resident number (公民身份号码, GB 11643); carries an exact 64-bit key column beside it.
    PersonId,
    /// Unified social credit code (统一社会信用代码, GB 32100).
    Uscc,
    /// Any text.
    Text,
    /// A calendar date.
    Date,
    /// A month, kept as its first day.
    Month,
    /// Yuan, exact to the fen.
    Money,
    /// An exact decimal with at most four places.
    Decimal,
    /// A whole number.
    Int,
    /// Yes or no.
    Bool,
    /// One of a closed list.
    Code,
    /// A date with a time of day.
    Timestamp,
}

/// A column of a dataset.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Name in rules.
    pub code: String,
    /// Chinese header.
    pub header: String,
    /// Other headers under which departments hand it in.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// A column that is not optional is required, in the header and in each row.
    #[serde(default)]
    pub optional: bool,
    /// The closed list of a `code` column.
    #[serde(default)]
    pub values: Vec<String>,
    /// Other spellings of values of the closed list.
    #[serde(default)]
    pub value_aliases: BTreeMap<String, String>,
    /// A text that is an identifier of digits and letters (an account, a certificate's number): spaces and hyphens are no part of it, and what people
    /// write for nothing (-, 无, 0) is nothing.
    #[serde(default)]
    pub compact: bool,
    /// Smallest whole number that is right, where there is one.
    #[serde(default)]
    pub min: Option<i64>,
    /// Largest whole number that is right, where there is one.
    #[serde(default)]
    pub max: Option<i64>,
    /// Unit, for people.
    #[serde(default)]
    pub unit: Option<String>,
    /// One line on what it means.
    pub meaning: String,
}

impl Column {
    /// Name of the exact 64-bit key that stands beside a resident number.
    pub fn key_code(&self) -> Option<String> {
        (self.kind == ColumnType::PersonId).then(|| format!("{}_key", self.code))
    }
}

/// A dataset as a pack declares it.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// Name in rules and on the command line.
    pub code: String,
    /// Chinese title.
    pub title: String,
    /// English title.
    pub title_en: String,
    /// Other titles under which departments hand it in.
    pub title_aliases: Vec<String>,
    /// Department that hands it in.
    pub owner: String,
    /// What a later batch does to an earlier one.
    pub mode: Mode,
    /// Natural key.
    pub key: Vec<String>,
    /// What a second row with the same key means.
    pub repeats: Repeats,
    /// Rows are payments: check before pay (先审后付) applies.
    pub payment: bool,
    /// The column by which batches are sorted.
    pub subject: String,
    /// The column that gives a row's period.
    pub period: Option<String>,
    /// Days after which the newest batch is too old for a rule to be evaluated.
    pub stale_after_days: Option<i64>,
    /// Columns in the order of the department's table.
    pub columns: Vec<Column>,
    /// Pack it belongs to.
    pub pack: String,
    /// File it was read from.
    pub path: String,
    by_header: HashMap<String, usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    code: String,
    title: String,
    title_en: String,
    #[serde(default)]
    title_aliases: Vec<String>,
    owner: String,
    mode: Mode,
    #[serde(default)]
    key: Vec<String>,
    #[serde(default)]
    repeats: Repeats,
    #[serde(default)]
    payment: bool,
    subject: String,
    #[serde(default)]
    period: Option<String>,
    #[serde(default)]
    stale_after_days: Option<i64>,
    column: Vec<Column>,
}

impl Dataset {
    pub(crate) fn parse(path: &str, text: &str, pack: &str) -> Result<Self, PackProblem> {
        let raw: Raw = from_toml(path, 0, text)?;
        let mut by_header = HashMap::new();
        for (n, column) in raw.column.iter().enumerate() {
            let line = line_of_column(text, &column.code);
            if !is_name(&column.code) {
                return Err(PackProblem::new(path, line, format!("{:?} is no column name: use a-z, 0-9 and _", column.code)));
            }
            if raw.column[..n].iter().any(|other| other.code == column.code) {
                return Err(PackProblem::new(path, line, format!("the column {:?} is declared twice", column.code)));
            }
            if (column.kind == ColumnType::Code) == column.values.is_empty() {
                return Err(PackProblem::new(path, line, "`values` belongs to a column of type code, and to no other"));
            }
            if column.compact && column.kind != ColumnType::Text {
                return Err(PackProblem::new(path, line, "`compact` belongs to a column of type text, and to no other"));
            }
            if let Some((alias, value)) = column.value_aliases.iter().find(|(_, value)| !column.values.contains(value)) {
                return Err(PackProblem::new(path, line, format!("{alias:?} stands for {value:?}, which is not in the closed list")));
            }
            for header in std::iter::once(&column.header).chain(&column.aliases) {
                if let Some(other) = by_header.insert(header_key(header), n)
                    && other != n
                {
                    return Err(PackProblem::new(
                        path,
                        line,
                        format!("the header {header:?} belongs to {:?} already", raw.column[other].code),
                    ));
                }
            }
        }
        let has = |name: &str| raw.column.iter().any(|column| column.code == name);
        for (key, name) in std::iter::once(("subject", &raw.subject))
            .chain(raw.key.iter().map(|k| ("key", k)))
            .chain(raw.period.iter().map(|p| ("period", p)))
        {
            if !has(name) {
                return Err(PackProblem::at(path, text, key, format!("there is no column {name:?}")));
            }
        }
        if !is_name(&raw.code) {
            return Err(PackProblem::at(path, text, "code", format!("{:?} is no dataset code: use a-z, 0-9 and _", raw.code)));
        }
        Ok(Self {
            code: raw.code,
            title: raw.title,
            title_en: raw.title_en,
            title_aliases: raw.title_aliases,
            owner: raw.owner,
            mode: raw.mode,
            key: raw.key,
            repeats: raw.repeats,
            payment: raw.payment,
            subject: raw.subject,
            period: raw.period,
            stale_after_days: raw.stale_after_days,
            columns: raw.column,
            pack: pack.to_owned(),
            path: path.to_owned(),
            by_header,
        })
    }

    /// The position of the column that a header cell names, however it is spaced and whatever unit stands behind it.
    pub fn column_for_header(&self, header_key: &str) -> Option<usize> {
        self.by_header.get(header_key).copied()
    }

    /// The column with this code.
    pub fn column(&self, code: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.code == code)
    }

    /// The dataset's `month` column, when its rows belong to months.
    pub fn month_column(&self) -> Option<&Column> {
        self.columns.iter().find(|column| column.kind == ColumnType::Month)
    }

    /// All titles, the declared one first.
    pub fn titles(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.title.as_str()).chain(self.title_aliases.iter().map(String::as_str))
    }
}

pub(crate) fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// The line of the `code = "…"` of a column.
fn line_of_column(text: &str, code: &str) -> usize {
    let wanted = format!("\"{code}\"");
    let first = line_of_key(text, "code");
    text.lines()
        .enumerate()
        .skip(first)
        .find(|(_, line)| line.trim_start().starts_with("code") && line.contains(&wanted))
        .map_or(first, |(n, _)| n + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_text_is_compact() {
        let declared = |kind: &str| {
            let text = format!(
                "code = \"x\"\ntitle = \"x\"\ntitle_en = \"x\"\nowner = \"x\"\nmode = \"append\"\nsubject = \"account\"\n[[column]]\ncode = \"account\"\nheader = \"账号\"\ntype = \"{kind}\"\ncompact = true\nmeaning = \"x\"\n"
            );
            Dataset::parse("x.toml", &text, "p")
        };
        assert!(declared("text").unwrap().columns[0].compact);
        assert!(declared("money").unwrap_err().to_string().contains("compact"));
    }
}
