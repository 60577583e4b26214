//! How two versions of a knowledge base differ, point by point.

use super::{Knowledge, Point};
use std::collections::HashMap;

/// A point that both versions have, and not the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed<'k> {
    /// As it was.
    pub before: &'k Point,
    /// As it is.
    pub after: &'k Point,
    /// The columns that differ, as the file names them.
    pub columns: Vec<&'static str>,
}

/// What changes from one version to another; each list by point_id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference<'k> {
    /// Points that only the other version has.
    pub added: Vec<&'k Point>,
    /// Points that the other version has no longer.
    pub removed: Vec<&'k Point>,
    /// Points that changed.
    pub changed: Vec<Changed<'k>>,
}

impl Difference<'_> {
    /// Whether the versions are the same.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

pub(super) fn difference<'k>(before: &'k Knowledge, after: &'k Knowledge) -> Difference<'k> {
    let mut old: HashMap<&str, &Point> = before.points().iter().map(|point| (&*point.id, point)).collect();
    let mut difference = Difference::default();
    for point in after.points() {
        match old.remove(&*point.id) {
            None => difference.added.push(point),
            Some(was) if was != point => difference.changed.push(Changed { before: was, after: point, columns: columns(was, point) }),
            Some(_) => {}
        }
    }
    difference.removed.extend(old.into_values());
    difference.added.sort_by(|a, b| a.id.cmp(&b.id));
    difference.removed.sort_by(|a, b| a.id.cmp(&b.id));
    difference.changed.sort_by(|a, b| a.after.id.cmp(&b.after.id));
    difference
}

fn columns(a: &Point, b: &Point) -> Vec<&'static str> {
    [
        ("rule", a.rule() != b.rule()),
        ("item_code", a.items != b.items),
        ("item_name", a.item_name != b.item_name),
        ("params", a.params != b.params),
        ("answer", a.answer != b.answer),
        ("amount", a.amount != b.amount),
        ("evidence", a.evidence != b.evidence),
        ("valid_from", a.in_force.from != b.in_force.from),
        ("valid_to", a.in_force.to != b.in_force.to),
    ]
    .into_iter()
    .filter_map(|(column, differs)| differs.then_some(column))
    .collect()
}
