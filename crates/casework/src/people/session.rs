//! Sessions (会话): from signing in to signing out.
//!
//! A session is known by a random token, of which only the SHA-256 is kept. It ends thirty minutes after it was last used, and twelve
//! hours after it began whatever happens. It is over at once when its account is disabled, posted elsewhere, or gets another
//! password. It hangs on no network address: people walk from one network to the next.

use super::account::{self, Account};
use super::password::{CheckedChange, PasswordChange};
use super::secret::digest;
use super::{AccessRefusal, Caller, Duty, Note, PasswordProblem, Token, lockout, office, reach};
use crate::sql::{Sql, Stored, instant};
use crate::{Actor, Ledger, LedgerError, Scope};
use chrono::{DateTime, TimeDelta, Utc};
use sqlx::AnyConnection;

/// A session that is not used for so long is over.
pub const IDLE: TimeDelta = TimeDelta::minutes(30);
/// However much it is used, it is over then.
pub const ABSOLUTE: TimeDelta = TimeDelta::hours(12);
/// That it is used is written down no more often than this.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(1);

/// A session that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub account: Account,
    /// What the account sees at this moment.
    pub scope: Scope,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ends if nothing happens.
    pub idle_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub ends_at: DateTime<Utc>,
    /// Whether it is time to write down that it is used ([`Ledger::touch_session`]).
    pub touch_due: bool,
}

impl Session {
    /// Who asks, for everything that the ledger does.
    ///
    /// # Errors
    /// A password that was set by another and was not changed yet: nothing but changing it is allowed.
    pub fn caller(&self, from: &str) -> Result<Caller, AccessRefusal> {
        if self.account.must_change_password {
            return Err(AccessRefusal::MustChangePassword);
        }
        Ok(Caller {
            actor: self.actor(from),
            role: self.account.role,
            intake: self.account.duties.contains(&Duty::Intake),
            scope: self.scope.clone(),
        })
    }

    fn actor(&self, from: &str) -> Actor {
        Actor { who: self.account.login.clone(), from: from.to_owned() }
    }
}

impl Ledger {
    /// The session of this token, as it is at this moment.
    ///
    /// # Errors
    /// [`AccessRefusal::NoSession`] when there is none, or it is over.
    pub async fn session(&self, token: &str, at: DateTime<Utc>) -> Result<Session, LedgerError> {
        running(token, at, &mut *self.pool.acquire().await?).await
    }

    /// Writes down that a session is used, so that it does not end for want of use. Apart from [`Ledger::session`], since a request
    /// has no need to wait for it.
    ///
    /// # Errors
    /// A database that cannot be written.
    pub async fn touch_session(&self, token: &str, at: DateTime<Utc>) -> Result<(), LedgerError> {
        let at = instant(at);
        let mut sql = Sql::new("UPDATE sessions SET seen_at = ");
        // One that is over does not come back.
        sql.bind(at).push(" WHERE digest = ").bind(digest(token)).push(" AND seen_at > ").bind(at - IDLE);
        sql.push(" AND seen_at < ").bind(at).push(" AND ends_at > ").bind(at);
        sql.execute(&mut *self.pool.acquire().await?).await.map(|_| ())
    }

    /// Signs out: this session is over.
    ///
    /// # Errors
    /// [`AccessRefusal::NoSession`].
    pub async fn sign_out(&self, token: &str, from: &str, at: DateTime<Utc>) -> Result<(), LedgerError> {
        self.sign_out_of(token, from, at, false).await
    }

    /// Signs out everywhere: all sessions of this session's account are over.
    ///
    /// # Errors
    /// [`AccessRefusal::NoSession`].
    pub async fn sign_out_everywhere(&self, token: &str, from: &str, at: DateTime<Utc>) -> Result<(), LedgerError> {
        self.sign_out_of(token, from, at, true).await
    }

    async fn sign_out_of(&self, token: &str, from: &str, at: DateTime<Utc>, everywhere: bool) -> Result<(), LedgerError> {
        let at = instant(at);
        let mut writing = self.writing().await?;
        let session = running(token, at, writing.connection()).await?;
        let login = session.account.login.as_str();
        if everywhere {
            end_all(login, writing.connection()).await?;
        } else {
            end(token, writing.connection()).await?;
        }
        let kind = if everywhere { "account.sign_out_everywhere" } else { "account.sign_out" };
        let by = session.actor(from);
        writing.append(Note::of(kind, "account", login).event(at, &by)).await?;
        writing.commit().await
    }

    /// What a change of one's own password is checked against ([`PasswordChange::check`]).
    ///
    /// # Errors
    /// [`AccessRefusal::NoSession`].
    pub async fn password_change(&self, token: &str, at: DateTime<Utc>) -> Result<PasswordChange, LedgerError> {
        let mut reading = self.reading().await?;
        let login = running(token, at, &mut reading).await?.account.login;
        let secrets = account::secrets(&login, &mut reading).await?.ok_or(AccessRefusal::NoSession)?;
        Ok(PasswordChange { login, current: secrets.password, former: secrets.former })
    }

    /// Changes one's own password. All sessions of the account are over; the answer is the token of a new one.
    ///
    /// # Errors
    /// [`AccessRefusal::NoSession`]; what was wrong with the password. A wrong present password counts as a failure to sign in, since
    /// whoever finds a computer unlocked may try.
    pub async fn change_password(&self, token: &str, from: &str, at: DateTime<Utc>, change: CheckedChange) -> Result<Token, LedgerError> {
        let at = instant(at);
        let mut writing = self.writing().await?;
        let session = running(token, at, writing.connection()).await?;
        let before = session.account.clone();
        let login = before.login.as_str();
        let by = session.actor(from);
        let failures = lockout::read(login, at, writing.connection()).await?;
        if let Some(until) = failures.locked_until.filter(|until| at < *until) {
            return Err(AccessRefusal::Locked { until }.into());
        }
        let secrets = account::secrets(login, writing.connection()).await?.ok_or(AccessRefusal::NoSession)?;
        // Checked against a password that is not this account's, or not any more.
        if secrets.password != change.from {
            return Err(AccessRefusal::NoSession.into());
        }
        let new = match change.to {
            Ok(new) => new,
            Err(problem) => {
                if problem == PasswordProblem::WrongCurrent {
                    lockout::count(login, failures, at, writing.connection()).await?;
                    writing.append(Note::of("account.password_failed", "account", login).event(at, &by)).await?;
                    writing.commit().await?;
                }
                return Err(AccessRefusal::Password(problem).into());
            }
        };
        account::set_password(login, &new.hash, writing.connection()).await?;
        let mut after = before.clone();
        after.must_change_password = false;
        account::save(&mut writing, &by, at, &before, &mut after, "account.change_password", "").await?;
        end_all(login, writing.connection()).await?;
        let token = begin(login, session.started_at, at, writing.connection()).await?;
        writing.commit().await?;
        Ok(token)
    }
}

/// The session of this token.
pub(super) async fn running(token: &str, at: DateTime<Utc>, on: &mut AnyConnection) -> Result<Session, LedgerError> {
    let mut sql = Sql::new(
        "SELECT a.body, s.started_at, s.seen_at, s.ends_at FROM sessions s JOIN accounts a ON a.login = s.login WHERE s.digest = ",
    );
    sql.bind(digest(token));
    let row = sql.optional(&mut *on).await?.ok_or(AccessRefusal::NoSession)?;
    let row = Stored(&row);
    let account: Account = row.json("body")?;
    let (started_at, seen_at, ends_at): (DateTime<Utc>, DateTime<Utc>, DateTime<Utc>) =
        (row.parsed("started_at")?, row.parsed("seen_at")?, row.parsed("ends_at")?);
    let idle_at = seen_at + IDLE;
    if at >= idle_at || at >= ends_at || account.may_come_in().is_err() {
        return Err(AccessRefusal::NoSession.into());
    }
    let offices = office::around(account.office.as_deref(), on).await?;
    let scope = reach::scope_of(&account, &offices);
    Ok(Session { scope, account, started_at, idle_at, ends_at, touch_due: at - seen_at >= TOUCH_EVERY })
}

/// Begins a session, or goes on with one that began earlier under a new token.
pub(super) async fn begin(login: &str, started_at: DateTime<Utc>, at: DateTime<Utc>, on: &mut AnyConnection) -> Result<Token, LedgerError> {
    let mut sql = Sql::new("DELETE FROM sessions WHERE login = ");
    sql.bind(login).push(" AND (ends_at <= ").bind(at).push(" OR seen_at <= ").bind(at - IDLE).push(")");
    sql.execute(&mut *on).await?;
    let token = Token::random("");
    let mut sql = Sql::new("INSERT INTO sessions (digest, login, started_at, seen_at, ends_at) VALUES (");
    sql.bind(digest(token.expose())).push(", ").bind(login).push(", ").bind(started_at);
    sql.push(", ").bind(at).push(", ").bind(started_at + ABSOLUTE).push(")");
    sql.execute(on).await?;
    Ok(token)
}

/// Ends one session.
pub(super) async fn end(token: &str, on: &mut AnyConnection) -> Result<(), LedgerError> {
    let mut sql = Sql::new("DELETE FROM sessions WHERE digest = ");
    sql.bind(digest(token));
    sql.execute(on).await.map(|_| ())
}

/// Ends all sessions of an account.
pub(super) async fn end_all(login: &str, on: &mut AnyConnection) -> Result<(), LedgerError> {
    let mut sql = Sql::new("DELETE FROM sessions WHERE login = ");
    sql.bind(login);
    sql.execute(on).await.map(|_| ())
}
