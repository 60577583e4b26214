//! What a rule found against what the ledger has of it, in memory: the same answer for a screening and for a trial.

use super::{FoundLead, RuleOutcome};
use crate::LedgerError;
use crate::canonical::{FieldHash, canonical};
use crate::lead::place::Place;
use crate::lead::state::LeadState;
use crate::scope::Scope;
use crate::seal::Keys;
use crate::sql::{Sql, Stored};
use chrono::NaiveDate;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use std::collections::HashMap;
use vocabulary::Fen;

/// The keyed hash of the subject's number, and its kind; the rule is known from the context.
pub(super) type SubjectKey = (String, String);

/// A subject as found, ready to be compared and written.
#[derive(Debug)]
pub(super) struct Packed<'f> {
    pub(super) subject_kind: &'f str,
    pub(super) subject_id: &'f str,
    pub(super) subject_key: String,
    pub(super) subject_name: &'f str,
    pub(super) place: Place,
    pub(super) hits: Vec<PackedHit>,
    pub(super) amount: Fen,
    pub(super) first_on: NaiveDate,
    pub(super) last_on: NaiveDate,
    pub(super) digest: String,
}

/// A hit as stored. The order of the fields is the order of hits within a lead.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PackedHit {
    pub(super) happened_on: NaiveDate,
    pub(super) amount: Fen,
    pub(super) sources: String,
    pub(super) detail: String,
}

/// The subjects of an answer in order of their key, one group a subject: a subject that comes twice is one lead all the same.
pub(super) struct Found<'f>(Vec<&'f FoundLead>);

impl<'f> Found<'f> {
    pub(super) fn new(leads: &'f [FoundLead]) -> Self {
        let mut leads: Vec<_> = leads.iter().filter(|lead| !lead.hits.is_empty()).collect();
        leads.sort_by_key(|lead| (lead.subject_id.as_str(), lead.subject_kind.as_str()));
        Self(leads)
    }

    pub(super) fn subjects(&self) -> impl Iterator<Item = &[&'f FoundLead]> {
        self.0.chunk_by(|a, b| a.subject_id == b.subject_id && a.subject_kind == b.subject_kind)
    }
}

/// Packs what was found about one subject; `None` without a hit.
pub(super) fn pack<'f>(outcome: &RuleOutcome, found: &[&'f FoundLead], keys: &Keys) -> Result<Option<Packed<'f>>, LedgerError> {
    let all = found.iter().flat_map(|lead| lead.hits.iter());
    let mut hits = all
        .clone()
        .map(|hit| {
            Ok(PackedHit {
                happened_on: hit.happened_on,
                amount: hit.amount,
                sources: serde_json::to_string(&hit.sources)?,
                detail: canonical(&hit.detail),
            })
        })
        .collect::<Result<Vec<_>, LedgerError>>()?;
    hits.sort_unstable();
    let (Some(lead), Some(first), Some(last)) = (found.first(), hits.first(), hits.last()) else {
        return Ok(None);
    };
    let too_large = || LedgerError::AmountTooLarge { rule: outcome.rule.clone(), subject: lead.subject_id.clone() };
    Ok(Some(Packed {
        subject_kind: &lead.subject_kind,
        subject_id: &lead.subject_id,
        subject_key: keys.subject(&lead.subject_id),
        subject_name: &lead.subject_name,
        place: Place::of(&lead.subject_kind, &lead.subject_id, all.map(|hit| &hit.detail)),
        amount: sum(hits.iter().map(|hit| hit.amount)).ok_or_else(too_large)?,
        first_on: first.happened_on,
        last_on: last.happened_on,
        digest: digest(&hits),
        hits,
    }))
}

/// The sum, unless it does not fit.
pub(super) fn sum(mut amounts: impl Iterator<Item = Fen>) -> Option<Fen> {
    amounts.try_fold(Fen(0), Fen::checked_add)
}

/// The digest of hits in their order.
fn digest(hits: &[PackedHit]) -> String {
    let mut hash = FieldHash::of("qingyuan hits 1");
    for hit in hits {
        hash.field(&hit.happened_on.to_string());
        hash.number(hit.amount.0);
        hash.field(&hit.sources);
        hash.field(&hit.detail);
    }
    hash.finish()
}

/// A lead of the rule as the ledger has it: what screening decides of it.
#[derive(Debug)]
pub(super) struct Existing {
    pub(super) id: i64,
    /// The subject's number, sealed.
    pub(super) subject_sealed: String,
    pub(super) subject_name: String,
    pub(super) hits: u64,
    pub(super) amount: Fen,
    pub(super) first_on: NaiveDate,
    pub(super) last_on: NaiveDate,
    pub(super) digest: String,
    pub(super) state: LeadState,
    pub(super) no_longer_matched_on: Option<NaiveDate>,
    pub(super) in_scope: bool,
}

impl Existing {
    /// Whether the rule found it the last time it was evaluated.
    pub(super) fn is_matched(&self) -> bool {
        self.no_longer_matched_on.is_none()
    }

    fn stored(row: &AnyRow) -> Result<(SubjectKey, Self), LedgerError> {
        let row = Stored(row);
        let lead = Self {
            id: row.int("id")?,
            subject_sealed: row.text("subject_sealed")?,
            subject_name: row.text("subject_name")?,
            hits: row.count("hits")?,
            amount: row.fen("amount")?,
            first_on: row.parsed("first_on")?,
            last_on: row.parsed("last_on")?,
            digest: row.text("hits_digest")?,
            state: row.code("state", LeadState::from_code)?,
            no_longer_matched_on: row.parsed_or_none("no_longer_matched_on")?,
            in_scope: row.int("in_scope")? == 1,
        };
        Ok(((row.text("subject_key")?, row.text("subject_kind")?), lead))
    }
}

impl Packed<'_> {
    pub(super) fn key(&self) -> SubjectKey {
        (self.subject_key.clone(), self.subject_kind.to_owned())
    }

    /// How many of its hits, the first in order, are those that the ledger has already; what the ledger has otherwise must be replaced.
    pub(super) fn kept_of(&self, before: &Existing) -> Option<usize> {
        let kept = usize::try_from(before.hits).ok()?;
        let same = if kept == self.hits.len() { before.digest == self.digest } else { before.digest == digest(self.hits.get(..kept)?) };
        same.then_some(kept)
    }
}

/// What becomes of a subject that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Add,
    Change,
    Return,
    Rename,
    Keep,
}

/// Holds what was found against what there is.
pub(super) fn judge(existing: Option<&Existing>, found: &Packed<'_>) -> Verdict {
    match existing {
        None => Verdict::Add,
        Some(existing) if !existing.is_matched() => Verdict::Return,
        Some(existing) if existing.digest != found.digest => Verdict::Change,
        Some(existing) if existing.subject_name != found.subject_name => Verdict::Rename,
        Some(_) => Verdict::Keep,
    }
}

/// All leads of a rule, whatever the scope; each knows whether the scope lets it through.
pub(super) async fn existing(rule: &str, scope: &Scope, on: &mut AnyConnection) -> Result<HashMap<SubjectKey, Existing>, LedgerError> {
    const PAGE: usize = 5000;
    let mut all = HashMap::new();
    let mut after = 0;
    loop {
        let mut sql = Sql::new(
            "SELECT l.id, l.subject_kind, l.subject_key, l.subject_sealed, l.subject_name, l.hits, l.amount, l.first_on, l.last_on, \
             l.hits_digest, l.state, l.no_longer_matched_on, CASE WHEN ",
        );
        scope.leads(&mut sql);
        sql.push(" THEN 1 ELSE 0 END AS in_scope FROM leads l JOIN rules r ON r.code = l.rule WHERE l.rule = ");
        sql.bind(rule);
        sql.push(" AND l.id > ").bind(after).push(" ORDER BY l.id LIMIT ").bind(PAGE as i64);
        let page = sql.all(on).await?;
        for row in &page {
            let (key, lead) = Existing::stored(row)?;
            after = lead.id;
            all.insert(key, lead);
        }
        if page.len() < PAGE {
            return Ok(all);
        }
    }
}
