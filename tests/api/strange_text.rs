//! Every text that the API takes, filled with what is no harmless text elsewhere: a piece of SQL, of HTML, of a formula, and far too much of
//! it. It is kept as it is or refused, and nothing of it is ever the program's own failure.

use super::example::{Description, Operation};
use super::people::{DEPARTMENT, District, Seat, TOWN};
use super::server::Store;
use serde_json::{Value, json};

/// Operations that would end the sessions of this test, or that are slow since each hashes a password.
const LEFT_OUT: &[&str] = &[
    "POST /api/v1/session",
    "POST /api/v1/session/end",
    "POST /api/v1/session/end-all",
    "POST /api/v1/session/password",
    "POST /api/v1/setup",
    "POST /api/v1/screenings",
    "POST /api/v1/trials",
];

#[test]
fn strange_texts_are_only_texts_to_a_file() {
    every(District::start(Store::Sqlite));
}

#[test]
fn strange_texts_are_only_texts_to_a_database() {
    every(District::start(Store::Postgres));
}

fn every(district: District) {
    let strange = [
        "'; DROP TABLE records; --".to_owned(),
        "\"><script>alert(1)</script>".to_owned(),
        "=cmd|' /C calc'!A0".to_owned(),
        too_much(9000),
    ];
    let head = json!({ "title": "田间道路", "priority": "rural", "place": { "town": TOWN } });
    let issue = json!({ "head": head, "source": "transfer", "description": "路面破损" });
    district.at("assigner").enter("/api/v1/issues", &issue);
    let mut asked = 0;
    for operation in Description::of(&district.server).operations() {
        let Some(body) = operation.body.as_ref().filter(|_| !LEFT_OUT.contains(&&*operation.name())) else { continue };
        let seat = somebody(&district, &operation);
        for place in texts_of(body) {
            for text in &strange {
                let mut body = body.clone();
                *body.pointer_mut(&place).unwrap() = json!(text);
                let headers = [("if-match", "\"v1\""), ("content-type", "application/json")];
                let sent = body.to_string();
                let answer = seat.ask(&operation.method, &operation.with("1"), &headers, Some(sent.as_bytes()));
                assert!(answer.status < 500, "{place} {}: {answer:?}", &text[..20]);
                if answer.status >= 400 {
                    assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{place}: {answer:?}");
                }
                asked += 1;
            }
        }
    }
    assert!(asked > 300, "{asked}");
    steps(&district, &strange);
    let verified = district.server.end_and_run(&[&"audit", &"verify"]);
    verified.expect(0);
}

/// Steps name an office, a person and reasons; each is a text as well.
fn steps(district: &District, strange: &[String]) {
    let assigner = district.at("assigner");
    for text in strange {
        let head = json!({ "title": "机井", "priority": "rural", "place": { "town": TOWN } });
        let issue = assigner.enter("/api/v1/issues", &json!({ "head": head, "source": "transfer", "description": "无水" }));
        let assigned = assigner.change(&issue, "steps", &json!({ "step": "assign", "department": text }));
        assert!(matches!(assigned.status, 200 | 422), "{assigned:?}");
        let assigned = assigner.change(&issue, "steps", &json!({ "step": "assign", "department": DEPARTMENT }));
        assert!(matches!(assigned.status, 200 | 404), "an office that there is not has taken it: {assigned:?}");
        if assigned.status == 200 {
            let taken = district.at("head").change(&issue, "steps", &json!({ "step": "accept", "owner": text }));
            assert!(matches!(taken.status, 200 | 422), "{taken:?}");
        }
    }
}

/// Who may call it.
fn somebody<'d>(district: &'d District, operation: &Operation) -> Seat<'d> {
    let Some(roles) = &operation.roles else { return district.at("desk") };
    district.everybody().map(|(_, seat)| seat).find(|seat| roles.iter().any(|role| role == seat.role())).unwrap()
}

/// The places of all texts in a body.
fn texts_of(body: &Value) -> Vec<String> {
    match body {
        Value::String(_) => vec![String::new()],
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(n, item)| texts_of(item).into_iter().map(move |rest| format!("/{n}{rest}"))).collect()
        }
        Value::Object(fields) => {
            fields.iter().flat_map(|(name, value)| texts_of(value).into_iter().map(move |rest| format!("/{name}{rest}"))).collect()
        }
        _ => Vec::new(),
    }
}

/// So many characters that cannot be packed into fewer.
fn too_much(characters: u64) -> String {
    let letter = |n: u64| char::from_u32(0x4E00 + u32::try_from(n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 50).unwrap()).unwrap();
    (0..characters).map(letter).collect()
}
