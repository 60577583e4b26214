//! The chain (事件链): each event carries the hash of the one before and is hashed with it.

use super::{Event, NewEvent};
use crate::LedgerError;
use crate::canonical::FieldHash;
use crate::sql::{Sql, Stored};
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

/// A link of the chain: enough to hold against the ledger later, when it is kept outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainLink {
    /// Number of the event; 0 before the first.
    pub seq: i64,
    /// Its hash; zeros before the first.
    pub hash: String,
}

impl ChainLink {
    /// Before the first event.
    pub(crate) fn origin() -> Self {
        Self { seq: 0, hash: "0".repeat(64) }
    }

    /// The head as its table has it.
    pub(crate) async fn stored_head(on: &mut AnyConnection) -> Result<Option<Self>, LedgerError> {
        let row = Sql::new("SELECT seq, hash FROM chain_head WHERE id = 1").optional(on).await?;
        row.map(|row| Ok(Self { seq: Stored(&row).int("seq")?, hash: Stored(&row).text("hash")? })).transpose()
    }
}

impl Event {
    /// SM3 over every field but the hash itself. The name at the start is the version of this recipe.
    pub(crate) fn computed_hash(&self) -> String {
        let mut hash = FieldHash::of("qingyuan event 1");
        hash.number(self.seq);
        hash.field(&self.at);
        hash.field(&self.who);
        hash.field(&self.from);
        hash.field(&self.kind);
        hash.optional(self.record.as_deref());
        hash.optional(self.record_id.as_deref());
        hash.optional(self.before.as_deref());
        hash.optional(self.after.as_deref());
        hash.optional(self.why.as_deref());
        hash.field(&self.previous);
        hash.finish()
    }

    pub(super) const COLUMNS: &'static str = "e.seq, e.at, e.who, e.came_from, e.kind, e.record, e.record_id, \
         e.before_json, e.after_json, e.why, e.previous, e.hash";

    pub(super) fn stored(row: &AnyRow) -> Result<Self, LedgerError> {
        let row = Stored(row);
        Ok(Self {
            seq: row.int("seq")?,
            at: row.text("at")?,
            who: row.text("who")?,
            from: row.text("came_from")?,
            kind: row.text("kind")?,
            record: row.text_or_none("record")?,
            record_id: row.text_or_none("record_id")?,
            before: row.text_or_none("before_json")?,
            after: row.text_or_none("after_json")?,
            why: row.text_or_none("why")?,
            previous: row.text("previous")?,
            hash: row.text("hash")?,
        })
    }
}

impl NewEvent<'_> {
    /// Writes the event behind this head, for the new head.
    pub(crate) async fn append(self, head: &ChainLink, on: &mut AnyConnection) -> Result<ChainLink, LedgerError> {
        let event = self.following(head);
        let mut sql = Sql::new(
            "INSERT INTO events (seq, at, who, came_from, kind, record, record_id, before_json, after_json, why, \
             previous, hash) VALUES (",
        );
        let link = ChainLink { seq: event.seq, hash: event.hash.clone() };
        sql.bind(event.seq).push(", ").bind(event.at).push(", ").bind(event.who).push(", ").bind(event.from);
        sql.push(", ").bind(event.kind).push(", ").bind(event.record).push(", ").bind(event.record_id);
        sql.push(", ").bind(event.before).push(", ").bind(event.after).push(", ").bind(event.why);
        sql.push(", ").bind(event.previous).push(", ").bind(event.hash).push(")");
        sql.execute(on).await?;
        Ok(link)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Actor;
    use chrono::DateTime;
    use serde_json::json;

    fn event() -> Event {
        let by = Actor { who: "li".into(), from: "cli".into() };
        let new = NewEvent {
            at: DateTime::from_timestamp(1_700_000_000, 0).expect("an instant"),
            by: &by,
            kind: "batch.imported",
            record: None,
            record_id: Some("b1".into()),
            before: None,
            after: Some(json!({"rows": 3})),
            why: None,
        };
        new.following(&ChainLink::origin())
    }

    /// Chains kept outside are checked against hashes made by this recipe: it may never change. The value is OpenSSL's SM3 over
    /// the same fields.
    #[test]
    fn the_recipe_of_the_hash_is_what_it_always_was() {
        assert_eq!(event().hash, "c9ffed7c70512f5e201540c534c681b36a027e68aa8fcf95d12d2ff925e7fa88");
    }

    #[test]
    fn every_field_is_in_the_hash() {
        let changes: [fn(&mut Event); 11] = [
            |event| event.seq += 1,
            |event| event.at.push('0'),
            |event| event.who.push('0'),
            |event| event.from.push('0'),
            |event| event.kind.push('0'),
            |event| event.record = Some(String::new()),
            |event| event.record_id = None,
            |event| event.before = Some(String::new()),
            |event| event.after = None,
            |event| event.why = Some(String::new()),
            |event| event.previous = "1".repeat(64),
        ];
        let mut seen = std::collections::BTreeSet::from([event().hash]);
        for change in changes {
            let mut changed = event();
            change(&mut changed);
            seen.insert(changed.computed_hash());
        }
        assert_eq!(seen.len(), changes.len() + 1);
    }
}
