//! What is overdue, by kind and department.

use super::cells::{lead_conditions, of_campaign};
use super::measure::Field;
use crate::clock::beijing_day;
use crate::record::{Kind, RecordFilter};
use crate::sql::{Sql, Stored};
use crate::{LeadFilter, LedgerError, Scope};
use serde::Serialize;
use sqlx::AnyConnection;
use utoipa::ToSchema;

/// How much of a kind is overdue at a department (逾期).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BoardOverdue)]
pub struct Late {
    /// Kind of record.
    pub kind: Kind,
    /// Department that answers for it; none for what is nobody's yet.
    pub department: Option<String>,
    /// How many are overdue.
    pub overdue: u64,
}

/// The lists of what is overdue, counted by department.
pub(super) async fn of(field: &Field, scope: &Scope, on: &mut AnyConnection) -> Result<Vec<Late>, LedgerError> {
    let filter = RecordFilter { campaign: field.campaign, overdue_at: Some(field.at), ..RecordFilter::default() };
    let mut sql = Sql::new("SELECT r.kind, r.department, COUNT(*) AS n FROM records r WHERE ");
    scope.records(&mut sql);
    filter.conditions(&mut sql);
    sql.push(" GROUP BY r.kind, r.department");
    let mut found = sql.all(&mut *on).await?;
    let filter = LeadFilter { due_before: Some(beijing_day(field.at)), ..LeadFilter::default() };
    let mut sql = Sql::new("SELECT 'lead' AS kind, l.department, COUNT(*) AS n FROM leads l JOIN rules r ON r.code = l.rule WHERE ");
    scope.leads(&mut sql);
    of_campaign(field, &mut sql);
    lead_conditions(&filter, &mut sql);
    sql.push(" GROUP BY l.department");
    found.extend(sql.all(on).await?);
    let mut late = Vec::with_capacity(found.len());
    for row in &found {
        let row = Stored(row);
        late.push(Late { kind: row.code("kind", Kind::from_code)?, department: row.text_or_none("department")?, overdue: row.count("n")? });
    }
    late.sort_by(|one, other| (one.kind, &one.department).cmp(&(other.kind, &other.department)));
    Ok(late)
}
