//! Complaints (信访举报): what a citizen says, from the desk that takes it in to the answer, and beyond it to review.
//!
//! Who complained is not in the record. It is sealed beside it ([`Identity`]), and of an anonymous reporter nothing is kept at
//! all. What the handling office says was done, what somebody else has found, and what the reporter has said of it are
//! three fields. A complaint is never given to the office that it accuses.

pub mod attachment;
mod change;
mod code;
mod dates;
mod figures;
mod handle;
mod hotline;
mod intake;
mod likeness;
mod mailbox;
mod marks;
mod repeat;
mod reporter;
pub mod state;
mod words;

pub(crate) use attachment::is_attached_within;
pub use attachment::{Attachment, Stripped};
pub use change::{Beyond, ComplaintChange};
pub use code::{CodeDigest, CodeSource, TrackingCode};
pub use dates::Dates;
pub use figures::{ComplaintFigures, ComplaintSpan, Tally};
pub use hotline::{
    OutsideState, OutsideStateDraft, ShownTicket, Ticket, TicketChange, TicketChanges, TicketFilter, TicketTaken, UnmappedState, unnumbered,
};
pub use intake::{ComplaintDraft, Intake, Registered};
pub use likeness::{ALIKE, likeness};
pub use mailbox::{Direction, Mailbox, Message};
pub use repeat::{Repeat, RepeatReason};
pub use reporter::Identity;
pub use state::{ComplaintState, ComplaintStep};
pub use words::{Channel, HotlineClass, PetitionClass, Progress, ReporterKind, ReviewOutcome};

use crate::clock::AskedExtension;
use crate::issue::CallBack;
use crate::people::{Role, groups};
use crate::record::{Entry, Head, HeadDraft, Kind, Mark, Record, Reference, Refusal, SideRows, Turn, said};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A complaint (信访举报).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Complaint {
    /// What every record has; who entered it is not who complained.
    #[serde(flatten)]
    pub head: Head,
    /// State.
    pub state: ComplaintState,
    /// By which way it came in.
    pub channel: Channel,
    /// What it asks for, which decides its road.
    pub class: PetitionClass,
    /// How the reporter wants to be known.
    pub reporter: ReporterKind,
    /// How many people say it.
    pub persons: u32,
    /// What was said (信访内容).
    pub text: String,
    /// Where it happened, in the reporter's words (事发地点).
    pub location: Option<String>,
    /// Who or what is reported (被反映人或单位).
    pub accused: Option<String>,
    /// The office that it accuses (被反映单位), by code: it is never given the complaint.
    pub accused_office: Option<String>,
    /// Its ticket in another system.
    pub ticket: Option<TicketMark>,
    /// When it counted as submitted.
    pub received_at: Option<DateTime<Utc>>,
    /// That it is dealt with, is not, or is referred (受理决定).
    pub decision: Option<Decision>,
    /// What the reporter was told of that (告知).
    pub told: Vec<Entry>,
    /// Why offices objected that it is another's (异议退回).
    pub returns: Vec<Entry>,
    /// The extension that waits for approval.
    pub asked_extension: Option<AskedExtension>,
    /// What the handling office says was done (办理结果).
    pub claimed: Option<Entry>,
    /// The answer to the reporter (答复).
    pub answer: Option<Entry>,
    /// What somebody else has found (核实).
    pub verified: Option<Entry>,
    /// Who closed it (办结).
    pub closed: Option<Entry>,
    /// Why it was not closed (退回重办).
    pub rejections: Vec<Entry>,
    /// What the reporter said of it, each time that somebody asked (群众评价).
    pub call_backs: Vec<CallBack>,
    /// Until when the reporter may ask for review (复查复核申请期限). A right and no debt: no clock turns red over it.
    pub review_until: Option<DateTime<Utc>>,
    /// Reviews (复查、复核).
    pub reviews: Vec<Review>,
    /// The complaint that it repeats (重复于).
    pub repeats: Option<i64>,
    /// As what it goes on: a clue or an issue.
    pub went_on: Option<Reference>,
    /// Who has taken part in handling it: none of them verifies, closes or reviews it.
    pub handlers: Vec<String>,
    /// Who has verified it: none of them reviews it.
    pub verifiers: Vec<String>,
}

/// Its ticket in another system (工单).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketMark {
    /// The other system.
    pub system: String,
    /// The ticket's number there.
    pub number: String,
    /// How soon it is answered.
    pub class: HotlineClass,
    /// When the citizen called; what is owed is counted from then, however late the ticket came.
    pub called_at: DateTime<Utc>,
    /// What the other system says of it, in its words; our own state is apart from it.
    pub outside_text: String,
    /// The state of ours that this means; none where nobody has said what it means.
    pub outside: Option<ComplaintState>,
}

/// What was decided when it came in (受理决定).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Decision {
    /// Who, when, why.
    #[serde(flatten)]
    pub entry: Entry,
    /// Whether it is dealt with here.
    pub accepted: bool,
    /// The authority to which it was referred.
    pub referred_to: Option<String>,
}

/// A review (复查), or a review of it (复核).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Review {
    /// That it was asked for, and why.
    pub asked: Entry,
    /// Whether it is the second.
    pub second: bool,
    /// What it has come to.
    pub outcome: Option<ReviewOutcome>,
    /// The decision.
    pub decided: Option<Entry>,
}

impl Record for Complaint {
    const KIND: Kind = Kind::Complaint;
    const MARKS: &'static [Mark] = Mark::ALL;
    type Draft = Registered;
    type Change = ComplaintChange;

    fn entered_by() -> &'static [Role] {
        groups::BOTH
    }

    fn draft_head(draft: &Registered) -> &HeadDraft {
        &draft.complaint().head
    }

    fn open(draft: Registered, head: Head, turn: &Turn<'_>) -> Result<Self, Refusal> {
        let (draft, persons, ticket, awaits_code) = draft.into_parts();
        said("信访内容", &draft.text)?;
        not_the_accused(head.department.as_deref(), draft.accused_office.as_deref())?;
        let mut complaint = Self {
            head,
            state: ComplaintState::Unconfirmed,
            channel: draft.channel,
            class: draft.class,
            reporter: draft.reporter,
            persons,
            text: draft.text,
            location: draft.location,
            accused: draft.accused,
            accused_office: draft.accused_office,
            ticket,
            received_at: None,
            decision: None,
            told: Vec::new(),
            returns: Vec::new(),
            asked_extension: None,
            claimed: None,
            answer: None,
            verified: None,
            closed: None,
            rejections: Vec::new(),
            call_backs: Vec::new(),
            review_until: None,
            reviews: Vec::new(),
            repeats: None,
            went_on: None,
            handlers: Vec::new(),
            verifiers: Vec::new(),
        };
        if !awaits_code {
            complaint.receive(turn)?;
            complaint.state = ComplaintState::Received;
        }
        Ok(complaint)
    }

    fn change(&mut self, change: &ComplaintChange, turn: &Turn<'_>) -> Result<(), Refusal> {
        let step = change.kind();
        if step.is_for_the_desk() && !turn.caller.intake {
            return Err(Refusal::NotYours { step: step.code() });
        }
        let state = state::next(self.state, step, self.turns(change))?;
        self.apply(change, turn)?;
        self.state = state;
        Ok(())
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn head_mut(&mut self) -> &mut Head {
        &mut self.head
    }

    fn state(&self) -> &'static str {
        self.state.code()
    }

    /// Something is still to be done with it: also where the reporter has only to be told.
    fn is_open(&self) -> bool {
        use ComplaintState::{Closed, Concluded, NotAccepted, Referred};
        !matches!(self.state, Closed | Concluded | NotAccepted | Referred) || self.head.clocks.next().is_some()
    }

    fn mark(&self, mark: Mark) -> Option<DateTime<Utc>> {
        self.marked(mark)
    }

    fn side_rows(&self) -> Vec<SideRows> {
        hotline::side_rows(self)
    }
}

/// Refuses to give a complaint to the office that it accuses.
pub(super) fn not_the_accused(department: Option<&str>, accused: Option<&str>) -> Result<(), Refusal> {
    let same = |a: &str, b: &str| !a.trim().is_empty() && vocabulary::fold(a) == vocabulary::fold(b);
    match (department, accused) {
        (Some(department), Some(accused)) if same(department, accused) => {
            Err(Refusal::Unfit { field: "承办单位", problem: "为被反映单位，信访举报不得交其办理" })
        }
        _ => Ok(()),
    }
}

crate::schema::labelled_schema!(ComplaintState as "ComplaintState");
