//! Tickets of the hotline at the command line: a file becomes complaints, once; and the keys of machines.

use crate::support::{Folder, QUARANTINED, count, tables, text};
use serde_json::Value;

const HEAD: &str = "工单编号,受理时间,来电人,来电号码,诉求类型,工单内容,主办单位,办结期限,办结时间,满意度";

fn line(number: &str, caller: &str, closed: &str) -> String {
    format!("{number},2026-03-05 08:40,{caller},13700137000,投诉,{number}反映的内容,区农业农村局,2026-03-12,{closed},未评价")
}

fn figures(report: &Value) -> [u64; 4] {
    let tickets = &report["tickets"];
    [count(&tickets["new"]), count(&tickets["updated"]), count(&tickets["unchanged"]), tickets["refused"].as_array().unwrap().len() as u64]
}

#[test]
fn a_file_of_tickets_becomes_complaints_once_and_says_what_became_of_each_row() {
    let folder = Folder::new();
    let file = |name: &str, rows: &[String]| tables::csv(folder.path(name), HEAD, rows);
    let first =
        file("三月.csv", &[line("T-1", "李某", ""), line("T-2", "匿名", ""), line("T-3", "王某", "").replace("2026-03-05", "2126-03-05")]);
    let report = folder.import(&[&first]).expect(QUARANTINED).json();
    assert_eq!(report["files"][0]["dataset"], "hotline_tickets");
    assert_eq!(figures(&report), [2, 0, 0, 1]);
    assert_eq!((&report["tickets"]["refused"][0]["row"], &report["tickets"]["refused"][0]["ticket_number"]), (&4.into(), &"T-3".into()));
    let again = folder.import(&[&first]).expect(0).json();
    assert_eq!((&again["files"][0]["outcome"], again.get("tickets")), (&"known".into(), None), "the same file makes nothing");

    let later = file("四月.csv", &[line("T-2", "匿名", ""), line("T-1", "李某", "2026-03-09 10:00"), line("T-4", "赵某", "")]);
    let ran = folder.run(&[&"import", &later]).expect(0);
    assert!(ran.out.contains("tickets: 1 new complaints, 1 updated, 1 unchanged, 0 refused"), "{}", ran.out);
    folder.run(&[&"audit", &"verify"]).expect(0);
}

#[test]
fn a_ticket_stays_the_same_complaint_also_when_its_file_was_withdrawn() {
    let folder = Folder::new();
    tables::csv(folder.path("一.csv"), HEAD, &[line("T-1", "李某", "")]);
    folder.import(&[&folder.path("一.csv")]).expect(0);
    let batch = folder.run(&[&"batches", &"--json"]).expect(0).json();
    let batch = text(&batch[0]["batch"]["batch"]);
    folder.run(&[&"batches", &"withdraw", &batch, &"--reason", &"报错文件"]).expect(0);
    tables::csv(folder.path("二.csv"), HEAD, &[line("T-1", "李某", "2026-03-09 10:00"), line("T-5", "孙某", "")]);
    let report = folder.import(&[&folder.path("二.csv")]).expect(0).json();
    assert_eq!(figures(&report), [1, 1, 0, 0], "a number that was taken once is the same complaint for ever");
}

#[test]
fn keys_are_made_told_once_renewed_and_revoked_at_the_command_line() {
    let folder = Folder::new();
    let create = |of: &str, operations: &str| folder.run(&[&"--json", &"key", &"create", &"热线平台", &of, &"--for", &operations]);
    assert!(create("--system=12345", "accounts.write").expect(1).err.contains("accounts.write"));
    create("--department=没有的局", "data.write").expect(1);
    let made = create("--system=12345", "tickets.write,tickets.read").expect(0).json();
    assert!(text(&made["secret"]).starts_with("qy_"));
    let listed = folder.run(&[&"key", &"list"]).expect(0).out;
    assert!(listed.contains("tickets.write,tickets.read") && !listed.contains("qy_"), "{listed}");
    let renewed = folder.run(&[&"--json", &"key", &"renew", &"1", &"--reason", &"年度更换"]).expect(0).json();
    assert_ne!(renewed["secret"], made["secret"]);
    folder.run(&[&"key", &"revoke", &"1", &"--reason", &"停用"]).expect(0);
    assert!(folder.run(&[&"key", &"list"]).expect(0).out.contains("已撤销"));
    folder.run(&[&"audit", &"verify"]).expect(0);
}
