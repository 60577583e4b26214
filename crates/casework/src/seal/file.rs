//! The file of the keys: `keys/ledger.key` in the data folder, made on the first start.

use super::{Keys, SealError, random};
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

impl Keys {
    /// The keys of the data folder; on the first start they are made of random bytes, readable for their owner alone.
    ///
    /// # Errors
    /// A file that is no file of keys, that others may read, or that cannot be read or made.
    pub fn open_or_make(data: &Path) -> Result<Self, SealError> {
        let folder = data.join("keys");
        let path = folder.join("ledger.key");
        if !path.exists() {
            make(&folder, &path)?;
        }
        read(&path)
    }
}

fn failed(path: &Path) -> impl FnOnce(std::io::Error) -> SealError {
    let path = path.to_owned();
    move |source| SealError::File { path, source }
}

fn read(path: &Path) -> Result<Keys, SealError> {
    if is_loose(&fs::metadata(path).map_err(failed(path))?.permissions()) {
        return Err(SealError::Loose(path.to_owned()));
    }
    let bytes = fs::read(path).map_err(failed(path))?;
    let found = bytes.len();
    let master = bytes.try_into().map_err(|_| SealError::Length { path: path.to_owned(), found })?;
    Ok(Keys::of(&master))
}

/// Written whole beside its place and then linked to it: of two programs that start at once, one makes the keys and the other
/// takes them, and a program that is killed leaves no half of them.
fn make(folder: &Path, path: &Path) -> Result<(), SealError> {
    fs::create_dir_all(folder).map_err(failed(folder))?;
    fs::set_permissions(folder, folder_permissions(folder)?).map_err(failed(folder))?;
    let staged = staging(folder)?;
    let written = write(&staged).and_then(|()| match fs::hard_link(&staged, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        done => done.map_err(failed(path)),
    });
    fs::remove_file(&staged).map_err(failed(&staged))?;
    written?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed(folder))
}

fn staging(folder: &Path) -> Result<PathBuf, SealError> {
    Ok(folder.join(format!(".making-{}", crate::canonical::hex(&random::<8>()?))))
}

fn write(path: &Path) -> Result<(), SealError> {
    let mut file = private().write(true).create_new(true).open(path).map_err(failed(path))?;
    file.write_all(&random::<32>()?).and_then(|()| file.sync_all()).map_err(failed(path))
}

#[cfg(unix)]
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(not(unix))]
fn private() -> OpenOptions {
    OpenOptions::new()
}

#[cfg(unix)]
fn folder_permissions(_folder: &Path) -> Result<Permissions, SealError> {
    Ok(std::os::unix::fs::PermissionsExt::from_mode(0o700))
}

#[cfg(not(unix))]
fn folder_permissions(folder: &Path) -> Result<Permissions, SealError> {
    Ok(fs::metadata(folder).map_err(failed(folder))?.permissions())
}

#[cfg(unix)]
fn is_loose(permissions: &Permissions) -> bool {
    std::os::unix::fs::PermissionsExt::mode(permissions) & 0o077 != 0
}

#[cfg(not(unix))]
fn is_loose(_permissions: &Permissions) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn key(folder: &Path) -> PathBuf {
        folder.join("keys/ledger.key")
    }

    #[test]
    fn keys_are_made_once_and_for_their_owner_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let made = Keys::open_or_make(folder.path()).expect("made");
        assert_eq!(Keys::open_or_make(folder.path()).expect("read").mark(), made.mark());
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!((mode(&key(folder.path())), mode(&folder.path().join("keys"))), (0o600, 0o700));
        assert_eq!(fs::read(key(folder.path())).expect("read").len(), 32);
        assert_eq!(fs::read_dir(folder.path().join("keys")).expect("read").count(), 1, "nothing staged is left");
        let other = tempfile::tempdir().expect("a folder");
        assert_ne!(Keys::open_or_make(other.path()).expect("made").mark(), made.mark());
    }

    #[test]
    fn programs_that_start_at_once_have_the_same_keys() {
        let folder = tempfile::tempdir().expect("a folder");
        let marks: Vec<String> = std::thread::scope(|scope| {
            let started: Vec<_> =
                (0..8).map(|_| scope.spawn(|| Keys::open_or_make(folder.path()).expect("made or read").mark().to_owned())).collect();
            started.into_iter().map(|thread| thread.join().expect("no panic")).collect()
        });
        assert!(marks.iter().all(|mark| *mark == marks[0]));
    }

    #[test]
    fn a_file_that_others_may_read_or_that_holds_something_else_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        Keys::open_or_make(folder.path()).expect("made");
        fs::set_permissions(key(folder.path()), Permissions::from_mode(0o640)).expect("set");
        assert!(matches!(Keys::open_or_make(folder.path()), Err(SealError::Loose(_))));
        fs::set_permissions(key(folder.path()), Permissions::from_mode(0o600)).expect("set");
        fs::write(key(folder.path()), b"short").expect("written");
        assert!(matches!(Keys::open_or_make(folder.path()), Err(SealError::Length { found: 5, .. })));
    }
}
