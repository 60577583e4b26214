//! What becomes of leads that a screening does not find any more, or could not look for.

use super::support::{TestLedger, agree, assign, clear, confirm, day, found, not_evaluated, send_back, subject};
use casework::{Counts, EventFilter, LeadChange, LeadState, Scope};
use vocabulary::Fen;

#[tokio::test]
async fn a_lead_not_found_is_withdrawn_and_begins_anew_when_it_is_back() {
    let ledger = TestLedger::new().await;
    let steps: [&[LeadChange]; 3] = [&[], &[assign()], &[assign(), LeadChange::StartVerifying]];
    for (rule, steps) in ["S01", "S02", "S03"].into_iter().zip(steps) {
        ledger.screen(vec![found(rule, vec![subject("1", &[1, 2])])]).await;
        let lead = ledger.all().await.pop().expect("a lead");
        for step in steps {
            ledger.by("li", lead.id, step.clone()).await.expect("the step is allowed");
        }
        let summary = ledger.screen(vec![found(rule, vec![])]).await;
        assert_eq!(summary.totals(), Counts { withdrawn: 1, ..Counts::default() });
        let gone = ledger.lead(&Scope::everything(), lead.id).await.expect("it is still there");
        assert_eq!((gone.state, gone.no_longer_matched_on), (LeadState::Withdrawn, Some(day("2026-03-05"))));
        assert_eq!(ledger.hits(&Scope::everything(), lead.id).await.expect("hits").len(), 2, "its hits stay");
        assert!(ledger.screen(vec![found(rule, vec![])]).await.totals().nothing_changed());

        let summary = ledger.screen(vec![found(rule, vec![subject("1", &[1, 2])])]).await;
        assert_eq!(summary.totals(), Counts { returned: 1, ..Counts::default() });
        let back = ledger.lead(&Scope::everything(), lead.id).await.expect("it is back");
        assert_eq!((back.state, back.no_longer_matched_on), (LeadState::New, None));
        assert_eq!((back.assignment, back.verifiers, back.sent_back), (None, vec![], 0));
        assert_eq!(ledger.hits(&Scope::everything(), lead.id).await.expect("hits").len(), 2);
    }
    ledger.assert_whole().await;
}

#[tokio::test]
async fn what_people_concluded_stands_when_the_data_is_gone() {
    let ledger = TestLedger::new().await;
    let conclusions: [&[LeadChange]; 3] = [&[confirm()], &[clear()], &[confirm(), agree()]];
    for (rule, steps) in ["S01", "S02", "S03"].into_iter().zip(conclusions) {
        ledger.screen(vec![found(rule, vec![subject("1", &[1])])]).await;
        let id = ledger.all().await.pop().expect("a lead").id;
        for step in [assign(), LeadChange::StartVerifying].iter().chain(steps) {
            let who = if step.step() == casework::Step::Agree { "wang" } else { "li" };
            ledger.by(who, id, step.clone()).await.expect("the step is allowed");
        }
        let concluded = ledger.lead(&Scope::everything(), id).await.expect("the lead");
        let summary = ledger.screen(vec![found(rule, vec![])]).await;
        assert_eq!(summary.totals(), Counts { no_longer_matched: 1, ..Counts::default() });
        let gone = ledger.lead(&Scope::everything(), id).await.expect("the lead");
        assert_eq!(gone.no_longer_matched_on, Some(day("2026-03-05")));
        assert_eq!((gone.state, &gone.conclusion), (concluded.state, &concluded.conclusion));
        assert!(ledger.screen(vec![found(rule, vec![])]).await.totals().nothing_changed());

        let summary = ledger.screen(vec![found(rule, vec![subject("1", &[9, 9])])]).await;
        assert_eq!(summary.totals(), Counts { returned: 1, ..Counts::default() });
        let back = ledger.lead(&Scope::everything(), id).await.expect("the lead");
        assert_eq!((back.state, back.no_longer_matched_on, back.hits), (concluded.state, None, 2));
        assert_eq!((back.conclusion, back.review), (concluded.conclusion, concluded.review));
    }
}

#[tokio::test]
async fn a_lead_sent_back_and_withdrawn_carries_nothing_into_its_next_life() {
    let ledger = TestLedger::new().await;
    ledger.screen(vec![found("S01", vec![subject("1", &[1])])]).await;
    let id = ledger.only().await.id;
    for (who, step) in [("li", assign()), ("li", LeadChange::StartVerifying), ("li", confirm()), ("wang", send_back())] {
        ledger.by(who, id, step).await.expect("the step is allowed");
    }
    ledger.screen(vec![found("S01", vec![])]).await;
    ledger.screen(vec![found("S01", vec![subject("1", &[2])])]).await;
    let lead = ledger.only().await;
    assert_eq!((lead.state, lead.sent_back, lead.verifiers.len()), (LeadState::New, 0, 0));
    assert_eq!((lead.amount, lead.conclusion), (Fen(2), None));
}

#[tokio::test]
async fn a_rule_not_evaluated_touches_no_lead_and_says_why() {
    let ledger = TestLedger::new().await;
    ledger.screen(vec![found("S01", vec![subject("1", &[1])])]).await;
    let before = ledger.all().await;
    let summary = ledger.screen(vec![not_evaluated("S01", "缺少数据集 deaths")]).await;
    assert_eq!(summary.rules[0].not_evaluated.as_deref(), Some("缺少数据集 deaths"));
    assert_eq!(summary.totals(), Counts::default());
    assert_eq!(ledger.all().await, before);
    let newest = EventFilter { newest_first: true, limit: Some(1), ..EventFilter::default() };
    let event = ledger.events(&Scope::everything(), &newest).await.expect("events").remove(0);
    assert_eq!((event.kind.as_str(), event.why.as_deref()), ("rule.not_evaluated", Some("缺少数据集 deaths")));
}

#[tokio::test]
async fn a_run_touches_the_leads_of_its_own_rules_alone() {
    let ledger = TestLedger::new().await;
    ledger.screen(vec![found("S01", vec![subject("1", &[1])]), found("S02", vec![subject("1", &[1])])]).await;
    ledger.screen(vec![found("S02", vec![])]).await;
    let states: Vec<_> = ledger.all().await.into_iter().map(|lead| (lead.rule, lead.state)).collect();
    assert_eq!(states, [("S01".into(), LeadState::New), ("S02".into(), LeadState::Withdrawn)]);
}
