//! M08: for inpatients or outpatients only (限就医方式).

use super::{Case, Check, Finding, KEPT, Unknown, Violation};
use crate::knowledge::{Params, Point};
use crate::read::VisitKind;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ForVisits(Vec<VisitKind>);

impl Check for ForVisits {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        let kind = |code: &str| VisitKind::from_code(code).ok_or_else(|| format!("参数 visit 应为 1 至 4，不能是“{code}”"));
        params.list("visit")?.iter().map(|code| kind(code)).collect::<Result<_, _>>().map(Self)
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        let kind = case.encounter.kind.ok_or(Unknown("就诊类型未知"))?;
        if self.0.contains(&kind) {
            return KEPT;
        }
        let allowed: Vec<&str> = self.0.iter().map(|kind| kind.zh()).collect();
        Violation::whole(format!("{}限{}使用，本次为{kind}", case.name(), allowed.join("、")))
    }
}

#[cfg(test)]
#[test]
fn for_inpatients() {
    super::testing::cases(
        "M08",
        "visit=2",
        &[
            ("an inpatient", |_| {}, "passed"),
            ("an outpatient", |b| b.encounter().kind = Some(VisitKind::Outpatient), "R1 20.00"),
            ("nobody knows", |b| b.encounter().kind = None, "not evaluated"),
        ],
    );
}
