//! The life of an exemption: asked for by one person, approved by another, over on its day or revoked before.

use crate::record::Refusal;
use vocabulary::labelled;

labelled! {
    /// State of an exemption (豁免状态). That one is over is said by its date, and is never stored.
    pub enum ExemptionState {
        /// Waits for a second person (待批准).
        Asked = "asked", "待批准", "Waits for approval";
        /// Approved: it holds from its first day to its last (已批准).
        Approved = "approved", "已批准", "Approved";
        /// Not approved (不予批准).
        Refused = "refused", "不予批准", "Refused";
        /// Taken back before its last day (已撤销).
        Revoked = "revoked", "已撤销", "Revoked";
    }
}

labelled! {
    /// What is done with an exemption (豁免动作).
    pub enum ExemptionStep {
        /// Approve it, as a second person (批准).
        Approve = "approve", "批准", "Approve";
        /// Do not approve it (不予批准).
        Refuse = "refuse", "不予批准", "Refuse";
        /// Take it back (撤销).
        Revoke = "revoke", "撤销", "Revoke";
    }
}

/// The state after a step.
///
/// # Errors
/// A step that the state does not allow.
pub fn next(state: ExemptionState, step: ExemptionStep) -> Result<ExemptionState, Refusal> {
    use ExemptionState::{Approved, Asked, Refused, Revoked};
    match (state, step) {
        (Asked, ExemptionStep::Approve) => Ok(Approved),
        (Asked, ExemptionStep::Refuse) => Ok(Refused),
        (Approved, ExemptionStep::Revoke) => Ok(Revoked),
        (state, step) => Err(Refusal::NotInThisState { state: state.zh(), step: step.zh() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::table::check;

    const STEPS: &str = "
                 approve  refuse  revoke
        asked    approved refused .
        approved .        .       revoked
        refused  .        .       .
        revoked  .        .       .
    ";

    #[test]
    fn every_step_in_every_state_is_allowed_or_refused_as_the_table_says() {
        check(STEPS, ExemptionState::ALL, ExemptionStep::ALL, ExemptionState::code, ExemptionStep::code, |state, step| {
            next(state, step).ok()
        });
    }
}
