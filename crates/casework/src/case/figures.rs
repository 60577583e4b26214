//! Figures of cases: cases (起), persons handled (人), persons sanctioned (人), by form and by kind of sanction.
//!
//! They are different counts and none is made from another. Persons are counted by key, so that a person in two cases is one; a
//! person who bears two forms or two sanctions is counted once under each, hence the lines of a list may add up to more than
//! their persons. What was said of a person counts when the case is decided, from that day on, and never of a case taken back.

use super::Case;
use super::ruling::{AdministrativeSanction, Form, PartySanction};
use crate::record::SideRows;
use crate::sql::{Sql, Stored};
use crate::{Ledger, LedgerError, Scope};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Which cases are counted; what is empty asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CaseFiguresFilter)]
pub struct FiguresFilter {
    /// Of this priority.
    pub priority: Option<String>,
    /// Of this campaign.
    pub campaign: Option<i64>,
    /// Cases opened, persons decided on and persons handed over on this day or later.
    pub from: Option<NaiveDate>,
    /// Cases opened, persons decided on and persons handed over before this day.
    pub before: Option<NaiveDate>,
}

/// Figures of cases.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseFigures {
    /// Cases opened (立案，起), those taken back later included.
    pub cases: u64,
    /// Cases taken back (撤案，起), of those.
    pub dismissed: u64,
    /// Persons handled (处理，人): of whom something became, a sanction or not.
    pub persons_handled: u64,
    /// Persons sanctioned (处分，人).
    pub persons_sanctioned: u64,
    /// Persons handed over to justice (移送司法机关，人).
    pub persons_transferred: u64,
    /// Persons under each form (四种形态，人).
    #[schema(value_type = BTreeMap<String, u64>)]
    pub by_form: BTreeMap<Form, u64>,
    /// Persons under each Party sanction (党纪处分，人).
    #[schema(value_type = BTreeMap<String, u64>)]
    pub by_party: BTreeMap<PartySanction, u64>,
    /// Persons under each administrative sanction (政务处分，人).
    #[schema(value_type = BTreeMap<String, u64>)]
    pub by_administrative: BTreeMap<AdministrativeSanction, u64>,
}

/// What of a case is counted: itself, and its persons.
pub(super) fn rows(case: &Case) -> SideRows {
    let decided_on = case.decided_on.filter(|_| case.is_decided());
    let row = |accused: &super::Accused| {
        let ruling = accused.ruling.as_ref().filter(|_| decided_on.is_some());
        vec![
            accused.person.key.clone().into(),
            decided_on.into(),
            ruling.and_then(|ruling| ruling.form).map(Form::code).into(),
            ruling.and_then(|ruling| ruling.party).map(PartySanction::code).into(),
            ruling.and_then(|ruling| ruling.administrative).map(AdministrativeSanction::code).into(),
            accused.transfer.as_ref().map(|transfer| transfer.on).into(),
        ]
    };
    SideRows {
        clear: "DELETE FROM case_persons WHERE case_id = ",
        insert: "INSERT INTO case_persons (case_id, person_key, decided_on, form, party, administrative, transferred_on) VALUES (",
        rows: case.persons.iter().map(row).collect(),
    }
}

impl Ledger {
    /// Figures of the cases within the scope: for an account, of those on whose team it is. Reports for which all cases count
    /// are made with the machine's scope, and whoever hands them out answers for who reads them.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn case_figures(&self, scope: &Scope, filter: &FiguresFilter) -> Result<CaseFigures, LedgerError> {
        let mut reading = self.reading().await?;
        let mut figures = CaseFigures::default();
        let mut sql =
            Sql::new("SELECT count(*) AS n, count(CASE WHEN r.state = 'dismissed' THEN 1 END) AS dismissed FROM records r WHERE ");
        cases(&mut sql, scope, filter);
        if let Some(from) = filter.from {
            sql.push(" AND r.entered_at >= ").bind(midnight(from));
        }
        if let Some(before) = filter.before {
            sql.push(" AND r.entered_at < ").bind(midnight(before));
        }
        if let Some(row) = sql.optional(&mut reading).await? {
            let row = Stored(&row);
            (figures.cases, figures.dismissed) = (row.count("n")?, row.count("dismissed")?);
        }
        let on = &mut *reading;
        figures.persons_handled = persons(on, scope, filter, " AND p.form IS NOT NULL", DECIDED).await?;
        figures.persons_sanctioned =
            persons(on, scope, filter, " AND (p.party IS NOT NULL OR p.administrative IS NOT NULL)", DECIDED).await?;
        figures.persons_transferred = persons(on, scope, filter, " AND p.transferred_on IS NOT NULL", TRANSFERRED).await?;
        figures.by_form = under(on, scope, filter, ["p.form", "p.form IS NOT NULL"], Form::from_code).await?;
        figures.by_party = under(on, scope, filter, ["p.party", "p.party IS NOT NULL"], PartySanction::from_code).await?;
        let of = ["p.administrative", "p.administrative IS NOT NULL"];
        figures.by_administrative = under(on, scope, filter, of, AdministrativeSanction::from_code).await?;
        Ok(figures)
    }
}

/// The day by which persons are counted: at or after, before.
type Day = [&'static str; 2];
const DECIDED: Day = [" AND p.decided_on >= ", " AND p.decided_on < "];
const TRANSFERRED: Day = [" AND p.transferred_on >= ", " AND p.transferred_on < "];

/// The first moment of a day in Beijing.
fn midnight(day: NaiveDate) -> chrono::DateTime<chrono::Utc> {
    crate::clock::end_of_day(day.pred_opt().unwrap_or(day))
}

/// The predicate on `records r`.
fn cases(sql: &mut Sql, scope: &Scope, filter: &FiguresFilter) {
    sql.push("r.kind = 'case' AND ");
    scope.records(sql);
    if let Some(priority) = &filter.priority {
        sql.push(" AND r.priority = ").bind(priority);
    }
    if let Some(campaign) = filter.campaign {
        sql.push(" AND r.campaign = ").bind(campaign);
    }
}

/// The predicate on `case_persons p JOIN records r`.
fn within(sql: &mut Sql, scope: &Scope, filter: &FiguresFilter, [from, before]: Day) {
    cases(sql, scope, filter);
    if let Some(day) = filter.from {
        sql.push(from).bind(day);
    }
    if let Some(day) = filter.before {
        sql.push(before).bind(day);
    }
}

async fn persons(on: &mut AnyConnection, scope: &Scope, filter: &FiguresFilter, who: &'static str, day: Day) -> Result<u64, LedgerError> {
    let mut sql = Sql::new("SELECT count(DISTINCT p.person_key) AS n FROM case_persons p JOIN records r ON r.id = p.case_id WHERE ");
    within(&mut sql, scope, filter, day);
    sql.push(who);
    sql.optional(on).await?.map_or(Ok(0), |row| Stored(&row).count("n"))
}

/// Persons under each member of a list that stands in this column.
async fn under<T: Ord>(
    on: &mut AnyConnection,
    scope: &Scope,
    filter: &FiguresFilter,
    [column, present]: [&'static str; 2],
    read: fn(&str) -> Option<T>,
) -> Result<BTreeMap<T, u64>, LedgerError> {
    let mut sql = Sql::new("SELECT ");
    sql.push(column).push(" AS code, count(DISTINCT p.person_key) AS n FROM case_persons p JOIN records r ON r.id = p.case_id WHERE ");
    within(&mut sql, scope, filter, DECIDED);
    sql.push(" AND ").push(present).push(" GROUP BY ").push(column);
    let rows = sql.all(on).await?;
    rows.iter().map(|row| Ok((Stored(row).code("code", read)?, Stored(row).count("n")?))).collect()
}
