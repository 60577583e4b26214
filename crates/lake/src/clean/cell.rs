//! One cell by its column's declaration.

use crate::read::{Cell, NOT_COMPUTED};
use chrono::{Datelike, NaiveDate, NaiveTime};
use pack::{Column, ColumnType};
use std::borrow::Cow;
use vocabulary::credit_code::CreditCode;
use vocabulary::money::Fen;
use vocabulary::month::Month;
use vocabulary::resident_number::ResidentNumber;
use vocabulary::{date, decimal, int, text};

/// Days from 1 January of the year 1 to 1 January 1970.
const EPOCH_DAYS: i32 = 719_163;

/// What a column's cell was found to be.
#[derive(Clone, Copy)]
pub(super) enum Value {
    Null,
    Text(TextValue),
    /// Place in the column's closed list.
    Listed(usize),
    Day(i32),
    /// A whole number, fen, parts of a decimal, microseconds, or the key of a resident number.
    Number(i64),
    Bool(bool),
}

/// Where a text stands: in the row's cell as it is, or in the scratch buffer of the row.
#[derive(Clone, Copy)]
pub(super) enum TextValue {
    Cell(usize, usize),
    Scratch(usize, usize),
}

pub(super) fn resolve<'v>(place: TextValue, cell: &Cell<'v>, scratch: &'v str) -> &'v str {
    match (place, cell) {
        (TextValue::Cell(from, to), Cell::Text(text)) => &text[from..to],
        (TextValue::Cell(..), _) => unreachable!("only a text cell is kept in place"),
        (TextValue::Scratch(from, to), _) => &scratch[from..to],
    }
}

pub(super) type Reading = Result<Value, Cow<'static, str>>;

pub(super) fn day(date: NaiveDate) -> Value {
    Value::Day(date.num_days_from_ce() - EPOCH_DAYS)
}

fn exact(decimal: i128) -> Value {
    Value::Number(i64::try_from(decimal).expect("a decimal has eighteen digits at most"))
}

/// Reads one cell by its column's declaration.
pub(super) fn read_cell(column: &Column, list: &[(String, usize)], cell: &Cell<'_>, today: NaiveDate, scratch: &mut String) -> Reading {
    let said = |e: &dyn std::fmt::Display| Cow::Owned(e.to_string());
    if cell.is_blank() || (column.optional && matches!(cell, Cell::Text(text) if stands_for_nothing(text))) {
        return if column.optional { Ok(Value::Null) } else { Err(Cow::Borrowed("必填项为空")) };
    }
    if let Cell::Error(error) = cell {
        return Err(if *error == NOT_COMPUTED {
            Cow::Borrowed("单元格是公式，文件里没有它的计算结果：请用电子表格程序打开并保存后重新提交，或改填数值")
        } else {
            Cow::Owned(format!("公式出错：{error}"))
        });
    }
    match column.kind {
        ColumnType::PersonId => match cell {
            Cell::Text(text) => ResidentNumber::parse(text, today),
            Cell::Number(number) => ResidentNumber::from_number_cell(*number, today),
            other => ResidentNumber::parse(&other.shown(), today),
        }
        .map(|number| Value::Number(number.key()))
        .map_err(|e| said(&e)),
        ColumnType::Uscc => CreditCode::parse(&cell.shown()).map(|code| push(scratch, code.as_str())).map_err(|e| said(&e)),
        ColumnType::Text if column.compact => read_compact(column, cell, scratch),
        ColumnType::Text => read_text(cell, scratch),
        ColumnType::Code => {
            let shown;
            let folded = match cell {
                Cell::Text(text) => text::fold(text),
                other => {
                    shown = other.shown();
                    Cow::Borrowed(shown.as_str())
                }
            };
            let find = |wanted: &str| list.iter().find(|(value, _)| value == wanted).map(|(_, n)| *n);
            let found = find(&folded).or_else(|| find(&folded.chars().filter(|c| !c.is_whitespace()).collect::<String>()));
            found.map(Value::Listed).ok_or_else(|| Cow::Owned(format!("“{folded}”不在取值范围内：{}", column.values.join("、"))))
        }
        ColumnType::Date => match cell {
            Cell::Text(text) => date::parse_date(text),
            Cell::Number(number) => date::from_excel_serial(*number),
            Cell::DateTime(at) => Ok(at.date()),
            other => date::parse_date(&other.shown()),
        }
        .map(day)
        .map_err(|e| said(&e)),
        ColumnType::Month => match cell {
            Cell::Text(text) => Month::parse(text),
            Cell::Number(number) => Month::from_number_cell(*number),
            Cell::DateTime(at) => Ok(Month::of(at.date())),
            other => Month::parse(&other.shown()),
        }
        .map(|month| day(month.first_day()))
        .map_err(|e| said(&e)),
        ColumnType::Money => match cell {
            Cell::Text(text) => Fen::parse_yuan(text),
            Cell::Number(number) => Fen::from_f64_cell(*number),
            other => Fen::parse_yuan(&other.shown()),
        }
        .map(|fen| Value::Number(fen.0))
        .map_err(|e| said(&e)),
        ColumnType::Decimal => match cell {
            Cell::Text(text) => decimal::parse_decimal(text, 4),
            Cell::Number(number) => decimal::from_f64_cell(*number, 4),
            other => decimal::parse_decimal(&other.shown(), 4),
        }
        .map(exact)
        .map_err(|e| said(&e)),
        ColumnType::Int => {
            let int = match cell {
                Cell::Text(text) => int::parse_int(text),
                Cell::Number(number) => int::from_f64_cell(*number),
                other => int::parse_int(&other.shown()),
            }
            .map_err(|e| said(&e))?;
            let out = |limit: &str, bound: i64| Err(Cow::Owned(format!("{int} {limit} {bound}")));
            match (column.min, column.max) {
                (Some(min), _) if int < min => out("小于下限", min),
                (_, Some(max)) if int > max => out("大于上限", max),
                _ => Ok(Value::Number(int)),
            }
        }
        ColumnType::Bool => match cell {
            Cell::Bool(value) => Ok(Value::Bool(*value)),
            other => int::parse_bool(&other.shown()).map(Value::Bool).map_err(|e| said(&e)),
        },
        ColumnType::Timestamp => match cell {
            Cell::Text(text) => date::parse_timestamp(text),
            Cell::Number(number) => date::from_excel_serial_timestamp(*number),
            Cell::DateTime(at) => Ok(*at),
            other => date::parse_timestamp(&other.shown()),
        }
        .map(|at| Value::Number(at.and_utc().timestamp_micros()))
        .map_err(|e| said(&e)),
    }
}

/// Reads money whose column is in ten thousands of yuan (万元); a cell that names its own unit is read as it says.
pub(super) fn read_ten_thousands(column: &Column, cell: &Cell<'_>) -> Reading {
    let said = |e: &dyn std::fmt::Display| Cow::Owned(e.to_string());
    match cell {
        // A millionth of ten thousand yuan is a fen.
        Cell::Number(number) => decimal::from_f64_cell(*number, 6).map(exact).map_err(|e| said(&e)),
        Cell::Text(text) if !text::is_blank(text) && !stands_for_nothing(text) && !text.contains(['元', '万']) => {
            Fen::parse_yuan(&format!("{}万元", text::fold(text))).map(|fen| Value::Number(fen.0)).map_err(|e| said(&e))
        }
        other => read_cell(column, &[], other, NaiveDate::MAX, &mut String::new()),
    }
}

pub(super) fn push(scratch: &mut String, text: &str) -> Value {
    let start = scratch.len();
    scratch.push_str(text);
    Value::Text(TextValue::Scratch(start, scratch.len()))
}

/// A spreadsheet keeps fifteen digits: what is longer has lost some of an account's.
const EXACT: f64 = 1e15;
const DESTROYED: &str = "长数字已被电子表格破坏（科学计数法），请以文本格式重新填写";

fn read_text(cell: &Cell<'_>, scratch: &mut String) -> Reading {
    match cell {
        Cell::Text(text) => match text::fold(text) {
            folded if is_destroyed(&folded) => Err(Cow::Borrowed(DESTROYED)),
            Cow::Borrowed(part) => {
                let start = part.as_ptr() as usize - text.as_ptr() as usize;
                Ok(Value::Text(TextValue::Cell(start, start + part.len())))
            }
            Cow::Owned(owned) => Ok(push(scratch, &owned)),
        },
        Cell::Number(number) if number.abs() >= EXACT => Err(Cow::Borrowed(DESTROYED)),
        Cell::DateTime(at) if at.time() != NaiveTime::MIN => Ok(push(scratch, &at.format("%Y-%m-%d %H:%M:%S").to_string())),
        other => Ok(push(scratch, &other.shown())),
    }
}

/// Reads an identifier of digits and letters: without the spaces and hyphens by which people group it, and nothing where they wrote that there is none.
fn read_compact(column: &Column, cell: &Cell<'_>, scratch: &mut String) -> Reading {
    let nothing = |shown: &str| {
        if column.optional { Ok(Value::Null) } else { Err(Cow::Owned(format!("必填项为空（填的是“{shown}”）"))) }
    };
    match cell {
        Cell::Text(text) if text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_digit()) => read_text(cell, scratch),
        Cell::Text(text) => {
            let folded = text::fold(text);
            if is_destroyed(&folded) {
                return Err(Cow::Borrowed(DESTROYED));
            }
            let kept: String = folded.chars().filter(|c| !c.is_whitespace() && !is_hyphen(*c)).collect();
            // The zeros behind a point are a spreadsheet's.
            let whole = kept.split_once('.').filter(|(whole, zeros)| is_digits(whole) && zeros.bytes().all(|byte| byte == b'0'));
            match whole {
                Some((whole, _)) if whole.len() > 15 => Err(Cow::Borrowed(DESTROYED)),
                Some((whole, _)) => Ok(push(scratch, whole)),
                None if matches!(kept.as_str(), "" | "/" | "\\" | "0" | "无" | "暂无" | "空" | "null" | "NULL" | "N/A") => {
                    nothing(&folded)
                }
                None => Ok(push(scratch, &kept)),
            }
        }
        Cell::Number(0.0) => nothing("0"),
        other => read_text(other, scratch),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '−' | '﹣')
}

/// A long number as a spreadsheet writes it out in short: one digit, then the point or the sign of its power that a person would not type.
fn is_destroyed(folded: &str) -> bool {
    matches!(folded.as_bytes(), [b'0'..=b'9', b'.' | b'e' | b'E', ..]) && folded.contains(['.', '+']) && text::is_scientific(folded)
}

/// What people write into an optional cell when there is nothing to write.
pub(super) fn stands_for_nothing(text: &str) -> bool {
    matches!(
        &*text::fold(text),
        "-" | "--" | "—" | "——" | "/" | "\\" | "无" | "空" | "至今" | "长期" | "长期有效" | "null" | "NULL" | "N/A"
    )
}
