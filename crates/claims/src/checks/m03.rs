//! M03: not in pregnancy or lactation (妊娠哺乳期禁用).

use super::{Case, Check, Finding, KEPT, Unknown, Violation};
use crate::knowledge::{Params, Point};
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotInMaternity(Vec<Arc<str>>);

impl Check for NotInMaternity {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        let forbidden = params.list("forbidden")?;
        match forbidden.iter().find(|code| !matches!(&***code, "1" | "2")) {
            Some(other) => Err(format!("参数 forbidden 应为 1（妊娠）、2（哺乳）或 1|2，不能是“{other}”")),
            None => Ok(Self(forbidden)),
        }
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        let maternity = case.encounter.maternity.as_ref().ok_or(Unknown("妊娠哺乳状态未知"))?;
        if !self.0.contains(maternity) {
            return KEPT;
        }
        let state = if **maternity == *"1" { "妊娠期" } else { "哺乳期" };
        Violation::whole(format!("{}在{state}禁用", case.name()))
    }
}

#[cfg(test)]
#[test]
fn not_in_pregnancy() {
    super::testing::cases(
        "M03",
        "forbidden=1",
        &[
            ("pregnant", |b| b.encounter().maternity = Some("1".into()), "R1 20.00"),
            ("lactating, which is not forbidden", |b| b.encounter().maternity = Some("2".into()), "passed"),
            ("neither", |_| {}, "passed"),
            ("nobody knows", |b| b.encounter().maternity = None, "not evaluated"),
        ],
    );
}
