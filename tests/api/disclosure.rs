//! What was made public, looked for by place and item.

use super::pages::{ROOTS, between, get};
use super::people::{DEPARTMENT, District, TOWN, VILLAGE};
use super::server::Store;
use serde_json::{Value, json};

#[test]
fn what_was_made_public_is_found_by_town_village_and_item_on_a_file() {
    found(&District::start(Store::Sqlite));
}

#[test]
fn what_was_made_public_is_found_by_town_village_and_item_on_a_database() {
    found(&District::start(Store::Postgres));
}

fn found(district: &District) {
    let [assigner, verifier] = ["assigner", "verifier"].map(|login| district.at(login));
    let publish = |title: &str, place: Value, item: Value| {
        let head = json!({ "title": title, "department": DEPARTMENT, "place": place });
        let draft = json!({ "head": head, "kind": "disclosure", "item": item, "text": "收支明细见附表。 \"item\":\"land\"" });
        let notice = assigner.enter("/api/v1/notices", &draft);
        verifier.step(&notice, &json!({ "step": "approve" }));
        assigner.step(&notice, &json!({ "step": "publish", "on": "2026-03-05", "place": "村务公开栏" }));
        notice
    };
    let village = json!({ "town": TOWN, "village": VILLAGE });
    publish("一季度收支", village.clone(), json!("village_finance"));
    let withdrawn = publish("有误的公开", village.clone(), json!("land"));
    assigner.step(&withdrawn, &json!({ "step": "withdraw", "reason": "有误" }));
    publish("低保名册", village.clone(), json!("relief"));
    publish("镇级项目", json!({ "town": TOWN }), json!("contracts"));
    publish("全区通报", json!({}), Value::Null);
    let draft = json!({ "head": { "title": "草拟中的名册", "place": village }, "kind": "disclosure", "item": "relief", "text": "草稿" });
    assigner.enter("/api/v1/notices", &draft);

    let titles = ["一季度收支", "有误的公开", "低保名册", "镇级项目", "全区通报", "草拟中的名册"];
    let on = |page: &str| titles.iter().copied().filter(|title| page.contains(title)).collect::<Vec<_>>();
    for root in ROOTS {
        let page = |path: &str| {
            let page = get(&district.server, &format!("{root}disclosure{path}")).expect(200).text();
            let other = ROOTS.iter().find(|other| **other != root).unwrap();
            assert!(page.contains(&format!("href=\"{other}disclosure")), "in the other language as well: {page}");
            page
        };
        let all = page("");
        assert_eq!(on(&all), ["一季度收支", "低保名册", "镇级项目", "全区通报"]);
        assert!(all.contains(&format!("href=\"{root}disclosure/{TOWN}\"")) && all.contains("西河镇"), "every town is named: {all}");
        assert!(between(&all, &format!("{TOWN}</a> <small>"), "</small>").contains('3'), "a town counts its villages: {all}");
        let none = between(&all, "西河镇</a> <small>", "</small>");
        assert!(!none.contains('0') && !none.is_empty(), "nothing published is said in words: {none}");
        let town = page(&format!("/{TOWN}"));
        assert_eq!(on(&town), ["镇级项目"]);
        let at = format!("{root}disclosure/{VILLAGE}");
        assert!(town.contains(&format!("href=\"{at}\"")), "{town}");
        let village = page(&format!("/{VILLAGE}"));
        assert_eq!(on(&village), ["一季度收支", "低保名册"]);
        assert!(village.contains(&format!("href=\"{at}?item=relief\"")), "{village}");
        assert_eq!(on(&page(&format!("/{VILLAGE}?item=relief"))), ["低保名册"]);
        assert_eq!(on(&page("?item=village_finance")), ["一季度收支"]);
        assert_eq!(on(&page("?item=land")), [""; 0], "what a text says is no item");
        let finance = page("?item=village_finance");
        assert!(finance.contains(&format!("href=\"{root}disclosure/{TOWN}?item=village_finance\"")), "the item is kept on the way down");
        let number = between(&village, &format!("href=\"{root}notices/"), "\"");
        assert!(get(&district.server, &format!("{root}notices/{number}")).expect(200).text().contains("收支明细见附表"));
        for nowhere in ["/没有的镇", "/东岭镇/没有的村", "/东岭镇/x/y"] {
            let path = nowhere.split('/').map(encoded).collect::<Vec<_>>().join("/");
            let answer = district.server.ask("GET", &format!("{root}disclosure{path}"), &[], None);
            assert_eq!(answer.status, 404, "{answer:?}");
        }
    }
    for n in 0..20 {
        publish(&format!("第{n}期"), json!({ "town": TOWN }), json!("contracts"));
    }
    let first = get(&district.server, &format!("/public/disclosure/{}?item=contracts", encoded(TOWN))).expect(200).text();
    assert!(first.contains("第19期") && !first.contains("镇级项目"), "{first}");
    let older = between(&first, "item=contracts&#38;after=", "\"");
    let second = get(&district.server, &format!("/public/disclosure/{}?item=contracts&after={older}", encoded(TOWN))).expect(200).text();
    assert_eq!(on(&second), ["镇级项目"]);
}

fn encoded(name: &str) -> String {
    name.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[test]
fn a_page_of_places_stays_small_however_many_villages_a_town_has() {
    let district = District::start(Store::Sqlite);
    let offices: Vec<Value> = (0..200)
        .map(|n| {
            let code = format!("{TOWN}/第{n:03}村社区居民委员会");
            json!({ "code": code, "name": code, "kind": "village", "parent": TOWN, "watches": [], "active": true })
        })
        .collect();
    district.at("secadmin").post("/api/v1/offices", &json!(offices)).expect(204);
    let page = get(&district.server, &format!("/public/disclosure/{}", encoded(TOWN))).expect(200).text();
    assert!(page.len() < 20_000, "{}", page.len());
    let further = between(&page, "<p><a href=\"/public/disclosure/东岭镇?", "\"");
    assert_eq!(further, "from=60");
    let last = get(&district.server, &format!("/public/disclosure/{}?from=180", encoded(TOWN))).expect(200).text();
    assert!(last.contains("第199村") && !last.contains("from=240"), "{last}");
}
