//! Duties (定时任务): which node does one at the moment, and what is swept away when nobody needs it any more.

use crate::people::session::IDLE;
use crate::sql::{Sql, Stored, instant};
use crate::{Ledger, LedgerError};
use chrono::{DateTime, TimeDelta, Utc};

/// A request's key is remembered for so long: whoever sends a request again does so within days.
const KEYS_KEPT: TimeDelta = TimeDelta::days(30);

impl Ledger {
    /// Takes a duty for a time, unless another holds it. A holder that is killed holds it until then and no longer.
    ///
    /// # Errors
    /// A database that cannot be written.
    pub async fn take_duty(&self, duty: &str, holder: &str, at: DateTime<Utc>, time: TimeDelta) -> Result<bool, LedgerError> {
        let at = instant(at);
        let mut writing = self.writing().await?;
        let mut sql = Sql::new("INSERT INTO duty_leases (duty, holder, until) VALUES (");
        sql.bind(duty).push(", ").bind(holder).push(", ").bind(at).push(") ON CONFLICT (duty) DO NOTHING");
        sql.execute(writing.connection()).await?;
        let mut sql = Sql::new("UPDATE duty_leases SET holder = ");
        sql.bind(holder).push(", until = ").bind(at + time).push(" WHERE duty = ").bind(duty);
        sql.push(" AND (until <= ").bind(at).push(" OR holder = ").bind(holder).push(")");
        let taken = sql.execute(writing.connection()).await? == 1;
        writing.commit().await?;
        Ok(taken)
    }

    /// Gives a duty back, and says when it was done.
    ///
    /// # Errors
    /// A database that cannot be written.
    pub async fn leave_duty(&self, duty: &str, holder: &str, at: DateTime<Utc>, done: bool) -> Result<(), LedgerError> {
        let at = instant(at);
        let mut writing = self.writing().await?;
        let mut sql = Sql::new("UPDATE duty_leases SET until = ");
        sql.bind(at);
        if done {
            sql.push(", done_at = ").bind(at);
        }
        sql.push(" WHERE duty = ").bind(duty).push(" AND holder = ").bind(holder);
        sql.execute(writing.connection()).await?;
        writing.commit().await
    }

    /// When a duty was last done, by whichever node.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn duty_done_at(&self, duty: &str) -> Result<Option<DateTime<Utc>>, LedgerError> {
        let mut sql = Sql::new("SELECT done_at FROM duty_leases WHERE duty = ");
        sql.bind(duty);
        let row = sql.optional(&mut *self.pool.acquire().await?).await?;
        Ok(row.map(|row| Stored(&row).parsed_or_none("done_at")).transpose()?.flatten())
    }

    /// Sweeps away sessions that are over and keys of requests of long ago, for how many. Nothing of it was ever an event.
    ///
    /// # Errors
    /// A database that cannot be written.
    pub async fn sweep(&self, at: DateTime<Utc>) -> Result<u64, LedgerError> {
        let at = instant(at);
        let mut writing = self.writing().await?;
        let mut sql = Sql::new("DELETE FROM sessions WHERE ends_at <= ");
        sql.bind(at).push(" OR seen_at <= ").bind(at - IDLE);
        let sessions = sql.execute(writing.connection()).await?;
        let mut sql = Sql::new("DELETE FROM request_keys WHERE at < ");
        sql.bind(at - KEYS_KEPT);
        let keys = sql.execute(writing.connection()).await?;
        writing.commit().await?;
        Ok(sessions + keys)
    }
}
