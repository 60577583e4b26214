//! Matters (事项): what goes wrong in the made-up district, in the words of those who say it, look into it and mend it.
//!
//! One entry a matter, each of a priority (领域), with what a citizen says, what was found, what is done about it and what shows that. The
//! words are our own, and no place, firm or person in them exists. What differs from one telling to the next stands in braces and is filled
//! in by [`Telling`]: the place, the amount, the month and a number.

mod canteens;
mod medical;
mod registry;
mod rural;
mod subsidies;

use crate::Chance;
use crate::lists::Sex;
use crate::names::Names;

/// Where a matter happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Site {
    /// In a village (村居).
    Village,
    /// In a school (学校).
    School,
    /// In a medical institution (定点医药机构).
    Hospital,
    /// At a counter of an office (办事窗口).
    Counter,
}

/// A matter.
#[derive(Debug)]
pub struct Matter {
    /// In a few words.
    pub title: &'static str,
    /// The office whose matter it is (责任单位).
    pub office: &'static str,
    /// Where it happens.
    pub site: Site,
    /// Least and most yuan at stake; nought where no money is.
    pub yuan: (u32, u32),
    /// Who is reported where somebody is accused (被反映人或单位).
    pub accused: &'static str,
    /// What a citizen says.
    pub said: &'static str,
    /// What was found.
    pub found: &'static str,
    /// What will be done (整改措施).
    pub plan: &'static str,
    /// What was done (整改情况).
    pub mended: &'static str,
    /// The paper that shows it, without the ending of its name.
    pub proof: &'static str,
}

/// The priorities (领域), by code, with their matters.
pub const PRIORITIES: [(&str, &[Matter]); 5] = [
    ("rural", rural::MATTERS),
    ("canteens", canteens::MATTERS),
    ("registry", registry::MATTERS),
    ("subsidies", subsidies::MATTERS),
    ("medical", medical::MATTERS),
];

const OPENINGS: [&str; 10] = [
    "您好，",
    "反映一个情况：",
    "我们几户商量后写这封信。",
    "",
    "想问一下，",
    "这件事村里议论很久了。",
    "本人实名反映，愿意配合核实。",
    "之前口头问过，没有人答复，现在书面反映。",
    "领导同志：",
    "",
];
const CLOSINGS: [&str; 10] = [
    "希望上级派人来查一查，给个说法。",
    "请核实后把结果告诉我们。",
    "只求公开透明，没有别的意思。",
    "希望尽快解决。",
    "请替我保密，怕以后办事受影响。",
    "如果反映有误，也请说明政策。",
    "相关票据和照片我都留着。",
    "请有关部门管一管。",
    "",
    "盼复。",
];

/// A matter as it is told once: at a place, with an amount, in a month.
#[derive(Debug, Clone)]
pub struct Telling {
    /// Which.
    pub matter: &'static Matter,
    /// The place in words.
    pub place: String,
    /// Yuan at stake; nought where no money is.
    pub yuan: u32,
    month: u32,
    number: i32,
}

impl Telling {
    /// The matter at this place; amount and number by chance.
    pub fn new(matter: &'static Matter, place: &str, month: u32, chance: &mut Chance) -> Self {
        let (low, high) = matter.yuan;
        // People count in round sums, accountants do not: one in three is not round.
        let step = if chance.in_1000(330) {
            1
        } else if high > 20_000 {
            100
        } else {
            10
        };
        let yuan = low + chance.below((high - low + 1).max(1)) / step * step;
        Self { matter, place: place.to_owned(), yuan, month, number: chance.between(3, 46) }
    }

    /// A text of the matter with everything filled in.
    pub fn fill(&self, text: &str) -> String {
        text.replace("{place}", &self.place)
            .replace("{amount}", &amount(self.yuan))
            .replace("{half}", &amount(self.yuan / 2))
            .replace("{month}", &format!("{}月", self.month))
            .replace("{n}", &self.number.to_string())
    }

    /// What a citizen says of it, in words of their own.
    pub fn said(&self, chance: &mut Chance) -> String {
        format!("{}{}{}", chance.one(&OPENINGS), self.fill(self.matter.said), chance.one(&CLOSINGS))
    }
}

/// Names of people who do not exist, for whoever complains or is complained of.
pub struct People(Names);

impl Default for People {
    fn default() -> Self {
        Self(Names::new())
    }
}

impl People {
    /// A full name.
    pub fn name(&self, chance: &mut Chance) -> String {
        let sex = if chance.in_1000(520) { Sex::Man } else { Sex::Woman };
        let surname = self.0.surname(chance).to_owned();
        self.0.full(&surname, sex, chance)
    }
}

/// An amount as people write it.
pub fn amount(yuan: u32) -> String {
    match yuan {
        0..=9_999 => format!("{yuan}元"),
        _ if yuan.is_multiple_of(10_000) => format!("{}万元", yuan / 10_000),
        _ if yuan.is_multiple_of(100) => {
            let hundredths = format!("{:02}", yuan % 10_000 / 100);
            format!("{}.{}万元", yuan / 10_000, hundredths.trim_end_matches('0'))
        }
        _ => format!("{yuan}元"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_priority_has_matters_enough_and_none_is_told_twice() {
        let mut titles = BTreeSet::new();
        for (priority, matters) in PRIORITIES {
            assert!(matters.len() >= 8, "{priority}: {}", matters.len());
            for matter in matters {
                assert!(titles.insert(matter.title), "{}", matter.title);
                assert!(matter.said.contains("{place}"), "{}", matter.title);
                let texts = [matter.said, matter.found, matter.plan, matter.mended];
                assert_eq!(texts.iter().any(|text| text.contains("{amount}")), matter.yuan.1 > 0, "{}", matter.title);
            }
        }
    }

    #[test]
    fn everything_in_braces_is_filled_in() {
        let mut chance = Chance::new(7, 1);
        for (_, matters) in PRIORITIES {
            for matter in matters {
                let telling = Telling::new(matter, "东岭镇刘家村", 3, &mut chance);
                assert!((matter.yuan.0..=matter.yuan.1).contains(&telling.yuan), "{}", matter.title);
                for text in [matter.said, matter.found, matter.plan, matter.mended] {
                    let filled = telling.fill(text);
                    assert!(!filled.contains(['{', '}']), "{filled}");
                }
            }
        }
    }

    #[test]
    fn amounts_are_written_as_people_write_them() {
        let written = [860, 10_000, 36_000, 36_500, 40_300, 36_512].map(amount);
        assert_eq!(written, ["860元", "1万元", "3.6万元", "3.65万元", "4.03万元", "36512元"]);
    }
}
