//! A case (用例) of a rule: small input tables and the hits that must come out.

use crate::error::{PackProblem, from_toml};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A hit that a case expects.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseHit {
    /// Subject.
    pub subject_id: String,
    /// Yuan, with two places.
    pub amount: String,
    /// ISO date.
    pub happened_on: String,
    /// `dataset:row`, the row counted from 1 in the case's table.
    pub row: String,
}

/// What must come out of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseExpectation {
    /// Exactly these hits, in any order.
    Hits(Vec<CaseHit>),
    /// The rule is not evaluated, and the reason names this.
    NotEvaluated(String),
}

/// A case as its file declares it.
#[derive(Debug, Clone)]
pub struct Case {
    /// Rule that it belongs to.
    pub rule: String,
    /// One sentence.
    pub title: String,
    /// The as-of date, where the rule asks for one.
    pub as_of: Option<NaiveDate>,
    /// Parameters that differ from the defaults.
    pub parameters: BTreeMap<String, String>,
    /// Tables by dataset; a dataset that is absent was not handed in; a column that is absent is null.
    pub tables: BTreeMap<String, Vec<BTreeMap<String, String>>>,
    /// What must come out.
    pub expect: CaseExpectation,
    /// File it was read from.
    pub path: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    title: String,
    #[serde(default)]
    as_of: Option<toml::value::Datetime>,
    #[serde(default)]
    parameters: BTreeMap<String, String>,
    #[serde(default)]
    tables: BTreeMap<String, Vec<BTreeMap<String, toml::Value>>>,
    #[serde(default)]
    expect: Option<Vec<CaseHit>>,
    #[serde(default)]
    not_evaluated: Option<String>,
}

impl Case {
    /// Reads a case's file.
    ///
    /// # Errors
    /// A file that is no case.
    pub fn parse(path: &str, text: &str, rule: &str) -> Result<Self, PackProblem> {
        let raw: Raw = from_toml(path, 0, text)?;
        let expect = match (raw.expect, raw.not_evaluated) {
            (Some(hits), None) => CaseExpectation::Hits(hits),
            (None, Some(reason)) => CaseExpectation::NotEvaluated(reason),
            _ => return Err(PackProblem::new(path, 1, "a case has either `expect` or `not_evaluated`")),
        };
        let as_of = match raw.as_of {
            None => None,
            Some(day) => Some(day.to_string().parse().map_err(|_| PackProblem::at(path, text, "as_of", "not a date"))?),
        };
        let cell = |value: toml::Value| match value {
            toml::Value::String(text) => text,
            other => other.to_string(),
        };
        let row = |row: BTreeMap<String, toml::Value>| row.into_iter().map(|(name, value)| (name, cell(value))).collect();
        Ok(Self {
            rule: rule.to_owned(),
            title: raw.title,
            as_of,
            parameters: raw.parameters,
            tables: raw.tables.into_iter().map(|(name, rows)| (name, rows.into_iter().map(row).collect())).collect(),
            expect,
            path: path.to_owned(),
        })
    }
}
