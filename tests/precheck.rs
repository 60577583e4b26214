//! Check before pay: the month that is about to be paid comes back with a verdict a row, and nothing of it stays.

use crate::support::numbers::{self, person};
use crate::support::tables::{self, DEATHS, DIBAO, csv, death, dibao};
use crate::support::{Folder, QUARANTINED, count, district, read};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Verdict and rules of every row of the workbook that came back, by the row's number in the file.
fn verdicts(out: &Path) -> BTreeMap<u64, (String, String, String)> {
    let sheets = read::sheets(out);
    let rows = &sheets["审核结论"];
    let head = rows.values().position(|row| row.starts_with(&["工作表".to_owned(), "行号".to_owned()])).unwrap();
    rows.values().skip(head + 1).map(|row| (row[1].parse().unwrap(), (row[2].clone(), row[3].clone(), row[4].clone()))).collect()
}

fn precheck(folder: &Folder, dataset: &str, file: &Path, code: i32) -> (Value, BTreeMap<u64, (String, String, String)>) {
    let out = folder.path("verdicts.xlsx");
    let report = folder.run(&[&"precheck", &dataset, &file, &"--out", &out, &"--json"]).expect(code).json();
    (report, verdicts(&out))
}

fn lake(folder: &Folder) -> Vec<(PathBuf, Vec<u8>)> {
    let files = crate::support::files_below(&folder.lake());
    files.into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

/// A person of the fixture who is paid every month and whom no rule names, with the last payment as it was accepted.
fn in_order(folder: &Folder, file: &str, columns: usize, wanted: impl Fn(&[String]) -> bool) -> Vec<String> {
    let suspects: BTreeSet<String> = folder.leads().iter().map(|lead| lead.subject_id.clone()).collect();
    let sheets = read::sheets(&district(folder).join("files").join(file));
    let rows = sheets.values().flat_map(BTreeMap::values).filter(|row| row.len() == columns && wanted(row));
    let mut clean = rows.filter(|row| row.iter().all(|cell| !suspects.contains(cell) && !cell.trim().is_empty()));
    clean.rfind(|row| row[0].len() == 18 && numbers::in_cell(&row[0]).as_ref() == Some(&row[0])).unwrap().clone()
}

#[test]
fn next_months_allowances_get_a_verdict_a_row_and_leave_no_trace() {
    let folder = Folder::screened();
    let payee = in_order(&folder, "低保金发放表.xlsx", 8, |row| row[5].contains("12"));
    let (number, home) = (&payee[0], payee[2..5].join(","));
    let dead = folder.leads().into_iter().find(|lead| lead.rule == "S01").unwrap().subject_id;
    let mistyped = numbers::mistyped(&person("19500101", 1));
    let row = |number: &str, month: &str| format!("{number},{},{home},{month},310.00,{}", payee[1], payee[7]);
    let batch = csv(
        folder.path("低保2023年1月.csv"),
        DIBAO,
        &[
            row(number, "2023-01"),
            row(&dead, "2023-01"),
            row(number, "2023-01"),
            row(number, "2022-12"),
            row(&mistyped, "2023-01"),
            format!("{number},{},{home},2023-02,三百,{}", payee[1], payee[7]),
        ],
    );
    let (before, batches, lake_before) = (folder.export(&[]), folder.batches(), lake(&folder));
    let events = folder.events();

    let (report, verdicts) = precheck(&folder, "dibao_payments", &batch, QUARANTINED);
    assert_eq!(verdicts.len(), 6, "{verdicts:#?}");
    assert_eq!(verdicts[&2], ("通过".to_owned(), String::new(), String::new()));
    let held = |row: u64, rule: &str| {
        let (verdict, rules, reason) = &verdicts[&row];
        assert_eq!(verdict, "暂缓发放", "row {row}: {verdicts:#?}");
        assert!(rules.contains(rule) && reason.contains('元'), "row {row}: {rules} {reason}");
    };
    held(3, "S01 死亡人员领取低保");
    held(4, "S13");
    // The month was paid before: the payment that the lake has is the first, this one is the second.
    held(5, "S13");
    assert_eq!((verdicts[&6].0.as_str(), verdicts[&7].0.as_str()), ("数据有误", "数据有误"));
    assert!(verdicts[&6].2.contains("身份证号") && verdicts[&7].2.contains("金额"), "{verdicts:#?}");
    for (figure, expected) in [("rows", 6), ("passed", 1), ("hit", 3), ("unreadable", 2), ("not_evaluated", 0)] {
        assert_eq!(count(&report[figure]), expected, "{figure}: {report:#}");
    }

    assert_eq!(folder.events(), events + 1, "a check before pay is an event, and one only");
    assert_eq!(folder.batches(), batches);
    assert!(lake(&folder) == lake_before, "the lake was touched");
    assert!(crate::support::files_below(&folder.path("data/tmp")).is_empty(), "the batch was left behind");
    assert_eq!(folder.export(&[]), before);
    assert!(folder.screen(&[]).values().all(|line| line["unchanged"] == true), "a rule saw the batch that was only checked");
}

#[test]
fn next_months_pensions_are_held_against_deaths_and_against_the_other_scheme() {
    let folder = Folder::screened();
    let payee = in_order(&folder, "养老待遇发放表.csv", 6, |row| row[2] == "职工养老");
    let dead = folder.leads().into_iter().find(|lead| lead.rule == "S02").unwrap().subject_id;
    let row = |number: &str, scheme: &str, account: &str| format!("{number},{},{scheme},2023-01,187.5,{account}", payee[1]);
    let batch = csv(
        folder.path("养老2023年1月.csv"),
        "身份证号,姓名,险种,发放月份,金额,银行账号",
        &[row(&payee[0], "职工养老", &payee[5]), row(&payee[0], "居民养老", &payee[5]), row(&dead, "居民养老", "6223000000000000001")],
    );
    let (report, verdicts) = precheck(&folder, "pension_payments", &batch, 0);
    assert_eq!(verdicts[&2].0, "通过", "{verdicts:#?}");
    assert!(verdicts[&3].0 == "暂缓发放" && verdicts[&3].1.contains("S20"), "{verdicts:#?}");
    assert!(verdicts[&4].0 == "暂缓发放" && verdicts[&4].1.contains("S02"), "{verdicts:#?}");
    assert_eq!(count(&report["passed"]), 1, "{report:#}");
}

#[test]
fn where_a_rule_has_no_answer_no_row_is_passed() {
    let folder = Folder::new();
    let [alive, dead] = [person("19600101", 1), person("19600101", 2)];
    folder.import_one(&csv(folder.path("死亡人员.csv"), DEATHS, &[death(&dead, "乙", "2022-03-05")]));
    let batch = csv(folder.path("低保.csv"), DIBAO, &[dibao(&alive, "甲", "2022-05", "300"), dibao(&dead, "乙", "2022-05", "300")]);
    let (report, verdicts) = precheck(&folder, "dibao_payments", &batch, 0);
    assert_eq!(verdicts[&2].0, "未评估", "{verdicts:#?}");
    // The reason names what is not there; that does not hide what is known of the other row.
    assert!(verdicts[&2].2.contains("财政供养人员（public_employees）"), "{verdicts:#?}");
    assert!(verdicts[&3].0 == "暂缓发放" && verdicts[&3].1.contains("S01"), "{verdicts:#?}");
    assert_eq!((count(&report["passed"]), count(&report["not_evaluated"]), count(&report["hit"])), (0, 1, 1), "{report:#}");
    assert!(report["rules_not_evaluated"].as_object().unwrap().contains_key("S07"), "{report:#}");
}

#[test]
fn what_cannot_be_checked_is_refused_with_the_reason() {
    let folder = Folder::new();
    let file = csv(folder.path("死亡人员.csv"), DEATHS, &[death(&person("19600101", 1), "甲", "2022-03-05")]);
    let out = folder.path("verdicts.xlsx");
    let ran = folder.run(&[&"precheck", &"deaths", &file, &"--out", &out]).expect(1);
    assert!(ran.err.contains("no payment dataset") && ran.err.contains("dibao_payments"), "{}", ran.err);
    let ran = folder.run(&[&"precheck", &"dibao_payments", &file, &"--out", &out]).expect(1);
    assert!(ran.err.contains("金额"), "{}", ran.err);
    let ran = folder.run(&[&"precheck", &"dibao_payment", &file, &"--out", &out]).expect(1);
    assert!(ran.err.contains("dibao_payment"), "{}", ran.err);
    let empty = tables::write(folder.path("空.csv"), "");
    let ran = folder.run(&[&"precheck", &"dibao_payments", &empty, &"--out", &out]).expect(1);
    assert!(ran.err.contains("文件是空的"), "{}", ran.err);
    assert!(!out.exists());
    folder.assert_empty();
}

#[test]
fn a_check_that_is_killed_leaves_no_numbers_behind_for_long() {
    let folder = Folder::new();
    let file = district(&folder).join("files/养老待遇发放表.csv");
    let tmp = folder.path("data/tmp");
    let mut child = folder
        .command(&[&"precheck", &"pension_payments", &file, &"--out", &folder.path("out.xlsx")])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let staged = || crate::support::files_below(&tmp).iter().any(|path| path.extension().is_some_and(|extension| extension == "ndjson"));
    while !staged() {
        assert!(child.try_wait().unwrap().is_none(), "the check was done before it was seen at work");
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(staged(), "a kill leaves what was staged");
    folder.run(&[&"batches"]).expect(0);
    assert_eq!(crate::support::files_below(&tmp), Vec::<PathBuf>::new());
}
