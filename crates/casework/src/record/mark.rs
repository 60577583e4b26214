//! Marks (节点时间): the moments of a record by which it is counted and listed, each in a column of its own.
//!
//! What a department claims, what somebody else has verified and what a citizen has confirmed are three marks, and no count adds them up.
//! A mark says what the record says now: one whose claim did not hold is not claimed.

use super::Record;
use super::row::stored;
use crate::complaint::Complaint;
use crate::issue::{CallBack, Issue, Satisfaction};
use crate::recommendation::Recommendation;
use crate::sql::{Sql, Stored};
use crate::{LedgerError, Reference};
use chrono::{DateTime, Utc};
use sqlx::AnyConnection;
use vocabulary::labelled;

labelled! {
    /// A moment of a record (节点时间).
    pub enum Mark {
        /// The department says that it is done (部门申报办结).
        Claimed = "claimed", "部门申报", "Claimed by the department";
        /// The reporter was answered (答复).
        Answered = "answered", "答复", "Answered";
        /// Somebody else has found it done (监督方核验).
        Verified = "verified", "核验", "Verified";
        /// A citizen was asked last and was satisfied, or basically (群众确认).
        Confirmed = "confirmed", "群众确认", "Confirmed by the citizen";
        /// Closed (销号、办结).
        Closed = "closed", "销号办结", "Closed";
        /// Came back, and what it came back for is still to be done (被退回).
        Returned = "returned", "被退回", "Returned";
    }
}

crate::schema::labelled_schema!(Mark as "Mark");

impl Mark {
    /// The column of `records r`.
    pub(crate) const fn column(self) -> &'static str {
        match self {
            Self::Claimed => "r.claimed_at",
            Self::Answered => "r.answered_at",
            Self::Verified => "r.verified_at",
            Self::Confirmed => "r.confirmed_at",
            Self::Closed => "r.closed_at",
            Self::Returned => "r.returned_at",
        }
    }

    /// How a statement that writes the column goes on.
    pub(super) const fn set(self) -> &'static str {
        match self {
            Self::Claimed => ", claimed_at = ",
            Self::Answered => ", answered_at = ",
            Self::Verified => ", verified_at = ",
            Self::Confirmed => ", confirmed_at = ",
            Self::Closed => ", closed_at = ",
            Self::Returned => ", returned_at = ",
        }
    }
}

/// When the citizen who was asked last was content.
pub(crate) fn confirmed(calls: &[CallBack]) -> Option<DateTime<Utc>> {
    calls.last().filter(|call| call.satisfaction != Satisfaction::Dissatisfied).map(|call| call.entry.at)
}

/// Marks what was written before there were marks. The step of the schema that brought them has noted which records those are; each is
/// taken off that note with its marks.
pub(crate) async fn mark_what_is_not(on: &mut AnyConnection) -> Result<(), LedgerError> {
    const AT_ONCE: i64 = 500;
    loop {
        let mut sql = Sql::new("SELECT kind, id FROM unmarked ORDER BY kind, id LIMIT ");
        sql.bind(AT_ONCE);
        let rows = sql.all(&mut *on).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in &rows {
            let row = Stored(row);
            let of = Reference { kind: row.code("kind", super::Kind::from_code)?, id: row.int("id")? };
            match of.kind {
                super::Kind::Issue => mark::<Issue>(of.id, on).await?,
                super::Kind::Complaint => mark::<Complaint>(of.id, on).await?,
                super::Kind::Recommendation => mark::<Recommendation>(of.id, on).await?,
                _ => {}
            }
            let mut sql = Sql::new("DELETE FROM unmarked WHERE kind = ");
            sql.bind(of.kind.code()).push(" AND id = ").bind(of.id);
            sql.execute(&mut *on).await?;
        }
    }
}

async fn mark<R: Record>(id: i64, on: &mut AnyConnection) -> Result<(), LedgerError> {
    let mut sql = Sql::new("SELECT body FROM records WHERE kind = ");
    sql.bind(R::KIND.code()).push(" AND id = ").bind(id);
    // One that cannot be read cannot be opened either: it has no marks, and no count hides that.
    let Some(record) = sql.optional(&mut *on).await?.and_then(|row| stored::<R>(&row).ok()) else { return Ok(()) };
    let mut sql = Sql::new("UPDATE records SET id = id");
    for mark in Mark::ALL {
        sql.push(mark.set()).bind(record.mark(*mark));
    }
    sql.push(" WHERE kind = ").bind(R::KIND.code()).push(" AND id = ").bind(id);
    sql.execute(on).await.map(|_| ())
}
