//! What department files hold besides rows: headers twice, totals, footers, accounts as people write them.

use crate::support::numbers::{mistyped, person};
use crate::support::tables::{self, DIBAO, csv, dibao};
use crate::support::{Folder, count, read, text};
use serde_json::Value;

const ALLOWANCE: &str = "身份证号,姓名,发放月份,金额,银行账号";

fn allowance(n: u32, account: &str) -> String {
    format!("{},甲{n},2022-01,100,{account}", person("19400101", n))
}

/// The reasons of a batch's quarantine, by the row in the file.
fn reasons(folder: &Folder, batch: &Value) -> Vec<(String, String)> {
    let out = folder.path(format!("{}.xlsx", text(&batch["batch"])));
    folder.run(&[&"quarantine", &"export", &text(&batch["batch"]), &"--out", &out]).expect(0);
    let rows = read::sheets(&out).into_values().flat_map(|rows| rows.into_values().skip(2));
    rows.map(|row| (row[row.len() - 1].clone(), row[row.len() - 3].clone())).collect()
}

#[track_caller]
fn assert_rows(batch: &Value, accepted: u64, quarantined: u64, skipped: &[(&str, u64)]) {
    assert_eq!((count(&batch["accepted"]), count(&batch["quarantined"])), (accepted, quarantined), "{batch:#}");
    for (what, rows) in skipped {
        assert_eq!(count(&batch["skipped"][what]), *rows, "{what}: {batch:#}");
    }
    let skipped: u64 = batch["skipped"].as_object().unwrap().values().map(count).sum();
    assert_eq!(count(&batch["read"]), accepted + quarantined + skipped, "{batch:#}");
}

#[test]
fn an_account_is_one_however_it_is_grouped_and_none_where_there_is_none() {
    let folder = Folder::new();
    let accounts = ["6223 6680 0000 0000 011", "6223-6680-0000-0000-011", "'6223668000000000011", "６２２３６６８００００００００００１１"];
    let none = ["6.22E+18", "6.22366E18", "-", "—", "/", "无", "0", "暂无"];
    let rows: Vec<String> = (1..).zip(accounts.iter().chain(&none)).map(|(n, account)| allowance(n, account)).collect();
    let batch = folder.import_one(&csv(folder.path("高龄津贴发放.csv"), ALLOWANCE, &rows));
    assert_rows(&batch, 4, 8, &[]);
    let reasons = reasons(&folder, &batch);
    assert!(reasons[..2].iter().all(|(_, reason)| reason.contains("银行账号：长数字已被电子表格破坏")), "{reasons:#?}");
    assert!(reasons[2..].iter().all(|(_, reason)| reason.contains("银行账号：必填项为空")), "{reasons:#?}");

    // Four people of four households are paid into one account: that is found however each town groups its digits.
    for (table, head) in [
        ("低保金发放", DIBAO),
        ("特困供养金发放", "身份证号,姓名,镇街,村居,发放月份,金额,银行账号"),
        ("残疾人两项补贴发放", "身份证号,姓名,补贴类别,发放月份,金额,银行账号"),
        ("养老待遇发放", "身份证号,姓名,险种,发放月份,金额,银行账号"),
        ("失业保险金发放", ALLOWANCE),
        ("惠农补贴发放", "身份证号,姓名,镇街,村居,补贴项目,年度,面积,金额,银行账号"),
        ("户籍人口", tables::RESIDENTS),
    ] {
        folder.import_one(&csv(folder.path(format!("{table}.csv")), head, &[]));
    }
    folder.screen(&[&"--rule", &"S26"]);
    let leads = folder.leads();
    assert_eq!((leads.len(), leads[0].subject_id.as_str(), leads[0].hits), (1, "6223668000000000011", 4));
}

#[test]
fn rows_between_two_headers_are_rows_and_data_above_a_header_is_quarantined() {
    let folder = Folder::new();
    let lines = [allowance(1, "622301"), "高龄津贴发放表,,,,".to_owned(), ALLOWANCE.to_owned(), allowance(2, "622302")];
    let more = [ALLOWANCE.replace("银行账号", "银行账号,备注"), allowance(3, "622303")];
    let file = tables::write(folder.path("津贴.csv"), lines.iter().chain(&more).map(|line| format!("{line}\n")).collect::<String>());
    let batch = folder.import_one(&file);
    assert_rows(&batch, 2, 1, &[("title", 1), ("header", 2)]);
    let reasons = reasons(&folder, &batch);
    assert!(reasons[0].0 == "1" && reasons[0].1.contains("表头上方"), "{reasons:#?}");
    // Handed in again below a header it is a row like any other.
    let out = folder.path(format!("{}.xlsx", text(&batch["batch"])));
    assert_rows(&folder.import_one(&out), 1, 0, &[]);
}

#[test]
fn a_broken_row_is_never_taken_for_a_total_or_a_note() {
    let folder = Folder::new();
    let head = DIBAO.replace("银行账号", "银行账号,备注");
    let [a, b, c, d] = [1, 2, 3, 4].map(|n| person("19500101", n));
    let rows = [
        dibao(&a, "甲", "2022-01", "300") + ",",
        dibao(&b, "乙", "2022-01", "三百") + ",合计",
        dibao(&mistyped(&c), "丙", "2022-01", "300") + ",小计",
        dibao("3.70302E+17", "丁", "2022-01", "300") + ",合计",
        format!("{d},注1,H,北山镇,北山村,2022-13,300,622301,"),
    ];
    let footers = [
        "合计3人,,,,,,900.00,,",
        ",合计（大写）：,,,,,玖佰元整,,",
        "本页合计,,,,,,900,,",
        "北山镇小计：,,,,,,300,,",
        "累计,,,,,,900,,",
        "主管领导：,,会计：,,,,,,",
        "审核人：,,,,,,,,",
        "填表日期：2022年1月,,,,,,,,",
        "以下空白,,,,,,,,",
        "第1页 共3页,,,,,,,,",
        "说明：按月发放,,,,,,,,",
    ];
    let rows: Vec<String> = rows.into_iter().chain(footers.map(str::to_owned)).collect();
    let batch = folder.import_one(&csv(folder.path("低保金发放.csv"), &head, &rows));
    assert_rows(&batch, 1, 4, &[("total", 5), ("note", 6)]);

    // The number may stand anywhere: a serial number in front makes a note of no row.
    let rows = [format!("注1,{}", dibao(&a, "甲", "2022-01", "三百")), format!("*2,{}", dibao(&mistyped(&b), "乙", "2022-02", "300"))];
    let batch = folder.import_one(&csv(folder.path("低保金发放2.csv"), &format!("序号,{DIBAO}"), &rows));
    assert_rows(&batch, 0, 2, &[]);
}

fn cells(line: &str) -> Vec<String> {
    line.split(',').map(str::to_owned).collect()
}

#[test]
fn a_sheet_with_people_and_no_header_is_refused_and_a_hidden_one_is_told_of() {
    let folder = Folder::new();
    let table = |n| vec![cells(ALLOWANCE), cells(&allowance(n, "622301"))];
    let path = folder.path("高龄津贴.xlsx");
    tables::xlsx(&path, &[("东岭镇", table(1)), ("北山镇", vec![cells("甲,乙"), cells("第一页"), cells(&allowance(2, "622302"))])]);
    let report = folder.import(&[&path]).expect(1).json();
    assert_eq!(report["files"][0]["code"], "data_without_header", "{report:#}");
    let message = text(&report["files"][0]["message"]);
    assert!(message.contains("北山镇") && message.contains("第 3 行"), "{message}");
    folder.assert_empty();

    let mut workbook = rust_xlsxwriter::Workbook::new();
    for (name, rows, hidden) in [("东岭镇", table(1), false), ("北山镇", table(2), true), ("填报说明", vec![cells("请按月填报")], false)]
    {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).unwrap().set_hidden(hidden);
        for (row, cells) in (0..).zip(rows) {
            sheet.write_row(row, 0, cells).unwrap();
        }
    }
    workbook.save(&path).unwrap();
    let batch = folder.import_one(&path);
    assert_rows(&batch, 2, 0, &[("header", 2), ("note", 1)]);
    let notes: Vec<String> = batch["notes"].as_array().unwrap().iter().map(text).collect();
    assert!(notes.len() == 2 && notes[0].contains("北山镇") && notes[0].contains("隐藏") && notes[1].contains("填报说明"), "{notes:?}");
}

#[test]
fn a_title_says_which_table_it_is_whatever_further_columns_there_are() {
    let head = "镇街,村居,身份证号,姓名,发放月份,金额,银行账号";
    let row = |n| format!("北山镇,北山村,{}", allowance(n, "622301"));
    for (title, dataset) in [
        ("某区高龄津贴发放表", "elderly_allowances"),
        ("失业金发放明细", "unemployment_benefits"),
        ("特困供养金发放表", "destitute_payments"),
    ] {
        let folder = Folder::new();
        let batch = folder.import_one(&csv(folder.path(format!("2022年1月{title}.csv")), head, &[row(1)]));
        assert_eq!((batch["dataset"].as_str(), &batch["notes"]), (Some(dataset), &Value::Array(Vec::new())), "by the file's name");
        let titled = tables::write(folder.path("表.csv"), format!("{title},,,,,,\n{head}\n{}\n", row(2)));
        assert_eq!(folder.import_one(&titled)["dataset"], dataset, "by the title");
        let path = folder.path("各镇.xlsx");
        let town = |n| vec![cells(head), cells(&row(n))];
        let first = [vec![vec![title.to_owned()]], town(3)].concat();
        tables::xlsx(&path, &[("东岭镇", first), ("北山镇", town(4))]);
        assert_eq!(folder.import_one(&path)["dataset"], dataset, "by the title of the first of several sheets");
    }
    for (kind, value, dataset) in [("险种", "居民养老", "pension_payments"), ("补贴类别", "护理补贴", "disability_allowances")]
    {
        let folder = Folder::new();
        let title = if dataset == "pension_payments" { "养老待遇发放" } else { "残疾人补贴" };
        let batch =
            folder.import_one(&csv(folder.path(format!("{title}.csv")), &format!("{head},{kind}"), &[format!("{},{value}", row(1))]));
        assert_eq!(batch["dataset"], dataset);
    }

    // A table of the living allowance that lacks its household numbers is no table of the destitute.
    let folder = Folder::new();
    let report = folder.import(&[&csv(folder.path("低保金发放表.csv"), head, &[row(1)])]).expect(1).json();
    assert_eq!(report["files"][0]["code"], "missing_columns", "{report:#}");
    let message = text(&report["files"][0]["message"]);
    assert!(message.contains("低保金发放") && message.contains("户号"), "{message}");

    // Without any title the columns decide, and the batch says what else it may have been.
    let batch = folder.import_one(&csv(folder.path("一月.csv"), head, &[row(1)]));
    assert_eq!(batch["dataset"], "destitute_payments");
    let note = text(&batch["notes"][0]);
    assert!(note.contains("elderly_allowances") && note.contains("qingyuan batches withdraw b000001"), "{note}");
}

#[test]
fn sheets_under_different_titles_are_different_tables() {
    let folder = Folder::new();
    let path = folder.path("津贴.xlsx");
    let table = |n| vec![cells(ALLOWANCE), cells(&allowance(n, "622301"))];
    tables::xlsx(&path, &[("高龄津贴", table(1)), ("失业金", table(2))]);
    let report = folder.import(&[&path]).expect(1).json();
    assert_eq!(report["files"][0]["code"], "mixed_sheets", "{report:#}");
}

#[test]
fn a_header_in_two_rows_and_a_remark_beside_the_table() {
    let folder = Folder::new();
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let rows = ["某区高龄津贴发放表", "序号,身份证号,姓名,发放情况,,银行账号", ",,,发放月份,金额,"];
    for (row, line) in (0..).zip(rows) {
        sheet.write_row(row, 0, cells(line)).unwrap();
    }
    for n in [1_u32, 2] {
        sheet.write_row(n + 2, 0, cells(&format!("{n},{}", allowance(n, "622301")))).unwrap();
    }
    sheet.write(4, 6, "已核实").unwrap();
    let path = folder.path("发放.xlsx");
    workbook.save(&path).unwrap();
    let batch = folder.import_one(&path);
    assert_rows(&batch, 1, 1, &[("title", 2), ("header", 1)]);
    let reasons = reasons(&folder, &batch);
    assert!(reasons[0].1.contains("第 7 列") && !reasons[0].1.contains("分隔符"), "{reasons:#?}");
}
