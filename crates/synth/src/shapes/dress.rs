//! Values as clerks write them: resident numbers, dates, months and money in all their forms, and spoiled ones.

use chrono::{Datelike, NaiveDate};

use super::plain::text;
use super::{Cell, serial};
use crate::calendar::Month;
use crate::chance::Chance;
use crate::columns::{Line, Value};
use crate::numbers::{ResidentNumber, check_character, credit_check};
use crate::spoil::Spoil;

/// Dresses a row for a sheet; text files (`spreadsheet` false) have no numeric and no date cells.
pub fn dress(line: &Line, spreadsheet: bool, chance: &mut Chance) -> Vec<Cell> {
    let mut spoil = line.spoil;
    let mut cells = Vec::with_capacity(line.values.len());
    for value in line.values {
        let cell = match spoil.filter(|how| concerns(*how, value)) {
            Some(how) => {
                spoil = None;
                spoiled(how, value, spreadsheet, chance)
            }
            None => sound(value, spreadsheet, chance),
        };
        cells.push(cell);
    }
    cells
}

fn concerns(how: Spoil, value: &Value) -> bool {
    match how {
        Spoil::NumberText | Spoil::NumberCell | Spoil::NumberCheck | Spoil::NumberBirth => {
            matches!(value, Value::Number(_) | Value::OtherNumber(_))
        }
        Spoil::Month => matches!(value, Value::Month(_)),
        Spoil::Money => matches!(value, Value::Money(_)),
        Spoil::Code => matches!(value, Value::Code(_)),
        Spoil::Date => matches!(value, Value::Date(_)),
        Spoil::Whole => matches!(value, Value::Whole(_)),
        Spoil::Decimal => matches!(value, Value::Decimal(_)),
        Spoil::CreditCode => matches!(value, Value::CreditCode(_)),
        Spoil::Repeated => false,
    }
}

fn spoiled(how: Spoil, value: &Value, spreadsheet: bool, chance: &mut Chance) -> Cell {
    let number = match value {
        Value::Number(number) | Value::OtherNumber(number) => **number,
        _ => [b'0'; 18],
    };
    let written = match how {
        Spoil::NumberCell if spreadsheet => return Cell::Number(destroyed(&number)),
        Spoil::NumberText | Spoil::NumberCell => {
            let mut digits = characters(&number[..6]);
            digits.insert(1, '.');
            digits + chance.one(&["E+17", "E+17", "E17"])
        }
        Spoil::NumberCheck => wrong_check(number, chance),
        Spoil::NumberBirth => impossible_birth(number, chance),
        Spoil::Month => String::from(chance.one(&["2022-13", "202200", "2022/00", "2022年13月"])),
        Spoil::Money => String::from(chance.one(&["待定", "未核定", "见附件"])),
        Spoil::Code => String::from(chance.one(&["未知", "不详", "待核实"])),
        Spoil::Date => String::from(chance.one(&["2022-02-30", "2021年13月1日", "不详", "20210431"])),
        Spoil::Whole => String::from(chance.one(&["若干", "待定"])),
        Spoil::Decimal => String::from(chance.one(&["待测", "见证书"])),
        Spoil::CreditCode => wrong_credit_check(&text(value)),
        Spoil::Repeated => text(value),
    };
    Cell::Text(written)
}

fn characters(ascii: &[u8]) -> String {
    String::from_utf8_lossy(ascii).into_owned()
}

/// What a numeric cell keeps of 18 digits: the first 15.
fn destroyed(number: &ResidentNumber) -> f64 {
    let digits = characters(&number[..15]) + "000";
    digits.parse().unwrap_or_default()
}

fn wrong_check(mut number: ResidentNumber, chance: &mut Chance) -> String {
    let right = number[17];
    while number[17] == right {
        number[17] = chance.one(b"0123456789X");
    }
    characters(&number)
}

fn impossible_birth(mut number: ResidentNumber, chance: &mut Chance) -> String {
    let day: &[u8; 4] = chance.one(&[b"1301", b"0230", b"0631", b"0000", b"1132"]);
    number[10..14].copy_from_slice(day);
    number[17] = check_character(&number);
    characters(&number)
}

fn wrong_credit_check(code: &str) -> String {
    let body = &code.as_bytes()[..17];
    let wrong = if credit_check(body) == b'7' { '5' } else { '7' };
    let mut code = characters(body);
    code.push(wrong);
    code
}

fn sound(value: &Value, spreadsheet: bool, chance: &mut Chance) -> Cell {
    match value {
        Value::Number(number) => Cell::Text(number_text(number, true, chance)),
        Value::OtherNumber(number) => Cell::Text(number_text(number, false, chance)),
        Value::NoDate => Cell::Empty,
        Value::Date(date) => date_cell(*date, spreadsheet, chance),
        Value::Month(month) => month_cell(*month, spreadsheet, chance),
        Value::Money(fen) => {
            if spreadsheet && chance.in_1000(300) {
                numeric(value)
            } else {
                Cell::Text(money_text(*fen, chance))
            }
        }
        Value::Decimal(_) | Value::Whole(_) if spreadsheet && chance.in_1000(600) => numeric(value),
        Value::Decimal(_) if chance.in_1000(300) => {
            let written = text(value);
            Cell::Text(String::from(written.trim_end_matches('0').trim_end_matches('.')))
        }
        _ => Cell::Text(text(value)),
    }
}

fn numeric(value: &Value) -> Cell {
    Cell::Number(text(value).parse().unwrap_or_default())
}

/// A resident number as text; only the own number of a row is written in the old form of 15 digits.
fn number_text(number: &ResidentNumber, own: bool, chance: &mut Chance) -> String {
    let mut plain = characters(number);
    if plain.ends_with('X') && chance.in_1000(70) {
        plain.make_ascii_lowercase();
    }
    match chance.below(1000) {
        0..=17 => format!(" {plain}"),
        18..=21 => format!("{plain} "),
        22..=24 => format!("{} {} {}", &plain[..6], &plain[6..14], &plain[14..]),
        25..=34 => format!("'{plain}"),
        35..=38 => wide(&plain),
        39..=50 if own && has_old_form(number) => format!("{}{}", &plain[..6], &plain[8..17]),
        _ => plain,
    }
}

/// Born 19yy, and not one of the sequences that the old numbers kept for people born before.
fn has_old_form(number: &ResidentNumber) -> bool {
    &number[6..8] == b"19" && &number[14..17] < b"996".as_slice()
}

/// ASCII as full-width characters (全角).
pub fn wide(ascii: &str) -> String {
    let widen = |character: char| match character {
        '!'..='~' => char::from_u32(u32::from(character) + 0xFEE0).unwrap_or(character),
        other => other,
    };
    ascii.chars().map(widen).collect()
}

fn date_cell(date: NaiveDate, spreadsheet: bool, chance: &mut Chance) -> Cell {
    if spreadsheet && chance.in_1000(230) {
        return if chance.in_1000(650) { Cell::Date(date) } else { Cell::Number(f64::from(serial(date))) };
    }
    let (year, month, day) = (date.year(), date.month(), date.day());
    Cell::Text(match chance.below(100) {
        0..=29 => format!("{year}-{month:02}-{day:02}"),
        30..=49 => format!("{year}/{month}/{day}"),
        50..=69 => format!("{year}{month:02}{day:02}"),
        70..=89 => format!("{year}年{month}月{day}日"),
        _ => format!("{year}.{month:02}.{day:02}"),
    })
}

fn month_cell(month: Month, spreadsheet: bool, chance: &mut Chance) -> Cell {
    let (year, month) = (month.year(), month.number());
    let digits = format!("{year}{month:02}");
    Cell::Text(match chance.below(100) {
        0..=26 => format!("{year}-{month:02}"),
        27..=51 => format!("{year}/{month:02}"),
        52..=53 if spreadsheet => return Cell::Number(digits.parse().unwrap_or_default()),
        52..=75 => digits,
        _ => format!("{year}年{month}月"),
    })
}

fn money_text(fen: i64, chance: &mut Chance) -> String {
    let plain = text(&Value::Money(fen.abs()));
    let written = match chance.below(1000) {
        0..=79 => format!("{plain}元"),
        80..=119 => format!("￥{plain}"),
        120..=279 => thousands(&plain),
        280..=283 => wide(&plain),
        284..=480 => String::from(plain.strip_suffix(".00").unwrap_or(&plain)),
        481..=530 => String::from(plain.trim_end_matches('0').trim_end_matches('.')),
        _ => plain,
    };
    if fen >= 0 {
        return written;
    }
    match chance.below(4) {
        0 => format!("-{written}"),
        1 => format!("（{written}）"),
        _ => format!("({written})"),
    }
}

/// 1234567.89 as 1,234,567.89.
fn thousands(plain: &str) -> String {
    let (yuan, fen) = plain.split_once('.').unwrap_or((plain, ""));
    let mut grouped = String::new();
    for (place, digit) in yuan.chars().enumerate() {
        if place > 0 && (yuan.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped}.{fen}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_money() {
        assert_eq!(thousands("1234567.89"), "1,234,567.89");
        assert_eq!(thousands("123.00"), "123.00");
        assert_eq!(wide("12X"), "１２Ｘ");
    }

    #[test]
    fn an_impossible_birth_keeps_its_check_character() {
        let mut chance = Chance::new(1, 1);
        let number = impossible_birth(*b"379901197609160979", &mut chance);
        let bytes: [u8; 18] = number.as_bytes().try_into().unwrap();
        assert_eq!(bytes[17], check_character(&bytes));
        assert!((destroyed(b"379901197609160979") - 379_901_197_609_160_000.0).abs() < 1.0);
    }
}
