//! Tickets of hotlines (12345 工单): those that came in by file become complaints; what their states mean, and what became of them.

mod row;

use crate::error::AppError;
use crate::import::ImportReport;
use crate::workspace::{Workspace, lock, now};
use casework::complaint::{OutsideState, OutsideStateDraft, ShownTicket, TicketChanges, TicketFilter, TicketTaken, UnmappedState};
use casework::{Caller, EventFilter, FreeEvent, LedgerError, Scope};
use lake::Batch;
use lake::lineage::{rows_of_batch, source_row};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// The dataset whose rows are tickets.
const DATASET: &str = "hotline_tickets";
/// The kind of the event that says that a batch's rows have become complaints.
const TAKEN: &str = "tickets.taken";
/// Rows that become complaints in one transaction: few enough that others who write do not wait long.
const TOGETHER: usize = 100;
/// Refused rows that the event names.
const NAMED: usize = 1000;

/// What became of the tickets of a file (工单接收结果).
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct TicketReport {
    /// Tickets that are complaints now.
    pub new: u64,
    /// Tickets that were there, of which the hotline says something new.
    pub updated: u64,
    /// Tickets that were there, and stand as they stood.
    pub unchanged: u64,
    /// Rows that could not become complaints.
    pub refused: Vec<RefusedTicket>,
    /// Batches whose tickets wait, since whoever handed them in does not take in complaints.
    pub waiting: Vec<String>,
}

/// A row that could not become a complaint.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RefusedTicket {
    /// The batch.
    pub batch: String,
    /// Name of the file.
    pub file: String,
    /// Sheet, empty for text files.
    pub sheet: String,
    /// Row from 1, as a spreadsheet program shows it.
    pub row: u64,
    /// The ticket's number.
    pub ticket_number: String,
    /// Why not.
    pub reason: String,
}

impl TicketReport {
    /// What of it concerns an import: that others' batches wait does not.
    pub(crate) fn of(mut self, import: &ImportReport) -> Option<Self> {
        self.waiting.retain(|waiting| import.batches().any(|batch| batch.batch == *waiting));
        let nothing = self.new + self.updated + self.unchanged == 0 && self.refused.is_empty() && self.waiting.is_empty();
        (!nothing).then_some(self)
    }
}

impl Workspace {
    /// Makes complaints of the tickets in the batches that have not been looked through yet, oldest first: each number once, however
    /// often it comes. Nothing where no batch waits.
    ///
    /// # Errors
    /// A batch that cannot be read; the ledger cannot be written. What was taken before stays, and the rest goes on the next time.
    pub async fn take_in_tickets(&self) -> Result<Option<TicketReport>, AppError> {
        if self.catalogue()?.in_force(DATASET).next().is_none() {
            return Ok(None);
        }
        // One at a time: who comes second finds the events of the first.
        let _taking = lock(&self.data, ".tickets")?;
        let filter = EventFilter { kinds: vec![TAKEN.to_owned()], ..EventFilter::default() };
        let events = self.ledger.events(&Scope::everything(), &filter).await?;
        let taken: BTreeSet<String> = events.into_iter().filter_map(|event| event.record_id).collect();
        let catalogue = self.catalogue()?;
        let waiting: Vec<Batch> = catalogue.in_force(DATASET).filter(|batch| !taken.contains(&batch.batch)).cloned().collect();
        if waiting.is_empty() {
            return Ok(None);
        }
        let mut report = TicketReport::default();
        if !self.caller.intake {
            report.waiting = waiting.into_iter().map(|batch| batch.batch).collect();
            return Ok(Some(report));
        }
        for batch in &waiting {
            let own = self.take_in_batch(batch).await?;
            report.new += own.new;
            report.updated += own.updated;
            report.unchanged += own.unchanged;
            report.refused.extend(own.refused);
        }
        Ok(Some(report))
    }

    async fn take_in_batch(&self, batch: &Batch) -> Result<TicketReport, AppError> {
        let catalogue = self.catalogue()?;
        let declared = self.packs.datasets.get(DATASET).ok_or_else(|| crate::handin::missing(DATASET))?;
        let rows = rows_of_batch(&self.engine, &catalogue, declared, batch).await?;
        let mut report = TicketReport::default();
        for together in rows.chunks(TOGETHER) {
            let mut work = self.ledger.begin(&self.caller, now()).await?;
            for (number, values) in together {
                let Some(source) = source_row(&catalogue, *number) else { continue };
                let refused = |reason: String| RefusedTicket {
                    batch: source.batch.clone(),
                    file: source.file.clone(),
                    sheet: source.sheet.clone(),
                    row: source.row,
                    ticket_number: values.get("ticket_no").cloned().unwrap_or_default(),
                    reason,
                };
                let ticket = match row::ticket(values) {
                    Ok(ticket) => ticket,
                    Err(reason) => {
                        report.refused.push(refused(reason));
                        continue;
                    }
                };
                match work.take_ticket(ticket).await {
                    Ok(TicketTaken { new: true, .. }) => report.new += 1,
                    Ok(TicketTaken { updated: true, .. }) => report.updated += 1,
                    Ok(_) => report.unchanged += 1,
                    // What a person can mend is told; whatever is refused so has written nothing.
                    Err(LedgerError::Refused { refusal, .. }) => report.refused.push(refused(refusal.to_string())),
                    Err(error) => return Err(error.into()),
                }
            }
            work.commit().await?;
        }
        let named: Vec<_> =
            report.refused.iter().take(NAMED).map(|row| json!({ "sheet": row.sheet, "row": row.row, "reason": row.reason })).collect();
        let after = json!({
            "new": report.new, "updated": report.updated, "unchanged": report.unchanged, "refused": report.refused.len(), "rows": named,
        });
        let event = FreeEvent { kind: TAKEN.to_owned(), subject: batch.batch.clone(), after, reason: String::new() };
        self.ledger.record(&self.caller.actor, now(), event).await?;
        Ok(report)
    }

    /// What the states of other systems mean.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn outside_states(&self) -> Result<Vec<OutsideState>, AppError> {
        Ok(self.ledger.outside_states().await?)
    }

    /// States of other systems that nobody has said the meaning of.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn unmapped_states(&self) -> Result<Vec<UnmappedState>, AppError> {
        Ok(self.ledger.unmapped_states().await?)
    }

    /// Says what a state of another system means.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn set_outside_state(&self, caller: &Caller, draft: &OutsideStateDraft) -> Result<(), AppError> {
        Ok(self.ledger.set_outside_state(caller, now(), draft).await?)
    }

    /// What became of tickets within the caller's scope since a mark.
    ///
    /// # Errors
    /// A mark that is none.
    pub async fn ticket_changes(&self, caller: &Caller, after: i64, limit: Option<u32>) -> Result<TicketChanges, AppError> {
        Ok(self.ledger.ticket_changes(&caller.scope, after, limit).await?)
    }

    /// Tickets within the scope, as far as they may be shown.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn shown_tickets(&self, scope: &Scope, filter: &TicketFilter) -> Result<Vec<ShownTicket>, AppError> {
        Ok(self.ledger.shown_tickets(scope, filter).await?)
    }

    /// Whether anybody may read without a key how far tickets are.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn tickets_are_public(&self) -> Result<bool, AppError> {
        Ok(self.ledger.tickets_are_public().await?)
    }
}
