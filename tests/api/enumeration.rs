//! Every operation that the program describes, asked for by everybody whom it is not for.

use super::example::{Description, Operation};
use super::gates::{Machine, fault, key};
use super::people::{DEPARTMENT, District, OTHER_DEPARTMENT, TOWN, VILLAGE};
use super::server::{Store, today};
use super::story::case_of;
use crate::support::root;
use chrono::Datelike;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Stands in the title of every record that is made here: nobody outside is to read it.
const TITLE: &str = "外人不该看到的事项";

/// Those who are in no way near the records of these tests.
const OUTSIDE: &[&str] = &["other-head", "other-staff", "other-town", "other-village", "institution", "school", "inspector"];
/// Those who see no business data at all.
const NOTHING: &[&str] = &["reader", "sysadmin", "secadmin", "auditadmin"];

/// What everybody who has signed in may read, since it is no business data: oneself, who there is, the limits in force, the
/// checklists of the packs, what of one's own notifications goes by mail.
const FOR_EVERYBODY: &[&str] =
    &["/api/v1/session", "/api/v1/offices", "/api/v1/settings", "/api/v1/checklists", "/api/v1/notifications/preferences"];

#[test]
fn nobody_does_what_is_not_for_them() {
    let district = District::start(Store::Sqlite);
    let description = Description::of(&district.server);
    let operations = description.operations();
    assert!(operations.len() > 100, "{}", operations.len());
    without_session(&district, &operations);
    of_another_role(&district, &operations);
    let records = seeded(&district, &description);
    of_another_office(&district, &operations, &records);
    lists_from_outside(&district, &operations);
    without_business(&district, &operations);
    with_a_key(&district, &operations, &records);
}

/// Without a session nothing is answered but what is said to be public, and that is what was agreed to.
fn without_session(district: &District, operations: &[Operation]) {
    let (public, closed): (Vec<_>, Vec<_>) = operations.iter().partition(|operation| operation.public);
    let found: BTreeSet<String> = public.iter().map(|operation| operation.name()).collect();
    let agreed = std::fs::read_to_string(root().join("tests/api/public-operations.txt")).unwrap();
    assert_eq!(found, agreed.lines().map(str::to_owned).collect(), "operations that ask for no session");
    let (standard, closed): (Vec<_>, Vec<_>) = closed.into_iter().partition(|operation| operation.path.starts_with("/open311/"));
    for operation in standard {
        for headers in [&[][..], &[("cookie", "qingyuan_session=0123456789abcdef")], &[("authorization", "Bearer qy_0")]] {
            let headers: Vec<_> = headers.iter().copied().chain([("content-type", "application/x-www-form-urlencoded")]).collect();
            fault(&district.server.ask(&operation.method, &operation.with("1"), &headers, None), 403);
        }
    }
    for operation in closed {
        for headers in [&[][..], &[("cookie", "qingyuan_session=0123456789abcdef")]] {
            let answer = district.server.ask(&operation.method, &operation.with("1"), headers, None);
            let code = if headers.is_empty() { "unauthenticated" } else { "no_session" };
            answer.problem(401, code);
        }
    }
}

/// What is for some roles is refused to everybody else, before anything of the request is looked at.
fn of_another_role(district: &District, operations: &[Operation]) {
    let mut asked = 0;
    for operation in operations {
        let Some(roles) = &operation.roles else { continue };
        for (login, seat) in district.everybody().filter(|(_, seat)| !roles.iter().any(|role| role == seat.role())) {
            let answer = seat.ask(&operation.method, &operation.with("1"), &[], None);
            assert_eq!(answer.status, 403, "{login}: {answer:?}");
            answer.problem(403, "forbidden");
            asked += 1;
        }
    }
    assert!(asked > 300, "{asked}");
}

/// One record of every kind, of one department and one village; their addresses by the plural of the kind.
fn seeded(district: &District, description: &Description) -> BTreeMap<String, String> {
    let assigner = district.at("assigner");
    let head = || json!({ "title": TITLE, "priority": "rural", "department": DEPARTMENT, "place": { "town": TOWN, "village": VILLAGE } });
    let mut records = BTreeMap::new();
    for operation in description.operations() {
        let Some(kind) = operation.path.strip_prefix("/api/v1/").filter(|_| operation.method == "POST" && operation.is_fixed()) else {
            continue;
        };
        let Some(mut draft) = operation.body.filter(|body| body.get("head").is_some()) else { continue };
        draft["head"] = head();
        match kind {
            "campaigns" => draft["plan"]["year"] = json!(today().year()),
            "inspections" => {
                draft["checklist"] = json!("canteens_school");
                draft["head"]["priority"] = Value::Null;
                draft["visit"]["owner"] = json!("assigner");
            }
            _ => {}
        }
        records.insert(kind.to_owned(), assigner.enter(&operation.path, &draft));
    }
    let complaint = json!({ "head": head(), "channel": "letter", "class": "appeal", "reporter": "anonymous", "text": TITLE });
    let taken = district.at("desk").post("/api/v1/complaints?code=true", &json!({ "complaint": complaint })).expect(201).json();
    records.insert("complaints".to_owned(), format!("/api/v1/complaints/{}", taken["complaint"]["id"]));
    records.insert("cases".to_owned(), case_of(district, TITLE));
    let described: BTreeSet<String> = description.operations().iter().filter_map(kind_of_record).collect();
    let without: Vec<_> = described.iter().filter(|kind| !records.contains_key(*kind)).collect();
    assert_eq!(without, ["exemptions", "leads"], "these come from a screening run, which there is none of");
    records
}

/// The plural of the kind of record whose operation it is.
fn kind_of_record(operation: &Operation) -> Option<String> {
    operation.path.strip_prefix("/api/v1/")?.split_once("/{id}").map(|(kind, _)| kind.to_owned())
}

/// What is done with one record is not done by another office, nor does it read it; not even by who has the right role.
fn of_another_office(district: &District, operations: &[Operation], records: &BTreeMap<String, String>) {
    let mut asked = 0;
    for operation in operations {
        let Some(record) = kind_of_record(operation).and_then(|kind| records.get(&kind)) else { continue };
        let address = operation.with(record.rsplit('/').next().unwrap());
        // Campaigns are known to everybody who works in them.
        let outside = if record.contains("/campaigns/") { &[] } else { OUTSIDE };
        for login in outside.iter().chain(NOTHING) {
            let seat = district.at(login);
            let answer = match &operation.body {
                Some(body) => seat.post_with(&address, &[("if-match", "\"v1\"")], body),
                None => seat.ask(&operation.method, &address, &[], None),
            };
            assert!(matches!(answer.status, 403 | 404), "{login}: {answer:?}");
            assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{login}: {answer:?}");
            assert!(!answer.text().contains(TITLE), "{login}: {answer:?}");
            asked += 1;
        }
    }
    assert!(asked > 500, "{asked}");
    for record in records.values() {
        let seen = district.at("assigner").ask("GET", record, &[], None);
        assert!(seen.expect(200).text().contains(TITLE), "{record} is as it was");
    }
}

/// Lists and figures hold nothing of another office's records.
fn lists_from_outside(district: &District, operations: &[Operation]) {
    let lists = operations.iter().filter(|operation| operation.method == "GET" && operation.is_fixed() && operation.roles.is_none());
    let elsewhere = ["/api/v1/campaigns", "/open311/"];
    for operation in lists.filter(|operation| !elsewhere.iter().any(|path| operation.path.starts_with(path))) {
        for login in OUTSIDE {
            let answer = district.at(login).ask("GET", &operation.path, &[], None);
            assert_eq!(answer.status, if operation.path == "/public/leave" { 303 } else { 200 }, "{login}: {answer:?}");
            assert!(!answer.text().contains(TITLE), "{login}: {answer:?}");
        }
    }
    for kind in ["issues", "complaints", "clues", "cases", "recoveries", "risks"] {
        for login in OUTSIDE {
            let seat = district.at(login);
            assert_eq!(seat.get(&format!("/api/v1/{kind}/counts")), json!([]), "{login}: {kind}");
            assert_eq!(seat.get(&format!("/api/v1/{kind}"))["items"], json!([]), "{login}: {kind}");
        }
    }
}

/// Administrators and readers find nothing of the business: not a line, not a count, and they add nothing to it.
fn without_business(district: &District, operations: &[Operation]) {
    let business = operations.iter().filter(|operation| !operation.path.starts_with("/open311/")).filter(|operation| {
        let is_own = operation.path.starts_with("/api/v1/session");
        !operation.public && operation.roles.is_none() && operation.is_fixed() && !is_own && !FOR_EVERYBODY.contains(&&*operation.path)
    });
    let mut asked = 0;
    for operation in business {
        for login in NOTHING {
            let seat = district.at(login);
            let answer = match &operation.body {
                Some(body) => seat.post(&operation.path, body),
                None => seat.ask(&operation.method, &operation.path, &[], None),
            };
            let empty = || if answer.is_workbook() { !answer.text().contains(TITLE) } else { says_nothing(&answer.json()) };
            let nothing = matches!(answer.status, 403 | 404) || (answer.status == 200 && empty());
            assert!(nothing, "{login}: {answer:?}");
            asked += 1;
        }
    }
    assert!(asked > 100, "{asked}");
}

/// A machine does what its key is for and nothing else: no key that is none opens anything, no key is for what is not described as open to
/// keys, and none reaches another's records.
fn with_a_key(district: &District, operations: &[Operation], records: &BTreeMap<String, String>) {
    let hotline = Machine::new(district, &key("system", "12345", &["tickets.write", "tickets.read"], 6000));
    let department = |name: &str| Machine::new(district, &key("department", name, &["data.write", "leads.read", "issues.read"], 6000));
    let (own, other) = (department(DEPARTMENT), department(OTHER_DEPARTMENT));
    let none = Machine::with(&district.server, "qy_0000000000000000000000000000000000000000000000000000000000000000");
    let mut asked = 0;
    for operation in operations.iter().filter(|operation| !operation.public && !operation.path.starts_with("/open311/")) {
        let address = operation.with("1");
        none.ask(&operation.method, &address, operation.body.as_ref()).problem(401, "no_key");
        for (machine, is_for) in [(&hotline, &["tickets.write", "tickets.read"][..]), (&own, &["data.write", "leads.read", "issues.read"])]
        {
            if !operation.key.as_deref().is_some_and(|key| is_for.contains(&key)) {
                machine.ask(&operation.method, &address, operation.body.as_ref()).problem(403, "forbidden");
                asked += 1;
            }
        }
    }
    assert!(asked > 200, "{asked}");
    let issue = &records["issues"];
    assert!(own.get(issue).expect(200).text().contains(TITLE));
    other.get(issue).problem(404, "not_found");
    assert!(!other.get("/api/v1/issues").expect(200).text().contains(TITLE));
    assert!(!hotline.get("/api/v1/hotline/changes").expect(200).text().contains(TITLE), "what is no ticket is none of a hotline's");
}

/// A list of nothing, or figures that are all nought.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Number(number) => number.as_u64() == Some(0),
        Value::Array(items) => items.iter().all(says_nothing),
        // The members of a closed list stand in the figures also where none is counted.
        Value::Object(fields) => fields.iter().all(|(name, value)| name == "code" || says_nothing(value)),
        Value::Bool(_) | Value::String(_) => false,
    }
}
