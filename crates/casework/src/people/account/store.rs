//! Accounts in the database, and the one way in which they change.

use super::{Account, AccountChange, AccountDraft, AccountLine};
use crate::people::office;
use crate::people::password::{HISTORY, NewPassword, PasswordHash};
use crate::people::power::{Power, require};
use crate::people::{AccessRefusal, Caller, Note, Offices, Role, lockout, must_say, session, single_sign_on};
use crate::sql::{Sql, Stored, instant};
use crate::store::Writing;
use crate::{Actor, Ledger, LedgerError};
use chrono::{DateTime, Utc};
use serde_json::to_value;
use sqlx::AnyConnection;

impl Ledger {
    /// Every account, by login name, as it stands at the moment `at`.
    ///
    /// # Errors
    /// A caller who is not the security administrator.
    pub async fn accounts(&self, caller: &Caller, at: DateTime<Utc>) -> Result<Vec<AccountLine>, LedgerError> {
        require(caller, Power::Accounts)?;
        let sql =
            Sql::new("SELECT a.body, f.locked_until FROM accounts a LEFT JOIN sign_in_failures f ON f.login = a.login ORDER BY a.login");
        let rows = sql.all(&mut *self.pool.acquire().await?).await?;
        rows.iter()
            .map(|row| {
                let account: Account = Stored(row).json("body")?;
                let until: Option<DateTime<Utc>> = Stored(row).parsed_or_none("locked_until")?;
                let locked_until = until.filter(|until| at < *until);
                Ok(AccountLine { status: account.status(locked_until, at), account, locked_until })
            })
            .collect()
    }

    /// Makes an account. An administrator made by anybody but the founder waits for a second security administrator.
    ///
    /// # Errors
    /// A caller who is not the security administrator; a name that there is already; a role, office, duty or priority that do not go
    /// together.
    pub async fn create_account(
        &self,
        caller: &Caller,
        at: DateTime<Utc>,
        draft: AccountDraft,
        password: NewPassword,
    ) -> Result<Account, LedgerError> {
        require(caller, Power::Accounts)?;
        let at = instant(at);
        let mut writing = self.writing().await?;
        let mut account = Account::new(draft, &caller.actor.who, at);
        account.propose(&caller.actor.who, is_alone(caller, writing.connection()).await?);
        add(&mut writing, &caller.actor, at, &account, password).await?;
        writing.commit().await?;
        Ok(account)
    }

    /// Changes an account.
    ///
    /// # Errors
    /// A caller who is not the security administrator, or whose own account it is; no such account; a version that is no longer the
    /// newest; a change that the account's state, or what it would become, does not allow.
    pub async fn change_account(
        &self,
        caller: &Caller,
        at: DateTime<Utc>,
        login: &str,
        version: Option<i64>,
        change: &AccountChange,
    ) -> Result<Account, LedgerError> {
        not_own(caller, login, change.zh())?;
        let at = instant(at);
        let mut writing = self.writing().await?;
        let before = load(login, writing.connection()).await?;
        if let Some(expected) = version.filter(|version| *version != before.version) {
            return Err(AccessRefusal::Stale { login: login.to_owned(), expected, found: before.version }.into());
        }
        let alone = is_alone(caller, writing.connection()).await?;
        let mut after = before.clone();
        after.change(change, &caller.actor.who, alone)?;
        if matches!(change, AccountChange::Rename { .. } | AccountChange::Post { .. }) {
            after.check(&offices_of(&after, writing.connection()).await?)?;
        }
        if matches!(change, AccountChange::Unlock { .. }) {
            lockout::forget(login, writing.connection()).await?;
        }
        if matches!(change, AccountChange::DropSecondFactor { .. }) {
            forget_second_factor(login, writing.connection()).await?;
        }
        if after.identity != before.identity {
            single_sign_on::keep(&after, writing.connection()).await?;
        }
        if change.ends_sessions() {
            session::end_all(login, writing.connection()).await?;
        }
        let kind = format!("account.{}", change.step());
        save(&mut writing, &caller.actor, at, &before, &mut after, &kind, change.why()).await?;
        writing.commit().await?;
        Ok(after)
    }

    /// Gives an account another password, since its person has lost it. It has to be changed at the next sign-in.
    ///
    /// # Errors
    /// As [`Ledger::change_account`].
    pub async fn reset_password(
        &self,
        caller: &Caller,
        at: DateTime<Utc>,
        password: NewPassword,
        reason: &str,
    ) -> Result<Account, LedgerError> {
        let login = password.login.clone();
        not_own(caller, &login, "重置密码")?;
        must_say("事由", reason)?;
        let at = instant(at);
        let mut writing = self.writing().await?;
        let before = load(&login, writing.connection()).await?;
        let mut after = before.clone();
        after.must_change_password = true;
        after.propose(&caller.actor.who, is_alone(caller, writing.connection()).await?);
        set_password(&login, &password.hash, writing.connection()).await?;
        lockout::forget(&login, writing.connection()).await?;
        session::end_all(&login, writing.connection()).await?;
        save(&mut writing, &caller.actor, at, &before, &mut after, "account.reset_password", reason).await?;
        writing.commit().await?;
        Ok(after)
    }
}

/// Only security administrators, and none of them with their own account.
fn not_own(caller: &Caller, login: &str, step: &'static str) -> Result<(), LedgerError> {
    require(caller, Power::Accounts)?;
    if caller.actor.who == login && caller.role != Role::Machine { Err(AccessRefusal::OwnAccount(step).into()) } else { Ok(()) }
}

/// Whether the caller makes administrators without a second person: the machine, and the account that came to be first.
async fn is_alone(caller: &Caller, on: &mut AnyConnection) -> Result<bool, LedgerError> {
    Ok(caller.role == Role::Machine || find(&caller.actor.who, on).await?.is_some_and(|own| own.founder))
}

async fn offices_of(account: &Account, on: &mut AnyConnection) -> Result<Offices, LedgerError> {
    office::around(account.office.as_deref(), on).await
}

/// Adds an account with its event.
pub(in crate::people) async fn add(
    writing: &mut Writing<'_>,
    by: &Actor,
    at: DateTime<Utc>,
    account: &Account,
    password: NewPassword,
) -> Result<(), LedgerError> {
    account.check(&offices_of(account, writing.connection()).await?)?;
    if password.login != account.login {
        return Err(LedgerError::Unfit { field: "密码", problem: "不是为该账号设置的" });
    }
    if find(&account.login, writing.connection()).await?.is_some() {
        return Err(AccessRefusal::Exists { what: "账号", name: account.login.clone() }.into());
    }
    insert(account, &password.hash, writing.connection()).await?;
    let note = Note { after: Some(to_value(account)?), ..Note::of("account.create", "account", &account.login) };
    writing.append(note.event(at, by)).await
}

/// Writes an account as it has become, with its event.
pub(in crate::people) async fn save(
    writing: &mut Writing<'_>,
    by: &Actor,
    at: DateTime<Utc>,
    before: &Account,
    after: &mut Account,
    kind: &str,
    why: &str,
) -> Result<(), LedgerError> {
    after.version = before.version + 1;
    after.changed_at = at;
    let mut sql = Sql::new("UPDATE accounts SET role = ");
    sql.bind(after.role.code()).push(", office = ").bind(after.office.as_deref()).push(", version = ").bind(after.version);
    sql.push(", disabled = ").bind(i64::from(after.disabled)).push(", body = ").bind(serde_json::to_string(after)?);
    sql.push(" WHERE login = ").bind(&after.login);
    sql.execute(writing.connection()).await?;
    let (was, is) = (Some(to_value(before)?), Some(to_value(&*after)?));
    let note = Note { before: was, after: is, why, ..Note::of(kind, "account", &after.login) };
    writing.append(note.event(at, by)).await
}

/// The account of this name.
async fn find(login: &str, on: &mut AnyConnection) -> Result<Option<Account>, LedgerError> {
    let mut sql = Sql::new("SELECT body FROM accounts WHERE login = ");
    sql.bind(login);
    sql.optional(on).await?.map(|row| Stored(&row).json("body")).transpose()
}

/// The same, where there has to be one.
pub(in crate::people) async fn load(login: &str, on: &mut AnyConnection) -> Result<Account, LedgerError> {
    let found = find(login, on).await?;
    found.ok_or_else(|| AccessRefusal::NoSuch { what: "账号", name: login.to_owned() }.into())
}

/// Writes a new account and its password.
async fn insert(account: &Account, hash: &PasswordHash, on: &mut AnyConnection) -> Result<(), LedgerError> {
    let mut sql = Sql::new("INSERT INTO accounts (login, role, office, version, disabled, body) VALUES (");
    sql.bind(&account.login).push(", ").bind(account.role.code()).push(", ").bind(account.office.as_deref());
    sql.push(", ").bind(account.version).push(", ").bind(i64::from(account.disabled));
    sql.push(", ").bind(serde_json::to_string(account)?).push(")");
    sql.execute(&mut *on).await?;
    let mut sql = Sql::new("INSERT INTO account_secrets (login, password_hash, former_hashes) VALUES (");
    sql.bind(&account.login).push(", ").bind(hash.as_text()).push(", '[]')");
    sql.execute(on).await.map(|_| ())
}

/// What an account proves itself by.
pub(in crate::people) struct Secrets {
    pub(in crate::people) password: PasswordHash,
    /// The passwords before, the newest first.
    pub(in crate::people) former: Vec<PasswordHash>,
    /// The secret that waits to be confirmed, sealed.
    pub(in crate::people) totp_pending: Option<String>,
    /// The secret of the second factor, sealed.
    pub(in crate::people) totp: Option<String>,
    pub(in crate::people) totp_last_step: Option<i64>,
}

/// Reads them.
pub(in crate::people) async fn secrets(login: &str, on: &mut AnyConnection) -> Result<Option<Secrets>, LedgerError> {
    let mut sql =
        Sql::new("SELECT password_hash, former_hashes, totp_pending, totp_secret, totp_last_step FROM account_secrets WHERE login = ");
    sql.bind(login);
    let Some(row) = sql.optional(on).await? else { return Ok(None) };
    let row = Stored(&row);
    let former: Vec<String> = row.json("former_hashes")?;
    Ok(Some(Secrets {
        password: PasswordHash::kept(row.text("password_hash")?),
        former: former.into_iter().map(PasswordHash::kept).collect(),
        totp_pending: row.text_or_none("totp_pending")?,
        totp: row.text_or_none("totp_secret")?,
        totp_last_step: row.int_or_none("totp_last_step")?,
    }))
}

/// Sets a password; the one before joins the former ones.
pub(in crate::people) async fn set_password(login: &str, hash: &PasswordHash, on: &mut AnyConnection) -> Result<(), LedgerError> {
    let Some(secrets) = secrets(login, &mut *on).await? else { return Ok(()) };
    let former: Vec<&str> =
        std::iter::once(&secrets.password).chain(&secrets.former).map(PasswordHash::as_text).take(HISTORY - 1).collect();
    let mut sql = Sql::new("UPDATE account_secrets SET password_hash = ");
    sql.bind(hash.as_text()).push(", former_hashes = ").bind(serde_json::to_string(&former)?).push(" WHERE login = ").bind(login);
    sql.execute(on).await.map(|_| ())
}

/// Takes the second factor away, with what was about to become one, and the recovery codes.
pub(in crate::people) async fn forget_second_factor(login: &str, on: &mut AnyConnection) -> Result<(), LedgerError> {
    let mut sql = Sql::new("UPDATE account_secrets SET totp_pending = NULL, totp_secret = NULL, totp_last_step = NULL WHERE login = ");
    sql.bind(login);
    sql.execute(&mut *on).await?;
    let mut sql = Sql::new("DELETE FROM recovery_codes WHERE login = ");
    sql.bind(login);
    sql.execute(on).await.map(|_| ())
}
