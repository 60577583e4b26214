//! Powers of administration (管理权限): three that no one person holds together, and that come with no business data.

use super::{Caller, Role};
use crate::LedgerError;

/// What an administrator may do that nobody else may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Power {
    /// Settings (参数设置).
    Settings,
    /// Accounts, offices, roles and keys (账号、单位、角色与密钥).
    Accounts,
    /// The audit trail (审计记录).
    Trail,
}

impl Power {
    /// The one role that has it, beside the machine.
    const fn holder(self) -> Role {
        match self {
            Self::Settings => Role::SystemAdmin,
            Self::Accounts => Role::SecurityAdmin,
            Self::Trail => Role::AuditAdmin,
        }
    }

    /// What is refused, in Chinese.
    const fn zh(self) -> &'static str {
        match self {
            Self::Settings => "修改参数设置",
            Self::Accounts => "管理账号与单位",
            Self::Trail => "查阅审计记录",
        }
    }
}

/// Refuses everybody but who has the power.
pub(crate) fn require(caller: &Caller, power: Power) -> Result<(), LedgerError> {
    if caller.is_one_of(&[power.holder()]) { Ok(()) } else { Err(LedgerError::Forbidden(power.zh())) }
}
