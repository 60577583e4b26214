//! The second factor (双因素认证): enrolling an authenticator app, changing it, and codes for the day on which it is lost.
//!
//! Whatever changes it asks once more for what its person knows and has: the password, and a code where there is a second factor
//! already. A computer that was left unlocked is not enough.

use super::account::{self, Secrets};
use super::secret::digest_typed;
use super::session::Session;
use super::{AccessRefusal, CheckedCredentials, Note, PasswordProblem, Token, TotpSecret, lockout, session};
use crate::seal::Keys;
use crate::sql::{Sql, Stored, instant};
use crate::store::Writing;
use crate::{Actor, Ledger, LedgerError};
use chrono::{DateTime, Utc};
use sqlx::AnyConnection;

/// How many recovery codes somebody gets.
pub const RECOVERY_CODES: usize = 10;

/// What somebody who is signed in proves once more.
#[derive(Debug, Clone)]
pub struct Proof {
    /// The password, checked ([`Ledger::own_credentials`]).
    pub password: CheckedCredentials,
    /// A code of the present second factor, or a recovery code; wanted where there is a second factor.
    pub code: Option<String>,
    /// Where the request comes from.
    pub from: String,
}

/// How somebody's second factor stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecondFactor {
    /// Whether sign-in asks for a code.
    pub enabled: bool,
    /// Recovery codes that were not used yet.
    pub recovery_codes: u64,
}

impl Ledger {
    /// How the second factor of this session's account stands; nobody is told of another's.
    ///
    /// # Errors
    /// [`AccessRefusal::NoSession`].
    pub async fn second_factor(&self, token: &str, at: DateTime<Utc>) -> Result<SecondFactor, LedgerError> {
        let mut reading = self.reading().await?;
        let account = session::running(token, instant(at), &mut reading).await?.account;
        let mut sql = Sql::new("SELECT count(*) AS n FROM recovery_codes WHERE login = ");
        sql.bind(&account.login);
        let left = sql.optional(&mut reading).await?.map_or(Ok(0), |row| Stored(&row).count("n"))?;
        Ok(SecondFactor { enabled: account.second_factor, recovery_codes: left })
    }

    /// Makes a secret for this session's account to put into its app, also one to take the place of another. Nothing changes at
    /// sign-in until it is confirmed.
    ///
    /// # Errors
    /// [`AccessRefusal::NoSession`]; a password or code that is wrong; a ledger without its keys.
    pub async fn enrol_second_factor(&self, token: &str, proof: &Proof, at: DateTime<Utc>) -> Result<TotpSecret, LedgerError> {
        let at = instant(at);
        let mut writing = self.writing().await?;
        let running = session::running(token, at, writing.connection()).await?;
        let keys = self.keys()?;
        let mut writing = prove(writing, &running, proof, keys, at).await?;
        let secret = TotpSecret::new();
        let login = &running.account.login;
        let mut sql = Sql::new("UPDATE account_secrets SET totp_pending = ");
        sql.bind(secret.to_stored(keys, login)?).push(" WHERE login = ").bind(login);
        sql.execute(writing.connection()).await?;
        writing.commit().await?;
        Ok(secret)
    }

    /// Confirms it with a code of the app: from now on sign-in asks for one. The answer is a new token for the session, whose old one
    /// is good no more, and the recovery codes, which are told this once; those of before are good no more.
    ///
    /// # Errors
    /// [`AccessRefusal::NoSession`], [`AccessRefusal::WrongCode`]; nothing to confirm.
    pub async fn confirm_second_factor(
        &self,
        token: &str,
        code: &str,
        from: &str,
        at: DateTime<Utc>,
    ) -> Result<(Token, Vec<Token>), LedgerError> {
        let at = instant(at);
        let mut writing = self.writing().await?;
        let running = session::running(token, at, writing.connection()).await?;
        let before = &running.account;
        let login = before.login.as_str();
        let secrets = account::secrets(login, writing.connection()).await?.ok_or(AccessRefusal::NoSession)?;
        let pending = secrets.totp_pending.ok_or(AccessRefusal::NotNow("请先获取双因素认证密钥"))?;
        // A secret that was only just made has had no code accepted yet.
        let secret = TotpSecret::from_stored(self.keys()?, login, &pending)?;
        let step = secret.accepts(code, at, None).ok_or(AccessRefusal::WrongCode)?;
        let mut sql = Sql::new("UPDATE account_secrets SET totp_pending = NULL, totp_secret = ");
        sql.bind(pending).push(", totp_last_step = ").bind(step).push(" WHERE login = ").bind(login);
        sql.execute(writing.connection()).await?;
        let codes = new_codes(login, writing.connection()).await?;
        let mut after = before.clone();
        after.second_factor = true;
        let kind = if before.second_factor { "account.second_factor_renewed" } else { "account.second_factor" };
        account::save(&mut writing, &actor(login, from), at, before, &mut after, kind, "").await?;
        let token = go_on(&running, at, &mut writing).await?;
        writing.commit().await?;
        Ok((token, codes))
    }

    /// Does without the second factor from now on. All sessions of the account are over; the answer is the token of a new one.
    ///
    /// # Errors
    /// [`AccessRefusal::NoSession`]; a password or code that is wrong; no second factor.
    pub async fn remove_second_factor(&self, token: &str, proof: &Proof, at: DateTime<Utc>) -> Result<Token, LedgerError> {
        let at = instant(at);
        let (mut writing, running) = self.proven(token, proof, at).await?;
        let before = &running.account;
        account::forget_second_factor(&before.login, writing.connection()).await?;
        let mut after = before.clone();
        after.second_factor = false;
        let by = actor(&before.login, &proof.from);
        account::save(&mut writing, &by, at, before, &mut after, "account.second_factor_removed", "").await?;
        let token = go_on(&running, at, &mut writing).await?;
        writing.commit().await?;
        Ok(token)
    }

    /// New recovery codes, told this once; those of before are good no more.
    ///
    /// # Errors
    /// As [`Ledger::remove_second_factor`].
    pub async fn renew_recovery_codes(&self, token: &str, proof: &Proof, at: DateTime<Utc>) -> Result<Vec<Token>, LedgerError> {
        let at = instant(at);
        let (mut writing, running) = self.proven(token, proof, at).await?;
        let login = running.account.login.as_str();
        let codes = new_codes(login, writing.connection()).await?;
        let by = actor(login, &proof.from);
        writing.append(Note::of("account.recovery_codes", "account", login).event(at, &by)).await?;
        writing.commit().await?;
        Ok(codes)
    }

    /// A session of somebody with a second factor who has proven themselves once more.
    async fn proven(&self, token: &str, proof: &Proof, at: DateTime<Utc>) -> Result<(Writing<'_>, Session), LedgerError> {
        let mut writing = self.writing().await?;
        let running = session::running(token, at, writing.connection()).await?;
        if !running.account.second_factor {
            return Err(AccessRefusal::NotNow("尚未启用双因素认证").into());
        }
        let writing = prove(writing, &running, proof, self.keys()?, at).await?;
        Ok((writing, running))
    }
}

/// Holds the proof against what is kept; one that fails counts as a failure to sign in.
async fn prove<'l>(
    mut writing: Writing<'l>,
    running: &Session,
    proof: &Proof,
    keys: &Keys,
    at: DateTime<Utc>,
) -> Result<Writing<'l>, LedgerError> {
    let login = running.account.login.as_str();
    let failures = lockout::read(login, at, writing.connection()).await?;
    if let Some(until) = failures.locked_until.filter(|until| at < *until) {
        return Err(AccessRefusal::Locked { until }.into());
    }
    let secrets = account::secrets(login, writing.connection()).await?.ok_or(AccessRefusal::NoSession)?;
    let refusal = if !proof.password.is_of(login, &secrets.password) {
        AccessRefusal::Password(PasswordProblem::WrongCurrent)
    } else if secrets.totp.is_none() {
        return Ok(writing);
    } else {
        let code = proof.code.as_deref().ok_or(AccessRefusal::CodeWanted)?;
        match accept(login, &secrets, code, at, keys, writing.connection()).await? {
            Some(_) => return Ok(writing),
            None => AccessRefusal::WrongCode,
        }
    };
    lockout::count(login, failures, at, writing.connection()).await?;
    let by = actor(login, &proof.from);
    writing.append(Note::of("account.password_failed", "account", login).event(at, &by)).await?;
    writing.commit().await?;
    Err(refusal.into())
}

fn actor(login: &str, from: &str) -> Actor {
    Actor { who: login.to_owned(), from: from.to_owned() }
}

/// Other sessions of the account are over, and this one goes on under a new token.
async fn go_on(running: &Session, at: DateTime<Utc>, writing: &mut Writing<'_>) -> Result<Token, LedgerError> {
    let login = running.account.login.as_str();
    session::end_all(login, writing.connection()).await?;
    session::begin(login, running.started_at, at, writing.connection()).await
}

async fn new_codes(login: &str, on: &mut AnyConnection) -> Result<Vec<Token>, LedgerError> {
    let mut sql = Sql::new("DELETE FROM recovery_codes WHERE login = ");
    sql.bind(login);
    sql.execute(&mut *on).await?;
    let codes: Vec<Token> = (0..RECOVERY_CODES).map(|_| Token::for_paper()).collect();
    for code in &codes {
        let mut sql = Sql::new("INSERT INTO recovery_codes (login, digest) VALUES (");
        sql.bind(login).push(", ").bind(digest_typed(code.expose())).push(")");
        sql.execute(&mut *on).await?;
    }
    Ok(codes)
}

/// Takes a code of the app or a recovery code, each once; whether it was a recovery code.
pub(super) async fn accept(
    login: &str,
    secrets: &Secrets,
    code: &str,
    at: DateTime<Utc>,
    keys: &Keys,
    on: &mut AnyConnection,
) -> Result<Option<bool>, LedgerError> {
    let secret = secrets.totp.as_deref().map(|kept| TotpSecret::from_stored(keys, login, kept)).transpose()?;
    if let Some(step) = secret.and_then(|secret| secret.accepts(code, at, secrets.totp_last_step)) {
        let mut sql = Sql::new("UPDATE account_secrets SET totp_last_step = ");
        sql.bind(step).push(" WHERE login = ").bind(login);
        sql.execute(on).await?;
        return Ok(Some(false));
    }
    let mut sql = Sql::new("DELETE FROM recovery_codes WHERE login = ");
    sql.bind(login).push(" AND digest = ").bind(digest_typed(code));
    Ok((sql.execute(on).await? == 1).then_some(true))
}

/// Seals the secrets that an earlier version of the program kept in clear; whether there were any.
pub(crate) async fn seal_what_is_clear(keys: &Keys, on: &mut AnyConnection) -> Result<bool, LedgerError> {
    let sql = Sql::new(
        "SELECT login, totp_pending, totp_secret FROM account_secrets WHERE (totp_pending IS NOT NULL AND totp_pending NOT LIKE '1:%') \
         OR (totp_secret IS NOT NULL AND totp_secret NOT LIKE '1:%')",
    );
    let rows = sql.all(&mut *on).await?;
    for row in &rows {
        let row = Stored(row);
        let login = row.text("login")?;
        let sealed = |column| row.text_or_none(column)?.map(|kept| TotpSecret::sealed(keys, &login, &kept)).transpose();
        let mut sql = Sql::new("UPDATE account_secrets SET totp_pending = ");
        sql.bind(sealed("totp_pending")?).push(", totp_secret = ").bind(sealed("totp_secret")?).push(" WHERE login = ").bind(&login);
        sql.execute(&mut *on).await?;
    }
    Ok(!rows.is_empty())
}
