//! What a rule answered before, kept while everything that the answer depends on stays as it was.
//!
//! A rule that looks at each month by itself (`slice = "month"` in its head) is kept month by month, a file each, so that a new month costs one
//! month's work and one month's file. An answer is found again by a digest over the rule's text, its parameters and the content of the batches
//! that it read; a file that is lost or damaged costs time and nothing else.

use crate::hit::Hit;
use crate::kept;
use sm3::{Digest, Sm3};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The kept answers of one rule.
pub(crate) struct Cache {
    folder: Option<PathBuf>,
}

impl Cache {
    /// The cache of a rule below this folder; without a folder nothing is kept.
    pub(crate) fn of(folder: Option<&Path>, rule: &str) -> Self {
        Self { folder: folder.map(|folder| folder.join(rule)) }
    }

    /// The answer for a slice, if it still holds.
    pub(crate) fn find(&self, slice: &str, state: &str) -> Option<Vec<Hit>> {
        kept::read(&std::fs::read(self.folder.as_ref()?.join(slice)).ok()?, state)
    }

    /// Keeps the answer for a slice. That it can't be written costs time and is not an error.
    pub(crate) fn keep(&self, slice: &str, state: &str, hits: &[Hit]) {
        if let Some(folder) = &self.folder {
            let _ = write(folder, slice, &kept::write(state, hits));
        }
    }

    /// Forgets slices that are no longer there.
    pub(crate) fn retain(&self, slices: &BTreeSet<String>) {
        let files = self.folder.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
        for file in files.filter(|file| !file.file_name().to_str().is_some_and(|name| slices.contains(name))) {
            let _ = std::fs::remove_file(file.path());
        }
    }
}

/// Writes beside the place and renames, so that nobody finds half a file.
fn write(folder: &Path, slice: &str, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let temporary = folder.join(format!("{slice}.writing"));
    std::fs::write(&temporary, bytes)?;
    std::fs::rename(temporary, folder.join(slice))
}

/// The digest of a rule's text: what tells its versions apart, in kept answers, in runs and in yields.
pub fn text_digest(text: &str) -> String {
    digest(&[text])
}

/// SM3 over texts, each with its length in front so that no two lists of texts are the same.
pub(crate) fn digest(parts: &[&str]) -> String {
    let mut digest = Sm3::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
