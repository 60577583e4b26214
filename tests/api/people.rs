//! A district at work: its offices, and an account for each role, made by the API as a security administrator makes them.

use super::server::{Answer, Server, Store};
use crate::support::text;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::ops::Index;

/// The department that is at fault in these tests, and another one that has nothing to do with it.
pub const DEPARTMENT: &str = "区农业农村局";
pub const OTHER_DEPARTMENT: &str = "区民政局";
pub const TOWN: &str = "东岭镇";
pub const VILLAGE: &str = "东岭镇/前进村";

pub const PASSWORD: &str = "春风又绿江南岸明月何时照我还";

/// Login, role, office, whether it takes in complaints.
const ACCOUNTS: &[(&str, &str, Option<&str>, bool)] = &[
    ("desk", "supervisor", Some("监督室"), true),
    ("desk-two", "supervisor", Some("监督室"), true),
    ("assigner", "supervisor", Some("监督室"), false),
    ("verifier", "supervisor", Some("监督室"), false),
    ("closer", "supervisor", Some("监督室"), false),
    ("resident", "resident_office", Some("派驻组"), false),
    ("head", "department_head", Some(DEPARTMENT), false),
    ("staff", "department_staff", Some(DEPARTMENT), false),
    ("other-head", "department_head", Some(OTHER_DEPARTMENT), false),
    ("other-staff", "department_staff", Some(OTHER_DEPARTMENT), true),
    ("other-town", "town", Some("西河镇"), false),
    ("other-village", "village", Some("西河镇/新河村"), false),
    ("institution", "institution", Some("H00001"), false),
    ("school", "school", Some("X00001"), false),
    ("inspector", "inspector", None, false),
    ("reader", "reader", None, false),
    ("sysadmin", "system_admin", None, false),
    ("auditadmin", "audit_admin", None, false),
];

/// A served district with its people.
pub struct District {
    /// The program.
    pub server: Server,
    people: BTreeMap<&'static str, User>,
}

/// Somebody who has signed in.
pub struct User {
    /// Role, by code.
    pub role: &'static str,
    cookie: String,
}

/// Somebody at the program.
#[derive(Clone, Copy)]
pub struct Seat<'d> {
    server: &'d Server,
    user: &'d User,
}

impl Index<&str> for District {
    type Output = User;

    fn index(&self, login: &str) -> &User {
        self.people.get(login).unwrap_or_else(|| panic!("nobody is called {login}"))
    }
}

impl District {
    /// Serves the program, and makes offices and accounts.
    #[track_caller]
    pub fn start(store: Store) -> Self {
        Self::on(Server::start(store))
    }

    /// The same, with what an operator has set in the environment.
    #[track_caller]
    pub fn start_with(store: Store, environment: &[(&str, String)]) -> Self {
        Self::on(Server::start_with(store, |command| {
            command.envs(environment.iter().map(|(name, value)| (name, value)));
        }))
    }

    /// Makes offices and accounts on a program that has only just started.
    #[track_caller]
    pub fn on(server: Server) -> Self {
        let founder = json!({ "token": server.setup, "login": "secadmin", "name": "孙安全", "password": PASSWORD });
        server.post("/api/v1/setup", &founder).expect(201);
        server.post("/api/v1/setup", &founder).problem(403, "setup_over");
        let security = User { role: "security_admin", cookie: sign_in(&server, "secadmin", PASSWORD) };
        let mut district = Self { server, people: BTreeMap::from([("secadmin", security)]) };
        let office = |kind: &str, code: &str, parent: Option<&str>, watches: &[&str]| json!({ "code": code, "name": code, "kind": kind, "parent": parent, "watches": watches, "active": true });
        let offices = json!([
            office("supervising", "监督室", None, &[]),
            office("resident", "派驻组", Some("监督室"), &[]),
            office("department", DEPARTMENT, None, &[]),
            office("department", OTHER_DEPARTMENT, None, &[]),
            office("town", TOWN, None, &[]),
            office("village", VILLAGE, Some(TOWN), &[]),
            office("town", "西河镇", None, &[]),
            office("village", "西河镇/新河村", Some("西河镇"), &[]),
            office("institution", "H00001", None, &[]),
            office("school", "X00001", None, &[]),
        ]);
        district.at("secadmin").post("/api/v1/offices", &offices).expect(204);
        for (login, role, office, intake) in ACCOUNTS {
            let duties: &[&str] = if *intake { &["intake"] } else { &[] };
            let draft = json!({ "login": login, "name": format!("某{login}"), "role": role, "office": office, "duties": duties });
            let told = district.at("secadmin").post("/api/v1/accounts", &draft).expect(201).json();
            let cookie = first_sign_in(&district.server, login, &text(&told["password"]));
            district.people.insert(login, User { role, cookie });
        }
        district
    }

    /// The place of somebody.
    #[track_caller]
    pub fn at(&self, login: &str) -> Seat<'_> {
        Seat { server: &self.server, user: &self[login] }
    }

    /// Everybody, by login.
    pub fn everybody(&self) -> impl Iterator<Item = (&'static str, Seat<'_>)> {
        self.people.iter().map(|(login, user)| (*login, Seat { server: &self.server, user }))
    }
}

#[track_caller]
fn sign_in(server: &Server, login: &str, password: &str) -> String {
    cookie(&server.post("/api/v1/session", &json!({ "login": login, "password": password })).expect(200))
}

/// Signs in with the password that the administrator was told, which does nothing but be changed.
#[track_caller]
fn first_sign_in(server: &Server, login: &str, told: &str) -> String {
    let first = User { role: "", cookie: sign_in(server, login, told) };
    let seat = Seat { server, user: &first };
    seat.ask("GET", "/api/v1/issues", &[], None).problem(403, "must_change_password");
    cookie(&seat.post("/api/v1/session/password", &json!({ "current": told, "new": PASSWORD })).expect(200))
}

#[track_caller]
fn cookie(answer: &Answer) -> String {
    let set = answer.header("set-cookie").unwrap_or_else(|| panic!("no cookie: {answer:?}"));
    assert!(set.contains("; HttpOnly; SameSite=Strict"), "{set}");
    set.split(';').next().unwrap().to_owned()
}

impl User {
    /// Whoever was signed in by this answer.
    #[track_caller]
    pub fn of(role: &'static str, answer: &Answer) -> Self {
        Self { role, cookie: cookie(answer) }
    }
}

impl<'d> Seat<'d> {
    /// The place of somebody who is no account of the district's own making.
    pub fn of(server: &'d Server, user: &'d User) -> Self {
        Self { server, user }
    }

    /// The role of who sits there.
    pub fn role(&self) -> &'static str {
        self.user.role
    }

    /// Asks.
    #[track_caller]
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Answer {
        let mut headers = headers.to_vec();
        headers.push(("cookie", &self.user.cookie));
        self.server.ask(method, path, &headers, body)
    }

    /// Reads something that must be there.
    #[track_caller]
    pub fn get(&self, path: &str) -> Value {
        self.ask("GET", path, &[], None).expect(200).json()
    }

    /// Sends JSON.
    #[track_caller]
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_with(path, &[], body)
    }

    /// Sends JSON with further headers.
    #[track_caller]
    pub fn post_with(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let mut headers = headers.to_vec();
        headers.push(("content-type", "application/json"));
        self.ask("POST", path, &headers, Some(body.to_string().as_bytes()))
    }

    /// Enters a record, and gives its address.
    #[track_caller]
    pub fn enter(&self, path: &str, draft: &Value) -> String {
        self.post(path, draft).expect(201).header("location").unwrap().to_owned()
    }

    /// The ETag of a record.
    #[track_caller]
    pub fn etag(&self, record: &str) -> String {
        self.ask("GET", record, &[], None).expect(200).header("etag").unwrap().to_owned()
    }

    /// Sends a change of a record as it is now.
    #[track_caller]
    pub fn change(&self, record: &str, part: &str, body: &Value) -> Answer {
        let tag = self.etag(record);
        self.post_with(&format!("{record}/{part}"), &[("if-match", &tag)], body)
    }

    /// Takes a step, and gives the record as it is then.
    #[track_caller]
    pub fn step(&self, record: &str, step: &Value) -> Value {
        self.change(record, "steps", step).expect(200).json()
    }

    /// Is not let take a step.
    #[track_caller]
    pub fn refused(&self, record: &str, step: &Value, status: u16, code: &str) -> Value {
        self.change(record, "steps", step).problem(status, code)
    }

    /// Starts a job and waits for its outcome.
    #[track_caller]
    pub fn job(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Value {
        let started = self.post_with(path, headers, body).expect(202);
        let place = started.header("location").unwrap().to_owned();
        for _ in 0..1200 {
            let job = self.get(&place);
            match job["state"].as_str() {
                Some("running") => std::thread::sleep(std::time::Duration::from_millis(50)),
                Some("done") => return job["outcome"].clone(),
                _ => panic!("{path}: {job:#}"),
            }
        }
        panic!("{path} takes too long");
    }

    /// Sends a department's file and takes it in.
    #[track_caller]
    pub fn take_in(&self, file: &std::path::Path) -> Value {
        let name: String = crate::support::name(file).bytes().map(|byte| format!("%{byte:02X}")).collect();
        let headers = [("content-type", "application/octet-stream")];
        let bytes = std::fs::read(file).unwrap();
        let sent = self.ask("POST", &format!("/api/v1/uploads?name={name}"), &headers, Some(&bytes)).expect(201).json();
        let taken = self.job("/api/v1/imports", &[], &json!({ "uploads": [sent["id"]] }));
        assert_eq!(taken["files"][0]["outcome"], "imported", "{taken:#}");
        taken
    }

    /// Hands in an evidence file that says this, and gives its digest.
    #[track_caller]
    pub fn file(&self, says: &str) -> String {
        let bytes = format!("%PDF-1.4\n% {says}\n%%EOF\n");
        let headers = [("content-type", "application/octet-stream")];
        let kept = self.ask("POST", "/api/v1/files?name=evidence.pdf", &headers, Some(bytes.as_bytes())).expect(201).json();
        assert_eq!(kept["media_type"], "application/pdf");
        text(&kept["digest"])
    }
}
