//! Who calls: signing in and out, the caller behind a session, passwords and second factors, accounts and offices.
//!
//! Hashing a password is slow on purpose. It is done on a thread of its own, no more than two at a time: whoever sends many
//! passwords waits in line, and takes neither the memory nor the processors of the others.

use crate::error::AppError;
use crate::observe::{Observer, Step};
use crate::workspace::{Workspace, now};
use casework::people::account::{Account, AccountChange, AccountDraft, AccountLine};
use casework::people::office::{Office, OfficeChange};
use casework::people::{AccessRefusal, NewPassword, Proof, SecondFactor, Session, Token, TotpSecret, TrailLine};
use casework::{Caller, ChainReport, EventFilter, LedgerError};
use tokio::sync::Semaphore;

/// So many passwords are hashed at a time.
static HASHING: Semaphore = Semaphore::const_new(2);

/// Runs slow work in line, away from the threads that answer.
pub(crate) async fn in_line<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    let _turn = HASHING.acquire().await.map_err(|_| AppError::Refused("系统正在关闭".to_owned()))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| AppError::Refused(format!("口令计算中断：{error}")))
}

async fn prepared(login: &str, password: &str) -> Result<NewPassword, AppError> {
    let (login, password) = (login.to_owned(), password.to_owned());
    let prepared = in_line(move || NewPassword::prepare(&login, &password)).await?;
    Ok(prepared.map_err(|problem| LedgerError::from(AccessRefusal::from(problem)))?)
}

/// What somebody who is signed in proves once more before their second factor changes.
pub struct ProofAsked {
    /// The password.
    pub password: String,
    /// A code of the present second factor, or a recovery code, where there is one.
    pub code: Option<String>,
    /// Where the request comes from.
    pub from: String,
}

impl Workspace {
    /// Signs in, for the token of a session and the account.
    ///
    /// # Errors
    /// A name, password or code that is wrong; an account that may not.
    pub async fn sign_in(&self, login: &str, password: &str, code: Option<&str>, from: &str) -> Result<(Token, Account), AppError> {
        let credentials = self.ledger.credentials(login).await?;
        let password = password.to_owned();
        let checked = in_line(move || credentials.check(&password)).await?;
        Ok(self.ledger.sign_in(&checked, code, from, now()).await?)
    }

    /// The session of a token, and that it is used.
    ///
    /// # Errors
    /// None, or one that is over.
    pub async fn session(&self, token: &str) -> Result<Session, AppError> {
        let at = now();
        let session = self.ledger.session(token, at).await?;
        if session.touch_due {
            self.ledger.touch_session(token, at).await?;
        }
        Ok(session)
    }

    /// Signs out of this session, or of all.
    ///
    /// # Errors
    /// No session.
    pub async fn sign_out(&self, token: &str, from: &str, everywhere: bool) -> Result<(), AppError> {
        if everywhere {
            self.ledger.sign_out_everywhere(token, from, now()).await?;
        } else {
            self.ledger.sign_out(token, from, now()).await?;
        }
        Ok(())
    }

    /// Changes one's own password, for the token of a new session.
    ///
    /// # Errors
    /// The present password is wrong, the new one may not be set.
    pub async fn change_password(&self, token: &str, from: &str, current: &str, new: &str) -> Result<Token, AppError> {
        let change = self.ledger.password_change(token, now()).await?;
        let (current, new) = (current.to_owned(), new.to_owned());
        let checked = in_line(move || change.check(&current, &new)).await?;
        Ok(self.ledger.change_password(token, from, now(), checked).await?)
    }

    /// How the second factor of a session's account stands.
    ///
    /// # Errors
    /// No session.
    pub async fn second_factor(&self, token: &str) -> Result<SecondFactor, AppError> {
        Ok(self.ledger.second_factor(token, now()).await?)
    }

    /// Makes a secret for the app of a second factor, the first or another.
    ///
    /// # Errors
    /// No session; a password or code that is wrong.
    pub async fn enrol_second_factor(&self, token: &str, asked: ProofAsked) -> Result<TotpSecret, AppError> {
        let proof = self.proof(token, asked).await?;
        Ok(self.ledger.enrol_second_factor(token, &proof, now()).await?)
    }

    /// Does without the second factor, for a new token.
    ///
    /// # Errors
    /// As [`Workspace::enrol_second_factor`]; no second factor.
    pub async fn remove_second_factor(&self, token: &str, asked: ProofAsked) -> Result<Token, AppError> {
        let proof = self.proof(token, asked).await?;
        Ok(self.ledger.remove_second_factor(token, &proof, now()).await?)
    }

    /// New recovery codes.
    ///
    /// # Errors
    /// As [`Workspace::remove_second_factor`].
    pub async fn renew_recovery_codes(&self, token: &str, asked: ProofAsked) -> Result<Vec<Token>, AppError> {
        let proof = self.proof(token, asked).await?;
        Ok(self.ledger.renew_recovery_codes(token, &proof, now()).await?)
    }

    async fn proof(&self, token: &str, ProofAsked { password, code, from }: ProofAsked) -> Result<Proof, AppError> {
        let credentials = self.ledger.own_credentials(token, now()).await?;
        let password = in_line(move || credentials.check(&password)).await?;
        Ok(Proof { password, code, from })
    }

    /// Confirms it, for a new token and the recovery codes.
    ///
    /// # Errors
    /// No session, a wrong code.
    pub async fn confirm_second_factor(&self, token: &str, code: &str, from: &str) -> Result<(Token, Vec<Token>), AppError> {
        Ok(self.ledger.confirm_second_factor(token, code, from, now()).await?)
    }

    /// The token of the one-time set-up link, where nobody has an account yet.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub async fn setup_token(&self) -> Result<Option<Token>, AppError> {
        Ok(self.ledger.setup_token(&self.caller.actor, now()).await?)
    }

    /// Uses the set-up link: makes the first security administrator.
    ///
    /// # Errors
    /// A link that is over; a name or password that may not be.
    pub async fn complete_setup(&self, token: &str, login: &str, name: &str, password: &str, from: &str) -> Result<Account, AppError> {
        let password = prepared(login, password).await?;
        Ok(self.ledger.complete_setup(token, name, password, from, now()).await?)
    }

    /// Every account.
    ///
    /// # Errors
    /// A caller who may not.
    pub async fn accounts(&self, caller: &Caller) -> Result<Vec<AccountLine>, AppError> {
        Ok(self.ledger.accounts(caller, now()).await?)
    }

    /// Makes an account with a password that is told this once and has to be changed.
    ///
    /// # Errors
    /// A caller who may not; what does not go together.
    pub async fn create_account(&self, caller: &Caller, draft: AccountDraft) -> Result<(Account, Token), AppError> {
        let password = Token::password();
        let hashed = prepared(&draft.login, password.expose()).await?;
        Ok((self.ledger.create_account(caller, now(), draft, hashed).await?, password))
    }

    /// Changes an account of which the caller knows this version.
    ///
    /// # Errors
    /// A caller who may not; a version that is no longer the newest.
    pub async fn change_account(&self, caller: &Caller, login: &str, version: i64, change: &AccountChange) -> Result<Account, AppError> {
        Ok(self.ledger.change_account(caller, now(), login, Some(version), change).await?)
    }

    /// Gives an account another password, which is told this once and has to be changed.
    ///
    /// # Errors
    /// A caller who may not.
    pub async fn reset_password(&self, caller: &Caller, login: &str, reason: &str) -> Result<(Account, Token), AppError> {
        let password = Token::password();
        let hashed = prepared(login, password.expose()).await?;
        Ok((self.ledger.reset_password(caller, now(), hashed, reason).await?, password))
    }

    /// Every office.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn offices(&self) -> Result<Vec<Office>, AppError> {
        Ok(self.ledger.offices().await?.iter().cloned().collect())
    }

    /// Adds offices.
    ///
    /// # Errors
    /// A caller who may not; one that is there already, or whose parent is not.
    pub async fn add_offices(&self, caller: &Caller, offices: &[Office]) -> Result<(), AppError> {
        Ok(self.ledger.add_offices(caller, now(), offices).await?)
    }

    /// Changes an office.
    ///
    /// # Errors
    /// A caller who may not; none of this code.
    pub async fn change_office(&self, caller: &Caller, code: &str, change: &OfficeChange) -> Result<Office, AppError> {
        Ok(self.ledger.change_office(caller, now(), code, change).await?)
    }

    /// A page of the audit trail.
    ///
    /// # Errors
    /// A caller who is not the audit administrator.
    pub async fn trail(&self, caller: &Caller, filter: &EventFilter) -> Result<Vec<TrailLine>, AppError> {
        Ok(self.ledger.trail(caller, filter).await?)
    }

    /// Walks the whole chain of events for whoever watches over it.
    ///
    /// # Errors
    /// A caller who is not the audit administrator.
    pub async fn verify_trail(&self, caller: &Caller, observer: Observer<'_>) -> Result<ChainReport, AppError> {
        Ok(self.ledger.verify_trail(caller, &|events, of| observer(Step::Chain { events, of })).await?)
    }
}
