//! Records (台账记录): what they have in common, and the one way in which they change.
//!
//! Each kind is a type in a file of its own: its fields, its states, the steps that people take, and one pure function that says
//! which step leads from which state to which. Store, scope, versions, events and clocks are the same for all of them, and are
//! here and nowhere else.

mod days;
mod filter;
mod head;
mod kind;
mod list;
mod mark;
mod offer;
mod once;
mod refusal;
mod row;
#[cfg(test)]
pub(crate) mod table;
mod work;

pub use days::{Days, NoDays};
pub use filter::{Marked, NONE, Order, Page, Paid, RecordFilter};
pub(crate) use filter::{equals, like};
pub use head::{Entry, Head, HeadDraft};
pub use kind::{Kind, Reference, Relation};
pub use list::{Line, Link};
pub use mark::Mark;
pub(crate) use mark::{confirmed, mark_what_is_not};
pub use offer::Offer;
pub use refusal::Refusal;
pub(crate) use refusal::{code_fits, evidence, said};
pub use row::SideRows;
pub(crate) use row::{level, write_clocks};
pub use work::Work;

use crate::clock::{Clock, Limits, Obligation};
use crate::people::{Caller, Role};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use vocabulary::WorkCalendar;

/// A moment in which somebody does something: what a step may depend on besides the record itself.
#[derive(Debug)]
pub struct Turn<'a> {
    /// Who asks.
    pub caller: &'a Caller,
    /// When.
    pub at: DateTime<Utc>,
    /// The limits in force.
    pub limits: &'a Limits,
    /// The calendar of working days.
    pub calendar: &'a WorkCalendar,
}

impl Turn<'_> {
    /// The account that asks.
    pub fn who(&self) -> &str {
        &self.caller.actor.who
    }

    /// Today, in Beijing.
    pub fn today(&self) -> NaiveDate {
        crate::clock::beijing_day(self.at)
    }

    /// A clock that begins now.
    ///
    /// # Errors
    /// Working days in a year that the calendar does not have.
    pub fn clock(&self, obligation: Obligation) -> Result<Clock, Refusal> {
        Ok(Clock::start(obligation, self.limits, self.at, self.calendar)?)
    }

    /// A clock that ends on the day that a person has set; on the usual one where none is.
    ///
    /// # Errors
    /// A day that is over already; working days in a year that the calendar does not have.
    pub fn clock_until(&self, obligation: Obligation, due_on: Option<NaiveDate>) -> Result<Clock, Refusal> {
        match due_on {
            Some(day) if day < self.today() => Err(Refusal::Unfit { field: "办理期限", problem: "不能早于今天" }),
            Some(day) => Ok(Clock::until(obligation, day, self.at)),
            None => self.clock(obligation),
        }
    }

    /// A remark made now.
    pub(crate) fn entry(&self, text: &str, files: &[String]) -> Entry {
        Entry { by: self.who().to_owned(), at: self.at, text: text.to_owned(), files: files.to_vec() }
    }

    /// Refuses a step to whoever is among `doers`: they did what it is to check.
    pub(crate) fn not_one_of(&self, doers: &[String], did: &'static str, step: &'static str) -> Result<(), Refusal> {
        if doers.iter().any(|doer| doer == self.who()) {
            Err(Refusal::SamePerson { who: self.who().to_owned(), did, step })
        } else {
            Ok(())
        }
    }
}

/// What a person does with a record.
pub trait Change: Send + Sync {
    /// The step, by code.
    fn step(&self) -> &'static str;
    /// The step, in Chinese and in English.
    fn names(&self) -> (&'static str, &'static str);
    /// What the event keeps as its why; empty where nothing was asked for.
    fn why(&self) -> &str;
    /// Roles that take this step.
    fn roles(&self) -> &'static [Role];
    /// Evidence files that it names.
    fn files(&self) -> &[String] {
        &[]
    }
}

/// A kind of record.
pub trait Record: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Which one.
    const KIND: Kind;
    /// The moments that its kind has (节点时间).
    const MARKS: &'static [Mark] = &[];
    /// What is said when one is entered.
    type Draft: Send;
    /// What is done with it later.
    type Change: Change;

    /// Roles that enter one.
    fn entered_by() -> &'static [Role];

    /// What of the draft goes into the head.
    fn draft_head(draft: &Self::Draft) -> &HeadDraft;

    /// A new record.
    ///
    /// # Errors
    /// A draft that says nothing, or something that cannot be.
    fn open(draft: Self::Draft, head: Head, turn: &Turn<'_>) -> Result<Self, Refusal>;

    /// Takes a step; on an error the record is thrown away.
    ///
    /// # Errors
    /// The state, the person or the content does not allow it.
    fn change(&mut self, change: &Self::Change, turn: &Turn<'_>) -> Result<(), Refusal>;

    /// What every record has.
    fn head(&self) -> &Head;

    /// The same, to be changed.
    fn head_mut(&mut self) -> &mut Head;

    /// The state, by code.
    fn state(&self) -> &'static str;

    /// Whether anything is still to be done.
    fn is_open(&self) -> bool;

    /// The amount at stake in fen, for lists and sums; nothing where the kind has none.
    fn amount(&self) -> Option<vocabulary::Fen> {
        None
    }

    /// When it came to one of its [`Record::MARKS`]; nothing where it has not.
    fn mark(&self, _: Mark) -> Option<DateTime<Utc>> {
        None
    }

    /// What of it stands in columns of its own, to be counted and summed.
    fn side_rows(&self) -> Vec<SideRows> {
        Vec::new()
    }
}

/// Has no more to say than that some text says something, and keeps it with its author.
pub(crate) fn remark(turn: &Turn<'_>, field: &'static str, text: &str, files: &[String]) -> Result<Entry, Refusal> {
    said(field, text)?;
    Ok(turn.entry(text, files))
}

/// Adds to a list of people once.
pub(crate) fn took_part(people: &mut Vec<String>, who: &str) {
    if !people.iter().any(|known| known == who) {
        people.push(who.to_owned());
    }
}
