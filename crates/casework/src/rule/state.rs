//! The life of a version of a rule: drafted and submitted by one person, checked by another, in use until another one takes its place.

use crate::record::Refusal;
use vocabulary::labelled;

labelled! {
    /// State of a version of a rule (规则版本状态).
    pub enum VersionState {
        /// Being written (草稿).
        Draft = "draft", "草稿", "Draft";
        /// Waits for a second person (待审核).
        Submitted = "submitted", "待审核", "Waits to be checked";
        /// Checked by a second person; not in use yet (已审核).
        Checked = "checked", "已审核", "Checked";
        /// Not approved (不予通过).
        Refused = "refused", "不予通过", "Refused";
        /// Runs beside the version in use and makes no lead (试运行). That its time is over is said by its date.
        Shadow = "shadow", "试运行", "Shadow";
        /// In use (启用).
        Active = "active", "启用", "Active";
        /// Was in use (停用).
        Retired = "retired", "停用", "Retired";
    }
}

labelled! {
    /// What is done with a version of a rule (规则版本动作).
    pub enum VersionStep {
        /// Change its text (修改草稿).
        Edit = "edit", "修改草稿", "Edit";
        /// Hand it to a second person, with its cases and a trial (提交审核).
        Submit = "submit", "提交审核", "Submit";
        /// Run its cases and the trial again while it waits (重新试算).
        Examine = "examine", "重新试算", "Examine";
        /// Find it right, as a second person (审核通过).
        Approve = "approve", "审核通过", "Approve";
        /// Not find it right (不予通过).
        Refuse = "refuse", "不予通过", "Refuse";
        /// Let it run in the shadow until a day (开始试运行).
        StartShadow = "start_shadow", "开始试运行", "Start shadow runs";
        /// End that before its day (结束试运行).
        StopShadow = "stop_shadow", "结束试运行", "Stop shadow runs";
        /// Put it into use, in the place of the one before (启用).
        Activate = "activate", "启用", "Activate";
        /// Put it into use again (回退).
        RollBack = "roll_back", "回退", "Roll back";
        /// Take it out of use (停用).
        Retire = "retire", "停用", "Retire";
    }
}

/// The state after a step.
///
/// # Errors
/// A step that the state does not allow.
pub fn next(state: VersionState, step: VersionStep) -> Result<VersionState, Refusal> {
    use VersionState::{Active, Checked, Draft, Refused, Retired, Shadow, Submitted};
    Ok(match (state, step) {
        (Draft, VersionStep::Edit) => Draft,
        (Draft, VersionStep::Submit) | (Submitted, VersionStep::Examine) => Submitted,
        (Submitted, VersionStep::Approve) | (Shadow, VersionStep::StopShadow) => Checked,
        (Submitted, VersionStep::Refuse) => Refused,
        (Checked | Shadow, VersionStep::StartShadow) => Shadow,
        (Checked | Shadow, VersionStep::Activate) | (Retired, VersionStep::RollBack) => Active,
        (Active, VersionStep::Retire) => Retired,
        (state, step) => return Err(Refusal::NotInThisState { state: state.zh(), step: step.zh() }),
    })
}

labelled! {
    /// State of a change of a parameter (参数调整状态).
    pub enum ParameterState {
        /// Waits for a second person (待批准).
        Proposed = "proposed", "待批准", "Waits for approval";
        /// In force from its approval until another one is approved (已批准).
        Approved = "approved", "已批准", "Approved";
        /// Not approved (不予批准).
        Refused = "refused", "不予批准", "Refused";
    }
}

labelled! {
    /// What is done with a change of a parameter (参数调整动作).
    pub enum ParameterStep {
        /// Approve it, as a second person (批准).
        Approve = "approve", "批准", "Approve";
        /// Do not approve it (不予批准).
        Refuse = "refuse", "不予批准", "Refuse";
    }
}

/// The state of a change of a parameter after a step.
///
/// # Errors
/// A step that the state does not allow.
pub fn next_of_parameter(state: ParameterState, step: ParameterStep) -> Result<ParameterState, Refusal> {
    match (state, step) {
        (ParameterState::Proposed, ParameterStep::Approve) => Ok(ParameterState::Approved),
        (ParameterState::Proposed, ParameterStep::Refuse) => Ok(ParameterState::Refused),
        (state, step) => Err(Refusal::NotInThisState { state: state.zh(), step: step.zh() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::table::check;

    const VERSION: &str = "
                  edit  submit    examine   approve refuse  start_shadow stop_shadow activate roll_back retire
        draft     draft submitted .         .       .       .            .           .        .         .
        submitted .     .         submitted checked refused .            .           .        .         .
        checked   .     .         .         .       .       shadow       .           active   .         .
        refused   .     .         .         .       .       .            .           .        .         .
        shadow    .     .         .         .       .       shadow       checked     active   .         .
        active    .     .         .         .       .       .            .           .        .         retired
        retired   .     .         .         .       .       .            .           .        active    .
    ";

    const PARAMETER: &str = "
                 approve  refuse
        proposed approved refused
        approved .        .
        refused  .        .
    ";

    #[test]
    fn every_step_in_every_state_is_allowed_or_refused_as_the_tables_say() {
        check(VERSION, VersionState::ALL, VersionStep::ALL, VersionState::code, VersionStep::code, |state, step| next(state, step).ok());
        check(PARAMETER, ParameterState::ALL, ParameterStep::ALL, ParameterState::code, ParameterStep::code, |state, step| {
            next_of_parameter(state, step).ok()
        });
    }
}
