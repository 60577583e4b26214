//! The life of a recovery (追缴退赔的流转).
//!
//! ```text
//! registered ─notify▶ due ─pay▶ paying ──────────▶ settled      (paid + remitted = due, to the fen)
//!                      │  ▲       │      pay, approve_remission
//!                      │  └───────┘
//!                      └── ask_write_off, write_off ──▶ written_off
//! ```
//!
//! One asks for a remission, a write-off, an instalment plan or more time; another approves.

use crate::record::Refusal;
use vocabulary::labelled;

labelled! {
    /// State of a recovery (追缴状态).
    pub enum RecoveryState {
        /// Entered in the ledger (已登记).
        Registered = "registered", "已登记", "Registered";
        /// Demanded (已通知).
        Due = "due", "已通知", "Demanded";
        /// Paid in part (追缴中).
        Paying = "paying", "追缴中", "Being paid";
        /// Nothing is outstanding (已结清).
        Settled = "settled", "已结清", "Settled";
        /// Given up with approval (已核销).
        WrittenOff = "written_off", "已核销", "Written off";
    }
}

labelled! {
    /// What is done with a recovery (追缴办理动作).
    pub enum RecoveryStep {
        /// Set the amounts right before it is demanded (更正金额).
        Correct = "correct", "更正金额", "Correct the amounts";
        /// Demand it (送达追缴通知).
        Notify = "notify", "送达追缴通知", "Demand";
        /// A part was paid (登记到账).
        Pay = "pay", "登记到账", "Enter a payment";
        /// Another has seen the voucher of a payment (核验到账).
        VerifyPayment = "verify_payment", "核验到账", "Verify a payment";
        /// More came in than was owed, and was sent back (登记退回多缴).
        ReturnOverpayment = "return_overpayment", "登记退回多缴", "Return an over-payment";
        /// Ask to let a part go (申请减免).
        AskRemission = "ask_remission", "申请减免", "Ask for a remission";
        /// Let it go (批准减免).
        ApproveRemission = "approve_remission", "批准减免", "Approve a remission";
        /// Do not (不批准减免).
        RefuseRemission = "refuse_remission", "不批准减免", "Refuse a remission";
        /// Ask to have it paid by instalments (申请分期).
        AskPlan = "ask_plan", "申请分期", "Ask for instalments";
        /// Have it paid by instalments (批准分期).
        ApprovePlan = "approve_plan", "批准分期", "Approve instalments";
        /// Do not (不批准分期).
        RefusePlan = "refuse_plan", "不批准分期", "Refuse instalments";
        /// Ask for more time (申请延期).
        AskExtension = "ask_extension", "申请延期", "Ask for an extension";
        /// Give more time (批准延期).
        Extend = "extend", "批准延期", "Approve an extension";
        /// Refuse more time (不批准延期).
        RefuseExtension = "refuse_extension", "不批准延期", "Refuse an extension";
        /// Ask to give it up (申请核销).
        AskWriteOff = "ask_write_off", "申请核销", "Ask for a write-off";
        /// Give it up (批准核销).
        WriteOff = "write_off", "批准核销", "Write off";
        /// Do not (不批准核销).
        RefuseWriteOff = "refuse_write_off", "不批准核销", "Refuse a write-off";
        /// Impose a penalty beside it (作出处罚).
        Penalise = "penalise", "作出处罚", "Impose a penalty";
    }
}

/// The state after a step. Paying and remitting are told whether nothing is outstanding any more.
///
/// # Errors
/// A step that the state does not allow.
pub fn next(state: RecoveryState, step: RecoveryStep, settles: bool) -> Result<RecoveryState, Refusal> {
    use RecoveryState::{Due, Paying, Registered, Settled, WrittenOff};
    use RecoveryStep as Step;
    Ok(match (state, step) {
        (Registered, Step::Correct) => Registered,
        (Registered, Step::Notify) => Due,
        (Due | Paying, Step::Pay | Step::ApproveRemission) if settles => Settled,
        (Due | Paying, Step::Pay) => Paying,
        (
            Due | Paying,
            Step::ApproveRemission
            | Step::AskRemission
            | Step::RefuseRemission
            | Step::AskPlan
            | Step::ApprovePlan
            | Step::RefusePlan
            | Step::AskExtension
            | Step::Extend
            | Step::RefuseExtension
            | Step::AskWriteOff
            | Step::RefuseWriteOff,
        ) => state,
        (Due | Paying, Step::WriteOff) => WrittenOff,
        (Paying | Settled | WrittenOff, Step::VerifyPayment) => state,
        (Due | Paying | Settled | WrittenOff, Step::ReturnOverpayment) | (Registered | Due | Paying | Settled, Step::Penalise) => state,
        (state, step) => return Err(Refusal::NotInThisState { state: state.zh(), step: step.zh() }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::table::check;

    /// One row a state, one column a step; a dot is a refusal. Something is still outstanding here.
    const STEPS: &str = "
                    correct    notify pay    verify_payment return_overpayment ask_remission approve_remission refuse_remission ask_plan approve_plan refuse_plan ask_extension extend refuse_extension ask_write_off write_off   refuse_write_off penalise
        registered  registered due    .      .              .                  .             .                 .                .        .            .           .             .      .                .             .           .                registered
        due         .          .      paying .              due                due           due               due              due      due          due         due           due    due              due           written_off due              due
        paying      .          .      paying paying         paying             paying        paying            paying           paying   paying       paying      paying        paying paying           paying        written_off paying           paying
        settled     .          .      .      settled        settled            .             .                 .                .        .            .           .             .      .                .             .           .                settled
        written_off .          .      .      written_off    written_off        .             .                 .                .        .            .           .             .      .                .             .           .                .
    ";

    #[test]
    fn every_step_in_every_state_is_allowed_or_refused_as_the_table_says() {
        let next = |state, step| next(state, step, false).ok();
        check(STEPS, RecoveryState::ALL, RecoveryStep::ALL, RecoveryState::code, RecoveryStep::code, next);
    }

    #[test]
    fn only_a_payment_or_a_remission_settles_and_only_what_was_demanded() {
        for step in RecoveryStep::ALL {
            for state in RecoveryState::ALL {
                let settles = matches!(step, RecoveryStep::Pay | RecoveryStep::ApproveRemission)
                    && matches!(state, RecoveryState::Due | RecoveryState::Paying);
                let expected = if settles { Some(RecoveryState::Settled) } else { next(*state, *step, false).ok() };
                assert_eq!(next(*state, *step, true).ok(), expected, "{state} {step}");
            }
        }
    }
}
