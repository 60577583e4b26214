//! The first start (首次启动): a link, told once, by which the first security administrator comes to be. There is no default password.

use super::account::{self, Account, AccountDraft};
use super::password::NewPassword;
use super::secret::digest;
use super::{AccessRefusal, Note, Role, Token};
use crate::sql::{Sql, Stored, instant};
use crate::{Actor, Ledger, LedgerError};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::AnyConnection;
use std::collections::BTreeSet;
use subtle::ConstantTimeEq;

/// The link is good for so long.
pub const SETUP_LASTS: TimeDelta = TimeDelta::hours(24);

impl Ledger {
    /// A token for the set-up link, as long as there is no account; the ones before it are good no more.
    ///
    /// # Errors
    /// A database that cannot be written.
    pub async fn setup_token(&self, by: &Actor, at: DateTime<Utc>) -> Result<Option<Token>, LedgerError> {
        let at = instant(at);
        let mut writing = self.writing().await?;
        if is_anybody_there(writing.connection()).await? {
            return Ok(None);
        }
        let token = Token::random("");
        Sql::new("DELETE FROM setup_token").execute(writing.connection()).await?;
        let mut sql = Sql::new("INSERT INTO setup_token (id, digest, ends_at) VALUES (1, ");
        sql.bind(digest(token.expose())).push(", ").bind(at + SETUP_LASTS).push(")");
        sql.execute(writing.connection()).await?;
        writing.append(Note::of("setup.link", "account", "setup").event(at, by)).await?;
        writing.commit().await?;
        Ok(Some(token))
    }

    /// Makes the first account, a security administrator with a password of its own choice.
    ///
    /// # Errors
    /// [`AccessRefusal::SetupOver`] for a token that is wrong or too old, or when there is an account; a login name that is none.
    pub async fn complete_setup(
        &self,
        token: &str,
        name: &str,
        password: NewPassword,
        from: &str,
        at: DateTime<Utc>,
    ) -> Result<Account, LedgerError> {
        let at = instant(at);
        let mut writing = self.writing().await?;
        let row = Sql::new("SELECT digest, ends_at FROM setup_token WHERE id = 1").optional(writing.connection()).await?;
        let row = row.ok_or(AccessRefusal::SetupOver)?;
        let (kept, ends_at): (String, DateTime<Utc>) = (Stored(&row).text("digest")?, Stored(&row).parsed("ends_at")?);
        let right = bool::from(kept.as_bytes().ct_eq(digest(token).as_bytes()));
        if !right || at >= ends_at || is_anybody_there(writing.connection()).await? {
            return Err(AccessRefusal::SetupOver.into());
        }
        let draft = AccountDraft {
            login: password.login.clone(),
            name: name.to_owned(),
            role: Role::SecurityAdmin,
            office: None,
            duties: BTreeSet::new(),
            priorities: BTreeSet::new(),
        };
        let by = Actor { who: draft.login.clone(), from: from.to_owned() };
        let mut account = Account::new(draft, &by.who, at);
        account.founder = true;
        account.must_change_password = false;
        account::add(&mut writing, &by, at, &account, password).await?;
        Sql::new("DELETE FROM setup_token").execute(writing.connection()).await?;
        writing.commit().await?;
        Ok(account)
    }
}

/// Whether there is any account.
pub(super) async fn is_anybody_there(on: &mut AnyConnection) -> Result<bool, LedgerError> {
    Ok(Sql::new("SELECT login FROM accounts LIMIT 1").optional(on).await?.is_some())
}
