//! Steps with a version of a rule.

use super::{RuleReport, RuleVersion, VersionNote, VersionState, VersionStep, state};
use crate::record::{Refusal, Turn, said, took_part};
use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The longest that a version runs in the shadow, in months.
const LONGEST_SHADOW: u32 = 12;

/// What is done with a version of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum RuleChange {
    /// Find it right, as a second person (审核通过).
    Approve {
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
    },
    /// Not find it right (不予通过).
    Refuse {
        /// Why.
        reason: String,
    },
    /// Let it run in the shadow (开始试运行).
    StartShadow {
        /// The last day.
        until: NaiveDate,
        /// Why.
        reason: String,
    },
    /// End that (结束试运行).
    StopShadow {
        /// Why.
        reason: String,
    },
    /// Put it into use (启用).
    Activate {
        /// Why.
        reason: String,
    },
    /// Put it into use again (回退).
    RollBack {
        /// Why.
        reason: String,
    },
    /// Take it out of use, with nothing in its place (停用).
    Retire {
        /// Why.
        reason: String,
    },
}

impl RuleChange {
    /// The step that it takes.
    pub fn step(&self) -> VersionStep {
        match self {
            Self::Approve { .. } => VersionStep::Approve,
            Self::Refuse { .. } => VersionStep::Refuse,
            Self::StartShadow { .. } => VersionStep::StartShadow,
            Self::StopShadow { .. } => VersionStep::StopShadow,
            Self::Activate { .. } => VersionStep::Activate,
            Self::RollBack { .. } => VersionStep::RollBack,
            Self::Retire { .. } => VersionStep::Retire,
        }
    }

    /// Why it is done.
    pub fn why(&self) -> &str {
        match self {
            Self::Approve { remark: why }
            | Self::Refuse { reason: why }
            | Self::StartShadow { reason: why, .. }
            | Self::StopShadow { reason: why }
            | Self::Activate { reason: why }
            | Self::RollBack { reason: why }
            | Self::Retire { reason: why } => why,
        }
    }

    /// Whether it puts the version into use.
    pub(super) fn puts_into_use(&self) -> bool {
        matches!(self, Self::Activate { .. } | Self::RollBack { .. })
    }
}

impl RuleVersion {
    /// The version after a step.
    pub(super) fn changed(&self, change: &RuleChange, turn: &Turn<'_>) -> Result<Self, Refusal> {
        let step = change.step();
        let mut after = self.after(step, change.why(), turn)?;
        match change {
            RuleChange::Approve { .. } => {
                turn.not_one_of(&self.drafters, "起草或提交", step.zh())?;
                let report = self
                    .report
                    .as_ref()
                    .ok_or(Refusal::Unfit { field: "审核材料", problem: "缺少用例和试算结果，请先试算" })?;
                report.suffices()?;
            }
            RuleChange::Refuse { reason } => {
                turn.not_one_of(&self.drafters, "起草或提交", step.zh())?;
                said("不予通过理由", reason)?;
            }
            RuleChange::StartShadow { until, reason } => {
                said("试运行理由", reason)?;
                if *until < turn.today() {
                    return Err(Refusal::Unfit { field: "试运行截止日期", problem: "不能早于今天" });
                }
                if turn.today().checked_add_months(Months::new(LONGEST_SHADOW)).is_none_or(|last| *until > last) {
                    return Err(Refusal::Unfit { field: "试运行截止日期", problem: "超过一年" });
                }
                after.shadow_until = Some(*until);
            }
            RuleChange::StopShadow { reason } => {
                said("结束试运行理由", reason)?;
                after.shadow_until = None;
            }
            RuleChange::Activate { reason } => {
                turn.not_one_of(&self.drafters, "起草或提交", step.zh())?;
                said("启用理由", reason)?;
                (after.activated_at, after.shadow_until) = (Some(turn.at), None);
            }
            RuleChange::RollBack { reason } => {
                said("回退理由", reason)?;
                after.activated_at = Some(turn.at);
            }
            RuleChange::Retire { reason } => said("停用理由", reason)?,
        }
        Ok(after)
    }

    /// The version when it was written once more.
    pub(super) fn edited(&self, turn: &Turn<'_>) -> Result<Self, Refusal> {
        let mut after = self.after(VersionStep::Edit, "", turn)?;
        took_part(&mut after.drafters, turn.who());
        Ok(after)
    }

    /// The version handed to a second person.
    pub(super) fn submitted(&self, report: RuleReport, reason: &str, turn: &Turn<'_>) -> Result<Self, Refusal> {
        said("提交理由", reason)?;
        report.suffices()?;
        let mut after = self.after(VersionStep::Submit, reason, turn)?;
        took_part(&mut after.drafters, turn.who());
        after.report = Some(report);
        Ok(after)
    }

    /// The version with a newer report.
    pub(super) fn examined(&self, report: RuleReport, turn: &Turn<'_>) -> Result<Self, Refusal> {
        let mut after = self.after(VersionStep::Examine, "", turn)?;
        after.report = Some(report);
        Ok(after)
    }

    /// The version that makes room for another one.
    pub(super) fn superseded(&self, by: i64, turn: &Turn<'_>) -> Result<Self, Refusal> {
        self.after(VersionStep::Retire, &format!("由第 {by} 版替代"), turn)
    }

    fn after(&self, step: VersionStep, why: &str, turn: &Turn<'_>) -> Result<Self, Refusal> {
        let state: VersionState = state::next(self.state, step)?;
        let mut after = Self { state, version: self.version + 1, ..self.clone() };
        after.history.push(VersionNote { step: Some(step), by: turn.who().to_owned(), at: turn.at, why: why.trim().to_owned() });
        Ok(after)
    }
}
