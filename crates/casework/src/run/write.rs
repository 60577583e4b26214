//! Writing a rule's leads in bulk.

use super::compare::{Existing, Packed};
use crate::LedgerError;
use crate::canonical::FieldHash;
use crate::lead::state::{LeadState, begins_anew};
use crate::seal::Keys;
use crate::sql::{BulkInsert, Sql};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use sqlx::AnyConnection;
use vocabulary::Fen;

/// Leads and hits on their way into the ledger, a batch at a time.
pub(super) struct LeadWriter<'k> {
    keys: &'k Keys,
    rule: String,
    at: DateTime<Utc>,
    as_of: NaiveDate,
    leads: BulkInsert,
    hits: BulkInsert,
    /// Leads whose hits are replaced.
    stale: Vec<i64>,
    /// Leads that begin a new life.
    anew: Vec<i64>,
    withdrawn: Vec<i64>,
    no_longer_matched: Vec<i64>,
}

impl<'k> LeadWriter<'k> {
    const BATCH: usize = 2000;

    pub(super) fn new(rule: &str, at: DateTime<Utc>, as_of: NaiveDate, keys: &'k Keys) -> Self {
        let leads = BulkInsert::new(
            "INSERT INTO leads (id, rule, subject_kind, subject_key, subject_sealed, subject_name, town, village, institution, school, \
             hits, amount, first_on, last_on, hits_digest, state, found_at, changed_at) VALUES ",
            18,
            " ON CONFLICT (id) DO UPDATE SET subject_name = excluded.subject_name, town = excluded.town, \
             village = excluded.village, institution = excluded.institution, school = excluded.school, \
             hits = excluded.hits, amount = excluded.amount, first_on = excluded.first_on, \
             last_on = excluded.last_on, hits_digest = excluded.hits_digest, state = excluded.state, \
             no_longer_matched_on = NULL, version = leads.version + 1, changed_at = excluded.changed_at",
        );
        let hits = BulkInsert::new("INSERT INTO hits (lead_id, ordinal, happened_on, amount, sources, detail) VALUES ", 6, "");
        Self {
            keys,
            rule: rule.to_owned(),
            at,
            as_of,
            leads,
            hits,
            stale: Vec::new(),
            anew: Vec::new(),
            withdrawn: Vec::new(),
            no_longer_matched: Vec::new(),
        }
    }

    /// A lead as found: added under this number, or written over the one that has it.
    pub(super) fn put(&mut self, id: i64, found: Packed<'_>, before: Option<&Existing>, state: LeadState) -> Result<(), LedgerError> {
        // A wrong that goes on month after month adds hits behind those that are there.
        let kept = before.map_or(Some(0), |before| found.kept_of(before));
        self.leads.push([
            id.into(),
            self.rule.as_str().into(),
            found.subject_kind.into(),
            found.subject_key.into(),
            self.keys.seal_lead(id, found.subject_id)?.into(),
            found.subject_name.into(),
            found.place.town.into(),
            found.place.village.into(),
            found.place.institution.into(),
            found.place.school.into(),
            (found.hits.len() as i64).into(),
            found.amount.into(),
            found.first_on.into(),
            found.last_on.into(),
            found.digest.as_str().into(),
            state.code().into(),
            self.at.into(),
            self.at.into(),
        ]);
        if before.is_some_and(|before| begins_anew(before.state, state)) {
            self.anew.push(id);
        }
        if kept.is_none() {
            self.stale.push(id);
        }
        for (ordinal, hit) in (1_i64..).zip(found.hits).skip(kept.unwrap_or(0)) {
            let detail = self.keys.seal_detail((id, ordinal), &hit.detail)?;
            self.hits.push([id.into(), ordinal.into(), hit.happened_on.into(), hit.amount.into(), hit.sources.into(), detail.into()]);
        }
        Ok(())
    }

    /// A lead not found any more.
    pub(super) fn miss(&mut self, id: i64, state: LeadState) {
        match state {
            LeadState::Withdrawn => self.withdrawn.push(id),
            _ => self.no_longer_matched.push(id),
        }
    }

    /// Writes the batch once it is large enough.
    pub(super) async fn flush_when_large(&mut self, on: &mut AnyConnection) -> Result<(), LedgerError> {
        let large = self.leads.rows() >= Self::BATCH || self.hits.rows() >= 4 * Self::BATCH;
        if large { self.flush(on).await } else { Ok(()) }
    }

    /// Writes everything that waits, in the order that references ask for.
    pub(super) async fn flush(&mut self, on: &mut AnyConnection) -> Result<(), LedgerError> {
        for ids in drain(&mut self.stale).chunks(CHUNK) {
            let mut sql = Sql::new("DELETE FROM hits WHERE ");
            sql.one_of("lead_id", ids.iter().copied());
            sql.execute(on).await?;
        }
        for ids in drain(&mut self.anew).chunks(CHUNK) {
            let mut sql = Sql::new(
                "UPDATE leads SET department = NULL, owner = NULL, due_on = NULL, clocks = '[]', notices = '[]', \
                 explanations = '[]', verifiers = '[]', sent_back = 0 WHERE ",
            );
            sql.one_of("id", ids.iter().copied());
            sql.execute(on).await?;
        }
        self.leads.flush(on).await?;
        self.hits.flush(on).await?;
        for (state, ids) in [(Some(LeadState::Withdrawn), drain(&mut self.withdrawn)), (None, drain(&mut self.no_longer_matched))] {
            for ids in ids.chunks(CHUNK) {
                let mut sql = Sql::new("UPDATE leads SET no_longer_matched_on = ");
                sql.bind(self.as_of).push(", version = version + 1, changed_at = ").bind(self.at);
                if let Some(state) = state {
                    sql.push(", state = ").bind(state.code());
                }
                sql.push(" WHERE ").one_of("id", ids.iter().copied());
                sql.execute(on).await?;
            }
        }
        Ok(())
    }
}

/// Numbers in one list.
const CHUNK: usize = 200;

fn drain(ids: &mut Vec<i64>) -> Vec<i64> {
    std::mem::take(ids)
}

/// A lead's row as the event of its screening vouches for it: what screening decides, keys in alphabetical order.
#[derive(Serialize)]
struct LeadRow<'a> {
    amount: Fen,
    first_on: NaiveDate,
    hits: u64,
    hits_digest: &'a str,
    last_on: NaiveDate,
    no_longer_matched_on: Option<NaiveDate>,
    rule: &'a str,
    state: LeadState,
    subject_key: &'a str,
    subject_kind: &'a str,
    subject_name: &'a str,
}

/// The lead rows of a rule as they stand after its answer, for their digest.
pub(super) struct LeadRows<'r> {
    rule: &'r str,
    rows: Vec<(String, String, String)>,
}

impl<'r> LeadRows<'r> {
    pub(super) fn new(rule: &'r str) -> Self {
        Self { rule, rows: Vec::new() }
    }

    pub(super) fn found(&mut self, found: &Packed<'_>, state: LeadState) -> Result<(), LedgerError> {
        self.add(&LeadRow {
            amount: found.amount,
            first_on: found.first_on,
            hits: found.hits.len() as u64,
            hits_digest: &found.digest,
            last_on: found.last_on,
            no_longer_matched_on: None,
            rule: self.rule,
            state,
            subject_key: &found.subject_key,
            subject_kind: found.subject_kind,
            subject_name: found.subject_name,
        })
    }

    pub(super) fn missing(
        &mut self,
        (subject_key, subject_kind): (&str, &str),
        lead: &Existing,
        state: LeadState,
        since: NaiveDate,
    ) -> Result<(), LedgerError> {
        self.add(&LeadRow {
            amount: lead.amount,
            first_on: lead.first_on,
            hits: lead.hits,
            hits_digest: &lead.digest,
            last_on: lead.last_on,
            no_longer_matched_on: Some(since),
            rule: self.rule,
            state,
            subject_key,
            subject_kind,
            subject_name: &lead.subject_name,
        })
    }

    fn add(&mut self, row: &LeadRow<'_>) -> Result<(), LedgerError> {
        self.rows.push((row.subject_key.to_owned(), row.subject_kind.to_owned(), serde_json::to_string(row)?));
        Ok(())
    }

    /// SM3 over the rows in order of their key.
    pub(super) fn digest(mut self) -> String {
        self.rows.sort_unstable();
        let mut hash = FieldHash::of("qingyuan leads 2");
        for (_, _, row) in &self.rows {
            hash.field(row);
        }
        hash.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canonical::canonical;

    #[test]
    fn a_lead_row_is_canonical_json_as_it_is_written() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 5).expect("a day");
        let row = LeadRow {
            amount: Fen(1250),
            first_on: day,
            hits: 2,
            hits_digest: "00",
            last_on: day,
            no_longer_matched_on: None,
            rule: "S01",
            state: LeadState::New,
            subject_key: "1",
            subject_kind: "person",
            subject_name: "王\"五",
        };
        let written = serde_json::to_string(&row).expect("JSON");
        assert_eq!(written, canonical(&serde_json::to_value(&row).expect("JSON")));
    }
}
