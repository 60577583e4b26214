//! What became of tickets (工单办理反馈): what a hotline's system asks for again and again, from where it asked last.
//!
//! The mark is the number of an event. Writers stand in line, so that events come into the chain in the order of their numbers: nothing
//! is entered later before a mark that was handed out. The same mark is answered with the same tickets as they are then.

use super::super::Complaint;
use super::super::words::{PetitionClass, Progress};
use crate::event::ChainLink;
use crate::sql::{Sql, Stored};
use crate::{Ledger, LedgerError, Scope};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The most events that one answer goes through.
const MOST: u32 = 500;

/// How far a ticket is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TicketChange {
    /// Its number in the other system.
    pub ticket_number: String,
    /// The complaint's number here.
    pub number: String,
    /// How far it is, as its reporter is told.
    pub progress: Progress,
    /// The same in words.
    pub progress_text: String,
    /// The answer to the reporter, once it was given; never that to an accusation, which is the accuser's alone.
    pub answer: Option<String>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// By when it is to be done.
    pub due_at: Option<DateTime<Utc>>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
}

/// What changed since a mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TicketChanges {
    /// Each ticket once, as it is now.
    pub items: Vec<TicketChange>,
    /// The mark to ask with next.
    pub next: i64,
    /// Whether there is more behind it already.
    pub more: bool,
}

impl Ledger {
    /// Tickets within the scope that changed behind this mark; 0 begins at the beginning.
    ///
    /// # Errors
    /// A database that cannot be read; a mark below nothing.
    pub async fn ticket_changes(&self, scope: &Scope, after: i64, limit: Option<u32>) -> Result<TicketChanges, LedgerError> {
        if after < 0 {
            return Err(LedgerError::Unfit { field: "after", problem: "不能小于零" });
        }
        let limit = limit.unwrap_or(MOST).clamp(1, MOST);
        let mut reading = self.reading().await?;
        let newest = ChainLink::stored_head(&mut reading).await?.ok_or(LedgerError::HeadMissing)?.seq;
        // That somebody looked at who complained is nothing that a hotline is told of.
        let mut sql = Sql::new(
            "SELECT e.seq, r.body FROM events e JOIN records r ON r.kind = 'complaint' \
             AND r.id = CASE WHEN e.record = 'complaint' THEN CAST(e.record_id AS BIGINT) END \
             WHERE e.record = 'complaint' AND e.kind <> 'complaint.reveal' AND EXISTS (SELECT 1 FROM tickets t WHERE t.complaint = r.id) \
             AND e.seq > ",
        );
        sql.bind(after).push(" AND e.seq <= ").bind(newest).push(" AND ");
        scope.records(&mut sql);
        sql.push(" ORDER BY e.seq LIMIT ").bind(i64::from(limit));
        let rows = sql.all(&mut reading).await?;
        let mut changed: BTreeMap<i64, TicketChange> = BTreeMap::new();
        let mut last = after;
        for row in &rows {
            last = Stored(row).int("seq")?;
            let complaint: Complaint = Stored(row).json("body")?;
            let id = complaint.head.id;
            if let Some(change) = told(complaint) {
                changed.insert(id, change);
            }
        }
        let more = rows.len() == limit as usize;
        Ok(TicketChanges { items: changed.into_values().collect(), next: if more { last } else { newest.max(after) }, more })
    }
}

fn told(complaint: Complaint) -> Option<TicketChange> {
    let progress = complaint.state.progress();
    let due_at = complaint.head.clocks.open(complaint.finish()).map(|clock| clock.due_at);
    let ticket = complaint.ticket?;
    let answered = matches!(progress, Progress::Answered | Progress::Closed | Progress::Reviewing);
    let answer = complaint.answer.filter(|_| answered && complaint.class != PetitionClass::Accusation);
    Some(TicketChange {
        ticket_number: ticket.number,
        number: complaint.head.number,
        progress,
        progress_text: progress.zh().to_owned(),
        answered_at: answer.as_ref().map(|answer| answer.at),
        answer: answer.map(|answer| answer.text),
        closed_at: complaint.closed.filter(|_| progress.is_over()).map(|closed| closed.at),
        due_at,
        changed_at: complaint.head.changed_at,
    })
}
