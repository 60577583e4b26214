//! A dataset as it is declared, and how complete it is.

use crate::error::AppError;
use crate::handin::missing;
use crate::workspace::Workspace;
use chrono::NaiveDate;
use lake::coverage::Coverage;
use pack::{Column, ColumnType, Dataset, Mode};
use serde::Serialize;
use utoipa::ToSchema;

/// A column as it is declared.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DeclaredColumn {
    /// Name in rules.
    pub code: String,
    /// Header.
    pub header: String,
    /// Other headers under which it is recognised.
    pub aliases: Vec<String>,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Has to be there.
    pub required: bool,
    /// The closed list, where there is one.
    pub values: Vec<String>,
    /// Unit.
    pub unit: Option<String>,
    /// What it means.
    pub meaning: String,
}

/// A dataset as it is declared, with its coverage (覆盖情况).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DatasetSheet {
    /// Its code.
    pub dataset: String,
    /// Its title.
    pub title: String,
    /// Its English title.
    pub title_en: String,
    /// Department that hands it in.
    pub owner: String,
    /// A new batch takes the place of what was there (`replace`) or is added (`append`).
    pub mode: &'static str,
    /// Rows are payments: check before pay (先审后付) applies.
    pub payment: bool,
    /// Natural key.
    pub key: Vec<String>,
    /// Days after which it is too old for a rule to be evaluated.
    pub stale_after_days: Option<i64>,
    /// Columns in the order of the department's table.
    pub columns: Vec<DeclaredColumn>,
    /// How complete it is.
    #[schema(value_type = Object)]
    pub coverage: Coverage,
}

impl Workspace {
    /// A dataset as it is declared, and how complete it is.
    ///
    /// # Errors
    /// No such dataset; the engine fails.
    pub async fn dataset_sheet(&self, code: &str, today: NaiveDate) -> Result<DatasetSheet, AppError> {
        let dataset = self.packs.datasets.get(code).ok_or_else(|| missing(code))?;
        Ok(sheet(dataset, self.coverage(code, today).await?))
    }
}

fn sheet(dataset: &Dataset, coverage: Coverage) -> DatasetSheet {
    DatasetSheet {
        dataset: dataset.code.clone(),
        title: dataset.title.clone(),
        title_en: dataset.title_en.clone(),
        owner: dataset.owner.clone(),
        mode: match dataset.mode {
            Mode::Replace => "replace",
            Mode::Append => "append",
        },
        payment: dataset.payment,
        key: dataset.key.clone(),
        stale_after_days: dataset.stale_after_days,
        columns: dataset.columns.iter().map(column).collect(),
        coverage,
    }
}

fn column(column: &Column) -> DeclaredColumn {
    DeclaredColumn {
        code: column.code.clone(),
        header: column.header.clone(),
        aliases: column.aliases.clone(),
        kind: match column.kind {
            ColumnType::PersonId => "person_id",
            ColumnType::Uscc => "uscc",
            ColumnType::Text => "text",
            ColumnType::Date => "date",
            ColumnType::Month => "month",
            ColumnType::Money => "money",
            ColumnType::Decimal => "decimal",
            ColumnType::Int => "int",
            ColumnType::Bool => "bool",
            ColumnType::Code => "code",
            ColumnType::Timestamp => "timestamp",
        },
        required: !column.optional,
        values: column.values.clone(),
        unit: column.unit.clone(),
        meaning: column.meaning.clone(),
    }
}
