//! The life of a risk (风险隐患的管控).
//!
//! ```text
//! identified ──control──▶ controlled ──close──▶ closed
//!                          ▲      │ review fails, reopen  │
//!                       control   ▼                       │
//!                          └── reopened ◀─────reopen──────┘
//! ```

use crate::record::Refusal;
use vocabulary::labelled;

labelled! {
    /// State of a risk (风险隐患状态).
    pub enum RiskState {
        /// Known, and not under control (已识别).
        Identified = "identified", "已识别", "Identified";
        /// Its control is in place, and looked at again on its day (已管控).
        Controlled = "controlled", "已管控", "Controlled";
        /// Its control does not hold (重新管控).
        Reopened = "reopened", "重新管控", "Reopened";
        /// It is no risk any more (已销号).
        Closed = "closed", "已销号", "Closed";
    }
}

labelled! {
    /// What is done with a risk (风险隐患动作).
    pub enum RiskStep {
        /// Judge anew how likely it is and how bad (重新评估).
        Assess = "assess", "重新评估", "Assess";
        /// Say what will be done about it, by whom, until when (制定管控措施).
        Plan = "plan", "制定管控措施", "Set out the control";
        /// Ask for more time (申请延期).
        AskExtension = "ask_extension", "申请延期", "Ask for an extension";
        /// Give more time (批准延期).
        Extend = "extend", "批准延期", "Approve an extension";
        /// Refuse more time (不批准延期).
        RefuseExtension = "refuse_extension", "不批准延期", "Refuse an extension";
        /// Say that the control is in place (落实管控).
        Control = "control", "落实管控", "Put the control in place";
        /// Look whether the control holds (复查).
        Review = "review", "复查", "Review";
        /// Find that it is no risk any more, as a second person (销号).
        Close = "close", "销号", "Close";
        /// It is a risk again (重新打开).
        Reopen = "reopen", "重新打开", "Reopen";
    }
}

/// The state after a step. A review is told what it found: `fails` says that the control does not hold.
///
/// # Errors
/// A step that the state does not allow.
pub fn next(state: RiskState, step: RiskStep, fails: bool) -> Result<RiskState, Refusal> {
    use RiskState::{Closed, Controlled, Identified, Reopened};
    Ok(match (state, step) {
        (Identified | Controlled | Reopened, RiskStep::Assess) => state,
        (Identified | Reopened, RiskStep::Plan | RiskStep::AskExtension | RiskStep::Extend | RiskStep::RefuseExtension) => state,
        (Identified | Reopened, RiskStep::Control) => Controlled,
        (Controlled, RiskStep::Review) if fails => Reopened,
        (Controlled, RiskStep::Review) => Controlled,
        (Controlled, RiskStep::Close) => Closed,
        (Controlled | Closed, RiskStep::Reopen) => Reopened,
        (state, step) => return Err(Refusal::NotInThisState { state: state.zh(), step: step.zh() }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::table::check;

    /// A review has a good end here.
    const STEPS: &str = "
                   assess     plan       ask_extension extend     refuse_extension control    review     close  reopen
        identified identified identified identified    identified identified       controlled .          .      .
        controlled controlled .          .             .          .                .          controlled closed reopened
        reopened   reopened   reopened   reopened      reopened   reopened         controlled .          .      .
        closed     .          .          .             .          .                .          .          .      reopened
    ";

    #[test]
    fn every_step_in_every_state_is_allowed_or_refused_as_the_table_says() {
        check(STEPS, RiskState::ALL, RiskStep::ALL, RiskState::code, RiskStep::code, |state, step| next(state, step, false).ok());
    }

    #[test]
    fn a_review_that_fails_reopens_what_is_controlled_and_nothing_else() {
        for state in RiskState::ALL {
            let expected = (*state == RiskState::Controlled).then_some(RiskState::Reopened);
            assert_eq!(next(*state, RiskStep::Review, true).ok(), expected, "{state}");
        }
    }
}
