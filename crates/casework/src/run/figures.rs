//! Figures of the rules: what has become of their leads, and what they said last.

use crate::lead::state::LeadState;
use crate::sql::{Sql, Stored};
use crate::{Ledger, LedgerError, Scope};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::Value;
use sqlx::any::AnyRow;
use std::collections::BTreeMap;
use vocabulary::{Fen, labelled};

/// A rule's leads in figures, as far as the scope reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleFigures {
    /// The rule.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// Its priority (领域).
    pub priority: String,
    /// `fault` or `owed`.
    pub kind: String,
    /// Leads by state, muted ones (豁免中) among them; a state without any is not there.
    pub by_state: BTreeMap<LeadState, u64>,
    /// Hits of the leads that are neither withdrawn nor muted.
    pub hits: u64,
    /// Subjects of the leads that are neither withdrawn nor muted.
    pub subjects: u64,
    /// Amount of the leads that are neither withdrawn nor muted (疑点金额).
    pub amount: Fen,
}

impl RuleFigures {
    fn of(rule: &Stored<'_>) -> Result<Self, LedgerError> {
        Ok(Self {
            rule: rule.text("rule")?,
            title: rule.text("title")?,
            priority: rule.text("priority")?,
            kind: rule.text("kind")?,
            by_state: BTreeMap::new(),
            hits: 0,
            subjects: 0,
            amount: Fen(0),
        })
    }

    fn add(&mut self, group: &Stored<'_>) -> Result<(), LedgerError> {
        let state = group.code("state", LeadState::from_code)?;
        let leads = group.count("leads")?;
        *self.by_state.entry(state).or_default() += leads;
        if !matches!(state, LeadState::Withdrawn | LeadState::Exempted) {
            self.hits += group.count("hits")?;
            self.subjects += leads;
            self.amount += group.fen("amount")?;
        }
        Ok(())
    }
}

labelled! {
    /// Whether a rule was evaluated (评估状态).
    pub enum RunStatus {
        /// It was (已评估).
        Evaluated = "evaluated", "已评估", "Evaluated";
        /// It was not, which says nothing about any subject (未评估).
        NotEvaluated = "not_evaluated", "未评估", "Not evaluated";
    }
}

impl RunStatus {
    pub(crate) fn of(evaluated: bool) -> Self {
        if evaluated { Self::Evaluated } else { Self::NotEvaluated }
    }
}

/// What a rule said in its latest screening.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleRun {
    /// The run.
    pub run_id: String,
    /// The rule.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// Its priority (领域).
    pub priority: String,
    /// The day as of which it judged.
    pub as_of: NaiveDate,
    /// When the run was applied.
    pub at: DateTime<Utc>,
    /// Digest of the rule's text.
    pub rule_digest: String,
    /// Number of the version that was asked; none for runs before versions were kept.
    pub version: Option<i64>,
    /// The campaign (专项整治) for which it ran.
    pub campaign: Option<i64>,
    /// The parameters it ran with.
    pub parameters: Value,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
    /// Whether it was evaluated.
    pub status: RunStatus,
    /// Why it was not evaluated.
    pub reason: Option<String>,
    /// What it found in the whole district; none for a rule not evaluated, nor for a scope narrower than its priorities.
    pub figures: Option<RunFigures>,
}

/// What a rule found in one screening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RunFigures {
    /// Hits.
    pub hits: u64,
    /// Subjects.
    pub subjects: u64,
    /// Amount.
    pub amount: Fen,
}

impl Ledger {
    /// Figures of every rule that has leads within the scope, by rule.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn rule_figures(&self, scope: &Scope) -> Result<Vec<RuleFigures>, LedgerError> {
        let mut sql = Sql::new(
            "SELECT l.rule, r.title, r.priority, r.kind, l.state, COUNT(*) AS leads, \
             CAST(SUM(l.hits) AS BIGINT) AS hits, CAST(SUM(l.amount) AS BIGINT) AS amount \
             FROM leads l JOIN rules r ON r.code = l.rule WHERE ",
        );
        scope.leads(&mut sql);
        sql.push(" GROUP BY l.rule, r.title, r.priority, r.kind, l.state ORDER BY l.rule");
        let mut connection = self.pool.acquire().await?;
        let mut figures: Vec<RuleFigures> = Vec::new();
        for row in sql.all(&mut connection).await? {
            let group = Stored(&row);
            let mut rule = match figures.pop() {
                Some(last) if last.rule == group.text("rule")? => last,
                before => {
                    figures.extend(before);
                    RuleFigures::of(&group)?
                }
            };
            rule.add(&group)?;
            figures.push(rule);
        }
        Ok(figures)
    }

    /// What every rule of the scope's priorities said in its latest screening, by rule.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn last_runs(&self, scope: &Scope) -> Result<Vec<RuleRun>, LedgerError> {
        let mut sql = Sql::new(
            "SELECT q.run_id, q.rule, r.title, r.priority, q.as_of, q.at, q.rule_digest, q.parameters, q.elapsed_ms, \
             q.status, q.reason, q.hits, q.subjects, q.amount, q.version, q.campaign FROM rules r \
             JOIN rule_runs q ON q.id = (SELECT MAX(x.id) FROM rule_runs x WHERE x.rule = r.code) WHERE ",
        );
        scope.rules(&mut sql);
        sql.push(" ORDER BY q.rule");
        let mut connection = self.pool.acquire().await?;
        let rows = sql.all(&mut connection).await?;
        rows.iter().map(|row| rule_run(row, scope.is_districtwide())).collect()
    }
}

fn rule_run(row: &AnyRow, with_figures: bool) -> Result<RuleRun, LedgerError> {
    let row = Stored(row);
    let status = row.code("status", RunStatus::from_code)?;
    let figures = if with_figures && status == RunStatus::Evaluated {
        Some(RunFigures { hits: row.count("hits")?, subjects: row.count("subjects")?, amount: row.fen("amount")? })
    } else {
        None
    };
    Ok(RuleRun {
        run_id: row.text("run_id")?,
        rule: row.text("rule")?,
        title: row.text("title")?,
        priority: row.text("priority")?,
        as_of: row.parsed("as_of")?,
        at: row.parsed("at")?,
        rule_digest: row.text("rule_digest")?,
        version: row.int_or_none("version")?,
        campaign: row.int_or_none("campaign")?,
        parameters: row.json("parameters")?,
        elapsed_ms: row.count("elapsed_ms")?,
        status,
        reason: row.text_or_none("reason")?,
        figures,
    })
}
