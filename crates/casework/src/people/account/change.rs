//! What security administrators do with an account, and what they may not.

use super::{Account, Duty};
use crate::LedgerError;
use crate::people::{AccessRefusal, OutsideIdentity, Role, must_say};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// What is done with an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum AccountChange {
    /// Write the person's name otherwise (更正姓名).
    Rename {
        /// The name.
        name: String,
    },
    /// Say anew what the person does and where (调整岗位).
    Post {
        /// Role.
        role: Role,
        /// Office, by code.
        #[serde(default)]
        office: Option<String>,
        /// Duties beside the role.
        #[serde(default)]
        duties: BTreeSet<Duty>,
        /// The only priorities that it sees; all when empty.
        #[serde(default)]
        priorities: BTreeSet<String>,
        /// Why.
        reason: String,
    },
    /// Let it sign in no more (停用).
    Disable {
        /// Why.
        reason: String,
    },
    /// Let it sign in again (启用).
    Enable {
        /// Why.
        reason: String,
    },
    /// Forget its failures to sign in (解锁).
    Unlock {
        /// Why.
        reason: String,
    },
    /// Forget its second factor, since the person has lost it (解除双因素).
    DropSecondFactor {
        /// Why.
        reason: String,
    },
    /// Link it with its account at the office's identity provider (关联统一身份认证账号).
    LinkIdentity {
        /// The account there.
        identity: OutsideIdentity,
        /// Why.
        reason: String,
    },
    /// Let it sign in by the identity provider no more (取消关联).
    UnlinkIdentity {
        /// Why.
        reason: String,
    },
    /// Agree, as the second security administrator, that it is to be (批准).
    Approve,
}

impl AccountChange {
    /// The step, by code.
    pub const fn step(&self) -> &'static str {
        match self {
            Self::Rename { .. } => "rename",
            Self::Post { .. } => "post",
            Self::Disable { .. } => "disable",
            Self::Enable { .. } => "enable",
            Self::Unlock { .. } => "unlock",
            Self::DropSecondFactor { .. } => "drop_second_factor",
            Self::LinkIdentity { .. } => "link_identity",
            Self::UnlinkIdentity { .. } => "unlink_identity",
            Self::Approve => "approve",
        }
    }

    /// The step, in Chinese.
    pub(super) const fn zh(&self) -> &'static str {
        match self {
            Self::Rename { .. } => "更正姓名",
            Self::Post { .. } => "调整岗位",
            Self::Disable { .. } => "停用",
            Self::Enable { .. } => "启用",
            Self::Unlock { .. } => "解锁",
            Self::DropSecondFactor { .. } => "解除双因素",
            Self::LinkIdentity { .. } => "关联统一身份认证账号",
            Self::UnlinkIdentity { .. } => "取消关联统一身份认证账号",
            Self::Approve => "批准",
        }
    }

    /// What the event keeps as its why.
    pub(super) fn why(&self) -> &str {
        match self {
            Self::Rename { .. } | Self::Approve => "",
            Self::Post { reason, .. }
            | Self::Disable { reason }
            | Self::Enable { reason }
            | Self::Unlock { reason }
            | Self::DropSecondFactor { reason }
            | Self::LinkIdentity { reason, .. }
            | Self::UnlinkIdentity { reason } => reason,
        }
    }

    /// Whether sessions that run are over with it: what they were let in for is no longer so.
    pub(super) const fn ends_sessions(&self) -> bool {
        matches!(self, Self::Post { .. } | Self::Disable { .. } | Self::DropSecondFactor { .. } | Self::UnlinkIdentity { .. })
    }
}

impl Account {
    /// Takes a change that `who` asks for; whether it is `alone` enough to need no second person, as the founder and the machine are.
    pub(super) fn change(&mut self, change: &AccountChange, who: &str, alone: bool) -> Result<(), LedgerError> {
        if !matches!(change, AccountChange::Rename { .. } | AccountChange::Approve) {
            must_say("事由", change.why())?;
        }
        match change {
            AccountChange::Rename { name } => self.name = name.trim().to_owned(),
            AccountChange::Post { role, office, duties, priorities, .. } => {
                // No account ever holds two of the powers, not even one after the other: its trail would be that of two.
                if *role != self.role && (role.is_administrator() || self.role.is_administrator()) {
                    return Err(AccessRefusal::NotNow("管理员账号不能与其他角色互换，请另建账号").into());
                }
                self.role = *role;
                self.office.clone_from(office);
                self.duties.clone_from(duties);
                self.priorities.clone_from(priorities);
            }
            AccountChange::Disable { .. } if self.disabled => return Err(AccessRefusal::NotNow("账号已停用").into()),
            AccountChange::Disable { .. } => self.disabled = true,
            AccountChange::Enable { .. } if !self.disabled => return Err(AccessRefusal::NotNow("账号未停用").into()),
            AccountChange::Enable { .. } => {
                self.disabled = false;
                self.propose(who, alone);
            }
            AccountChange::Unlock { .. } => {}
            AccountChange::DropSecondFactor { .. } if !self.second_factor => {
                return Err(AccessRefusal::NotNow("账号未启用双因素认证").into());
            }
            AccountChange::DropSecondFactor { .. } => {
                self.second_factor = false;
                self.propose(who, alone);
            }
            AccountChange::LinkIdentity { identity, .. } => {
                identity.check()?;
                self.identity = Some(identity.clone());
                self.propose(who, alone);
            }
            AccountChange::UnlinkIdentity { .. } if self.identity.is_none() => {
                return Err(AccessRefusal::NotNow("账号未关联统一身份认证账号").into());
            }
            AccountChange::UnlinkIdentity { .. } => self.identity = None,
            AccountChange::Approve => match &self.proposed_by {
                None => return Err(AccessRefusal::NotNow("账号无需批准").into()),
                Some(proposer) if proposer == who && !alone => return Err(AccessRefusal::OwnProposal.into()),
                Some(_) => self.proposed_by = None,
            },
        }
        Ok(())
    }

    /// Whatever lets somebody else in as an administrator wants a second security administrator's approval.
    pub(super) fn propose(&mut self, who: &str, alone: bool) {
        if self.role.is_administrator() && !alone {
            self.proposed_by = Some(who.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(role: Role) -> AccountChange {
        let (duties, priorities) = (BTreeSet::new(), BTreeSet::new());
        AccountChange::Post { role, office: None, duties, priorities, reason: "轮岗".into() }
    }

    #[test]
    fn administrators_are_apart_from_all_else_and_from_each_other() {
        for from in Role::ALL {
            for to in Role::ALL {
                let mut account = Account { role: *from, ..Account::blank("li") };
                let apart = from != to && (from.is_administrator() || to.is_administrator());
                assert_eq!(account.change(&post(*to), "sec", true).is_err(), apart, "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn an_administrator_wants_two_unless_the_founder_says_so() {
        let mut admin = Account { role: Role::AuditAdmin, ..Account::blank("audit") };
        admin.propose("sec", true);
        assert_eq!(admin.may_come_in(), Ok(()));
        admin.propose("sec", false);
        assert_eq!(admin.may_come_in(), Err(AccessRefusal::AwaitingApproval));
        let own = admin.change(&AccountChange::Approve, "sec", false).expect_err("the proposer");
        assert_eq!(own.to_string(), "提出人不能批准本人提出的管理员账号");
        admin.change(&AccountChange::Approve, "sec2", false).expect("another");
        assert_eq!(admin.may_come_in(), Ok(()));
        admin.second_factor = true;
        let lost = AccountChange::DropSecondFactor { reason: "手机遗失".into() };
        admin.change(&lost, "sec", false).expect("dropped");
        assert_eq!(admin.proposed_by.as_deref(), Some("sec"), "who could sign in instead is not alone in it");

        let mut staff = Account { role: Role::DepartmentStaff, ..Account::blank("li") };
        staff.propose("sec", false);
        assert_eq!(staff.proposed_by, None);
    }

    #[test]
    fn what_is_done_already_is_refused_and_so_is_what_gives_no_reason() {
        let told = |account: &mut Account, change: AccountChange| account.change(&change, "sec", false).map_err(|error| error.to_string());
        let mut account = Account::blank("li");
        assert_eq!(told(&mut account, AccountChange::Disable { reason: " ".into() }), Err("事由不能为空".into()));
        assert_eq!(told(&mut account, AccountChange::Enable { reason: "返岗".into() }), Err("账号未停用".into()));
        assert_eq!(told(&mut account, AccountChange::Disable { reason: "调离".into() }), Ok(()));
        assert_eq!(told(&mut account, AccountChange::Disable { reason: "调离".into() }), Err("账号已停用".into()));
        assert_eq!(account.may_come_in(), Err(AccessRefusal::Disabled));
        assert_eq!(told(&mut account, AccountChange::Approve), Err("账号无需批准".into()));
    }
}
