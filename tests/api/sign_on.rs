//! Signing in by the office's identity provider, from the browser's side.

use super::people::District;
use super::provider::{CLIENT, Provider, REDIRECT, SECRET, Wrong};
use super::server::{Answer, Server, Store};
use crate::support::{count, text};
use chrono::Utc;
use serde_json::json;

const AT: &str = "/api/v1/session/oidc";

#[test]
fn whoever_is_linked_comes_in_by_the_provider_in_a_file() {
    whole(Store::Sqlite);
}

#[test]
fn whoever_is_linked_comes_in_by_the_provider_in_a_database() {
    whole(Store::Postgres);
}

fn settings(provider: &Provider) -> Vec<(&'static str, String)> {
    let said = |text: &str| text.to_owned();
    vec![
        ("QINGYUAN_OIDC_ISSUER", provider.address.clone()),
        ("QINGYUAN_OIDC_CLIENT_ID", said(CLIENT)),
        ("QINGYUAN_OIDC_CLIENT_SECRET", said(SECRET)),
        ("QINGYUAN_OIDC_REDIRECT", said(REDIRECT)),
        ("QINGYUAN_OIDC_LABEL", said("区统一身份认证")),
    ]
}

/// A cookie of this name that an answer sets.
fn set(answer: &Answer, name: &str) -> Option<String> {
    let cookies = answer.all("set-cookie");
    let found = cookies.iter().find(|cookie| cookie.starts_with(&format!("{name}=")))?;
    assert!(found.contains("; HttpOnly; SameSite=Strict; Path=/"), "{found}");
    found.split(';').next().map(str::to_owned)
}

/// A sign-in that is under way: where the browser goes, and its cookie.
#[track_caller]
fn begun(server: &Server) -> (String, String) {
    let answer = server.post(AT, &json!({})).expect(200);
    assert_eq!(set(&answer, "qingyuan_session"), None);
    (text(&answer.json()["address"]), set(&answer, "qingyuan_sign_in").unwrap())
}

fn hand_in(server: &Server, part: &str, cookie: Option<&str>, body: &serde_json::Value) -> Answer {
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(cookie.map(|cookie| ("cookie", cookie)));
    server.ask("POST", &format!("{AT}/{part}"), &headers, Some(body.to_string().as_bytes()))
}

/// Goes to the provider, signs in there, and comes back.
#[track_caller]
fn comes_back(server: &Server, provider: &Provider, subject: &str) -> Answer {
    let (address, cookie) = begun(server);
    let (code, state) = provider.signs_in(&address, subject);
    hand_in(server, "return", Some(&cookie), &json!({ "code": code, "state": state }))
}

fn link(district: &District, login: &str, provider: &Provider, subject: &str) -> Answer {
    let accounts = district.at("secadmin").get("/api/v1/accounts");
    let account = accounts.as_array().unwrap().iter().find(|account| account["login"] == login).unwrap();
    let tag = format!("\"v{}\"", count(&account["version"]));
    let identity = json!({ "issuer": provider.address, "subject": subject });
    let change = json!({ "step": "link_identity", "identity": identity, "reason": "统一身份认证上线" });
    district.at("secadmin").post_with(&format!("/api/v1/accounts/{login}/steps"), &[("if-match", &tag)], &change)
}

fn whole(store: Store) {
    let provider = Provider::start();
    let district = District::start_with(store, &settings(&provider));
    let server = &district.server;
    let offered = server.get(AT);
    assert_eq!(offered, json!({ "enabled": true, "label": "区统一身份认证", "issuer": provider.address }));

    comes_back(server, &provider, "u-closer").problem(403, "not_linked");
    assert_eq!(link(&district, "closer", &provider, "u-closer").expect(200).json()["identity"]["subject"], "u-closer");
    let other = link(&district, "reader", &provider, "u-closer");
    other.problem(409, "exists");
    let back = comes_back(server, &provider, "u-closer").expect(200);
    assert_eq!(back.json()["login"], "closer");
    let session = set(&back, "qingyuan_session").unwrap();
    assert_eq!(set(&back, "qingyuan_sign_in").as_deref(), Some("qingyuan_sign_in="), "the sign-in's own cookie is gone");
    let who = server.ask("GET", "/api/v1/session", &[("cookie", &session)], None).expect(200);
    assert_eq!(who.json()["login"], "closer");
    let again = set(&comes_back(server, &provider, "u-closer").expect(200), "qingyuan_session").unwrap();
    assert_ne!(session, again, "each sign-in has a session of its own");
    comes_back(server, &provider, "u-nobody").problem(403, "not_linked");

    only_its_own_browser(&district, &provider);
    wrong_tokens(&district, &provider);
    administrators(&district, &provider);
    server.ask("POST", &format!("{AT}/return"), &[("sec-fetch-site", "cross-site")], None).problem(403, "forbidden");
    let trail = district.at("auditadmin").get("/api/v1/trail?kind=account.not_linked");
    assert_eq!(trail.as_array().unwrap().len(), 2, "{trail:#}");
}

/// A code that another browser has brought, a state that is none, and a code that was used let nobody in.
fn only_its_own_browser(district: &District, provider: &Provider) {
    let server = &district.server;
    let (address, cookie) = begun(server);
    let (code, state) = provider.signs_in(&address, "u-closer");
    let (_, other) = begun(server);
    let answer = json!({ "code": code, "state": state });
    hand_in(server, "return", None, &answer).problem(403, "sign_in_over");
    hand_in(server, "return", Some(&other), &answer).problem(403, "sign_in_over");
    hand_in(server, "return", Some(&cookie[..cookie.len() - 2]), &answer).problem(403, "sign_in_over");
    hand_in(server, "return", Some(&cookie), &json!({ "code": code, "state": "x" })).problem(403, "sign_in_over");
    hand_in(server, "second-factor", Some(&cookie), &json!({ "code": "123456" })).problem(403, "sign_in_over");
    hand_in(server, "return", Some(&cookie), &json!({ "code": "code-0", "state": state })).problem(403, "not_vouched");
    hand_in(server, "return", Some(&cookie), &answer).expect(200);
    hand_in(server, "return", Some(&cookie), &answer).problem(403, "not_vouched");
}

fn wrong_tokens(district: &District, provider: &Provider) {
    for wrong in [Wrong::Audience, Wrong::Issuer, Wrong::Nonce, Wrong::Expired, Wrong::Key] {
        provider.goes_wrong(Some(wrong));
        let refused = comes_back(&district.server, provider, "u-closer");
        let told = refused.problem(403, "not_vouched");
        assert_eq!(told["detail"], "统一身份认证未能确认您的身份，请重试或改用密码登录", "{wrong:?}: the cause is for the log");
        assert!(refused.all("set-cookie").is_empty(), "{wrong:?}");
    }
    provider.goes_wrong(None);
    comes_back(&district.server, provider, "u-closer").expect(200);
}

/// An administrator comes in with a second factor alone.
fn administrators(district: &District, provider: &Provider) {
    let server = &district.server;
    link(district, "sysadmin", provider, "u-sys").expect(200);
    comes_back(server, provider, "u-sys").problem(403, "second_factor_wanted");
    let mut admin = district.at("sysadmin");
    let at = "/api/v1/session/second-factor";
    admin.post(at, &json!({ "password": "wrong" })).problem(422, "password");
    let secret = text(&admin.post(at, &json!({ "password": super::people::PASSWORD })).expect(200).json()["secret"]);
    let confirmed = admin.post(&format!("{at}/confirm"), &json!({ "code": code_of(&secret, 0) })).expect(200);
    assert_eq!(confirmed.json()["codes"].as_array().unwrap().len(), 10);
    let user = super::people::User::of("system_admin", &confirmed);
    admin = super::people::Seat::of(server, &user);
    assert_eq!(admin.get(at), json!({ "enabled": true, "recovery_codes": 10 }));

    let wanted = comes_back(server, provider, "u-sys");
    wanted.problem(401, "code_wanted");
    assert_eq!(set(&wanted, "qingyuan_session"), None);
    let cookie = set(&wanted, "qingyuan_sign_in").unwrap();
    hand_in(server, "second-factor", Some(&cookie), &json!({ "code": "000000x" })).problem(401, "wrong_code");
    // The code of the next step: that of this one has confirmed the app.
    let code = json!({ "code": code_of(&secret, 1) });
    let back = hand_in(server, "second-factor", Some(&cookie), &code).expect(200);
    assert_eq!(back.json()["login"], "sysadmin");
    hand_in(server, "second-factor", Some(&cookie), &code).problem(401, "wrong_code");
    let recovery = text(&confirmed.json()["codes"][0]);
    let user = super::people::User::of("system_admin", &back);
    let admin = super::people::Seat::of(server, &user);
    let proof = json!({ "password": super::people::PASSWORD, "code": recovery });
    let new = admin.post(&format!("{at}/recovery-codes"), &proof).expect(200).json();
    assert_eq!(count(&admin.get(at)["recovery_codes"]), 10);
    admin.post(&format!("{at}/remove"), &proof).problem(401, "wrong_code");
    let proof = json!({ "password": super::people::PASSWORD, "code": new["codes"][0] });
    assert!(set(&admin.post(&format!("{at}/remove"), &proof).expect(204), "qingyuan_session").is_some());
    comes_back(server, provider, "u-sys").problem(403, "second_factor_wanted");
}

/// The code that an app shows so many steps from now.
fn code_of(secret: &str, steps: i64) -> String {
    let python = "import base64,hmac,struct,sys;s=base64.b32decode(sys.argv[1]);\
                  d=hmac.new(s,struct.pack('>q',int(sys.argv[2])),'sha1').digest();o=d[19]&15;\
                  print('%06d'%((struct.unpack('>I',d[o:o+4])[0]&0x7fffffff)%1000000))";
    let step = (Utc::now().timestamp() / 30 + steps).to_string();
    let told = std::process::Command::new("python3").args(["-c", python, secret, &step]).output().unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    String::from_utf8(told.stdout).unwrap().trim().to_owned()
}

#[test]
fn without_a_provider_nobody_comes_in_by_one() {
    let server = Server::start(Store::Sqlite);
    assert_eq!(server.get(AT), json!({ "enabled": false, "label": null, "issuer": null }));
    server.post(AT, &json!({})).problem(404, "not_found");
    hand_in(&server, "return", Some("qingyuan_sign_in=1:00"), &json!({ "code": "x", "state": "y" })).problem(404, "not_found");
    hand_in(&server, "second-factor", Some("qingyuan_sign_in=1:00"), &json!({ "code": "x" })).problem(404, "not_found");
}
