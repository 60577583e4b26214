//! Rules that run beside each other.

use async_trait::async_trait;
use chrono::{NaiveDate, Utc};
use lake::arrow::array::RecordBatch;
use lake::arrow::datatypes::SchemaRef;
use lake::{Batch, Catalogue, Deadline, Engine, LakeError, Parameters, QueryFault, Tables, Threads};
use pack::{PackFiles, Packs};
use screening::{NotEvaluated, Outcome, Request, Screening, View};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// An engine that answers nothing, at its pace, and notes what it was asked.
#[derive(Default)]
struct Asked {
    queries: Mutex<Vec<(String, Threads)>>,
    running: AtomicUsize,
    most: AtomicUsize,
}

#[async_trait]
impl Engine for Asked {
    async fn check(&self, _: &str, _: &Parameters, _: &Tables) -> Result<Result<SchemaRef, QueryFault>, LakeError> {
        Err(LakeError::Engine("nothing is checked here".to_owned()))
    }

    async fn execute(&self, sql: &str, _: &Parameters, _: &Tables, _: Deadline, threads: Threads) -> Result<Vec<RecordBatch>, LakeError> {
        let beside = self.running.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(beside, Ordering::SeqCst);
        self.queries.lock().expect("no panic").push((sql.trim().to_owned(), threads));
        tokio::time::sleep(Duration::from_millis(20)).await;
        self.running.fetch_sub(1, Ordering::SeqCst);
        match sql.trim() {
            "broken" => Err(LakeError::Engine("broken".to_owned())),
            "hungry" if threads == Threads::One => Err(LakeError::NoRoom("no room".to_owned())),
            _ => Ok(Vec::new()),
        }
    }

    fn threads(&self) -> usize {
        2
    }
}

fn packs(rules: &[(&str, &str, &str)]) -> Packs {
    let mut files = PackFiles::default();
    files.insert("p/pack.toml", "code = \"p\"\ntitle = \"测试\"\ntitle_en = \"Test\"\n");
    for dataset in ["small", "large"] {
        files.insert(
            format!("p/datasets/{dataset}.toml"),
            format!(
                "code = \"{dataset}\"\ntitle = \"{dataset}\"\ntitle_en = \"{dataset}\"\nowner = \"局\"\nmode = \"append\"\nkey = [\"name\"]\n\
                 repeats = \"report\"\nsubject = \"name\"\n\n[[column]]\ncode = \"name\"\nheader = \"姓名\"\ntype = \"text\"\nmeaning = \"Name\"\n"
            ),
        );
    }
    for (code, dataset, sql) in rules {
        files.insert(
            format!("p/rules/{code}.sql"),
            format!(
                "/*---\ncode = \"{code}\"\ntitle = \"{code}\"\ntitle_en = \"{code}\"\nkind = \"fault\"\nsubject = \"person\"\nbasis = \"法\"\n\
                 answer = \"suspect\"\ndatasets = [\"{dataset}\"]\nper = [\"{dataset}\"]\nneeds_authorisation = false\nsummary = \"Test.\"\n---*/\n{sql}\n"
            ),
        );
    }
    Packs::load(&files).unwrap_or_else(|error| panic!("{error:?}"))
}

fn batch(number: u32, dataset: &str, rows: u64) -> Batch {
    serde_json::from_value(json!({
        "batch": format!("b{number:06}"), "number": number, "dataset": dataset, "file": "f.csv", "bytes": 1, "content": "00",
        "imported_at": Utc::now(), "read": rows, "accepted": rows, "quarantined": 0,
        "skipped": {"title": 0, "header": 0, "blank": 0, "total": 0, "note": 0},
        "sheets": [], "parts": [], "periods": {}, "filled": {}, "snapshot": null, "supersedes": [], "mends": null, "mended": [], "notes": []
    }))
    .expect("a batch record")
}

/// Runs these rules (code, dataset, text) for codes and reasons of the answers, and the codes in the order in which they ended.
async fn run(engine: &Asked, rules: &[(&str, &str, &str)]) -> (Vec<(String, Option<NotEvaluated>)>, Vec<String>) {
    let packs = packs(rules);
    let lake = tempfile::tempdir().expect("a folder");
    for (number, dataset, rows) in [(1, "small", 10), (2, "large", 1000)] {
        std::fs::create_dir_all(lake.path().join(dataset)).expect("a folder");
        let record = serde_json::to_string(&batch(number, dataset, rows)).expect("JSON");
        std::fs::write(lake.path().join(dataset).join(format!("b{number:06}.json")), record).expect("a record");
    }
    let catalogue = Catalogue::open(lake.path()).expect("a catalogue");
    let screening = Screening { engine, packs: &packs, view: View::new(&catalogue), cache: None, held: &BTreeMap::new() };
    let day = NaiveDate::from_ymd_opt(2022, 12, 31).expect("a day");
    let mut ended = Vec::new();
    let request = Request { as_of: day, today: day, ..Request::default() };
    let answers = screening.run(&request, |run| ended.push(run.rule.code.clone())).await.expect("rules that are there");
    let reasons = answers.rules.into_iter().map(|run| {
        let reason = match run.outcome {
            Outcome::Evaluated(_) => None,
            Outcome::NotEvaluated(reason) => Some(reason),
        };
        (run.rule.code.clone(), reason)
    });
    (reasons.collect(), ended)
}

#[tokio::test]
async fn as_many_rules_run_at_once_as_there_are_threads_and_answers_stand_by_code() {
    let engine = Asked::default();
    let (answers, _) = run(&engine, &[("A1", "small", "a"), ("A2", "small", "b"), ("A3", "large", "c"), ("A4", "small", "broken")]).await;
    assert_eq!(engine.most.load(Ordering::SeqCst), 2);
    assert_eq!(answers.iter().map(|(code, _)| code.as_str()).collect::<Vec<_>>(), ["A1", "A2", "A3", "A4"]);
    assert_eq!(answers[3].1, Some(NotEvaluated::Failed("broken".to_owned())), "one that fails does not stop the others");
    assert!(answers[..3].iter().all(|(_, reason)| reason.is_none()), "{answers:?}");
    let queries = engine.queries.lock().expect("no panic");
    assert_eq!(queries[0], ("c".to_owned(), Threads::One), "the rule that reads most begins");
    assert!(queries.iter().all(|(_, threads)| *threads == Threads::One));
}

#[tokio::test]
async fn a_rule_that_finds_no_room_runs_again_by_itself() {
    let engine = Asked::default();
    let (answers, ended) = run(&engine, &[("A1", "large", "hungry"), ("A2", "small", "b"), ("A3", "small", "c")]).await;
    assert!(answers.iter().all(|(_, reason)| reason.is_none()), "{answers:?}");
    assert_eq!(ended.last().map(String::as_str), Some("A1"), "it is told of once, when it has its answer");
    assert_eq!(ended.len(), 3);
    let queries = engine.queries.lock().expect("no panic");
    assert_eq!(queries.last(), Some(&("hungry".to_owned(), Threads::All)));
}

#[tokio::test]
async fn a_single_rule_has_all_threads() {
    let engine = Asked::default();
    run(&engine, &[("A1", "small", "a")]).await;
    assert_eq!(*engine.queries.lock().expect("no panic"), [("a".to_owned(), Threads::All)]);
}
