//! What is said when a recovery is entered, and what is done with it.

use super::penalty::PenaltyChoice;
use super::plan::Instalment;
use super::state::RecoveryStep;
use crate::clock::Span;
use crate::people::{Role, groups};
use crate::record::{Change, HeadDraft};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vocabulary::Fen;

/// Amounts of a recovery, in fen: unlike things, which no sum adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RecoveryAmounts)]
pub struct Amounts {
    /// At stake (涉及金额).
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub involved: Option<Fen>,
    /// To get back (应追).
    #[schema(value_type = i64)]
    pub due: Fen,
    /// What was not lost, since it was stopped in time (避免损失).
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub avoided: Option<Fen>,
}

/// What is said when a recovery is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecoveryDraft {
    /// Title, priority, place; the department is the one that gets it back.
    pub head: HeadDraft,
    /// Who owes it (追缴对象).
    pub debtor: String,
    /// Why (追缴事由).
    pub ground: String,
    /// Amounts.
    pub amounts: Amounts,
}

/// What is done with a recovery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum RecoveryChange {
    /// Set the amounts right before it is demanded (更正金额).
    Correct {
        /// What they are.
        amounts: Amounts,
        /// Why.
        reason: String,
    },
    /// Demand it (送达追缴通知).
    Notify {
        /// Until when it is to be paid; the usual limit where none is set.
        #[serde(default)]
        due_on: Option<NaiveDate>,
        /// The letter and the proof that it was received: at least one file.
        files: Vec<String>,
    },
    /// A part was paid (登记到账).
    Pay {
        /// When.
        on: NaiveDate,
        /// How much, in fen: never more than is outstanding.
        #[schema(value_type = i64)]
        amount: Fen,
        /// The voucher.
        voucher: String,
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
    },
    /// Another has seen the voucher of a payment (核验到账).
    VerifyPayment {
        /// Which payment, from 1.
        payment: u32,
        /// What was seen, possibly empty.
        #[serde(default)]
        remark: String,
    },
    /// More came in than was owed, and was sent back (登记退回多缴): never part of what was paid.
    ReturnOverpayment {
        /// When it came in.
        on: NaiveDate,
        /// How much was sent back, in fen.
        #[schema(value_type = i64)]
        amount: Fen,
        /// The voucher of its way back.
        voucher: String,
        /// Why.
        reason: String,
    },
    /// Ask to let a part go (申请减免).
    AskRemission {
        /// How much, in fen.
        #[schema(value_type = i64)]
        amount: Fen,
        /// Why.
        reason: String,
        /// Evidence files.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Let it go (批准减免).
    ApproveRemission {
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
    },
    /// Do not (不批准减免).
    RefuseRemission {
        /// Why.
        reason: String,
    },
    /// Ask to have it paid by instalments (申请分期).
    AskPlan {
        /// The instalments: together what is outstanding.
        instalments: Vec<Instalment>,
        /// Why.
        reason: String,
    },
    /// Have it paid by instalments (批准分期).
    ApprovePlan {
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
    },
    /// Do not (不批准分期).
    RefusePlan {
        /// Why.
        reason: String,
    },
    /// Ask for more time (申请延期).
    AskExtension {
        /// How much.
        span: Span,
        /// Why.
        reason: String,
    },
    /// Give more time (批准延期).
    Extend {
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
    },
    /// Refuse more time (不批准延期).
    RefuseExtension {
        /// Why.
        reason: String,
    },
    /// Ask to give it up (申请核销).
    AskWriteOff {
        /// Why.
        reason: String,
        /// Evidence files: at least one.
        files: Vec<String>,
    },
    /// Give it up (批准核销).
    WriteOff {
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
    },
    /// Do not (不批准核销).
    RefuseWriteOff {
        /// Why.
        reason: String,
    },
    /// Impose a penalty beside it (作出处罚).
    Penalise {
        /// Which.
        penalty: PenaltyChoice,
        /// Why so much.
        reason: String,
        /// The decision: at least one file.
        files: Vec<String>,
    },
}

impl RecoveryChange {
    pub(super) fn kind(&self) -> RecoveryStep {
        match self {
            Self::Correct { .. } => RecoveryStep::Correct,
            Self::Notify { .. } => RecoveryStep::Notify,
            Self::Pay { .. } => RecoveryStep::Pay,
            Self::VerifyPayment { .. } => RecoveryStep::VerifyPayment,
            Self::ReturnOverpayment { .. } => RecoveryStep::ReturnOverpayment,
            Self::AskRemission { .. } => RecoveryStep::AskRemission,
            Self::ApproveRemission { .. } => RecoveryStep::ApproveRemission,
            Self::RefuseRemission { .. } => RecoveryStep::RefuseRemission,
            Self::AskPlan { .. } => RecoveryStep::AskPlan,
            Self::ApprovePlan { .. } => RecoveryStep::ApprovePlan,
            Self::RefusePlan { .. } => RecoveryStep::RefusePlan,
            Self::AskExtension { .. } => RecoveryStep::AskExtension,
            Self::Extend { .. } => RecoveryStep::Extend,
            Self::RefuseExtension { .. } => RecoveryStep::RefuseExtension,
            Self::AskWriteOff { .. } => RecoveryStep::AskWriteOff,
            Self::WriteOff { .. } => RecoveryStep::WriteOff,
            Self::RefuseWriteOff { .. } => RecoveryStep::RefuseWriteOff,
            Self::Penalise { .. } => RecoveryStep::Penalise,
        }
    }
}

impl Change for RecoveryChange {
    fn step(&self) -> &'static str {
        self.kind().code()
    }

    fn names(&self) -> (&'static str, &'static str) {
        (self.kind().zh(), self.kind().en())
    }

    fn why(&self) -> &str {
        match self {
            Self::Notify { .. } => "",
            Self::Correct { reason, .. }
            | Self::ReturnOverpayment { reason, .. }
            | Self::AskRemission { reason, .. }
            | Self::RefuseRemission { reason }
            | Self::AskPlan { reason, .. }
            | Self::RefusePlan { reason }
            | Self::AskExtension { reason, .. }
            | Self::RefuseExtension { reason }
            | Self::AskWriteOff { reason, .. }
            | Self::RefuseWriteOff { reason }
            | Self::Penalise { reason, .. } => reason,
            Self::Pay { remark, .. }
            | Self::VerifyPayment { remark, .. }
            | Self::ApproveRemission { remark }
            | Self::ApprovePlan { remark }
            | Self::Extend { remark }
            | Self::WriteOff { remark } => remark,
        }
    }

    fn roles(&self) -> &'static [Role] {
        match self.kind() {
            RecoveryStep::Correct
            | RecoveryStep::Notify
            | RecoveryStep::Pay
            | RecoveryStep::ReturnOverpayment
            | RecoveryStep::AskRemission
            | RecoveryStep::AskPlan
            | RecoveryStep::AskExtension
            | RecoveryStep::AskWriteOff
            | RecoveryStep::Penalise => groups::BOTH,
            RecoveryStep::VerifyPayment
            | RecoveryStep::ApproveRemission
            | RecoveryStep::RefuseRemission
            | RecoveryStep::ApprovePlan
            | RecoveryStep::RefusePlan
            | RecoveryStep::Extend
            | RecoveryStep::RefuseExtension
            | RecoveryStep::WriteOff
            | RecoveryStep::RefuseWriteOff => groups::SUPERVISING,
        }
    }

    fn files(&self) -> &[String] {
        match self {
            Self::Notify { files, .. }
            | Self::AskRemission { files, .. }
            | Self::AskWriteOff { files, .. }
            | Self::Penalise { files, .. } => files,
            Self::Pay { voucher, .. } | Self::ReturnOverpayment { voucher, .. } => std::slice::from_ref(voucher),
            _ => &[],
        }
    }
}
