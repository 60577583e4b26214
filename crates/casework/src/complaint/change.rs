//! What is done with a complaint, and by whom: the intake desk (受理岗), the handling office (承办单位), the supervising side.

use super::ComplaintState;
use super::state::ComplaintStep;
use super::words::{PetitionClass, ReviewOutcome};
use crate::clock::Span;
use crate::issue::Satisfaction;
use crate::people::{Role, groups};
use crate::record::{Change, Reference};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is done with a complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum ComplaintChange {
    /// Say what it is, and who is accused (分类).
    Classify {
        /// What it asks for.
        class: PetitionClass,
        /// Who or what is reported (被反映人或单位).
        #[serde(default)]
        accused: Option<String>,
        /// The office that it accuses (被反映单位), by code: it is never given the complaint.
        #[serde(default)]
        accused_office: Option<String>,
    },
    /// Deal with it (受理).
    Accept {
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
    },
    /// Do not deal with it (不予受理).
    NotAccept {
        /// Why.
        reason: String,
    },
    /// Hand it to the authority whose matter it is (转送).
    Refer {
        /// The authority.
        to: String,
        /// Why.
        reason: String,
    },
    /// Tell the reporter what was decided (告知).
    Tell {
        /// How and what.
        text: String,
    },
    /// Give it to an office (交办).
    Assign {
        /// Office (承办单位).
        department: String,
    },
    /// Give it to another office (改派).
    Transfer {
        /// Office.
        department: String,
        /// Why.
        reason: String,
    },
    /// Take it (签收).
    Take {
        /// The person in charge (承办人); whoever takes it, where nobody is named.
        #[serde(default)]
        owner: Option<String>,
    },
    /// Object that it is another's (异议退回).
    Return {
        /// Why.
        reason: String,
    },
    /// Say what was done about it (报送办理结果).
    Claim {
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
    /// Answer the reporter (答复).
    Answer {
        /// The answer, in words for the reporter.
        text: String,
    },
    /// Find that it was done as answered (核实通过).
    Verify {
        /// What was found.
        text: String,
        /// Evidence files.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Find that it was not (退回重办).
    SendBack {
        /// Why.
        reason: String,
    },
    /// Close it (办结).
    Close {
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
    },
    /// Ask the reporter (回访).
    CallBack {
        /// How content the reporter is.
        satisfaction: Satisfaction,
        /// What was said: asked for where the reporter is dissatisfied.
        #[serde(default)]
        text: String,
    },
    /// The reporter asks for review (申请复查).
    AskReview {
        /// Why.
        reason: String,
    },
    /// Decide on the review (复查决定).
    DecideReview {
        /// What it has come to.
        outcome: ReviewOutcome,
        /// The decision, in words for the reporter.
        text: String,
    },
    /// The reporter asks for review of the review (申请复核).
    AskSecondReview {
        /// Why.
        reason: String,
    },
    /// Decide on the second review (复核决定).
    DecideSecondReview {
        /// What it has come to.
        outcome: ReviewOutcome,
        /// The decision, in words for the reporter.
        text: String,
    },
    /// A step that reaches beyond the record; only the method of the ledger that does the rest as well takes it.
    #[serde(skip)]
    Beyond(Beyond),
}

/// A step that reaches beyond the record: to a code, another record, another system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beyond(pub(super) BeyondStep);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum BeyondStep {
    Confirm,
    LinkRepeat { of: i64, reason: String },
    UnlinkRepeat { reason: String },
    GoOn { to: Reference },
    Outside { state: Option<ComplaintState>, text: String },
}

impl From<BeyondStep> for ComplaintChange {
    fn from(step: BeyondStep) -> Self {
        Self::Beyond(Beyond(step))
    }
}

impl ComplaintChange {
    pub(super) fn kind(&self) -> ComplaintStep {
        match self {
            Self::Classify { .. } => ComplaintStep::Classify,
            Self::Accept { .. } => ComplaintStep::Accept,
            Self::NotAccept { .. } => ComplaintStep::NotAccept,
            Self::Refer { .. } => ComplaintStep::Refer,
            Self::Tell { .. } => ComplaintStep::Tell,
            Self::Assign { .. } => ComplaintStep::Assign,
            Self::Transfer { .. } => ComplaintStep::Transfer,
            Self::Take { .. } => ComplaintStep::Take,
            Self::Return { .. } => ComplaintStep::Return,
            Self::Claim { .. } => ComplaintStep::Claim,
            Self::AskExtension { .. } => ComplaintStep::AskExtension,
            Self::Extend { .. } => ComplaintStep::Extend,
            Self::RefuseExtension { .. } => ComplaintStep::RefuseExtension,
            Self::Answer { .. } => ComplaintStep::Answer,
            Self::Verify { .. } => ComplaintStep::Verify,
            Self::SendBack { .. } => ComplaintStep::SendBack,
            Self::Close { .. } => ComplaintStep::Close,
            Self::CallBack { .. } => ComplaintStep::CallBack,
            Self::AskReview { .. } => ComplaintStep::AskReview,
            Self::DecideReview { .. } => ComplaintStep::DecideReview,
            Self::AskSecondReview { .. } => ComplaintStep::AskSecondReview,
            Self::DecideSecondReview { .. } => ComplaintStep::DecideSecondReview,
            Self::Beyond(Beyond(step)) => match step {
                BeyondStep::Confirm => ComplaintStep::Confirm,
                BeyondStep::LinkRepeat { .. } => ComplaintStep::LinkRepeat,
                BeyondStep::UnlinkRepeat { .. } => ComplaintStep::UnlinkRepeat,
                BeyondStep::GoOn { .. } => ComplaintStep::GoOn,
                BeyondStep::Outside { .. } => ComplaintStep::Outside,
            },
        }
    }
}

impl ComplaintStep {
    /// Whether only the intake desk takes it, whatever its role.
    pub(super) const fn is_for_the_desk(self) -> bool {
        matches!(
            self,
            Self::Classify
                | Self::Accept
                | Self::NotAccept
                | Self::Refer
                | Self::Tell
                | Self::Assign
                | Self::Transfer
                | Self::Close
                | Self::CallBack
                | Self::AskReview
                | Self::AskSecondReview
                | Self::LinkRepeat
                | Self::UnlinkRepeat
                | Self::GoOn
                | Self::Outside
        )
    }
}

impl Change for ComplaintChange {
    fn step(&self) -> &'static str {
        self.kind().code()
    }

    fn names(&self) -> (&'static str, &'static str) {
        (self.kind().zh(), self.kind().en())
    }

    fn why(&self) -> &str {
        match self {
            Self::Classify { .. } | Self::Assign { .. } | Self::Take { .. } => "",
            Self::NotAccept { reason }
            | Self::Refer { reason, .. }
            | Self::Transfer { reason, .. }
            | Self::Return { reason }
            | Self::AskExtension { reason, .. }
            | Self::RefuseExtension { reason }
            | Self::SendBack { reason }
            | Self::AskReview { reason }
            | Self::AskSecondReview { reason } => reason,
            Self::Accept { remark } | Self::Extend { remark } | Self::Close { remark } => remark,
            Self::Tell { text }
            | Self::Claim { text, .. }
            | Self::Answer { text }
            | Self::Verify { text, .. }
            | Self::CallBack { text, .. }
            | Self::DecideReview { text, .. }
            | Self::DecideSecondReview { text, .. } => text,
            Self::Beyond(Beyond(step)) => match step {
                BeyondStep::LinkRepeat { reason, .. } | BeyondStep::UnlinkRepeat { reason } => reason,
                BeyondStep::Confirm | BeyondStep::GoOn { .. } | BeyondStep::Outside { .. } => "",
            },
        }
    }

    fn roles(&self) -> &'static [Role] {
        match self.kind() {
            // The public page alone, which is the machine's.
            ComplaintStep::Confirm => &[],
            ComplaintStep::Extend
            | ComplaintStep::RefuseExtension
            | ComplaintStep::Verify
            | ComplaintStep::SendBack
            | ComplaintStep::DecideReview
            | ComplaintStep::DecideSecondReview => groups::SUPERVISING,
            // The supervising side handles accusations itself; who of it has handled one does not verify it.
            _ => groups::BOTH,
        }
    }

    fn files(&self) -> &[String] {
        match self {
            Self::Claim { files, .. } | Self::Verify { files, .. } => files,
            _ => &[],
        }
    }
}
