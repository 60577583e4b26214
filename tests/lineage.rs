//! From every hit back to the row of the department's own file, which is read here by other means than the product's.

use crate::support::leads::Lead;
use crate::support::numbers::{half_width, in_cell};
use crate::support::read::{Rows, sheets};
use crate::support::{Folder, district, text};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Rules of faults whose hits are not one payment each, so that the hit's amount does not stand in its row.
const NOT_ONE_PAYMENT: &[&str] = &["S22", "S28"];
/// Rules that look at the household: some of their evidence is about other members.
const HOUSEHOLD: &[&str] = &["S07", "S08"];

type Files = BTreeMap<String, BTreeMap<String, Rows>>;

#[test]
fn the_row_that_a_hit_names_is_the_row() {
    let folder = Folder::screened();
    let files: Files = std::fs::read_dir(district(&folder).join("files"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (crate::support::name(&path), sheets(&path)))
        .collect();
    let datasets: BTreeMap<String, (String, String)> =
        folder.batches().iter().map(|batch| (text(&batch["batch"]), (text(&batch["file"]), text(&batch["dataset"])))).collect();
    let leads = folder.leads();
    let (mut hits, mut rows) = (0, 0);
    for lead in &leads {
        let found = lead.detail["hits"].as_array().unwrap();
        assert_eq!(found.len() as u64, lead.hits, "{} {}", lead.rule, lead.subject_id);
        for hit in found {
            let sources = hit["sources"].as_array().unwrap();
            assert!(!sources.is_empty(), "{} {}: a hit without a row: {hit}", lead.rule, lead.subject_id);
            for source in sources {
                let batch = &datasets[&text(&source["batch"])];
                assert_eq!(*batch, (text(&source["file"]), text(&source["dataset"])));
            }
            check(lead, hit, &files);
            rows += sources.len();
        }
        hits += found.len();
    }
    assert!(hits > 3000 && rows > hits, "{hits} hits, {rows} rows");
}

/// The first source is the offending row itself; the others are what it was held against.
fn check(lead: &Lead, hit: &Value, files: &Files) {
    let rows: Vec<&Vec<String>> = hit["sources"].as_array().unwrap().iter().map(|source| row(source, files)).collect();
    let (own, others) = rows.split_first().unwrap();
    let told = || format!("{} {}: {hit:#}\nrow: {own:?}", lead.rule, lead.subject_id);
    if lead.subject_kind == "person" {
        assert!(numbers(own).contains(&lead.subject_id), "{}", told());
    } else {
        assert!(own.iter().any(|cell| folded(cell) == lead.subject_id), "{}", told());
    }
    if lead.detail["kind"] == "fault" && !NOT_ONE_PAYMENT.contains(&lead.rule.as_str()) {
        let amount = fen(&text(&hit["amount"])).unwrap();
        assert!(own.iter().any(|cell| fen(cell) == Some(amount)), "{}", told());
    }
    let about: BTreeSet<String> = if HOUSEHOLD.contains(&lead.rule.as_str()) {
        let household = text(&hit["detail"]["household_no"]);
        let members = others.iter().filter(|row| row.iter().any(|cell| folded(cell) == household));
        members.flat_map(|row| numbers(row)).collect()
    } else {
        numbers(own)
    };
    for other in others {
        assert!(!numbers(other).is_disjoint(&about), "{}\nits evidence is about somebody else: {other:?}", told());
    }
}

fn row<'f>(source: &Value, files: &'f Files) -> &'f Vec<String> {
    let sheets = &files[&text(&source["file"])];
    let sheet = text(&source["sheet"]);
    let rows = sheets.get(&sheet).unwrap_or_else(|| panic!("no sheet {sheet:?}: {source}"));
    &rows[&source["row"].as_u64().unwrap()]
}

fn numbers(row: &[String]) -> BTreeSet<String> {
    row.iter().filter_map(|cell| in_cell(cell)).collect()
}

fn folded(cell: &str) -> String {
    cell.chars().map(half_width).filter(|c| !c.is_whitespace()).collect::<String>().trim_start_matches('\'').to_owned()
}

/// The money that a cell holds, as departments write it, in fen.
fn fen(cell: &str) -> Option<i64> {
    let plain: String = folded(cell).chars().filter(|c| !matches!(c, ',' | '元' | '¥' | '￥')).collect();
    let (sign, plain) = match plain.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => (-1, inner),
        None => plain.strip_prefix('-').map_or((1, plain.as_str()), |rest| (-1, rest)),
    };
    let (yuan, part) = plain.split_once('.').unwrap_or((plain, ""));
    if yuan.is_empty() || part.len() > 2 || !(yuan.to_owned() + part).chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let fen: i64 = format!("{yuan}{part:0<2}").parse().ok()?;
    Some(sign * fen)
}

#[test]
fn money_is_read_as_departments_write_it() {
    for (text, expected) in [
        ("1,234.50元", Some(123_450)),
        ("￥ １２", Some(1_200)),
        ("（3.1）", Some(-310)),
        ("-0.05", Some(-5)),
        ("北山镇", None),
        ("1.234", None),
    ] {
        assert_eq!(fen(text), expected, "{text}");
    }
}
