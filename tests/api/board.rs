//! The campaign board over HTTP: every figure opens the list that it counts, and it is for those whose work it is.

use super::people::{DEPARTMENT, District, OTHER_DEPARTMENT, Seat, TOWN, VILLAGE};
use super::server::Store;
use crate::support::text;
use serde_json::{Value, json};

const BOARD: &str = "/api/v1/figures/board";

/// Two issues of a department, one of them put right and closed; one of nobody and no priority; a complaint.
fn district() -> District {
    let district = District::start(Store::Sqlite);
    let assigner = district.at("assigner");
    let issue = |head: Value| json!({ "head": head, "source": "transfer", "description": "账目不清" });
    let head = |department: Option<&str>, priority: Option<&str>| json!({ "title": "修路款去向不明", "priority": priority, "department": department, "place": { "town": TOWN, "village": VILLAGE } });
    assigner.enter("/api/v1/issues", &issue(head(Some(DEPARTMENT), Some("rural"))));
    assigner.enter("/api/v1/issues", &issue(head(Some(OTHER_DEPARTMENT), Some("rural"))));
    assigner.enter("/api/v1/issues", &issue(json!({ "title": "无主事项" })));
    let complaint = json!({ "head": head(Some(DEPARTMENT), Some("rural")), "channel": "letter", "class": "appeal", "reporter": "anonymous", "text": "账目不公开" });
    district.at("desk").post("/api/v1/complaints", &json!({ "complaint": complaint })).expect(201);
    district
}

/// How many records the list behind a figure of this place has.
fn listed(seat: Seat<'_>, door: &Value, place: &[(&str, &Value)]) -> i64 {
    let mut query: Vec<(String, String)> =
        door["query"].as_object().unwrap().iter().map(|(name, value)| (name.clone(), text(value))).collect();
    for (name, value) in place {
        query.retain(|(known, _)| known != name);
        query.push(((*name).to_owned(), value.as_str().unwrap_or("-").to_owned()));
    }
    let query: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let counts = seat.get(&format!("/api/v1/{}/counts?{}", text(&door["list"]), query.join("&")));
    counts.as_array().unwrap().iter().map(|line| line["count"].as_i64().unwrap()).sum()
}

#[test]
fn every_figure_opens_the_list_that_it_counts() {
    let district = district();
    let mut found = Vec::new();
    for login in ["assigner", "resident", "head", "other-staff", "other-town"] {
        let seat = district.at(login);
        let answer = seat.get(BOARD);
        let doors = answer["doors"].as_array().unwrap();
        let mut all = 0;
        for row in answer["board"]["departments"].as_array().unwrap() {
            for door in doors.iter().filter(|door| door["money"] == false) {
                let figure = row["figures"][text(&door["measure"])].as_i64().unwrap();
                let place = [("priority", &row["priority"]), ("department", &row["department"])];
                assert_eq!(listed(seat, door, &place), figure, "{login}: {door} {row}");
                all += figure;
            }
        }
        for row in answer["board"]["towns"].as_array().unwrap() {
            for door in doors.iter().filter(|door| door["money"] == false) {
                let figure = row["figures"][text(&door["measure"])].as_i64().unwrap();
                assert_eq!(listed(seat, door, &[("priority", &row["priority"]), ("town", &row["town"])]), figure, "{login}: {door} {row}");
            }
        }
        found.push((login, all));
    }
    assert_eq!(found, [("assigner", 4), ("resident", 0), ("head", 2), ("other-staff", 1), ("other-town", 0)]);
}

#[test]
fn who_sees_figures_alone_sees_the_districts_and_no_record_and_administrators_see_neither() {
    let district = district();
    let reader = district.at("reader");
    let answer = reader.get(BOARD);
    let found: i64 =
        answer["board"]["departments"].as_array().unwrap().iter().map(|row| row["figures"]["issues_found"].as_i64().unwrap()).sum();
    assert_eq!(found, 3);
    assert!(!answer.to_string().contains("修路款"), "figures, and nothing of a record");
    assert_eq!(reader.get("/api/v1/issues")["items"], json!([]));
    for login in ["sysadmin", "secadmin", "auditadmin", "inspector"] {
        district.at(login).ask("GET", BOARD, &[], None).problem(403, "forbidden");
    }
    for (wrong, status, code) in [("days=2026-13", 400, "bad_request"), ("campaign=7", 404, "not_found"), ("town=x", 400, "bad_request")] {
        district.at("assigner").ask("GET", &format!("{BOARD}?{wrong}"), &[], None).problem(status, code);
    }
}

#[test]
fn lists_go_by_what_a_kind_has_and_say_what_it_has_not() {
    let district = district();
    let seat = district.at("assigner");
    let sum = |path: &str| seat.get(path).as_array().unwrap().iter().map(|line| line["count"].as_i64().unwrap()).sum::<i64>();
    assert_eq!(sum("/api/v1/issues/counts?department=-"), 1);
    assert_eq!(sum("/api/v1/issues/counts?priority=-&town=-"), 1);
    assert_eq!(sum("/api/v1/issues/counts?entered=2020-01-01..2020-12-31"), 0);
    assert_eq!(sum("/api/v1/complaints/counts?due_within=365"), 1);
    for wrong in [
        "/api/v1/risks?closed=2026-03",
        "/api/v1/issues?paid=2026-03",
        "/api/v1/issues?answered=2026-03",
        "/api/v1/issues?entered=2026-03-02..2026-03-01",
        "/api/v1/issues?due_within=366",
        "/api/v1/recoveries?paid=2026-03&paid_verified=2026-03",
        "/api/v1/leads?outcome=perhaps",
        "/api/v1/leads?full=true",
        "/api/v1/leads/counts?limit=3",
        "/api/v1/leads/export.xlsx?after=x",
    ] {
        seat.ask("GET", wrong, &[], None).problem(400, "bad_request");
    }
    let narrowed = "/api/v1/leads/export.xlsx?department=-&overdue=true&concluded=2026-03";
    assert!(seat.ask("GET", narrowed, &[], None).expect(200).is_workbook(), "a list is exported as it is shown");
}
