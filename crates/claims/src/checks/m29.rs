//! M29: insurance that is not in force on the day (参保状态无效).

use super::{Case, Check, Finding, KEPT, Unknown, Violation};
use crate::knowledge::{Params, Point};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Insured;

impl Check for Insured {
    fn read(_: &Params<'_>) -> Result<Self, String> {
        Ok(Self)
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        let insured = case.registers.insured.as_ref().ok_or(Unknown("参保人员登记未导入"))?;
        let periods = insured.get(&*case.patient.id).into_iter().flat_map(|insured| &insured.periods);
        if periods.into_iter().any(|period| period.holds(case.day())) {
            return KEPT;
        }
        Violation::whole(format!("患者在费用日期 {} 没有有效的参保记录：{}", case.day(), case.name()))
    }
}

#[cfg(test)]
#[test]
fn insurance_in_force() {
    use super::testing::{Bench, cases, day};
    use crate::registers::{self, Period};
    fn insured(b: &mut Bench, id: &str, to: u32) {
        let period = Period { from: Some(day(1, 1)), to: Some(day(3, to)) };
        b.registers.insured = Some([(id.to_owned(), registers::Insured { number: None, periods: vec![period] })].into());
    }
    cases(
        "M29",
        "",
        &[
            ("in force", |b| (b.patient().id = "P1".into(), insured(b, "P1", 10)).1, "passed"),
            ("ended the day before", |b| (b.patient().id = "P1".into(), insured(b, "P1", 9)).1, "R1 20.00"),
            ("somebody else", |b| insured(b, "P1", 31), "R1 20.00"),
            ("no register", |_| {}, "not evaluated"),
        ],
    );
}
