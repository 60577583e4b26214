//! Evidence files: known by their bytes, kept under their digest in the data folder, and never changed.

use crate::error::AppError;
use crate::workspace::{Workspace, now};
use casework::Caller;
use casework::file::EvidenceFile;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::PathBuf;

/// The longest file, in bytes: a scanned contract of some hundred pages.
pub const LONGEST_FILE: usize = 30 << 20;

/// What the beginning of a file says that it is; nothing for what is not taken as evidence. Programs, pages with scripts and archives of
/// unknown content are not.
pub fn media_type(bytes: &[u8]) -> Option<&'static str> {
    let begins = |mark: &[u8]| bytes.starts_with(mark);
    let holds = |name: &[u8]| bytes.windows(name.len()).take(4096).any(|window| window == name);
    if begins(b"%PDF-") {
        Some("application/pdf")
    } else if begins(&[0xFF, 0xD8, 0xFF]) {
        Some("image/jpeg")
    } else if begins(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if begins(b"II*\0") || begins(b"MM\0*") {
        Some("image/tiff")
    } else if bytes.len() > 12 && &bytes[4..8] == b"ftyp" {
        Some("video/mp4")
    } else if begins(b"PK\x03\x04") && holds(b"word/") {
        Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document")
    } else if begins(b"PK\x03\x04") && holds(b"xl/") {
        Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    } else if begins(b"PK\x03\x04") && holds(b"OFD.xml") {
        Some("application/ofd")
    } else {
        None
    }
}

impl Workspace {
    /// Takes in an evidence file.
    ///
    /// # Errors
    /// A file that is empty, too long, or of no kind that is taken; a folder that cannot be written.
    pub async fn add_file(&self, caller: &Caller, name: &str, bytes: &[u8]) -> Result<EvidenceFile, AppError> {
        let refused = |said: &str| AppError::Refused(format!("附件“{name}”{said}"));
        if bytes.is_empty() {
            return Err(refused("是空文件"));
        }
        if bytes.len() > LONGEST_FILE {
            return Err(refused("超过 30 MiB"));
        }
        let media = media_type(bytes).ok_or_else(|| refused("不是可受理的类型：PDF、OFD、JPEG、PNG、TIFF、DOCX、XLSX、MP4"))?;
        let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let path = self.file_path(&digest);
        if !path.exists() {
            let folder = path.parent().unwrap_or(&self.data);
            std::fs::create_dir_all(folder).map_err(AppError::io("creating", folder))?;
            let mut file = tempfile::NamedTempFile::new_in(folder).map_err(AppError::io("writing", folder))?;
            file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(AppError::io("writing", folder))?;
            file.persist(&path).map_err(|error| AppError::io("writing", &path)(error.error))?;
        }
        let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        Ok(self.ledger.add_file(caller, now(), &digest, name, media, length).await?)
    }

    /// A file that the caller may read, with its bytes.
    ///
    /// # Errors
    /// None, or none that the caller may read; bytes that are gone or are not those that were handed in.
    pub async fn file(&self, caller: &Caller, digest: &str) -> Result<(EvidenceFile, Vec<u8>), AppError> {
        let file = self.ledger.file(caller, digest).await?;
        let path = self.file_path(&file.digest);
        let bytes = tokio::fs::read(&path).await.map_err(AppError::io("reading", &path))?;
        let found: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        if found != file.digest {
            return Err(AppError::Refused(format!("附件“{}”的内容与登记的摘要不符，可能被改动", file.name)));
        }
        Ok((file, bytes))
    }

    fn file_path(&self, digest: &str) -> PathBuf {
        self.data.join("files").join(&digest[..2]).join(digest)
    }
}

#[cfg(test)]
mod tests {
    use super::media_type;

    #[test]
    fn a_file_is_what_its_bytes_say_and_not_what_its_name_says() {
        assert_eq!(media_type(b"%PDF-1.7 ..."), Some("application/pdf"));
        assert_eq!(media_type(&[0xFF, 0xD8, 0xFF, 0xE0, 0]), Some("image/jpeg"));
        for refused in [&b"MZ\x90\0"[..], b"<html><script>", b"PK\x03\x04 something.exe", b"#!/bin/sh", b""] {
            assert_eq!(media_type(refused), None, "{refused:?}");
        }
    }
}
