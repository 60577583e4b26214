//! Tickets of the hotline (12345 工单): each number is one complaint, however often it is sent, and the other system's word on it
//! never becomes ours.

mod changes;
mod lines;
mod states;

pub use changes::{TicketChange, TicketChanges};
pub use lines::{ShownTicket, TicketFilter};
pub use states::{OutsideState, OutsideStateDraft, UnmappedState};

use super::change::BeyondStep;
use super::intake::Intake;
use super::words::{Channel, HotlineClass};
use super::{Complaint, TicketMark};
use crate::LedgerError;
use crate::record::{Kind, Refusal, SideRows, Work, code_fits, said};
use crate::seal::random;
use crate::sql::{Sql, Stored, instant};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use std::fmt::Write;
use utoipa::ToSchema;
use vocabulary::fold;

/// The longest word for a state, in characters: a state is a word, and no letter.
const LONGEST_STATE: usize = 100;

/// A ticket as another system sends it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ticket {
    /// The other system, as `12345`.
    pub system: String,
    /// The ticket's number there.
    pub number: String,
    /// How soon it is answered.
    pub class: HotlineClass,
    /// When the citizen called.
    pub called_at: DateTime<Utc>,
    /// What the other system says of it, in its words.
    pub state: String,
    /// What was said and by whom; read when the number is new.
    pub intake: Intake,
}

/// What became of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketTaken {
    /// The complaint that it is.
    pub complaint: Complaint,
    /// Whether the number was new.
    pub new: bool,
    /// Whether the number was known and the other system says something new of it.
    pub updated: bool,
}

/// A number for a ticket whose system gives it none.
///
/// # Errors
/// An operating system without random bytes.
pub fn unnumbered() -> Result<String, LedgerError> {
    let bytes: [u8; 8] = random()?;
    Ok(bytes.iter().fold("QY-".to_owned(), |mut number, byte| {
        write!(number, "{byte:02X}").expect("writing to a string never fails");
        number
    }))
}

/// What of a complaint its ticket is found by.
pub(super) fn side_rows(complaint: &Complaint) -> Vec<SideRows> {
    lines::rows(complaint)
}

impl Work<'_> {
    /// Takes a ticket. A number that is known updates what the other system says of it and nothing else; the same again does nothing.
    /// A machine takes those of its own system alone; which office is to see them is for the desk to say, and not for a machine.
    ///
    /// # Errors
    /// As [`Work::take_in`]; a ticket without system, number or state, or of a call that is still to come; a machine with another system's.
    pub async fn take_ticket(&mut self, mut ticket: Ticket) -> Result<TicketTaken, LedgerError> {
        let caller = self.caller.clone();
        if let Some(system) = &caller.scope.tickets_of {
            if fold(&ticket.system) != *system {
                return Err(LedgerError::Forbidden("报送其他系统的工单"));
            }
            ticket.intake.complaint.head.department = None;
            ticket.intake.complaint.head.campaign = None;
            self.caller = caller.at_the_desk();
        }
        let taken = self.take_as_desk(ticket).await;
        self.caller = caller;
        taken
    }

    async fn take_as_desk(&mut self, ticket: Ticket) -> Result<TicketTaken, LedgerError> {
        let refused = |refusal| LedgerError::Refused { record: Kind::Complaint, id: None, refusal };
        for (field, code) in [("工单来源", &ticket.system), ("工单编号", &ticket.number)] {
            said(field, code).and_then(|()| code_fits(field, code)).map_err(refused)?;
        }
        said("工单状态", &ticket.state).map_err(refused)?;
        if ticket.state.chars().count() > LONGEST_STATE {
            return Err(refused(Refusal::Unfit { field: "工单状态", problem: "超过 100 字" }));
        }
        let (system, number) = (fold(&ticket.system).into_owned(), fold(&ticket.number).into_owned());
        let meaning = states::meaning(&system, &states::word(&ticket.state), self.writing.connection()).await?;
        let mut sql = Sql::new("SELECT complaint FROM tickets WHERE system = ");
        sql.bind(&system).push(" AND number = ").bind(&number);
        if let Some(row) = sql.optional(self.writing.connection()).await? {
            let complaint: Complaint = self.load(Stored(&row).int("complaint")?).await?;
            let unchanged = complaint.ticket.as_ref().is_some_and(|known| known.outside_text == ticket.state && known.outside == meaning);
            let complaint = if unchanged {
                complaint
            } else {
                let news = BeyondStep::Outside { state: meaning, text: ticket.state };
                self.change(complaint.head.id, None, &news.into()).await?
            };
            return Ok(TicketTaken { complaint, new: false, updated: !unchanged });
        }
        let intake = ticket.intake;
        if ticket.called_at > self.at {
            return Err(refused(Refusal::Unfit { field: "来电时间", problem: "晚于现在" }));
        }
        if intake.complaint.channel != Channel::Hotline {
            return Err(refused(Refusal::Unfit { field: "信访渠道", problem: "须为12345热线" }));
        }
        let mark = TicketMark {
            system: system.clone(),
            number: number.clone(),
            class: ticket.class,
            called_at: instant(ticket.called_at),
            outside_text: ticket.state,
            outside: meaning,
        };
        let complaint = self.enter_complaint(intake, None, Some(mark)).await?;
        let mut sql = Sql::new("INSERT INTO tickets (system, number, complaint) VALUES (");
        sql.bind(system).push(", ").bind(number).push(", ").bind(complaint.head.id).push(")");
        sql.execute(self.writing.connection()).await?;
        Ok(TicketTaken { complaint, new: true, updated: false })
    }
}
