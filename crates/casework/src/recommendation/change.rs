//! What is said when a recommendation is drafted, and what is done with it.

use super::state::RecommendationStep;
use crate::clock::Span;
use crate::people::{Role, groups};
use crate::record::{Change, HeadDraft};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vocabulary::labelled;

labelled! {
    /// Kind of recommendation (建议种类).
    pub enum RecommendationKind {
        /// Of the discipline inspection commission (纪律检查建议).
        Discipline = "discipline", "纪律检查建议", "Discipline inspection recommendation";
        /// Of the supervisory commission (监察建议).
        Supervision = "supervision", "监察建议", "Supervisory recommendation";
        /// Of both (纪检监察建议).
        Joint = "joint", "纪检监察建议", "Joint recommendation";
        /// A reminder without legal force (工作提示).
        Reminder = "reminder", "工作提示", "Reminder";
    }
}

crate::schema::labelled_schema!(RecommendationKind as "RecommendationKind");

/// What a recommendation says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RecommendationContent)]
pub struct Content {
    /// What is wrong (存在问题).
    pub problems: String,
    /// What is demanded (建议事项): each is answered for.
    pub demands: Vec<String>,
}

/// What is said when a recommendation is drafted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecommendationDraft {
    /// Title, priority, place; the department is the office to which it is addressed (建议对象).
    pub head: HeadDraft,
    /// Kind.
    pub kind: RecommendationKind,
    /// What it says.
    pub content: Content,
}

/// What is done with a recommendation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum RecommendationChange {
    /// Write it anew (修改).
    Revise {
        /// What it says now.
        content: Content,
    },
    /// Sign and send it (签发).
    Issue {
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
        /// The signed paper.
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
    /// Answer it (回复).
    Answer {
        /// What was done.
        text: String,
        /// Evidence files: at least one.
        files: Vec<String>,
    },
    /// Refuse to follow it (提出异议).
    Refuse {
        /// Why.
        reason: String,
        /// Evidence files.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Hold to it all the same (坚持建议).
    Insist {
        /// Why.
        reason: String,
    },
    /// Find that it was followed (核验通过).
    Verify {
        /// What was found.
        text: String,
        /// Evidence files.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Find that it was not (核验不通过).
    Reject {
        /// Why.
        reason: String,
    },
    /// Close it (办结).
    Close {
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
    },
    /// Take it back (撤回).
    Withdraw {
        /// Why.
        reason: String,
    },
}

impl RecommendationChange {
    pub(super) fn kind(&self) -> RecommendationStep {
        match self {
            Self::Revise { .. } => RecommendationStep::Revise,
            Self::Issue { .. } => RecommendationStep::Issue,
            Self::AskExtension { .. } => RecommendationStep::AskExtension,
            Self::Extend { .. } => RecommendationStep::Extend,
            Self::RefuseExtension { .. } => RecommendationStep::RefuseExtension,
            Self::Answer { .. } => RecommendationStep::Answer,
            Self::Refuse { .. } => RecommendationStep::Refuse,
            Self::Insist { .. } => RecommendationStep::Insist,
            Self::Verify { .. } => RecommendationStep::Verify,
            Self::Reject { .. } => RecommendationStep::Reject,
            Self::Close { .. } => RecommendationStep::Close,
            Self::Withdraw { .. } => RecommendationStep::Withdraw,
        }
    }
}

impl Change for RecommendationChange {
    fn step(&self) -> &'static str {
        self.kind().code()
    }

    fn names(&self) -> (&'static str, &'static str) {
        (self.kind().zh(), self.kind().en())
    }

    fn why(&self) -> &str {
        match self {
            Self::Revise { .. } => "",
            Self::AskExtension { reason, .. }
            | Self::RefuseExtension { reason }
            | Self::Refuse { reason, .. }
            | Self::Insist { reason }
            | Self::Reject { reason }
            | Self::Withdraw { reason } => reason,
            Self::Issue { remark, .. } | Self::Extend { remark } | Self::Close { remark } => remark,
            Self::Answer { text, .. } | Self::Verify { text, .. } => text,
        }
    }

    fn roles(&self) -> &'static [Role] {
        match self {
            Self::Answer { .. } | Self::Refuse { .. } | Self::AskExtension { .. } => groups::RESPONSIBLE,
            _ => groups::SUPERVISING,
        }
    }

    fn files(&self) -> &[String] {
        match self {
            Self::Issue { files, .. } | Self::Answer { files, .. } | Self::Refuse { files, .. } | Self::Verify { files, .. } => files,
            _ => &[],
        }
    }
}
