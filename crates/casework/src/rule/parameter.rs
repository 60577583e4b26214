//! Values of rules' parameters (规则参数): for the district, and for a campaign over that. Each change is proposed by one person and
//! approved by another, and is in force from its approval until the next one.

use super::store::{InUse, in_use};
use super::{ParameterState, ParameterStep, state};
use crate::people::Caller;
use crate::record::{Entry, Refusal, Turn, Work, said};
use crate::sql::{Sql, Stored};
use crate::{Kind, Ledger, LedgerError, Scope};
use chrono::{DateTime, Utc};
use pack::RuleSource;
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;
use std::collections::BTreeMap;
use utoipa::ToSchema;

const RECORD: &str = "rule_parameter";

/// Values by rule, then by the parameter's name.
pub type ParameterValues = BTreeMap<String, BTreeMap<String, String>>;

/// A change of a parameter (参数调整).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RuleParameterChange)]
pub struct RuleParameter {
    /// Its number.
    pub id: i64,
    /// Grows by one with every step.
    pub version: i64,
    /// The rule.
    pub rule: String,
    /// The parameter.
    pub name: String,
    /// The campaign for which it holds; the whole district where none is named.
    pub campaign: Option<i64>,
    /// The value, as text; none takes the value set before back.
    pub value: Option<String>,
    /// State.
    pub state: ParameterState,
    /// Why.
    pub reason: String,
    /// Who proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// Who approved it or refused to, when, and the remark.
    pub decided: Option<Entry>,
}

/// What is said when a change is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RuleParameterDraft)]
pub struct ParameterDraft {
    /// The parameter.
    pub name: String,
    /// The value, as text; none takes the value set before back.
    #[serde(default)]
    pub value: Option<String>,
    /// The campaign for which it is to hold; the whole district where none is named.
    #[serde(default)]
    pub campaign: Option<i64>,
    /// Why.
    pub reason: String,
}

/// What is done with a change of a parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = RuleParameterStep)]
pub enum ParameterChange {
    /// Approve it (批准).
    Approve {
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
    },
    /// Do not approve it (不予批准).
    Refuse {
        /// Why.
        reason: String,
    },
}

impl ParameterChange {
    fn step(&self) -> ParameterStep {
        match self {
            Self::Approve { .. } => ParameterStep::Approve,
            Self::Refuse { .. } => ParameterStep::Refuse,
        }
    }

    fn why(&self) -> &str {
        match self {
            Self::Approve { remark: why } | Self::Refuse { reason: why } => why,
        }
    }
}

impl RuleParameter {
    fn changed(&self, change: &ParameterChange, turn: &Turn<'_>) -> Result<Self, Refusal> {
        let step = change.step();
        let state = state::next_of_parameter(self.state, step)?;
        turn.not_one_of(std::slice::from_ref(&self.proposed_by), "提出调整", step.zh())?;
        if let ParameterChange::Refuse { reason } = change {
            said("不予批准理由", reason)?;
        }
        Ok(Self { state, version: self.version + 1, decided: Some(turn.entry(change.why(), &[])), ..self.clone() })
    }
}

/// Refuses a parameter that the version in use does not have, or a value that its declaration does not allow.
fn check(rule: &InUse, name: &str, value: Option<&str>) -> Result<(), LedgerError> {
    let version = &rule.version;
    let source = RuleSource { code: &version.rule, text: &rule.text, cases: &[], pack: &version.pack, priority: &version.priority };
    let declared = source.rule().map_err(|problem| LedgerError::ParameterValue(problem.to_string()))?;
    let parameter = declared.parameters.get(name);
    let parameter = parameter.ok_or_else(|| LedgerError::ParameterValue(format!("规则 {} 没有参数 {name}", version.rule)))?;
    value.map_or(Ok(()), |value| parameter.read(value).map(drop).map_err(LedgerError::ParameterValue))
}

impl Ledger {
    /// The values in force: those of the district, and over them those of a campaign where one is named.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn parameters_in_force(&self, scope: &Scope, campaign: Option<i64>) -> Result<ParameterValues, LedgerError> {
        let mut sql = Sql::new("SELECT p.body FROM rule_parameters p WHERE p.state = ");
        sql.bind(ParameterState::Approved.code()).push(" AND (p.campaign IS NULL");
        if let Some(campaign) = campaign {
            sql.push(" OR p.campaign = ").bind(campaign);
        }
        sql.push(") AND EXISTS (SELECT 1 FROM rule_versions r WHERE r.rule = p.rule AND ");
        scope.rules(&mut sql);
        sql.push(") ORDER BY p.decided_at, p.id");
        let mut values: BTreeMap<(bool, String, String), Option<String>> = BTreeMap::new();
        for row in sql.all(&mut *self.pool.acquire().await?).await? {
            let change: RuleParameter = Stored(&row).json("body")?;
            values.insert((change.campaign.is_some(), change.rule, change.name), change.value);
        }
        // The district's sort before the campaign's, which stand over them.
        let mut found = ParameterValues::new();
        for ((_, rule, name), value) in values {
            if let Some(value) = value {
                found.entry(rule).or_default().insert(name, value);
            }
        }
        Ok(found)
    }

    /// Every change of a rule's parameters, the newest first.
    ///
    /// # Errors
    /// No such rule within the scope.
    pub async fn rule_parameters(&self, scope: &Scope, rule: &str) -> Result<Vec<RuleParameter>, LedgerError> {
        let mut sql = Sql::new("SELECT p.body FROM rule_parameters p WHERE p.rule = ");
        sql.bind(rule).push(" AND EXISTS (SELECT 1 FROM rule_versions r WHERE r.rule = p.rule AND ");
        scope.rules(&mut sql);
        sql.push(") ORDER BY p.id DESC");
        sql.all(&mut *self.pool.acquire().await?).await?.iter().map(|row| Stored(row).json("body")).collect()
    }

    /// Proposes a change, as a piece of work of its own.
    ///
    /// # Errors
    /// As [`Work::propose_parameter`].
    pub async fn propose_parameter(
        &self,
        caller: &Caller,
        at: DateTime<Utc>,
        rule: &str,
        draft: ParameterDraft,
    ) -> Result<RuleParameter, LedgerError> {
        let mut work = self.begin(caller, at).await?;
        let change = work.propose_parameter(rule, draft).await?;
        work.commit().await?;
        Ok(change)
    }
}

impl Work<'_> {
    /// Proposes a change of a parameter.
    ///
    /// # Errors
    /// A role that does not; a rule that has no version in use; a parameter that it does not have; a value of another type or out of its
    /// range; a campaign that is not there.
    pub async fn propose_parameter(&mut self, rule: &str, draft: ParameterDraft) -> Result<RuleParameter, LedgerError> {
        let known = self.rule_in_use(rule).await?;
        self.may_govern("调整规则参数")?;
        let refused = |refusal| LedgerError::Rule { what: format!("规则 {rule} 参数"), refusal };
        said("调整理由", &draft.reason).map_err(refused)?;
        check(&known, &draft.name, draft.value.as_deref())?;
        if let Some(campaign) = draft.campaign {
            campaign_is_there(campaign, self.connection()).await?;
        }
        let id = self.next_number(Sql::new("SELECT MAX(id) AS newest FROM rule_parameters")).await?;
        let change = RuleParameter {
            id,
            version: 1,
            rule: rule.to_owned(),
            name: draft.name,
            campaign: draft.campaign,
            value: draft.value,
            state: ParameterState::Proposed,
            reason: draft.reason.trim().to_owned(),
            proposed_by: self.who().to_owned(),
            proposed_at: self.at(),
            decided: None,
        };
        let mut sql = Sql::new("INSERT INTO rule_parameters (id, version, rule, name, campaign, state, body) VALUES (");
        sql.bind(id).push(", ").bind(change.version).push(", ").bind(rule).push(", ").bind(&change.name).push(", ").bind(change.campaign);
        sql.push(", ").bind(change.state.code()).push(", ").bind(serde_json::to_string(&change)?).push(")");
        sql.execute(self.connection()).await?;
        let of = (Some(RECORD), id.to_string());
        self.append("rule_parameter.propose", of, None, serde_json::to_value(&change)?, &change.reason).await?;
        Ok(change)
    }

    /// Approves or refuses a change of a parameter.
    ///
    /// # Errors
    /// No such change within the scope; another version than the caller knows; the person who proposed it; a value that the version in
    /// use no longer allows.
    pub async fn decide_parameter(
        &mut self,
        rule: &str,
        id: i64,
        version: i64,
        change: &ParameterChange,
    ) -> Result<RuleParameter, LedgerError> {
        let what = format!("规则 {rule} 参数调整 {id}");
        let known = self.rule_in_use(rule).await?;
        let mut sql = Sql::new("SELECT p.body FROM rule_parameters p WHERE p.id = ");
        sql.bind(id).push(" AND p.rule = ").bind(rule);
        let row = sql.optional(self.connection()).await?.ok_or_else(|| LedgerError::NoRule(what.clone()))?;
        let before: RuleParameter = Stored(&row).json("body")?;
        self.may_govern("批准规则参数")?;
        if before.version != version {
            return Err(LedgerError::StaleRule(what));
        }
        let after = before.changed(change, &self.turn()).map_err(|refusal| LedgerError::Rule { what, refusal })?;
        if after.state == ParameterState::Approved {
            check(&known, &after.name, after.value.as_deref())?;
        }
        let mut sql = Sql::new("UPDATE rule_parameters SET version = ");
        sql.bind(after.version).push(", state = ").bind(after.state.code()).push(", decided_at = ").bind(self.at());
        sql.push(", body = ").bind(serde_json::to_string(&after)?).push(" WHERE id = ").bind(id);
        sql.execute(self.connection()).await?;
        let kind = format!("{RECORD}.{}", change.step().code());
        let of = (Some(RECORD), id.to_string());
        self.append(&kind, of, Some(serde_json::to_value(&before)?), serde_json::to_value(&after)?, change.why()).await?;
        Ok(after)
    }

    async fn rule_in_use(&mut self, rule: &str) -> Result<InUse, LedgerError> {
        let scope = self.caller().scope.clone();
        in_use(&scope, self.connection()).await?.remove(rule).ok_or_else(|| LedgerError::NoRule(format!("规则 {rule}")))
    }
}

async fn campaign_is_there(campaign: i64, on: &mut AnyConnection) -> Result<(), LedgerError> {
    let mut sql = Sql::new("SELECT r.id FROM records r WHERE r.kind = ");
    sql.bind(Kind::Campaign.code()).push(" AND r.id = ").bind(campaign);
    match sql.optional(on).await? {
        Some(_) => Ok(()),
        None => Err(LedgerError::Unfit { field: "专项整治", problem: "不存在" }),
    }
}

impl Ledger {
    /// Whether there is such a campaign.
    ///
    /// # Errors
    /// There is none.
    pub async fn campaign_is_there(&self, campaign: i64) -> Result<(), LedgerError> {
        campaign_is_there(campaign, &mut *self.pool.acquire().await?).await
    }
}
