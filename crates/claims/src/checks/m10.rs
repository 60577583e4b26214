//! M10: the quantity of a day (单日数量), over all institutions.

use super::{Case, Check, Finding, KEPT, Violation};
use crate::decimal::{Decimal, share};
use crate::knowledge::{Params, Point};
use crate::lineup::ending;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PerDay(Decimal);

/// The quantity of this item in the days that end with the order's, and what it exceeds `max` by: of M10 and M25. In units of a [`Decimal`];
/// earlier orders of unknown quantity are nothing, refunds take away.
pub(super) fn above(case: &Case<'_>, days: u32, max: Decimal) -> Result<Option<(String, vocabulary::Fen)>, super::Unknown> {
    case.with_item()?;
    let quantity = case.quantity()?;
    let earlier: i128 = case.same_item(ending(case.day(), days)).filter_map(|given| given.quantity).map(Decimal::units).sum();
    let sum = earlier + quantity.units();
    if sum <= max.units() {
        return Ok(None);
    }
    Ok(Some((Decimal::shown(sum), share(case.amount, sum - max.units(), quantity))))
}

impl Check for PerDay {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        params.number("max").map(Self)
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        match above(case, 1, self.0)? {
            None => KEPT,
            Some((sum, excess)) => Violation::above(format!("{}当日累计数量 {sum}，超过每日限量 {}", case.name(), self.0), excess),
        }
    }
}

#[cfg(test)]
#[test]
fn quantity_of_a_day() {
    use super::testing::{cases, day};
    cases(
        "M10",
        "max=3",
        &[
            ("below by itself", |_| {}, "passed"),
            ("above with what another institution gave", |b| b.stored("H2", "A", day(3, 10), "2"), "R1 10.00"),
            ("no more than all of it", |b| b.stored("H2", "A", day(3, 10), "9"), "R1 20.00"),
            ("at the limit", |b| b.stored("H2", "A", day(3, 10), "1"), "passed"),
            ("the day before", |b| b.stored("H2", "A", day(3, 9), "2"), "passed"),
            ("the day after", |b| b.stored("H2", "A", day(3, 11), "2"), "passed"),
            ("another item", |b| b.stored("H2", "B", day(3, 10), "2"), "passed"),
            ("unknown before", |b| b.stored("H2", "A", day(3, 10), "-"), "passed"),
            ("a refund before", |b| (b.stored("H2", "A", day(3, 10), "2"), b.stored("H2", "A", day(3, 10), "-1")).0, "passed"),
            ("one that comes behind is judged itself", |b| b.also("A", "2").current = true, "R2 10.00"),
            ("one that is not asked about comes before", |b| b.also("A", "2").current = false, "R1 10.00"),
            ("unknown itself", |b| b.order().given.quantity = None, "not evaluated"),
        ],
    );
}
