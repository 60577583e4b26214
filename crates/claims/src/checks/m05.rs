//! M05: not with a diagnosis (禁忌诊断).

use super::{Case, Check, Finding, KEPT, Violation, begins_with_any};
use crate::knowledge::{Params, Point};
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotWithDiagnosis(Vec<Arc<str>>);

impl Check for NotWithDiagnosis {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        params.list("diagnosis").map(Self)
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        match case.encounter.all_diagnoses().find(|code| begins_with_any(code, &self.0)) {
            Some(code) => Violation::whole(format!("{}不得用于诊断 {code}", case.name())),
            None => KEPT,
        }
    }
}

#[cfg(test)]
#[test]
fn not_with_a_diagnosis() {
    super::testing::cases(
        "M05",
        "diagnosis=I63|O",
        &[
            ("the main one begins so", |_| {}, "R1 20.00"),
            (
                "another one begins so",
                |b| (b.encounter().main_diagnosis, b.encounter().diagnoses) = ("".into(), vec!["O80".into()]),
                "R1 20.00",
            ),
            ("none begins so", |b| b.encounter().main_diagnosis = "J18".into(), "passed"),
            ("no diagnosis at all", |b| (b.encounter().main_diagnosis, b.encounter().diagnoses) = ("".into(), vec![]), "passed"),
        ],
    );
}
