//! Pictures made by hand, each with everything in it that a telephone writes beside the picture, and any number of broken ones.

use super::*;

/// Stands in every part that has to go.
const SECRET: &[u8] = b"GPS 34.2617N 108.9428E Zhang San";

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).expect("short").to_be_bytes();
    [&[0xFF, marker], &length[..], content].concat()
}

/// An EXIF with an orientation, a place and a small picture in it.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend_from_slice(&[0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    // Where the directory of the place is.
    tiff.extend_from_slice(&[0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0]);
    tiff.extend_from_slice(&[0, 0, 0, 0]);
    tiff.extend_from_slice(SECRET);
    tiff.extend_from_slice(&[0xFF, 0xD8, 0xFF, 0xE1, 0xFF, 0xD9]);
    tiff
}

/// Two scans with a comment between them, as a progressive picture may have.
fn jpeg(orientation: u8) -> Vec<u8> {
    let secret = |mark: &[u8]| [mark, SECRET].concat();
    let frame = [8, 0, 8, 0, 8, 1, 1, 0x11, 0];
    [
        vec![0xFF, 0xD8],
        segment(0xE0, &secret(b"JFIF\0\x01\x01\0\0\x01\0\x01\x02\x02")),
        segment(0xE1, &[b"Exif\0\0", &exif(orientation)[..]].concat()),
        segment(0xE1, &secret(b"http://ns.adobe.com/xap/1.0/\0")),
        segment(0xE2, &secret(b"ICC_PROFILE\0\x01\x01")),
        segment(0xE2, &secret(b"MPF\0")),
        segment(0xED, &secret(b"Photoshop 3.0\08BIM")),
        segment(0xFE, SECRET),
        segment(0xDB, &[1; 65]),
        segment(0xC2, &frame),
        segment(0xC4, &[0; 20]),
        segment(0xDA, &[1, 1, 0, 0, 0, 0]),
        vec![0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56],
        segment(0xFE, SECRET),
        segment(0xE5, SECRET),
        segment(0xDA, &[1, 1, 0, 1, 63, 0]),
        vec![0x78, 0x9A],
        vec![0xFF, 0xD9],
        // A second picture behind the first, as telephones write them.
        vec![0xFF, 0xD8],
        SECRET.to_vec(),
        vec![0xFF, 0xD9],
    ]
    .concat()
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let named = [&kind[..], content].concat();
    let length = u32::try_from(content.len()).expect("short").to_be_bytes();
    [&length[..], &named, &crc(&named).to_be_bytes()].concat()
}

fn png(orientation: u8) -> Vec<u8> {
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]),
        chunk(b"tEXt", &[b"Author\0", SECRET].concat()),
        chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", SECRET].concat()),
        chunk(b"zTXt", SECRET),
        chunk(b"tIME", &[7, 234, 3, 5, 1, 1, 1]),
        chunk(b"eXIf", &exif(orientation)),
        chunk(b"iCCP", SECRET),
        chunk(b"gAMA", &[0, 0, 0xB1, 0x8F]),
        chunk(b"puBl", SECRET),
        chunk(b"IDAT", &[0x78, 0x9C, 0x63, 0, 0, 0, 2, 0, 1]),
        chunk(b"IEND", &[]),
        SECRET.to_vec(),
    ]
    .concat()
}

fn webp(orientation: u8) -> Vec<u8> {
    let part = |id: &[u8; 4], content: &[u8]| {
        let length = u32::try_from(content.len()).expect("short").to_le_bytes();
        [&id[..], &length, content, &[0][..content.len() % 2]].concat()
    };
    let parts = [
        part(b"VP8X", &[0b0010_1100, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        part(b"ICCP", SECRET),
        part(b"VP8L", &[0x2F, 0, 0, 0, 0, 0]),
        part(b"EXIF", &exif(orientation)),
        part(b"XMP ", SECRET),
        part(b"abcd", SECRET),
    ]
    .concat();
    let length = u32::try_from(parts.len() + 4).expect("short").to_le_bytes();
    [b"RIFF", &length[..], b"WEBP", &parts, SECRET].concat()
}

/// Markers of a JPEG with what their segments hold, found without the code under test.
fn segments(jpeg: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let (mut found, mut at) = (Vec::new(), 2);
    while at < jpeg.len() {
        assert_eq!(jpeg[at], 0xFF, "a marker at {at}");
        let marker = jpeg[at + 1];
        if marker == 0xD9 {
            assert_eq!(at + 2, jpeg.len(), "nothing follows the end");
            return found;
        }
        let length = usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        found.push((marker, jpeg[at + 4..at + 2 + length].to_vec()));
        at += 2 + length;
        if marker == 0xDA {
            while jpeg[at] != 0xFF || matches!(jpeg[at + 1], 0 | 0xD0..=0xD7) {
                at += 1;
            }
        }
    }
    panic!("no end");
}

/// Chunks of a PNG with what they hold.
fn chunks(png: &[u8]) -> Vec<([u8; 4], Vec<u8>)> {
    let (mut found, mut at) = (Vec::new(), 8);
    while at < png.len() {
        let length = u32::from_be_bytes(png[at..at + 4].try_into().expect("four")) as usize;
        let kind: [u8; 4] = png[at + 4..at + 8].try_into().expect("four");
        found.push((kind, png[at + 8..at + 8 + length].to_vec()));
        at += 12 + length;
    }
    assert_eq!(found.last().map(|(kind, _)| *kind), Some(*b"IEND"), "nothing follows the end");
    found
}

fn is_only_an_orientation(tiff: &[u8]) -> bool {
    orientation::Orientation::of_tiff(tiff).is_some_and(|orientation| orientation.tiff() == tiff)
}

fn assert_jpeg_is_bare(jpeg: &[u8]) {
    for (marker, content) in segments(jpeg) {
        let allowed = match marker {
            0xC0..=0xCF | 0xDA..=0xDD => marker != 0xC8,
            0xE0 => content == b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0",
            0xE1 => content.strip_prefix(b"Exif\0\0").is_some_and(is_only_an_orientation),
            0xEE => content.len() == 12 && content.starts_with(b"Adobe"),
            _ => false,
        };
        assert!(allowed, "{marker:x} {content:?}");
    }
}

fn assert_png_is_bare(png: &[u8]) {
    for (kind, content) in chunks(png) {
        assert!(png::KEPT.contains(&&kind) || (kind == *b"eXIf" && is_only_an_orientation(&content)), "{kind:?}");
    }
}

fn assert_webp_is_bare(webp: &[u8]) {
    let word = |at: usize| u32::from_le_bytes(webp[at..at + 4].try_into().expect("four")) as usize;
    assert_eq!(word(4) + 8, webp.len(), "nothing follows the end");
    let mut at = 12;
    while at < webp.len() {
        let (id, content) = (&webp[at..at + 4], &webp[at + 8..at + 8 + word(at + 4)]);
        let known = webp::KEPT.iter().any(|kept| *kept == id) || (id == b"EXIF" && is_only_an_orientation(content));
        assert!(known, "{id:?}");
        at += 8 + content.len().next_multiple_of(2);
    }
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

#[test]
fn nothing_is_left_but_the_picture_and_which_way_up_it_is() {
    for (made, media_type) in [(jpeg as fn(u8) -> Vec<u8>, "image/jpeg"), (png, "image/png"), (webp, "image/webp")] {
        for turned in 1..=8 {
            let picture = made(turned);
            assert!(holds(&picture, SECRET));
            let stripped = strip(picture).unwrap_or_else(|error| panic!("{media_type}: {error}"));
            assert_eq!(stripped.media_type, media_type);
            assert!(!holds(&stripped.bytes, &SECRET[..8]), "{media_type}");
            let word = [1, 0x12, 0, 3, 0, 0, 0, 1, 0, turned];
            assert_eq!(holds(&stripped.bytes, &word), turned > 1, "{media_type} {turned}");
            assert_eq!(strip(stripped.bytes.clone()).expect("a picture"), stripped, "there is nothing more to take from {media_type}");
        }
    }
    let bare = strip(jpeg(1)).expect("a picture").bytes;
    assert_jpeg_is_bare(&bare);
    let markers: Vec<u8> = segments(&bare).iter().map(|(marker, _)| *marker).collect();
    assert_eq!(markers, [0xE0, 0xDB, 0xC2, 0xC4, 0xDA, 0xDA], "both scans are there, and no second picture");
    assert!(holds(&bare, &[0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56]) && holds(&bare, &[0x78, 0x9A, 0xFF, 0xD9]));
    let kinds: Vec<[u8; 4]> = chunks(&strip(png(6)).expect("a picture").bytes).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, [*b"IHDR", *b"eXIf", *b"gAMA", *b"IDAT", *b"IEND"]);
}

#[test]
fn the_mark_of_how_colours_are_meant_stays() {
    let adobe = segment(0xEE, b"Adobe\0\x64\0\0\0\0\x02");
    let picture = jpeg(1);
    let with = [&picture[..2], &adobe, &picture[2..]].concat();
    let bare = strip(with).expect("a picture").bytes;
    assert_jpeg_is_bare(&bare);
    assert_eq!(segments(&bare).iter().filter(|(marker, _)| matches!(marker, 0xE0 | 0xEE)).count(), 1, "a JFIF header would say otherwise");
}

#[test]
fn what_is_no_picture_is_refused_with_what_to_do_instead() {
    for (bytes, error) in [
        (&b"%PDF-1.7 ..."[..], StripError::Pdf),
        (b"\0\0\0\x18ftypheic....", StripError::Kind),
        (b"GIF89a", StripError::Kind),
        (b"", StripError::Kind),
        (&[0xFF, 0xD8, 0xFF, 0xD9], StripError::Broken),
        (&[0xFF, 0xD8, 0xFF, 0xE0, 0xFF], StripError::Broken),
        (b"\x89PNG\r\n\x1a\n", StripError::Broken),
    ] {
        assert_eq!(strip(bytes.to_vec()), Err(error), "{bytes:?}");
    }
    let moving = [&png(1)[..33], &chunk(b"acTL", &[0; 8]), &png(1)[33..]].concat();
    assert_eq!(strip(moving), Err(StripError::Moving));
}

#[test]
fn whatever_arrives_what_is_kept_is_bare() {
    let mut chance = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = move |below: usize| {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        usize::try_from(chance % below as u64).expect("small")
    };
    let (mut taken, mut refused) = (0, 0);
    for n in 0..60_000 {
        let mut bytes = [png, jpeg, webp][n % 3](6);
        for _ in 0..=next(4) {
            let at = next(bytes.len());
            match next(5) {
                0 => bytes[at] = u8::try_from(next(256)).expect("a byte"),
                1 => bytes.truncate(at.max(4)),
                2 => bytes.insert(at, [0xFF, 0xD8, 0xD9, 0xE1, 0xDA, 0][next(6)]),
                3 => drop(bytes.drain(at..(at + next(40)).min(bytes.len()))),
                _ => bytes[at] = 0xFF,
            }
            if bytes.is_empty() {
                break;
            }
        }
        match strip(bytes) {
            Ok(Stripped { bytes, media_type: "image/jpeg" }) => {
                assert_jpeg_is_bare(&bytes);
                taken += 1;
            }
            Ok(Stripped { bytes, media_type }) => {
                let bare = if media_type == "image/png" { assert_png_is_bare } else { assert_webp_is_bare };
                bare(&bytes);
                taken += 1;
            }
            Err(_) => refused += 1,
        }
    }
    assert!(taken > 5_000 && refused > 5_000, "{taken} {refused}");
}
