//! Search from anywhere; to whom a matter may be given; what evidence files are called.

use crate::error::AppError;
use crate::workspace::Workspace;
use casework::Caller;
use casework::file::EvidenceFile;
use casework::people::{Assignee, AssigneeFilter};
use casework::search::Found;

/// Of each kind, so many are found.
const OF_EACH: u32 = 5;

impl Workspace {
    /// What within the caller's scope has this number, title or name, a few of each kind.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn search(&self, caller: &Caller, text: &str) -> Result<Vec<Found>, AppError> {
        Ok(self.ledger.search(&caller.scope, text, OF_EACH).await?)
    }

    /// People to whom the caller may give a matter.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn assignees(&self, caller: &Caller, filter: &AssigneeFilter) -> Result<Vec<Assignee>, AppError> {
        Ok(self.ledger.assignees(caller, filter).await?)
    }

    /// What is known of those of these files that the caller may read.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn files_known(&self, caller: &Caller, digests: &[String]) -> Result<Vec<EvidenceFile>, AppError> {
        Ok(self.ledger.files(caller, digests).await?)
    }
}
