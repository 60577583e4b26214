//! Department files read a second time, by other means than the product's: workbooks with calamine as it comes, text by hand.

use calamine::{Data, Reader, open_workbook_auto};
use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};
use std::collections::BTreeMap;
use std::path::Path;

/// The rows of a sheet by their number, as a spreadsheet program counts.
pub type Rows = BTreeMap<u64, Vec<String>>;

/// The sheets of a file by name; a text file has one without a name.
pub fn sheets(path: &Path) -> BTreeMap<String, Rows> {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("csv" | "tsv" | "txt") => BTreeMap::from([(String::new(), text_rows(&std::fs::read(path).unwrap()))]),
        _ => workbook(path),
    }
}

fn workbook(path: &Path) -> BTreeMap<String, Rows> {
    let mut workbook = open_workbook_auto(path).unwrap();
    let mut sheets = BTreeMap::new();
    for name in workbook.sheet_names() {
        let range = workbook.worksheet_range(&name).unwrap();
        let first = range.start().map_or(0, |(row, _)| u64::from(row)) + 1;
        let rows = range.rows().enumerate().map(|(n, cells)| (first + n as u64, cells.iter().map(shown).collect())).collect();
        sheets.insert(name, rows);
    }
    sheets
}

/// A cell as a person reads it.
fn shown(cell: &Data) -> String {
    match cell {
        Data::DateTime(at) => at.as_datetime().map_or_else(|| at.to_string(), |at| at.date().to_string()),
        other => other.to_string(),
    }
}

fn text_rows(bytes: &[u8]) -> Rows {
    let (encoding, bytes) = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => (UTF_8, rest),
        [0xFF, 0xFE, rest @ ..] => (UTF_16LE, rest),
        [0xFE, 0xFF, rest @ ..] => (UTF_16BE, rest),
        all if std::str::from_utf8(all).is_ok() => (UTF_8, all),
        all => (GB18030, all),
    };
    let (text, wrong) = encoding.decode_without_bom_handling(bytes);
    assert!(!wrong, "a fixture in no known encoding");
    let delimiter =
        [',', '\t', ';'].into_iter().max_by_key(|delimiter| text.chars().take(2000).filter(|c| c == delimiter).count()).unwrap();
    (1..).zip(records(&text, delimiter)).collect()
}

/// RFC 4180, with any delimiter; blank lines are records too.
fn records(text: &str, delimiter: char) -> Vec<Vec<String>> {
    let mut records = Vec::new();
    let mut record = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut chars = text.chars().filter(|c| *c != '\r').peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => field.push(chars.next().unwrap()),
            '"' => quoted = !quoted,
            '\n' if !quoted => {
                record.push(std::mem::take(&mut field));
                records.push(std::mem::take(&mut record));
            }
            c if c == delimiter && !quoted => record.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    if !field.is_empty() || !record.is_empty() {
        record.push(field);
        records.push(record);
    }
    records
}

#[test]
fn records_are_counted_as_spreadsheets_count_them() {
    let rows = records("a;\"b\nb\"\r\n\r\n\"c\"\"c\";d", ';');
    assert_eq!(rows, [vec!["a", "b\nb"], vec![""], vec!["c\"c", "d"]]);
}
