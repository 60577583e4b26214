//! M31: an item for one kind of insurance (限险种).

use super::{Case, Check, Finding, KEPT, Unknown, Violation, listed};
use crate::knowledge::{Params, Point};
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ForInsurance(Vec<Arc<str>>);

impl Check for ForInsurance {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        params.list("insutypes").map(Self)
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        let kind = case.encounter.insurance.as_ref().ok_or(Unknown("险种未知"))?;
        if self.0.contains(kind) {
            return KEPT;
        }
        Violation::whole(format!("{}限险种 {} 支付，本次为 {kind}", case.name(), listed(&self.0)))
    }
}

#[cfg(test)]
#[test]
fn for_a_kind_of_insurance() {
    super::testing::cases(
        "M31",
        "insutypes=410|510",
        &[
            ("another kind", |_| {}, "R1 20.00"),
            ("that kind", |b| b.encounter().insurance = Some("510".into()), "passed"),
            ("nobody knows", |b| b.encounter().insurance = None, "not evaluated"),
        ],
    );
}
