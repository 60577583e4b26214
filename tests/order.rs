//! However the files come, the leads are the same.

use crate::support::leads::{Lead, assert_same, assert_truth};
use crate::support::{Folder, QUARANTINED, arguments, district, files_below};
use std::path::{Path, PathBuf};

/// The leads of the folder handed in as it is.
fn straight() -> Vec<Lead> {
    Folder::screened().leads()
}

fn files(folder: &Folder) -> Vec<PathBuf> {
    let files = files_below(&district(folder).join("files"));
    assert_eq!(files.len(), 18);
    files
}

fn import_all(folder: &Folder, files: &[PathBuf]) {
    let report = folder.import(&arguments(files)).expect(QUARANTINED).json();
    assert!(report["files"].as_array().unwrap().iter().all(|file| file["outcome"] == "imported"), "{report:#}");
}

#[test]
fn a_folder_handed_in_twice_changes_nothing() {
    let folder = Folder::screened();
    let (batches, leads, lake) = (folder.batches(), folder.export(&[]), contents(&folder.lake()));
    let events = folder.events();

    let again = folder.import(&[&district(&folder).join("files")]).expect(0).json();
    let outcomes: Vec<&serde_json::Value> = again["files"].as_array().unwrap().iter().map(|file| &file["outcome"]).collect();
    assert_eq!(outcomes.len(), 18);
    assert!(outcomes.iter().all(|outcome| **outcome == "known"), "{again:#}");
    assert_eq!(folder.events(), events);
    assert_eq!(folder.batches(), batches);
    assert!(contents(&folder.lake()) == lake, "the lake was touched");

    for (rule, line) in folder.screen(&[]) {
        assert_eq!(line["unchanged"], true, "{rule}");
        assert_eq!([&line["ledger"]["added"], &line["ledger"]["changed"], &line["ledger"]["withdrawn"]], [0, 0, 0], "{rule}");
    }
    assert_eq!(folder.export(&[]), leads);
}

#[test]
fn files_in_reverse_order_one_by_one_give_the_same_leads() {
    let folder = Folder::new();
    for file in files(&folder).iter().rev() {
        folder.import_one(file);
    }
    folder.screen(&[]);
    assert_same(&folder.leads(), &straight());
}

#[test]
fn two_halves_with_a_screening_between_give_the_same_leads() {
    let straight = straight();
    for (n, later) in [1, 0].into_iter().enumerate() {
        let folder = Folder::new();
        let files = files(&folder);
        let halves: [Vec<PathBuf>; 2] = [0, 1].map(|half| files.iter().skip(half).step_by(2).cloned().collect());
        import_all(&folder, &halves[1 - later]);
        let between = folder.screen(&[]);
        assert!(between.values().any(|line| line["not_evaluated"].is_string()), "the first half has everything");
        import_all(&folder, &halves[later]);
        // Once with the answers kept from the first screening, once without.
        let rules = if n == 0 { folder.screen(&[]) } else { folder.screen(&[&"--afresh"]) };
        assert!(rules.values().all(|line| line["not_evaluated"].is_null()), "{rules:#?}");
        assert_same(&folder.leads(), &straight);
        assert_truth(&folder.leads(), &district(&folder).join("truth.csv"));
    }
}

#[test]
fn leads_are_the_same_whether_answers_are_kept_or_computed_anew() {
    let folder = Folder::screened();
    let kept = folder.export(&[]);
    for (rule, line) in folder.screen(&[&"--afresh"]) {
        assert_eq!(line["unchanged"], false, "{rule}");
    }
    assert_eq!(folder.export(&[]), kept);
    // What is kept may be lost at any time.
    std::fs::remove_dir_all(folder.path("data/screening")).unwrap();
    folder.screen(&[]);
    assert_eq!(folder.export(&[]), kept);
}

#[test]
fn rules_run_one_by_one_and_on_one_thread_find_the_same() {
    let straight = straight();
    let folder = Folder::new();
    folder.import(&[&district(&folder).join("files")]).expect(QUARANTINED);
    let rules: Vec<String> = folder.screen(&[&"--threads", &"1", &"--memory", &"64", &"--rule", &"S01"]).into_keys().collect();
    assert_eq!(rules, ["S01"]);
    assert!(folder.leads().iter().all(|lead| lead.rule == "S01"));
    folder.screen(&[&"--threads", &"1", &"--memory", &"64"]);
    assert_same(&folder.leads(), &straight);
}

fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    files_below(folder).into_iter().map(|path| (path.clone(), std::fs::read(&path).unwrap())).collect()
}
