//! What follows from what: cases from clues, issues from inspections and self-checks, and the figures of all of them.

use crate::error::AppError;
use crate::workspace::{Workspace, now};
use casework::board::{Board, BoardFilter};
use casework::campaign::Campaign;
use casework::case::{Case, CaseFigures, FiguresFilter};
use casework::clue::{Clue, Opening};
use casework::inspection::{FaultIssue, Inspection, InspectionDraft, InspectionPlan};
use casework::issue::Issue;
use casework::recovery::{RecoveryFigures, RecoveryFilter};
use casework::{Caller, Kind, LedgerError};

impl Workspace {
    /// Opens a case of a clue.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn open_case(&self, caller: &Caller, clue: i64, version: i64, opening: &Opening) -> Result<(Clue, Case), AppError> {
        let mut work = self.ledger.begin(caller, now()).await?;
        let opened = work.open_case_from_clue(clue, Some(version), opening).await?;
        work.commit().await?;
        Ok(opened)
    }

    /// Plans an inspection by a checklist of the packs.
    ///
    /// # Errors
    /// A checklist that there is not; what the ledger refuses.
    pub async fn plan_inspection(&self, caller: &Caller, plan: InspectionPlan) -> Result<Inspection, AppError> {
        let draft = InspectionDraft::of(plan, &self.packs).map_err(|refusal| LedgerError::Refused {
            record: Kind::Inspection,
            id: None,
            refusal,
        })?;
        Ok(self.ledger.open_record::<Inspection>(caller, now(), draft).await?)
    }

    /// Makes issues of an inspection's faults.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn issues_from_inspection(
        &self,
        caller: &Caller,
        inspection: i64,
        version: i64,
        faults: &[FaultIssue],
    ) -> Result<Vec<Issue>, AppError> {
        let mut work = self.ledger.begin(caller, now()).await?;
        let issues = work.issues_from_inspection(inspection, Some(version), faults).await?;
        work.commit().await?;
        Ok(issues)
    }

    /// Reports what a department's self-check found.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn report_self_check(
        &self,
        caller: &Caller,
        campaign: i64,
        version: i64,
        department: &str,
        text: &str,
        (files, issues): (&[String], &[i64]),
    ) -> Result<Campaign, AppError> {
        let mut work = self.ledger.begin(caller, now()).await?;
        let campaign = work.report_self_check(campaign, Some(version), department, text, files, issues).await?;
        work.commit().await?;
        Ok(campaign)
    }

    /// Counts of cases and persons within the caller's scope.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn case_figures(&self, caller: &Caller, filter: &FiguresFilter) -> Result<CaseFigures, AppError> {
        Ok(self.ledger.case_figures(&caller.scope, filter).await?)
    }

    /// Sums of recoveries within the caller's scope.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn recovery_figures(&self, caller: &Caller, filter: &RecoveryFilter) -> Result<RecoveryFigures, AppError> {
        Ok(self.ledger.recovery_figures(&caller.scope, filter).await?)
    }

    /// The board of a campaign or of the whole district, as far as the caller's figures reach.
    ///
    /// # Errors
    /// No such campaign; the ledger cannot be read.
    pub async fn board(&self, caller: &Caller, filter: BoardFilter) -> Result<Board, AppError> {
        let scope = self.ledger.figures_scope(caller).await?;
        Ok(self.ledger.board(&scope, filter, now()).await?)
    }
}
