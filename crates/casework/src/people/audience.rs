//! Audiences (通知对象): who is meant by “the office”, “its head” or “the supervising office”, and who of them may hear of a record.

use super::account::{Account, Duty};
use super::office;
use super::{Role, reach};
use crate::LedgerError;
use crate::record::Reference;
use crate::sql::{Sql, Stored};
use sqlx::AnyConnection;
use std::collections::BTreeSet;

/// Somebody to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience<'a> {
    /// This account.
    Person(&'a str),
    /// Everybody of this office.
    Office(&'a str),
    /// Who answers for this office: the heads of the department, or of the nearest one above it; where there is none, everybody of the
    /// uppermost office in which there is anybody.
    HeadOf(&'a str),
    /// The supervising side.
    Supervising,
    /// Those who take in complaints.
    Intake,
    /// Those who alone may see this record.
    Team(Reference),
}

impl Audience<'_> {
    /// Its accounts that may come in.
    pub(crate) async fn accounts(self, on: &mut AnyConnection) -> Result<Vec<Account>, LedgerError> {
        let mut sql = Sql::new("SELECT a.body FROM accounts a WHERE a.disabled = 0 AND ");
        match self {
            Self::Person(login) => sql.push("a.login = ").bind(login),
            Self::Office(code) => sql.push("a.office = ").bind(code),
            Self::HeadOf(code) => return heads_of(code, on).await,
            Self::Supervising => sql.one_of("a.role", [Role::Supervisor, Role::ResidentOffice].map(Role::code)),
            Self::Intake => sql.one_of("a.role", [Role::Supervisor, Role::DepartmentStaff].map(Role::code)),
            Self::Team(of) => {
                sql.push("EXISTS (SELECT 1 FROM record_team t WHERE t.who = a.login AND t.kind = ").bind(of.kind.code());
                sql.push(" AND t.id = ").bind(of.id).push(")")
            }
        };
        sql.push(" ORDER BY a.login");
        let mut accounts = read(sql, on).await?;
        if self == Self::Intake {
            accounts.retain(|account| account.duties.contains(&Duty::Intake));
        }
        Ok(accounts)
    }
}

async fn read(sql: Sql, on: &mut AnyConnection) -> Result<Vec<Account>, LedgerError> {
    let accounts: Vec<Account> = sql.all(on).await?.iter().map(|row| Stored(row).json("body")).collect::<Result<_, _>>()?;
    Ok(accounts.into_iter().filter(|account| account.may_come_in().is_ok()).collect())
}

async fn heads_of(code: &str, on: &mut AnyConnection) -> Result<Vec<Account>, LedgerError> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut next = Some(code.to_owned());
    while let Some(code) = next.take().filter(|code| seen.insert(code.clone())) {
        let mut sql = Sql::new("SELECT a.body FROM accounts a WHERE a.disabled = 0 AND a.office = ");
        sql.bind(&code).push(" ORDER BY a.login");
        let here = read(sql, on).await?;
        let heads: Vec<Account> = here.iter().filter(|account| account.role == Role::DepartmentHead).cloned().collect();
        if !heads.is_empty() {
            return Ok(heads);
        }
        if !here.is_empty() {
            found = here;
        }
        let mut sql = Sql::new("SELECT parent FROM offices WHERE code = ");
        sql.bind(&code);
        next = sql.optional(on).await?.map(|row| Stored(&row).text_or_none("parent")).transpose()?.flatten();
    }
    Ok(found)
}

/// Whether an account may hear of a record: whoever may not see it does not learn that there is one.
pub(crate) async fn may_hear(account: &Account, of: Reference, on: &mut AnyConnection) -> Result<bool, LedgerError> {
    let offices = office::around(account.office.as_deref(), on).await?;
    let mut sql = Sql::new("SELECT 1 AS there WHERE ");
    reach::scope_of(account, &offices).one(&mut sql, of);
    Ok(sql.optional(on).await?.is_some())
}
