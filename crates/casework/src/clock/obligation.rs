//! What is owed by when, and where that is written.

use super::span::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vocabulary::labelled;

labelled! {
    /// What is owed by when (时限事项). Each has a clock of its own: one that is met never stops another.
    pub enum Obligation {
        /// Decide whether to accept a complaint, and tell a named complainant (受理告知).
        ComplaintAcceptance = "complaint_acceptance", "受理告知", "Acceptance of a complaint";
        /// Take a complaint that was given to an office, or object to it (信访签收或异议退回).
        ComplaintTaking = "complaint_taking", "信访签收", "Taking a complaint";
        /// Finish a complaint (信访办结).
        ComplaintFinish = "complaint_finish", "信访办结", "Finishing a complaint";
        /// The complainant may ask for review until then (申请复查).
        ReviewRequest = "review_request", "申请复查", "Request for review";
        /// Decide on a review (复查).
        ReviewDecision = "review_decision", "复查决定", "Decision on review";
        /// Decide on a review of the review (复核).
        SecondReviewDecision = "second_review_decision", "复核决定", "Decision on second review";
        /// Answer a consultation of the hotline (热线咨询).
        HotlineConsultation = "hotline_consultation", "热线咨询答复", "Hotline consultation";
        /// Answer a complaint of the hotline (热线投诉).
        HotlineComplaint = "hotline_complaint", "热线投诉答复", "Hotline complaint";
        /// Answer a complex matter of the hotline (热线疑难).
        HotlineComplex = "hotline_complex", "热线疑难答复", "Complex hotline matter";
        /// Answer an urgent matter of the hotline (热线紧急).
        HotlineUrgent = "hotline_urgent", "热线紧急答复", "Urgent hotline matter";
        /// Verify a lead (疑点核实).
        LeadVerification = "lead_verification", "疑点核实", "Verifying a lead";
        /// The person concerned may explain until then, before a lead is found true (当事人申辩).
        LeadExplanation = "lead_explanation", "当事人申辩", "Explanation of the person concerned";
        /// Accept an issue or return it (签收或退回).
        IssueAcceptance = "issue_acceptance", "问题签收", "Accepting an issue";
        /// Rectify an issue (问题整改).
        IssueRectification = "issue_rectification", "问题整改", "Rectifying an issue";
        /// Look at an issue again after it was closed (回头看).
        LookBack = "look_back", "回头看", "Looking back at an issue";
        /// Propose how to dispose of a clue (线索处置建议).
        ClueProposal = "clue_proposal", "线索处置建议", "Proposal on a clue";
        /// Answer a written inquiry (函询回复).
        InquiryAnswer = "inquiry_answer", "函询回复", "Answer to an inquiry";
        /// Report after a talk or inquiry (谈话函询报告).
        TalkReport = "talk_report", "谈话函询报告", "Report after a talk";
        /// Examine a case (案件审查调查).
        CaseExamination = "case_examination", "审查调查", "Examination of a case";
        /// Answer a recommendation (建议回复).
        RecommendationAnswer = "recommendation_answer", "建议回复", "Answer to a recommendation";
        /// Bring a risk under control (隐患管控).
        RiskControl = "risk_control", "隐患管控", "Control of a risk";
        /// Look whether the control of a risk holds (隐患复查).
        RiskReview = "risk_review", "隐患复查", "Review of a risk";
        /// Carry out a planned inspection (检查实施).
        InspectionVisit = "inspection_visit", "检查实施", "Carrying out an inspection";
        /// Report on an inspection (检查报告).
        InspectionReport = "inspection_report", "检查报告", "Report on an inspection";
        /// Report what a department has found itself (自查自纠报送).
        SelfCheck = "self_check", "自查自纠报送", "Self-check by departments";
        /// Pay back what is due (追缴到位).
        RecoveryPayment = "recovery_payment", "追缴到位", "Payment of a recovery";
        /// Hold a talk of warning (约谈).
        InterviewHolding = "interview_holding", "约谈", "Holding an interview";
        /// Put right what a talk of warning asked for (约谈整改).
        InterviewRectification = "interview_rectification", "约谈整改", "Rectifying after an interview";
        /// Bring a rule or system into force (制度出台).
        MeasureAdoption = "measure_adoption", "制度出台", "Bringing a measure into force";
        /// Publish (公开).
        Publication = "publication", "公开", "Publication";
    }
}

/// Who owes something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The office that answers for the record (责任单位).
    Responsible,
    /// The supervising side (监督方).
    Supervising,
    /// Nobody of ours: the person concerned may do something until then, and need not (当事人).
    Concerned,
}

impl Obligation {
    /// How long there is where no setting says otherwise.
    pub const fn span(self) -> Span {
        match self {
            Self::ComplaintAcceptance => Span::Days(15),
            Self::ComplaintFinish | Self::RecommendationAnswer | Self::MeasureAdoption => Span::Days(60),
            Self::ReviewRequest | Self::ReviewDecision | Self::SecondReviewDecision => Span::Days(30),
            Self::HotlineConsultation => Span::WorkingDays(1),
            Self::HotlineComplaint | Self::ComplaintTaking | Self::LeadExplanation => Span::WorkingDays(5),
            Self::HotlineComplex | Self::InquiryAnswer | Self::LeadVerification | Self::InterviewHolding => Span::WorkingDays(15),
            Self::HotlineUrgent => Span::Hours(24),
            Self::IssueAcceptance => Span::WorkingDays(2),
            Self::IssueRectification
            | Self::InterviewRectification
            | Self::RiskControl
            | Self::RecoveryPayment
            | Self::InspectionVisit
            | Self::SelfCheck => Span::Days(30),
            Self::RiskReview => Span::Months(6),
            Self::InspectionReport => Span::WorkingDays(10),
            Self::ClueProposal | Self::TalkReport => Span::Months(1),
            Self::CaseExamination | Self::LookBack => Span::Days(90),
            Self::Publication => Span::WorkingDays(20),
        }
    }

    /// How much longer it can be made, once, with approval; nothing where no extension is foreseen.
    pub const fn extension(self) -> Option<Span> {
        match self {
            Self::ComplaintFinish | Self::IssueRectification | Self::RiskControl | Self::RecommendationAnswer => Some(Span::Days(30)),
            Self::CaseExamination => Some(Span::Days(90)),
            Self::RecoveryPayment => Some(Span::Months(6)),
            Self::HotlineComplaint | Self::HotlineComplex => Some(Span::WorkingDays(5)),
            Self::LeadVerification => Some(Span::WorkingDays(15)),
            _ => None,
        }
    }

    /// Who owes it, and so who hears when it is late.
    pub const fn owed_by(self) -> Side {
        match self {
            Self::ComplaintAcceptance
            | Self::ReviewDecision
            | Self::SecondReviewDecision
            | Self::LookBack
            | Self::ClueProposal
            | Self::TalkReport
            | Self::CaseExamination
            | Self::InspectionVisit
            | Self::InspectionReport
            | Self::InterviewHolding => Side::Supervising,
            Self::ReviewRequest | Self::LeadExplanation => Side::Concerned,
            Self::ComplaintTaking
            | Self::ComplaintFinish
            | Self::HotlineConsultation
            | Self::HotlineComplaint
            | Self::HotlineComplex
            | Self::HotlineUrgent
            | Self::LeadVerification
            | Self::IssueAcceptance
            | Self::IssueRectification
            | Self::InquiryAnswer
            | Self::RecommendationAnswer
            | Self::RiskControl
            | Self::RiskReview
            | Self::SelfCheck
            | Self::RecoveryPayment
            | Self::InterviewRectification
            | Self::MeasureAdoption
            | Self::Publication => Side::Responsible,
        }
    }

    /// Where the limit is written (依据).
    pub const fn source(self) -> &'static str {
        match self {
            Self::ComplaintAcceptance => "信访工作条例（2022）第二十二条、第二十三条",
            Self::ComplaintTaking => "信访工作条例（2022）第二十三条",
            Self::ComplaintFinish => "信访工作条例（2022）第三十四条",
            Self::ReviewRequest | Self::ReviewDecision => "信访工作条例（2022）第三十五条",
            Self::SecondReviewDecision => "信访工作条例（2022）第三十六条",
            Self::HotlineConsultation | Self::HotlineComplaint | Self::HotlineComplex | Self::HotlineUrgent => {
                "12345 热线办理规则（各地规定，可设置）"
            }
            Self::ClueProposal | Self::InquiryAnswer | Self::TalkReport | Self::CaseExamination => "监督执纪工作规则（2019）",
            Self::Publication => "政府信息公开条例第二十六条",
            Self::LeadVerification
            | Self::LeadExplanation
            | Self::IssueAcceptance
            | Self::IssueRectification
            | Self::LookBack
            | Self::RecommendationAnswer
            | Self::InterviewHolding
            | Self::InterviewRectification
            | Self::MeasureAdoption
            | Self::RiskControl
            | Self::RiskReview
            | Self::InspectionVisit
            | Self::InspectionReport
            | Self::SelfCheck
            | Self::RecoveryPayment => "本单位规定（可设置）",
        }
    }
}

/// The limits in force: defaults, and what the office has set instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    set: BTreeMap<Obligation, Span>,
    /// How many working days before it is due something turns yellow (预警提前量).
    pub warn_working_days: u32,
    /// How many working days something is overdue before it climbs from the department's head to the supervising office (升级间隔).
    pub climb_working_days: u32,
    /// How many of a hundred issues closed in a month are drawn to be looked at again (回头看抽查比例).
    pub look_back_percent: u32,
    /// Within how many days like words make a repeat (重复信访期限).
    pub repeat_days: u32,
    /// How many months an exemption may last (豁免最长月数).
    pub exemption_months: u32,
    /// Below how many confirmed of a thousand concluded a rule is reported (查实率下限).
    pub yield_floor_per_mille: u32,
    /// From how many concluded leads on its yield says anything (查实率最少办结数).
    pub yield_least_concluded: u32,
    /// How many pictures the public may attach to a complaint, and to each message (公众附件上限).
    pub public_files: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            set: BTreeMap::new(),
            warn_working_days: 3,
            climb_working_days: 3,
            look_back_percent: 10,
            repeat_days: 90,
            exemption_months: 12,
            yield_floor_per_mille: 100,
            yield_least_concluded: 20,
            public_files: 5,
        }
    }
}

impl Limits {
    /// How long there is for this.
    pub fn span(&self, obligation: Obligation) -> Span {
        self.set.get(&obligation).copied().unwrap_or(obligation.span())
    }

    /// Sets a limit of the office's own.
    pub fn set(&mut self, obligation: Obligation, span: Span) {
        self.set.insert(obligation, span);
    }
}
