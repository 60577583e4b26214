//! A page of leads, put together so that the database walks along no more of an index than the page is long.

use super::Lead;
use super::LeadFilter;
use super::read::{COLUMNS, FROM, lead};
use super::state::LeadState;
use crate::record::equals;
use crate::seal::Keys;
use crate::sql::{Sql, Stored};
use crate::{LedgerError, Reach, Scope};
use sqlx::AnyConnection;
use std::collections::BTreeSet;

/// More departments than this in one scope are looked for in one walk: so many walks would cost more than they spare.
const DEPARTMENTS: usize = 12;

/// Leads in order. Asked for some rules, it reads them one after the other: each is a stretch of an index, while a list of them would
/// have the database sort all their leads for every page.
pub(super) async fn select(scope: &Scope, filter: &LeadFilter, keys: &Keys, on: &mut AnyConnection) -> Result<Vec<Lead>, LedgerError> {
    let Some(rules) = rules_of(scope, filter, on).await? else {
        return select_of(None, scope, filter, filter.limit, keys, on).await;
    };
    let begin = filter.after.as_ref().map_or("", |after| after.rule.as_str());
    let mut leads = Vec::new();
    for rule in rules.iter().filter(|rule| rule.as_str() >= begin) {
        let left = filter.limit.map(|limit| limit.saturating_sub(leads.len() as u32));
        if left == Some(0) {
            break;
        }
        leads.extend(select_of(Some(rule), scope, filter, left, keys, on).await?);
    }
    Ok(leads)
}

/// The rules of which leads are asked for, where not all are meant. What a rule's priority and kind are is looked up among the few rules,
/// and not lead by lead.
pub(super) async fn rules_of(scope: &Scope, filter: &LeadFilter, on: &mut AnyConnection) -> Result<Option<BTreeSet<String>>, LedgerError> {
    if filter.rules.is_empty() && filter.priorities.is_empty() && filter.kind.is_none() && scope.is_of_every_priority() {
        return Ok(None);
    }
    let mut sql = Sql::new("SELECT r.code FROM rules r WHERE ");
    scope.rules(&mut sql);
    if !filter.rules.is_empty() {
        sql.push(" AND ").one_of("r.code", &filter.rules);
    }
    if !filter.priorities.is_empty() {
        sql.push(" AND ").one_of("r.priority", &filter.priorities);
    }
    if let Some(kind) = &filter.kind {
        sql.push(" AND r.kind = ").bind(kind);
    }
    let rows = sql.all(on).await?;
    rows.iter().map(|row| Stored(row).text("code")).collect::<Result<_, _>>().map(Some)
}

/// One walk along an index: leads of a state, of a department, or of any.
#[derive(Clone, Copy)]
struct Walk<'w> {
    rule: Option<&'w str>,
    state: Option<LeadState>,
    department: Option<&'w str>,
}

/// Several states or departments are as many walks, each of which ends with the page; asked for together they would all be fetched to be
/// sorted.
fn walks<'w>(rule: Option<&'w str>, scope: &'w Scope, filter: &'w LeadFilter) -> Vec<Walk<'w>> {
    let states = if filter.states.is_empty() { vec![None] } else { filter.states.iter().copied().map(Some).collect() };
    let departments: Vec<Option<&str>> = match &scope.departments {
        Reach::Only(set) if filter.department.is_none() && (2..=DEPARTMENTS).contains(&set.len()) => {
            set.iter().map(|department| Some(department.as_str())).collect()
        }
        _ => vec![None],
    };
    let of_department = |department| states.iter().map(move |state| Walk { rule, state: *state, department }).collect::<Vec<_>>();
    departments.into_iter().flat_map(of_department).collect()
}

/// Leads in order, of one rule or of all.
async fn select_of(
    rule: Option<&str>,
    scope: &Scope,
    filter: &LeadFilter,
    limit: Option<u32>,
    keys: &Keys,
    on: &mut AnyConnection,
) -> Result<Vec<Lead>, LedgerError> {
    let order = match rule {
        Some(_) => " ORDER BY l.id",
        None => " ORDER BY l.rule, l.id",
    };
    let mut sql = Sql::new("SELECT ");
    sql.push(COLUMNS);
    let walks = walks(rule, scope, filter);
    match (walks.as_slice(), limit) {
        ([walk], _) => {
            sql.push(FROM).push(" WHERE ");
            walk.conditions(scope, filter, keys, &mut sql);
        }
        (_, None) => {
            sql.push(FROM).push(" WHERE ");
            Walk { rule, state: None, department: None }.conditions(scope, filter, keys, &mut sql);
            sql.push(" AND ").one_of("l.state", filter.states.iter().map(|state| state.code()));
        }
        (walks, Some(limit)) => {
            for (n, walk) in walks.iter().enumerate() {
                sql.push(if n == 0 { " FROM (" } else { " UNION ALL " }).push("SELECT w.id FROM (SELECT l.id").push(FROM).push(" WHERE ");
                walk.conditions(scope, filter, keys, &mut sql);
                sql.push(order).push(" LIMIT ").bind(i64::from(limit)).push(") w");
            }
            // CROSS: SQLite then looks up the leads of the page, and not the page for each lead.
            sql.push(") f CROSS JOIN leads l JOIN rules r ON r.code = l.rule WHERE l.id = f.id");
        }
    }
    sql.push(order);
    if let Some(limit) = limit {
        sql.push(" LIMIT ").bind(i64::from(limit));
    }
    sql.all(on).await?.iter().map(|row| lead(row, keys)).collect()
}

impl Walk<'_> {
    fn conditions(self, scope: &Scope, filter: &LeadFilter, keys: &Keys, sql: &mut Sql) {
        scope.leads(sql);
        for (column, value) in
            [(" AND l.rule = ", self.rule), (" AND l.state = ", self.state.map(LeadState::code)), (" AND l.department = ", self.department)]
        {
            if let Some(value) = value {
                sql.push(column).bind(value);
            }
        }
        narrowed(filter, keys, sql);
        match (&filter.after, self.rule) {
            (Some(after), Some(rule)) if after.rule == rule => {
                sql.push(" AND l.id > ").bind(after.id);
            }
            (Some(after), None) => {
                sql.push(" AND (l.rule, l.id) > (").bind(&after.rule).push(", ").bind(after.id).push(")");
            }
            _ => {}
        }
    }
}

/// What of a filter goes by the lead alone.
pub(super) fn narrowed(filter: &LeadFilter, keys: &Keys, sql: &mut Sql) {
    if let Some(subject) = &filter.subject_id {
        sql.push(" AND l.subject_key = ").bind(keys.subject(subject));
    }
    standing(filter, sql);
}

/// The same but for the subject, which only keys tell: how leads stand, by which they are counted for figures.
pub(crate) fn standing(filter: &LeadFilter, sql: &mut Sql) {
    for (column, value) in [("l.department", &filter.department), ("l.owner", &filter.owner), ("l.town", &filter.town)] {
        if let Some(value) = value {
            equals(column, value, sql);
        }
    }
    if filter.due_from.is_some() || filter.due_before.is_some() {
        sql.push(" AND l.state IN ('assigned', 'verifying')");
    }
    if let Some(day) = filter.due_from {
        sql.push(" AND l.due_on >= ").bind(day);
    }
    if let Some(day) = filter.due_before {
        sql.push(" AND l.due_on < ").bind(day);
    }
    if !filter.outcomes.is_empty() {
        sql.push(" AND ").one_of("l.outcome", &filter.outcomes);
    }
    if let Some(days) = filter.concluded {
        days.moment("l.concluded_at", sql);
    }
    if filter.returned {
        sql.push(" AND l.state = 'verifying' AND l.sent_back > 0");
    }
}
