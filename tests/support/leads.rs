//! Leads as they are exported, and the truth they are compared with.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

/// One line of `leads export --format csv`.
#[derive(Debug, Clone)]
pub struct Lead {
    pub rule: String,
    pub subject_kind: String,
    pub subject_id: String,
    pub subject_name: String,
    pub hits: u64,
    pub amount: String,
    pub first_on: String,
    pub last_on: String,
    pub state: String,
    pub detail: Value,
}

/// Reads an export; its head is what the design promises to scripts.
#[track_caller]
pub fn read(csv: &str) -> Vec<Lead> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let promised = ["rule", "subject_kind", "subject_id", "subject_name", "hits", "amount", "first_on", "last_on", "state", "detail"];
    assert_eq!(head, promised);
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            let cell = |n: usize| record[n].to_owned();
            Lead {
                rule: cell(0),
                subject_kind: cell(1),
                subject_id: cell(2),
                subject_name: cell(3),
                hits: record[4].parse().unwrap(),
                amount: cell(5),
                first_on: cell(6),
                last_on: cell(7),
                state: cell(8),
                detail: serde_json::from_str(&record[9]).unwrap(),
            }
        })
        .collect()
}

/// Whether a rule is of the specification's list, for which a district brings its truth.
pub fn is_listed(rule: &str) -> bool {
    rule.starts_with('S') && rule[1..].parse::<u32>().is_ok_and(|number| number <= 28)
}

/// The leads of the listed rules are those of `truth.csv`: none missing, none extra, each with its hits and its amount.
#[track_caller]
pub fn assert_truth(leads: &[Lead], truth: &Path) {
    type Line = (String, String, String, String);
    let mut reader = csv::Reader::from_path(truth).unwrap();
    let expected: Vec<Line> = reader.deserialize().map(|line| line.unwrap()).collect();
    let listed = leads.iter().filter(|lead| is_listed(&lead.rule));
    let found: Vec<Line> =
        listed.map(|lead| (lead.rule.clone(), lead.subject_id.clone(), lead.hits.to_string(), lead.amount.clone())).collect();
    let [expected_set, found_set] = [&expected, &found].map(|lines| lines.iter().collect::<BTreeSet<_>>());
    let missing: Vec<_> = expected_set.difference(&found_set).take(20).collect();
    let extra: Vec<_> = found_set.difference(&expected_set).take(20).collect();
    assert!(missing.is_empty() && extra.is_empty(), "missing (at most 20): {missing:#?}\nextra (at most 20): {extra:#?}");
    assert_eq!(found.len(), expected.len(), "a lead stands there twice");
    assert!(!expected.is_empty(), "a truth without a lead shows nothing");
    for lead in leads {
        let kind = if is_listed(&lead.rule) { "fault" } else { "owed" };
        assert_eq!(lead.detail["kind"], kind, "{} {}", lead.rule, lead.subject_id);
    }
}

/// Leads without what depends on the way that the files took: batches are named by the order in which they came.
pub fn without_batches(leads: &[Lead]) -> Vec<Value> {
    leads
        .iter()
        .map(|lead| {
            let mut detail = lead.detail.clone();
            for hit in detail["hits"].as_array_mut().unwrap() {
                let sources = hit["sources"].as_array_mut().unwrap();
                for source in sources.iter_mut() {
                    source.as_object_mut().unwrap().remove("batch").unwrap();
                }
                // The first is the row that the hit is; the others are its evidence, in no order.
                sources[1..].sort_by_key(Value::to_string);
            }
            detail["hits"].as_array_mut().unwrap().sort_by_key(Value::to_string);
            json!({
                "rule": lead.rule, "kind": lead.subject_kind, "id": lead.subject_id, "name": lead.subject_name, "hits": lead.hits,
                "amount": lead.amount, "first": lead.first_on, "last": lead.last_on, "state": lead.state, "detail": detail,
            })
        })
        .collect()
}

/// Two exports are the same, batches apart.
#[track_caller]
pub fn assert_same(found: &[Lead], expected: &[Lead]) {
    let (found, expected) = (without_batches(found), without_batches(expected));
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len());
}
