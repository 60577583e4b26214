//! The life of an interview (约谈提醒的流转).
//!
//! ```text
//! planned ─hold▶ held ─report▶ reported ─observe▶ followed
//!    │            ▲ └────────observe──┬──────────────▲
//!    │            └──observe: not yet─┘
//!    └─cancel▶ cancelled
//! ```
//!
//! That the one talked with says it is put right (`reported`) and that somebody has seen it (`followed`) are two things.

use crate::record::Refusal;
use vocabulary::labelled;

labelled! {
    /// State of an interview (约谈状态).
    pub enum InterviewState {
        /// To be held (已安排).
        Planned = "planned", "已安排", "Planned";
        /// Held, and something is to be put right (已约谈).
        Held = "held", "已约谈", "Held";
        /// Said to be put right (已报告整改).
        Reported = "reported", "已报告整改", "Reported";
        /// Seen to be put right, or nothing was to be (已办结).
        Followed = "followed", "已办结", "Followed up";
        /// Not held (已取消).
        Cancelled = "cancelled", "已取消", "Cancelled";
    }
}

labelled! {
    /// What is done with an interview (约谈办理动作).
    pub enum InterviewStep {
        /// Another day (改期).
        Reschedule = "reschedule", "改期", "Reschedule";
        /// Hold it (约谈).
        Hold = "hold", "约谈", "Hold";
        /// Say that it is put right (报告整改).
        Report = "report", "报告整改", "Report";
        /// Look whether it is (核实整改).
        Observe = "observe", "核实整改", "Observe";
        /// Do not hold it (取消).
        Cancel = "cancel", "取消约谈", "Cancel";
    }
}

/// The state after a step. Holding and observing are told whether something is still to be put right.
///
/// # Errors
/// A step that the state does not allow.
pub fn next(state: InterviewState, step: InterviewStep, still_owed: bool) -> Result<InterviewState, Refusal> {
    use InterviewState::{Cancelled, Followed, Held, Planned, Reported};
    let then = if still_owed { Held } else { Followed };
    Ok(match (state, step) {
        (Planned, InterviewStep::Reschedule) => Planned,
        (Planned, InterviewStep::Hold) | (Held | Reported, InterviewStep::Observe) => then,
        (Planned, InterviewStep::Cancel) => Cancelled,
        (Held, InterviewStep::Report) => Reported,
        (state, step) => return Err(Refusal::NotInThisState { state: state.zh(), step: step.zh() }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::table::check;

    /// One row a state, one column a step; a dot is a refusal. Something is to be put right here.
    const OWED: &str = "
                  reschedule hold report   observe cancel
        planned   planned    held .        .       cancelled
        held      .          .    reported held    .
        reported  .          .    .        held    .
        followed  .          .    .        .       .
        cancelled .          .    .        .       .
    ";

    /// The same where nothing is.
    const NOT_OWED: &str = "
                  reschedule hold     report   observe  cancel
        planned   planned    followed .        .        cancelled
        held      .          .        reported followed .
        reported  .          .        .        followed .
        followed  .          .        .        .        .
        cancelled .          .        .        .        .
    ";

    #[test]
    fn every_step_in_every_state_is_allowed_or_refused_as_the_table_says() {
        for (table, owed) in [(OWED, true), (NOT_OWED, false)] {
            let next = |state, step| next(state, step, owed).ok();
            check(table, InterviewState::ALL, InterviewStep::ALL, InterviewState::code, InterviewStep::code, next);
        }
    }
}
