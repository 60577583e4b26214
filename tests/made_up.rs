//! Made-up districts: whatever the seed and the look of the files, what comes out is what was planted.

use crate::district::{assert_manifest, manifest};
use crate::support::leads::assert_truth;
use crate::support::{Folder, QUARANTINED, arguments, count, files_below, text};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn made(folder: &Folder, args: &[&str]) -> PathBuf {
    let out = folder.path("made");
    let args: Vec<PathBuf> = args.iter().map(PathBuf::from).collect();
    let summary = folder.run_with(&[&"synth", &"--json", &"--out", &out], &arguments(&args)).expect(0).json();
    assert!(count(&summary["leads"]) > 0, "{summary}");
    out
}

/// Imports a made-up district whole, screens it, and compares with what it says of itself.
fn assert_found(seed: &str, style: &str, code: i32) {
    let folder = Folder::new();
    let made = made(&folder, &["--people", "3000", "--style", style, "--seed", seed]);
    let report = folder.import(&[&made.join("files")]).expect(code).json();
    assert_manifest(&report, &made.join("files"), &manifest(&made.join("manifest.csv")));
    let rules = folder.screen(&[&"--as-of", &"2022-12-31"]);
    assert!(rules.values().all(|line| line["not_evaluated"].is_null()), "{rules:#?}");
    assert_truth(&folder.leads(), &made.join("truth.csv"));
}

#[test]
fn a_department_district_of_seed_1() {
    assert_found("1", "department", QUARANTINED);
}

#[test]
fn a_department_district_of_seed_20260() {
    assert_found("20260", "department", QUARANTINED);
}

#[test]
fn a_department_district_of_seed_777777() {
    assert_found("777777", "department", QUARANTINED);
}

#[test]
fn a_plain_district() {
    assert_found("5", "plain", 0);
}

#[test]
fn a_month_that_comes_later_costs_one_months_work_and_gives_the_same_leads() {
    let folder = Folder::new();
    let made = made(&folder, &["--people", "3000", "--style", "plain", "--seed", "9", "--monthly"]);
    let files = made.join("files");
    let (last, before): (Vec<PathBuf>, Vec<PathBuf>) =
        files_below(&files).into_iter().partition(|path| path.starts_with(files.join("2022-12")));
    assert!(last.len() >= 6 && before.len() > 60, "{} and {}", last.len(), before.len());

    import(&folder, &before);
    folder.screen(&[&"--as-of", &"2022-11-30"]);
    let kept = slices(&folder);
    let leads_before = folder.leads();

    import(&folder, &last);
    let rules = folder.screen(&[&"--as-of", &"2022-12-31"]);
    let leads = folder.leads();
    assert_truth(&leads, &made.join("truth.csv"));
    assert!(leads.len() > leads_before.len());

    // What reads no table that came in is not asked again; what is cut by months is asked for the new month alone.
    for rule in ["S05", "S22", "S23", "S24", "S25"] {
        assert_eq!(rules[rule]["unchanged"], true, "{rule}");
    }
    let mut by_month = 0;
    for (rule, now) in slices(&folder) {
        if now.len() < 2 {
            continue;
        }
        by_month += 1;
        assert_eq!(rules[&rule]["unchanged"], false, "{rule}");
        let new: Vec<&String> = now.keys().filter(|month| kept[&rule].get(*month) != Some(&now[*month])).collect();
        assert_eq!(new, ["2022-12"], "{rule}");
    }
    assert!(by_month >= 20, "{by_month} rules are cut by months");

    // The same in one piece.
    let whole = Folder::new();
    import(&whole, &[files]);
    whole.screen(&[&"--as-of", &"2022-12-31"]);
    let found = |folder: &Folder| -> BTreeSet<(String, String, u64, String)> {
        let listed = folder.leads().into_iter().filter(|lead| lead.state != "withdrawn");
        listed.map(|lead| (lead.rule, lead.subject_id, lead.hits, lead.amount)).collect()
    };
    assert_eq!(found(&folder), found(&whole));
}

fn import(folder: &Folder, paths: &[PathBuf]) {
    folder.import(&arguments(paths)).expect(0);
}

/// Every month of every rule's kept answer, as bytes that say what it rests on.
fn slices(folder: &Folder) -> BTreeMap<String, BTreeMap<String, Vec<u8>>> {
    let mut slices: BTreeMap<String, BTreeMap<String, Vec<u8>>> = BTreeMap::new();
    for path in files_below(&folder.path("data/screening")) {
        let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
        slices.entry(name(path.parent().unwrap())).or_default().insert(name(&path), std::fs::read(&path).unwrap());
    }
    slices
}

#[test]
fn the_same_seed_makes_the_same_district() {
    let folder = Folder::new();
    let [first, again] = [1, 2].map(|n| {
        let out = folder.path(format!("{n}"));
        folder.run(&[&"synth", &"--people", &"500", &"--months", &"2", &"--seed", &"4", &"--planted", &"3", &"--out", &out]).expect(0);
        files_below(&out)
            .into_iter()
            .map(|path| (path.strip_prefix(&out).unwrap().to_owned(), std::fs::read(&path).unwrap()))
            .collect::<Vec<_>>()
    });
    assert!(first == again);
    assert!(folder.run(&[&"synth", &"--people", &"5", &"--out", &folder.path("few")]).expect(1).err.contains("people"));
}

#[test]
fn the_demonstration_makes_takes_in_screens_and_hands_out() {
    let folder = Folder::new();
    let report = folder.run(&[&"demo", &"--no-year", &"--no-serve", &"--json"]).expect(0).json();
    assert!(report["import"]["files"].as_array().unwrap().iter().all(|file| file["outcome"] == "imported"), "{:#}", report["import"]);
    let rules = report["screen"]["rules"].as_array().unwrap();
    assert!(rules.iter().all(|line| line["not_evaluated"].is_null() && count(&line["leads"]) > 0), "{rules:#?}");
    assert_truth(&folder.leads(), &folder.path("data/sample/truth.csv"));
    let sheets = crate::support::read::sheets(&PathBuf::from(text(&report["workbook"])));
    for line in rules {
        let rule = text(&line["rule"]);
        assert!(sheets.keys().any(|sheet| sheet.contains(&rule)), "no sheet for {rule}: {:?}", sheets.keys());
    }
    // A second demonstration finds everything in place.
    let again = folder.run(&[&"demo", &"--no-year", &"--no-serve", &"--json"]).expect(0).json();
    assert!(again["import"]["files"].as_array().unwrap().iter().all(|file| file["outcome"] == "known"));
}
