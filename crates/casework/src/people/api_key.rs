//! API keys (接口密钥): how machines come in.
//!
//! A key never stands for a person, and never for the machine that the program itself is. It names the operations that it is for, each
//! of which the server checks by [`ApiKey::allows`]; there is none for administration, for showing identities, for approving or for being
//! anybody's second person. It belongs to one institution, one department, or one other system whose tickets it hands in, and reaches
//! no further.

mod store;

use super::office;
use super::{Caller, OfficeKind, Role, must_say};
use crate::{Actor, LedgerError, Reach, Scope};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;
use std::collections::BTreeSet;
use utoipa::ToSchema;
use vocabulary::{fold, labelled};

/// What every key begins with, so that one that was published by mistake is found.
pub const KEY_PREFIX: &str = "qy_";
/// No key is good for longer.
pub const KEY_LASTS: TimeDelta = TimeDelta::days(366);
/// The highest rate of a key.
pub const HIGHEST_RATE: u32 = 6000;
/// That a key is used is written down no more often than this.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(1);

labelled! {
    /// What a key can be for (接口权限). The list is closed: what is not in it no machine does.
    pub enum KeyOperation {
        /// Hand in tickets of its own system (报送热线工单).
        TicketsWrite = "tickets.write", "报送热线工单", "Hand in tickets";
        /// Read how far its own system's tickets are (读取工单办理情况).
        TicketsRead = "tickets.read", "读取工单办理情况", "Read how far tickets are";
        /// Hand in its own department's data (报送数据).
        DataWrite = "data.write", "报送数据", "Hand in data";
        /// Read leads of its own department or institution, masked (读取本单位疑点).
        LeadsRead = "leads.read", "读取本单位疑点", "Read own leads";
        /// Read issues of its own department or institution, masked (读取本单位问题).
        IssuesRead = "issues.read", "读取本单位问题", "Read own issues";
    }
}

crate::schema::labelled_schema!(KeyOperation as "KeyOperation");

/// A key (接口密钥), without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ApiKey {
    /// Its number.
    pub id: i64,
    /// What it is for (用途).
    pub name: String,
    /// The medical institution that it belongs to.
    #[serde(default)]
    pub institution: Option<String>,
    /// The department that it belongs to.
    #[serde(default)]
    pub department: Option<String>,
    /// The other system whose tickets it hands in and reads, as `12345`.
    #[serde(default)]
    pub system: Option<String>,
    /// The operations that it is for.
    pub operations: BTreeSet<KeyOperation>,
    /// How many requests a minute.
    pub per_minute: u32,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Who made it.
    pub entered_by: String,
    /// When.
    pub entered_at: DateTime<Utc>,
    /// When its secret was last made anew.
    #[serde(default)]
    pub renewed_at: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    #[serde(default)]
    pub last_used_at: Option<DateTime<Utc>>,
}

/// What is said of a key that is to be. It belongs to exactly one of institution, department and system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiKeyDraft {
    /// What it is for (用途); by this name its calls stand in the events.
    pub name: String,
    /// The medical institution that it belongs to.
    #[serde(default)]
    pub institution: Option<String>,
    /// The department that it belongs to.
    #[serde(default)]
    pub department: Option<String>,
    /// The other system whose tickets it hands in and reads, as `12345`.
    #[serde(default)]
    pub system: Option<String>,
    /// The operations that it is for.
    pub operations: BTreeSet<KeyOperation>,
    /// How many requests a minute.
    pub per_minute: u32,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
}

impl ApiKey {
    /// Whether it is for this operation.
    pub fn allows(&self, operation: KeyOperation) -> bool {
        self.operations.contains(&operation)
    }

    /// Who asks: a role that takes no step of anybody's, and a scope that ends where the key's owner does.
    pub fn caller(&self, from: &str) -> Caller {
        let actor = Actor { who: format!("key:{} {}", self.id, self.name), from: from.to_owned() };
        let within = Scope { person: Some(actor.who.clone()), ..Scope::everything() };
        let scope = match (&self.institution, &self.department, &self.system) {
            (Some(code), None, None) => Scope { institutions: Reach::only([code.as_str()]), ..within },
            (None, Some(code), None) => Scope { departments: Reach::only([code.as_str()]), ..within },
            (None, None, Some(system)) => Scope { tickets_of: Some(system.clone()), ..within },
            _ => Scope { person: within.person, ..Scope::nothing() },
        };
        Caller { actor, role: Role::Reader, intake: false, scope }
    }

    /// Whether it is time to write down that it is used ([`Ledger::touch_api_key`](crate::Ledger::touch_api_key)).
    pub fn touch_due(&self, at: DateTime<Utc>) -> bool {
        self.last_used_at.is_none_or(|used| at - used >= TOUCH_EVERY)
    }

    fn is_good(&self, at: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && at < self.expires_at
    }
}

/// Bounds of how long a key is good.
fn check_expiry(expires_at: DateTime<Utc>, at: DateTime<Utc>) -> Result<(), LedgerError> {
    if expires_at <= at || expires_at - at > KEY_LASTS {
        return Err(LedgerError::Unfit { field: "有效期", problem: "须晚于现在，且不超过 366 天" });
    }
    Ok(())
}

impl ApiKeyDraft {
    /// As it is kept.
    fn folded(self) -> Self {
        let system = self.system.map(|system| fold(&system).into_owned());
        Self { name: self.name.trim().to_owned(), system, expires_at: crate::sql::instant(self.expires_at), ..self }
    }

    fn check(&self, at: DateTime<Utc>) -> Result<(), LedgerError> {
        let wrong = |field, problem| Err(LedgerError::Unfit { field, problem });
        must_say("用途", &self.name)?;
        if self.name.chars().count() > 50 {
            return wrong("用途", "不能超过 50 字");
        }
        if [&self.institution, &self.department, &self.system].into_iter().flatten().count() != 1 {
            return wrong("归属", "须为定点医药机构、部门、外部系统三者之一");
        }
        if let Some(system) = &self.system {
            must_say("外部系统", system)?;
            if system.chars().count() > 30 {
                return wrong("外部系统", "不能超过 30 字");
            }
        }
        if self.operations.is_empty() {
            return wrong("操作", "至少一项");
        }
        if !self.operations.iter().all(|operation| self.may_be_for(*operation)) {
            return wrong("操作", "与密钥的归属不符");
        }
        if !(1..=HIGHEST_RATE).contains(&self.per_minute) {
            return wrong("每分钟次数", "须在 1 至 6000 之间");
        }
        check_expiry(self.expires_at, at)
    }

    /// What goes with whom: tickets with another system, data with a department, reading with whoever has something to read.
    fn may_be_for(&self, operation: KeyOperation) -> bool {
        match operation {
            KeyOperation::TicketsWrite | KeyOperation::TicketsRead => self.system.is_some(),
            KeyOperation::DataWrite => self.department.is_some(),
            KeyOperation::LeadsRead | KeyOperation::IssuesRead => self.department.is_some() || self.institution.is_some(),
        }
    }
}

/// The office of a key that is not there, if it names one that is none: what it should be, and its code.
async fn missing_office(
    institution: Option<&str>,
    department: Option<&str>,
    on: &mut AnyConnection,
) -> Result<Option<(&'static str, String)>, LedgerError> {
    let named = [(institution, OfficeKind::Institution, "定点医药机构"), (department, OfficeKind::Department, "部门")];
    for (code, kind, what) in named {
        let Some(code) = code else { continue };
        let offices = office::around(Some(code), on).await?;
        if !offices.get(code).is_some_and(|office| office.kind == kind && office.active) {
            return Ok(Some((what, code.to_owned())));
        }
    }
    Ok(None)
}
