//! Pauses (暂停): a rule whose leads are mostly not so stops by itself until a person has looked at it.
//!
//! Only leads that were concluded under the version in use count, and only since it came into use or was resumed: what a rule was paused
//! for once does not pause it again.

use super::store::{InUse, in_use};
use crate::people::Caller;
use crate::record::{Refusal, Work, said};
use crate::sql::{Sql, Stored, instant_text};
use crate::{Ledger, LedgerError, Nature, Scope};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::AnyConnection;
use std::collections::BTreeMap;
use utoipa::ToSchema;

const RECORD: &str = "rule";

/// The yield for which a rule was paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct YieldSeen {
    /// Found to be so (属实).
    pub confirmed: u64,
    /// Concluded (已办结).
    pub concluded: u64,
    /// The floor, of a thousand.
    pub floor_per_mille: u64,
}

/// How a rule stands: paused, or resumed after that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RulePause {
    /// The rule.
    pub rule: String,
    /// Paused (暂停).
    pub paused: bool,
    /// Who paused or resumed it last; for a yield under the floor, who did what made that come to light.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub why: String,
    /// The yield for which it was paused last, where it was for that.
    pub seen: Option<YieldSeen>,
    /// When it was resumed last: leads concluded since then count.
    pub resumed_at: Option<DateTime<Utc>>,
}

pub(super) async fn pauses(on: &mut AnyConnection) -> Result<BTreeMap<String, RulePause>, LedgerError> {
    let rows = Sql::new("SELECT rule, body FROM rule_pauses").all(on).await?;
    rows.iter().map(|row| Ok((Stored(row).text("rule")?, Stored(row).json("body")?))).collect()
}

impl Ledger {
    /// How rules of the scope stand that were ever paused, by code.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn rule_pauses(&self, scope: &Scope) -> Result<BTreeMap<String, RulePause>, LedgerError> {
        let mut connection = self.pool.acquire().await?;
        let mut found = pauses(&mut connection).await?;
        let seen = in_use(scope, &mut connection).await?;
        found.retain(|rule, _| seen.contains_key(rule));
        Ok(found)
    }

    /// Pauses every rule in use whose yield is under its floor; the rules that were. Safe to run as often as one likes.
    ///
    /// # Errors
    /// A database that cannot be written.
    pub async fn review_yields(&self, caller: &Caller, at: DateTime<Utc>) -> Result<Vec<RulePause>, LedgerError> {
        let mut work = self.begin(caller, at).await?;
        let paused = work.pause_low_yields().await?;
        if !paused.is_empty() {
            work.commit().await?;
        }
        Ok(paused)
    }
}

impl Work<'_> {
    async fn pause_low_yields(&mut self) -> Result<Vec<RulePause>, LedgerError> {
        let standing = pauses(self.connection()).await?;
        let rules = in_use(&Scope::everything(), self.connection()).await?;
        let mut paused = Vec::new();
        for (rule, InUse { version, .. }) in rules.iter().filter(|(_, it)| it.version.state == super::VersionState::Active) {
            let before = standing.get(rule);
            if before.is_some_and(|it| it.paused) {
                continue;
            }
            let since = before.and_then(|it| it.resumed_at).max(version.activated_at);
            let floor = u64::from(version.yield_floor_per_mille.unwrap_or(self.limits.yield_floor_per_mille));
            let least = u64::from(version.yield_least_concluded.unwrap_or(self.limits.yield_least_concluded)).max(1);
            let (confirmed, concluded) = self.concluded(rule, &version.digest, since).await?;
            if concluded < least || confirmed * 1000 >= concluded * floor {
                continue;
            }
            let why = format!("查实率 {}‰ 低于下限 {floor}‰（办结 {concluded} 件，属实 {confirmed} 件）", confirmed * 1000 / concluded);
            let seen = YieldSeen { confirmed, concluded, floor_per_mille: floor };
            paused.push(self.stand(rule, before.cloned(), true, &why, Some(seen)).await?);
        }
        Ok(paused)
    }

    /// Leads of a version that were confirmed, and that were concluded at all, since a moment.
    async fn concluded(&mut self, rule: &str, digest: &str, since: Option<DateTime<Utc>>) -> Result<(u64, u64), LedgerError> {
        let mut sql = Sql::new("SELECT l.outcome, COUNT(*) AS leads FROM leads l WHERE l.outcome IS NOT NULL AND l.rule = ");
        sql.bind(rule).push(" AND l.outcome_rule = ").bind(digest);
        if let Some(since) = since {
            sql.push(" AND l.concluded_at > ").bind(instant_text(since));
        }
        sql.push(" GROUP BY l.outcome");
        let (mut confirmed, mut concluded) = (0, 0);
        for row in sql.all(self.connection()).await? {
            let (outcome, leads) = (Stored(&row).text("outcome")?, Stored(&row).count("leads")?);
            concluded += leads;
            confirmed += if Nature::from_code(&outcome).is_some() { leads } else { 0 };
        }
        Ok((confirmed, concluded))
    }

    /// Pauses a rule, whatever its yield.
    ///
    /// # Errors
    /// A role that does not; a rule that is not in use, or paused already; a reason that says nothing.
    pub async fn pause_rule(&mut self, rule: &str, reason: &str) -> Result<RulePause, LedgerError> {
        self.turn_rule(rule, true, "暂停", reason).await
    }

    /// Resumes a rule.
    ///
    /// # Errors
    /// A role that does not; a rule that is not paused; a reason that says nothing.
    pub async fn resume_rule(&mut self, rule: &str, reason: &str) -> Result<RulePause, LedgerError> {
        self.turn_rule(rule, false, "恢复", reason).await
    }

    async fn turn_rule(&mut self, rule: &str, paused: bool, step: &'static str, reason: &str) -> Result<RulePause, LedgerError> {
        let scope = self.caller().scope.clone();
        let what = format!("规则 {rule}");
        let refused = |refusal| LedgerError::Rule { what: what.clone(), refusal };
        let version = in_use(&scope, self.connection()).await?.remove(rule).ok_or_else(|| LedgerError::NoRule(what.clone()))?.version;
        self.may_govern("暂停或恢复规则")?;
        said("理由", reason).map_err(refused)?;
        let before = pauses(self.connection()).await?.remove(rule);
        let state = match before.as_ref().is_some_and(|it| it.paused) {
            true => "暂停",
            false => version.state.zh(),
        };
        let fits = if paused { state == super::VersionState::Active.zh() } else { state == "暂停" };
        if !fits {
            return Err(refused(Refusal::NotInThisState { state, step }));
        }
        self.stand(rule, before, paused, reason, None).await
    }

    /// Ends a pause, where there is one, since a version came into use.
    pub(super) async fn end_pause(&mut self, rule: &str, why: &str) -> Result<(), LedgerError> {
        if let Some(before) = pauses(self.connection()).await?.remove(rule).filter(|it| it.paused) {
            self.stand(rule, Some(before), false, why, None).await?;
        }
        Ok(())
    }

    async fn stand(
        &mut self,
        rule: &str,
        before: Option<RulePause>,
        paused: bool,
        why: &str,
        seen: Option<YieldSeen>,
    ) -> Result<RulePause, LedgerError> {
        let after = RulePause {
            rule: rule.to_owned(),
            paused,
            by: self.who().to_owned(),
            at: self.at(),
            why: why.trim().to_owned(),
            seen: if paused { seen } else { before.as_ref().and_then(|it| it.seen) },
            resumed_at: if paused { before.as_ref().and_then(|it| it.resumed_at) } else { Some(self.at()) },
        };
        let mut sql = Sql::new("INSERT INTO rule_pauses (rule, paused, body) VALUES (");
        sql.bind(rule).push(", ").bind(i64::from(paused)).push(", ").bind(serde_json::to_string(&after)?);
        sql.push(") ON CONFLICT (rule) DO UPDATE SET paused = excluded.paused, body = excluded.body");
        sql.execute(self.connection()).await?;
        let kind = if paused { "rule.pause" } else { "rule.resume" };
        let before = before.map(|before| json!(before));
        self.append(kind, (Some(RECORD), rule.to_owned()), before, json!(after), why).await?;
        Ok(after)
    }
}
