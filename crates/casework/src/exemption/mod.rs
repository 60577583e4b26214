//! Exemption register (豁免登记): a rule, or every rule, is muted for one subject, for a reason and for a time.
//!
//! A family whose car is a wheelchair user's is right every month, and a rule that finds it every month teaches people to look away.
//! An exemption is asked for with evidence, approved by a second person, and always ends: at its date by itself, or revoked before.
//! While it is in force a screening keeps the lead and its hits up to date and mutes it (豁免中); what people have concluded stays.

mod state;
mod store;

pub use state::{ExemptionState, ExemptionStep};
pub(crate) use store::exempted_subjects;

use crate::people::{Role, groups};
use crate::record::{Entry, Refusal, Turn, code_fits, said};
use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

crate::schema::labelled_schema!(ExemptionState as "ExemptionState");

/// An exemption (豁免).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Exemption {
    /// Its number in the register.
    pub id: i64,
    /// Grows by one with every change.
    pub version: i64,
    /// The rule that it mutes; every rule where none is named.
    pub rule: Option<String>,
    /// Kind of the subject.
    pub subject_kind: String,
    /// The subject's number.
    pub subject_id: String,
    /// Why (豁免理由).
    pub reason: String,
    /// Evidence files, at least one.
    pub files: Vec<String>,
    /// The first day on which it holds.
    pub from: NaiveDate,
    /// The last day on which it holds.
    pub until: NaiveDate,
    /// State.
    pub state: ExemptionState,
    /// Who asked for it.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Who approved it or refused to, and the remark.
    pub decided: Option<Entry>,
    /// Who took it back, and why.
    pub revoked: Option<Entry>,
}

/// What is said when an exemption is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExemptionDraft {
    /// The rule that it mutes; every rule where none is named.
    #[serde(default)]
    pub rule: Option<String>,
    /// Kind of the subject.
    pub subject_kind: String,
    /// The subject's number.
    pub subject_id: String,
    /// Why (豁免理由).
    pub reason: String,
    /// Evidence files, at least one.
    pub files: Vec<String>,
    /// The first day on which it holds.
    pub from: NaiveDate,
    /// The last day on which it holds.
    pub until: NaiveDate,
}

/// What is done with an exemption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum ExemptionChange {
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
    /// Take it back (撤销).
    Revoke {
        /// Why.
        reason: String,
    },
}

/// Which exemptions to list; what is empty asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExemptionFilter {
    /// In these states.
    pub states: Vec<ExemptionState>,
    /// In force on this day.
    pub in_force_on: Option<NaiveDate>,
    /// Of this rule, or of every rule.
    pub rule: Option<String>,
    /// For the subject of this number, whatever its kind.
    pub subject_id: Option<String>,
    /// Behind this number.
    pub after: Option<i64>,
    /// At most so many.
    pub limit: Option<u32>,
}

impl ExemptionChange {
    /// The step that it takes.
    pub fn step(&self) -> ExemptionStep {
        match self {
            Self::Approve { .. } => ExemptionStep::Approve,
            Self::Refuse { .. } => ExemptionStep::Refuse,
            Self::Revoke { .. } => ExemptionStep::Revoke,
        }
    }

    fn why(&self) -> &str {
        match self {
            Self::Approve { remark: why } | Self::Refuse { reason: why } | Self::Revoke { reason: why } => why,
        }
    }
}

impl Exemption {
    /// Roles that ask for one.
    const ASKED_BY: &[Role] = groups::BOTH;
    /// Roles that decide on one.
    const DECIDED_BY: &[Role] = groups::SUPERVISING;

    /// Whether it holds on this day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.state == ExemptionState::Approved && (self.from..=self.until).contains(&day)
    }

    fn asked(id: i64, draft: ExemptionDraft, turn: &Turn<'_>) -> Result<Self, Refusal> {
        said("豁免对象", &draft.subject_id)?;
        said("对象类型", &draft.subject_kind)?;
        code_fits("对象类型", &draft.subject_kind)?;
        if draft.subject_id.chars().count() > 200 {
            return Err(Refusal::Unfit { field: "豁免对象", problem: "超过 200 字" });
        }
        said("豁免理由", &draft.reason)?;
        if draft.files.is_empty() {
            return Err(Refusal::Unfit { field: "佐证材料", problem: "至少一份" });
        }
        if draft.until < draft.from {
            return Err(Refusal::Unfit { field: "截止日期", problem: "不能早于起始日期" });
        }
        if draft.until < turn.today() {
            return Err(Refusal::Unfit { field: "截止日期", problem: "不能早于今天" });
        }
        // Up to the day before the same day so many months later: a year from 5 March ends on 4 March.
        let beyond = draft.from.checked_add_months(Months::new(turn.limits.exemption_months)).unwrap_or(NaiveDate::MAX);
        if draft.until >= beyond {
            return Err(Refusal::Unfit { field: "截止日期", problem: "超过豁免最长期限" });
        }
        Ok(Self {
            id,
            version: 1,
            rule: draft.rule,
            subject_kind: draft.subject_kind,
            subject_id: draft.subject_id,
            reason: draft.reason,
            files: draft.files,
            from: draft.from,
            until: draft.until,
            state: ExemptionState::Asked,
            asked_by: turn.who().to_owned(),
            asked_at: turn.at,
            decided: None,
            revoked: None,
        })
    }

    fn changed(&self, change: &ExemptionChange, turn: &Turn<'_>) -> Result<Self, Refusal> {
        let state = state::next(self.state, change.step())?;
        let mut after = Self { state, version: self.version + 1, ..self.clone() };
        match change {
            ExemptionChange::Approve { remark } => {
                turn.not_one_of(std::slice::from_ref(&self.asked_by), "申请豁免", change.step().zh())?;
                if self.rule.is_none() && !turn.caller.scope.is_of_every_priority() {
                    return Err(Refusal::Unfit {
                        field: "豁免规则", problem: "：全部规则的豁免须由掌握全部领域的人员批准"
                    });
                }
                if self.until < turn.today() {
                    return Err(Refusal::TooLate { step: change.step().zh(), until: self.until });
                }
                after.decided = Some(turn.entry(remark, &[]));
            }
            ExemptionChange::Refuse { reason } => {
                turn.not_one_of(std::slice::from_ref(&self.asked_by), "申请豁免", change.step().zh())?;
                said("不予批准理由", reason)?;
                after.decided = Some(turn.entry(reason, &[]));
            }
            ExemptionChange::Revoke { reason } => {
                said("撤销理由", reason)?;
                after.revoked = Some(turn.entry(reason, &[]));
            }
        }
        Ok(after)
    }
}
