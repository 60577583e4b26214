//! Checking a rule before it is used.

use chrono::NaiveDate;
use lake::arrow::array::RecordBatch;
use lake::{Engine, LakeError, Parameters, QueryFault, TableData, Tables, table_schema};
use pack::{Packs, ParameterValue, Rule};
use std::collections::BTreeMap;
use std::fmt;

/// What is wrong with a rule, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFault {
    /// The rule's file.
    pub file: String,
    /// Line in it, from 1.
    pub line: u64,
    /// Column, from 1, where it is known.
    pub column: Option<u64>,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for RuleFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let column = self.column.map(|column| format!("column {column}: ")).unwrap_or_default();
        write!(f, "{}:{}: {column}{}", self.file, self.line, self.reason)
    }
}

impl std::error::Error for RuleFault {}

/// Parameters of a run: those of the rule, and `as_of`.
pub(crate) fn parameters(rule: &Rule, set: &BTreeMap<String, String>, as_of: NaiveDate) -> Result<Parameters, String> {
    let mut values = rule.values(set)?;
    values.insert("as_of".to_owned(), ParameterValue::Date(as_of));
    Ok(values)
}

/// Checks that a rule is one SELECT over the datasets that it declares, joins on keys, and gives the columns of a hit.
///
/// # Errors
/// The engine itself fails; what is wrong with the rule is the inner result.
pub async fn check_rule(engine: &dyn Engine, packs: &Packs, rule: &Rule) -> Result<Result<(), RuleFault>, LakeError> {
    let at = |line: usize, reason: String| RuleFault { file: rule.path.clone(), line: line as u64, column: None, reason };
    let mut tables = Tables::new();
    for code in &rule.datasets {
        let Some(dataset) = packs.datasets.get(code) else { return Ok(Err(at(1, format!("no pack declares the dataset {code:?}")))) };
        tables.insert(code.clone(), TableData::Rows(RecordBatch::new_empty(table_schema(dataset))));
    }
    let parameters = match parameters(rule, &BTreeMap::new(), NaiveDate::default()) {
        Ok(parameters) => parameters,
        Err(reason) => return Ok(Err(at(1, reason))),
    };
    Ok(match engine.check(&rule.sql, &parameters, &tables).await? {
        Ok(schema) => match crate::hit::fault_in_columns(&schema) {
            Some(reason) => Err(at(rule.sql_line, reason)),
            None => Ok(()),
        },
        Err(QueryFault::Syntax { line, column, reason }) => {
            let line = usize::try_from(line).unwrap_or(1) + rule.sql_line - 1;
            Err(RuleFault { column: Some(column), ..at(line, reason) })
        }
        Err(fault) => Err(at(rule.sql_line, fault.to_string())),
    })
}
