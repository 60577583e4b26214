//! Taking in (受理登记): the one way in which a complaint is entered, by the desk or on the public page.

use super::change::BeyondStep;
use super::code::CodeDigest;
use super::words::{Channel, PetitionClass, ReporterKind};
use super::{Complaint, Identity, TicketMark, not_the_accused, reporter};
use crate::LedgerError;
use crate::record::{HeadDraft, Kind, Record, Reference, Refusal, Relation, Work};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is said when a complaint is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComplaintDraft {
    /// Title, priority, place.
    pub head: HeadDraft,
    /// By which way it came in.
    pub channel: Channel,
    /// What it asks for.
    pub class: PetitionClass,
    /// How the reporter wants to be known.
    pub reporter: ReporterKind,
    /// What was said (信访内容).
    pub text: String,
    /// Where it happened, in the reporter's words (事发地点).
    #[serde(default)]
    pub location: Option<String>,
    /// Who or what is reported (被反映人或单位).
    #[serde(default)]
    pub accused: Option<String>,
    /// The office that it accuses (被反映单位), by code.
    #[serde(default)]
    pub accused_office: Option<String>,
    /// How many people say it, where more have signed than are known by name.
    #[serde(default)]
    pub persons: Option<u32>,
}

/// A complaint with those who make it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Intake {
    /// What is said.
    pub complaint: ComplaintDraft,
    /// Who says it: nobody where it is anonymous.
    #[serde(default)]
    pub reporters: Vec<Identity>,
}

/// A complaint about to be entered. Only [`Work::take_in`] makes one: a complaint entered without it would have lost those who
/// make it.
#[derive(Debug)]
pub struct Registered {
    draft: ComplaintDraft,
    persons: u32,
    ticket: Option<TicketMark>,
    awaits_code: bool,
}

impl Registered {
    pub(super) fn complaint(&self) -> &ComplaintDraft {
        &self.draft
    }

    pub(super) fn into_parts(self) -> (ComplaintDraft, u32, Option<TicketMark>, bool) {
        (self.draft, self.persons, self.ticket, self.awaits_code)
    }
}

fn refused(refusal: Refusal) -> LedgerError {
    LedgerError::Refused { record: Kind::Complaint, id: None, refusal }
}

impl Work<'_> {
    /// Takes in a complaint. With a code, its reporter can come back to it: on the public page there must be one, and the
    /// complaint counts once it has been typed back ([`Work::confirm`]); one that the desk hands out counts at once.
    ///
    /// Of an anonymous complaint no address is kept, not even that of the desk which enters it.
    ///
    /// # Errors
    /// A caller who does not take in complaints; reporters that do not fit how they want to be known; a text that says nothing;
    /// an office that is to handle what it is accused of.
    pub async fn take_in(&mut self, intake: Intake, code: Option<&CodeDigest>) -> Result<Complaint, LedgerError> {
        self.enter_complaint(intake, code, None).await
    }

    pub(super) async fn enter_complaint(
        &mut self,
        mut intake: Intake,
        code: Option<&CodeDigest>,
        ticket: Option<TicketMark>,
    ) -> Result<Complaint, LedgerError> {
        if !self.caller.intake {
            return Err(LedgerError::Forbidden("登记信访举报"));
        }
        let public = self.caller.is_public();
        if public {
            // Which office is to see it is for the desk to say, and not for whoever writes, who may name the very one that is accused.
            intake.complaint.channel = Channel::Web;
            intake.complaint.head.department = None;
            intake.complaint.head.campaign = None;
        }
        if public && code.is_none() {
            return Err(refused(Refusal::Unfit { field: "查询码", problem: "不能为空" }));
        }
        if ticket.is_none() && intake.complaint.channel == Channel::Hotline {
            return Err(refused(Refusal::Unfit { field: "信访渠道", problem: "为12345热线的，须以工单登记" }));
        }
        let persons = reporter::counted(&intake).map_err(refused)?;
        let anonymous = intake.complaint.reporter == ReporterKind::Anonymous;
        let registered = Registered { draft: intake.complaint, persons, ticket, awaits_code: public };
        let from = if anonymous { std::mem::take(&mut self.caller.actor.from) } else { self.caller.actor.from.clone() };
        let entered = self.open::<Complaint>(registered).await;
        self.caller.actor.from = from;
        let complaint = entered?;
        self.keep_reporters(complaint.head.id, &intake.reporters).await?;
        if let Some(code) = code {
            self.keep_code(complaint.head.id, code).await?;
        }
        Ok(complaint)
    }

    /// The code was typed back: the complaint counts as submitted from now on. No address is kept of whoever typed it.
    ///
    /// # Errors
    /// [`LedgerError::NoSuchCode`]; a complaint that counts already.
    pub async fn confirm(&mut self, code: &CodeDigest) -> Result<Complaint, LedgerError> {
        let id = self.complaint_of(code).await?;
        let from = std::mem::take(&mut self.caller.actor.from);
        let confirmed = self.change::<Complaint>(id, None, &BeyondStep::Confirm.into()).await;
        self.caller.actor.from = from;
        confirmed
    }

    /// Goes on with a complaint as its class says: an accusation as a clue, an appeal as an issue. The new record hangs on it.
    ///
    /// # Errors
    /// As [`Work::open`] and [`Work::change`]; a kind of record that is not the class's road; a repeat, whose matter is worked on with
    /// the first complaint; an office that would begin with what it is accused of.
    pub async fn go_on_as<R: Record>(&mut self, complaint: i64, version: Option<i64>, draft: R::Draft) -> Result<R, LedgerError> {
        let refused = |refusal| LedgerError::Refused { record: Kind::Complaint, id: Some(complaint), refusal };
        let before: Complaint = self.load(complaint).await?;
        if before.class.goes_on_as() != Some(R::KIND) {
            return Err(refused(Refusal::Unfit { field: "信访事项类别", problem: "不应转为此类台账" }));
        }
        not_the_accused(R::draft_head(&draft).department.as_deref(), before.accused_office.as_deref()).map_err(refused)?;
        let record = self.open::<R>(draft).await?;
        let to = Reference { kind: R::KIND, id: record.head().id };
        self.change::<Complaint>(complaint, version, &BeyondStep::GoOn { to }.into()).await?;
        self.link(to, Relation::From, Reference { kind: Kind::Complaint, id: complaint }).await?;
        Ok(record)
    }
}
