//! The audit trail (审计记录): who did what to which record and when, without what the records say.

use super::Caller;
use super::power::{Power, require};
use crate::sql::{Sql, Stored};
use crate::{ChainReport, EventFilter, Ledger, LedgerError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A line of the trail: an event without what was before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TrailLine {
    /// The event's number.
    pub seq: i64,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Who.
    pub who: String,
    /// Where from.
    pub from: String,
    /// What was done, as in `issue.close`.
    pub kind: String,
    /// The kind of record.
    pub record: Option<String>,
    /// Its number, code or name.
    pub record_id: Option<String>,
    /// Why.
    pub why: Option<String>,
}

/// The longest page.
const LONGEST: u32 = 1000;

impl Ledger {
    /// A page of the trail over the whole ledger.
    ///
    /// # Errors
    /// A caller who is not the audit administrator.
    pub async fn trail(&self, caller: &Caller, filter: &EventFilter) -> Result<Vec<TrailLine>, LedgerError> {
        require(caller, Power::Trail)?;
        let mut sql = Sql::new("SELECT e.seq, e.at, e.who, e.came_from, e.kind, e.record, e.record_id, e.why FROM events e WHERE 1 = 1");
        filter.conditions(&mut sql);
        sql.push(" LIMIT ").bind(i64::from(filter.limit.unwrap_or(LONGEST).min(LONGEST)));
        let rows = sql.all(&mut *self.pool.acquire().await?).await?;
        rows.iter()
            .map(|row| {
                let row = Stored(row);
                Ok(TrailLine {
                    seq: row.int("seq")?,
                    at: row.text("at")?,
                    who: row.text("who")?,
                    from: row.text("came_from")?,
                    kind: row.text("kind")?,
                    record: row.text_or_none("record")?,
                    record_id: row.text_or_none("record_id")?,
                    why: row.text_or_none("why")?,
                })
            })
            .collect()
    }

    /// Walks the whole chain of events for whoever watches over it, and names the first link that does not hold; `told` hears how many
    /// events hold so far, and of how many. It reads at one moment and keeps nobody from writing.
    ///
    /// # Errors
    /// A caller who is not the audit administrator; a database that cannot be read at all.
    pub async fn verify_trail(&self, caller: &Caller, told: &(dyn Fn(u64, u64) + Send + Sync)) -> Result<ChainReport, LedgerError> {
        require(caller, Power::Trail)?;
        self.walk_chain(&[], told).await
    }
}
