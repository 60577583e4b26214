//! The tracking code, and the mailbox behind it.

use super::super::support::TestLedger;
use super::{anonymous, desk, named, now, refusal, staff, supervisor, tell};
use casework::complaint::{Channel, CodeDigest, Complaint, ComplaintState, Direction, Mailbox, PetitionClass, Progress, TrackingCode};
use casework::record::RecordFilter;
use casework::{Caller, EventFilter, Keys, Kind, LedgerError, Refusal, Scope};
use chrono::TimeDelta;

fn keys() -> Keys {
    Keys::of(&[7; 32])
}

fn code() -> (TrackingCode, CodeDigest) {
    let code = TrackingCode::random().expect("random");
    let digest = code.digest(&keys());
    (code, digest)
}

async fn submitted(ledger: &TestLedger, digest: &CodeDigest) -> Complaint {
    let mut work = ledger.begin(&Caller::public(), now()).await.expect("begun");
    let mut intake = anonymous(PetitionClass::Appeal);
    intake.complaint.head.department = Some("民政局".into());
    let complaint = work.take_in(intake, Some(digest)).await.expect("taken in");
    work.commit().await.expect("kept");
    complaint
}

async fn confirmed(ledger: &TestLedger, digest: &CodeDigest) -> Result<Complaint, LedgerError> {
    let mut work = ledger.begin(&Caller::public(), now() + TimeDelta::hours(1)).await?;
    let complaint = work.confirm(digest).await?;
    work.commit().await?;
    Ok(complaint)
}

fn texts(mailbox: &Mailbox) -> Vec<(Direction, &str)> {
    mailbox.messages.iter().map(|message| (message.direction, message.text.as_str())).collect()
}

#[tokio::test]
async fn a_complaint_counts_when_its_code_was_typed_back_and_a_wrong_code_opens_nothing() {
    let ledger = TestLedger::new().await;
    let (code, digest) = code();
    let complaint = submitted(&ledger, &digest).await;
    assert_eq!((complaint.channel, &complaint.head.department), (Channel::Web, &None), "whoever writes decides neither");
    assert_eq!((complaint.state, complaint.received_at, complaint.head.clocks.next()), (ComplaintState::Unconfirmed, None, None));
    assert_eq!(ledger.mailbox(&digest).await.expect("opened").progress, Progress::Unconfirmed);
    assert_eq!(ledger.complaint_figures(&Scope::everything(), Default::default()).await.expect("figures").complaints, 0);
    let early = ledger.begin(&Caller::public(), now()).await.expect("begun").write_from_reporter(&digest, "在吗").await;
    assert!(matches!(refusal(early), Refusal::Unfit { problem: "尚未确认提交", .. }));

    let (_, wrong) = self::code();
    assert!(matches!(confirmed(&ledger, &wrong).await, Err(LedgerError::NoSuchCode)));
    assert!(matches!(ledger.mailbox(&wrong).await, Err(LedgerError::NoSuchCode)));
    let typed = TrackingCode::parse(&code.to_string().replace(' ', "-")).expect("a code").digest(&keys());
    let complaint = confirmed(&ledger, &typed).await.expect("confirmed");
    assert_eq!((complaint.state, complaint.received_at), (ComplaintState::Received, Some(now() + TimeDelta::hours(1))));
    assert!(complaint.head.clocks.next().is_some());
    assert!(matches!(refusal(confirmed(&ledger, &typed).await), Refusal::NotInThisState { .. }));
    assert_eq!(ledger.mailbox(&digest).await.expect("opened").progress, Progress::Received);
    for kept in [code.to_string(), code.to_string().replace(' ', "")] {
        assert!(!ledger.holds(&kept).await, "the code is kept nowhere");
    }
}

#[tokio::test]
async fn on_the_public_page_there_is_always_a_code_and_the_desk_confirms_nothing() {
    let ledger = TestLedger::new().await;
    let mut work = ledger.begin(&Caller::public(), now()).await.expect("begun");
    assert!(matches!(refusal(work.take_in(anonymous(PetitionClass::Appeal), None).await), Refusal::Unfit { field: "查询码", .. }));
    drop(work);
    let (_, digest) = code();
    submitted(&ledger, &digest).await;
    let mut work = ledger.begin(&desk("desk"), now()).await.expect("begun");
    assert!(matches!(refusal(work.confirm(&digest).await), Refusal::NotYours { step: "confirm" }));
    drop(work);
    // A code that the desk hands out with a letter works at once.
    let (_, digest) = code();
    let mut work = ledger.begin(&desk("desk"), now()).await.expect("begun");
    let complaint = work.take_in(named(PetitionClass::Appeal), Some(&digest)).await.expect("taken in");
    work.commit().await.expect("kept");
    assert_eq!(complaint.state, ComplaintState::Received);
    assert_eq!(ledger.mailbox(&digest).await.expect("opened").progress, Progress::Received);
}

#[tokio::test]
async fn questions_and_answers_go_both_ways_and_the_text_never_comes_back_out() {
    let ledger = TestLedger::new().await;
    let (_, digest) = code();
    let id = submitted(&ledger, &digest).await.head.id;
    confirmed(&ledger, &digest).await.expect("confirmed");
    let later = |minutes| now() + TimeDelta::hours(2) + TimeDelta::minutes(minutes);
    let mut work = ledger.begin(&desk("desk"), later(1)).await.expect("begun");
    work.write_to_reporter(id, "是哪一年修的路？").await.expect("written");
    work.commit().await.expect("kept");
    let mut work = ledger.begin(&Caller::public(), later(2)).await.expect("begun");
    work.write_from_reporter(&digest, "前年秋天").await.expect("written");
    work.commit().await.expect("kept");
    ledger.step(&desk("desk"), later(3), id, super::accept()).await.expect("accepted");
    assert!(ledger.step(&desk("desk"), later(3), id, tell()).await.is_err());
    ledger.step(&desk("desk"), later(4), id, super::answer()).await.expect("answered");

    let mailbox = ledger.mailbox(&digest).await.expect("opened");
    assert_eq!(mailbox.progress, Progress::Answered);
    let said = [
        (Direction::ToReporter, "是哪一年修的路？"),
        (Direction::FromReporter, "前年秋天"),
        (Direction::ToReporter, "您反映的账目已于本月公布"),
    ];
    assert_eq!(texts(&mailbox), said);
    let shown = serde_json::to_string(&mailbox).expect("JSON");
    for secret in ["修路的钱", "反映村务不公开", "desk", "XF"] {
        assert!(!shown.contains(secret), "{secret}");
    }
    assert!(!ledger.holds("前年秋天").await && !ledger.holds("是哪一年修的路").await, "messages are sealed");
    let messages = ledger.messages(&desk("desk"), id).await.expect("read");
    assert_eq!(messages.len(), 2);
    for outside in [supervisor("wang"), staff("li", "民政局")] {
        assert!(ledger.messages(&outside, id).await.is_err());
        let mut work = ledger.begin(&outside, later(5)).await.expect("begun");
        assert!(work.write_to_reporter(id, "你是谁").await.is_err());
    }
    let filter = EventFilter { kinds: vec!["complaint.message".into()], ..EventFilter::default() };
    let events = ledger.events(&Scope::everything(), &filter).await.expect("events");
    let who: Vec<_> = events.iter().map(|event| (event.who.as_str(), event.from.as_str())).collect();
    assert_eq!(who, [("desk", "10.0.0.7"), ("public", "")]);
    let listed = ledger.lines(&Scope::everything(), Kind::Complaint, &RecordFilter::default(), now()).await.expect("lines");
    assert_eq!(listed.len(), 1);
}

#[tokio::test]
async fn without_a_code_there_is_nobody_to_write_to() {
    let ledger = TestLedger::new().await;
    let id = ledger.enter(now(), named(PetitionClass::Appeal)).await.expect("entered").head.id;
    let mut work = ledger.begin(&desk("desk"), now()).await.expect("begun");
    assert!(matches!(refusal(work.write_to_reporter(id, "您好").await), Refusal::Unfit { problem: "未发放查询码，举报人无法收到", .. }));
}
