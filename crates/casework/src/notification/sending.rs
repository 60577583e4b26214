//! When mail and messages go out (外发时段): not at night, and not on holidays.

use crate::clock::beijing_day;
use chrono::{DateTime, Datelike, TimeDelta, Utc, Weekday};
use vocabulary::WorkCalendar;

/// When mail and messages go out, and how often a person gets a mail. In the product everything is told at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// From this minute of the day in Beijing on.
    from: u32,
    /// Up to this minute of the day, which is no more among them.
    until: u32,
    /// On every day, not on working days alone.
    every_day: bool,
    /// How many minutes lie between two mails to one person.
    pub digest_minutes: u32,
}

impl Default for Sending {
    fn default() -> Self {
        Self { from: 8 * 60, until: 18 * 60, every_day: false, digest_minutes: 240 }
    }
}

/// Minutes of a time of day, `HH:MM`; midnight at the end of the day is `24:00`.
fn minutes(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |text: &str| (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse::<u32>().ok());
    let (hour, minute) = (digits(hour)??, digits(minute)??);
    (minute < 60 && hour * 60 + minute <= 1440).then_some(hour * 60 + minute)
}

impl Sending {
    /// The hours, as the setting writes them.
    pub(crate) fn hours(&self) -> String {
        let text = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        format!("{}-{}", text(self.from), text(self.until))
    }

    /// Sets the hours; whether the text is of that form.
    pub(crate) fn set_hours(&mut self, text: &str) -> bool {
        let Some((Some(from), Some(until))) = text.split_once('-').map(|(from, until)| (minutes(from), minutes(until))) else {
            return false;
        };
        (self.from, self.until) = (from, until);
        from < until
    }

    /// The days, as the setting writes them.
    pub(crate) fn days(&self) -> &'static str {
        if self.every_day { "every" } else { "working" }
    }

    /// Sets the days; whether the text is of that form.
    pub(crate) fn set_days(&mut self, text: &str) -> bool {
        self.every_day = text == "every";
        matches!(text, "every" | "working")
    }

    /// Whether nothing goes out now: at night, on a day off. In a year that the calendar does not have, days off are Saturdays and Sundays.
    pub fn is_quiet(&self, at: DateTime<Utc>, calendar: &WorkCalendar) -> bool {
        let local = at + TimeDelta::hours(8);
        let minute = u32::try_from((local - local.date_naive().and_time(chrono::NaiveTime::MIN).and_utc()).num_minutes()).unwrap_or(0);
        let day = beijing_day(at);
        let weekday = || !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let works = self.every_day || calendar.is_working_day(day).unwrap_or_else(|_| weekday());
        !works || !(self.from..self.until).contains(&minute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_quiet_at_night_on_weekends_and_holidays_but_not_on_make_up_days() {
        let calendar = WorkCalendar::builtin();
        let sending = Sending::default();
        let mut always = Sending::default();
        assert!(always.set_hours("00:00-24:00") && always.set_days("every"));
        for (moment, quiet) in [
            ("2026-03-03T07:59:59+08:00", true),
            ("2026-03-03T08:00:00+08:00", false),
            ("2026-03-03T17:59:59+08:00", false),
            ("2026-03-03T18:00:00+08:00", true),
            ("2026-03-03T00:00:00+08:00", true),
            ("2026-03-07T10:00:00+08:00", true),  // a Saturday
            ("2026-02-14T10:00:00+08:00", false), // a Saturday on which people work
            ("2026-10-01T10:00:00+08:00", true),  // National Day, a Thursday
            ("2031-01-04T10:00:00+08:00", true),  // a Saturday beyond the calendar
            ("2031-01-06T10:00:00+08:00", false),
        ] {
            let at = DateTime::parse_from_rfc3339(moment).expect("an instant").with_timezone(&Utc);
            assert_eq!(sending.is_quiet(at, &calendar), quiet, "{moment}");
            assert!(!always.is_quiet(at, &calendar), "{moment}");
        }
    }

    #[test]
    fn hours_are_of_one_form() {
        for text in ["08:00-18:00", "00:00-24:00", "09:30-17:15"] {
            let mut sending = Sending::default();
            assert!(sending.set_hours(text), "{text}");
            assert_eq!(sending.hours(), text);
        }
        for text in ["", "8:00-18:00", "08:00", "18:00-08:00", "08:00-08:00", "08:60-18:00", "08:00-24:01", "+8:00-18:00", "08:00-18:00 "] {
            assert!(!Sending::default().set_hours(text), "{text}");
        }
    }
}
