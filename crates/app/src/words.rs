//! The words with which a rule is written: the tables of its reach, their columns, the functions. An editor completes from these.

use crate::error::AppError;
use crate::workspace::Workspace;
use lake::table_schema;
use pack::Dataset;
use serde::Serialize;
use utoipa::ToSchema;

/// Functions of rules beyond those of SQL.
const FUNCTIONS: &[&str] = &["birth_date(number)", "age_on(number, day)", "last_day(day)"];
/// Columns that a rule has to give.
const GIVEN: &[&str] = &["subject_id", "subject_name", "amount", "happened_on", "_row"];

/// A column of a table, as a SELECT sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RuleColumn {
    /// Its name.
    pub name: String,
    /// Its type in SQL's engine.
    #[serde(rename = "type")]
    pub kind: String,
    /// Header in the department's table; empty for what stands beside the department's columns.
    pub header: String,
    /// What it means.
    pub meaning: String,
    /// The closed list, where there is one.
    pub values: Vec<String>,
}

/// A table that a rule may declare.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RuleTable {
    /// The dataset's code.
    pub dataset: String,
    /// Its title.
    pub title: String,
    /// Its columns.
    pub columns: Vec<RuleColumn>,
}

/// The words with which a rule is written.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RuleWords {
    /// The tables: those of the priority and those that all share.
    pub tables: Vec<RuleTable>,
    /// Functions.
    #[schema(value_type = Vec<String>)]
    pub functions: &'static [&'static str],
    /// Columns that the SELECT has to give.
    #[schema(value_type = Vec<String>)]
    pub given: &'static [&'static str],
    /// Priorities (领域) that a rule may be of.
    pub priorities: Vec<String>,
}

impl Workspace {
    /// The words with which a rule of a priority is written; of any priority where none is named.
    ///
    /// # Errors
    /// No such priority.
    pub fn rule_words(&self, priority: Option<&str>) -> Result<RuleWords, AppError> {
        let of = |pack: &str| self.packs.packs.get(pack).and_then(|pack| pack.priority.as_deref());
        let mut priorities: Vec<String> = self.packs.packs.values().filter_map(|pack| pack.priority.clone()).collect();
        priorities.sort_unstable();
        priorities.dedup();
        if let Some(other) = priority.filter(|priority| !priorities.iter().any(|known| known == priority)) {
            return Err(AppError::Missing(format!("没有领域 {other}")));
        }
        let reach = |dataset: &&Dataset| priority.is_none() || of(&dataset.pack).is_none_or(|own| Some(own) == priority);
        Ok(RuleWords {
            tables: self.packs.datasets.values().filter(reach).map(table).collect(),
            functions: FUNCTIONS,
            given: GIVEN,
            priorities,
        })
    }
}

fn table(dataset: &Dataset) -> RuleTable {
    let schema = table_schema(dataset);
    let columns = schema.fields().iter().map(|field| {
        let declared = dataset.column(field.name());
        RuleColumn {
            name: field.name().clone(),
            kind: field.data_type().to_string(),
            header: declared.map(|column| column.header.clone()).unwrap_or_default(),
            meaning: declared.map(|column| column.meaning.clone()).unwrap_or_default(),
            values: declared.map(|column| column.values.clone()).unwrap_or_default(),
        }
    });
    RuleTable { dataset: dataset.code.clone(), title: dataset.title.clone(), columns: columns.collect() }
}
