//! What can go wrong in the ledger.
//!
//! Three families, and a caller treats them differently:
//! * the person's to mend, told in Chinese: [`Refused`](LedgerError::Refused), [`Unfit`](LedgerError::Unfit), [`NotFound`](LedgerError::NotFound),
//!   [`Stale`](LedgerError::Stale), [`NoFile`](LedgerError::NoFile), [`Forbidden`](LedgerError::Forbidden), [`NoSuchCode`](LedgerError::NoSuchCode),
//!   [`TooManyReveals`](LedgerError::TooManyReveals), [`UnknownOutsideState`](LedgerError::UnknownOutsideState), [`Gate`](LedgerError::Gate),
//!   [`Access`](LedgerError::Access), and their like for exemptions;
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
    /// More identities shown to one account than an hour allows.
    #[error("一小时内查看举报人信息已达 {limit} 次，请稍后再试")]
    TooManyReveals {
        /// How many an hour allows.
        limit: i64,
    },
    /// A state of another system's ticket that the table of states does not have.
    #[error("{system} 的工单状态“{state}”不在对照表内")]
    UnknownOutsideState {
        /// The other system.
        system: String,
        /// The state, in its words.
        state: String,
    },
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
    /// The database.
    #[error("the ledger's database")]
    Database(#[from] sqlx::Error),
}
