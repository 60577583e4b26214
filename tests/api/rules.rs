//! Rules under governance, from the outside: written, mended, handed over, checked by somebody else, put into use, run in the shadow, taken
//! back, paused, and given other values.

use super::example::Description;
use super::people::{District, OTHER_DEPARTMENT, Seat};
use super::server::{Server, Store, today};
use crate::support::numbers::person;
use crate::support::tables::{self, DEATHS, DIBAO, death, dibao};
use crate::support::{Folder, QUARANTINED, count, district, leads, text};
use chrono::{Datelike, Days};
use serde_json::{Value, json};

const RULE: &str = "/api/v1/rules/X01";
const FIRST: &str = "/api/v1/rules/X01/versions/1";
const SECOND: &str = "/api/v1/rules/X01/versions/2";

/// The line of the text on which the SELECT begins.
const SELECT_AT: u64 = 25;

/// A rule that finds payments of at least so much to the dead.
fn rule(condition: &str) -> String {
    format!(
        r#"/*---
code = "X01"
title = "死亡后仍发放"
title_en = "Paid after death"
kind = "fault"
subject = "person"
basis = "《社会救助暂行办法》第十三条"
answer = "suspect"
datasets = ["dibao_payments", "deaths"]
per = ["dibao_payments"]
slice = "month"
summary = "A payment after the month of death."
yield_floor_per_mille = 500
yield_least_concluded = 2

[parameters.least]
type = "money"
default = "1"
min = "0"
max = "10000"
title = "金额下限"
title_en = "Least amount"
unit = "元"
---*/
SELECT p.id_number AS subject_id, p.name AS subject_name, p.amount AS amount, p.month AS happened_on, p._row AS _row, d._row AS death_row
FROM dibao_payments p
JOIN deaths d ON d.id_number_key = p.id_number_key
WHERE p.month > d.death_date AND {condition}
"#
    )
}

fn right() -> String {
    rule("p.amount >= $least")
}

fn case(name: &str, month: &str, hit: bool) -> Value {
    let number = person("19400101", 99);
    let expect = if hit {
        format!("[[expect]]\nsubject_id = \"{number}\"\namount = \"310.00\"\nhappened_on = \"{month}-01\"\nrow = \"dibao_payments:1\"\n")
    } else {
        String::new()
    };
    let none = if hit { "" } else { "expect = []\n" };
    let text = format!(
        "title = \"{name}\"\n{none}[tables]\ndibao_payments = [{{ id_number = \"{number}\", name = \"甲\", month = \"{month}\", amount = \"310.00\" }}]\n\
         deaths = [{{ id_number = \"{number}\", name = \"甲\", death_date = \"2022-03-05\" }}]\n{expect}"
    );
    json!({ "name": name, "text": text })
}

fn file(text: &str) -> Value {
    json!({ "text": text, "cases": [case("hit", "2022-04", true), case("near_miss", "2022-03", false)] })
}

fn new_rule(text: &str) -> Value {
    json!({ "rule": "X01", "priority": "subsidies", "file": file(text) })
}

#[test]
fn a_rule_lives_its_life_in_a_file() {
    life(&District::start(Store::Sqlite));
}

#[test]
fn a_rule_lives_its_life_in_a_database() {
    life(&District::start(Store::Postgres));
}

fn life(district: &District) {
    let writer = district.at("assigner");
    let people = [1, 2, 3, 4].map(|n| person("19400101", n));
    let folder = district.server.folder();
    let deaths: Vec<String> = people.iter().map(|number| death(number, "某", "2022-03-05")).collect();
    writer.take_in(&tables::csv(folder.path("死亡人员.csv"), DEATHS, &deaths));
    let paid: Vec<String> =
        people.iter().zip(["100", "200", "300", "400"]).map(|(number, amount)| dibao(number, "某", "2022-05", amount)).collect();
    writer.take_in(&tables::csv(folder.path("低保金发放.csv"), DIBAO, &paid));

    written_and_mended(district);
    checked_by_somebody_else(district);
    put_into_use(district);
    in_the_shadow(district);
    rolled_back(district);
    other_values(district);
    paused_by_its_yield(district, &people);
}

/// What a screening of the rule said.
fn screened(seat: Seat<'_>, with: Value) -> Value {
    let mut body = json!({ "rules": ["X01"], "as_of": "2022-12-31" });
    body.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
    seat.job("/api/v1/screenings", &[], &body)
}

fn found(seat: Seat<'_>, with: Value) -> u64 {
    let outcome = screened(seat, with);
    assert!(outcome["rules"][0]["not_evaluated"].is_null(), "{outcome:#}");
    count(&outcome["rules"][0]["leads"])
}

/// Hands a version over, and gives it as it is then.
fn submitted(seat: Seat<'_>, version: &str) -> Value {
    let tag = seat.etag(version);
    seat.job(&format!("{version}/submission"), &[("if-match", &tag)], &json!({ "reason": "补充规则", "as_of": "2022-12-31" }))
}

fn written_and_mended(district: &District) {
    let [writer, verifier] = ["assigner", "verifier"].map(|login| district.at(login));
    let wrong = rule("p.amount >= ) $least");
    let told = writer.post("/api/v1/rules/checks", &new_rule(&wrong)).expect(200).json();
    let fault = &told["faults"][0];
    assert_eq!((text(&fault["file"]).as_str(), count(&fault["line"])), ("X01.sql", SELECT_AT + 3), "{told:#}");
    assert!(count(&fault["column"]) > 1, "{told:#}");

    // A code that is there, a priority that nobody has, a code that could be taken for something else.
    let mut other = new_rule(&right());
    other["rule"] = json!("S01");
    writer.post("/api/v1/rules", &other).problem(409, "conflict");
    other["rule"] = json!("versions");
    writer.post("/api/v1/rules", &other).problem(422, "unfit");
    let mut nowhere = new_rule(&right());
    nowhere["priority"] = json!("weather");
    writer.post("/api/v1/rules", &nowhere).problem(422, "refused");

    // A draft with faults is kept, and not handed over.
    let made = writer.post("/api/v1/rules", &new_rule(&wrong)).expect(201);
    assert_eq!(made.header("location"), Some(FIRST));
    assert_eq!(count(&made.json()["faults"][0]["line"]), SELECT_AT + 3);
    let submission = json!({ "reason": "补充规则" });
    let refused = writer.change(FIRST, "submission", &submission).problem(422, "faulty_rule");
    assert_eq!(count(&refused["faults"][0]["line"]), SELECT_AT + 3, "{refused:#}");
    writer.post("/api/v1/rules", &new_rule(&right())).problem(409, "conflict");
    verifier.change(FIRST, "steps", &json!({ "step": "approve" })).problem(409, "conflict");

    // Only datasets that it declares, one SELECT, money that is exact.
    for (wrong, says) in [
        (right().replace("JOIN deaths d", "JOIN inmates d"), "inmates"),
        (right().replace("SELECT p.id_number", "DELETE FROM x; SELECT p.id_number"), "one SELECT"),
        (right().replace("p.amount AS amount", "CAST(p.amount AS DOUBLE) AS amount"), "exact"),
        (right().replace("code = \"X01\"", "code = \"X02\""), "X02"),
        (right().replace("max = \"10000\"", "max = \"0.5\""), "greatest"),
        (right().replace("\"deaths\"]", "\"weather\"]"), "weather"),
    ] {
        let told = writer.post("/api/v1/rules/checks", &new_rule(&wrong)).expect(200).json();
        assert!(text(&told["faults"][0]["reason"]).contains(says), "{says}: {told:#}");
    }

    let put = |tag: &str, file: &Value| {
        let headers = [("content-type", "application/json"), ("if-match", tag)];
        writer.ask("PUT", FIRST, &headers, Some(file.to_string().as_bytes()))
    };
    put("\"v7\"", &file(&right())).problem(412, "stale");
    writer
        .ask("PUT", FIRST, &[("content-type", "application/json")], Some(file(&right()).to_string().as_bytes()))
        .problem(428, "no_version");
    // Without a near miss, or with a case that comes out otherwise, it is not handed over either.
    let one_case = json!({ "text": right(), "cases": [case("hit", "2022-04", true)] });
    put(&writer.etag(FIRST), &one_case).expect(200);
    writer.change(FIRST, "submission", &submission).problem(422, "refused");
    let failing = json!({ "text": right(), "cases": [case("hit", "2022-03", true), case("near_miss", "2022-02", false)] });
    put(&writer.etag(FIRST), &failing).expect(200);
    let refused = writer.change(FIRST, "submission", &submission).problem(422, "faulty_rule");
    assert_eq!(refused["faults"][0]["file"], "X01/hit.toml", "{refused:#}");
    let mended = put(&writer.etag(FIRST), &file(&right())).expect(200).json();
    assert_eq!(mended["faults"], json!([]), "{mended:#}");
    let cases = writer.post(&format!("{FIRST}/cases"), &json!({})).expect(200).json();
    assert!(cases["cases"].as_array().unwrap().iter().all(|case| case["passed"] == true), "{cases:#}");
    let tried = writer.job(&format!("{FIRST}/trial"), &[], &json!({ "as_of": "2022-12-31" }));
    assert_eq!((count(&tried["report"]["trial"]["added"]), &tried["kept"]), (4, &json!(false)), "{tried:#}");
}

fn checked_by_somebody_else(district: &District) {
    let [writer, verifier, staff] = ["assigner", "verifier", "staff"].map(|login| district.at(login));
    let handed = submitted(writer, FIRST);
    assert_eq!((text(&handed["state"]).as_str(), count(&handed["report"]["trial"]["added"])), ("submitted", 4), "{handed:#}");
    assert_eq!((count(&handed["report"]["hit_cases"]), count(&handed["report"]["miss_cases"])), (1, 1));
    let shown = writer.get(FIRST);
    let subject = text(&shown["version"]["report"]["trial"]["first_added"][0]["id"]);
    assert!(subject.contains("****"), "a number in full: {subject}");
    assert_eq!(shown["file"], file(&right()), "the text is what was written");
    // It is nobody's rule yet, and is not asked.
    assert!(writer.get("/api/v1/rules").as_array().unwrap().iter().all(|card| card["rule"] != "X01"));
    let outcome = screened(writer, json!({}));
    assert!(text(&outcome["rules"][0]["not_evaluated"]).contains("尚无启用的版本"), "{outcome:#}");

    let approve = json!({ "step": "approve", "remark": "用例与试算一致" });
    writer.change(FIRST, "steps", &approve).problem(422, "same_person");
    writer.change(FIRST, "steps", &json!({ "step": "refuse", "reason": "不准" })).problem(422, "same_person");
    staff.ask("POST", &format!("{FIRST}/steps"), &[], None).problem(403, "forbidden");
    let tag = writer.etag(FIRST);
    verifier.change(FIRST, "steps", &approve).expect(200);
    verifier.post_with(&format!("{FIRST}/steps"), &[("if-match", &tag)], &approve).problem(412, "stale");
}

fn put_into_use(district: &District) {
    let [writer, verifier] = ["assigner", "verifier"].map(|login| district.at(login));
    let activate = json!({ "step": "activate", "reason": "已审核" });
    writer.change(FIRST, "steps", &activate).problem(422, "same_person");
    assert_eq!(verifier.change(FIRST, "steps", &activate).expect(200).json()["state"], "active");
    assert_eq!(found(writer, json!({})), 4);
    let card = writer.get(RULE);
    assert_eq!((count(&card["version"]), &card["state"], &card["origin"]), (1, &json!("active"), &json!("written")), "{card:#}");
    assert_eq!((count(&card["last_run"]["version"]), &card["last_run"]["parameters"]["least"]), (1, &json!("1")), "{card:#}");
    assert_eq!(card["text"], right());
    // What is in use is written no more.
    let headers = [("content-type", "application/json"), ("if-match", &*writer.etag(FIRST))];
    writer.ask("PUT", FIRST, &headers, Some(file(&right()).to_string().as_bytes())).problem(409, "conflict");
}

fn in_the_shadow(district: &District) {
    let [writer, verifier] = ["assigner", "verifier"].map(|login| district.at(login));
    let narrower = rule("p.amount >= $least AND p.amount > 150");
    let made = writer.post(&format!("{RULE}/versions"), &json!({ "file": file(&narrower), "from": 1 })).expect(201);
    assert_eq!(made.header("location"), Some(SECOND));
    let handed = submitted(writer, SECOND);
    let trial = &handed["report"]["trial"];
    assert_eq!((count(&trial["compared_with"]), count(&trial["dropped"]), count(&trial["same"])), (1, 1, 3), "{handed:#}");
    verifier.change(SECOND, "steps", &json!({ "step": "approve" })).expect(200);
    let until = |day: chrono::NaiveDate| json!({ "step": "start_shadow", "until": day, "reason": "观察" });
    let today = today();
    verifier.change(SECOND, "steps", &until(today - Days::new(2))).problem(422, "unfit");
    verifier.change(SECOND, "steps", &until(today + Days::new(30))).expect(200);

    // It is asked beside the version in use, and makes no difference to any lead.
    let outcome = screened(writer, json!({}));
    assert_eq!(count(&outcome["rules"][0]["leads"]), 4, "{outcome:#}");
    let shadow = &outcome["shadows"][0];
    assert_eq!((count(&shadow["number"]), count(&shadow["dropped"]), count(&shadow["same"])), (2, 1, 3), "{outcome:#}");
    let runs = writer.get(&format!("{SECOND}/shadow-runs"));
    assert_eq!((count(&runs[0]["found"]["dropped"]), &runs[0]["found"]["first_dropped"]), (1, &json!([])), "{runs:#}");
    let run = writer.get(&format!("{SECOND}/shadow-runs/{}", runs[0]["id"]));
    assert!(text(&run["found"]["first_dropped"][0]["id"]).contains("****"), "{run:#}");
    verifier.change(SECOND, "steps", &json!({ "step": "stop_shadow", "reason": "看够了" })).expect(200);
    assert_eq!(screened(writer, json!({}))["shadows"], json!([]));
}

fn rolled_back(district: &District) {
    let [writer, verifier] = ["assigner", "verifier"].map(|login| district.at(login));
    verifier.change(SECOND, "steps", &json!({ "step": "activate", "reason": "试运行正常" })).expect(200);
    assert_eq!(writer.get(FIRST)["version"]["state"], "retired");
    assert_eq!(found(writer, json!({})), 3);
    verifier.change(FIRST, "steps", &json!({ "step": "roll_back", "reason": "" })).problem(422, "unfit");
    verifier.change(FIRST, "steps", &json!({ "step": "roll_back", "reason": "漏了一户" })).expect(200);
    assert_eq!(writer.get(SECOND)["version"]["state"], "retired");
    assert_eq!(found(writer, json!({})), 4);
    let states: Vec<String> =
        writer.get(&format!("{RULE}/versions")).as_array().unwrap().iter().map(|version| text(&version["state"])).collect();
    assert_eq!(states, ["active", "retired"]);
}

fn other_values(district: &District) {
    let [writer, verifier] = ["assigner", "verifier"].map(|login| district.at(login));
    let campaign = campaign_of(district);
    let parameters = format!("{RULE}/parameters");
    let propose = |name: &str, value: &str, campaign: Option<u64>| {
        let draft = json!({ "name": name, "value": value, "campaign": campaign, "reason": "专项整治只看大额" });
        writer.post(&parameters, &draft)
    };
    assert_eq!(propose("least", "10001", None).problem(422, "unfit")["field"], "value");
    propose("least", "cheap", None).problem(422, "unfit");
    propose("most", "1", None).problem(422, "unfit");
    propose("least", "350", Some(campaign + 99)).problem(422, "unfit");
    let made = propose("least", "350", Some(campaign)).expect(201);
    let (tag, steps) = (made.header("etag").unwrap().to_owned(), format!("{parameters}/{}/steps", made.json()["id"]));
    let approve = json!({ "step": "approve" });
    writer.post_with(&steps, &[("if-match", &tag)], &approve).problem(422, "same_person");
    assert_eq!(found(writer, json!({ "campaign": campaign })), 4, "what is only proposed is not in force");
    verifier.post_with(&steps, &[("if-match", &tag)], &approve).expect(200);
    verifier.post_with(&steps, &[("if-match", &tag)], &approve).problem(412, "stale");

    // The campaign has its own answer, and the run says with which values.
    assert_eq!(found(writer, json!({ "campaign": campaign })), 1);
    let card = writer.get(RULE);
    assert_eq!((count(&card["last_run"]["campaign"]), &card["last_run"]["parameters"]["least"]), (campaign, &json!("350")), "{card:#}");
    let shown = writer.get(&format!("{parameters}?campaign={campaign}"));
    assert_eq!((&shown["parameters"][0]["value"], &shown["changes"][0]["state"]), (&json!("350"), &json!("approved")), "{shown:#}");
    assert_eq!(found(writer, json!({ "campaign": campaign, "set": { "X01": { "least": "250" } } })), 2, "said for this run alone");
    assert_eq!(found(writer, json!({})), 4, "the district's values are as they were");
    let unknown = json!({ "rules": ["X01"], "campaign": campaign + 99 });
    let started = writer.post("/api/v1/screenings", &unknown).expect(202).header("location").unwrap().to_owned();
    while writer.get(&started)["state"] == "running" {}
    assert_eq!(writer.get(&started)["state"], "failed");
}

/// The number of a new campaign.
fn campaign_of(district: &District) -> u64 {
    let operations = Description::of(&district.server).operations().into_iter();
    let mut drafts = operations.filter(|operation| operation.name() == "POST /api/v1/campaigns").filter_map(|operation| operation.body);
    let mut draft = drafts.next().unwrap();
    draft["head"] = json!({ "title": "低保专项整治", "priority": "subsidies" });
    draft["plan"]["year"] = json!(today().year());
    let place = district.at("assigner").enter("/api/v1/campaigns", &draft);
    place.rsplit('/').next().unwrap().parse().unwrap()
}

fn paused_by_its_yield(district: &District, people: &[String; 4]) {
    let [writer, verifier, head] = ["assigner", "verifier", "other-head"].map(|login| district.at(login));
    let leads = writer.get("/api/v1/leads?rule=X01")["items"].clone();
    let clear = |n: usize| {
        let lead = format!("/api/v1/leads/{}", leads[n]["id"]);
        writer.step(&lead, &json!({ "step": "assign", "department": OTHER_DEPARTMENT }));
        head.step(&lead, &json!({ "step": "start_verifying" }));
        head.step(&lead, &json!({ "step": "clear", "reason": "data_wrong", "text": "死亡日期登记有误" }));
    };
    clear(0);
    assert_eq!(found(writer, json!({})), 4, "one concluded lead says nothing");
    clear(1);
    let outcome = screened(writer, json!({}));
    assert_eq!(outcome["paused"][0]["seen"], json!({ "confirmed": 0, "concluded": 2, "floor_per_mille": 500 }), "{outcome:#}");
    assert!(text(&outcome["rules"][0]["not_evaluated"]).contains("规则已暂停：查实率 0‰"), "{outcome:#}");
    assert_eq!(writer.get("/api/v1/leads?rule=X01")["items"].as_array().unwrap().len(), 4, "no lead of it is touched");
    let card = writer.get(RULE);
    assert_eq!(card["pause"]["paused"], true, "{card:#}");
    let yields = &card["version_yields"][0];
    assert_eq!((count(&yields["version"]), count(&yields["yield"]["concluded"])), (1, 2), "{card:#}");

    // While it is paused no payment passes for want of its answer.
    let folder = district.server.folder();
    let batch = tables::csv(folder.path("待发低保.csv"), DIBAO, &[dibao(&people[0], "某", "2022-06", "500")]);
    let headers = [("content-type", "application/octet-stream")];
    let bytes = std::fs::read(batch).unwrap();
    let sent = writer.ask("POST", "/api/v1/uploads?name=paid.csv", &headers, Some(&bytes)).expect(201).json();
    let asked = json!({ "upload": sent["id"], "dataset": "dibao_payments", "as_of": "2022-12-31" });
    let checked = writer.job("/api/v1/prechecks", &[], &asked);
    assert!(text(&checked["rules_not_evaluated"]["X01"]).contains("暂停"), "{checked:#}");

    let resume = format!("{RULE}/resume");
    verifier.post(&resume, &json!({ "reason": " " })).problem(422, "unfit");
    verifier.post(&resume, &json!({ "reason": "数据已更正，继续观察" })).expect(200);
    verifier.post(&resume, &json!({ "reason": "再来一次" })).problem(409, "conflict");
    assert_eq!(found(writer, json!({})), 4, "the same figures do not pause it again");
    assert_eq!(writer.post("/api/v1/rules/yield-review", &json!({})).expect(200).json(), json!([]));
    verifier.post(&format!("{RULE}/pause"), &json!({ "reason": "等待修订" })).expect(200);
    assert!(text(&screened(writer, json!({}))["rules"][0]["not_evaluated"]).contains("等待修订"));

    // Taken out of use, it has no answer, and a check before pay asks it no more.
    verifier.change(FIRST, "steps", &json!({ "step": "retire", "reason": "并入其他规则" })).expect(200);
    assert!(text(&screened(writer, json!({}))["rules"][0]["not_evaluated"]).contains("停用"));
    let checked = writer.job("/api/v1/prechecks", &[], &asked);
    assert!(checked["rules_not_evaluated"]["X01"].is_null(), "{checked:#}");
}

#[test]
fn a_written_copy_of_a_rule_finds_what_the_packs_rule_finds() {
    let folder = Folder::new();
    folder.import(&[&district(&folder).join("files")]).expect(QUARANTINED);
    folder.screen(&[&"--as-of", &"2022-12-31"]);
    let before = leads::read(&folder.export(&[]));
    let district = District::on(Server::on(folder, Store::Sqlite, |_| {}));
    let [writer, verifier] = ["assigner", "verifier"].map(|login| district.at(login));
    let words = writer.get("/api/v1/rules/words?priority=subsidies");
    let tables: Vec<String> = words["tables"].as_array().unwrap().iter().map(|table| text(&table["dataset"])).collect();
    let rules = writer.get("/api/v1/rules");
    for rule in rules.as_array().unwrap().iter().filter(|rule| rule["pack"] == "subsidies") {
        let code = text(&rule["rule"]);
        assert!(rule["datasets"].as_array().unwrap().iter().all(|dataset| tables.contains(&text(dataset))), "{code}: {tables:?}");
        let first = writer.get(&format!("/api/v1/rules/{code}/versions/1"));
        let mut file = first["file"].clone();
        file["text"] = json!(format!("{}\n-- 在线编写\n", text(&file["text"])));
        let made = writer.post(&format!("/api/v1/rules/{code}/versions"), &json!({ "file": file, "from": 1 })).expect(201);
        let copy = made.header("location").unwrap().to_owned();
        assert_ne!(made.json()["version"]["digest"], first["version"]["digest"]);
        let trial = submitted(writer, &copy)["report"]["trial"].clone();
        let differs = ["added", "dropped", "changed"].map(|which| count(&trial[which]));
        assert_eq!((differs, &trial["not_evaluated"]), ([0; 3], &rule["last_run"]["not_evaluated"]), "{code}: {trial:#}");
        verifier.change(&copy, "steps", &json!({ "step": "approve" })).expect(200);
        verifier.change(&copy, "steps", &json!({ "step": "activate", "reason": "与规则包一致" })).expect(200);
    }
    let outcome = writer.job("/api/v1/screenings", &[], &json!({ "as_of": "2022-12-31", "pack": "subsidies" }));
    for line in outcome["rules"].as_array().unwrap() {
        let counts = line["ledger"].as_object().unwrap();
        assert_eq!((count(&line["version"]), &line["unchanged"]), (2, &json!(false)), "{line:#}");
        assert!(counts.iter().all(|(name, n)| name == "unchanged" || n == 0), "{line:#}");
    }
    let folder = district.server.folder();
    assert_eq!(leads::read(&folder.export(&[])).len(), before.len());
    leads::assert_same(&leads::read(&folder.export(&[])), &before);
    folder.events();
}
