//! M17: an item that needs another one before it (缺少前置项目), today included.

use super::{Case, Check, Finding, KEPT, Violation, listed};
use crate::knowledge::{Params, Point};
use crate::lineup::and_before;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Requires {
    any: Vec<Arc<str>>,
    days: u32,
}

impl Check for Requires {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        Ok(Self { any: params.list("requires")?, days: params.days("days", Some(0), 0)? })
    }

    /// The whole request counts, above and below.
    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        let mut all = case.lineup.within(0..case.lineup.len(), and_before(case.day(), self.days));
        let required = |given: &str| self.any.iter().any(|code| **code == *given);
        if all.any(|(at, given)| at != case.place && !given.is_refund() && required(&given.item)) {
            return KEPT;
        }
        let within = if self.days == 0 { "当日".to_owned() } else { format!("{} 天内", self.days) };
        Violation::whole(format!("{}须先有项目 {}，{within}没有", case.name(), listed(&self.any)))
    }

    fn looks_back(&self) -> u32 {
        self.days
    }
}

#[cfg(test)]
#[test]
fn needs_another() {
    use super::testing::{cases, day};
    cases(
        "M17",
        "requires=B|C;days=3",
        &[
            ("nothing there", |_| {}, "R1 20.00"),
            ("stored on the first day that counts", |b| b.stored("H2", "C", day(3, 7), "1"), "passed"),
            ("stored a day earlier", |b| b.stored("H2", "C", day(3, 6), "1"), "R1 20.00"),
            ("below in the request", |b| b.also("B", "1").current = true, "passed"),
            ("a refund", |b| b.stored("H2", "C", day(3, 9), "-1"), "R1 20.00"),
            ("later than today", |b| b.stored("H2", "C", day(3, 11), "1"), "R1 20.00"),
        ],
    );
    cases(
        "M17",
        "requires=B",
        &[
            ("today by default", |b| b.stored("H2", "B", day(3, 10), "1"), "passed"),
            ("not yesterday", |b| b.stored("H2", "B", day(3, 9), "1"), "R1 20.00"),
        ],
    );
}
