//! Evidence files (佐证材料): what the ledger knows of them. Their bytes stand in the data folder under their digest; nobody changes or
//! deletes one. Which record names which file stands in a table of its own, written with the record's change: whoever may read the
//! record may read the file.

use crate::event::NewEvent;
use crate::people::{Caller, Role};
use crate::sql::{Sql, Stored, instant};
use crate::{Ledger, LedgerError};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;
use utoipa::ToSchema;

/// An evidence file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EvidenceFile {
    /// SHA-256 of its bytes, in hexadecimal: what records name it by.
    pub digest: String,
    /// The name under which it was handed in.
    pub name: String,
    /// What it is, by its bytes.
    pub media_type: String,
    /// Its length.
    pub bytes: i64,
    /// Who handed it in.
    pub who: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl Ledger {
    /// Keeps that a file was handed in; the same bytes twice are one file, under the name that came first.
    ///
    /// # Errors
    /// A role that hands in no evidence; a database that cannot be written.
    pub async fn add_file(
        &self,
        caller: &Caller,
        at: DateTime<Utc>,
        digest: &str,
        name: &str,
        media_type: &str,
        bytes: i64,
    ) -> Result<EvidenceFile, LedgerError> {
        if caller.role.is_administrator() || caller.role == Role::Reader {
            return Err(LedgerError::Forbidden("上传佐证材料"));
        }
        let mut writing = self.writing().await?;
        if let Some(known) = stored(digest, writing.connection()).await? {
            return Ok(known);
        }
        let file = EvidenceFile {
            digest: digest.to_owned(),
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            bytes,
            who: caller.actor.who.clone(),
            at: instant(at),
        };
        insert(&file, writing.connection()).await?;
        let event = NewEvent {
            at: file.at,
            by: &caller.actor,
            kind: "file.added",
            record: None,
            record_id: Some(file.digest.clone()),
            before: None,
            after: Some(serde_json::to_value(&file)?),
            why: None,
        };
        writing.append(event).await?;
        writing.commit().await?;
        Ok(file)
    }

    /// A file that a record within the caller's scope names, or that the caller has handed in: nobody reads evidence by guessing digests.
    ///
    /// # Errors
    /// [`LedgerError::NoFile`].
    pub async fn file(&self, caller: &Caller, digest: &str) -> Result<EvidenceFile, LedgerError> {
        let mut reading = self.reading().await?;
        readable(caller, digest, &mut reading).await?.ok_or_else(|| LedgerError::NoFile(digest.to_owned()))
    }

    /// What is known of those of these files that the caller may read, in the order asked; the others are passed over.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn files(&self, caller: &Caller, digests: &[String]) -> Result<Vec<EvidenceFile>, LedgerError> {
        let mut reading = self.reading().await?;
        let mut files = Vec::new();
        for digest in digests {
            files.extend(readable(caller, digest, &mut reading).await?);
        }
        Ok(files)
    }
}

/// The file of this digest, where the caller may read it.
async fn readable(caller: &Caller, digest: &str, on: &mut AnyConnection) -> Result<Option<EvidenceFile>, LedgerError> {
    let Some(file) = stored(digest, on).await? else { return Ok(None) };
    if file.who == caller.actor.who {
        return Ok(Some(file));
    }
    let mut sql = Sql::new("SELECT k.id FROM file_links k WHERE k.digest = ");
    sql.bind(digest).push(" AND ");
    caller.scope.files(&mut sql);
    sql.push(" LIMIT 1");
    let within = sql.optional(on).await?.is_some() || crate::complaint::is_attached_within(caller, digest, on).await?;
    Ok(within.then_some(file))
}

/// Keeps that a record names these files, in the transaction in which it comes to name them. Nothing is ever taken back: an event of
/// the record goes on naming them.
pub(crate) async fn link(files: &[String], kind: &'static str, id: i64, on: &mut AnyConnection) -> Result<(), LedgerError> {
    for digest in files {
        let mut sql = Sql::new("INSERT INTO file_links (digest, kind, id) VALUES (");
        sql.bind(digest).push(", ").bind(kind).push(", ").bind(id).push(") ON CONFLICT DO NOTHING");
        sql.execute(&mut *on).await?;
    }
    Ok(())
}

/// Enters a file; the same bytes twice are one file, under the name that came first.
pub(crate) async fn insert(file: &EvidenceFile, on: &mut AnyConnection) -> Result<(), LedgerError> {
    let mut sql = Sql::new("INSERT INTO files (digest, name, media_type, bytes, who, at) VALUES (");
    sql.bind(&file.digest).push(", ").bind(&file.name).push(", ").bind(&file.media_type).push(", ").bind(file.bytes);
    sql.push(", ").bind(&file.who).push(", ").bind(file.at).push(") ON CONFLICT DO NOTHING");
    sql.execute(on).await.map(|_| ())
}

async fn stored(digest: &str, on: &mut AnyConnection) -> Result<Option<EvidenceFile>, LedgerError> {
    let mut sql = Sql::new("SELECT digest, name, media_type, bytes, who, at FROM files WHERE digest = ");
    sql.bind(digest);
    let row = sql.optional(on).await?;
    row.map(|row| {
        let row = Stored(&row);
        Ok(EvidenceFile {
            digest: row.text("digest")?,
            name: row.text("name")?,
            media_type: row.text("media_type")?,
            bytes: row.int("bytes")?,
            who: row.text("who")?,
            at: row.parsed("at")?,
        })
    })
    .transpose()
}
