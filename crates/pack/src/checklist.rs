//! A checklist (检查清单): what somebody looks at on a visit, item by item, each with the law that it rests on.

use crate::dataset::is_name;
use crate::error::{PackProblem, from_toml, line_of_key};
use serde::Deserialize;
use vocabulary::labelled;

labelled! {
    /// How grave it is when an item is not as it should be (严重程度).
    pub enum Severity {
        /// To be put right (一般).
        Ordinary = "ordinary", "一般", "Ordinary";
        /// Rules or interests are hurt (较重).
        Serious = "serious", "较重", "Serious";
        /// Life, health, or public money is in danger (严重).
        Grave = "grave", "严重", "Grave";
    }
}

/// An item of a checklist (检查项).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckItem {
    /// Code, such as `CK01`, unique in its checklist.
    pub code: String,
    /// What has to be so.
    pub text: String,
    /// What it rests on (依据): an article of law, or the office's own demand.
    pub basis: String,
    /// How it is checked (检查方法).
    pub how: String,
    /// How grave it is when it is not so.
    pub severity: Severity,
}

/// A checklist as a pack declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checklist {
    /// Its code.
    pub code: String,
    /// Chinese title.
    pub title: String,
    /// English title.
    pub title_en: String,
    /// The priority (领域) that it serves.
    pub priority: String,
    /// Grows with every change of its items; an inspection keeps the one that it was made with.
    pub version: u32,
    /// What it rests on as a whole.
    pub basis: String,
    /// Its items, in order.
    pub items: Vec<CheckItem>,
    /// Pack it belongs to.
    pub pack: String,
    /// File it was read from.
    pub path: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    code: String,
    title: String,
    title_en: String,
    priority: String,
    version: u32,
    basis: String,
    item: Vec<CheckItem>,
}

impl Checklist {
    pub(crate) fn parse(path: &str, text: &str, pack: &str) -> Result<Self, PackProblem> {
        let raw: Raw = from_toml(path, 0, text)?;
        let at = |key: &str, reason: String| PackProblem::at(path, text, key, reason);
        if !is_name(&raw.code) {
            return Err(at("code", format!("{:?} is no checklist code: use a-z, 0-9 and _", raw.code)));
        }
        if raw.version == 0 {
            return Err(at("version", "versions begin with 1".to_owned()));
        }
        for (key, said) in [("title", &raw.title), ("title_en", &raw.title_en), ("priority", &raw.priority), ("basis", &raw.basis)] {
            if said.trim().is_empty() {
                return Err(at(key, format!("`{key}` says nothing")));
            }
        }
        if raw.item.is_empty() {
            return Err(PackProblem::new(path, 1, "a checklist has at least one item"));
        }
        for (n, item) in raw.item.iter().enumerate() {
            let line = line_of_item(text, n);
            for (key, said) in [("code", &item.code), ("text", &item.text), ("basis", &item.basis), ("how", &item.how)] {
                if said.trim().is_empty() {
                    return Err(PackProblem::new(path, line, format!("`{key}` of the item says nothing")));
                }
            }
            if raw.item[..n].iter().any(|other| other.code == item.code) {
                return Err(PackProblem::new(path, line, format!("the item {:?} is declared twice", item.code)));
            }
        }
        Ok(Self {
            code: raw.code,
            title: raw.title,
            title_en: raw.title_en,
            priority: raw.priority,
            version: raw.version,
            basis: raw.basis,
            items: raw.item,
            pack: pack.to_owned(),
            path: path.to_owned(),
        })
    }
}

/// The line on which the `n`th item begins, from 0.
fn line_of_item(text: &str, n: usize) -> usize {
    let begins = text.lines().enumerate().filter(|(_, line)| line.trim() == "[[item]]").nth(n);
    begins.map_or_else(|| line_of_key(text, "item"), |(line, _)| line + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "code = \"visit\"\ntitle = \"检查\"\ntitle_en = \"Visit\"\npriority = \"canteens\"\nversion = 1\nbasis = \"食品安全法\"\n";
    const ITEM: &str = "[[item]]\ncode = \"A1\"\ntext = \"有证\"\nbasis = \"食品安全法第四十五条\"\nhow = \"查看\"\nseverity = \"grave\"\n";

    fn parse(text: &str) -> Result<Checklist, String> {
        Checklist::parse("p/checklists/visit.toml", text, "p").map_err(|problem| problem.to_string())
    }

    #[test]
    fn a_checklist_is_read_with_its_items_in_order() {
        let second = ITEM.replace("A1", "A2").replace("grave", "ordinary");
        let checklist = parse(&format!("{HEAD}{ITEM}{second}")).expect("a checklist");
        let items: Vec<_> = checklist.items.iter().map(|item| (item.code.as_str(), item.severity)).collect();
        assert_eq!(items, [("A1", Severity::Grave), ("A2", Severity::Ordinary)]);
        assert_eq!((checklist.version, checklist.priority.as_str()), (1, "canteens"));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let faults = [
            (format!("{HEAD}{ITEM}{ITEM}"), "13: the item \"A1\" is declared twice"),
            (format!("{HEAD}{}", ITEM.replace("查看", " ")), "7: `how` of the item says nothing"),
            (
                format!("{HEAD}{}", ITEM.replace("grave", "huge")),
                "12: unknown variant `huge`, expected one of `ordinary`, `serious`, `grave`",
            ),
            (format!("{}{ITEM}", HEAD.replace("version = 1", "version = 0")), "5: versions begin with 1"),
            (format!("{}{ITEM}", HEAD.replace("visit", "Visit 1")), "1: \"Visit 1\" is no checklist code: use a-z, 0-9 and _"),
            (format!("{HEAD}item = []"), "1: a checklist has at least one item"),
        ];
        for (text, expected) in faults {
            let told = parse(&text).expect_err("a fault");
            assert_eq!(told, format!("p/checklists/visit.toml:{expected}"));
        }
    }
}
