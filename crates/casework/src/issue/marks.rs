//! The moments by which issues are counted.

use super::Issue;
use super::state::IssueState;
use crate::record::{Entry, Mark, confirmed};
use chrono::{DateTime, Utc};

impl Issue {
    pub(super) fn marked(&self, mark: Mark) -> Option<DateTime<Utc>> {
        let at = |entry: &Option<Entry>| entry.as_ref().map(|entry| entry.at);
        match mark {
            Mark::Claimed => at(&self.claimed),
            Mark::Answered => None,
            Mark::Verified => at(&self.verified),
            Mark::Confirmed => confirmed(&self.call_backs),
            Mark::Closed => at(&self.closed),
            Mark::Returned => self.came_back(),
        }
    }

    /// Nobody's again, since its office gave it back; or to be put right once more, since the claim did not hold.
    fn came_back(&self) -> Option<DateTime<Utc>> {
        match self.state {
            IssueState::Registered => self.returns.last().map(|entry| entry.at),
            IssueState::Rectifying => {
                let rejected = self.rejections.last().map(|entry| entry.at);
                let failed = self.look_backs.iter().rfind(|look| !look.holds).map(|look| look.entry.at);
                let dissatisfied = self.call_backs.iter().rfind(|call| call.reopened).map(|call| call.entry.at);
                let last = [rejected, failed, dissatisfied].into_iter().flatten().max();
                // Another office has begun anew since.
                last.filter(|last| self.measures.last().is_none_or(|begun| begun.at < *last))
            }
            _ => None,
        }
    }
}
