//! What the public is told of the office (受理单位): settings as texts, empty where nothing is set.

use super::{kept, limits};
use crate::clock::Limits;
use crate::{Ledger, LedgerError};

const NAME: &str = "public_office_name";
const ADDRESS: &str = "public_office_address";
const PHONE: &str = "public_office_phone";
const LEAVE: &str = "public_leave_to";

/// Where the public page leads whoever leaves it quickly, as long as nothing is set.
const LEAVE_TO: &str = "https://www.gov.cn/";

/// Name, title and default of each.
pub(super) const ALL: [(&str, &str, &str); 4] = [
    (NAME, "公众页面：受理单位名称", ""),
    (ADDRESS, "公众页面：来信来访地址和时间", ""),
    (PHONE, "公众页面：受理电话", ""),
    (LEAVE, "公众页面：“快速离开”去往的网址", LEAVE_TO),
];

/// Characters of the longest of them.
const LONGEST: usize = 200;

/// What the public is told of the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicOffice {
    /// Its name.
    pub name: Option<String>,
    /// Where letters and visits go.
    pub address: Option<String>,
    /// Its telephone.
    pub phone: Option<String>,
    /// Where whoever leaves the page quickly is led.
    pub leave_to: String,
}

impl PublicOffice {
    /// What is told where nothing can be read.
    pub fn unknown() -> Self {
        Self { name: None, address: None, phone: None, leave_to: LEAVE_TO.to_owned() }
    }
}

/// Whether it is one of these settings and, if so, whether the value is of its form.
pub(super) fn check(name: &str, value: &str) -> Option<Result<(), LedgerError>> {
    let unfit = |problem| Err(LedgerError::Unfit { field: "参数值", problem });
    ALL.iter().find(|(known, ..)| *known == name)?;
    let address = |url: &str| url.starts_with("https://") && url.bytes().all(|byte| byte.is_ascii_graphic());
    Some(match value {
        _ if value.chars().count() > LONGEST => unfit("不能超过 200 字"),
        _ if value.chars().any(char::is_control) => unfit("不能有换行和控制字符"),
        _ if name == LEAVE && !address(value) => unfit("应为 https:// 开头的网址"),
        _ => Ok(()),
    })
}

impl Ledger {
    /// The limits in force.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn limits(&self) -> Result<Limits, LedgerError> {
        limits(&mut *self.pool.acquire().await?).await
    }

    /// What the public is told of the office.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn public_office(&self) -> Result<PublicOffice, LedgerError> {
        let kept = kept(&mut *self.pool.acquire().await?).await?;
        let value = |name: &str| {
            let found = kept.iter().find(|(known, ..)| known == name).map(|(_, value, _)| value.trim().to_owned());
            found.filter(|value| !value.is_empty())
        };
        Ok(PublicOffice {
            name: value(NAME),
            address: value(ADDRESS),
            phone: value(PHONE),
            leave_to: value(LEAVE).unwrap_or_else(|| LEAVE_TO.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_short_lines_and_the_way_out_is_an_address() {
        let good = |name: &str, value: &str| check(name, value).map(|checked| checked.is_ok());
        assert_eq!(good(ADDRESS, "人民路 1 号，工作日 9:00–17:00"), Some(true));
        assert_eq!(good(NAME, ""), Some(true));
        for (name, value) in [
            (NAME, "一\n二".to_owned()),
            (PHONE, "1".repeat(201)),
            (LEAVE, "javascript:alert(1)".to_owned()),
            (LEAVE, "https://a b".to_owned()),
            (LEAVE, String::new()),
        ] {
            assert_eq!(good(name, &value), Some(false), "{name} {value}");
        }
        assert_eq!(good("calendar", ""), None);
    }
}
