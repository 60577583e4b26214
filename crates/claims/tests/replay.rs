//! A month of messages as real clients send them, replayed under a knowledge base, gives exactly the warnings that are known to be right.
#![allow(clippy::unwrap_used, reason = "a test that fails may panic, and shows what it unwrapped")]

use claims::{Knowledge, Registers, prepare, replay};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

/// A file of the sample.
fn sample(name: &str) -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/claims.zip");
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

type Row = (String, String, String, String, String);

fn replayed(bodies: &[String]) -> BTreeSet<Row> {
    let knowledge = Knowledge::read([("kb.csv", &*sample("kb.csv"))]).unwrap();
    let registers = Registers::default();
    let mut rows = BTreeSet::new();
    for (body, answered) in bodies.iter().zip(replay(&knowledge, &registers, bodies.iter().map(|body| prepare(body.as_bytes(), None)))) {
        assert_eq!(answered.reply.infcode, 0, "{}\n{body}", answered.reply.err_msg);
        let msgid = serde_json::from_str::<serde_json::Value>(body).unwrap()["msgid"].as_str().unwrap().to_owned();
        for result in answered.reply.output.result.unwrap_or_default() {
            let rx_id = result.judge_result_detail_dtos[0].rx_id.clone();
            rows.insert((msgid.clone(), result.rule_id.to_owned(), rx_id, result.vola_amt.0.to_string(), result.sev_deg.to_owned()));
        }
    }
    rows
}

fn expected() -> BTreeSet<Row> {
    let text = sample("expected.csv");
    let rows = text.lines().skip(1).map(|line| {
        let mut cells = line.split(',').map(str::to_owned);
        let mut next = || cells.next().unwrap();
        (next(), next(), next(), next(), next())
    });
    rows.collect()
}

fn compare(found: &BTreeSet<Row>, expected: &BTreeSet<Row>) {
    let mut rules: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    expected.difference(found).for_each(|row| rules.entry(&row.1).or_default().0 += 1);
    found.difference(expected).for_each(|row| rules.entry(&row.1).or_default().1 += 1);
    let missing: Vec<_> = expected.difference(found).take(15).collect();
    let extra: Vec<_> = found.difference(expected).take(15).collect();
    assert!(rules.is_empty(), "(missing, extra) by rule: {rules:?}\nmissing {missing:#?}\nextra {extra:#?}");
}

#[test]
fn the_sample_gives_exactly_what_is_expected() {
    let bodies: Vec<String> = sample("requests.ndjson").lines().map(str::to_owned).collect();
    let expected = expected();
    assert_eq!((bodies.len(), expected.len()), (1000, 1447));
    compare(&replayed(&bodies), &expected);
}

/// Numbers as text, lists of one as objects and the other way round, blanks for empty lists; what a body says stays the same.
fn loosened(value: serde_json::Value, seed: &mut u64) -> serde_json::Value {
    use serde_json::Value;
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    let coin = *seed >> 33 & 1 == 0;
    match value {
        Value::Number(number) if coin => Value::String(number.to_string()),
        Value::Array(list) if list.is_empty() => match *seed >> 34 & 3 {
            0 => Value::String(String::new()),
            1 => Value::Null,
            _ => Value::Array(list),
        },
        Value::Array(mut list) if list.len() == 1 && coin && list[0].is_object() => loosened(list.remove(0), seed),
        Value::Array(list) => list.into_iter().map(|one| loosened(one, seed)).collect(),
        Value::Object(members) => members
            .into_iter()
            .map(|(name, one)| {
                let list = name.ends_with("_dtos") && one.is_object() && coin;
                let one = loosened(one, seed);
                (name, if list { Value::Array(vec![one]) } else { one })
            })
            .collect(),
        other => other,
    }
}

#[test]
fn the_form_of_the_messages_changes_nothing() {
    let mut seed = 7;
    let loosen = |line: &str| loosened(serde_json::from_str(line).unwrap(), &mut seed).to_string();
    let bodies: Vec<String> = sample("requests.ndjson").lines().map(loosen).collect();
    compare(&replayed(&bodies), &expected());
}

#[test]
fn every_answer_is_the_same_each_time() {
    let knowledge = Knowledge::read([("kb.csv", &*sample("kb.csv"))]).unwrap();
    let registers = Registers::default();
    let text = sample("requests.ndjson");
    let answers = || replay(&knowledge, &registers, text.lines().map(|line| prepare(line.as_bytes(), None)));
    assert!(answers().eq(answers()));
}
