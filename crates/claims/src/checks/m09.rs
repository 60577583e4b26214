//! M09: the quantity of one order (单次数量).

use super::{Case, Check, Finding, KEPT, Violation};
use crate::decimal::{Decimal, share};
use crate::knowledge::{Params, Point};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PerOrder(Decimal);

impl Check for PerOrder {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        params.number("max").map(Self)
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        let quantity = case.quantity()?;
        if quantity <= self.0 {
            return KEPT;
        }
        let excess = share(case.amount, quantity.units() - self.0.units(), quantity);
        Violation::above(format!("{}单次数量 {quantity}，超过限量 {}", case.name(), self.0), excess)
    }
}

#[cfg(test)]
#[test]
fn quantity_of_an_order() {
    super::testing::cases(
        "M09",
        "max=3",
        &[
            ("at the limit", |b| b.quantity("3"), "passed"),
            ("above: the excess is a third of a fen more", |b| b.quantity("3.000001"), "R1 0.00"),
            ("one of four", |b| b.quantity("4"), "R1 5.00"),
            ("rounded half away from zero: 4 of 7 of 20.00", |b| b.quantity("7"), "R1 11.43"),
            ("unknown", |b| b.order().given.quantity = None, "not evaluated"),
            ("a refund", |b| b.quantity("-9"), "passed"),
            ("nothing", |b| b.quantity("0"), "passed"),
        ],
    );
}
