//! M15: items that exclude each other on a day (互斥项目), either way round: the later of the two is the violation.

use super::{Case, Check, Finding, KEPT, Violation, named};
use crate::knowledge::{Params, Point};
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Excludes(Vec<Arc<str>>);

impl Check for Excludes {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        params.list("excludes").map(Self)
    }

    fn judge(&self, point: &Point, case: &Case<'_>) -> Finding {
        let lists = |item: &str| self.0.iter().any(|code| **code == *item);
        let item = &*case.order.given.item;
        let (holds, listed) = (point.items.hold(item), lists(item));
        let mut others = case.lineup.within(case.before(), case.today()).map(|(_, given)| given).filter(|given| !given.is_refund());
        match others.find(|given| holds && lists(&given.item) || listed && point.items.hold(&given.item)) {
            None => KEPT,
            Some(other) => Violation::whole(format!("{}与同日的{}互斥", case.name(), named(other))),
        }
    }

    fn names(&self) -> &[Arc<str>] {
        &self.0
    }
}

#[cfg(test)]
#[test]
fn items_that_exclude_each_other() {
    use super::testing::{cases, day};
    cases(
        "M15",
        "excludes=B|C",
        &[
            ("alone", |_| {}, "passed"),
            ("one of them before", |b| b.stored("H2", "C", day(3, 10), "1"), "R1 20.00"),
            ("one of them before, on another day", |b| b.stored("H2", "C", day(3, 9), "1"), "passed"),
            ("one of them behind", |b| b.also("B", "1").current = true, "R2 20.00"),
            ("one of them behind and not asked about", |b| b.also("B", "1").current = false, "R1 20.00"),
            ("the other way round", |b| (b.stored("H2", "A", day(3, 10), "1"), b.order().given.item = "B".into()).1, "R1 20.00"),
            ("they do not exclude one another", |b| (b.stored("H2", "B", day(3, 10), "1"), b.order().given.item = "C".into()).1, "passed"),
            ("a refund", |b| b.stored("H2", "B", day(3, 10), "-1"), "passed"),
        ],
    );
}
