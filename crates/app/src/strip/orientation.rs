//! Which way up a picture is (方向): read from the EXIF of a picture, and written as an EXIF that says nothing else.

/// The tag of the orientation.
const TAG: u16 = 0x0112;
/// The type of a 16-bit number.
const SHORT: u16 = 3;

/// What turns a picture: 2 to 8; one that is upright (1) needs no word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Orientation(u8);

impl Orientation {
    /// From the TIFF structure of an EXIF; none where it says nothing that makes sense.
    pub(super) fn of_tiff(tiff: &[u8]) -> Option<Self> {
        let big = match tiff.get(..4)? {
            b"II*\0" => false,
            b"MM\0*" => true,
            _ => return None,
        };
        let short = |at: usize| {
            let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
            Some(if big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
        };
        let long = |at: usize| {
            let bytes: [u8; 4] = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
            usize::try_from(if big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }).ok()
        };
        let directory = long(4)?;
        let entries = usize::from(short(directory)?);
        let entry = (0..entries).map(|n| directory + 2 + n * 12).find(|at| short(*at) == Some(TAG))?;
        let value = if short(entry + 2)? == SHORT { short(entry + 8)? } else { return None };
        u8::try_from(value).ok().filter(|value| (2..=8).contains(value)).map(Self)
    }

    /// A TIFF structure with one entry.
    pub(super) fn tiff(self) -> Vec<u8> {
        let mut tiff = b"MM\0*\0\0\0\x08\0\x01".to_vec();
        tiff.extend_from_slice(&TAG.to_be_bytes());
        tiff.extend_from_slice(&SHORT.to_be_bytes());
        tiff.extend_from_slice(&[0, 0, 0, 1, 0, self.0, 0, 0, 0, 0, 0, 0]);
        tiff
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_back_as_it_was_written_and_upright_needs_no_word() {
        for n in 0..=255 {
            let read = Orientation::of_tiff(&Orientation(n).tiff());
            assert_eq!(read, (2..=8).contains(&n).then_some(Orientation(n)), "{n}");
        }
        assert_eq!(Orientation::of_tiff(b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"), Some(Orientation(6)));
        for nothing in [&b""[..], b"II*\0", b"II*\0\xff\xff\xff\xff", b"MM\0*\0\0\0\x08\xff\xff", b"XX"] {
            assert_eq!(Orientation::of_tiff(nothing), None);
        }
    }
}
