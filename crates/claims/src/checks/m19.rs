//! M19: an amount that is not quantity by price (金额与数量单价不符).

use super::{Case, Check, Finding, KEPT, Sum, Unknown, Violation};
use crate::decimal::Decimal;
use crate::knowledge::{Params, Point};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Product {
    tolerance: Decimal,
}

impl Check for Product {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        Ok(Self { tolerance: params.optional_number("tolerance")?.unwrap_or(Decimal::CENT) })
    }

    /// The amount is the difference with its sign, whichever amount the point asks for.
    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        let quantity = case.quantity()?;
        let price = case.order.price.ok_or(Unknown("单价未知"))?;
        let Some(difference) = case.amount.off(quantity, price, self.tolerance) else { return KEPT };
        let words = format!("{}金额 {} 元，与数量 {quantity} × 单价 {price} 元相差 {difference} 元", case.name(), case.amount);
        Ok(Some(Violation { words, sum: Sum::Exactly(difference) }))
    }
}

#[cfg(test)]
#[test]
fn quantity_by_price() {
    use super::testing::{cases, number};
    cases(
        "M19",
        "tolerance=0.01",
        &[
            ("right", |_| {}, "passed"),
            ("a cent more", |b| b.order().given.amount = number("20.01"), "passed"),
            ("two cents more", |b| b.order().given.amount = number("20.02"), "R1 0.02"),
            ("too little", |b| b.order().given.amount = number("17"), "R1 -3.00"),
            ("a part of a cent beyond", |b| b.order().given.amount = number("20.0101"), "R1 0.01"),
            ("no price", |b| b.order().price = None, "not evaluated"),
            ("no quantity", |b| b.order().given.quantity = None, "not evaluated"),
        ],
    );
    cases("M19", "", &[("a cent by default", |b| b.order().given.amount = number("19.99"), "passed")]);
}
