//! Scope (权限范围): what of the ledger somebody may see and change.
//!
//! A required argument of every read and change. What it lets through is said twice, side by side and nowhere else: as SQL for
//! leads in the ledger, and as a function for a lead that is only about to be (`admits_new`). A lead whose town,
//! school or the like is not known is outside of every scope that is narrowed by it.

use crate::lead::place::Place;
use crate::sql::Sql;
use std::collections::BTreeSet;

/// How far a scope reaches in one respect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Everything (全部), also what is not known.
    All,
    /// These alone; none at all when empty.
    Only(BTreeSet<String>),
}

impl Reach {
    /// These alone.
    pub fn only<S: Into<String>>(values: impl IntoIterator<Item = S>) -> Self {
        Self::Only(values.into_iter().map(Into::into).collect())
    }

    fn admits(&self, value: Option<&str>) -> bool {
        match self {
            Self::All => true,
            Self::Only(set) => value.is_some_and(|value| set.contains(value)),
        }
    }
}

/// What somebody may see and change: a lead must be within reach in every respect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Priorities (领域), by code.
    pub priorities: Reach,
    /// Departments (部门) to which a lead is assigned; a lead that is nobody's yet is outside of a narrowed reach.
    pub departments: Reach,
    /// Towns and subdistricts (镇街).
    pub towns: Reach,
    /// Villages and communities (村居), each written `town/village`, since villages of different towns share names.
    pub villages: Reach,
    /// Medical institutions (定点医药机构), by code.
    pub institutions: Reach,
    /// Schools (学校), by code.
    pub schools: Reach,
}

impl Scope {
    /// Everything: the machine's administrator at the command line, and the start of any narrower scope.
    pub fn everything() -> Self {
        Self {
            priorities: Reach::All,
            departments: Reach::All,
            towns: Reach::All,
            villages: Reach::All,
            institutions: Reach::All,
            schools: Reach::All,
        }
    }

    /// Whether nothing is held back.
    pub(crate) fn is_everything(&self) -> bool {
        *self == Self::everything()
    }

    /// Whether only priorities are held back, so that a rule's figures for the whole district may be told.
    pub(crate) fn is_districtwide(&self) -> bool {
        *self == Self { priorities: self.priorities.clone(), ..Self::everything() }
    }

    /// The predicate on `leads l` joined with `rules r`.
    pub(crate) fn leads(&self, sql: &mut Sql) {
        sql.push("(1 = 1");
        for (column, reach) in [
            ("r.priority", &self.priorities),
            ("l.department", &self.departments),
            ("l.town", &self.towns),
            ("l.village", &self.villages),
            ("l.institution", &self.institutions),
            ("l.school", &self.schools),
        ] {
            if let Reach::Only(set) = reach {
                sql.push(" AND ").one_of(column, set);
            }
        }
        sql.push(")");
    }

    /// The predicate on `rules r` alone.
    pub(crate) fn rules(&self, sql: &mut Sql) {
        match &self.priorities {
            Reach::All => sql.push("(1 = 1)"),
            Reach::Only(set) => sql.one_of("r.priority", set),
        };
    }

    /// The predicate on `events e`: a lead's events go with the lead; what concerns no record is for those alone who see
    /// everything.
    pub(crate) fn events(&self, sql: &mut Sql) {
        if self.is_everything() {
            sql.push("(1 = 1)");
            return;
        }
        sql.push("EXISTS (SELECT 1 FROM leads l JOIN rules r ON r.code = l.rule WHERE l.id = ")
            .push("CASE WHEN e.record = 'lead' THEN CAST(e.record_id AS BIGINT) END AND ");
        self.leads(sql);
        sql.push(")");
    }

    /// Whether a lead not in the ledger yet, hence without a department, would be within it.
    pub(crate) fn admits_new(&self, priority: &str, place: &Place) -> bool {
        self.priorities.admits(Some(priority))
            && self.departments.admits(None)
            && self.towns.admits(place.town.as_deref())
            && self.villages.admits(place.village.as_deref())
            && self.institutions.admits(place.institution.as_deref())
            && self.schools.admits(place.school.as_deref())
    }
}
