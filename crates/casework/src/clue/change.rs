//! What is said when a clue is entered, and what is done with it.

use super::person::PersonDraft;
use super::state::{ClueStep, Disposal};
use crate::people::{Role, groups};
use crate::record::{Change, HeadDraft};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vocabulary::labelled;

labelled! {
    /// Where a clue comes from (线索来源).
    pub enum ClueSource {
        /// What a citizen said (信访举报).
        Complaint = "complaint", "信访举报", "Complaint";
        /// What a rule found, verified (疑点核实).
        Lead = "lead", "疑点核实", "Lead";
        /// Something wrong in the ledger of issues (问题台账).
        Issue = "issue", "问题台账", "Issue";
        /// What an inspection found (督导检查).
        Inspection = "inspection", "督导检查", "Inspection";
        /// What came up in another case (案件牵出).
        Case = "case", "案件牵出", "Another case";
        /// What another authority handed over (移送).
        Transfer = "transfer", "移送", "Transfer";
    }
}

crate::schema::labelled_schema!(ClueSource as "ClueSource");

/// What is said when a clue is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClueDraft {
    /// Title, priority, place.
    pub head: HeadDraft,
    /// Where it comes from.
    pub source: ClueSource,
    /// What is suspected (反映问题).
    pub description: String,
    /// Who is suspected; at least one.
    pub persons: Vec<PersonDraft>,
}

/// What is done with a clue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClueChange {
    /// Propose how to dispose of it (提出处置建议).
    Propose {
        /// How.
        disposal: Disposal,
        /// Why.
        reason: String,
    },
    /// Approve what another has proposed (批准处置建议).
    Approve {
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
    },
    /// Refuse it (不批准处置建议).
    Refuse {
        /// Why.
        reason: String,
    },
    /// Ask the person in writing (发函询问).
    SendInquiry {
        /// What is asked.
        text: String,
        /// The letter.
        #[serde(default)]
        files: Vec<String>,
    },
    /// The person has answered (收到函询回复).
    ReceiveAnswer {
        /// What was answered.
        text: String,
        /// The answer.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Talk with the person (谈话).
    Talk {
        /// What was said.
        text: String,
        /// The record of the talk.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Write down what was found so far (办理记录).
    Note {
        /// What was found.
        text: String,
        /// Evidence files.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Report what came of the talk, the inquiry or the check (报告办理情况).
    Report {
        /// What came of it.
        text: String,
        /// The report.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Take up again what was held (重新启动).
    TakeUp {
        /// Why.
        reason: String,
    },
    /// Open a case (立案): taken by [`Work::open_case_from_clue`](crate::record::Work::open_case_from_clue) alone.
    #[serde(skip)]
    OpenCase {
        /// Why.
        reason: String,
    },
    /// Add a person whom it concerns (增加被反映人).
    AddPerson {
        /// Who.
        person: PersonDraft,
    },
    /// Say who a person is (确认人员身份).
    Identify {
        /// Which of the clue's persons, from 1.
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

impl ClueChange {
    pub(super) fn kind(&self) -> ClueStep {
        match self {
            Self::Propose { .. } => ClueStep::Propose,
            Self::Approve { .. } => ClueStep::Approve,
            Self::Refuse { .. } => ClueStep::Refuse,
            Self::SendInquiry { .. } => ClueStep::SendInquiry,
            Self::ReceiveAnswer { .. } => ClueStep::ReceiveAnswer,
            Self::Talk { .. } => ClueStep::Talk,
            Self::Note { .. } => ClueStep::Note,
            Self::Report { .. } => ClueStep::Report,
            Self::TakeUp { .. } => ClueStep::TakeUp,
            Self::OpenCase { .. } => ClueStep::OpenCase,
            Self::AddPerson { .. } => ClueStep::AddPerson,
            Self::Identify { .. } => ClueStep::Identify,
            Self::AddMember { .. } => ClueStep::AddMember,
            Self::RemoveMember { .. } => ClueStep::RemoveMember,
        }
    }
}

impl Change for ClueChange {
    fn step(&self) -> &'static str {
        self.kind().code()
    }

    fn names(&self) -> (&'static str, &'static str) {
        (self.kind().zh(), self.kind().en())
    }

    fn why(&self) -> &str {
        match self {
            Self::Propose { reason, .. } | Self::Refuse { reason } | Self::TakeUp { reason } | Self::OpenCase { reason } => reason,
            Self::Approve { remark } => remark,
            Self::SendInquiry { text, .. }
            | Self::ReceiveAnswer { text, .. }
            | Self::Talk { text, .. }
            | Self::Note { text, .. }
            | Self::Report { text, .. } => text,
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
            Self::SendInquiry { files, .. }
            | Self::ReceiveAnswer { files, .. }
            | Self::Talk { files, .. }
            | Self::Note { files, .. }
            | Self::Report { files, .. } => files,
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use utoipa::PartialSchema;

    #[test]
    fn nobody_says_from_outside_that_a_case_was_opened() {
        let step = |json| serde_json::from_str::<ClueChange>(json).is_ok();
        assert!(step(r#"{"step":"take_up","reason":"新情况"}"#));
        assert!(!step(r#"{"step":"open_case","reason":"立案"}"#));
        let schema = serde_json::to_string(&ClueChange::schema()).expect("JSON");
        assert!(schema.contains("take_up") && !schema.contains("open_case"));
    }
}
