//! The figures by priority, department and town: one grouped statement for each kind of record.

use super::measure::{Counted, Field, Measure};
use crate::lead::page::standing;
use crate::record::{Kind, Paid, RecordFilter};
use crate::sql::{Sql, Stored};
use crate::{LeadFilter, LedgerError, Scope};
use sqlx::AnyConnection;

/// A figure of a priority, a department and a town.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) priority: Option<String>,
    pub(super) department: Option<String>,
    pub(super) town: Option<String>,
    pub(super) measure: Measure,
    pub(super) value: i64,
}

/// All of them that are not nought.
pub(super) async fn all(field: &Field, scope: &Scope, on: &mut AnyConnection) -> Result<Vec<Cell>, LedgerError> {
    let mut cells = Vec::new();
    let counted: Vec<_> = Measure::ALL.iter().map(|measure| (*measure, measure.counted(field))).collect();
    for kind in [Kind::Issue, Kind::Complaint] {
        let of_kind = counted.iter().filter_map(|(measure, counted)| match counted {
            Counted::Records(of, filter) if *of == kind => Some((*measure, filter)),
            _ => None,
        });
        cells.extend(records(kind, of_kind.collect(), field, scope, on).await?);
    }
    let of_leads = counted.iter().filter_map(|(measure, counted)| match counted {
        Counted::Leads(filter) => Some((*measure, filter)),
        Counted::Records(..) => None,
    });
    cells.extend(leads(of_leads.collect(), field, scope, on).await?);
    for (measure, counted) in &counted {
        if let (true, Counted::Records(Kind::Recovery, filter)) = (measure.is_money(), counted) {
            cells.extend(money(*measure, filter, scope, on).await?);
        }
    }
    Ok(cells)
}

/// One walk over the records of a kind, in which each figure is counted by the conditions of its list.
async fn records(
    kind: Kind,
    measures: Vec<(Measure, &RecordFilter)>,
    field: &Field,
    scope: &Scope,
    on: &mut AnyConnection,
) -> Result<Vec<Cell>, LedgerError> {
    let mut sql = Sql::new("SELECT r.priority, r.department, r.town");
    for (measure, filter) in &measures {
        sql.push(", COUNT(CASE WHEN 1 = 1");
        filter.conditions(&mut sql);
        sql.push(" THEN 1 END) AS ").push(measure.code());
    }
    sql.push(" FROM records r WHERE r.kind = ").bind(kind.code()).push(" AND ");
    scope.records(&mut sql);
    RecordFilter { campaign: field.campaign, ..RecordFilter::default() }.conditions(&mut sql);
    sql.push(" GROUP BY r.priority, r.department, r.town");
    read(sql, measures.iter().map(|(measure, _)| *measure), on).await
}

/// The same over leads; their priority is their rule's.
async fn leads(
    measures: Vec<(Measure, &LeadFilter)>,
    field: &Field,
    scope: &Scope,
    on: &mut AnyConnection,
) -> Result<Vec<Cell>, LedgerError> {
    let mut sql = Sql::new("SELECT r.priority, l.department, l.town");
    for (measure, filter) in &measures {
        sql.push(", COUNT(CASE WHEN 1 = 1");
        lead_conditions(filter, &mut sql);
        sql.push(" THEN 1 END) AS ").push(measure.code());
    }
    sql.push(" FROM leads l JOIN rules r ON r.code = l.rule WHERE ");
    scope.leads(&mut sql);
    of_campaign(field, &mut sql);
    sql.push(" GROUP BY r.priority, l.department, l.town");
    read(sql, measures.iter().map(|(measure, _)| *measure), on).await
}

/// The conditions of a list of leads on `leads l`, but for those on its rule and subject.
pub(super) fn lead_conditions(filter: &LeadFilter, sql: &mut Sql) {
    if !filter.states.is_empty() {
        sql.push(" AND ").one_of("l.state", filter.states.iter().map(|state| state.code()));
    }
    standing(filter, sql);
}

/// That leads are of the campaign's priorities, on `rules r`.
pub(super) fn of_campaign(field: &Field, sql: &mut Sql) {
    if field.campaign.is_some() {
        sql.push(" AND ").one_of("r.priority", &field.priorities);
    }
}

/// What recoveries are to bring back, or what was paid for them.
async fn money(measure: Measure, filter: &RecordFilter, scope: &Scope, on: &mut AnyConnection) -> Result<Vec<Cell>, LedgerError> {
    let mut sql = Sql::new("SELECT r.priority, r.department, r.town, CAST(SUM(");
    match filter.paid {
        None => {
            sql.push("m.due) AS BIGINT) AS ").push(measure.code()).push(" FROM recovery_money m JOIN records r ON r.id = m.recovery_id")
        }
        Some(_) => {
            sql.push("p.amount) AS BIGINT) AS ").push(measure.code());
            sql.push(" FROM recovery_payments p JOIN records r ON r.id = p.recovery_id")
        }
    };
    sql.push(" WHERE r.kind = 'recovery' AND ");
    scope.records(&mut sql);
    conditions_of_money(filter, &mut sql);
    sql.push(" GROUP BY r.priority, r.department, r.town");
    read(sql, [measure].into_iter(), on).await
}

/// The conditions of the list; where it is narrowed by payments, those payments alone are summed.
pub(super) fn conditions_of_money(filter: &RecordFilter, sql: &mut Sql) {
    RecordFilter { paid: None, ..filter.clone() }.conditions(sql);
    filter.paid.into_iter().for_each(|paid: Paid| paid.conditions(sql));
}

async fn read(sql: Sql, measures: impl Iterator<Item = Measure> + Clone, on: &mut AnyConnection) -> Result<Vec<Cell>, LedgerError> {
    let mut cells = Vec::new();
    // By priority, department and town: some thousands at the most.
    for row in sql.all(on).await? {
        let row = Stored(&row);
        for measure in measures.clone() {
            let value = row.int_or_none(measure.code())?.unwrap_or(0);
            if value != 0 {
                let text = |column| row.text_or_none(column);
                cells.push(Cell { priority: text("priority")?, department: text("department")?, town: text("town")?, measure, value });
            }
        }
    }
    Ok(cells)
}
