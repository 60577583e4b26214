//! One matter from its first word to its last: a citizen says that a village's land was let below its price, and what follows from it.

use super::people::{DEPARTMENT, District, Seat, TOWN, VILLAGE};
use super::server::{Store, today};
use crate::support::{count, text};
use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const SAID: &str = "前进村村委会把集体的四十亩机动地以每亩一百元租给了村主任的亲戚，租期三十年，没有开会，也没有公示。";
const ANSWER: &str = "您反映的机动地低价发包一事已查实：原合同已解除并重新公开招租，村主任已受处分。";

#[test]
fn a_matter_goes_from_its_first_word_to_its_last_in_a_file() {
    whole(District::start(Store::Sqlite));
}

#[test]
fn a_matter_goes_from_its_first_word_to_its_last_in_a_database() {
    whole(District::start(Store::Postgres));
}

fn whole(district: District) {
    let code = report(&district);
    let (first, repeats) = tickets(&district);
    let issue = issue_of(&district, &first);
    returned_once_and_put_right(&district, &issue);
    looked_back(&district, &issue);
    let case = case_of(&district, "前进村村主任违规发包");
    decided(&district, &case);
    recovered(&district, &case);
    recommended(&district);
    answered(&district, &first, &repeats, &code);
    chained(district);
}

/// Where it happened.
fn head(title: &str) -> Value {
    json!({ "title": title, "priority": "rural", "place": { "town": TOWN, "village": VILLAGE } })
}

/// The number of records in each state, as the figures say.
#[track_caller]
fn counts(seat: Seat<'_>, records: &str) -> Vec<(String, u64)> {
    let counts = seat.get(&format!("/api/v1/{records}/counts"));
    counts.as_array().unwrap().iter().map(|line| (text(&line["state"]), count(&line["count"]))).collect()
}

#[track_caller]
fn assert_issue_is(seat: Seat<'_>, state: &str) {
    assert_eq!(counts(seat, "issues"), [(state.to_owned(), 1)]);
}

/// Somebody without a name says it on the public page.
fn report(district: &District) -> String {
    let server = &district.server;
    let pass = server.get("/api/v1/public/pass?scripts=true");
    let (bits, pass) = (count(&pass["bits"]), text(&pass["pass"]));
    let intake = json!({
        "complaint": { "head": head("村集体机动地低价发包"), "channel": "web", "class": "appeal", "reporter": "anonymous", "text": SAID },
    });
    let hand_in = |solution: &str| {
        let body = json!({ "pass": pass, "solution": solution, "intake": intake });
        server.post("/api/v1/public/complaints", &body)
    };
    assert_eq!(hand_in("").problem(422, "refused")["field"], "pass");
    let solution = solved(&pass, bits);
    let given = hand_in(&solution).expect(201);
    assert_eq!(given.header("set-cookie"), None, "the public's side sets no cookie");
    let code = text(&given.json()["code"]);
    assert_eq!(hand_in(&solution).expect(201).json()["code"], code, "sent twice, it is one complaint with one code");
    let desk = district.at("desk");
    assert_eq!(count(&desk.get("/api/v1/figures/complaints")["complaints"]), 0, "it counts once the code was typed back");
    let opened = server.post("/api/v1/public/mailbox", &json!({ "code": code })).expect(200).json();
    assert_eq!(opened["progress"], "unconfirmed");
    server.post("/api/v1/public/complaints/confirm", &json!({ "code": "0000 0000 0000 0000" })).problem(404, "not_found");
    server.post("/api/v1/public/complaints/confirm", &json!({ "code": code.replace(' ', "") })).expect(204);
    server.post("/api/v1/public/complaints/confirm", &json!({ "code": code })).problem(409, "conflict");
    hand_in(&solution).problem(422, "refused");
    assert_eq!(count(&desk.get("/api/v1/figures/complaints")["complaints"]), 1);
    code
}

/// A number with which SHA-256 over pass, full stop and number begins with so many zero bits.
pub fn solved(pass: &str, bits: u64) -> String {
    (0_u64..)
        .map(|number| number.to_string())
        .find(|number| {
            let hash = Sha256::digest(format!("{pass}.{number}"));
            let front = u64::from_be_bytes(hash[..8].try_into().unwrap());
            u64::from(front.leading_zeros()) >= bits
        })
        .unwrap()
}

/// Two callers say the same to the hotline: one matter, three complaints.
fn tickets(district: &District) -> (String, [String; 2]) {
    let desk = district.at("desk");
    let ticket = |number: &str, state: &str| {
        let intake = json!({
            "complaint": { "head": head("前进村土地发包"), "channel": "hotline", "class": "appeal", "reporter": "named", "text": SAID },
            "reporters": [{ "name": format!("来电人{number}"), "phone": "13800138000" }],
        });
        let called = Utc::now() - TimeDelta::hours(1);
        json!({ "system": "12345", "number": number, "class": "complaint", "called_at": called, "state": state, "intake": intake })
    };
    let take = |number, state| desk.post("/api/v1/hotline/tickets", &ticket(number, state)).expect(200).json();
    let wordless = desk.post("/api/v1/hotline/tickets", &ticket("GD-1", " ")).problem(422, "unfit");
    assert!(text(&wordless["detail"]).contains("工单状态"), "{wordless}");
    let (first, second) = (take("GD-1", "待受理"), take("GD-2", "待受理"));
    assert_eq!([&first["new"], &second["new"]], [true, true]);
    let again = take("GD-1", "办理中");
    assert_eq!((&again["new"], &again["complaint"]), (&json!(false), &first["complaint"]), "the same number is the same complaint");
    let at = |id: &Value| format!("/api/v1/complaints/{id}");
    let (first, second, public) = (at(&first["complaint"]), at(&second["complaint"]), at(&json!(1)));
    assert_eq!(desk.get(&first)["state"], "received", "what the other system says of it is not our state");

    let like = desk.get(&format!("{first}/repeats"));
    let like: Vec<String> = like.as_array().unwrap().iter().map(|repeat| at(&repeat["complaint"])).collect();
    assert!(like.contains(&second) && like.contains(&public), "{like:?}");
    for repeat in [&second, &public] {
        let of = first.rsplit('/').next().unwrap().parse::<i64>().unwrap();
        let linked = desk.change(repeat, "repeats", &json!({ "of": of, "reason": "同一地块同一合同" })).expect(200).json();
        assert_eq!(linked["state"], "linked");
    }
    let figures = desk.get("/api/v1/figures/complaints");
    let counted = ["complaints", "persons", "matters", "repeats"].map(|name| count(&figures[name]));
    assert_eq!(counted, [3, 3, 1, 2]);

    let why = json!({ "reason": "回访核对联系方式" });
    let known = desk.post(&format!("{first}/reporters"), &why).expect(200).json();
    assert_eq!(known[0]["phone"], "13800138000");
    district.at("assigner").post(&format!("{first}/reporters"), &why).problem(403, "forbidden");
    (first, [second, public])
}

/// The complaint is accepted, and goes on as an issue.
fn issue_of(district: &District, complaint: &str) -> String {
    let desk = district.at("desk");
    desk.step(complaint, &json!({ "step": "accept" }));
    desk.step(complaint, &json!({ "step": "tell", "text": "已受理" }));
    let draft = json!({ "head": head("前进村机动地低价发包"), "source": "complaint", "description": SAID, "amount": 3_600_000 });
    let made = desk.change(complaint, "issue", &draft).expect(201);
    let issue = made.header("location").unwrap().to_owned();
    desk.change(complaint, "issue", &draft).problem(422, "too_often");
    assert_issue_is(desk, "registered");
    district.at("staff").ask("GET", &issue, &[], None).problem(404, "not_found");
    let links = desk.get(&format!("{issue}/links"));
    assert_eq!(links.as_array().unwrap().len(), 1, "{links:#}");
    issue
}

/// Assigned, returned, assigned again, put right, not well enough, put right, verified and closed: each by whom it is for.
fn returned_once_and_put_right(district: &District, issue: &str) {
    let [assigner, head, staff] = ["assigner", "head", "staff"].map(|login| district.at(login));
    let [verifier, closer] = ["verifier", "closer"].map(|login| district.at(login));
    let assign = json!({ "step": "assign", "department": DEPARTMENT });
    let give_back = json!({ "step": "return", "reason": "应由镇里先行核实" });
    assigner.step(issue, &assign);
    assert_issue_is(staff, "assigned");
    assert_eq!(counts(district.at("other-staff"), "issues"), []);
    head.step(issue, &give_back);
    assert_issue_is(assigner, "registered");
    assert_eq!(counts(staff, "issues"), [], "what was given back is nobody's");
    assigner.step(issue, &assign);
    head.refused(issue, &give_back, 422, "too_often");
    assert_eq!(head.step(issue, &json!({ "step": "accept", "owner": "staff" }))["owner"], "staff");
    staff.refused(issue, &json!({ "step": "submit", "text": "已整改", "files": [] }), 409, "conflict");
    staff.step(issue, &json!({ "step": "start", "measures": "解除合同，公开招租" }));
    submitted(district, issue, "解除合同协议");
    assigner.step(issue, &json!({ "step": "reject", "reason": "未见重新招租的公示" }));
    assert_issue_is(staff, "rectifying");
    submitted(district, issue, "招租公示");
    staff.refused(issue, &json!({ "step": "verify", "text": "好" }), 403, "forbidden");
    verifier.step(issue, &json!({ "step": "verify", "text": "已到村核实" }));
    verifier.refused(issue, &json!({ "step": "close" }), 422, "same_person");
    assert_issue_is(verifier, "verified");
    closer.step(issue, &json!({ "step": "close" }));
    assert_issue_is(staff, "closed");
}

/// The department says that it is put right, and shows it.
fn submitted(district: &District, issue: &str, shows: &str) {
    let staff = district.at("staff");
    let nothing = staff.refused(issue, &json!({ "step": "submit", "text": "已整改", "files": [] }), 422, "unfit");
    assert!(text(&nothing["detail"]).contains("佐证材料"), "{nothing}");
    let unknown = staff.refused(issue, &json!({ "step": "submit", "text": "已整改", "files": ["ab".repeat(32)] }), 422, "unfit");
    assert_eq!(unknown["field"], "files");
    let file = staff.file(shows);
    staff.step(issue, &json!({ "step": "submit", "text": "已整改", "files": [file] }));
    assert_issue_is(staff, "submitted");
    let path = format!("/api/v1/files/{file}");
    let read = district.at("verifier").ask("GET", &path, &[], None).expect(200);
    assert_eq!(read.header("content-type"), Some("application/pdf"));
    assert!(read.text().contains(shows));
    district.at("other-staff").ask("GET", &path, &[], None).problem(404, "not_found");
}

/// It did not last: it is opened again, and put right for good.
fn looked_back(district: &District, issue: &str) {
    let [looker, verifier, closer] = ["desk-two", "verifier", "closer"].map(|login| district.at(login));
    let found = json!({ "step": "look_back", "holds": false, "random": true, "text": "新承租人仍是原承租人" });
    for login in ["assigner", "verifier", "closer"] {
        district.at(login).refused(issue, &found, 422, "same_person");
    }
    assert_eq!(looker.step(issue, &found)["reopened"], 1);
    assert_issue_is(closer, "rectifying");
    submitted(district, issue, "第二次招租结果");
    verifier.step(issue, &json!({ "step": "verify", "text": "承租人已更换" }));
    closer.step(issue, &json!({ "step": "close" }));
    assert_eq!(looker.step(issue, &json!({ "step": "look_back", "holds": true, "text": "仍由新承租人耕种" }))["state"], "closed");
    assert_issue_is(closer, "closed");
    let events = closer.get(&format!("{issue}/events"));
    let steps: Vec<String> = events.as_array().unwrap().iter().map(|event| text(&event["kind"])).collect();
    assert_eq!(steps.iter().filter(|step| *step == "issue.submit").count(), 3, "{steps:?}");
    assert_eq!(steps.iter().filter(|step| *step == "issue.close").count(), 2, "{steps:?}");
}

/// A clue on two people, checked by one, opened as a case by another.
pub fn case_of(district: &District, title: &str) -> String {
    let [assigner, verifier, closer] = ["assigner", "verifier", "closer"].map(|login| district.at(login));
    let person = |name: &str, official: bool| json!({ "name": name, "party_member": true, "public_official": official });
    let draft = json!({
        "head": head(title), "source": "complaint", "description": SAID,
        "persons": [person("甲某", true), person("乙某", false)],
    });
    let clue = assigner.enter("/api/v1/clues", &draft);
    verifier.ask("GET", &clue, &[], None).problem(404, "not_found");
    for who in ["verifier", "closer"] {
        assigner.step(&clue, &json!({ "step": "add_member", "who": who }));
    }
    assigner.step(&clue, &json!({ "step": "propose", "disposal": "preliminary_check", "reason": "线索具体可查" }));
    assigner.refused(&clue, &json!({ "step": "approve" }), 422, "same_person");
    verifier.step(&clue, &json!({ "step": "approve" }));
    assigner.step(&clue, &json!({ "step": "note", "text": "调取合同与会议记录" }));
    assigner.step(&clue, &json!({ "step": "report", "text": "合同未经村民会议讨论" }));
    let opening = json!({ "reason": "初核查明违规发包" });
    assigner.change(&clue, "case", &opening).problem(422, "same_person");
    let case = verifier.change(&clue, "case", &opening).expect(201).header("location").unwrap().to_owned();
    assert_eq!(closer.get(&clue)["state"], "opened");
    case
}

/// The case is examined by one, tried by another and decided by a third, with a sanction for each person.
fn decided(district: &District, case: &str) {
    let [assigner, verifier, closer] = ["assigner", "verifier", "closer"].map(|login| district.at(login));
    let figures = || {
        let figures = closer.get("/api/v1/figures/cases");
        ["cases", "persons_handled", "persons_sanctioned", "persons_transferred"].map(|name| count(&figures[name]))
    };
    assert_eq!(figures(), [1, 0, 0, 0], "one case, and nobody judged yet");
    assigner.step(case, &json!({ "step": "start", "plan": "询问承租人与村会计" }));
    let report = assigner.file("审查调查报告");
    assigner.step(case, &json!({ "step": "send_to_trial", "text": "事实清楚", "files": [report] }));
    assigner.refused(case, &json!({ "step": "rule", "person": 1, "ruling": { "reason": "无" } }), 422, "same_person");
    let rule = |person: u32, ruling: Value| json!({ "step": "rule", "person": person, "ruling": ruling });
    let both = json!({ "form": "2", "party": "warning", "administrative": "demerit", "reason": "违规发包" });
    verifier.refused(case, &rule(2, both.clone()), 422, "unfit");
    verifier.step(case, &rule(1, both));
    let decision = closer.file("处分决定书");
    let conclude = json!({ "step": "conclude", "text": "给予处分", "files": [decision] });
    closer.refused(case, &conclude, 422, "unfit");
    verifier.step(case, &rule(2, json!({ "form": "2", "party": "serious_warning", "reason": "共同违规" })));
    assert_eq!(figures(), [1, 0, 0, 0], "what is proposed is not decided");
    assert_eq!(closer.step(case, &conclude)["state"], "decided");
    assert_eq!(figures(), [1, 2, 2, 0], "one case and two persons");
    let figures = closer.get("/api/v1/figures/cases");
    assert_eq!(figures["by_form"], json!({ "2": 2 }));
    assert_eq!(figures["by_party"], json!({ "warning": 1, "serious_warning": 1 }));
    assert_eq!(figures["by_administrative"], json!({ "demerit": 1 }));
    let outside = district.at("desk").get("/api/v1/figures/cases");
    assert_eq!(count(&outside["cases"]), 0, "whoever is not of the team does not see it in figures either");
}

/// What was lost is paid back in three parts, to the fen.
fn recovered(district: &District, case: &str) {
    let [assigner, staff, verifier] = ["assigner", "staff", "verifier"].map(|login| district.at(login));
    let mut at = head("追缴低价发包差额");
    at["department"] = json!(DEPARTMENT);
    let amounts = json!({ "involved": 3_600_000, "due": 3_000_001, "avoided": 500_000 });
    let draft = json!({ "head": at, "debtor": "丙某", "ground": "发包差额", "amounts": amounts });
    let from = case.rsplit('/').next().unwrap();
    let recovery = assigner.enter(&format!("/api/v1/recoveries?from=case:{from}"), &draft);
    let sums = || {
        let figures = staff.get("/api/v1/figures/recoveries");
        ["involved", "due", "avoided", "paid", "paid_verified", "outstanding"].map(|name| count(&figures[name]))
    };
    assert_eq!(sums(), [3_600_000, 3_000_001, 500_000, 0, 0, 3_000_001]);
    let letter = staff.file("追缴通知书");
    staff.step(&recovery, &json!({ "step": "notify", "files": [letter] }));
    let voucher = staff.file("缴款凭证");
    let pay = |amount: u64| json!({ "step": "pay", "on": today(), "amount": amount, "voucher": voucher });
    staff.step(&recovery, &pay(1_000_000));
    assert_eq!(staff.step(&recovery, &pay(1_500_000))["state"], "paying");
    assert_eq!(sums(), [3_600_000, 3_000_001, 500_000, 2_500_000, 0, 500_001]);
    staff.refused(&recovery, &pay(500_002), 422, "unfit");
    staff.refused(&recovery, &json!({ "step": "verify_payment", "payment": 1 }), 403, "forbidden");
    verifier.step(&recovery, &json!({ "step": "verify_payment", "payment": 1 }));
    assert_eq!(staff.step(&recovery, &pay(500_001))["state"], "settled");
    assert_eq!(sums(), [3_600_000, 3_000_001, 500_000, 3_000_001, 1_000_000, 0]);
    for payment in [2, 3] {
        verifier.step(&recovery, &json!({ "step": "verify_payment", "payment": payment }));
    }
    assert_eq!(sums(), [3_600_000, 3_000_001, 500_000, 3_000_001, 3_000_001, 0]);
    staff.refused(&recovery, &pay(1), 409, "conflict");
    let links = staff.get(&format!("{recovery}/links"));
    assert_eq!(links, json!([]), "that there is a case behind it is not for the department");
}

/// The department is told to mend its system: its first answer is not enough.
fn recommended(district: &District) {
    let [assigner, head_of, verifier, closer] = ["assigner", "head", "verifier", "closer"].map(|login| district.at(login));
    let mut at = head("关于规范村集体资产发包的建议");
    at["department"] = json!(DEPARTMENT);
    let content = json!({ "problems": "发包不经民主程序", "demands": ["清理存量合同", "建立公开招租制度"] });
    let recommendation = assigner.enter("/api/v1/recommendations", &json!({ "head": at, "kind": "supervision", "content": content }));
    assigner.refused(&recommendation, &json!({ "step": "issue" }), 422, "same_person");
    verifier.step(&recommendation, &json!({ "step": "issue" }));
    let answer = |shows: &str| {
        let file = head_of.file(shows);
        head_of.step(&recommendation, &json!({ "step": "answer", "text": shows, "files": [file] }))
    };
    answer("已发通知");
    closer.step(&recommendation, &json!({ "step": "reject", "reason": "只发通知，未建制度" }));
    assert_eq!(answer("制度已印发")["answers"].as_array().unwrap().len(), 2);
    closer.step(&recommendation, &json!({ "step": "verify", "text": "制度已施行" }));
    closer.refused(&recommendation, &json!({ "step": "close" }), 422, "same_person");
    verifier.step(&recommendation, &json!({ "step": "close" }));
    assert_eq!(counts(head_of, "recommendations"), [("closed".to_owned(), 1)]);
}

/// Each who said it is answered, and the one without a name reads it with the code.
fn answered(district: &District, first: &str, repeats: &[String; 2], code: &str) {
    let [desk, verifier] = ["desk", "verifier"].map(|login| district.at(login));
    for complaint in std::iter::once(first).chain(repeats.iter().map(String::as_str)) {
        desk.step(complaint, &json!({ "step": "answer", "text": ANSWER }));
        desk.refused(complaint, &json!({ "step": "verify", "text": "属实" }), 422, "same_person");
        verifier.step(complaint, &json!({ "step": "verify", "text": "答复属实" }));
        verifier.refused(complaint, &json!({ "step": "close" }), 403, "forbidden");
        district.at("desk-two").step(complaint, &json!({ "step": "close" }));
    }
    let figures = desk.get("/api/v1/figures/complaints");
    let states = figures["by_state"].as_array().unwrap().iter().filter(|state| state["count"] != 0);
    assert_eq!(states.collect::<Vec<_>>(), [&json!({ "code": "closed", "count": 3 })]);
    assert_eq!(count(&figures["verified"]), 3);

    let server = &district.server;
    let with_code = json!({ "code": code });
    let mailbox = server.post("/api/v1/public/mailbox", &with_code).expect(200);
    assert!(!mailbox.text().contains("四十亩"), "a code that was found does not tell what was said");
    let mailbox = mailbox.json();
    assert_eq!(mailbox["progress"], "closed");
    assert_eq!(mailbox["messages"].as_array().unwrap().len(), 1);
    assert_eq!(mailbox["messages"][0]["text"], ANSWER);
    server.post("/api/v1/public/mailbox/messages", &json!({ "code": code, "text": "谢谢" })).expect(204);
    let messages = desk.get(&format!("{}/messages", repeats[1]));
    assert_eq!(messages[0]["text"], "谢谢");
}

/// Nothing of it was done past the trail.
fn chained(district: District) {
    let trail = district.at("auditadmin").get("/api/v1/trail?limit=1000");
    let trail = trail.as_array().unwrap();
    assert!(trail.len() > 100, "{}", trail.len());
    let told = serde_json::to_string(trail).unwrap();
    assert!(!told.contains("四十亩") && !told.contains("13800138000"), "the trail says who did what, not what was said");
    district.server.end_and_run(&[&"audit", &"verify"]).expect(0);
}
