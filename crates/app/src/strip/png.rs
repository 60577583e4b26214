//! PNG: the chunks that make the picture stay, with those that say how its colours are meant. Texts, times, EXIF, colour profiles and
//! every chunk that is not known go, and whatever follows the end.

use super::StripError;
use super::orientation::Orientation;
use img_parts::png::{Png, PngChunk};

/// What may stay.
pub(super) const KEPT: [&[u8; 4]; 9] = [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT"];

/// What of a PNG file is the picture.
pub(super) fn strip(bytes: Vec<u8>) -> Result<Vec<u8>, StripError> {
    let mut png = Png::from_bytes(bytes.into()).map_err(|_| StripError::Broken)?;
    if png.chunk_by_type(*b"acTL").is_some() {
        return Err(StripError::Moving);
    }
    let orientation = png.chunk_by_type(*b"eXIf").and_then(|chunk| Orientation::of_tiff(chunk.contents()));
    let chunks = png.chunks_mut();
    chunks.retain(|chunk| KEPT.contains(&&chunk.kind()));
    let whole = chunks.first().is_some_and(|chunk| chunk.kind() == *b"IHDR")
        && chunks.last().is_some_and(|chunk| chunk.kind() == *b"IEND")
        && chunks.iter().filter(|chunk| chunk.kind() == *b"IHDR").count() == 1
        && chunks.iter().any(|chunk| chunk.kind() == *b"IDAT")
        && chunks.iter().all(|chunk| chunk.kind() != *b"IEND" || chunk.contents().is_empty());
    if !whole {
        return Err(StripError::Broken);
    }
    if let Some(orientation) = orientation {
        chunks.insert(1, PngChunk::new(*b"eXIf", orientation.tiff().into()));
    }
    Ok(png.encoder().bytes().to_vec())
}
