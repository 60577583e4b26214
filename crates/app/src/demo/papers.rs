//! Papers (佐证材料) of the demonstration: small real PDF and PNG files, made here, so that whoever opens one sees something.

use chrono::NaiveDate;
use synth::Chance;

/// A file of this name: a picture where it ends so, else a page.
pub(super) fn make(name: &str, on: NaiveDate, chance: &mut Chance) -> Vec<u8> {
    let number = chance.between(100_000, 999_999);
    match name.rsplit_once('.') {
        Some((_, "png")) => picture(chance),
        Some((title, _)) => page(title, &format!("{}  编号 {number}", on.format("%Y年%m月%d日"))),
        None => page(name, &number.to_string()),
    }
}

/// One page with a title and a line, in a font that every reader of PDF brings along.
fn page(title: &str, line: &str) -> Vec<u8> {
    let hex = |text: &str| text.encode_utf16().map(|unit| format!("{unit:04X}")).collect::<String>();
    let shown = format!(
        "BT /F1 20 Tf 60 760 Td <{}> Tj ET BT /F1 12 Tf 60 725 Td <{}> Tj ET BT /F1 10 Tf 60 60 Td <{}> Tj ET",
        hex(title),
        hex(line),
        hex("演示材料，内容均为虚构"),
    );
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{shown}\nendstream", shown.len()),
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>".to_owned(),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) \
         /Supplement 2 >> /FontDescriptor 7 0 R >>"
            .to_owned(),
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 \
         /Descent -120 /CapHeight 880 /StemV 93 >>"
            .to_owned(),
    ];
    let mut text = "%PDF-1.4\n".to_owned();
    let mut places = Vec::with_capacity(objects.len());
    for (number, object) in (1..).zip(&objects) {
        places.push(text.len());
        text.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let table = text.len();
    text.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for place in places {
        text.push_str(&format!("{place:010} 00000 n \n"));
    }
    text.push_str(&format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1));
    text.into_bytes()
}

const WIDTH: usize = 160;
const HEIGHT: usize = 100;
/// Sky, cloud, hill, field, wall, roof, door, road.
const COLOURS: [[u8; 3]; 8] =
    [[176, 208, 232], [240, 244, 248], [120, 152, 112], [156, 180, 92], [232, 222, 200], [150, 74, 58], [92, 66, 50], [150, 146, 140]];

/// A house in a field, drawn with a palette; no two are alike.
fn picture(chance: &mut Chance) -> Vec<u8> {
    let size = |chance: &mut Chance, low, high| usize::try_from(chance.between(low, high)).unwrap_or_default();
    let horizon = size(chance, 38, 56);
    let (left, wide, high) = (size(chance, 20, 80), size(chance, 30, 60), size(chance, 18, 30));
    let (cloud, road) = (size(chance, 10, 120), size(chance, 70, 88));
    let floor = horizon + 14;
    let colour = |x: usize, y: usize| -> u8 {
        let within = |from: usize, length: usize, at: usize| (from..from + length).contains(&at);
        let door = left + wide / 2;
        if within(door, 7, x) && within(floor - 11, 11, y) {
            6
        } else if within(left, wide, x) && within(floor - high, high, y) {
            4
        } else if y < floor - high && y + 12 >= floor - high && within(left.saturating_sub(4), wide + 8, x) {
            5
        } else if y >= road {
            7
        } else if y >= horizon {
            3
        } else if y + 8 + (x * 7 % 40) / 6 >= horizon {
            2
        } else {
            u8::from(within(cloud, 30, x) && within(12, 7, y))
        }
    };
    let mut rows = Vec::with_capacity(HEIGHT * (WIDTH + 1));
    for y in 0..HEIGHT {
        rows.push(0); // no filter
        rows.extend((0..WIDTH).map(|x| colour(x, y)));
    }
    let mut head = Vec::new();
    head.extend(u32::try_from(WIDTH).unwrap_or_default().to_be_bytes());
    head.extend(u32::try_from(HEIGHT).unwrap_or_default().to_be_bytes());
    head.extend([8, 3, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut png, *b"IHDR", &head);
    chunk(&mut png, *b"PLTE", COLOURS.as_flattened());
    chunk(&mut png, *b"IDAT", &stored(&rows));
    chunk(&mut png, *b"IEND", &[]);
    png
}

/// A zlib stream of blocks that are not compressed.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let mut blocks = bytes.chunks(0xFFFF).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        stream.push(u8::from(blocks.peek().is_none()));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    let (a, b) = bytes.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    stream.extend(((b << 16) | a).to_be_bytes());
    stream
}

fn chunk(png: &mut Vec<u8>, kind: [u8; 4], content: &[u8]) {
    png.extend(u32::try_from(content.len()).unwrap_or_default().to_be_bytes());
    let checked = png.len();
    png.extend(kind);
    png.extend(content);
    let sum = png[checked..].iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 })
    });
    png.extend((!sum).to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 5).unwrap()
    }

    #[test]
    fn a_picture_is_one_that_others_read() {
        let mut chance = Chance::new(1, 1);
        let bytes = make("现场照片.png", day(), &mut chance);
        assert_eq!(crate::files::media_type(&bytes), Some("image/png"));
        let png = img_parts::png::Png::from_bytes(bytes.clone().into()).expect("its chunks and their sums are right");
        assert_eq!(png.chunks().len(), 4);
        assert_ne!(make("现场照片.png", day(), &mut chance), bytes, "no two are alike");
    }

    #[test]
    fn a_page_holds_its_title_and_knows_where_its_objects_are() {
        let bytes = make("整改报告.pdf", day(), &mut Chance::new(1, 1));
        assert_eq!(crate::files::media_type(&bytes), Some("application/pdf"));
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("6574653962A5544A"), "整改报告 in UTF-16");
        let table: usize = text.split("startxref\n").nth(1).and_then(|rest| rest.lines().next()).unwrap().parse().unwrap();
        assert!(text[table..].starts_with("xref\n0 8\n"));
        for (number, line) in (1..).zip(text[table..].lines().skip(3).take(7)) {
            let place: usize = line[..10].parse().unwrap();
            assert!(text[place..].starts_with(&format!("{number} 0 obj")), "{line}");
        }
    }
}
