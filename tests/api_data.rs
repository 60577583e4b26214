//! Data over the API: files are sent, taken in, screened, written out, and what is in quarantine goes back to be mended.

use crate::support::numbers::{mistyped, person};
use crate::support::read;
use crate::support::tables::{self, DEATHS, DIBAO, VEHICLES, car, death, dibao};
use crate::support::{Folder, count, text};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

/// The program, serving a data folder; it ends with this.
struct Served {
    child: Child,
    address: String,
    setup: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    #[track_caller]
    fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}\n{}", self.head, String::from_utf8_lossy(&self.body));
        self
    }

    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.split_once(": ").filter(|(own, _)| own.eq_ignore_ascii_case(name))).map(|(_, value)| value)
    }
}

impl Served {
    fn new(folder: &Folder) -> Self {
        let mut command = folder.command(&[&"--json", &"serve", &"--listen", &"127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        // What is printed is one JSON value; it may stand on several lines.
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        let told: Value = loop {
            assert_ne!(out.read_line(&mut said).unwrap(), 0, "ended with {said:?}");
            if let Ok(told) = serde_json::from_str(&said) {
                break told;
            }
        };
        let address = text(&told["address"]).trim_start_matches("http://").to_owned();
        Self { child, address, setup: text(&told["setup"]) }
    }

    fn ask(&self, method: &str, path: &str, cookie: &str, media: &str, body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\nContent-Type: {media}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            self.address,
            body.len()
        )
        .unwrap();
        stream.write_all(body).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        let mut body = answer[end + 4..].to_vec();
        if head.to_ascii_lowercase().contains("transfer-encoding: chunked") {
            body = unchunked(&body);
        }
        Answer { status: head.split(' ').nth(1).unwrap().parse().unwrap(), head, body }
    }

    fn get(&self, path: &str, cookie: &str) -> Answer {
        self.ask("GET", path, cookie, "application/json", b"")
    }

    fn post(&self, path: &str, cookie: &str, body: &Value) -> Answer {
        self.ask("POST", path, cookie, "application/json", body.to_string().as_bytes())
    }

    /// Signs in, for the cookie.
    fn sign_in(&self, login: &str, password: &str) -> String {
        cookie(&self.post("/api/v1/session", "", &json!({ "login": login, "password": password })).expect(200))
    }

    /// A new account that has its own password, signed in.
    fn account(&self, admin: &str, login: &str, role: &str, office: &str) -> String {
        let draft = json!({ "login": login, "name": login, "role": role, "office": office });
        let made = self.post("/api/v1/accounts", admin, &draft).expect(201).json();
        let first = self.sign_in(login, &text(&made["password"]));
        let change = json!({ "current": made["password"], "new": format!("{PASSWORD} {role}") });
        cookie(&self.post("/api/v1/session/password", &first, &change).expect(200))
    }

    fn upload(&self, cookie: &str, file: &Path) -> String {
        let name: String = file.file_name().unwrap().to_str().unwrap().bytes().map(|byte| format!("%{byte:02X}")).collect();
        let bytes = std::fs::read(file).unwrap();
        let answer = self.ask("POST", &format!("/api/v1/uploads?name={name}"), cookie, "application/octet-stream", &bytes);
        text(&answer.expect(201).json()["id"])
    }

    /// Starts a job and waits for its outcome.
    #[track_caller]
    fn job(&self, cookie: &str, path: &str, body: &Value) -> Value {
        let started = self.post(path, cookie, body).expect(202);
        let place = started.header("location").unwrap().to_owned();
        for _ in 0..600 {
            let job = self.get(&place, cookie).expect(200).json();
            match job["state"].as_str() {
                Some("running") => std::thread::sleep(Duration::from_millis(100)),
                Some("done") => return job["outcome"].clone(),
                _ => panic!("{job:#}"),
            }
        }
        panic!("{path} takes too long");
    }

    /// Saves a workbook that is sent, and reads it.
    #[track_caller]
    fn workbook(&self, cookie: &str, path: &str, to: &Path) -> String {
        let answer = self.get(path, cookie).expect(200);
        let name = answer.header("content-disposition").unwrap().to_owned();
        assert!(name.contains("filename*=UTF-8''%E") && name.is_ascii(), "{name}");
        std::fs::write(to, &answer.body).unwrap();
        let sheets = read::sheets(to);
        sheets
            .iter()
            .map(|(name, rows)| format!("{name}\n{}", rows.values().map(|row| row.join("|")).collect::<Vec<_>>().join("\n")))
            .collect()
    }
}

const PASSWORD: &str = "Dongling-2022-wheat";

fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n").unwrap();
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        if length == 0 {
            return body;
        }
        body.extend_from_slice(&rest[end + 2..end + 2 + length]);
        rest = &rest[end + 4 + length..];
    }
}

#[test]
fn files_are_sent_taken_in_screened_and_written_out() {
    let folder = Folder::new();
    let served = Served::new(&folder);
    let setup = json!({ "token": served.setup, "login": "security", "name": "安全员", "password": PASSWORD });
    served.post("/api/v1/setup", "", &setup).expect(201);
    let admin = served.sign_in("security", PASSWORD);
    let offices = json!([
        { "code": "监督室", "name": "监督室", "kind": "supervising" },
        { "code": "区民政局", "name": "区民政局", "kind": "department" },
    ]);
    served.post("/api/v1/offices", &admin, &offices).expect(204);
    let supervisor = served.account(&admin, "li.wei", "supervisor", "监督室");
    let staff = served.account(&admin, "wang.fang", "department_staff", "区民政局");

    let [dead, other] = [1, 2].map(|n| person("19400101", n));
    let wrong = mistyped(&other);
    let deaths = tables::csv(folder.path("死亡人员.csv"), DEATHS, &[death(&dead, "甲", "2022-01-05")]);
    let vehicles = tables::csv(folder.path("机动车登记.csv"), VEHICLES, &[car(&other, "乙")]);
    let rows = [dibao(&dead, "甲", "2022-05", "300"), dibao(&wrong, "=乙", "2022-05", "300")];
    let payments = tables::csv(folder.path("低保金发放.csv"), DIBAO, &rows);

    // A department hands in its own datasets, and says which; an upload is its sender's alone.
    let sent = served.upload(&staff, &payments);
    for refused in [json!({ "uploads": [sent] }), json!({ "uploads": [sent], "dataset": "vehicles" })] {
        served.post("/api/v1/imports", &staff, &refused).expect(403);
    }
    served.post("/api/v1/imports", &supervisor, &json!({ "uploads": [sent] })).expect(404);
    served.post("/api/v1/screenings", &staff, &json!({})).expect(403);

    // Checked before it is paid, then taken in.
    let checked = served.job(&staff, "/api/v1/prechecks", &json!({ "upload": sent, "dataset": "dibao_payments", "as_of": "2022-12-31" }));
    assert_eq!((count(&checked["rows"]), count(&checked["unreadable"])), (2, 1), "{checked:#}");
    let verdicts = format!("/api/v1/prechecks/{}/workbook.xlsx", checked["id"]);
    assert!(served.workbook(&staff, &verdicts, &folder.path("verdicts.xlsx")).contains("数据有误"));
    served.get(&verdicts, &supervisor).expect(404);
    let taken = served.job(&staff, "/api/v1/imports", &json!({ "uploads": [sent], "dataset": "dibao_payments" }));
    let batch = taken["files"][0]["batch"].clone();
    assert_eq!((count(&batch["accepted"]), count(&batch["quarantined"])), (1, 1), "{taken:#}");
    let both = [deaths, vehicles].map(|file| served.upload(&supervisor, &file));
    let taken = served.job(&supervisor, "/api/v1/imports", &json!({ "uploads": both }));
    assert!(taken["files"].as_array().unwrap().iter().all(|file| file["outcome"] == "imported"), "{taken:#}");

    // Each sees the batches that concern it.
    let batches = |cookie: &str| served.get("/api/v1/batches", cookie).expect(200).json().as_array().unwrap().len();
    assert_eq!((batches(&supervisor), batches(&staff)), (3, 2));
    let sheet = served.get("/api/v1/datasets/dibao_payments", &staff).expect(200).json();
    assert_eq!((text(&sheet["owner"]).as_str(), count(&sheet["coverage"]["rows"])), ("区民政局", 1), "{sheet:#}");

    // What would be found is told first, and then found.
    let which = json!({ "rules": ["S01"], "as_of": "2022-12-31" });
    let trial = served.job(&supervisor, "/api/v1/trials", &which);
    assert_eq!(count(&trial["rules"][0]["added"]), 1, "{trial:#}");
    assert!(!trial.to_string().contains(&dead), "a number in full: {trial}");
    let found = served.job(&supervisor, "/api/v1/screenings", &which);
    assert_eq!(count(&found["rules"][0]["leads"]), 1, "{found:#}");
    let rules = served.get("/api/v1/rules", &supervisor).expect(200).json();
    let rule = rules.as_array().unwrap().iter().find(|rule| rule["rule"] == "S01").unwrap();
    assert_eq!(count(&rule["last_run"]["hits"]), 1, "{rule:#}");
    served.get("/api/v1/rules/S01", &staff).expect(403);
    assert!(text(&served.get("/api/v1/rules/S01", &supervisor).expect(200).json()["sql"]).contains("SELECT"));

    // What the lead rests on is shown row by row, and beside it what else is known of the person, to each as far as it concerns them.
    let leads = served.get("/api/v1/leads?rule=S01", &supervisor).expect(200).json();
    let lead = format!("/api/v1/leads/{}", leads["items"][0]["id"]);
    let counts = |filter: &str, cookie: &str| served.get(&format!("/api/v1/leads/counts{filter}"), cookie).expect(200).json();
    assert_eq!(counts("?rule=S01", &supervisor), json!([{ "state": "new", "count": 1 }]));
    assert_eq!((counts("?rule=S02", &supervisor), counts("", &staff)), (json!([]), json!([])));
    let tables = served.get(&format!("{lead}/rows"), &supervisor).expect(200).json();
    let paid = tables.as_array().unwrap().iter().find(|table| table["dataset"] == "dibao_payments").unwrap();
    let row = &paid["rows"][0];
    assert_eq!((&row["source"]["row"], &row["cells"]["month"], &row["hits"]), (&json!(2), &json!("2022-05"), &json!([1])), "{paid:#}");
    assert_eq!(row["cells"]["amount"], "300.00");
    assert!(!tables.to_string().contains(&dead) && tables.to_string().contains(&format!("{}****", &dead[..4])), "{tables:#}");
    let car = tables::csv(folder.path("机动车登记2.csv"), VEHICLES, &[car(&dead, "甲")]);
    served.job(&supervisor, "/api/v1/imports", &json!({ "uploads": [served.upload(&supervisor, &car)], "dataset": "vehicles" }));
    let lanes = served.get(&format!("{lead}/life-line"), &supervisor).expect(200).json();
    let lane = |code: &str| lanes.as_array().unwrap().iter().find(|lane| lane["dataset"] == code).map(|lane| lane["rows"][0].clone());
    let death = lane("deaths").unwrap();
    assert_eq!((&death["lasting"], &death["from"]), (&json!("day"), &json!("2022-01-05")));
    let paid = lane("dibao_payments").unwrap();
    assert_eq!((&paid["lasting"], &paid["from"], &paid["to"]), (&json!("span"), &json!("2022-05-01"), &json!("2022-05-31")));
    assert!(lane("vehicles").is_some() && !lanes.to_string().contains(&dead), "{lanes:#}");
    served.get(&format!("{lead}/life-line"), &staff).expect(404);
    let assign = json!({ "leads": [{ "lead": leads["items"][0]["id"], "department": "区民政局" }] });
    served.post("/api/v1/lead-assignments", &supervisor, &assign).expect(200);
    let own = json!([{ "state": "assigned", "count": 1 }]);
    assert_eq!(
        (counts("?department=%E5%8C%BA%E6%B0%91%E6%94%BF%E5%B1%80", &supervisor), counts("?due_before=2999-01-01", &staff)),
        (own.clone(), own)
    );
    assert_eq!((counts("?department=%E5%8C%BA", &supervisor), counts("?due_before=2020-01-01", &staff)), (json!([]), json!([])));
    let lanes = served.get(&format!("{lead}/life-line"), &staff).expect(200).json();
    let codes: Vec<String> = lanes.as_array().unwrap().iter().map(|lane| text(&lane["dataset"])).collect();
    assert_eq!(codes, ["deaths", "dibao_payments"], "a department sees what the rule has read and what is its own, no cars");

    // Numbers go out masked; in full to the supervising office, for a reason that is kept.
    let out = folder.path("leads.xlsx");
    let masked = served.workbook(&supervisor, "/api/v1/leads/export.xlsx?rule=S01", &out);
    assert!(masked.contains("S01") && masked.contains(&format!("{}****", &dead[..4])) && !masked.contains(&dead), "{masked}");
    served.get("/api/v1/leads/export.xlsx?full=true&reason=x", &supervisor).expect(422);
    served.get("/api/v1/leads/export.xlsx?full=true&reason=xxxxx", &staff).expect(403);
    let full = served.workbook(
        &supervisor,
        "/api/v1/leads/export.xlsx?full=true&reason=%E5%85%A5%E6%88%B7%E6%A0%B8%E5%AE%9E%E7%96%91%E7%82%B9",
        &out,
    );
    assert!(full.contains(&dead), "{full}");
    assert!(served.workbook(&supervisor, "/api/v1/issues/export.xlsx", &out).contains("编号|标题|状态"));

    // What could not be read goes back in full to those who mend it.
    let path = format!("/api/v1/batches/{}/quarantine.xlsx", text(&batch["batch"]));
    let quarantine = served.workbook(&staff, &path, &folder.path("补正.xlsx"));
    assert!(quarantine.contains(&wrong) && quarantine.contains("隔离原因"), "{quarantine}");
    // Or it is mended where it is shown; what is still wrong stays, and what is mended twice is refused.
    let grid = format!("/api/v1/batches/{}/quarantine", text(&batch["batch"]));
    served.get(&grid, &admin).expect(403);
    let shown = served.get(&grid, &staff).expect(200).json();
    assert_eq!(
        (count(&shown["total"]), &shown["rows"][0]["row"], &shown["rows"][0]["faults"][0]["column"]),
        (1, &json!(3), &json!("身份证号"))
    );
    let mut cells = shown["rows"][0]["cells"].clone();
    let at = cells.as_array().unwrap().iter().position(|cell| cell == wrong.as_str()).unwrap();
    let mended = |cells: &Value| json!({ "rows": [{ "sheet": 0, "row": 3, "cells": cells }] });
    let again = served.job(&staff, &grid, &mended(&cells));
    assert_eq!(count(&again["files"][0]["batch"]["quarantined"]), 1, "{again:#}");
    cells[at] = json!(other);
    let back = served.job(&staff, &grid, &mended(&cells));
    assert_eq!(count(&back["files"][0]["batch"]["accepted"]), 1, "{back:#}");
    assert_eq!(count(&served.get(&grid, &staff).expect(200).json()["total"]), 0);
    let twice = served.post(&grid, &staff, &mended(&cells)).expect(202);
    let place = twice.header("location").unwrap().to_owned();
    let job = (0..100).find_map(|_| {
        std::thread::sleep(Duration::from_millis(100));
        Some(served.get(&place, &staff).json()).filter(|job| job["state"] != "running")
    });
    assert!(text(&job.unwrap()["problem"]).contains("不在隔离中"));
    let gone = served.post(&format!("/api/v1/batches/{}/withdrawal", text(&batch["batch"])), &staff, &json!({ "reason": "报错了表" }));
    assert_eq!(gone.expect(200).json()["batch"]["in_force"], false);

    // The program tells its figures on the machine itself.
    let figures = String::from_utf8(served.get("/metrics", "").expect(200).body).unwrap();
    assert!(figures.contains("qingyuan_requests_total{operation=\"start_import\",status=\"202\"} 3"), "{figures}");
    drop(served);
    folder.events();
}
