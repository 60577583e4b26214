//! The sample district: every file in, every row accounted for, every lead found.

use crate::support::leads::{assert_truth, is_listed};
use crate::support::{Folder, QUARANTINED, count, district, name, text};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// What a manifest says of each file: its dataset, rows accepted, rows in quarantine.
pub fn manifest(path: &Path) -> BTreeMap<String, (String, u64, u64)> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let lines = reader.deserialize::<(String, String, u64, u64)>();
    lines.map(|line| line.unwrap()).map(|(file, dataset, accepted, quarantined)| (file, (dataset, accepted, quarantined))).collect()
}

/// Every file of a report went in, with the rows that the manifest says.
#[track_caller]
pub fn assert_manifest(report: &Value, folder: &Path, manifest: &BTreeMap<String, (String, u64, u64)>) {
    let files = report["files"].as_array().unwrap();
    let found: BTreeMap<String, (String, u64, u64)> = files
        .iter()
        .map(|file| {
            assert_eq!(file["outcome"], "imported", "{file:#}");
            let path = text(&file["path"]);
            let path = Path::new(&path).strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            (path, (text(&file["dataset"]), count(&file["accepted"]), count(&file["quarantined"])))
        })
        .collect();
    assert_eq!(found, *manifest);
    for file in files {
        let skipped: u64 = file["skipped"].as_object().unwrap().values().map(count).sum();
        let rows = count(&file["accepted"]) + count(&file["quarantined"]) + skipped;
        assert_eq!(count(&file["read"]), rows, "{file:#}");
        let sheets = file["sheets"].as_array().unwrap();
        let sum = |figure: &str| -> u64 { sheets.iter().map(|sheet| count(&sheet[figure])).sum() };
        assert_eq!((sum("accepted"), sum("quarantined")), (count(&file["accepted"]), count(&file["quarantined"])), "{file:#}");
    }
}

#[test]
fn every_file_goes_in_and_every_lead_is_found() {
    let folder = Folder::new();
    let district = district(&folder);
    let files = district.join("files");

    let report = folder.import(&[&files]).expect(QUARANTINED).json();
    assert_manifest(&report, &files, &manifest(&district.join("manifest.csv")));

    let rules = folder.screen(&[]);
    assert_eq!(rules.len(), 30);
    for (rule, line) in &rules {
        assert!(line["not_evaluated"].is_null(), "{rule}: {line:#}");
        assert_eq!(line["kind"], if is_listed(rule) { "fault" } else { "owed" }, "{rule}");
    }
    let leads = folder.leads();
    assert_truth(&leads, &district.join("truth.csv"));

    for (rule, line) in rules {
        let mine: Vec<_> = leads.iter().filter(|lead| lead.rule == rule).collect();
        let hits: u64 = mine.iter().map(|lead| lead.hits).sum();
        assert_eq!((count(&line["leads"]), count(&line["hits"])), (mine.len() as u64, hits), "{rule}");
        assert_eq!(count(&line["ledger"]["added"]), mine.len() as u64, "{rule}");
    }
}

#[test]
fn the_batches_of_a_folder_are_listed_with_what_became_of_their_rows() {
    let folder = Folder::new();
    let district = district(&folder);
    folder.import(&[&district.join("files")]).expect(QUARANTINED);
    let listed: BTreeMap<String, (String, u64, u64)> = folder
        .batches()
        .iter()
        .map(|batch| (text(&batch["file"]), (text(&batch["dataset"]), count(&batch["accepted"]), count(&batch["quarantined"]))))
        .collect();
    assert_eq!(listed, manifest(&district.join("manifest.csv")));
}

#[test]
fn rows_in_quarantine_name_their_column_and_the_reason() {
    let folder = Folder::new();
    let file = district(&folder).join("files/低保金发放表.xlsx");
    let batch = text(&folder.import_one(&file)["batch"]);
    let out = folder.path("out.xlsx");
    let report = folder.run(&[&"quarantine", &"export", &batch, &"--out", &out, &"--json"]).expect(0).json();
    assert_eq!(report["rows"], 31);
    let sheets = crate::support::read::sheets(&out);
    let reasons: Vec<&String> = sheets.values().flat_map(|rows| rows.values().skip(2)).map(|row| &row[row.len() - 3]).collect();
    assert_eq!(reasons.len(), 31);
    assert!(reasons.iter().all(|reason| reason.contains('：')), "{reasons:#?}");
    // Numbers that a spreadsheet program destroyed are told from numbers that were typed wrongly.
    assert!(reasons.iter().any(|reason| reason.contains("E+17")), "{reasons:#?}");
    assert!(reasons.iter().any(|reason| reason.contains("校验")), "{reasons:#?}");
}

#[test]
fn numbers_are_masked_on_the_terminal_and_full_in_an_export() {
    let folder = Folder::screened();
    let lead = folder.leads().into_iter().find(|lead| lead.rule == "S01").unwrap();
    let listed = folder.run(&[&"leads", &"list", &"--rule", &"S01"]).expect(0).out;
    assert!(listed.contains(&lead.subject_name), "{listed}");
    assert!(!listed.contains(&lead.subject_id), "{listed}");
    let one = folder.export(&[&"--rule", &"S01", &"--subject", &lead.subject_id]);
    assert!(one.contains(&lead.subject_id) && one.lines().count() == 2, "{one}");
    let name = name(&folder.path("疑点.xlsx"));
    folder.run(&[&"leads", &"export", &"--format", &"xlsx", &"--out", &name]).expect(0);
    let sheets = crate::support::read::sheets(&folder.path("疑点.xlsx"));
    assert!(sheets.values().any(|rows| rows.values().any(|row| row.contains(&lead.subject_id))));
    let rules = folder.leads().into_iter().map(|lead| lead.rule).collect::<std::collections::BTreeSet<_>>();
    for rule in rules {
        assert!(sheets.keys().any(|sheet| sheet.contains(&rule)), "no sheet for {rule}: {:?}", sheets.keys());
    }
}
