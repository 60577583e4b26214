//! Offices (单位): who there is in the district, as a tree.

mod store;

pub(super) use store::{all, around, insert};

use super::{AccessRefusal, Role, must_say};
use crate::LedgerError;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;
use vocabulary::labelled;

labelled! {
    /// Kind of office (单位类别).
    pub enum OfficeKind {
        /// The supervising office (监督机关).
        Supervising = "supervising", "监督机关", "Supervising office";
        /// A resident office, sent by the supervising one to watch departments (派驻机构).
        Resident = "resident", "派驻机构", "Resident office";
        /// A department (部门), or a unit of one.
        Department = "department", "部门", "Department";
        /// A town or subdistrict (镇街).
        Town = "town", "镇街", "Town";
        /// A village or community (村居).
        Village = "village", "村居", "Village";
        /// A school (学校).
        School = "school", "学校", "School";
        /// A medical institution (定点医药机构).
        Institution = "institution", "定点医药机构", "Institution";
    }
}

crate::schema::labelled_schema!(OfficeKind as "OfficeKind");

impl OfficeKind {
    /// The kind of office that somebody of this role is of; none where the role does not go by its office.
    pub const fn of(role: Role) -> Option<Self> {
        match role {
            Role::Supervisor => Some(Self::Supervising),
            Role::ResidentOffice => Some(Self::Resident),
            Role::DepartmentHead | Role::DepartmentStaff => Some(Self::Department),
            Role::Town => Some(Self::Town),
            Role::Village => Some(Self::Village),
            Role::School => Some(Self::School),
            Role::Institution => Some(Self::Institution),
            Role::Inspector | Role::Reader | Role::SystemAdmin | Role::SecurityAdmin | Role::AuditAdmin | Role::Machine => None,
        }
    }

    /// Kinds of office below which one of this kind may stand.
    const fn parents(self) -> &'static [Self] {
        match self {
            Self::Supervising => &[],
            Self::Resident => &[Self::Supervising],
            Self::Department => &[Self::Department],
            Self::Town => &[],
            Self::Village => &[Self::Town],
            Self::School | Self::Institution => &[Self::Department, Self::Town],
        }
    }
}

/// An office (单位).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Its code, by which records and data name it: a department's and a town's is the name that stands in the data, a village's is
    /// `town/village`, a school's and an institution's is its number.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: OfficeKind,
    /// The office that it stands below.
    #[serde(default)]
    pub parent: Option<String>,
    /// The departments that a resident office watches (监督单位).
    #[serde(default)]
    pub watches: BTreeSet<String>,
    /// Whether it still is one.
    #[serde(default = "yes")]
    pub active: bool,
}

const fn yes() -> bool {
    true
}

/// What is done with an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum OfficeChange {
    /// Give it another name (更名).
    Rename {
        /// The name.
        name: String,
    },
    /// Put it below another office (调整隶属).
    Move {
        /// The office; none for the top.
        parent: Option<String>,
    },
    /// Say which departments a resident office watches (调整监督单位).
    Watch {
        /// All of them.
        departments: BTreeSet<String>,
    },
    /// It is no more (撤销). Its accounts see nothing from then on.
    Close {
        /// Why.
        reason: String,
    },
    /// It is again (恢复).
    Reopen {
        /// Why.
        reason: String,
    },
}

impl OfficeChange {
    /// The step, by code.
    pub const fn step(&self) -> &'static str {
        match self {
            Self::Rename { .. } => "rename",
            Self::Move { .. } => "move",
            Self::Watch { .. } => "watch",
            Self::Close { .. } => "close",
            Self::Reopen { .. } => "reopen",
        }
    }

    /// What the event keeps as its why.
    fn why(&self) -> &str {
        match self {
            Self::Close { reason } | Self::Reopen { reason } => reason,
            Self::Rename { .. } | Self::Move { .. } | Self::Watch { .. } => "",
        }
    }
}

/// All offices, or as many as a question needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offices(BTreeMap<String, Office>);

impl FromIterator<Office> for Offices {
    fn from_iter<T: IntoIterator<Item = Office>>(offices: T) -> Self {
        Self(offices.into_iter().map(|office| (office.code.clone(), office)).collect())
    }
}

impl Offices {
    /// The office of this code.
    pub fn get(&self, code: &str) -> Option<&Office> {
        self.0.get(code)
    }

    /// Every one, by code.
    pub fn iter(&self) -> impl Iterator<Item = &Office> {
        self.0.values()
    }

    /// An office's code and those of all offices below it, however deep; nothing for a code that is none.
    pub fn within(&self, code: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut next: Vec<&str> = self.0.get_key_value(code).map(|(code, _)| code.as_str()).into_iter().collect();
        while let Some(code) = next.pop() {
            if found.insert(code.to_owned()) {
                next.extend(self.0.values().filter(|office| office.parent.as_deref() == Some(code)).map(|office| office.code.as_str()));
            }
        }
        found
    }

    /// The same, of departments alone: a school below the education department is a school and no part of it.
    pub(super) fn departments_within(&self, code: &str) -> BTreeSet<String> {
        let mut found = self.within(code);
        found.retain(|code| self.get(code).is_some_and(|office| office.kind == OfficeKind::Department));
        found
    }

    /// Adds a new one.
    fn add(&mut self, office: Office) -> Result<(), LedgerError> {
        if self.0.contains_key(&office.code) {
            return Err(AccessRefusal::Exists { what: "单位", name: office.code }.into());
        }
        self.fits(&office)?;
        self.0.insert(office.code.clone(), office);
        Ok(())
    }

    /// The office as it is after a change.
    fn changed(&self, code: &str, change: &OfficeChange) -> Result<(Office, Office), LedgerError> {
        let before = self.get(code).ok_or_else(|| AccessRefusal::NoSuch { what: "单位", name: code.to_owned() })?;
        let mut after = before.clone();
        match change {
            OfficeChange::Rename { name } => after.name.clone_from(name),
            OfficeChange::Move { parent } => after.parent.clone_from(parent),
            OfficeChange::Watch { departments } => after.watches.clone_from(departments),
            OfficeChange::Close { reason } => {
                must_say("事由", reason)?;
                if self.0.values().any(|office| office.active && office.parent.as_deref() == Some(code)) {
                    return Err(AccessRefusal::NotNow("尚有下级单位，不能撤销").into());
                }
                after.active = false;
            }
            OfficeChange::Reopen { reason } => {
                must_say("事由", reason)?;
                after.active = true;
            }
        }
        self.fits(&after)?;
        Ok((before.clone(), after))
    }

    /// Whether an office may stand as it says among the others.
    fn fits(&self, office: &Office) -> Result<(), LedgerError> {
        let unfit = |field, problem| Err(LedgerError::Unfit { field, problem });
        for (field, text) in [("单位代码", &office.code), ("单位名称", &office.name)] {
            if text.trim() != text || text.is_empty() {
                return unfit(field, "不能为空，首尾不能有空格");
            }
            if text.chars().count() > 100 {
                return unfit(field, "超过 100 字");
            }
        }
        let parent = match &office.parent {
            None => None,
            Some(code) => {
                let parent = self.get(code).ok_or_else(|| AccessRefusal::NoSuch { what: "上级单位", name: code.clone() })?;
                if !office.kind.parents().contains(&parent.kind) {
                    return unfit("上级单位", "的类别不符");
                }
                if office.active && !parent.active {
                    return unfit("上级单位", "已撤销");
                }
                if self.within(&office.code).contains(code) || *code == office.code {
                    return unfit("上级单位", "不能是本单位或其下级单位");
                }
                Some(parent)
            }
        };
        // A village is known by its town's name and its own, since villages of different towns share names.
        let in_its_town = |town: &Office| office.code.strip_prefix(&town.code).and_then(|rest| rest.strip_prefix('/')).is_some_and(is_name);
        if office.kind == OfficeKind::Village && !parent.is_some_and(in_its_town) {
            return unfit("村居代码", "应为“镇街/村居”，且须隶属于该镇街");
        }
        if office.kind != OfficeKind::Village && office.code.contains('/') {
            return unfit("单位代码", "不能含“/”");
        }
        if office.kind != OfficeKind::Resident && !office.watches.is_empty() {
            return unfit("监督单位", "只能由派驻机构设置");
        }
        if office.watches.iter().any(|code| self.get(code).is_none_or(|watched| watched.kind != OfficeKind::Department)) {
            return unfit("监督单位", "须为已登记的部门");
        }
        Ok(())
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.contains('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn office(kind: OfficeKind, code: &str, parent: Option<&str>) -> Office {
        let (code, parent) = (code.to_owned(), parent.map(str::to_owned));
        Office { name: code.clone(), code, kind, parent, watches: BTreeSet::new(), active: true }
    }

    fn district() -> Offices {
        let mut offices = Offices::default();
        for office in [
            office(OfficeKind::Supervising, "监督室", None),
            office(OfficeKind::Department, "教体局", None),
            office(OfficeKind::Department, "教研室", Some("教体局")),
            office(OfficeKind::School, "X01", Some("教体局")),
            office(OfficeKind::Department, "民政局", None),
            office(OfficeKind::Town, "东岭镇", None),
            office(OfficeKind::Village, "东岭镇/甲村", Some("东岭镇")),
            Office { watches: ["民政局".to_owned()].into(), ..office(OfficeKind::Resident, "派驻一组", Some("监督室")) },
        ] {
            offices.add(office).expect("it fits");
        }
        offices
    }

    #[test]
    fn what_is_below_an_office_is_found_however_deep() {
        let offices = district();
        let within = |code: &str| offices.within(code).into_iter().collect::<Vec<_>>();
        assert_eq!(within("教体局"), ["X01", "教体局", "教研室"]);
        assert_eq!(within("东岭镇"), ["东岭镇", "东岭镇/甲村"]);
        assert_eq!(within("X01"), ["X01"]);
        assert_eq!(within("无此单位"), [""; 0]);
        assert_eq!(offices.departments_within("教体局").into_iter().collect::<Vec<_>>(), ["教体局", "教研室"]);
    }

    #[test]
    fn an_office_that_does_not_fit_is_refused() {
        let with = |kind, code: &str, parent: Option<&str>| district().add(office(kind, code, parent)).map_err(|error| error.to_string());
        assert_eq!(with(OfficeKind::Department, "民政局", None), Err("单位“民政局”已存在".into()));
        assert_eq!(with(OfficeKind::Department, "财政局", Some("无")), Err("上级单位“无”不存在".into()));
        assert_eq!(with(OfficeKind::Department, "财政局", Some("东岭镇")), Err("上级单位的类别不符".into()));
        let village = "村居代码应为“镇街/村居”，且须隶属于该镇街";
        for (code, parent) in
            [("乙村", Some("东岭镇")), ("北山镇/乙村", Some("东岭镇")), ("东岭镇/", Some("东岭镇")), ("东岭镇/乙村", None)]
        {
            assert_eq!(with(OfficeKind::Village, code, parent), Err(village.into()), "{code}");
        }
        assert_eq!(with(OfficeKind::Town, "北山/镇", None), Err("单位代码不能含“/”".into()));
        assert_eq!(with(OfficeKind::Town, " ", None), Err("单位代码不能为空，首尾不能有空格".into()));
        let watching = |kind, code: &str| {
            let watching = Office { watches: [code.to_owned()].into(), ..office(kind, "新单位", None) };
            district().add(watching).map_err(|error| error.to_string())
        };
        assert_eq!(watching(OfficeKind::Department, "民政局"), Err("监督单位只能由派驻机构设置".into()));
        assert_eq!(watching(OfficeKind::Resident, "东岭镇"), Err("监督单位须为已登记的部门".into()));
        assert_eq!(watching(OfficeKind::Resident, "民政局"), Ok(()));
    }

    #[test]
    fn no_office_stands_below_itself_and_none_closes_above_others() {
        let offices = district();
        let told = |code: &str, change: &OfficeChange| offices.changed(code, change).map(|_| ()).map_err(|error| error.to_string());
        let below = |parent: &str| OfficeChange::Move { parent: Some(parent.to_owned()) };
        assert_eq!(told("教体局", &below("教研室")), Err("上级单位不能是本单位或其下级单位".into()));
        assert_eq!(told("教体局", &below("教体局")), Err("上级单位不能是本单位或其下级单位".into()));
        assert_eq!(told("教研室", &below("民政局")), Ok(()));
        assert_eq!(told("东岭镇", &OfficeChange::Close { reason: "撤并".into() }), Err("尚有下级单位，不能撤销".into()));
        assert_eq!(told("东岭镇/甲村", &OfficeChange::Close { reason: "撤并".into() }), Ok(()));
        assert_eq!(told("东岭镇/甲村", &OfficeChange::Close { reason: " ".into() }), Err("事由不能为空".into()));
    }
}
