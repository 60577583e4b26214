//! Dates (日期) and times (时间) as departments write them, and as spreadsheets count them.

use crate::text::fold;
use chrono::{DateTime, Datelike, Duration, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// The offset of Beijing time (北京时间), by which every day is counted.
pub const BEIJING: FixedOffset = FixedOffset::east_opt(8 * 3600).expect("eight hours are an offset");

/// The day on which something happens, in Beijing: from 16:00 UTC on it is the next one.
///
/// ```
/// let late = "2026-11-24T16:08:00Z".parse().unwrap();
/// assert_eq!(vocabulary::beijing_day(late).to_string(), "2026-11-25");
/// ```
pub fn beijing_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&BEIJING).date_naive()
}

/// The first year that is read; an earlier one is a typing error.
pub const FIRST_YEAR: i32 = 1850;
/// The last year that is read; a later one is a typing error.
pub const LAST_YEAR: i32 = 2200;

/// Why a text or a cell is no date or time. `Display` is the reason for the department's clerk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// No text.
    #[error("日期为空")]
    Empty,
    /// None of the forms that are read.
    #[error("日期格式无法识别：应为 2022-03-05、2022/3/5、20220305、2022.03.05 或 2022年3月5日")]
    Format,
    /// No day of the calendar, as 30 February.
    #[error("日期不存在，请核对月份和日")]
    NotReal,
    /// A year outside [`FIRST_YEAR`] to [`LAST_YEAR`].
    #[error("日期的年份不在 1850 至 2200 年之间")]
    OutOfRange,
    /// The date is followed by something that is no time of day.
    #[error("日期后面的时间无法识别：应为 08:30 或 08:30:00")]
    Time,
}

impl DateError {
    /// The stable code of this reason.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "date_empty",
            Self::Format => "date_format",
            Self::NotReal => "date_not_real",
            Self::OutOfRange => "date_out_of_range",
            Self::Time => "date_time",
        }
    }
}

/// Reads a date: `2022-03-05`, `2022-3-5`, `2022/3/5`, `2022.03.05`, `20220305`, `2022年3月5日`, in full width or not, or a spreadsheet's day
/// number of five digits (20000 to 80000). A time of day behind it is checked and dropped.
///
/// # Errors
/// See [`DateError`].
#[inline]
pub fn parse_date(s: &str) -> Result<NaiveDate, DateError> {
    if let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = s.as_bytes()
        && let (Some(year), Some(month), Some(day)) = (digits(&[*y1, *y2, *y3, *y4]), digits(&[*m1, *m2]), digits(&[*d1, *d2]))
    {
        return real_date(year, month, day);
    }
    parse_timestamp(s).map(|at| at.date())
}

/// Reads a date and a time of day: a date as [`parse_date`] reads it, then `08:30`, `8:30:00`, `08:30:00.5` or `8时30分`, behind a space or a T;
/// or `20220305083000`. A date alone is its midnight. Times are of China (UTC+8): that may be said by `+08:00`, no other zone is read.
///
/// # Errors
/// See [`DateError`].
pub fn parse_timestamp(s: &str) -> Result<NaiveDateTime, DateError> {
    let folded = fold(s);
    let text: &str = &folded;
    if text.is_empty() {
        return Err(DateError::Empty);
    }
    let (first, rest) = leading_digits(text);
    match (first.len(), rest) {
        (4, _) => {
            let (date, rest) = written_date(number(first), rest)?;
            Ok(date.and_time(time_of_day(rest)?))
        }
        (8, ".0") => Ok(compact_date(first)?.and_time(NaiveTime::MIN)), // a numeric cell, written out
        (8, _) => Ok(compact_date(first)?.and_time(time_of_day(rest)?)),
        (12 | 14, "") => {
            let part = |from: usize| first.get(from..from + 2).map_or(0, number);
            let date = compact_date(&first[..8])?;
            let time = NaiveTime::from_hms_opt(part(8), part(10), part(12)).ok_or(DateError::Time)?;
            Ok(date.and_time(time))
        }
        (5, _) => match text.parse::<f64>() {
            Ok(serial) if (20_000.0..=80_000.0).contains(&serial) => from_excel_serial_timestamp(serial),
            Ok(_) => Err(DateError::OutOfRange),
            Err(_) => Err(DateError::Format),
        },
        _ => Err(DateError::Format),
    }
}

/// The date of a spreadsheet's numeric cell: see [`from_excel_serial_timestamp`], whose time of day is dropped.
///
/// # Errors
/// See [`DateError`].
pub fn from_excel_serial(cell: f64) -> Result<NaiveDate, DateError> {
    from_excel_serial_timestamp(cell).map(|at| at.date())
}

/// The date and time of a spreadsheet's numeric cell: the days since the end of 1899 (the 1900 date system of ECMA-376), the fraction being the
/// time of day to the millisecond. Day 60, the 29 February 1900 that never was, is no date.
///
/// A whole number of eight or fourteen digits is what was typed without a thought of dates: 20220305 is 5 March 2022.
///
/// # Errors
/// [`DateError::NotReal`], [`DateError::OutOfRange`]; [`DateError::Format`] for a year alone and for what is not a finite number.
#[expect(clippy::float_arithmetic, reason = "the spreadsheet holds the time of day as the fraction of a double")]
pub fn from_excel_serial_timestamp(cell: f64) -> Result<NaiveDateTime, DateError> {
    const MILLIS_A_DAY: f64 = 86_400_000.0;
    if !cell.is_finite() {
        return Err(DateError::Format);
    }
    let whole = cell.trunc() == cell;
    if whole && ((1e7..1e8).contains(&cell) || (1e13..1e14).contains(&cell)) {
        return parse_timestamp(&format!("{cell}"));
    }
    if whole && (f64::from(FIRST_YEAR)..=f64::from(LAST_YEAR)).contains(&cell) {
        return Err(DateError::Format);
    }
    if !(0.0..200_000.0).contains(&cell) {
        return Err(DateError::OutOfRange);
    }
    let millis = (cell * MILLIS_A_DAY).round() as i64;
    let (day, millis) = (millis / 86_400_000, millis % 86_400_000);
    let before_first = match day {
        0 | 60 => return Err(DateError::NotReal),
        1..60 => 31,
        _ => 30,
    };
    let origin = NaiveDate::from_ymd_opt(1899, 12, before_first).expect("a day of December");
    let date = origin + Duration::days(day);
    in_range(date.year())?;
    Ok(date.and_time(NaiveTime::MIN) + Duration::milliseconds(millis))
}

/// The leading ASCII digits and what follows them.
pub(crate) fn leading_digits(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

/// The number of at most nine ASCII digits.
pub(crate) fn number(digits: &str) -> u32 {
    digits.bytes().fold(0, |n, b| n * 10 + u32::from(b - b'0'))
}

#[inline]
fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
}

/// One or two leading digits as a number, and what follows them and white space.
fn one_or_two(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = leading_digits(text.trim_start());
    (1..=2).contains(&digits.len()).then(|| (number(digits), rest))
}

/// The date whose year is read already, with what follows it; `rest` goes on with a separator.
fn written_date(year: u32, rest: &str) -> Result<(NaiveDate, &str), DateError> {
    let rest = rest.trim_start();
    let (month, day, rest) = if let Some(rest) = rest.strip_prefix('年') {
        let (month, rest) = one_or_two(rest).ok_or(DateError::Format)?;
        let rest = rest.trim_start().strip_prefix('月').ok_or(DateError::Format)?;
        let (day, rest) = one_or_two(rest).ok_or(DateError::Format)?;
        let shorter = rest.trim_start();
        (month, day, shorter.strip_prefix(['日', '号']).map_or(rest, without_weekday))
    } else {
        let separator = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.')).ok_or(DateError::Format)?;
        let (month, rest) = one_or_two(&rest[1..]).ok_or(DateError::Format)?;
        let rest = rest.trim_start().strip_prefix(separator).ok_or(DateError::Format)?;
        let (day, rest) = one_or_two(rest).ok_or(DateError::Format)?;
        (month, day, rest)
    };
    Ok((real_date(year, month, day)?, rest))
}

/// A spreadsheet's long date ends in the day of the week: 2022年3月5日星期六.
fn without_weekday(rest: &str) -> &str {
    let rest = rest.trim_start();
    let Some(day) = rest.strip_prefix("星期") else {
        return rest;
    };
    day.strip_prefix(['一', '二', '三', '四', '五', '六', '日', '天']).map_or(rest, str::trim_start)
}

/// Eight digits.
fn compact_date(digits: &str) -> Result<NaiveDate, DateError> {
    real_date(number(&digits[..4]), number(&digits[4..6]), number(&digits[6..8]))
}

#[inline]
fn real_date(year: u32, month: u32, day: u32) -> Result<NaiveDate, DateError> {
    let year = i32::try_from(year).map_err(|_| DateError::OutOfRange)?;
    in_range(year)?;
    NaiveDate::from_ymd_opt(year, month, day).ok_or(DateError::NotReal)
}

#[inline]
fn in_range(year: i32) -> Result<(), DateError> {
    if (FIRST_YEAR..=LAST_YEAR).contains(&year) { Ok(()) } else { Err(DateError::OutOfRange) }
}

/// What follows a date: nothing, or a time of day.
fn time_of_day(rest: &str) -> Result<NaiveTime, DateError> {
    let text = rest.trim_start();
    let text = text.strip_prefix(['T', 't']).unwrap_or(text).trim();
    if text.is_empty() {
        return if rest.trim().is_empty() { Ok(NaiveTime::MIN) } else { Err(DateError::Time) };
    }
    let text = ["+08:00", "+0800"].iter().find_map(|zone| text.strip_suffix(zone)).unwrap_or(text).trim_end();
    clock(text).ok_or(DateError::Time)
}

/// `H:MM[:SS[.fraction]]` or `H时M分[S秒]`.
fn clock(text: &str) -> Option<NaiveTime> {
    let (hour, rest) = one_or_two(text)?;
    if let Some(rest) = rest.strip_prefix('时') {
        let (minute, rest) = one_or_two(rest)?;
        let rest = rest.strip_prefix('分')?;
        let second = if rest.is_empty() {
            0
        } else {
            let (second, rest) = one_or_two(rest)?;
            (rest == "秒").then_some(second)?
        };
        return NaiveTime::from_hms_opt(hour, minute, second);
    }
    let (minute, rest) = one_or_two(rest.strip_prefix(':')?)?;
    if rest.is_empty() {
        return NaiveTime::from_hms_opt(hour, minute, 0);
    }
    let (second, rest) = one_or_two(rest.strip_prefix(':')?)?;
    let nanos = match rest.strip_prefix('.') {
        None if rest.is_empty() => 0,
        Some(fraction) if (1..=9).contains(&fraction.len()) => {
            let power = u32::try_from(9 - fraction.len()).ok()?;
            digits(fraction.as_bytes())? * 10_u32.pow(power)
        }
        _ => return None,
    };
    NaiveTime::from_hms_nano_opt(hour, minute, second, nanos)
}

#[cfg(test)]
mod tests;
