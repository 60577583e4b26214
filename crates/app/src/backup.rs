//! Backup (备份) and restore (恢复) of a data folder, as one ZIP archive with a manifest.
//!
//! A backup is taken while others write. The ledger is copied first, at one moment of its own; everything that it can name then (batches,
//! evidence files) was on disk before it was named, and is never changed or deleted after. So what is copied later holds at least what the ledger
//! knows; a batch that came in between is known by its record, and the next import writes its event.

use crate::error::AppError;
use crate::workspace::{Workspace, now};
use casework::{ChainReport, Ledger};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const MANIFEST: &str = "manifest.json";
const DATABASE: &str = "qingyuan.db";
const KEYS: &str = "keys/ledger.key";
const FORMAT: u32 = 1;

/// What an archive holds, with the digest of every file: the last thing that is written into it.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    format: u32,
    made_at: DateTime<Utc>,
    program: String,
    files: BTreeMap<String, Entry>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    bytes: u64,
    sha256: String,
}

/// What a backup holds.
#[derive(Debug, Clone, Serialize)]
pub struct BackupReport {
    /// The archive.
    pub out: PathBuf,
    /// Files in it.
    pub files: usize,
    /// Their bytes, before they were packed.
    pub bytes: u64,
    /// Whether the ledger is in it: a PostgreSQL database is backed up by its own tools.
    pub ledger: bool,
    /// Whether the keys are in it.
    pub keys: bool,
}

/// What was restored.
#[derive(Debug, Clone, Serialize)]
pub struct RestoreReport {
    /// The data folder.
    pub data: PathBuf,
    /// When the backup was made.
    pub made_at: DateTime<Utc>,
    /// Files, each with the digest that the manifest names.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Whether the keys were in the backup; where not, they have to be put back before the program is started.
    pub keys: bool,
    /// What a walk along the chain of events found; nothing where the ledger was not in the backup.
    pub chain: Option<ChainReport>,
}

impl Workspace {
    /// Writes everything that cannot be computed again into one archive: ledger, lake, evidence files, and the keys where asked for.
    ///
    /// # Errors
    /// A file of this name that is there already; a file that cannot be read or written.
    pub async fn backup(&self, out: &Path, with_keys: bool) -> Result<BackupReport, AppError> {
        if out.exists() {
            return Err(AppError::Refused(format!("{} is there already: a backup takes no other's place", out.display())));
        }
        let copy = self.scratch.path().join("backup.db");
        let ledger = self.ledger.copy_to(&copy).await?;
        let report = tokio::task::block_in_place(|| self.pack_into(out, ledger.then_some(copy.as_path()), with_keys))?;
        let after = json!({ "files": report.files, "bytes": report.bytes, "ledger": report.ledger, "keys": report.keys });
        self.event("backup.made", &report.out.display().to_string(), after).await?;
        Ok(report)
    }

    fn pack_into(&self, out: &Path, ledger: Option<&Path>, with_keys: bool) -> Result<BackupReport, AppError> {
        let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Only its owner reads it: it holds whole registers of people.
        let mut staged = NamedTempFile::new_in(folder).map_err(AppError::io("writing", folder))?;
        let mut packer = Packer { zip: ZipWriter::new(staged.as_file_mut()), files: BTreeMap::new(), out };
        if let Some(ledger) = ledger {
            packer.add(ledger, DATABASE)?;
            fs::remove_file(ledger).map_err(AppError::io("removing", ledger))?;
        }
        for path in self.lake_files()? {
            packer.add_below(&self.data, &path)?;
        }
        for path in files_below(&self.data.join("files"))? {
            packer.add_below(&self.data, &path)?;
        }
        if with_keys {
            packer.add(&self.data.join(KEYS), KEYS)?;
        }
        let (files, bytes) = packer.finish()?;
        staged.as_file().sync_all().map_err(AppError::io("writing", out))?;
        staged.persist_noclobber(out).map_err(|error| AppError::io("writing", out)(error.error))?;
        Ok(BackupReport { out: out.to_owned(), files, bytes, ledger: ledger.is_some(), keys: with_keys })
    }

    /// The records of batches and the files that they name. What has no record is no batch, but the remains or the beginning of an import.
    fn lake_files(&self) -> Result<Vec<PathBuf>, AppError> {
        let lake = self.lake();
        let mut files = Vec::new();
        for batch in self.catalogue()?.batches() {
            let folder = lake.join(&batch.dataset);
            files.push(folder.join(format!("{}.json", batch.batch)));
            files.extend(batch.parts.iter().map(|part| folder.join(&part.file)));
            let quarantine = lake.join("quarantine").join(format!("{}.ndjson", batch.batch));
            if quarantine.exists() {
                files.push(quarantine);
            }
        }
        Ok(files)
    }
}

struct Packer<'a> {
    zip: ZipWriter<&'a mut File>,
    files: BTreeMap<String, Entry>,
    out: &'a Path,
}

impl Packer<'_> {
    fn add_below(&mut self, data: &Path, path: &Path) -> Result<(), AppError> {
        let name = path.strip_prefix(data).unwrap_or(path).to_string_lossy().replace('\\', "/");
        self.add(path, &name)
    }

    fn add(&mut self, path: &Path, name: &str) -> Result<(), AppError> {
        let mut file = File::open(path).map_err(AppError::io("reading", path))?;
        // Rows of batches are packed already.
        let method = if name.ends_with(".parquet") { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(method).large_file(true).unix_permissions(0o600);
        self.zip.start_file(name, options).map_err(packing(self.out))?;
        let entry = copy(&mut file, path, &mut self.zip, self.out)?;
        self.files.insert(name.to_owned(), entry);
        Ok(())
    }

    fn finish(mut self) -> Result<(usize, u64), AppError> {
        let counted = (self.files.len(), self.files.values().map(|entry| entry.bytes).sum());
        let program = env!("CARGO_PKG_VERSION").to_owned();
        let manifest = Manifest { format: FORMAT, made_at: now(), program, files: self.files };
        let text = serde_json::to_vec_pretty(&manifest).map_err(|error| AppError::io("writing", self.out)(error.into()))?;
        self.zip.start_file(MANIFEST, SimpleFileOptions::default().unix_permissions(0o600)).map_err(packing(self.out))?;
        self.zip.write_all(&text).map_err(AppError::io("writing", self.out))?;
        self.zip.finish().map_err(packing(self.out))?;
        Ok(counted)
    }
}

/// Puts a backup back into a data folder that is empty or not there. The folder is whole or as it was: it is made beside its place, every digest and
/// the chain of events are verified, and it is renamed last.
///
/// # Errors
/// A folder that holds something; an archive that is no backup, misses a file, has one more, or has one that is not what was put in; a chain that is
/// broken.
pub async fn restore(archive: &Path, data: &Path) -> Result<RestoreReport, AppError> {
    if data.exists() && fs::read_dir(data).map_err(AppError::io("listing", data))?.next().is_some() {
        return Err(AppError::Refused(format!("{} is not empty: a backup is restored into a new folder", data.display())));
    }
    let beside = data.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(beside).map_err(AppError::io("creating", beside))?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".restoring-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    let staged = builder.tempdir_in(beside).map_err(AppError::io("creating a folder in", beside))?;
    let manifest = tokio::task::block_in_place(|| unpack(archive, staged.path()))?;
    let chain = if manifest.files.contains_key(DATABASE) { Some(verified(&staged.path().join(DATABASE)).await?) } else { None };
    fs::rename(staged.path(), data).map_err(AppError::io("making", data))?;
    // Renamed away: there is nothing left to remove.
    let _ = staged.keep();
    Ok(RestoreReport {
        data: data.to_owned(),
        made_at: manifest.made_at,
        files: manifest.files.len(),
        bytes: manifest.files.values().map(|entry| entry.bytes).sum(),
        keys: manifest.files.contains_key(KEYS),
        chain,
    })
}

async fn verified(database: &Path) -> Result<ChainReport, AppError> {
    let ledger = Ledger::open(&format!("sqlite://{}", database.display())).await?;
    let report = ledger.verify_chain().await;
    ledger.close().await;
    let report = report?;
    match &report.broken {
        None => Ok(report),
        Some(broken) => {
            Err(AppError::Refused(format!("the chain of events in the backup is broken at event {}: {:?}", broken.seq, broken.fault)))
        }
    }
}

fn unpack(archive: &Path, into: &Path) -> Result<Manifest, AppError> {
    let refused = |why: String| AppError::Refused(format!("{}: {why}", archive.display()));
    let file = File::open(archive).map_err(AppError::io("reading", archive))?;
    let mut zip = ZipArchive::new(file).map_err(|error| refused(format!("no backup: {error}")))?;
    let manifest: Manifest = {
        let entry = zip.by_name(MANIFEST).map_err(|_| refused("no backup: it has no manifest".to_owned()))?;
        serde_json::from_reader(entry).map_err(|error| refused(format!("the manifest cannot be read: {error}")))?
    };
    if manifest.format != FORMAT {
        return Err(refused(format!("a backup of form {}, which this version does not know", manifest.format)));
    }
    let mut left: BTreeMap<&str, &Entry> = manifest.files.iter().map(|(name, entry)| (name.as_str(), entry)).collect();
    for n in 0..zip.len() {
        let mut entry = zip.by_index(n).map_err(|error| refused(error.to_string()))?;
        let inside = entry.enclosed_name().ok_or_else(|| refused("a file whose name leads out of the folder".to_owned()))?;
        let name = inside.to_string_lossy().into_owned();
        if name == MANIFEST {
            continue;
        }
        let expected = left.remove(name.as_str()).ok_or_else(|| refused(format!("{name} is not in the manifest")))?;
        let path = into.join(&inside);
        let mut target = create(&path)?;
        // A wrong length ends here too: an archive cannot fill the disk beyond what its manifest says.
        let found = copy(&mut (&mut entry).take(expected.bytes + 1), archive, &mut target, &path)?;
        if (found.bytes, found.sha256.as_str()) != (expected.bytes, expected.sha256.as_str()) {
            return Err(refused(format!("{name} is not what was backed up: its digest differs")));
        }
        target.sync_all().map_err(AppError::io("writing", &path))?;
    }
    let missing = left.into_keys().next();
    if let Some(name) = missing {
        return Err(refused(format!("{name} is missing")));
    }
    Ok(manifest)
}

/// A file for its owner alone, in folders for their owner alone.
fn create(path: &Path) -> Result<File, AppError> {
    let folder = path.parent().unwrap_or(path);
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    builder.create(folder).map_err(AppError::io("creating", folder))?;
    options.open(path).map_err(AppError::io("creating", path))
}

/// Copies bytes, for their number and digest.
fn copy(from: &mut impl Read, source: &Path, to: &mut impl Write, target: &Path) -> Result<Entry, AppError> {
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    let mut bytes = 0;
    loop {
        let read = from.read(&mut buffer).map_err(AppError::io("reading", source))?;
        if read == 0 {
            break;
        }
        digest.update(&buffer[..read]);
        to.write_all(&buffer[..read]).map_err(AppError::io("writing", target))?;
        bytes += read as u64;
    }
    Ok(Entry { bytes, sha256: digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect() })
}

fn packing(out: &Path) -> impl FnOnce(zip::result::ZipError) -> AppError {
    let path = out.to_owned();
    move |error| AppError::Io { doing: "writing", path, source: error.into() }
}

/// Evidence files, which stand under their digest; what is only being written has another name and is left out.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>, AppError> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        if !folder.exists() {
            continue;
        }
        for entry in fs::read_dir(&folder).map_err(AppError::io("listing", &folder))? {
            let path = entry.map_err(AppError::io("listing", &folder))?.path();
            let whole = path.file_name().is_some_and(|name| name.len() == 64);
            if path.is_dir() {
                folders.push(path);
            } else if whole {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
