//! A ledger of an earlier schema, brought up to date with what it holds.

use super::support::opened;
use casework::{LeadFilter, LeadState, Ledger, Outcome, Scope};
use sqlx::any::install_default_drivers;
use sqlx::migrate::Migrator;
use sqlx::{AnyConnection, Connection};
use std::path::Path;
use vocabulary::Fen;

/// Leads as they were before the ways of being true were told apart: rule, subject, state, outcome, amount, reason.
const BEFORE: &[&str] = &[
    "INSERT INTO rules (code, title, priority, kind) VALUES ('S01', '规则', 'subsidies', 'fault'), ('O01', '规则', 'subsidies', 'owed')",
    "INSERT INTO rule_runs (id, run_id, rule, as_of, at, rule_digest, parameters, elapsed_ms, status) VALUES \
     (1, 'r1', 'S01', '2026-03-01', '2026-03-01T00:00:00.000000Z', 'd1', '{}', 1, 'evaluated'), \
     (2, 'r2', 'S01', '2026-03-09', '2026-03-09T00:00:00.000000Z', 'd2', '{}', 1, 'evaluated')",
    "INSERT INTO leads (id, rule, subject_kind, subject_id, subject_name, hits, amount, first_on, last_on, hits_digest, state, \
     outcome, outcome_amount, outcome_reason, outcome_text, concluded_by, concluded_at, found_at, changed_at) \
     SELECT c.column1, c.column2, 'person', c.column1, '某', 1, 700, '2026-01-01', '2026-01-01', 'x', c.column3, c.column4, c.column5, c.column6, \
     '说明', 'li', '2026-03-05T00:00:00.000000Z', '2026-03-01T00:00:00.000000Z', '2026-03-05T00:00:00.000000Z' FROM (VALUES \
     (1, 'S01', 'confirmed', 'confirmed', 300, NULL), (2, 'S01', 'reviewed', 'cleared', NULL, 'lawful_exception'), \
     (3, 'S01', 'cleared', 'cleared', NULL, 'owed_and_unpaid'), (4, 'O01', 'cleared', 'cleared', NULL, 'owed_and_unpaid'), \
     (5, 'O01', 'reviewed', 'confirmed', 250, NULL)) c",
    "INSERT INTO leads (id, rule, subject_kind, subject_id, subject_name, hits, amount, first_on, last_on, hits_digest, state, found_at, changed_at) \
     VALUES (6, 'S01', 'person', '6', '某', 1, 700, '2026-01-01', '2026-01-01', 'x', 'verifying', '2026-03-01T00:00:00.000000Z', '2026-03-01T00:00:00.000000Z')",
];

/// A database of the schema that was before this step, with these rows in it.
async fn earlier(folder: &Path, step: &str, rows: &[&'static str]) -> String {
    let earlier = folder.join("migrations");
    std::fs::create_dir(&earlier).expect("a folder");
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations")).expect("the migrations") {
        let entry = entry.expect("a file");
        if entry.file_name().to_string_lossy().as_ref() < step {
            std::fs::copy(entry.path(), earlier.join(entry.file_name())).expect("copied");
        }
    }
    let url = format!("sqlite://{}/qingyuan.db", folder.display());
    install_default_drivers();
    let mut connection = AnyConnection::connect(&format!("{url}?mode=rwc")).await.expect("a database");
    Migrator::new(earlier.as_path()).await.expect("migrations").run(&mut connection).await.expect("the earlier schema");
    for statement in rows {
        sqlx::query(*statement).execute(&mut connection).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    connection.close().await.expect("closed");
    url
}

/// What files and reveals were before they had a table each.
const NAMED: &[&str] = &[
    "INSERT INTO files (digest, name, media_type, bytes, who, at) VALUES \
     ('aa', '一.pdf', 'application/pdf', 1, 'li', 't'), ('bb', '二.pdf', 'application/pdf', 1, 'li', 't'), ('cc', '三.pdf', 'application/pdf', 1, 'li', 't')",
    "INSERT INTO records (kind, id, number, version, title, state, is_open, restricted, entered_at, changed_at, body) \
     VALUES ('issue', 1, 'WT1', 1, '题', 'registered', 1, 0, 't', 't', '{\"progress\":[{\"files\":[\"aa\"]}]}')",
    "INSERT INTO rules (code, title, priority, kind) VALUES ('S01', '规则', 'subsidies', 'fault')",
    "INSERT INTO leads (id, rule, subject_kind, subject_id, subject_name, hits, amount, first_on, last_on, hits_digest, state, found_at, \
     changed_at, explanations) VALUES (7, 'S01', 'person', '6', '某', 1, 700, 'd', 'd', 'x', 'verifying', 't', 't', '[{\"files\":[\"bb\"]}]')",
    "INSERT INTO reporter_reveals (id, who, at, complaint) VALUES (1, 'desk', '2026-03-05T00:00:00.000000Z', 3)",
    "INSERT INTO reveals (who, at, record, id, field) VALUES ('desk', '2026-03-05T00:00:00.000000Z', 'issue', 1, 'phone')",
];

#[tokio::test]
async fn files_that_records_name_and_identities_that_were_shown_are_still_known() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let url = earlier(folder.path(), "0011", NAMED).await;
    Ledger::open(&url).await.expect("brought up to date").close().await;
    let mut connection = AnyConnection::connect(&url).await.expect("the database opens");
    let links: Vec<(String, String, i64)> =
        sqlx::query_as("SELECT digest, kind, id FROM file_links ORDER BY digest").fetch_all(&mut connection).await.expect("links");
    assert_eq!(links, [("aa".into(), "issue".into(), 1), ("bb".into(), "lead".into(), 7)]);
    let shown: Vec<(String, String, i64)> =
        sqlx::query_as("SELECT field, record, id FROM reveals ORDER BY field").fetch_all(&mut connection).await.expect("reveals");
    assert_eq!(shown, [("phone".into(), "issue".into(), 1), ("reporter".into(), "complaint".into(), 3)]);
    connection.close().await.expect("closed");
}

#[tokio::test]
async fn conclusions_of_an_earlier_schema_are_told_apart_in_the_mildest_way() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let url = earlier(folder.path(), "0005", BEFORE).await;
    let ledger = opened(&url).await;
    let mut leads = ledger.leads(&Scope::everything(), &LeadFilter::default()).await.expect("leads");
    leads.sort_by_key(|lead| lead.id);
    let told: Vec<_> = leads
        .iter()
        .map(|lead| {
            let conclusion = lead.conclusion.as_ref();
            (lead.state, conclusion.map(|it| it.outcome.code()), conclusion.and_then(|it| it.rule_digest.as_deref()))
        })
        .collect();
    assert_eq!(
        told,
        [
            (LeadState::Confirmed, Some("true_error"), Some("d1")),
            (LeadState::Reviewed, Some("lawful_exception"), Some("d1")),
            (LeadState::Cleared, Some("not_proven"), Some("d1")),
            (LeadState::Confirmed, Some("owed_unpaid"), None),
            (LeadState::Reviewed, Some("owed_unpaid"), None),
            (LeadState::Verifying, None, None),
        ]
    );
    let amount = |n: usize| match leads[n].conclusion.as_ref().map(|it| &it.outcome) {
        Some(Outcome::Confirmed { amount, .. }) => *amount,
        other => panic!("{other:?}"),
    };
    assert_eq!((amount(0), amount(3), amount(4)), (Fen(300), Fen(700), Fen(250)));
    assert!(leads.iter().all(|lead| lead.version == 1 && lead.notices.is_empty() && lead.clocks.0.is_empty()));
}
