//! A whole district, written and read back.
#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::Path;

use calamine::{Reader, open_workbook_auto};
use synth::{FileLayout, Plan, Style, Summary, SynthError, write_district, write_payments_csv};

fn write(plan: &Plan, out: &Path) -> Summary {
    write_district(plan, out, &mut |_, _| {}).unwrap()
}

fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            for (inner, content) in bytes(&path) {
                all.insert(format!("{name}/{inner}"), content);
            }
        } else {
            all.insert(name, fs::read(&path).unwrap());
        }
    }
    all
}

fn leads_by_rule(out: &Path) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    let truth = fs::read_to_string(out.join("truth.csv")).unwrap();
    for line in truth.lines().skip(1) {
        *counts.entry(line[..3].to_owned()).or_default() += 1;
    }
    counts
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    for (style, files) in [
        (Style::Plain, FileLayout::OnePerDataset),
        (Style::Department, FileLayout::OnePerDataset),
        (Style::Department, FileLayout::OnePerMonth),
    ] {
        let plan = Plan { style, files, months: 3, ..Plan::new(1_000, 11) };
        let [first, second, other] = [(); 3].map(|()| tempfile::tempdir().unwrap());
        write(&plan, first.path());
        write(&plan, second.path());
        let again = bytes(second.path());
        for (name, content) in bytes(first.path()) {
            assert!(again[&name] == content, "{name} differs");
        }
        write(&Plan { seed: 12, ..plan }, other.path());
        assert!(bytes(other.path()) != again);
    }
}

#[test]
fn a_plain_file_has_the_rows_of_the_manifest() {
    let folder = tempfile::tempdir().unwrap();
    let plan = Plan { files: FileLayout::OnePerMonth, months: 4, last_month_apart: true, ..Plan::new(2_000, 3) };
    let summary = write(&plan, folder.path());
    let mut rows = 0;
    for file in &summary.files {
        let path = folder.path().join("files").join(&file.file);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count() as u64, file.accepted + 1, "{path:?}");
        assert_eq!(file.quarantined, 0);
        rows += file.accepted;
    }
    assert_eq!(rows, summary.rows);
    assert_eq!(summary.files[0].accepted, 2_000);
    let names: Vec<&str> = summary.files.iter().map(|f| f.file.as_str()).collect();
    assert!(names.contains(&"2022-01/养老待遇发放.csv"));
    assert!(names.contains(&"../last_month/2022-04/养老待遇发放.csv"));
    let manifest = fs::read_to_string(folder.path().join("manifest.csv")).unwrap();
    assert_eq!(manifest.lines().count(), summary.files.len() + 1);
}

#[test]
fn every_rule_has_its_leads() {
    for (style, people, months) in [(Style::Plain, 300, 1), (Style::Plain, 3_000, 12), (Style::Department, 2_000, 12)] {
        let folder = tempfile::tempdir().unwrap();
        let plan = Plan { style, months, ..Plan::new(people, 5) };
        let summary = write(&plan, folder.path());
        let leads = leads_by_rule(folder.path());
        for rule in 1..=28 {
            let found = leads.get(&format!("S{rule:02}")).copied().unwrap_or(0);
            assert!(found >= plan.planted, "S{rule:02}: {found}");
        }
        assert_eq!(u64::from(leads.values().sum::<u32>()), summary.leads);
    }
}

#[test]
fn no_resident_number_comes_twice() {
    let folder = tempfile::tempdir().unwrap();
    let plan = Plan { months: 1, ..Plan::new(300_000, 1) };
    write(&plan, folder.path());
    let text = fs::read_to_string(folder.path().join("files/户籍人口.csv")).unwrap();
    let numbers: HashSet<&str> = text.lines().skip(1).map(|line| &line[..18]).collect();
    assert_eq!(numbers.len(), 300_000);
}

#[test]
fn another_reader_finds_every_row_of_the_workbooks() {
    let folder = tempfile::tempdir().unwrap();
    let plan = Plan { style: Style::Department, ..Plan::new(3_000, 4) };
    let mut kinds = BTreeSet::new();
    for file in write(&plan, folder.path()).files {
        let (_, extension) = file.file.rsplit_once('.').unwrap();
        if !["xlsx", "xls", "ods"].contains(&extension) {
            continue;
        }
        kinds.insert(extension.to_owned());
        let path = folder.path().join("files").join(&file.file);
        let mut rows = 0;
        for (_, sheet) in open_workbook_auto(&path).unwrap().worksheets() {
            let filled = sheet.rows().map(|row| row.iter().filter(|c| !c.to_string().is_empty()));
            // titles, notes and totals have at most three cells, rows and headers more
            rows += filled.filter(|row| row.clone().count() > 2).count() - 1;
        }
        assert_eq!(rows as u64, file.accepted + file.quarantined, "{path:?}");
    }
    assert_eq!(kinds.len(), 3);
}

#[test]
fn plans_that_cannot_be_kept_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refuse = |plan: Plan| write_district(&plan, folder.path(), &mut |_, _| {}).unwrap_err();
    let few = refuse(Plan::new(200, 1));
    assert!(matches!(few, SynthError::TooFewPeople { needed: 300, .. }));
    let many = refuse(Plan { style: Style::Department, ..Plan::new(1_000_000, 1) });
    assert!(matches!(many, SynthError::TooMany { .. }));
    let none = refuse(Plan { months: 0, ..Plan::new(1_000, 1) });
    assert!(matches!(none, SynthError::Months));
}

#[test]
fn payments_for_measuring_have_the_rows_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("payments.csv");
    write_payments_csv(1_000, 2, &path).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 1_001);
    let months: HashSet<String> = text.lines().skip(1).map(|line| line[..18].to_owned() + line.split(',').nth(3).unwrap()).collect();
    assert_eq!(months.len(), 1_000);
}
