//! Reach (权限范围): what somebody sees, from their role and office; said here and nowhere else.

use super::{Account, Caller, OfficeKind, Offices, Role};
use crate::{Ledger, LedgerError, Reach, Scope};

/// The scope of an account. Of `offices` it needs the account's own and the departments. Nothing is within the reach of an account whose
/// office is not there, is closed, or is of a kind that its role does not go with.
pub fn scope_of(account: &Account, offices: &Offices) -> Scope {
    let person = Some(account.login.clone());
    let nothing = Scope { person: person.clone(), ..Scope::nothing() };
    let priorities = if account.priorities.is_empty() { Reach::All } else { Reach::only(account.priorities.iter().map(String::as_str)) };
    let within = Scope { priorities, person, ..Scope::everything() };
    if account.role == Role::Inspector {
        return Scope { owner: Some(account.login.clone()), ..within };
    }
    let office = account.office.as_deref().and_then(|code| offices.get(code)).filter(|office| office.active);
    let Some(office) = office.filter(|office| OfficeKind::of(account.role) == Some(office.kind)) else {
        return nothing;
    };
    let own = || Reach::only([office.code.as_str()]);
    let here = Some(office.code.clone());
    match account.role {
        Role::Supervisor => within,
        Role::ResidentOffice => {
            let watched = office.watches.iter().flat_map(|code| offices.departments_within(code));
            Scope { departments: Reach::only(watched), ..within }
        }
        Role::DepartmentHead | Role::DepartmentStaff => {
            Scope { departments: Reach::Only(offices.departments_within(&office.code)), ..within }
        }
        Role::Town => Scope { towns: own(), office: here, ..within },
        Role::Village => Scope { villages: own(), office: here, ..within },
        Role::Institution => Scope { institutions: own(), office: here, ..within },
        Role::School => Scope { schools: own(), office: here, ..within },
        Role::Inspector | Role::Reader | Role::SystemAdmin | Role::SecurityAdmin | Role::AuditAdmin | Role::Machine => nothing,
    }
}

/// How far figures reach that name no record: as far as the records, and for a reader, who sees figures alone, over the whole district, or
/// over the account's priorities. What only a team may see is part of nobody's figures but the team's.
fn figures_of(account: &Account, scope: &Scope) -> Scope {
    if account.role != Role::Reader {
        return scope.clone();
    }
    let priorities = if account.priorities.is_empty() { Reach::All } else { Reach::only(account.priorities.iter().map(String::as_str)) };
    Scope { priorities, person: Some(account.login.clone()), ..Scope::everything() }
}

impl Ledger {
    /// The scope of the caller's figures; see the campaign board.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn figures_scope(&self, caller: &Caller) -> Result<Scope, LedgerError> {
        if caller.role != Role::Reader {
            return Ok(caller.scope.clone());
        }
        let account = super::account::load(&caller.actor.who, &mut *self.pool.acquire().await?).await?;
        Ok(figures_of(&account, &caller.scope))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Office;
    use std::collections::BTreeSet;

    fn offices() -> Offices {
        let office = |kind, code: &str, parent: Option<&str>, watches: &[&str]| Office {
            code: code.into(),
            name: code.into(),
            kind,
            parent: parent.map(str::to_owned),
            watches: watches.iter().map(|code| (*code).to_owned()).collect(),
            active: true,
        };
        [
            office(OfficeKind::Supervising, "监督室", None, &[]),
            office(OfficeKind::Resident, "派驻一组", Some("监督室"), &["民政局", "教体局"]),
            office(OfficeKind::Department, "民政局", None, &[]),
            office(OfficeKind::Department, "教体局", None, &[]),
            office(OfficeKind::Department, "救助站", Some("民政局"), &[]),
            office(OfficeKind::Town, "东岭镇", None, &[]),
            office(OfficeKind::Village, "东岭镇/甲村", Some("东岭镇"), &[]),
            office(OfficeKind::Institution, "H01", Some("民政局"), &[]),
            office(OfficeKind::School, "X01", Some("教体局"), &[]),
        ]
        .into_iter()
        .collect()
    }

    fn account(role: Role, office: Option<&str>, priorities: &[&str]) -> Account {
        let priorities: BTreeSet<String> = priorities.iter().map(|code| (*code).to_owned()).collect();
        Account { role, office: office.map(str::to_owned), priorities, ..Account::blank("li") }
    }

    /// A line a reach that is not everything: its name and what is in it.
    fn told(scope: &Scope) -> String {
        if *scope == (Scope { person: scope.person.clone(), ..Scope::nothing() }) {
            return "nothing".to_owned();
        }
        let reaches = [
            ("priorities", &scope.priorities),
            ("departments", &scope.departments),
            ("towns", &scope.towns),
            ("villages", &scope.villages),
            ("institutions", &scope.institutions),
            ("schools", &scope.schools),
        ];
        let narrowed = reaches.into_iter().filter_map(|(name, reach)| match reach {
            Reach::All => None,
            Reach::Only(codes) => Some(format!("{name}={}", codes.iter().map(String::as_str).collect::<Vec<_>>().join("+"))),
        });
        let owner = scope.owner.iter().map(|owner| format!("owner={owner}"));
        let office = scope.office.iter().map(|office| format!("complaints of {office}"));
        let told: Vec<String> = narrowed.chain(owner).chain(office).collect();
        if told.is_empty() { "everything".to_owned() } else { told.join(" ") }
    }

    #[test]
    fn every_role_reaches_as_far_as_the_table_says() {
        let table = [
            (Role::Supervisor, Some("监督室"), "everything"),
            (Role::ResidentOffice, Some("派驻一组"), "departments=救助站+教体局+民政局"),
            (Role::DepartmentHead, Some("民政局"), "departments=救助站+民政局"),
            (Role::DepartmentStaff, Some("民政局"), "departments=救助站+民政局"),
            (Role::Town, Some("东岭镇"), "towns=东岭镇 complaints of 东岭镇"),
            (Role::Village, Some("东岭镇/甲村"), "villages=东岭镇/甲村 complaints of 东岭镇/甲村"),
            (Role::Institution, Some("H01"), "institutions=H01 complaints of H01"),
            (Role::School, Some("X01"), "schools=X01 complaints of X01"),
            (Role::Inspector, Some("民政局"), "owner=li"),
            (Role::Reader, Some("监督室"), "nothing"),
            (Role::SystemAdmin, None, "nothing"),
            (Role::SecurityAdmin, Some("监督室"), "nothing"),
            (Role::AuditAdmin, None, "nothing"),
            (Role::Machine, None, "nothing"),
        ];
        assert_eq!(table.map(|(role, ..)| role), Role::ALL, "every role is in the table");
        for (role, office, reach) in table {
            let scope = scope_of(&account(role, office, &[]), &offices());
            assert_eq!(told(&scope), reach, "{role:?}");
            assert_eq!(scope.person.as_deref(), Some("li"), "what only a team may see is for its team");
        }
    }

    #[test]
    fn a_readers_figures_are_the_districts_and_nobody_elses_reach_further_than_their_records() {
        for role in Role::ALL {
            let account = account(*role, Some("监督室"), &["rural"]);
            let scope = scope_of(&account, &offices());
            let figures = figures_of(&account, &scope);
            if *role == Role::Reader {
                assert_eq!((told(&scope), told(&figures)), ("nothing".to_owned(), "priorities=rural".to_owned()));
                assert_eq!(figures.person.as_deref(), Some("li"), "a team's records are the team's");
            } else {
                assert_eq!(figures, scope, "{role:?}");
            }
        }
    }

    #[test]
    fn priorities_narrow_further_and_a_wrong_office_leaves_nothing() {
        let told = |role, office, priorities: &[&str]| told(&scope_of(&account(role, office, priorities), &offices()));
        assert_eq!(told(Role::Supervisor, Some("监督室"), &["rural", "medical"]), "priorities=medical+rural");
        assert_eq!(told(Role::Town, Some("东岭镇"), &["rural"]), "priorities=rural towns=东岭镇 complaints of 东岭镇");
        assert_eq!(told(Role::Reader, None, &["rural"]), "nothing");
        for office in [None, Some("东岭镇"), Some("无此单位")] {
            assert_eq!(told(Role::DepartmentHead, office, &[]), "nothing");
        }
        let closed: Offices = offices().iter().map(|office| Office { active: false, ..office.clone() }).collect();
        assert_eq!(scope_of(&account(Role::Supervisor, Some("监督室"), &[]), &closed).priorities, Scope::nothing().priorities);
    }
}
