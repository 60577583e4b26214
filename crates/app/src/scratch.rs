//! A process's own folder for what must not outlive it: spilled queries, and batches that are only checked, with numbers in full.
//!
//! A process that is killed cleans nothing up. Each holds a lock in its folder while it lives, so that the next one that opens the data folder knows what
//! was left behind.

use crate::error::AppError;
use std::fs::{File, TryLockError};
use std::path::Path;
use tempfile::TempDir;

const LOCK: &str = ".lock";

/// The folder; it goes with this.
pub(crate) struct Scratch {
    folder: TempDir,
    _lock: File,
}

impl Scratch {
    /// Sweeps what dead processes left in `tmp`, and makes a folder there. Only one process at a time may be in here.
    pub(crate) fn open(tmp: &Path) -> Result<Self, AppError> {
        std::fs::create_dir_all(tmp).map_err(AppError::io("creating", tmp))?;
        sweep(tmp)?;
        let folder = tempfile::Builder::new().prefix("process-").tempdir_in(tmp).map_err(AppError::io("creating a folder in", tmp))?;
        let path = folder.path().join(LOCK);
        let lock = File::create(&path).map_err(AppError::io("creating", &path))?;
        lock.lock().map_err(AppError::io("locking", &path))?;
        Ok(Self { folder, _lock: lock })
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

fn sweep(tmp: &Path) -> Result<(), AppError> {
    let entries = std::fs::read_dir(tmp).map_err(AppError::io("listing", tmp))?;
    for entry in entries {
        let path = entry.map_err(AppError::io("listing", tmp))?.path();
        match File::open(path.join(LOCK)).map(|lock| lock.try_lock()) {
            Ok(Err(TryLockError::WouldBlock)) => {}
            // A living process may be done with its folder while we look at it.
            _ => match if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) } {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(AppError::io("removing", &path)(error)),
                _ => {}
            },
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_dead_left_is_swept_and_what_the_living_hold_stays() {
        let tmp = tempfile::tempdir().unwrap();
        let living = Scratch::open(tmp.path()).unwrap();
        std::fs::write(living.path().join("spilled"), "rows").unwrap();
        // A process that was killed, and one killed before it had its lock.
        for (folder, lock) in [("process-dead", true), ("precheck1234", false)] {
            let folder = tmp.path().join(folder);
            std::fs::create_dir_all(folder.join("quarantine")).unwrap();
            std::fs::write(folder.join("quarantine/b000001.ndjson"), "numbers").unwrap();
            if lock {
                std::fs::write(folder.join(LOCK), "").unwrap();
            }
        }
        let next = Scratch::open(tmp.path()).unwrap();
        let mut left: Vec<_> = std::fs::read_dir(tmp.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        left.sort();
        let mut expected = [living.path().to_owned(), next.path().to_owned()];
        expected.sort();
        assert_eq!(left, expected);
        assert!(living.path().join("spilled").exists());
        drop((living, next));
        assert_eq!(std::fs::read_dir(tmp.path()).unwrap().count(), 0);
    }
}
