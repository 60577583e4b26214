//! Published notices (已公开的通报和公开事项) by place and item, as the public looks for them.

use super::state::NoticeState;
use super::{DisclosureItem, Notice};
use crate::record::{Kind, Page, Record, like};
use crate::sql::{Sql, Stored, instant_text};
use crate::{Ledger, LedgerError, Scope};

/// Which published notices are read; what is empty asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublishedFilter {
    /// About what is made public.
    pub item: Option<DisclosureItem>,
    /// Of which place.
    pub place: Option<PublishedPlace>,
    /// The page begins behind this.
    pub after: Option<Page>,
    /// At most so many.
    pub limit: u32,
}

/// A place for which something is made public.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PublishedPlace {
    /// A town as a whole (镇街).
    Town(String),
    /// A village (村居), written `town/village`.
    Village(String),
}

impl PublishedPlace {
    /// The place of a notice; none where it is the district's, a school's or a hospital's.
    fn of(town: Option<String>, village: Option<String>) -> Option<Self> {
        village.map(Self::Village).or(town.map(Self::Town))
    }
}

impl Ledger {
    /// A page of the published notices within the scope, those that changed last first.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn published_notices(&self, scope: &Scope, filter: &PublishedFilter) -> Result<Vec<Notice>, LedgerError> {
        let mut sql = Sql::new("SELECT r.body FROM records r WHERE ");
        published(scope, filter.item, &mut sql);
        match &filter.place {
            Some(PublishedPlace::Town(town)) => sql.push(" AND r.village IS NULL AND r.town = ").bind(town),
            Some(PublishedPlace::Village(village)) => sql.push(" AND r.village = ").bind(village),
            None => &mut sql,
        };
        if let Some(page) = &filter.after {
            sql.push(" AND (r.changed_at < ").bind(&page.key).push(" OR (r.changed_at = ").bind(&page.key);
            sql.push(" AND r.id < ").bind(page.id).push("))");
        }
        sql.push(" ORDER BY r.changed_at DESC, r.id DESC LIMIT ").bind(i64::from(filter.limit));
        let rows = sql.all(&mut *self.pool.acquire().await?).await?;
        rows.iter().map(|row| Stored(row).json("body")).collect()
    }

    /// How many notices each place has published, within the scope.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn published_places(&self, scope: &Scope, item: Option<DisclosureItem>) -> Result<Vec<(PublishedPlace, u64)>, LedgerError> {
        let mut sql = Sql::new("SELECT r.town, r.village, count(*) AS n FROM records r WHERE ");
        published(scope, item, &mut sql);
        sql.push(" GROUP BY r.town, r.village ORDER BY r.town, r.village");
        let rows = sql.all(&mut *self.pool.acquire().await?).await?;
        let mut places = Vec::new();
        for row in &rows {
            let row = Stored(row);
            if let Some(place) = PublishedPlace::of(row.text_or_none("town")?, row.text_or_none("village")?) {
                places.push((place, row.count("n")?));
            }
        }
        Ok(places)
    }
}

impl Page {
    /// The page that follows one of published notices that ends with this one.
    pub fn behind_notice(notice: &Notice) -> Self {
        Self { key: instant_text(notice.head().changed_at), id: notice.head().id }
    }
}

/// The predicate on `records r`.
fn published(scope: &Scope, item: Option<DisclosureItem>, sql: &mut Sql) {
    sql.push("r.kind = ").bind(Kind::Notice.code()).push(" AND r.state = ").bind(NoticeState::Published.code()).push(" AND ");
    scope.records(sql);
    if let Some(item) = item {
        // As it stands in the content: within a text its quotes would be escaped.
        let stands = format!("\"item\":\"{}\"", item.code());
        sql.push(" AND r.body LIKE ").bind(like(&stands)).push(" ESCAPE '\\'");
    }
}
