//! The outbox (发件箱): what goes out, and what became of it.
//!
//! Nothing is sent from here. Whoever sends takes what is due, sends it, and says what became of it; killed in between, it sends the same once
//! more under the same identifier. What failed is tried again, each time after longer, for a week.

use super::choice::choices_of;
use super::{MailAddress, NOTIFICATIONS, Notification, stored};
use crate::people::Token;
use crate::sql::{Sql, Stored, instant};
use crate::{Ledger, LedgerError};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;

/// What could not be sent for so long is given up; what is older is not sent any more. In the product it stays.
const PATIENCE: TimeDelta = TimeDelta::days(7);
/// The longest time between two tries.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(6);
/// A digest names no more than so many, and counts all.
const NAMED: i64 = 200;

/// An identifier that nothing else has.
pub(crate) fn uid() -> String {
    Token::random("").expose()[..32].to_owned()
}

/// How long to wait after so many tries: a minute, two, four, and never longer than six hours.
fn wait(tries: i64) -> TimeDelta {
    let minutes = 1_i64.checked_shl(u32::try_from(tries.max(0)).unwrap_or(u32::MAX)).filter(|minutes| *minutes > 0);
    minutes.map_or(LONGEST_WAIT, |minutes| TimeDelta::minutes(minutes.min(LONGEST_WAIT.num_minutes())))
}

/// A digest that is to go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its number.
    pub id: i64,
    /// The same each time that it is sent.
    pub uid: String,
    /// Where to.
    pub to: MailAddress,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// What it tells, at most two hundred, the oldest first.
    pub notifications: Vec<Notification>,
    /// How many it tells by kind, all of them counted.
    pub counts: BTreeMap<super::NotificationKind, u64>,
}

/// What the outbox holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OutboxFigures {
    /// Mails that wait.
    pub mails_waiting: u64,
    /// Mails that were given up.
    pub mails_given_up: u64,
    /// Messages that wait.
    pub messages_waiting: u64,
    /// Messages that were given up.
    pub messages_given_up: u64,
}

impl Ledger {
    /// Gathers what was not mailed yet into digests: one for each person, and for each person no more than one in the time that the office
    /// has set. What was read meanwhile, is of a kind that the person does not want, or has no address to go to, goes into none. For the number of
    /// digests; it is none at night and on days off.
    ///
    /// # Errors
    /// A database that cannot be written.
    pub async fn gather_mails(&self, at: DateTime<Utc>) -> Result<u64, LedgerError> {
        let at = instant(at);
        let mut writing = self.writing().await?;
        let sending = crate::setting::sending(writing.connection()).await?;
        if sending.is_quiet(at, &self.calendar) {
            return Ok(0);
        }
        let mut sql = Sql::new("UPDATE notifications SET mail = 0 WHERE mail IS NULL AND (read_at IS NOT NULL OR made_at < ");
        sql.bind(at - PATIENCE).push(")");
        sql.execute(writing.connection()).await?;
        let waiting = Sql::new("SELECT recipient FROM notifications WHERE mail IS NULL GROUP BY recipient ORDER BY recipient");
        let recipients = waiting.all(writing.connection()).await?;
        let mut made = 0;
        for row in &recipients {
            let recipient = Stored(row).text("recipient")?;
            let mut sql = Sql::new("SELECT MAX(made_at) AS newest FROM mails WHERE recipient = ");
            sql.bind(&recipient);
            let row = sql.optional(writing.connection()).await?;
            let newest: Option<DateTime<Utc>> = row.map(|row| Stored(&row).parsed_or_none("newest")).transpose()?.flatten();
            if newest.is_some_and(|newest| at < newest + TimeDelta::minutes(i64::from(sending.digest_minutes))) {
                continue;
            }
            let mut choices = choices_of(&recipient, writing.connection()).await?;
            let mut sql = Sql::new("SELECT login FROM accounts WHERE disabled = 0 AND login = ");
            sql.bind(&recipient);
            if sql.optional(writing.connection()).await?.is_none() {
                choices.mail = None;
            }
            let mut sql = Sql::new("UPDATE notifications SET mail = 0 WHERE mail IS NULL AND recipient = ");
            sql.bind(&recipient);
            if choices.mail.is_some() {
                sql.push(" AND ").one_of("kind", choices.not_by_mail.iter().map(|kind| kind.code()));
            }
            sql.execute(writing.connection()).await?;
            let id = writing.next_id(Sql::new("SELECT MAX(id) AS newest FROM mails")).await?;
            let mut sql = Sql::new("UPDATE notifications SET mail = ");
            sql.bind(id).push(" WHERE mail IS NULL AND recipient = ").bind(&recipient);
            if sql.execute(writing.connection()).await? == 0 {
                continue;
            }
            let mut sql = Sql::new("INSERT INTO mails (id, uid, recipient, made_at, state, tries, next_at) VALUES (");
            sql.bind(id).push(", ").bind(uid()).push(", ").bind(&recipient).push(", ").bind(at);
            sql.push(", 'waiting', 0, ").bind(at).push(")");
            sql.execute(writing.connection()).await?;
            made += 1;
        }
        writing.commit().await?;
        Ok(made)
    }

    /// Digests that are to be sent now; none at night and on days off.
    ///
    /// # Errors
    /// A database that cannot be read or written.
    pub async fn mails_due(&self, at: DateTime<Utc>) -> Result<Vec<Mail>, LedgerError> {
        let mut connection = self.pool.acquire().await?;
        if crate::setting::sending(&mut connection).await?.is_quiet(at, &self.calendar) {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new("SELECT id, uid, recipient, made_at FROM mails WHERE state = 'waiting' AND next_at <= ");
        sql.bind(instant(at)).push(" ORDER BY id LIMIT 100");
        let mut mails = Vec::new();
        for row in &sql.all(&mut connection).await? {
            let row = Stored(row);
            let (id, recipient) = (row.int("id")?, row.text("recipient")?);
            let Some(to) = choices_of(&recipient, &mut connection).await?.mail else {
                drop(connection);
                self.mail_failed(id, at, "no address", true).await?;
                connection = self.pool.acquire().await?;
                continue;
            };
            let mut sql = Sql::new(NOTIFICATIONS);
            sql.push("n.mail = ").bind(id).push(" AND n.recipient = ").bind(&recipient).push(" ORDER BY n.id LIMIT ").bind(NAMED);
            let notifications = sql.all(&mut connection).await?.iter().map(stored).collect::<Result<_, _>>()?;
            let mut sql = Sql::new("SELECT kind, CAST(SUM(count) AS BIGINT) AS n FROM notifications WHERE mail = ");
            sql.bind(id).push(" AND recipient = ").bind(&recipient).push(" GROUP BY kind");
            let mut counts = BTreeMap::new();
            for row in &sql.all(&mut connection).await? {
                let row = Stored(row);
                counts.insert(row.code("kind", super::NotificationKind::from_code)?, row.count("n")?);
            }
            mails.push(Mail { id, uid: row.text("uid")?, to, made_at: row.parsed("made_at")?, notifications, counts });
        }
        Ok(mails)
    }

    /// A digest was taken by the mail server.
    ///
    /// # Errors
    /// A database that cannot be written.
    pub async fn mail_sent(&self, id: i64, at: DateTime<Utc>) -> Result<(), LedgerError> {
        let mut writing = self.writing().await?;
        let mut sql = Sql::new("UPDATE mails SET state = 'sent', tries = tries + 1, problem = NULL, sent_at = ");
        sql.bind(instant(at)).push(" WHERE id = ").bind(id);
        sql.execute(writing.connection()).await?;
        writing.commit().await
    }

    /// A digest was not taken; it is tried again later, unless that is of no use or it is too old.
    ///
    /// # Errors
    /// A database that cannot be written.
    pub async fn mail_failed(&self, id: i64, at: DateTime<Utc>, problem: &str, for_good: bool) -> Result<(), LedgerError> {
        let at = instant(at);
        let mut writing = self.writing().await?;
        let mut sql = Sql::new("SELECT tries, made_at FROM mails WHERE id = ");
        sql.bind(id);
        let Some(row) = sql.optional(writing.connection()).await? else { return Ok(()) };
        let (tries, made_at): (i64, DateTime<Utc>) = (Stored(&row).int("tries")?, Stored(&row).parsed("made_at")?);
        let state = if for_good || at - made_at >= PATIENCE { "given_up" } else { "waiting" };
        let mut sql = Sql::new("UPDATE mails SET tries = tries + 1, state = ");
        sql.bind(state).push(", problem = ").bind(problem).push(", next_at = ").bind(at + wait(tries)).push(" WHERE id = ").bind(id);
        sql.execute(writing.connection()).await?;
        writing.commit().await
    }

    /// Messages that are to go to the office's platform now, the oldest first, with how often each was tried; none at night and on days
    /// off. What is too old is given up.
    ///
    /// # Errors
    /// A database that cannot be read or written.
    pub async fn messages_due(&self, at: DateTime<Utc>, limit: u32) -> Result<Vec<(Notification, i64)>, LedgerError> {
        let at = instant(at);
        let mut writing = self.writing().await?;
        if crate::setting::sending(writing.connection()).await?.is_quiet(at, &self.calendar) {
            return Ok(Vec::new());
        }
        let mut sql = Sql::new("UPDATE notifications SET hook = 'given_up' WHERE hook = 'waiting' AND made_at < ");
        sql.bind(at - PATIENCE);
        sql.execute(writing.connection()).await?;
        let mut sql = Sql::new(NOTIFICATIONS);
        sql.push("n.hook = 'waiting' AND n.hook_next_at <= ").bind(at).push(" ORDER BY n.id LIMIT ").bind(i64::from(limit));
        let rows = sql.all(writing.connection()).await?;
        writing.commit().await?;
        rows.iter().map(|row| Ok((stored(row)?, Stored(row).int("hook_tries")?))).collect()
    }

    /// What became of a message: taken, or why not.
    ///
    /// # Errors
    /// A database that cannot be written.
    pub async fn message_tried(&self, id: i64, tries: i64, at: DateTime<Utc>, outcome: Result<(), &str>) -> Result<(), LedgerError> {
        let at = instant(at);
        let mut writing = self.writing().await?;
        let mut sql = Sql::new("UPDATE notifications SET hook_tries = ");
        sql.bind(tries + 1);
        match outcome {
            Ok(()) => sql.push(", hook = 'sent', hook_problem = NULL"),
            Err(problem) => sql.push(", hook_problem = ").bind(problem).push(", hook_next_at = ").bind(at + wait(tries)),
        };
        sql.push(" WHERE id = ").bind(id);
        sql.execute(writing.connection()).await?;
        writing.commit().await
    }

    /// What waits and what was given up.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn outbox_figures(&self) -> Result<OutboxFigures, LedgerError> {
        let mut connection = self.pool.acquire().await?;
        let mut figures = OutboxFigures::default();
        let mails = Sql::new("SELECT state, COUNT(*) AS n FROM mails WHERE state <> 'sent' GROUP BY state").all(&mut connection).await?;
        for row in &mails {
            let n = Stored(row).count("n")?;
            if Stored(row).text("state")? == "waiting" { figures.mails_waiting = n } else { figures.mails_given_up = n }
        }
        let messages = Sql::new("SELECT hook, COUNT(*) AS n FROM notifications WHERE hook IN ('waiting', 'given_up') GROUP BY hook");
        for row in &messages.all(&mut connection).await? {
            let n = Stored(row).count("n")?;
            if Stored(row).text("hook")? == "waiting" { figures.messages_waiting = n } else { figures.messages_given_up = n }
        }
        Ok(figures)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_try_waits_longer_than_the_one_before_up_to_six_hours() {
        let minutes: Vec<i64> = (0..12).map(|tries| wait(tries).num_minutes()).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]);
        assert_eq!((wait(63), wait(64), wait(-1)), (LONGEST_WAIT, LONGEST_WAIT, TimeDelta::minutes(1)));
    }
}
