//! M12: how often within a rolling window (周期内频次).

use super::{Case, Check, Finding, KEPT, Violation};
use crate::knowledge::{Params, Point};
use crate::lineup::ending;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Frequency {
    max: u32,
    days: u32,
}

impl Check for Frequency {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        Ok(Self { max: params.whole("max")?, days: params.days("days", None, 1)? })
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        case.with_item()?;
        let count = 1 + case.same_item(ending(case.day(), self.days)).filter(|given| !given.is_refund()).count();
        if count <= self.max as usize {
            return KEPT;
        }
        Violation::whole(format!("{}在 {} 天内第 {count} 次开具，超过限定的 {} 次", case.name(), self.days, self.max))
    }

    fn looks_back(&self) -> u32 {
        self.days - 1
    }
}

#[cfg(test)]
#[test]
fn how_often() {
    use super::testing::{cases, day};
    cases(
        "M12",
        "max=1;days=7",
        &[
            ("the first", |_| {}, "passed"),
            ("the second on the last day of the window", |b| b.stored("H2", "A", day(3, 4), "1"), "R1 20.00"),
            ("a day before the window", |b| b.stored("H2", "A", day(3, 3), "1"), "passed"),
            ("a refund is no order", |b| b.stored("H2", "A", day(3, 9), "-1"), "passed"),
            ("one of unknown quantity is one", |b| b.stored("H2", "A", day(3, 9), "-"), "R1 20.00"),
            ("its own quantity does not matter", |b| (b.stored("H2", "A", day(3, 9), "1"), b.order().given.quantity = None).1, "R1 20.00"),
            ("later than today", |b| b.stored("H2", "A", day(3, 11), "1"), "passed"),
            ("an item without a code", |b| (b.order().given.item = "".into(), b.point("M12", "*", "max=1;days=2")).1, "not evaluated"),
        ],
    );
}
