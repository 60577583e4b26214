//! Shadow runs (试运行): what a version would have found beside the one in use. They make no lead.

use super::Comparison;
use super::store::named;
use crate::record::Work;
use crate::seal::Keys;
use crate::sql::{Sql, Stored};
use crate::{Ledger, LedgerError, Scope};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::any::AnyRow;
use utoipa::ToSchema;

/// What a version in the shadow answered in one screening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RuleShadowRun)]
pub struct ShadowRun {
    /// Its number.
    pub id: i64,
    /// The rule.
    pub rule: String,
    /// The version.
    pub number: i64,
    /// The screening.
    pub run: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The day as of which it judged.
    pub as_of: NaiveDate,
    /// How its answer differs from that of the version in use. In lists without subjects.
    pub found: Comparison,
}

const RUNS: &str =
    "SELECT s.id, s.body FROM rule_shadow_runs s JOIN rule_versions r ON r.rule = s.rule AND r.number = s.number WHERE s.rule = ";

impl Ledger {
    /// The shadow runs of a version, newest first, in figures.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn shadow_runs(&self, scope: &Scope, rule: &str, number: i64) -> Result<Vec<ShadowRun>, LedgerError> {
        let mut sql = Sql::new(RUNS);
        sql.bind(rule).push(" AND s.number = ").bind(number).push(" AND ");
        scope.rules(&mut sql);
        sql.push(" ORDER BY s.id DESC LIMIT 366");
        let keys = self.keys()?;
        let rows = sql.all(&mut *self.pool.acquire().await?).await?;
        rows.iter()
            .map(|row| {
                let run = opened(row, keys)?;
                let (first_added, first_dropped, first_changed) = Default::default();
                Ok(ShadowRun { found: Comparison { first_added, first_dropped, first_changed, ..run.found }, ..run })
            })
            .collect()
    }

    /// One shadow run with its subjects.
    ///
    /// # Errors
    /// [`LedgerError::NoRule`].
    pub async fn shadow_run(&self, scope: &Scope, rule: &str, number: i64, id: i64) -> Result<ShadowRun, LedgerError> {
        let mut sql = Sql::new(RUNS);
        sql.bind(rule).push(" AND s.number = ").bind(number).push(" AND s.id = ").bind(id).push(" AND ");
        scope.rules(&mut sql);
        let row = sql.optional(&mut *self.pool.acquire().await?).await?;
        let missing = || LedgerError::NoRule(format!("{}的试运行 {id}", named(rule, number)));
        opened(&row.ok_or_else(missing)?, self.keys()?)
    }
}

fn opened(row: &AnyRow, keys: &Keys) -> Result<ShadowRun, LedgerError> {
    let row = Stored(row);
    Ok(serde_json::from_str(&keys.open_shadow_run(row.int("id")?, &row.text("body")?)?)?)
}

impl Work<'_> {
    /// Keeps what a version in the shadow answered.
    ///
    /// # Errors
    /// A database that cannot be written.
    pub async fn keep_shadow_run(
        &mut self,
        (rule, number): (&str, i64),
        run: &str,
        as_of: NaiveDate,
        found: Comparison,
    ) -> Result<ShadowRun, LedgerError> {
        let id = self.next_number(Sql::new("SELECT MAX(id) AS newest FROM rule_shadow_runs")).await?;
        let kept = ShadowRun { id, rule: rule.to_owned(), number, run: run.to_owned(), at: self.at(), as_of, found };
        let body = self.keys()?.seal_shadow_run(id, &serde_json::to_string(&kept)?)?;
        let mut sql = Sql::new("INSERT INTO rule_shadow_runs (id, rule, number, body) VALUES (");
        sql.bind(id).push(", ").bind(rule).push(", ").bind(number).push(", ").bind(body).push(")");
        sql.execute(self.connection()).await?;
        let Comparison { compared_with, not_evaluated, added, dropped, changed, same, .. } = &kept.found;
        let told = json!({
            "run": run, "as_of": as_of, "compared_with": compared_with, "not_evaluated": not_evaluated,
            "added": added, "dropped": dropped, "changed": changed, "same": same,
        });
        let of = (Some(super::store::RECORD), format!("{rule} v{number}"));
        self.append("rule_version.shadow_run", of, None, told, "").await?;
        Ok(kept)
    }
}
