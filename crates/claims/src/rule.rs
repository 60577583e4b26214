//! The rules M01 to M32: their codes, their names, what kind of wrong each is.

/// What kind of wrong a warning speaks of (违规行为类型), as the interface counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Against the policy of payment (政策类).
    Policy,
    /// Against the management of charges and stays (管理类).
    Management,
    /// Against the sense of the treatment (医疗类).
    Medical,
}

impl Behaviour {
    /// The interface's code: 1 policy, 2 management, 3 medical.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Policy => "1",
            Self::Management => "2",
            Self::Medical => "3",
        }
    }
}

macro_rules! rules {
    ($($code:ident $behaviour:ident $zh:literal $text:literal;)+) => {
        /// A rule (审核规则): a kind of check, whose points are rows of the knowledge base.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $(#[doc = $text] $code,)+
        }

        impl Rule {
            /// Every rule, in the order of the codes.
            pub const ALL: &'static [Rule] = &[$(Rule::$code),+];

            /// The code, `M01` to `M32`.
            pub const fn code(self) -> &'static str {
                match self { $(Rule::$code => stringify!($code)),+ }
            }

            /// The Chinese name.
            pub const fn zh(self) -> &'static str {
                match self { $(Rule::$code => $zh),+ }
            }

            /// What kind of wrong it is that the rule finds.
            pub const fn behaviour(self) -> Behaviour {
                match self { $(Rule::$code => Behaviour::$behaviour),+ }
            }

            /// The rule of this code; `None` for any other text.
            pub fn from_code(code: &str) -> Option<Rule> {
                match code { $(stringify!($code) => Some(Rule::$code),)+ _ => None }
            }
        }
    };
}

rules! {
    M01 Medical "限性别" "For one sex (区分性别).";
    M02 Medical "限年龄" "For an age (限年龄).";
    M03 Medical "妊娠哺乳期禁用" "Not in pregnancy or lactation.";
    M04 Policy "限适应症" "Paid with a diagnosis only (限适应症).";
    M05 Medical "禁忌诊断" "Not with a diagnosis.";
    M06 Policy "限医疗机构级别" "For levels of institutions.";
    M07 Policy "限科室或医师职称" "For departments or titles of doctors.";
    M08 Policy "限就医方式" "For inpatients or outpatients only.";
    M09 Management "单次数量超限" "Quantity of an order.";
    M10 Policy "单日数量超限" "Quantity of a day.";
    M11 Management "用药天数超限" "Days of supply.";
    M12 Policy "周期内超频次" "Orders within a number of days.";
    M13 Management "同日重复开具" "The same item twice on a day.";
    M14 Medical "同类药品重复使用" "The same therapy twice on a day.";
    M15 Medical "互斥项目同日使用" "Items that exclude each other.";
    M16 Policy "重复收费" "An item that another one contains.";
    M17 Policy "缺少前置项目" "An item that needs another one.";
    M18 Policy "超限价" "Price above the ceiling.";
    M19 Management "金额与数量单价不符" "Amount that is not quantity by price.";
    M20 Management "床位日数超住院天数" "More bed days than days of the stay.";
    M21 Management "出院或死亡后收费" "Charged after discharge or death.";
    M22 Management "重叠住院" "In hospital in two places.";
    M23 Management "分解住院" "Admitted again within days.";
    M24 Management "住院期间门诊收费" "Outpatient charges while in hospital elsewhere.";
    M25 Management "跨机构累计超量" "Supply that adds up over institutions.";
    M26 Policy "工伤或第三方责任" "Injuries that another party pays for.";
    M27 Management "透析未实人认证" "Dialysis without a passed identity check.";
    M28 Policy "目录外项目" "Outside of the catalogue.";
    M29 Policy "参保状态无效" "Insurance not in force.";
    M30 Management "医师未在本机构登记" "A doctor who is not registered at the institution.";
    M31 Policy "限险种" "For one kind of insurance.";
    M32 Policy "限支付疗程" "Length of a paid course.";
}

/// A set of rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleSet(u32);

impl RuleSet {
    /// Every rule.
    pub const ALL: RuleSet = RuleSet(u32::MAX);
    /// No rule.
    pub const NONE: RuleSet = RuleSet(0);

    /// This set and one more rule.
    #[must_use]
    pub const fn with(self, rule: Rule) -> RuleSet {
        RuleSet(self.0 | 1 << rule as u32)
    }

    /// Whether the rule is in the set.
    pub const fn has(self, rule: Rule) -> bool {
        self.0 & 1 << rule as u32 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_thirty_two_rules_and_a_set_holds_each() {
        assert_eq!(Rule::ALL.len(), 32);
        for (at, rule) in Rule::ALL.iter().enumerate() {
            assert_eq!(rule.code(), format!("M{:02}", at + 1));
            assert_eq!(Rule::from_code(rule.code()), Some(*rule));
            let only = RuleSet::NONE.with(*rule);
            assert!(Rule::ALL.iter().all(|other| only.has(*other) == (other == rule)) && RuleSet::ALL.has(*rule));
        }
        assert_eq!(Rule::from_code("M33"), None);
    }
}
