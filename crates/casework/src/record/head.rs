//! What every record has.

use super::{Refusal, code_fits, said};
use crate::Place;
use crate::clock::Clocks;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What every record has: number, title, whose it is, and what is owed by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Head {
    /// Its number within its kind.
    pub id: i64,
    /// The number that people write (编号): prefix, year, running number.
    pub number: String,
    /// Grows by one with every change; who changes must know the newest.
    pub version: i64,
    /// In a few words (标题).
    pub title: String,
    /// Priority (领域), by code.
    pub priority: Option<String>,
    /// The campaign (专项整治) that it belongs to.
    pub campaign: Option<i64>,
    /// The office that answers for it (责任单位), by code.
    pub department: Option<String>,
    /// The person in charge (承办人), by account.
    pub owner: Option<String>,
    /// Where it belongs (归属).
    pub place: Place,
    /// When not empty, the only accounts that may see it (专案组成员).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub team: Vec<String>,
    /// What is owed by when.
    pub clocks: Clocks,
    /// Who entered it (登记人).
    pub entered_by: String,
    /// When.
    pub entered_at: DateTime<Utc>,
    /// When anything of it last changed.
    pub changed_at: DateTime<Utc>,
}

impl Head {
    /// Refuses a code that is longer than codes are.
    pub(super) fn fits(&self) -> Result<(), Refusal> {
        let codes = [
            ("领域", &self.priority),
            ("责任单位", &self.department),
            ("承办人", &self.owner),
            ("镇街", &self.place.town),
            ("村居", &self.place.village),
            ("机构编码", &self.place.institution),
            ("学校编码", &self.place.school),
        ];
        codes.into_iter().try_for_each(|(field, code)| code_fits(field, code.as_deref().unwrap_or_default()))
    }

    /// Lets one more account see it (增加专案组成员).
    pub(crate) fn join(&mut self, who: &str) -> Result<(), Refusal> {
        const FIELD: &str = "专案组成员";
        said(FIELD, who)?;
        code_fits(FIELD, who)?;
        if self.team.iter().any(|member| member == who) {
            return Err(Refusal::Unfit { field: FIELD, problem: "已在组内" });
        }
        self.team.push(who.to_owned());
        Ok(())
    }

    /// Lets an account see it no more. One member stays: a team of nobody would be no team at all, and everybody would see it.
    pub(crate) fn leave(&mut self, who: &str) -> Result<(), Refusal> {
        const FIELD: &str = "专案组成员";
        let before = self.team.len();
        self.team.retain(|member| member != who);
        match self.team.len() {
            left if left == before => Err(Refusal::Unfit { field: FIELD, problem: "不在组内" }),
            0 => Err(Refusal::Unfit { field: FIELD, problem: "至少保留一人" }),
            _ => Ok(()),
        }
    }
}

/// What the one who enters a record says of its head.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HeadDraft {
    /// In a few words (标题).
    pub title: String,
    /// Priority (领域), by code.
    #[serde(default)]
    pub priority: Option<String>,
    /// The campaign (专项整治) that it belongs to.
    #[serde(default)]
    pub campaign: Option<i64>,
    /// The office that answers for it (责任单位), by code.
    #[serde(default)]
    pub department: Option<String>,
    /// Where it belongs (归属).
    #[serde(default)]
    pub place: Place,
}

/// A remark with its author, and the files that go with it (附件), by SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Entry {
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub text: String,
    /// Evidence files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
}
