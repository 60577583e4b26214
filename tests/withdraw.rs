//! A wrong batch is withdrawn: what it replaced comes back, and the leads follow.

use crate::support::numbers::{mistyped, person};
use crate::support::tables::{self, DEATHS, DIBAO, VEHICLES, car, csv, death, dibao};
use crate::support::{Folder, text};
use serde_json::Value;
use std::path::PathBuf;

fn people() -> [String; 3] {
    [1, 2, 3].map(|n| person("19500101", n))
}

fn payments(folder: &Folder, hand_in: &str, name: &str, rows: &[String]) -> PathBuf {
    csv(folder.path(hand_in).join(name), DIBAO, rows)
}

#[track_caller]
fn withdraw(folder: &Folder, batch: &Value) -> Value {
    folder.run(&[&"batches", &"withdraw", &text(&batch["batch"]), &"--reason", &"报错了文件", &"--json"]).expect(0).json()
}

fn in_force(folder: &Folder, dataset: &str) -> Vec<String> {
    folder.in_force(dataset).iter().map(|batch| text(&batch["batch"])).collect()
}

#[test]
fn a_withdrawn_batch_gives_its_place_back_and_its_leads_go_with_it() {
    let folder = Folder::new();
    let [a, b, _] = people();
    folder.import_one(&csv(folder.path("死亡人员.csv"), DEATHS, &[death(&a, "甲", "2022-01-05"), death(&b, "乙", "2022-01-05")]));
    let right = folder.import_one(&payments(&folder, "1", "低保金发放.csv", &[dibao(&a, "甲", "2022-05", "300")]));
    folder.screen(&[&"--rule", &"S01"]);
    let wrong = folder.import_one(&payments(&folder, "2", "低保金发放.csv", &[dibao(&b, "乙", "2022-05", "310")]));
    folder.screen(&[&"--rule", &"S01"]);
    let state = |subject: &str| folder.leads().into_iter().find(|lead| lead.subject_id == subject).unwrap().state;
    assert_eq!((state(&a).as_str(), state(&b).as_str()), ("withdrawn", "new"));

    let events = folder.events();
    let report = withdraw(&folder, &wrong);
    assert_eq!(report["back"], serde_json::json!([right["batch"]]), "{report:#}");
    assert_eq!(folder.events(), events + 1);
    assert_eq!(in_force(&folder, "dibao_payments"), [text(&right["batch"])]);
    let record = folder.batches().into_iter().find(|batch| batch["batch"] == wrong["batch"]).unwrap();
    assert_eq!(record["withdrawn"]["reason"], "报错了文件", "{record:#}");
    folder.screen(&[&"--rule", &"S01"]);
    assert_eq!((state(&a).as_str(), state(&b).as_str()), ("new", "withdrawn"));
    let listed = folder.run(&[&"batches"]).expect(0).out;
    assert!(listed.contains("withdrawn"), "{listed}");

    // Twice is once; without a reason, or of a batch that is not there, is not at all.
    let again = folder.run(&[&"batches", &"withdraw", &text(&wrong["batch"]), &"--reason", &"再次"]).expect(1);
    assert!(again.err.contains("not in force"), "{}", again.err);
    folder.run(&[&"batches", &"withdraw", &text(&right["batch"]), &"--reason", &" "]).expect(1);
    folder.run(&[&"batches", &"withdraw", &text(&right["batch"])]).expect(2);
    assert!(folder.run(&[&"batches", &"withdraw", &"b000099", &"--reason", &"无"]).expect(1).err.contains("b000099"));
    assert_eq!(in_force(&folder, "dibao_payments"), [text(&right["batch"])]);

    // It was right after all: the file may come in again.
    let back = folder.import_one(&folder.path("2/低保金发放.csv"));
    assert_eq!(back["supersedes"][0], right["batch"]);
}

#[test]
fn what_something_newer_replaced_stays_out_until_that_is_withdrawn_too() {
    let folder = Folder::new();
    let [a, b, c] = people();
    let register = |hand_in: &str, files: &[(&str, &[String])]| {
        for (name, rows) in files {
            csv(folder.path(hand_in).join(name), VEHICLES, rows);
        }
        folder.import(&[&folder.path(hand_in)]).expect(0).json()["files"].as_array().unwrap().clone()
    };
    let old = register("1", &[("机动车登记.csv", &[car(&a, "甲")])]);
    let new = register("2", &[("机动车登记 北.csv", &[car(&b, "乙")]), ("机动车登记 南.csv", &[car(&c, "丙")])]);
    assert_eq!(new[0]["supersedes"][0], old[0]["batch"]);
    // Half of the new register is withdrawn: the other half is no reason to mix it with the old one.
    assert_eq!(withdraw(&folder, &new[0])["back"], serde_json::json!([]));
    assert_eq!(in_force(&folder, "vehicles"), [text(&new[1]["batch"])]);
    assert_eq!(withdraw(&folder, &new[1])["back"], serde_json::json!([old[0]["batch"]]));
    assert_eq!(folder.rows("vehicles"), 1);
}

#[test]
fn only_the_last_of_a_chain_can_be_withdrawn_and_rows_mended_in_it_go_along() {
    let folder = Folder::new();
    let [a, b, c] = people();
    let month = |amount: &str| [dibao(&a, "甲", "2022-01", amount), dibao(&mistyped(&b), "乙", "2022-01", amount)];
    let batches: Vec<Value> = ["300", "310", "320"]
        .iter()
        .map(|amount| folder.import_one(&payments(&folder, amount, "低保金发放.csv", &month(amount))))
        .collect();
    let superseded = folder.run(&[&"batches", &"withdraw", &text(&batches[1]["batch"]), &"--reason", &"错"]).expect(1);
    assert!(superseded.err.contains("not in force"), "{}", superseded.err);

    let out = folder.path("out.xlsx");
    folder.run(&[&"quarantine", &"export", &text(&batches[2]["batch"]), &"--out", &out]).expect(0);
    let (sheet, rows) = crate::support::read::sheets(&out).into_iter().next().unwrap();
    let mut rows: Vec<Vec<String>> = rows.into_values().collect();
    rows[2][0].clone_from(&c);
    tables::xlsx(&out, &[(&sheet, rows)]);
    let mended = folder.import_one(&out);
    assert_eq!(folder.rows("dibao_payments"), 2);
    // The rows that came back mended alone: they are in quarantine again.
    withdraw(&folder, &mended);
    assert_eq!(folder.rows("dibao_payments"), 1);
    std::fs::copy(&out, folder.path("again.xlsx")).unwrap();
    folder.import_one(&folder.path("again.xlsx"));
    assert_eq!(folder.rows("dibao_payments"), 2);
    // The batch itself: they go with it.
    assert_eq!(withdraw(&folder, &batches[2])["back"], serde_json::json!([batches[1]["batch"]]));
    assert_eq!(in_force(&folder, "dibao_payments"), [text(&batches[1]["batch"])]);
    assert_eq!(folder.rows("dibao_payments"), 1);
}

#[test]
fn a_withdrawal_that_was_killed_before_its_event_gets_it_with_the_next_command() {
    let folder = Folder::new();
    let [a, ..] = people();
    let batch = folder.import_one(&payments(&folder, "1", "低保金发放.csv", &[dibao(&a, "甲", "2022-01", "300")]));
    let events = folder.events();
    // What a kill leaves: the record is written, the event is not.
    let path = folder.lake().join("dibao_payments").join(format!("{}.json", text(&batch["batch"])));
    let mut record: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    record["withdrawn"] = serde_json::json!({ "at": "2026-01-01T00:00:00Z", "by": "li", "reason": "报错了文件", "replaced": {} });
    std::fs::write(&path, record.to_string()).unwrap();
    folder.screen(&[&"--rule", &"S13"]);
    let after = folder.events();
    folder.screen(&[&"--rule", &"S13"]);
    assert_eq!(after - events, folder.events() - after + 1, "one event more than a screening writes, and once only");
}
