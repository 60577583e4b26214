//! Issues (问题): something wrong that a department must put right, from the ledger's first line to close-out and beyond.

mod change;
pub mod draw;
mod look_back;
mod marks;
pub mod state;

pub use change::{IssueChange, IssueDraft};
pub use look_back::{LookBack, PlannedLookBack};

use crate::clock::{AskedExtension, Obligation};
use crate::people::{Role, groups};
use crate::record::{Entry, Head, HeadDraft, Kind, Mark, Record, Refusal, Turn, said, took_part};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use state::{IssueState, IssueStep, next};
use utoipa::ToSchema;
use vocabulary::{Fen, labelled};

labelled! {
    /// Where an issue comes from (问题来源).
    pub enum IssueSource {
        /// What a citizen said (信访举报).
        Complaint = "complaint", "信访举报", "Complaint";
        /// What a rule found, verified (疑点核实).
        Lead = "lead", "疑点核实", "Lead";
        /// What an inspection found (督导检查).
        Inspection = "inspection", "督导检查", "Inspection";
        /// What the department found itself (自查自纠).
        SelfCheck = "self_check", "自查自纠", "Self-check";
        /// What another authority handed over (移送).
        Transfer = "transfer", "移送", "Transfer";
    }
}

labelled! {
    /// How content the complainant is (回访满意度).
    pub enum Satisfaction {
        /// Satisfied (满意).
        Satisfied = "satisfied", "满意", "Satisfied";
        /// Basically satisfied (基本满意).
        Basically = "basically", "基本满意", "Basically satisfied";
        /// Dissatisfied (不满意).
        Dissatisfied = "dissatisfied", "不满意", "Dissatisfied";
    }
}

crate::schema::labelled_schema!(IssueState as "IssueState", IssueSource as "IssueSource", Satisfaction as "Satisfaction");

/// How often a department may give an issue back.
pub const RETURN_LIMIT: u32 = 1;
/// How often a dissatisfied complainant reopens an issue.
pub const REOPEN_LIMIT: u32 = 1;

/// An issue (问题).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Issue {
    /// What every record has.
    #[serde(flatten)]
    pub head: Head,
    /// State.
    pub state: IssueState,
    /// Where it comes from.
    pub source: IssueSource,
    /// What is wrong (问题描述).
    pub description: String,
    /// The amount at stake (涉及金额).
    #[schema(value_type = Option<i64>)]
    pub amount: Option<Fen>,
    /// What will be done (整改措施).
    pub measures: Vec<Entry>,
    /// How far it is (整改进展).
    pub progress: Vec<Entry>,
    /// What the department claims (部门申请销号).
    pub claimed: Option<Entry>,
    /// What somebody else has verified (监督方核验).
    pub verified: Option<Entry>,
    /// Who closed it (销号).
    pub closed: Option<Entry>,
    /// What the complainant has confirmed (群众确认), each time that somebody asked.
    pub call_backs: Vec<CallBack>,
    /// That somebody will look again, and by when (安排回头看).
    #[serde(default)]
    pub planned_look_back: Option<PlannedLookBack>,
    /// What was found each time that somebody looked again (回头看).
    pub look_backs: Vec<LookBack>,
    /// Why it was given back (退回).
    pub returns: Vec<Entry>,
    /// Why it was not closed (核验不通过).
    pub rejections: Vec<Entry>,
    /// How often it was reopened (重新办理).
    pub reopened: u32,
    /// The extension that waits for approval.
    pub asked_extension: Option<AskedExtension>,
    /// Who has taken part in putting it right: none of them verifies or closes it.
    pub rectifiers: Vec<String>,
    /// Who has taken part in verifying it: none of them closes it.
    pub verifiers: Vec<String>,
}

/// What the complainant said (回访).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallBack {
    /// Who asked, when, and what was said.
    #[serde(flatten)]
    pub entry: Entry,
    /// How content the complainant is.
    pub satisfaction: Satisfaction,
    /// Whether the issue was reopened by it.
    pub reopened: bool,
}

impl Record for Issue {
    const KIND: Kind = Kind::Issue;
    const MARKS: &'static [Mark] = &[Mark::Claimed, Mark::Verified, Mark::Confirmed, Mark::Closed, Mark::Returned];
    type Draft = IssueDraft;
    type Change = IssueChange;

    fn entered_by() -> &'static [Role] {
        groups::BOTH
    }

    fn draft_head(draft: &IssueDraft) -> &HeadDraft {
        &draft.head
    }

    fn open(draft: IssueDraft, head: Head, turn: &Turn<'_>) -> Result<Self, Refusal> {
        said("问题描述", &draft.description)?;
        if draft.amount.is_some_and(|amount| amount.0 < 0) {
            return Err(Refusal::Unfit { field: "涉及金额", problem: "不能为负" });
        }
        // What a department finds itself is its own from the start; anything else is given to it by the supervising side.
        let mut issue = Self {
            head,
            state: IssueState::Registered,
            source: draft.source,
            description: draft.description,
            amount: draft.amount,
            measures: Vec::new(),
            progress: Vec::new(),
            claimed: None,
            verified: None,
            closed: None,
            call_backs: Vec::new(),
            planned_look_back: None,
            look_backs: Vec::new(),
            returns: Vec::new(),
            rejections: Vec::new(),
            reopened: 0,
            asked_extension: None,
            rectifiers: Vec::new(),
            verifiers: Vec::new(),
        };
        if !turn.caller.role.is_supervising() {
            if issue.source != IssueSource::SelfCheck {
                return Err(Refusal::Unfit { field: "问题来源", problem: "：责任单位只能登记自查自纠发现的问题" });
            }
            issue.state = IssueState::Assigned;
            issue.head.clocks.start(turn.clock(Obligation::IssueAcceptance)?);
            issue.head.clocks.start(turn.clock(Obligation::IssueRectification)?);
        }
        Ok(issue)
    }

    fn change(&mut self, change: &IssueChange, turn: &Turn<'_>) -> Result<(), Refusal> {
        let step = change.kind();
        let reopens = match change {
            IssueChange::LookBack { holds, .. } => !holds,
            IssueChange::CallBack { satisfaction, .. } => {
                *satisfaction == Satisfaction::Dissatisfied && self.reopened_by_call_back() < REOPEN_LIMIT
            }
            _ => false,
        };
        let state = next(self.state, step, reopens)?;
        match change {
            IssueChange::Assign { department, due_on } => self.assign(department, *due_on, turn)?,
            IssueChange::Transfer { department, reason } => {
                said("转办理由", reason)?;
                if self.head.department.as_ref() == Some(department) {
                    return Err(Refusal::Unfit { field: "责任单位", problem: "与原单位相同" });
                }
                // The clocks of the office before do not follow it to the new one.
                self.head.clocks.stop_all(turn.at);
                self.assign(department, None, turn)?;
            }
            IssueChange::Accept { owner } => {
                self.head.owner = Some(owner.clone().unwrap_or_else(|| turn.who().to_owned()));
                self.head.clocks.meet(Obligation::IssueAcceptance, turn.at);
                took_part(&mut self.rectifiers, turn.who());
            }
            IssueChange::Return { reason } => self.give_back(reason, turn)?,
            IssueChange::Start { measures } => {
                said("整改措施", measures)?;
                self.measures.push(turn.entry(measures, &[]));
                took_part(&mut self.rectifiers, turn.who());
            }
            IssueChange::Progress { text, files } => {
                said("整改进展", text)?;
                self.progress.push(turn.entry(text, files));
                took_part(&mut self.rectifiers, turn.who());
            }
            IssueChange::AskExtension { span, reason } => {
                self.asked_extension = AskedExtension::ask(*span, reason, turn)?;
                took_part(&mut self.rectifiers, turn.who());
            }
            IssueChange::Extend { .. } => {
                let clock = self.head.clocks.open_mut(Obligation::IssueRectification);
                AskedExtension::grant(&mut self.asked_extension, clock, "整改时限", turn)?;
            }
            IssueChange::RefuseExtension { reason } => AskedExtension::refuse(&mut self.asked_extension, reason)?,
            IssueChange::Pause { reason } => {
                said("暂停理由", reason)?;
                self.rectification()?.pause(turn.at)?;
            }
            IssueChange::Resume { .. } => self.rectification()?.resume(turn.at, turn.calendar)?,
            IssueChange::Submit { text, files } => {
                said("整改情况", text)?;
                if files.is_empty() {
                    return Err(Refusal::Unfit { field: "佐证材料", problem: "至少一份" });
                }
                self.claimed = Some(turn.entry(text, files));
                self.head.clocks.meet(Obligation::IssueRectification, turn.at);
                took_part(&mut self.rectifiers, turn.who());
            }
            IssueChange::Verify { text, files } => {
                turn.not_one_of(&self.rectifiers, "整改", step.zh())?;
                said("核验情况", text)?;
                self.verified = Some(turn.entry(text, files));
                took_part(&mut self.verifiers, turn.who());
            }
            IssueChange::Reject { reason } => {
                turn.not_one_of(&self.rectifiers, "整改", step.zh())?;
                said("不通过理由", reason)?;
                self.rejections.push(turn.entry(reason, &[]));
                if self.state == IssueState::Submitted {
                    took_part(&mut self.verifiers, turn.who());
                }
                self.put_right_again(turn)?;
            }
            IssueChange::Close { remark } => {
                turn.not_one_of(&self.rectifiers, "整改", step.zh())?;
                turn.not_one_of(&self.verifiers, "核验", step.zh())?;
                self.closed = Some(turn.entry(remark, &[]));
                self.head.clocks.stop_all(turn.at);
            }
            IssueChange::PlanLookBack { due_on, draw, .. } => self.plan_look_back(*due_on, draw.as_deref(), turn)?,
            IssueChange::LookBack { holds, random, text, files } => {
                self.look_back(*holds, *random, turn.entry(text, files), turn)?;
                if reopens {
                    self.reopen(turn)?;
                }
            }
            IssueChange::CallBack { satisfaction, text } => {
                if *satisfaction == Satisfaction::Dissatisfied {
                    said("不满意原因", text)?;
                }
                self.call_backs.push(CallBack { entry: turn.entry(text, &[]), satisfaction: *satisfaction, reopened: reopens });
                if reopens {
                    self.reopen(turn)?;
                }
            }
            IssueChange::Merge { into, reason } => {
                said("并案理由", reason)?;
                if *into == self.head.id {
                    return Err(Refusal::Unfit { field: "并入问题", problem: "不能是其自身" });
                }
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
        !matches!(self.state, IssueState::Closed | IssueState::Merged)
    }

    fn amount(&self) -> Option<Fen> {
        self.amount
    }

    fn mark(&self, mark: Mark) -> Option<DateTime<Utc>> {
        self.marked(mark)
    }
}

impl Issue {
    fn assign(&mut self, department: &str, due_on: Option<NaiveDate>, turn: &Turn<'_>) -> Result<(), Refusal> {
        said("责任单位", department)?;
        self.head.department = Some(department.to_owned());
        self.head.owner = None;
        self.asked_extension = None;
        self.head.clocks.start(turn.clock(Obligation::IssueAcceptance)?);
        self.head.clocks.start(turn.clock_until(Obligation::IssueRectification, due_on)?);
        Ok(())
    }

    fn give_back(&mut self, reason: &str, turn: &Turn<'_>) -> Result<(), Refusal> {
        said("退回理由", reason)?;
        if self.returns.len() >= RETURN_LIMIT as usize {
            return Err(Refusal::TooOften { step: IssueStep::Return.zh(), limit: RETURN_LIMIT });
        }
        if let Some(clock) = self.head.clocks.open(Obligation::IssueAcceptance)
            && turn.at >= clock.due_at
        {
            return Err(Refusal::TooLate { step: IssueStep::Return.zh(), until: clock.due_on() });
        }
        self.returns.push(turn.entry(reason, &[]));
        self.head.clocks.stop_all(turn.at);
        self.head.department = None;
        Ok(())
    }

    fn rectification(&mut self) -> Result<&mut crate::clock::Clock, Refusal> {
        self.head.clocks.open_mut(Obligation::IssueRectification).ok_or(Refusal::Unfit { field: "整改时限", problem: "未在计时" })
    }

    /// The claim did not hold: there is a new time to put it right, and who verified before may verify again.
    fn put_right_again(&mut self, turn: &Turn<'_>) -> Result<(), Refusal> {
        self.claimed = None;
        self.verified = None;
        self.head.clocks.start(turn.clock(Obligation::IssueRectification)?);
        Ok(())
    }

    fn reopen(&mut self, turn: &Turn<'_>) -> Result<(), Refusal> {
        self.reopened += 1;
        self.closed = None;
        // What was planned for it as closed is not owed for it as open.
        self.planned_look_back = None;
        self.head.clocks.stop(Obligation::LookBack, turn.at);
        self.put_right_again(turn)
    }

    fn reopened_by_call_back(&self) -> u32 {
        u32::try_from(self.call_backs.iter().filter(|call| call.reopened).count()).unwrap_or(u32::MAX)
    }
}
