//! What is said when a case is opened, and what is done with it.

use super::ruling::RulingDraft;
use super::state::CaseStep;
use crate::clock::Span;
use crate::clue::{Person, PersonDraft};
use crate::people::{Role, groups};
use crate::record::{Change, HeadDraft};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a clue hands on to its case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseDraft {
    /// Title, priority, place.
    pub head: HeadDraft,
    /// What the preliminary check found (立案事实).
    pub facts: String,
    /// Whom it concerns, with the keys that they have.
    pub persons: Vec<Person>,
    /// Who may see it.
    pub team: Vec<String>,
}

/// What is done with a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum CaseChange {
    /// Begin to examine (开始审查调查).
    Start {
        /// How it will be examined (审查调查方案).
        plan: String,
    },
    /// Write down what was found so far (办理记录).
    Note {
        /// What was found.
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
    /// Hand over to trial (移送审理).
    SendToTrial {
        /// What was found (审查调查报告).
        text: String,
        /// The report: at least one file.
        files: Vec<String>,
    },
    /// Give back to be examined further (退回补充审查调查).
    SendBack {
        /// Why.
        reason: String,
    },
    /// Say what is to become of a person (提出处理意见); the last that was said before the conclusion counts.
    Rule {
        /// Which of the case's persons, from 1.
        person: u32,
        /// What.
        ruling: RulingDraft,
    },
    /// Hand a person over to justice (移送司法机关).
    Transfer {
        /// Which of the case's persons, from 1.
        person: u32,
        /// To which organ.
        organ: String,
        /// When.
        on: NaiveDate,
        /// On which suspicion.
        reason: String,
        /// The letter of transfer.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Decide, for all persons (作出处分决定).
    Conclude {
        /// The decision in words.
        text: String,
        /// The decision: at least one file.
        files: Vec<String>,
    },
    /// The decision on a person is carried out (执行处分决定).
    Execute {
        /// Which of the case's persons, from 1.
        person: u32,
        /// When.
        on: NaiveDate,
        /// How.
        text: String,
        /// Evidence files.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Close it (结案).
    Close {
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
    },
    /// Take it back (撤案).
    Dismiss {
        /// Why.
        reason: String,
    },
    /// Add a person whom it concerns (增加被审查调查人).
    AddPerson {
        /// Who.
        person: PersonDraft,
    },
    /// Say who a person is (确认人员身份).
    Identify {
        /// Which of the case's persons, from 1.
        person: u32,
        /// Keyed hash of the resident number.
        key: String,
    },
    /// Let one more account see it (增加专案组成员).
    AddMember {
        /// The account.
        who: String,
    },
    /// Let an account see it no more (移出专案组成员).
    RemoveMember {
        /// The account.
        who: String,
    },
}

impl CaseChange {
    pub(super) fn kind(&self) -> CaseStep {
        match self {
            Self::Start { .. } => CaseStep::Start,
            Self::Note { .. } => CaseStep::Note,
            Self::AskExtension { .. } => CaseStep::AskExtension,
            Self::Extend { .. } => CaseStep::Extend,
            Self::RefuseExtension { .. } => CaseStep::RefuseExtension,
            Self::SendToTrial { .. } => CaseStep::SendToTrial,
            Self::SendBack { .. } => CaseStep::SendBack,
            Self::Rule { .. } => CaseStep::Rule,
            Self::Transfer { .. } => CaseStep::Transfer,
            Self::Conclude { .. } => CaseStep::Conclude,
            Self::Execute { .. } => CaseStep::Execute,
            Self::Close { .. } => CaseStep::Close,
            Self::Dismiss { .. } => CaseStep::Dismiss,
            Self::AddPerson { .. } => CaseStep::AddPerson,
            Self::Identify { .. } => CaseStep::Identify,
            Self::AddMember { .. } => CaseStep::AddMember,
            Self::RemoveMember { .. } => CaseStep::RemoveMember,
        }
    }
}

impl Change for CaseChange {
    fn step(&self) -> &'static str {
        self.kind().code()
    }

    fn names(&self) -> (&'static str, &'static str) {
        (self.kind().zh(), self.kind().en())
    }

    fn why(&self) -> &str {
        match self {
            Self::AskExtension { reason, .. }
            | Self::RefuseExtension { reason }
            | Self::SendBack { reason }
            | Self::Rule { ruling: RulingDraft { reason, .. }, .. }
            | Self::Transfer { reason, .. }
            | Self::Dismiss { reason } => reason,
            Self::Extend { remark } | Self::Close { remark } => remark,
            Self::Start { plan: text }
            | Self::Note { text, .. }
            | Self::SendToTrial { text, .. }
            | Self::Conclude { text, .. }
            | Self::Execute { text, .. } => text,
            Self::AddPerson { .. } | Self::Identify { .. } | Self::AddMember { .. } | Self::RemoveMember { .. } => "",
        }
    }

    fn roles(&self) -> &'static [Role] {
        match self {
            Self::AddMember { .. } | Self::RemoveMember { .. } => groups::OFFICE,
            _ => groups::SUPERVISING,
        }
    }

    fn files(&self) -> &[String] {
        match self {
            Self::Note { files, .. }
            | Self::SendToTrial { files, .. }
            | Self::Transfer { files, .. }
            | Self::Conclude { files, .. }
            | Self::Execute { files, .. } => files,
            _ => &[],
        }
    }
}
