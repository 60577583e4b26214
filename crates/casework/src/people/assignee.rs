//! To whom a matter may be given (可交办人员): people at work whom the caller may put in charge.

use super::account::load;
use super::{Account, Caller, Offices, Role, office};
use crate::sql::{Sql, Stored};
use crate::{Ledger, LedgerError, Reach};
use serde::Serialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// Somebody to whom a matter may be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Assignee {
    /// Login name, by which records name who is in charge.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Office, by code.
    pub office: Option<String>,
    /// The office's name.
    pub office_name: Option<String>,
}

/// Which of them are asked for; what is empty asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssigneeFilter {
    /// Whose name or login holds this text.
    pub text: Option<String>,
    /// Of this office.
    pub office: Option<String>,
    /// These accounts, by login.
    pub logins: Vec<String>,
    /// At most so many.
    pub limit: usize,
}

impl Ledger {
    /// People to whom the caller may give a matter, by office and name: the supervising office gives to everybody at work, a resident
    /// office to itself and the departments that it watches, a department within itself, a town to itself and its villages, and everybody
    /// else within their own office. Who may not sign in, administrators and readers are not among them.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn assignees(&self, caller: &Caller, filter: &AssigneeFilter) -> Result<Vec<Assignee>, LedgerError> {
        let mut connection = self.pool.acquire().await?;
        let offices = office::all(&mut connection).await?;
        let within = match caller.role {
            Role::Machine | Role::Supervisor => None,
            _ => Some(within(&load(&caller.actor.who, &mut connection).await?, caller, &offices)),
        };
        let mut sql = Sql::new("SELECT body FROM accounts WHERE disabled = 0");
        if let Some(within) = &within {
            sql.push(" AND ").one_of("office", within);
        }
        if let Some(office) = &filter.office {
            sql.push(" AND office = ").bind(office);
        }
        if !filter.logins.is_empty() {
            sql.push(" AND ").one_of("login", &filter.logins);
        }
        let rows = sql.all(&mut connection).await?;
        let accounts = rows.iter().map(|row| Stored(row).json::<Account>("body")).collect::<Result<Vec<_>, _>>()?;
        let text = filter.text.as_deref().map(|text| text.trim().to_lowercase()).unwrap_or_default();
        let asked = |account: &Account| {
            account.proposed_by.is_none()
                && is_at_work(account.role)
                && (account.name.to_lowercase().contains(&text) || account.login.contains(&text))
        };
        let mut found: Vec<Assignee> = accounts.into_iter().filter(asked).map(|account| assignee(account, &offices)).collect();
        found.sort_by(|one, other| (&one.office, &one.name, &one.login).cmp(&(&other.office, &other.name, &other.login)));
        found.truncate(filter.limit);
        Ok(found)
    }
}

/// Whether people of this role have matters in their charge.
const fn is_at_work(role: Role) -> bool {
    !role.is_administrator() && !matches!(role, Role::Reader | Role::Machine)
}

/// The offices within which somebody gives out.
fn within(own: &Account, caller: &Caller, offices: &Offices) -> BTreeSet<String> {
    let Some(office) = own.office.as_deref() else { return BTreeSet::new() };
    let mut within = match own.role {
        Role::Town => offices.within(office),
        _ => BTreeSet::from([office.to_owned()]),
    };
    if let Reach::Only(departments) = &caller.scope.departments {
        within.extend(departments.iter().cloned());
    }
    within
}

fn assignee(account: Account, offices: &Offices) -> Assignee {
    let Account { login, name, role, office, .. } = account;
    let office_name = office.as_deref().and_then(|code| offices.get(code)).map(|office| office.name.clone());
    Assignee { login, name, role, office, office_name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scope;
    use crate::people::{Office, OfficeKind};

    #[test]
    fn everybody_gives_out_within_their_own_reach() {
        let office = |kind, code: &str, parent: Option<&str>| Office {
            code: code.into(),
            name: code.into(),
            kind,
            parent: parent.map(str::to_owned),
            watches: BTreeSet::new(),
            active: true,
        };
        let offices: Offices = [
            office(OfficeKind::Department, "教体局", None),
            office(OfficeKind::School, "X01", Some("教体局")),
            office(OfficeKind::Town, "东岭镇", None),
            office(OfficeKind::Village, "东岭镇/甲村", Some("东岭镇")),
        ]
        .into_iter()
        .collect();
        let asked = |role, office: Option<&str>, departments: &[&str]| {
            let own = Account { role, office: office.map(str::to_owned), ..Account::blank("li") };
            let departments = if departments.is_empty() { Reach::All } else { Reach::only(departments.iter().copied()) };
            let caller = Caller { scope: Scope { departments, ..Scope::everything() }, ..Caller::public() };
            within(&own, &caller, &offices).into_iter().collect::<Vec<_>>().join("+")
        };
        assert_eq!(asked(Role::DepartmentHead, Some("教体局"), &["教体局"]), "教体局", "a school below it is no part of it");
        assert_eq!(asked(Role::ResidentOffice, Some("派驻一组"), &["教体局", "民政局"]), "教体局+民政局+派驻一组");
        assert_eq!(asked(Role::Town, Some("东岭镇"), &[]), "东岭镇+东岭镇/甲村");
        assert_eq!(asked(Role::Village, Some("东岭镇/甲村"), &[]), "东岭镇/甲村");
        assert_eq!(asked(Role::Inspector, None, &[]), "");
    }

    #[test]
    fn administrators_and_readers_have_nothing_in_their_charge() {
        let out: Vec<Role> = Role::ALL.iter().copied().filter(|role| !is_at_work(*role)).collect();
        assert_eq!(out, [Role::Reader, Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin, Role::Machine]);
    }
}
