//! Entering a record once, however often the request for it comes (幂等): the key of the request is kept with the record that it
//! made, in the same piece of work.

use super::{Record, Reference, Work};
use crate::LedgerError;
use crate::canonical::{FieldHash, canonical};
use crate::sql::{Sql, Stored};
use serde::Serialize;

impl Work<'_> {
    /// Enters a record, or answers with the one that this caller's key made before.
    ///
    /// # Errors
    /// As [`Work::open`]; a key that was used for something else.
    pub async fn open_once<R: Record>(&mut self, key: Option<&str>, from: Option<Reference>, draft: R::Draft) -> Result<R, LedgerError>
    where
        R::Draft: Serialize,
    {
        let Some(key) = key else { return self.open_with::<R>(from, draft).await };
        let digest = {
            let mut hash = FieldHash::of("qingyuan request 1");
            hash.field(R::KIND.code());
            hash.field(&canonical(&serde_json::to_value(from)?));
            hash.field(&canonical(&serde_json::to_value(&draft)?));
            hash.finish()
        };
        let who = self.who().to_owned();
        let mut sql = Sql::new("SELECT digest, id FROM request_keys WHERE who = ");
        sql.bind(&who).push(" AND request_key = ").bind(key);
        if let Some(row) = sql.optional(self.connection()).await? {
            let row = Stored(&row);
            return if row.text("digest")? == digest { self.load::<R>(row.int("id")?).await } else { Err(LedgerError::KeyUsed) };
        }
        let record = self.open_with::<R>(from, draft).await?;
        let mut sql = Sql::new("INSERT INTO request_keys (who, request_key, digest, kind, id, at) VALUES (");
        sql.bind(&who).push(", ").bind(key).push(", ").bind(digest).push(", ").bind(R::KIND.code());
        sql.push(", ").bind(record.head().id).push(", ").bind(self.at()).push(")");
        sql.execute(self.connection()).await?;
        Ok(record)
    }

    async fn open_with<R: Record>(&mut self, from: Option<Reference>, draft: R::Draft) -> Result<R, LedgerError> {
        match from {
            Some(from) => self.open_from::<R>(from, draft).await,
            None => self.open::<R>(draft).await,
        }
    }
}
