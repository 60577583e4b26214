//! The life of a notice (通报曝光、公开的流转).
//!
//! ```text
//! drafted ─approve▶ approved ─publish▶ published ─withdraw▶ withdrawn
//!    └───────drop──────┴──▶ dropped
//! ```
//!
//! No step changes its text. Who wants another one drafts another notice; one that corrects a published text hangs on it.

use crate::record::Refusal;
use vocabulary::labelled;

labelled! {
    /// State of a notice (通报状态).
    pub enum NoticeState {
        /// Written (拟制).
        Drafted = "drafted", "拟制", "Drafted";
        /// Another has approved it (已审批).
        Approved = "approved", "已审批", "Approved";
        /// Told to the public (已公开).
        Published = "published", "已公开", "Published";
        /// Told, and taken back (已撤回).
        Withdrawn = "withdrawn", "已撤回", "Withdrawn";
        /// Never told (不予公开).
        Dropped = "dropped", "不予公开", "Dropped";
    }
}

labelled! {
    /// What is done with a notice (通报办理动作).
    pub enum NoticeStep {
        /// Approve what another has written (审批).
        Approve = "approve", "审批", "Approve";
        /// Tell it to the public (公开).
        Publish = "publish", "公开", "Publish";
        /// Take it back (撤回).
        Withdraw = "withdraw", "撤回", "Withdraw";
        /// Do not tell it (不予公开).
        Drop = "drop", "不予公开", "Drop";
    }
}

/// The state after a step.
///
/// # Errors
/// A step that the state does not allow.
pub fn next(state: NoticeState, step: NoticeStep) -> Result<NoticeState, Refusal> {
    use NoticeState::{Approved, Drafted, Dropped, Published, Withdrawn};
    Ok(match (state, step) {
        (Drafted, NoticeStep::Approve) => Approved,
        (Approved, NoticeStep::Publish) => Published,
        (Published, NoticeStep::Withdraw) => Withdrawn,
        (Drafted | Approved, NoticeStep::Drop) => Dropped,
        (state, step) => return Err(Refusal::NotInThisState { state: state.zh(), step: step.zh() }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::table::check;

    /// One row a state, one column a step; a dot is a refusal.
    const STEPS: &str = "
                  approve  publish   withdraw  drop
        drafted   approved .         .         dropped
        approved  .        published .         dropped
        published .        .         withdrawn .
        withdrawn .        .         .         .
        dropped   .        .         .         .
    ";

    #[test]
    fn every_step_in_every_state_is_allowed_or_refused_as_the_table_says() {
        check(STEPS, NoticeState::ALL, NoticeStep::ALL, NoticeState::code, NoticeStep::code, |state, step| next(state, step).ok());
    }
}
