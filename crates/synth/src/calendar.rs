//! Months and ages.

use chrono::{Datelike, Days, NaiveDate};

/// A calendar month (月份).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    pub const fn new(year: i32, month: u32) -> Self {
        Self(year * 12 + month as i32 - 1)
    }

    pub fn of(day: NaiveDate) -> Self {
        Self::new(day.year(), day.month())
    }

    pub const fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// 1 to 12.
    pub const fn number(self) -> u32 {
        self.0.rem_euclid(12) as u32 + 1
    }

    pub const fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }

    /// Months since an earlier one.
    pub fn since(self, earlier: Self) -> usize {
        usize::try_from(self.0 - earlier.0).unwrap_or(0)
    }

    pub fn first_day(self) -> NaiveDate {
        day(self.year(), self.number(), 1)
    }

    pub fn last_day(self) -> NaiveDate {
        before(self.plus(1).first_day(), 1)
    }
}

/// A date; a 29 February that is none becomes the 28th.
pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day)
        .or_else(|| NaiveDate::from_ymd_opt(year, month, 28))
        .expect("years are four digits and months 1 to 12")
}

/// `days` days earlier.
pub fn before(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_sub_days(Days::new(days)).unwrap_or(date)
}

/// `days` days later.
pub fn after(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days)).unwrap_or(date)
}

/// The same day `years` years later (earlier when negative).
pub fn years_later(date: NaiveDate, years: i32) -> NaiveDate {
    day(date.year() + years, date.month(), date.day())
}

/// Age in full years (周岁) on a day.
pub fn age_on(birth: NaiveDate, on: NaiveDate) -> i32 {
    let years = on.year() - birth.year();
    if (on.month(), on.day()) < (birth.month(), birth.day()) { years - 1 } else { years }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_full_on_the_birthday() {
        assert_eq!(age_on(day(1942, 3, 31), day(2022, 3, 31)), 80);
        assert_eq!(age_on(day(1942, 4, 1), day(2022, 3, 31)), 79);
    }

    #[test]
    fn months_cross_the_year() {
        let month = Month::new(2022, 12).plus(1);
        assert_eq!((month.year(), month.number()), (2023, 1));
        assert_eq!(Month::new(2024, 2).last_day(), day(2024, 2, 29));
    }
}
