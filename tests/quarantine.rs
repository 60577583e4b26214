//! Rows in quarantine go back to the department, are mended there, and join the batch that they came from.

use crate::support::numbers::{mistyped, person};
use crate::support::tables::{self, DIBAO, VEHICLES, car, csv, dibao};
use crate::support::{Folder, QUARANTINED, count, district, read, text};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The columns that the workbook adds behind the department's own.
const ADDED: [&str; 3] = ["隔离原因", "原工作表序号", "原行号"];

type Sheets = Vec<(String, Vec<Vec<String>>)>;

fn export(folder: &Folder, batch: &str) -> (PathBuf, u64) {
    let nth = (1..).find(|n| !folder.path(format!("隔离 {batch} {n}.xlsx")).exists()).unwrap();
    let out = folder.path(format!("隔离 {batch} {nth}.xlsx"));
    let report = folder.run(&[&"quarantine", &"export", &batch, &"--out", &out, &"--json"]).expect(0).json();
    (out, count(&report["rows"]))
}

/// Mends the rows of a workbook for which `which` says so, and saves all of them as a person would.
fn mended(from: &Path, to: PathBuf, mut which: impl FnMut(usize) -> bool) -> PathBuf {
    let mut at = 0;
    let sheets: Sheets = read::sheets(from)
        .into_iter()
        .map(|(name, rows)| {
            let mut rows: Vec<Vec<String>> = rows.into_values().collect();
            let head = rows[1].clone();
            for row in &mut rows[2..] {
                at += 1;
                if which(at) {
                    mend(&head, row, u32::try_from(at).unwrap());
                }
            }
            (name, rows)
        })
        .collect();
    let sheets: Vec<(&str, Vec<Vec<String>>)> = sheets.iter().map(|(name, rows)| (name.as_str(), rows.clone())).collect();
    tables::xlsx(&to, &sheets);
    to
}

/// Puts something right into every column that the row's reason names.
fn mend(head: &[String], row: &mut [String], n: u32) {
    let reasons = row[head.len() - 3].clone();
    for (at, name) in head.iter().enumerate().take(head.len() - 3) {
        if reasons.split('；').any(|reason| reason.starts_with(&format!("{}：", name.trim()))) {
            row[at] = match name.trim() {
                name if name.contains("号") && name.contains("身份") || name.contains("证件") => person("19400315", n),
                name if name.contains('月') => "2022-05".to_owned(),
                name if name.contains("金额") => "310.00".to_owned(),
                name if name.contains('日') => "2021-06-01".to_owned(),
                name if name.contains('价') => "60000".to_owned(),
                other => panic!("no mending for {other}: {reasons}"),
            };
        }
    }
}

#[test]
fn rows_go_out_with_their_reasons_and_come_back_mended_once() {
    let folder = Folder::new();
    let file = district(&folder).join("files/低保金发放表.xlsx");
    let batch = folder.import_one(&file);
    let (id, quarantined, accepted) = (text(&batch["batch"]), count(&batch["quarantined"]), count(&batch["accepted"]));
    assert_eq!((accepted, quarantined), (5963, 31));

    let (out, rows) = export(&folder, &id);
    assert_eq!(rows, quarantined);
    let own: Vec<String> = batch["sheets"][0]["header"].as_array().unwrap().iter().map(text).collect();
    for (sheet, rows) in read::sheets(&out) {
        let rows: Vec<Vec<String>> = rows.into_values().collect();
        assert!(rows[0][0].contains(&id) && rows[0][0].contains("低保金发放"), "{sheet}: {:?}", rows[0]);
        assert_eq!(rows[1][..own.len()], own, "{sheet}");
        assert_eq!(rows[1][own.len()..], ADDED, "{sheet}");
        assert!(rows[2..].iter().all(|row| !row[own.len()].is_empty()), "{sheet}: a row without a reason");
    }

    // Ten rows are mended, the others are handed in as they were.
    let some = mended(&out, folder.path("first/补正.xlsx"), |n| n <= 10);
    let first = folder.import_one(&some);
    assert_eq!((count(&first["accepted"]), count(&first["quarantined"])), (10, quarantined - 10), "{first:#}");
    assert_eq!(first["mends"], id.as_str());
    assert_eq!(folder.rows("dibao_payments"), accepted + 10);
    let (rest, rows) = export(&folder, &id);
    assert_eq!(rows, quarantined - 10);

    // The same ten again, in another file: each is refused by itself.
    let again = mended(&out, folder.path("second/补正（再次）.xlsx"), |n| n <= 12);
    let second = folder.import_one(&again);
    assert_eq!((count(&second["accepted"]), count(&second["quarantined"])), (2, quarantined - 2), "{second:#}");
    let (refused, _) = export(&folder, &text(&second["batch"]));
    let refused: Vec<Vec<String>> = read::sheets(&refused).into_values().flat_map(|rows| rows.into_values().skip(2)).collect();
    let told = refused.iter().filter(|row| row.iter().any(|cell| cell.contains("已经补正过"))).count();
    assert_eq!(told, 10, "{refused:#?}");
    assert_eq!(folder.rows("dibao_payments"), accepted + 12);

    // And the very same file is known by its content.
    let known = folder.import(&[&again]).expect(0).json();
    assert_eq!(known["files"][0]["outcome"], "known");

    // What was left, mended from the second export: the numbers of the rows there are those of the batch.
    let all = mended(&rest, folder.path("third/补正.xlsx"), |_| true);
    let third = folder.import_one(&all);
    assert_eq!((count(&third["accepted"]), count(&third["quarantined"])), (quarantined - 12, 2), "{third:#}");
    assert_eq!(export(&folder, &id).1, 0);
    assert_eq!(folder.rows("dibao_payments"), accepted + quarantined);
    assert_eq!(folder.in_force("dibao_payments").len(), 4, "mended rows join their batch; they take nobody's place");
}

#[test]
fn mended_rows_are_screened_and_lead_back_to_the_file_that_they_came_in() {
    let folder = Folder::new();
    let dead = person("19400101", 1);
    folder.import_one(&csv(folder.path("死亡人员.csv"), tables::DEATHS, &[tables::death(&dead, "甲", "2022-01-05")]));
    let file = csv(folder.path("低保金发放.csv"), DIBAO, &[dibao(&dead, "甲", "2022-05", "三百")]);
    let batch = text(&folder.import_one(&file)["batch"]);
    folder.screen(&[&"--rule", &"S01"]);
    assert!(folder.leads().is_empty());

    let (out, _) = export(&folder, &batch);
    folder.import_one(&mended(&out, folder.path("低保金发放 补正.xlsx"), |_| true));
    folder.screen(&[&"--rule", &"S01"]);
    let leads = folder.leads();
    assert_eq!(leads.len(), 1);
    let source = &leads[0].detail["hits"][0]["sources"][0];
    assert_eq!((source["file"].as_str(), count(&source["row"])), (Some("低保金发放 补正.xlsx"), 3), "{source:#}");
}

#[test]
fn mended_rows_of_a_register_join_the_snapshot_and_do_not_replace_it() {
    let folder = Folder::new();
    let [a, b] = [person("19700101", 1), person("19700101", 2)];
    let register = csv(folder.path("机动车登记.csv"), VEHICLES, &[car(&a, "甲"), car(&mistyped(&b), "乙")]);
    let batch = folder.import_one(&register);
    assert_eq!((count(&batch["accepted"]), count(&batch["quarantined"])), (1, 1));
    let (out, _) = export(&folder, &text(&batch["batch"]));
    let mended = mended(&out, folder.path("补正.xlsx"), |_| true);
    let back = folder.import_one(&mended);
    assert_eq!(back["supersedes"], Value::Array(Vec::new()), "{back:#}");
    assert_eq!(folder.in_force("vehicles").len(), 2);
    assert_eq!(folder.rows("vehicles"), 2);

    // A new snapshot takes the place of the old one and of what was mended in it.
    let next = folder.import_one(&csv(folder.path("next/机动车登记.csv"), VEHICLES, &[car(&a, "甲")]));
    assert_eq!(folder.in_force("vehicles").iter().map(|batch| text(&batch["batch"])).collect::<Vec<_>>(), [text(&next["batch"])]);
    assert_eq!(folder.rows("vehicles"), 1);

    // The quarantine of a snapshot that was superseded cannot come back.
    let (old, _) = export(&folder, &text(&batch["batch"]));
    let late = folder.import(&[&mended_copy(&old, folder.path("late.xlsx"))]).expect(1).json();
    assert_eq!((late["files"][0]["outcome"].as_str(), late["files"][0]["code"].as_str()), (Some("refused"), Some("stale_quarantine")));
    assert!(text(&late["files"][0]["message"]).contains(&text(&batch["batch"])), "{late:#}");
    assert_eq!(folder.rows("vehicles"), 1);
}

fn mended_copy(from: &Path, to: PathBuf) -> PathBuf {
    mended(from, to, |_| true)
}

#[test]
fn a_batch_that_is_not_there_has_no_quarantine() {
    let folder = Folder::new();
    let out = folder.path("out.xlsx");
    let ran = folder.run(&[&"quarantine", &"export", &"b000009", &"--out", &out]).expect(1);
    assert!(ran.err.contains("b000009"), "{}", ran.err);
    assert!(!out.exists());
}

#[test]
fn a_file_with_rows_in_quarantine_ends_with_its_own_exit_code() {
    let folder = Folder::new();
    let number = person("19500101", 1);
    let file = csv(
        folder.path("低保金发放.csv"),
        DIBAO,
        &[dibao(&number, "甲", "2022-01", "300"), dibao(&mistyped(&number), "甲", "2022-01", "300")],
    );
    folder.import(&[&file]).expect(QUARANTINED);
}

/// A batch of one good payment and two whose numbers were mistyped, and its exported quarantine.
fn two_in_quarantine(folder: &Folder) -> (String, PathBuf) {
    let [a, b, c] = [1, 2, 3].map(|n| person("19500101", n));
    let rows =
        [dibao(&a, "甲", "2022-01", "300"), dibao(&mistyped(&b), "乙", "2022-01", "300"), dibao(&mistyped(&c), "丙", "2022-01", "300")];
    let id = text(&folder.import_one(&csv(folder.path("低保金发放.csv"), DIBAO, &rows))["batch"]);
    let (out, rows) = export(folder, &id);
    assert_eq!(rows, 2);
    (id, out)
}

/// The rows of an exported quarantine, mended, and changed further.
fn changed(folder: &Folder, out: &Path, name: &str, change: impl FnOnce(&mut Vec<Vec<String>>)) -> PathBuf {
    let to = mended(out, folder.path(name), |_| true);
    let (sheet, rows) = read::sheets(&to).into_iter().next().unwrap();
    let mut rows: Vec<Vec<String>> = rows.into_values().collect();
    change(&mut rows);
    tables::xlsx(&to, &[(&sheet, rows)]);
    to
}

#[test]
fn half_a_quarantine_is_refused_whichever_half_is_missing() {
    let folder = Folder::new();
    let (id, out) = two_in_quarantine(&folder);
    let without_origin = changed(&folder, &out, "无来源列.xlsx", |rows| rows.iter_mut().for_each(|row| row.truncate(9)));
    let without_title = changed(&folder, &out, "低保金发放 补正.xlsx", |rows| drop(rows.remove(0)));
    for (file, says) in [(without_origin, "原行号"), (without_title, "标题")] {
        let report = folder.import(&[&file]).expect(1).json();
        assert_eq!(report["files"][0]["code"], "quarantine_form", "{report:#}");
        let message = text(&report["files"][0]["message"]);
        assert!(message.contains(says) && message.contains("重新导出"), "{message}");
    }
    let other = folder.run(&[&"import", &"--json", &"--dataset", &"elderly_allowances", &out]).expect(1).json();
    assert_eq!(other["files"][0]["code"], "quarantine_dataset", "{other:#}");
    assert_eq!((folder.rows("dibao_payments"), folder.in_force("dibao_payments").len()), (1, 1));
    assert_eq!(export(&folder, &id).1, 2);
}

#[test]
fn only_rows_that_are_in_quarantine_come_back() {
    let folder = Folder::new();
    let (id, out) = two_in_quarantine(&folder);
    let file = changed(&folder, &out, "补正.xlsx", |rows| {
        // One row points at the row that went in at once, one was added by hand, one is a total that the clerk is used to write.
        let good = rows[2].clone();
        let row_number = good.len() - 1;
        rows[3][row_number] = "2".to_owned();
        let mut added = good.clone();
        added[0] = person("19600101", 9);
        added[row_number - 1..].iter_mut().for_each(String::clear);
        let mut total = vec![String::new(); good.len()];
        total[0] = "合计2人".to_owned();
        rows.extend([added, total]);
    });
    let back = folder.import_one(&file);
    assert_eq!((count(&back["accepted"]), count(&back["quarantined"]), count(&back["skipped"]["total"])), (1, 2, 1), "{back:#}");
    assert_eq!(folder.rows("dibao_payments"), 2);
    assert_eq!(export(&folder, &id).1, 1, "the other row is still open");

    let (refused, rows) = export(&folder, &text(&back["batch"]));
    assert_eq!(rows, 2);
    let rows: Vec<Vec<String>> = read::sheets(&refused).into_values().flat_map(|rows| rows.into_values()).collect();
    assert!(rows[0][0].contains(&id), "what was mended in vain goes back to the batch that it came from: {rows:#?}");
    assert_eq!(rows[1].iter().filter(|cell| *cell == "原行号").count(), 1, "{:?}", rows[1]);
    assert!(rows[2][8].contains("不在隔离中") && rows[2][8].contains("第 2 行"), "{:?}", rows[2]);
    assert!(rows[3][8].contains("多出的行") && rows[3][10].is_empty(), "{:?}", rows[3]);
}

#[test]
fn what_was_mended_in_vain_is_mended_again_and_counted_once() {
    let folder = Folder::new();
    let (id, out) = two_in_quarantine(&folder);
    let in_vain = mended(&out, folder.path("1.xlsx"), |n| n == 1);
    let first = folder.import_one(&in_vain);
    assert_eq!((count(&first["accepted"]), count(&first["quarantined"])), (1, 1));
    let (again, _) = export(&folder, &text(&first["batch"]));
    let second = folder.import_one(&mended(&again, folder.path("2.xlsx"), |_| true));
    assert_eq!((second["mends"].as_str(), count(&second["accepted"])), (Some(id.as_str()), 1), "{second:#}");
    assert_eq!((export(&folder, &id).1, export(&folder, &text(&first["batch"])).1), (0, 0));
    // The row cannot come a second time by way of the batch's own quarantine.
    let late = folder.import_one(&mended(&out, folder.path("3.xlsx"), |_| true));
    assert_eq!((count(&late["accepted"]), count(&late["quarantined"])), (0, 2));
    assert_eq!(folder.rows("dibao_payments"), 3);
}

#[test]
fn what_a_workbook_cannot_hold_is_cut_with_a_mark() {
    let folder = Folder::new();
    let long = "字".repeat(40_000);
    let [a, b] = [1, 2].map(|n| person("19500101", n));
    let broken =
        [dibao(&a, &long, "2022-13", "300"), dibao(&b, "乙", "2022-01", &long), dibao(&b, "丙", "2022-01", "300") + &",x".repeat(2_000)];
    let rows: Vec<String> = (0..12).map(|_| dibao(&a, "甲", "2022-01", "300")).chain(broken).collect();
    let batch = folder.import_one(&csv(folder.path("低保金发放.csv"), DIBAO, &rows));
    let (out, rows) = export(&folder, &text(&batch["batch"]));
    assert_eq!(rows, 3);
    let rows: Vec<Vec<String>> = read::sheets(&out).into_values().flat_map(|rows| rows.into_values()).collect();
    assert!(rows[2][1].ends_with("已截断）") && rows[2][1].chars().count() == 32_767, "{}", rows[2][1].chars().count());
    assert!(rows[3][6].ends_with("已截断）"), "{}", rows[3][6].chars().count());
    let reason = &rows[4][1_000];
    assert!(reason.contains("2008 列"), "{reason}");
}

#[test]
fn sheets_of_a_quarantine_have_names_that_spreadsheets_take() {
    let folder = Folder::new();
    let row = |n| dibao(&mistyped(&person("19500101", n)), "甲", "2022-01", "300").split(',').map(str::to_owned).collect::<Vec<_>>();
    let head: Vec<String> = DIBAO.split(',').map(str::to_owned).collect();
    let names = ["东岭镇 A", "东岭镇 a"];
    let body = |n: u32| -> String {
        [head.clone(), row(n)]
            .iter()
            .map(|cells| {
                let cells = cells
                    .iter()
                    .map(|cell| format!("<table:table-cell office:value-type=\"string\"><text:p>{cell}</text:p></table:table-cell>"));
                format!("<table:table-row>{}</table:table-row>", cells.collect::<String>())
            })
            .collect()
    };
    // A program that is less strict than the usual ones wrote these names.
    let long = "某区低保金发放明细表[2022年1月]：东岭镇、北山镇、南湖街道、柳庄镇、西河镇";
    let tables: String = (1..)
        .zip(names.iter().copied().chain([long]))
        .map(|(n, name)| format!("<table:table table:name=\"{name}\">{}</table:table>", body(n)))
        .collect();
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    let path = folder.path("低保金发放.ods");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    archive.start_file("content.xml", zip::write::SimpleFileOptions::default()).unwrap();
    std::io::Write::write_all(&mut archive, content.as_bytes()).unwrap();
    archive.finish().unwrap();
    let batch = folder.import_one(&path);
    assert_eq!(count(&batch["quarantined"]), 3);
    let (out, rows) = export(&folder, &text(&batch["batch"]));
    assert_eq!((rows, read::sheets(&out).len()), (3, 3));
    assert_eq!(count(&folder.import_one(&mended(&out, folder.path("补正.xlsx"), |_| true))["accepted"]), 3);
}
