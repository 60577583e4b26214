//! Choices (通知偏好): where somebody's mail goes, and which kinds go by it. In the product everybody is told everything.

use super::NotificationKind;
use crate::people::Caller;
use crate::record::Work;
use crate::sql::{Sql, Stored};
use crate::{Ledger, LedgerError};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::AnyConnection;
use std::collections::BTreeSet;
use std::fmt;
use utoipa::ToSchema;

/// An address for mail (电子邮箱).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct MailAddress(pub String);

impl MailAddress {
    /// Whether it has the form of one: what a mail program would otherwise read as several, or as a header, is refused.
    fn is_one(&self) -> bool {
        let plain = |text: &str| {
            !text.is_empty()
                && !text.starts_with('.')
                && !text.ends_with('.')
                && !text.contains("..")
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_+".contains(&byte))
        };
        self.0.len() <= 254
            && self
                .0
                .split_once('@')
                .is_some_and(|(person, host)| plain(person) && plain(host) && host.contains('.') && !host.contains('+'))
    }
}

impl fmt::Display for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What somebody has chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    /// Where mail goes; none for no mail.
    #[serde(default)]
    pub mail: Option<MailAddress>,
    /// Kinds that do not go by mail; all others go, in digests.
    #[serde(default)]
    pub not_by_mail: BTreeSet<NotificationKind>,
}

impl Ledger {
    /// What the caller has chosen; nothing else than the usual at first.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn notification_choices(&self, caller: &Caller) -> Result<Choices, LedgerError> {
        choices_of(&caller.actor.who, &mut *self.pool.acquire().await?).await
    }
}

impl Work<'_> {
    /// Chooses for the caller. The event says whether there is an address, and not which.
    ///
    /// # Errors
    /// An address that is none.
    pub async fn choose_notifications(&mut self, choices: &Choices) -> Result<(), LedgerError> {
        if choices.mail.as_ref().is_some_and(|mail| !mail.is_one()) {
            return Err(LedgerError::Unfit { field: "mail", problem: "不是有效的电子邮箱地址" });
        }
        let who = self.who().to_owned();
        let mut sql = Sql::new("DELETE FROM notification_choices WHERE login = ");
        sql.bind(&who);
        sql.execute(self.connection()).await?;
        let mut sql = Sql::new("INSERT INTO notification_choices (login, body) VALUES (");
        sql.bind(&who).push(", ").bind(serde_json::to_string(choices)?).push(")");
        sql.execute(self.connection()).await?;
        let after = json!({ "has_mail": choices.mail.is_some(), "not_by_mail": choices.not_by_mail });
        self.append("account.choose_notifications", (Some("account"), who), None, after, "").await
    }
}

/// What an account has chosen.
pub(super) async fn choices_of(login: &str, on: &mut AnyConnection) -> Result<Choices, LedgerError> {
    let mut sql = Sql::new("SELECT body FROM notification_choices WHERE login = ");
    sql.bind(login);
    sql.optional(on).await?.map_or_else(|| Ok(Choices::default()), |row| Stored(&row).json("body"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_and_no_more() {
        for good in ["li@q.gov.cn", "li.ming+a@mail-1.example.cn"] {
            assert!(MailAddress(good.to_owned()).is_one(), "{good}");
        }
        for bad in [
            "",
            "li",
            "li@",
            "@q.cn",
            "li@localhost",
            "a@b.cn,c@d.cn",
            "li@q.cn\r\nBcc: x@y.cn",
            "李@q.cn",
            "li @q.cn",
            "<li@q.cn>",
            "li@@q.cn",
            "li@q..cn",
        ] {
            assert!(!MailAddress(bad.to_owned()).is_one(), "{bad}");
        }
    }
}
