//! Accounts (账号): one a person, with one role.

mod change;
mod store;

pub use change::AccountChange;
pub(super) use store::{Secrets, add, forget_second_factor, load, save, secrets, set_password};

use super::{OfficeKind, Offices, OutsideIdentity, Role, must_say};
use crate::LedgerError;
use crate::people::AccessRefusal;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;
use vocabulary::labelled;

labelled! {
    /// Duty (职责): what an account does beside its role.
    pub enum Duty {
        /// Takes in complaints, and so sees who complained (信访受理岗).
        Intake = "intake", "信访受理岗", "Intake of complaints";
    }
}

labelled! {
    /// How an account stands (账号状态).
    pub enum AccountStatus {
        /// May sign in (正常).
        Active = "active", "正常", "Active";
        /// Waits for a second security administrator (待批准).
        Awaiting = "awaiting", "待批准", "Awaiting approval";
        /// Failed to sign in too often, and waits (已锁定).
        Locked = "locked", "已锁定", "Locked";
        /// May not sign in (已停用).
        Disabled = "disabled", "已停用", "Disabled";
    }
}

crate::schema::labelled_schema!(Duty as "Duty", AccountStatus as "AccountStatus");

/// An account (账号). What it proves itself by is kept elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Account {
    /// The name that its person signs in with, and that events know the person by; it never changes and is never given to another.
    pub login: String,
    /// The person's name (姓名).
    pub name: String,
    /// Role: exactly one.
    pub role: Role,
    /// Office, by code.
    pub office: Option<String>,
    /// Duties beside the role.
    #[serde(default)]
    pub duties: BTreeSet<Duty>,
    /// The only priorities that it sees; all when empty.
    #[serde(default)]
    pub priorities: BTreeSet<String>,
    /// Grows by one with every change; who changes must know the newest.
    pub version: i64,
    /// Whether it may not sign in.
    pub disabled: bool,
    /// Who proposed it, as long as a second security administrator has not approved.
    pub proposed_by: Option<String>,
    /// Came to be by the set-up link: approves administrators alone, since at first there is nobody else.
    pub founder: bool,
    /// Its password was set by another, and has to be changed before anything else.
    pub must_change_password: bool,
    /// Whether it signs in with a code of its app as well (双因素认证).
    pub second_factor: bool,
    /// Its account at the office's identity provider, by which it may sign in as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<OutsideIdentity>,
    /// Who made it.
    pub entered_by: String,
    /// When.
    pub entered_at: DateTime<Utc>,
    /// When anything of it last changed.
    pub changed_at: DateTime<Utc>,
}

/// What is said of an account that is to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountDraft {
    /// The name to sign in with: small letters, digits, `.`, `_`, `-`, three to thirty-two of them.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Office, by code.
    #[serde(default)]
    pub office: Option<String>,
    /// Duties beside the role.
    #[serde(default)]
    pub duties: BTreeSet<Duty>,
    /// The only priorities that it sees; all when empty.
    #[serde(default)]
    pub priorities: BTreeSet<String>,
}

/// An account, and how it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccountLine {
    /// The account.
    #[serde(flatten)]
    pub account: Account,
    /// How it stands.
    pub status: AccountStatus,
    /// Until when it is locked.
    pub locked_until: Option<DateTime<Utc>>,
}

/// Names that the ledger's events use for others than accounts.
const RESERVED: &[&str] = &["system", "machine", "public", "anonymous", "cli", "setup", "nobody"];

impl Account {
    /// An account that was only just made; it has to change its password.
    pub(super) fn new(draft: AccountDraft, entered_by: &str, at: DateTime<Utc>) -> Self {
        Self {
            login: draft.login,
            name: draft.name.trim().to_owned(),
            role: draft.role,
            office: draft.office,
            duties: draft.duties,
            priorities: draft.priorities,
            version: 1,
            disabled: false,
            proposed_by: None,
            founder: false,
            must_change_password: true,
            second_factor: false,
            identity: None,
            entered_by: entered_by.to_owned(),
            entered_at: at,
            changed_at: at,
        }
    }

    /// Whether the account may come in.
    ///
    /// # Errors
    /// One that is disabled, or not approved yet.
    pub(super) fn may_come_in(&self) -> Result<(), AccessRefusal> {
        if self.disabled {
            Err(AccessRefusal::Disabled)
        } else if self.proposed_by.is_some() {
            Err(AccessRefusal::AwaitingApproval)
        } else {
            Ok(())
        }
    }

    /// How it stands at a moment.
    fn status(&self, locked_until: Option<DateTime<Utc>>, at: DateTime<Utc>) -> AccountStatus {
        if self.disabled {
            AccountStatus::Disabled
        } else if self.proposed_by.is_some() {
            AccountStatus::Awaiting
        } else if locked_until.is_some_and(|until| at < until) {
            AccountStatus::Locked
        } else {
            AccountStatus::Active
        }
    }

    /// Whether name, role, office, duties and priorities go together.
    pub(super) fn check(&self, offices: &Offices) -> Result<(), LedgerError> {
        let wrong = |field, problem| Err(LedgerError::Unfit { field, problem });
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
        if !(3..=32).contains(&self.login.len())
            || !self.login.chars().all(allowed)
            || !self.login.starts_with(|c: char| c.is_ascii_alphanumeric())
        {
            return wrong("账号名", "须为 3 至 32 位小写字母、数字或 . _ -，以字母或数字开头");
        }
        if RESERVED.contains(&self.login.as_str()) {
            return wrong("账号名", "为系统保留");
        }
        must_say("姓名", &self.name)?;
        if self.name.chars().count() > 50 {
            return wrong("姓名", "超过 50 字");
        }
        if self.role == Role::Machine {
            return wrong("角色", "“系统”不能授予账号");
        }
        let office = match &self.office {
            None => None,
            Some(code) => Some(offices.get(code).ok_or_else(|| AccessRefusal::NoSuch { what: "单位", name: code.clone() })?),
        };
        if office.is_some_and(|office| !office.active) {
            return wrong("单位", "已撤销");
        }
        if OfficeKind::of(self.role).is_some_and(|kind| office.is_none_or(|office| office.kind != kind)) {
            return wrong("单位", "的类别与角色不符");
        }
        if !self.duties.is_empty() && !matches!(self.role, Role::Supervisor | Role::DepartmentStaff) {
            return wrong("职责", "只能授予监督检查人员或部门经办人");
        }
        if self.role.is_administrator() && !self.priorities.is_empty() {
            return wrong("领域", "不能授予管理员");
        }
        Ok(())
    }

    #[cfg(test)]
    pub(super) fn blank(login: &str) -> Self {
        let draft = AccountDraft {
            login: login.to_owned(),
            name: "李明".to_owned(),
            role: Role::Reader,
            office: None,
            duties: BTreeSet::new(),
            priorities: BTreeSet::new(),
        };
        Self::new(draft, "sec", DateTime::from_timestamp(0, 0).expect("an instant"))
    }
}
