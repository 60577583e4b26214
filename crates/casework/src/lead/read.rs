//! Reading leads and their hits.

use super::page::select;
use super::place::Place;
use super::state::{ClearReason, LeadState, Nature};
use super::{Assignment, Conclusion, Hit, Lead, LeadFilter, Outcome, Review};
use crate::record::Kind;
use crate::run::figures::RunStatus;
use crate::seal::Keys;
use crate::sql::{Sql, Stored};
use crate::{Ledger, LedgerError, Scope};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use std::collections::HashMap;

/// What is read of a lead.
pub(super) const COLUMNS: &str = "l.id, l.rule, r.title, r.priority, r.kind, l.subject_kind, l.subject_sealed, l.subject_name, \
     l.town, l.village, l.institution, l.school, l.hits, l.amount, l.first_on, l.last_on, l.hits_digest, l.state, \
     l.no_longer_matched_on, l.version, l.department, l.owner, l.due_on, l.clocks, l.notices, l.explanations, l.verifiers, \
     l.sent_back, l.outcome, l.outcome_amount, l.outcome_text, l.outcome_files, l.outcome_rule, l.concluded_by, l.concluded_at, \
     l.reviewed_by, l.reviewed_at, l.review_remark, l.found_at, l.changed_at";

/// And where from.
pub(super) const FROM: &str = " FROM leads l JOIN rules r ON r.code = l.rule";

const HITS: &str = "SELECT h.lead_id, h.ordinal, h.happened_on, h.amount, h.sources, h.detail FROM hits h WHERE ";

/// Leads read at a time when all are walked.
const PAGE: u32 = 500;

impl Ledger {
    /// Leads within the scope, by rule, those of a rule in the order in which they were found.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn leads(&self, scope: &Scope, filter: &LeadFilter) -> Result<Vec<Lead>, LedgerError> {
        let mut connection = self.pool.acquire().await?;
        select(scope, filter, self.keys()?, &mut connection).await
    }

    /// One lead.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] when there is none, or none within the scope.
    pub async fn lead(&self, scope: &Scope, lead_id: i64) -> Result<Lead, LedgerError> {
        let mut connection = self.pool.acquire().await?;
        select_one(scope, lead_id, self.keys()?, &mut connection).await
    }

    /// Calls `each` with every lead within the scope, as of one moment and in bounded memory, for the number of them.
    ///
    /// # Errors
    /// What `each` answers, at once; a database that cannot be read.
    pub async fn for_each_lead<E, F>(&self, scope: &Scope, filter: &LeadFilter, mut each: F) -> Result<u64, E>
    where
        E: From<LedgerError>,
        F: FnMut(Lead) -> Result<(), E>,
    {
        let mut pages = self.pages(filter).await?;
        let mut count = 0;
        while let Some(page) = pages.next(scope).await? {
            for lead in page {
                each(lead)?;
                count += 1;
            }
        }
        Ok(count)
    }

    /// The same, each lead with its hits.
    ///
    /// # Errors
    /// What `each` answers, at once; a database that cannot be read.
    pub async fn for_each_lead_with_hits<E, F>(&self, scope: &Scope, filter: &LeadFilter, mut each: F) -> Result<u64, E>
    where
        E: From<LedgerError>,
        F: FnMut(Lead, Vec<Hit>) -> Result<(), E>,
    {
        let mut pages = self.pages(filter).await?;
        let mut count = 0;
        while let Some(page) = pages.next(scope).await? {
            let mut hits = pages.hits(&page).await?;
            for lead in page {
                let hits = hits.remove(&lead.id).unwrap_or_default();
                each(lead, hits)?;
                count += 1;
            }
        }
        Ok(count)
    }

    /// The hits of a lead, in order.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] when the lead is not within the scope.
    pub async fn hits(&self, scope: &Scope, lead_id: i64) -> Result<Vec<Hit>, LedgerError> {
        let keys = self.keys()?;
        let mut reading = self.reading().await?;
        select_one(scope, lead_id, keys, &mut reading).await?;
        let mut sql = Sql::new(HITS);
        sql.push("h.lead_id = ").bind(lead_id).push(" ORDER BY h.ordinal");
        sql.all(&mut reading).await?.iter().map(|row| Ok(hit(row, keys)?.1)).collect()
    }

    async fn pages(&self, filter: &LeadFilter) -> Result<Pages<'_>, LedgerError> {
        Ok(Pages { reading: self.reading().await?, keys: self.keys()?, filter: filter.clone(), left: filter.limit })
    }
}

/// Pages of leads, read at one moment.
struct Pages<'l> {
    reading: sqlx::Transaction<'static, sqlx::Any>,
    keys: &'l Keys,
    filter: LeadFilter,
    left: Option<u32>,
}

impl Pages<'_> {
    async fn next(&mut self, scope: &Scope) -> Result<Option<Vec<Lead>>, LedgerError> {
        let limit = self.left.map_or(PAGE, |left| left.min(PAGE));
        self.filter.limit = Some(limit);
        let page = select(scope, &self.filter, self.keys, &mut self.reading).await?;
        let Some(last) = page.last() else {
            return Ok(None);
        };
        self.filter.after = Some(last.key());
        self.left = self.left.map(|left| left - limit);
        Ok(Some(page))
    }

    async fn hits(&mut self, leads: &[Lead]) -> Result<HashMap<i64, Vec<Hit>>, LedgerError> {
        let mut hits: HashMap<i64, Vec<Hit>> = HashMap::with_capacity(leads.len());
        for chunk in leads.chunks(100) {
            let mut sql = Sql::new(HITS);
            sql.one_of("h.lead_id", chunk.iter().map(|lead| lead.id)).push(" ORDER BY h.lead_id, h.ordinal");
            for row in sql.all(&mut self.reading).await? {
                let (lead, hit) = hit(&row, self.keys)?;
                hits.entry(lead).or_default().push(hit);
            }
        }
        Ok(hits)
    }
}

/// The lead of this number, if the scope lets it through.
pub(crate) async fn select_one(scope: &Scope, lead_id: i64, keys: &Keys, on: &mut AnyConnection) -> Result<Lead, LedgerError> {
    let mut sql = Sql::new("SELECT ");
    sql.push(COLUMNS).push(FROM).push(" WHERE ");
    scope.leads(&mut sql);
    sql.push(" AND l.id = ").bind(lead_id);
    let row = sql.optional(on).await?.ok_or(LedgerError::NotFound { record: Kind::Lead, id: lead_id })?;
    lead(&row, keys)
}

pub(super) fn lead(row: &AnyRow, keys: &Keys) -> Result<Lead, LedgerError> {
    let stored = Stored(row);
    let id = stored.int("id")?;
    let assignment = match (stored.text_or_none("department")?, stored.parsed_or_none("due_on")?) {
        (Some(department), Some(due_on)) => Some(Assignment { department, owner: stored.text_or_none("owner")?, due_on }),
        _ => None,
    };
    let review = match (stored.text_or_none("reviewed_by")?, stored.parsed_or_none("reviewed_at")?) {
        (Some(by), Some(at)) => Some(Review { by, at, remark: stored.text_or_none("review_remark")?.unwrap_or_default() }),
        _ => None,
    };
    Ok(Lead {
        id,
        version: stored.int("version")?,
        rule: stored.text("rule")?,
        title: stored.text("title")?,
        priority: stored.text("priority")?,
        kind: stored.text("kind")?,
        subject_kind: stored.text("subject_kind")?,
        subject_id: keys.open_lead(id, &stored.text("subject_sealed")?)?,
        subject_name: stored.text("subject_name")?,
        place: Place {
            town: stored.text_or_none("town")?,
            village: stored.text_or_none("village")?,
            institution: stored.text_or_none("institution")?,
            school: stored.text_or_none("school")?,
        },
        hits: stored.count("hits")?,
        amount: stored.fen("amount")?,
        first_on: stored.parsed("first_on")?,
        last_on: stored.parsed("last_on")?,
        hits_digest: stored.text("hits_digest")?,
        state: stored.code("state", LeadState::from_code)?,
        no_longer_matched_on: stored.parsed_or_none("no_longer_matched_on")?,
        assignment,
        clocks: stored.json("clocks")?,
        notices: stored.json("notices")?,
        explanations: stored.json("explanations")?,
        verifiers: stored.json("verifiers")?,
        sent_back: u32::try_from(stored.count("sent_back")?).unwrap_or(u32::MAX),
        conclusion: conclusion(&stored)?,
        review,
        found_at: stored.parsed("found_at")?,
        changed_at: stored.parsed("changed_at")?,
    })
}

fn conclusion(stored: &Stored<'_>) -> Result<Option<Conclusion>, LedgerError> {
    let Some(outcome) = stored.text_or_none("outcome")? else {
        return Ok(None);
    };
    let text = stored.text("outcome_text")?;
    let outcome = match (Nature::from_code(&outcome), ClearReason::from_code(&outcome)) {
        (Some(nature), _) => Outcome::Confirmed { nature, amount: stored.fen("outcome_amount")?, finding: text },
        (None, Some(reason)) => Outcome::Cleared { reason, text },
        (None, None) => return Err(LedgerError::Stored { column: "outcome", found: outcome }),
    };
    Ok(Some(Conclusion {
        outcome,
        files: stored.json("outcome_files")?,
        rule_digest: stored.text_or_none("outcome_rule")?,
        by: stored.text("concluded_by")?,
        at: stored.parsed("concluded_at")?,
    }))
}

/// The version of a rule that was evaluated last: the one that found a lead which is looked into now.
pub(super) async fn rule_version(rule: &str, on: &mut AnyConnection) -> Result<Option<String>, LedgerError> {
    let mut sql = Sql::new("SELECT q.rule_digest FROM rule_runs q WHERE q.rule = ");
    sql.bind(rule).push(" AND q.status = ").bind(RunStatus::Evaluated.code()).push(" ORDER BY q.id DESC LIMIT 1");
    sql.optional(on).await?.map(|row| Stored(&row).text("rule_digest")).transpose()
}

fn hit(row: &AnyRow, keys: &Keys) -> Result<(i64, Hit), LedgerError> {
    let stored = Stored(row);
    let (lead, ordinal) = (stored.int("lead_id")?, stored.int("ordinal")?);
    let hit = Hit {
        ordinal: stored.count("ordinal")?,
        happened_on: stored.parsed("happened_on")?,
        amount: stored.fen("amount")?,
        sources: stored.json("sources")?,
        detail: serde_json::from_str(&keys.open_detail((lead, ordinal), &stored.text("detail")?)?)?,
    };
    Ok((lead, hit))
}
