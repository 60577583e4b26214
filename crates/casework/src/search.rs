//! Search (全局搜索): numbers, titles, tickets and the subjects of leads, over every kind at once and within a scope.
//!
//! What a thing is called exactly is looked up first: the number of a record, of a ticket, of a lead's subject. Then come titles that hold
//! the text, and names of subjects that begin with it. What stands within a text of a record, and who complained, is not looked through.

use crate::lead::named;
use crate::record::{Kind, like};
use crate::sql::{Sql, Stored};
use crate::{Lead, LeadFilter, Ledger, LedgerError, Scope};
use serde::Serialize;
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use utoipa::ToSchema;

/// The shortest text that is looked for, in characters.
pub const SHORTEST: usize = 2;
/// The longest.
pub const LONGEST: usize = 100;

/// Something that a search has found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Found {
    /// What it is.
    pub kind: Kind,
    /// Its number within its kind.
    pub id: i64,
    /// The number that people write; a lead has none.
    pub number: Option<String>,
    /// Its title; of a lead the rule's.
    pub title: String,
    /// Of a lead, what it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_kind: Option<String>,
    /// And what that is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_name: Option<String>,
    /// Its state, by code.
    pub state: String,
}

impl Ledger {
    /// What within the scope has this number, title or name: at most so many of each kind, by kind, those that are called exactly so first.
    /// Nothing for a text that is shorter than [`SHORTEST`] or longer than [`LONGEST`].
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn search(&self, scope: &Scope, text: &str, each: u32) -> Result<Vec<Found>, LedgerError> {
        let text = text.trim();
        if !(SHORTEST..=LONGEST).contains(&text.chars().count()) || scope.is_nothing() {
            return Ok(Vec::new());
        }
        let records = async {
            let mut on = self.pool.acquire().await?;
            let mut found = exactly(scope, text, &mut on).await?;
            for kind in Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Lead) {
                found.extend(titled(scope, kind, text, each, &mut on).await?);
            }
            Ok::<_, LedgerError>(found)
        };
        let (records, leads) = tokio::join!(records, self.leads_about(scope, text, each));
        let (records, leads) = (records?, leads?);
        let mut found: Vec<Found> = Vec::new();
        for kind in Kind::ALL {
            let of_kind = records.iter().chain(&leads).filter(|one| one.kind == *kind);
            let before = found.len();
            for one in of_kind {
                if found.len() - before < each as usize && !found[before..].iter().any(|other| other.id == one.id) {
                    found.push(one.clone());
                }
            }
        }
        Ok(found)
    }

    /// Leads about the subject of this number, and about those whose names begin so.
    async fn leads_about(&self, scope: &Scope, text: &str, each: u32) -> Result<Vec<Found>, LedgerError> {
        // A resident number's last character is written as people have it at hand.
        let filter = LeadFilter { subject_id: Some(text.to_ascii_uppercase()), limit: Some(each), ..LeadFilter::default() };
        let mut leads = self.leads(scope, &filter).await?;
        if leads.is_empty() && text != text.to_ascii_uppercase() {
            leads = self.leads(scope, &LeadFilter { subject_id: Some(text.to_owned()), ..filter }).await?;
        }
        leads.extend(named(scope, text, each, self.keys()?, &mut *self.pool.acquire().await?).await?);
        Ok(leads.into_iter().map(of_lead).collect())
    }
}

fn of_lead(lead: Lead) -> Found {
    let Lead { id, state, subject_kind, subject_name, title, .. } = lead;
    let state = state.code().to_owned();
    Found { kind: Kind::Lead, id, number: None, title, subject_kind: Some(subject_kind), subject_name: Some(subject_name), state }
}

const FOUND: &str = "SELECT r.kind, r.id, r.number, r.title, r.state FROM records r";

/// The record of this number, and the complaints that are tickets of this number.
async fn exactly(scope: &Scope, text: &str, on: &mut AnyConnection) -> Result<Vec<Found>, LedgerError> {
    let mut sql = Sql::new(FOUND);
    sql.push(" WHERE r.number = ").bind(text.to_ascii_uppercase()).push(" AND ");
    scope.records(&mut sql);
    let mut rows = sql.all(&mut *on).await?;
    let mut sql = Sql::new(FOUND);
    sql.push(" WHERE r.kind = ").bind(Kind::Complaint.code());
    sql.push(" AND r.id IN (SELECT t.complaint FROM tickets t WHERE t.number = ").bind(text).push(") AND ");
    scope.records(&mut sql);
    sql.push(" ORDER BY r.id DESC LIMIT 20");
    rows.extend(sql.all(on).await?);
    rows.iter().map(found).collect()
}

/// Records of a kind whose title holds the text, or whose number does, the newest first.
async fn titled(scope: &Scope, kind: Kind, text: &str, each: u32, on: &mut AnyConnection) -> Result<Vec<Found>, LedgerError> {
    let mut sql = Sql::new(FOUND);
    sql.push(" WHERE r.kind = ").bind(kind.code()).push(" AND (r.title LIKE ").bind(like(text)).push(" ESCAPE '\\'");
    // A number is of letters and digits alone, and is not looked through for anything else.
    if text.chars().all(|character| character.is_ascii_alphanumeric()) {
        sql.push(" OR r.number LIKE ").bind(like(&text.to_ascii_uppercase()));
    }
    sql.push(") AND ");
    scope.records(&mut sql);
    sql.push(" ORDER BY r.id DESC LIMIT ").bind(i64::from(each));
    sql.all(on).await?.iter().map(found).collect()
}

fn found(row: &AnyRow) -> Result<Found, LedgerError> {
    let row = Stored(row);
    Ok(Found {
        kind: row.code("kind", Kind::from_code)?,
        id: row.int("id")?,
        number: Some(row.text("number")?),
        title: row.text("title")?,
        subject_kind: None,
        subject_name: None,
        state: row.text("state")?,
    })
}
