//! M18: a price above the ceiling of the institution's level (超限价).

use super::{Case, Check, Finding, KEPT, Unknown, Violation};
use crate::decimal::Decimal;
use crate::knowledge::{Params, Point};

/// Ceilings of first-level and ungraded, second-level and third-level institutions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ceiling([Option<Decimal>; 3]);

impl Check for Ceiling {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        let ceilings = [params.optional_number("ceiling_1")?, params.optional_number("ceiling_2")?, params.optional_number("ceiling_3")?];
        if ceilings.iter().all(Option::is_none) {
            return Err("缺少参数 ceiling_1、ceiling_2 或 ceiling_3".into());
        }
        Ok(Self(ceilings))
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        let level = case.encounter.level.ok_or(Unknown("医疗机构级别未知"))?;
        let price = case.order.price.ok_or(Unknown("单价未知"))?;
        let quantity = case.quantity()?;
        let Some(ceiling) = self.0[usize::from(level.grade()) - 1].filter(|ceiling| price > *ceiling) else { return KEPT };
        let excess = quantity.times(price.less(ceiling)).min(case.amount.to_fen());
        Violation::above(format!("{}单价 {price} 元，超过本级医疗机构限价 {ceiling} 元", case.name()), excess)
    }
}

#[cfg(test)]
#[test]
fn above_the_ceiling() {
    use super::testing::{cases, number};
    use crate::read::Level;
    cases(
        "M18",
        "ceiling_1=8;ceiling_2=9.5",
        &[
            ("second-level", |_| {}, "R1 1.00"),
            ("at the ceiling", |b| b.order().price = number("9.50"), "passed"),
            ("first-level", |b| b.encounter().level = Level::from_code("08"), "R1 4.00"),
            ("ungraded as first-level", |b| b.encounter().level = Level::from_code("11"), "R1 4.00"),
            ("third-level, which has none", |b| b.encounter().level = Level::from_code("04"), "passed"),
            ("no more than the amount", |b| b.order().given.amount = number("0.5"), "R1 0.50"),
            ("no level", |b| b.encounter().level = None, "not evaluated"),
            ("no price", |b| b.order().price = None, "not evaluated"),
            ("no quantity", |b| b.order().given.quantity = None, "not evaluated"),
        ],
    );
}
