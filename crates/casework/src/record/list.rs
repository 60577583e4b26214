//! Finding records: pages of lists, counts, and what hangs on what.

use super::row::stored;
use super::{Kind, Order, Record, RecordFilter, Reference, Relation};
use crate::clock::{Colour, Level};
use crate::sql::{Sql, Stored};
use crate::{Ledger, LedgerError, Place, Scope};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use utoipa::ToSchema;
use vocabulary::Fen;

/// A line of a list (台账行).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Line {
    /// Its number within its kind.
    pub id: i64,
    /// The number that people write.
    pub number: String,
    /// Its version.
    pub version: i64,
    /// Its title.
    pub title: String,
    /// Its state, by code.
    pub state: String,
    /// Whether anything is still to be done.
    pub open: bool,
    /// Priority (领域).
    pub priority: Option<String>,
    /// Campaign.
    pub campaign: Option<i64>,
    /// The office that answers for it.
    pub department: Option<String>,
    /// The person in charge.
    pub owner: Option<String>,
    /// Where it belongs.
    pub place: Place,
    /// The amount at stake, in fen.
    #[schema(value_type = Option<i64>)]
    pub amount: Option<Fen>,
    /// The moment from which the next thing owed is overdue.
    pub due_at: Option<DateTime<Utc>>,
    /// How it stands: green, yellow, red; nothing where nothing is owed.
    pub colour: Option<Colour>,
    /// How far what it owes has climbed; nothing where nobody was told.
    pub level: Option<Level>,
    /// When it was entered.
    pub entered_at: DateTime<Utc>,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
}

/// That a record hangs on another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Link {
    /// The first.
    pub from: Reference,
    /// How.
    pub relation: Relation,
    /// The second.
    pub to: Reference,
    /// Who said so.
    pub who: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The longest page.
const LONGEST: u32 = 500;

const COLUMNS: &str = "r.id, r.number, r.version, r.title, r.state, r.is_open, r.priority, r.campaign, r.department, r.owner, \
     r.town, r.village, r.institution, r.school, r.amount, r.due_at, r.level, r.entered_at, r.changed_at";

impl Ledger {
    /// A record within the scope.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] when there is none, or none within the scope.
    pub async fn record_of<R: Record>(&self, scope: &Scope, id: i64) -> Result<R, LedgerError> {
        let mut sql = Sql::new("SELECT r.body FROM records r WHERE r.kind = ");
        sql.bind(R::KIND.code()).push(" AND r.id = ").bind(id).push(" AND ");
        scope.records(&mut sql);
        let mut connection = self.pool.acquire().await?;
        let row = sql.optional(&mut connection).await?.ok_or(LedgerError::NotFound { record: R::KIND, id })?;
        stored(&row)
    }

    /// A page of records of one kind within the scope, as they stand at the moment `at`.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn lines(&self, scope: &Scope, kind: Kind, filter: &RecordFilter, at: DateTime<Utc>) -> Result<Vec<Line>, LedgerError> {
        // The page is found in the index of lists alone, and only its records are fetched.
        let mut sql = Sql::new("SELECT ");
        sql.push(COLUMNS).push(" FROM (SELECT r.id FROM records r WHERE r.kind = ").bind(kind.code()).push(" AND ");
        scope.records(&mut sql);
        filter.conditions(&mut sql);
        if let Some(page) = &filter.after {
            match filter.order {
                Order::Newest => sql.push(" AND r.id < ").bind(page.id),
                Order::Due => {
                    sql.push(" AND (").push(filter.order.key()).push(" > ").bind(&page.key).push(" OR (").push(filter.order.key());
                    sql.push(" = ").bind(&page.key).push(" AND r.id < ").bind(page.id).push("))")
                }
                Order::Changed => {
                    sql.push(" AND (").push(filter.order.key()).push(" < ").bind(&page.key).push(" OR (").push(filter.order.key());
                    sql.push(" = ").bind(&page.key).push(" AND r.id < ").bind(page.id).push("))")
                }
            };
        }
        sql.push(filter.order.sql()).push(" LIMIT ").bind(i64::from(filter.limit.unwrap_or(50).min(LONGEST)));
        // CROSS: SQLite then looks up the records of the page, and not the page for each record.
        sql.push(") f CROSS JOIN records r WHERE r.id = f.id AND r.kind = ").bind(kind.code()).push(filter.order.sql());
        let mut connection = self.pool.acquire().await?;
        let warn = crate::setting::limits(&mut connection).await?.warn_working_days;
        let rows = sql.all(&mut connection).await?;
        rows.iter().map(|row| self.line(row, at, warn)).collect()
    }

    /// How many records of one kind within the scope the filter finds, by state.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn count(&self, scope: &Scope, kind: Kind, filter: &RecordFilter) -> Result<Vec<(String, u64)>, LedgerError> {
        let mut sql = Sql::new("SELECT r.state, count(*) AS n FROM records r WHERE r.kind = ");
        sql.bind(kind.code()).push(" AND ");
        scope.records(&mut sql);
        filter.conditions(&mut sql);
        sql.push(" GROUP BY r.state ORDER BY r.state");
        let mut connection = self.pool.acquire().await?;
        let rows = sql.all(&mut connection).await?;
        rows.iter().map(|row| Ok((Stored(row).text("state")?, Stored(row).count("n")?))).collect()
    }

    /// What hangs on a record, and what it hangs on; both ends are within the scope.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn links(&self, scope: &Scope, of: Reference) -> Result<Vec<Link>, LedgerError> {
        let mut sql = Sql::new(
            "SELECT k.from_kind, k.from_id, k.relation, k.to_kind, k.to_id, k.who, k.at FROM record_links k WHERE ((k.from_kind = ",
        );
        sql.bind(of.kind.code()).push(" AND k.from_id = ").bind(of.id).push(") OR (k.to_kind = ").bind(of.kind.code());
        sql.push(" AND k.to_id = ").bind(of.id).push(")) AND ");
        scope.ends(&mut sql);
        sql.push(" ORDER BY k.at, k.from_kind, k.from_id, k.to_kind, k.to_id");
        let mut connection = self.pool.acquire().await?;
        sql.all(&mut connection).await?.iter().map(link).collect()
    }

    fn line(&self, row: &AnyRow, at: DateTime<Utc>, warn: u32) -> Result<Line, LedgerError> {
        let row = Stored(row);
        let due_at: Option<DateTime<Utc>> = row.parsed_or_none("due_at")?;
        let colour = due_at.map(|due| crate::clock::colour_of(due, at, warn, &self.calendar)).transpose()?;
        Ok(Line {
            id: row.int("id")?,
            number: row.text("number")?,
            version: row.int("version")?,
            title: row.text("title")?,
            state: row.text("state")?,
            open: row.int("is_open")? == 1,
            priority: row.text_or_none("priority")?,
            campaign: row.int_or_none("campaign")?,
            department: row.text_or_none("department")?,
            owner: row.text_or_none("owner")?,
            place: Place {
                town: row.text_or_none("town")?,
                village: row.text_or_none("village")?,
                institution: row.text_or_none("institution")?,
                school: row.text_or_none("school")?,
            },
            amount: row.int_or_none("amount")?.map(Fen),
            due_at,
            colour,
            level: u8::try_from(row.int("level")?).ok().and_then(Level::of_rank),
            entered_at: row.parsed("entered_at")?,
            changed_at: row.parsed("changed_at")?,
        })
    }
}

fn link(row: &AnyRow) -> Result<Link, LedgerError> {
    let row = Stored(row);
    Ok(Link {
        from: Reference { kind: row.code("from_kind", Kind::from_code)?, id: row.int("from_id")? },
        relation: row.code("relation", Relation::from_code)?,
        to: Reference { kind: row.code("to_kind", Kind::from_code)?, id: row.int("to_id")? },
        who: row.text("who")?,
        at: row.parsed("at")?,
    })
}
