//! Who complained: sealed, shown for a reason, and of an anonymous one nothing.

use super::super::support::TestLedger;
use super::{accept, anonymous, assign, desk, draft, identity, named, now, refusal, staff, supervisor, take};
use casework::complaint::{ComplaintDraft, Intake, PetitionClass, ReporterKind, TrackingCode};
use casework::people::reveal::REPORTERS_AN_HOUR;
use casework::people::{Reveal, Sensitive};
use casework::seal::SealError;
use casework::{Caller, EventFilter, Keys, Kind, LedgerError, Reference, Refusal, Scope};
use chrono::TimeDelta;

#[tokio::test]
async fn who_complained_stands_nowhere_in_the_ledger_s_files_but_sealed() {
    let ledger = TestLedger::new().await;
    let id = ledger.handling(now(), named(PetitionClass::Accusation)).await.head.id;
    let shown = ledger.reveal_reporter(&desk("desk"), now(), id, "回访核对").await.expect("shown");
    assert_eq!(shown, [identity(1)]);
    let reporter = identity(1);
    for secret in [Some(reporter.name), reporter.phone, reporter.resident_number, reporter.address].into_iter().flatten() {
        assert!(!ledger.holds(&secret).await, "{secret}");
    }
    assert!(ledger.holds("村里修路的钱").await, "what is not secret is found in this way");
    assert_eq!(format!("{:?}", identity(1)), "Identity");
    let filter = EventFilter { kinds: vec!["complaint.reveal".into()], ..EventFilter::default() };
    let events = ledger.events(&Scope::everything(), &filter).await.expect("events");
    let [event] = &events[..] else { panic!("one event: {events:?}") };
    assert_eq!((event.who.as_str(), event.why.as_deref(), event.after.as_deref()), ("desk", Some("回访核对"), Some(r#"{"reporters":1}"#)));
}

#[tokio::test]
async fn of_an_anonymous_reporter_nothing_is_kept_at_all() {
    let ledger = TestLedger::new().await;
    let keys = Keys::of(&[7; 32]);
    let mut public = Caller::public();
    public.actor.from = "203.0.113.99".into();
    let code = TrackingCode::random().expect("random").digest(&keys);
    let mut work = ledger.begin(&public, now()).await.expect("begun");
    let id = work.take_in(anonymous(PetitionClass::Accusation), Some(&code)).await.expect("taken in").head.id;
    work.confirm(&code).await.expect("confirmed");
    work.write_from_reporter(&code, "还有一笔").await.expect("written");
    work.commit().await.expect("kept");
    // Nor of one that the desk enters: it may be the desk at which the reporter stood.
    let mut at_desk = desk("desk");
    at_desk.actor.from = "203.0.113.98".into();
    let mut work = ledger.begin(&at_desk, now()).await.expect("begun");
    work.take_in(anonymous(PetitionClass::Accusation), None).await.expect("taken in");
    work.commit().await.expect("kept");
    assert!(!ledger.holds("203.0.113.").await);
    let events = ledger.events(&Scope::everything(), &EventFilter::default()).await.expect("events");
    assert_eq!(events.iter().map(|event| event.from.as_str()).collect::<Vec<_>>(), ["", "", "", ""]);
    assert_eq!(ledger.tamper(&["UPDATE reporters SET ordinal = ordinal"]).await, 0, "no row");
    assert!(matches!(refusal(ledger.reveal_reporter(&desk("desk"), now(), id, "核对").await), Refusal::Unfit { .. }));
    ledger.assert_whole().await;
}

#[tokio::test]
async fn reporters_fit_how_they_want_to_be_known() {
    let ledger = TestLedger::new().await;
    let intake = |kind, reporters: u32, persons| Intake {
        complaint: ComplaintDraft { persons, ..draft(PetitionClass::Appeal, kind) },
        reporters: (1..=reporters).map(identity).collect(),
    };
    for (kind, reporters, persons, expected) in [
        (ReporterKind::Anonymous, 0, None, Some(1)),
        (ReporterKind::Anonymous, 1, None, None),
        (ReporterKind::Anonymous, 0, Some(9), None),
        (ReporterKind::Named, 1, None, Some(1)),
        (ReporterKind::Named, 0, None, None),
        (ReporterKind::Named, 2, None, None),
        (ReporterKind::Confidential, 1, Some(1), Some(1)),
        (ReporterKind::Joint, 1, None, None),
        (ReporterKind::Joint, 3, None, Some(3)),
        (ReporterKind::Joint, 3, Some(31), Some(31)),
        (ReporterKind::Joint, 3, Some(2), None),
    ] {
        let entered = ledger.enter(now(), intake(kind, reporters, persons)).await;
        assert_eq!(entered.ok().map(|complaint| complaint.persons), expected, "{kind} {reporters} {persons:?}");
    }
    let mut nameless = named(PetitionClass::Appeal);
    nameless.reporters[0].name = " ".into();
    assert_eq!(refusal(ledger.enter(now(), nameless).await), Refusal::Unfit { field: "举报人姓名", problem: "不能为空" });
}

#[tokio::test]
async fn the_desk_and_the_person_in_charge_see_who_complained_and_nobody_else() {
    let ledger = TestLedger::new().await;
    let id = ledger.handling(now(), named(PetitionClass::Appeal)).await.head.id;
    for (caller, sees) in
        [(desk("desk"), true), (staff("li", "民政局"), true), (staff("zhou", "民政局"), false), (supervisor("wang"), false)]
    {
        let shown = ledger.reveal_reporter(&caller, now(), id, "核对").await;
        assert_eq!(shown.is_ok(), sees, "{caller:?}");
    }
    let outside = ledger.reveal_reporter(&staff("li", "财政局"), now(), id, "核对").await;
    assert!(matches!(outside, Err(LedgerError::NotFound { .. })));
    let silent = refusal(ledger.reveal_reporter(&desk("desk"), now(), id, " ").await);
    assert_eq!(silent, Refusal::Unfit { field: "查看理由", problem: "不能为空" });
    // Whoever asked for secrecy is hidden from the handling office, too.
    let mut secret = named(PetitionClass::Appeal);
    secret.complaint.reporter = ReporterKind::Confidential;
    let secret = ledger.handling(now(), secret).await.head.id;
    assert!(ledger.reveal_reporter(&staff("li", "民政局"), now(), secret, "核对").await.is_err());
    ledger.reveal_reporter(&desk("desk"), now(), secret, "核对").await.expect("shown to the desk");
    // In charge no longer, sees no longer.
    ledger.step(&desk("desk"), now(), id, super::transfer("财政局")).await.expect("moved");
    assert!(ledger.reveal_reporter(&staff("li", "民政局"), now(), id, "核对").await.is_err());
}

#[tokio::test]
async fn an_account_is_shown_so_many_in_an_hour_and_no_more() {
    let ledger = TestLedger::new().await;
    let id = ledger.enter(now(), named(PetitionClass::Appeal)).await.expect("entered").head.id;
    let after = |minutes| now() + TimeDelta::minutes(minutes);
    for n in 0..i64::from(REPORTERS_AN_HOUR) {
        ledger.reveal_reporter(&desk("desk"), after(n), id, "核对").await.expect("shown");
    }
    let links = ledger.newest_link().await.expect("a head");
    let many = ledger.reveal_reporter(&desk("desk"), after(59), id, "核对").await;
    let told = "一小时内查看举报人信息已达 20 次，请稍后再试";
    assert!(matches!(&many, Err(error @ LedgerError::Access(_)) if error.to_string() == told), "{many:?}");
    assert_eq!(ledger.newest_link().await.expect("a head"), links);
    ledger.reveal_reporter(&desk("other"), after(59), id, "核对").await.expect("another account");
    // Fields stand in the same register, and are counted by themselves.
    let record = Reference { kind: Kind::Complaint, id };
    let phone = Reveal { record, field: Sensitive::Phone, reason: "回访核对电话".into() };
    ledger.reveal(&desk("desk"), after(59), &phone).await.expect("another kind");
    ledger.reveal_reporter(&desk("desk"), after(60), id, "核对").await.expect("an hour later");
}

#[tokio::test]
async fn a_sealed_field_that_was_changed_or_moved_is_found_and_shows_nothing() {
    let ledger = TestLedger::new().await;
    for n in 1..=2 {
        let intake = Intake { reporters: vec![identity(n)], ..named(PetitionClass::Appeal) };
        ledger.enter(now(), intake).await.expect("entered");
    }
    ledger.tamper(&["UPDATE reporters SET sealed = (SELECT sealed FROM reporters WHERE complaint = 2) WHERE complaint = 1"]).await;
    let moved = ledger.reveal_reporter(&desk("desk"), now(), 1, "核对").await;
    assert!(matches!(&moved, Err(LedgerError::Seal(SealError::Tampered { place })) if place == "complaint/1/reporter/1"), "{moved:?}");
    ledger.tamper(&["UPDATE reporters SET sealed = replace(sealed, '1:', '1:00') WHERE complaint = 2"]).await;
    assert!(matches!(ledger.reveal_reporter(&desk("desk"), now(), 2, "核对").await, Err(LedgerError::Seal(SealError::Tampered { .. }))));
}

#[tokio::test]
async fn a_ledger_takes_its_own_keys_alone_and_without_keys_takes_no_name() {
    let ledger = TestLedger::new().await;
    ledger.enter(now(), named(PetitionClass::Appeal)).await.expect("entered");
    let other = ledger.without_keys().await.with_keys(Keys::of(&[8; 32])).await;
    assert!(matches!(other, Err(LedgerError::Seal(SealError::OtherKeys))));
    let same = ledger.without_keys().await.with_keys(Keys::of(&[7; 32])).await.expect("its own");
    assert_eq!(same.reveal_reporter(&desk("desk"), now(), 1, "核对").await.expect("shown"), [identity(1)]);
    let without = ledger.without_keys().await;
    let mut work = without.begin(&desk("desk"), now()).await.expect("begun");
    assert!(matches!(work.take_in(named(PetitionClass::Appeal), None).await, Err(LedgerError::NoKeys)));
    drop(work);
    assert!(matches!(without.reveal_reporter(&desk("desk"), now(), 1, "核对").await, Err(LedgerError::NoKeys)));
    // What needs no key is done without.
    without.change::<casework::complaint::Complaint>(&desk("desk"), now(), 1, None, &accept()).await.expect("accepted");
    let steps = [(desk("desk"), assign("民政局")), (staff("li", "民政局"), take())];
    ledger.steps(now(), 1, &steps).await;
}
