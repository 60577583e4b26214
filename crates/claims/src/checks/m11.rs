//! M11: days of supply (用药天数).

use super::{Case, Check, Finding, KEPT, Violation};
use crate::decimal::{Decimal, share};
use crate::knowledge::{Params, Point};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DaysOfSupply {
    per_day: Decimal,
    max_days: u32,
}

impl Check for DaysOfSupply {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        let per_day = params.number("per_day")?;
        if !per_day.is_positive() {
            return Err("参数 per_day 应大于 0".into());
        }
        Ok(Self { per_day, max_days: params.days("max_days", None, 0)? })
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        let quantity = case.quantity()?;
        let supply = self.per_day.units() * i128::from(self.max_days);
        if quantity.units() <= supply {
            return KEPT;
        }
        let excess = share(case.amount, quantity.units() - supply, quantity);
        let words = format!("{}数量 {quantity}，按每日 {} 超过 {} 天用量", case.name(), self.per_day, self.max_days);
        Violation::above(words, excess)
    }
}

#[cfg(test)]
#[test]
fn days_of_supply() {
    super::testing::cases(
        "M11",
        "per_day=0.5;max_days=7",
        &[
            ("seven days", |b| b.quantity("3.5"), "passed"),
            ("eight days", |b| b.quantity("4"), "R1 2.50"),
            ("unknown", |b| b.order().given.quantity = None, "not evaluated"),
        ],
    );
}
