//! M14: the same therapy twice on a day (同类药品重复使用): another item of the same group.

use super::{Case, Check, Finding, KEPT, Limit, Violation, named};
use crate::knowledge::{Params, Point};
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SameTherapy(Arc<str>);

impl Check for SameTherapy {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        params.text("group").map(Self)
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        let day = case.day();
        let same_group = |point: &Point| point.is_in_force(day) && matches!(&point.limit, Limit::M14(other) if other == self);
        let mut others = case.lineup.within(case.before(), case.today()).map(|(_, given)| given);
        let other = others
            .find(|given| !given.is_refund() && given.item != case.order.given.item && case.knowledge.about(&given.item).any(same_group));
        match other {
            None => KEPT,
            Some(other) => Violation::whole(format!("{}与同日的{}同属“{}”", case.name(), named(other), self.0)),
        }
    }
}

#[cfg(test)]
#[test]
fn the_same_therapy() {
    use super::testing::{cases, day};
    cases(
        "M14",
        "group=他汀",
        &[
            ("alone", |_| {}, "passed"),
            ("another of the group", |b| (b.point("M14", "B", "group=他汀"), b.stored("H2", "B", day(3, 10), "1")).1, "R1 20.00"),
            (
                "another of the group by its prefix",
                |b| (b.point("M14", "B*", "group=他汀"), b.stored("H2", "B1", day(3, 10), "1")).1,
                "R1 20.00",
            ),
            ("another of another group", |b| (b.point("M14", "B", "group=贝特"), b.stored("H2", "B", day(3, 10), "1")).1, "passed"),
            (
                "no longer of the group",
                |b| {
                    b.point_in_force("M14", "B", "group=他汀", "", "2022-03-09");
                    b.stored("H2", "B", day(3, 10), "1");
                },
                "passed",
            ),
            ("another day", |b| (b.point("M14", "B", "group=他汀"), b.stored("H2", "B", day(3, 9), "1")).1, "passed"),
            ("the same item", |b| b.stored("H2", "A", day(3, 10), "1"), "passed"),
            ("a refund", |b| (b.point("M14", "B", "group=他汀"), b.stored("H2", "B", day(3, 10), "-1")).1, "passed"),
        ],
    );
}
