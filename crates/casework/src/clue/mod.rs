//! Clues (问题线索): a person is suspected of breaking discipline or law. Only its team sees one.

pub mod change;
mod open_case;
pub mod person;
pub mod state;

pub use change::{ClueChange, ClueDraft, ClueSource};
pub use open_case::Opening;
pub use person::{Person, PersonDraft};

use crate::clock::Obligation;
use crate::people::{Role, groups};
use crate::record::{Entry, Head, HeadDraft, Kind, Record, Refusal, Turn, remark, said, took_part};
use serde::{Deserialize, Serialize};
use state::{ClueState, ClueStep, Disposal, next};
use utoipa::ToSchema;

crate::schema::labelled_schema!(ClueState as "ClueState", Disposal as "Disposal");

/// A clue (问题线索).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Clue {
    /// What every record has; the team is never empty.
    #[serde(flatten)]
    pub head: Head,
    /// State.
    pub state: ClueState,
    /// Where it comes from.
    pub source: ClueSource,
    /// What is suspected (反映问题).
    pub description: String,
    /// Who is suspected (被反映人).
    pub persons: Vec<Person>,
    /// What was proposed, and what was decided on it; the last is the one that counts.
    pub proposals: Vec<Proposal>,
    /// Written inquiries that went out (函询).
    pub inquiries: Vec<Entry>,
    /// What was answered.
    pub answers: Vec<Entry>,
    /// Talks (谈话).
    pub talks: Vec<Entry>,
    /// What was found on the way.
    pub notes: Vec<Entry>,
    /// What came of each talk, inquiry or check.
    pub reports: Vec<Report>,
    /// Why it was taken up again.
    pub taken_up: Vec<Entry>,
    /// Who opened a case of it, and why.
    pub opened: Option<Entry>,
    /// Who has taken part in inquiring or checking: none of them opens the case.
    pub handlers: Vec<String>,
}

/// A proposal how to dispose of a clue (处置建议).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ClueProposal)]
pub struct Proposal {
    /// How.
    pub disposal: Disposal,
    /// Who proposes it, and why.
    #[serde(flatten)]
    pub entry: Entry,
    /// Who approved it.
    pub approved: Option<Entry>,
    /// Who refused it, and why.
    pub refused: Option<Entry>,
}

/// What came of a talk, inquiry or check (办理报告).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ClueReport)]
pub struct Report {
    /// Of which of them.
    pub of: Disposal,
    /// The report.
    #[serde(flatten)]
    pub entry: Entry,
}

impl Record for Clue {
    const KIND: Kind = Kind::Clue;
    type Draft = ClueDraft;
    type Change = ClueChange;

    fn entered_by() -> &'static [Role] {
        groups::SUPERVISING
    }

    fn draft_head(draft: &ClueDraft) -> &HeadDraft {
        &draft.head
    }

    fn open(draft: ClueDraft, head: Head, turn: &Turn<'_>) -> Result<Self, Refusal> {
        said("反映问题", &draft.description)?;
        if draft.persons.is_empty() {
            return Err(Refusal::Unfit { field: "被反映人", problem: "至少一人" });
        }
        let mut clue = Self {
            head,
            state: ClueState::Pending,
            source: draft.source,
            description: draft.description,
            persons: Vec::new(),
            proposals: Vec::new(),
            inquiries: Vec::new(),
            answers: Vec::new(),
            talks: Vec::new(),
            notes: Vec::new(),
            reports: Vec::new(),
            taken_up: Vec::new(),
            opened: None,
            handlers: Vec::new(),
        };
        for person in &draft.persons {
            person::add(&mut clue.persons, person, Kind::Clue, clue.head.id)?;
        }
        clue.head.join(turn.who())?;
        clue.await_proposal(turn)?;
        Ok(clue)
    }

    fn change(&mut self, change: &ClueChange, turn: &Turn<'_>) -> Result<(), Refusal> {
        let step = change.kind();
        // Only approval depends on what was proposed, and only a clue with a proposal can be approved.
        let proposed = self.proposals.last().map_or(Disposal::Held, |proposal| proposal.disposal);
        let state = next(self.state, step, proposed)?;
        match change {
            ClueChange::Propose { disposal, reason } => {
                let entry = remark(turn, "处置理由", reason, &[])?;
                self.proposals.push(Proposal { disposal: *disposal, entry, approved: None, refused: None });
                self.head.clocks.meet(Obligation::ClueProposal, turn.at);
            }
            ClueChange::Approve { remark } => {
                let entry = turn.entry(remark, &[]);
                self.proposal_of_another(step, turn)?.approved = Some(entry);
            }
            ClueChange::Refuse { reason } => {
                let entry = remark(turn, "不批准理由", reason, &[])?;
                self.proposal_of_another(step, turn)?.refused = Some(entry);
                self.await_proposal(turn)?;
            }
            ClueChange::SendInquiry { text, files } => {
                if self.head.clocks.open(Obligation::InquiryAnswer).is_some() {
                    return Err(Refusal::Unfit { field: "函询", problem: "尚未收到上一次回复" });
                }
                self.inquiries.push(remark(turn, "函询内容", text, files)?);
                self.head.clocks.start(turn.clock(Obligation::InquiryAnswer)?);
                took_part(&mut self.handlers, turn.who());
            }
            ClueChange::ReceiveAnswer { text, files } => {
                if self.head.clocks.open(Obligation::InquiryAnswer).is_none() {
                    return Err(Refusal::Unfit { field: "函询", problem: "尚未发出" });
                }
                self.answers.push(remark(turn, "回复内容", text, files)?);
                self.head.clocks.meet(Obligation::InquiryAnswer, turn.at);
                self.await_report(turn)?;
                took_part(&mut self.handlers, turn.who());
            }
            ClueChange::Talk { text, files } => {
                self.talks.push(remark(turn, "谈话情况", text, files)?);
                self.await_report(turn)?;
                took_part(&mut self.handlers, turn.who());
            }
            ClueChange::Note { text, files } => {
                self.notes.push(remark(turn, "办理记录", text, files)?);
                took_part(&mut self.handlers, turn.who());
            }
            ClueChange::Report { text, files } => self.report(text, files, turn)?,
            ClueChange::TakeUp { reason } => {
                self.taken_up.push(remark(turn, "启动理由", reason, &[])?);
                self.await_proposal(turn)?;
            }
            ClueChange::OpenCase { reason } => {
                if self.reports.last().is_none_or(|report| report.of != Disposal::PreliminaryCheck) {
                    return Err(Refusal::Unfit { field: "立案", problem: "：须先经初步核实并报告" });
                }
                turn.not_one_of(&self.handlers, "初步核实", step.zh())?;
                self.opened = Some(remark(turn, "立案理由", reason, &[])?);
                self.head.clocks.meet(Obligation::ClueProposal, turn.at);
            }
            ClueChange::AddPerson { person } => person::add(&mut self.persons, person, Kind::Clue, self.head.id)?,
            ClueChange::Identify { person, key } => {
                let index = person::numbered(self.persons.len(), *person)?;
                person::fits(&self.persons, key)?;
                self.persons[index].key.clone_from(key);
            }
            ClueChange::AddMember { who } => self.head.join(who)?,
            ClueChange::RemoveMember { who } => self.head.leave(who)?,
        }
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

    /// What is held can be taken up again, so something may still be done.
    fn is_open(&self) -> bool {
        !matches!(self.state, ClueState::Settled | ClueState::Opened)
    }
}

impl Clue {
    /// The proposal that waits, for somebody who has not made it.
    fn proposal_of_another(&mut self, step: ClueStep, turn: &Turn<'_>) -> Result<&mut Proposal, Refusal> {
        let proposal = self.proposals.last_mut().ok_or(Refusal::Absent { what: "处置建议", problem: "不存在" })?;
        turn.not_one_of(std::slice::from_ref(&proposal.entry.by), ClueStep::Propose.zh(), step.zh())?;
        Ok(proposal)
    }

    fn report(&mut self, text: &str, files: &[String], turn: &Turn<'_>) -> Result<(), Refusal> {
        let of = if self.state == ClueState::Checking { Disposal::PreliminaryCheck } else { Disposal::TalkOrInquiry };
        let since = self.reports.last().map(|report| report.entry.at);
        let heard = self.talks.iter().chain(&self.inquiries).any(|entry| since.is_none_or(|since| entry.at >= since));
        if of == Disposal::TalkOrInquiry && !heard {
            return Err(Refusal::Unfit { field: "谈话函询", problem: "尚未进行" });
        }
        self.reports.push(Report { of, entry: remark(turn, "办理情况", text, files)? });
        self.head.clocks.meet(Obligation::TalkReport, turn.at);
        // An inquiry that nobody has answered is not waited for any more: the report goes on without it.
        self.head.clocks.stop(Obligation::InquiryAnswer, turn.at);
        took_part(&mut self.handlers, turn.who());
        self.await_proposal(turn)
    }

    fn await_proposal(&mut self, turn: &Turn<'_>) -> Result<(), Refusal> {
        self.head.clocks.start(turn.clock(Obligation::ClueProposal)?);
        Ok(())
    }

    /// A month after the first talk or answer; a second one does not begin it anew.
    fn await_report(&mut self, turn: &Turn<'_>) -> Result<(), Refusal> {
        if self.head.clocks.open(Obligation::TalkReport).is_none() {
            self.head.clocks.start(turn.clock(Obligation::TalkReport)?);
        }
        Ok(())
    }
}
