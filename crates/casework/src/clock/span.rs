//! Lengths of time as the law and the office's rules give them: hours, days, working days, months. They are kept apart, since
//! three months (三个月) are not ninety days and five working days (五个工作日) are not a week.

use chrono::{DateTime, Days, Months, NaiveDate, TimeDelta, TimeZone, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use vocabulary::date::{BEIJING, beijing_day};
use vocabulary::{CalendarError, WorkCalendar};

/// The moment at which a day is over, in Beijing.
pub fn end_of_day(day: NaiveDate) -> DateTime<Utc> {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
    BEIJING
        .from_local_datetime(&next.and_hms_opt(0, 0, 0).expect("midnight is a time"))
        .single()
        .expect("an offset without summer time has each local time once")
        .with_timezone(&Utc)
}

/// A length of time (时限). The text form, kept in settings, is a number and a unit: `24h`, `15d`, `5wd`, `1mo`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Span {
    /// Hours (小时) of the clock, nights and holidays counted.
    Hours(u32),
    /// Natural days (日): the day on which it begins is not counted (Civil Code, Art. 201).
    Days(u32),
    /// Working days (工作日) by the official calendar with its make-up days.
    WorkingDays(u32),
    /// Natural months (月): to the same day of the month, or the month's last (Civil Code, Art. 202).
    Months(u32),
}

/// A text that is no length of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}”不是时限：应为数字加单位，如 24h（小时）、15d（日）、5wd（工作日）、1mo（月）")]
pub struct NoSpan(pub String);

impl Span {
    /// The moment from which what began at `start` is overdue.
    ///
    /// # Errors
    /// Working days in a year that the calendar does not have.
    pub fn after(self, start: DateTime<Utc>, calendar: &WorkCalendar) -> Result<DateTime<Utc>, CalendarError> {
        let day = beijing_day(start);
        Ok(match self {
            Self::Hours(n) => start + TimeDelta::hours(i64::from(n)),
            Self::Days(n) => end_of_day(day.checked_add_days(Days::new(u64::from(n))).unwrap_or(NaiveDate::MAX)),
            Self::WorkingDays(n) => end_of_day(calendar.add_working_days(day, i64::from(n))?),
            Self::Months(n) => end_of_day(day.checked_add_months(Months::new(n)).unwrap_or(NaiveDate::MAX)),
        })
    }

    /// The moment from which something is overdue that was due at `due` and stood still from `from` to `to`: hours by the
    /// hour, working days by the working days between, days and months by the natural days between.
    ///
    /// # Errors
    /// Working days in a year that the calendar does not have.
    pub(crate) fn shifted(
        self,
        due: DateTime<Utc>,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        calendar: &WorkCalendar,
    ) -> Result<DateTime<Utc>, CalendarError> {
        let (first, last) = (beijing_day(from), beijing_day(to));
        let natural = (last - first).num_days().max(0);
        Ok(match self {
            Self::Hours(_) => due + (to - from).max(TimeDelta::zero()),
            Self::Days(_) | Self::Months(_) => due + TimeDelta::days(natural),
            Self::WorkingDays(_) => {
                let due_on = last_day(due);
                end_of_day(calendar.add_working_days(due_on, calendar.working_days_after(first, last)?)?)
            }
        })
    }
}

/// The last day on which what is overdue from `due` on can still be done.
pub(crate) fn last_day(due: DateTime<Utc>) -> NaiveDate {
    beijing_day(due - TimeDelta::microseconds(1))
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hours(n) => write!(f, "{n}h"),
            Self::Days(n) => write!(f, "{n}d"),
            Self::WorkingDays(n) => write!(f, "{n}wd"),
            Self::Months(n) => write!(f, "{n}mo"),
        }
    }
}

impl FromStr for Span {
    type Err = NoSpan;

    fn from_str(text: &str) -> Result<Self, NoSpan> {
        let no_span = || NoSpan(text.to_owned());
        let unit = text.find(|c: char| !c.is_ascii_digit()).ok_or_else(no_span)?;
        let n = text[..unit].parse().map_err(|_| no_span())?;
        match &text[unit..] {
            "h" => Ok(Self::Hours(n)),
            "d" => Ok(Self::Days(n)),
            "wd" => Ok(Self::WorkingDays(n)),
            "mo" => Ok(Self::Months(n)),
            _ => Err(no_span()),
        }
    }
}

impl TryFrom<String> for Span {
    type Error = NoSpan;

    fn try_from(text: String) -> Result<Self, NoSpan> {
        text.parse()
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).expect("an instant").with_timezone(&Utc)
    }

    /// Begins, length, the last day on which it can be done. Days are Beijing's: 2026-01-31T20:00Z is the first of February there.
    const TABLE: &str = "
        2026-03-02T01:00:00Z 15d  2026-03-17
        2026-03-02T15:59:00Z 1d   2026-03-03
        2026-03-02T16:01:00Z 1d   2026-03-04
        2026-01-31T01:00:00Z 1mo  2026-02-28
        2024-01-31T01:00:00Z 1mo  2024-02-29
        2026-11-30T01:00:00Z 3mo  2027-02-28
        2026-11-30T01:00:00Z 90d  2027-02-28
        2026-12-01T01:00:00Z 3mo  2027-03-01
        2026-12-01T01:00:00Z 90d  2027-03-01
        2026-05-31T01:00:00Z 3mo  2026-08-31
        2026-05-31T01:00:00Z 90d  2026-08-29
        2026-09-30T01:00:00Z 1wd  2026-10-08
        2026-09-30T01:00:00Z 3wd  2026-10-10
        2026-02-13T01:00:00Z 1wd  2026-02-14
        2026-02-14T01:00:00Z 1wd  2026-02-24
    ";

    #[test]
    fn a_length_ends_on_the_day_that_the_table_says() {
        let calendar = WorkCalendar::builtin();
        for line in TABLE.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let [start, span, expected] = line.split_whitespace().collect::<Vec<_>>()[..] else { panic!("{line}") };
            let due = span.parse::<Span>().expect("a length").after(at(start), &calendar).expect("covered");
            assert_eq!(last_day(due).to_string(), expected, "{line}");
        }
    }

    #[test]
    fn hours_run_through_the_night() {
        let due = Span::Hours(24).after(at("2026-10-01T09:30:00Z"), &WorkCalendar::builtin()).expect("covered");
        assert_eq!(due, at("2026-10-02T09:30:00Z"));
    }

    #[test]
    fn a_text_is_a_length_or_says_what_one_looks_like() {
        for text in ["24h", "15d", "5wd", "1mo"] {
            assert_eq!(text.parse::<Span>().expect("a length").to_string(), text);
        }
        for text in ["", "15", "d", "15 d", "-1d", "15天", "99999999999d", "1.5d"] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_year_beyond_the_calendar_is_an_error_and_not_a_guess() {
        assert_eq!(
            Span::WorkingDays(1).after(at("2031-01-05T01:00:00Z"), &WorkCalendar::builtin()),
            Err(CalendarError::YearNotCovered(2031))
        );
    }
}
