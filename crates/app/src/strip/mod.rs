//! Pictures of the public (公众图片), without what they tell beside themselves: where they were taken, when, with what, by whom.
//!
//! Not what is to go is listed but what may stay: the parts without which the picture could not be shown, and nothing else. Of all the
//! rest one thing is read and written anew, which way up the picture is. Colour profiles go as well, since they name the device;
//! colours beyond the usual range look paler then. What the picture itself shows is beyond this.

mod jpeg;
mod orientation;
mod png;
mod webp;

use crate::files::media_type;

/// Why a file of the public is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StripError {
    /// Longer than what a telephone makes.
    #[error("图片不能超过 10 MiB")]
    Long,
    /// A PDF: its author, programs and earlier versions can stand in it in more ways than can be taken out safely.
    #[error("不受理 PDF：其中可能留有作者、单位等身份信息，系统无法可靠清除。请拍照或截图后以图片提交")]
    Pdf,
    /// Something else that is no picture of the kinds that are taken.
    #[error("只受理 JPEG、PNG、WebP 图片；苹果手机请在“设置—相机—格式”中选择“兼容性最佳”，或提交截图")]
    Kind,
    /// A picture that moves.
    #[error("不受理动态图片，请提交截图")]
    Moving,
    /// A picture whose parts do not hold together.
    #[error("图片已损坏或不完整，请重新拍照或截图后提交")]
    Broken,
}

/// A picture and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stripped {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it is, by its bytes.
    pub media_type: &'static str,
}

/// Takes from a picture everything but the picture.
///
/// # Errors
/// A file that is no picture of a kind that is taken, or a broken one.
pub fn strip(bytes: Vec<u8>) -> Result<Stripped, StripError> {
    let (media_type, bytes) = match media_type(&bytes) {
        Some(kind @ "image/jpeg") => (kind, jpeg::strip(&bytes)?),
        Some(kind @ "image/png") => (kind, png::strip(bytes)?),
        Some(kind @ "image/webp") => (kind, webp::strip(bytes)?),
        Some("application/pdf") => return Err(StripError::Pdf),
        _ => return Err(StripError::Kind),
    };
    Ok(Stripped { bytes, media_type })
}

#[cfg(test)]
mod tests;
