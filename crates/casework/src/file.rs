//! Evidence files (佐证材料): what the ledger knows of them. Their bytes stand in the data folder under their digest; nobody changes or
//! deletes one.

use crate::event::NewEvent;
use crate::people::{Caller, Role};
use crate::sql::{Sql, Stored, instant};
use crate::{Ledger, LedgerError};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
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
        let mut sql = Sql::new("INSERT INTO files (digest, name, media_type, bytes, who, at) VALUES (");
        sql.bind(&file.digest).push(", ").bind(&file.name).push(", ").bind(&file.media_type).push(", ").bind(bytes);
        sql.push(", ").bind(&file.who).push(", ").bind(file.at).push(")");
        sql.execute(writing.connection()).await?;
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
        let missing = || LedgerError::NoFile(digest.to_owned());
        let file = stored(digest, &mut reading).await?.ok_or_else(missing)?;
        if file.who == caller.actor.who || digest.len() != 64 || !digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(file);
        }
        let named = format!("%\"{digest}\"%");
        let mut sql = Sql::new("SELECT r.id FROM records r WHERE r.body LIKE ");
        sql.bind(&named).push(" AND ");
        caller.scope.records(&mut sql);
        sql.push(" LIMIT 1");
        if sql.optional(&mut reading).await?.is_some() {
            return Ok(file);
        }
        let mut sql = Sql::new("SELECT l.id FROM leads l JOIN rules r ON r.code = l.rule WHERE l.outcome_files LIKE ");
        sql.bind(&named).push(" AND ");
        caller.scope.leads(&mut sql);
        sql.push(" LIMIT 1");
        if sql.optional(&mut reading).await?.is_some() { Ok(file) } else { Err(missing()) }
    }
}

async fn stored(digest: &str, on: &mut sqlx::AnyConnection) -> Result<Option<EvidenceFile>, LedgerError> {
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
