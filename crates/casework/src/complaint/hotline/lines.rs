//! Tickets as they may be shown outside (工单公开): how far each is, and nothing that somebody has said or that is known of a person.

use super::super::words::{PetitionClass, Progress, ReporterKind};
use super::super::{Complaint, ComplaintState};
use super::states::word;
use crate::notice::Notice;
use crate::notice::state::NoticeState;
use crate::record::{Kind, Record, Relation, SideRows};
use crate::sql::{Sql, Stored};
use crate::{Ledger, LedgerError, Place, Scope};
use chrono::{DateTime, Utc};
use sqlx::AnyConnection;
use std::collections::BTreeMap;

/// The most tickets of one answer.
const MOST: u32 = 1000;

/// Which tickets are asked for; what is empty asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TicketFilter {
    /// Those of these numbers of ours.
    pub numbers: Vec<String>,
    /// The one of this number of the other system.
    pub ticket: Option<String>,
    /// Of one of these priorities with these classes.
    pub services: Vec<(Option<String>, PetitionClass)>,
    /// Called at this moment or later.
    pub from: Option<DateTime<Utc>>,
    /// Called at this moment or before.
    pub until: Option<DateTime<Utc>>,
    /// Only those on which something is still to be done for the citizen, or only those on which nothing is.
    pub open: Option<bool>,
}

/// A ticket as it may be shown. It has no field for what was said or by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownTicket {
    /// The number of ours that people write.
    pub number: String,
    /// Priority (领域), by code.
    pub priority: Option<String>,
    /// What it asks for.
    pub class: PetitionClass,
    /// How far it is, in the words in which its reporter is told.
    pub progress: Progress,
    /// The office that answers for it.
    pub department: Option<String>,
    /// Town or village to which it was entered.
    pub place: Place,
    /// When the citizen called.
    pub called_at: DateTime<Utc>,
    /// When it last changed; of one that is closed, when that was.
    pub changed_at: DateTime<Utc>,
    /// By when it is to be done.
    pub due_at: Option<DateTime<Utc>>,
    /// What the office has published of it: the text of a notice that hangs on it.
    pub published: Option<String>,
}

impl Progress {
    /// Whether nothing more is to be done for the citizen.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::NotAccepted | Self::Referred)
    }
}

/// Whether it may be shown at all: never an accusation, nor what names somebody, nor what asks for secrecy.
fn may_be_shown(complaint: &Complaint) -> bool {
    complaint.class != PetitionClass::Accusation
        && complaint.reporter != ReporterKind::Confidential
        && complaint.accused.is_none()
        && complaint.accused_office.is_none()
}

/// What of a complaint its ticket is found by; nothing where it is none.
pub(super) fn rows(complaint: &Complaint) -> Vec<SideRows> {
    let line = complaint.ticket.as_ref().map(|ticket| {
        vec![
            (&ticket.system).into(),
            (&ticket.number).into(),
            (&ticket.outside_text).into(),
            word(&ticket.outside_text).into(),
            complaint.class.code().into(),
            i64::from(may_be_shown(complaint)).into(),
            ticket.called_at.into(),
        ]
    });
    let line = line.map(|line| SideRows {
        clear: "DELETE FROM ticket_lines WHERE complaint = ",
        insert: "INSERT INTO ticket_lines (complaint, system, number, outside_text, outside_word, class, shown, called_at) VALUES (",
        rows: vec![line],
    });
    line.into_iter().collect()
}

impl TicketFilter {
    fn conditions(&self, sql: &mut Sql) {
        if !self.numbers.is_empty() {
            sql.push(" AND ").one_of("r.number", &self.numbers);
        }
        if let Some(ticket) = &self.ticket {
            sql.push(" AND k.number = ").bind(ticket);
        }
        if !self.services.is_empty() {
            sql.push(" AND (1 = 0");
            for (priority, class) in &self.services {
                sql.push(" OR (k.class = ").bind(class.code());
                match priority {
                    Some(priority) => sql.push(" AND r.priority = ").bind(priority).push(")"),
                    None => sql.push(" AND r.priority IS NULL)"),
                };
            }
            sql.push(")");
        }
        if let Some(from) = self.from {
            sql.push(" AND k.called_at >= ").bind(from);
        }
        if let Some(until) = self.until {
            sql.push(" AND k.called_at <= ").bind(until);
        }
        if let Some(open) = self.open {
            let states = ComplaintState::ALL.iter().filter(|state| state.progress().is_over() != open).map(|state| state.code());
            sql.push(" AND ").one_of("r.state", states);
        }
    }
}

impl Ledger {
    /// Tickets within the scope that may be shown, the newest call first, at most a thousand.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn shown_tickets(&self, scope: &Scope, filter: &TicketFilter) -> Result<Vec<ShownTicket>, LedgerError> {
        let mut sql = Sql::new("SELECT r.body FROM ticket_lines k JOIN records r ON r.id = k.complaint AND r.kind = 'complaint' WHERE ");
        sql.push("k.shown = 1 AND ");
        scope.records(&mut sql);
        filter.conditions(&mut sql);
        sql.push(" ORDER BY k.called_at DESC, k.complaint DESC LIMIT ").bind(i64::from(MOST));
        let mut reading = self.reading().await?;
        let complaints: Vec<Complaint> =
            sql.all(&mut reading).await?.iter().map(|row| Stored(row).json("body")).collect::<Result<_, _>>()?;
        let published = published(complaints.iter().map(|complaint| complaint.head.id), &mut reading).await?;
        Ok(complaints.into_iter().filter_map(|complaint| shown(complaint, &published)).collect())
    }
}

fn shown(complaint: Complaint, published: &BTreeMap<i64, String>) -> Option<ShownTicket> {
    let progress = complaint.state.progress();
    let closed = complaint.closed.as_ref().filter(|_| progress.is_over()).map(|closed| closed.at);
    let due_at = complaint.head.clocks.open(complaint.finish()).map(|clock| clock.due_at);
    let ticket = complaint.ticket?;
    Some(ShownTicket {
        progress,
        class: complaint.class,
        published: published.get(&complaint.head.id).cloned(),
        called_at: ticket.called_at,
        changed_at: closed.unwrap_or(complaint.head.changed_at),
        due_at,
        number: complaint.head.number,
        priority: complaint.head.priority,
        department: complaint.head.department,
        place: complaint.head.place,
    })
}

/// The texts of the notices that hang on these complaints and are before the public now.
async fn published(complaints: impl Iterator<Item = i64>, on: &mut AnyConnection) -> Result<BTreeMap<i64, String>, LedgerError> {
    let mut sql = Sql::new("SELECT l.to_id, r.body FROM record_links l JOIN records r ON r.kind = l.from_kind AND r.id = l.from_id WHERE ");
    sql.push("l.from_kind = ").bind(Notice::KIND.code()).push(" AND l.relation = ").bind(Relation::From.code());
    sql.push(" AND l.to_kind = ").bind(Kind::Complaint.code()).push(" AND r.state = ").bind(NoticeState::Published.code());
    sql.push(" AND ").one_of("l.to_id", complaints).push(" ORDER BY r.id");
    let mut texts = BTreeMap::new();
    for row in sql.all(on).await? {
        let notice: Notice = Stored(&row).json("body")?;
        texts.insert(Stored(&row).int("to_id")?, notice.text);
    }
    Ok(texts)
}
