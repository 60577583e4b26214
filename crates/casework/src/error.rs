//! What can go wrong in the ledger.
//!
//! Three families, and a caller treats them differently:
//! * the person's to mend, told in Chinese: [`Refused`](LedgerError::Refused), [`Unfit`](LedgerError::Unfit), [`LeadNotFound`](LedgerError::LeadNotFound);
//! * the caller's mistake: [`RuleTwice`](LedgerError::RuleTwice), [`Url`](LedgerError::Url);
//! * the store's: everything else. A text here does not repeat its source's; the source is there to be walked.
//!
//! Whatever the error, the transaction is gone: nothing of the change was kept.

use crate::lead::state::Refusal;

/// Why the ledger did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// No such lead, or none within the caller's scope: the two are not told apart.
    #[error("疑点 {0} 不存在，或不在您的权限范围内")]
    LeadNotFound(i64),
    /// The lead's state, or who asks, does not allow the step.
    #[error("疑点 {lead}：{refusal}")]
    Refused {
        /// The lead.
        lead: i64,
        /// Why not.
        refusal: Refusal,
    },
    /// A field of a change that says nothing, or something that cannot be.
    #[error("{field}{problem}")]
    Unfit {
        /// The field, in Chinese.
        field: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
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
