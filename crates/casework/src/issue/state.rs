//! The life of an issue (问题的流转; dynamic close-out, 动态销号).
//!
//! ```text
//! registered ─assign▶ assigned ─accept▶ accepted ─start▶ rectifying ─submit▶ submitted ─verify▶ verified ─close▶ closed
//!      ▲                │                                   ▲  ▲                │            │                    │
//!      └────return──────┘                                   │  └────reject──────┴───reject───┘                    │
//!                                                           └── look_back fails, complainant dissatisfied (once) ─┘
//! ```
//!
//! What the department claims (`submitted`), what the supervising side has verified (`verified`, `closed`) and what the complainant
//! has confirmed (a call-back) are three different things: each has a field of its own, and no count adds them up.

use crate::record::Refusal;
use vocabulary::labelled;

labelled! {
    /// State of an issue (问题状态).
    pub enum IssueState {
        /// Entered in the ledger, and nobody's yet (已登记).
        Registered = "registered", "已登记", "Registered";
        /// Given to a department (已交办).
        Assigned = "assigned", "已交办", "Assigned";
        /// The department has taken it (已签收).
        Accepted = "accepted", "已签收", "Accepted";
        /// Being put right (整改中).
        Rectifying = "rectifying", "整改中", "Rectifying";
        /// The department says that it is put right, and asks for close-out (申请销号).
        Submitted = "submitted", "申请销号", "Submitted";
        /// Somebody else has found it put right (已核验).
        Verified = "verified", "已核验", "Verified";
        /// Closed out (已销号).
        Closed = "closed", "已销号", "Closed";
        /// Joined to another issue that says the same (已并案).
        Merged = "merged", "已并案", "Merged";
    }
}

labelled! {
    /// What is done with an issue (问题办理动作).
    pub enum IssueStep {
        /// Give it to a department (交办).
        Assign = "assign", "交办", "Assign";
        /// Take it (签收).
        Accept = "accept", "签收", "Accept";
        /// Give it back, since it is another's (退回).
        Return = "return", "退回", "Return";
        /// Give it to another department while it is being put right (转办).
        Transfer = "transfer", "转办", "Transfer";
        /// Say what will be done (制定整改措施), and begin.
        Start = "start", "制定整改措施", "Set out measures";
        /// Say how far it is (填报进展).
        Progress = "progress", "填报进展", "Report progress";
        /// Ask for more time (申请延期).
        AskExtension = "ask_extension", "申请延期", "Ask for an extension";
        /// Give more time (批准延期).
        Extend = "extend", "批准延期", "Approve an extension";
        /// Refuse more time (不批准延期).
        RefuseExtension = "refuse_extension", "不批准延期", "Refuse an extension";
        /// Let the clock stand still (暂停计时).
        Pause = "pause", "暂停计时", "Pause the clock";
        /// Let it run again (恢复计时).
        Resume = "resume", "恢复计时", "Resume the clock";
        /// Say that it is put right, and ask for close-out (申请销号).
        Submit = "submit", "申请销号", "Ask for close-out";
        /// Find that it is put right (核验通过).
        Verify = "verify", "核验通过", "Verify";
        /// Find that it is not (核验不通过).
        Reject = "reject", "核验不通过", "Reject";
        /// Close it out (销号).
        Close = "close", "销号", "Close out";
        /// Set a day on which somebody looks again (安排回头看).
        PlanLookBack = "plan_look_back", "安排回头看", "Plan a look-back";
        /// Look again after it was closed (回头看).
        LookBack = "look_back", "回头看", "Look back";
        /// Ask the complainant (回访).
        CallBack = "call_back", "回访", "Call back";
        /// Join it to another issue (并案).
        Merge = "merge", "并案", "Merge";
    }
}

/// The state after a step. Steps that have an outcome, looking back and calling back, are told it: `reopens` says that it was bad.
///
/// # Errors
/// A step that the state does not allow.
pub fn next(state: IssueState, step: IssueStep, reopens: bool) -> Result<IssueState, Refusal> {
    use IssueState::{Accepted, Assigned, Closed, Merged, Rectifying, Registered, Submitted, Verified};
    Ok(match (state, step) {
        (Registered | Assigned, IssueStep::Assign) => Assigned,
        (Assigned, IssueStep::Accept) => Accepted,
        (Assigned, IssueStep::Return) => Registered,
        (Accepted | Rectifying, IssueStep::Transfer) => Assigned,
        (Accepted, IssueStep::Start) => Rectifying,
        (Rectifying, IssueStep::Progress) => Rectifying,
        (
            Accepted | Rectifying,
            IssueStep::AskExtension | IssueStep::Extend | IssueStep::RefuseExtension | IssueStep::Pause | IssueStep::Resume,
        ) => state,
        (Rectifying, IssueStep::Submit) => Submitted,
        (Submitted, IssueStep::Verify) => Verified,
        (Submitted | Verified, IssueStep::Reject) => Rectifying,
        (Verified, IssueStep::Close) => Closed,
        (Closed, IssueStep::PlanLookBack) => Closed,
        (Closed, IssueStep::LookBack | IssueStep::CallBack) => {
            if reopens {
                Rectifying
            } else {
                Closed
            }
        }
        (Registered | Assigned | Accepted | Rectifying, IssueStep::Merge) => Merged,
        (state, step) => return Err(Refusal::NotInThisState { state: state.zh(), step: step.zh() }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::table::check;

    /// One row a state, one column a step; a dot is a refusal. Looking back and calling back have a good end here.
    const STEPS: &str = "
                   assign   accept   return     transfer start      progress   ask_extension extend     refuse_extension pause      resume     submit    verify   reject     close  plan_look_back look_back call_back merge
        registered assigned .        .          .        .          .          .             .          .                .          .          .         .        .          .      .              .         .         merged
        assigned   assigned accepted registered .        .          .          .             .          .                .          .          .         .        .          .      .              .         .         merged
        accepted   .        .        .          assigned rectifying .          accepted      accepted   accepted         accepted   accepted   .         .        .          .      .              .         .         merged
        rectifying .        .        .          assigned .          rectifying rectifying    rectifying rectifying       rectifying rectifying submitted .        .          .      .              .         .         merged
        submitted  .        .        .          .        .          .          .             .          .                .          .          .         verified rectifying .      .              .         .         .
        verified   .        .        .          .        .          .          .             .          .                .          .          .         .        rectifying closed .              .         .         .
        closed     .        .        .          .        .          .          .             .          .                .          .          .         .        .          .      closed         closed    closed    .
        merged     .        .        .          .        .          .          .             .          .                .          .          .         .        .          .      .              .         .         .
    ";

    #[test]
    fn every_step_in_every_state_is_allowed_or_refused_as_the_table_says() {
        check(STEPS, IssueState::ALL, IssueStep::ALL, IssueState::code, IssueStep::code, |state, step| next(state, step, false).ok());
    }

    #[test]
    fn only_a_closed_issue_is_reopened_and_only_by_a_bad_end() {
        for step in [IssueStep::LookBack, IssueStep::CallBack] {
            for state in IssueState::ALL {
                let expected = (*state == IssueState::Closed).then_some(IssueState::Rectifying);
                assert_eq!(next(*state, step, true).ok(), expected, "{state} {step}");
            }
        }
    }
}
