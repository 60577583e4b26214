//! Files that are no table, or not the right one.

use super::{assert_refused, refused};
use crate::support::numbers::person;
use crate::support::tables::{self, DEATHS, DIBAO, VEHICLES, car, csv, death, dibao};
use crate::support::{FIRST_START, Folder, QUARANTINED, count, text};

const EITHER: &str = "身份证号,姓名,发放月份,金额,银行账号";

fn row(n: u32) -> String {
    format!("{},甲,2022-01,100,62236600{n:08}", person("19400101", n))
}

#[test]
fn an_empty_file() {
    let folder = Folder::new();
    for (name, content) in [("低保金发放.xlsx", ""), ("低保金发放.csv", ""), ("空白.csv", "\u{feff}\r\n\r\n  \n")] {
        assert_refused(&folder, &tables::write(folder.path(name), content), "empty", &["空"]);
    }
    let commas = tables::write(folder.path("逗号.csv"), ",,,\n,,,\n");
    refused(&folder, &commas);
}

#[test]
fn a_picture_or_document_under_a_tables_name() {
    let folder = Folder::new();
    let png = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &[0; 200]].concat();
    assert_refused(&folder, &tables::write(folder.path("低保金发放.xlsx"), png), "not_a_table", &["PNG"]);
    assert_refused(&folder, &tables::write(folder.path("低保金发放.csv"), "%PDF-1.7\n1 0 obj"), "not_a_table", &["PDF"]);
    let page = "<html><body><table><tr><td>身份证号</td></tr></table></body></html>";
    assert_refused(&folder, &tables::write(folder.path("低保金发放.xls"), page), "not_a_table", &["HTML"]);
}

#[test]
fn a_table_that_no_dataset_knows() {
    let folder = Folder::new();
    let file = csv(folder.path("通讯录.csv"), "部门,电话,房间", &["民政局,123,301".to_owned()]);
    assert_refused(&folder, &file, "not_recognised", &["没有任何数据集"]);
}

#[test]
fn a_header_that_fits_two_datasets_equally_well_is_asked_about() {
    let folder = Folder::new();
    let file = csv(folder.path("发放表.csv"), EITHER, &[row(1), row(2)]);
    assert_refused(&folder, &file, "ambiguous", &["elderly_allowances", "unemployment_benefits", "--dataset"]);
    // On the terminal the person sees the same message.
    let shown = folder.run(&[&"import", &file]).expect(1).out;
    assert!(shown.contains("elderly_allowances") && shown.contains("REFUSED"), "{shown}");

    let named = folder.run(&[&"import", &"--json", &"--dataset", &"unemployment_benefits", &file]).expect(0).json();
    assert_eq!((named["files"][0]["dataset"].as_str(), count(&named["files"][0]["accepted"])), (Some("unemployment_benefits"), 2));
}

#[test]
fn equals_are_told_apart_by_a_title() {
    let folder = Folder::new();
    let by_name = csv(folder.path("高龄津贴发放2022年1月.csv"), EITHER, &[row(1)]);
    assert_eq!(folder.import_one(&by_name)["dataset"], "elderly_allowances");
    let by_title = tables::write(folder.path("表一.csv"), format!("某区失业保险金发放明细表,,,,\n{EITHER}\n{}\n", row(2)));
    assert_eq!(folder.import_one(&by_title)["dataset"], "unemployment_benefits");
    let head = EITHER.split(',').map(str::to_owned).collect();
    tables::xlsx(&folder.path("表二.xlsx"), &[("高龄津贴", vec![head, row(3).split(',').map(str::to_owned).collect()])]);
    assert_eq!(folder.import_one(&folder.path("表二.xlsx"))["dataset"], "elderly_allowances");
}

#[test]
fn a_missing_required_column_is_named() {
    let folder = Folder::new();
    let number = person("19500101", 1);
    let without = |head: &str, row: String, column: &str| {
        let at = head.split(',').position(|name| name == column).unwrap();
        let cut = |line: &str| {
            let cells: Vec<&str> = line.split(',').enumerate().filter(|(n, _)| *n != at).map(|(_, cell)| cell).collect();
            cells.join(",")
        };
        (cut(head), cut(&row))
    };
    let (head, line) = without(VEHICLES, car(&number, "甲"), "购置价");
    let file = csv(folder.path("机动车登记.csv"), &head, &[line]);
    assert_refused(&folder, &file, "not_recognised", &["机动车登记", "购置价"]);

    let (head, line) = without(DIBAO, dibao(&number, "甲", "2022-01", "300"), "发放月份");
    let file = csv(folder.path("低保金发放.csv"), &head, &[line]);
    let report = folder.run(&[&"import", &"--json", &"--dataset", &"dibao_payments", &file]).expect(1).json();
    let message = text(&report["files"][0]["message"]);
    assert!(message.contains("低保金发放") && message.contains("发放月份") && !message.contains("金额"), "{message}");
    folder.assert_empty();

    let unknown = folder.run(&[&"import", &"--json", &"--dataset", &"dibao", &file]).expect(1).json();
    assert!(text(&unknown["files"][0]["message"]).contains("dibao"), "{unknown:#}");
    folder.assert_empty();
}

#[test]
fn a_column_twice_in_the_header_is_named() {
    let folder = Folder::new();
    let head = DEATHS.replacen("身份证号", "证件号码", 1) + ",公民身份号码";
    let file = csv(folder.path("死亡人员.csv"), &head, &[death(&person("19500101", 1), "甲", "2022-03-05") + ",1"]);
    assert_refused(&folder, &file, "column_twice", &["证件号码", "公民身份号码"]);
}

#[test]
fn three_hundred_columns() {
    let folder = Folder::new();
    let wide = |line: &str, filler: &str| format!("{line},{}", vec![filler; 300].join(","));
    let number = person("19500101", 1);
    let file = csv(folder.path("死亡人员.csv"), &wide(DEATHS, "列"), &[wide(&death(&number, "甲", "2022-03-05"), "1")]);
    assert_refused(&folder, &file, "too_many_columns", &["304", "256"]);
    // Wide only far below the header, where the first rows look right.
    let rows = (0..50).map(|n| death(&person("19500101", n), "甲", "2022-03-05"));
    let file = csv(folder.path("死亡人员2.csv"), DEATHS, &rows.chain([wide(&death(&number, "甲", "2022-03-05"), "1")]).collect::<Vec<_>>());
    let ran = folder.import(&[&file]);
    let outcome = &ran.json()["files"][0];
    assert!(outcome["outcome"] == "refused" || count(&outcome["quarantined"]) == 1, "{outcome:#}");

    let folder = Folder::new();
    let cells = |line: String| line.split(',').map(str::to_owned).collect();
    let path = folder.path("死亡人员.xlsx");
    tables::xlsx(&path, &[("Sheet1", vec![cells(wide(DEATHS, "列")), cells(wide(&death(&number, "甲", "2022-03-05"), "1"))])]);
    assert_refused(&folder, &path, "too_many_columns", &["超过上限 256 列"]);
}

#[test]
fn a_header_without_rows_is_a_table_without_rows() {
    let folder = Folder::new();
    let batch = folder.import_one(&csv(folder.path("死亡人员.csv"), DEATHS, &[]));
    assert_eq!((count(&batch["read"]), count(&batch["accepted"]), count(&batch["skipped"]["header"])), (1, 0, 1));
    tables::xlsx(
        &folder.path("服刑人员.xlsx"),
        &[("Sheet1", vec!["身份证号,姓名,收监日期,释放日期".split(',').map(str::to_owned).collect()])],
    );
    assert_eq!(count(&folder.import_one(&folder.path("服刑人员.xlsx"))["accepted"]), 0);
    // Nobody died: that is an answer, not the lack of one.
    let a = person("19500101", 1);
    folder.import_one(&csv(folder.path("低保金发放.csv"), DIBAO, &[dibao(&a, "甲", "2022-01", "300")]));
    let lines = folder.screen(&[&"--rule", &"S01", &"--rule", &"S11"]);
    assert!(lines.values().all(|line| line["not_evaluated"].is_null() && line["leads"] == 0), "{lines:#?}");
}

#[test]
fn a_file_that_is_refused_does_not_stop_the_others() {
    let folder = Folder::new();
    csv(folder.path("in/a 死亡人员.csv"), DEATHS, &[death(&person("19500101", 1), "甲", "2022-03-05")]);
    tables::write(folder.path("in/b 空.csv"), "");
    csv(folder.path("in/c 低保金发放.csv"), DIBAO, &[dibao(&person("19500101", 1), "甲", "2022-05", "300")]);
    let report = folder.import(&[&folder.path("in")]).expect(1).json();
    let outcomes: Vec<String> = report["files"].as_array().unwrap().iter().map(|file| text(&file["outcome"])).collect();
    assert_eq!(outcomes, ["imported", "refused", "imported"]);
    assert_eq!(folder.batches().len(), 2);
    assert_eq!(folder.events(), FIRST_START + 2);
}

#[test]
fn what_is_not_there_cannot_be_imported() {
    let folder = Folder::new();
    let ran = folder.run(&[&"import", &folder.path("nowhere.csv")]).expect(1);
    assert!(ran.err.contains("nowhere.csv"), "{}", ran.err);
    std::fs::create_dir(folder.path("empty")).unwrap();
    let ran = folder.run(&[&"import", &folder.path("empty")]).expect(1);
    assert!(ran.err.contains("no file"), "{}", ran.err);
    folder.run(&[&"import"]).expect(2);
    folder.run(&[&"imports"]).expect(2);
    folder.assert_empty();
}

#[test]
fn lock_files_of_office_programs_and_hidden_files_are_passed_over() {
    let folder = Folder::new();
    csv(
        folder.path("in/死亡人员.csv"),
        DEATHS,
        &[death(&person("19500101", 1), "甲", "2022-03-05"), "不是证号,甲,2022-03-05,医院".to_owned()],
    );
    tables::write(folder.path("in/~$死亡人员.xlsx"), [0x0B; 165]);
    tables::write(folder.path("in/.DS_Store"), [0; 100]);
    let report = folder.import(&[&folder.path("in")]).expect(QUARANTINED).json();
    assert_eq!(report["files"].as_array().unwrap().len(), 1);
}
