//! Tickets of the hotline (12345 工单): each number is one complaint, however often it is sent, and the other system's word on it
//! never becomes ours.

use super::change::BeyondStep;
use super::intake::Intake;
use super::state::ComplaintState;
use super::words::{Channel, HotlineClass};
use super::{Complaint, TicketMark};
use crate::LedgerError;
use crate::record::{Kind, Refusal, Work, said};
use crate::sql::{Sql, Stored, instant};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::ToSchema;
use vocabulary::fold;

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
}

/// The states of other systems, in the words that hotlines use, and the state of ours that each means.
const STATES: &[(&str, ComplaintState)] = {
    use ComplaintState::{Accepted, Answered, Assigned, Closed, Handling, NotAccepted, Received, Referred};
    &[
        ("待受理", Received),
        ("待处理", Received),
        ("已登记", Received),
        ("新建", Received),
        ("待派单", Received),
        ("new", Received),
        ("open", Received),
        ("已受理", Accepted),
        ("退单", Accepted),
        ("退回", Accepted),
        ("已退回", Accepted),
        ("待签收", Assigned),
        ("已派单", Assigned),
        ("已转办", Assigned),
        ("已交办", Assigned),
        ("已签收", Handling),
        ("办理中", Handling),
        ("处理中", Handling),
        ("承办中", Handling),
        ("延期办理", Handling),
        ("督办中", Handling),
        ("重办", Handling),
        ("重新办理", Handling),
        ("in_progress", Handling),
        ("已答复", Answered),
        ("已回复", Answered),
        ("待回访", Answered),
        ("待评价", Answered),
        ("待审核", Answered),
        ("已办结", Closed),
        ("办结", Closed),
        ("已回访", Closed),
        ("已评价", Closed),
        ("已归档", Closed),
        ("已关闭", Closed),
        ("撤单", Closed),
        ("已撤销", Closed),
        ("closed", Closed),
        ("不予受理", NotAccepted),
        ("无效工单", NotAccepted),
        ("已转送", Referred),
        ("移送", Referred),
    ]
};

impl Ticket {
    /// The state of ours that the other system's means.
    fn meaning(&self) -> Result<ComplaintState, LedgerError> {
        let state = fold(&self.state).to_lowercase();
        STATES
            .iter()
            .find(|(word, _)| *word == state)
            .map(|(_, meaning)| *meaning)
            .ok_or_else(|| LedgerError::UnknownOutsideState { system: self.system.clone(), state: self.state.clone() })
    }
}

impl Work<'_> {
    /// Takes a ticket. A number that is known updates what the other system says of it and nothing else; the same again does nothing.
    ///
    /// # Errors
    /// As [`Work::take_in`]; a state that the table of states does not have; a ticket without system or number, or of a call that is still to come.
    pub async fn take_ticket(&mut self, ticket: Ticket) -> Result<TicketTaken, LedgerError> {
        let refused = |refusal| LedgerError::Refused { record: Kind::Complaint, id: None, refusal };
        said("工单来源", &ticket.system).and_then(|()| said("工单编号", &ticket.number)).map_err(refused)?;
        let meaning = ticket.meaning()?;
        let (system, number) = (fold(&ticket.system).into_owned(), fold(&ticket.number).into_owned());
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
            return Ok(TicketTaken { complaint, new: false });
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
        Ok(TicketTaken { complaint, new: true })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_table_stands_once_and_as_it_is_compared() {
        for (place, (word, _)) in STATES.iter().enumerate() {
            assert_eq!(fold(word).to_lowercase(), *word);
            assert!(STATES[..place].iter().all(|(before, _)| before != word), "{word}");
        }
    }
}
