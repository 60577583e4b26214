//! Roles, and the caller of a change.

use crate::{Actor, Scope};
use vocabulary::labelled;

labelled! {
    /// Role (角色): what somebody does in the system. An account has one.
    pub enum Role {
        /// Supervising office (监督室): all priorities of the district.
        Supervisor = "supervisor", "监督检查人员", "Supervisor";
        /// Resident office (派驻组): the departments that it watches.
        ResidentOffice = "resident_office", "派驻纪检监察组", "Resident office";
        /// Head of a department (部门负责人).
        DepartmentHead = "department_head", "部门负责人", "Department head";
        /// Staff of a department (部门经办人).
        DepartmentStaff = "department_staff", "部门经办人", "Department staff";
        /// Town or subdistrict (镇街).
        Town = "town", "镇街人员", "Town";
        /// Village or community (村居).
        Village = "village", "村居人员", "Village";
        /// Medical institution (定点医药机构): its own claims and warnings.
        Institution = "institution", "定点医药机构", "Institution";
        /// School (学校).
        School = "school", "学校人员", "School";
        /// Inspector (检查人员): on a phone, own inspections.
        Inspector = "inspector", "检查人员", "Inspector";
        /// Reader (查询人员): figures only.
        Reader = "reader", "查询人员", "Reader";
        /// System administrator (系统管理员): settings, no business data.
        SystemAdmin = "system_admin", "系统管理员", "System administrator";
        /// Security administrator (安全管理员): users and roles, no business data.
        SecurityAdmin = "security_admin", "安全管理员", "Security administrator";
        /// Audit administrator (审计管理员): reads the audit trail, changes nothing.
        AuditAdmin = "audit_admin", "审计管理员", "Audit administrator";
        /// The machine itself (系统): its command line, jobs and imports.
        Machine = "machine", "系统", "Machine";
    }
}

impl Role {
    /// One of the three administrators (三员), whose powers are apart from each other and from all business.
    pub const fn is_administrator(self) -> bool {
        matches!(self, Self::SystemAdmin | Self::SecurityAdmin | Self::AuditAdmin)
    }

    /// Works on the supervising side (监督方): assigns, verifies and closes what others rectify.
    pub const fn is_supervising(self) -> bool {
        matches!(self, Self::Supervisor | Self::ResidentOffice | Self::Machine)
    }
}

/// Groups of roles that take the same steps.
pub(crate) mod groups {
    use super::Role;

    /// The supervising side.
    pub(crate) const SUPERVISING: &[Role] = &[Role::Supervisor, Role::ResidentOffice];
    /// The supervising office alone.
    pub(crate) const OFFICE: &[Role] = &[Role::Supervisor];
    /// Those who put right what is wrong.
    pub(crate) const RESPONSIBLE: &[Role] =
        &[Role::DepartmentHead, Role::DepartmentStaff, Role::Town, Role::Village, Role::School, Role::Institution];
    /// Heads of departments.
    pub(crate) const HEADS: &[Role] = &[Role::DepartmentHead];
    /// Both sides.
    pub(crate) const BOTH: &[Role] = &[
        Role::Supervisor,
        Role::ResidentOffice,
        Role::DepartmentHead,
        Role::DepartmentStaff,
        Role::Town,
        Role::Village,
        Role::School,
        Role::Institution,
    ];
    /// Those who go and look.
    pub(crate) const INSPECTING: &[Role] =
        &[Role::Supervisor, Role::ResidentOffice, Role::Inspector, Role::DepartmentHead, Role::DepartmentStaff];
}

/// What stands for an account where a citizen does something on the public page.
const PUBLIC: &str = "public";

/// Who asks for something: the account, its role, and what is within its reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The account, and where it calls from.
    pub actor: Actor,
    /// Its role.
    pub role: Role,
    /// Takes in complaints (信访受理岗): sees who complained.
    pub intake: bool,
    /// What it may see and change.
    pub scope: Scope,
}

impl Caller {
    /// The machine: its command line and jobs.
    pub fn machine(actor: Actor) -> Self {
        Self { actor, role: Role::Machine, intake: true, scope: Scope::everything() }
    }

    /// The public's page: no account, no address, and nothing but what its own methods of the ledger do for it.
    pub fn public() -> Self {
        Self::machine(Actor { who: PUBLIC.to_owned(), from: String::new() })
    }

    /// The intake desk (受理岗), acting for a machine that hands in what its own key is for: the name in the events stays the machine's.
    pub(crate) fn at_the_desk(&self) -> Self {
        Self { actor: self.actor.clone(), role: Role::Supervisor, intake: true, scope: Scope::everything() }
    }

    /// Whether it is the public's page that asks.
    pub(crate) fn is_public(&self) -> bool {
        self.role == Role::Machine && self.actor.who == PUBLIC
    }

    /// Whether the role is among these; the machine's always is.
    pub(crate) fn is_one_of(&self, roles: &[Role]) -> bool {
        self.role == Role::Machine || roles.contains(&self.role)
    }
}
