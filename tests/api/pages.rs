//! The public pages, as a browser without scripts uses them: what is typed into their forms, what they answer, what they leave behind.

use super::people::{DEPARTMENT, District};
use super::server::{Answer, Server, Store};
use super::story::solved;
use serde_json::json;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

pub const ROOTS: [&str; 2] = ["/public/", "/public/en/"];
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";
const SAID: &str = "前进村把低保名额给了有车的亲戚。\n每月八百元 <b>&\"";

/// A form that lacks nothing.
pub const REPORT: &[(&str, &str)] = &[
    ("do", "submit"),
    ("class", "accusation"),
    ("priority", "subsidies"),
    ("text", SAID),
    ("place", "东岭镇前进村"),
    ("accused", "村会计"),
    ("who", "anonymous"),
    ("name", ""),
    ("phone", ""),
    ("address", ""),
];

/// Sends a form as a browser does.
#[track_caller]
pub fn send(server: &Server, root: &str, fields: &[(&str, &str)]) -> Answer {
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    // Browsers send lines with both signs.
    let pairs = fields.iter().map(|(name, value)| format!("{name}={}", encoded(&value.replace('\n', "\r\n"))));
    let body = pairs.collect::<Vec<_>>().join("&");
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("origin", "null"), ("sec-fetch-site", "same-origin")];
    left_nothing(server.ask("POST", root, &headers, Some(body.as_bytes())))
}

/// A page that anybody may read.
#[track_caller]
pub fn get(server: &Server, path: &str) -> Answer {
    left_nothing(server.ask("GET", path, &[], None))
}

/// The same page, which sets no cookie, is not to be kept, and loads and runs nothing but what is ours.
#[track_caller]
pub fn left_nothing(answer: Answer) -> Answer {
    let html = answer.text();
    assert_eq!(answer.header("set-cookie"), None, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{answer:?}");
    assert_eq!(answer.header("content-security-policy"), Some(POLICY), "{answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer:?}");
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{answer:?}");
    assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{answer:?}");
    let english = html.contains("<html lang=\"en\">");
    let title = if english { "<title>Public services</title>" } else { "<title>便民服务</title>" };
    assert!(html.contains(title), "every title is the same: {answer:?}");
    assert!(!html.contains(" style=") && !html.contains("<style") && !html.contains(" onclick"), "{answer:?}");
    assert_eq!(html.matches("<script").count(), 1, "{answer:?}");
    for address in ["href=\"", "src=\"", "action=\""].iter().flat_map(|part| html.split(part).skip(1)) {
        assert!(address.starts_with("/public/") || address.starts_with('#'), "{address:.40}: {answer:?}");
    }
    answer
}

/// What stands in a hidden field or another attribute.
#[track_caller]
pub fn between(html: &str, before: &str, after: &str) -> String {
    let found = html.split_once(before).and_then(|(_, rest)| rest.split_once(after));
    found.unwrap_or_else(|| panic!("no {before} in {html}")).0.to_owned()
}

/// The fields with another value for some.
pub fn with<'f>(fields: &[(&'f str, &'f str)], others: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let kept = fields.iter().filter(|(name, _)| !others.iter().any(|(other, _)| other == name));
    kept.chain(others).copied().collect()
}

/// A pass that was worked for, and its number.
pub fn worked(server: &Server, root: &str) -> (String, String) {
    let form = send(server, root, &[("do", "report")]).expect(200).text();
    let (pass, bits) = (between(&form, "data-work=\"", "\""), between(&form, "data-bits=\"", "\""));
    let solution = solved(&pass, bits.parse().unwrap());
    (pass, solution)
}

/// The code on a page, as it is to be written down.
#[track_caller]
pub fn code_on(page: &str) -> String {
    let groups = between(page, "<p class=\"code\">", "</p>");
    let digits: Vec<String> = groups.split("<span>").skip(1).map(|group| group.split('<').next().unwrap().to_owned()).collect();
    assert_eq!(digits.iter().map(String::len).collect::<Vec<_>>(), [4, 4, 4, 4], "{groups}");
    digits.join(" ")
}

/// Hands in a complaint, and gives its code.
#[track_caller]
fn reported(server: &Server, root: &str, others: &[(&str, &str)]) -> String {
    let (pass, solution) = worked(server, root);
    let fields = with(REPORT, &[("pass", &pass), ("solution", &solution)]);
    code_on(&send(server, root, &with(&fields, others)).expect(200).text())
}

#[test]
fn a_report_is_made_and_followed_without_a_script_on_a_file() {
    from_word_to_answer(&District::start(Store::Sqlite), "/public/");
}

#[test]
fn a_report_is_made_and_followed_without_a_script_on_a_database() {
    from_word_to_answer(&District::start(Store::Postgres), "/public/en/");
}

fn from_word_to_answer(district: &District, root: &str) {
    let (server, desk) = (&district.server, district.at("desk"));
    let (pass, solution) = worked(server, root);
    let good = with(REPORT, &[("pass", &pass), ("solution", &solution)]);
    let first = send(server, root, &good).expect(200).text();
    let code = code_on(&first);
    assert_eq!(code_on(&send(server, root, &good).expect(200).text()), code, "the button was pressed twice");
    let other = send(server, root, &with(&good, &[("place", "西河镇")])).expect(422).text();
    assert!(other.contains("西河镇"), "another text with a used pass is no second complaint: {other}");

    let confirm = |typed: &str| send(server, root, &[("do", "confirm"), ("shown", &code), ("code", typed)]);
    let wrong = confirm("1234 5678 9012 3456").expect(422).text();
    assert_eq!(code_on(&wrong), code, "the code is still there to be compared");
    assert!(wrong.contains("aria-describedby=\"code-hint code-error\""), "{wrong}");
    let open = || send(server, root, &[("do", "open"), ("code", &code)]).expect(200).text();
    assert!(open().contains("value=\"confirm\""), "who comes back without having confirmed can do it then");
    let done = confirm(&code.replace(' ', "")).expect(200).text();
    assert!(!done.contains(SAID), "{done}");
    assert!(confirm(&code).expect(200).text().contains("class=\"status\""), "confirmed twice, it says how far it is");
    assert_eq!(desk.get("/api/v1/complaints/counts"), json!([{ "state": "received", "count": 1 }]));
    let complaint = desk.get("/api/v1/complaints/1");
    assert_eq!(complaint["text"], SAID.trim(), "{complaint}");
    assert_eq!(complaint["title"], "前进村把低保名额给了有车的亲戚");
    assert_eq!((&complaint["priority"], &complaint["location"]), (&json!("subsidies"), &json!("东岭镇前进村")));
    assert_eq!((&complaint["channel"], &complaint["reporter"]), (&json!("web"), &json!("anonymous")));
    for event in desk.get("/api/v1/complaints/1/events").as_array().unwrap() {
        assert_eq!(event["from"].as_str().unwrap_or_default(), "", "no address is kept: {event}");
    }

    let write = |message: &str| send(server, root, &[("do", "write"), ("code", &code), ("message", message)]);
    assert!(write(" ").expect(422).text().contains("id=\"message-error\""));
    assert!(write(&"字".repeat(10_001)).expect(422).text().contains(&"字".repeat(10_001)), "what was typed is kept");
    for _ in 0..2 {
        assert_eq!(write("还有照片 <i>").expect(200).text().matches("还有照片 &#60;i&#62;").count(), 1, "sent twice, it is one message");
    }
    desk.change("/api/v1/complaints/1", "messages", &json!({ "text": "请问是哪一年？" })).expect(204);
    desk.step("/api/v1/complaints/1", &json!({ "step": "accept" }));
    let page = open();
    for told in ["还有照片", "请问是哪一年？"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(!page.contains("低保名额") && !page.contains("村会计"), "what was reported does not come back: {page}");
    let dates = page.matches("<dt>").count();
    assert_eq!(dates, 3, "received, decided, to be finished by: {page}");
}

#[test]
fn what_is_wrong_is_told_at_the_field_and_nothing_typed_is_lost() {
    let server = Server::start(Store::Sqlite);
    for root in ROOTS {
        let form = send(&server, root, &[("do", "report")]).expect(200).text();
        let pass = between(&form, "name=\"pass\" value=\"", "\"");
        assert!(!form.contains("error"), "{form}");
        let wrong =
            |others: &[(&'static str, &str)]| send(&server, root, &with(&with(REPORT, &[("pass", &pass)]), others)).expect(422).text();
        let faults =
            |page: &str| page.split("<li><a href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect::<Vec<_>>();

        let empty = wrong(&[("class", ""), ("text", ""), ("who", "")]);
        assert_eq!(faults(&empty), ["class", "text", "who"]);
        for id in faults(&empty) {
            assert!(empty.contains(&format!("id=\"{id}-error\"")) && empty.contains(&format!("{id}-error\"")), "{id}: {empty}");
        }
        assert!(empty.contains("role=\"alert\"") && empty.contains("aria-invalid=\"true\""), "{empty}");
        let anonymous = wrong(&[("name", "张三丰"), ("phone", "13800138000"), ("address", "前进村七组")]);
        assert_eq!(faults(&anonymous), ["name", "phone", "address"], "of who is anonymous nothing is taken");
        for typed in ["张三丰", "13800138000", "前进村七组", "东岭镇前进村", "村会计", "前进村把低保名额给了有车的亲戚"]
        {
            assert!(anonymous.contains(typed), "{typed}: {anonymous}");
        }
        assert!(anonymous.contains("value=\"accusation\" checked") && anonymous.contains("value=\"subsidies\" selected"), "{anonymous}");
        assert_eq!(faults(&wrong(&[("who", "named"), ("phone", "村委会那个")])), ["name", "phone"]);
        assert_eq!(faults(&wrong(&[("text", &"字".repeat(10_001)), ("place", &"字".repeat(201))])), ["text", "place"]);

        let early = wrong(&[]);
        assert_eq!(faults(&early), [""; 0]);
        let seconds: i64 = between(&early, "data-seconds=\"", "\"").parse().unwrap();
        assert!((1..=30).contains(&seconds) && early.contains(&format!("{seconds} ")), "{early}");
        assert_eq!(between(&early, "name=\"pass\" value=\"", "\""), pass, "the time that was waited is not lost");
        let forged = wrong(&[("pass", "1.s.0.1.2.3.4")]);
        assert_ne!(between(&forged, "name=\"pass\" value=\"", "\""), "1.s.0.1.2.3.4", "a pass that is not good is renewed");
        assert!(forged.contains("东岭镇前进村"), "{forged}");

        let other = ROOTS.iter().find(|other| **other != root).unwrap();
        assert!(form.contains(&format!("name=\"do\" value=\"again\" formaction=\"{other}\"")), "{form}");
        let turned = send(&server, other, &with(REPORT, &[("do", "again"), ("pass", &pass)])).expect(200).text();
        assert!(turned.contains("东岭镇前进村") && turned.contains(&pass), "in the other language everything is still there: {turned}");

        for strange in [&[("do", "fly")][..], &[("text", "\0"), ("do", "submit")], &[("do", "report"), ("do", "report")], &[]] {
            send(&server, root, strange).expect(400);
        }
        send(&server, root, &[("do", "submit"), ("text", &"x".repeat(200 << 10))]).expect(400);
        left_nothing(server.ask("POST", root, &[("content-type", "application/json")], Some(b"{}"))).expect(400);
    }
}

#[test]
fn a_code_that_is_none_and_one_that_nobody_has_are_told_alike_and_as_slowly() {
    let server = Server::start(Store::Sqlite);
    let tried = |code: &str| {
        let began = Instant::now();
        let page = send(&server, "/public/", &[("do", "open"), ("code", code)]).expect(404).text();
        (page.replace(code, "?"), began.elapsed())
    };
    let fastest = |code: &str| (0..4).map(|_| tried(code).1).min().unwrap_or(Duration::ZERO);
    let (none, nobodys) = ("12345", "1234 5678 9012 3456");
    assert_eq!(tried(none).0, tried(nobodys).0);
    let (short, long) = (fastest(none), fastest(nobodys));
    assert!(short * 3 > long && long * 3 > short, "{short:?} {long:?}");
    let confirmed = send(&server, "/public/", &[("do", "confirm"), ("code", nobodys)]).expect(404).text();
    let written = send(&server, "/public/", &[("do", "write"), ("code", nobodys), ("message", "在吗")]).expect(404).text();
    assert_eq!(confirmed, written);
}

#[test]
fn an_address_reports_and_asks_so_often_and_loses_nothing_then() {
    let server = Server::start(Store::Sqlite);
    for _ in 0..5 {
        reported(&server, "/public/", &[]);
    }
    let (pass, solution) = worked(&server, "/public/");
    let refused = send(&server, "/public/", &with(REPORT, &[("pass", &pass), ("solution", &solution)])).expect(429).text();
    assert!(refused.contains("东岭镇前进村") && refused.contains(&solution), "{refused}");
    let open = || send(&server, "/public/", &[("do", "open"), ("code", "1234567890123456")]).status;
    assert_eq!((0..60).map(|_| open()).collect::<BTreeSet<_>>(), BTreeSet::from([404]));
    assert_eq!(open(), 429);
    let written = send(&server, "/public/", &[("do", "write"), ("code", "1234567890123456"), ("message", "写了很久的话")]);
    assert!(written.expect(429).text().contains("写了很久的话"));
}

#[test]
fn who_gives_a_name_is_known_to_the_desk_alone() {
    let district = District::start(Store::Sqlite);
    let named = [("who", "confidential"), ("name", "张三丰"), ("phone", "138 0013 8000"), ("address", "")];
    let code = reported(&district.server, "/public/en/", &named);
    send(&district.server, "/public/en/", &[("do", "confirm"), ("code", &code)]).expect(200);
    let desk = district.at("desk");
    let complaint = desk.ask("GET", "/api/v1/complaints/1", &[], None).expect(200);
    assert!(!complaint.text().contains("张三丰"), "{complaint:?}");
    let known = desk.post("/api/v1/complaints/1/reporters", &json!({ "reason": "核实情况" })).expect(200).json();
    assert_eq!((&known[0]["name"], &known[0]["phone"]), (&json!("张三丰"), &json!("138 0013 8000")));
}

#[test]
fn the_public_reads_published_notices_and_nothing_else_of_them() {
    let district = District::start(Store::Sqlite);
    let [assigner, verifier] = ["assigner", "verifier"].map(|login| district.at(login));
    let today = chrono::Utc::now().date_naive();
    let draft = |title: &str, priority: &str| {
        let head = json!({ "title": title, "priority": priority, "department": DEPARTMENT });
        assigner.enter("/api/v1/notices", &json!({ "head": head, "kind": "typical_case", "text": "某村会计甲某\n受到处分。" }))
    };
    let publish = |notice: &str| {
        verifier.step(notice, &json!({ "step": "approve", "remark": "不公开的审批意见" }));
        assigner.step(notice, &json!({ "step": "publish", "on": today.pred_opt(), "place": "不公开的渠道" }));
    };
    let pages = |path: &str| ROOTS.map(|root| get(&district.server, &format!("{root}{path}")).expect(200).text());
    let empty = pages("notices");
    assert!(empty[0].contains("暂无公开的通报") && empty[1].contains("Nothing has been published"), "{empty:?}");
    let drafted = draft("拟制中的通报", "rural");
    let approved = draft("已审批的通报", "rural");
    verifier.step(&approved, &json!({ "step": "approve" }));
    let published = draft("公开的通报 <1>", "rural");
    publish(&published);
    let withdrawn = draft("撤回的通报", "rural");
    publish(&withdrawn);
    assigner.step(&withdrawn, &json!({ "step": "withdraw", "reason": "有误" }));
    let number = |address: &str| address.rsplit('/').next().unwrap().to_owned();
    for list in pages("notices") {
        assert!(list.contains("公开的通报 &#60;1&#62;"), "{list}");
        assert!(!list.contains("拟制中") && !list.contains("已审批的") && !list.contains("撤回的"), "{list}");
    }
    for one in pages(&format!("notices/{}", number(&published))) {
        assert!(one.contains("某村会计甲某\n受到处分。"), "{one}");
        for hidden in ["不公开", "assigner", "verifier", DEPARTMENT] {
            assert!(!one.contains(hidden), "{hidden}: {one}");
        }
    }
    let gone = |address: &str| get(&district.server, &format!("/public/notices/{}", number(address))).expect(404).text();
    assert_eq!([gone(&drafted), gone(&approved)], [gone(&withdrawn), gone("/99")]);
    for none in ["approved", "0", "-1", "99", "x"] {
        get(&district.server, &format!("/public/notices/{none}")).expect(404);
    }
    get(&district.server, "/public/notices?after=e30").expect(400);

    for n in 0..20 {
        publish(&draft(&format!("第{n}份"), "medical"));
    }
    let [first, _] = pages("notices");
    assert!(first.contains("第19份") && !first.contains("公开的通报 "), "{first}");
    let older = between(&first, "href=\"/public/notices?after=", "\"");
    let [second, _] = pages(&format!("notices?after={older}"));
    assert!(second.contains("公开的通报 ") && !second.contains("第0份"), "{second}");
    let [rural, _] = pages("notices?priority=rural");
    assert!(rural.contains("公开的通报 ") && !rural.contains("第19份") && rural.contains("aria-current"), "{rural}");
    let [medical, _] = pages("notices?priority=medical");
    assert!(medical.contains("第0份") && !medical.contains("rel=\"next\""), "{medical}");
}

#[test]
fn figures_for_the_public_hide_small_numbers_and_move_once_a_day() {
    let few = Server::start(Store::Sqlite);
    for (root, hidden) in [(ROOTS[0], "少于5件"), (ROOTS[1], "Fewer than 5")] {
        let page = get(&few, &format!("{root}results")).expect(200).text();
        assert!(page.matches(hidden).count() >= 3, "{page}");
    }
    let district = District::start(Store::Sqlite);
    let letter = |title: &str| {
        let complaint =
            json!({ "head": { "title": title }, "channel": "letter", "class": "appeal", "reporter": "anonymous", "text": title });
        district.at("desk").post("/api/v1/complaints", &json!({ "complaint": complaint })).expect(201);
    };
    for title in ["一", "二", "三", "四", "五", "六"] {
        letter(title);
    }
    reported(&district.server, "/public/", &[]);
    let results = || get(&district.server, "/public/results").expect(200).text();
    let page = results();
    assert!(page.contains("<td class=\"number\">6 件</td>"), "what nobody confirmed does not count: {page}");
    assert_eq!(page.matches("少于5件").count(), 2, "answered, closed: {page}");
    letter("七");
    assert_eq!(results(), page, "a number that moves at once would tell when somebody has reported");
}

#[test]
fn the_office_says_who_it_is_and_where_one_goes_who_leaves() {
    let district = District::start(Store::Sqlite);
    let plain = get(&district.server, "/public/").expect(200).text();
    assert!(plain.contains("12345"), "{plain}");
    assert_eq!(get(&district.server, "/public").expect(200).text(), plain);
    let set = |name: &str, value: &str| {
        let body = json!({ "value": value, "source": "区纪委监委公告" });
        district.at("sysadmin").ask(
            "PUT",
            &format!("/api/v1/settings/{name}"),
            &[("content-type", "application/json")],
            Some(body.to_string().as_bytes()),
        )
    };
    set("public_office_name", "清河区纪委监委").expect(204);
    set("public_office_address", "人民路 1 号").expect(204);
    set("public_office_phone", "0531-1234567").expect(204);
    for root in ROOTS {
        let page = get(&district.server, root).expect(200).text();
        assert!(page.contains("清河区纪委监委") && page.contains("人民路 1 号") && page.contains("0531-1234567"), "{page}");
        let report = send(&district.server, root, &[("do", "report")]).expect(200).text();
        assert!(report.contains("15 ") && report.contains("60 "), "{report}");
    }
    set("limit.complaint_finish", "45d").expect(204);
    assert!(send(&district.server, "/public/", &[("do", "report")]).text().contains("45 日"));
    set("public_leave_to", "javascript:alert(1)").problem(422, "unfit");
    set("public_leave_to", "https://www.weather.example/").expect(204);
    let left = district.server.ask("GET", "/public/leave", &[], None).expect(303);
    assert_eq!(left.header("location"), Some("https://www.weather.example/"));
    assert_eq!(left.header("clear-site-data"), Some("\"cache\""));
    assert_eq!(left.header("set-cookie"), None);
    assert_eq!(left.header("referrer-policy"), Some("no-referrer"));
}

#[test]
fn a_page_with_all_that_it_loads_is_small() {
    let server = Server::start(Store::Sqlite);
    let loaded = |path: &str, media: &str| {
        let answer = server.ask("GET", path, &[], None).expect(200);
        assert_eq!(answer.header("content-type"), Some(media));
        assert_eq!((answer.header("content-security-policy"), answer.header("set-cookie")), (Some(POLICY), None));
        answer.text().len()
    };
    let beside = loaded("/public/page.css", "text/css; charset=utf-8") + loaded("/public/page.js", "text/javascript; charset=utf-8");
    for root in ROOTS {
        let pages = [
            get(&server, root).text(),
            send(&server, root, &[("do", "report")]).text(),
            send(&server, root, &[("do", "follow")]).text(),
            get(&server, &format!("{root}notices")).text(),
            get(&server, &format!("{root}results")).text(),
            get(&server, &format!("{root}disclosure")).text(),
        ];
        let largest = pages.iter().map(String::len).max().unwrap() + beside;
        assert!(largest < 30_000, "{root}: {largest}");
    }
}
