//! The life of a complaint (信访举报的流转).
//!
//! ```text
//! unconfirmed ─confirm▶ received ─accept▶ accepted ─assign▶ assigned ─take▶ handling ─answer▶ answered ─close▶ closed
//!                          │ └─not_accept▶ not_accepted         ▲  │             ▲                                │
//!                          └─refer▶ referred                    │  └─return      └── dissatisfied (once), ────────┤
//!                                                               └─transfer           review revokes               │
//!      answered, closed ─ask_review▶ reviewing ─▶ closed ─ask_second_review▶ second_review ─▶ concluded ◀─────────┘
//! ```
//!
//! A repeat (`linked`) starts no second matter, but its reporter is answered like every other: it goes on to `answered` by itself.

use super::words::Progress;
use crate::record::Refusal;
use vocabulary::labelled;

labelled! {
    /// State of a complaint (信访状态).
    pub enum ComplaintState {
        /// Written on the public page; it counts once its code has been typed back (待确认).
        Unconfirmed = "unconfirmed", "待确认", "Unconfirmed";
        /// Registered (已登记).
        Received = "received", "已登记", "Received";
        /// Not dealt with (不予受理).
        NotAccepted = "not_accepted", "不予受理", "Not accepted";
        /// Handed to the authority whose matter it is (已转送).
        Referred = "referred", "已转送", "Referred";
        /// Dealt with, and no office's yet (已受理).
        Accepted = "accepted", "已受理", "Accepted";
        /// Given to an office (已交办).
        Assigned = "assigned", "已交办", "Assigned";
        /// The office is at it (办理中).
        Handling = "handling", "办理中", "Being handled";
        /// Says the same as another one, with which it is worked on (重复已关联).
        Linked = "linked", "重复已关联", "Linked as a repeat";
        /// The reporter has been answered (已答复).
        Answered = "answered", "已答复", "Answered";
        /// Done (已办结).
        Closed = "closed", "已办结", "Closed";
        /// The reporter has asked for review (复查中).
        Reviewing = "reviewing", "复查中", "Under review";
        /// The reporter has asked for review of the review (复核中).
        SecondReview = "second_review", "复核中", "Under second review";
        /// Reviewed twice: the same facts are not dealt with again (信访终结).
        Concluded = "concluded", "信访终结", "Concluded";
    }
}

impl ComplaintState {
    /// What the reporter is told of it.
    pub const fn progress(self) -> Progress {
        match self {
            Self::Unconfirmed => Progress::Unconfirmed,
            Self::Received => Progress::Received,
            Self::NotAccepted => Progress::NotAccepted,
            Self::Referred => Progress::Referred,
            Self::Accepted => Progress::Accepted,
            // That there are others who said the same is not for one of them to know.
            Self::Assigned | Self::Handling | Self::Linked => Progress::Handling,
            Self::Answered => Progress::Answered,
            Self::Closed | Self::Concluded => Progress::Closed,
            Self::Reviewing | Self::SecondReview => Progress::Reviewing,
        }
    }
}

labelled! {
    /// What is done with a complaint (信访办理动作).
    pub enum ComplaintStep {
        /// Type the code back (确认提交).
        Confirm = "confirm", "确认提交", "Confirm";
        /// Say what it is, and who is accused (分类).
        Classify = "classify", "分类", "Classify";
        /// Deal with it (受理).
        Accept = "accept", "受理", "Accept";
        /// Do not deal with it (不予受理).
        NotAccept = "not_accept", "不予受理", "Not accept";
        /// Hand it to the authority whose matter it is (转送).
        Refer = "refer", "转送", "Refer";
        /// Tell the reporter what was decided (告知).
        Tell = "tell", "告知", "Tell";
        /// Give it to an office (交办).
        Assign = "assign", "交办", "Assign";
        /// Give it to another office (改派).
        Transfer = "transfer", "改派", "Transfer";
        /// Take it (签收).
        Take = "take", "签收", "Take";
        /// Object that it is another's (异议退回).
        Return = "return", "异议退回", "Return";
        /// Say what was done about it (报送办理结果).
        Claim = "claim", "报送办理结果", "Report the result";
        /// Ask for more time (申请延期).
        AskExtension = "ask_extension", "申请延期", "Ask for an extension";
        /// Give more time (批准延期).
        Extend = "extend", "批准延期", "Approve an extension";
        /// Refuse more time (不批准延期).
        RefuseExtension = "refuse_extension", "不批准延期", "Refuse an extension";
        /// Answer the reporter (答复).
        Answer = "answer", "答复", "Answer";
        /// Find that it was done as answered (核实通过).
        Verify = "verify", "核实通过", "Verify";
        /// Find that it was not (退回重办).
        SendBack = "send_back", "退回重办", "Send back";
        /// Close it (办结).
        Close = "close", "办结", "Close";
        /// Ask the reporter (回访).
        CallBack = "call_back", "回访", "Call back";
        /// The reporter asks for review (申请复查).
        AskReview = "ask_review", "申请复查", "Ask for review";
        /// Decide on the review (复查决定).
        DecideReview = "decide_review", "复查决定", "Decide on review";
        /// The reporter asks for review of the review (申请复核).
        AskSecondReview = "ask_second_review", "申请复核", "Ask for second review";
        /// Decide on the second review (复核决定).
        DecideSecondReview = "decide_second_review", "复核决定", "Decide on second review";
        /// Join it to another that says the same (关联重复).
        LinkRepeat = "link_repeat", "关联重复", "Link as a repeat";
        /// Part it from the other again (解除关联).
        UnlinkRepeat = "unlink_repeat", "解除关联", "Unlink";
        /// Go on with it as a clue or an issue (转办).
        GoOn = "go_on", "转办", "Go on";
        /// Note what another system says of its ticket (更新工单状态).
        Outside = "outside", "更新工单状态", "Note the ticket's state";
    }
}

/// The state after a step. Steps with two outcomes are told by `turns` which it is: a bad end that has it handled again, and,
/// when a repeat is parted, that it had been accepted before.
///
/// # Errors
/// A step that the state does not allow.
pub fn next(state: ComplaintState, step: ComplaintStep, turns: bool) -> Result<ComplaintState, Refusal> {
    use ComplaintState::{
        Accepted, Answered, Assigned, Closed, Concluded, Handling, Linked, NotAccepted, Received, Referred, Reviewing, SecondReview,
        Unconfirmed,
    };
    use ComplaintStep as Step;
    let either = |other: ComplaintState, usual: ComplaintState| if turns { other } else { usual };
    Ok(match (state, step) {
        (Unconfirmed, Step::Confirm) => Received,
        (Received | Accepted | Assigned | Handling, Step::Classify) => state,
        (Received, Step::Accept) => Accepted,
        (Received, Step::NotAccept) => NotAccepted,
        (Received | Accepted, Step::Refer) => Referred,
        (NotAccepted | Referred | Accepted | Assigned | Handling | Linked, Step::Tell) => state,
        (Accepted, Step::Assign) => Assigned,
        (Assigned | Handling, Step::Transfer) => Assigned,
        (Assigned, Step::Take) => Handling,
        (Assigned, Step::Return) => Accepted,
        (Handling, Step::Claim) => Handling,
        (Accepted | Assigned | Handling | Linked, Step::AskExtension | Step::Extend | Step::RefuseExtension) => state,
        (Accepted | Handling | Linked, Step::Answer) => Answered,
        (Answered, Step::Verify) => Answered,
        (Answered, Step::SendBack) => Handling,
        (Answered, Step::Close) => Closed,
        (Closed, Step::CallBack) => either(Handling, Closed),
        (Answered | Closed, Step::AskReview) => Reviewing,
        (Reviewing, Step::DecideReview) => either(Handling, Closed),
        (Closed, Step::AskSecondReview) => SecondReview,
        (SecondReview, Step::DecideSecondReview) => either(Handling, Concluded),
        (Received | Accepted | Assigned | Handling, Step::LinkRepeat) => Linked,
        (Linked, Step::UnlinkRepeat) => either(Accepted, Received),
        (Accepted | Assigned | Handling, Step::GoOn) => state,
        (_, Step::Outside) => state,
        (state, step) => return Err(Refusal::NotInThisState { state: state.zh(), step: step.zh() }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::table::check;

    /// One row a state, one column a step; a dot is a refusal. Steps with two outcomes have the usual one here.
    const STEPS: &str = "
                      confirm  classify accept   not_accept   refer    tell         assign   transfer take     return   claim    ask_extension extend   refuse_extension answer   verify   send_back close  call_back ask_review decide_review ask_second_review decide_second_review link_repeat unlink_repeat go_on    outside
        unconfirmed   received .        .        .            .        .            .        .        .        .        .        .             .        .                .        .        .         .      .         .          .             .                 .                    .           .             .        unconfirmed
        received      .        received accepted not_accepted referred .            .        .        .        .        .        .             .        .                .        .        .         .      .         .          .             .                 .                    linked      .             .        received
        not_accepted  .        .        .        .            .        not_accepted .        .        .        .        .        .             .        .                .        .        .         .      .         .          .             .                 .                    .           .             .        not_accepted
        referred      .        .        .        .            .        referred     .        .        .        .        .        .             .        .                .        .        .         .      .         .          .             .                 .                    .           .             .        referred
        accepted      .        accepted .        .            referred accepted     assigned .        .        .        .        accepted      accepted accepted         answered .        .         .      .         .          .             .                 .                    linked      .             accepted accepted
        assigned      .        assigned .        .            .        assigned     .        assigned handling accepted .        assigned      assigned assigned         .        .        .         .      .         .          .             .                 .                    linked      .             assigned assigned
        handling      .        handling .        .            .        handling     .        assigned .        .        handling handling      handling handling         answered .        .         .      .         .          .             .                 .                    linked      .             handling handling
        linked        .        .        .        .            .        linked       .        .        .        .        .        linked        linked   linked           answered .        .         .      .         .          .             .                 .                    .           received      .        linked
        answered      .        .        .        .            .        .            .        .        .        .        .        .             .        .                .        answered handling  closed .         reviewing  .             .                 .                    .           .             .        answered
        closed        .        .        .        .            .        .            .        .        .        .        .        .             .        .                .        .        .         .      closed    reviewing  .             second_review     .                    .           .             .        closed
        reviewing     .        .        .        .            .        .            .        .        .        .        .        .             .        .                .        .        .         .      .         .          closed        .                 .                    .           .             .        reviewing
        second_review .        .        .        .            .        .            .        .        .        .        .        .             .        .                .        .        .         .      .         .          .             .                 concluded            .           .             .        second_review
        concluded     .        .        .        .            .        .            .        .        .        .        .        .             .        .                .        .        .         .      .         .          .             .                 .                    .           .             .        concluded
    ";

    #[test]
    fn every_step_in_every_state_is_allowed_or_refused_as_the_table_says() {
        let codes = (ComplaintState::code as fn(_) -> _, ComplaintStep::code as fn(_) -> _);
        check(STEPS, ComplaintState::ALL, ComplaintStep::ALL, codes.0, codes.1, |state, step| next(state, step, false).ok());
    }

    #[test]
    fn a_bad_end_has_it_handled_again_and_nothing_else_turns() {
        use ComplaintState::{Accepted, Closed, Handling, Linked, Reviewing, SecondReview};
        let turning = [
            (Closed, ComplaintStep::CallBack, Handling),
            (Reviewing, ComplaintStep::DecideReview, Handling),
            (SecondReview, ComplaintStep::DecideSecondReview, Handling),
            (Linked, ComplaintStep::UnlinkRepeat, Accepted),
        ];
        for state in ComplaintState::ALL {
            for step in ComplaintStep::ALL {
                let turned = turning.iter().find(|(from, by, _)| (from, by) == (state, step)).map(|(.., to)| *to);
                assert_eq!(next(*state, *step, true).ok(), turned.or(next(*state, *step, false).ok()), "{state} {step}");
            }
        }
    }
}
