//! Search from anywhere: within one's scope, and nothing more of a number than the list shows.

use super::gates::{Machine, key, ticket};
use super::people::{DEPARTMENT, District, TOWN, VILLAGE};
use super::server::Store;
use crate::support::text;
use serde_json::{Value, json};

#[test]
fn a_number_a_title_and_a_ticket_are_found_within_ones_scope_on_a_file() {
    found(&District::start(Store::Sqlite));
}

#[test]
fn a_number_a_title_and_a_ticket_are_found_within_ones_scope_on_a_database() {
    found(&District::start(Store::Postgres));
}

fn found(district: &District) {
    let assigner = district.at("assigner");
    let head = |title: &str| json!({ "title": title, "priority": "rural", "department": DEPARTMENT, "place": { "town": TOWN, "village": VILLAGE } });
    let issue = |title: &str| {
        let address = assigner.enter("/api/v1/issues", &json!({ "head": head(title), "source": "transfer", "description": "经查属实" }));
        text(&assigner.get(&address)["number"])
    };
    let number = issue("鱼塘承包费50%未入账");
    for n in 0..7 {
        issue(&format!("机动地发包第{n}件"));
    }
    let said =
        json!({ "head": head("机动地账目"), "channel": "letter", "class": "appeal", "reporter": "anonymous", "text": "电话13900139000" });
    district.at("desk").post("/api/v1/complaints", &json!({ "complaint": said })).expect(201);
    let seek = |login: &str, sought: &str| {
        let encoded: String = sought.bytes().map(|byte| format!("%{byte:02X}")).collect();
        district.at(login).get(&format!("/api/v1/search?q={encoded}"))
    };
    let titles = |found: &Value| found.as_array().unwrap().iter().map(|one| text(&one["title"])).collect::<Vec<_>>();

    let exact = seek("assigner", &number.to_lowercase());
    assert_eq!(exact.as_array().unwrap().len(), 1, "{exact}");
    assert_eq!((&exact[0]["kind"], &exact[0]["number"], &exact[0]["state"]), (&json!("issue"), &json!(number), &json!("registered")));
    assert_eq!(titles(&seek("assigner", "承包费")), ["鱼塘承包费50%未入账"]);
    assert_eq!(titles(&seek("assigner", "50%")), ["鱼塘承包费50%未入账"]);
    assert_eq!(titles(&seek("assigner", "承%费")), [""; 0], "signs stand for themselves");
    let many = seek("assigner", "机动地");
    let of = |kind: &str| many.as_array().unwrap().iter().filter(|one| one["kind"] == kind).count();
    assert_eq!((of("issue"), of("complaint")), (5, 1), "a few of each kind: {many}");
    for short in ["", "机", " 机 "] {
        assert_eq!(seek("assigner", short), json!([]));
    }
    assert_eq!(district.at("assigner").get("/api/v1/search"), json!([]));
    assert_eq!(titles(&seek("head", "承包费")).len(), 1);
    let hotline = Machine::new(district, &key("system", "12345", &["tickets.write"], 600));
    hotline.ask("POST", "/api/v1/hotline/tickets", Some(&ticket("12345", "GD2026-0077", "待受理"))).expect(200);
    let by_ticket = seek("desk", "GD2026-0077");
    assert_eq!((by_ticket.as_array().unwrap().len(), &by_ticket[0]["kind"]), (1, &json!("complaint")), "{by_ticket}");
    assert_eq!(seek("desk", "GD2026-00"), json!([]), "a ticket is known by its whole number");
    assert_eq!(seek("other-head", "GD2026-0077"), json!([]));
    for outside in ["other-head", "other-town", "school", "inspector", "reader", "sysadmin", "auditadmin"] {
        assert_eq!(seek(outside, "承包费"), json!([]), "{outside}");
        assert_eq!(seek(outside, &number), json!([]), "{outside}");
    }
}
