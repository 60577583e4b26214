//! Taking in files and folders.

use crate::error::AppError;
use crate::observe::{Observer, Step};
use crate::tickets::TicketReport;
use crate::workspace::{Workspace, now};
use lake::import::{Importer, Request, content_digest};
use lake::{Batch, FileError, LakeError};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What became of one file.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum FileOutcome {
    /// It is a batch now.
    Imported(Box<Batch>),
    /// It was imported before: nothing was done.
    Known {
        /// What the file's message says.
        message: String,
    },
    /// It was refused; nothing of it was kept.
    Refused {
        /// Stable code of the reason.
        code: &'static str,
        /// The reason in words.
        message: String,
    },
}

/// One file and its outcome.
#[derive(Debug, Clone, Serialize)]
pub struct FileReport {
    /// The file.
    pub path: PathBuf,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: FileOutcome,
}

/// What became of all files.
#[derive(Debug, Clone, Serialize)]
pub struct ImportReport {
    /// The files in the order in which they were taken.
    pub files: Vec<FileReport>,
    /// What became of the hotline's tickets among them, where there were any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tickets: Option<TicketReport>,
}

impl ImportReport {
    /// Whether a file was refused.
    pub fn any_refused(&self) -> bool {
        self.files.iter().any(|file| matches!(file.outcome, FileOutcome::Refused { .. }))
    }

    /// Rows in quarantine in the batches that came in now.
    pub fn quarantined(&self) -> u64 {
        self.batches().map(|batch| batch.quarantined).sum()
    }

    /// The batches that came in now.
    pub fn batches(&self) -> impl Iterator<Item = &Batch> {
        self.files.iter().filter_map(|file| match &file.outcome {
            FileOutcome::Imported(batch) => Some(&**batch),
            _ => None,
        })
    }
}

impl Workspace {
    /// Takes in files, and all files in folders. A file that is refused does not stop the others; a failure of ours (a full disk) does.
    /// Tickets of the hotline among them become complaints.
    ///
    /// # Errors
    /// No file there, or a failure that is not the file's.
    pub async fn import(&self, paths: &[PathBuf], dataset: Option<&str>, observer: Observer<'_>) -> Result<ImportReport, AppError> {
        let files = files_in(paths)?;
        let mut report = ImportReport { files: Vec::new(), tickets: None };
        let outcome = tokio::task::block_in_place(|| self.import_files(&files, dataset, observer, &mut report));
        // What came in before a failure is in, and has its event.
        self.record_batches().await?;
        outcome?;
        report.tickets = self.take_in_tickets().await?.and_then(|tickets| tickets.of(&report));
        Ok(report)
    }

    fn import_files(
        &self,
        files: &[PathBuf],
        dataset: Option<&str>,
        observer: Observer<'_>,
        report: &mut ImportReport,
    ) -> Result<(), AppError> {
        let root = self.lake();
        let importer = Importer { datasets: &self.packs.datasets, root: &root };
        let (snapshot, hand_in) = hand_in(files)?;
        for (n, path) in files.iter().enumerate() {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            observer(Step::File { name: &name, number: n + 1, of: files.len() });
            let request = Request { path, dataset, snapshot: snapshot.clone(), hand_in: &hand_in, now: now() };
            let progress = |progress: lake::import::Progress| {
                observer(Step::Rows { rows: progress.rows, bytes: progress.bytes, of_bytes: progress.of_bytes })
            };
            let outcome = match importer.import(&request, &progress) {
                Ok(batch) => FileOutcome::Imported(Box::new(batch)),
                Err(LakeError::File { source, .. }) => match *source {
                    FileError::Duplicate { .. } => FileOutcome::Known { message: source.to_string() },
                    _ => FileOutcome::Refused { code: source.code(), message: source.to_string() },
                },
                Err(other) => return Err(other.into()),
            };
            report.files.push(FileReport { path: path.clone(), outcome });
        }
        Ok(())
    }
}

/// The snapshot to which the files of one hand-in belong, so that a register that comes in several files (one a town) is whole, and what they
/// hold: files of it that are in already, from a hand-in that was broken off or one before, stay in force beside the new ones.
fn hand_in(files: &[PathBuf]) -> Result<(Option<String>, BTreeSet<String>), AppError> {
    if files.len() < 2 {
        return Ok((None, BTreeSet::new()));
    }
    let contents = files.iter().map(|file| content_digest(file)).collect::<Result<BTreeSet<_>, _>>()?;
    let all: Vec<&str> = contents.iter().map(String::as_str).collect();
    Ok((Some(lake::import::text_digest(&all.join(","))), contents))
}

/// The files named, and those in the folders named, by name; hidden files and the lock files of office programs are left out.
fn files_in(paths: &[PathBuf]) -> Result<Vec<PathBuf>, AppError> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            add_folder(path, &mut files)?;
        } else if path.is_file() {
            files.push(path.clone());
        } else {
            return Err(AppError::Refused(format!("{} is not there", path.display())));
        }
    }
    if files.is_empty() { Err(AppError::Refused("there is no file to import".to_owned())) } else { Ok(files) }
}

fn add_folder(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), AppError> {
    let entries =
        std::fs::read_dir(folder).and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>());
    let mut entries = entries.map_err(AppError::io("listing", folder))?;
    entries.sort();
    for path in entries {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        if path.is_dir() { add_folder(&path, files)? } else { files.push(path) }
    }
    Ok(())
}
