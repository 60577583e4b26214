//! Figures of the rules.

use super::support::{TestLedger, agree, assign, clear, confirm, day, found, not_evaluated, subject, subject_with};
use casework::{LeadChange, LeadState, Reach, RunFigures, RunStatus, Scope};
use serde_json::json;
use std::collections::BTreeMap;
use vocabulary::Fen;

#[tokio::test]
async fn a_rule_is_told_by_state_hits_and_amount() {
    let ledger = TestLedger::new().await;
    let all = ["1", "2", "3", "4", "5"].map(|id| subject(id, &[10, 20]));
    ledger.screen(vec![found("S01", all.to_vec()), found("S02", vec![subject("1", &[7])])]).await;
    let leads = ledger.all().await;
    for (lead, end) in leads.iter().zip([confirm(), confirm(), clear()]) {
        for step in [assign(), LeadChange::StartVerifying, end] {
            ledger.by("li", lead.id, step).await.expect("the step is allowed");
        }
    }
    ledger.by("wang", leads[0].id, agree()).await.expect("reviewed");
    ledger.screen(vec![found("S01", all[..4].to_vec())]).await; // 5 is withdrawn

    let figures = ledger.rule_figures(&Scope::everything()).await.expect("figures");
    let [first, second] = &figures[..] else { panic!("two rules: {figures:?}") };
    let states =
        [(LeadState::New, 1), (LeadState::Confirmed, 1), (LeadState::Cleared, 1), (LeadState::Reviewed, 1), (LeadState::Withdrawn, 1)];
    assert_eq!((first.rule.as_str(), first.title.as_str()), ("S01", "规则S01"));
    assert_eq!(first.by_state, BTreeMap::from(states));
    assert_eq!((first.hits, first.subjects, first.amount), (8, 4, Fen(120)));
    assert_eq!((second.hits, second.amount), (1, Fen(7)));

    let rural = Scope { priorities: Reach::only(["rural"]), ..Scope::everything() };
    assert_eq!(ledger.rule_figures(&rural).await.expect("figures"), []);
}

#[tokio::test]
async fn the_latest_answer_of_each_rule_is_kept_with_its_reason() {
    let ledger = TestLedger::new().await;
    let east = subject_with("1", &[10, 20], json!({"town": "东岭镇"}));
    ledger.screen(vec![found("S01", vec![east.clone()]), found("S02", vec![subject("1", &[1])])]).await;
    ledger.screen(vec![not_evaluated("S02", "数据过期")]).await;
    ledger.screen(vec![found("S01", vec![east])]).await;

    let runs = ledger.last_runs(&Scope::everything()).await.expect("runs");
    let [first, second] = &runs[..] else { panic!("two rules: {runs:?}") };
    assert_eq!((first.status, first.reason.as_deref(), first.as_of), (RunStatus::Evaluated, None, day("2026-03-05")));
    assert_eq!(first.figures, Some(RunFigures { hits: 2, subjects: 1, amount: Fen(30) }));
    assert_eq!((first.elapsed_ms, &first.parameters), (12, &json!({"grace_years": 0})));
    assert_eq!((second.status, second.reason.as_deref()), (RunStatus::NotEvaluated, Some("数据过期")));
    assert_eq!(second.figures, None);

    let town = Scope { towns: Reach::only(["东岭镇"]), ..Scope::everything() };
    let of_town = ledger.last_runs(&town).await.expect("runs");
    assert_eq!((of_town.len(), of_town[0].figures), (2, None), "a town is not told the district's figures");
    let rural = Scope { priorities: Reach::only(["rural"]), ..Scope::everything() };
    assert_eq!(ledger.last_runs(&rural).await.expect("runs"), []);
}
