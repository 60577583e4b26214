//! The closed lists of a complaint.

use crate::record::Kind;
use vocabulary::labelled;

labelled! {
    /// By which way a complaint came in (信访渠道).
    pub enum Channel {
        /// Letter (来信).
        Letter = "letter", "来信", "Letter";
        /// Visit (来访).
        Visit = "visit", "来访", "Visit";
        /// Public page (网络).
        Web = "web", "网络", "Web";
        /// The office's telephone (电话).
        Phone = "phone", "电话", "Phone";
        /// The hotline 12345 (12345 热线).
        Hotline = "hotline", "12345热线", "Hotline 12345";
    }
}

labelled! {
    /// What a complaint asks for, which decides its road (信访事项类别).
    pub enum PetitionClass {
        /// Somebody is accused of breaking discipline or law (检举控告): it goes on as a clue.
        Accusation = "accusation", "检举控告", "Accusation";
        /// Somebody asks for what is theirs (申诉求决): it goes on as an issue.
        Appeal = "appeal", "申诉求决", "Appeal";
        /// Somebody proposes something (意见建议): it is answered.
        Suggestion = "suggestion", "意见建议", "Suggestion";
        /// A matter of the courts, the procuratorate or the police (涉法涉诉): it is referred to them.
        LegalMatter = "legal_matter", "涉法涉诉", "Legal matter";
    }
}

impl PetitionClass {
    /// The kind of record as which such a complaint goes on; nothing where it is answered or referred.
    pub const fn goes_on_as(self) -> Option<Kind> {
        match self {
            Self::Accusation => Some(Kind::Clue),
            Self::Appeal => Some(Kind::Issue),
            Self::Suggestion | Self::LegalMatter => None,
        }
    }
}

labelled! {
    /// How a reporter wants to be known (署名方式).
    pub enum ReporterKind {
        /// Under a name (实名).
        Named = "named", "实名", "Named";
        /// Nothing is known of the reporter, and nothing is kept (匿名).
        Anonymous = "anonymous", "匿名", "Anonymous";
        /// Under a name that the handling office is not to be told (要求保密).
        Confidential = "confidential", "要求保密", "Confidential";
        /// Several together (联名).
        Joint = "joint", "联名", "Joint";
    }
}

labelled! {
    /// How soon the hotline is answered (热线工单类型).
    pub enum HotlineClass {
        /// A question (咨询).
        Consultation = "consultation", "咨询", "Consultation";
        /// A complaint or a request (投诉求助).
        Complaint = "complaint", "投诉求助", "Complaint";
        /// What several offices have to settle (疑难).
        Complex = "complex", "疑难", "Complex";
        /// What cannot wait (紧急).
        Urgent = "urgent", "紧急", "Urgent";
    }
}

labelled! {
    /// What a review has come to (复查复核结论).
    pub enum ReviewOutcome {
        /// The answer stands (维持).
        Upheld = "upheld", "维持", "Upheld";
        /// The reviewing office answers otherwise (变更).
        Changed = "changed", "变更", "Changed";
        /// The answer is void and the matter is handled anew (撤销重办).
        Revoked = "revoked", "撤销重办", "Revoked";
    }
}

labelled! {
    /// How far a complaint is, in the words in which its reporter is told (办理进度).
    pub enum Progress {
        /// The code has not been typed back yet (待确认提交).
        Unconfirmed = "unconfirmed", "尚未提交，请输入查询码确认", "Not submitted yet: confirm with the code";
        /// It is there (已收到).
        Received = "received", "已收到，等待受理", "Received";
        /// It is dealt with (已受理).
        Accepted = "accepted", "已受理", "Accepted";
        /// It is not dealt with here (不予受理).
        NotAccepted = "not_accepted", "不予受理", "Not accepted";
        /// Another authority deals with it (已转送).
        Referred = "referred", "已转送有权处理的机关", "Referred";
        /// An office is at it (办理中).
        Handling = "handling", "正在办理", "Being handled";
        /// There is an answer (已答复).
        Answered = "answered", "已答复", "Answered";
        /// It is done (已办结).
        Closed = "closed", "已办结", "Closed";
        /// It is under review (复查复核中).
        Reviewing = "reviewing", "正在复查复核", "Under review";
    }
}

crate::schema::labelled_schema!(
    Channel as "Channel",
    PetitionClass as "PetitionClass",
    ReporterKind as "ReporterKind",
    HotlineClass as "HotlineClass",
    ReviewOutcome as "ReviewOutcome",
    Progress as "Progress",
);
