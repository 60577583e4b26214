//! The last twelve months, by priority.

use super::cells::{conditions_of_money, lead_conditions, of_campaign};
use super::measure::{Counted, Field, Measure};
use crate::record::{Days, Kind, RecordFilter};
use crate::sql::{Sql, Stored};
use crate::{LeadFilter, LedgerError, Scope};
use chrono::{Months, NaiveDate};
use serde::Serialize;
use sqlx::AnyConnection;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use vocabulary::Month;

const MONTHS: u32 = 12;
/// What is shown month by month.
const SHOWN: &[Measure] =
    &[Measure::ComplaintsReceived, Measure::LeadsConfirmed, Measure::IssuesFound, Measure::IssuesClosed, Measure::MoneyPaid];

/// A figure of a priority, month by month (趋势).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BoardTrend)]
pub struct Trend {
    /// Priority (领域); none for what has none.
    pub priority: Option<String>,
    /// Which figure.
    pub measure: Measure,
    /// One value a month; money in fen.
    pub values: Vec<i64>,
}

/// The months that end with this day's, as they are written, and the figures of each priority in them.
pub(super) async fn of(
    field: &Field,
    today: NaiveDate,
    scope: &Scope,
    on: &mut AnyConnection,
) -> Result<(Vec<String>, Vec<Trend>), LedgerError> {
    let months: Vec<Days> = (0..MONTHS).rev().filter_map(|back| today.checked_sub_months(Months::new(back))).map(Days::month_of).collect();
    let names = months.iter().map(|month| Month::of(month.from()).to_string()).collect();
    let mut trends = Vec::new();
    let Some(days) = months.first().zip(months.last()).and_then(|(first, last)| Days::new(first.from(), last.until())) else {
        return Ok((names, trends));
    };
    let field = Field { days, ..field.clone() };
    for measure in SHOWN {
        let counts = match measure.counted(&field) {
            Counted::Records(kind, filter) if !measure.is_money() => records(kind, &filter, &months, scope, on).await?,
            Counted::Records(_, filter) => payments(&filter, &months, scope, on).await?,
            Counted::Leads(filter) => leads(&filter, &field, &months, scope, on).await?,
        };
        trends.extend(counts.into_iter().map(|(priority, values)| Trend { priority, measure: *measure, values }));
    }
    Ok((names, trends))
}

type Values = BTreeMap<Option<String>, Vec<i64>>;

async fn records(kind: Kind, filter: &RecordFilter, months: &[Days], scope: &Scope, on: &mut AnyConnection) -> Result<Values, LedgerError> {
    let column = filter.marked.first().map_or("r.entered_at", |marked| marked.mark.column());
    let mut sql = Sql::new("SELECT r.priority, ");
    month_of(column, months, &mut sql);
    sql.push(" AS month, COUNT(*) AS n FROM records r WHERE r.kind = ").bind(kind.code()).push(" AND ");
    scope.records(&mut sql);
    filter.conditions(&mut sql);
    sql.push(" GROUP BY 1, 2");
    read(sql, months, on).await
}

async fn leads(filter: &LeadFilter, field: &Field, months: &[Days], scope: &Scope, on: &mut AnyConnection) -> Result<Values, LedgerError> {
    let mut sql = Sql::new("SELECT r.priority, ");
    month_of("l.concluded_at", months, &mut sql);
    sql.push(" AS month, COUNT(*) AS n FROM leads l JOIN rules r ON r.code = l.rule WHERE ");
    scope.leads(&mut sql);
    of_campaign(field, &mut sql);
    lead_conditions(filter, &mut sql);
    sql.push(" GROUP BY 1, 2");
    read(sql, months, on).await
}

async fn payments(filter: &RecordFilter, months: &[Days], scope: &Scope, on: &mut AnyConnection) -> Result<Values, LedgerError> {
    let mut sql = Sql::new("SELECT r.priority, CASE");
    for (index, month) in (0_i64..).zip(months).skip(1).collect::<Vec<_>>().into_iter().rev() {
        sql.push(" WHEN p.paid_on >= ").bind(month.from()).push(" THEN ").bind(index);
    }
    sql.push(" ELSE 0 END AS month, CAST(SUM(p.amount) AS BIGINT) AS n FROM recovery_payments p JOIN records r ON r.id = p.recovery_id");
    sql.push(" WHERE r.kind = 'recovery' AND ");
    scope.records(&mut sql);
    conditions_of_money(filter, &mut sql);
    sql.push(" GROUP BY 1, 2");
    read(sql, months, on).await
}

/// Adds which of the months a moment lies in, as a number; what lies in none has been left out.
fn month_of(column: &'static str, months: &[Days], sql: &mut Sql) {
    sql.push("CASE");
    for (index, month) in (0_i64..).zip(months).skip(1).collect::<Vec<_>>().into_iter().rev() {
        sql.push(" WHEN ").push(column).push(" >= ").bind(month.begins_at()).push(" THEN ").bind(index);
    }
    sql.push(" ELSE 0 END");
}

async fn read(sql: Sql, months: &[Days], on: &mut AnyConnection) -> Result<Values, LedgerError> {
    let mut values = Values::new();
    for row in sql.all(on).await? {
        let row = Stored(&row);
        let month = usize::try_from(row.int("month")?).unwrap_or(0);
        let of = values.entry(row.text_or_none("priority")?).or_insert_with(|| vec![0; months.len()]);
        if let Some(value) = of.get_mut(month) {
            *value += row.int_or_none("n")?.unwrap_or(0);
        }
    }
    Ok(values)
}
