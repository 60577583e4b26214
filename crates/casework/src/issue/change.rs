//! What is said when an issue is entered, and what is done with it later; who takes which step.

use super::state::IssueStep;
use super::{IssueSource, Satisfaction};
use crate::clock::Span;
use crate::people::{Role, groups};
use crate::record::{Change, HeadDraft};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vocabulary::Fen;

/// What is said when an issue is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct IssueDraft {
    /// Title, priority, place.
    pub head: HeadDraft,
    /// Where it comes from.
    pub source: IssueSource,
    /// What is wrong (问题描述).
    pub description: String,
    /// The amount at stake, in fen (涉及金额).
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub amount: Option<Fen>,
}

/// What is done with an issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum IssueChange {
    /// Give it to a department (交办).
    Assign {
        /// Department (责任单位).
        department: String,
        /// Until when it is to be put right; the usual limit where none is set.
        #[serde(default)]
        due_on: Option<NaiveDate>,
    },
    /// Take it (签收).
    Accept {
        /// The person in charge (承办人); whoever accepts, where nobody is named.
        #[serde(default)]
        owner: Option<String>,
    },
    /// Give it back (退回).
    Return {
        /// Why.
        reason: String,
    },
    /// Give it to another department (转办).
    Transfer {
        /// Department.
        department: String,
        /// Why.
        reason: String,
    },
    /// Say what will be done (制定整改措施).
    Start {
        /// The measures.
        measures: String,
    },
    /// Say how far it is (填报进展).
    Progress {
        /// What was done.
        text: String,
        /// Evidence files.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Ask for more time (申请延期).
    AskExtension {
        /// How much.
        span: Span,
        /// Why.
        reason: String,
    },
    /// Give more time (批准延期).
    Extend {
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
    },
    /// Refuse more time (不批准延期).
    RefuseExtension {
        /// Why.
        reason: String,
    },
    /// Let the clock stand still (暂停计时).
    Pause {
        /// Why.
        reason: String,
    },
    /// Let it run again (恢复计时).
    Resume {
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
    },
    /// Ask for close-out (申请销号).
    Submit {
        /// What was put right.
        text: String,
        /// Evidence files: at least one.
        files: Vec<String>,
    },
    /// Find that it is put right (核验通过).
    Verify {
        /// What was found.
        text: String,
        /// Evidence files.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Find that it is not (核验不通过).
    Reject {
        /// Why.
        reason: String,
    },
    /// Close it out (销号).
    Close {
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
    },
    /// Set a day on which somebody looks again (安排回头看); set anew, it is that day.
    PlanLookBack {
        /// Until when; the usual limit where none is set.
        #[serde(default)]
        due_on: Option<NaiveDate>,
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
        /// The month by whose draw it is. [`Work::draw_look_backs`](crate::record::Work::draw_look_backs) alone fills this in.
        #[serde(skip)]
        draw: Option<String>,
    },
    /// Look again (回头看).
    LookBack {
        /// Whether it still is as it should be.
        holds: bool,
        /// Drawn at random, not planned.
        #[serde(default)]
        random: bool,
        /// What was found.
        text: String,
        /// Evidence files.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Ask the complainant (回访).
    CallBack {
        /// How content the complainant is.
        satisfaction: Satisfaction,
        /// What was said: asked for when it reopens the issue.
        #[serde(default)]
        text: String,
    },
    /// Join it to another issue (并案).
    Merge {
        /// The other issue.
        into: i64,
        /// Why.
        reason: String,
    },
}

impl IssueChange {
    pub(super) fn kind(&self) -> IssueStep {
        match self {
            Self::Assign { .. } => IssueStep::Assign,
            Self::Accept { .. } => IssueStep::Accept,
            Self::Return { .. } => IssueStep::Return,
            Self::Transfer { .. } => IssueStep::Transfer,
            Self::Start { .. } => IssueStep::Start,
            Self::Progress { .. } => IssueStep::Progress,
            Self::AskExtension { .. } => IssueStep::AskExtension,
            Self::Extend { .. } => IssueStep::Extend,
            Self::RefuseExtension { .. } => IssueStep::RefuseExtension,
            Self::Pause { .. } => IssueStep::Pause,
            Self::Resume { .. } => IssueStep::Resume,
            Self::Submit { .. } => IssueStep::Submit,
            Self::Verify { .. } => IssueStep::Verify,
            Self::Reject { .. } => IssueStep::Reject,
            Self::Close { .. } => IssueStep::Close,
            Self::PlanLookBack { .. } => IssueStep::PlanLookBack,
            Self::LookBack { .. } => IssueStep::LookBack,
            Self::CallBack { .. } => IssueStep::CallBack,
            Self::Merge { .. } => IssueStep::Merge,
        }
    }
}

impl Change for IssueChange {
    fn step(&self) -> &'static str {
        self.kind().code()
    }

    fn names(&self) -> (&'static str, &'static str) {
        (self.kind().zh(), self.kind().en())
    }

    fn why(&self) -> &str {
        match self {
            Self::Assign { .. } | Self::Accept { .. } => "",
            Self::Return { reason }
            | Self::Transfer { reason, .. }
            | Self::AskExtension { reason, .. }
            | Self::RefuseExtension { reason }
            | Self::Pause { reason }
            | Self::Reject { reason }
            | Self::Merge { reason, .. } => reason,
            Self::Extend { remark } | Self::Resume { remark } | Self::Close { remark } | Self::PlanLookBack { remark, .. } => remark,
            Self::Start { measures: text }
            | Self::Progress { text, .. }
            | Self::Submit { text, .. }
            | Self::Verify { text, .. }
            | Self::LookBack { text, .. }
            | Self::CallBack { text, .. } => text,
        }
    }

    fn roles(&self) -> &'static [Role] {
        match self.kind() {
            IssueStep::Accept
            | IssueStep::Return
            | IssueStep::Start
            | IssueStep::Progress
            | IssueStep::AskExtension
            | IssueStep::Submit => groups::RESPONSIBLE,
            IssueStep::Assign
            | IssueStep::Transfer
            | IssueStep::Extend
            | IssueStep::RefuseExtension
            | IssueStep::Pause
            | IssueStep::Resume
            | IssueStep::Verify
            | IssueStep::Reject
            | IssueStep::Close
            | IssueStep::PlanLookBack
            | IssueStep::LookBack
            | IssueStep::CallBack
            | IssueStep::Merge => groups::SUPERVISING,
        }
    }

    fn files(&self) -> &[String] {
        match self {
            Self::Progress { files, .. } | Self::Submit { files, .. } | Self::Verify { files, .. } | Self::LookBack { files, .. } => files,
            _ => &[],
        }
    }
}
