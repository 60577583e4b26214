//! What does not fit, and what is answered to it: always a problem with a code of ours, and never half of what was asked.

use super::people::{DEPARTMENT, District, TOWN, VILLAGE};
use super::server::{Answer, Store};
use crate::support::text;
use serde_json::{Value, json};

#[test]
fn what_does_not_fit_is_told_by_a_file() {
    every(&District::start(Store::Sqlite));
}

#[test]
fn what_does_not_fit_is_told_by_a_database() {
    every(&District::start(Store::Postgres));
}

/// A session that is over opens nothing, whether it ended by itself, was ended, or never was.
#[test]
fn a_session_that_is_over_opens_nothing() {
    let district = District::start(Store::Sqlite);
    let staff = district.at("staff");
    staff.get("/api/v1/issues");
    staff.ask("POST", "/api/v1/session/end", &[], None).expect(204);
    for path in ["/api/v1/issues", "/api/v1/session", "/api/v1/leads"] {
        staff.ask("GET", path, &[], None).problem(401, "no_session");
    }
    staff.post("/api/v1/issues", &draft("田间道路")).problem(401, "no_session");
    assert_eq!(district.at("assigner").get("/api/v1/issues")["items"], json!([]), "nothing was entered");
}

fn every(district: &District) {
    let issue = district.at("assigner").enter("/api/v1/issues", &draft("田间道路"));
    versions(district, &issue);
    bodies(district);
    addresses(district, &issue);
    steps(district, &issue);
    far_days_and_long_times(district);
    kept_as_text(district);
    once(district);
    assert_eq!(district.at("assigner").get(&issue)["version"], 1, "nothing of it was done");
}

fn draft(title: &str) -> Value {
    let head = json!({ "title": title, "priority": "rural", "place": { "town": TOWN, "village": VILLAGE } });
    json!({ "head": head, "source": "transfer", "description": "路面破损" })
}

/// A change names the version that its caller has seen.
fn versions(district: &District, issue: &str) {
    let assigner = district.at("assigner");
    let steps = format!("{issue}/steps");
    let assign = json!({ "step": "assign", "department": DEPARTMENT });
    let with = |headers: &[(&str, &str)]| assigner.post_with(&steps, headers, &assign);
    assert_eq!(with(&[]).problem(428, "no_version")["field"], "if-match");
    with(&[("if-match", "\"v2\"")]).problem(412, "stale");
    with(&[("if-match", "\"v0\"")]).problem(412, "stale");
    for tag in ["v1", "1", "*", "W/\"v1\"", "\"v1", "\"v99999999999999999999\""] {
        assert_eq!(with(&[("if-match", tag)]).problem(400, "bad_request")["field"], "if-match", "{tag}");
    }
}

/// A body is JSON of the form that is described, not too long, and says what it is.
fn bodies(district: &District) {
    let assigner = district.at("assigner");
    let send = |body: &Value| assigner.post("/api/v1/issues", body);
    let raw = |media: &[(&str, &str)], body: &[u8]| assigner.ask("POST", "/api/v1/issues", media, Some(body));
    let json_media = [("content-type", "application/json; charset=utf-8")];
    let changed = |place: &str, value: Value| {
        let mut body = draft("田间道路");
        *body.pointer_mut(place).unwrap_or_else(|| panic!("{place}")) = value;
        body
    };
    let mut further = draft("田间道路");
    further["note"] = json!("多余");
    assert_eq!(send(&further).problem(422, "unfit")["field"], "note");
    let mut further = draft("田间道路");
    further["head"]["owner"] = json!("staff");
    assert_eq!(send(&further).problem(422, "unfit")["field"], "head.owner");
    let mut missing = draft("田间道路");
    missing.as_object_mut().unwrap().remove("source");
    let missing = send(&missing).problem(422, "unfit");
    assert!(text(&missing["detail"]).contains("source") && missing["field"].is_null(), "{missing}");
    for (place, value, field) in [
        ("/head/title", json!(5), "head.title"),
        ("/source", json!("hearsay"), "source"),
        ("/description", Value::Null, "description"),
        ("/description", json!(["一"]), "description"),
    ] {
        assert_eq!(send(&changed(place, value.clone())).problem(422, "unfit")["field"], field, "{place} {value}");
    }
    for (place, value) in [
        ("/description", json!("  ")),
        ("/description", json!("字".repeat(10_001))),
        ("/head/title", json!("题".repeat(201))),
        ("/head/title", json!("")),
    ] {
        send(&changed(place, value)).problem(422, "unfit");
    }
    let mut amount = draft("田间道路");
    for wrong in [json!(-1), json!(1.5), json!("1"), json!(1e30)] {
        amount["amount"] = wrong;
        send(&amount).problem(422, "unfit");
    }
    raw(&json_media, format!("{} {{}}", draft("田间道路")).as_bytes()).problem(400, "bad_request");
    for broken in [&b""[..], b"{", b"{\"head\":}", b"\xff\xfe", b"{\"head\":{\"title\":\"\xe4\xb8\"}}"] {
        raw(&json_media, broken).problem(400, "bad_request");
    }
    assert!(matches!(raw(&json_media, "[".repeat(100_000).as_bytes()).status, 400 | 422));
    let body = draft("田间道路").to_string();
    raw(&[], body.as_bytes()).problem(415, "wrong_media");
    for media in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp"] {
        raw(&[("content-type", media)], body.as_bytes()).problem(415, "wrong_media");
    }
    for megabytes in [2, 10] {
        let long = changed("/description", json!("x".repeat(megabytes << 20)));
        send(&long).problem(413, "too_large");
    }
    raw(&[("content-type", "application/json"), ("sec-fetch-site", "cross-site")], body.as_bytes()).problem(403, "forbidden");
    assigner.ask("POST", "/api/v1/files?name=x.exe", &[], Some(b"MZ\x90\0")).problem(422, "refused");
    // What a file is, its bytes say, whatever its name says.
    for (name, bytes, media) in
        [("x.pdf", &b"\x89PNG\r\n\x1a\n0000IHDR"[..], "image/png"), ("x.png", b"%PDF-1.4\n%%EOF\n", "application/pdf")]
    {
        let answer = assigner.ask("POST", &format!("/api/v1/files?name={name}"), &[], Some(bytes));
        if answer.status == 201 {
            assert_eq!(answer.json()["media_type"], media, "{name}");
        } else {
            answer.problem(422, "refused");
        }
    }
    for (name, bytes) in [("x.jpg", &b"<html><script></script></html>"[..]), ("x.pdf", b""), ("x.docx", b"PK\x03\x04")] {
        assigner.ask("POST", &format!("/api/v1/files?name={name}"), &[], Some(bytes)).problem(422, "refused");
    }
    let long = [b"%PDF-1.4\n".to_vec(), vec![b' '; 31 << 20]].concat();
    assigner.ask("POST", "/api/v1/files?name=x.pdf", &[], Some(&long)).problem(413, "too_large");
    assert_eq!(assigner.ask("POST", "/api/v1/files?name=..%2Fx.pdf", &[], Some(b"%PDF-1.4")).problem(422, "unfit")["field"], "name");
}

/// An address is one of those described, with the queries that it has.
fn addresses(district: &District, issue: &str) {
    let assigner = district.at("assigner");
    let get = |path: &str| assigner.ask("GET", path, &[], None);
    assigner.ask("DELETE", "/api/v1/issues", &[], None).problem(405, "wrong_method");
    assigner.ask("PUT", issue, &[], None).problem(405, "wrong_method");
    for path in ["/api/v1/nothing", "/api/v1/issues/", "/api/v2/issues", "/api/v1/issues/x", "/api/v1/issues/99999999999999999999"] {
        get(path).problem(404, "not_found");
    }
    for path in ["/api/v1/issues/999", "/api/v1/issues/0", "/api/v1/issues/-1", "/api/v1/files/0000", "/api/v1/files/..%2F..%2Fkey"] {
        get(path).problem(404, "not_found");
    }
    for (query, field) in [("limit=0", "limit"), ("limit=501", "limit"), ("after=x", "after"), ("after=e30", "after")] {
        assert_eq!(get(&format!("/api/v1/issues?{query}")).problem(400, "bad_request")["field"], field, "{query}");
    }
    for query in ["limit=-1", "limit=x", "open=maybe", "campaign=x", "order=oldest", "sort=id"] {
        get(&format!("/api/v1/issues?{query}")).problem(400, "bad_request");
    }
    let draft = draft("田间道路");
    for from in ["lead", "lead:x", "nothing:1"] {
        assert_eq!(assigner.post(&format!("/api/v1/issues?from={from}"), &draft).problem(400, "bad_request")["field"], "from", "{from}");
    }
    assigner.post("/api/v1/issues?from=complaint:999", &draft).problem(404, "not_found");
}

/// A step is one that there is, that the state allows, and that is the caller's.
fn steps(district: &District, issue: &str) {
    let assigner = district.at("assigner");
    assigner.refused(issue, &json!({ "step": "close" }), 409, "conflict");
    assigner.refused(issue, &json!({ "step": "fly" }), 422, "unfit");
    assigner.refused(issue, &json!({ "remark": "" }), 422, "unfit");
    assigner.refused(issue, &json!({ "step": "assign", "department": " " }), 422, "unfit");
    assigner.refused(issue, &json!({ "step": "assign", "department": DEPARTMENT, "owner": "x" }), 422, "unfit");
    assigner.refused(issue, &json!({ "step": "accept" }), 403, "forbidden");
}

/// Days and times at the ends of what can be written are refused or kept, and stop nothing.
fn far_days_and_long_times(district: &District) {
    let [assigner, head] = ["assigner", "head"].map(|login| district.at(login));
    for day in ["0000-01-01", "-262143-01-01", "+262142-12-31", "9999-12-31"] {
        let issue = assigner.enter("/api/v1/issues", &draft("期限"));
        told(&assigner.change(&issue, "steps", &json!({ "step": "assign", "department": DEPARTMENT, "due_on": day })));
        told(&assigner.ask("GET", "/api/v1/issues?order=due&overdue=true", &[], None));
        told(&assigner.ask("GET", &format!("/api/v1/figures/cases?from={}&before={}", day.replace('+', "%2B"), day), &[], None));
    }
    for span in ["999999999h", "999999999d", "999999999wd", "999999999mo"] {
        let issue = assigner.enter("/api/v1/issues", &draft("延期"));
        assigner.step(&issue, &json!({ "step": "assign", "department": DEPARTMENT }));
        head.step(&issue, &json!({ "step": "accept" }));
        told(&head.change(&issue, "steps", &json!({ "step": "ask_extension", "span": span, "reason": "天气" })));
        told(&assigner.change(&issue, "steps", &json!({ "step": "extend" })));
    }
    for called in ["-262143-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "+262142-12-31T23:59:59Z"] {
        let complaint =
            json!({ "head": { "title": "来电" }, "channel": "hotline", "class": "appeal", "reporter": "anonymous", "text": "路" });
        let ticket = json!({
            "system": "12345", "number": called, "class": "urgent", "called_at": called, "state": "新建", "intake": { "complaint": complaint },
        });
        told(&district.at("desk").post("/api/v1/hotline/tickets", &ticket));
    }
}

/// Something that the caller can mend, or that was done: [`super::server::Server::ask`] fails on anything else.
#[track_caller]
fn told(answer: &Answer) {
    assert!(matches!(answer.status, 200 | 201 | 400 | 404 | 409 | 422), "{answer:?}");
}

/// Text is text, whatever it would be elsewhere.
fn kept_as_text(district: &District) {
    let assigner = district.at("assigner");
    for strange in [
        "'; DROP TABLE records; --",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "=HYPERLINK(\"http://x\")",
        "{{7*7}} ${jndi:ldap://x} %s%n",
        "反斜杠\\ 引号\" 制表\t 表情👩‍🌾 组合é \u{202e}反向",
    ] {
        let mut draft = draft(strange);
        draft["description"] = json!(strange);
        let made = assigner.enter("/api/v1/issues", &draft);
        let read = assigner.get(&made);
        assert_eq!((&read["title"], &read["description"]), (&json!(strange), &json!(strange)));
        let found = assigner.get(&format!("/api/v1/issues?q={}", encoded(strange)));
        assert_eq!(found["items"].as_array().unwrap().len(), 1, "{strange}: {found}");
    }
    for wild in ["%", "_", "%25%27", "\\"] {
        let found = assigner.get(&format!("/api/v1/issues?q={}", encoded(&format!("没有这样的{wild}"))));
        assert_eq!(found["items"], json!([]), "{wild}");
    }
    // What no database keeps as text.
    let mut nul = draft("田间\0道路");
    assigner.post("/api/v1/issues", &nul).problem(422, "unfit");
    nul = draft("田间道路");
    nul["head"]["department"] = json!("\0");
    assigner.post("/api/v1/issues", &nul).problem(422, "unfit");
    assigner.ask("GET", "/api/v1/issues?q=%00", &[], None).problem(400, "bad_request");
    assigner.ask("GET", "/api/v1/files/%00%00", &[], None).problem(404, "not_found");
    let nobody = json!({ "login": "\0", "password": "\0" });
    assert!(matches!(district.server.post("/api/v1/session", &nobody).status, 401 | 422));
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The same key and content twice is once; with other content it is refused; another person's key is their own.
fn once(district: &District) {
    let [assigner, verifier] = ["assigner", "verifier"].map(|login| district.at(login));
    let number = || assigner.get("/api/v1/issues/counts")[0]["count"].clone();
    let key = [("idempotency-key", "4f9d")];
    let first = assigner.post_with("/api/v1/issues", &key, &draft("水渠")).expect(201);
    let place = first.header("location").map(str::to_owned);
    let counted = number();
    for _ in 0..2 {
        let again = assigner.post_with("/api/v1/issues", &key, &draft("水渠")).expect(201);
        assert_eq!(again.header("location").map(str::to_owned), place);
    }
    assert_eq!(number(), counted);
    assert_eq!(assigner.post_with("/api/v1/issues", &key, &draft("机井")).problem(422, "unfit")["field"], "idempotency-key");
    let theirs = verifier.post_with("/api/v1/issues", &key, &draft("水渠")).expect(201);
    assert_ne!(theirs.header("location").map(str::to_owned), place);
    for wrong in [String::new(), "k".repeat(201)] {
        let answer = assigner.post_with("/api/v1/issues", &[("idempotency-key", &wrong)], &draft("水渠"));
        assert_eq!(answer.problem(400, "bad_request")["field"], "idempotency-key");
    }
}
