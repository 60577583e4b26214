//! The register's rows, and who is exempted on a day.

use super::{Exemption, ExemptionChange, ExemptionDraft, ExemptionFilter, ExemptionState};
use crate::people::Caller;
use crate::record::{Refusal, Work};
use crate::seal::Keys;
use crate::sql::{Sql, Stored};
use crate::{Ledger, LedgerError, Scope};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;
use std::collections::HashSet;

const EXEMPTIONS: &str = "SELECT x.id, x.body FROM exemptions x WHERE ";

/// What the register's events are about.
const RECORD: &str = "exemption";

impl Ledger {
    /// Asks for an exemption, as a piece of work of its own.
    ///
    /// # Errors
    /// As [`Work::ask_exemption`].
    pub async fn ask_exemption(&self, caller: &Caller, at: DateTime<Utc>, draft: ExemptionDraft) -> Result<Exemption, LedgerError> {
        let mut work = self.begin(caller, at).await?;
        let exemption = work.ask_exemption(draft).await?;
        work.commit().await?;
        Ok(exemption)
    }

    /// Does this to an exemption, as a piece of work of its own.
    ///
    /// # Errors
    /// As [`Work::change_exemption`].
    pub async fn change_exemption(
        &self,
        caller: &Caller,
        at: DateTime<Utc>,
        id: i64,
        version: Option<i64>,
        change: &ExemptionChange,
    ) -> Result<Exemption, LedgerError> {
        let mut work = self.begin(caller, at).await?;
        let exemption = work.change_exemption(id, version, change).await?;
        work.commit().await?;
        Ok(exemption)
    }

    /// Exemptions within the scope, the oldest first.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn exemptions(&self, scope: &Scope, filter: &ExemptionFilter) -> Result<Vec<Exemption>, LedgerError> {
        let keys = self.keys()?;
        let mut sql = Sql::new(EXEMPTIONS);
        scope.exemptions(&mut sql);
        if !filter.states.is_empty() {
            sql.push(" AND ").one_of("x.state", filter.states.iter().map(|state| state.code()));
        }
        if let Some(day) = filter.in_force_on {
            in_force(&mut sql, day);
        }
        if let Some(rule) = &filter.rule {
            sql.push(" AND (x.rule IS NULL OR x.rule = ").bind(rule).push(")");
        }
        if let Some(subject) = &filter.subject_id {
            sql.push(" AND x.subject_key = ").bind(keys.subject(subject));
        }
        if let Some(after) = filter.after {
            sql.push(" AND x.id > ").bind(after);
        }
        sql.push(" ORDER BY x.id");
        if let Some(limit) = filter.limit {
            sql.push(" LIMIT ").bind(i64::from(limit));
        }
        let mut connection = self.pool.acquire().await?;
        sql.all(&mut connection).await?.iter().map(|row| opened(row, keys)).collect()
    }
}

impl Work<'_> {
    /// Asks for an exemption.
    ///
    /// # Errors
    /// A role that does not ask for one; a rule that is not known; a subject outside of the caller's scope; no evidence; a time that
    /// is over, has no end or is longer than may be.
    pub async fn ask_exemption(&mut self, draft: ExemptionDraft) -> Result<Exemption, LedgerError> {
        if !self.turn().caller.is_one_of(Exemption::ASKED_BY) {
            return Err(LedgerError::Forbidden("申请豁免"));
        }
        self.files_are_there(&draft.files).await?;
        if let Some(rule) = &draft.rule {
            let mut sql = Sql::new("SELECT code FROM rules WHERE code = ");
            sql.bind(rule);
            if sql.optional(self.connection()).await?.is_none() {
                return Err(unasked(Refusal::Unfit { field: "豁免规则", problem: "不存在" }));
            }
        }
        let id = self.next_number(Sql::new("SELECT MAX(id) AS newest FROM exemptions")).await?;
        let exemption = Exemption::asked(id, draft, &self.turn()).map_err(unasked)?;
        let mut sql =
            Sql::new("INSERT INTO exemptions (id, version, rule, subject_kind, subject_key, state, from_on, until_on, body) VALUES (");
        let keys = self.keys()?;
        sql.bind(exemption.id).push(", ").bind(exemption.version).push(", ").bind(exemption.rule.as_deref());
        sql.push(", ")
            .bind(&exemption.subject_kind)
            .push(", ")
            .bind(keys.subject(&exemption.subject_id))
            .push(", ")
            .bind(exemption.state.code());
        sql.push(", ").bind(exemption.from).push(", ").bind(exemption.until);
        sql.push(", ").bind(keys.seal_exemption(id, &exemption)?).push(")");
        sql.execute(self.connection()).await?;
        if self.exemption(id).await?.is_none() {
            return Err(unasked(Refusal::Unfit { field: "豁免对象", problem: "不在您的权限范围内" }));
        }
        crate::file::link(&exemption.files, RECORD, id, self.connection()).await?;
        let of = (Some(RECORD), id.to_string());
        self.append("exemption.ask", of, None, keys.told(&exemption)?, &exemption.reason).await?;
        Ok(exemption)
    }

    /// Does this to an exemption.
    ///
    /// # Errors
    /// No such exemption within the scope; a version that is no longer the newest; a role, state, person or content that does not
    /// allow it.
    pub async fn change_exemption(&mut self, id: i64, version: Option<i64>, change: &ExemptionChange) -> Result<Exemption, LedgerError> {
        let before = self.exemption(id).await?.ok_or(LedgerError::NoExemption(id))?;
        if version.is_some_and(|version| version != before.version) {
            return Err(LedgerError::StaleExemption(id));
        }
        if !self.turn().caller.is_one_of(Exemption::DECIDED_BY) {
            return Err(LedgerError::Forbidden("办理豁免"));
        }
        let after = before.changed(change, &self.turn()).map_err(|refusal| LedgerError::Exemption { id: Some(id), refusal })?;
        let keys = self.keys()?;
        let mut sql = Sql::new("UPDATE exemptions SET version = ");
        sql.bind(after.version).push(", state = ").bind(after.state.code());
        sql.push(", body = ").bind(keys.seal_exemption(id, &after)?).push(" WHERE id = ").bind(id);
        sql.execute(self.connection()).await?;
        let kind = format!("exemption.{}", change.step().code());
        let of = (Some(RECORD), id.to_string());
        self.append(&kind, of, Some(keys.told(&before)?), keys.told(&after)?, change.why()).await?;
        Ok(after)
    }

    async fn exemption(&mut self, id: i64) -> Result<Option<Exemption>, LedgerError> {
        let mut sql = Sql::new(EXEMPTIONS);
        self.turn().caller.scope.exemptions(&mut sql);
        sql.push(" AND x.id = ").bind(id);
        let keys = self.keys()?;
        sql.optional(self.connection()).await?.map(|row| opened(&row, keys)).transpose()
    }
}

fn opened(row: &AnyRow, keys: &Keys) -> Result<Exemption, LedgerError> {
    let row = Stored(row);
    Ok(serde_json::from_value(keys.open_exemption(row.int("id")?, &row.text("body")?)?)?)
}

/// Subjects, by keyed hash and kind, for which the rule is muted on this day.
pub(crate) async fn exempted_subjects(
    rule: &str,
    day: NaiveDate,
    on: &mut AnyConnection,
) -> Result<HashSet<(String, String)>, LedgerError> {
    let mut sql = Sql::new("SELECT x.subject_key, x.subject_kind FROM exemptions x WHERE (x.rule IS NULL OR x.rule = ");
    sql.bind(rule).push(")");
    in_force(&mut sql, day);
    let rows = sql.all(on).await?;
    rows.iter()
        .map(|row| {
            let row = Stored(row);
            Ok((row.text("subject_key")?, row.text("subject_kind")?))
        })
        .collect()
}

fn in_force(sql: &mut Sql, day: NaiveDate) {
    sql.push(" AND x.state = ").bind(ExemptionState::Approved.code());
    sql.push(" AND x.from_on <= ").bind(day).push(" AND x.until_on >= ").bind(day);
}

fn unasked(refusal: Refusal) -> LedgerError {
    LedgerError::Exemption { id: None, refusal }
}
