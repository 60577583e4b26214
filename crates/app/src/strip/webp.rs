//! WebP: the picture and its transparency stay. EXIF, XMP, colour profiles and every chunk that is not known go, and the header says so.

use super::StripError;
use super::orientation::Orientation;
use img_parts::riff::{RiffChunk, RiffContent};
use img_parts::webp::WebP;

/// What may stay.
pub(super) const KEPT: [&[u8; 4]; 4] = [b"VP8X", b"ALPH", b"VP8 ", b"VP8L"];

/// In the header's first byte: there is transparency; there is an EXIF.
const ALPHA: u8 = 0b0001_0000;
const EXIF: u8 = 0b0000_1000;

/// What of a WebP file is the picture.
pub(super) fn strip(bytes: Vec<u8>) -> Result<Vec<u8>, StripError> {
    let mut webp = WebP::from_bytes(bytes.into()).map_err(|_| StripError::Broken)?;
    if webp.has_chunk(*b"ANIM") || webp.has_chunk(*b"ANMF") {
        return Err(StripError::Moving);
    }
    let exif = webp.chunk_by_id(*b"EXIF").and_then(|chunk| chunk.content().data());
    // Some programs write the mark of JPEG before it.
    let orientation = exif.and_then(|exif| Orientation::of_tiff(exif.strip_prefix(b"Exif\0\0").unwrap_or(exif)));
    let chunks = webp.chunks_mut();
    chunks.retain(|chunk| KEPT.contains(&&chunk.id()) && chunk.content().data().is_some());
    let pictures = chunks.iter().filter(|chunk| matches!(&chunk.id(), b"VP8 " | b"VP8L")).count();
    let headers = chunks.iter().filter(|chunk| chunk.id() == *b"VP8X").count();
    if pictures != 1 || headers > 1 {
        return Err(StripError::Broken);
    }
    if let Some(header) = chunks.iter_mut().find(|chunk| chunk.id() == *b"VP8X") {
        let data = header.content().data().filter(|data| data.len() == 10).ok_or(StripError::Broken)?;
        let flags = data[0] & ALPHA | if orientation.is_some() { EXIF } else { 0 };
        let data: Vec<u8> = [&[flags, 0, 0, 0], &data[4..]].concat();
        *header.content_mut() = RiffContent::Data(data.into());
        if let Some(orientation) = orientation {
            chunks.push(RiffChunk::new(*b"EXIF", RiffContent::Data(orientation.tiff().into())));
        }
    }
    Ok(webp.encoder().bytes().to_vec())
}
