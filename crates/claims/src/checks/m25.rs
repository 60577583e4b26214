//! M25: supply that adds up over days and institutions (跨机构累计超量).

use super::m10::above;
use super::{Case, Check, Finding, KEPT, Violation};
use crate::decimal::Decimal;
use crate::knowledge::{Params, Point};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Supply {
    days: u32,
    max: Decimal,
}

impl Check for Supply {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        Ok(Self { days: params.days("days", None, 1)?, max: params.number("max")? })
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        match above(case, self.days, self.max)? {
            None => KEPT,
            Some((sum, excess)) => {
                Violation::above(format!("{}在 {} 天内各机构累计 {sum}，超过限量 {}", case.name(), self.days, self.max), excess)
            }
        }
    }

    fn looks_back(&self) -> u32 {
        self.days - 1
    }
}

#[cfg(test)]
#[test]
fn supply_over_institutions() {
    use super::testing::{cases, day};
    cases(
        "M25",
        "days=9;max=5",
        &[
            ("below by itself", |_| {}, "passed"),
            ("above, from the first day of the window", |b| b.stored("H2", "A", day(3, 2), "4"), "R1 10.00"),
            ("a day before the window", |b| b.stored("H2", "A", day(3, 1), "4"), "passed"),
            ("refunded since", |b| (b.stored("H2", "A", day(3, 2), "4"), b.stored("H2", "A", day(3, 3), "-2")).1, "passed"),
        ],
    );
}
