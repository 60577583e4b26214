//! Several writers at once: of one process, and of two.

use super::support::{TestLedger, assign, at, caller, found, person, subject};
use casework::{EventFilter, FreeEvent, LeadState, Ledger, LedgerError, Role, Scope};
use serde_json::json;
use std::sync::Arc;
use tokio::task::JoinSet;

const EACH: i64 = 20;

async fn record_many(ledger: Arc<Ledger>, who: String) {
    for number in 0..EACH {
        let event =
            FreeEvent { kind: "batch.imported".into(), subject: format!("{who}-{number}"), after: json!({}), reason: String::new() };
        ledger.record(&person(&who), at(number), event).await.expect("a writer waits for its turn");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writers_of_one_process_and_of_another_keep_one_chain() {
    let test = TestLedger::new().await;
    let doors = [Arc::new(test.again().await), Arc::new(test.again().await)];
    let mut writers = JoinSet::new();
    for (door, ledger) in doors.iter().enumerate() {
        for writer in 0..3 {
            writers.spawn(record_many(Arc::clone(ledger), format!("w{door}{writer}")));
        }
    }
    writers.join_all().await;
    test.assert_whole().await;
    let events = test.events(&Scope::everything(), &EventFilter::default()).await.expect("events");
    assert_eq!(events.len() as i64, 6 * EACH);
    for door in 0..2 {
        for writer in 0..3 {
            let who = format!("w{door}{writer}");
            let own: Vec<_> = events.iter().filter(|event| event.who == who).map(|event| event.record_id.clone()).collect();
            let expected: Vec<_> = (0..EACH).map(|number| Some(format!("{who}-{number}"))).collect();
            assert_eq!(own, expected, "everything that was answered for is there, in order");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_take_the_same_step_one_is_refused() {
    let test = TestLedger::new().await;
    test.screen(vec![found("S01", vec![subject("1", &[1])])]).await;
    let id = test.only().await.id;
    test.by("zhang", id, assign()).await.expect("assigned");
    let mut writers = JoinSet::new();
    for who in ["li", "wang"] {
        let door = test.again().await;
        writers.spawn(async move {
            let change = casework::LeadChange::StartVerifying;
            door.change_lead(&caller(who, Role::Supervisor), at(3), id, None, &change).await
        });
    }
    let answers = writers.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert!(answers.iter().any(|answer| matches!(answer, Err(LedgerError::Refused { .. }))));
    let lead = test.only().await;
    assert_eq!((lead.state, lead.verifiers.len()), (LeadState::Verifying, 1));
    test.assert_whole().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_screening_and_people_at_work_do_not_lose_each_others_changes() {
    let test = Arc::new(TestLedger::new().await);
    let subjects = |amount| (0..200).map(|n| subject(&format!("{n:03}"), &[amount])).collect::<Vec<_>>();
    test.screen(vec![found("S01", subjects(1))]).await;
    let screening = tokio::spawn({
        let test = Arc::clone(&test);
        async move {
            for amount in 2..6 {
                test.screen(vec![found("S01", subjects(amount))]).await;
            }
        }
    });
    for lead in test.all().await.into_iter().take(50) {
        test.by("li", lead.id, assign()).await.expect("assigned");
    }
    screening.await.expect("the screenings end");
    let leads = test.all().await;
    assert_eq!(leads.iter().filter(|lead| lead.state == LeadState::Assigned).count(), 50);
    assert!(leads.iter().all(|lead| lead.amount.0 == 5));
    test.assert_whole().await;
}

#[tokio::test]
async fn a_change_abandoned_midway_leaves_nothing_and_blocks_nobody() {
    let test = TestLedger::new().await;
    let many: Vec<_> = (0..5000).map(|n| subject(&format!("{n:04}"), &[1])).collect();
    let run = super::support::run(vec![found("S01", many)]);
    let by = person("li");
    for micros in [0, 100, 1000, 5000] {
        let applying = test.apply_screening(&by, at(1), &run);
        let patience = std::time::Duration::from_micros(micros);
        assert!(tokio::time::timeout(patience, applying).await.is_err(), "too short for 5000 leads");
    }
    assert_eq!(test.all().await, []);
    test.apply_screening(&by, at(1), &run).await.expect("the next writer is not held up");
    assert_eq!(test.all().await.len(), 5000);
    test.assert_whole().await;
}
