//! M21: charged after discharge or after death (出院或死亡后收费).

use super::{Case, Check, Finding, KEPT, Unknown, Violation};
use crate::knowledge::{Params, Point};
use crate::read::Discharge;
use chrono::NaiveDate;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotAfterwards;

fn death(case: &Case<'_>) -> Result<Option<NaiveDate>, Unknown> {
    let deaths = case.registers.deaths.as_ref().ok_or(Unknown("死亡人员登记未导入"))?;
    Ok(deaths.get(&case.person()?).copied())
}

impl Check for NotAfterwards {
    fn read(_: &Params<'_>) -> Result<Self, String> {
        Ok(Self)
    }

    /// Either is enough, whatever the other may be.
    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        let day = case.day();
        if let Discharge::On(discharged) = case.encounter.discharged
            && day > discharged
        {
            return Violation::whole(format!("{}的费用日期 {day} 晚于出院日期 {discharged}", case.name()));
        }
        if let Some(died) = death(case)?.filter(|died| day > *died) {
            return Violation::whole(format!("{}的费用日期 {day} 晚于患者死亡日期 {died}", case.name()));
        }
        match case.encounter.discharged {
            Discharge::Unknown => Err(Unknown("出院日期未知")),
            Discharge::StillIn | Discharge::On(_) => KEPT,
        }
    }
}

#[cfg(test)]
#[test]
fn afterwards() {
    use super::testing::{Bench, cases, day};
    fn died(b: &mut Bench, on: NaiveDate) {
        let person = b.registers.person(&b.request.patients[0].id, on).unwrap();
        b.registers.deaths = Some([(person, on)].into());
    }
    cases(
        "M21",
        "",
        &[
            ("a day after discharge, registers or not", |b| b.encounter().discharged = Discharge::On(day(3, 9)), "R1 20.00"),
            ("on the day of discharge", |b| (b.encounter().discharged = Discharge::On(day(3, 10)), died(b, day(5, 1))).1, "passed"),
            ("still in hospital, no register of deaths", |_| {}, "not evaluated"),
            ("a day after death", |b| died(b, day(3, 9)), "R1 20.00"),
            ("on the day of death", |b| died(b, day(3, 10)), "passed"),
            (
                "after death, though nobody knows of a discharge",
                |b| {
                    b.encounter().discharged = Discharge::Unknown;
                    died(b, day(3, 9));
                },
                "R1 20.00",
            ),
            (
                "nobody knows of a discharge",
                |b| {
                    b.encounter().discharged = Discharge::Unknown;
                    died(b, day(5, 1));
                },
                "not evaluated",
            ),
            (
                "a patient of no number",
                |b| {
                    died(b, day(3, 9));
                    b.patient().id = "P1".into();
                },
                "not evaluated",
            ),
        ],
    );
}
