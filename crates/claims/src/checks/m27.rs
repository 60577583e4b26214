//! M27: dialysis without a passed identity check on the day (透析未实人认证).

use super::{Case, Check, Finding, KEPT, Unknown, Violation};
use crate::knowledge::{Params, Point};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IdentityChecked;

impl Check for IdentityChecked {
    fn read(_: &Params<'_>) -> Result<Self, String> {
        Ok(Self)
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        let checks = case.registers.identity_checks.as_ref().ok_or(Unknown("实人认证记录未导入"))?;
        if checks.contains(&(case.person()?, case.encounter.institution.to_string(), case.day())) {
            return KEPT;
        }
        Violation::whole(format!("{}当日没有本机构通过的实人认证", case.name()))
    }
}

#[cfg(test)]
#[test]
fn identity_of_the_day() {
    use super::testing::{Bench, cases, day};
    fn checked(b: &mut Bench, institution: &str, date: u32) {
        let person = b.registers.person(&b.request.patients[0].id, day(3, 10)).unwrap();
        b.registers.identity_checks = Some([(person, institution.to_owned(), day(3, date))].into());
    }
    cases(
        "M27",
        "",
        &[
            ("checked", |b| checked(b, "H1", 10), "passed"),
            ("checked the day before", |b| checked(b, "H1", 9), "R1 20.00"),
            ("checked elsewhere", |b| checked(b, "H2", 10), "R1 20.00"),
            ("no register", |_| {}, "not evaluated"),
            ("a patient of no number", |b| (checked(b, "H1", 10), b.patient().id = "P1".into()).1, "not evaluated"),
        ],
    );
}
