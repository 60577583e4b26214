//! Offices in the database.

use super::{Office, OfficeChange, OfficeKind, Offices};
use crate::people::power::{Power, require};
use crate::people::{Caller, Note};
use crate::sql::{Sql, Stored, instant};
use crate::{Ledger, LedgerError};
use chrono::{DateTime, Utc};
use serde_json::to_value;
use sqlx::AnyConnection;

impl Ledger {
    /// Every office: everybody who works with the ledger names them.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn offices(&self) -> Result<Offices, LedgerError> {
        all(&mut *self.pool.acquire().await?).await
    }

    /// Enters offices, each after the one that it stands below: all of them or none.
    ///
    /// # Errors
    /// A caller who is not the security administrator; an office that there is already, or that does not fit among the others.
    pub async fn add_offices(&self, caller: &Caller, at: DateTime<Utc>, new: &[Office]) -> Result<(), LedgerError> {
        require(caller, Power::Accounts)?;
        let mut writing = self.writing().await?;
        let mut offices = all(writing.connection()).await?;
        for office in new {
            offices.add(office.clone())?;
            insert(office, writing.connection()).await?;
            let note = Note { after: Some(to_value(office)?), ..Note::of("office.add", "office", &office.code) };
            writing.append(note.event(instant(at), &caller.actor)).await?;
        }
        writing.commit().await
    }

    /// Changes an office.
    ///
    /// # Errors
    /// A caller who is not the security administrator; no such office; a change after which it would not fit among the others.
    pub async fn change_office(
        &self,
        caller: &Caller,
        at: DateTime<Utc>,
        code: &str,
        change: &OfficeChange,
    ) -> Result<Office, LedgerError> {
        require(caller, Power::Accounts)?;
        let mut writing = self.writing().await?;
        let (before, after) = all(writing.connection()).await?.changed(code, change)?;
        let mut sql = Sql::new("UPDATE offices SET parent = ");
        sql.bind(after.parent.as_deref()).push(", active = ").bind(i64::from(after.active));
        sql.push(", body = ").bind(serde_json::to_string(&after)?).push(" WHERE code = ").bind(code);
        sql.execute(writing.connection()).await?;
        let kind = format!("office.{}", change.step());
        let (was, is) = (Some(to_value(&before)?), Some(to_value(&after)?));
        let note = Note { before: was, after: is, why: change.why(), ..Note::of(&kind, "office", code) };
        writing.append(note.event(instant(at), &caller.actor)).await?;
        writing.commit().await?;
        Ok(after)
    }
}

/// Every office.
pub(in crate::people) async fn all(on: &mut AnyConnection) -> Result<Offices, LedgerError> {
    Sql::new("SELECT body FROM offices").all(on).await?.iter().map(|row| Stored(row).json::<Office>("body")).collect()
}

/// What the reach of somebody of this office hangs on: the office itself, and the departments, which are few.
pub(in crate::people) async fn around(code: Option<&str>, on: &mut AnyConnection) -> Result<Offices, LedgerError> {
    let mut sql = Sql::new("SELECT body FROM offices WHERE kind = ");
    sql.bind(OfficeKind::Department.code()).push(" OR code = ").bind(code);
    sql.all(on).await?.iter().map(|row| Stored(row).json::<Office>("body")).collect()
}

/// Writes a new one.
pub(in crate::people) async fn insert(office: &Office, on: &mut AnyConnection) -> Result<(), LedgerError> {
    let mut sql = Sql::new("INSERT INTO offices (code, kind, parent, active, body) VALUES (");
    sql.bind(&office.code).push(", ").bind(office.kind.code()).push(", ").bind(office.parent.as_deref());
    sql.push(", ").bind(i64::from(office.active)).push(", ").bind(serde_json::to_string(office)?).push(")");
    sql.execute(on).await.map(|_| ())
}
