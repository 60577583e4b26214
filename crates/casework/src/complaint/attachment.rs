//! What the public attaches (公众附件): pictures that come with a complaint before its code is typed back, or with a message later.
//!
//! Whoever sends one has the complaint's code and nothing else; no name and no address is kept. What comes with the complaint is read by
//! whoever may read its text, what comes with a message by whoever may read the messages.

use super::Complaint;
use super::code::CodeDigest;
use super::reporter::is_near;
use super::state::ComplaintState;
use crate::event::NewEvent;
use crate::file::EvidenceFile;
use crate::people::Caller;
use crate::record::{Kind, Refusal, Work};
use crate::sql::{Sql, Stored};
use crate::{Ledger, LedgerError};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::AnyConnection;
use utoipa::ToSchema;

/// How many one complaint may have in all, however many messages it has.
pub const MOST: i64 = 30;
/// How many bytes the public may attach within a day, all complaints together: a flood from many places does not fill the disk.
pub const BYTES_A_DAY: i64 = 4 << 30;

/// The same picture once more within this time is the same one.
const JUST_NOW: TimeDelta = TimeDelta::minutes(10);

/// In the column of messages: it came with the complaint itself.
const WITH_THE_COMPLAINT: i64 = 0;

/// An attachment of the public (公众附件).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Attachment {
    /// Its name, which is of our making: those of the public tell of people and devices.
    pub name: String,
    /// SHA-256 of its bytes as they are kept, without what was stripped from them.
    pub digest: String,
    /// What it is.
    pub media_type: String,
    /// Its length.
    pub bytes: i64,
    /// When it came.
    pub at: DateTime<Utc>,
    /// Whether it came with a message, and not with the complaint itself.
    pub with_message: bool,
}

/// A picture that was stripped of what it tells beside itself, on its way in.
#[derive(Debug, Clone, Copy)]
pub struct Stripped<'a> {
    /// SHA-256 of its bytes.
    pub digest: &'a str,
    /// What it is.
    pub media_type: &'a str,
    /// Its length.
    pub bytes: i64,
}

/// The name of an attachment, by its place and its kind.
fn name(ordinal: i64, media_type: &str) -> String {
    let ending = match media_type {
        "image/png" => "png",
        "image/webp" => "webp",
        _ => "jpg",
    };
    format!("附件{ordinal}.{ending}")
}

impl Work<'_> {
    /// Attaches a picture: to the complaint as long as its code was not typed back, and to the next message later. The same picture twice
    /// is one.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchCode`]; as many as may be.
    pub async fn attach(&mut self, code: &CodeDigest, picture: Stripped<'_>) -> Result<Attachment, LedgerError> {
        let complaint = self.complaint_of(code).await?;
        let refused =
            |problem| Err(LedgerError::Refused { record: Kind::Complaint, id: None, refusal: Refusal::Unfit { field: "附件", problem } });
        let mut sql = Sql::new("SELECT state FROM records WHERE kind = 'complaint' AND id = ");
        sql.bind(complaint);
        let row = sql.optional(self.writing.connection()).await?.ok_or(LedgerError::NoSuchCode)?;
        let confirmed = Stored(&row).text("state")? != ComplaintState::Unconfirmed.code();
        if let Some(known) = self.attached_already(complaint, confirmed, picture.digest).await? {
            return Ok(known);
        }
        // Those of the complaint, or those that wait for a message.
        let mut sql = Sql::new("SELECT count(*) AS n FROM attachments WHERE complaint = ");
        sql.bind(complaint).push(if confirmed { " AND message IS NULL" } else { " AND message = 0" });
        let together = self.counted(sql).await?;
        if together >= i64::from(self.limits.public_files) {
            return refused("已达每次可提交的上限");
        }
        let mut sql = Sql::new("SELECT max(ordinal) AS newest FROM attachments WHERE complaint = ");
        sql.bind(complaint);
        let ordinal = self.writing.next_id(sql).await?;
        if ordinal > MOST {
            return refused("已达 30 份上限");
        }
        let mut sql = Sql::new("SELECT CAST(COALESCE(sum(bytes), 0) AS BIGINT) AS n FROM attachments WHERE at > ");
        sql.bind(self.at - TimeDelta::days(1));
        if self.counted(sql).await?.saturating_add(picture.bytes) > BYTES_A_DAY {
            return refused("今日接收量已满，请明日再传，或当面、邮寄提交");
        }
        let attachment = Attachment {
            name: name(ordinal, picture.media_type),
            digest: picture.digest.to_owned(),
            media_type: picture.media_type.to_owned(),
            bytes: picture.bytes,
            at: self.at,
            with_message: confirmed,
        };
        self.keep_attachment(complaint, ordinal, &attachment).await?;
        Ok(attachment)
    }

    /// The same picture, where it came with the complaint, or waits for a message or went with one just now: the button was pressed twice.
    async fn attached_already(&mut self, complaint: i64, confirmed: bool, digest: &str) -> Result<Option<Attachment>, LedgerError> {
        let mut sql = Sql::new("SELECT ordinal, message, digest, media_type, bytes, at FROM attachments WHERE complaint = ");
        sql.bind(complaint).push(" AND digest = ").bind(digest);
        if confirmed {
            sql.push(" AND (message IS NULL OR (message > 0 AND at > ").bind(self.at - JUST_NOW).push("))");
        } else {
            sql.push(" AND message = 0");
        }
        let row = sql.optional(self.writing.connection()).await?;
        row.map(|row| attachment(&Stored(&row), confirmed)).transpose()
    }

    async fn counted(&mut self, sql: Sql) -> Result<i64, LedgerError> {
        sql.optional(self.writing.connection()).await?.map_or(Ok(0), |row| Stored(&row).int("n"))
    }

    async fn keep_attachment(&mut self, complaint: i64, ordinal: i64, attachment: &Attachment) -> Result<(), LedgerError> {
        let by = Caller::public().actor;
        let file = EvidenceFile {
            digest: attachment.digest.clone(),
            name: attachment.name.clone(),
            media_type: attachment.media_type.clone(),
            bytes: attachment.bytes,
            who: by.who.clone(),
            at: self.at,
        };
        crate::file::insert(&file, self.writing.connection()).await?;
        let message = (!attachment.with_message).then_some(WITH_THE_COMPLAINT);
        let mut sql = Sql::new("INSERT INTO attachments (complaint, ordinal, message, digest, media_type, bytes, at) VALUES (");
        sql.bind(complaint).push(", ").bind(ordinal).push(", ").bind(message).push(", ").bind(&attachment.digest);
        sql.push(", ").bind(&attachment.media_type).push(", ").bind(attachment.bytes).push(", ").bind(self.at).push(")");
        sql.execute(self.writing.connection()).await?;
        let event = NewEvent {
            at: self.at,
            by: &by,
            kind: "complaint.attachment",
            record: Some(Kind::Complaint.code()),
            record_id: Some(complaint.to_string()),
            before: None,
            after: Some(json!({ "name": attachment.name, "digest": attachment.digest, "bytes": attachment.bytes })),
            why: None,
        };
        self.writing.append(event).await
    }

    /// What waits goes with this message.
    pub(super) async fn attach_to_message(&mut self, complaint: i64, message: i64) -> Result<(), LedgerError> {
        let mut sql = Sql::new("UPDATE attachments SET message = ");
        sql.bind(message).push(" WHERE message IS NULL AND complaint = ").bind(complaint);
        sql.execute(self.writing.connection()).await.map(|_| ())
    }
}

impl Ledger {
    /// What the public attached to a complaint: with the complaint itself for whoever may read it, with messages for whoever may read
    /// those.
    ///
    /// # Errors
    /// No such complaint within the scope.
    pub async fn attachments(&self, caller: &Caller, complaint: i64) -> Result<Vec<Attachment>, LedgerError> {
        let found: Complaint = self.record_of(&caller.scope, complaint).await?;
        let mut sql = Sql::new("SELECT ordinal, message, digest, media_type, bytes, at FROM attachments WHERE complaint = ");
        sql.bind(complaint);
        sql.push(if is_near(caller, &found) { " AND message IS NOT NULL" } else { " AND message = 0" }).push(" ORDER BY ordinal");
        sql.all(&mut *self.pool.acquire().await?)
            .await?
            .iter()
            .map(|row| {
                let row = Stored(row);
                attachment(&row, row.int("message")? != WITH_THE_COMPLAINT)
            })
            .collect()
    }
}

fn attachment(row: &Stored<'_>, with_message: bool) -> Result<Attachment, LedgerError> {
    let media_type = row.text("media_type")?;
    Ok(Attachment {
        name: name(row.int("ordinal")?, &media_type),
        digest: row.text("digest")?,
        media_type,
        bytes: row.int("bytes")?,
        at: row.parsed("at")?,
        with_message,
    })
}

/// Whether the public attached a file to a complaint in such a way that the caller may read it.
pub(crate) async fn is_attached_within(caller: &Caller, digest: &str, on: &mut AnyConnection) -> Result<bool, LedgerError> {
    let mut sql = Sql::new("SELECT a.ordinal FROM attachments a JOIN records r ON r.kind = 'complaint' AND r.id = a.complaint");
    sql.push(" WHERE a.digest = ").bind(digest).push(" AND ");
    caller.scope.records(&mut sql);
    if caller.intake {
        sql.push(" AND a.message IS NOT NULL");
    } else {
        sql.push(" AND (a.message = 0 OR (a.message > 0 AND r.owner = ").bind(&caller.actor.who).push("))");
    }
    sql.push(" LIMIT 1");
    Ok(sql.optional(on).await?.is_some())
}

/// The names of what came with each message of a complaint, with the message's number.
pub(super) async fn names(complaint: i64, on: &mut AnyConnection) -> Result<Vec<(i64, String)>, LedgerError> {
    let mut sql = Sql::new("SELECT ordinal, message, media_type FROM attachments WHERE message > 0 AND complaint = ");
    sql.bind(complaint).push(" ORDER BY ordinal");
    sql.all(on)
        .await?
        .iter()
        .map(|row| {
            let row = Stored(row);
            Ok((row.int("message")?, name(row.int("ordinal")?, &row.text("media_type")?)))
        })
        .collect()
}
