//! Showing in full (查看完整信息): what is masked everywhere is shown for a reason, and that it was is kept.

use super::{AccessRefusal, Caller, Note, must_say};
use crate::record::Reference;
use crate::sql::{Sql, Stored, instant};
use crate::store::Writing;
use crate::{Ledger, LedgerError};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use vocabulary::{labelled, mask_account, mask_name, mask_phone, mask_resident_number};

/// How many masked fields one person sees in full within an hour.
pub const FIELDS_AN_HOUR: u32 = 30;
/// How many identities of reporters one account is shown within an hour. A desk that works through its letters looks up a caller every
/// few minutes; whoever wants more than one every three is copying a list, and an hour is long enough for somebody to notice.
pub const REPORTERS_AN_HOUR: u32 = 20;
/// The fewest characters of a reason.
pub const SHORTEST_REASON: usize = 5;

labelled! {
    /// What is masked (敏感信息).
    pub enum Sensitive {
        /// A person's name (姓名).
        Name = "name", "姓名", "Name";
        /// Resident number (身份证号).
        ResidentNumber = "resident_number", "身份证号", "Resident number";
        /// Telephone number (电话).
        Phone = "phone", "电话", "Phone";
        /// Bank account (银行账号).
        Account = "account", "银行账号", "Bank account";
    }
}

crate::schema::labelled_schema!(Sensitive as "Sensitive");

impl Sensitive {
    /// What is shown of it to whoever has given no reason.
    pub fn masked(self, text: &str) -> String {
        match self {
            Self::Name => mask_name(text),
            Self::ResidentNumber => mask_resident_number(text),
            Self::Phone => mask_phone(text),
            Self::Account => mask_account(text),
        }
    }
}

/// What somebody wants to see in full, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reveal {
    /// Of which record.
    pub record: Reference,
    /// Which of it.
    pub field: Sensitive,
    /// Why (查看事由).
    pub reason: String,
}

/// What is shown in full: each kind has a limit of its own, and all stand in one register.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shown {
    /// A masked field of a record.
    Field(Sensitive),
    /// Who complained.
    Reporter,
}

/// In the register, who complained.
const REPORTER: &str = "reporter";

impl Shown {
    const fn code(self) -> &'static str {
        match self {
            Self::Field(field) => field.code(),
            Self::Reporter => REPORTER,
        }
    }

    const fn limit(self) -> u32 {
        match self {
            Self::Field(_) => FIELDS_AN_HOUR,
            Self::Reporter => REPORTERS_AN_HOUR,
        }
    }

    const fn zh(self) -> &'static str {
        match self {
            Self::Field(_) => "完整信息",
            Self::Reporter => "举报人信息",
        }
    }
}

/// Enters into the register that something is shown in full.
///
/// # Errors
/// As often as it may be done within an hour.
pub(crate) async fn enter(writing: &mut Writing<'_>, who: &str, at: DateTime<Utc>, of: Reference, shown: Shown) -> Result<(), LedgerError> {
    let mut sql = Sql::new("SELECT count(*) AS n FROM reveals WHERE who = ");
    sql.bind(who).push(" AND at > ").bind(at - TimeDelta::hours(1));
    match shown {
        Shown::Field(_) => sql.push(" AND field <> "),
        Shown::Reporter => sql.push(" AND field = "),
    };
    sql.bind(REPORTER);
    let seen = sql.optional(writing.connection()).await?.map_or(Ok(0), |row| Stored(&row).count("n"))?;
    let limit = shown.limit();
    if seen >= u64::from(limit) {
        return Err(AccessRefusal::TooManyReveals { what: shown.zh(), limit }.into());
    }
    let mut sql = Sql::new("INSERT INTO reveals (who, at, record, id, field) VALUES (");
    sql.bind(who).push(", ").bind(at).push(", ").bind(of.kind.code()).push(", ").bind(of.id).push(", ").bind(shown.code()).push(")");
    sql.execute(writing.connection()).await.map(|_| ())
}

impl Ledger {
    /// Allows that something is shown in full, and keeps that it was. Only after this answer may it be shown.
    ///
    /// # Errors
    /// No such record within the caller's scope; a reason that says too little; as often as it may be done within an hour.
    pub async fn reveal(&self, caller: &Caller, at: DateTime<Utc>, what: &Reveal) -> Result<(), LedgerError> {
        if what.reason.trim().chars().count() < SHORTEST_REASON {
            return Err(LedgerError::Unfit { field: "查看事由", problem: "至少 5 个字" });
        }
        must_say("查看事由", &what.reason)?;
        let (at, who) = (instant(at), caller.actor.who.as_str());
        let mut writing = self.writing().await?;
        let mut sql = Sql::new("SELECT 1 AS there FROM chain_head WHERE ");
        caller.scope.one(&mut sql, what.record);
        if sql.optional(writing.connection()).await?.is_none() {
            return Err(LedgerError::NotFound { record: what.record.kind, id: what.record.id });
        }
        enter(&mut writing, who, at, what.record, Shown::Field(what.field)).await?;
        let (kind, id) = (what.record.kind.code(), what.record.id);
        let (id, after) = (id.to_string(), Some(json!({ "field": what.field })));
        let note = Note { after, why: what.reason.trim(), ..Note::of("record.reveal", kind, &id) };
        writing.append(note.event(at, &caller.actor)).await?;
        writing.commit().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_masked_in_its_own_way() {
        assert_eq!(Sensitive::Name.masked("王小明"), "王**");
        assert_eq!(Sensitive::Phone.masked("13812345678"), "138****5678");
        assert_eq!(Sensitive::Account.masked("6228480402564890018"), "6228***********0018");
        assert_eq!(Sensitive::ResidentNumber.masked("11010519491231002X"), "1101************2X");
    }
}
