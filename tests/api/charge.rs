//! To whom a matter may be given, as those see it who give it.

use super::people::{DEPARTMENT, District};
use super::server::Store;
use crate::support::text;
use serde_json::json;

#[test]
fn whoever_gives_a_matter_finds_the_people_of_their_own_reach() {
    let district = District::start(Store::Sqlite);
    let found = |login: &str, query: &str| {
        let people = district.at(login).get(&format!("/api/v1/assignees{query}"));
        people.as_array().unwrap().iter().map(|one| text(&one["login"])).collect::<Vec<_>>()
    };
    let all = found("assigner", "?limit=500");
    for login in ["desk", "head", "staff", "other-head", "other-village", "school", "institution", "inspector", "resident"] {
        assert!(all.iter().any(|known| known == login), "{login}: {all:?}");
    }
    for login in ["reader", "sysadmin", "secadmin", "auditadmin"] {
        assert!(!all.iter().any(|known| known == login), "{login} has nothing in their charge");
    }
    assert_eq!(found("head", ""), ["head", "staff"]);
    assert_eq!(found("other-town", ""), ["other-town", "other-village"]);
    assert_eq!(found("other-village", ""), ["other-village"]);
    assert_eq!(found("resident", ""), ["resident"], "it watches nobody here");
    assert_eq!(found("assigner", "?q=other-staff"), ["other-staff"]);
    assert_eq!(found("assigner", "?login=staff,reader"), ["staff"]);
    assert_eq!(found("head", "?login=other-head"), [""; 0]);
    let one = &district.at("assigner").get("/api/v1/assignees?login=staff")[0];
    assert_eq!(
        *one,
        json!({ "login": "staff", "name": "某staff", "role": "department_staff", "office": DEPARTMENT, "office_name": DEPARTMENT })
    );
    let version = district.at("secadmin").get("/api/v1/accounts");
    let version = version.as_array().unwrap().iter().find(|one| one["login"] == "staff").unwrap()["version"].clone();
    let change = json!({ "step": "disable", "reason": "调离" });
    district.at("secadmin").post_with("/api/v1/accounts/staff/steps", &[("if-match", &format!("\"v{version}\""))], &change).expect(200);
    assert_eq!(found("head", ""), ["head"], "who may not sign in is given nothing");
    for login in ["reader", "sysadmin", "secadmin", "auditadmin"] {
        district.at(login).ask("GET", "/api/v1/assignees", &[], None).problem(403, "forbidden");
    }
    district.at("head").ask("GET", "/api/v1/assignees?limit=0", &[], None).problem(400, "bad_request");
}
