//! What a list goes by: filters, sorting, where a page ends. Every figure that opens a list is counted by the same conditions.

use super::list::Line;
use super::{Days, Mark};
use crate::clock::{Level, Obligation};
use crate::sql::{Sql, instant_text};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Stands for records that have no priority, no department, no owner, no place: they can be asked for as well.
pub const NONE: &str = "-";

/// Which records to list; what is empty asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecordFilter {
    /// In these states, by code.
    pub states: Vec<String>,
    /// Only those on which something is still to be done, or only those on which nothing is.
    pub open: Option<bool>,
    /// Of this priority; [`NONE`] for those of none, as in what follows.
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
    /// Due after this moment, and not overdue at it.
    pub due_after: Option<DateTime<Utc>>,
    /// Due at this moment or before.
    pub due_until: Option<DateTime<Utc>>,
    /// Entered on these days.
    #[schema(value_type = Option<String>)]
    pub entered: Option<Days>,
    /// That came to each of these moments on its days.
    pub marked: Vec<Marked>,
    /// That came back, and what they came back for is still to be done (被退回).
    pub returned: bool,
    /// Recoveries of which something was paid.
    pub paid: Option<Paid>,
    /// Whose title or number holds this text.
    pub text: Option<String>,
    /// In which order.
    pub order: Order,
    /// The page begins behind this.
    pub after: Option<Page>,
    /// At most so many, and never more than 500.
    pub limit: Option<u32>,
}

/// A moment, and the days on which it has to lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Marked {
    /// Which.
    pub mark: Mark,
    /// On these days.
    #[schema(value_type = String)]
    pub days: Days,
}

/// That something was paid (到账).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = PaidFilter)]
pub struct Paid {
    /// On these days.
    #[schema(value_type = String)]
    pub days: Days,
    /// Only payments of which another has seen the voucher.
    pub verified: bool,
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

/// Sorts what is never due behind everything that is.
const NEVER: &str = "9999";

impl Order {
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Newest => "''",
            Self::Due => "COALESCE(r.due_at, '9999')",
            Self::Changed => "r.changed_at",
        }
    }

    pub(super) const fn sql(self) -> &'static str {
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

impl RecordFilter {
    /// Adds the conditions on `records r`, each begun by AND.
    pub(crate) fn conditions(&self, sql: &mut Sql) {
        if !self.states.is_empty() {
            sql.push(" AND ").one_of("r.state", &self.states);
        }
        if let Some(open) = self.open {
            sql.push(" AND r.is_open = ").bind(i64::from(open));
        }
        for (column, value) in [
            ("r.priority", &self.priority),
            ("r.department", &self.department),
            ("r.owner", &self.owner),
            ("r.town", &self.town),
            ("r.village", &self.village),
        ] {
            if let Some(value) = value {
                equals(column, value, sql);
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
        if let Some(after) = self.due_after {
            sql.push(" AND r.due_at > ").bind(after);
        }
        if let Some(until) = self.due_until {
            sql.push(" AND r.due_at <= ").bind(until);
        }
        if let Some(days) = self.entered {
            days.moment("r.entered_at", sql);
        }
        for marked in &self.marked {
            marked.days.moment(marked.mark.column(), sql);
        }
        if self.returned {
            sql.push(" AND ").push(Mark::Returned.column()).push(" IS NOT NULL");
        }
        if let Some(paid) = self.paid {
            sql.push(" AND EXISTS (SELECT 1 FROM recovery_payments p WHERE p.recovery_id = r.id AND r.kind = 'recovery'");
            paid.conditions(sql);
            sql.push(")");
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

impl Paid {
    /// Adds the conditions on `recovery_payments p`.
    pub(crate) fn conditions(self, sql: &mut Sql) {
        self.days.day("p.paid_on", sql);
        if self.verified {
            sql.push(" AND p.verified = 1");
        }
    }
}

/// What a text that holds this one is like; to be asked for with `ESCAPE '\\'`.
pub(crate) fn like(text: &str) -> String {
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

/// Adds the condition that a column has this value, or none.
pub(crate) fn equals(column: &'static str, value: &str, sql: &mut Sql) {
    sql.push(" AND ").push(column);
    if value == NONE {
        sql.push(" IS NULL");
    } else {
        sql.push(" = ").bind(value);
    }
}
