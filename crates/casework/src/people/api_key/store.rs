//! Keys in the database: made, revoked, renewed by the security administrator; found by their secret; each change an event.

use super::{ApiKey, ApiKeyDraft, KEY_PREFIX, TOUCH_EVERY, check_expiry, missing_office};
use crate::people::power::{Power, require};
use crate::people::secret::digest;
use crate::people::{AccessRefusal, Caller, Note, Token, must_say};
use crate::sql::{Sql, Stored, instant};
use crate::store::Writing;
use crate::{Ledger, LedgerError};
use chrono::{DateTime, Utc};
use serde_json::to_value;

impl Ledger {
    /// Makes a key; its secret is told this once.
    ///
    /// # Errors
    /// A caller who is not the security administrator; an institution or department that there is not; operations that do not go with
    /// whom it belongs to; figures out of bounds.
    pub async fn create_api_key(&self, caller: &Caller, at: DateTime<Utc>, draft: ApiKeyDraft) -> Result<(ApiKey, Token), LedgerError> {
        require(caller, Power::Accounts)?;
        let at = instant(at);
        let draft = draft.folded();
        draft.check(at)?;
        let mut writing = self.writing().await?;
        let missing = missing_office(draft.institution.as_deref(), draft.department.as_deref(), writing.connection()).await?;
        if let Some((what, name)) = missing {
            return Err(AccessRefusal::NoSuch { what, name }.into());
        }
        let key = ApiKey {
            id: writing.next_id(Sql::new("SELECT max(id) AS newest FROM api_keys")).await?,
            name: draft.name,
            institution: draft.institution,
            department: draft.department,
            system: draft.system,
            operations: draft.operations,
            per_minute: draft.per_minute,
            expires_at: draft.expires_at,
            revoked_at: None,
            entered_by: caller.actor.who.clone(),
            entered_at: at,
            renewed_at: None,
            last_used_at: None,
        };
        let token = Token::random(KEY_PREFIX);
        let mut sql = Sql::new("INSERT INTO api_keys (id, digest, body) VALUES (");
        sql.bind(key.id).push(", ").bind(digest(token.expose())).push(", ").bind(serde_json::to_string(&key)?).push(")");
        sql.execute(writing.connection()).await?;
        let id = key.id.to_string();
        let note = Note { after: Some(to_value(&key)?), ..Note::of("api_key.create", "api_key", &id) };
        writing.append(note.event(at, &caller.actor)).await?;
        writing.commit().await?;
        Ok((key, token))
    }

    /// Revokes a key: it is good no more, from now on and for ever.
    ///
    /// # Errors
    /// A caller who is not the security administrator; no such key; one that was revoked already; no reason.
    pub async fn revoke_api_key(&self, caller: &Caller, at: DateTime<Utc>, id: i64, reason: &str) -> Result<ApiKey, LedgerError> {
        let (mut writing, before) = self.about_to_change(caller, id, reason).await?;
        let after = ApiKey { revoked_at: Some(instant(at)), ..before.clone() };
        save(&mut writing, caller, instant(at), (&before, &after), "api_key.revoke", reason).await?;
        writing.commit().await?;
        Ok(after)
    }

    /// Gives a key another secret, told this once, and another end; the secret before it is good no more.
    ///
    /// # Errors
    /// As [`Ledger::revoke_api_key`]; an end out of bounds.
    pub async fn renew_api_key(
        &self,
        caller: &Caller,
        at: DateTime<Utc>,
        id: i64,
        expires_at: DateTime<Utc>,
        reason: &str,
    ) -> Result<(ApiKey, Token), LedgerError> {
        let (mut writing, before) = self.about_to_change(caller, id, reason).await?;
        let (at, expires_at) = (instant(at), instant(expires_at));
        check_expiry(expires_at, at)?;
        let after = ApiKey { expires_at, renewed_at: Some(at), ..before.clone() };
        let token = Token::random(KEY_PREFIX);
        let mut sql = Sql::new("UPDATE api_keys SET digest = ");
        sql.bind(digest(token.expose())).push(" WHERE id = ").bind(id);
        sql.execute(writing.connection()).await?;
        save(&mut writing, caller, at, (&before, &after), "api_key.renew", reason).await?;
        writing.commit().await?;
        Ok((after, token))
    }

    /// A key that is not revoked, before it is changed for a reason.
    async fn about_to_change(&self, caller: &Caller, id: i64, reason: &str) -> Result<(Writing<'_>, ApiKey), LedgerError> {
        require(caller, Power::Accounts)?;
        must_say("事由", reason)?;
        let mut writing = self.writing().await?;
        let mut sql = Sql::new("SELECT body, last_used_at FROM api_keys WHERE id = ");
        sql.bind(id);
        let row = sql.optional(writing.connection()).await?;
        let row = row.ok_or_else(|| AccessRefusal::NoSuch { what: "接口密钥", name: id.to_string() })?;
        let key = stored(&Stored(&row))?;
        if key.revoked_at.is_some() {
            return Err(AccessRefusal::NotNow("接口密钥已撤销").into());
        }
        Ok((writing, key))
    }

    /// Every key, revoked ones too, without its secret.
    ///
    /// # Errors
    /// A caller who is not the security administrator.
    pub async fn api_keys(&self, caller: &Caller) -> Result<Vec<ApiKey>, LedgerError> {
        require(caller, Power::Accounts)?;
        let sql = Sql::new("SELECT body, last_used_at FROM api_keys ORDER BY id");
        sql.all(&mut *self.pool.acquire().await?).await?.iter().map(|row| stored(&Stored(row))).collect()
    }

    /// The key of this secret, at this moment.
    ///
    /// # Errors
    /// [`AccessRefusal::NoKey`] for one that is not there, was revoked, is too old, or belongs to an office that is no more.
    pub async fn api_key(&self, secret: &str, at: DateTime<Utc>) -> Result<ApiKey, LedgerError> {
        let mut sql = Sql::new("SELECT body, last_used_at FROM api_keys WHERE digest = ");
        sql.bind(digest(secret));
        let mut connection = self.pool.acquire().await?;
        let row = sql.optional(&mut connection).await?.ok_or(AccessRefusal::NoKey)?;
        let key = stored(&Stored(&row))?;
        let missing = missing_office(key.institution.as_deref(), key.department.as_deref(), &mut connection).await?;
        if !key.is_good(at) || missing.is_some() {
            return Err(AccessRefusal::NoKey.into());
        }
        Ok(key)
    }

    /// Writes down that a key is used, once a minute.
    ///
    /// # Errors
    /// A database that cannot be written.
    pub async fn touch_api_key(&self, id: i64, at: DateTime<Utc>) -> Result<(), LedgerError> {
        let at = instant(at);
        let mut sql = Sql::new("UPDATE api_keys SET last_used_at = ");
        sql.bind(at).push(" WHERE id = ").bind(id).push(" AND (last_used_at IS NULL OR last_used_at < ");
        sql.bind(at - TOUCH_EVERY).push(")");
        sql.execute(&mut *self.pool.acquire().await?).await.map(|_| ())
    }
}

/// Keeps a key that has changed, with its event.
async fn save(
    writing: &mut Writing<'_>,
    caller: &Caller,
    at: DateTime<Utc>,
    (before, after): (&ApiKey, &ApiKey),
    kind: &str,
    why: &str,
) -> Result<(), LedgerError> {
    let mut sql = Sql::new("UPDATE api_keys SET body = ");
    sql.bind(serde_json::to_string(after)?).push(" WHERE id = ").bind(after.id);
    sql.execute(writing.connection()).await?;
    let id = after.id.to_string();
    let note = Note { before: Some(to_value(before)?), after: Some(to_value(after)?), why, ..Note::of(kind, "api_key", &id) };
    writing.append(note.event(at, &caller.actor)).await
}

fn stored(row: &Stored<'_>) -> Result<ApiKey, LedgerError> {
    let key: ApiKey = row.json("body")?;
    Ok(ApiKey { last_used_at: row.parsed_or_none("last_used_at")?, ..key })
}
