//! Headers (表头) as departments write them.

use super::dress::wide;
use crate::chance::Chance;
use crate::dataset::Dataset;

/// The names of the resident number's own column.
const NUMBER_NAMES: [&str; 4] = ["身份证号", "身份证号码", "公民身份号码", "证件号码"];
/// The column of resident numbers.
const NUMBER: &str = "身份证号";

/// The header of a file.
pub fn header(dataset: Dataset, chance: &mut Chance) -> Vec<String> {
    let headers = dataset.headers().iter();
    headers.map(|name| dressed(name, dataset, chance)).collect()
}

fn dressed(name: &str, dataset: Dataset, chance: &mut Chance) -> String {
    let name = if name == NUMBER { chance.one(&NUMBER_NAMES) } else { name };
    let mut dressed = match chance.below(100) {
        0..=6 => format!(" {name}"),
        7..=9 => format!("{name} "),
        10..=15 => split(name, "\n", chance),
        16..=20 => split(name, " ", chance),
        21..=22 => split(name, "\u{3000}", chance),
        _ => String::from(name),
    };
    if let Some(units) = units(name, dataset)
        && chance.in_1000(500)
    {
        dressed.push_str(&chance.one(units).replace("ABC", &wide("RMB")));
    }
    dressed
}

/// Units in brackets; `ABC` stands for full-width letters.
fn units(name: &str, dataset: Dataset) -> Option<&'static [&'static str]> {
    match name {
        "金额" | "购置价" | "注册资本" | "缴费基数" => Some(&["（元）", "(元)", "（单位：元）", "（ABC）", " (元)"]),
        "面积" if dataset == Dataset::Properties => Some(&["（平方米）", "(㎡)", "（m²）"]),
        "面积" => Some(&["（亩）", "(亩)"]),
        "课时" => Some(&["（节）"]),
        _ => None,
    }
}

fn split(name: &str, with: &str, chance: &mut Chance) -> String {
    let characters: Vec<char> = name.chars().collect();
    let place = 1 + chance.index(characters.len() - 1);
    let (left, right) = characters.split_at(place);
    left.iter().collect::<String>() + with + &right.iter().collect::<String>()
}
