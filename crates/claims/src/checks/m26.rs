//! M26: injuries that somebody else pays for (工伤或第三方责任): an appraised injury shortly before, and a main diagnosis of an injury.

use super::{Case, Check, Finding, KEPT, Unknown, Violation};
use crate::knowledge::{Params, Point};
use crate::lineup::and_before;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Injury {
    days: u32,
}

impl Check for Injury {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        Ok(Self { days: params.days("days", Some(180), 0)? })
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        let diagnosis = &case.encounter.main_diagnosis;
        if diagnosis.is_empty() {
            return Err(Unknown("主要诊断未知"));
        }
        if !diagnosis.starts_with(['S', 'T']) {
            return KEPT;
        }
        let injuries = case.registers.injuries.as_ref().ok_or(Unknown("伤残鉴定登记未导入"))?;
        let (from, to) = and_before(case.day(), self.days);
        match injuries.get(&case.person()?).into_iter().flatten().find(|day| (from..=to).contains(day)) {
            None => KEPT,
            Some(injured) => {
                Violation::whole(format!("患者 {injured} 受伤并有伤残鉴定，主要诊断 {diagnosis}：{}应由责任方支付", case.name()))
            }
        }
    }
}

#[cfg(test)]
#[test]
fn injuries() {
    use super::testing::{Bench, cases, day};
    fn injured(b: &mut Bench, month: u32, date: u32) {
        let person = b.registers.person(&b.request.patients[0].id, day(3, 10)).unwrap();
        b.registers.injuries = Some([(person, vec![day(month, date)])].into());
        b.encounter().main_diagnosis = "S72.0".into();
    }
    cases(
        "M26",
        "days=10",
        &[
            ("ten days before", |b| injured(b, 2, 28), "R1 20.00"),
            ("today", |b| injured(b, 3, 10), "R1 20.00"),
            ("eleven days before", |b| injured(b, 2, 27), "passed"),
            ("later", |b| injured(b, 3, 11), "passed"),
            ("an illness", |b| (injured(b, 3, 1), b.encounter().main_diagnosis = "I63".into()).1, "passed"),
            ("somebody else", |b| (injured(b, 3, 1), b.registers.injuries = Some([].into())).1, "passed"),
            ("no register", |b| b.encounter().main_diagnosis = "T14".into(), "not evaluated"),
            ("no main diagnosis", |b| (injured(b, 3, 1), b.encounter().main_diagnosis = "".into()).1, "not evaluated"),
        ],
    );
}
