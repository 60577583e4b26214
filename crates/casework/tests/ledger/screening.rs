//! What screenings do to the ledger.

use super::support::{TestLedger, at, day, found, person, run, subject, subject_with};
use casework::{Counts, EventFilter, LeadState, LedgerError, Scope};
use serde_json::{Value, json};
use vocabulary::Fen;

#[tokio::test]
async fn the_first_run_adds_leads_with_their_totals_and_hits_in_order() {
    let ledger = TestLedger::new().await;
    let mut shuffled = subject("1", &[300, 200, 100]);
    shuffled.hits.reverse();
    let summary = ledger.screen(vec![found("S01", vec![subject("2", &[5]), shuffled])]).await;
    assert_eq!(summary.totals(), Counts { added: 2, ..Counts::default() });
    assert_eq!((summary.rules[0].hits, summary.rules[0].subjects, summary.rules[0].amount), (4, 2, Fen(605)));

    let leads = ledger.all().await;
    assert_eq!(leads.iter().map(|lead| lead.subject_id.as_str()).collect::<Vec<_>>(), ["1", "2"]);
    let lead = &leads[0];
    assert_eq!((lead.hits, lead.amount), (3, Fen(600)));
    assert_eq!((lead.first_on, lead.last_on), (day("2026-01-01"), day("2026-01-03")));
    assert_eq!((lead.state, lead.title.as_str(), lead.kind.as_str()), (LeadState::New, "规则S01", "fault"));
    let hits = ledger.hits(&Scope::everything(), lead.id).await.expect("hits");
    assert_eq!(hits.iter().map(|hit| hit.amount.0).collect::<Vec<_>>(), [300, 200, 100]);
    assert_eq!(hits[0].sources[0].file, "低保.xlsx");
    assert_eq!(hits[0].detail, json!({"scheme": "低保"}));
    ledger.assert_whole().await;
}

#[tokio::test]
async fn the_same_run_again_changes_nothing_and_is_recorded_all_the_same() {
    let ledger = TestLedger::new().await;
    let outcomes = || vec![found("S01", vec![subject("1", &[1, 2]), subject("2", &[3])]), found("S02", vec![])];
    ledger.screen(outcomes()).await;
    let before = ledger.all().await;
    let mut shuffled = outcomes();
    if let casework::RuleAnswer::Evaluated { leads } = &mut shuffled[0].answer {
        leads.reverse();
        leads[1].hits.reverse();
    }
    let summary = ledger.screen(shuffled).await;
    assert_eq!(summary.totals(), Counts { unchanged: 2, ..Counts::default() });
    assert!(summary.totals().nothing_changed());
    assert_eq!(ledger.all().await, before);
    let events = ledger.events(&Scope::everything(), &EventFilter::default()).await.expect("events");
    assert_eq!(events.len(), 4, "one event a rule and run");
    let digest = |event: usize| {
        let after: Value = serde_json::from_str(events[event].after.as_deref().expect("after")).expect("JSON");
        after["leads_sm3"].as_str().expect("a digest").to_owned()
    };
    assert_eq!(digest(0), digest(2), "the same leads have the same digest");
    assert_ne!(digest(0), digest(1));
    ledger.assert_whole().await;
}

#[tokio::test]
async fn other_hits_change_a_lead_and_replace_its_hits() {
    let ledger = TestLedger::new().await;
    ledger.screen(vec![found("S01", vec![subject("1", &[1, 2]), subject("2", &[3])])]).await;
    let id = ledger.all().await[0].id;
    for (changed, amounts) in [
        (subject("1", &[1, 2, 4]), vec![1, 2, 4]),
        (subject("1", &[1, 5]), vec![1, 5]),
        (subject_with("1", &[1, 5], json!({"scheme": "特困"})), vec![1, 5]),
    ] {
        let summary = ledger.screen(vec![found("S01", vec![changed, subject("2", &[3])])]).await;
        assert_eq!(summary.totals(), Counts { changed: 1, unchanged: 1, ..Counts::default() });
        let lead = &ledger.all().await[0];
        assert_eq!((lead.id, lead.hits, lead.amount), (id, amounts.len() as u64, Fen(amounts.iter().sum())));
        let hits = ledger.hits(&Scope::everything(), id).await.expect("hits");
        assert_eq!(hits.iter().map(|hit| hit.amount.0).collect::<Vec<_>>(), amounts);
    }
    let mut elsewhere = subject_with("1", &[1, 5], json!({"scheme": "特困"}));
    elsewhere.hits[0].sources[0].row = 77;
    let summary = ledger.screen(vec![found("S01", vec![elsewhere, subject("2", &[3])])]).await;
    assert_eq!(summary.totals().changed, 1, "another source row is another hit");
}

#[tokio::test]
async fn a_wrong_that_goes_on_adds_its_hits_behind_those_that_are_there() {
    let ledger = TestLedger::new().await;
    ledger.screen(vec![found("S01", vec![subject("A", &[10, 20])])]).await;
    assert_eq!(ledger.tamper(&["UPDATE hits SET sources = '[]' WHERE ordinal = 1"]).await, 1);

    let id = ledger.only().await.id;
    let summary = ledger.screen(vec![found("S01", vec![subject("A", &[10, 20, 30])])]).await;
    assert_eq!(summary.totals(), Counts { changed: 1, ..Counts::default() });
    let hits = ledger.hits(&Scope::everything(), id).await.expect("hits");
    let amounts: Vec<Fen> = hits.iter().map(|hit| hit.amount).collect();
    assert_eq!(amounts, [Fen(10), Fen(20), Fen(30)]);
    assert!(hits[0].sources.is_empty(), "a hit that is there already is not written again");

    ledger.screen(vec![found("S01", vec![subject("A", &[10, 25, 30, 40])])]).await;
    let hits = ledger.hits(&Scope::everything(), id).await.expect("hits");
    let amounts: Vec<Fen> = hits.iter().map(|hit| hit.amount).collect();
    assert_eq!(amounts, [Fen(10), Fen(25), Fen(30), Fen(40)], "where an earlier hit is another, all are replaced");
    assert!(!hits[0].sources.is_empty());
}

#[tokio::test]
async fn another_name_of_the_subject_is_kept_and_is_no_change_of_hits() {
    let ledger = TestLedger::new().await;
    ledger.screen(vec![found("S01", vec![subject("1", &[1])])]).await;
    let mut renamed = subject("1", &[1]);
    renamed.subject_name = "王五".into();
    let summary = ledger.screen(vec![found("S01", vec![renamed])]).await;
    assert_eq!(summary.totals(), Counts { renamed: 1, ..Counts::default() });
    assert_eq!(ledger.only().await.subject_name, "王五");
}

#[tokio::test]
async fn one_subject_is_one_lead_however_it_is_handed_in() {
    let ledger = TestLedger::new().await;
    let mut other_kind = subject("1", &[7]);
    other_kind.subject_kind = "person".into();
    let outcomes = vec![found("S01", vec![subject("1", &[1]), other_kind, subject("1", &[2]), subject("3", &[])])];
    ledger.screen(outcomes).await;
    let leads: Vec<_> = ledger.all().await.into_iter().map(|lead| (lead.subject_id, lead.subject_kind, lead.amount)).collect();
    assert_eq!(leads, [("1".into(), "account".into(), Fen(3)), ("1".into(), "person".into(), Fen(7))]);
}

#[tokio::test]
async fn a_run_that_fails_midway_leaves_nothing_behind() {
    let ledger = TestLedger::new().await;
    let enormous = subject("2", &[i64::MAX, 1]);
    let runs = [
        vec![found("S01", vec![subject("1", &[1])]), found("S01", vec![])],
        vec![found("S01", vec![subject("1", &[1])]), found("S02", vec![enormous])],
    ];
    let mut errors = Vec::new();
    for outcomes in runs {
        errors.push(ledger.apply_screening(&person("li"), at(1), &run(outcomes)).await.expect_err("refused"));
    }
    assert!(matches!(&errors[0], LedgerError::RuleTwice(rule) if rule == "S01"));
    assert!(matches!(&errors[1], LedgerError::AmountTooLarge { subject, .. } if subject == "2"));
    assert_eq!(ledger.all().await, []);
    assert_eq!(ledger.newest_link().await.expect("a head").seq, 0);
    ledger.screen(vec![found("S01", vec![subject("1", &[1])])]).await;
    ledger.assert_whole().await;
}
