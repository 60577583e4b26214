//! The life of a measure (制度建设的流转).
//!
//! ```text
//! drafted ─enact▶ in_force ─review▶ reviewed ─┐
//!    │               │                 ▲└─────┘ review
//!    │               └─────repeal──────┴▶ repealed
//!    └─drop▶ dropped
//! ```

use crate::record::Refusal;
use vocabulary::labelled;

labelled! {
    /// State of a measure (制度状态).
    pub enum MeasureState {
        /// Being written (起草中).
        Drafted = "drafted", "起草中", "Drafted";
        /// In force (已施行).
        InForce = "in_force", "已施行", "In force";
        /// In force, and somebody has seen how it does (已评估).
        Reviewed = "reviewed", "已评估", "Reviewed";
        /// No longer in force (已废止).
        Repealed = "repealed", "已废止", "Repealed";
        /// Never was in force (已终止).
        Dropped = "dropped", "已终止", "Dropped";
    }
}

labelled! {
    /// What is done with a measure (制度办理动作).
    pub enum MeasureStep {
        /// Bring it into force (施行).
        Enact = "enact", "施行", "Bring into force";
        /// See how it does (评估).
        Review = "review", "评估", "Review";
        /// Repeal it (废止).
        Repeal = "repeal", "废止", "Repeal";
        /// Give it up before it is in force (终止起草).
        Drop = "drop", "终止起草", "Drop";
    }
}

/// The state after a step.
///
/// # Errors
/// A step that the state does not allow.
pub fn next(state: MeasureState, step: MeasureStep) -> Result<MeasureState, Refusal> {
    use MeasureState::{Drafted, Dropped, InForce, Repealed, Reviewed};
    Ok(match (state, step) {
        (Drafted, MeasureStep::Enact) => InForce,
        (Drafted, MeasureStep::Drop) => Dropped,
        (InForce | Reviewed, MeasureStep::Review) => Reviewed,
        (InForce | Reviewed, MeasureStep::Repeal) => Repealed,
        (state, step) => return Err(Refusal::NotInThisState { state: state.zh(), step: step.zh() }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::table::check;

    /// One row a state, one column a step; a dot is a refusal.
    const STEPS: &str = "
                 enact    review   repeal   drop
        drafted  in_force .        .        dropped
        in_force .        reviewed repealed .
        reviewed .        reviewed repealed .
        repealed .        .        .        .
        dropped  .        .        .        .
    ";

    #[test]
    fn every_step_in_every_state_is_allowed_or_refused_as_the_table_says() {
        check(STEPS, MeasureState::ALL, MeasureStep::ALL, MeasureState::code, MeasureStep::code, |state, step| next(state, step).ok());
    }
}
