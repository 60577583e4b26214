//! Notifications (通知): what somebody is told, in the product at once, by mail and by the office's own message platform when it is not
//! night and no day off.
//!
//! * A notification is written in the transaction of what it tells of. Sending it is a step of its own ([`outbox`]), which writes down
//!   what became of it: a program that is killed in between sends once more, and never not at all.
//! * It says a kind and a number, never what a record says: not a title, not a name ([`Notification::sentence`]).
//! * Nobody is told of a record that they may not see.

mod choice;
pub mod outbox;
mod sending;
pub mod signature;
mod source;

pub use choice::{Choices, MailAddress};
pub use sending::Sending;
pub(crate) use source::lead_number;

use crate::clock::{Obligation, beijing_day};
use crate::people::Caller;
use crate::people::audience::{Audience, may_hear};
use crate::record::{Kind, Reference, Work};
use crate::sql::{Sql, Stored};
use crate::{Ledger, LedgerError};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use std::collections::BTreeSet;
use utoipa::ToSchema;
use vocabulary::labelled;

labelled! {
    /// What somebody is told (通知类别).
    pub enum NotificationKind {
        /// Something was given to them, or to their office (交办).
        Assigned = "assigned", "交办", "Assigned";
        /// What they did, or asked for, came back (退回).
        Returned = "returned", "退回", "Returned";
        /// Something is due soon (临期).
        DueSoon = "due_soon", "临期", "Due soon";
        /// Something is overdue (逾期).
        Overdue = "overdue", "逾期", "Overdue";
        /// What others owe is overdue, and has climbed to them (升级督办).
        Climbed = "climbed", "升级督办", "Climbed";
        /// Somebody asks for their word (待审批).
        Approval = "approval", "待审批", "To be approved";
        /// The reporter has written (信箱来信).
        Message = "message", "信箱来信", "Message of a reporter";
        /// Closed issues were drawn to be looked at again (回头看抽查).
        LookBack = "look_back", "回头看抽查", "Drawn for looking back";
        /// Long work of theirs has failed (任务失败).
        JobFailed = "job_failed", "任务失败", "Job failed";
    }
}

/// A notification (通知).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Notification {
    /// Its number.
    pub id: i64,
    /// The same wherever and however often it is sent: who has had it may drop it.
    pub uid: String,
    /// Whom it is for, by account.
    pub recipient: String,
    /// What it tells.
    pub kind: NotificationKind,
    /// The record that it is about; none where it is about several, or none.
    pub record: Option<Reference>,
    /// The record's number as people write it.
    pub number: Option<String>,
    /// What is owed, where that is what it is about.
    pub obligation: Option<Obligation>,
    /// The moment from which that is overdue.
    pub due_at: Option<DateTime<Utc>>,
    /// How many records it is about.
    pub count: u64,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// When its recipient had read it.
    pub read_at: Option<DateTime<Utc>>,
}

/// How many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NotificationCounts {
    /// All.
    pub all: u64,
    /// Those that are not read.
    pub unread: u64,
}

impl Notification {
    /// In a sentence, as it stands at this moment: kind, number and date, and nothing else.
    pub fn sentence(&self, at: DateTime<Utc>) -> String {
        use NotificationKind as Told;
        let what = match (&self.record, &self.number) {
            (Some(record), Some(number)) => format!("{} {number}", record.kind.zh()),
            (None, Some(number)) => number.clone(),
            _ => format!("{} 件事项", self.count),
        };
        let owed = self.obligation.map(|obligation| format!("（{}）", obligation.zh())).unwrap_or_default();
        let last = self.due_at.map(|due| beijing_day(due - chrono::TimeDelta::microseconds(1)));
        let days = last.map_or(0, |last| (beijing_day(at) - last).num_days().max(0));
        match self.kind {
            Told::Assigned => format!("{what} 已交办给您或您的单位"),
            Told::Returned => format!("{what} 已被退回"),
            Told::DueSoon => format!("{what} 将于 {} 到期{owed}", last.map(|day| day.to_string()).unwrap_or_default()),
            Told::Overdue => format!("{what} 已逾期 {days} 天{owed}"),
            Told::Climbed => format!("{what} 已逾期 {days} 天，升级至您督办{owed}"),
            Told::Approval => format!("{what} 有申请待您审批"),
            Told::Message => format!("{what} 的信箱有新来信"),
            Told::LookBack => format!("{what} 抽中回头看"),
            Told::JobFailed => format!("后台任务 {} 失败", self.number.as_deref().unwrap_or_default()),
        }
    }
}

/// What is about to be told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word<'a> {
    pub(crate) kind: NotificationKind,
    pub(crate) of: Option<(Reference, &'a str)>,
    pub(crate) owed: Option<(Obligation, DateTime<Utc>)>,
    pub(crate) count: usize,
    /// What it is about where that is no record.
    pub(crate) named: Option<&'a str>,
}

impl<'a> Word<'a> {
    /// About one record.
    pub(crate) fn of(kind: NotificationKind, of: Reference, number: &'a str) -> Self {
        Self { kind, of: Some((of, number)), owed: None, count: 1, named: None }
    }

    /// About so many.
    pub(crate) fn of_many(kind: NotificationKind, count: usize) -> Self {
        Self { kind, of: None, owed: None, count, named: None }
    }
}

const NOTIFICATIONS: &str = "SELECT n.id, n.uid, n.recipient, n.kind, n.record, n.record_id, n.number, n.obligation, n.due_at, n.count, \
     n.made_at, n.read_at, n.hook_tries FROM notifications n WHERE ";

/// The longest page.
const LONGEST: u32 = 200;

pub(crate) fn stored(row: &AnyRow) -> Result<Notification, LedgerError> {
    let row = Stored(row);
    let record = match (row.text_or_none("record")?, row.int_or_none("record_id")?) {
        (Some(found), Some(id)) => {
            Some(Reference { kind: Kind::from_code(&found).ok_or(LedgerError::Stored { column: "record", found })?, id })
        }
        _ => None,
    };
    let obligation = row.text_or_none("obligation")?.map(|found| Obligation::from_code(&found).ok_or((found, "obligation")));
    Ok(Notification {
        id: row.int("id")?,
        uid: row.text("uid")?,
        recipient: row.text("recipient")?,
        kind: row.code("kind", NotificationKind::from_code)?,
        record,
        number: row.text_or_none("number")?,
        obligation: obligation.transpose().map_err(|(found, column)| LedgerError::Stored { column, found })?,
        due_at: row.parsed_or_none("due_at")?,
        count: row.count("count")?,
        made_at: row.parsed("made_at")?,
        read_at: row.parsed_or_none("read_at")?,
    })
}

impl Ledger {
    /// A page of the caller's own notifications, the newest first.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn notifications(
        &self,
        caller: &Caller,
        unread: bool,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Notification>, LedgerError> {
        let mut sql = Sql::new(NOTIFICATIONS);
        sql.push("n.recipient = ").bind(&caller.actor.who);
        if unread {
            sql.push(" AND n.read_at IS NULL");
        }
        if let Some(before) = before {
            sql.push(" AND n.id < ").bind(before);
        }
        sql.push(" ORDER BY n.id DESC LIMIT ").bind(i64::from(limit.min(LONGEST)));
        sql.all(&mut *self.pool.acquire().await?).await?.iter().map(stored).collect()
    }

    /// How many notifications the caller has.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn notification_counts(&self, caller: &Caller) -> Result<NotificationCounts, LedgerError> {
        let mut sql =
            Sql::new("SELECT COUNT(*) AS n, COUNT(CASE WHEN read_at IS NULL THEN 1 END) AS unread FROM notifications WHERE recipient = ");
        sql.bind(&caller.actor.who);
        let row = sql.optional(&mut *self.pool.acquire().await?).await?;
        row.map_or(Ok(NotificationCounts { all: 0, unread: 0 }), |row| {
            Ok(NotificationCounts { all: Stored(&row).count("n")?, unread: Stored(&row).count("unread")? })
        })
    }

    /// Marks notifications of the caller as read, all of them where none is named; for how many were not read before. It is no event:
    /// what somebody has looked at in their own list concerns nobody else.
    ///
    /// # Errors
    /// A database that cannot be written.
    pub async fn mark_read(&self, caller: &Caller, at: DateTime<Utc>, ids: &[i64]) -> Result<u64, LedgerError> {
        let mut writing = self.writing().await?;
        let mut sql = Sql::new("UPDATE notifications SET read_at = ");
        sql.bind(crate::sql::instant(at)).push(" WHERE recipient = ").bind(&caller.actor.who).push(" AND read_at IS NULL");
        if !ids.is_empty() {
            sql.push(" AND ").one_of("id", ids.iter().copied());
        }
        let read = sql.execute(writing.connection()).await?;
        writing.commit().await?;
        Ok(read)
    }
}

impl Work<'_> {
    /// Tells each of these people once, but not whoever does it; for who was told.
    pub(crate) async fn tell(&mut self, audiences: &[Audience<'_>], word: Word<'_>) -> Result<BTreeSet<String>, LedgerError> {
        self.tell_others(audiences, word, &BTreeSet::new()).await
    }

    /// The same, but not those who were told already.
    pub(crate) async fn tell_others(
        &mut self,
        audiences: &[Audience<'_>],
        word: Word<'_>,
        already: &BTreeSet<String>,
    ) -> Result<BTreeSet<String>, LedgerError> {
        let mut told = BTreeSet::new();
        let doer = self.who().to_owned();
        for audience in audiences {
            for account in audience.accounts(self.connection()).await? {
                if account.login == doer || told.contains(&account.login) || already.contains(&account.login) {
                    continue;
                }
                if let Some((of, _)) = word.of
                    && !may_hear(&account, of, self.connection()).await?
                {
                    continue;
                }
                self.write_notification(&account.login, word).await?;
                told.insert(account.login);
            }
        }
        Ok(told)
    }

    async fn write_notification(&mut self, recipient: &str, word: Word<'_>) -> Result<(), LedgerError> {
        let id = self.next_number(Sql::new("SELECT MAX(id) AS newest FROM notifications")).await?;
        let at = self.at();
        let (record, number) = word.of.map_or((None, word.named), |(of, number)| (Some(of), Some(number)));
        let mut sql = Sql::new(
            "INSERT INTO notifications (id, uid, recipient, kind, record, record_id, number, obligation, due_at, count, made_at, \
             hook, hook_tries, hook_next_at) VALUES (",
        );
        sql.bind(id).push(", ").bind(outbox::uid()).push(", ").bind(recipient).push(", ").bind(word.kind.code());
        sql.push(", ").bind(record.map(|of| of.kind.code())).push(", ").bind(record.map(|of| of.id)).push(", ").bind(number);
        sql.push(", ").bind(word.owed.map(|(obligation, _)| obligation.code())).push(", ").bind(word.owed.map(|(_, due)| due));
        sql.push(", ").bind(i64::try_from(word.count).unwrap_or(i64::MAX)).push(", ").bind(at);
        sql.push(", 'waiting', 0, ").bind(at).push(")");
        sql.execute(self.connection()).await.map(|_| ())
    }
}
