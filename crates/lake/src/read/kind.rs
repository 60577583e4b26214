//! What a file is, by its first bytes.

use std::fs::File;
use std::io::Read;
use std::path::Path;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Empty,
    /// XLSX, ODS and whatever else is a ZIP.
    Zip,
    /// XLS, or an encrypted XLSX.
    Ole,
    Text,
    /// Something that is no table, in words.
    Other(&'static str),
}

const MAGIC: &[(&[u8], Kind)] = &[
    (b"PK\x03\x04", Kind::Zip),
    (b"PK\x05\x06", Kind::Zip),
    (&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], Kind::Ole),
    (b"\x89PNG", Kind::Other("PNG 图片")),
    (&[0xFF, 0xD8, 0xFF], Kind::Other("JPEG 图片")),
    (b"GIF8", Kind::Other("GIF 图片")),
    (b"BM", Kind::Other("BMP 图片")),
    (b"II*\0", Kind::Other("TIFF 图片")),
    (b"MM\0*", Kind::Other("TIFF 图片")),
    (b"%PDF", Kind::Other("PDF 文档")),
    (b"Rar!", Kind::Other("RAR 压缩包")),
    (b"7z\xBC\xAF", Kind::Other("7z 压缩包")),
    (&[0x1F, 0x8B], Kind::Other("gzip 压缩包")),
    (b"PAR1", Kind::Other("Parquet 数据文件")),
    (b"SQLite format 3\0", Kind::Other("SQLite 数据库")),
    (b"\x7FELF", Kind::Other("程序")),
    (b"MZ", Kind::Other("程序")),
    (b"{\\rtf", Kind::Other("RTF 文档")),
];

/// Bytes by which a file is known.
const HEAD: usize = 4096;

/// The first bytes of a file.
pub(crate) fn head(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    File::open(path)?.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

pub(crate) fn of(head: &[u8]) -> Kind {
    // "BM" and "MZ" are letters that a text may begin with; only binary content behind them decides.
    let binary = head.contains(&0) && !head.starts_with(&[0xFF, 0xFE]) && !head.starts_with(&[0xFE, 0xFF]);
    for (magic, kind) in MAGIC {
        if head.starts_with(magic) && (magic.len() > 2 || binary) {
            return *kind;
        }
    }
    // A table may stand below more blank lines than were looked at.
    if head.len() < HEAD && head.iter().all(|b| b.is_ascii_whitespace() || matches!(b, 0xEF | 0xBB | 0xBF)) {
        return Kind::Empty;
    }
    let start = String::from_utf8_lossy(head).trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    if start.starts_with("<?xml") && !start.contains("<html") {
        return Kind::Other("XML 文件");
    }
    // What web systems offer as "Excel" is often a page; it begins with any tag.
    if start.starts_with('<') && ["<html", "<table", "<!doctype html"].iter().any(|tag| start.contains(tag)) {
        return Kind::Other("网页（HTML）");
    }
    if start.starts_with("mime-version:") {
        return Kind::Other("网页（MHT）");
    }
    Kind::Text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_first_bytes() {
        let page = Kind::Other("网页（HTML）");
        let blank = vec![b'\n'; HEAD];
        for (head, kind) in [
            (b"PK\x03\x04".as_slice(), Kind::Zip),
            (b"BM,MZ\n", Kind::Text),
            (b"BM\0\0", Kind::Other("BMP 图片")),
            (b"\xEF\xBB\xBF \r\n", Kind::Empty),
            // Below this many blank lines a table may stand.
            (&blank, Kind::Text),
            (b"<HTML><table>", page),
            (b" <meta charset='gbk'><style>td{}</style>\n<TABLE border=1>", page),
            (b"<?xml version=\"1.0\"?><html xmlns=''>", page),
            (b"<?xml version=\"1.0\"?><Workbook>", Kind::Other("XML 文件")),
            (b"<3,a table\n", Kind::Text),
            (b"MIME-Version: 1.0\r\n", Kind::Other("网页（MHT）")),
        ] {
            assert_eq!(of(head), kind, "{:?}", String::from_utf8_lossy(head));
        }
    }
}
