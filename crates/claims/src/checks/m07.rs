//! M07: for departments or titles of doctors (限科室、限医师职称).

use super::{Case, Check, Finding, KEPT, Unknown, Violation, listed};
use crate::knowledge::{Params, Point};
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ForDoctors {
    departments: Option<Vec<Arc<str>>>,
    titles: Option<Vec<Arc<str>>>,
}

/// Whether what is known is among those that are allowed, if any are named.
fn outside(allowed: Option<&Vec<Arc<str>>>, found: Option<&Arc<str>>, unknown: &'static str) -> Result<bool, Unknown> {
    match (allowed, found) {
        (None, _) => Ok(false),
        (Some(allowed), Some(found)) => Ok(!allowed.contains(found)),
        (Some(_), None) => Err(Unknown(unknown)),
    }
}

impl Check for ForDoctors {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        match (params.optional_list("departments")?, params.optional_list("titles")?) {
            (None, None) => Err("缺少参数 departments 或 titles".into()),
            (departments, titles) => Ok(Self { departments, titles }),
        }
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        let department = outside(self.departments.as_ref(), case.order.department.as_ref(), "开单科室未知");
        let title = outside(self.titles.as_ref(), case.order.title.as_ref(), "医师职称未知");
        // Either is enough, whatever the other may be.
        if department == Ok(true) {
            let allowed = self.departments.as_deref().unwrap_or_default();
            return Violation::whole(format!("{}限科室 {} 开具", case.name(), listed(allowed)));
        }
        if title == Ok(true) {
            let allowed = self.titles.as_deref().unwrap_or_default();
            return Violation::whole(format!("{}限职称 {} 的医师开具", case.name(), listed(allowed)));
        }
        department.and(title)?;
        KEPT
    }
}

#[cfg(test)]
#[test]
fn for_departments_and_titles() {
    super::testing::cases(
        "M07",
        "departments=D01|D02;titles=3|4",
        &[
            ("both are among them", |_| {}, "passed"),
            ("another department", |b| b.order().department = Some("D03".into()), "R1 20.00"),
            ("another title", |b| b.order().title = Some("2".into()), "R1 20.00"),
            ("another title of an unknown department", |b| (b.order().title, b.order().department) = (Some("2".into()), None), "R1 20.00"),
            ("an unknown department", |b| b.order().department = None, "not evaluated"),
            ("an unknown title", |b| b.order().title = None, "not evaluated"),
        ],
    );
    super::testing::cases("M07", "titles=3", &[("departments are not named", |b| b.order().department = None, "passed")]);
}
