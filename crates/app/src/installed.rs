//! The packs in use (在用领域包), as an administrator looks at them.

use crate::workspace::Workspace;
use pack::PackFiles;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A pack in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PackLine {
    /// Its code.
    pub code: String,
    /// Its Chinese title.
    pub title: String,
    /// Its English title.
    pub title_en: String,
    /// Its version as who made it counts; the program's own where it has none.
    pub version: String,
    /// SHA-256 over the paths and texts of its files: two installations with the same one have the same pack.
    pub digest: String,
    /// Datasets that it declares.
    pub datasets: usize,
    /// Rules that it brings.
    pub rules: usize,
    /// Checklists that it brings.
    pub checklists: usize,
}

impl Workspace {
    /// The packs in use, by code.
    pub fn installed_packs(&self) -> Vec<PackLine> {
        let packs = self.packs();
        let line = |info: &pack::PackInfo| PackLine {
            code: info.code.clone(),
            title: info.title.clone(),
            title_en: info.title_en.clone(),
            version: info.version.clone().unwrap_or_else(|| env!("CARGO_PKG_VERSION").to_owned()),
            digest: self.pack_digests.get(&info.code).cloned().unwrap_or_default(),
            datasets: packs.datasets.values().filter(|dataset| dataset.pack == info.code).count(),
            rules: packs.rules.values().filter(|rule| rule.pack == info.code).count(),
            checklists: packs.checklists.values().filter(|checklist| checklist.pack == info.code).count(),
        };
        packs.packs.values().map(line).collect()
    }
}

/// The digest of each pack's files, by the pack's code.
pub fn digests(files: &PackFiles) -> BTreeMap<String, String> {
    let mut hashes: BTreeMap<String, Sha256> = BTreeMap::new();
    for (path, text) in files.iter() {
        let pack = path.split('/').next().unwrap_or_default();
        let hash = hashes.entry(pack.to_owned()).or_default();
        // Lengths before both, so that no text can pass for a path.
        for part in [path, text] {
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        }
    }
    hashes.into_iter().map(|(pack, hash)| (pack, hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_with_another_text_or_another_file_has_another_digest() {
        let of = |files: &[(&str, &str)]| {
            let mut all = PackFiles::default();
            files.iter().for_each(|(path, text)| all.insert(*path, *text));
            digests(&all)
        };
        let base = of(&[("a/pack.toml", "x"), ("a/rules/R.sql", "y"), ("b/pack.toml", "x")]);
        assert_eq!(base.len(), 2);
        let changed = of(&[("a/pack.toml", "x"), ("a/rules/R.sql", "z"), ("b/pack.toml", "x")]);
        assert!(base["a"] != changed["a"] && base["b"] == changed["b"]);
        assert_ne!(of(&[("a/pack.toml", "xa/rules/R.sql"), ("a/r", "")])["a"], of(&[("a/pack.toml", "x"), ("a/rules/R.sql", "")])["a"]);
    }
}
