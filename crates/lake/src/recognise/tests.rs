use super::*;
use pack::{PackFiles, Packs};

const FIRM: &str = r#"
code = "firms"
title = "市场主体登记"
title_en = "Firms"
owner = "x"
mode = "replace"
subject = "name"
[[column]]
code = "name"
header = "名称"
type = "text"
meaning = "x"
[[column]]
code = "capital"
header = "注册资本"
aliases = ["实缴资本"]
type = "money"
meaning = "x"
"#;

fn packs() -> Packs {
    let mut files = PackFiles::default();
    files.insert("p/pack.toml", "code = \"p\"\ntitle = \"p\"\ntitle_en = \"p\"\n");
    files.insert("p/datasets/firms.toml", FIRM);
    files.insert("p/datasets/shops.toml", FIRM.replace("\"firms\"", "\"shops\"").replace("市场主体登记", "个体户登记"));
    Packs::load(&files).unwrap()
}

fn sample(sheet: &str, rows: &[&[&str]]) -> Sample {
    let rows = rows.iter().enumerate().map(|(n, cells)| (n as u64 + 1, cells.iter().map(|cell| (*cell).to_owned()).collect())).collect();
    Sample { sheet: sheet.to_owned(), rows }
}

fn found(stem: &str, samples: &[Sample]) -> Result<(String, Vec<Option<Header>>), FileError> {
    let packs = packs();
    recognise(&packs.datasets, None, stem, samples).map(|found| (found.dataset.code.clone(), found.headers))
}

#[test]
fn equals_are_told_apart_by_title_sheet_or_file_name_and_else_the_import_asks() {
    let table: &[&[&str]] = &[&["名称", "注册资本"], &["甲", "1"]];
    let titled: &[&[&str]] = &[&["市场主体登记统计表"], &["名称", "注册资本"]];
    assert_eq!(found("x", &[sample("", titled)]).unwrap().0, "firms");
    assert_eq!(found("x", &[sample("个体户登记", table)]).unwrap().0, "shops");
    assert_eq!(found("个体户登记表(2022)", &[sample("Sheet1", table)]).unwrap().0, "shops");
    assert!(matches!(found("x", &[sample("Sheet1", table)]), Err(FileError::Ambiguous { candidates }) if candidates.len() == 2));
}

#[test]
fn money_is_in_ten_thousands_where_the_header_or_a_line_above_says_so() {
    let units = |rows: &[&[&str]]| found("市场主体登记", &[sample("", rows)]).unwrap().1[0].clone().unwrap().ten_thousands[1];
    assert!(units(&[&["名称", "注册资本（万元）"]]));
    assert!(!units(&[&["名称", "注册资本（元）"]]));
    assert!(units(&[&["填报单位：×××    单位：万元"], &["名称", "注册资本"]]));
    assert!(!units(&[&["填报单位：×××    单位：万元"], &["名称", "注册资本（元）"]]));
    assert!(!units(&[&["填报单位：×××    单位：元"], &["名称", "注册资本"]]));
}

#[test]
fn of_two_headers_for_one_column_the_declared_one_is_meant() {
    let header = |rows: &[&[&str]]| found("市场主体登记", &[sample("", rows)]).map(|(_, headers)| headers[0].clone().unwrap().columns);
    assert_eq!(header(&[&["名称", "实缴资本", "注册资本"]]).unwrap(), [Some(0), None, Some(1)]);
    assert_eq!(header(&[&["名称", "注册资本", "实缴资本"]]).unwrap(), [Some(0), Some(1), None]);
    assert!(matches!(header(&[&["名称", "注册资本", "注册资本"]]), Err(FileError::ColumnTwice { .. })));
}

#[test]
fn a_header_that_lacks_a_required_column_is_named_and_never_taken_for_a_note() {
    let broken = [sample("东岭镇", &[&["名称", "注册资本"]]), sample("北山镇", &[&["名称", "资本"], &["甲", "1"]])];
    assert_eq!(found("市场主体登记", &broken).unwrap().1[1], None, "one column in common is a note");
    let named = recognise(&packs().datasets, Some("firms"), "x", &[sample("", &[&["名称", "资本"]])]).map(|_| ()).unwrap_err();
    assert!(named.to_string().contains("注册资本"), "{named}");
}

#[test]
fn a_header_in_two_rows_is_one() {
    let header = |rows: &[&[&str]]| found("市场主体登记", &[sample("", rows)]).map(|(_, headers)| headers[0].clone());
    let whole = header(&[&["登记表"], &["序号", "名称", "出资", "", ""], &["", "", "注册资本", "币种", ""], &["1", "甲", "1", "人民币"]]);
    let whole = whole.unwrap().unwrap();
    assert_eq!((whole.row, whole.columns), (3, vec![None, Some(0), Some(1), None, None]));
    assert_eq!(whole.cells, ["序号", "名称", "注册资本", "币种", ""]);
    // Both names together are the header; the same name in another group is another column.
    let one = header(&[&["名称", "认缴", "", "注册", ""], &["", "资本", "日期", "资本", "日期"]]).unwrap().unwrap();
    assert_eq!(one.columns, [Some(0), None, None, Some(1), None]);
    // A row of data below a header that lacks a column makes it no better.
    assert!(header(&[&["名称", "资本"], &["甲", "1"]]).is_err());
}
