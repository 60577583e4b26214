//! M04: paid with a diagnosis only (限适应症).

use super::{Case, Check, Finding, KEPT, Unknown, Violation, begins_with_any, listed};
use crate::knowledge::{Params, Point};
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NeedsDiagnosis(Vec<Arc<str>>);

impl Check for NeedsDiagnosis {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        params.list("diagnosis").map(Self)
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        let mut diagnoses = case.encounter.all_diagnoses().peekable();
        diagnoses.peek().ok_or(Unknown("没有诊断"))?;
        if diagnoses.any(|code| begins_with_any(code, &self.0)) {
            return KEPT;
        }
        Violation::whole(format!("{}限诊断 {} 支付，本次就诊没有其中任何一个诊断", case.name(), listed(&self.0)))
    }
}

#[cfg(test)]
#[test]
fn needs_a_diagnosis() {
    super::testing::cases(
        "M04",
        "diagnosis=I63|E10",
        &[
            ("the main one begins so", |_| {}, "passed"),
            (
                "another one begins so",
                |b| (b.encounter().main_diagnosis, b.encounter().diagnoses) = ("J18".into(), vec!["E10.1".into()]),
                "passed",
            ),
            ("none begins so", |b| b.encounter().main_diagnosis = "J18".into(), "R1 20.00"),
            ("shorter than what is asked for", |b| b.encounter().main_diagnosis = "I6".into(), "R1 20.00"),
            ("no diagnosis at all", |b| (b.encounter().main_diagnosis, b.encounter().diagnoses) = ("".into(), vec![]), "not evaluated"),
        ],
    );
}
