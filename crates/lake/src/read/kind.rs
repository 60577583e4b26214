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

/// The first bytes of a file.
pub(crate) fn head(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(4096);
    File::open(path)?.take(4096).read_to_end(&mut head)?;
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
    if head.iter().all(|b| b.is_ascii_whitespace() || matches!(b, 0xEF | 0xBB | 0xBF)) {
        return Kind::Empty;
    }
    let start = String::from_utf8_lossy(&head[..head.len().min(512)]).trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    if start.starts_with("<!doctype html") || start.starts_with("<html") || start.starts_with("<table") {
        return Kind::Other("网页（HTML）");
    }
    if start.starts_with("<?xml") {
        return Kind::Other("XML 文件");
    }
    Kind::Text
}
