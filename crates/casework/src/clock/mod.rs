//! Clocks (时限): one for each obligation of a record, each apart from every other.
//!
//! A clock is started by the step that makes something owed and met by the step that does it; nothing else ends it but that the
//! record is merged or withdrawn. It can stand still, be made longer once with approval, and begins anew for a new office when
//! what it belongs to is transferred. Its colour is a function of the clock and the moment, and is never stored.

mod asked;
mod climb;
mod obligation;
mod span;

pub use asked::AskedExtension;
pub use climb::Level;
pub(crate) use climb::due_soon_until;
pub use obligation::{Limits, Obligation, Side};
pub use span::{NoSpan, Span, end_of_day};
pub use vocabulary::beijing_day;

use crate::record::Refusal;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
pub(crate) use span::last_day;
use utoipa::ToSchema;
use vocabulary::{CalendarError, WorkCalendar, labelled};

labelled! {
    /// How a clock stands (时限状态).
    pub enum Colour {
        /// Time enough (正常).
        Green = "green", "正常", "In time";
        /// Due soon (临期).
        Yellow = "yellow", "临期", "Due soon";
        /// Overdue (超期).
        Red = "red", "超期", "Overdue";
        /// Stands still (暂停).
        Paused = "paused", "暂停", "Paused";
        /// Done, in time (按期完成).
        Met = "met", "按期完成", "Met";
        /// Done, late (逾期完成).
        MetLate = "met_late", "逾期完成", "Met late";
        /// Ended without being met, since there is nothing owed any more (终止).
        Stopped = "stopped", "终止", "Stopped";
    }
}

/// What became of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "is", content = "since", rename_all = "snake_case")]
pub enum Course {
    /// It runs.
    Running,
    /// It stands still since then.
    Paused(DateTime<Utc>),
    /// What was owed was done then.
    Met(DateTime<Utc>),
    /// Nothing is owed any more since then.
    Stopped(DateTime<Utc>),
}

/// That a clock was made longer (延期).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Extension {
    /// By how much.
    pub span: Span,
    /// Who asked for it.
    pub asked_by: String,
    /// Who approved it: another person.
    pub approved_by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

/// A clock (时限).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Clock {
    /// What is owed.
    pub obligation: Obligation,
    /// How long there is.
    pub span: Span,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// The moment from which it is overdue.
    pub due_at: DateTime<Utc>,
    /// What became of it.
    pub course: Course,
    /// That it was made longer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Extension>,
    /// Up to which [`Level`] it has climbed (督办级别): 0 nobody, 1 the handler, 2 the department's head, 3 the supervising office.
    #[serde(default)]
    pub told: u8,
}

impl Clock {
    /// A clock that begins now and runs as long as the limits say.
    ///
    /// # Errors
    /// Working days in a year that the calendar does not have.
    pub fn start(obligation: Obligation, limits: &Limits, at: DateTime<Utc>, calendar: &WorkCalendar) -> Result<Self, CalendarError> {
        let span = limits.span(obligation);
        let due_at = span.after(at, calendar)?;
        Ok(Self { obligation, span, started_at: at, due_at, course: Course::Running, extensions: Vec::new(), told: 0 })
    }

    /// A clock that begins now and runs to the end of a day that a person has set.
    pub fn until(obligation: Obligation, due_on: NaiveDate, at: DateTime<Utc>) -> Self {
        let days = u32::try_from((due_on - beijing_day(at)).num_days().max(0)).unwrap_or(u32::MAX);
        let (span, due_at) = (Span::Days(days), end_of_day(due_on));
        Self { obligation, span, started_at: at, due_at, course: Course::Running, extensions: Vec::new(), told: 0 }
    }

    /// The last day on which it can be met (办理期限).
    pub fn due_on(&self) -> NaiveDate {
        last_day(self.due_at)
    }

    /// Whether something is still owed.
    pub fn is_open(&self) -> bool {
        matches!(self.course, Course::Running | Course::Paused(_))
    }

    /// How it stands at this moment.
    ///
    /// # Errors
    /// Working days in a year that the calendar does not have.
    pub fn colour(&self, at: DateTime<Utc>, warn_working_days: u32, calendar: &WorkCalendar) -> Result<Colour, CalendarError> {
        Ok(match self.course {
            Course::Paused(_) => Colour::Paused,
            Course::Stopped(_) => Colour::Stopped,
            Course::Met(met) if met < self.due_at => Colour::Met,
            Course::Met(_) => Colour::MetLate,
            Course::Running => colour_of(self.due_at, at, warn_working_days, calendar)?,
        })
    }

    /// What was owed is done. A clock that stands still is met as well; one that has ended stays as it ended.
    pub fn meet(&mut self, at: DateTime<Utc>) {
        if self.is_open() {
            self.course = Course::Met(at);
        }
    }

    /// Nothing is owed any more: the record was merged into another, withdrawn or handed on.
    pub fn stop(&mut self, at: DateTime<Utc>) {
        if self.is_open() {
            self.course = Course::Stopped(at);
        }
    }

    /// Stands still from now on.
    ///
    /// # Errors
    /// It does not run.
    pub fn pause(&mut self, at: DateTime<Utc>) -> Result<(), Refusal> {
        match self.course {
            Course::Running => {
                self.course = Course::Paused(at);
                Ok(())
            }
            _ => Err(Refusal::Unfit { field: "时限", problem: "未在计时，不能暂停" }),
        }
    }

    /// Runs again; the time that it stood still is added at its end.
    ///
    /// # Errors
    /// It does not stand still; working days in a year that the calendar does not have.
    pub fn resume(&mut self, at: DateTime<Utc>, calendar: &WorkCalendar) -> Result<(), Refusal> {
        let Course::Paused(since) = self.course else {
            return Err(Refusal::Unfit { field: "时限", problem: "未暂停，不能恢复" });
        };
        let due_at = self.span.shifted(self.due_at, since, at, calendar)?;
        // A new date is told afresh; the same date was told already.
        if due_at != self.due_at {
            self.told = 0;
        }
        self.due_at = due_at;
        self.course = Course::Running;
        Ok(())
    }

    /// Makes it longer, once: `by` approves what another person asked for.
    ///
    /// # Errors
    /// Nothing is owed; no extension is foreseen or one was given; it is longer than may be; the same person asks and approves.
    pub fn extend(
        &mut self,
        span: Span,
        asked_by: &str,
        approved_by: &str,
        reason: &str,
        at: DateTime<Utc>,
        calendar: &WorkCalendar,
    ) -> Result<(), Refusal> {
        const STEP: &str = "延期";
        let Some(longest) = self.obligation.extension() else {
            return Err(Refusal::Unfit { field: "延期", problem: "：该时限不得延长" });
        };
        crate::record::said("延期理由", reason)?;
        if !self.is_open() {
            return Err(Refusal::Unfit { field: "时限", problem: "已终止，不能延期" });
        }
        if !self.extensions.is_empty() {
            return Err(Refusal::TooOften { step: STEP, limit: 1 });
        }
        if asked_by == approved_by {
            return Err(Refusal::SamePerson { who: approved_by.to_owned(), did: "申请延期", step: "批准延期" });
        }
        let from = self.due_at - chrono::TimeDelta::microseconds(1);
        let due_at = span.after(from, calendar)?;
        if due_at > longest.after(from, calendar)? {
            return Err(Refusal::Unfit { field: "延期", problem: "超过规定的最长期限" });
        }
        if due_at <= self.due_at {
            return Err(Refusal::Unfit { field: "延期", problem: "须长于零" });
        }
        self.due_at = due_at;
        self.told = 0;
        self.extensions.push(Extension {
            span,
            asked_by: asked_by.to_owned(),
            approved_by: approved_by.to_owned(),
            at,
            reason: reason.to_owned(),
        });
        Ok(())
    }
}

/// How something stands that is overdue from `due_at` on and runs.
///
/// # Errors
/// Working days in a year that the calendar does not have.
pub(crate) fn colour_of(
    due_at: DateTime<Utc>,
    at: DateTime<Utc>,
    warn_working_days: u32,
    calendar: &WorkCalendar,
) -> Result<Colour, CalendarError> {
    if at >= due_at {
        return Ok(Colour::Red);
    }
    let (today, last) = (beijing_day(at), last_day(due_at));
    // So far off that no holidays bring it near: a list never fails over a day in a year that the calendar does not have yet.
    if (last - today).num_days() > i64::from(warn_working_days) * 2 + 30 {
        return Ok(Colour::Green);
    }
    let left = calendar.working_days_after(today, last)?;
    Ok(if left <= i64::from(warn_working_days) { Colour::Yellow } else { Colour::Green })
}

/// The clocks of one record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(title = "Clocks")]
pub struct Clocks(pub Vec<Clock>);

impl Clocks {
    /// The open clock of an obligation.
    pub fn open(&self, obligation: Obligation) -> Option<&Clock> {
        self.0.iter().find(|clock| clock.obligation == obligation && clock.is_open())
    }

    /// The same, to be changed.
    pub fn open_mut(&mut self, obligation: Obligation) -> Option<&mut Clock> {
        self.0.iter_mut().find(|clock| clock.obligation == obligation && clock.is_open())
    }

    /// Starts a clock. One of the same obligation that still runs is stopped: a record owes one thing once.
    pub fn start(&mut self, clock: Clock) {
        if let Some(before) = self.open_mut(clock.obligation) {
            before.stop(clock.started_at);
        }
        self.0.push(clock);
    }

    /// What was owed is done; no other clock is touched.
    pub fn meet(&mut self, obligation: Obligation, at: DateTime<Utc>) {
        if let Some(clock) = self.open_mut(obligation) {
            clock.meet(at);
        }
    }

    /// What was taken for done was not: the same is owed again, by the same day, and nobody has won time by it.
    pub fn owe_again(&mut self, obligation: Obligation) {
        if self.open(obligation).is_none()
            && let Some(last) = self.0.iter().rev().find(|clock| clock.obligation == obligation)
        {
            let again = Clock { course: Course::Running, told: 0, ..last.clone() };
            self.0.push(again);
        }
    }

    /// Ends one without its being met.
    pub fn stop(&mut self, obligation: Obligation, at: DateTime<Utc>) {
        if let Some(clock) = self.open_mut(obligation) {
            clock.stop(at);
        }
    }

    /// Ends all that is still owed.
    pub fn stop_all(&mut self, at: DateTime<Utc>) {
        self.0.iter_mut().for_each(|clock| clock.stop(at));
    }

    /// The clock that is due next: of those that run, the earliest.
    pub fn next(&self) -> Option<&Clock> {
        self.0.iter().filter(|clock| clock.course == Course::Running).min_by_key(|clock| clock.due_at)
    }
}

#[cfg(test)]
mod tests;
