//! How many leads a filter finds, by state: what stands over their list.

use super::LeadFilter;
use super::page::{narrowed, rules_of};
use crate::sql::{Sql, Stored};
use crate::{Ledger, LedgerError, Scope};

impl Ledger {
    /// How many leads within the scope a filter finds, by state; where its page begins and ends does not count.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn lead_counts(&self, scope: &Scope, filter: &LeadFilter) -> Result<Vec<(String, u64)>, LedgerError> {
        let mut reading = self.reading().await?;
        let rules = rules_of(scope, filter, &mut reading).await?;
        let mut sql = Sql::new("SELECT l.state, COUNT(*) AS leads FROM leads l");
        // The rules are only asked where the scope goes by their priority.
        sql.push(if scope.is_of_every_priority() { " WHERE " } else { " JOIN rules r ON r.code = l.rule WHERE " });
        scope.leads(&mut sql);
        if let Some(rules) = rules {
            sql.push(" AND ").one_of("l.rule", rules);
        }
        if !filter.states.is_empty() {
            sql.push(" AND ").one_of("l.state", filter.states.iter().map(|state| state.code()));
        }
        narrowed(filter, self.keys()?, &mut sql);
        sql.push(" GROUP BY l.state ORDER BY l.state");
        let count = |row| {
            let row = Stored(row);
            Ok((row.text("state")?, row.count("leads")?))
        };
        sql.all(&mut reading).await?.iter().map(count).collect()
    }
}
