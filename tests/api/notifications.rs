//! What people are told: in the product, by mail and on the office's platform; and what is overdue, as it climbs.

use super::people::{DEPARTMENT, District, Seat};
use super::receivers::{Inbox, ReceivedMail, ReceivedMessage, mail_server, platform};
use super::server::{Server, Store};
use crate::support::{count, text};
use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};
use std::process::Command;
use std::time::{Duration, Instant};

const SECRET: &str = "两边都知道的密语";
const TITLE: &str = "欧阳举报低保金 13800138000";

#[test]
fn what_concerns_people_reaches_them_from_a_file() {
    told(Store::Sqlite);
}

#[test]
fn what_concerns_people_reaches_them_from_a_database() {
    told(Store::Postgres);
}

fn told(store: Store) {
    let (mails, messages) = (mail_server(), platform(SECRET));
    let channels = |command: &mut Command| {
        command.args(["--smtp-host", "127.0.0.1", "--smtp-port", &mails.port.to_string(), "--smtp-security", "none"]);
        command.args(["--smtp-from", "qingyuan@office.example.cn", "--webhook", &format!("http://127.0.0.1:{}/in", messages.port)]);
        command.env("QINGYUAN_WEBHOOK_SECRET", SECRET);
    };
    let server = Server::start_with(store, |command| {
        command.args(["--duties-every", "1"]);
        channels(command);
    });
    let district = District::on(server);
    let settings = [("send_hours", "00:00-24:00"), ("send_days", "every"), ("digest_minutes", "0"), ("climb_working_days", "0")];
    for (name, value) in settings {
        let body = json!({ "value": value, "source": "本单位规定" }).to_string();
        let path = format!("/api/v1/settings/{name}");
        put(district.at("sysadmin"), &path, &body).expect(204);
    }
    let [assigner, staff, head] = ["assigner", "staff", "head"].map(|login| district.at(login));
    let preferences = "/api/v1/notifications/preferences";
    assert_eq!(staff.get(preferences), json!({ "mail": null, "not_by_mail": [] }));
    put(staff, preferences, r#"{ "mail": "staff@q.cn\nBcc: other@q.cn" }"#).problem(422, "unfit");
    put(staff, preferences, r#"{ "mail": "staff@office.example.cn", "not_by_mail": ["approval"] }"#).expect(200);
    let draft = json!({ "head": { "title": TITLE }, "source": "complaint", "description": TITLE });
    let issue = assigner.enter("/api/v1/issues", &draft);
    let today = (Utc::now() + TimeDelta::hours(8)).date_naive();
    assigner.step(&issue, &json!({ "step": "assign", "department": DEPARTMENT, "due_on": today }));
    head.step(&issue, &json!({ "step": "accept", "owner": "staff" }));
    let number = text(&staff.get(&issue)["number"]);

    let lines = until(|| {
        let page = staff.get("/api/v1/notifications?unread=true");
        let kinds: Vec<String> = page["items"].as_array().unwrap().iter().map(|line| text(&line["kind"])).collect();
        (kinds.contains(&"due_soon".to_owned()) && kinds.contains(&"assigned".to_owned())).then_some(page)
    });
    assert!(lines["items"].as_array().unwrap().iter().all(|line| text(&line["text"]).contains(&number)), "{lines:#}");
    let mail = mails.first(|mail| mail.body.contains(&format!("{number} 将于")));
    assert_eq!(mail.to, "staff@office.example.cn");
    assert!(mail.raw.contains("Message-ID: <"), "{}", mail.raw);
    let refused = messages.next();
    assert!(!refused.taken && refused.signed, "{refused:?}");
    let next = messages.next();
    assert!(next.taken && next.signed && next.key == text(&next.body["id"]), "{next:?}");

    climbs(&district, &issue, &number, channels);
    let again = messages.first(|message| message.key == refused.key);
    assert!(again.taken && again.signed, "what was not taken comes again under its key: {again:?}");
    says_nothing_of_the_record(&mails, &messages);
    reads(staff);
    draws(&district);
    district.server.end_and_run(&[&"audit", &"verify"]).expect(0);
}

fn put(seat: Seat<'_>, path: &str, body: &str) -> super::server::Answer {
    seat.ask("PUT", path, &[("content-type", "application/json")], Some(body.as_bytes()))
}

/// What comes about within a minute.
#[track_caller]
fn until<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "it does not come about");
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// Two days later it is overdue: it stands with the head and the supervising office, once.
fn climbs(district: &District, issue: &str, number: &str, channels: impl Fn(&mut Command)) {
    let later = (Utc::now() + TimeDelta::days(2)).to_rfc3339();
    let round = || {
        let ran = district.server.run_beside(&[&"duties", &"run", &"--json", &"--as-of", &later], |command| channels(command)).expect(0);
        let lines = ran.json();
        let line = |duty: &str| lines.as_array().unwrap().iter().find(|line| line["duty"] == duty).unwrap().clone();
        // The serving program may be at the same duty just now.
        let done = ["escalate", "send_mail", "send_messages"].map(line);
        done.iter().all(|line| line["outcome"] == "done").then_some(done)
    };
    until(round);
    assert_eq!(until(round)[0]["did"], json!({}), "twice is once");
    let [assigner, head] = ["assigner", "head"].map(|login| district.at(login));
    let listed = assigner.get("/api/v1/issues?climbed=office");
    assert_eq!((text(&listed["items"][0]["number"]), &listed["items"][0]["level"]), (number.to_owned(), &json!("office")));
    assert_eq!(assigner.get("/api/v1/issues/counts?climbed=head"), json!([{ "state": "accepted", "count": 1 }]));
    assert_eq!(district.at("other-head").get("/api/v1/issues?climbed=head")["items"], json!([]));
    let events = assigner.get(&format!("{issue}/events"));
    // The acceptance was done in time; perhaps it was reminded of before.
    let of_rectification = |event: &&Value| event["kind"] == "issue.escalate" && text(&event["after"]).contains("issue_rectification");
    let climbed = events.as_array().unwrap().iter().filter(of_rectification).count();
    assert_eq!(climbed, 3, "{events:#}");
    let told = head.get("/api/v1/notifications");
    let told: Vec<String> = told["items"].as_array().unwrap().iter().map(|line| text(&line["text"])).collect();
    assert!(told.iter().any(|text| text.contains(number) && text.contains("升级至您督办")), "{told:?}");
    assert_eq!(count(&district.at("other-head").get("/api/v1/notifications/counts")["all"]), 0);
    let figures = district.server.ask("GET", "/metrics", &[], None).expect(200).text();
    assert!(figures.contains("qingyuan_duties_total{duty=\"escalate\",outcome=\"done\"}"), "{figures}");
    assert!(figures.contains("qingyuan_outbox{channel=\"mail\",state=\"given_up\"} 0"), "{figures}");
}

/// Whatever went out says kinds and numbers.
fn says_nothing_of_the_record(mails: &Inbox<ReceivedMail>, messages: &Inbox<ReceivedMessage>) {
    let mails: Vec<String> = mails.rest().into_iter().map(|mail| mail.raw + &mail.body).collect();
    let messages: Vec<String> = messages.rest().into_iter().map(|message| message.body.to_string()).collect();
    assert!(!mails.is_empty());
    for sent in mails.iter().chain(&messages) {
        for secret in ["欧阳", "低保金", "13800138000", "某staff"] {
            assert!(!sent.contains(secret), "{sent}");
        }
    }
}

/// Somebody reads what they were told, one and then all; nobody reads another's.
fn reads(staff: Seat<'_>) {
    let unread = || count(&staff.get("/api/v1/notifications/counts")["unread"]);
    let before = unread();
    let page = staff.get("/api/v1/notifications?limit=1");
    let newest = page["items"][0]["id"].as_i64().unwrap();
    let mark = |body: Value| count(&staff.post("/api/v1/notifications/read", &body).expect(200).json()["read"]);
    assert_eq!(mark(json!({ "ids": [newest, newest + 1000] })), 1);
    assert_eq!((mark(json!({ "ids": [newest] })), unread()), (0, before - 1));
    let next = staff.get(&format!("/api/v1/notifications?before={}", page["next"]));
    assert!(next["items"].as_array().unwrap().iter().all(|line| line["id"].as_i64().unwrap() < newest), "{next:#}");
    assert_eq!((mark(json!({})), unread()), (before - 1, 0));
    staff.ask("GET", "/api/v1/notifications?limit=0", &[], None).problem(400, "bad_request");
}

/// A month that is not over, or in which nothing was closed, is not drawn.
fn draws(district: &District) {
    let assigner = district.at("assigner");
    let draw = |month: &str| assigner.post("/api/v1/look-backs/draws", &json!({ "month": month }));
    let this = (Utc::now() + TimeDelta::hours(8)).format("%Y-%m").to_string();
    for (month, said) in [(this.as_str(), "尚未结束"), ("2020-01", "没有销号"), ("去年", "YYYY-MM")] {
        let problem = draw(month).problem(422, "unfit");
        assert!(text(&problem["detail"]).contains(said), "{problem}");
    }
    assert_eq!(assigner.get("/api/v1/look-backs/draws"), json!([]));
}
