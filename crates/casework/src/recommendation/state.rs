//! The life of a recommendation (纪检监察建议的流转).
//!
//! ```text
//! drafted ─issue▶ issued ─answer▶ answered ─verify▶ verified ─close▶ closed
//!    │            │  ▲ ▲              │                │
//!    │            │  │ └────reject────┴─────reject─────┘
//!    │            │  └─insist─┐
//!    │            └─refuse▶ refused
//!    └─withdraw──────┴────────┴────▶ withdrawn
//! ```
//!
//! What the office answers, what the supervising side has verified and that it is at its end are a field each.

use crate::record::Refusal;
use vocabulary::labelled;

labelled! {
    /// State of a recommendation (建议状态).
    pub enum RecommendationState {
        /// Written, and not signed (拟制中).
        Drafted = "drafted", "拟制中", "Drafted";
        /// With the office (已发出).
        Issued = "issued", "已发出", "Issued";
        /// The office has answered (已回复).
        Answered = "answered", "已回复", "Answered";
        /// The office refuses it (提出异议).
        Refused = "refused", "提出异议", "Refused";
        /// Somebody else has found it followed (已核验).
        Verified = "verified", "已核验", "Verified";
        /// At its end (已办结).
        Closed = "closed", "已办结", "Closed";
        /// Taken back (已撤回).
        Withdrawn = "withdrawn", "已撤回", "Withdrawn";
    }
}

labelled! {
    /// What is done with a recommendation (建议办理动作).
    pub enum RecommendationStep {
        /// Write it anew (修改).
        Revise = "revise", "修改建议", "Revise";
        /// Sign and send it (签发).
        Issue = "issue", "签发", "Issue";
        /// Ask for more time (申请延期).
        AskExtension = "ask_extension", "申请延期", "Ask for an extension";
        /// Give more time (批准延期).
        Extend = "extend", "批准延期", "Approve an extension";
        /// Refuse more time (不批准延期).
        RefuseExtension = "refuse_extension", "不批准延期", "Refuse an extension";
        /// Answer it (回复).
        Answer = "answer", "回复", "Answer";
        /// Refuse to follow it (提出异议).
        Refuse = "refuse", "提出异议", "Refuse";
        /// Hold to it all the same (坚持建议).
        Insist = "insist", "坚持建议", "Insist";
        /// Find that it was followed (核验通过).
        Verify = "verify", "核验通过", "Verify";
        /// Find that it was not (核验不通过).
        Reject = "reject", "核验不通过", "Reject";
        /// Close it (办结).
        Close = "close", "办结", "Close";
        /// Take it back (撤回).
        Withdraw = "withdraw", "撤回", "Withdraw";
    }
}

/// The state after a step.
///
/// # Errors
/// A step that the state does not allow.
pub fn next(state: RecommendationState, step: RecommendationStep) -> Result<RecommendationState, Refusal> {
    use RecommendationState::{Answered, Closed, Drafted, Issued, Refused, Verified, Withdrawn};
    use RecommendationStep as Step;
    Ok(match (state, step) {
        (Drafted, Step::Revise) => Drafted,
        (Drafted, Step::Issue) | (Refused, Step::Insist) => Issued,
        (Issued, Step::AskExtension | Step::Extend | Step::RefuseExtension) => Issued,
        (Issued, Step::Answer) => Answered,
        (Issued, Step::Refuse) => Refused,
        (Answered, Step::Verify) => Verified,
        (Answered | Verified, Step::Reject) => Issued,
        (Verified, Step::Close) => Closed,
        (Drafted | Issued | Refused, Step::Withdraw) => Withdrawn,
        (state, step) => return Err(Refusal::NotInThisState { state: state.zh(), step: step.zh() }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::table::check;

    /// One row a state, one column a step; a dot is a refusal.
    const STEPS: &str = "
                  revise  issue  ask_extension extend refuse_extension answer   refuse  insist verify   reject close  withdraw
        drafted   drafted issued .             .      .                .        .       .      .        .      .      withdrawn
        issued    .       .      issued        issued issued           answered refused .      .        .      .      withdrawn
        answered  .       .      .             .      .                .        .       .      verified issued .      .
        refused   .       .      .             .      .                .        .       issued .        .      .      withdrawn
        verified  .       .      .             .      .                .        .       .      .        issued closed .
        closed    .       .      .             .      .                .        .       .      .        .      .      .
        withdrawn .       .      .             .      .                .        .       .      .        .      .      .
    ";

    #[test]
    fn every_step_in_every_state_is_allowed_or_refused_as_the_table_says() {
        let codes = (RecommendationState::code as fn(_) -> _, RecommendationStep::code as fn(_) -> _);
        check(STEPS, RecommendationState::ALL, RecommendationStep::ALL, codes.0, codes.1, |state, step| next(state, step).ok());
    }
}
