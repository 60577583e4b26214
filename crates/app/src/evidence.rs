//! What a lead rests on, row by row, and what else is known of its subject: for whoever verifies it.

use crate::error::AppError;
use crate::workspace::Workspace;
use casework::{Caller, Lead, Reach, SourceRef};
use chrono::{Datelike, Days, Months, NaiveDate};
use lake::lineage::{KeptRow, kept_rows, row_number, rows_about, source_row};
use pack::{ColumnType, Dataset};
use serde::Serialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;
use vocabulary::ResidentNumber;

/// The most rows of one dataset that a life line shows.
const MOST_ROWS: usize = 2_000;

/// A column as it is headed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EvidenceColumn {
    /// Name in rules.
    pub code: String,
    /// Header.
    pub header: String,
    /// Unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// Rows of one dataset that hits rest on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EvidenceTable {
    /// Dataset, by code.
    pub dataset: String,
    /// Its title.
    pub title: String,
    /// Its English title.
    pub title_en: String,
    /// Its columns.
    pub columns: Vec<EvidenceColumn>,
    /// The rows.
    pub rows: Vec<EvidenceRow>,
}

/// A row of a department's file, with the hits that rest on it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EvidenceRow {
    /// Where it stands.
    pub source: SourceRef,
    /// Hits by their place among the lead's, from 1.
    pub hits: Vec<u64>,
    /// What it holds, by column; an empty cell is not there. Nothing at all where the batch is no longer kept.
    pub cells: BTreeMap<String, String>,
}

/// How long what a row says lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lasting {
    /// A day.
    Day,
    /// From the first day to the last, both included.
    Span,
    /// From a day on, without an end that is known.
    Open,
    /// The row has no day.
    Undated,
}

/// What one dataset says of a person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LifeLane {
    /// Dataset, by code.
    pub dataset: String,
    /// Its title.
    pub title: String,
    /// Its English title.
    pub title_en: String,
    /// Rows are payments.
    pub payment: bool,
    /// Its columns.
    pub columns: Vec<EvidenceColumn>,
    /// The rows in force, by day.
    pub rows: Vec<LifeRow>,
    /// There are more rows than are shown.
    pub cut: bool,
}

/// Something that is known of a person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LifeRow {
    /// Where it stands.
    pub source: SourceRef,
    /// How long it lasts.
    pub lasting: Lasting,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
    /// What it holds, by column.
    pub cells: BTreeMap<String, String>,
}

impl Workspace {
    /// The rows that a lead's hits rest on, dataset by dataset.
    ///
    /// # Errors
    /// No such lead within the caller's scope; the engine fails.
    pub async fn lead_rows(&self, id: i64) -> Result<Vec<EvidenceTable>, AppError> {
        let (_, hits) = self.lead_with_hits(&self.caller, id).await?;
        let mut wanted: BTreeMap<&str, BTreeMap<&SourceRef, Vec<u64>>> = BTreeMap::new();
        for hit in &hits {
            for source in &hit.sources {
                wanted.entry(&source.dataset).or_default().entry(source).or_default().push(hit.ordinal);
            }
        }
        let catalogue = self.catalogue()?;
        let mut tables = Vec::new();
        for (code, sources) in wanted {
            let Some(dataset) = self.packs.datasets.get(code) else { continue };
            let number = |source: &SourceRef| row_number(&catalogue, &source.batch, &source.sheet, source.row);
            let numbers: Vec<i64> = sources.keys().filter_map(|source| number(source)).collect();
            let mut kept: BTreeMap<i64, _> = kept_rows(&self.engine, &catalogue, dataset, &numbers).await?.into_iter().collect();
            let rows = sources.into_iter().map(|(source, hits)| EvidenceRow {
                source: source.clone(),
                hits,
                cells: number(source).and_then(|number| kept.remove(&number)).unwrap_or_default(),
            });
            let (title, title_en) = (dataset.title.clone(), dataset.title_en.clone());
            tables.push(EvidenceTable { dataset: code.to_owned(), title, title_en, columns: columns(dataset), rows: rows.collect() });
        }
        Ok(tables)
    }

    /// What the datasets say of a lead's subject over time. The supervising side sees all of them; whoever else verifies sees those that the
    /// rule has read and those that their own office hands in. That somebody looked is an event.
    ///
    /// # Errors
    /// No such lead within the caller's scope; a subject that is no person; the engine fails.
    pub async fn life_line(&self, id: i64) -> Result<Vec<LifeLane>, AppError> {
        let lead = self.lead(&self.caller, id).await?;
        let person = person(&lead)?;
        let shown = self.datasets_shown(&lead.rule);
        let catalogue = self.catalogue()?;
        let mut lanes = Vec::new();
        for dataset in self.packs.datasets.values().filter(|dataset| shown.as_ref().is_none_or(|codes| codes.contains(&dataset.code))) {
            let mut found = rows_about(&self.engine, &catalogue, dataset, &person, MOST_ROWS + 1).await?;
            if found.is_empty() {
                continue;
            }
            let cut = found.len() > MOST_ROWS;
            found.truncate(MOST_ROWS);
            let mut rows: Vec<LifeRow> = found.into_iter().filter_map(|row| life_row(dataset, &catalogue, row)).collect();
            rows.sort_by_key(|row| (row.from, row.to));
            lanes.push(LifeLane {
                dataset: dataset.code.clone(),
                title: dataset.title.clone(),
                title_en: dataset.title_en.clone(),
                payment: dataset.payment,
                columns: columns(dataset),
                rows,
                cut,
            });
        }
        let seen: Vec<&str> = lanes.iter().map(|lane| lane.dataset.as_str()).collect();
        self.event("lead.life_line_seen", &id.to_string(), json!({ "datasets": seen })).await?;
        Ok(lanes)
    }

    /// The datasets that the caller sees of a rule's subjects; all of them where none are named.
    fn datasets_shown(&self, rule: &str) -> Option<BTreeSet<String>> {
        let Caller { role, scope, .. } = &self.caller;
        if role.is_supervising() {
            return None;
        }
        let read = self.packs.rules.get(rule).map(|rule| rule.datasets.iter().cloned().collect::<BTreeSet<_>>()).unwrap_or_default();
        let own = self.packs.datasets.values().filter(|dataset| match &scope.departments {
            Reach::All => false,
            Reach::Only(own) => own.contains(&dataset.owner),
        });
        Some(own.map(|dataset| dataset.code.clone()).chain(read).collect())
    }
}

fn person(lead: &Lead) -> Result<ResidentNumber, AppError> {
    let number = (lead.subject_kind == "person").then(|| ResidentNumber::parse(&lead.subject_id, crate::today()).ok()).flatten();
    number.ok_or_else(|| AppError::Refused("该疑点的对象不是有身份证号的个人，没有时间线".to_owned()))
}

fn columns(dataset: &Dataset) -> Vec<EvidenceColumn> {
    let column =
        |column: &pack::Column| EvidenceColumn { code: column.code.clone(), header: column.header.clone(), unit: column.unit.clone() };
    dataset.columns.iter().map(column).collect()
}

fn life_row(dataset: &Dataset, catalogue: &lake::Catalogue, (number, cells): KeptRow) -> Option<LifeRow> {
    let source = source_row(catalogue, number)?;
    let source = SourceRef { dataset: source.dataset, batch: source.batch, file: source.file, sheet: source.sheet, row: source.row };
    let (lasting, from, to) = lasting(dataset, &cells);
    Some(LifeRow { source, lasting, from, to, cells })
}

/// When what a row says was so: of a payment the period that it is for; else from its first date column to its second one, where it has two.
fn lasting(dataset: &Dataset, cells: &BTreeMap<String, String>) -> (Lasting, Option<NaiveDate>, Option<NaiveDate>) {
    let day = |column: &pack::Column| match column.kind {
        ColumnType::Date => cells.get(&column.code)?.parse().ok(),
        ColumnType::Month => format!("{}-01", cells.get(&column.code)?).parse().ok(),
        _ => None,
    };
    let period = dataset.period.as_ref().and_then(|code| dataset.columns.iter().find(|column| column.code == *code));
    match period.map(|column| (column.kind, column)) {
        Some((ColumnType::Month, column)) => {
            let first: Option<NaiveDate> = day(column);
            let last = first.and_then(|first| first.checked_add_months(Months::new(1))?.checked_sub_days(Days::new(1)));
            return (if first.is_some() { Lasting::Span } else { Lasting::Undated }, first, last);
        }
        Some((ColumnType::Int, column)) => {
            let year = cells.get(&column.code).and_then(|year| year.parse().ok());
            let first = year.and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1));
            let last = first.and_then(|first| NaiveDate::from_ymd_opt(first.year(), 12, 31));
            return (if first.is_some() { Lasting::Span } else { Lasting::Undated }, first, last);
        }
        _ => {}
    }
    let mut dates = dataset.columns.iter().filter(|column| column.kind == ColumnType::Date);
    let (first, second) = (dates.next(), dates.next());
    match (first.and_then(day), second, second.and_then(day)) {
        (None, ..) => (Lasting::Undated, None, None),
        (Some(from), None, _) => (Lasting::Day, Some(from), Some(from)),
        (Some(from), Some(_), None) => (Lasting::Open, Some(from), None),
        (Some(from), Some(_), Some(to)) => (Lasting::Span, Some(from), Some(to)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(dataset: &str, cells: &[(&str, &str)]) -> String {
        let packs = crate::embedded::packs(None).expect("the program's own packs");
        let cells = cells.iter().map(|(code, value)| ((*code).to_owned(), (*value).to_owned())).collect();
        let (lasting, from, to) = lasting(&packs.datasets[dataset], &cells);
        let day = |day: Option<NaiveDate>| day.map_or_else(|| "-".to_owned(), |day| day.to_string());
        format!("{lasting:?} {} {}", day(from), day(to))
    }

    #[test]
    fn a_row_lasts_as_long_as_it_says() {
        assert_eq!(told("dibao_payments", &[("month", "2022-02")]), "Span 2022-02-01 2022-02-28");
        assert_eq!(told("agri_subsidies", &[("year", "2022")]), "Span 2022-01-01 2022-12-31");
        assert_eq!(told("deaths", &[("death_date", "2022-03-05")]), "Day 2022-03-05 2022-03-05");
        assert_eq!(told("inmates", &[("from_date", "2022-03-05")]), "Open 2022-03-05 -");
        let both = [("from_date", "2022-03-05"), ("to_date", "2022-06-01")];
        assert_eq!(told("inmates", &both), "Span 2022-03-05 2022-06-01");
        let training = [("start_date", "2022-03-05"), ("end_date", "2022-03-15")];
        assert_eq!(told("training_subsidies", &training), "Span 2022-03-05 2022-03-15");
        assert_eq!(told("land_parcels", &[]), "Undated - -");
        assert_eq!(told("dibao_payments", &[]), "Undated - -");
    }
}
