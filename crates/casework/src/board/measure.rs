//! The figures of the board, each said as the filter of the list that it opens.

use crate::record::{Days, Mark, Marked, Paid, RecordFilter};
use crate::{Kind, LeadFilter, LeadState, Nature};
use chrono::{DateTime, Utc};
use vocabulary::labelled;

labelled! {
    /// A figure of the board (看板指标). What a department claims, what another has verified and what a citizen has confirmed are a figure
    /// each, and none is made of another.
    pub enum Measure {
        /// Issues entered, those joined to another not counted twice (发现问题).
        IssuesFound = "issues_found", "发现问题", "Issues found";
        /// Issues that the department says are put right (部门申报整改完成).
        IssuesClaimed = "issues_claimed", "部门申报整改", "Claimed by departments";
        /// Issues that the supervising side has found put right (监督核验通过).
        IssuesVerified = "issues_verified", "监督核验通过", "Verified";
        /// Issues of which the complainant says that they are put right (群众确认).
        IssuesConfirmed = "issues_confirmed", "群众确认", "Confirmed by citizens";
        /// Issues closed (销号).
        IssuesClosed = "issues_closed", "问题销号", "Issues closed";
        /// Issues that are open and overdue, now (逾期未销号).
        IssuesOverdue = "issues_overdue", "逾期未销号", "Open and overdue";
        /// Leads that wait to be verified, now (待核疑点).
        LeadsOpen = "leads_open", "待核疑点", "Leads to verify";
        /// Leads that were found to be so (疑点属实).
        LeadsConfirmed = "leads_confirmed", "疑点属实", "Leads confirmed";
        /// Complaints that count as submitted (收到信访).
        ComplaintsReceived = "complaints_received", "收到信访", "Complaints received";
        /// Complaints whose reporter was answered (答复信访).
        ComplaintsAnswered = "complaints_answered", "答复信访", "Complaints answered";
        /// What recoveries that were entered are to bring back, in fen (应追金额).
        MoneyDue = "money_due", "应追金额", "Money due";
        /// What was paid, as entered, in fen (已追金额).
        MoneyPaid = "money_paid", "已追金额", "Money paid";
        /// What was paid and of which another has seen the voucher, in fen (已追金额，经核验).
        MoneyVerified = "money_verified", "已追金额（经核验）", "Money paid, verified";
    }
}

crate::schema::labelled_schema!(Measure as "BoardMeasure");

/// What a board is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The days on which things happened that are counted as having happened.
    pub days: Days,
    /// The moment as of which things stand that are counted as standing so.
    pub at: DateTime<Utc>,
    /// Records of this campaign alone.
    pub campaign: Option<i64>,
    /// Its priorities: leads belong to no campaign, and those of its priorities are counted for it.
    pub priorities: Vec<String>,
}

/// The list that a figure counts, or sums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counted {
    /// Records of a kind.
    Records(Kind, RecordFilter),
    /// Leads.
    Leads(LeadFilter),
}

impl Measure {
    /// Whether it is money, in fen, and no count.
    pub const fn is_money(self) -> bool {
        matches!(self, Self::MoneyDue | Self::MoneyPaid | Self::MoneyVerified)
    }

    /// The list behind it.
    pub fn counted(self, field: &Field) -> Counted {
        let all = RecordFilter { campaign: field.campaign, ..RecordFilter::default() };
        let issues = |filter: RecordFilter| Counted::Records(Kind::Issue, filter);
        let marked = |mark| vec![Marked { mark, days: field.days }];
        let leads = LeadFilter { priorities: field.priorities.clone(), ..LeadFilter::default() };
        let paid =
            |verified| Counted::Records(Kind::Recovery, RecordFilter { paid: Some(Paid { days: field.days, verified }), ..all.clone() });
        match self {
            Self::IssuesFound => issues(RecordFilter { states: not_merged(), entered: Some(field.days), ..all }),
            Self::IssuesClaimed => issues(RecordFilter { marked: marked(Mark::Claimed), ..all }),
            Self::IssuesVerified => issues(RecordFilter { marked: marked(Mark::Verified), ..all }),
            Self::IssuesConfirmed => issues(RecordFilter { marked: marked(Mark::Confirmed), ..all }),
            Self::IssuesClosed => issues(RecordFilter { marked: marked(Mark::Closed), ..all }),
            Self::IssuesOverdue => issues(RecordFilter { open: Some(true), overdue_at: Some(field.at), ..all }),
            Self::LeadsOpen => {
                Counted::Leads(LeadFilter { states: vec![LeadState::New, LeadState::Assigned, LeadState::Verifying], ..leads })
            }
            Self::LeadsConfirmed => Counted::Leads(LeadFilter {
                outcomes: Nature::ALL.iter().map(|nature| nature.code().to_owned()).collect(),
                concluded: Some(field.days),
                ..leads
            }),
            Self::ComplaintsReceived => {
                Counted::Records(Kind::Complaint, RecordFilter { states: submitted(), entered: Some(field.days), ..all })
            }
            Self::ComplaintsAnswered => Counted::Records(Kind::Complaint, RecordFilter { marked: marked(Mark::Answered), ..all }),
            Self::MoneyDue => Counted::Records(Kind::Recovery, RecordFilter { entered: Some(field.days), ..all }),
            Self::MoneyPaid => paid(false),
            Self::MoneyVerified => paid(true),
        }
    }
}

/// Issues that are worked on by themselves, or were.
fn not_merged() -> Vec<String> {
    use crate::issue::state::IssueState;
    IssueState::ALL.iter().filter(|state| **state != IssueState::Merged).map(|state| state.code().to_owned()).collect()
}

/// Complaints that count as submitted.
fn submitted() -> Vec<String> {
    use crate::complaint::state::ComplaintState;
    ComplaintState::ALL.iter().filter(|state| **state != ComplaintState::Unconfirmed).map(|state| state.code().to_owned()).collect()
}
