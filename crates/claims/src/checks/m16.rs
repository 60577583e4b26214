//! M16: an item that another one contains (重复收费), charged in the same encounter on the same day. The contained item is the violation.

use super::{Case, Check, Finding, KEPT, Sum, Violation, named};
use crate::history::Given;
use crate::knowledge::{Params, Point};
use crate::lineup::Lineup;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Contains(Vec<Arc<str>>);

/// Whether two orders are charges of one encounter on one day.
pub(crate) fn side_by_side(a: &Given, b: &Given) -> bool {
    a.day == b.day && a.institution == b.institution && a.encounter == b.encounter
}

impl Contains {
    /// Whether the order at `place` is contained in one that stands at `from` or behind it.
    pub(crate) fn contained(&self, point: &Point, lineup: &Lineup<'_>, place: usize, order: &Given, from: usize) -> Option<Violation> {
        if order.is_refund() || !self.0.iter().any(|code| **code == *order.item) {
            return None;
        }
        let others = lineup.within(from..lineup.len(), (order.day, order.day));
        let mut others = others.filter(|(at, given)| *at != place && !given.is_refund() && point.items.hold(&given.item));
        let (_, other) = others.find(|(_, given)| side_by_side(given, order))?;
        Some(Violation { words: format!("{}已包含在同日收取的{}中", named(order), named(other)), sum: Sum::Whole })
    }
}

impl Check for Contains {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        params.list("contains").map(Self)
    }

    /// Of an order that is asked about: whatever contains it counts, above, below and stored.
    fn judge(&self, point: &Point, case: &Case<'_>) -> Finding {
        match self.contained(point, case.lineup, case.place, &case.order.given, 0) {
            None => KEPT,
            Some(violation) => Ok(Some(violation)),
        }
    }

    fn names(&self) -> &[Arc<str>] {
        &self.0
    }
}

#[cfg(test)]
#[test]
fn contained_in_another() {
    use super::testing::{cases, day, number};
    cases(
        "M16",
        "contains=B|C",
        &[
            ("alone", |_| {}, "passed"),
            ("below", |b| b.also("B", "1").given.amount = number("5"), "R2 5.00"),
            (
                "below and not asked about",
                |b| (b.also("B", "1").current, b.also("C", "1").given.amount) = (false, number("7")),
                "R2 20.00, R3 7.00",
            ),
            ("above", |b| (b.order().given.item = "B".into(), b.also("A", "1").current = true).1, "R1 20.00"),
            ("stored", |b| b.stored_in("H1", "E1", "B", day(3, 10), "1"), "S1 20.00"),
            ("stored on another day", |b| b.stored_in("H1", "E1", "B", day(3, 9), "1"), "passed"),
            ("stored of another encounter", |b| b.stored_in("H1", "E2", "B", day(3, 10), "1"), "passed"),
            ("stored of another institution", |b| b.stored_in("H2", "E1", "B", day(3, 10), "1"), "passed"),
            (
                "what contains it is stored",
                |b| (b.order().given.item = "B".into(), b.stored_in("H1", "E1", "A", day(3, 10), "1")).1,
                "R1 20.00",
            ),
            ("neither is asked about", |b| (b.order().current, b.also("B", "1").current) = (false, false), "passed"),
            ("a refund", |b| b.also("B", "-1").current = true, "passed"),
            ("refunded itself", |b| (b.quantity("-1"), b.also("B", "1").current = true).1, "passed"),
            ("of unknown amount", |b| b.also("B", "1").given.amount = None, "not evaluated"),
            (
                "contained twice, warned once",
                |b| {
                    b.also("B", "1").current = true;
                    b.also("A", "1").current = true;
                },
                "R2 20.00",
            ),
        ],
    );
}
