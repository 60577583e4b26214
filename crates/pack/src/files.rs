//! Where pack files come from: a folder, or a list that the program carries.

use std::collections::BTreeMap;
use std::path::Path;

/// The texts of pack files by their path inside the packs folder (with `/`).
#[derive(Debug, Clone, Default)]
pub struct PackFiles(BTreeMap<String, String>);

impl PackFiles {
    /// Adds a file; a later one with the same path stands over an earlier one.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.0.insert(path.into(), text.into());
    }

    /// Adds files; each stands over one with the same path.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Reads every `.toml` and `.sql` file below a packs folder.
    ///
    /// # Errors
    /// The folder or a file in it cannot be read, or is not UTF-8.
    pub fn read_folder(folder: &Path) -> std::io::Result<Self> {
        let mut files = Self::default();
        files.read_below(folder, "")?;
        Ok(files)
    }

    fn read_below(&mut self, folder: &Path, prefix: &str) -> std::io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                self.read_below(&entry.path(), &format!("{name}/"))?;
            } else if name.ends_with(".toml") || name.ends_with(".sql") {
                self.insert(name, std::fs::read_to_string(entry.path())?);
            }
        }
        Ok(())
    }

    /// Every path and its text, in the order of the paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }
}
