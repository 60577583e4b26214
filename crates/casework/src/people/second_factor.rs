//! The second factor (双因素认证): enrolling an authenticator app, and codes for the day on which it is lost.

use super::account::{self, Secrets};
use super::secret::digest_typed;
use super::{AccessRefusal, Token, TotpSecret, session};
use crate::sql::{Sql, instant};
use crate::{Actor, Ledger, LedgerError};
use chrono::{DateTime, Utc};
use sqlx::AnyConnection;

/// How many recovery codes somebody gets.
pub const RECOVERY_CODES: usize = 10;

impl Ledger {
    /// Makes a secret for this session's account to put into its app. Nothing is asked for at sign-in until it is confirmed.
    ///
    /// # Errors
    /// [`AccessRefusal::NoSession`]; an account that has a second factor already, which only a security administrator takes away.
    pub async fn enrol_second_factor(&self, token: &str, at: DateTime<Utc>) -> Result<TotpSecret, LedgerError> {
        let mut writing = self.writing().await?;
        let account = session::running(token, instant(at), writing.connection()).await?.account;
        if account.second_factor {
            return Err(AccessRefusal::NotNow("已启用双因素认证").into());
        }
        let secret = TotpSecret::new();
        let mut sql = Sql::new("UPDATE account_secrets SET totp_pending = ");
        sql.bind(secret.to_stored()).push(" WHERE login = ").bind(&account.login);
        sql.execute(writing.connection()).await?;
        writing.commit().await?;
        Ok(secret)
    }

    /// Confirms it with a code of the app: from now on sign-in asks for one. The answer is a new token for the session, whose old one
    /// is good no more, and the recovery codes, which are told this once.
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
        let before = running.account;
        let login = before.login.as_str();
        let secrets = account::secrets(login, writing.connection()).await?.ok_or(AccessRefusal::NoSession)?;
        let pending = secrets.totp_pending.ok_or(AccessRefusal::NotNow("请先获取双因素认证密钥"))?;
        let step = pending.accepts(code, at, secrets.totp_last_step).ok_or(AccessRefusal::WrongCode)?;
        let mut sql = Sql::new("UPDATE account_secrets SET totp_pending = NULL, totp_secret = ");
        sql.bind(pending.to_stored()).push(", totp_last_step = ").bind(step).push(" WHERE login = ").bind(login);
        sql.execute(writing.connection()).await?;
        let codes: Vec<Token> = (0..RECOVERY_CODES).map(|_| Token::for_paper()).collect();
        for code in &codes {
            let mut sql = Sql::new("INSERT INTO recovery_codes (login, digest) VALUES (");
            sql.bind(login).push(", ").bind(digest_typed(code.expose())).push(")");
            sql.execute(writing.connection()).await?;
        }
        let mut after = before.clone();
        after.second_factor = true;
        let by = Actor { who: login.to_owned(), from: from.to_owned() };
        account::save(&mut writing, &by, at, &before, &mut after, "account.second_factor", "").await?;
        // Sessions that got in without it are over, and this one goes on under a new token.
        session::end_all(login, writing.connection()).await?;
        let token = session::begin(login, running.started_at, at, writing.connection()).await?;
        writing.commit().await?;
        Ok((token, codes))
    }
}

/// Takes a code of the app or a recovery code, each once; whether it was a recovery code.
pub(super) async fn accept(
    login: &str,
    secrets: &Secrets,
    code: &str,
    at: DateTime<Utc>,
    on: &mut AnyConnection,
) -> Result<Option<bool>, LedgerError> {
    let step = secrets.totp.as_ref().and_then(|secret| secret.accepts(code, at, secrets.totp_last_step));
    if let Some(step) = step {
        let mut sql = Sql::new("UPDATE account_secrets SET totp_last_step = ");
        sql.bind(step).push(" WHERE login = ").bind(login);
        sql.execute(on).await?;
        return Ok(Some(false));
    }
    let mut sql = Sql::new("DELETE FROM recovery_codes WHERE login = ");
    sql.bind(login).push(" AND digest = ").bind(digest_typed(code));
    Ok((sql.execute(on).await? == 1).then_some(true))
}
