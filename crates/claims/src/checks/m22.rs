//! M22: an inpatient order while the patient is in hospital at another institution (重叠住院).

use super::overlap::Elsewhere;
use super::{Case, Check, Finding, KEPT, Unknown, Violation};
use crate::knowledge::{Params, Point};
use crate::read::VisitKind;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Overlap(Elsewhere);

impl Check for Overlap {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        Elsewhere::read(params).map(Self)
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        if case.encounter.kind.ok_or(Unknown("就诊类型未知"))? != VisitKind::Inpatient {
            return KEPT;
        }
        match self.0.covering(case)? {
            None => KEPT,
            Some(stay) => Violation::whole(format!("{}的费用日期 {} 患者正在机构 {} 住院", case.name(), case.day(), stay.institution)),
        }
    }

    fn looks_back(&self) -> u32 {
        self.0.open_days
    }
}

#[cfg(test)]
#[test]
fn in_hospital_twice() {
    use super::testing::{cases, day};
    use crate::read::Discharge::{On, StillIn, Unknown};
    cases(
        "M22",
        "open_days=5",
        &[
            ("in its midst", |b| drop(b.stayed("H2", day(3, 1), On(day(3, 11)))), "R1 20.00"),
            ("on its last day", |b| drop(b.stayed("H2", day(3, 1), On(day(3, 10)))), "passed"),
            ("on its first day", |b| drop(b.stayed("H2", day(3, 10), On(day(3, 20)))), "passed"),
            ("at the same institution", |b| drop(b.stayed("H1", day(3, 1), On(day(3, 11)))), "passed"),
            ("open for five days", |b| drop(b.stayed("H2", day(3, 5), StillIn)), "R1 20.00"),
            ("open, of an unknown end", |b| drop(b.stayed("H2", day(3, 5), Unknown)), "R1 20.00"),
            ("open for six days", |b| drop(b.stayed("H2", day(3, 4), StillIn)), "passed"),
            (
                "an outpatient",
                |b| {
                    b.stayed("H2", day(3, 1), On(day(3, 11)));
                    b.encounter().kind = Some(VisitKind::Outpatient);
                },
                "passed",
            ),
            ("nobody knows which visit", |b| b.encounter().kind = None, "not evaluated"),
        ],
    );
    cases(
        "M22",
        "",
        &[
            ("thirty days by default", |b| drop(b.stayed("H2", day(2, 8), StillIn)), "R1 20.00"),
            ("and no more", |b| drop(b.stayed("H2", day(2, 7), StillIn)), "passed"),
        ],
    );
}
