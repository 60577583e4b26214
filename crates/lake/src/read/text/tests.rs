use super::*;
use proptest::prelude::*;

fn all(text: &str) -> Vec<(u64, Vec<String>)> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    read(file.path()).unwrap()
}

fn read(path: &Path) -> Result<Vec<(u64, Vec<String>)>, TextError> {
    let mut reader = TextReader::open(path)?;
    let mut out = Vec::new();
    while let Some(chunk) = reader.next_chunk()? {
        records(&chunk, reader.delimiter(), |row, cells| {
            out.push((row, cells.iter().map(Cell::shown).collect()));
            true
        });
    }
    Ok(out)
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
    let rows = all("\"a\nb\",c\r\n\r\n1,\"x\"\"y,z\"\r\n2,\"q\"");
    let fields = |f: &[&str]| f.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
    assert_eq!(rows, [(1, fields(&["a\nb", "c"])), (2, fields(&[""])), (3, fields(&["1", "x\"y,z"])), (4, fields(&["2", "q"]))]);
}

#[test]
fn a_quote_inside_a_field_is_a_character() {
    assert_eq!(all("a,5\"管\nb,c\n")[0].1, ["a", "5\"管"]);
}

#[test]
fn an_unclosed_quote_is_an_error_and_not_a_giant_row() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "a,b\n1,\"2\n3,4\n").unwrap();
    assert!(read(file.path()).unwrap_err().to_string().contains("第 2 行"));
}

#[test]
fn what_old_systems_write_is_read() {
    let expected = [["身份证号", "姓名"], ["379901195001010017", "王小明"], ["379901195001010025", "李四"]];
    for text in [
        // Lines end as on an old Macintosh; the file ends as DOS marked it; long numbers are guarded as formulas.
        "身份证号,姓名\r379901195001010017,王小明\r379901195001010025,李四\r",
        "身份证号,姓名\r\n379901195001010017,王小明\r\n379901195001010025,李四\r\n\u{1a}",
        "身份证号,姓名\n379901195001010017,王小明\n379901195001010025,李四\n\0\0\0",
        "身份证号,姓名\n=\"379901195001010017\",王小明\n\"=\"\"379901195001010025\"\"\",李四\n",
    ] {
        assert_eq!(all(text).into_iter().map(|(_, fields)| fields).collect::<Vec<_>>(), expected, "{text:?}");
    }
    assert_eq!(all("=\"a\"&\"b\",=\"\n")[0].1, ["=\"a\"&\"b\"", "=\""]);
}

#[test]
fn a_row_is_as_wide_as_what_it_holds() {
    let widths = |text: &str| all(text).into_iter().map(|(_, fields)| fields.len()).collect::<Vec<_>>();
    let commas = ",".repeat(1_000_000);
    // Empty columns far to the right are none; those of any table stay, as a header may stand above them.
    assert_eq!(widths(&format!("a,b,,\n1,2{commas}\n")), [4, MAX_COLUMNS]);
    assert_eq!(widths(&format!("a,b\n1{commas}x\n1{}x\n", ",".repeat(300))), [2, 1 << 16, 301]);
}

#[test]
fn separators_are_told_apart() {
    for (text, delimiter) in [("a,b\n1,2\n", b','), ("a\tb\n1\t2\n", b'\t'), ("a;b\n1;2,5\n2;3,5\n", b';'), ("标题\na,b,c\n1,2,3\n", b',')]
    {
        assert_eq!(guess_delimiter(text), delimiter, "{text:?}");
    }
}

#[test]
fn encodings_are_told_apart() {
    // 一 and 最 end in a zero byte, as does the lower half of 𠀀.
    for text in ["姓名,镇街\n王𠀀,东岭镇\n", "姓名,镇街\n王一,最高镇\n2022,1\n", "姓名,镇街\n王\0,东\0\0\0岭镇\0\n"]
    {
        let (gb, _, _) = GB18030.encode(text);
        let utf16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let (little, big) = (utf16(u16::to_le_bytes), utf16(u16::to_be_bytes));
        let marked = [[b"\xFF\xFE".to_vec(), little.clone()].concat(), [b"\xFE\xFF".to_vec(), big.clone()].concat()];
        let [little_marked, big_marked] = marked;
        let mut files = vec![text.as_bytes().to_vec(), [b"\xEF\xBB\xBF", text.as_bytes()].concat(), gb.to_vec(), little_marked, big_marked];
        if !text.contains('\0') {
            files.extend([little, big]);
        }
        for bytes in files {
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), &bytes).unwrap();
            let expected: Vec<&str> = text.lines().nth(1).unwrap().split(',').collect();
            assert_eq!(read(file.path()).unwrap()[1].1, expected, "{bytes:?}");
        }
    }
}

proptest! {
    /// A table written by the csv crate is read back, cell for cell.
    #[test]
    fn what_a_csv_writer_writes_is_read_back(table in proptest::collection::vec(proptest::collection::vec("[a-z\"，,\n 王]{0,6}", 2..5), 1..20)) {
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for row in &table {
            writer.write_record(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let chunk = Chunk { first_row: 1, text: text.clone() };
        let mut out: Vec<Vec<String>> = Vec::new();
        records(&chunk, b',', |_, cells| { out.push(cells.iter().map(Cell::shown).collect()); true });
        prop_assert_eq!(&out, &table);
        prop_assert_eq!(whole_records(text.as_bytes(), b',', true).ok(), Some((text.len(), table.len() as u64)));
    }
}
