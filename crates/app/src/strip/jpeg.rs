//! JPEG: of its segments the tables, frames and scans stay, with Adobe's mark of how colours are meant. EXIF, XMP, IPTC, colour profiles,
//! comments, further pictures (MPF) and whatever follows the end go; so does the small picture in a JFIF header.

use super::StripError;
use super::orientation::Orientation;

const START: u8 = 0xD8;
const END: u8 = 0xD9;
const SCAN: u8 = 0xDA;
const APP0: u8 = 0xE0;
const APP1: u8 = 0xE1;
const APP14: u8 = 0xEE;

const EXIF: &[u8] = b"Exif\0\0";

/// Whether a marker begins a frame: the picture's size and how it is coded.
const fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF)
}

/// Whether a segment is a table or a number that a decoder needs: Huffman, arithmetic, quantisation, lines, restarts.
const fn is_table(marker: u8) -> bool {
    matches!(marker, 0xC4 | 0xCC | 0xDB..=0xDD)
}

/// What of a JPEG file is the picture.
pub(super) fn strip(bytes: &[u8]) -> Result<Vec<u8>, StripError> {
    let mut rest = Reader { bytes, at: 0 };
    if rest.marker()? != START {
        return Err(StripError::Broken);
    }
    let (mut kept, mut orientation) = (Vec::with_capacity(bytes.len()), None);
    let (mut frames, mut scans, mut adobe) = (0, 0, false);
    // A picture that breaks off is shown as far as it goes.
    while let Some(marker) = rest.next_marker(scans > 0)? {
        match marker {
            END => break,
            START | 0x01 | 0xD0..=0xD7 => return Err(StripError::Broken),
            _ => {}
        }
        let content = rest.segment()?;
        match marker {
            SCAN => {
                scans += 1;
                push(&mut kept, marker, content);
                kept.extend_from_slice(rest.scan());
            }
            _ if is_frame(marker) => {
                frames += 1;
                push(&mut kept, marker, content);
            }
            _ if is_table(marker) => push(&mut kept, marker, content),
            APP14 if !adobe && content.len() == 12 && content.starts_with(b"Adobe") => {
                adobe = true;
                push(&mut kept, marker, content);
            }
            APP1 if orientation.is_none() => orientation = content.strip_prefix(EXIF).and_then(Orientation::of_tiff),
            _ => {}
        }
    }
    if frames != 1 || scans == 0 {
        return Err(StripError::Broken);
    }
    let mut stripped = vec![0xFF, START];
    match orientation {
        Some(orientation) => push(&mut stripped, APP1, &[EXIF, &orientation.tiff()].concat()),
        // Says how colours are meant, and nothing else: version 1.01, no density, no small picture.
        None if !adobe => push(&mut stripped, APP0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        None => {}
    }
    stripped.append(&mut kept);
    stripped.extend_from_slice(&[0xFF, END]);
    Ok(stripped)
}

fn push(to: &mut Vec<u8>, marker: u8, content: &[u8]) {
    let length = u16::try_from(content.len() + 2).expect("a segment is as long as its 16-bit length said, or of our making");
    to.extend_from_slice(&[0xFF, marker]);
    to.extend_from_slice(&length.to_be_bytes());
    to.extend_from_slice(content);
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8, StripError> {
        let byte = *self.bytes.get(self.at).ok_or(StripError::Broken)?;
        self.at += 1;
        Ok(byte)
    }

    /// A marker, after as many fill bytes as there are.
    fn marker(&mut self) -> Result<u8, StripError> {
        if self.byte()? != 0xFF {
            return Err(StripError::Broken);
        }
        loop {
            match self.byte()? {
                0xFF => {}
                0 => return Err(StripError::Broken),
                marker => return Ok(marker),
            }
        }
    }

    /// The next marker; none at the end of a file that may end here.
    fn next_marker(&mut self, may_end: bool) -> Result<Option<u8>, StripError> {
        let over = self.bytes[self.at..].iter().all(|byte| *byte == 0xFF);
        if may_end && over { Ok(None) } else { self.marker().map(Some) }
    }

    /// What a segment holds.
    fn segment(&mut self) -> Result<&'a [u8], StripError> {
        let length = usize::from(self.byte()?) << 8 | usize::from(self.byte()?);
        let content = length.checked_sub(2).and_then(|length| self.bytes.get(self.at..self.at + length)).ok_or(StripError::Broken)?;
        self.at += content.len();
        Ok(content)
    }

    /// The coded data of a scan, up to the next marker that is none of its restarts.
    fn scan(&mut self) -> &'a [u8] {
        let data = &self.bytes[self.at..];
        let ends = |at: usize| data[at] == 0xFF && !matches!(data.get(at + 1), Some(0 | 0xD0..=0xD7));
        let length = (0..data.len()).find(|at| ends(*at)).unwrap_or(data.len());
        self.at += length;
        &data[..length]
    }
}
