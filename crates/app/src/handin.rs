//! Handing in over the network: who may hand in what, several files as one hand-in, and batches as they are shown.

use crate::error::AppError;
use crate::import::{FileOutcome, ImportReport};
use crate::observe::Observer;
use crate::shelf::Kept;
use crate::tickets::TicketReport;
use crate::workspace::Workspace;
use casework::Reach;
use chrono::{DateTime, Utc};
use lake::{Batch, LakeError};
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;
use utoipa::ToSchema;

/// A batch as it is shown.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BatchLine {
    /// Its name.
    pub batch: String,
    /// The dataset.
    pub dataset: String,
    /// Name of the file.
    pub file: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// SHA-256 of its content.
    pub digest: String,
    /// When it came in.
    pub imported_at: DateTime<Utc>,
    /// Rows read.
    pub read: u64,
    /// Rows accepted.
    pub accepted: u64,
    /// Rows in quarantine.
    pub quarantined: u64,
    /// Rows skipped: titles, headers, blanks, sums.
    pub skipped: u64,
    /// First and last period.
    pub periods: Option<(String, String)>,
    /// Batches whose place it takes.
    pub supersedes: Vec<String>,
    /// The batch whose quarantined rows it brings back mended.
    pub mends: Option<String>,
    /// What a person should know of it.
    pub notes: Vec<String>,
    /// Whether it is in force.
    pub in_force: bool,
    /// That it was withdrawn (撤回).
    pub withdrawn: Option<WithdrawnLine>,
}

/// How a batch was withdrawn.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WithdrawnLine {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// Why.
    pub reason: String,
}

impl BatchLine {
    fn new(batch: &Batch, in_force: bool) -> Self {
        let ends = batch.periods.keys().next().zip(batch.periods.keys().next_back());
        Self {
            batch: batch.batch.clone(),
            dataset: batch.dataset.clone(),
            file: batch.file.clone(),
            bytes: batch.bytes,
            digest: batch.content.clone(),
            imported_at: batch.imported_at,
            read: batch.read,
            accepted: batch.accepted,
            quarantined: batch.quarantined,
            skipped: batch.skipped_rows(),
            periods: ends.map(|(first, last)| (first.clone(), last.clone())),
            supersedes: batch.supersedes.clone(),
            mends: batch.mends.clone(),
            notes: batch.notes.clone(),
            in_force,
            withdrawn: batch.withdrawn.as_ref().map(|withdrawn| WithdrawnLine {
                at: withdrawn.at,
                by: withdrawn.by.clone(),
                reason: withdrawn.reason.clone(),
            }),
        }
    }
}

/// What withdrawing a batch did.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Withdrawn {
    /// The batch as it stands now.
    pub batch: BatchLine,
    /// Batches that are in force again.
    pub back: Vec<String>,
}

/// What became of a file of a hand-in.
#[derive(Debug, Clone, Serialize)]
pub struct HandedIn {
    /// Name of the file.
    pub file: String,
    /// `imported`, `known` (it was in already) or `refused`.
    pub outcome: &'static str,
    /// The batch that it is now.
    pub batch: Option<BatchLine>,
    /// Stable code of the reason for which it was refused.
    pub code: Option<&'static str>,
    /// In words, where it is no batch.
    pub message: Option<String>,
}

/// What became of a hand-in.
#[derive(Debug, Clone, Serialize)]
pub struct HandInReport {
    /// Its files.
    pub files: Vec<HandedIn>,
    /// What became of the hotline's tickets among them, where there were any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tickets: Option<TicketReport>,
}

impl Workspace {
    /// Whether the caller may hand in this dataset: the supervising office any, recognised by its columns too; a department those that it owns,
    /// and it says which.
    ///
    /// # Errors
    /// It may not; there is no such dataset.
    pub fn may_hand_in(&self, dataset: Option<&str>) -> Result<(), AppError> {
        let declared = dataset.map(|code| self.packs.datasets.get(code).ok_or_else(|| missing(code))).transpose()?;
        match (&self.caller.scope.departments, declared) {
            (Reach::All, _) => Ok(()),
            (Reach::Only(own), Some(declared)) if own.contains(&declared.owner) => Ok(()),
            (Reach::Only(_), Some(declared)) => {
                Err(AppError::Forbidden(format!("“{}”由{}报送，不属于本单位", declared.title, declared.owner)))
            }
            (Reach::Only(_), None) => Err(AppError::Forbidden("请指明数据集，部门只能报送本单位的数据集".to_owned())),
        }
    }

    /// Takes in files from the shelf as one hand-in.
    ///
    /// # Errors
    /// A failure that is not a file's.
    pub async fn hand_in(&self, files: &[Arc<Kept>], dataset: Option<&str>, observer: Observer<'_>) -> Result<HandInReport, AppError> {
        self.may_hand_in(dataset)?;
        let paths: Vec<PathBuf> = files.iter().map(|kept| kept.path().to_owned()).collect();
        let report = self.import(&paths, dataset, observer).await?;
        Ok(HandInReport { files: self.handed_in(&report)?, tickets: report.tickets })
    }

    pub(crate) fn handed_in(&self, report: &ImportReport) -> Result<Vec<HandedIn>, AppError> {
        let catalogue = self.catalogue()?;
        let told = |file: &crate::FileReport| {
            let name = file.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let plain = |outcome| HandedIn { file: name.clone(), outcome, batch: None, code: None, message: None };
            match &file.outcome {
                FileOutcome::Imported(batch) => {
                    HandedIn { batch: Some(BatchLine::new(batch, catalogue.is_in_force(batch))), ..plain("imported") }
                }
                FileOutcome::Known { message } => HandedIn { message: Some(message.clone()), ..plain("known") },
                FileOutcome::Refused { code, message } => HandedIn { code: Some(code), message: Some(message.clone()), ..plain("refused") },
            }
        };
        Ok(report.files.iter().map(told).collect())
    }

    /// The batches of the datasets that the caller hands in or watches over, newest first.
    ///
    /// # Errors
    /// A batch record that cannot be read.
    pub fn batch_lines(&self) -> Result<Vec<BatchLine>, AppError> {
        let mut batches = self.batches()?;
        batches.reverse();
        let own = |dataset: &str| match (&self.caller.scope.departments, self.packs.datasets.get(dataset)) {
            (Reach::All, _) => true,
            (Reach::Only(own), Some(declared)) => own.contains(&declared.owner),
            (Reach::Only(_), None) => false,
        };
        Ok(batches.iter().filter(|(batch, _)| own(&batch.dataset)).map(|(batch, in_force)| BatchLine::new(batch, *in_force)).collect())
    }

    pub(crate) fn batch(&self, batch: &str) -> Result<Batch, AppError> {
        Ok(self.catalogue()?.batch(batch).cloned().ok_or_else(|| LakeError::NoBatch(batch.to_owned()))?)
    }

    /// Withdraws a batch of a dataset that the caller may hand in.
    ///
    /// # Errors
    /// It may not; no such batch, or one that is not in force; no reason.
    pub async fn withdraw_own(&self, batch: &str, reason: &str) -> Result<Withdrawn, AppError> {
        self.may_hand_in(Some(&self.batch(batch)?.dataset))?;
        let report = self.withdraw(batch, reason).await?;
        Ok(Withdrawn { batch: BatchLine::new(&report.batch, false), back: report.back })
    }
}

/// There is no dataset of this code.
pub(crate) fn missing(code: &str) -> AppError {
    AppError::Missing(format!("没有数据集 {code}"))
}
