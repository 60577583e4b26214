//! Who sees what.

use super::support::{TestLedger, assign, at, found, outcome, person, subject_with, within};
use casework::{EventFilter, FoundLead, FreeEvent, LeadChange, LeadFilter, LedgerError, Reach, Role, RuleAnswer, RuleOutcome, Scope};
use serde_json::{Value, json};

/// One narrowing of each respect, and the subjects that it lets through.
fn narrowings() -> Vec<(Scope, Vec<&'static str>)> {
    let all = Scope::everything;
    vec![
        (all(), vec!["clinic", "east", "north", "school"]),
        (Scope { priorities: Reach::only(["subsidies"]), ..all() }, vec!["east", "north"]),
        (Scope { priorities: Reach::only(["medical", "canteens"]), ..all() }, vec!["clinic", "school"]),
        (Scope { departments: Reach::only(["民政局"]), ..all() }, vec!["east"]),
        (Scope { towns: Reach::only(["东岭镇"]), ..all() }, vec!["east", "school"]),
        (Scope { towns: Reach::only(["东岭镇", "北山镇"]), ..all() }, vec!["east", "north", "school"]),
        (Scope { villages: Reach::only(["北山镇/甲村"]), ..all() }, vec!["north"]),
        (Scope { villages: Reach::only(["甲村"]), ..all() }, vec![]),
        (Scope { institutions: Reach::only(["H01"]), ..all() }, vec!["clinic"]),
        (Scope { schools: Reach::only(["school"]), ..all() }, vec!["school"]),
        (Scope { towns: Reach::only(["东岭镇"]), priorities: Reach::only(["canteens"]), ..all() }, vec!["school"]),
        (Scope { schools: Reach::only(["school"]), institutions: Reach::only(["H01"]), ..all() }, vec![]),
        (Scope { schools: Reach::Only([].into()), ..all() }, vec![]),
        (Scope { owner: Some("li".to_owned()), ..all() }, vec![]),
        (Scope { departments: Reach::only(["' OR 1=1 --"]), ..all() }, vec![]),
    ]
}

fn of(rule: &str, priority: &str, leads: Vec<FoundLead>) -> RuleOutcome {
    RuleOutcome { priority: priority.into(), ..outcome(rule, RuleAnswer::Evaluated { leads }) }
}

fn person_at(id: &str, detail: Value) -> FoundLead {
    subject_with(id, &[1], detail)
}

async fn district() -> TestLedger {
    let ledger = TestLedger::new().await;
    let mut school = person_at("school", json!({"town": "东岭镇"}));
    school.subject_kind = "school".into();
    ledger
        .screen(vec![
            of(
                "S01",
                "subsidies",
                vec![
                    person_at("east", json!({"town": "东岭镇", "village": "甲村"})),
                    person_at("north", json!({"town": "北山镇", "village": "甲村"})),
                ],
            ),
            of("H01", "medical", vec![person_at("clinic", json!({"institution_code": "H01"}))]),
            of("C01", "canteens", vec![school]),
        ])
        .await;
    for lead in ledger.all().await {
        if lead.subject_id == "east" {
            ledger.by("zhang", lead.id, assign()).await.expect("assigned");
        }
    }
    ledger
}

#[tokio::test]
async fn every_read_and_every_change_stays_within_the_scope() {
    let ledger = district().await;
    let all = ledger.all().await;
    for (scope, expected) in narrowings() {
        let leads = ledger.leads(&scope, &LeadFilter::default()).await.expect("leads");
        let mut seen: Vec<_> = leads.iter().map(|lead| lead.subject_id.as_str()).collect();
        seen.sort_unstable();
        assert_eq!(seen, expected, "{scope:?}");

        let mut walked = 0;
        ledger
            .for_each_lead(&scope, &LeadFilter::default(), |_| {
                walked += 1;
                Ok::<_, LedgerError>(())
            })
            .await
            .expect("a walk");
        assert_eq!(walked, expected.len());

        let subjects: u64 = ledger.rule_figures(&scope).await.expect("figures").iter().map(|rule| rule.subjects).sum();
        assert_eq!(subjects, expected.len() as u64);

        for lead in &all {
            let inside = expected.contains(&lead.subject_id.as_str());
            assert_eq!(ledger.lead(&scope, lead.id).await.is_ok(), inside);
            assert_eq!(ledger.hits(&scope, lead.id).await.is_ok(), inside);
            // A step that no state allows tells found from not found, and changes nothing.
            let change = LeadChange::Agree { remark: String::new() };
            let tried = ledger.change_lead(&within("li", Role::Supervisor, scope.clone()), at(3), lead.id, None, &change).await;
            match tried {
                Err(LedgerError::Refused { .. }) => assert!(inside),
                Err(LedgerError::NotFound { id, .. }) => assert!(!inside && id == lead.id),
                other => panic!("{other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn a_lead_outside_cannot_be_changed_by_its_number() {
    let ledger = district().await;
    let before = ledger.all().await;
    let north = before.iter().find(|lead| lead.subject_id == "north").expect("the lead");
    let east = Scope { towns: Reach::only(["东岭镇"]), ..Scope::everything() };
    let tried = ledger.change_lead(&within("li", Role::Supervisor, east), at(3), north.id, None, &assign()).await;
    assert!(matches!(tried, Err(LedgerError::NotFound { .. })));
    assert_eq!(ledger.all().await, before);
}

#[tokio::test]
async fn events_of_a_lead_go_with_it_and_all_others_want_everything() {
    let ledger = district().await;
    let export =
        FreeEvent { kind: "leads.exported".into(), subject: "leads.csv".into(), after: json!({"rows": 4}), reason: "季度汇总".into() };
    ledger.record(&person("li"), at(4), export).await.expect("recorded");
    let kinds = async |scope: &Scope, filter: EventFilter| -> Vec<String> {
        let events = ledger.events(scope, &filter).await.expect("events");
        events.into_iter().map(|event| event.kind).collect()
    };
    let any = EventFilter::default;
    let everything = Scope::everything();
    let all = ["rule.screened", "rule.screened", "rule.screened", "lead.assign", "leads.exported"];
    assert_eq!(kinds(&everything, any()).await, all);
    let east = Scope { towns: Reach::only(["东岭镇"]), ..Scope::everything() };
    assert_eq!(kinds(&east, any()).await, ["lead.assign"]);
    let north = Scope { towns: Reach::only(["北山镇"]), ..Scope::everything() };
    assert_eq!(kinds(&north, any()).await, [""; 0]);

    assert_eq!(kinds(&everything, EventFilter { newest_first: true, limit: Some(2), ..any() }).await, [all[4], all[3]]);
    assert_eq!(kinds(&everything, EventFilter { after: Some(3), ..any() }).await, all[3..]);
    let earlier = EventFilter { newest_first: true, after: Some(2), ..any() };
    assert_eq!(kinds(&everything, earlier).await, [all[0]]);
    assert_eq!(kinds(&everything, EventFilter { who: Some("li".into()), ..any() }).await, [all[4]]);
    assert_eq!(kinds(&everything, EventFilter { kinds: vec!["lead.assign".into()], ..any() }).await, [all[3]]);
    let file = EventFilter { record_id: Some("leads.csv".into()), ..any() };
    let exported = ledger.events(&everything, &file).await.expect("events").remove(0);
    assert_eq!((exported.record, exported.why.as_deref()), (None, Some("季度汇总")));
    assert_eq!(exported.after.as_deref(), Some(r#"{"rows":4}"#));
}

#[tokio::test]
async fn a_rule_that_moves_to_another_priority_takes_its_leads_along() {
    let ledger = TestLedger::new().await;
    ledger.screen(vec![found("S01", vec![person_at("1", json!({}))])]).await;
    let moved = RuleOutcome { title: "新名称".into(), ..of("S01", "medical", vec![person_at("1", json!({}))]) };
    assert!(ledger.screen(vec![moved]).await.totals().nothing_changed());
    let medical = Scope { priorities: Reach::only(["medical"]), ..Scope::everything() };
    let leads = ledger.leads(&medical, &LeadFilter::default()).await.expect("leads");
    assert_eq!((leads.len(), leads[0].title.as_str()), (1, "新名称"));
}
