//! The working-day calendar (工作日历): weekdays, less the holidays and with the make-up days that the State Council announces each year.

use crate::date::parse_date;
use crate::text::fold;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The days announced by the General Office of the State Council (国务院办公厅关于部分节假日安排的通知) for 2019 to 2026; for 2027, not announced
/// yet, the days off that the regulation fixes (全国年节及纪念日放假办法, as revised in November 2024), marked `provisional`.
const BUILTIN: &str = include_str!("../data/holidays.csv");

/// A working-day calendar (工作日历) of one or more whole years without a gap between them.
#[derive(Clone, Debug)]
pub struct WorkCalendar {
    /// The days that are not what their weekday says, or that are announced as such anyway.
    special: BTreeMap<NaiveDate, Special>,
    /// 1 January of the first year.
    origin: NaiveDate,
    /// For each day from `origin` on, and the day after the last, how many working days there are before it.
    before: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Special {
    working: bool,
    provisional: bool,
}

/// Why a calendar cannot answer or cannot be read. `Display` is the reason in Chinese.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// A count needs a year of which the calendar has no line.
    #[error("工作日历没有 {0} 年的放假安排，请管理员补充后再计算工作日")]
    YearNotCovered(i32),
    /// A line of the text is no line of a calendar.
    #[error("工作日历第 {line} 行：{reason}")]
    Line {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it, in Chinese.
        reason: String,
    },
    /// With this text the calendar would have years before and after this one, but not this one.
    #[error("工作日历缺少 {0} 年：各年须连续")]
    Gap(i32),
}

impl CalendarError {
    /// The stable code of this reason.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::YearNotCovered(_) => "calendar_year_not_covered",
            Self::Line { .. } => "calendar_line",
            Self::Gap(_) => "calendar_gap",
        }
    }
}

impl WorkCalendar {
    /// The calendar that comes with the product: 2019 to 2027, the last year provisional.
    pub fn builtin() -> Self {
        let special = read(BUILTIN).expect("a test reads the embedded text");
        Self::of(special).expect("a test reads the embedded text")
    }

    /// Adds an administrator's lines `date,kind,name[,note]`, kind being `holiday` (放假) or `makeup` (补班); they override the days that are
    /// there. A year is covered once it has a line. A header line, blank lines and lines that begin with `#` are passed over; the note
    /// `provisional` (暂定) says that the day is yet to be announced.
    ///
    /// # Errors
    /// [`CalendarError::Line`] names the first wrong line, [`CalendarError::Gap`] a year left out; the calendar is then as it was.
    pub fn extend_from_csv(&mut self, text: &str) -> Result<(), CalendarError> {
        let mut special = self.special.clone();
        special.extend(read(text)?);
        *self = Self::of(special)?;
        Ok(())
    }

    fn of(special: BTreeMap<NaiveDate, Special>) -> Result<Self, CalendarError> {
        let mut years = special.keys().map(|day| day.year());
        let first = years.next().expect("a calendar begins with the embedded days");
        let last = years.try_fold(first, |before, year| if year > before + 1 { Err(CalendarError::Gap(before + 1)) } else { Ok(year) })?;
        let origin = NaiveDate::from_ymd_opt(first, 1, 1).expect("each of chrono's years has a first day");
        let mut before = vec![0];
        let mut count = 0;
        for day in origin.iter_days().take_while(|day| day.year() <= last) {
            let weekday = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
            count += u32::from(special.get(&day).map_or(weekday, |special| special.working));
            before.push(count);
        }
        Ok(Self { special, origin, before })
    }

    /// Whether a day is a working day (工作日).
    ///
    /// # Errors
    /// [`CalendarError::YearNotCovered`].
    pub fn is_working_day(&self, day: NaiveDate) -> Result<bool, CalendarError> {
        let at = self.place(day)?;
        Ok(self.before[at + 1] > self.before[at])
    }

    /// The number of working days after the first day up to and including the last; 0 where the last is not after the first.
    ///
    /// # Errors
    /// [`CalendarError::YearNotCovered`] for either day.
    pub fn working_days_after(&self, first: NaiveDate, last: NaiveDate) -> Result<i64, CalendarError> {
        let (first, last) = (self.place(first)?, self.place(last)?);
        Ok(i64::from(self.before[last + 1].saturating_sub(self.before[first + 1])))
    }

    /// The `n`th working day after a day; before it, where `n` is negative; the day itself, working or not, where `n` is 0.
    ///
    /// # Errors
    /// [`CalendarError::YearNotCovered`] for the day, or for the year in which the answer would begin to lie outside the calendar.
    pub fn add_working_days(&self, day: NaiveDate, n: i64) -> Result<NaiveDate, CalendarError> {
        let at = self.place(day)?;
        // The working days are numbered from 0; the wanted one is the day with as many of them before it and one more behind it.
        let wanted = match n {
            0 => return Ok(day),
            1.. => i64::from(self.before[at + 1]).saturating_add(n - 1),
            _ => i64::from(self.before[at]).saturating_add(n),
        };
        let years = self.coverage();
        let Ok(wanted) = u64::try_from(wanted) else {
            return Err(CalendarError::YearNotCovered(years.start() - 1));
        };
        let next = self.before.partition_point(|before| u64::from(*before) <= wanted);
        if next == self.before.len() {
            return Err(CalendarError::YearNotCovered(years.end() + 1));
        }
        Ok(self.origin + Days::new(next as u64 - 1))
    }

    /// The years that the calendar covers.
    pub fn coverage(&self) -> RangeInclusive<i32> {
        let last = self.origin + Days::new(self.before.len() as u64 - 2);
        self.origin.year()..=last.year()
    }

    /// Whether days of this year are provisional: not announced yet, to be replaced by the administrator.
    pub fn is_provisional(&self, year: i32) -> bool {
        self.special.iter().any(|(day, special)| day.year() == year && special.provisional)
    }

    #[inline]
    fn place(&self, day: NaiveDate) -> Result<usize, CalendarError> {
        let not_covered = CalendarError::YearNotCovered(day.year());
        let at = usize::try_from(day.signed_duration_since(self.origin).num_days()).map_err(|_| not_covered.clone())?;
        if at + 1 < self.before.len() { Ok(at) } else { Err(not_covered) }
    }
}

fn read(text: &str) -> Result<BTreeMap<NaiveDate, Special>, CalendarError> {
    let mut special = BTreeMap::new();
    let mut begun = false;
    for (n, line) in text.lines().enumerate() {
        let folded = fold(line);
        if folded.is_empty() || folded.starts_with('#') {
            continue;
        }
        let header = !begun && folded.split(',').next().is_some_and(|first| matches!(first.trim(), "date" | "日期"));
        begun = true;
        if header {
            continue;
        }
        let (day, is) = read_line(&folded).map_err(|reason| CalendarError::Line { line: n + 1, reason })?;
        if special.insert(day, is).is_some() {
            return Err(CalendarError::Line { line: n + 1, reason: format!("日期 {day} 重复") });
        }
    }
    Ok(special)
}

fn read_line(line: &str) -> Result<(NaiveDate, Special), String> {
    let fields: Vec<&str> = line.split(',').map(str::trim).collect();
    let (day, kind, note) = match fields[..] {
        [day, kind] | [day, kind, _] => (day, kind, ""),
        [day, kind, _, note] => (day, kind, note),
        _ => return Err("应为“日期,类别,名称,备注”，以逗号分隔".to_owned()),
    };
    let day = parse_date(day).map_err(|error| format!("“{day}”：{error}"))?;
    let working = match kind {
        "holiday" | "放假" => false,
        "makeup" | "补班" => true,
        _ => return Err(format!("类别“{kind}”应为 holiday（放假）或 makeup（补班）")),
    };
    let provisional = match note {
        "" => false,
        "provisional" | "暂定" => true,
        _ => return Err(format!("备注“{note}”应为空或 provisional（暂定）")),
    };
    Ok((day, Special { working, provisional }))
}

#[cfg(test)]
mod tests;
