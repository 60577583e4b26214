//! Reading events back.

use super::{Event, EventFilter};
use crate::sql::Sql;
use crate::{Ledger, LedgerError, Scope};

impl EventFilter {
    /// The conditions on `events e`, and the order; the limit follows.
    pub(crate) fn conditions(&self, sql: &mut Sql) {
        if !self.kinds.is_empty() {
            sql.push(" AND ").one_of("e.kind", &self.kinds);
        }
        for (column, value) in [(" AND e.record = ", &self.record), (" AND e.record_id = ", &self.record_id), (" AND e.who = ", &self.who)]
        {
            if let Some(value) = value {
                sql.push(column).bind(value);
            }
        }
        if let Some(after) = self.after {
            sql.push(if self.newest_first { " AND e.seq < " } else { " AND e.seq > " }).bind(after);
        }
        sql.push(if self.newest_first { " ORDER BY e.seq DESC" } else { " ORDER BY e.seq" });
    }
}

impl Ledger {
    /// Events of the records within the scope; those that concern no record only for a scope of everything.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn events(&self, scope: &Scope, filter: &EventFilter) -> Result<Vec<Event>, LedgerError> {
        let mut sql = Sql::new("SELECT ");
        sql.push(Event::COLUMNS).push(" FROM events e WHERE ");
        scope.events(&mut sql);
        filter.conditions(&mut sql);
        if let Some(limit) = filter.limit {
            sql.push(" LIMIT ").bind(i64::from(limit));
        }
        let mut connection = self.pool.acquire().await?;
        sql.all(&mut connection).await?.iter().map(Event::stored).collect()
    }
}
