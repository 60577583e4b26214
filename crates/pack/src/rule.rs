//! A rule (筛查规则): a TOML head and one SELECT.

use crate::error::{PackProblem, from_toml, line_of_key};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;
use vocabulary::label::Answer;
use vocabulary::{date, decimal, int, money};

/// What a hit of the rule means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// Something that should not have been paid or done.
    Fault,
    /// Something that is due to somebody and does not reach him (应享未享).
    Owed,
}

impl RuleKind {
    /// The code in the ledger.
    pub fn code(self) -> &'static str {
        match self {
            Self::Fault => "fault",
            Self::Owed => "owed",
        }
    }
}

/// Type of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParameterType {
    /// Yuan, exact to the fen.
    Money,
    /// An exact decimal with at most four places.
    Decimal,
    /// A whole number.
    Int,
    /// Whole numbers, separated by commas.
    IntList,
    /// Text.
    Text,
    /// A date.
    Date,
}

/// A parameter's value, typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParameterValue {
    /// Fen.
    Money(i64),
    /// Ten-thousandths.
    Decimal(i128),
    /// A whole number.
    Int(i64),
    /// Whole numbers.
    IntList(Vec<i64>),
    /// Text.
    Text(String),
    /// A date.
    Date(NaiveDate),
}

impl ParameterValue {
    /// Whether it is at least, or at most, so much.
    fn keeps(&self, limit: &Self, is_least: bool) -> bool {
        fn within<T: Ord>(value: &T, limit: &T, is_least: bool) -> bool {
            if is_least { value >= limit } else { value <= limit }
        }
        match (self, limit) {
            (Self::Money(value), Self::Money(limit)) | (Self::Int(value), Self::Int(limit)) => within(value, limit, is_least),
            (Self::Decimal(value), Self::Decimal(limit)) => within(value, limit, is_least),
            (Self::Date(value), Self::Date(limit)) => within(value, limit, is_least),
            (Self::IntList(values), Self::Int(limit)) => values.iter().all(|value| within(value, limit, is_least)),
            _ => false,
        }
    }
}

/// A threshold of a rule that a campaign may set.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ParameterType,
    /// The value that applies where nothing else is set, as text.
    pub default: String,
    /// Chinese name.
    pub title: String,
    /// English name.
    #[serde(default)]
    pub title_en: String,
    /// Unit, for people.
    #[serde(default)]
    pub unit: Option<String>,
    /// The least value that may be set, as text; of a list, of each of its numbers.
    #[serde(default)]
    pub min: Option<String>,
    /// The greatest value that may be set, as text; of a list, of each of its numbers.
    #[serde(default)]
    pub max: Option<String>,
}

impl Parameter {
    /// Reads a value of this parameter's type that lies in its range.
    ///
    /// # Errors
    /// Says what was expected.
    pub fn read(&self, text: &str) -> Result<ParameterValue, String> {
        let value = self.typed(text)?;
        for (bound, is_least) in [(&self.min, true), (&self.max, false)] {
            let Some(bound) = bound else { continue };
            let limit = self.limit(bound)?;
            if !value.keeps(&limit, is_least) {
                let which = if is_least { "less than the least" } else { "more than the greatest" };
                return Err(format!("{text:?} is {which} that may be set, {bound}"));
            }
        }
        Ok(value)
    }

    /// The least or greatest value, typed: of a list it is one number.
    fn limit(&self, bound: &str) -> Result<ParameterValue, String> {
        match self.kind {
            ParameterType::Text => Err("a text has no least and no greatest value".to_owned()),
            ParameterType::IntList => Self { kind: ParameterType::Int, ..self.clone() }.typed(bound),
            _ => self.typed(bound),
        }
    }

    fn typed(&self, text: &str) -> Result<ParameterValue, String> {
        let wrong = |e: &dyn std::fmt::Display| format!("{text:?} is not of type {:?}: {e}", self.kind);
        match self.kind {
            ParameterType::Money => money::Fen::parse_yuan(text).map(|fen| ParameterValue::Money(fen.0)).map_err(|e| wrong(&e)),
            ParameterType::Decimal => decimal::parse_decimal(text, 4).map(ParameterValue::Decimal).map_err(|e| wrong(&e)),
            ParameterType::Int => int::parse_int(text).map(ParameterValue::Int).map_err(|e| wrong(&e)),
            ParameterType::IntList => {
                text.split([',', '，']).map(int::parse_int).collect::<Result<_, _>>().map(ParameterValue::IntList).map_err(|e| wrong(&e))
            }
            ParameterType::Text => Ok(ParameterValue::Text(text.to_owned())),
            ParameterType::Date => date::parse_date(text).map(ParameterValue::Date).map_err(|e| wrong(&e)),
        }
    }
}

/// A rule as a pack declares it.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Code, such as S01.
    pub code: String,
    /// Chinese title.
    pub title: String,
    /// English title.
    pub title_en: String,
    /// Fault or owed.
    pub kind: RuleKind,
    /// What a hit is about: person, account, contract …
    pub subject: String,
    /// Basis in law (依据).
    pub basis: String,
    /// How strong the answer is.
    pub answer: Answer,
    /// Datasets that the SELECT reads; without data in one of them the rule is not evaluated.
    pub datasets: Vec<String>,
    /// Datasets whose rows the hits are ("one hit per …").
    pub per: Vec<String>,
    /// Among datasets that have a month, a row's answer depends on rows of its own month alone.
    pub by_month: bool,
    /// The household's consent must be on file before a rule that looks at assets may be used on it.
    pub needs_authorisation: bool,
    /// One sentence for people.
    pub summary: String,
    /// Parameters by name.
    pub parameters: BTreeMap<String, Parameter>,
    /// The rule's own floor of its yield (查实率下限), of a thousand concluded leads; the office's where none is set.
    pub yield_floor_per_mille: Option<u32>,
    /// From how many concluded leads on its yield says anything; the office's number where none is set.
    pub yield_least_concluded: Option<u32>,
    /// The SELECT.
    pub sql: String,
    /// Line of the file on which the SELECT begins, from 1.
    pub sql_line: usize,
    /// Pack it belongs to.
    pub pack: String,
    /// Priority of that pack, empty where it has none.
    pub priority: String,
    /// File it was read from.
    pub path: String,
    /// The whole file's text.
    pub text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    code: String,
    title: String,
    title_en: String,
    kind: RuleKind,
    subject: String,
    basis: String,
    answer: String,
    datasets: Vec<String>,
    per: Vec<String>,
    #[serde(default)]
    slice: Option<Slice>,
    #[serde(default)]
    needs_authorisation: bool,
    summary: String,
    #[serde(default)]
    parameters: BTreeMap<String, Parameter>,
    #[serde(default)]
    yield_floor_per_mille: Option<u32>,
    #[serde(default)]
    yield_least_concluded: Option<u32>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Slice {
    Month,
}

const OPEN: &str = "/*---";
const CLOSE: &str = "---*/";

impl Rule {
    /// Reads a rule's file.
    ///
    /// # Errors
    /// A head that is missing, unknown keys, a default that is not of its parameter's type, a body that is empty.
    pub fn parse(path: &str, text: &str, pack: &str) -> Result<Self, PackProblem> {
        let problem = |line, reason: String| PackProblem::new(path, line, reason);
        let start = text.find(OPEN).ok_or_else(|| problem(1, format!("a rule begins with its head between {OPEN} and {CLOSE}")))?;
        let end = text.find(CLOSE).filter(|end| *end > start).ok_or_else(|| problem(1, format!("the head is not closed by {CLOSE}")))?;
        let head_text = &text[start + OPEN.len()..end];
        let lines_above = text[..start].matches('\n').count();
        let head: Head = from_toml(path, lines_above, head_text)?;
        let body = &text[end + CLOSE.len()..];
        let sql = body.trim();
        if sql.is_empty() {
            return Err(problem(lines_above + head_text.lines().count() + 1, "there is no SELECT below the head".to_owned()));
        }
        let body_start = text.len() - body.trim_start().len();
        let answer = Answer::from_code(&head.answer)
            .ok_or_else(|| PackProblem::at(path, text, "answer", format!("{:?} is none of remind, suspect, intercept", head.answer)))?;
        if head.per.is_empty() {
            return Err(PackProblem::at(path, text, "per", "name the dataset whose rows the hits are"));
        }
        if head.yield_floor_per_mille.is_some_and(|floor| floor > 1000) {
            return Err(PackProblem::at(path, text, "yield_floor_per_mille", "a floor is at most 1000 of a thousand"));
        }
        for (name, parameter) in &head.parameters {
            parameter.read(&parameter.default).map_err(|reason| {
                problem(line_of_key(text, &format!("[parameters.{name}]")).max(1), format!("parameter {name}: {reason}"))
            })?;
        }
        Ok(Self {
            code: head.code,
            title: head.title,
            title_en: head.title_en,
            kind: head.kind,
            subject: head.subject,
            basis: head.basis,
            answer,
            datasets: head.datasets,
            per: head.per,
            by_month: head.slice == Some(Slice::Month),
            needs_authorisation: head.needs_authorisation,
            summary: head.summary,
            parameters: head.parameters,
            yield_floor_per_mille: head.yield_floor_per_mille,
            yield_least_concluded: head.yield_least_concluded,
            sql: sql.to_owned(),
            sql_line: text[..body_start].matches('\n').count() + 1,
            pack: pack.to_owned(),
            priority: String::new(),
            path: path.to_owned(),
            text: text.to_owned(),
        })
    }

    /// The values of all parameters: the defaults, with `set` standing over them.
    ///
    /// # Errors
    /// A name that the rule does not have, or a value that is not of the parameter's type.
    pub fn values(&self, set: &BTreeMap<String, String>) -> Result<BTreeMap<String, ParameterValue>, String> {
        if let Some(name) = set.keys().find(|name| !self.parameters.contains_key(*name)) {
            let known: Vec<&str> = self.parameters.keys().map(String::as_str).collect();
            return Err(format!("rule {} has no parameter {name:?}; it has: {}", self.code, known.join(", ")));
        }
        self.parameters
            .iter()
            .map(|(name, parameter)| Ok((name.clone(), parameter.read(set.get(name).unwrap_or(&parameter.default))?)))
            .collect()
    }

    pub(crate) fn line_of(&self, key: &str) -> usize {
        line_of_key(&self.text, key)
    }
}
