//! Finding records: filters, sorting, pages, and what hangs on what.

use super::row::stored;
use super::{Kind, Record, Reference, Relation};
use crate::clock::{Colour, Level, Obligation};
use crate::sql::{Sql, Stored, instant_text};
use crate::{Ledger, LedgerError, Place, Scope};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use utoipa::ToSchema;
use vocabulary::Fen;

/// Which records to list; what is empty asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecordFilter {
    /// In these states, by code.
    pub states: Vec<String>,
    /// Only those on which something is still to be done, or only those on which nothing is.
    pub open: Option<bool>,
    /// Of this priority.
    pub priority: Option<String>,
    /// Of this campaign.
    pub campaign: Option<i64>,
    /// For which this office answers.
    pub department: Option<String>,
    /// Of which this account is in charge.
    pub owner: Option<String>,
    /// In this town.
    pub town: Option<String>,
    /// In this village, written `town/village`.
    pub village: Option<String>,
    /// Overdue at this moment.
    pub overdue_at: Option<DateTime<Utc>>,
    /// Climbed at least so far (升级督办): what is overdue and was told to the head, or to the supervising office.
    pub climbed: Option<Level>,
    /// That owe this: its clock runs. Closed issues that wait to be looked at again owe `look_back`.
    pub owes: Option<Obligation>,
    /// Entered at this moment or later.
    pub entered_from: Option<DateTime<Utc>>,
    /// Entered before this moment.
    pub entered_before: Option<DateTime<Utc>>,
    /// Whose title or number holds this text.
    pub text: Option<String>,
    /// In which order.
    pub order: Order,
    /// The page begins behind this.
    pub after: Option<Page>,
    /// At most so many, and never more than 500.
    pub limit: Option<u32>,
}

/// In which order records are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The newest first.
    #[default]
    Newest,
    /// What is due first, first; then what has no date.
    Due,
    /// What changed last, first.
    Changed,
}

/// Where a page ends: the key of its last record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Page {
    /// What the order goes by, as text; empty for none.
    pub key: String,
    /// The record.
    pub id: i64,
}

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

/// Sorts what is never due behind everything that is.
const NEVER: &str = "9999";

impl Order {
    const fn key(self) -> &'static str {
        match self {
            Self::Newest => "''",
            Self::Due => "COALESCE(r.due_at, '9999')",
            Self::Changed => "r.changed_at",
        }
    }

    const fn sql(self) -> &'static str {
        match self {
            Self::Newest => " ORDER BY r.id DESC",
            Self::Due => " ORDER BY COALESCE(r.due_at, '9999'), r.id DESC",
            Self::Changed => " ORDER BY r.changed_at DESC, r.id DESC",
        }
    }
}

impl Page {
    /// The page that follows one that ends with this line.
    pub fn behind(line: &Line, order: Order) -> Self {
        let key = match order {
            Order::Newest => String::new(),
            Order::Due => line.due_at.map_or_else(|| NEVER.to_owned(), instant_text),
            Order::Changed => instant_text(line.changed_at),
        };
        Self { key, id: line.id }
    }
}

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

impl RecordFilter {
    fn conditions(&self, sql: &mut Sql) {
        if !self.states.is_empty() {
            sql.push(" AND ").one_of("r.state", &self.states);
        }
        if let Some(open) = self.open {
            sql.push(" AND r.is_open = ").bind(i64::from(open));
        }
        for (column, value) in [
            (" AND r.priority = ", &self.priority),
            (" AND r.department = ", &self.department),
            (" AND r.owner = ", &self.owner),
            (" AND r.town = ", &self.town),
            (" AND r.village = ", &self.village),
        ] {
            if let Some(value) = value {
                sql.push(column).bind(value);
            }
        }
        if let Some(campaign) = self.campaign {
            sql.push(" AND r.campaign = ").bind(campaign);
        }
        if let Some(at) = self.overdue_at {
            sql.push(" AND r.due_at <= ").bind(at);
        }
        if let Some(level) = self.climbed {
            sql.push(" AND r.level >= ").bind(i64::from(level.rank()));
        }
        if let Some(obligation) = self.owes {
            sql.push(" AND EXISTS (SELECT 1 FROM record_clocks k WHERE k.kind = r.kind AND k.id = r.id AND k.obligation = ");
            sql.bind(obligation.code()).push(")");
        }
        if let Some(from) = self.entered_from {
            sql.push(" AND r.entered_at >= ").bind(from);
        }
        if let Some(before) = self.entered_before {
            sql.push(" AND r.entered_at < ").bind(before);
        }
        if let Some(text) = self.text.as_deref().filter(|text| !text.trim().is_empty()) {
            let text = text.trim();
            let like = like(text);
            sql.push(" AND (r.title LIKE ").bind(&like).push(" ESCAPE '\\'");
            // A number is of letters and digits alone, and is not looked through for anything else.
            if text.chars().all(|character| character.is_ascii_alphanumeric()) {
                sql.push(" OR r.number LIKE ").bind(&like);
            }
            sql.push(")");
        }
    }
}

/// What a text that holds this one is like; to be asked for with `ESCAPE '\\'`.
pub(crate) fn like(text: &str) -> String {
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
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
