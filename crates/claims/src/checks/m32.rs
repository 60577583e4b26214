//! M32: the length of a paid course (限支付疗程): days on which items of one name were ordered.

use super::{Case, Check, Finding, KEPT, Limit, Violation};
use crate::knowledge::{Params, Point};
use crate::lineup::ending;
use std::collections::HashSet;

/// Days of the window where a point names none.
const WITHIN: u32 = 180;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CourseLength {
    max_days: u32,
    within: u32,
}

impl Check for CourseLength {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        let max_days = params.days("max_days", Some(14), 0)?;
        // Courses of a year are paid as well: a window that cannot hold more days than are paid would never find anything.
        let within = params.days("within", Some(WITHIN.max(max_days + 1)), 1)?;
        Ok(Self { max_days, within })
    }

    /// Names are those of the points of this rule in force today; an item without such a point has none.
    fn judge(&self, point: &Point, case: &Case<'_>) -> Finding {
        let day = case.day();
        let same_name =
            |other: &Point| matches!(other.limit, Limit::M32(_)) && other.item_name == point.item_name && other.is_in_force(day);
        let earlier = case.lineup.within(case.before(), ending(day, self.within)).map(|(_, given)| given);
        let mut days = HashSet::from([day]);
        for given in earlier.filter(|given| !given.is_refund()) {
            if !days.contains(&given.day) && (given.item == case.order.given.item || case.knowledge.about(&given.item).any(same_name)) {
                days.insert(given.day);
            }
        }
        if days.len() <= self.max_days as usize {
            return KEPT;
        }
        let (name, count) = (&point.item_name, days.len());
        Violation::whole(format!("{}：“{name}”在 {} 天内已用 {count} 天，超过支付疗程 {} 天", case.name(), self.within, self.max_days))
    }

    fn looks_back(&self) -> u32 {
        self.within - 1
    }
}

#[cfg(test)]
#[test]
fn length_of_a_course() {
    use super::testing::{cases, day};
    cases(
        "M32",
        "max_days=2;within=9",
        &[
            ("two days", |b| b.stored("H2", "A", day(3, 9), "1"), "passed"),
            (
                "three days, from the first of the window",
                |b| (b.stored("H2", "A", day(3, 9), "1"), b.stored("H2", "A", day(3, 2), "1")).1,
                "R1 20.00",
            ),
            ("a day before the window", |b| (b.stored("H2", "A", day(3, 9), "1"), b.stored("H2", "A", day(3, 1), "1")).1, "passed"),
            ("twice on one day", |b| (b.stored("H2", "A", day(3, 9), "1"), b.stored("H2", "A", day(3, 9), "1")).1, "passed"),
            (
                "another code of the name",
                |b| {
                    b.point("M32", "B", "max_days=2;within=9");
                    b.stored("H2", "A", day(3, 9), "1");
                    b.stored("H2", "B", day(3, 8), "1");
                },
                "R1 20.00",
            ),
            (
                "a code whose name is another rule's",
                |b| {
                    b.point("M13", "B", "");
                    b.stored("H2", "A", day(3, 9), "1");
                    b.stored("H2", "B", day(3, 8), "1");
                },
                "passed",
            ),
            ("a refund", |b| (b.stored("H2", "A", day(3, 9), "1"), b.stored("H2", "A", day(3, 8), "-1")).1, "passed"),
        ],
    );
}
