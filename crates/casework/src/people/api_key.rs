//! API keys (接口密钥): how machines come in.
//!
//! A key never stands for a person, and never for the machine that the program itself is. It names the operations that it is for, each
//! of which the server checks by [`ApiKey::allows`]; and it may belong to a medical institution, within whose reach it then is. One that
//! belongs to none sees no record of its own accord.

use super::power::{Power, require};
use super::secret::digest;
use super::{AccessRefusal, Caller, Note, OfficeKind, Role, Token, must_say, office};
use crate::sql::{Sql, Stored, instant};
use crate::{Actor, Ledger, LedgerError, Reach, Scope};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::to_value;
use sqlx::AnyConnection;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// What every key begins with, so that one that was published by mistake is found.
pub const KEY_PREFIX: &str = "qy_";
/// No key is good for longer.
pub const KEY_LASTS: TimeDelta = TimeDelta::days(366);
/// The highest rate of a key.
pub const HIGHEST_RATE: u32 = 6000;

/// A key (接口密钥), without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ApiKey {
    /// Its number.
    pub id: i64,
    /// What it is for (用途).
    pub name: String,
    /// The medical institution that it belongs to.
    pub institution: Option<String>,
    /// The operations that it is for, as in `tickets.write`.
    pub operations: BTreeSet<String>,
    /// How many requests a minute.
    pub per_minute: u32,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Who made it.
    pub entered_by: String,
    /// When.
    pub entered_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    #[serde(default)]
    pub last_used_at: Option<DateTime<Utc>>,
}

/// What is said of a key that is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiKeyDraft {
    /// What it is for (用途).
    pub name: String,
    /// The medical institution that it belongs to.
    #[serde(default)]
    pub institution: Option<String>,
    /// The operations that it is for.
    pub operations: BTreeSet<String>,
    /// How many requests a minute.
    pub per_minute: u32,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
}

impl ApiKey {
    /// Whether it is for this operation.
    pub fn allows(&self, operation: &str) -> bool {
        self.operations.contains(operation)
    }

    /// Who asks: the institution, or somebody who takes no step and sees no record.
    pub fn caller(&self, from: &str) -> Caller {
        let actor = Actor { who: format!("key:{}", self.id), from: from.to_owned() };
        let person = Some(actor.who.clone());
        let (role, scope) = match &self.institution {
            Some(code) => (Role::Institution, Scope { institutions: Reach::only([code.as_str()]), person, ..Scope::everything() }),
            None => (Role::Reader, Scope { person, ..Scope::nothing() }),
        };
        Caller { actor, role, intake: false, scope }
    }

    fn is_good(&self, at: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && at < self.expires_at
    }
}

impl ApiKeyDraft {
    fn check(&self, at: DateTime<Utc>) -> Result<(), LedgerError> {
        let wrong = |field, problem| Err(LedgerError::Unfit { field, problem });
        must_say("用途", &self.name)?;
        let word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        if self.operations.is_empty() || !self.operations.iter().all(|operation| operation.split('.').all(word)) {
            return wrong("操作", "至少一项，形如 tickets.write");
        }
        if !(1..=HIGHEST_RATE).contains(&self.per_minute) {
            return wrong("每分钟次数", "须在 1 至 6000 之间");
        }
        if self.expires_at <= at || self.expires_at - at > KEY_LASTS {
            return wrong("有效期", "须晚于现在，且不超过 366 天");
        }
        Ok(())
    }
}

impl Ledger {
    /// Makes a key; its secret is told this once.
    ///
    /// # Errors
    /// A caller who is not the security administrator; an institution that there is not; figures out of bounds.
    pub async fn create_api_key(&self, caller: &Caller, at: DateTime<Utc>, draft: ApiKeyDraft) -> Result<(ApiKey, Token), LedgerError> {
        require(caller, Power::Accounts)?;
        let at = instant(at);
        let draft = ApiKeyDraft { expires_at: instant(draft.expires_at), ..draft };
        draft.check(at)?;
        let mut writing = self.writing().await?;
        if !institution_is_there(&draft.institution, writing.connection()).await? {
            return Err(AccessRefusal::NoSuch { what: "定点医药机构", name: draft.institution.unwrap_or_default() }.into());
        }
        let key = ApiKey {
            id: writing.next_id(Sql::new("SELECT max(id) AS newest FROM api_keys")).await?,
            name: draft.name.trim().to_owned(),
            institution: draft.institution,
            operations: draft.operations,
            per_minute: draft.per_minute,
            expires_at: draft.expires_at,
            revoked_at: None,
            entered_by: caller.actor.who.clone(),
            entered_at: at,
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
        require(caller, Power::Accounts)?;
        must_say("事由", reason)?;
        let at = instant(at);
        let mut writing = self.writing().await?;
        let mut sql = Sql::new("SELECT body, last_used_at FROM api_keys WHERE id = ");
        sql.bind(id);
        let row = sql.optional(writing.connection()).await?;
        let row = row.ok_or_else(|| AccessRefusal::NoSuch { what: "接口密钥", name: id.to_string() })?;
        let before = stored(&Stored(&row))?;
        if before.revoked_at.is_some() {
            return Err(AccessRefusal::NotNow("接口密钥已撤销").into());
        }
        let after = ApiKey { revoked_at: Some(at), ..before.clone() };
        let mut sql = Sql::new("UPDATE api_keys SET body = ");
        sql.bind(serde_json::to_string(&after)?).push(" WHERE id = ").bind(id);
        sql.execute(writing.connection()).await?;
        let (was, is, id) = (Some(to_value(&before)?), Some(to_value(&after)?), id.to_string());
        let note = Note { before: was, after: is, why: reason, ..Note::of("api_key.revoke", "api_key", &id) };
        writing.append(note.event(at, &caller.actor)).await?;
        writing.commit().await?;
        Ok(after)
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
    /// [`AccessRefusal::NoKey`] for one that is not there, was revoked, is too old, or belongs to an institution that is no more.
    pub async fn api_key(&self, secret: &str, at: DateTime<Utc>) -> Result<ApiKey, LedgerError> {
        let mut sql = Sql::new("SELECT body, last_used_at FROM api_keys WHERE digest = ");
        sql.bind(digest(secret));
        let mut connection = self.pool.acquire().await?;
        let row = sql.optional(&mut connection).await?.ok_or(AccessRefusal::NoKey)?;
        let key = stored(&Stored(&row))?;
        if !key.is_good(at) || !institution_is_there(&key.institution, &mut connection).await? {
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
        sql.bind(at - TimeDelta::minutes(1)).push(")");
        sql.execute(&mut *self.pool.acquire().await?).await.map(|_| ())
    }
}

/// Whether the institution of a key, if it has one, still is one.
async fn institution_is_there(code: &Option<String>, on: &mut AnyConnection) -> Result<bool, LedgerError> {
    let Some(code) = code else { return Ok(true) };
    let offices = office::around(Some(code), on).await?;
    Ok(offices.get(code).is_some_and(|office| office.kind == OfficeKind::Institution && office.active))
}

fn stored(row: &Stored<'_>) -> Result<ApiKey, LedgerError> {
    let key: ApiKey = row.json("body")?;
    Ok(ApiKey { last_used_at: row.parsed_or_none("last_used_at")?, ..key })
}
