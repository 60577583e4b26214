//! M23: admitted again within days, with the same main diagnosis, at the same institution (分解住院).

use super::{Case, Check, Finding, KEPT, Unknown, Violation};
use crate::knowledge::{Params, Point};
use crate::read::{Discharge, VisitKind};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Readmission {
    days: u32,
}

impl Check for Readmission {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        Ok(Self { days: params.days("days", Some(7), 0)? })
    }

    /// The first order of the encounter that is judged speaks for it.
    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        let encounter = case.encounter;
        if !case.first || encounter.kind.ok_or(Unknown("就诊类型未知"))? != VisitKind::Inpatient {
            return KEPT;
        }
        let admitted = encounter.admitted.ok_or(Unknown("入院日期未知"))?;
        if encounter.main_diagnosis.is_empty() {
            return Err(Unknown("主要诊断未知"));
        }
        let earlier = case.history.stays().iter().find_map(|stay| match stay.discharged {
            Discharge::On(discharged)
                if stay.institution == encounter.institution
                    && stay.encounter != encounter.id
                    && stay.diagnosis == encounter.main_diagnosis
                    && (0..=i64::from(self.days)).contains(&(admitted - discharged).num_days()) =>
            {
                Some(discharged)
            }
            _ => None,
        });
        match earlier {
            None => KEPT,
            Some(discharged) => Violation::whole(format!(
                "患者 {discharged} 出院后 {} 日又以相同主要诊断 {} 入院",
                (admitted - discharged).num_days(),
                encounter.main_diagnosis
            )),
        }
    }

    /// From the order's day to the admission, and on to the discharge before it.
    fn looks_back(&self) -> u32 {
        self.days + crate::history::KEPT_DAYS
    }
}

#[cfg(test)]
#[test]
fn admitted_again() {
    use super::testing::{cases, day};
    use Discharge::{On, StillIn};
    cases(
        "M23",
        "",
        &[
            ("seven days after", |b| drop(b.stayed("H1", day(2, 1), On(day(2, 22)))), "R1 20.00"),
            ("on the same day", |b| drop(b.stayed("H1", day(2, 1), On(day(3, 1)))), "R1 20.00"),
            ("eight days after", |b| drop(b.stayed("H1", day(2, 1), On(day(2, 21)))), "passed"),
            ("discharged later", |b| drop(b.stayed("H1", day(2, 1), On(day(3, 2)))), "passed"),
            ("not discharged", |b| drop(b.stayed("H1", day(2, 1), StillIn)), "passed"),
            ("elsewhere", |b| drop(b.stayed("H2", day(2, 1), On(day(2, 22)))), "passed"),
            (
                "for something else",
                |b| {
                    b.stayed("H1", day(2, 1), On(day(2, 22)));
                    b.encounter().main_diagnosis = "I63.8".into();
                },
                "passed",
            ),
            (
                "once for an encounter",
                |b| {
                    b.stayed("H1", day(2, 1), On(day(2, 22)));
                    b.also("A", "1").current = true;
                },
                "R1 20.00",
            ),
            (
                "a refund does not speak for it",
                |b| {
                    b.stayed("H1", day(2, 1), On(day(2, 22)));
                    b.quantity("-1");
                    b.also("A", "1").current = true;
                },
                "R2 20.00",
            ),
            ("no main diagnosis", |b| b.encounter().main_diagnosis = "".into(), "not evaluated"),
            ("no day of admission", |b| b.encounter().admitted = None, "not evaluated"),
            (
                "an outpatient",
                |b| {
                    b.stayed("H1", day(2, 1), On(day(2, 22)));
                    b.encounter().kind = Some(VisitKind::Outpatient);
                },
                "passed",
            ),
        ],
    );
}
