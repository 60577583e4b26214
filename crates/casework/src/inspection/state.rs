//! The life of an inspection (督导检查的流程).
//!
//! ```text
//! planned ──start──▶ under_way ──finish──▶ findings_done ──sign, refuse_to_sign──▶ signed ──report──▶ reported ──close──▶ closed
//!    │                  ▲  └answer┘              │
//!    └cancel▶ cancelled └────────resume──────────┘
//! ```

use crate::record::Refusal;
use vocabulary::labelled;

labelled! {
    /// State of an inspection (检查状态).
    pub enum InspectionState {
        /// Planned: who goes where, when, with which checklist (已计划).
        Planned = "planned", "已计划", "Planned";
        /// Somebody is there and looks (检查中).
        UnderWay = "under_way", "检查中", "Under way";
        /// Every item has its answer; the inspected has to sign (待签字).
        FindingsDone = "findings_done", "待签字", "Findings done";
        /// Signed by the inspected, or the refusal to sign is written down with a witness (已签字).
        Signed = "signed", "已签字", "Signed";
        /// The report is written (已报告).
        Reported = "reported", "已报告", "Reported";
        /// Over (已办结).
        Closed = "closed", "已办结", "Closed";
        /// It did not take place (已取消).
        Cancelled = "cancelled", "已取消", "Cancelled";
    }
}

labelled! {
    /// What is done with an inspection (检查动作).
    pub enum InspectionStep {
        /// Change place, day or people before it begins (调整计划).
        Replan = "replan", "调整计划", "Change the plan";
        /// Call it off (取消).
        Cancel = "cancel", "取消", "Cancel";
        /// Begin (开始检查).
        Start = "start", "开始检查", "Start";
        /// Answer an item of the checklist (填写检查项).
        Answer = "answer", "填写检查项", "Answer an item";
        /// Say that all is answered (完成检查).
        Finish = "finish", "完成检查", "Finish the findings";
        /// Look once more before anybody has signed (继续检查).
        Resume = "resume", "继续检查", "Resume";
        /// The inspected signs (被检查单位签字).
        Sign = "sign", "被检查单位签字", "Sign";
        /// The inspected refuses to sign (拒绝签字).
        RefuseToSign = "refuse_to_sign", "拒绝签字", "Refuse to sign";
        /// Make issues of faults (转为问题).
        MakeIssues = "make_issues", "转为问题", "Make issues";
        /// Write the report (提交报告).
        Report = "report", "提交报告", "Report";
        /// Close it (办结).
        Close = "close", "办结", "Close";
    }
}

/// The state after a step.
///
/// # Errors
/// A step that the state does not allow.
pub fn next(state: InspectionState, step: InspectionStep) -> Result<InspectionState, Refusal> {
    use InspectionState::{Cancelled, Closed, FindingsDone, Planned, Reported, Signed, UnderWay};
    Ok(match (state, step) {
        (Planned, InspectionStep::Replan) => Planned,
        (Planned, InspectionStep::Cancel) => Cancelled,
        (Planned, InspectionStep::Start) => UnderWay,
        (UnderWay, InspectionStep::Answer) => UnderWay,
        (UnderWay, InspectionStep::Finish) => FindingsDone,
        (FindingsDone, InspectionStep::Resume) => UnderWay,
        (FindingsDone, InspectionStep::Sign | InspectionStep::RefuseToSign) => Signed,
        (Signed | Reported, InspectionStep::MakeIssues) => state,
        (Signed, InspectionStep::Report) => Reported,
        (Reported, InspectionStep::Close) => Closed,
        (state, step) => return Err(Refusal::NotInThisState { state: state.zh(), step: step.zh() }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::table::check;

    const STEPS: &str = "
                      replan  cancel    start     answer    finish        resume    sign   refuse_to_sign make_issues report   close
        planned       planned cancelled under_way .         .             .         .      .              .           .        .
        under_way     .       .         .         under_way findings_done .         .      .              .           .        .
        findings_done .       .         .         .         .             under_way signed signed         .           .        .
        signed        .       .         .         .         .             .         .      .              signed      reported .
        reported      .       .         .         .         .             .         .      .              reported    .        closed
        closed        .       .         .         .         .             .         .      .              .           .        .
        cancelled     .       .         .         .         .             .         .      .              .           .        .
    ";

    #[test]
    fn every_step_in_every_state_is_allowed_or_refused_as_the_table_says() {
        check(STEPS, InspectionState::ALL, InspectionStep::ALL, InspectionState::code, InspectionStep::code, |state, step| {
            next(state, step).ok()
        });
    }
}
