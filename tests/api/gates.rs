//! The doors for machines: keys, the hotline's tickets by API and by file, and Open311.

use super::people::{DEPARTMENT, District, OTHER_DEPARTMENT, Seat, TOWN, VILLAGE};
use super::server::{Answer, Server, Store, today};
use crate::support::text;
use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};

const SAID: &str = "村里修路的钱账目不公开，找王会计问，电话13900139000，说账本丢了";
const CALLER: &str = "诸葛来电";

#[test]
fn machines_come_in_by_their_own_doors_in_a_file() {
    whole(District::start(Store::Sqlite));
}

#[test]
fn machines_come_in_by_their_own_doors_in_a_database() {
    whole(District::start(Store::Postgres));
}

fn whole(district: District) {
    keys_are_the_security_administrators(&district);
    the_hotline_hands_in_and_asks_what_became(&district);
    open311(&district);
    states_of_other_systems(&district);
    tickets_by_file(&district);
    data_of_a_department(&district);
    told_and_chained(district);
}

/// A machine at the program.
#[derive(Clone)]
pub struct Machine<'d> {
    server: &'d Server,
    bearer: String,
}

impl<'d> Machine<'d> {
    /// One with this key.
    pub fn with(server: &'d Server, secret: &str) -> Self {
        Self { server, bearer: format!("Bearer {secret}") }
    }

    /// One with a new key that the security administrator makes.
    #[track_caller]
    pub fn new(district: &'d District, draft: &Value) -> Self {
        Self::with(&district.server, &text(&made(district, draft)["secret"]))
    }

    #[track_caller]
    pub fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let body = body.map(Value::to_string);
        let headers = [("authorization", self.bearer.as_str()), ("content-type", "application/json")];
        self.server.ask(method, path, &headers, body.as_deref().map(str::as_bytes))
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, None)
    }
}

#[track_caller]
fn made(district: &District, draft: &Value) -> Value {
    district.at("secadmin").post("/api/v1/keys", draft).expect(201).json()
}

/// What is said of a key.
pub fn key(of: &str, owner: &str, operations: &[&str], per_minute: u32) -> Value {
    let mut draft = json!({
        "name": format!("{owner}接口"), "operations": operations, "per_minute": per_minute, "expires_at": Utc::now() + TimeDelta::days(30),
    });
    draft[of] = json!(owner);
    draft
}

fn hotline_key() -> Value {
    key("system", "12345", &["tickets.write", "tickets.read"], 600)
}

pub fn ticket(system: &str, number: &str, state: &str) -> Value {
    let complaint = json!({
        "head": { "title": "账目不公开", "priority": "rural", "department": DEPARTMENT, "place": { "town": TOWN, "village": VILLAGE } },
        "channel": "hotline", "class": "appeal", "reporter": "named", "text": SAID,
    });
    json!({
        "system": system, "number": number, "class": "complaint", "called_at": Utc::now() - TimeDelta::hours(1), "state": state,
        "intake": { "complaint": complaint, "reporters": [{ "name": CALLER, "phone": "13800138000" }] },
    })
}

fn keys_are_the_security_administrators(district: &District) {
    let security = district.at("secadmin");
    let told = made(district, &key("system", "12345", &["tickets.read"], 3));
    let (number, secret) = (told["key"]["id"].clone(), text(&told["secret"]));
    assert!(secret.starts_with("qy_"));
    let listed = security.get("/api/v1/keys");
    assert_eq!(listed[0]["name"], "12345接口");
    assert!(!listed.to_string().contains(&secret), "a secret is told once");
    for (draft, problem) in [
        (key("system", "12345", &["accounts.write"], 3), (422, "unfit")),
        (key("system", "12345", &["data.write"], 3), (422, "unfit")),
        (key("department", "没有的局", &["data.write"], 3), (404, "no_such")),
        (key("system", "12345", &["tickets.read"], 0), (422, "unfit")),
    ] {
        security.post("/api/v1/keys", &draft).problem(problem.0, problem.1);
    }

    let machine = Machine::with(&district.server, &secret);
    machine.ask("POST", "/api/v1/hotline/tickets", Some(&ticket("12345", "K1", "待受理"))).problem(403, "forbidden");
    machine.get("/api/v1/hotline/changes").expect(200);
    machine.get("/api/v1/hotline/changes").expect(200);
    let often = machine.get("/api/v1/hotline/changes");
    often.problem(429, "too_many");
    let wait: u64 = often.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert!(!security.get("/api/v1/keys")[0]["last_used_at"].is_null());

    let at = |part: &str| format!("/api/v1/keys/{number}/{part}");
    let renewal = json!({ "expires_at": Utc::now() + TimeDelta::days(60), "reason": "年度更换" });
    let renewed = security.post(&at("renewal"), &renewal).expect(200).json();
    machine.get("/api/v1/hotline/changes").problem(401, "no_key");
    let machine = Machine::with(&district.server, &text(&renewed["secret"]));
    // The rate is the key's, whatever its secret: it is used up for this minute.
    machine.get("/api/v1/hotline/changes").problem(429, "too_many");
    security.post(&at("revocation"), &json!({ "reason": "" })).problem(422, "unfit");
    security.post(&at("revocation"), &json!({ "reason": "密钥泄露" })).expect(200);
    machine.get("/api/v1/hotline/changes").problem(401, "no_key");
    security.post(&at("renewal"), &renewal).problem(409, "not_now");
    security.post("/api/v1/keys/99/revocation", &json!({ "reason": "停用" })).problem(404, "no_such");
}

fn the_hotline_hands_in_and_asks_what_became(district: &District) {
    let desk = district.at("desk");
    let machine = Machine::new(district, &hotline_key());
    let take = |body: &Value| machine.ask("POST", "/api/v1/hotline/tickets", Some(body));
    let first = take(&ticket("12345", "GD-1", "待受理")).expect(200).json();
    assert_eq!(first["new"], true);
    assert_eq!(take(&ticket("12345", "GD-1", "待受理")).expect(200).json()["new"], false);
    take(&ticket("12388", "GD-1", "待受理")).problem(403, "forbidden");
    let complaint = format!("/api/v1/complaints/{}", first["complaint"]);
    let seen = desk.get(&complaint);
    assert_eq!(
        (&seen["entered_by"], &seen["department"]),
        (&json!("key:2 12345接口"), &Value::Null),
        "who handles it is for the desk to say"
    );
    for (method, path) in [
        ("GET", complaint.clone()),
        ("GET", "/api/v1/complaints".to_owned()),
        ("POST", format!("{complaint}/steps")),
        ("POST", format!("{complaint}/reporters")),
        ("GET", format!("{complaint}/messages")),
        ("GET", "/api/v1/session".to_owned()),
    ] {
        machine.ask(method, &path, Some(&json!({ "reason": "核对", "step": "accept" }))).problem(403, "forbidden");
    }

    let since = |mark: &Value| machine.get(&format!("/api/v1/hotline/changes?after={mark}")).expect(200).json();
    let before = since(&json!(0));
    assert_eq!(before["items"][0]["ticket_number"], "GD-1");
    assert_eq!(since(&before["next"])["items"], json!([]));
    let letter = json!({ "head": { "title": "来信" }, "channel": "letter", "class": "appeal", "reporter": "anonymous", "text": SAID });
    desk.post("/api/v1/complaints", &json!({ "complaint": letter })).expect(201);
    assert_eq!(since(&before["next"])["items"], json!([]), "what came another way is none of the hotline's");
    handled(district, &complaint, "账目已经公布，您可在村务公开栏查看。");
    let after = since(&before["next"]);
    let item = &after["items"][0];
    assert_eq!((&item["progress"], &item["answer"]), (&json!("answered"), &json!("账目已经公布，您可在村务公开栏查看。")));
    assert_eq!(after["items"].as_array().unwrap().len(), 1);
    assert_eq!(since(&before["next"]), after, "the same mark is answered alike");
    machine.get("/api/v1/hotline/changes?after=-1").problem(422, "unfit");
    machine.get("/api/v1/hotline/changes?after=x").problem(400, "bad_request");
    assert_eq!(district.at("desk").get("/api/v1/hotline/changes")["items"].as_array().unwrap().len(), 1);
}

/// Accepts a complaint and has it answered.
#[track_caller]
fn handled(district: &District, complaint: &str, answer: &str) {
    let (desk, staff) = (district.at("desk"), district.at("staff"));
    desk.step(complaint, &json!({ "step": "accept" }));
    desk.step(complaint, &json!({ "step": "assign", "department": DEPARTMENT }));
    staff.step(complaint, &json!({ "step": "take" }));
    staff.step(complaint, &json!({ "step": "claim", "text": "已张榜公布" }));
    staff.step(complaint, &json!({ "step": "answer", "text": answer }));
}

fn form(fields: &[(&str, &str)]) -> String {
    let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect::<Vec<_>>().join("&")
}

/// The error that the standard tells, of this status.
#[track_caller]
pub fn fault(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{answer:?}");
    if answer.header("content-type").unwrap().starts_with("application/json") {
        let errors = answer.json();
        assert_eq!(errors[0]["code"], status, "{answer:?}");
        assert!(!text(&errors[0]["description"]).is_empty(), "{answer:?}");
    } else {
        assert_eq!(answer.header("content-type"), Some("text/xml; charset=utf-8"), "{answer:?}");
        let told = answer.text();
        let begins = format!(r#"<?xml version="1.0" encoding="utf-8"?><errors><error><code>{status}</code><description>"#);
        assert!(told.starts_with(&begins) && told.ends_with("</description></error></errors>"), "{told}");
    }
}

fn open311(district: &District) {
    let server = &district.server;
    let secret = text(&made(district, &hotline_key())["secret"]);
    let other = text(&made(district, &key("system", "12388", &["tickets.read"], 600))["secret"]);
    let read = |path: &str| {
        let joint = if path.contains('?') { '&' } else { '?' };
        server.ask("GET", &format!("/open311/v2/{path}{joint}api_key={secret}"), &[], None)
    };
    let send = |path: &str, body: &str| {
        let headers = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
        server.ask("POST", &format!("/open311/v2/{path}"), &headers, Some(body.as_bytes()))
    };
    let discovery = server.get("/open311/discovery.json");
    assert!(text(&discovery["endpoints"][0]["url"]).ends_with("/open311/v2"));
    assert!(server.ask("GET", "/open311/discovery.xml", &[], None).expect(200).text().contains("<format>text/xml</format>"));

    let services = read("services.json").expect(200).json();
    let service = services.as_array().unwrap().iter().find(|service| service["service_code"] == "rural-appeal").unwrap();
    assert_eq!((&service["metadata"], &service["type"]), (&json!(true), &json!("realtime")));
    assert!(read("services.xml").expect(200).text().contains("<service_code>general-accusation</service_code>"));
    assert_eq!(read("services/rural-appeal.json").expect(200).json()["attributes"][0]["code"], "ticket_no");
    assert!(read("services/rural-appeal.xml").expect(200).text().contains("<service_definition>"));
    fault(&read("services/none.xml"), 404);
    fault(&server.ask("GET", "/open311/v2/services.json", &[], None), 403);
    fault(&server.ask("GET", "/open311/v2/requests.xml?api_key=qy_0", &[], None), 403);

    let fields = |number: &str, service: &str| {
        form(&[
            ("api_key", &secret),
            ("jurisdiction_id", "example.org"),
            ("service_code", service),
            ("address_string", "前进村村口第二家"),
            ("first_name", "来电"),
            ("last_name", "诸葛"),
            ("phone", "13800138000"),
            ("email", "caller@example.org"),
            ("description", SAID),
            ("attribute[ticket_no]", number),
            ("attribute[town]", TOWN),
            ("attribute[village]", VILLAGE),
        ])
    };
    let created = send("requests.json", &fields("20260305000031", "rural-appeal")).expect(201).json();
    let id = text(&created[0]["service_request_id"]);
    assert_eq!(
        send("requests.json", &fields("20260305000031", "rural-appeal")).expect(200).json(),
        created,
        "the same number is the same request"
    );
    let accusing = send("requests.xml", &fields("GD-32", "rural-accusation"));
    assert!(accusing.expect(201).text().contains("<request><account_id/><service_notice/><service_request_id>XF"));
    let accusation = read("tokens/GD-32.json");
    fault(&accusation, 404);
    for (body, status) in [
        (fields("GD-33", "none"), 404),
        (form(&[("api_key", &secret), ("service_code", "rural-appeal"), ("description", SAID)]), 400),
        (form(&[("api_key", &secret), ("service_code", "rural-appeal"), ("address_id", "7")]), 400),
        (form(&[("api_key", &secret), ("address_id", "7"), ("description", SAID)]), 400),
        (form(&[("api_key", &secret), ("service_code", "rural-appeal"), ("lat", "x"), ("long", "1"), ("description", SAID)]), 400),
        (form(&[("service_code", "rural-appeal"), ("address_id", "7"), ("description", SAID)]), 403),
        (form(&[("api_key", &other), ("service_code", "rural-appeal"), ("address_id", "7"), ("description", SAID)]), 403),
        (format!("{}&description=%FF", fields("GD-33", "rural-appeal")), 400),
    ] {
        fault(&send("requests.json", &body), status);
        fault(&send("requests.xml", &body), status);
    }
    let raw = [("content-type", "application/json"), ("authorization", &*format!("Bearer {secret}"))];
    fault(&server.ask("POST", "/open311/v2/requests.json", &raw, Some(b"{}")), 400);
    let without_number = form(&[
        ("api_key", &secret),
        ("service_code", "general-suggestion"),
        ("lat", "36.8"),
        ("long", "118.0"),
        ("description", "路灯不亮"),
    ]);
    let (one, two) = (send("requests.json", &without_number).expect(201).json(), send("requests.json", &without_number).expect(201).json());
    assert_ne!(one, two, "without a number every request is a new one");

    let listed = read("requests.json").expect(200);
    let found = listed.json();
    let ids: Vec<String> = found.as_array().unwrap().iter().map(|request| text(&request["service_request_id"])).collect();
    assert_eq!(ids.len(), 4, "GD-1, 20260305000031 and two without a number: {found:#}");
    let request = found.as_array().unwrap().iter().find(|request| request["service_request_id"] == id).unwrap();
    assert_eq!(
        (&request["status"], &request["service_code"], &request["description"]),
        (&json!("open"), &json!("rural-appeal"), &Value::Null)
    );
    assert_eq!((&request["address"], &request["lat"]), (&json!(VILLAGE), &Value::Null));
    assert_eq!(read(&format!("requests/{id}.json")).expect(200).json(), json!([request]));
    let as_xml = read(&format!("requests/{id}.xml")).expect(200);
    assert_eq!(as_xml.header("content-type"), Some("text/xml; charset=utf-8"));
    for told in [listed.text(), as_xml.text()] {
        for kept in ["修路", "会计", "诸葛", "13800138000", "13900139000", "caller@", "第二家", "20260305000031"] {
            assert!(!told.contains(kept), "{kept} is read: {told}");
        }
    }
    assert_eq!(read("tokens/20260305000031.json").expect(200).json(), json!([{ "service_request_id": id, "token": "20260305000031" }]));
    assert_eq!(read(&format!("requests.json?service_request_id={id},XF0&status=closed")).expect(200).json().as_array().unwrap().len(), 1);
    assert_eq!(read("requests.json?status=closed").expect(200).json(), json!([]));
    assert_eq!(read("requests.json?service_code=general-suggestion").expect(200).json().as_array().unwrap().len(), 2);
    assert_eq!(read("requests.json?end_date=2020-01-01T00:00:00Z").expect(200).json(), json!([]));
    fault(&read("requests.json?start_date=2020-01-01T00:00:00Z&end_date=2021-01-01T00:00:00Z"), 400);
    fault(&read("requests.xml?status=done"), 400);
    fault(&read("requests/XF0.json"), 404);
    let foreign = format!("/open311/v2/requests.json?api_key={other}");
    assert_eq!(server.ask("GET", &foreign, &[], None).expect(200).json(), json!([]), "another system's tickets are its own");

    published(district, &id, &read("tokens/20260305000031.json").json());
    public_read(district);
}

/// What the office has published of a matter is read, and its answer to the citizen is not.
fn published(district: &District, request: &str, token: &Value) {
    assert_eq!(token[0]["service_request_id"], request);
    let desk = district.at("desk");
    let lines = desk.get("/api/v1/complaints?limit=100");
    let line = lines["items"].as_array().unwrap().iter().find(|line| line["number"] == request).unwrap();
    let (complaint, id) = (format!("/api/v1/complaints/{}", line["id"]), &line["id"]);
    handled(district, &complaint, "王会计已当面向您说明。");
    let notice = json!({ "head": { "title": "群众诉求办理情况" }, "kind": "disclosure", "text": "该村已公布修路收支明细。" });
    let made = district.at("assigner").enter(&format!("/api/v1/notices?from=complaint:{id}"), &notice);
    district.at("verifier").step(&made, &json!({ "step": "approve" }));
    let secret = text(&self::made(district, &hotline_key())["secret"]);
    let read = || district.server.get(&format!("/open311/v2/requests/{request}.json?api_key={secret}"));
    assert_eq!(read()[0]["description"], Value::Null, "what is approved is not yet published");
    district.at("verifier").step(&made, &json!({ "step": "publish", "on": today(), "place": "区政府网站" }));
    let told = read();
    assert_eq!((&told[0]["description"], &told[0]["status_notes"]), (&json!("该村已公布修路收支明细。"), &json!("已答复")));
    assert_eq!(told[0]["agency_responsible"], DEPARTMENT);
}

/// Anybody may read how far tickets are once the system administrator says so, and nobody may write.
fn public_read(district: &District) {
    let server = &district.server;
    let anonymous = || server.ask("GET", "/open311/v2/requests.json", &[], None);
    fault(&anonymous(), 403);
    let set = |value: &str| {
        let body = json!({ "value": value, "source": "区政务公开要求" }).to_string();
        let headers = [("content-type", "application/json")];
        district.at("sysadmin").ask("PUT", "/api/v1/settings/open311_public_read", &headers, Some(body.as_bytes()))
    };
    set("yes").problem(422, "unfit");
    set("on").expect(204);
    let told = anonymous().expect(200);
    assert!(told.json().as_array().unwrap().len() >= 4 && !told.text().contains("诸葛"), "{told:?}");
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let body = form(&[("service_code", "rural-appeal"), ("address_id", "7"), ("description", SAID)]);
    fault(&server.ask("POST", "/open311/v2/requests.json", &headers, Some(body.as_bytes())), 403);
    set("off").expect(204);
    fault(&anonymous(), 403);
}

fn states_of_other_systems(district: &District) {
    let machine = Machine::new(district, &hotline_key());
    let sysadmin = district.at("sysadmin");
    let set = |seat: Seat<'_>, draft: &Value| {
        seat.ask("PUT", "/api/v1/hotline/states", &[("content-type", "application/json")], Some(draft.to_string().as_bytes()))
    };
    let taken = machine.ask("POST", "/api/v1/hotline/tickets", Some(&ticket("12345", "GD-40", "部门会商中"))).expect(200).json();
    let complaint = format!("/api/v1/complaints/{}", taken["complaint"]);
    let mark = district.at("desk").get(&complaint)["ticket"].clone();
    assert_eq!((&mark["outside_text"], &mark["outside"]), (&json!("部门会商中"), &Value::Null), "kept as it was said");
    let unmapped = || sysadmin.get("/api/v1/hotline/states/unmapped");
    assert_eq!(unmapped(), json!([{ "system": "12345", "text": "部门会商中", "tickets": 1 }]));
    let draft = json!({ "word": "部门会商中", "state": "handling", "source": "市热线对接规范" });
    set(district.at("desk"), &draft).problem(403, "forbidden");
    set(sysadmin, &json!({ "word": "部门会商中", "state": "flying", "source": "市热线对接规范" })).problem(422, "unfit");
    set(sysadmin, &json!({ "word": "部门会商中", "state": "handling", "source": " " })).problem(422, "unfit");
    set(sysadmin, &draft).expect(204);
    assert_eq!(unmapped(), json!([]));
    let table = sysadmin.get("/api/v1/hotline/states");
    assert_eq!(table[0], json!({ "system": null, "word": "部门会商中", "state": "handling", "source": "市热线对接规范", "own": true }));
    machine.ask("POST", "/api/v1/hotline/tickets", Some(&ticket("12345", "GD-40", "部门会商中"))).expect(200);
    assert_eq!(district.at("desk").get(&complaint)["ticket"]["outside"], "handling");
}

const HEAD: &str = "工单号,受理时间,诉求人,联系电话,诉求类别,诉求内容,承办单位,办理期限,办结时间,满意度,工单状态";

fn line(number: &str, caller: &str, category: &str, closed: &str, state: &str) -> String {
    format!("{number},2026-03-05 08:40,{caller},13700137000,{category},{number}的诉求内容,区农业农村局,2026-03-12,{closed},未评价,{state}")
}

/// Sends a file, takes it in, and gives what became of it.
#[track_caller]
fn taken_in(seat: Seat<'_>, name: &str, lines: &[String], dataset: Option<&str>) -> Value {
    let file = format!("{HEAD}\n{}\n", lines.join("\n"));
    let headers = [("content-type", "application/octet-stream")];
    let upload = seat.ask("POST", &format!("/api/v1/uploads?name={name}"), &headers, Some(file.as_bytes())).expect(201).json();
    let body = json!({ "uploads": [upload["id"]], "dataset": dataset });
    let started = seat.post("/api/v1/imports", &body).expect(202);
    outcome(seat, started.header("location").unwrap())
}

#[track_caller]
fn outcome(seat: Seat<'_>, job: &str) -> Value {
    for _ in 0..600 {
        let told = seat.get(job);
        match told["state"].as_str() {
            Some("running") => std::thread::sleep(std::time::Duration::from_millis(50)),
            Some("done") => return told["outcome"].clone(),
            _ => panic!("{told:#}"),
        }
    }
    panic!("{job} takes too long");
}

fn figures(outcome: &Value) -> [u64; 4] {
    let tickets = &outcome["tickets"];
    let count = |name: &str| tickets[name].as_u64().unwrap();
    [count("new"), count("updated"), count("unchanged"), tickets["refused"].as_array().unwrap().len() as u64]
}

fn tickets_by_file(district: &District) {
    let desk = district.at("desk");
    let future = line("F-3", "李来电", "投诉", "", "待受理").replace("2026-03-05", "2126-03-05");
    let lines = [line("F-1", "李来电", "投诉", "", "待受理"), line("F-2", "匿名", "举报", "", "待受理"), future];
    let first = taken_in(desk, "tickets-1.csv", &lines, None);
    assert_eq!(figures(&first), [2, 0, 0, 1], "{first:#}");
    let refused = &first["tickets"]["refused"][0];
    assert_eq!((&refused["row"], &refused["ticket_number"], &refused["file"]), (&json!(4), &json!("F-3"), &json!("tickets-1.csv")));
    assert!(text(&refused["reason"]).contains("晚于现在"));
    let again = taken_in(desk, "tickets-1.csv", &lines, None);
    assert_eq!((&again["files"][0]["outcome"], &again["tickets"]), (&json!("known"), &Value::Null), "the same file is not taken again");

    let overlapping = [
        line("F-1", "李来电", "投诉", "", "办理中"),
        line("F-2", "匿名", "举报", "", "待受理"),
        line("F-4", "王来电", "咨询", "", "待受理"),
    ];
    let second = taken_in(desk, "tickets-2.csv", &overlapping, None);
    assert_eq!(figures(&second), [1, 1, 1, 0], "{second:#}");
    let broken =
        ["F-5,不是时间,李来电,,投诉,内容,区农业农村局,2026-03-12,,未评价,待受理".to_owned(), line("F-6", "赵来电", "投诉", "", "待受理")];
    let third = taken_in(desk, "tickets-3.csv", &broken, None);
    assert_eq!((&third["files"][0]["batch"]["quarantined"], figures(&third)), (&json!(1), [1, 0, 0, 0]), "{third:#}");

    let lines = desk.get("/api/v1/complaints?limit=100&q=F-2");
    let accusation = format!("/api/v1/complaints/{}", lines["items"][0]["id"]);
    let seen = desk.get(&accusation);
    assert_eq!((&seen["class"], &seen["reporter"], &seen["channel"]), (&json!("accusation"), &json!("anonymous"), &json!("hotline")));
    let why = json!({ "reason": "核对" });
    desk.post(&format!("{accusation}/reporters"), &why).problem(422, "unfit");

    // Whoever does not take in complaints hands in the file; its tickets wait for somebody who does.
    let waiting = taken_in(district.at("assigner"), "tickets-4.csv", &[line("F-7", "李来电", "投诉", "", "待受理")], None);
    assert_eq!((figures(&waiting), waiting["tickets"]["waiting"].as_array().unwrap().len()), ([0, 0, 0, 0], 1), "{waiting:#}");
    district.at("assigner").post("/api/v1/hotline/waiting", &json!({})).problem(403, "forbidden");
    let started = desk.post("/api/v1/hotline/waiting", &json!({})).expect(202);
    assert_eq!(figures(&outcome(desk, started.header("location").unwrap())), [1, 0, 0, 0]);
}

/// A department's machine hands in the department's own data, and no other's.
fn data_of_a_department(district: &District) {
    let own = Machine::new(district, &key("department", DEPARTMENT, &["data.write", "issues.read"], 600));
    let other = Machine::new(district, &key("department", OTHER_DEPARTMENT, &["data.write", "issues.read"], 600));
    let hand_in = |machine: &Machine<'_>, dataset: Value| {
        let upload = machine.ask("POST", "/api/v1/uploads?name=parcels.csv", Some(&json!("地块"))).expect(201).json();
        machine.ask("POST", "/api/v1/imports", Some(&json!({ "uploads": [upload["id"]], "dataset": dataset })))
    };
    let started = hand_in(&own, json!("land_parcels")).expect(202);
    own.get(started.header("location").unwrap()).expect(200);
    hand_in(&own, json!("dibao_payments")).problem(403, "forbidden");
    hand_in(&own, Value::Null).problem(403, "forbidden");
    hand_in(&other, json!("land_parcels")).problem(403, "forbidden");
    other.get(started.header("location").unwrap()).problem(404, "not_found");

    let draft = json!({ "head": { "title": "沟渠淤塞", "department": DEPARTMENT }, "source": "transfer", "description": "沟渠淤塞" });
    let issue = district.at("assigner").enter("/api/v1/issues", &draft);
    district.at("assigner").step(&issue, &json!({ "step": "assign", "department": DEPARTMENT }));
    assert_eq!(own.get("/api/v1/issues").expect(200).json()["items"].as_array().unwrap().len(), 1);
    own.get(&issue).expect(200);
    assert_eq!(other.get("/api/v1/issues").expect(200).json()["items"], json!([]));
    other.get(&issue).problem(404, "not_found");
    own.ask("POST", &format!("{issue}/steps"), Some(&json!({ "step": "accept" }))).problem(403, "forbidden");
}

/// In the trail a machine stands under its key's name, and the chain holds.
fn told_and_chained(district: District) {
    let trail = district.at("auditadmin").get("/api/v1/trail?limit=1000");
    let told = trail.to_string();
    assert!(told.contains("key:2 12345接口") && !told.contains("qy_"), "the name, and no secret");
    assert!(!told.contains(CALLER) && !told.contains("13800138000"));
    district.server.end_and_run(&[&"audit", &"verify"]).expect(0);
}
