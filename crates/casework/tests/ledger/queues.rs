//! Leads given by the dozen.

use super::support::{TestLedger, assign, caller, day, found, noon, subject};
use casework::{
    EventFilter, Handover, LeadChange, LeadFilter, LeadState, LedgerError, Queue, Refusal, Role, Scope, Waiting, assign_fairly,
};
use std::collections::BTreeSet;

async fn with_leads(n: usize) -> TestLedger {
    let ledger = TestLedger::new().await;
    let leads = (1..=n).map(|id| subject(&id.to_string(), &[1])).collect();
    ledger.screen(vec![found("S01", leads)]).await;
    ledger
}

fn handover(lead: i64, owner: &str) -> Handover {
    Handover { lead, department: "民政局".into(), owner: Some(owner.into()) }
}

#[tokio::test]
async fn leads_are_shared_out_fairly_and_given_with_one_event() {
    let ledger = with_leads(7).await;
    let first = ledger.all().await[0].id;
    ledger
        .by("zhang", first, LeadChange::Assign { department: "民政局".into(), owner: Some("li".into()), due_on: None })
        .await
        .expect("given");
    let open = ledger.lead_queues(&Scope::everything()).await.expect("queues");
    assert_eq!(open.iter().map(|queue| (queue.owner.as_deref(), queue.open)).collect::<Vec<_>>(), [(Some("li"), 1)]);

    let queue = |code: &str, open| Queue {
        code: code.into(),
        department: "民政局".into(),
        towns: BTreeSet::new(),
        open,
        limit: 3,
        days_off: vec![],
    };
    let new = LeadFilter { states: vec![LeadState::New], ..LeadFilter::default() };
    let waiting: Vec<Waiting> = ledger
        .leads(&Scope::everything(), &new)
        .await
        .expect("leads")
        .iter()
        .map(|lead| Waiting { lead: lead.id, department: "民政局".into(), town: lead.place.town.clone() })
        .collect();
    let sharing = assign_fairly(&waiting, &[queue("li", 1), queue("zhao", 0)], day("2026-03-05"));
    assert_eq!((sharing.given.len(), sharing.left.len()), (5, 1));
    let handovers: Vec<Handover> = sharing.given.iter().map(|(lead, owner)| handover(*lead, owner)).collect();
    let given = ledger.assign_leads(&caller("zhang", Role::Supervisor), noon("2026-03-05"), &handovers, None).await.expect("given");
    assert!(given.iter().all(|lead| lead.state == LeadState::Assigned && lead.version == 2));
    assert!(given.iter().all(|lead| lead.assignment.as_ref().is_some_and(|it| it.due_on == day("2026-03-26"))));

    let open = ledger.lead_queues(&Scope::everything()).await.expect("queues");
    assert_eq!(open.iter().map(|queue| (queue.owner.as_deref(), queue.open)).collect::<Vec<_>>(), [(Some("li"), 3), (Some("zhao"), 3)]);
    let theirs = LeadFilter { owner: Some("zhao".into()), department: Some("民政局".into()), ..LeadFilter::default() };
    assert_eq!(ledger.leads(&Scope::everything(), &theirs).await.expect("leads").len(), 3);

    let filter = EventFilter { kinds: vec!["lead.assign_many".into()], ..EventFilter::default() };
    let events = ledger.events(&Scope::everything(), &filter).await.expect("events");
    assert_eq!(events.len(), 1);
    let after: serde_json::Value = serde_json::from_str(events[0].after.as_deref().expect("JSON")).expect("JSON");
    assert_eq!((after["leads"].as_u64(), after["leads_sm3"].as_str().map(str::len)), (Some(5), Some(64)));
    ledger.assert_whole().await;
}

#[tokio::test]
async fn one_lead_that_cannot_be_given_keeps_all_of_them_back() {
    let ledger = with_leads(3).await;
    let ids: Vec<i64> = ledger.all().await.iter().map(|lead| lead.id).collect();
    ledger.by("li", ids[2], assign()).await.expect("assigned");
    ledger.by("li", ids[2], LeadChange::StartVerifying).await.expect("taken up");
    let before = (ledger.all().await, ledger.newest_link().await.expect("a head"));
    let zhang = caller("zhang", Role::Supervisor);
    let all: Vec<Handover> = ids.iter().map(|id| handover(*id, "li")).collect();
    let refused = ledger.assign_leads(&zhang, noon("2026-03-05"), &all, None).await;
    assert!(matches!(refused, Err(LedgerError::Refused { id: Some(id), .. }) if id == ids[2]), "{refused:?}");
    let twice = ledger.assign_leads(&zhang, noon("2026-03-05"), &[handover(ids[0], "li"), handover(ids[0], "zhao")], None).await;
    assert!(matches!(twice, Err(LedgerError::Refused { refusal: Refusal::Unfit { .. }, .. })), "{twice:?}");
    let staff = ledger.assign_leads(&caller("zhao", Role::DepartmentStaff), noon("2026-03-05"), &[handover(ids[0], "li")], None).await;
    assert!(matches!(staff, Err(LedgerError::Refused { refusal: Refusal::NotYours { .. }, .. })), "{staff:?}");
    assert_eq!((ledger.all().await, ledger.newest_link().await.expect("a head")), before);
}
