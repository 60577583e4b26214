use super::*;
use crate::read::NOT_COMPUTED;
use calamine::ExcelDateTimeType;
use std::io::Write;
use zip::write::SimpleFileOptions;

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// An XLSX with a sheet of each name; a sheet's text is what stands in its `sheetData`, none leaves the sheet's part out.
fn xlsx(sheets: &[(&str, Option<&str>)]) -> Vec<u8> {
    const KINDS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (mut names, mut targets, mut parts) = (String::new(), String::new(), Vec::new());
    for (n, (name, rows)) in sheets.iter().enumerate() {
        names += &format!("<sheet name=\"{name}\" sheetId=\"{}\" r:id=\"rId{n}\"/>", n + 1);
        targets += &format!("<Relationship Id=\"rId{n}\" Type=\"{KINDS}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>");
        if let Some(rows) = rows {
            parts.push((format!("xl/worksheets/sheet{n}.xml"), format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")));
        }
    }
    let root = format!("<Relationship Id=\"rId1\" Type=\"{KINDS}/officeDocument\" Target=\"xl/workbook.xml\"/>");
    parts.push(("_rels/.rels".to_owned(), format!("<Relationships>{root}</Relationships>")));
    parts.push(("xl/workbook.xml".to_owned(), format!("<workbook xmlns:r=\"r\"><sheets>{names}</sheets></workbook>")));
    parts.push(("xl/_rels/workbook.xml.rels".to_owned(), format!("<Relationships>{targets}</Relationships>")));
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    archive(&parts)
}

fn ods(tables: &str) -> Vec<u8> {
    archive(&[("content.xml", &format!("<office:document-content><office:body>{tables}</office:body></office:document-content>"))])
}

fn ods_rows(rows: &str) -> Vec<u8> {
    ods(&format!("<table:table table:name=\"表\">{rows}</table:table>"))
}

fn text(paragraphs: &str) -> String {
    format!("<table:table-cell office:value-type=\"string\">{paragraphs}</table:table-cell>")
}

/// Number and cells, as a person reads them, of the rows of the first sheet.
fn rows(zip: bool, bytes: Vec<u8>) -> Vec<(u64, Vec<String>)> {
    let sheets = read_workbook(zip, bytes).unwrap_or_else(|error| panic!("{error}"));
    sheets[0].rows(0).map(|(number, cells)| (number, cells.iter().map(Cell::shown).collect())).collect()
}

fn refusal(bytes: Vec<u8>) -> String {
    match read_workbook(true, bytes) {
        Ok(_) => panic!("it was read"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn rows_of_an_xlsx_keep_their_numbers_and_columns() {
    let cells = r#"<row r="5"><c r="C5"><v>2</v></c></row><row r="2"><c r="B2"><v>1</v></c><c r="A2" t="str"><v>甲</v></c></row>"#;
    let read = rows(true, xlsx(&[("表", Some(cells))]));
    assert_eq!(read, [(2, vec!["甲".to_owned(), "1".to_owned()]), (5, vec![String::new(), String::new(), "2".to_owned()])]);
}

#[test]
fn a_workbook_that_no_program_writes_is_refused_and_not_read_in_part() {
    let cell = |at: &str| format!("<row r=\"{at}\"><c r=\"A{at}\"><v>1</v></c></row>");
    let one = cell("1");
    for (sheets, why) in [
        (vec![("甲", Some(one.clone())), ("甲", Some(one.clone()))], "同名"),
        (vec![("甲", Some(one.clone())), ("乙", None)], "缺少工作表“乙”"),
        (vec![("甲", Some(one.clone() + &one))], "单元格出现了两次"),
        (vec![("甲", Some(one.clone() + &cell("2") + &one))], "第 1 行出现了两次"),
        (vec![("甲", Some(one.clone() + &cell("3000000000")))], "最大行数"),
        (vec![("甲", Some(format!("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>{}</v></c></row>", "字".repeat(32_768))))], "32767"),
    ] {
        let sheets: Vec<(&str, Option<&str>)> = sheets.iter().map(|(name, rows)| (*name, rows.as_deref())).collect();
        let refused = refusal(xlsx(&sheets));
        assert!(refused.contains(why), "{refused}");
    }
}

#[test]
fn an_archive_of_another_kind_is_named() {
    for (part, what) in [("xl/workbook.bin", "XLSB"), ("word/document.xml", "Word"), ("a.txt", "ZIP")] {
        let refused = refusal(archive(&[("[Content_Types].xml", "<Types/>"), (part, "x")][usize::from(part == "a.txt")..]));
        assert!(refused.contains(what), "{refused}");
    }
}

#[test]
fn a_date_is_a_date_and_what_only_looks_like_one_a_number() {
    let date = |number, is_1904| OwnedCell::date(ExcelDateTime::new(number, ExcelDateTimeType::DateTime, is_1904));
    let day = |year, month, day| OwnedCell::DateTime(NaiveDate::from_ymd_opt(year, month, day).unwrap().and_time(NaiveTime::MIN));
    assert_eq!(date(44_625.0, false), day(2022, 3, 5));
    assert_eq!(date(43_163.0, true), day(2022, 3, 5));
    for number in [0.0, 0.5, -1.0, 202_203.0, 20_220_305.0, 1e300, -1e300, f64::NAN] {
        assert!(matches!(date(number, false), OwnedCell::Number(same) if same.to_bits() == number.to_bits()), "{number}");
    }
    assert_eq!(OwnedCell::iso("2022-03-05"), day(2022, 3, 5));
    assert_eq!(OwnedCell::iso("2022-03-05T00:00:00Z"), day(2022, 3, 5));
    assert_eq!(OwnedCell::iso("三月"), OwnedCell::text("三月"));
}

#[test]
fn cells_of_an_ods_are_read_by_their_type() {
    let row = [
        text("<text:p>王<text:span>小</text:span><text:s text:c=\"2\"/>明&amp;&#26446;</text:p><text:p>二</text:p>"),
        text("<office:annotation><text:p>批注</text:p></office:annotation><text:p>甲<text:ruby-text>jia</text:ruby-text></text:p>"),
        "<table:table-cell office:value-type=\"currency\" office:value=\"1234.5\"><text:p>￥1,234.50</text:p></table:table-cell>"
            .to_owned(),
        "<table:table-cell office:value-type=\"date\" office:date-value=\"2022-03-05\"><text:p>三月五日</text:p></table:table-cell>"
            .to_owned(),
        "<table:table-cell><text:p>没有类型</text:p></table:table-cell>".to_owned(),
        "<table:table-cell office:value-type=\"string\" calcext:value-type=\"error\"><text:p>#N/A</text:p></table:table-cell>".to_owned(),
        "<table:covered-table-cell table:number-columns-repeated=\"2\"/>".to_owned(),
        "<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"/>".to_owned(),
    ];
    // A file laid out for reading has white space between all elements.
    let bytes = ods_rows(&format!(
        "\n <table:table-header-rows>\n <table:table-row>\n {}\n </table:table-row></table:table-header-rows>",
        row.join("\n ")
    ));
    let expected = ["王小  明&李\n二", "甲", "1234.5", "2022-03-05", "没有类型", "#N/A", "", "", "是"];
    assert_eq!(rows(true, bytes), [(1, expected.map(str::to_owned).to_vec())]);
}

#[test]
fn repetition_in_an_ods_counts_and_costs_nothing_where_nothing_is_repeated() {
    let row = |repeats: u64, cells: &str| format!("<table:table-row table:number-rows-repeated=\"{repeats}\">{cells}</table:table-row>");
    let blank = "<table:table-cell table:number-columns-repeated=\"16384\"/>";
    let twice = "<table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"float\" office:value=\"7\"/>";
    let read = rows(true, ods_rows(&[row(3, blank), row(2, twice), row(1_048_571, blank)].concat()));
    assert_eq!(read, [(4, vec!["7".to_owned(); 2]), (5, vec!["7".to_owned(); 2])]);
    // Zero is read as one, as LibreOffice reads it.
    assert_eq!(rows(true, ods_rows(&row(0, twice))).len(), 1);
    for (content, why) in [
        (row(1, &twice.replace("\"2\"", "\"16384\"")), "16384 列"),
        (row(1, &(blank.to_owned() + twice)), "16386 列"),
        (row(1_048_577, twice), "重复的次数过多"),
        (row(u64::MAX, &twice.replace("\"2\"", "\"256\"")), "重复的次数过多"),
        (row(400_000, &twice.replace("\"2\"", "\"256\"")), "重复的次数过多"),
        (row(1, &text("<text:p><text:s text:c=\"4000000000\"/></text:p>")), "32767"),
    ] {
        let refused = refusal(ods_rows(&content));
        assert!(refused.contains(why), "{refused}");
    }
}

#[test]
fn tables_that_an_ods_keeps_of_other_files_are_passed_over() {
    let table = |name: &str, value: &str| {
        format!("<table:table {name}><table:table-row>{}</table:table-row></table:table>", text(&format!("<text:p>{value}</text:p>")))
    };
    let bytes =
        ods(&[table("", "DDE"), table("table:name=\"'file:///别处.ods'#$表\"", "别处"), table("table:name=\"表\"", "这里")].concat());
    let sheets = read_workbook(true, bytes).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(), ["表"]);
    let locked = archive(&[("META-INF/manifest.xml", "<manifest:encryption-data/>"), ("content.xml", "noise")]);
    assert!(refusal(locked).contains("密码"));
}

#[test]
fn a_workbook_filled_far_beyond_its_table_is_refused_while_it_is_read() {
    let mut builder = Builder { beside: MAX_BESIDE - 1, ..Builder::default() };
    builder.begin("表", false).unwrap();
    for column in 0..=TABLE_WIDTH {
        builder.put(7, column, OwnedCell::Number(1.0)).unwrap();
    }
    builder.put(7, 100, OwnedCell::Empty).unwrap();
    let refused = builder.put(8, 255, OwnedCell::Number(1.0)).unwrap_err().to_string();
    assert!(refused.contains("第 8 行") && refused.contains("200 万"), "{refused}");
}

#[test]
fn a_sheet_that_an_ods_does_not_show_is_hidden() {
    let style = |name: &str, shown: bool| {
        format!("<style:style style:name=\"{name}\"><style:table-properties table:display=\"{shown}\"/></style:style>")
    };
    let table = |name: &str, style: &str| {
        let cell = text("<text:p>1</text:p>");
        format!("<table:table table:name=\"{name}\" table:style-name=\"{style}\"><table:table-row>{cell}</table:table-row></table:table>")
    };
    let bytes = ods(&[style("ta1", true), style("ta2", false), table("甲", "ta1"), table("乙", "ta2")].concat());
    let sheets = read_workbook(true, bytes).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.hidden)).collect::<Vec<_>>(), [("甲", false), ("乙", true)]);
}

#[test]
fn a_formula_that_was_never_computed_is_told_from_an_empty_cell() {
    let cells = r#"<row r="1"><c r="A1"><f>B1*2</f></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1" t="str"><f>""</f><v></v></c><c r="D1"/><c r="E1"><f>1</f><v/></c></row>"#;
    let read = rows(true, xlsx(&[("表", Some(cells))]));
    assert_eq!(read, [(1, [NOT_COMPUTED, "2", "", "", NOT_COMPUTED].map(str::to_owned).to_vec())]);
}
