//! Repeats: offered by the machine, decided by a person.

use super::super::support::TestLedger;
use super::{accept, answer, close, desk, draft, identity, now, refusal, supervisor, verify};
use casework::complaint::{Complaint, ComplaintDraft, ComplaintState, Identity, Intake, PetitionClass, RepeatReason, ReporterKind};
use casework::issue::{Issue, IssueDraft, IssueSource};
use casework::record::HeadDraft;
use casework::{EventFilter, Kind, LedgerError, Place, Reference, Refusal, Relation, Scope};
use chrono::{DateTime, TimeDelta, Utc};

const ROAD: &str = "村里修路的钱账目不公开，问会计说账本丢了";
const ROAD_AGAIN: &str = "修路款账目从来没有公开过，去问村会计，他说账本找不到了";
const LAMPS: &str = "村里的路灯坏了半年没有人修";

fn said_by(reporter: Option<Identity>, village: &str, text: &str) -> Intake {
    let kind = if reporter.is_some() { ReporterKind::Named } else { ReporterKind::Anonymous };
    let place = Place { town: Some("东岭镇".into()), village: Some(format!("东岭镇/{village}")), ..Place::default() };
    let head = HeadDraft { title: "反映村务".into(), place, ..HeadDraft::default() };
    let complaint = ComplaintDraft { head, text: text.into(), ..draft(PetitionClass::Appeal, kind) };
    Intake { complaint, reporters: reporter.into_iter().collect() }
}

fn known_by(phone: Option<&str>, resident_number: Option<&str>) -> Option<Identity> {
    Some(Identity { name: "某人".into(), phone: phone.map(Into::into), resident_number: resident_number.map(Into::into), address: None })
}

async fn offered(ledger: &TestLedger, id: i64) -> Vec<(i64, Vec<RepeatReason>)> {
    let repeats = ledger.repeats_of(&desk("desk"), id).await.expect("repeats");
    repeats.into_iter().map(|repeat| (repeat.complaint, repeat.reasons)).collect()
}

async fn link(ledger: &TestLedger, at: DateTime<Utc>, id: i64, of: i64) -> Result<Complaint, LedgerError> {
    let mut work = ledger.begin(&desk("desk"), at).await?;
    let linked = work.link_repeat(id, None, of, "同一事项").await?;
    work.commit().await?;
    Ok(linked)
}

#[tokio::test]
async fn the_same_phone_number_or_place_and_text_is_offered_closed_ones_and_all() {
    let ledger = TestLedger::new().await;
    let enter = async |at, intake| ledger.enter(at, intake).await.expect("entered").head.id;
    let phone = enter(now(), said_by(known_by(Some("138 0000 0001"), None), "乙村", LAMPS)).await;
    let resident = enter(now(), said_by(known_by(None, Some("110105491231002")), "乙村", LAMPS)).await;
    let text = enter(now(), said_by(None, "甲村", ROAD_AGAIN)).await;
    let elsewhere = enter(now(), said_by(None, "乙村", ROAD_AGAIN)).await;
    let other = enter(now(), said_by(None, "甲村", LAMPS)).await;
    let closed = ledger.closed(now(), said_by(Some(identity(9)), "甲村", ROAD)).await.head.id;
    let old = enter(now() - TimeDelta::days(91), said_by(None, "甲村", ROAD)).await;
    let me = Identity { phone: Some("+86 13800000001".into()), ..identity(1) };
    let mine = enter(now(), said_by(Some(me), "甲村", ROAD)).await;
    let mut found = offered(&ledger, mine).await;
    // The closed one shares number and text, and is the likeliest.
    assert_eq!(found[0], (closed, vec![RepeatReason::SameResidentNumber, RepeatReason::LikeText]));
    found.sort_by_key(|(id, _)| *id);
    let expected = [
        (phone, vec![RepeatReason::SamePhone]),
        (resident, vec![RepeatReason::SameResidentNumber]),
        (text, vec![RepeatReason::LikeText]),
        (closed, vec![RepeatReason::SameResidentNumber, RepeatReason::LikeText]),
    ];
    assert_eq!(found, expected, "not {elsewhere}, {other}, {old}");
    assert!(matches!(ledger.repeats_of(&supervisor("wang"), mine).await, Err(LedgerError::Forbidden(_))));
}

#[tokio::test]
async fn a_repeat_is_joined_both_ways_starts_no_second_matter_and_is_answered_like_every_other() {
    let ledger = TestLedger::new().await;
    let enter = async |n| ledger.enter(now(), said_by(Some(identity(n)), "甲村", ROAD)).await.expect("entered").head.id;
    let (first, second, third) = (enter(1).await, enter(2).await, enter(3).await);
    let linked = link(&ledger, now(), second, first).await.expect("linked");
    assert_eq!((linked.state, linked.repeats, linked.persons), (ComplaintState::Linked, Some(first), 1));
    // Joined to a repeat is joined to what that repeats.
    assert_eq!(link(&ledger, now(), third, second).await.expect("linked").repeats, Some(first));
    for (id, of) in [(first, first), (first, third), (first, second)] {
        assert!(matches!(refusal(link(&ledger, now(), id, of).await), Refusal::Unfit { field: "被重复件", .. }));
    }
    assert!(matches!(refusal(link(&ledger, now(), second, first).await), Refusal::NotInThisState { .. }));
    let reference = |id| Reference { kind: Kind::Complaint, id };
    for id in [second, third] {
        let links = ledger.links(&Scope::everything(), reference(id)).await.expect("links");
        assert_eq!((links[0].relation, links[0].from, links[0].to), (Relation::Repeats, reference(id), reference(first)));
    }
    assert_eq!(ledger.links(&Scope::everything(), reference(first)).await.expect("links").len(), 2, "seen from the first, too");
    let filter = EventFilter { record: Some("complaint".into()), record_id: Some(first.to_string()), ..EventFilter::default() };
    let events = ledger.events(&Scope::everything(), &filter).await.expect("events");
    let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["complaint.open", "complaint.joined", "complaint.joined"]);

    let issue = || IssueDraft {
        head: HeadDraft { title: "账目不公开".into(), ..HeadDraft::default() },
        source: IssueSource::Complaint,
        description: "账目不公开".into(),
        amount: None,
    };
    let mut work = ledger.begin(&desk("desk"), now()).await.expect("begun");
    let refused = work.go_on_as::<Issue>(second, None, issue()).await;
    assert!(matches!(refusal(refused), Refusal::NotInThisState { .. }), "one matter, one issue");
    drop(work);
    for id in [second, third] {
        let answered = ledger.step(&desk("desk"), now(), id, answer()).await.expect("answered");
        assert_eq!((answered.state, answered.repeats), (ComplaintState::Answered, Some(first)));
        ledger.steps(now(), id, &[(supervisor("wang"), verify()), (desk("other"), close())]).await;
    }
    let figures = ledger.complaint_figures(&Scope::everything(), Default::default()).await.expect("figures");
    assert_eq!((figures.complaints, figures.persons, figures.matters, figures.repeats), (3, 3, 1, 2));
}

#[tokio::test]
async fn a_repeat_is_parted_again_and_the_events_tell_of_both() {
    let ledger = TestLedger::new().await;
    let enter = async |n| ledger.enter(now(), said_by(Some(identity(n)), "甲村", ROAD)).await.expect("entered").head.id;
    let (first, fresh, accepted) = (enter(1).await, enter(2).await, enter(3).await);
    ledger.step(&desk("desk"), now(), accepted, accept()).await.expect("accepted");
    for (id, state) in [(fresh, ComplaintState::Received), (accepted, ComplaintState::Accepted)] {
        link(&ledger, now(), id, first).await.expect("linked");
        let mut work = ledger.begin(&desk("desk"), now()).await.expect("begun");
        let parted = work.unlink_repeat(id, None, "不是同一条路").await.expect("parted");
        assert!(matches!(refusal(work.unlink_repeat(id, None, "不是同一条路").await), Refusal::NotInThisState { .. }));
        work.commit().await.expect("kept");
        assert_eq!((parted.state, parted.repeats), (state, None));
        assert!(ledger.links(&Scope::everything(), Reference { kind: Kind::Complaint, id }).await.expect("links").is_empty());
    }
    let filter = EventFilter { record: Some("complaint".into()), record_id: Some(first.to_string()), ..EventFilter::default() };
    let events = ledger.events(&Scope::everything(), &filter).await.expect("events");
    let told: Vec<_> = events[1..].iter().map(|event| (event.kind.as_str(), event.why.as_deref())).collect();
    let both = [("complaint.joined", Some("同一事项")), ("complaint.parted", Some("不是同一条路"))];
    assert_eq!(told, [both, both].concat());
    ledger.assert_whole().await;
}

#[tokio::test]
async fn one_that_has_gone_on_is_not_joined_here_any_more() {
    let ledger = TestLedger::new().await;
    let enter = async |n| ledger.enter(now(), said_by(Some(identity(n)), "甲村", ROAD)).await.expect("entered").head.id;
    let (first, second) = (enter(1).await, enter(2).await);
    ledger.step(&desk("desk"), now(), second, accept()).await.expect("accepted");
    let mut work = ledger.begin(&desk("desk"), now()).await.expect("begun");
    let head = HeadDraft { title: "账目不公开".into(), ..HeadDraft::default() };
    let draft = IssueDraft { head, source: IssueSource::Complaint, description: "账目不公开".into(), amount: None };
    work.go_on_as::<Issue>(second, None, draft).await.expect("an issue");
    work.commit().await.expect("kept");
    assert!(matches!(refusal(link(&ledger, now(), second, first).await), Refusal::Unfit { field: "该件", .. }));
}
