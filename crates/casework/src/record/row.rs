//! A record as a row: the columns by which it is found and scoped, and its whole content as JSON beside them.

use super::{Mark, Record, Reference};
use crate::LedgerError;
use crate::clock::{Clocks, Course};
use crate::sql::{Cell, Sql, Stored};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

/// Rows that stand beside a record (统计列): of its body, what is counted and summed over many records. They are written anew
/// with every change, in the same transaction, so that no count can be of another moment than the records.
#[derive(Debug)]
pub struct SideRows {
    /// The statement that takes the record's rows away, up to the record's number.
    pub(crate) clear: &'static str,
    /// The statement that puts a row in, up to its first value; the record's number is the first.
    pub(crate) insert: &'static str,
    /// The rows, without the record's number.
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// Reads a record back from its content.
pub(super) fn stored<R: Record>(row: &AnyRow) -> Result<R, LedgerError> {
    Stored(row).json("body")
}

/// Writes a new record.
pub(super) async fn insert<R: Record>(record: &R, on: &mut AnyConnection) -> Result<(), LedgerError> {
    let head = record.head();
    let mut sql = Sql::new(
        "INSERT INTO records (kind, id, number, version, title, state, is_open, priority, campaign, department, owner, \
         town, village, institution, school, restricted, amount, due_at, level, entered_at, changed_at, body, \
         claimed_at, answered_at, verified_at, confirmed_at, closed_at, returned_at) VALUES (",
    );
    sql.bind(R::KIND.code()).push(", ").bind(head.id).push(", ").bind(&head.number).push(", ").bind(head.version);
    sql.push(", ").bind(&head.title).push(", ").bind(record.state()).push(", ").bind(i64::from(record.is_open()));
    sql.push(", ").bind(head.priority.as_deref()).push(", ").bind(head.campaign);
    sql.push(", ").bind(head.department.as_deref()).push(", ").bind(head.owner.as_deref());
    sql.push(", ").bind(head.place.town.as_deref()).push(", ").bind(head.place.village.as_deref());
    sql.push(", ").bind(head.place.institution.as_deref()).push(", ").bind(head.place.school.as_deref());
    sql.push(", ").bind(i64::from(!head.team.is_empty())).push(", ").bind(record.amount().map(|amount| amount.0));
    sql.push(", ").bind(head.clocks.next().map(|clock| clock.due_at)).push(", ").bind(level(&head.clocks));
    sql.push(", ").bind(head.entered_at).push(", ").bind(head.changed_at);
    sql.push(", ").bind(serde_json::to_string(record)?);
    for mark in Mark::ALL {
        sql.push(", ").bind(record.mark(*mark));
    }
    sql.push(")");
    sql.execute(&mut *on).await?;
    write_side_rows(record, on).await?;
    insert_clocks(Reference { kind: R::KIND, id: head.id }, &head.clocks, on).await?;
    write_team(record, on).await
}

/// Writes a record that has changed from this version; whether it was still that.
pub(super) async fn update<R: Record>(record: &R, from_version: i64, on: &mut AnyConnection) -> Result<bool, LedgerError> {
    let head = record.head();
    let mut sql = Sql::new("UPDATE records SET version = ");
    sql.bind(head.version);
    sql.push(", title = ").bind(&head.title).push(", state = ").bind(record.state());
    sql.push(", is_open = ").bind(i64::from(record.is_open()));
    sql.push(", priority = ").bind(head.priority.as_deref()).push(", campaign = ").bind(head.campaign);
    sql.push(", department = ").bind(head.department.as_deref()).push(", owner = ").bind(head.owner.as_deref());
    sql.push(", town = ").bind(head.place.town.as_deref()).push(", village = ").bind(head.place.village.as_deref());
    sql.push(", institution = ").bind(head.place.institution.as_deref()).push(", school = ").bind(head.place.school.as_deref());
    sql.push(", restricted = ").bind(i64::from(!head.team.is_empty()));
    sql.push(", amount = ").bind(record.amount().map(|amount| amount.0));
    sql.push(", due_at = ").bind(head.clocks.next().map(|clock| clock.due_at));
    sql.push(", level = ").bind(level(&head.clocks));
    sql.push(", changed_at = ").bind(head.changed_at);
    sql.push(", body = ").bind(serde_json::to_string(record)?);
    for mark in Mark::ALL {
        sql.push(mark.set()).bind(record.mark(*mark));
    }
    sql.push(" WHERE kind = ").bind(R::KIND.code()).push(" AND id = ").bind(head.id).push(" AND version = ").bind(from_version);
    let touched = sql.execute(&mut *on).await?;
    write_side_rows(record, on).await?;
    write_clocks(Reference { kind: R::KIND, id: head.id }, &head.clocks, on).await?;
    write_team(record, on).await?;
    Ok(touched == 1)
}

/// How far its clocks have climbed, as a column; 0 for not at all.
pub(crate) fn level(clocks: &Clocks) -> i64 {
    clocks.level().map_or(0, |level| i64::from(level.rank()))
}

/// Writes the clocks that run anew: those by which what is due is found.
pub(crate) async fn write_clocks(of: Reference, clocks: &Clocks, on: &mut AnyConnection) -> Result<(), LedgerError> {
    let mut sql = Sql::new("DELETE FROM record_clocks WHERE kind = ");
    sql.bind(of.kind.code()).push(" AND id = ").bind(of.id);
    sql.execute(&mut *on).await?;
    insert_clocks(of, clocks, on).await
}

async fn insert_clocks(of: Reference, clocks: &Clocks, on: &mut AnyConnection) -> Result<(), LedgerError> {
    for (ordinal, clock) in (0_i64..).zip(&clocks.0).filter(|(_, clock)| clock.course == Course::Running) {
        let mut sql = Sql::new("INSERT INTO record_clocks (kind, id, ordinal, obligation, due_at, told) VALUES (");
        sql.bind(of.kind.code()).push(", ").bind(of.id).push(", ").bind(ordinal).push(", ").bind(clock.obligation.code());
        sql.push(", ").bind(clock.due_at).push(", ").bind(i64::from(clock.told)).push(")");
        sql.execute(&mut *on).await?;
    }
    Ok(())
}

/// What of it is counted and summed.
async fn write_side_rows<R: Record>(record: &R, on: &mut AnyConnection) -> Result<(), LedgerError> {
    let id = record.head().id;
    for side in record.side_rows() {
        let mut sql = Sql::new(side.clear);
        sql.bind(id);
        sql.execute(&mut *on).await?;
        for row in side.rows {
            let mut sql = Sql::new(side.insert);
            sql.bind(id);
            for cell in row {
                sql.push(", ").bind(cell);
            }
            sql.push(")");
            sql.execute(&mut *on).await?;
        }
    }
    Ok(())
}

/// Who may see it, where not everybody within whose reach it is.
async fn write_team<R: Record>(record: &R, on: &mut AnyConnection) -> Result<(), LedgerError> {
    let head = record.head();
    let mut sql = Sql::new("DELETE FROM record_team WHERE kind = ");
    sql.bind(R::KIND.code()).push(" AND id = ").bind(head.id);
    sql.execute(&mut *on).await?;
    for who in &head.team {
        let mut sql = Sql::new("INSERT INTO record_team (kind, id, who) VALUES (");
        sql.bind(R::KIND.code()).push(", ").bind(head.id).push(", ").bind(who).push(")");
        sql.execute(&mut *on).await?;
    }
    Ok(())
}
