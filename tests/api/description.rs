//! The API's description, as it was last agreed to: whoever changes the API sees here what its callers will see.

use super::example::Description;
use super::server::{Server, Store};
use crate::support::{root, text};
use serde_json::Value;
use std::collections::BTreeSet;

/// With this variable set, the test writes the description anew instead of comparing it.
const RENEW: &str = "QINGYUAN_RENEW_OPENAPI";

#[test]
fn the_description_is_the_one_that_was_agreed_to() {
    let found = Description::of(&Server::start(Store::Sqlite)).0;
    let path = root().join("tests/api/openapi.json");
    let written = format!("{}\n", serde_json::to_string_pretty(&found).unwrap());
    if std::env::var_os(RENEW).is_some() {
        std::fs::write(&path, &written).unwrap();
    }
    let agreed: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let mut changes = Vec::new();
    differences("", &agreed, &found, &mut changes);
    assert!(
        changes.is_empty(),
        "the API is described otherwise than in tests/api/openapi.json, at:\n  {}\nrun this test with {RENEW}=1 to write it anew",
        changes.join("\n  ")
    );
}

/// Where two descriptions differ.
fn differences(place: &str, agreed: &Value, found: &Value, changes: &mut Vec<String>) {
    match (agreed, found) {
        (Value::Object(agreed), Value::Object(found)) => {
            let names: BTreeSet<&String> = agreed.keys().chain(found.keys()).collect();
            for name in names {
                let [agreed, found] = [agreed, found].map(|side| side.get(name).unwrap_or(&Value::Null));
                differences(&format!("{place}/{name}"), agreed, found, changes);
            }
        }
        (agreed, found) if agreed != found => changes.push(place.to_owned()),
        _ => {}
    }
}

#[test]
fn every_operation_has_a_name_of_its_own_and_every_schema_is_there() {
    let described = Description::of(&Server::start(Store::Sqlite));
    let mut names = BTreeSet::new();
    for (path, item) in described.0["paths"].as_object().unwrap() {
        for said in item.as_object().unwrap().values() {
            assert!(names.insert(text(&said["operationId"])), "{path}: {} stands there twice", said["operationId"]);
            assert!(!text(&said["summary"]).is_empty() && !text(&said["tags"][0]).is_empty(), "{path}");
        }
    }
    let mut wanted = BTreeSet::new();
    references(&described.0, &mut wanted);
    let there: BTreeSet<String> = described.0["components"]["schemas"].as_object().unwrap().keys().cloned().collect();
    let missing: Vec<_> = wanted.difference(&there).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// The names of the schemas that are referred to.
fn references(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(reference) = fields.get("$ref").and_then(Value::as_str) {
                names.insert(reference.rsplit('/').next().unwrap().to_owned());
            }
            fields.values().for_each(|field| references(field, names));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, names)),
        _ => {}
    }
}
