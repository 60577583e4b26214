//! Coming in by the office's identity provider (统一身份认证): an account there is linked with one here by a security administrator;
//! whoever has none is not let in, and none is ever made on the way.

use super::sign_in::Arrival;
use super::{AccessRefusal, Account, Note, Token, account, lockout};
use crate::sql::{Sql, Stored, instant};
use crate::{Actor, Ledger, LedgerError};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::AnyConnection;
use utoipa::ToSchema;

/// An account of an identity provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutsideIdentity {
    /// The provider, as it calls itself (`iss`).
    pub issuer: String,
    /// The account there (`sub`): the one name that a provider never gives to another person.
    pub subject: String,
}

impl OutsideIdentity {
    /// Whether both say something.
    pub(super) fn check(&self) -> Result<(), LedgerError> {
        for (field, text) in [("认证服务标识", &self.issuer), ("认证账号标识", &self.subject)] {
            super::must_say(field, text)?;
            if text.chars().count() > 255 || text.trim() != text {
                return Err(LedgerError::Unfit { field, problem: "超过 255 字，或首尾有空格" });
            }
        }
        Ok(())
    }
}

impl Ledger {
    /// Signs in whom the identity provider has vouched for. A second factor is asked for as with a password, and the three
    /// administrators do not come in without one.
    ///
    /// # Errors
    /// [`AccessRefusal::NotLinked`], [`AccessRefusal::SecondFactorWanted`], [`AccessRefusal::Locked`], [`AccessRefusal::CodeWanted`],
    /// [`AccessRefusal::WrongCode`]; an account that is disabled or not approved.
    pub async fn sign_in_by_identity(
        &self,
        identity: &OutsideIdentity,
        code: Option<&str>,
        from: &str,
        at: DateTime<Utc>,
    ) -> Result<(Token, Account), LedgerError> {
        let at = instant(at);
        let mut writing = self.writing().await?;
        let Some(login) = linked(identity, writing.connection()).await? else {
            let by = Actor { who: "?".to_owned(), from: from.to_owned() };
            let after = Some(json!({ "issuer": identity.issuer, "subject": identity.subject }));
            writing.append(Note { after, ..Note::of("account.not_linked", "account", "?") }.event(at, &by)).await?;
            writing.commit().await?;
            return Err(AccessRefusal::NotLinked.into());
        };
        let account = account::load(&login, writing.connection()).await?;
        account.may_come_in()?;
        if account.role.is_administrator() && !account.second_factor {
            return Err(AccessRefusal::SecondFactorWanted.into());
        }
        let secrets = account::secrets(&login, writing.connection()).await?.ok_or(AccessRefusal::NotLinked)?;
        let failures = lockout::read(&login, at, writing.connection()).await?;
        // Who has failed at a password does not keep out whom the provider vouches for, but nobody tries codes for long.
        if let Some(until) = failures.locked_until.filter(|until| at < *until && secrets.totp.is_some()) {
            return Err(AccessRefusal::Locked { until }.into());
        }
        self.arrive(writing, account, &secrets, failures, Arrival { code, from, at, by_provider: true }).await
    }
}

async fn linked(identity: &OutsideIdentity, on: &mut AnyConnection) -> Result<Option<String>, LedgerError> {
    let mut sql = Sql::new("SELECT login FROM account_identities WHERE issuer = ");
    sql.bind(&identity.issuer).push(" AND subject = ").bind(&identity.subject);
    sql.optional(on).await?.map(|row| Stored(&row).text("login")).transpose()
}

/// Keeps what an account is linked with, so that it is found by it.
pub(super) async fn keep(account: &Account, on: &mut AnyConnection) -> Result<(), LedgerError> {
    let mut sql = Sql::new("DELETE FROM account_identities WHERE login = ");
    sql.bind(&account.login);
    sql.execute(&mut *on).await?;
    let Some(identity) = &account.identity else { return Ok(()) };
    if linked(identity, &mut *on).await?.is_some() {
        return Err(AccessRefusal::Exists { what: "统一身份认证账号的关联", name: identity.subject.clone() }.into());
    }
    let mut sql = Sql::new("INSERT INTO account_identities (issuer, subject, login) VALUES (");
    sql.bind(&identity.issuer).push(", ").bind(&identity.subject).push(", ").bind(&account.login).push(")");
    sql.execute(on).await.map(|_| ())
}
