//! Escalation (升级督办): what is due soon is told to who handles it, what is overdue climbs to the head and then to the supervising office.
//!
//! * Once for each clock and level: a clock keeps how far it was told, and is read, judged and written in one transaction. The work may be
//!   done twice, and by two nodes at once.
//! * Each climb is an event, and stands on the record: in its clock, and as a level in lists.
//! * What a clock was told goes with its date: a new date is told afresh. A clock that is met, stopped or paused climbs no more.
//! * A record's version stays: what a person is about to write is not refused because a day has passed.

use crate::clock::{Clock, Clocks, Level, Limits, Side, due_soon_until};
use crate::lead::read::select_one;
use crate::lead::state::LeadState;
use crate::notification::{NotificationKind, Word, lead_number};
use crate::people::Caller;
use crate::people::audience::Audience;
use crate::record::{Kind, Reference, Work, level, write_clocks};
use crate::sql::{Sql, Stored, instant};
use crate::{Ledger, LedgerError, Scope};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use vocabulary::WorkCalendar;

/// What a round of escalation did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Climbed {
    /// How many clocks climbed to each level.
    pub levels: BTreeMap<Level, u64>,
    /// How many records could not be judged, since the calendar does not have the year.
    pub beyond_calendar: u64,
}

/// Records that are judged in one transaction: others who want to write do not wait long.
const AT_ONCE: i64 = 50;

/// A record or lead, as far as escalation is concerned with it.
struct Matter {
    of: Reference,
    number: String,
    department: Option<String>,
    owner: Option<String>,
    is_for_team: bool,
    clocks: Clocks,
    body: Option<Value>,
}

impl Ledger {
    /// Lets climb what is to climb at this moment. Reminders that something is due soon wait for the hours in which messages go out; what is
    /// overdue does not wait.
    ///
    /// # Errors
    /// A database that cannot be read or written; what was done before stays.
    pub async fn escalate(&self, caller: &Caller, at: DateTime<Utc>) -> Result<Climbed, LedgerError> {
        let mut climbed = Climbed::default();
        let mut connection = self.pool.acquire().await?;
        let limits = crate::setting::limits(&mut connection).await?;
        let quiet = crate::setting::sending(&mut connection).await?.is_quiet(at, &self.calendar);
        drop(connection);
        let soon = if quiet { instant(at) } else { due_soon_until(at, limits.warn_working_days, &self.calendar) };
        let mut behind: Option<Reference> = None;
        loop {
            let page = self.candidates(at, soon, behind).await?;
            let Some(last) = page.last() else { return Ok(climbed) };
            behind = Some(*last);
            let mut work = self.begin(caller, at).await?;
            for of in &page {
                work.climb(*of, quiet, &mut climbed).await?;
            }
            work.commit().await?;
        }
    }

    /// A page of records with a clock that may climb.
    async fn candidates(&self, at: DateTime<Utc>, soon: DateTime<Utc>, behind: Option<Reference>) -> Result<Vec<Reference>, LedgerError> {
        let at = instant(at);
        let mut sql = Sql::new("SELECT k.kind, k.id FROM record_clocks k WHERE ((k.told = 0 AND k.due_at <= ");
        sql.bind(soon).push(") OR (k.told IN (1, 2) AND k.due_at <= ").bind(at).push("))");
        if let Some(behind) = behind {
            sql.push(" AND (k.kind > ").bind(behind.kind.code()).push(" OR (k.kind = ").bind(behind.kind.code());
            sql.push(" AND k.id > ").bind(behind.id).push("))");
        }
        sql.push(" GROUP BY k.kind, k.id ORDER BY k.kind, k.id LIMIT ").bind(AT_ONCE);
        let rows = sql.all(&mut *self.pool.acquire().await?).await?;
        rows.iter()
            .map(|row| {
                let row = Stored(row);
                Ok(Reference { kind: row.code("kind", Kind::from_code)?, id: row.int("id")? })
            })
            .collect()
    }
}

/// The levels to which a clock climbs now; at quiet times no reminder is given.
fn due_levels(clock: &Clock, at: DateTime<Utc>, quiet: bool, limits: &Limits, calendar: &WorkCalendar) -> Option<Vec<Level>> {
    let mut levels = clock.climbs(at, limits, calendar).ok()?;
    levels.retain(|level| !quiet || *level != Level::Warned);
    Some(levels)
}

impl Work<'_> {
    async fn climb(&mut self, of: Reference, quiet: bool, climbed: &mut Climbed) -> Result<(), LedgerError> {
        let Some(mut matter) = self.matter(of).await? else {
            return write_clocks(of, &Clocks::default(), self.connection()).await;
        };
        let at = self.at();
        for ordinal in 0..matter.clocks.0.len() {
            let turn = self.turn();
            let Some(levels) = due_levels(&matter.clocks.0[ordinal], at, quiet, turn.limits, turn.calendar) else {
                climbed.beyond_calendar += 1;
                continue;
            };
            for level in levels {
                matter.clocks.0[ordinal].told = level.rank();
                let clock = matter.clocks.0[ordinal].clone();
                self.tell_of_climb(&matter, &clock, level).await?;
                *climbed.levels.entry(level).or_default() += 1;
            }
        }
        self.write_matter(&mut matter).await
    }

    async fn matter(&mut self, of: Reference) -> Result<Option<Matter>, LedgerError> {
        if of.kind == Kind::Lead {
            let keys = self.keys()?;
            let lead = select_one(&Scope::everything(), of.id, keys, self.connection()).await?;
            if !matches!(lead.state, LeadState::Assigned | LeadState::Verifying) {
                return Ok(None);
            }
            let (department, owner) = lead.assignment.map(|to| (to.department, to.owner)).unzip();
            let (number, owner) = (lead_number(of.id), owner.flatten());
            return Ok(Some(Matter { of, number, department, owner, is_for_team: false, clocks: lead.clocks, body: None }));
        }
        let mut sql = Sql::new("SELECT r.number, r.department, r.owner, r.restricted, r.body FROM records r WHERE r.kind = ");
        sql.bind(of.kind.code()).push(" AND r.id = ").bind(of.id);
        let Some(row) = sql.optional(self.connection()).await? else { return Ok(None) };
        let row = Stored(&row);
        let body: Value = row.json("body")?;
        let clocks = serde_json::from_value(body["clocks"].clone())?;
        Ok(Some(Matter {
            of,
            number: row.text("number")?,
            department: row.text_or_none("department")?,
            owner: row.text_or_none("owner")?,
            is_for_team: row.int("restricted")? == 1,
            clocks,
            body: Some(body),
        }))
    }

    async fn write_matter(&mut self, matter: &mut Matter) -> Result<(), LedgerError> {
        let clocks = serde_json::to_value(&matter.clocks)?;
        let sql = match &mut matter.body {
            Some(body) => {
                body["clocks"] = clocks;
                let mut sql = Sql::new("UPDATE records SET level = ");
                sql.bind(level(&matter.clocks)).push(", body = ").bind(body.to_string());
                sql.push(" WHERE kind = ").bind(matter.of.kind.code()).push(" AND id = ").bind(matter.of.id);
                sql
            }
            None => {
                let mut sql = Sql::new("UPDATE leads SET clocks = ");
                sql.bind(clocks.to_string()).push(" WHERE id = ").bind(matter.of.id);
                sql
            }
        };
        sql.execute(self.connection()).await?;
        write_clocks(matter.of, &matter.clocks, self.connection()).await
    }

    /// Tells those at this level, and writes the event. What only a team may see climbs within the team.
    async fn tell_of_climb(&mut self, matter: &Matter, clock: &Clock, level: Level) -> Result<(), LedgerError> {
        let owed = Some((clock.obligation, clock.due_at));
        let word = |kind| Word { owed, ..Word::of(kind, matter.of, &matter.number) };
        let owner: Vec<Audience<'_>> = matter.owner.as_deref().map(Audience::Person).into_iter().collect();
        let office = matter.department.as_deref().filter(|_| clock.obligation.owed_by() == Side::Responsible);
        let handlers = [&owner[..], &[office.map_or(Audience::Supervising, Audience::Office)]].concat();
        let mut told = match (matter.is_for_team, level) {
            (true, Level::Warned) => self.tell(&[Audience::Team(matter.of)], word(NotificationKind::DueSoon)).await?,
            (true, Level::Head) => self.tell(&[Audience::Team(matter.of)], word(NotificationKind::Overdue)).await?,
            (true, Level::Office) => self.tell(&[Audience::Team(matter.of)], word(NotificationKind::Climbed)).await?,
            (false, Level::Warned) => self.tell(&handlers, word(NotificationKind::DueSoon)).await?,
            (false, Level::Head) => {
                let heads = [office.map_or(Audience::Supervising, Audience::HeadOf)];
                let mut told = self.tell(&heads, word(NotificationKind::Climbed)).await?;
                told.extend(self.tell_others(&handlers, word(NotificationKind::Overdue), &told).await?);
                told
            }
            (false, Level::Office) => self.tell(&[Audience::Supervising], word(NotificationKind::Climbed)).await?,
        };
        // Nobody is there whom it concerns: it goes to the supervising side rather than to nobody.
        if told.is_empty() && !matter.is_for_team {
            told = self.tell(&[Audience::Supervising], word(NotificationKind::Climbed)).await?;
        }
        let kind = format!("{}.escalate", matter.of.kind.code());
        let after = json!({ "obligation": clock.obligation, "due_on": clock.due_on(), "level": level, "told": told });
        self.append(&kind, (Some(matter.of.kind.code()), matter.of.id.to_string()), None, after, "").await
    }
}
