//! Rules that are wrong are found before they run; one that fails while it runs does not stop the others.

use crate::support::numbers::person;
use crate::support::tables::{self, DEATHS, DIBAO, csv, death, dibao};
use crate::support::{Folder, Ran, text};
use std::path::PathBuf;

/// Lines of the head below; the SELECT begins on the next one.
const HEAD_LINES: usize = 14;

/// A rule's file with this SELECT, in a packs folder that stands over the program's own.
fn packs_with(folder: &Folder, code: &str, datasets: &str, sql: &str) -> PathBuf {
    let head = format!(
        "/*---\ncode = \"{code}\"\ntitle = \"试验\"\ntitle_en = \"Trial\"\nkind = \"fault\"\nsubject = \"person\"\nbasis = \"无\"\nanswer = \"remind\"\n\
         datasets = {datasets}\nper = [\"dibao_payments\"]\nsummary = \"A rule of a test.\"\n# one line\n# two lines\n---*/\n"
    );
    let packs = folder.path("packs");
    tables::write(packs.join(format!("subsidies/rules/{code}.sql")), head + sql);
    packs
}

fn check(folder: &Folder, datasets: &str, sql: &str) -> Ran {
    let packs = packs_with(folder, "X01", datasets, sql);
    folder.run(&[&"rules", &"check", &"X01", &"--packs", &packs])
}

/// The columns of a hit over the payments `p`.
const HIT: &str = "SELECT p.id_number AS subject_id, p.name AS subject_name, p.amount AS amount, p.month AS happened_on, p._row AS _row";

#[track_caller]
fn assert_fault(sql: &str, line: usize, says: &[&str]) {
    let folder = Folder::new();
    let ran = check(&folder, "[\"dibao_payments\", \"deaths\"]", sql).expect(1);
    let place = format!("subsidies/rules/X01.sql:{}", HEAD_LINES + line);
    for part in says.iter().chain([&place.as_str()]) {
        assert!(ran.out.contains(part), "{part:?} is not in: {}{}", ran.out, ran.err);
    }
}

#[test]
fn a_rule_that_is_right_is_said_to_be_right() {
    let folder = Folder::new();
    let ran = check(&folder, "[\"dibao_payments\"]", &format!("{HIT}\nFROM dibao_payments p\nWHERE p.amount > 1000\n"));
    ran.expect(0);
    folder.run(&[&"rules", &"check"]).expect(0);
}

#[test]
fn an_error_of_syntax_is_shown_with_file_and_line() {
    assert_fault(&format!("{HIT}\nFROM dibao_payments p\nWHERE p.amount > > 1000\n"), 3, &["Expected"]);
    assert_fault(&format!("{HIT}\nFROM dibao_payments p\nWHERE p.name = 'open\n"), 3, &["Unterminated"]);
}

#[test]
fn a_join_without_a_key_is_refused() {
    for sql in [
        "FROM dibao_payments p CROSS JOIN deaths d",
        "FROM dibao_payments p, deaths d WHERE p.month > d.death_date",
        "FROM dibao_payments p JOIN deaths d ON p.month > d.death_date",
        "FROM dibao_payments p WHERE EXISTS (SELECT 1 FROM deaths d WHERE d.death_date < p.month)",
    ] {
        assert_fault(&format!("{HIT}\n{sql}\n"), 1, &["equality"]);
    }
}

#[test]
fn a_dataset_that_is_not_declared_cannot_be_read() {
    for table in ["residents", "nowhere", "information_schema.tables", "'secrets.csv'", "\"/etc/passwd\""] {
        let sql = format!("{HIT}\nFROM dibao_payments p JOIN {table} r ON r.id_number_key = p.id_number_key\n");
        let folder = Folder::new();
        let ran = check(&folder, "[\"dibao_payments\", \"deaths\"]", &sql).expect(1);
        assert!(ran.out.contains("subsidies/rules/X01.sql:"), "{table}: {}", ran.out);
        let name = table.rsplit('.').next().unwrap().trim_matches(['"', '\'']);
        assert!(["Expected", "information_schema", name].iter().any(|part| ran.out.contains(part)), "{table}: {}", ran.out);
    }
    // Nor can one be declared that no pack knows.
    let folder = Folder::new();
    let ran = check(&folder, "[\"dibao_payments\", \"nowhere\"]", &format!("{HIT} FROM dibao_payments p")).expect(1);
    assert!(ran.err.contains("X01.sql:9") && ran.err.contains("nowhere"), "{}", ran.err);
}

#[test]
fn only_one_select_is_a_rule() {
    for sql in [
        "DELETE FROM dibao_payments",
        "INSERT INTO dibao_payments SELECT * FROM dibao_payments",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE dibao_payments",
        "COPY (SELECT * FROM dibao_payments) TO 'out.csv'",
        "CREATE EXTERNAL TABLE x STORED AS CSV LOCATION '/etc/passwd'",
        "CREATE TABLE x AS SELECT 1",
        "SELECT * INTO x FROM dibao_payments",
        "SET datafusion.execution.batch_size = 1",
        "EXPLAIN SELECT 1",
        "WITH d AS (DELETE FROM dibao_payments RETURNING *) SELECT * FROM d",
    ] {
        let folder = Folder::new();
        let ran = check(&folder, "[\"dibao_payments\"]", sql).expect(1);
        assert!(ran.out.contains("subsidies/rules/X01.sql:"), "{sql}: {}{}", ran.out, ran.err);
        let left: Vec<PathBuf> =
            crate::support::files_below(&folder.path("")).into_iter().filter(|path| path.ends_with("out.csv")).collect();
        assert!(left.is_empty(), "{sql} wrote {left:?}");
    }
}

#[test]
fn a_parameter_must_be_declared() {
    assert_fault(&format!("{HIT}\nFROM dibao_payments p WHERE p.amount > $least\n"), 1, &["$least"]);
}

#[test]
fn a_column_that_is_not_there_or_of_another_type_is_named() {
    assert_fault(&format!("{HIT}\nFROM dibao_payments p WHERE p.price > 1\n"), 1, &["price"]);
    assert_fault("SELECT p.id_number AS subject_id FROM dibao_payments p", 1, &["subject_name"]);
    let other = HIT.replace("p.amount AS amount", "CAST(p.amount AS DOUBLE) AS amount");
    assert_fault(&format!("{other} FROM dibao_payments p"), 1, &["amount", "exact"]);
}

#[test]
fn a_head_that_is_wrong_is_shown_with_file_and_line() {
    let folder = Folder::new();
    let packs = packs_with(&folder, "X01", "[\"dibao_payments\"]\nthreshold = 5", HIT);
    let ran = folder.run(&[&"rules", &"check", &"X01", &"--packs", &packs]).expect(1);
    assert!(ran.err.contains("subsidies/rules/X01.sql:10") && ran.err.contains("threshold"), "{}", ran.err);
    tables::write(packs.join("subsidies/rules/X01.sql"), "SELECT 1");
    let ran = folder.run(&[&"screen", &"--packs", &packs]).expect(1);
    assert!(ran.err.contains("subsidies/rules/X01.sql:1"), "{}", ran.err);
    // Packs with a fault are not used at all, and nothing is touched.
    folder.assert_empty();
}

#[test]
fn a_rule_that_is_not_there_is_told() {
    let folder = Folder::new();
    for args in [["rules", "check", "S99"], ["screen", "--rule", "S99"], ["screen", "--pack", "nowhere"], ["screen", "--set", "S99.x=1"]] {
        let ran = folder.run(&[&args[0], &args[1], &args[2]]).expect(1);
        assert!(ran.err.contains("S99") || ran.err.contains("nowhere"), "{args:?}: {}", ran.err);
    }
}

fn two_tables(folder: &Folder) {
    let a = person("19500101", 1);
    folder.import_one(&csv(folder.path("死亡人员.csv"), DEATHS, &[death(&a, "甲", "2022-03-05")]));
    folder.import_one(&csv(folder.path("低保金发放.csv"), DIBAO, &[dibao(&a, "甲", "2022-05", "300")]));
}

#[test]
fn a_table_that_nobody_handed_in_leaves_the_rule_without_an_answer() {
    let folder = Folder::new();
    two_tables(&folder);
    let lines = folder.screen(&[]);
    assert!(lines["S01"]["not_evaluated"].is_null());
    for (rule, dataset) in
        [("S07", "户籍人口（residents）"), ("S11", "服刑人员（inmates）"), ("S12", "特困供养金发放（destitute_payments）")]
    {
        let reason = text(&lines[rule]["not_evaluated"]);
        assert!(reason.contains("缺少数据集") && reason.contains(dataset), "{rule}: {reason}");
    }
    let shown = folder.run(&[&"screen"]).expect(0).out;
    assert!(shown.contains("not evaluated") && shown.contains("缺少数据集"), "{shown}");
    let leads = folder.leads();
    assert!(leads.iter().all(|lead| matches!(lead.rule.as_str(), "S01" | "S13")) && leads.len() == 1, "{leads:#?}");
}

#[test]
fn a_rule_that_fails_while_it_runs_does_not_stop_the_others() {
    let folder = Folder::new();
    let sql = format!("{}\nFROM dibao_payments p\n", HIT.replace("p.amount AS amount", "CAST(1 AS BIGINT) / (p._row - p._row) AS amount"));
    // Its code sorts before those of all others, so it runs first.
    let packs = packs_with(&folder, "A01", "[\"dibao_payments\"]", &sql);
    // The first start brings it into use.
    folder.run(&[&"rules", &"check", &"A01", &"--packs", &packs]).expect(0);
    two_tables(&folder);
    let lines = folder.screen(&[&"--packs", &packs]);
    assert_eq!(lines.keys().next().unwrap(), "A01");
    let reason = text(&lines["A01"]["not_evaluated"]);
    assert!(reason.contains("规则运行出错") && reason.to_lowercase().contains("divide"), "{reason}");
    assert!(lines["S01"]["not_evaluated"].is_null());
    assert_eq!(folder.leads().iter().map(|lead| lead.rule.as_str()).collect::<Vec<_>>(), ["S01"]);
}

#[test]
fn a_rule_that_takes_too_long_is_stopped_and_the_others_are_not() {
    let folder = Folder::new();
    two_tables(&folder);
    let lines = folder.screen(&[&"--deadline", &"0"]);
    assert!(text(&lines["S01"]["not_evaluated"]).contains("规则运行出错"), "{:#}", lines["S01"]);
    assert!(folder.leads().is_empty());
    folder.screen(&[]);
    assert_eq!(folder.leads().len(), 1);
}
