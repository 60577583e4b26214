//! A piece of work: everything that one person does at one moment, over as many records as it touches, wholly or not at all.

use super::row::{insert, stored, update};
use super::{Change, Head, Kind, Record, Reference, Refusal, Relation, Turn, said};
use crate::clock::{Limits, beijing_day};
use crate::event::NewEvent;
use crate::people::Caller;
use crate::seal::Keys;
use crate::sql::{Sql, instant};
use crate::store::Writing;
use crate::{Ledger, LedgerError};
use chrono::{DateTime, Datelike, Utc};
use serde_json::{Value, json};
use sqlx::AnyConnection;
use vocabulary::WorkCalendar;

/// A piece of work. Dropped without [`Work::commit`] it leaves nothing behind.
pub struct Work<'l> {
    pub(crate) writing: Writing<'l>,
    calendar: &'l WorkCalendar,
    keys: Option<&'l Keys>,
    pub(crate) limits: Limits,
    pub(crate) caller: Caller,
    pub(crate) at: DateTime<Utc>,
}

impl Ledger {
    /// Begins a piece of work.
    ///
    /// # Errors
    /// A database that cannot be written.
    pub async fn begin(&self, caller: &Caller, at: DateTime<Utc>) -> Result<Work<'_>, LedgerError> {
        let mut writing = self.writing().await?;
        let limits = crate::setting::limits(writing.connection()).await?;
        Ok(Work { writing, calendar: &self.calendar, keys: self.keys.as_ref(), limits, caller: caller.clone(), at: instant(at) })
    }

    /// Changes one record, as a piece of work of its own.
    ///
    /// # Errors
    /// As [`Work::change`].
    pub async fn change<R: Record>(
        &self,
        caller: &Caller,
        at: DateTime<Utc>,
        id: i64,
        version: Option<i64>,
        change: &R::Change,
    ) -> Result<R, LedgerError> {
        let mut work = self.begin(caller, at).await?;
        let record = work.change::<R>(id, version, change).await?;
        work.commit().await?;
        Ok(record)
    }

    /// Enters one record, as a piece of work of its own.
    ///
    /// # Errors
    /// As [`Work::open`].
    pub async fn open_record<R: Record>(&self, caller: &Caller, at: DateTime<Utc>, draft: R::Draft) -> Result<R, LedgerError> {
        let mut work = self.begin(caller, at).await?;
        let record = work.open::<R>(draft).await?;
        work.commit().await?;
        Ok(record)
    }
}

impl<'l> Work<'l> {
    /// Enters a record.
    ///
    /// # Errors
    /// The caller's role does not enter such records; it would be outside of the caller's scope; a draft that says nothing, or
    /// something that cannot be.
    pub async fn open<R: Record>(&mut self, draft: R::Draft) -> Result<R, LedgerError> {
        if !self.caller.is_one_of(R::entered_by()) {
            return Err(LedgerError::Refused { record: R::KIND, id: None, refusal: Refusal::NotYours { step: "open" } });
        }
        self.enter(draft).await
    }

    /// Enters a record for a caller whose role was asked for by another step, of which this is the effect.
    pub(crate) async fn enter<R: Record>(&mut self, draft: R::Draft) -> Result<R, LedgerError> {
        let refused = |refusal| LedgerError::Refused { record: R::KIND, id: None, refusal };
        let said_of_head = R::draft_head(&draft).clone();
        said("标题", &said_of_head.title).map_err(refused)?;
        if said_of_head.title.chars().count() > 200 {
            return Err(refused(Refusal::Unfit { field: "标题", problem: "超过 200 字" }));
        }
        if let Some(campaign) = said_of_head.campaign {
            let mut sql = Sql::new("SELECT r.id FROM records r WHERE r.kind = ");
            sql.bind(Kind::Campaign.code()).push(" AND r.id = ").bind(campaign);
            if sql.optional(self.writing.connection()).await?.is_none() {
                return Err(refused(Refusal::Unfit { field: "专项整治", problem: "不存在" }));
            }
        }
        let id = self.next_id(R::KIND).await?;
        let head = Head {
            id,
            number: format!("{}{}{id:06}", R::KIND.prefix(), beijing_day(self.at).year()),
            version: 1,
            title: said_of_head.title.trim().to_owned(),
            priority: said_of_head.priority,
            campaign: said_of_head.campaign,
            department: said_of_head.department,
            owner: None,
            place: said_of_head.place,
            team: Vec::new(),
            clocks: Default::default(),
            entered_by: self.caller.actor.who.clone(),
            entered_at: self.at,
            changed_at: self.at,
        };
        let record = R::open(draft, head, &self.turn()).map_err(refused)?;
        record.head().fits().map_err(refused)?;
        insert(&record, self.writing.connection()).await?;
        // What somebody enters must be within their reach: nobody writes into another's office.
        self.load::<R>(id).await.map_err(|_| refused(Refusal::Unfit { field: "归属", problem: "不在您的权限范围内" }))?;
        self.event::<R>(&record, "open", None, "").await?;
        Ok(record)
    }

    /// Does this to a record: loads it within the scope, asks its state machine, writes the record and its event.
    ///
    /// # Errors
    /// No such record within the scope; a version that is no longer the newest; a role, state, person or content that does not
    /// allow it.
    pub async fn change<R: Record>(&mut self, id: i64, version: Option<i64>, change: &R::Change) -> Result<R, LedgerError> {
        let refused = |refusal| LedgerError::Refused { record: R::KIND, id: Some(id), refusal };
        let before: R = self.load(id).await?;
        let found = before.head().version;
        if let Some(expected) = version.filter(|version| *version != found) {
            return Err(LedgerError::Stale { record: R::KIND, id, expected, found });
        }
        if !self.caller.is_one_of(change.roles()) {
            return Err(refused(Refusal::NotYours { step: change.step() }));
        }
        self.files_are_there(change.files()).await?;
        let mut after = before.clone();
        after.change(change, &self.turn()).map_err(refused)?;
        after.head().fits().map_err(refused)?;
        let head = after.head_mut();
        head.version = found + 1;
        head.changed_at = self.at;
        if !update(&after, found, self.writing.connection()).await? {
            return Err(LedgerError::Stale { record: R::KIND, id, expected: found, found: found + 1 });
        }
        crate::file::link(change.files(), R::KIND.code(), id, self.writing.connection()).await?;
        self.event::<R>(&after, change.step(), Some(&before), change.why()).await?;
        Ok(after)
    }

    /// A record within the caller's scope, as it is in this piece of work.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    pub async fn load<R: Record>(&mut self, id: i64) -> Result<R, LedgerError> {
        let mut sql = Sql::new("SELECT r.body FROM records r WHERE r.kind = ");
        sql.bind(R::KIND.code()).push(" AND r.id = ").bind(id).push(" AND ");
        self.caller.scope.records(&mut sql);
        let row = sql.optional(self.writing.connection()).await?.ok_or(LedgerError::NotFound { record: R::KIND, id })?;
        stored(&row)
    }

    /// Says how one record hangs on another; twice the same is once.
    ///
    /// # Errors
    /// A database that cannot be written.
    pub async fn link(&mut self, from: Reference, relation: Relation, to: Reference) -> Result<(), LedgerError> {
        let mut sql = Sql::new("SELECT from_id FROM record_links WHERE from_kind = ");
        sql.bind(from.kind.code()).push(" AND from_id = ").bind(from.id).push(" AND relation = ").bind(relation.code());
        sql.push(" AND to_kind = ").bind(to.kind.code()).push(" AND to_id = ").bind(to.id);
        if sql.optional(self.writing.connection()).await?.is_some() {
            return Ok(());
        }
        let mut sql = Sql::new("INSERT INTO record_links (from_kind, from_id, relation, to_kind, to_id, who, at) VALUES (");
        sql.bind(from.kind.code()).push(", ").bind(from.id).push(", ").bind(relation.code());
        sql.push(", ").bind(to.kind.code()).push(", ").bind(to.id);
        sql.push(", ").bind(&self.caller.actor.who).push(", ").bind(self.at).push(")");
        sql.execute(self.writing.connection()).await?;
        // Told under the record that fewer may see: whoever reads the trail of the other does not learn that there is this one.
        let (under, after) = if self.is_restricted(to).await? {
            (to, json!({ "relation": relation, "from": from }))
        } else {
            (from, json!({ "relation": relation, "to": to }))
        };
        self.append("record.link", (Some(under.kind.code()), under.id.to_string()), None, after, "").await
    }

    /// Whether only a team may see it.
    async fn is_restricted(&mut self, of: Reference) -> Result<bool, LedgerError> {
        let mut sql = Sql::new("SELECT restricted FROM records WHERE restricted = 1 AND kind = ");
        sql.bind(of.kind.code()).push(" AND id = ").bind(of.id);
        Ok(sql.optional(self.writing.connection()).await?.is_some())
    }

    /// Who works.
    pub(crate) fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The connection on which it works.
    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        self.writing.connection()
    }

    /// Makes all of it last.
    ///
    /// # Errors
    /// A database that cannot be written; nothing was done then.
    pub async fn commit(self) -> Result<(), LedgerError> {
        self.writing.commit().await
    }

    /// The account that works.
    pub(crate) fn who(&self) -> &str {
        &self.caller.actor.who
    }

    /// The moment of the work.
    pub(crate) fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// The moment, as a step sees it.
    pub(crate) fn turn(&self) -> Turn<'_> {
        Turn { caller: &self.caller, at: self.at, limits: &self.limits, calendar: self.calendar }
    }

    /// The keys that seal and unseal.
    pub(crate) fn keys(&self) -> Result<&'l Keys, LedgerError> {
        self.keys.ok_or(LedgerError::NoKeys)
    }

    /// A number that no row of this table has had.
    pub(crate) async fn next_number(&mut self, newest: Sql) -> Result<i64, LedgerError> {
        self.writing.next_id(newest).await
    }

    /// Appends an event of this piece of work: what was done, and to which record if any.
    pub(crate) async fn append(
        &mut self,
        kind: &str,
        (record, record_id): (Option<&str>, String),
        before: Option<Value>,
        after: Value,
        why: &str,
    ) -> Result<(), LedgerError> {
        let event = NewEvent {
            at: self.at,
            by: &self.caller.actor,
            kind,
            record,
            record_id: Some(record_id),
            before,
            after: Some(after),
            why: Some(why).filter(|why| !why.is_empty()),
        };
        self.writing.append(event).await
    }

    async fn next_id(&mut self, kind: Kind) -> Result<i64, LedgerError> {
        let mut sql = Sql::new("SELECT max(id) AS newest FROM records WHERE kind = ");
        sql.bind(kind.code());
        self.writing.next_id(sql).await
    }

    /// Refuses evidence files that nobody has handed in.
    pub(crate) async fn files_are_there(&mut self, files: &[String]) -> Result<(), LedgerError> {
        for digest in files {
            let mut sql = Sql::new("SELECT digest FROM files WHERE digest = ");
            sql.bind(digest);
            if sql.optional(self.writing.connection()).await?.is_none() {
                return Err(LedgerError::NoFile(digest.clone()));
            }
        }
        Ok(())
    }

    async fn event<R: Record>(&mut self, after: &R, step: &str, before: Option<&R>, why: &str) -> Result<(), LedgerError> {
        let kind = format!("{}.{step}", R::KIND.code());
        let of = (Some(R::KIND.code()), after.head().id.to_string());
        self.append(&kind, of, before.map(serde_json::to_value).transpose()?, serde_json::to_value(after)?, why).await?;
        self.tell_of_step(R::KIND, step, before.map(R::head), after.head()).await
    }
}
