//! The knowledge base (知识库): plain rows, compiled so that an item leads straight to its points.

mod diff;
mod params;
mod point;
mod table;

pub use diff::{Changed, Difference};
pub use point::{AmountOf, Items, Point};
pub use table::{HEADER, RowFault, TableError};

pub(crate) use params::Params;

use crate::history::KEPT_DAYS;
use crate::registers::Period;
use crate::rule::{Rule, RuleSet};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// A knowledge base that is never changed; another version is another one.
///
/// Points stand sorted by their items. An item's points are found by one look-up of its code, one of each length of prefix that the base
/// has, and the points of every item: how many points there are altogether does not matter.
#[derive(Debug, Clone, Default)]
pub struct Knowledge {
    points: Vec<Point>,
    exact: HashMap<Arc<str>, Range<u32>>,
    prefixes: HashMap<Arc<str>, Range<u32>>,
    /// Lengths of the prefixes in bytes; 0 is `*`.
    lengths: Vec<usize>,
    /// For an item the points of M15 and M16 whose lists name it.
    named: HashMap<Arc<str>, Vec<u32>>,
    rules: RuleSet,
    looks_back: u32,
}

impl Knowledge {
    /// Reads one or more files of the knowledge base, named for the faults, and compiles them.
    ///
    /// # Errors
    /// [`TableError`] lists every faulty row with file, line and column; with any of them nothing is taken.
    pub fn read<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Result<Self, TableError> {
        table::read(files).map(Self::of)
    }

    /// Compiles points, whose identifiers differ.
    fn of(mut points: Vec<Point>) -> Self {
        points.sort_by(|a, b| (&a.items, a.rule(), &a.id).cmp(&(&b.items, b.rule(), &b.id)));
        let mut base = Knowledge { rules: RuleSet::NONE, ..Knowledge::default() };
        let mut from = 0;
        for run in points.chunk_by(|a, b| a.items == b.items) {
            let to = from + run.len() as u32;
            match &run[0].items {
                Items::One(code) => base.exact.insert(code.clone(), from..to),
                Items::Beginning(prefix) => {
                    base.lengths.push(prefix.len());
                    base.prefixes.insert(prefix.clone(), from..to)
                }
            };
            from = to;
        }
        base.lengths.sort_unstable();
        base.lengths.dedup();
        for (at, point) in points.iter().enumerate() {
            base.rules = base.rules.with(point.rule());
            base.looks_back = base.looks_back.max(point.looks_back());
            for item in point.limit.names() {
                base.named.entry(item.clone()).or_default().push(at as u32);
            }
        }
        base.points = points;
        base
    }

    /// Every point.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// The points about an item, whenever they are in force: those of its code, then those of prefixes, the shortest first.
    pub fn about<'k>(&'k self, item: &'k str) -> impl Iterator<Item = &'k Point> {
        let exact = self.exact.get(item).cloned();
        let beginnings = self.lengths.iter().filter_map(|length| self.prefixes.get(item.get(..*length)?).cloned());
        exact.into_iter().chain(beginnings).flat_map(|range| &self.points[range.start as usize..range.end as usize])
    }

    /// The points of M15 and M16 whose lists name the item.
    pub(crate) fn naming<'k>(&'k self, item: &str) -> impl Iterator<Item = &'k Point> {
        self.named.get(item).into_iter().flatten().map(|at| &self.points[*at as usize])
    }

    /// Whether there is any point of a rule.
    pub fn has(&self, rule: Rule) -> bool {
        self.rules.has(rule)
    }

    /// How many days before an order's day any point looks at.
    pub const fn looks_back(&self) -> u32 {
        self.looks_back
    }

    /// For how many days a history has to be kept under this knowledge base.
    pub fn kept_days(&self) -> u32 {
        self.looks_back.max(KEPT_DAYS)
    }

    /// How another version differs from this one.
    pub fn difference<'k>(&'k self, other: &'k Knowledge) -> Difference<'k> {
        diff::difference(self, other)
    }
}

impl Point {
    /// Whether the point is in force on a day.
    pub fn is_in_force(&self, day: chrono::NaiveDate) -> bool {
        let Period { from: None, to: None } = self.in_force else { return self.in_force.holds(day) };
        true
    }
}

#[cfg(test)]
mod tests;
