//! M13: the same item twice on a day (同日重复开具), at any institution.

use super::{Case, Check, Finding, KEPT, Violation};
use crate::knowledge::{Params, Point};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OnceADay;

impl Check for OnceADay {
    fn read(_: &Params<'_>) -> Result<Self, String> {
        Ok(Self)
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        case.with_item()?;
        match case.same_item(case.today()).find(|given| !given.is_refund()) {
            None => KEPT,
            Some(other) => Violation::whole(format!("{}同日已在机构 {} 开具（{}）", case.name(), other.institution, other.rx_id)),
        }
    }
}

#[cfg(test)]
#[test]
fn once_a_day() {
    use super::testing::{cases, day};
    cases(
        "M13",
        "",
        &[
            ("alone", |_| {}, "passed"),
            ("given elsewhere on the day", |b| b.stored("H2", "A", day(3, 10), "1"), "R1 20.00"),
            ("given the day before", |b| b.stored("H2", "A", day(3, 9), "1"), "passed"),
            ("a refund", |b| b.stored("H2", "A", day(3, 10), "-1"), "passed"),
            ("the later of two", |b| b.also("A", "1").current = true, "R2 20.00"),
            (
                "sent again, it is not its own repeat",
                |b| {
                    let (request, patient) = (b.request.clone(), b.patient().clone());
                    b.history.take_in(&request, &patient);
                },
                "passed",
            ),
        ],
    );
}
