//! M01: an item for one sex (区分性别).

use super::{Case, Check, Finding, KEPT, Unknown, Violation};
use crate::knowledge::{Params, Point};
use crate::read::Sex;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ForSex(Sex);

fn zh(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "男性",
        Sex::Female => "女性",
    }
}

impl Check for ForSex {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        match &*params.text("sex")? {
            "1" => Ok(Self(Sex::Male)),
            "2" => Ok(Self(Sex::Female)),
            other => Err(format!("参数 sex 应为 1（男）或 2（女），不能是“{other}”")),
        }
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        let sex = case.patient.sex.ok_or(Unknown("患者性别未知"))?;
        if sex == self.0 {
            return KEPT;
        }
        Violation::whole(format!("{}限{}使用，患者为{}", case.name(), zh(self.0), zh(sex)))
    }
}

#[cfg(test)]
#[test]
fn for_one_sex() {
    super::testing::cases(
        "M01",
        "sex=1",
        &[
            ("the other sex", |_| {}, "R1 20.00"),
            ("that sex", |b| b.patient().sex = Some(Sex::Male), "passed"),
            ("nobody knows", |b| b.patient().sex = None, "not evaluated"),
            ("another item", |b| b.order().given.item = "B".into(), "passed"),
            ("a refund", |b| b.quantity("-2"), "passed"),
            ("no amount", |b| b.order().given.amount = None, "not evaluated"),
            ("not asked about", |b| b.order().current = false, "passed"),
        ],
    );
}
