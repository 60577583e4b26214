//! Events (留痕): who did what, when, from where, what was before, what after, and why.

mod chain;
mod read;
mod verify;

pub use chain::ChainLink;
pub use verify::{ChainBreak, ChainFault, ChainReport};

use crate::canonical::canonical;
use crate::{Ledger, LedgerError};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Who does something (操作人), and where from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The account; persons are told apart by it, so it is the same for everything that one person does.
    pub who: String,
    /// `cli`, or the address of the client.
    pub from: String,
}

/// Something worth keeping that concerns no record of the ledger: a batch imported, leads exported, a screening that ran.
#[derive(Debug, Clone, PartialEq)]
pub struct FreeEvent {
    /// What was done, as in `batch.imported`.
    pub kind: String,
    /// What it was done to: a batch, a file, a run.
    pub subject: String,
    /// What came of it.
    pub after: Value,
    /// Why (事由), where one was asked for; empty otherwise.
    pub reason: String,
}

/// An event of the chain, as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Event {
    /// Its number, from 1, without gaps.
    pub seq: i64,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Who.
    pub who: String,
    /// Where from.
    pub from: String,
    /// What was done, as in `lead.confirm`.
    pub kind: String,
    /// The kind of record it concerns, if any: `lead`, `rule`.
    pub record: Option<String>,
    /// The record's number; of an event that concerns no record, its subject.
    pub record_id: Option<String>,
    /// JSON of what was before.
    pub before: Option<String>,
    /// JSON of what was after.
    pub after: Option<String>,
    /// Why.
    pub why: Option<String>,
    /// Hash of the event before; zeros for the first.
    pub previous: String,
    /// SM3 over all of the above.
    pub hash: String,
}

/// Which events to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Of these kinds; of any when empty.
    pub kinds: Vec<String>,
    /// About this kind of record.
    pub record: Option<String>,
    /// About the record, or the subject, of this number.
    pub record_id: Option<String>,
    /// By this person.
    pub who: Option<String>,
    /// Newest first instead of oldest first.
    pub newest_first: bool,
    /// Beyond this event in the order asked for: the last one of the page before.
    pub after: Option<i64>,
    /// At most so many.
    pub limit: Option<u32>,
}

/// An event about to be appended; its number and hashes come from the chain.
#[derive(Debug)]
pub(crate) struct NewEvent<'a> {
    pub(crate) at: DateTime<Utc>,
    pub(crate) by: &'a Actor,
    pub(crate) kind: &'a str,
    pub(crate) record: Option<&'a str>,
    pub(crate) record_id: Option<String>,
    pub(crate) before: Option<Value>,
    pub(crate) after: Option<Value>,
    pub(crate) why: Option<&'a str>,
}

impl Ledger {
    /// Writes down something that concerns no record of the ledger.
    ///
    /// # Errors
    /// A database that cannot be written.
    pub async fn record(&self, by: &Actor, at: DateTime<Utc>, event: FreeEvent) -> Result<(), LedgerError> {
        let mut writing = self.writing().await?;
        let why = Some(event.reason.as_str()).filter(|reason| !reason.is_empty());
        let new = NewEvent {
            at,
            by,
            kind: &event.kind,
            record: None,
            record_id: Some(event.subject),
            before: None,
            after: Some(event.after),
            why,
        };
        writing.append(new).await?;
        writing.commit().await
    }
}

impl NewEvent<'_> {
    fn following(self, head: &ChainLink) -> Event {
        let mut event = Event {
            seq: head.seq + 1,
            at: crate::sql::instant_text(self.at),
            who: self.by.who.clone(),
            from: self.by.from.clone(),
            kind: self.kind.to_owned(),
            record: self.record.map(str::to_owned),
            record_id: self.record_id,
            before: self.before.as_ref().map(canonical),
            after: self.after.as_ref().map(canonical),
            why: self.why.map(str::to_owned),
            previous: head.hash.clone(),
            hash: String::new(),
        };
        event.hash = event.computed_hash();
        event
    }
}
