//! Lock-out (锁定): who fails to sign in too often waits, each time longer.
//!
//! Failures are counted by the name that was typed, whether there is such an account or not, so that the answer does not tell which
//! names there are. The wait is bounded, since anybody who knows a name can bring it about.

use crate::LedgerError;
use crate::sql::{Sql, Stored};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::AnyConnection;

/// Failures in a row that are forgiven.
pub const FORGIVEN: i64 = 4;
/// The longest wait.
pub const LONGEST_WAIT: TimeDelta = TimeDelta::hours(4);
/// Failures older than this are no row any more.
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::hours(24);

/// How long to wait after so many failures in a row: a minute after the fifth, twice as long after each further one.
fn wait(failures: i64) -> Option<TimeDelta> {
    // The wait is bounded long before sixteen doublings.
    let doublings = (failures - FORGIVEN - 1).min(16);
    (doublings >= 0).then(|| TimeDelta::minutes(1 << doublings).min(LONGEST_WAIT))
}

/// Failures in a row.
#[derive(Debug, Default)]
pub(super) struct Failures {
    count: i64,
    /// Until when no attempt is looked at.
    pub(super) locked_until: Option<DateTime<Utc>>,
}

/// The failures of this name that still count at this moment.
pub(super) async fn read(login: &str, at: DateTime<Utc>, on: &mut AnyConnection) -> Result<Failures, LedgerError> {
    let mut sql = Sql::new("SELECT failures, last_at, locked_until FROM sign_in_failures WHERE login = ");
    sql.bind(login);
    let Some(row) = sql.optional(on).await? else { return Ok(Failures::default()) };
    let row = Stored(&row);
    let last_at: DateTime<Utc> = row.parsed("last_at")?;
    if at - last_at > FORGOTTEN_AFTER {
        return Ok(Failures::default());
    }
    Ok(Failures { count: row.int("failures")?, locked_until: row.parsed_or_none("locked_until")? })
}

/// One failure more.
pub(super) async fn count(login: &str, before: Failures, at: DateTime<Utc>, on: &mut AnyConnection) -> Result<Failures, LedgerError> {
    let failures = before.count + 1;
    let locked_until = wait(failures).map(|wait| at + wait);
    // Names that nobody has are not kept for ever.
    let mut sql = Sql::new("DELETE FROM sign_in_failures WHERE login = ");
    sql.bind(login).push(" OR last_at < ").bind(at - FORGOTTEN_AFTER);
    sql.execute(&mut *on).await?;
    let mut sql = Sql::new("INSERT INTO sign_in_failures (login, failures, last_at, locked_until) VALUES (");
    sql.bind(login).push(", ").bind(failures).push(", ").bind(at).push(", ").bind(locked_until).push(")");
    sql.execute(on).await?;
    Ok(Failures { count: failures, locked_until })
}

/// Starts anew.
pub(super) async fn forget(login: &str, on: &mut AnyConnection) -> Result<(), LedgerError> {
    let mut sql = Sql::new("DELETE FROM sign_in_failures WHERE login = ");
    sql.bind(login);
    sql.execute(on).await.map(|_| ())
}

impl Failures {
    /// How many in a row.
    pub(super) const fn number(&self) -> i64 {
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_from_the_fifth_failure_and_is_bounded() {
        let minutes = |failures| wait(failures).map_or(0, |wait| wait.num_minutes());
        let waits = [0, 1, 4, 5, 6, 7, 8, 12, 13, 14, 36, 37, 100, i64::MAX].map(minutes);
        assert_eq!(waits, [0, 0, 0, 1, 2, 4, 8, 128, 240, 240, 240, 240, 240, 240]);
    }
}
