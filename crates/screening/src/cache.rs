//! What a rule answered before, kept while everything that the answer depends on stays as it was.
//!
//! A rule that looks at each month by itself (`slice = "month"` in its head) is kept month by month, so that a new month costs one month's work.
//! An answer is found again by a digest over the rule's text, its parameters and the content of the batches that it read; a cache that is lost or
//! damaged costs time and nothing else.

use crate::hit::Hit;
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Version of the form below and of how hits are computed.
const VERSION: u32 = 1;

#[derive(Default, Serialize, Deserialize)]
struct Kept {
    version: u32,
    slices: BTreeMap<String, Slice>,
}

#[derive(Serialize, Deserialize)]
struct Slice {
    state: String,
    hits: Vec<Hit>,
}

/// The kept answers of one rule.
pub(crate) struct Cache {
    path: Option<PathBuf>,
    kept: Kept,
    changed: bool,
}

impl Cache {
    /// The cache of a rule in this folder; without a folder nothing is kept.
    pub(crate) fn open(folder: Option<&Path>, rule: &str) -> Self {
        let path = folder.map(|folder| folder.join(format!("{rule}.json")));
        let kept = path.as_ref().and_then(|path| std::fs::read(path).ok()).and_then(|text| serde_json::from_slice::<Kept>(&text).ok());
        let kept = kept.filter(|kept| kept.version == VERSION).unwrap_or(Kept { version: VERSION, slices: BTreeMap::new() });
        Self { path, kept, changed: false }
    }

    /// Whether the answer for a slice still holds.
    pub(crate) fn holds(&self, slice: &str, state: &str) -> bool {
        self.kept.slices.get(slice).is_some_and(|kept| kept.state == state)
    }

    /// Keeps the answer for a slice.
    pub(crate) fn keep(&mut self, slice: &str, state: String, hits: Vec<Hit>) {
        self.kept.slices.insert(slice.to_owned(), Slice { state, hits });
        self.changed = true;
    }

    /// Forgets slices that are no longer there.
    pub(crate) fn retain(&mut self, slices: impl Fn(&str) -> bool) {
        let before = self.kept.slices.len();
        self.kept.slices.retain(|slice, _| slices(slice));
        self.changed |= self.kept.slices.len() != before;
    }

    /// All hits, of all slices; what is kept goes to disk. That it can't be written costs time and is not an error.
    pub(crate) fn finish(self) -> Vec<Hit> {
        if let (Some(path), true) = (&self.path, self.changed) {
            let _ = self.write(path);
        }
        self.kept.slices.into_values().flat_map(|slice| slice.hits).collect()
    }

    fn write(&self, path: &Path) -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let temporary = path.with_extension("writing");
        let mut file = std::io::BufWriter::new(std::fs::File::create(&temporary)?);
        serde_json::to_writer(&mut file, &self.kept)?;
        file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        std::fs::rename(temporary, path)
    }
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
