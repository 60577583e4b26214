//! How far a clock climbs (升级督办): who hears of it when it comes near, and when it is over.

use super::{Clock, Clocks, Colour, Course, Limits, Side, beijing_day, colour_of, end_of_day, last_day};
use chrono::{DateTime, Days, Utc};
use vocabulary::{CalendarError, WorkCalendar, labelled};

labelled! {
    /// How far a clock has climbed (督办级别).
    pub enum Level {
        /// It is due soon: who handles it and the office have been reminded (临期提醒).
        Warned = "warned", "临期提醒", "Reminded";
        /// It is overdue: the head of the department has been told (升级至部门负责人).
        Head = "head", "升级至部门负责人", "Department head";
        /// It still is: the supervising office has been told (升级至监督机关).
        Office = "office", "升级至监督机关", "Supervising office";
    }
}

impl Level {
    /// Its number, from 1, as clocks keep it.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Warned => 1,
            Self::Head => 2,
            Self::Office => 3,
        }
    }

    /// The level of a number; none for 0, nobody.
    pub fn of_rank(rank: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|level| level.rank() == rank)
    }
}

impl Clock {
    /// How far it has climbed; none while nobody was told, and for one that does not run: what is over or stands still presses nobody.
    pub fn level(&self) -> Option<Level> {
        if self.course == Course::Running { Level::of_rank(self.told) } else { None }
    }

    /// The levels to which it climbs at this moment, the lowest first. A reminder that something is due soon is not given any more once it
    /// is overdue. Beyond the calendar's years it climbs no further than to the head: when the working days are over is not known there.
    ///
    /// # Errors
    /// Working days in a year that the calendar does not have.
    pub fn climbs(&self, at: DateTime<Utc>, limits: &Limits, calendar: &WorkCalendar) -> Result<Vec<Level>, CalendarError> {
        if self.course != Course::Running || self.obligation.owed_by() == Side::Concerned {
            return Ok(Vec::new());
        }
        let reached = match colour_of(self.due_at, at, limits.warn_working_days, calendar)? {
            Colour::Yellow => Level::Warned,
            Colour::Red => {
                let patience = calendar.add_working_days(last_day(self.due_at), i64::from(limits.climb_working_days));
                if patience.is_ok_and(|day| at >= end_of_day(day).max(self.due_at)) { Level::Office } else { Level::Head }
            }
            _ => return Ok(Vec::new()),
        };
        let due = |level: &Level| level.rank() > self.told && *level <= reached && (*level != Level::Warned || reached == Level::Warned);
        Ok(Level::ALL.iter().copied().filter(due).collect())
    }
}

impl Clocks {
    /// How far the furthest of those that run has climbed.
    pub fn level(&self) -> Option<Level> {
        self.0.iter().filter_map(Clock::level).max()
    }

    /// Whoever was told is not in charge any more: what runs on climbs afresh for those who are.
    pub fn forget_told(&mut self) {
        self.0.iter_mut().filter(|clock| clock.is_open()).for_each(|clock| clock.told = 0);
    }
}

/// What is due at this moment or earlier may be due soon; nothing else is. Where the calendar does not reach, rather too much than too
/// little.
pub(crate) fn due_soon_until(at: DateTime<Utc>, warn_working_days: u32, calendar: &WorkCalendar) -> DateTime<Utc> {
    let today = beijing_day(at);
    let next = calendar.add_working_days(today, i64::from(warn_working_days) + 1);
    let last = next.map_or(today + Days::new(u64::from(warn_working_days) * 2 + 30), |day| day - Days::new(1));
    end_of_day(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Obligation, Span};

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).expect("an instant").with_timezone(&Utc)
    }

    fn clock(obligation: Obligation, due_on: &str, from: &str) -> Clock {
        Clock::until(obligation, due_on.parse().expect("a day"), at(from))
    }

    fn codes(clock: &Clock, moment: &str) -> String {
        let levels = clock.climbs(at(moment), &Limits::default(), &WorkCalendar::builtin()).expect("covered");
        levels.iter().map(|level| level.code()).collect::<Vec<_>>().join("+")
    }

    /// Due, how far it was told, a moment, the levels to which it climbs then. Moments are Beijing's.
    const TABLE: &str = "
        2026-10-08 0 2026-09-27T23:59:59+08:00 -
        2026-10-08 0 2026-09-28T00:00:00+08:00 warned
        2026-10-08 0 2026-10-03T12:00:00+08:00 warned
        2026-10-08 1 2026-10-08T23:59:59+08:00 -
        2026-10-08 1 2026-10-09T00:00:00+08:00 head
        2026-10-08 0 2026-10-09T00:00:00+08:00 head
        2026-10-08 2 2026-10-09T00:00:00+08:00 -
        2026-10-08 2 2026-10-12T23:59:59+08:00 -
        2026-10-08 2 2026-10-13T00:00:00+08:00 office
        2026-10-08 0 2026-10-13T00:00:00+08:00 head+office
        2026-10-08 3 2027-01-05T12:00:00+08:00 -
        2026-09-30 2 2026-10-07T12:00:00+08:00 -
        2026-09-30 2 2026-10-10T23:59:59+08:00 -
        2026-09-30 2 2026-10-11T00:00:00+08:00 office
        2026-02-13 2 2026-02-25T23:59:59+08:00 -
        2026-02-13 2 2026-02-26T00:00:00+08:00 office
    ";

    /// In the National Day holidays nothing turns red that was due after them; 10 October, a Saturday, is a make-up day and counts, as does
    /// 14 February, the day before the Spring Festival holidays.
    #[test]
    fn a_clock_climbs_when_the_table_says_and_working_days_are_those_of_the_calendar() {
        for line in TABLE.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let [due, told, moment, expected] = line.split_whitespace().collect::<Vec<_>>()[..] else { panic!("{line}") };
            let clock =
                Clock { told: told.parse().expect("a number"), ..clock(Obligation::IssueRectification, due, "2026-01-05T09:00:00+08:00") };
            assert_eq!(codes(&clock, moment), expected.trim_matches('-'), "{line}");
        }
    }

    #[test]
    fn a_clock_that_is_met_stopped_or_paused_never_climbs() {
        let late = "2026-06-01T12:00:00+08:00";
        let fresh = || clock(Obligation::ComplaintFinish, "2026-03-02", "2026-02-02T09:00:00+08:00");
        assert_eq!(codes(&fresh(), late), "head+office");
        let (mut met, mut stopped, mut paused) = (fresh(), fresh(), fresh());
        met.meet(at("2026-03-01T09:00:00+08:00"));
        stopped.stop(at("2026-03-01T09:00:00+08:00"));
        paused.pause(at("2026-03-01T09:00:00+08:00")).expect("it runs");
        for clock in [&met, &stopped, &paused] {
            assert_eq!(codes(clock, late), "");
        }
        let told = Clock { told: 3, ..met };
        assert_eq!(told.level(), None, "what is over presses nobody");
    }

    #[test]
    fn a_pause_and_an_extension_start_afresh_with_the_new_date_and_one_of_no_length_does_not() {
        let calendar = WorkCalendar::builtin();
        let told = || Clock { told: 2, ..clock(Obligation::IssueRectification, "2026-03-02", "2026-02-02T09:00:00+08:00") };
        let mut paused = told();
        paused.pause(at("2026-03-04T09:00:00+08:00")).expect("it runs");
        assert_eq!(paused.level(), None);
        let mut for_a_day = paused.clone();
        paused.resume(at("2026-03-04T15:00:00+08:00"), &calendar).expect("it stands still");
        assert_eq!((paused.told, codes(&paused, "2026-03-04T15:00:00+08:00").as_str()), (2, ""), "the same date is not told twice");
        for_a_day.resume(at("2026-03-24T15:00:00+08:00"), &calendar).expect("it stands still");
        assert_eq!((for_a_day.told, codes(&for_a_day, "2026-03-24T15:00:00+08:00").as_str()), (0, "head"));
        let mut longer = told();
        longer.extend(Span::Days(30), "li", "wang", "案情复杂", at("2026-03-04T09:00:00+08:00"), &calendar).expect("once");
        assert_eq!((longer.level(), codes(&longer, "2026-03-04T09:00:00+08:00").as_str()), (None, ""));
        assert_eq!(codes(&longer, "2026-04-02T00:00:00+08:00"), "head");
    }

    #[test]
    fn what_the_person_concerned_may_do_until_a_day_is_nobodys_lateness() {
        let explanation = clock(Obligation::LeadExplanation, "2026-03-02", "2026-02-20T09:00:00+08:00");
        assert_eq!(codes(&explanation, "2026-03-20T09:00:00+08:00"), "");
    }

    #[test]
    fn whatever_turns_yellow_is_among_those_that_may() {
        let (calendar, limits) = (WorkCalendar::builtin(), Limits::default());
        let from = at("2026-01-05T09:00:00+08:00");
        for shift in 0..400 {
            let moment = from + chrono::TimeDelta::days(shift);
            let until = due_soon_until(moment, limits.warn_working_days, &calendar);
            for ahead in 0..30 {
                let clock = Clock::until(Obligation::IssueRectification, beijing_day(moment) + Days::new(ahead), moment);
                let yellow = clock.colour(moment, limits.warn_working_days, &calendar) == Ok(Colour::Yellow);
                assert_eq!(yellow, clock.due_at <= until, "{moment} {ahead}");
            }
        }
    }
}
