//! Evidence files: known by their bytes, kept under their digest in the data folder, and never changed.

use crate::error::AppError;
use crate::strip::{StripError, Stripped as Bare, strip};
use crate::workspace::{Workspace, now};
use casework::Caller;
use casework::complaint::{Attachment, CodeDigest, Stripped};
use casework::file::EvidenceFile;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::PathBuf;

/// The longest file, in bytes: a scanned contract of some hundred pages.
pub const LONGEST_FILE: usize = 30 << 20;

/// The longest picture of the public, in bytes: what a telephone makes.
pub const LONGEST_PICTURE: usize = 10 << 20;

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
    } else if begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some("image/webp")
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

/// A picture of the public and nothing else: what it told beside itself is taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture(Bare);

/// Takes from a picture of the public everything but the picture.
///
/// # Errors
/// A file that is too long, no picture of a kind that is taken, or a broken one.
pub fn stripped(bytes: Vec<u8>) -> Result<Picture, StripError> {
    if bytes.len() > LONGEST_PICTURE {
        return Err(StripError::Long);
    }
    tokio::task::block_in_place(|| strip(bytes)).map(Picture)
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
        let media = media_type(bytes).ok_or_else(|| refused("不是可受理的类型：PDF、OFD、JPEG、PNG、WebP、TIFF、DOCX、XLSX、MP4"))?;
        let digest = self.keep_bytes(bytes)?;
        let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        Ok(self.ledger.add_file(caller, now(), &digest, name, media, length).await?)
    }

    /// Takes in a picture of the public, stripped of what it tells beside itself; what was sent is not kept.
    ///
    /// # Errors
    /// A code that is none; a file that is no picture, or too long; as many as may be; a folder that cannot be written.
    pub async fn attach(&self, code: &str, bytes: Vec<u8>) -> Result<Attachment, AppError> {
        let code = self.digest(code).await?;
        let picture = stripped(bytes).map_err(|error| match error {
            StripError::Long => AppError::TooLarge(error.to_string()),
            error => AppError::Refused(error.to_string()),
        })?;
        self.attach_stripped(&code, &picture).await
    }

    /// Takes in a picture of the public that was stripped already.
    ///
    /// # Errors
    /// A code that is none; as many as may be; a folder that cannot be written.
    pub async fn attach_picture(&self, code: &str, picture: &Picture) -> Result<Attachment, AppError> {
        let code = self.digest(code).await?;
        self.attach_stripped(&code, picture).await
    }

    async fn attach_stripped(&self, code: &CodeDigest, Picture(picture): &Picture) -> Result<Attachment, AppError> {
        // Nothing is written to the disk for a code that opens nothing, or for one file too many.
        let digest = digest_of(&picture.bytes);
        let length = i64::try_from(picture.bytes.len()).unwrap_or(i64::MAX);
        let mut work = self.ledger.begin(&Caller::public(), now()).await?;
        let attachment = work.attach(code, Stripped { digest: &digest, media_type: picture.media_type, bytes: length }).await?;
        tokio::task::block_in_place(|| self.keep_bytes(&picture.bytes))?;
        work.commit().await?;
        Ok(attachment)
    }

    /// What the public attached to a complaint, as far as the caller may read it.
    ///
    /// # Errors
    /// No such complaint within the scope.
    pub async fn attachments(&self, caller: &Caller, complaint: i64) -> Result<Vec<Attachment>, AppError> {
        Ok(self.ledger.attachments(caller, complaint).await?)
    }

    /// Writes bytes under their digest, whole or not at all.
    fn keep_bytes(&self, bytes: &[u8]) -> Result<String, AppError> {
        let digest = digest_of(bytes);
        let path = self.file_path(&digest);
        if !path.exists() {
            let folder = path.parent().unwrap_or(&self.data);
            std::fs::create_dir_all(folder).map_err(AppError::io("creating", folder))?;
            let mut file = tempfile::NamedTempFile::new_in(folder).map_err(AppError::io("writing", folder))?;
            file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(AppError::io("writing", folder))?;
            file.persist(&path).map_err(|error| AppError::io("writing", &path)(error.error))?;
        }
        Ok(digest)
    }

    /// A file that the caller may read, with its bytes.
    ///
    /// # Errors
    /// None, or none that the caller may read; bytes that are gone or are not those that were handed in.
    pub async fn file(&self, caller: &Caller, digest: &str) -> Result<(EvidenceFile, Vec<u8>), AppError> {
        let file = self.ledger.file(caller, digest).await?;
        let path = self.file_path(&file.digest);
        let bytes = tokio::fs::read(&path).await.map_err(AppError::io("reading", &path))?;
        if digest_of(&bytes) != file.digest {
            return Err(AppError::Refused(format!("附件“{}”的内容与登记的摘要不符，可能被改动", file.name)));
        }
        Ok((file, bytes))
    }

    fn file_path(&self, digest: &str) -> PathBuf {
        self.data.join("files").join(&digest[..2]).join(digest)
    }
}

fn digest_of(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
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
