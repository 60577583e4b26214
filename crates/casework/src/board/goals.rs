//! What a campaign wants to reach, and how far it is.

use super::Measure;
use super::cells::Cell;
use crate::campaign::Campaign;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

/// A goal of a priority (目标), what the ledger counts of it, and what people last reported: two things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BoardGoal {
    /// Priority (领域).
    pub priority: String,
    /// The department that leads it (主责部门).
    pub lead_department: String,
    /// In words.
    pub text: String,
    /// The figure that tells it, by code.
    pub figure: Option<String>,
    /// What it is to be, in its own unit.
    pub target: Option<i64>,
    /// What the ledger counts, where the figure is one of the board's; none where only people can tell it.
    pub counted: Option<i64>,
    /// What was reported last.
    pub reported: Option<i64>,
    /// When.
    pub reported_at: Option<DateTime<Utc>>,
}

/// The goals of a campaign, in the order of its plan.
pub(super) fn of(campaign: &Campaign, cells: &[Cell]) -> Vec<BoardGoal> {
    let mut goals = Vec::new();
    for of in &campaign.plan.priorities {
        for (number, goal) in (1_u32..).zip(&of.goals) {
            let measure = goal.figure.as_deref().and_then(Measure::from_code);
            let sum = |measure| {
                let own = cells.iter().filter(|cell| cell.measure == measure && cell.priority.as_ref() == Some(&of.priority));
                own.map(|cell| cell.value).sum()
            };
            let told = campaign.goal_reports.iter().rfind(|told| told.priority == of.priority && told.goal == number);
            goals.push(BoardGoal {
                priority: of.priority.clone(),
                lead_department: of.lead_department.clone(),
                text: goal.text.clone(),
                figure: goal.figure.clone(),
                target: goal.target,
                counted: measure.map(sum),
                reported: told.and_then(|told| told.value),
                reported_at: told.map(|told| told.entry.at),
            });
        }
    }
    goals
}
