//! The moments by which complaints are counted.

use super::Complaint;
use super::state::ComplaintState;
use crate::record::{Entry, Mark, confirmed};
use chrono::{DateTime, Utc};

impl Complaint {
    pub(super) fn marked(&self, mark: Mark) -> Option<DateTime<Utc>> {
        let at = |entry: &Option<Entry>| entry.as_ref().map(|entry| entry.at);
        match mark {
            Mark::Claimed => at(&self.claimed),
            Mark::Answered => at(&self.answer),
            Mark::Verified => at(&self.verified),
            Mark::Confirmed => confirmed(&self.call_backs),
            Mark::Closed => at(&self.closed),
            Mark::Returned => self.came_back(),
        }
    }

    /// Nobody's again, since its office objected; or to be handled once more.
    fn came_back(&self) -> Option<DateTime<Utc>> {
        match self.state {
            ComplaintState::Accepted => self.returns.last().map(|entry| entry.at),
            ComplaintState::Handling if self.claimed.is_none() && self.answer.is_none() => {
                let rejected = self.rejections.last().map(|entry| entry.at);
                let dissatisfied = self.call_backs.iter().rfind(|call| call.reopened).map(|call| call.entry.at);
                rejected.max(dissatisfied)
            }
            _ => None,
        }
    }
}
