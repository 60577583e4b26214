//! M28: an item outside of the catalogue (目录外项目) in force on the day.

use super::{Case, Check, Finding, KEPT, Unknown, Violation};
use crate::knowledge::{Params, Point};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InCatalogue;

impl Check for InCatalogue {
    fn read(_: &Params<'_>) -> Result<Self, String> {
        Ok(Self)
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        let catalogue = case.registers.catalogue.as_ref().ok_or(Unknown("医保目录未导入"))?;
        case.with_item()?;
        let periods = catalogue.get(&*case.order.given.item).into_iter().flatten();
        if periods.into_iter().any(|period| period.holds(case.day())) {
            return KEPT;
        }
        Violation::whole(format!("{}不在当日有效的医保目录内", case.name()))
    }
}

#[cfg(test)]
#[test]
fn the_catalogue() {
    use super::testing::{Bench, cases, day};
    use crate::registers::Period;
    fn listed(b: &mut Bench, from: u32, to: u32) {
        let period = Period { from: Some(day(3, from)), to: Some(day(3, to)) };
        b.registers.catalogue = Some([("A".to_owned(), vec![period])].into());
    }
    cases(
        "M28",
        "",
        &[
            ("from today", |b| listed(b, 10, 31), "passed"),
            ("until today", |b| listed(b, 1, 10), "passed"),
            ("from tomorrow", |b| listed(b, 11, 31), "R1 20.00"),
            ("until yesterday", |b| listed(b, 1, 9), "R1 20.00"),
            ("not there", |b| b.registers.catalogue = Some([].into()), "R1 20.00"),
            ("no catalogue", |_| {}, "not evaluated"),
        ],
    );
}
