//! The life of a clue (问题线索的流转).
//!
//! ```text
//!            ┌───────────────refuse──────────────┐
//!            ▼                                   │
//!         pending ─propose▶ proposed ─approve─┬▶ inquiring ─report▶ pending
//!          ▲    │                             ├▶ checking  ─report▶ pending
//!          │    └─open_case▶ opened           ├▶ held ─take_up▶ pending
//!          └──────────────────────────────────┴▶ settled
//! ```
//!
//! One proposes, another approves. A case is opened after a preliminary check alone, by somebody who has not checked.

use crate::record::Refusal;
use vocabulary::labelled;

labelled! {
    /// How a clue is disposed of (线索处置方式).
    pub enum Disposal {
        /// Talk with the person, or ask in writing (谈话函询).
        TalkOrInquiry = "talk_or_inquiry", "谈话函询", "Talk or inquiry";
        /// Look into it (初步核实).
        PreliminaryCheck = "preliminary_check", "初步核实", "Preliminary check";
        /// Keep it for later (暂存待查).
        Held = "held", "暂存待查", "Held";
        /// Nothing more is to be done (予以了结).
        Settled = "settled", "予以了结", "Settled";
    }
}

labelled! {
    /// State of a clue (线索状态).
    pub enum ClueState {
        /// Waits for a proposal (待处置).
        Pending = "pending", "待处置", "Pending";
        /// Waits for approval of one (待审批).
        Proposed = "proposed", "待审批", "Proposed";
        /// The person is talked with, or asked in writing (谈话函询中).
        Inquiring = "inquiring", "谈话函询中", "Being inquired into";
        /// Being looked into (初步核实中).
        Checking = "checking", "初步核实中", "Being checked";
        /// Kept for later (暂存待查).
        Held = "held", "暂存待查", "Held";
        /// Nothing more is to be done (已了结).
        Settled = "settled", "已了结", "Settled";
        /// A case was opened (已立案).
        Opened = "opened", "已立案", "Case opened";
    }
}

labelled! {
    /// What is done with a clue (线索办理动作).
    pub enum ClueStep {
        /// Propose how to dispose of it (提出处置建议).
        Propose = "propose", "提出处置建议", "Propose";
        /// Approve what another has proposed (批准处置建议).
        Approve = "approve", "批准处置建议", "Approve";
        /// Refuse it (不批准处置建议).
        Refuse = "refuse", "不批准处置建议", "Refuse";
        /// Ask the person in writing (发函).
        SendInquiry = "send_inquiry", "发函询问", "Send an inquiry";
        /// The person has answered (收到函询回复).
        ReceiveAnswer = "receive_answer", "收到函询回复", "Receive the answer";
        /// Talk with the person (谈话).
        Talk = "talk", "谈话", "Talk";
        /// Write down what was found so far (办理记录).
        Note = "note", "办理记录", "Note";
        /// Report what came of it (报告办理情况).
        Report = "report", "报告办理情况", "Report";
        /// Take up again what was held (重新启动).
        TakeUp = "take_up", "重新启动", "Take up again";
        /// Open a case (立案).
        OpenCase = "open_case", "立案", "Open a case";
        /// Add a person whom it concerns (增加被反映人).
        AddPerson = "add_person", "增加被反映人", "Add a person";
        /// Say who a person is (确认人员身份).
        Identify = "identify", "确认人员身份", "Identify a person";
        /// Let one more account see it (增加专案组成员).
        AddMember = "add_member", "增加专案组成员", "Add a member";
        /// Let an account see it no more (移出专案组成员).
        RemoveMember = "remove_member", "移出专案组成员", "Remove a member";
    }
}

/// The state after a step; approval leads where `proposed` says.
///
/// # Errors
/// A step that the state does not allow.
pub fn next(state: ClueState, step: ClueStep, proposed: Disposal) -> Result<ClueState, Refusal> {
    use ClueState::{Checking, Held, Inquiring, Opened, Pending, Proposed, Settled};
    Ok(match (state, step) {
        (_, ClueStep::AddMember | ClueStep::RemoveMember | ClueStep::Identify) => state,
        (Pending | Proposed | Inquiring | Checking | Held, ClueStep::AddPerson) => state,
        (Pending, ClueStep::Propose) => Proposed,
        (Pending, ClueStep::OpenCase) => Opened,
        (Proposed, ClueStep::Refuse) => Pending,
        (Proposed, ClueStep::Approve) => match proposed {
            Disposal::TalkOrInquiry => Inquiring,
            Disposal::PreliminaryCheck => Checking,
            Disposal::Held => Held,
            Disposal::Settled => Settled,
        },
        (Inquiring, ClueStep::SendInquiry | ClueStep::ReceiveAnswer | ClueStep::Talk | ClueStep::Note) => Inquiring,
        (Checking, ClueStep::Note) => Checking,
        (Inquiring | Checking, ClueStep::Report) | (Held, ClueStep::TakeUp) => Pending,
        (state, step) => return Err(Refusal::NotInThisState { state: state.zh(), step: step.zh() }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::table::check;

    /// One row a state, one column a step; a dot is a refusal. What was proposed here is a preliminary check.
    const STEPS: &str = "
                  propose  approve  refuse  send_inquiry receive_answer talk      note      report  take_up open_case add_person identify  add_member remove_member
        pending   proposed .        .       .            .              .         .         .       .       opened    pending    pending   pending    pending
        proposed  .        checking pending .            .              .         .         .       .       .         proposed   proposed  proposed   proposed
        inquiring .        .        .       inquiring    inquiring      inquiring inquiring pending .       .         inquiring  inquiring inquiring  inquiring
        checking  .        .        .       .            .              .         checking  pending .       .         checking   checking  checking   checking
        held      .        .        .       .            .              .         .         .       pending .         held       held      held       held
        settled   .        .        .       .            .              .         .         .       .       .         .          settled   settled    settled
        opened    .        .        .       .            .              .         .         .       .       .         .          opened    opened     opened
    ";

    #[test]
    fn every_step_in_every_state_is_allowed_or_refused_as_the_table_says() {
        let next = |state, step| next(state, step, Disposal::PreliminaryCheck).ok();
        check(STEPS, ClueState::ALL, ClueStep::ALL, ClueState::code, ClueStep::code, next);
    }

    #[test]
    fn approval_leads_where_the_proposal_says() {
        let ends = Disposal::ALL.iter().map(|disposal| next(ClueState::Proposed, ClueStep::Approve, *disposal).map(ClueState::code));
        let ends: Vec<_> = ends.collect::<Result<_, _>>().expect("all four can be approved");
        assert_eq!(ends, ["inquiring", "checking", "held", "settled"]);
    }
}
