//! What can go wrong in the ledger.
//!
//! Three families, and a caller treats them differently:
//! * the person's to mend, told in Chinese: [`Refused`](LedgerError::Refused), [`Unfit`](LedgerError::Unfit), [`NotFound`](LedgerError::NotFound),
//!   [`Stale`](LedgerError::Stale), [`NoFile`](LedgerError::NoFile), [`Forbidden`](LedgerError::Forbidden), [`NoSuchCode`](LedgerError::NoSuchCode),
//!   [`Gate`](LedgerError::Gate), [`Access`](LedgerError::Access), and their like for exemptions;
//! * the caller's mistake: [`RuleTwice`](LedgerError::RuleTwice), [`Url`](LedgerError::Url);
//! * the store's: everything else. A text here does not repeat its source's; the source is there to be walked.
//!
//! Whatever the error, the transaction is gone: nothing of the change was kept. A sign-in that fails is the one exception: that it
//! failed is kept.

use crate::people::AccessRefusal;
use crate::record::{Kind, Refusal};

/// Why the ledger did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// No such record, or none within the caller's scope: the two are not told apart.
    #[error("{} {id} 不存在，或不在您的权限范围内", record.zh())]
    NotFound {
        /// Its kind.
        record: Kind,
        /// Its number.
        id: i64,
    },
    /// The record's state, its content, or who asks, does not allow the step.
    #[error("{}{}：{refusal}", record.zh(), id.map(|id| format!(" {id}")).unwrap_or_default())]
    Refused {
        /// Its kind.
        record: Kind,
        /// Its number; none for one that was about to be entered.
        id: Option<i64>,
        /// Why not.
        refusal: Refusal,
    },
    /// Somebody else has changed the record meanwhile.
    #[error("{} {id} 已被他人修改（您看到的是第 {expected} 版，现为第 {found} 版），请刷新后再办理", record.zh())]
    Stale {
        /// Its kind.
        record: Kind,
        /// Its number.
        id: i64,
        /// The version that the caller knew.
        expected: i64,
        /// The version that there is.
        found: i64,
    },
    /// No such exemption, or none within the caller's scope.
    #[error("豁免 {0} 不存在，或不在您的权限范围内")]
    NoExemption(i64),
    /// Somebody else has changed the exemption meanwhile.
    #[error("豁免 {0} 已被他人修改，请刷新后再办理")]
    StaleExemption(i64),
    /// An exemption's state, its content, or who asks, does not allow the step.
    #[error("豁免{}：{refusal}", id.map(|id| format!(" {id}")).unwrap_or_default())]
    Exemption {
        /// Its number; none for one that was about to be asked for.
        id: Option<i64>,
        /// Why not.
        refusal: Refusal,
    },
    /// No such rule, version or change of a parameter, or none within the caller's scope.
    #[error("{0} 不存在，或不在您的权限范围内")]
    NoRule(String),
    /// Somebody else has changed it meanwhile.
    #[error("{0} 已被他人修改，请刷新后再办理")]
    StaleRule(String),
    /// The state of a rule's version or parameter, its content, or who asks, does not allow the step.
    #[error("{what}：{refusal}")]
    Rule {
        /// Which.
        what: String,
        /// Why not.
        refusal: Refusal,
    },
    /// A code that another rule has.
    #[error("规则编号 {0} 已被使用；修改已有规则请新建版本")]
    RuleCodeTaken(String),
    /// A value that the rule's declaration of the parameter does not allow.
    #[error("参数值不符合规则声明：{0}")]
    ParameterValue(String),
    /// An evidence file that nobody has handed in.
    #[error("附件 {0} 不存在，请先上传")]
    NoFile(String),
    /// A field of a change that says nothing, or something that cannot be.
    #[error("{field}{problem}")]
    Unfit {
        /// The field, in Chinese.
        field: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A request's key that was used before for something else.
    #[error("该幂等键已用于内容不同的请求")]
    KeyUsed,
    /// What the caller's role does not do.
    #[error("您的角色不能“{0}”")]
    Forbidden(&'static str),
    /// A tracking code that belongs to no complaint.
    #[error("查询码有误，请核对 16 位数字")]
    NoSuchCode,
    /// A pass to the public page that is not, or no longer, good.
    #[error(transparent)]
    Gate(#[from] crate::gate::GateError),
    /// The ledger was opened without the keys that this wants.
    #[error("the ledger was opened without its keys: nothing can be sealed or unsealed")]
    NoKeys,
    /// What was sealed cannot be unsealed, or the keys are not right.
    #[error(transparent)]
    Seal(#[from] crate::seal::SealError),
    /// Who may not come in, or may not do this to an account.
    #[error(transparent)]
    Access(#[from] AccessRefusal),
    /// A calendar's text, or a year that the calendar does not have.
    #[error(transparent)]
    Calendar(#[from] vocabulary::CalendarError),
    /// One run with two answers of one rule.
    #[error("rule {0} answers twice in one screening run")]
    RuleTwice(String),
    /// Amounts whose sum no 64-bit number of fen can hold.
    #[error("the amounts of {rule} / {subject} do not fit the ledger")]
    AmountTooLarge {
        /// The rule.
        rule: String,
        /// The subject's number.
        subject: String,
    },
    /// An address of a database that the ledger cannot use.
    #[error("{0:?} is no database of the ledger: expected sqlite://PATH or postgres://…")]
    Url(String),
    /// The row that holds the newest link is gone; without it no event can be linked.
    #[error("the chain has lost its head: run `qingyuan audit verify`")]
    HeadMissing,
    /// A stored value that the ledger never writes: somebody else has.
    #[error("column {column} holds {found:?}, which the ledger never writes")]
    Stored {
        /// The column.
        column: &'static str,
        /// Its content.
        found: String,
    },
    /// JSON that cannot be written or read.
    #[error("JSON of the ledger")]
    Json(#[from] serde_json::Error),
    /// The schema could not be brought up to date.
    #[error("the ledger's schema could not be brought up to date")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A step of the schema that cannot be reached by undoing.
    #[error("the schema is at step {from}: there is no way back from it to step {to}")]
    NoWayBack {
        /// The step of the schema.
        from: i64,
        /// The step that was asked for.
        to: i64,
    },
    /// Undoing a step of the schema would lose what an earlier release has no place for.
    #[error("退回会丢失本版本登记的{what}，已停止，未作任何改动：请改用升级前的备份")]
    WouldLose {
        /// The step.
        step: i64,
        /// What would be lost.
        what: &'static str,
    },
    /// The database.
    #[error("the ledger's database")]
    Database(#[from] sqlx::Error),
}
