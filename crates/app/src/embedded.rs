//! The packs that the program carries.

use pack::{PackFiles, Packs};
use std::path::Path;

#[derive(rust_embed::RustEmbed)]
#[folder = "../../packs"]
#[include = "*.toml"]
#[include = "*.sql"]
struct Embedded;

/// The program's own packs; a folder, where one is given, adds to them and stands over files of the same path.
///
/// # Errors
/// A folder that cannot be read, or packs that do not hold together.
pub fn packs(folder: Option<&Path>) -> Result<Packs, crate::AppError> {
    Ok(Packs::load(&files(folder)?)?)
}

/// Their files.
///
/// # Errors
/// A folder that cannot be read.
pub(crate) fn files(folder: Option<&Path>) -> Result<PackFiles, crate::AppError> {
    let mut files = PackFiles::default();
    for path in Embedded::iter() {
        let text = Embedded::get(&path).expect("its path was just listed");
        files.insert(path.into_owned(), String::from_utf8_lossy(&text.data).into_owned());
    }
    if let Some(folder) = folder {
        files.extend(PackFiles::read_folder(folder).map_err(crate::AppError::io("reading", folder))?);
    }
    Ok(files)
}
