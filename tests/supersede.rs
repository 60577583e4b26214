//! What a later file does to an earlier one, and what that does to the leads.

use crate::support::leads::Lead;
use crate::support::numbers::person;
use crate::support::tables::{self, DEATHS, DIBAO, RESIDENTS, VEHICLES, car, csv, death, dibao, resident};
use crate::support::{Folder, count, text};
use std::path::PathBuf;

fn people() -> [String; 3] {
    [1, 2, 3].map(|n| person("19500101", n))
}

/// The payments of a hand-in, in a file of this name in a folder of its own.
fn payments(folder: &Folder, hand_in: &str, name: &str, rows: &[String]) -> PathBuf {
    csv(folder.path(hand_in).join(name), DIBAO, rows)
}

fn lead<'l>(leads: &'l [Lead], subject: &str) -> &'l Lead {
    leads.iter().find(|lead| lead.subject_id == subject).unwrap_or_else(|| panic!("no lead on {subject}"))
}

#[test]
fn a_corrected_file_takes_the_place_of_the_first() {
    let folder = Folder::new();
    let [a, b, c] = people();
    let wrong = [dibao(&a, "甲", "2022-01", "300"), dibao(&a, "甲", "2022-01", "300"), dibao(&b, "乙", "2022-02", "300")];
    let first = folder.import_one(&payments(&folder, "1", "低保金发放.csv", &wrong));
    folder.screen(&[&"--rule", &"S13"]);
    assert_eq!(folder.leads().len(), 1);

    let right = [dibao(&a, "甲", "2022-01", "300"), dibao(&b, "乙", "2022-02", "310"), dibao(&c, "丙", "2022-02", "300")];
    let second = folder.import_one(&payments(&folder, "2", "低保金发放.csv", &right));
    assert_eq!(second["supersedes"][0], first["batch"]);
    assert_eq!(folder.in_force("dibao_payments"), [second_record(&folder, &text(&second["batch"]))]);
    assert_eq!(folder.rows("dibao_payments"), 3);
    assert_eq!(folder.batches().len(), 2, "the first stays on record");
    folder.screen(&[&"--rule", &"S13"]);
    assert_eq!(lead(&folder.leads(), &a).state, "withdrawn");

    // The table as it was handed in first is not in force any more, so it may come again, and takes its place back.
    let third = folder.import_one(&folder.path("1/低保金发放.csv"));
    assert_eq!(third["supersedes"][0], second["batch"]);
    folder.screen(&[&"--rule", &"S13"]);
    assert_eq!(lead(&folder.leads(), &a).state, "new");
}

fn second_record(folder: &Folder, id: &str) -> serde_json::Value {
    folder.batches().into_iter().find(|batch| batch["batch"] == id).unwrap()
}

#[test]
fn a_new_month_is_added_to_those_before() {
    let folder = Folder::new();
    let [a, ..] = people();
    folder.import_one(&payments(&folder, "1", "低保金发放.csv", &[dibao(&a, "甲", "2022-01", "300")]));
    let next = folder.import_one(&payments(&folder, "2", "低保金发放.csv", &[dibao(&a, "甲", "2022-02", "300")]));
    assert_eq!(next["supersedes"].as_array().unwrap().len(), 0, "{next:#}");
    assert_eq!(folder.rows("dibao_payments"), 2);
    assert_eq!(folder.in_force("dibao_payments").len(), 2);
    // Year to date: the same file with the months before in it takes the place of both.
    let year = [dibao(&a, "甲", "2022-01", "300"), dibao(&a, "甲", "2022-02", "300"), dibao(&a, "甲", "2022-03", "300")];
    let all = folder.import_one(&payments(&folder, "3", "低保金发放.csv", &year));
    assert_eq!(all["supersedes"].as_array().unwrap().len(), 2, "{all:#}");
    assert_eq!(folder.rows("dibao_payments"), 3);
}

#[test]
fn the_same_months_in_a_file_of_another_name_are_kept_and_noted() {
    let folder = Folder::new();
    let [a, ..] = people();
    let first = folder.import_one(&payments(&folder, "1", "低保金发放.csv", &[dibao(&a, "甲", "2022-01", "300")]));
    let other = folder.import_one(&payments(&folder, "1", "低保金发放（复件）.csv", &[dibao(&a, "甲", "2022-01", "301")]));
    assert_eq!(folder.in_force("dibao_payments").len(), 2);
    let note = text(&other["notes"][0]);
    assert!(note.contains(&text(&first["batch"])), "{note}");
}

#[test]
fn a_register_handed_in_again_takes_the_place_of_the_one_before() {
    let folder = Folder::new();
    let [a, b, c] = people();
    folder.import_one(&csv(folder.path("1/户籍人口.csv"), RESIDENTS, &[resident(&a, "甲", "甲"), resident(&b, "乙", "乙")]));
    folder.import_one(&csv(folder.path("1/机动车登记.csv"), VEHICLES, &[car(&a, "甲")]));
    let paid = [dibao(&a, "甲", "2022-01", "300"), dibao(&b, "乙", "2022-01", "300")];
    folder.import_one(&payments(&folder, "1", "低保金发放.csv", &paid));
    folder.screen(&[&"--rule", &"S07"]);
    let leads = folder.leads();
    assert_eq!((leads.len(), lead(&leads, &a).hits), (1, 1));

    // The car has changed hands: another name of the file makes no difference to a register.
    folder.import_one(&csv(folder.path("2/机动车登记2022.csv"), VEHICLES, &[car(&b, "乙"), car(&c, "丙")]));
    assert_eq!(folder.in_force("vehicles").len(), 1);
    assert_eq!(folder.rows("vehicles"), 2);
    folder.screen(&[&"--rule", &"S07"]);
    let leads = folder.leads();
    assert_eq!((lead(&leads, &a).state.as_str(), lead(&leads, &b).state.as_str()), ("withdrawn", "new"));
}

#[test]
fn a_register_in_several_files_is_one_snapshot() {
    let folder = Folder::new();
    let [a, b, c] = people();
    for (hand_in, north, south) in [("1", &a, &b), ("2", &c, &b)] {
        csv(folder.path(hand_in).join("北山镇户籍人口.csv"), RESIDENTS, &[resident(north, "甲", "甲")]);
        csv(folder.path(hand_in).join("南湖街道户籍人口.csv"), RESIDENTS, &[resident(south, "乙", "乙")]);
    }
    folder.import(&[&folder.path("1")]).expect(0);
    assert_eq!((folder.in_force("residents").len(), folder.rows("residents")), (2, 2));
    // The second hand-in brings one town anew; the other's file is the same, and goes on counting.
    folder.import(&[&folder.path("2")]).expect(0);
    assert_eq!(folder.rows("residents"), 2);
}

#[test]
fn a_lead_whose_data_is_gone_is_marked_and_comes_back_with_it() {
    let folder = Folder::new();
    let [a, b, _] = people();
    folder.import_one(&csv(folder.path("死亡人员.csv"), DEATHS, &[death(&a, "甲", "2022-03-05"), death(&b, "乙", "2022-03-06")]));
    let both = payments(&folder, "1", "低保金发放.csv", &[dibao(&a, "甲", "2022-05", "300"), dibao(&b, "乙", "2022-05", "310")]);
    folder.import_one(&both);
    let found = folder.screen(&[&"--rule", &"S01"]);
    assert_eq!(count(&found["S01"]["ledger"]["added"]), 2);
    let before = folder.leads();

    // The second payment was not made, says a corrected file.
    folder.import_one(&payments(&folder, "2", "低保金发放.csv", &[dibao(&a, "甲", "2022-05", "300")]));
    let found = folder.screen(&[&"--rule", &"S01", &"--as-of", &"2022-12-31"]);
    let ledger = &found["S01"]["ledger"];
    assert_eq!((count(&ledger["withdrawn"]), count(&ledger["added"]), count(&found["S01"]["leads"])), (1, 0, 1), "{found:#?}");
    let leads = folder.leads();
    let gone = lead(&leads, &b);
    assert_eq!(gone.state, "withdrawn");
    assert_eq!(gone.detail["no_longer_matched_on"], "2022-12-31");
    assert_eq!((gone.hits, gone.amount.as_str()), (1, "310.00"), "what was found stays on record");
    assert_eq!(lead(&leads, &a).state, "new");
    assert!(folder.export(&[&"--state", &"withdrawn"]).contains(&b));

    // It was, after all: the first file is handed in again.
    folder.import_one(&both);
    let found = folder.screen(&[&"--rule", &"S01"]);
    assert_eq!(count(&found["S01"]["ledger"]["returned"]), 1, "{found:#?}");
    let leads = folder.leads();
    assert_eq!(leads.len(), 2, "a lead that comes back is the same lead");
    let back = lead(&leads, &b);
    assert_eq!((&back.state, &back.amount, back.hits), (&lead(&before, &b).state, &lead(&before, &b).amount, 1));
    assert!(back.detail["no_longer_matched_on"].is_null());
}

#[test]
fn a_new_month_adds_hits_to_the_lead_that_is_there() {
    let folder = Folder::new();
    let [a, ..] = people();
    folder.import_one(&csv(folder.path("死亡人员.csv"), DEATHS, &[death(&a, "甲", "2022-03-05")]));
    for (month, hits, amount) in [("2022-04", 1, "300.00"), ("2022-05", 2, "600.00"), ("2022-06", 3, "900.00")] {
        folder.import_one(&payments(&folder, month, "低保金发放.csv", &[dibao(&a, "甲", month, "300")]));
        folder.screen(&[&"--rule", &"S01"]);
        let leads = folder.leads();
        assert_eq!((leads.len(), leads[0].hits, leads[0].amount.as_str()), (1, hits, amount));
    }
}

#[test]
fn a_rule_without_an_answer_touches_no_lead() {
    let folder = Folder::new();
    let [a, ..] = people();
    folder.import_one(&csv(folder.path("死亡人员.csv"), DEATHS, &[death(&a, "甲", "2022-03-05")]));
    folder.import_one(&csv(folder.path("户籍人口.csv"), RESIDENTS, &[resident(&a, "甲", "甲")]));
    folder.import_one(&csv(folder.path("机动车登记.csv"), VEHICLES, &[car(&a, "甲")]));
    folder.import_one(&payments(&folder, "1", "低保金发放.csv", &[dibao(&a, "甲", "2022-05", "300")]));
    folder.screen(&[]);
    let before = folder.export(&[]);
    assert_eq!(folder.leads().iter().map(|lead| lead.rule.as_str()).collect::<Vec<_>>(), ["S01", "S07"]);

    // A parameter that is none; a rule that has come to need a table that nobody handed in; a rule that fails.
    let refused = folder.screen(&[&"--rule", &"S07", &"--set", &"S07.min_price=cheap"]);
    assert!(text(&refused["S07"]["not_evaluated"]).contains("cheap"), "{refused:#?}");
    assert_eq!(folder.export(&[]), before);
    // A pack's new text waits to be checked: what is in use stays so.
    let rule = std::fs::read_to_string(crate::support::root().join("packs/subsidies/rules/S01.sql")).unwrap();
    let packs = folder.path("packs");
    for (from, to, _) in CHANGES {
        let other = rule.replacen(from, to, 1);
        assert_ne!(other, rule);
        tables::write(packs.join("subsidies/rules/S01.sql"), other);
        let lines = folder.screen(&[&"--packs", &packs]);
        assert!(lines["S01"]["not_evaluated"].is_null() && lines["S01"]["version"] == 1, "{:#}", lines["S01"]);
        assert_eq!(folder.export(&[]), before);
    }
    let versions = folder.run(&[&"rules", &"versions", &"S01", &"--json"]).expect(0).json();
    let states: Vec<_> = versions.as_array().unwrap().iter().map(|version| text(&version["state"])).collect();
    assert_eq!(states, ["active", "submitted", "submitted"]);
}

/// What S01 comes to be, and why it has no answer then.
const CHANGES: [(&str, &str, &str); 2] = [
    ("\"deaths\"]", "\"deaths\", \"inmates\"]", "服刑人员（inmates）"),
    ("p.amount AS amount", "p.amount / CASE WHEN p.name = '丙' THEN 0 ELSE 1 END AS amount", "规则运行出错"),
];

#[test]
fn a_rule_that_comes_to_fail_touches_no_lead() {
    let [a, b, c] = people();
    for (from, to, reason) in CHANGES {
        let folder = Folder::new();
        let rule = std::fs::read_to_string(crate::support::root().join("packs/subsidies/rules/S01.sql")).unwrap();
        let packs = folder.path("packs");
        tables::write(packs.join("subsidies/rules/S01.sql"), rule.replacen(from, to, 1));
        // On its first start the program takes the rule as this pack has it.
        folder.run(&[&"rules", &"check", &"S01", &"--packs", &packs]);
        let inmates = csv(folder.path("服刑人员.csv"), "身份证号,姓名,收监日期,释放日期", &[format!("{b},乙,2022-01-01,")]);
        let inmates = text(&folder.import_one(&inmates)["batch"]);
        let deaths = [death(&a, "甲", "2022-03-05"), death(&c, "丙", "2022-03-05")];
        folder.import_one(&csv(folder.path("死亡人员.csv"), DEATHS, &deaths));
        folder.import_one(&payments(&folder, "1", "低保金发放.csv", &[dibao(&a, "甲", "2022-05", "300")]));
        folder.screen(&[]);
        let before = folder.export(&[]);
        assert!(folder.leads().iter().any(|lead| lead.rule == "S01"), "{before}");
        folder.run(&[&"batches", &"withdraw", &inmates, &"--reason", &"错报"]).expect(0);
        folder.import_one(&payments(&folder, "2", "低保金发放.csv", &[dibao(&c, "丙", "2022-06", "300")]));
        let lines = folder.screen(&[&"--rule", &"S01"]);
        assert!(text(&lines["S01"]["not_evaluated"]).contains(reason), "{:#}", lines["S01"]);
        assert_eq!(folder.export(&[]), before);
    }
}

#[test]
fn the_same_payments_in_another_file_are_refused() {
    let folder = Folder::new();
    let [a, b, c] = people();
    let rows = [dibao(&a, "甲", "2022-01", "300"), dibao(&b, "乙", "2022-01", "310"), dibao(&b, "乙", "2022-01", "310")];
    let first = folder.import_one(&payments(&folder, "1", "低保金发放.csv", &rows));
    // Another order, another way to write an amount, a title above, a workbook: the same payments.
    let other = [rows[1].clone(), rows[2].replace(",310,", ",310.00元,"), rows[0].clone()];
    let titled = tables::write(folder.path("2/一月份.csv"), format!("低保金发放表,,,,,,,\n{DIBAO}\n{}\n", other.join("\n")));
    let workbook = folder.path("2/低保金发放（复件）.xlsx");
    let cells = |line: &str| line.split(',').map(str::to_owned).collect();
    tables::xlsx(&workbook, &[("Sheet1", [DIBAO, &rows[0], &rows[1], &rows[2]].map(cells).to_vec())]);
    for file in [titled, workbook] {
        let report = folder.import(&[&file]).expect(1).json();
        assert_eq!(report["files"][0]["code"], "same_rows", "{report:#}");
        let message = text(&report["files"][0]["message"]);
        assert!(message.contains(&text(&first["batch"])) && message.contains("低保金发放.csv") && message.contains("3 行"), "{message}");
    }
    assert_eq!((folder.batches().len(), folder.rows("dibao_payments")), (1, 3));
    // A payment less, or another payee, is another table.
    folder.import_one(&payments(&folder, "3", "二.csv", &rows[..2]));
    folder.import_one(&payments(&folder, "3", "三.csv", &[rows[0].clone(), rows[1].clone(), dibao(&c, "丙", "2022-01", "310")]));
    assert_eq!(folder.rows("dibao_payments"), 8);
}

#[test]
fn a_file_of_which_no_row_is_right_takes_nobodys_place_until_it_is_mended() {
    let folder = Folder::new();
    let [a, b, c] = people();
    let register = |hand_in: &str, rows: &[String]| csv(folder.path(hand_in).join("机动车登记.csv"), VEHICLES, rows);
    let first = folder.import_one(&register("1", &[car(&a, "甲"), car(&b, "乙")]));
    folder.import_one(&payments(&folder, "1", "低保金发放.csv", &[dibao(&a, "甲", "2022-01", "300")]));
    let broken = |number: &str, name: &str| car(number, name).replace("80000", "八万元整");
    let bad = folder.import_one(&register("2", &[broken(&b, "乙"), broken(&c, "丙")]));
    assert_eq!((count(&bad["accepted"]), count(&bad["quarantined"])), (0, 2));
    assert_eq!(bad["supersedes"], serde_json::json!([]), "{bad:#}");
    let note = text(&bad["notes"][0]);
    assert!(note.contains("没有一行合格") && note.contains(&text(&first["batch"])), "{note}");
    assert_eq!(folder.rows("vehicles"), 2, "the register of before is still the one that counts");

    // Mended, it is the register that it was meant to be.
    let out = folder.path("out.xlsx");
    folder.run(&[&"quarantine", &"export", &text(&bad["batch"]), &"--out", &out]).expect(0);
    let (sheet, rows) = crate::support::read::sheets(&out).into_iter().next().unwrap();
    let rows: Vec<Vec<String>> = rows.into_values().map(|row| row.iter().map(|cell| cell.replace("八万元整", "80000")).collect()).collect();
    tables::xlsx(&out, &[(&sheet, rows)]);
    let back = folder.import_one(&out);
    assert_eq!(back["supersedes"][0], first["batch"], "{back:#}");
    assert_eq!(folder.rows("vehicles"), 2);
    folder.screen(&[&"--rule", &"S07"]);
    assert!(folder.leads().is_empty(), "the car of before is nobody's now");
}

#[test]
fn a_table_of_which_no_row_is_right_answers_no_rule() {
    let folder = Folder::new();
    let [a, ..] = people();
    folder.import_one(&csv(folder.path("死亡人员.csv"), DEATHS, &[death(&a, "甲", "不详")]));
    folder.import_one(&payments(&folder, "1", "低保金发放.csv", &[dibao(&a, "甲", "2022-01", "300")]));
    let found = folder.screen(&[&"--rule", &"S01"]);
    assert!(text(&found["S01"]["not_evaluated"]).contains("死亡人员"), "{found:#?}");
}

#[test]
fn a_number_that_two_files_of_one_register_hold_is_kept_once() {
    let folder = Folder::new();
    let [a, b, c] = people();
    csv(folder.path("1/户籍人口 北山镇.csv"), RESIDENTS, &[resident(&a, "甲", "甲"), resident(&b, "乙", "乙"), resident(&a, "甲", "甲")]);
    csv(folder.path("1/户籍人口 南湖街道.csv"), RESIDENTS, &[resident(&b, "乙", "丙"), resident(&c, "丙", "丙")]);
    let report = folder.import(&[&folder.path("1")]).expect(3).json();
    let figures = |n: usize| (count(&report["files"][n]["accepted"]), count(&report["files"][n]["quarantined"]));
    assert_eq!((figures(0), figures(1)), ((2, 1), (1, 1)), "{report:#}");
    assert_eq!(folder.rows("residents"), 3);
    let reason = |batch: &str| {
        let out = folder.path(format!("{batch}.xlsx"));
        folder.run(&[&"quarantine", &"export", &batch, &"--out", &out]).expect(0);
        let rows: Vec<Vec<String>> =
            crate::support::read::sheets(&out).into_values().flat_map(std::collections::BTreeMap::into_values).collect();
        rows[2][9].clone()
    };
    assert!(reason("b000001").contains("行重复"), "{}", reason("b000001"));
    let second = reason("b000002");
    assert!(second.contains("b000001") && second.contains("户籍人口") && second.contains("行重复"), "{second}");

    // Nor does it come in by way of the quarantine.
    let back = folder.import_one(&folder.path("b000002.xlsx"));
    assert_eq!((count(&back["accepted"]), count(&back["quarantined"])), (0, 1), "{back:#}");
    // The next register has them all anew.
    let next = folder.import_one(&csv(folder.path("2/户籍人口.csv"), RESIDENTS, &[resident(&a, "甲", "甲"), resident(&b, "乙", "乙")]));
    assert_eq!((count(&next["accepted"]), folder.rows("residents")), (2, 2));
}
