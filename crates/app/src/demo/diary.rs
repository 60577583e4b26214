//! A story's diary: what moment it is at, its own chance, and the steps that its people take, by the methods that the API calls.

use super::papers;
use super::stage::{Cue, Stop, Told};
use super::world::World;
use crate::error::AppError;
use crate::workspace::at_moment;
use casework::record::{HeadDraft, Record};
use casework::{Caller, Kind, Lead, LeadChange, Reference};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use std::sync::Arc;
use synth::Chance;
use tokio::sync::{mpsc, oneshot};
use vocabulary::beijing_day;

/// Minutes since midnight at which offices open and close, morning and afternoon.
const HOURS: [(u32, u32); 2] = [(8 * 60 + 30, 12 * 60), (13 * 60 + 30, 17 * 60 + 30)];

/// A story's diary.
pub(super) struct Diary {
    pub(super) world: Arc<World>,
    pub(super) chance: Chance,
    pub(super) at: DateTime<Utc>,
    name: &'static str,
    cues: mpsc::UnboundedSender<Cue>,
}

/// Time.
impl Diary {
    pub(super) fn new(world: Arc<World>, cues: mpsc::UnboundedSender<Cue>, at: DateTime<Utc>) -> Self {
        Self { chance: world.chance(), world, at, name: "year", cues }
    }

    /// Goes on at this moment, or now where it is over already.
    pub(super) async fn until(&mut self, at: DateTime<Utc>) -> Told {
        let at = at.max(self.at);
        let (wake, woken) = oneshot::channel();
        self.cues.send(Cue::Wait(at, self.name, wake)).map_err(|_| Stop::Over)?;
        woken.await.map_err(|_| Stop::Over)?;
        self.at = at;
        Ok(())
    }

    /// Goes on so many working days later, in office hours; the same day for none.
    pub(super) async fn days(&mut self, low: i32, high: i32) -> Told {
        let days = self.chance.between(low, high);
        if days <= 0 {
            return self.minutes(30, 150).await;
        }
        let day = self.world.calendar.add_working_days(self.today(), i64::from(days)).map_err(|_| Stop::Over)?;
        let at = self.office_hours(day);
        self.until(at).await
    }

    /// Goes on so many minutes later; the next morning where the office closes before.
    pub(super) async fn minutes(&mut self, low: i32, high: i32) -> Told {
        let at = self.at + TimeDelta::seconds(i64::from(self.chance.between(low * 60, high * 60)));
        let at = if is_open(at) { at } else { self.next_opening(at)? };
        self.until(at).await
    }

    /// A moment in the office hours of a day.
    pub(super) fn office_hours(&mut self, day: NaiveDate) -> DateTime<Utc> {
        let (from, until) = HOURS[usize::from(self.chance.in_1000(480))];
        let minute = from + self.chance.below(until - from);
        moment(day, minute) + TimeDelta::seconds(i64::from(self.chance.below(60)))
    }

    fn next_opening(&mut self, at: DateTime<Utc>) -> Told<DateTime<Utc>> {
        let noon = moment(beijing_day(at), HOURS[1].0);
        let later = TimeDelta::seconds(i64::from(self.chance.between(30, 1800)));
        if at < noon && is_open(noon) && at >= moment(beijing_day(at), HOURS[0].0) {
            return Ok(noon + later);
        }
        let day = self.world.calendar.add_working_days(beijing_day(at), 1).map_err(|_| Stop::Over)?;
        Ok(moment(day, HOURS[0].0) + later)
    }

    /// Today, in Beijing.
    pub(super) fn today(&self) -> NaiveDate {
        beijing_day(self.at)
    }

    /// The month of the year.
    pub(super) fn month(&self) -> u32 {
        self.today().month()
    }

    /// Begins another story at a moment.
    pub(super) fn begin<F, S>(&self, at: DateTime<Utc>, name: &'static str, story: F)
    where
        F: FnOnce(Diary) -> S,
        S: Future<Output = Told> + Send + 'static,
    {
        let at = at.max(self.at);
        let diary = Diary { world: Arc::clone(&self.world), chance: self.world.chance(), at, name, cues: self.cues.clone() };
        // Where nobody listens any more the year is over.
        let _ = self.cues.send(Cue::Begin(at, name, Box::pin(story(diary))));
    }

    /// True in `share` of 1,000 cases.
    pub(super) fn is(&mut self, share: u32) -> bool {
        self.chance.in_1000(share)
    }
}

/// A minute of a day, in Beijing.
pub(super) fn moment(day: NaiveDate, minute: u32) -> DateTime<Utc> {
    let time = NaiveTime::from_num_seconds_from_midnight_opt(minute * 60, 0).unwrap_or_default();
    let beijing = FixedOffset::east_opt(8 * 3600).expect("eight hours are within a day");
    let at = beijing.from_local_datetime(&day.and_time(time)).single().expect("no hour is twice in Beijing");
    at.with_timezone(&Utc)
}

fn is_open(at: DateTime<Utc>) -> bool {
    let day = beijing_day(at);
    HOURS.iter().any(|(from, until)| (moment(day, *from)..moment(day, *until)).contains(&at))
}

/// Steps.
impl Diary {
    pub(super) fn caller(&self, who: &str) -> Told<&Caller> {
        self.world.caller(who)
    }

    /// Does something of the whole program at this moment.
    pub(super) async fn doing<T>(&self, deed: impl Future<Output = Result<T, AppError>>) -> Told<T> {
        Ok(at_moment(self.at, deed).await?)
    }

    /// Enters a record.
    pub(super) async fn open<R: Record>(&self, who: &str, draft: R::Draft) -> Told<R> {
        Ok(self.world.space.ledger.open_record::<R>(self.caller(who)?, self.at, draft).await?)
    }

    /// Enters a record that follows from another.
    pub(super) async fn open_from<R: Record>(&self, who: &str, (kind, id): (Kind, i64), draft: R::Draft) -> Told<R> {
        let mut work = self.world.space.ledger.begin(self.caller(who)?, self.at).await?;
        let record = work.open_from::<R>(Reference { kind, id }, draft).await?;
        work.commit().await?;
        Ok(record)
    }

    /// Takes a step with a record.
    pub(super) async fn step<R: Record>(&self, who: &str, id: i64, change: R::Change) -> Told<R> {
        Ok(self.world.space.ledger.change::<R>(self.caller(who)?, self.at, id, None, &change).await?)
    }

    /// Takes a step with a lead.
    pub(super) async fn lead(&self, who: &str, id: i64, change: LeadChange) -> Told<Lead> {
        Ok(self.world.space.ledger.change_lead(self.caller(who)?, self.at, id, None, &change).await?)
    }

    /// Hands in a paper or a picture, by the ending of its name; its digest.
    pub(super) async fn paper(&mut self, who: &str, name: &str) -> Told<String> {
        let bytes = papers::make(name, self.today(), &mut self.chance);
        let caller = self.caller(who)?;
        Ok(self.doing(self.world.space.add_file(caller, name, &bytes)).await?.digest)
    }

    /// The head of a record of the campaign.
    pub(super) fn head(&self, title: String, priority: &str) -> HeadDraft {
        HeadDraft { title, priority: Some(priority.to_owned()), campaign: self.world.campaign(), ..HeadDraft::default() }
    }
}
