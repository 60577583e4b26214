//! Months (月份): the period of payments, contributions and disclosures.

use crate::date::{self, DateError, FIRST_YEAR, LAST_YEAR, leading_digits, number, parse_timestamp};
use crate::text::fold;
use chrono::{Datelike, Days, NaiveDate};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A calendar month (月份) of a year. Shown, and written by serde, as `2022-03`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

/// Why a text or a cell is no month. `Display` is the reason for the department's clerk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MonthError {
    /// No text.
    #[error("月份为空")]
    Empty,
    /// None of the forms that are read.
    #[error("月份格式无法识别：应为 2022-03、2022/03、202203 或 2022年3月")]
    Format,
    /// Month 0 or 13, or a full date that is no day of the calendar.
    #[error("月份不存在：月应为 1 至 12")]
    NotReal,
    /// A year outside [`FIRST_YEAR`] to [`LAST_YEAR`].
    #[error("月份的年份不在 1850 至 2200 年之间")]
    OutOfRange,
}

impl MonthError {
    /// The stable code of this reason.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "month_empty",
            Self::Format => "month_format",
            Self::NotReal => "month_not_real",
            Self::OutOfRange => "month_out_of_range",
        }
    }
}

impl From<DateError> for MonthError {
    fn from(error: DateError) -> Self {
        match error {
            DateError::Empty => Self::Empty,
            DateError::Format | DateError::Time => Self::Format,
            DateError::NotReal => Self::NotReal,
            DateError::OutOfRange => Self::OutOfRange,
        }
    }
}

impl Month {
    /// The month `month`, 1 to 12, of a year within [`FIRST_YEAR`] to [`LAST_YEAR`]; `None` for anything else.
    pub const fn new(year: i32, month: u32) -> Option<Month> {
        if year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 {
            return None;
        }
        Some(Month(year * 12 + month as i32 - 1))
    }

    /// The month that a day lies in.
    #[inline]
    pub fn of(day: NaiveDate) -> Month {
        Month(day.year() * 12 + day.month0() as i32)
    }

    /// Reads a month as departments write it: `2022-03`, `2022-3`, `2022/03`, `2022.03`, `202203`, `2022年3月`, `2022年3月份`, in full width or
    /// not; or any date that [`date::parse_date`] reads, of which it is the month.
    ///
    /// # Errors
    /// See [`MonthError`].
    #[inline]
    pub fn parse(s: &str) -> Result<Month, MonthError> {
        match s.as_bytes() {
            [_, _, _, _, b'-', _, _] | [_, _, _, _, _, _] if s.is_ascii() => {
                let (year, month) = (&s[..4], &s[s.len() - 2..]);
                let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
                if all_digits(year) && all_digits(month) {
                    return checked(number(year), number(month));
                }
            }
            _ => {}
        }
        parse_slowly(s)
    }

    /// Reads a spreadsheet's numeric cell: 202203, 2022.03, or a day number of which it is the month (see [`date::from_excel_serial`]).
    ///
    /// # Errors
    /// See [`MonthError`]. 2022.1 may have been typed as 2022.10 and is [`MonthError::Format`], as is a year alone.
    pub fn from_number_cell(cell: f64) -> Result<Month, MonthError> {
        if (100_000.0..1_000_000.0).contains(&cell) && cell.trunc() == cell {
            let digits = cell as u32;
            // From 109940 on a day number is beyond 2200: only below may one be meant.
            if digits >= FIRST_YEAR as u32 * 100 {
                return checked(digits / 100, digits % 100);
            }
        }
        if (f64::from(FIRST_YEAR)..f64::from(LAST_YEAR + 1)).contains(&cell) {
            let shown = format!("{cell}");
            return if shown.len() == 7 { Self::parse(&shown) } else { Err(MonthError::Format) };
        }
        Ok(Self::of(date::from_excel_serial(cell)?))
    }

    /// The first day of the month.
    #[inline]
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year(), self.month(), 1).expect("each month of chrono's years has a first day")
    }

    /// The last day of the month.
    #[inline]
    pub fn last_day(self) -> NaiveDate {
        let day = match self.month() {
            4 | 6 | 9 | 11 => 30,
            2 => return self.next().first_day() - Days::new(1),
            _ => 31,
        };
        NaiveDate::from_ymd_opt(self.year(), self.month(), day).expect("the months named have that many days")
    }

    /// The year.
    #[inline]
    pub const fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// The month of the year, 1 to 12.
    #[inline]
    pub const fn month(self) -> u32 {
        self.0.rem_euclid(12).unsigned_abs() + 1
    }

    /// The month after this one.
    #[inline]
    #[must_use]
    pub const fn next(self) -> Month {
        Month(self.0 + 1)
    }

    /// The month before this one.
    #[inline]
    #[must_use]
    pub const fn previous(self) -> Month {
        Month(self.0 - 1)
    }
}

fn checked(year: u32, month: u32) -> Result<Month, MonthError> {
    match i32::try_from(year) {
        Ok(year) if (FIRST_YEAR..=LAST_YEAR).contains(&year) => Month::new(year, month).ok_or(MonthError::NotReal),
        _ => Err(MonthError::OutOfRange),
    }
}

fn parse_slowly(s: &str) -> Result<Month, MonthError> {
    let folded = fold(s);
    match year_and_month(&folded) {
        Some((year, month)) => checked(year, month),
        None => Ok(Month::of(parse_timestamp(&folded)?.date())),
    }
}

/// A year and a month and nothing behind them.
fn year_and_month(text: &str) -> Option<(u32, u32)> {
    let (first, rest) = leading_digits(text);
    if first.len() == 6 && matches!(rest, "" | ".0") {
        return Some((number(&first[..4]), number(&first[4..])));
    }
    let rest = rest.trim_start();
    let chinese = rest.starts_with('年');
    let (month, end) = leading_digits(rest.strip_prefix(['-', '/', '.', '年'])?.trim_start());
    let ended = if chinese { matches!(end.trim_start(), "月" | "月份") } else { end.is_empty() };
    (first.len() == 4 && (1..=2).contains(&month.len()) && ended).then(|| (number(first), number(month)))
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Month({self})")
    }
}

/// As `2022-03`.
impl Serialize for Month {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// From any form that [`Month::parse`] reads.
impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests;
