//! What administrators look at: jobs, packs, and whether the chain is whole.

use super::people::{District, Seat};
use super::server::Store;
use crate::support::text;
use serde_json::Value;
use std::time::{Duration, Instant};

/// The job of this number, once it has ended.
#[track_caller]
fn ended(seat: Seat<'_>, job: &Value) -> Value {
    let began = Instant::now();
    loop {
        let job = seat.get(&format!("/api/v1/jobs/{}", job["id"]));
        if job["state"] != "running" {
            return job;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "{job}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn the_chain_is_walked_and_the_first_event_that_was_touched_is_named() {
    let district = District::start(Store::Postgres);
    let auditor = district.at("auditadmin");
    let verify = || ended(auditor, &auditor.ask("POST", "/api/v1/trail/verifications", &[], None).expect(202).json());
    let whole = verify();
    assert_eq!(whole["state"], "done", "{whole}");
    let (events, newest) = (whole["outcome"]["events"].as_u64().unwrap(), &whole["outcome"]["newest"]);
    assert!(events > 20 && newest["seq"].as_u64() == Some(events), "{whole}");
    assert_eq!(text(&newest["hash"]).len(), 64, "{whole}");
    assert!(whole["outcome"]["broken"].is_null() && whole["done"] == whole["of"], "{whole}");

    district.server.in_database("UPDATE events SET who = 'nobody' WHERE seq = 7");
    let broken = verify();
    assert_eq!((&broken["outcome"]["events"], &broken["outcome"]["broken"]["seq"]), (&6.into(), &7.into()), "{broken}");
    assert_eq!(broken["outcome"]["broken"]["fault"], "hash_differs");
    assert!(text(&broken["outcome"]["broken"]["said"]).contains("内容被改动"), "{broken}");
}

#[test]
fn the_system_administrator_sees_jobs_and_packs_and_nothing_of_what_they_are_about() {
    let district = District::start(Store::Sqlite);
    let auditor = district.at("auditadmin");
    ended(auditor, &auditor.ask("POST", "/api/v1/trail/verifications", &[], None).expect(202).json());
    let jobs = district.at("sysadmin").get("/api/v1/administration/jobs");
    assert_eq!((&jobs[0]["kind"], &jobs[0]["by"], &jobs[0]["state"]), (&"trail_verification".into(), &"auditadmin".into(), &"done".into()));
    assert!(jobs[0].get("outcome").is_none() && jobs[0].get("step").is_none() && jobs[0].get("problem").is_none(), "{jobs}");
    let packs = district.at("sysadmin").get("/api/v1/administration/packs");
    let subsidies = packs.as_array().unwrap().iter().find(|pack| pack["code"] == "subsidies").unwrap();
    assert_eq!(text(&subsidies["digest"]).len(), 64, "{packs}");
    assert!(subsidies["rules"].as_u64() > Some(10) && !text(&subsidies["version"]).is_empty(), "{packs}");
    for login in ["assigner", "secadmin", "auditadmin", "reader"] {
        for path in ["/api/v1/administration/jobs", "/api/v1/administration/packs"] {
            district.at(login).ask("GET", path, &[], None).problem(403, "forbidden");
        }
    }
    district.at("sysadmin").ask("POST", "/api/v1/trail/verifications", &[], None).problem(403, "forbidden");
}
