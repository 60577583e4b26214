//! Scope (权限范围): what of the ledger somebody may see and change.
//!
//! A required argument of every read and change. What it lets through is said twice, side by side and nowhere else: as SQL for
//! leads in the ledger, and as a function for a lead that is only about to be (`admits_new`). A lead whose town,
//! school or the like is not known is outside of every scope that is narrowed by it.

use crate::lead::place::Place;
use crate::record::{Kind, Reference};
use crate::sql::Sql;
use std::collections::BTreeSet;

/// The number of the record that an event concerns; settings, accounts and the like are not known by one.
const NUMBER_OF_EVENT: &str = "CASE WHEN e.record IN ('complaint', 'lead', 'issue', 'risk', 'inspection', 'clue', 'case', \
     'recommendation', 'interview', 'recovery', 'measure', 'notice', 'campaign') THEN CAST(e.record_id AS BIGINT) END";

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
    /// The account that asks: what only a team may see is let through when it is of the team. None is the machine, which is of
    /// every team.
    pub person: Option<String>,
    /// When set, only records of which this account is in charge (承办人); leads have nobody in charge and are outside of it.
    pub owner: Option<String>,
    /// The caller's own office, where the scope goes by place: of the complaints (信访举报) about the place only those are within it that this
    /// office handles, since one that it is accused in is none of its business.
    pub office: Option<String>,
    /// When set, only complaints that are tickets (工单) of this other system: a hotline's machine sees nothing else, no campaign either.
    pub tickets_of: Option<String>,
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
            person: None,
            owner: None,
            office: None,
            tickets_of: None,
        }
    }

    /// Nothing at all, not even campaigns: administrators, and those who see figures alone.
    pub fn nothing() -> Self {
        let none = || Reach::Only(BTreeSet::new());
        Self {
            priorities: none(),
            departments: none(),
            towns: none(),
            villages: none(),
            institutions: none(),
            schools: none(),
            person: None,
            owner: None,
            office: None,
            tickets_of: None,
        }
    }

    /// Whether everything is held back.
    pub(crate) fn is_nothing(&self) -> bool {
        let narrower = Self { person: self.person.clone(), owner: self.owner.clone(), office: self.office.clone(), ..Self::nothing() };
        *self == Self { tickets_of: self.tickets_of.clone(), ..narrower }
    }

    /// Whether nothing is held back.
    pub(crate) fn is_everything(&self) -> bool {
        *self == Self::everything()
    }

    /// Whether only priorities are held back, so that a rule's figures for the whole district may be told.
    pub(crate) fn is_districtwide(&self) -> bool {
        *self == Self { priorities: self.priorities.clone(), person: self.person.clone(), ..Self::everything() }
    }

    /// The predicate on `leads l` joined with `rules r`.
    pub(crate) fn leads(&self, sql: &mut Sql) {
        sql.push("(1 = 1");
        self.narrowed(sql, ["r.priority", "l.department", "l.town", "l.village", "l.institution", "l.school"]);
        if self.owner.is_some() || self.tickets_of.is_some() {
            sql.push(" AND 1 = 0");
        }
        sql.push(")");
    }

    /// The predicate on `records r`. Campaigns are known to everybody who works in them, hence to all; what only a team may
    /// see is for its team, wherever it belongs.
    pub(crate) fn records(&self, sql: &mut Sql) {
        if self.is_nothing() {
            sql.push("(1 = 0)");
            return;
        }
        sql.push("((r.kind = 'campaign' OR (1 = 1");
        self.narrowed(sql, ["r.priority", "r.department", "r.town", "r.village", "r.institution", "r.school"]);
        if let Some(owner) = &self.owner {
            sql.push(" AND r.owner = ").bind(owner);
        }
        if let Some(office) = &self.office {
            sql.push(" AND (r.kind <> 'complaint' OR r.department = ").bind(office).push(")");
        }
        sql.push("))");
        if let Some(system) = &self.tickets_of {
            sql.push(" AND r.kind = 'complaint' AND EXISTS (SELECT 1 FROM tickets k WHERE k.complaint = r.id AND k.system = ");
            sql.bind(system).push(")");
        }
        if let Some(person) = &self.person {
            sql.push(" AND (r.restricted = 0 OR EXISTS (SELECT 1 FROM record_team t WHERE t.kind = r.kind AND t.id = r.id AND t.who = ");
            sql.bind(person).push("))");
        }
        sql.push(")");
    }

    /// The predicate on `record_links k`: both ends are let through.
    pub(crate) fn ends(&self, sql: &mut Sql) {
        if self.is_everything() {
            sql.push("(1 = 1)");
            return;
        }
        sql.push("(");
        self.record_or_lead(sql, "k.from_kind", "k.from_id");
        sql.push(" AND ");
        self.record_or_lead(sql, "k.to_kind", "k.to_id");
        sql.push(")");
    }

    /// The predicate on `file_links k`: the record, lead or exemption that names the file is let through.
    pub(crate) fn files(&self, sql: &mut Sql) {
        sql.push("(");
        self.record_or_lead(sql, "k.kind", "k.id");
        sql.push(" OR (k.kind = 'exemption' AND EXISTS (SELECT 1 FROM exemptions x WHERE x.id = k.id AND ");
        self.exemptions(sql);
        sql.push(")))");
    }

    /// The predicate that one record is let through, whatever its kind.
    pub(crate) fn one(&self, sql: &mut Sql, of: Reference) {
        if of.kind == Kind::Lead {
            sql.push("EXISTS (SELECT 1 FROM leads l JOIN rules r ON r.code = l.rule WHERE l.id = ").bind(of.id).push(" AND ");
            self.leads(sql);
        } else {
            sql.push("EXISTS (SELECT 1 FROM records r WHERE r.kind = ").bind(of.kind.code()).push(" AND r.id = ").bind(of.id);
            sql.push(" AND ");
            self.records(sql);
        }
        sql.push(")");
    }

    /// The predicate on a kind and a number that stand in these columns.
    fn record_or_lead(&self, sql: &mut Sql, kind: &'static str, id: &'static str) {
        sql.push("(EXISTS (SELECT 1 FROM records r WHERE r.kind = ").push(kind).push(" AND r.id = ").push(id).push(" AND ");
        self.records(sql);
        sql.push(") OR (").push(kind).push(" = 'lead' AND EXISTS (SELECT 1 FROM leads l JOIN rules r ON r.code = l.rule WHERE l.id = ");
        sql.push(id).push(" AND ");
        self.leads(sql);
        sql.push(")))");
    }

    /// The predicate on `exemptions x`: an exemption goes with the leads that it mutes; one that mutes none yet is for those who see
    /// the whole district, by the priority of its rule, or all priorities where it mutes every rule.
    pub(crate) fn exemptions(&self, sql: &mut Sql) {
        if self.is_everything() {
            sql.push("(1 = 1)");
            return;
        }
        sql.push("(EXISTS (SELECT 1 FROM leads l JOIN rules r ON r.code = l.rule WHERE l.subject_key = x.subject_key");
        sql.push(" AND l.subject_kind = x.subject_kind AND (x.rule IS NULL OR x.rule = l.rule) AND ");
        self.leads(sql);
        sql.push(")");
        if self.is_districtwide() {
            sql.push(" OR EXISTS (SELECT 1 FROM rules r WHERE r.code = x.rule AND ");
            self.rules(sql);
            sql.push(")");
            if self.is_of_every_priority() {
                sql.push(" OR x.rule IS NULL");
            }
        }
        sql.push(")");
    }

    /// Whether this department is within reach.
    pub(crate) fn admits_department(&self, department: &str) -> bool {
        self.departments.admits(Some(department))
    }

    /// Whether this priority is within reach.
    pub(crate) fn admits_priority(&self, priority: &str) -> bool {
        self.priorities.admits(Some(priority))
    }

    /// Whether every priority is within reach.
    pub(crate) fn is_of_every_priority(&self) -> bool {
        self.priorities == Reach::All
    }

    /// The conditions on these columns: priority, department, town, village, institution, school.
    fn narrowed(&self, sql: &mut Sql, columns: [&'static str; 6]) {
        let reaches = [&self.priorities, &self.departments, &self.towns, &self.villages, &self.institutions, &self.schools];
        for (column, reach) in columns.into_iter().zip(reaches) {
            if let Reach::Only(set) = reach {
                sql.push(" AND ").one_of(column, set);
            }
        }
    }

    /// The predicate on `rules r` alone.
    pub(crate) fn rules(&self, sql: &mut Sql) {
        match &self.priorities {
            Reach::All => sql.push("(1 = 1)"),
            Reach::Only(set) => sql.one_of("r.priority", set),
        };
    }

    /// The predicate on `events e`: a record's events go with the record; what concerns no record is for those alone who see
    /// everything.
    pub(crate) fn events(&self, sql: &mut Sql) {
        if self.is_everything() {
            sql.push("(1 = 1)");
            return;
        }
        sql.push("(e.record_id IS NOT NULL AND e.record IS NOT NULL AND ");
        self.record_or_lead(sql, "e.record", NUMBER_OF_EVENT);
        sql.push(")");
    }

    /// Whether a lead not in the ledger yet, hence without a department, would be within it.
    pub(crate) fn admits_new(&self, priority: &str, place: &Place) -> bool {
        self.owner.is_none()
            && self.tickets_of.is_none()
            && self.priorities.admits(Some(priority))
            && self.departments.admits(None)
            && self.towns.admits(place.town.as_deref())
            && self.villages.admits(place.village.as_deref())
            && self.institutions.admits(place.institution.as_deref())
            && self.schools.admits(place.school.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_of_every_kind_of_record_go_with_their_record() {
        let kinds: Vec<String> = Kind::ALL.iter().map(|kind| format!("'{}'", kind.code())).collect();
        assert!(NUMBER_OF_EVENT.contains(&format!("IN ({})", kinds.join(", "))));
    }
}
