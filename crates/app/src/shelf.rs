//! The shelf: files that are kept for an hour for one account, namely what it has sent to be taken in and workbooks made for it.
//!
//! They hold numbers in full. They lie in the process's own folder, which goes with it.

use crate::error::AppError;
use crate::workspace::{Workspace, now};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tempfile::TempDir;
use utoipa::ToSchema;

/// The longest file that is taken in over the network, in bytes.
pub const LONGEST_UPLOAD: u64 = 512 << 20;
/// What one account may have on the shelf, in bytes: a whole district's hand-in, but not the whole disk.
const MOST_BYTES: u64 = 4 << 30;
const LIFE: TimeDelta = TimeDelta::hours(1);

/// A file that was sent and waits to be taken in or checked.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Upload {
    /// Names it.
    pub id: String,
    /// The file's name.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// When it is gone.
    pub expires_at: DateTime<Utc>,
}

/// A file on the shelf. It stays while this is held.
#[derive(Debug)]
pub struct Kept {
    by: String,
    upload: Upload,
    path: PathBuf,
    _folder: TempDir,
}

impl Kept {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.upload.name
    }
}

/// All files on the shelf.
#[derive(Debug, Default)]
pub(crate) struct Shelf(Mutex<BTreeMap<String, Arc<Kept>>>);

impl Shelf {
    fn with<T>(&self, at: DateTime<Utc>, ask: impl FnOnce(&mut BTreeMap<String, Arc<Kept>>) -> T) -> T {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, kept| kept.upload.expires_at > at);
        ask(&mut all)
    }

    fn put(&self, at: DateTime<Utc>, kept: Kept) {
        self.with(at, |all| all.insert(kept.upload.id.clone(), Arc::new(kept)));
    }

    fn get(&self, at: DateTime<Utc>, by: &str, id: &str) -> Option<Arc<Kept>> {
        self.with(at, |all| all.get(id).filter(|kept| kept.by == by).cloned())
    }

    fn held(&self, at: DateTime<Utc>, by: &str) -> u64 {
        self.with(at, |all| all.values().filter(|kept| kept.by == by).map(|kept| kept.upload.bytes).sum())
    }
}

/// A file that is being sent.
#[derive(Debug)]
pub struct Incoming {
    name: String,
    folder: TempDir,
    path: PathBuf,
    file: File,
    bytes: u64,
    room: u64,
}

impl Incoming {
    /// Writes what has come.
    ///
    /// # Errors
    /// More than may come; a folder that cannot be written.
    pub fn write(&mut self, piece: &[u8]) -> Result<(), AppError> {
        self.bytes += piece.len() as u64;
        if self.bytes > self.room {
            return Err(AppError::TooLarge(format!(
                "文件不能超过 {} MiB；一小时内暂存的文件合计不能超过 {} GiB",
                LONGEST_UPLOAD >> 20,
                MOST_BYTES >> 30
            )));
        }
        tokio::task::block_in_place(|| self.file.write_all(piece)).map_err(AppError::io("writing", &self.path))
    }
}

impl Workspace {
    /// A folder of the process's own.
    pub(crate) fn own_folder(&self) -> Result<TempDir, AppError> {
        let scratch = self.scratch.path();
        // The name of the folder is the file's on the shelf as well.
        tempfile::Builder::new().prefix("f").rand_bytes(24).tempdir_in(scratch).map_err(AppError::io("creating a folder in", scratch))
    }

    /// Begins to take a file that is sent, under its own name: tables are recognised by it too.
    ///
    /// # Errors
    /// A name that no file may have; a folder that cannot be written.
    pub fn begin_upload(&self, name: &str) -> Result<Incoming, AppError> {
        let plain = Path::new(name).file_name().is_some_and(|own| own == name);
        if !plain || name.len() > 240 {
            return Err(AppError::Refused("文件名应为不带路径的名称，且不超过 80 个汉字".to_owned()));
        }
        let folder = self.own_folder()?;
        let path = folder.path().join(name);
        let file = File::create(&path).map_err(AppError::io("creating", &path))?;
        let room = MOST_BYTES.saturating_sub(self.shelf.held(now(), &self.caller.actor.who)).min(LONGEST_UPLOAD);
        Ok(Incoming { name: name.to_owned(), folder, path, file, bytes: 0, room })
    }

    /// Keeps it for an hour.
    ///
    /// # Errors
    /// An empty file.
    pub fn finish_upload(&self, incoming: Incoming) -> Result<Upload, AppError> {
        let Incoming { name, folder, path, bytes, .. } = incoming;
        if bytes == 0 {
            return Err(AppError::Refused(format!("“{name}”是空文件")));
        }
        let id = folder.path().file_name().map(|id| id.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(self.keep(id, name, bytes, folder, path))
    }

    /// Puts a file on the shelf, and sees to it that it is gone after its time even when nobody asks.
    pub(crate) fn keep(&self, id: String, name: String, bytes: u64, folder: TempDir, path: PathBuf) -> Upload {
        let at = now();
        let upload = Upload { id, name, bytes, expires_at: at + LIFE };
        self.shelf.put(at, Kept { by: self.caller.actor.who.clone(), upload: upload.clone(), path, _folder: folder });
        let core = Arc::downgrade(self.core());
        tokio::spawn(async move {
            tokio::time::sleep(LIFE.to_std().unwrap_or_default() + std::time::Duration::from_secs(1)).await;
            if let Some(core) = core.upgrade() {
                core.shelf.with(now(), |_| ());
            }
        });
        upload
    }

    /// A file that the caller has on the shelf.
    ///
    /// # Errors
    /// None, or one that is gone or another's.
    pub fn kept(&self, id: &str) -> Result<Arc<Kept>, AppError> {
        let gone = || AppError::Missing("没有这个文件，或已过一小时被清除，请重新上传".to_owned());
        self.shelf.get(now(), &self.caller.actor.who, id).ok_or_else(gone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_for_its_account_and_for_an_hour() {
        let shelf = Shelf::default();
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().to_owned();
        let began: DateTime<Utc> = "2026-03-05T08:00:00Z".parse().unwrap();
        let upload = Upload { id: "f1".into(), name: "低保.xlsx".into(), bytes: 7, expires_at: began + LIFE };
        shelf.put(began, Kept { by: "li".into(), upload, path: place.join("低保.xlsx"), _folder: folder });
        let later = began + TimeDelta::minutes(59);
        assert!(shelf.get(later, "wang", "f1").is_none(), "another's");
        assert_eq!((shelf.held(later, "li"), shelf.held(later, "wang")), (7, 0));
        let held = shelf.get(later, "li", "f1").expect("li's");
        assert!(shelf.get(began + LIFE, "li", "f1").is_none());
        assert!(place.exists(), "whoever works on it keeps it");
        drop(held);
        assert!(!place.exists());
    }
}
