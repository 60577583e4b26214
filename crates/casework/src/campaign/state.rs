//! The life of a campaign (专项整治的推进).
//!
//! ```text
//! planned ──approve──▶ approved ──start──▶ running ──begin_closing──▶ closing ──close──▶ closed
//!  └edit┘                                  ▲ └ open_self_check, self_check ┘     │
//!                                          └────────────── continue ─────────────┘
//! ```

use crate::record::Refusal;
use vocabulary::labelled;

labelled! {
    /// State of a campaign (专项整治状态).
    pub enum CampaignState {
        /// Written down, and to be approved by a second person (拟定).
        Planned = "planned", "拟定", "Planned";
        /// Approved, and not begun (已批准).
        Approved = "approved", "已批准", "Approved";
        /// Under way (推进中).
        Running = "running", "推进中", "Running";
        /// No new work; what is open is brought to its end (收尾).
        Closing = "closing", "收尾", "Closing";
        /// Over, with its report (已结束).
        Closed = "closed", "已结束", "Closed";
    }
}

labelled! {
    /// What is done with a campaign (专项整治动作).
    pub enum CampaignStep {
        /// Change the plan before it is approved (修改方案).
        Edit = "edit", "修改方案", "Edit the plan";
        /// Approve the plan, as a second person (批准方案).
        Approve = "approve", "批准方案", "Approve the plan";
        /// Begin (启动).
        Start = "start", "启动", "Start";
        /// Ask the departments to check themselves (部署自查自纠).
        OpenSelfCheck = "open_self_check", "部署自查自纠", "Open the self-check";
        /// Report what a department's self-check found (报送自查自纠).
        SelfCheck = "self_check", "报送自查自纠", "Report a self-check";
        /// Write down how far a goal is (填报目标进度).
        ReportGoal = "report_goal", "填报目标进度", "Report a goal";
        /// Take no new work (转入收尾).
        BeginClosing = "begin_closing", "转入收尾", "Begin closing";
        /// Go on after all (继续推进).
        Continue = "continue", "继续推进", "Continue";
        /// End it (结束).
        Close = "close", "结束", "Close";
    }
}

/// The state after a step.
///
/// # Errors
/// A step that the state does not allow.
pub fn next(state: CampaignState, step: CampaignStep) -> Result<CampaignState, Refusal> {
    use CampaignState::{Approved, Closed, Closing, Planned, Running};
    Ok(match (state, step) {
        (Planned, CampaignStep::Edit) => Planned,
        (Planned, CampaignStep::Approve) => Approved,
        (Approved, CampaignStep::Start) => Running,
        (Running, CampaignStep::OpenSelfCheck | CampaignStep::SelfCheck) => Running,
        (Running | Closing, CampaignStep::ReportGoal) => state,
        (Running, CampaignStep::BeginClosing) => Closing,
        (Closing, CampaignStep::Continue) => Running,
        (Closing, CampaignStep::Close) => Closed,
        (state, step) => return Err(Refusal::NotInThisState { state: state.zh(), step: step.zh() }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::table::check;

    const STEPS: &str = "
                 edit    approve  start   open_self_check self_check report_goal begin_closing continue close
        planned  planned approved .       .               .          .           .             .        .
        approved .       .        running .               .          .           .             .        .
        running  .       .        .       running         running    running     closing       .        .
        closing  .       .        .       .               .          closing     .             running  closed
        closed   .       .        .       .               .          .           .             .        .
    ";

    #[test]
    fn every_step_in_every_state_is_allowed_or_refused_as_the_table_says() {
        check(STEPS, CampaignState::ALL, CampaignStep::ALL, CampaignState::code, CampaignStep::code, |state, step| next(state, step).ok());
    }
}
