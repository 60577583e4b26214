//! The thirteen kinds of record, and how they hang together.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vocabulary::labelled;

labelled! {
    /// Kind of record (台账类别).
    pub enum Kind {
        /// What a citizen says (信访举报): letter, visit, web, phone.
        Complaint = "complaint", "信访举报", "Complaint";
        /// What a rule found (疑点).
        Lead = "lead", "疑点", "Lead";
        /// Something wrong that a department must put right (问题).
        Issue = "issue", "问题", "Issue";
        /// What could go wrong, with its control (风险隐患).
        Risk = "risk", "风险隐患", "Risk";
        /// A visit with its checklist (督导检查).
        Inspection = "inspection", "督导检查", "Inspection";
        /// A person is suspected of breaking discipline or law (问题线索).
        Clue = "clue", "问题线索", "Clue";
        /// A clue that was opened for examination (案件).
        Case = "case", "案件", "Case";
        /// A written demand that a department mends its system (纪检监察建议).
        Recommendation = "recommendation", "纪检监察建议", "Recommendation";
        /// A talk of warning with a responsible person or institution (约谈提醒).
        Interview = "interview", "约谈提醒", "Interview";
        /// Money to get back (追缴退赔).
        Recovery = "recovery", "追缴退赔", "Recovery";
        /// A rule or system that a department made or changed (制度建设).
        Measure = "measure", "制度建设", "Measure";
        /// What is told to the public (通报曝光).
        Notice = "notice", "通报曝光", "Notice";
        /// The year's work over its priorities, departments and goals (专项整治).
        Campaign = "campaign", "专项整治", "Campaign";
    }
}

impl Kind {
    /// The letters that a record's number begins with (编号前缀): the initials of its Chinese name.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Complaint => "XF",
            Self::Lead => "YD",
            Self::Issue => "WT",
            Self::Risk => "FX",
            Self::Inspection => "DC",
            Self::Clue => "XS",
            Self::Case => "AJ",
            Self::Recommendation => "JY",
            Self::Interview => "YT",
            Self::Recovery => "ZJ",
            Self::Measure => "ZD",
            Self::Notice => "TB",
            Self::Campaign => "ZX",
        }
    }
}

/// One record, by kind and number in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub struct Reference {
    /// Its kind.
    pub kind: Kind,
    /// Its number within the kind.
    pub id: i64,
}

labelled! {
    /// How one record hangs on another (关联): read from the first to the second.
    pub enum Relation {
        /// The first was made from the second (来源于).
        From = "from", "来源于", "Made from";
        /// The first says the same as the second (重复于): both are counted and both are answered.
        Repeats = "repeats", "重复于", "Repeats";
        /// The first belongs to the second, as an inspection does to its campaign (隶属于).
        PartOf = "part_of", "隶属于", "Part of";
        /// The two concern each other (相关).
        Concerns = "concerns", "相关", "Concerns";
    }
}
