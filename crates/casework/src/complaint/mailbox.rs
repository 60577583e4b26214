//! The mailbox behind a tracking code (查询码信箱): how far the complaint is, and questions and answers both ways.
//!
//! The code opens no more than that. What was said and by whom does not come back out: a code that was found on a slip of paper
//! must not tell what somebody reported.

use super::code::{CodeDigest, complaint_of};
use super::dates::Dates;
use super::reporter::is_near;
use super::state::ComplaintState;
use super::words::Progress;
use super::{Complaint, attachment};
use crate::event::{Actor, NewEvent};
use crate::people::Caller;
use crate::record::{Entry, Kind, Refusal, Work, said};
use crate::seal::Keys;
use crate::sql::{Sql, Stored};
use crate::{Ledger, LedgerError, Scope};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::AnyConnection;
use utoipa::ToSchema;
use vocabulary::labelled;

labelled! {
    /// Which way a message goes (消息方向).
    pub enum Direction {
        /// From the office to the reporter (致举报人).
        ToReporter = "to_reporter", "致举报人", "To the reporter";
        /// From the reporter to the office (举报人来信).
        FromReporter = "from_reporter", "举报人来信", "From the reporter";
    }
}

crate::schema::labelled_schema!(Direction as "Direction");

/// How many messages one complaint may have: enough for any exchange, too few to fill a disk with.
const MOST: i64 = 200;

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    /// Which way.
    pub direction: Direction,
    /// What it says.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The names of what the reporter attached to it; what it shows does not come back out either.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<String>,
}

/// What the code opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Mailbox {
    /// How far the complaint is.
    pub progress: Progress,
    /// When what was done, and by when what is owed.
    pub dates: Dates,
    /// What was told and written, the oldest first.
    pub messages: Vec<Message>,
}

fn place(complaint: i64, ordinal: i64) -> String {
    format!("complaint/{complaint}/message/{ordinal}")
}

async fn kept(complaint: i64, keys: &Keys, on: &mut AnyConnection) -> Result<Vec<Message>, LedgerError> {
    let attached = attachment::names(complaint, &mut *on).await?;
    let mut sql = Sql::new("SELECT ordinal, direction, sealed, at FROM complaint_messages WHERE complaint = ");
    sql.bind(complaint).push(" ORDER BY ordinal");
    sql.all(on)
        .await?
        .iter()
        .map(|row| {
            let row = Stored(row);
            let ordinal = row.int("ordinal")?;
            Ok(Message {
                attachments: attached.iter().filter(|(message, _)| *message == ordinal).map(|(_, name)| name.clone()).collect(),
                direction: row.code("direction", Direction::from_code)?,
                text: keys.unseal(&place(complaint, ordinal), &row.text("sealed")?)?,
                at: row.parsed("at")?,
            })
        })
        .collect()
}

impl Ledger {
    /// Opens the mailbox of a code.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchCode`].
    pub async fn mailbox(&self, code: &CodeDigest) -> Result<Mailbox, LedgerError> {
        let mut connection = self.pool.acquire().await?;
        let id = complaint_of(code, &mut connection).await?;
        let mut messages = kept(id, self.keys()?, &mut connection).await?;
        drop(connection);
        let complaint: Complaint = self.record_of(&Scope::everything(), id).await?;
        // What the office has told the reporter in the record is read here like everything else that it writes.
        let reviews = complaint.reviews.iter().filter_map(|review| review.decided.as_ref());
        let told = complaint.told.iter().chain(&complaint.answer).chain(reviews);
        messages.extend(told.map(|Entry { text, at, .. }| Message {
            direction: Direction::ToReporter,
            text: text.clone(),
            at: *at,
            attachments: Vec::new(),
        }));
        messages.sort_by_key(|message| message.at);
        messages.dedup();
        Ok(Mailbox { progress: complaint.state.progress(), dates: Dates::of(&complaint), messages })
    }

    /// The messages of a complaint, for the desk and the person in charge.
    ///
    /// # Errors
    /// No such complaint within the scope; a caller who is neither.
    pub async fn messages(&self, caller: &Caller, complaint: i64) -> Result<Vec<Message>, LedgerError> {
        let found: Complaint = self.record_of(&caller.scope, complaint).await?;
        if !is_near(caller, &found) {
            return Err(LedgerError::Forbidden("查看信箱"));
        }
        kept(complaint, self.keys()?, &mut *self.pool.acquire().await?).await
    }
}

impl Work<'_> {
    /// Writes to the reporter: the desk, or the person in charge.
    ///
    /// # Errors
    /// No such complaint within the scope; a caller who is neither; a reporter without a code, who would never read it; a text that
    /// says nothing.
    pub async fn write_to_reporter(&mut self, complaint: i64, text: &str) -> Result<(), LedgerError> {
        let refused = |refusal| LedgerError::Refused { record: Kind::Complaint, id: Some(complaint), refusal };
        let found: Complaint = self.load(complaint).await?;
        if !is_near(&self.caller, &found) {
            return Err(refused(Refusal::NotYours { step: "write_to_reporter" }));
        }
        let mut sql = Sql::new("SELECT complaint FROM tracking_codes WHERE complaint = ");
        sql.bind(complaint);
        if sql.optional(self.writing.connection()).await?.is_none() {
            return Err(refused(Refusal::Unfit { field: "该件", problem: "未发放查询码，举报人无法收到" }));
        }
        let by = self.caller.actor.clone();
        self.write(complaint, Direction::ToReporter, text, &by).await
    }

    /// Writes to the office with the code; no account and no address is kept. The same words twice in a row are one message, since the
    /// button was pressed twice; with further pictures they are another one.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchCode`]; a complaint that was not confirmed; a text that says nothing.
    pub async fn write_from_reporter(&mut self, code: &CodeDigest, text: &str) -> Result<(), LedgerError> {
        let complaint = self.complaint_of(code).await?;
        let mut sql = Sql::new("SELECT state FROM records WHERE kind = 'complaint' AND id = ");
        sql.bind(complaint);
        let row = sql.optional(self.writing.connection()).await?.ok_or(LedgerError::NoSuchCode)?;
        if Stored(&row).text("state")? == ComplaintState::Unconfirmed.code() {
            let refusal = Refusal::Unfit { field: "该件", problem: "尚未确认提交" };
            return Err(LedgerError::Refused { record: Kind::Complaint, id: None, refusal });
        }
        let newest = kept(complaint, self.keys()?, self.writing.connection()).await?.pop();
        let said_before = newest.is_some_and(|newest| newest.direction == Direction::FromReporter && newest.text == text);
        let mut waiting = Sql::new("SELECT ordinal FROM attachments WHERE message IS NULL AND complaint = ");
        waiting.bind(complaint).push(" LIMIT 1");
        if said_before && waiting.optional(self.writing.connection()).await?.is_none() {
            return Ok(());
        }
        self.write(complaint, Direction::FromReporter, text, &Caller::public().actor).await?;
        self.tell_of_message(complaint).await
    }

    async fn write(&mut self, complaint: i64, direction: Direction, text: &str, by: &Actor) -> Result<(), LedgerError> {
        let refused = |refusal| LedgerError::Refused { record: Kind::Complaint, id: None, refusal };
        said("消息", text).map_err(refused)?;
        let mut sql = Sql::new("SELECT max(ordinal) AS newest FROM complaint_messages WHERE complaint = ");
        sql.bind(complaint);
        let ordinal = self.writing.next_id(sql).await?;
        if ordinal > MOST {
            return Err(refused(Refusal::Unfit { field: "消息", problem: "已达 200 条上限" }));
        }
        let sealed = self.keys()?.seal(&place(complaint, ordinal), text)?;
        let mut sql = Sql::new("INSERT INTO complaint_messages (complaint, ordinal, direction, sealed, who, at) VALUES (");
        sql.bind(complaint).push(", ").bind(ordinal).push(", ").bind(direction.code()).push(", ").bind(sealed);
        sql.push(", ").bind(&by.who).push(", ").bind(self.at).push(")");
        sql.execute(self.writing.connection()).await?;
        if direction == Direction::FromReporter {
            self.attach_to_message(complaint, ordinal).await?;
        }
        let event = NewEvent {
            at: self.at,
            by,
            kind: "complaint.message",
            record: Some(Kind::Complaint.code()),
            record_id: Some(complaint.to_string()),
            before: None,
            after: Some(json!({ "direction": direction, "message": ordinal })),
            why: None,
        };
        self.writing.append(event).await
    }
}
