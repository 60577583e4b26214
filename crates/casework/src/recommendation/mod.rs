//! Recommendations (纪检监察建议): a written demand that an office mends its system, answered, verified and closed.

pub mod change;
pub mod state;

pub use change::{Content, RecommendationChange, RecommendationDraft, RecommendationKind};

use crate::clock::{AskedExtension, Obligation};
use crate::people::{Role, groups};
use crate::record::{Entry, Head, HeadDraft, Kind, Mark, Record, Refusal, Turn, evidence, remark, said, took_part};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use state::{RecommendationState, next};
use utoipa::ToSchema;

crate::schema::labelled_schema!(RecommendationState as "RecommendationState");

/// A recommendation (纪检监察建议).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Recommendation {
    /// What every record has; the department is the office to which it is addressed.
    #[serde(flatten)]
    pub head: Head,
    /// State.
    pub state: RecommendationState,
    /// Kind.
    pub kind: RecommendationKind,
    /// What it says.
    pub content: Content,
    /// Who has written it: none of them signs or verifies it.
    pub drafters: Vec<String>,
    /// Who signed it (签发).
    pub issued: Option<Entry>,
    /// What the office answered, each time (单位回复); the last is the one that counts.
    pub answers: Vec<Entry>,
    /// What somebody else has verified (监督方核验).
    pub verified: Option<Entry>,
    /// Who closed it.
    pub closed: Option<Entry>,
    /// Why an answer was not enough, each time.
    pub rejections: Vec<Entry>,
    /// Why the office refuses it, each time.
    pub refusals: Vec<Entry>,
    /// Why it is held to all the same, each time.
    pub insisted: Vec<Entry>,
    /// Why it was taken back.
    pub withdrawn: Option<Entry>,
    /// The extension that waits for approval.
    pub asked_extension: Option<AskedExtension>,
    /// Who has taken part in answering: none of them verifies or closes it.
    pub answerers: Vec<String>,
    /// Who has taken part in verifying: none of them closes it.
    pub verifiers: Vec<String>,
}

impl Record for Recommendation {
    const KIND: Kind = Kind::Recommendation;
    const MARKS: &'static [Mark] = &[Mark::Returned];
    type Draft = RecommendationDraft;
    type Change = RecommendationChange;

    fn entered_by() -> &'static [Role] {
        groups::SUPERVISING
    }

    fn draft_head(draft: &RecommendationDraft) -> &HeadDraft {
        &draft.head
    }

    fn open(draft: RecommendationDraft, head: Head, turn: &Turn<'_>) -> Result<Self, Refusal> {
        said("建议对象", head.department.as_deref().unwrap_or_default())?;
        check(&draft.content)?;
        Ok(Self {
            head,
            state: RecommendationState::Drafted,
            kind: draft.kind,
            content: draft.content,
            drafters: vec![turn.who().to_owned()],
            issued: None,
            answers: Vec::new(),
            verified: None,
            closed: None,
            rejections: Vec::new(),
            refusals: Vec::new(),
            insisted: Vec::new(),
            withdrawn: None,
            asked_extension: None,
            answerers: Vec::new(),
            verifiers: Vec::new(),
        })
    }

    fn change(&mut self, change: &RecommendationChange, turn: &Turn<'_>) -> Result<(), Refusal> {
        const DRAFTED: &str = "拟制建议";
        const ANSWERED: &str = "回复";
        let step = change.kind();
        let state = next(self.state, step)?;
        match change {
            RecommendationChange::Revise { content } => {
                check(content)?;
                self.content = content.clone();
                took_part(&mut self.drafters, turn.who());
            }
            RecommendationChange::Issue { remark, files } => {
                turn.not_one_of(&self.drafters, DRAFTED, step.zh())?;
                self.issued = Some(turn.entry(remark, files));
                self.await_answer(turn)?;
            }
            RecommendationChange::AskExtension { span, reason } => {
                self.asked_extension = AskedExtension::ask(*span, reason, turn)?;
                took_part(&mut self.answerers, turn.who());
            }
            RecommendationChange::Extend { .. } => {
                let clock = self.head.clocks.open_mut(Obligation::RecommendationAnswer);
                AskedExtension::grant(&mut self.asked_extension, clock, "回复时限", turn)?;
            }
            RecommendationChange::RefuseExtension { reason } => AskedExtension::refuse(&mut self.asked_extension, reason)?,
            RecommendationChange::Answer { text, files } => {
                evidence("佐证材料", files)?;
                self.answers.push(remark(turn, "回复内容", text, files)?);
                self.answered(turn);
            }
            RecommendationChange::Refuse { reason, files } => {
                self.refusals.push(remark(turn, "异议理由", reason, files)?);
                self.answered(turn);
            }
            RecommendationChange::Insist { reason } => {
                turn.not_one_of(&self.answerers, ANSWERED, step.zh())?;
                self.insisted.push(remark(turn, "坚持理由", reason, &[])?);
                self.await_answer(turn)?;
            }
            RecommendationChange::Verify { text, files } => {
                turn.not_one_of(&self.drafters, DRAFTED, step.zh())?;
                turn.not_one_of(&self.answerers, ANSWERED, step.zh())?;
                self.verified = Some(remark(turn, "核验情况", text, files)?);
                took_part(&mut self.verifiers, turn.who());
            }
            RecommendationChange::Reject { reason } => {
                turn.not_one_of(&self.answerers, ANSWERED, step.zh())?;
                self.rejections.push(remark(turn, "不通过理由", reason, &[])?);
                self.verified = None;
                self.await_answer(turn)?;
            }
            RecommendationChange::Close { remark } => {
                turn.not_one_of(&self.answerers, ANSWERED, step.zh())?;
                turn.not_one_of(&self.verifiers, "核验", step.zh())?;
                self.closed = Some(turn.entry(remark, &[]));
            }
            RecommendationChange::Withdraw { reason } => {
                self.withdrawn = Some(remark(turn, "撤回理由", reason, &[])?);
                self.head.clocks.stop_all(turn.at);
            }
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

    fn is_open(&self) -> bool {
        !matches!(self.state, RecommendationState::Closed | RecommendationState::Withdrawn)
    }

    /// With the office once more, since what it answered did not do.
    fn mark(&self, mark: Mark) -> Option<DateTime<Utc>> {
        let last = self.rejections.iter().chain(&self.insisted).map(|entry| entry.at).max();
        last.filter(|_| mark == Mark::Returned && self.state == RecommendationState::Issued)
    }
}

impl Recommendation {
    fn await_answer(&mut self, turn: &Turn<'_>) -> Result<(), Refusal> {
        self.asked_extension = None;
        self.head.clocks.start(turn.clock(Obligation::RecommendationAnswer)?);
        Ok(())
    }

    /// The office has said yes or no: either is an answer.
    fn answered(&mut self, turn: &Turn<'_>) {
        self.asked_extension = None;
        self.head.clocks.meet(Obligation::RecommendationAnswer, turn.at);
        took_part(&mut self.answerers, turn.who());
    }
}

fn check(content: &Content) -> Result<(), Refusal> {
    said("存在问题", &content.problems)?;
    if content.demands.is_empty() {
        return Err(Refusal::Unfit { field: "建议事项", problem: "至少一项" });
    }
    content.demands.iter().try_for_each(|demand| said("建议事项", demand))
}
