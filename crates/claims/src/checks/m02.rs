//! M02: an item for an age (限年龄), in complete years on the order's day.

use super::{Case, Check, Finding, KEPT, Unknown, Violation};
use crate::knowledge::{Params, Point};
use chrono::{Datelike, NaiveDate};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ForAge {
    min: Option<u32>,
    max: Option<u32>,
}

/// Complete years; `None` before birth.
fn age(birth: NaiveDate, on: NaiveDate) -> Option<u32> {
    let before_birthday = (on.month(), on.day()) < (birth.month(), birth.day());
    u32::try_from(on.year() - birth.year() - i32::from(before_birthday)).ok()
}

impl Check for ForAge {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        match (params.optional_whole("min_age")?, params.optional_whole("max_age")?) {
            (None, None) => Err("缺少参数 min_age 或 max_age".into()),
            (Some(min), Some(max)) if min > max => Err("参数 min_age 大于 max_age".into()),
            (min, max) => Ok(Self { min, max }),
        }
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        let birth = case.patient.birth.ok_or(Unknown("出生日期未知"))?;
        let age = age(birth, case.day()).ok_or(Unknown("出生日期晚于费用日期"))?;
        match (self.min, self.max) {
            (Some(min), _) if age < min => Violation::whole(format!("{}限 {min} 岁及以上使用，患者 {age} 岁", case.name())),
            (_, Some(max)) if age > max => Violation::whole(format!("{}限 {max} 岁及以下使用，患者 {age} 岁", case.name())),
            _ => KEPT,
        }
    }
}

#[cfg(test)]
#[test]
fn for_an_age() {
    use super::testing::{cases, day};
    let born = |year, month, day| NaiveDate::from_ymd_opt(year, month, day);
    assert_eq!(age(born(2004, 2, 29).unwrap(), born(2022, 2, 28).unwrap()), Some(17));
    assert_eq!(age(born(2004, 2, 29).unwrap(), born(2022, 3, 1).unwrap()), Some(18));
    cases(
        "M02",
        "max_age=17",
        &[
            ("above", |_| {}, "R1 20.00"),
            ("the day before the birthday", |b| b.patient().birth = NaiveDate::from_ymd_opt(2004, 3, 11), "passed"),
            ("on the birthday", |b| b.patient().birth = NaiveDate::from_ymd_opt(2004, 3, 10), "R1 20.00"),
            ("nobody knows", |b| b.patient().birth = None, "not evaluated"),
            ("born later", |b| b.patient().birth = Some(day(3, 11)), "not evaluated"),
        ],
    );
    cases(
        "M02",
        "min_age=18;max_age=60",
        &[
            ("within", |_| {}, "passed"),
            ("below", |b| b.patient().birth = NaiveDate::from_ymd_opt(2004, 3, 11), "R1 20.00"),
            ("at the most", |b| b.patient().birth = NaiveDate::from_ymd_opt(1961, 3, 11), "passed"),
            ("a day older", |b| b.patient().birth = NaiveDate::from_ymd_opt(1961, 3, 10), "R1 20.00"),
        ],
    );
}
