//! The schema taken up from an earlier release's with all that it holds, and down to it again.

use super::support::{keys, nothing_there, on_postgres, opened};
use casework::record::RecordFilter;
use casework::{Kind, LeadFilter, Ledger, LedgerError, Scope};
use chrono::Utc;
use sqlx::any::{AnyRow, install_default_drivers};
use sqlx::migrate::Migrator;
use sqlx::{AnyConnection, Connection, Row};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The step of the release before, and a made-up district's ledger of it: of each table the head of a statement, then a line a row.
const RELEASE: i64 = 6;
const KEPT: &str = include_str!("../../../../tests/fixtures/ledger/0006.sql");

fn migrations() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations")
}

/// The kept ledger as statements.
fn kept() -> BTreeSet<String> {
    let mut head = "";
    let mut statements = BTreeSet::new();
    for line in KEPT.lines() {
        if line.starts_with("INSERT INTO ") {
            head = line;
        } else {
            statements.insert(format!("{head} {line}"));
        }
    }
    statements
}

/// The numbers of all steps, oldest first.
fn steps() -> Vec<i64> {
    let entries = std::fs::read_dir(migrations()).expect("the migrations").map(|entry| entry.expect("an entry"));
    let files = entries.filter(|entry| entry.file_type().expect("a type").is_file());
    let mut steps: Vec<i64> = files.map(|file| file.file_name().to_string_lossy()[..4].parse().expect("a number")).collect();
    steps.sort_unstable();
    steps
}

async fn connected(url: &str) -> AnyConnection {
    install_default_drivers();
    let address = if on_postgres() { url.to_owned() } else { format!("{url}?mode=rwc") };
    AnyConnection::connect(&address).await.expect("the database opens")
}

/// Lays the schema as it was at this step.
async fn laid(connection: &mut AnyConnection, step: i64) {
    let folder = tempfile::TempDir::new().expect("a folder");
    for entry in std::fs::read_dir(migrations()).expect("the migrations").map(|entry| entry.expect("an entry")) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type().expect("a type").is_file() && name[..4].parse::<i64>().expect("a number") <= step {
            std::fs::copy(entry.path(), folder.path().join(name)).expect("copied");
        }
    }
    Migrator::new(folder.path()).await.expect("migrations").run(connection).await.expect("the earlier schema");
}

async fn rows(connection: &mut AnyConnection, query: String) -> Vec<AnyRow> {
    let query: &'static str = query.leak();
    sqlx::query(query).fetch_all(connection).await.unwrap_or_else(|error| panic!("{query}: {error}"))
}

/// What the tables of the kept ledger hold, as it was written down.
async fn written_down(connection: &mut AnyConnection) -> BTreeSet<String> {
    let heads = KEPT.lines().filter(|line| line.starts_with("INSERT INTO "));
    let mut lines = BTreeSet::new();
    for head in heads {
        let (table, columns) = head.strip_prefix("INSERT INTO ").and_then(|rest| rest.split_once(' ')).expect("a table and its columns");
        let columns = columns.trim_end_matches(" VALUES").trim_matches(['(', ')']);
        for row in rows(connection, format!("SELECT {columns} FROM {table}")).await {
            let values: Vec<String> = (0..row.len()).map(|column| literal(&row, column)).collect();
            lines.insert(format!("{head} ({})", values.join(", ")));
        }
    }
    lines
}

fn literal(row: &AnyRow, column: usize) -> String {
    match row.try_get::<Option<i64>, _>(column) {
        Ok(Some(number)) => number.to_string(),
        Ok(None) => "NULL".to_owned(),
        Err(_) => match row.try_get::<Option<String>, _>(column).expect("a number or a text") {
            Some(text) => format!("'{}'", text.replace('\'', "''")),
            None => "NULL".to_owned(),
        },
    }
}

/// Columns and indexes of every table.
async fn shape(connection: &mut AnyConnection) -> BTreeSet<String> {
    let query = if on_postgres() {
        "SELECT CAST(table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable AS TEXT) FROM information_schema.columns \
         WHERE table_schema = 'public' UNION SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
    } else {
        "SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" FROM sqlite_master m JOIN pragma_table_info(m.name) c \
         WHERE m.type = 'table' UNION SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    };
    rows(connection, query.to_owned()).await.iter().map(|row| row.get::<String, _>(0)).collect()
}

#[tokio::test]
async fn the_ledger_of_the_release_before_goes_up_with_all_it_holds_and_comes_back_as_it_was() {
    let (url, _folder) = nothing_there().await;
    let mut connection = connected(&url).await;
    laid(&mut connection, RELEASE).await;
    let earlier = shape(&mut connection).await;
    let kept = kept();
    sqlx::query("DELETE FROM chain_head").execute(&mut connection).await.expect("the head of an empty chain");
    // What others refer to first: the file has the tables in the order in which they were made.
    for head in KEPT.lines().filter(|line| line.starts_with("INSERT INTO ")) {
        for statement in kept.iter().filter(|statement| statement.starts_with(head)) {
            let text: &'static str = statement.clone().leak();
            sqlx::query(text).execute(&mut connection).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
    }
    assert_eq!(written_down(&mut connection).await, kept);
    connection.close().await.expect("closed");

    for _ in 0..2 {
        let ledger = opened(&url).await;
        holds_what_was_kept(&ledger).await;
        ledger.close().await;
        let undone = Ledger::step_back(&url, Some(&keys()), RELEASE).await.expect("the way back");
        assert_eq!(undone, steps().into_iter().rev().take_while(|step| *step > RELEASE).collect::<Vec<_>>());
        let mut connection = connected(&url).await;
        assert_eq!(shape(&mut connection).await, earlier);
        assert_eq!(written_down(&mut connection).await, kept);
        connection.close().await.expect("closed");
    }
}

/// Nothing of the release before is lost on the way up: as many records of each kind, leads, events, and the chain whole.
async fn holds_what_was_kept(ledger: &Ledger) {
    let kept = kept();
    let of = |head: &str| kept.iter().filter(|line| line.starts_with(head)).count();
    let chain = ledger.verify_chain().await.expect("the chain is walked");
    assert!(chain.is_whole(), "{chain:?}");
    assert_eq!(chain.events, of("INSERT INTO events ") as u64);
    let everything = Scope::everything();
    assert_eq!(ledger.leads(&everything, &LeadFilter::default()).await.expect("leads").len(), of("INSERT INTO leads "));
    let mut found = 0;
    for kind in Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Lead) {
        let filter = RecordFilter { limit: Some(500), ..RecordFilter::default() };
        let lines = ledger.lines(&everything, kind, &filter, Utc::now()).await.expect("a list");
        let counted: u64 = ledger.count(&everything, kind, &filter).await.expect("counts").iter().map(|(_, count)| count).sum();
        assert_eq!(counted, lines.len() as u64, "{kind:?}");
        found += lines.len();
    }
    assert_eq!(found, of("INSERT INTO records "));
    assert!(found > 7 && of("INSERT INTO leads ") > 2 && of("INSERT INTO accounts ") > 10, "the kept ledger is one of a district at work");
}

#[tokio::test]
async fn each_step_is_undone_to_what_was_before_it() {
    let (url, _folder) = nothing_there().await;
    let mut connection = connected(&url).await;
    let mut shapes = Vec::new();
    for step in steps() {
        laid(&mut connection, step).await;
        shapes.push((step, shape(&mut connection).await));
    }
    for pair in shapes.windows(2).rev() {
        let ((before, earlier), (step, _)) = (&pair[0], &pair[1]);
        assert_eq!(Ledger::step_back(&url, Some(&keys()), *before).await.expect("the way back"), [*step]);
        assert_eq!(&shape(&mut connection).await, earlier, "step {step} undone");
    }
    connection.close().await.expect("closed");
    Ledger::open(&url).await.expect("and up again").close().await;
}

#[tokio::test]
async fn what_would_be_lost_is_named_and_nothing_is_undone() {
    let (url, _folder) = nothing_there().await;
    Ledger::open(&url).await.expect("a new ledger").close().await;
    let newest = Ledger::look_at(&url, None).await.expect("read").expect("a schema").schema;
    let mut connection = connected(&url).await;
    let office = "INSERT INTO offices (code, kind, active, body) VALUES ('区民政局', 'department', 1, '{}')";
    sqlx::query(office).execute(&mut connection).await.expect("an office");
    match Ledger::step_back(&url, Some(&keys()), RELEASE - 1).await {
        Err(LedgerError::WouldLose { step: RELEASE, what }) => assert!(what.contains("单位"), "{what}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(Ledger::look_at(&url, None).await.expect("read").expect("a schema").schema, newest, "nothing was undone");
    for nowhere in [0, -1, newest + 1] {
        assert!(matches!(Ledger::step_back(&url, Some(&keys()), nowhere).await, Err(LedgerError::NoWayBack { .. })), "{nowhere}");
    }
    assert_eq!(Ledger::step_back(&url, Some(&keys()), newest).await.expect("there already"), [0_i64; 0]);
    connection.close().await.expect("closed");
}
