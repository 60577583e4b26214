//! M24: an outpatient order while the patient is in hospital at another institution (住院期间门诊收费).

use super::overlap::Elsewhere;
use super::{Case, Check, Finding, KEPT, Unknown, Violation};
use crate::knowledge::{Params, Point};
use crate::read::VisitKind;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OutpatientMeanwhile(Elsewhere);

impl Check for OutpatientMeanwhile {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        Elsewhere::read(params).map(Self)
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        if case.encounter.kind.ok_or(Unknown("就诊类型未知"))? != VisitKind::Outpatient {
            return KEPT;
        }
        match self.0.covering(case)? {
            None => KEPT,
            Some(stay) => Violation::whole(format!("{}为门诊费用，{} 患者正在机构 {} 住院", case.name(), case.day(), stay.institution)),
        }
    }

    fn looks_back(&self) -> u32 {
        self.0.open_days
    }
}

#[cfg(test)]
#[test]
fn outpatient_while_in_hospital() {
    use super::testing::{Bench, cases, day};
    use crate::read::Discharge::On;
    fn outpatient(b: &mut Bench, institution: &str) {
        b.stayed(institution, day(3, 1), On(day(3, 11)));
        b.encounter().kind = Some(VisitKind::Outpatient);
    }
    cases(
        "M24",
        "",
        &[
            ("in its midst", |b| outpatient(b, "H2"), "R1 20.00"),
            ("at the same institution", |b| outpatient(b, "H1"), "passed"),
            ("an inpatient is another rule's", |b| drop(b.stayed("H2", day(3, 1), On(day(3, 11)))), "passed"),
            ("at a pharmacy", |b| (outpatient(b, "H2"), b.encounter().kind = Some(VisitKind::Pharmacy)).1, "passed"),
        ],
    );
}
