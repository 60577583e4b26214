//! M30: a doctor who is not registered at the institution (医师未在本机构登记).

use super::{Case, Check, Finding, KEPT, Unknown, Violation};
use crate::knowledge::{Params, Point};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RegisteredDoctor;

impl Check for RegisteredDoctor {
    fn read(_: &Params<'_>) -> Result<Self, String> {
        Ok(Self)
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        let doctors = case.registers.doctors.as_ref().ok_or(Unknown("医保医师登记未导入"))?;
        let doctor = case.order.doctor.as_ref().ok_or(Unknown("开单医师未知"))?;
        if doctors.contains(&(case.encounter.institution.to_string(), doctor.to_string())) {
            return KEPT;
        }
        Violation::whole(format!("{}的开单医师 {doctor} 未在本机构登记", case.name()))
    }
}

#[cfg(test)]
#[test]
fn doctors() {
    use super::testing::{Bench, cases};
    fn registered(b: &mut Bench, institution: &str, doctor: &str) {
        b.registers.doctors = Some([(institution.to_owned(), doctor.to_owned())].into());
    }
    cases(
        "M30",
        "",
        &[
            ("registered", |b| registered(b, "H1", "DR1"), "passed"),
            ("registered elsewhere", |b| registered(b, "H2", "DR1"), "R1 20.00"),
            ("somebody else", |b| registered(b, "H1", "DR2"), "R1 20.00"),
            ("nobody knows who", |b| (registered(b, "H1", "DR1"), b.order().doctor = None).1, "not evaluated"),
            ("no register", |_| {}, "not evaluated"),
        ],
    );
}
