//! What is wrong is refused with a clear message, and leaves nothing behind.

mod disk;
mod files;
mod rules;
mod text;
mod workbooks;

use crate::support::{Folder, text as text_of};
use serde_json::Value;
use std::path::Path;

/// Imports a file that must be refused: its code and message, after nothing of it was found to be in.
#[track_caller]
fn refused(folder: &Folder, file: &Path) -> (String, String) {
    let ran = folder.import(&[&file]).expect(1);
    let report: Value = ran.json();
    let file = &report["files"][0];
    assert_eq!(file["outcome"], "refused", "{file:#}");
    folder.assert_empty();
    (text_of(&file["code"]), text_of(&file["message"]))
}

/// Imports a file in a folder of its own, where it must be refused with this code and a message that says this.
#[track_caller]
fn assert_refused(folder: &Folder, file: &Path, code: &str, says: &[&str]) {
    let (found, message) = refused(folder, file);
    assert_eq!(found, code, "{message}");
    for part in says {
        assert!(message.contains(part), "{part:?} is not in: {message}");
    }
    assert!(message.chars().any(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')), "a department's fault is told in Chinese: {message}");
}
