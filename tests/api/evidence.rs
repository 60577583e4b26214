//! Evidence files: what they are called, for whoever may read them, and how a PDF is handed out.

use super::people::{DEPARTMENT, District};
use super::server::Store;
use crate::support::text;
use serde_json::json;

#[test]
fn a_file_is_called_by_its_name_for_whoever_may_read_it_and_a_pdf_may_be_framed_here_alone() {
    let district = District::start(Store::Sqlite);
    let staff = district.at("staff");
    let hand_in = |name: &str, bytes: &[u8]| {
        let encoded: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        text(&staff.ask("POST", &format!("/api/v1/files?name={encoded}"), &[], Some(bytes)).expect(201).json()["digest"])
    };
    let pdf = hand_in("整改 报告 11010519491231002X.pdf", b"%PDF-1.7 report");
    let picture = hand_in("现场.png", b"\x89PNG\r\n\x1a\nrest");
    let loose = hand_in("草稿.pdf", b"%PDF-1.7 draft");
    let issue = district.at("assigner").enter(
        "/api/v1/issues",
        &json!({ "head": { "title": "账目不清", "priority": "rural", "department": DEPARTMENT }, "source": "transfer", "description": "经查属实" }),
    );
    district.at("assigner").step(&issue, &json!({ "step": "assign", "department": DEPARTMENT }));
    staff.step(&issue, &json!({ "step": "accept" }));
    staff.step(&issue, &json!({ "step": "start", "measures": "公开招租" }));
    staff.step(&issue, &json!({ "step": "progress", "text": "见附件", "files": [pdf, picture] }));

    let known = |login: &str| {
        let asked = format!("/api/v1/files?digest={pdf},{picture},{loose},{}", "0".repeat(64));
        let files = district.at(login).get(&asked);
        files.as_array().unwrap().iter().map(|one| text(&one["name"])).collect::<Vec<_>>()
    };
    let masked = "整改 报告 1101************2X.pdf";
    assert_eq!(known("staff"), [masked, "现场.png", "草稿.pdf"]);
    assert_eq!(known("verifier"), [masked, "现场.png"], "what no record names is its own person's");
    for outside in ["other-head", "school", "reader", "sysadmin"] {
        assert_eq!(known(outside), [""; 0], "{outside}");
    }
    let many = vec!["0"; 101].join(",");
    staff.ask("GET", &format!("/api/v1/files?digest={many}"), &[], None).problem(400, "bad_request");

    let read = |digest: &str| district.at("verifier").ask("GET", &format!("/api/v1/files/{digest}"), &[], None).expect(200);
    let (shown, kept) = (read(&pdf), read(&picture));
    assert_eq!(shown.header("content-type"), Some("application/pdf"));
    assert_eq!(shown.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(shown.header("x-frame-options"), Some("SAMEORIGIN"));
    assert_eq!(shown.header("content-security-policy"), Some("sandbox; default-src 'none'; frame-ancestors 'self'"));
    let called = shown.header("content-disposition").unwrap();
    assert!(called.starts_with("inline; filename*=UTF-8''%E6%95%B4") && !called.contains("19491231"), "{called}");
    assert_eq!(kept.header("x-frame-options"), Some("DENY"));
    assert_eq!(kept.header("content-security-policy"), Some("sandbox; default-src 'none'"));
}
