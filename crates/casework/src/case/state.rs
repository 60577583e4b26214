//! The life of a case (案件的流转).
//!
//! ```text
//! filed ─start▶ examining ─send_to_trial▶ trial ─conclude▶ decided ─close▶ closed
//!   │               │ ▲                     │ │
//!   │               │ └──────send_back──────┘ │
//!   └───────────────┴─────────dismiss─────────┴──────────▶ dismissed
//! ```
//!
//! Who has examined does not try, and who has examined or tried does not conclude: three pairs of hands.

use crate::record::Refusal;
use vocabulary::labelled;

labelled! {
    /// State of a case (案件状态).
    pub enum CaseState {
        /// Opened, and not begun (已立案).
        Filed = "filed", "已立案", "Filed";
        /// Being examined (审查调查中).
        Examining = "examining", "审查调查中", "Being examined";
        /// Being tried (审理中).
        Trial = "trial", "审理中", "On trial";
        /// Decided for every person (已作出决定).
        Decided = "decided", "已作出决定", "Decided";
        /// Carried out, and at its end (已结案).
        Closed = "closed", "已结案", "Closed";
        /// Taken back (已撤案).
        Dismissed = "dismissed", "已撤案", "Dismissed";
    }
}

labelled! {
    /// What is done with a case (案件办理动作).
    pub enum CaseStep {
        /// Begin to examine (开始审查调查).
        Start = "start", "开始审查调查", "Start examining";
        /// Write down what was found so far (办理记录).
        Note = "note", "办理记录", "Note";
        /// Ask for more time (申请延期).
        AskExtension = "ask_extension", "申请延期", "Ask for an extension";
        /// Give more time (批准延期).
        Extend = "extend", "批准延期", "Approve an extension";
        /// Refuse more time (不批准延期).
        RefuseExtension = "refuse_extension", "不批准延期", "Refuse an extension";
        /// Hand over to trial (移送审理).
        SendToTrial = "send_to_trial", "移送审理", "Send to trial";
        /// Give back to be examined further (退回补充审查调查).
        SendBack = "send_back", "退回补充审查调查", "Send back";
        /// Say what is to become of a person (提出处理意见).
        Rule = "rule", "提出处理意见", "Rule on a person";
        /// Hand a person over to justice (移送司法机关).
        Transfer = "transfer", "移送司法机关", "Transfer to justice";
        /// Decide, for all persons (作出处分决定).
        Conclude = "conclude", "作出处分决定", "Conclude";
        /// The decision on a person is carried out (执行处分决定).
        Execute = "execute", "执行处分决定", "Execute";
        /// Close it (结案).
        Close = "close", "结案", "Close";
        /// Take it back (撤案).
        Dismiss = "dismiss", "撤案", "Dismiss";
        /// Add a person whom it concerns (增加被审查调查人).
        AddPerson = "add_person", "增加被审查调查人", "Add a person";
        /// Say who a person is (确认人员身份).
        Identify = "identify", "确认人员身份", "Identify a person";
        /// Let one more account see it (增加专案组成员).
        AddMember = "add_member", "增加专案组成员", "Add a member";
        /// Let an account see it no more (移出专案组成员).
        RemoveMember = "remove_member", "移出专案组成员", "Remove a member";
    }
}

/// The state after a step.
///
/// # Errors
/// A step that the state does not allow.
pub fn next(state: CaseState, step: CaseStep) -> Result<CaseState, Refusal> {
    use CaseState::{Closed, Decided, Dismissed, Examining, Filed, Trial};
    Ok(match (state, step) {
        (_, CaseStep::AddMember | CaseStep::RemoveMember | CaseStep::Identify) => state,
        (Filed, CaseStep::Start) => Examining,
        (Filed | Examining, CaseStep::AddPerson) => state,
        (Examining, CaseStep::Note | CaseStep::AskExtension | CaseStep::Extend | CaseStep::RefuseExtension) => Examining,
        (Examining, CaseStep::SendToTrial) => Trial,
        (Trial, CaseStep::SendBack) => Examining,
        (Trial, CaseStep::Rule) => Trial,
        (Examining | Trial, CaseStep::Transfer) => state,
        (Trial, CaseStep::Conclude) => Decided,
        (Decided, CaseStep::Execute) => Decided,
        (Decided, CaseStep::Close) => Closed,
        (Filed | Examining | Trial, CaseStep::Dismiss) => Dismissed,
        (state, step) => return Err(Refusal::NotInThisState { state: state.zh(), step: step.zh() }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::table::check;

    /// One row a state, one column a step; a dot is a refusal.
    const STEPS: &str = "
                  start     note      ask_extension extend    refuse_extension send_to_trial send_back rule  transfer  conclude execute close  dismiss   add_person identify  add_member remove_member
        filed     examining .         .             .         .                .             .         .     .         .        .       .      dismissed filed      filed     filed      filed
        examining .         examining examining     examining examining        trial         .         .     examining .        .       .      dismissed examining  examining examining  examining
        trial     .         .         .             .         .                .             examining trial trial     decided  .       .      dismissed .          trial     trial      trial
        decided   .         .         .             .         .                .             .         .     .         .        decided closed .         .          decided   decided    decided
        closed    .         .         .             .         .                .             .         .     .         .        .       .      .         .          closed    closed     closed
        dismissed .         .         .             .         .                .             .         .     .         .        .       .      .         .          dismissed dismissed  dismissed
    ";

    #[test]
    fn every_step_in_every_state_is_allowed_or_refused_as_the_table_says() {
        check(STEPS, CaseState::ALL, CaseStep::ALL, CaseState::code, CaseStep::code, |state, step| next(state, step).ok());
    }
}
