//! M06: for levels of institutions (限医疗机构级别).

use super::{Case, Check, Finding, KEPT, Unknown, Violation};
use crate::knowledge::{Params, Point};
use crate::read::Level;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ForLevels(Vec<Level>);

impl Check for ForLevels {
    fn read(params: &Params<'_>) -> Result<Self, String> {
        let level = |code: &str| Level::from_code(code).ok_or_else(|| format!("参数 levels 的级别应为 01 至 11，不能是“{code}”"));
        params.list("levels")?.iter().map(|code| level(code)).collect::<Result<_, _>>().map(Self)
    }

    fn judge(&self, _: &Point, case: &Case<'_>) -> Finding {
        let level = case.encounter.level.ok_or(Unknown("医疗机构级别未知"))?;
        if self.0.contains(&level) {
            return KEPT;
        }
        let allowed: Vec<String> = self.0.iter().map(Level::to_string).collect();
        Violation::whole(format!("{}限级别 {} 的医疗机构使用，本机构级别为 {level}", case.name(), allowed.join("、")))
    }
}

#[cfg(test)]
#[test]
fn for_levels() {
    super::testing::cases(
        "M06",
        "levels=01|02|5",
        &[
            ("among them", |_| {}, "passed"),
            ("not among them", |b| b.encounter().level = Level::from_code("06"), "R1 20.00"),
            ("no level", |b| b.encounter().level = Level::from_code("12"), "not evaluated"),
        ],
    );
}
