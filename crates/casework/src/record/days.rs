//! A stretch of days (起止日期), as filters and figures go by it. Days and months are Beijing's.

use crate::clock::{beijing_day, end_of_day};
use crate::sql::Sql;
use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// From one day to another, both of them included. Written `2026-03-01..2026-03-31`; a whole month is read as `2026-03` as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Days {
    from: NaiveDate,
    until: NaiveDate,
}

/// A text that is no stretch of days.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是起止日期：应为 2026-03-01..2026-03-31 或 2026-03，止日不早于起日")]
pub struct NoDays(pub String);

impl Days {
    /// From one day to another; none where the second is before the first.
    pub fn new(from: NaiveDate, until: NaiveDate) -> Option<Self> {
        (from <= until).then_some(Self { from, until })
    }

    /// The month that a day lies in.
    pub fn month_of(day: NaiveDate) -> Self {
        let from = day.with_day(1).unwrap_or(day);
        let until = from.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(NaiveDate::MAX);
        Self { from, until }
    }

    /// The first day.
    pub fn from(self) -> NaiveDate {
        self.from
    }

    /// The last day.
    pub fn until(self) -> NaiveDate {
        self.until
    }

    /// Its first moment.
    pub fn begins_at(self) -> DateTime<Utc> {
        end_of_day(self.from.pred_opt().unwrap_or(self.from))
    }

    /// The first moment after it.
    pub fn ends_at(self) -> DateTime<Utc> {
        end_of_day(self.until)
    }

    /// Whether a moment lies within it.
    pub fn holds(self, at: DateTime<Utc>) -> bool {
        (self.from..=self.until).contains(&beijing_day(at))
    }

    /// Adds the condition that the moment in this column lies within it.
    pub(crate) fn moment(self, column: &'static str, sql: &mut Sql) {
        sql.push(" AND ").push(column).push(" >= ").bind(self.begins_at());
        sql.push(" AND ").push(column).push(" < ").bind(self.ends_at());
    }

    /// Adds the condition that the day in this column lies within it.
    pub(crate) fn day(self, column: &'static str, sql: &mut Sql) {
        sql.push(" AND ").push(column).push(" >= ").bind(self.from);
        sql.push(" AND ").push(column).push(" <= ").bind(self.until);
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.from, self.until)
    }
}

impl FromStr for Days {
    type Err = NoDays;

    fn from_str(text: &str) -> Result<Self, NoDays> {
        let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|day| day.to_string() == text);
        let read = match text.split_once("..") {
            Some((from, until)) => day(from).zip(day(until)).and_then(|(from, until)| Self::new(from, until)),
            None => day(&format!("{text}-01")).map(Self::month_of),
        };
        read.ok_or_else(|| NoDays(text.chars().take(40).collect()))
    }
}

impl TryFrom<String> for Days {
    type Error = NoDays;

    fn try_from(text: String) -> Result<Self, NoDays> {
        text.parse()
    }
}

impl From<Days> for String {
    fn from(days: Days) -> Self {
        days.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_they_are_written_and_a_month_to_its_end() {
        let read = |text: &str| text.parse::<Days>().map(|days| days.to_string());
        assert_eq!(read("2026-03-05..2026-03-05").as_deref(), Ok("2026-03-05..2026-03-05"));
        assert_eq!(read("2024-02").as_deref(), Ok("2024-02-01..2024-02-29"));
        assert_eq!(read("2025-12").as_deref(), Ok("2025-12-01..2025-12-31"));
        for wrong in ["", "2026", "2026-13", "2026-3", "2026-03-05", "2026-03-06..2026-03-05", "2026-02-30..2026-03-01", "2026-03-01.."] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_day_begins_and_ends_at_midnight_in_beijing() {
        let march: Days = "2026-03".parse().expect("a month");
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        assert_eq!((march.begins_at(), march.ends_at()), (at("2026-02-28T16:00:00Z"), at("2026-03-31T16:00:00Z")));
        for (moment, within) in [
            ("2026-02-28T15:59:59Z", false),
            ("2026-02-28T16:00:00Z", true),
            ("2026-03-31T15:59:59Z", true),
            ("2026-03-31T16:00:00Z", false),
        ] {
            assert_eq!(march.holds(at(moment)), within, "{moment}");
        }
    }
}
