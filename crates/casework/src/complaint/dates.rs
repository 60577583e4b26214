//! The dates of a complaint as its reporter is told them: when what was done, and by when what is owed.

use super::Complaint;
use crate::clock::Obligation;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The dates of a complaint (办理日期). What has not happened, and what is not owed, is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Dates {
    /// When it counted as submitted (收到).
    pub received_at: Option<DateTime<Utc>>,
    /// When it was decided whether it is dealt with here (受理决定).
    pub decided_at: Option<DateTime<Utc>>,
    /// When it was last answered (答复).
    pub answered_at: Option<DateTime<Utc>>,
    /// When it was last closed (办结).
    pub closed_at: Option<DateTime<Utc>>,
    /// The last day on which that has to be decided.
    pub decide_by: Option<NaiveDate>,
    /// The last day on which it has to be finished.
    pub finish_by: Option<NaiveDate>,
}

impl Dates {
    pub(super) fn of(complaint: &Complaint) -> Self {
        let by = |obligation| complaint.head.clocks.open(obligation).map(crate::clock::Clock::due_on);
        Self {
            received_at: complaint.received_at,
            decided_at: complaint.decision.as_ref().map(|decision| decision.entry.at),
            answered_at: complaint.answer.as_ref().map(|answer| answer.at),
            closed_at: complaint.closed.as_ref().map(|closed| closed.at),
            decide_by: by(Obligation::ComplaintAcceptance).filter(|_| complaint.decision.is_none()),
            finish_by: by(Obligation::ComplaintFinish),
        }
    }
}
