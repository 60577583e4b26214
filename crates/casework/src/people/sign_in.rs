//! Signing in (登录).
//!
//! In three parts, so that the slow one is outside of every transaction: [`Ledger::credentials`] reads what a password is held against,
//! [`Credentials::check`] holds it against that on a thread of its own, and [`Ledger::sign_in`] does the rest. A name that no account
//! has takes the same way and the same work.

use super::account::{self, Account, Secrets};
use super::password::{self, PasswordHash};
use super::{AccessRefusal, Note, Token, lockout, second_factor, session};
use crate::sql::instant;
use crate::store::Writing;
use crate::{Actor, Ledger, LedgerError};
use chrono::{DateTime, Utc};
use serde_json::json;

/// In events, whoever is not known: no account can have this name.
const UNKNOWN: &str = "?";

/// What a password is held against.
#[derive(Debug, Clone)]
pub struct Credentials {
    login: String,
    kept: Option<PasswordHash>,
}

/// A name and whether the password was right.
#[derive(Debug, Clone)]
pub struct CheckedCredentials {
    login: String,
    /// The hash that the password fits.
    fits: Option<PasswordHash>,
}

impl Credentials {
    /// Holds a password against what is kept; slow, and as slow where nothing is.
    pub fn check(self, password: &str) -> CheckedCredentials {
        // One that is too long to be any account's is not hashed, but stands for a password all the same.
        let password = if password.chars().count() > password::LONGEST { "" } else { password };
        let right = self.kept.as_ref().unwrap_or_else(|| password::nobodys()).is_of(password);
        CheckedCredentials { login: self.login, fits: self.kept.filter(|_| right) }
    }
}

impl CheckedCredentials {
    /// Whether it is this account's password, as it is kept now.
    pub(super) fn is_of(&self, login: &str, kept: &PasswordHash) -> bool {
        self.login == login && self.fits.as_ref() == Some(kept)
    }
}

/// Somebody of whom it is known who they are, as they come in.
pub(super) struct Arrival<'a> {
    /// The code of the second factor.
    pub(super) code: Option<&'a str>,
    /// Where from.
    pub(super) from: &'a str,
    /// When.
    pub(super) at: DateTime<Utc>,
    /// The identity provider says who it is, and not a password.
    pub(super) by_provider: bool,
}

impl Ledger {
    /// What the password of somebody who calls themselves so is held against.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn credentials(&self, login: &str) -> Result<Credentials, LedgerError> {
        // A name longer than any is none; it is not kept whole either.
        let login: String = login.trim().to_lowercase().chars().take(64).collect();
        let kept = account::secrets(&login, &mut *self.pool.acquire().await?).await?.map(|secrets| secrets.password);
        Ok(Credentials { login, kept })
    }

    /// The same for whoever is signed in already and is asked for the password once more.
    ///
    /// # Errors
    /// [`AccessRefusal::NoSession`].
    pub async fn own_credentials(&self, token: &str, at: DateTime<Utc>) -> Result<Credentials, LedgerError> {
        let login = self.session(token, at).await?.account.login;
        self.credentials(&login).await
    }

    /// Signs in: the answer is the token of a new session, and the account. `code` is the one of the second factor, or a recovery code.
    ///
    /// # Errors
    /// [`AccessRefusal::WrongCredentials`], [`AccessRefusal::Locked`], [`AccessRefusal::CodeWanted`] and
    /// [`AccessRefusal::WrongCode`]; an account that is disabled or not approved, which only who knows the password is told.
    pub async fn sign_in(
        &self,
        checked: &CheckedCredentials,
        code: Option<&str>,
        from: &str,
        at: DateTime<Utc>,
    ) -> Result<(Token, Account), LedgerError> {
        let at = instant(at);
        let mut writing = self.writing().await?;
        let login = checked.login.as_str();
        let failures = lockout::read(login, at, writing.connection()).await?;
        if let Some(until) = failures.locked_until.filter(|until| at < *until) {
            return Err(AccessRefusal::Locked { until }.into());
        }
        let kept = account::secrets(login, writing.connection()).await?;
        let known = kept.is_some();
        // The password may have changed since it was checked.
        let Some(secrets) = kept.filter(|secrets| checked.fits.as_ref() == Some(&secrets.password)) else {
            fail(writing, login, known, failures, from, at).await?;
            return Err(AccessRefusal::WrongCredentials.into());
        };
        let account = account::load(login, writing.connection()).await?;
        account.may_come_in()?;
        self.arrive(writing, account, &secrets, failures, Arrival { code, from, at, by_provider: false }).await
    }

    /// What is left once it is known who comes: the second factor, and the session.
    pub(super) async fn arrive(
        &self,
        mut writing: Writing<'_>,
        account: Account,
        secrets: &Secrets,
        failures: lockout::Failures,
        Arrival { code, from, at, by_provider }: Arrival<'_>,
    ) -> Result<(Token, Account), LedgerError> {
        let login = account.login.as_str();
        let mut by_recovery_code = false;
        if secrets.totp.is_some() {
            let code = code.ok_or(AccessRefusal::CodeWanted)?;
            match second_factor::accept(login, secrets, code, at, self.keys()?, writing.connection()).await? {
                Some(recovery) => by_recovery_code = recovery,
                None => {
                    fail(writing, login, true, failures, from, at).await?;
                    return Err(AccessRefusal::WrongCode.into());
                }
            }
        }
        lockout::forget(login, writing.connection()).await?;
        let token = session::begin(login, at, at, writing.connection()).await?;
        let by = Actor { who: login.to_owned(), from: from.to_owned() };
        let mut after = json!({ "second_factor": secrets.totp.is_some(), "recovery_code": by_recovery_code });
        if by_provider {
            after["identity_provider"] = true.into();
        }
        writing.append(Note { after: Some(after), ..Note::of("account.sign_in", "account", login) }.event(at, &by)).await?;
        writing.commit().await?;
        Ok((token, account))
    }
}

/// Keeps that somebody failed. A name that no account has is not written into the chain: people type passwords there by mistake.
async fn fail(
    mut writing: Writing<'_>,
    login: &str,
    known: bool,
    before: lockout::Failures,
    from: &str,
    at: DateTime<Utc>,
) -> Result<(), LedgerError> {
    let failures = lockout::count(login, before, at, writing.connection()).await?;
    let by = Actor { who: UNKNOWN.to_owned(), from: from.to_owned() };
    let after = Some(json!({ "failures": failures.number(), "locked_until": failures.locked_until }));
    let note = Note { after, ..Note::of("account.sign_in_failed", "account", if known { login } else { UNKNOWN }) };
    writing.append(note.event(at, &by)).await?;
    writing.commit().await
}
