//! The catalogue of batches: one record a batch, written last and in one step.
//!
//! A batch is there exactly when its record `lake/<dataset>/<batch>.json` is there; the record is renamed into place after everything that it
//! names is on disk. What a killed import left behind has no record, is never read, and is swept by the next one. Which batches are in force is
//! computed from the records alone: a record that supersedes others takes them out of force by the same single step.

use crate::error::{FileError, LakeError};
use chrono::{DateTime, NaiveDate, Utc};
use pack::{Dataset, Mode};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

pub use crate::clean::SkipCounts as Skipped;

/// A sheet of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRecord {
    /// Name, empty for text files.
    pub name: String,
    /// Row of the header; none for a sheet without a table.
    pub header_row: Option<u64>,
    /// The header's cells as they stood in the file.
    pub header: Vec<String>,
    /// Rows accepted.
    pub accepted: u64,
    /// Rows in quarantine.
    pub quarantined: u64,
}

/// A Parquet file of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// File name beside the record.
    pub file: String,
    /// Rows in it.
    pub rows: u64,
}

/// The record of a batch (批次): one file that a department handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Identifier.
    pub batch: String,
    /// Number inside `_row`.
    pub number: u32,
    /// Dataset's code.
    pub dataset: String,
    /// Name of the file.
    pub file: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// SHA-256 of its content, in hexadecimal.
    pub content: String,
    /// When it was imported.
    pub imported_at: DateTime<Utc>,
    /// Rows read: accepted, in quarantine, and skipped.
    pub read: u64,
    /// Rows accepted.
    pub accepted: u64,
    /// Rows in quarantine.
    pub quarantined: u64,
    /// Rows skipped, by what they were.
    pub skipped: Skipped,
    /// Its sheets.
    pub sheets: Vec<SheetRecord>,
    /// Its Parquet files, in order.
    pub parts: Vec<Part>,
    /// Rows of each period (month, year or day, as the dataset's period column says).
    pub periods: BTreeMap<String, u64>,
    /// Filled cells of each column.
    pub filled: BTreeMap<String, u64>,
    /// Files of one snapshot share this; a snapshot of another group takes its place.
    pub snapshot: Option<String>,
    /// Batches whose place it takes.
    pub supersedes: Vec<String>,
    /// The batch whose quarantined rows it brings back mended.
    pub mends: Option<String>,
    /// Which of them were accepted here: sheet and row in that batch.
    pub mended: Vec<(u32, u64)>,
    /// What a person should know of it.
    pub notes: Vec<String>,
}

impl Batch {
    /// Rows skipped in all.
    pub fn skipped_rows(&self) -> u64 {
        let Skipped { title, header, blank, total, note } = self.skipped;
        title + header + blank + total + note
    }
}

/// All batch records under a data folder.
#[derive(Debug, Clone)]
pub struct Catalogue {
    root: PathBuf,
    batches: BTreeMap<u32, Batch>,
}

impl Catalogue {
    /// Reads the records under `root` (the data folder's `lake`); an absent folder is an empty lake.
    ///
    /// # Errors
    /// A record that cannot be read.
    pub fn open(root: &Path) -> Result<Self, LakeError> {
        let mut batches = BTreeMap::new();
        for folder in list(root)? {
            if !folder.is_dir() {
                continue;
            }
            for path in list(&folder)? {
                if path.extension().is_some_and(|extension| extension == "json") {
                    let text = std::fs::read(&path).map_err(LakeError::io("reading", &path))?;
                    let batch: Batch = serde_json::from_slice(&text).map_err(|source| LakeError::Record { path, source })?;
                    batches.insert(batch.number, batch);
                }
            }
        }
        Ok(Self { root: root.to_owned(), batches })
    }

    /// The folder that it describes.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Every batch, in the order of import.
    pub fn batches(&self) -> impl Iterator<Item = &Batch> {
        self.batches.values()
    }

    /// The batch with this identifier.
    pub fn batch(&self, id: &str) -> Option<&Batch> {
        self.batches.values().find(|batch| batch.batch == id)
    }

    /// The batch with this number.
    pub fn by_number(&self, number: u32) -> Option<&Batch> {
        self.batches.get(&number)
    }

    /// The batches of a dataset that are in force.
    pub fn in_force<'a>(&'a self, dataset: &'a str) -> impl Iterator<Item = &'a Batch> {
        let superseded: BTreeSet<&str> = self.batches.values().flat_map(|batch| batch.supersedes.iter().map(String::as_str)).collect();
        self.batches.values().filter(move |batch| {
            batch.dataset == dataset
                && !superseded.contains(batch.batch.as_str())
                && !batch.mends.as_deref().is_some_and(|mended| superseded.contains(mended))
        })
    }

    /// Whether a batch is in force.
    pub fn is_in_force(&self, batch: &Batch) -> bool {
        self.in_force(&batch.dataset).any(|other| other.number == batch.number)
    }

    /// The Parquet files of a dataset's batches that are in force; with `months`, only of batches that have rows in one of them.
    pub fn files(&self, dataset: &str, months: Option<&BTreeSet<String>>) -> Vec<PathBuf> {
        self.in_force(dataset)
            .filter(|batch| months.is_none_or(|months| batch.periods.keys().any(|period| months.contains(period))))
            .flat_map(|batch| batch.parts.iter().map(|part| self.root.join(&batch.dataset).join(&part.file)))
            .collect()
    }

    /// Whether anything was handed in for a dataset.
    pub fn has_data(&self, dataset: &str) -> bool {
        self.in_force(dataset).next().is_some()
    }

    /// Days since the newest batch of a dataset that is in force was imported.
    pub fn age_in_days(&self, dataset: &str, today: NaiveDate) -> Option<i64> {
        self.in_force(dataset).map(|batch| (today - batch.imported_at.date_naive()).num_days()).min()
    }

    /// An earlier batch, in force, with the same content.
    pub(crate) fn same_content(&self, content: &str) -> Option<&Batch> {
        self.batches.values().find(|batch| batch.content == content && self.is_in_force(batch))
    }

    /// Whether some batch has this length, so that the content may be the same.
    pub(crate) fn may_be_known(&self, bytes: u64) -> bool {
        self.batches.values().any(|batch| batch.bytes == bytes)
    }

    pub(crate) fn next_number(&self) -> u32 {
        self.batches.keys().next_back().map_or(1, |last| last + 1)
    }

    /// The batches whose place a new one takes, and what a person should know about it.
    ///
    /// A full snapshot takes the place of every batch in force that is not of its own group (the files of one snapshot that were handed in
    /// together) and whose content is not among the files of this hand-in. New periods take the place of a batch of the same file name whose
    /// periods they cover: that is the same table, corrected.
    pub(crate) fn superseded_by(&self, dataset: &Dataset, new: &Batch, hand_in: &BTreeSet<String>) -> (Vec<String>, Vec<String>) {
        let mut notes = Vec::new();
        let mut superseded = Vec::new();
        for old in self.in_force(&dataset.code).filter(|old| old.mends.is_none()) {
            let covers = !old.periods.is_empty() && old.periods.keys().all(|period| new.periods.contains_key(period));
            let takes_place = match dataset.mode {
                Mode::Replace => old.snapshot != new.snapshot && !hand_in.contains(&old.content),
                // Two files of one hand-in are two tables (one a town), whatever their names.
                Mode::Append => old.file == new.file && covers && !hand_in.contains(&old.content),
            };
            if takes_place {
                notes.push(format!("替代批次 {}（{}）：原 {} 行，现 {} 行", old.batch, old.file, old.accepted, new.accepted));
                superseded.push(old.batch.clone());
            } else if dataset.mode == Mode::Append && old.accepted == new.accepted && old.periods == new.periods && old.filled == new.filled
            {
                notes.push(format!("与批次 {}（{}）的期间和行数完全相同：如为同一份数据请撤回其一", old.batch, old.file));
            }
        }
        (superseded, notes)
    }

    /// Makes a batch visible: the one step after which it is wholly in.
    pub(crate) fn commit(&mut self, batch: Batch) -> Result<&Batch, LakeError> {
        let folder = self.root.join(&batch.dataset);
        let path = folder.join(format!("{}.json", batch.batch));
        let text = serde_json::to_vec_pretty(&batch).map_err(|source| LakeError::Record { path: path.clone(), source })?;
        write_whole(&path, &text)?;
        let number = batch.number;
        self.batches.insert(number, batch);
        Ok(&self.batches[&number])
    }

    /// Removes what has no record: the remains of imports that were killed. Only under the lake's lock.
    pub(crate) fn sweep(&self) -> Result<(), LakeError> {
        let known: BTreeSet<&str> = self.batches.values().map(|batch| batch.batch.as_str()).collect();
        for folder in list(&self.root)? {
            if !folder.is_dir() {
                continue;
            }
            for path in list(&folder)? {
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                let stem = name.split(['.', '-']).next().unwrap_or_default();
                if !known.contains(stem) {
                    std::fs::remove_file(&path).map_err(LakeError::io("removing", &path))?;
                }
            }
        }
        Ok(())
    }
}

/// Takes the lake's lock: one import at a time. It is freed when the file is closed, also by a kill.
pub(crate) fn lock(root: &Path) -> Result<File, LakeError> {
    std::fs::create_dir_all(root).map_err(LakeError::io("creating", root))?;
    let path = root.join(".lock");
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(LakeError::io("opening", &path))?;
    file.lock().map_err(LakeError::io("locking", &path))?;
    Ok(file)
}

/// Writes a file so that it is there wholly or not at all, and stays there after a power cut.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), LakeError> {
    let temporary = path.with_extension("writing");
    let mut file = File::create(&temporary).map_err(LakeError::io("creating", &temporary))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(LakeError::io("writing", &temporary))?;
    std::fs::rename(&temporary, path).map_err(LakeError::io("renaming", &temporary))?;
    sync_folder(path)
}

/// Makes the entries of a file's folder durable.
pub(crate) fn sync_folder(path: &Path) -> Result<(), LakeError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(LakeError::io("syncing", folder))
}

fn list(folder: &Path) -> Result<Vec<PathBuf>, LakeError> {
    match std::fs::read_dir(folder) {
        Ok(entries) => {
            let mut paths = entries
                .map(|entry| entry.map(|entry| entry.path()))
                .collect::<Result<Vec<_>, _>>()
                .map_err(LakeError::io("listing", folder))?;
            paths.sort();
            Ok(paths)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(LakeError::io("listing", folder)(error)),
    }
}

/// The name under which a file's content is refused a second time.
pub(crate) fn duplicate_of(batch: &Batch) -> FileError {
    FileError::Duplicate { batch: batch.batch.clone(), file: batch.file.clone() }
}
