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
    /// A digest of its accepted rows, whatever their order; where files are added to a dataset.
    pub rows_digest: Option<String>,
    /// That it was withdrawn (撤回), where it was.
    pub withdrawn: Option<Withdrawal>,
}

/// How a batch was withdrawn (撤回): it is out of force from then on, and stays on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// Why (事由).
    pub reason: String,
    /// Batches that it had superseded and that stay out of force, because a newer one takes their place; and that newer one.
    pub replaced: BTreeMap<String, String>,
}

impl Batch {
    /// Whether it says anything of its dataset: an empty table says that there is nothing, one of which every row is in quarantine says nothing yet.
    pub fn has_answer(&self) -> bool {
        self.accepted > 0 || self.quarantined == 0
    }

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
        let out = self.out_of_force();
        self.batches.values().filter(move |batch| {
            batch.dataset == dataset
                && !out.contains(batch.batch.as_str())
                && !batch.mends.as_deref().is_some_and(|mended| out.contains(mended))
        })
    }

    /// Batches that were withdrawn or superseded. A batch that was withdrawn, or that mends one, supersedes nothing; one that was superseded itself does:
    /// what it replaced does not come back.
    fn out_of_force(&self) -> BTreeSet<&str> {
        let is_withdrawn = |batch: &&Batch| batch.withdrawn.is_some();
        let withdrawn: BTreeSet<&str> = self.batches.values().filter(is_withdrawn).map(|batch| batch.batch.as_str()).collect();
        let mut out = withdrawn.clone();
        for batch in self.batches.values() {
            if let Some(withdrawal) = &batch.withdrawn {
                let replaced = withdrawal.replaced.iter().filter(|(_, newer)| !withdrawn.contains(newer.as_str()));
                out.extend(replaced.map(|(old, _)| old.as_str()));
            } else if !batch.mends.as_deref().is_some_and(|mended| withdrawn.contains(mended)) {
                out.extend(batch.supersedes.iter().map(String::as_str));
            }
        }
        out
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

    /// Whether anything was handed in for a dataset that says something of it.
    pub fn has_data(&self, dataset: &str) -> bool {
        self.in_force(dataset).any(Batch::has_answer)
    }

    /// Days since the newest batch of a dataset that is in force, and says something of it, was imported.
    pub fn age_in_days(&self, dataset: &str, today: NaiveDate) -> Option<i64> {
        self.in_force(dataset)
            .filter(|batch| batch.has_answer())
            .map(|batch| (today - vocabulary::beijing_day(batch.imported_at)).num_days())
            .min()
    }

    /// An earlier batch, in force, with the same content.
    pub(crate) fn same_content(&self, content: &str) -> Option<&Batch> {
        self.batches.values().find(|batch| batch.content == content && self.is_in_force(batch))
    }

    /// An earlier batch, in force, with the same accepted rows.
    pub(crate) fn same_rows(&self, new: &Batch) -> Option<&Batch> {
        let same = |old: &&Batch| {
            old.dataset == new.dataset && old.accepted == new.accepted && old.rows_digest == new.rows_digest && old.mends.is_none()
        };
        new.rows_digest.as_ref().filter(|_| new.accepted > 0)?;
        self.batches.values().filter(same).find(|old| self.is_in_force(old))
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
        for old in self.in_force(&dataset.code).filter(|old| old.mends.is_none() && old.number < new.number) {
            if takes_place(dataset, old, new, hand_in) {
                notes.push(format!("替代批次 {}（{}）：原 {} 行，现 {} 行", old.batch, old.file, old.accepted, new.accepted));
                superseded.push(old.batch.clone());
            } else if dataset.mode == Mode::Append && old.accepted == new.accepted && old.periods == new.periods && old.filled == new.filled
            {
                notes.push(format!(
                    "与批次 {}（{}）的期间和行数完全相同：如为同一份数据，请撤回其一（qingyuan batches withdraw {} --reason 事由）",
                    old.batch, old.file, new.batch
                ));
            }
        }
        (superseded, notes)
    }

    /// The batches beside whose rows those of a new file stand: with it they are one register.
    pub(crate) fn beside<'a>(&'a self, dataset: &'a str, snapshot: Option<&str>, hand_in: &BTreeSet<String>) -> Vec<&'a Batch> {
        let stays = |batch: &Batch| (snapshot.is_some() && batch.snapshot.as_deref() == snapshot) || hand_in.contains(&batch.content);
        let whole: BTreeSet<&str> =
            self.in_force(dataset).filter(|batch| batch.mends.is_none() && stays(batch)).map(|batch| batch.batch.as_str()).collect();
        let first = |batch: &'a Batch| batch.mends.as_deref().unwrap_or(&batch.batch);
        self.in_force(dataset).filter(|batch| whole.contains(first(batch))).collect()
    }

    /// Takes a batch out of force. Its record says so by one step; whatever was made of it (leads) follows with the next screening.
    ///
    /// What it had superseded comes back into force, unless a batch that came in since takes its place.
    fn withdraw(&mut self, dataset: &Dataset, id: &str, at: DateTime<Utc>, by: &str, reason: &str) -> Result<&Batch, LakeError> {
        let batch = self.batch(id).ok_or_else(|| LakeError::NoBatch(id.to_owned()))?.clone();
        if !self.is_in_force(&batch) {
            return Err(LakeError::NotInForce(id.to_owned()));
        }
        let ids = |catalogue: &Self| catalogue.in_force(&dataset.code).map(|batch| batch.batch.clone()).collect::<BTreeSet<_>>();
        let before = ids(self);
        let withdrawal = Withdrawal { at, by: by.to_owned(), reason: reason.to_owned(), replaced: BTreeMap::new() };
        let mut withdrawn = Batch { withdrawn: Some(withdrawal), ..batch };
        let mut without = self.clone();
        without.batches.insert(withdrawn.number, withdrawn.clone());
        let mut replaced = BTreeMap::new();
        for old in without.in_force(&dataset.code).filter(|old| old.mends.is_none() && !before.contains(&old.batch)) {
            let newer =
                without.in_force(&dataset.code).filter(|new| new.mends.is_none() && new.number > old.number && before.contains(&new.batch));
            if let Some(newer) = newer.filter(|new| new.has_answer()).find(|new| takes_place(dataset, old, new, &BTreeSet::new())) {
                replaced.insert(old.batch.clone(), newer.batch.clone());
            }
        }
        if let Some(withdrawal) = &mut withdrawn.withdrawn {
            withdrawal.replaced = replaced;
        }
        self.commit(withdrawn)
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
                // A record that was being written anew is whole under its own name.
                if !known.contains(stem) || path.extension().is_some_and(|extension| extension == "writing") {
                    std::fs::remove_file(&path).map_err(LakeError::io("removing", &path))?;
                }
            }
        }
        Ok(())
    }
}

/// Withdraws a batch (撤回) that should never have come in: see [`Withdrawal`].
///
/// # Errors
/// There is no such batch in this dataset, or it is not in force; its record cannot be written.
pub fn withdraw(root: &Path, dataset: &Dataset, id: &str, at: DateTime<Utc>, by: &str, reason: &str) -> Result<Batch, LakeError> {
    let _lock = lock(root)?;
    Catalogue::open(root)?.withdraw(dataset, id, at, by, reason).cloned()
}

/// Whether a new batch takes the place of an old one.
fn takes_place(dataset: &Dataset, old: &Batch, new: &Batch, hand_in: &BTreeSet<String>) -> bool {
    let covers = !old.periods.is_empty() && old.periods.keys().all(|period| new.periods.contains_key(period));
    match dataset.mode {
        Mode::Replace => old.snapshot != new.snapshot && !hand_in.contains(&old.content),
        // Two files of one hand-in are two tables (one a town), whatever their names.
        Mode::Append => old.file == new.file && covers && !hand_in.contains(&old.content),
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
