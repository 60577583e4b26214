//! Whatever is found in whatever order, the ledger is what a simple model says.

use super::support::{TestLedger, agree, assign, clear, confirm, found, not_evaluated, send_back, subject};
use casework::{LeadChange, LeadState, Scope};
use proptest::prelude::*;
use std::collections::BTreeMap;

const SUBJECTS: usize = 4;

/// What happens to the ledger.
#[derive(Debug, Clone)]
enum Deed {
    /// A screening finds these amounts of each subject; of none of its hits, nothing.
    Screen([Vec<i64>; SUBJECTS]),
    /// The rule could not be evaluated.
    NotEvaluated,
    /// A person tries a step on the lead of a subject.
    Step(usize, &'static str, LeadChange),
}

/// A lead as the model has it.
#[derive(Debug, Clone, PartialEq)]
struct Model {
    state: LeadState,
    amounts: Vec<i64>,
    matched: bool,
    verifiers: Vec<&'static str>,
    sent_back: bool,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let amounts = prop::collection::vec(1..4_i64, 0..3);
    let change = prop::sample::select(vec![assign(), LeadChange::StartVerifying, confirm(), clear(), agree(), send_back()]);
    let who = prop::sample::select(vec!["li", "wang"]);
    let deed = prop_oneof![
        3 => prop::array::uniform4(amounts).prop_map(Deed::Screen),
        1 => Just(Deed::NotEvaluated),
        8 => (0..SUBJECTS, who, change).prop_map(|(subject, who, change)| Deed::Step(subject, who, change)),
    ];
    prop::collection::vec(deed, 1..25)
}

fn screen(model: &mut BTreeMap<usize, Model>, sets: &[Vec<i64>]) {
    use LeadState::{Assigned, New, Verifying, Withdrawn};
    for (subject, amounts) in sets.iter().enumerate() {
        match (model.get_mut(&subject), amounts.is_empty()) {
            (None, true) => {}
            (None, false) => {
                let lead = Model { state: New, amounts: amounts.clone(), matched: true, verifiers: vec![], sent_back: false };
                model.insert(subject, lead);
            }
            (Some(lead), true) => {
                lead.matched = false;
                if matches!(lead.state, New | Assigned | Verifying) {
                    lead.state = Withdrawn;
                }
            }
            (Some(lead), false) => {
                if lead.state == Withdrawn {
                    (lead.state, lead.sent_back) = (New, false);
                    lead.verifiers.clear();
                }
                lead.matched = true;
                lead.amounts = amounts.clone();
            }
        }
    }
}

/// Takes the step in the model; false when it is refused.
fn take(lead: &mut Model, who: &'static str, change: &LeadChange) -> bool {
    use LeadState::{Assigned, Cleared, Confirmed, New, Reviewed, Verifying};
    let concluded = matches!(lead.state, Confirmed | Cleared);
    let reviews = concluded && !lead.verifiers.contains(&who);
    let next = match change {
        LeadChange::Assign { .. } if matches!(lead.state, New | Assigned) => Assigned,
        LeadChange::StartVerifying if lead.state == Assigned => Verifying,
        LeadChange::Confirm { .. } if lead.state == Verifying => Confirmed,
        LeadChange::Clear { .. } if lead.state == Verifying => Cleared,
        LeadChange::Agree { .. } if reviews => Reviewed,
        LeadChange::SendBack { .. } if reviews && !lead.sent_back => Verifying,
        _ => return false,
    };
    lead.sent_back |= matches!(change, LeadChange::SendBack { .. });
    lead.state = next;
    let verified = matches!(change, LeadChange::StartVerifying | LeadChange::Confirm { .. } | LeadChange::Clear { .. });
    if verified && !lead.verifiers.contains(&who) {
        lead.verifiers.push(who);
    }
    true
}

async fn assert_equal(ledger: &TestLedger, model: &BTreeMap<usize, Model>) {
    let mut leads = ledger.all().await;
    leads.sort_by(|one, other| one.subject_id.cmp(&other.subject_id));
    assert_eq!(leads.len(), model.len());
    for (lead, (subject, expected)) in leads.iter().zip(model) {
        assert_eq!(lead.subject_id, subject.to_string());
        assert_eq!(lead.state, expected.state);
        assert_eq!(lead.no_longer_matched_on.is_none(), expected.matched);
        assert_eq!(lead.verifiers, expected.verifiers);
        assert_eq!(lead.sent_back == 1, expected.sent_back);
        assert_eq!((lead.hits, lead.amount.0), (expected.amounts.len() as u64, expected.amounts.iter().sum()));
        let hits = ledger.hits(&Scope::everything(), lead.id).await.expect("hits");
        assert_eq!(hits.iter().map(|hit| hit.amount.0).collect::<Vec<_>>(), expected.amounts);
        assert_eq!((lead.first_on, lead.last_on), (hits[0].happened_on, hits[hits.len() - 1].happened_on));
    }
}

async fn live(deeds: Vec<Deed>) {
    let ledger = TestLedger::new().await;
    let mut model = BTreeMap::new();
    for deed in deeds {
        match deed {
            Deed::Screen(sets) => {
                let leads = sets.iter().enumerate().map(|(subject_id, amounts)| subject(&subject_id.to_string(), amounts));
                ledger.screen(vec![found("S01", leads.collect())]).await;
                screen(&mut model, &sets);
            }
            Deed::NotEvaluated => {
                ledger.screen(vec![not_evaluated("S01", "缺少数据")]).await;
            }
            Deed::Step(subject, who, change) => {
                let Some(lead) = model.get_mut(&subject) else {
                    continue;
                };
                let id = ledger.all().await.iter().find(|lead| lead.subject_id == subject.to_string()).expect("it").id;
                assert_eq!(ledger.by(who, id, change.clone()).await.is_ok(), take(lead, who, &change));
            }
        }
        assert_equal(&ledger, &model).await;
    }
    ledger.assert_whole().await;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_ledger_is_what_the_model_says(deeds in deeds()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(live(deeds));
    }
}
