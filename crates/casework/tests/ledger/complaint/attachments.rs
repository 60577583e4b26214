//! What the public attaches: how much, to what, and who reads it.

use super::super::support::{TestLedger, caller as everywhere};
use super::{anonymous, assign, desk, now, refusal, staff, supervisor, take};
use casework::complaint::attachment::{BYTES_A_DAY, MOST};
use casework::complaint::{Attachment, CodeDigest, PetitionClass, Stripped, TrackingCode};
use casework::{Caller, EventFilter, Keys, LedgerError, Refusal, Role, Scope};
use chrono::{DateTime, TimeDelta, Utc};

/// A complaint whose code was not typed back yet.
async fn submitted(ledger: &TestLedger) -> (i64, CodeDigest) {
    let digest = TrackingCode::random().expect("random").digest(&Keys::of(&[7; 32]));
    let mut work = ledger.begin(&Caller::public(), now()).await.expect("begun");
    let complaint = work.take_in(anonymous(PetitionClass::Appeal), Some(&digest)).await.expect("taken in");
    work.commit().await.expect("kept");
    (complaint.head.id, digest)
}

async fn attach(ledger: &TestLedger, at: DateTime<Utc>, code: &CodeDigest, n: u8, bytes: i64) -> Result<Attachment, LedgerError> {
    let mut work = ledger.begin(&Caller::public(), at).await?;
    let digest = format!("{n:064x}");
    let attached = work.attach(code, Stripped { digest: &digest, media_type: "image/jpeg", bytes }).await?;
    work.commit().await?;
    Ok(attached)
}

async fn confirm(ledger: &TestLedger, code: &CodeDigest) {
    let mut work = ledger.begin(&Caller::public(), now()).await.expect("begun");
    work.confirm(code).await.expect("confirmed");
    work.commit().await.expect("kept");
}

async fn write(ledger: &TestLedger, code: &CodeDigest, text: &str) {
    let mut work = ledger.begin(&Caller::public(), now()).await.expect("begun");
    work.write_from_reporter(code, text).await.expect("written");
    work.commit().await.expect("kept");
}

fn problem<T: std::fmt::Debug>(answer: Result<T, LedgerError>) -> &'static str {
    match refusal(answer) {
        Refusal::Unfit { field: "附件", problem } => problem,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn so_many_come_with_a_complaint_and_with_each_message_and_no_more() {
    let ledger = TestLedger::new().await;
    let (id, code) = submitted(&ledger).await;
    for n in 1..=5 {
        assert_eq!(attach(&ledger, now(), &code, n, 1).await.expect("taken").name, format!("附件{n}.jpg"));
    }
    assert_eq!(problem(attach(&ledger, now(), &code, 6, 1).await), "已达每次可提交的上限");
    confirm(&ledger, &code).await;
    let mut n = 6;
    for message in 0.. {
        for _ in 0..5 {
            if i64::from(n) > MOST {
                assert_eq!(problem(attach(&ledger, now(), &code, n, 1).await), "已达 30 份上限");
                assert_eq!(message, 5);
                return;
            }
            assert!(attach(&ledger, now(), &code, n, 1).await.expect("taken").with_message);
            n += 1;
        }
        if i64::from(n) <= MOST {
            assert_eq!(problem(attach(&ledger, now(), &code, n, 1).await), "已达每次可提交的上限");
        }
        assert_eq!(ledger.attachments(&desk("desk"), id).await.expect("read").len(), 5 + 5 * message, "what waits is nobody's yet");
        write(&ledger, &code, "补充照片").await;
        let mailbox = ledger.mailbox(&code).await.expect("opened");
        assert_eq!(mailbox.messages.last().expect("a message").attachments.len(), 5);
    }
}

#[tokio::test]
async fn how_many_is_for_the_office_to_say_and_all_together_fill_no_disk() {
    let ledger = TestLedger::new().await;
    let (_, code) = submitted(&ledger).await;
    let system = everywhere("sys", Role::SystemAdmin);
    ledger.set(&system, now(), "public_files", "1", "区信访办通知").await.expect("set");
    attach(&ledger, now(), &code, 1, BYTES_A_DAY - 1).await.expect("taken");
    assert_eq!(problem(attach(&ledger, now(), &code, 2, 1).await), "已达每次可提交的上限");
    let (_, other) = submitted(&ledger).await;
    assert!(problem(attach(&ledger, now(), &other, 3, 2).await).starts_with("今日接收量已满"));
    attach(&ledger, now(), &other, 3, 1).await.expect("just as much");
    let (_, third) = submitted(&ledger).await;
    attach(&ledger, now() + TimeDelta::hours(25), &third, 4, 2).await.expect("a day later");
    assert!(ledger.set(&system, now(), "public_files", "11", "区信访办通知").await.is_err());
    let unknown = TrackingCode::random().expect("random").digest(&Keys::of(&[7; 32]));
    assert!(matches!(attach(&ledger, now(), &unknown, 5, 1).await, Err(LedgerError::NoSuchCode)));
}

#[tokio::test]
async fn it_is_read_by_whoever_reads_what_it_came_with_and_says_nothing_of_who_sent_it() {
    let ledger = TestLedger::new().await;
    let (id, code) = submitted(&ledger).await;
    attach(&ledger, now(), &code, 1, 1).await.expect("taken");
    confirm(&ledger, &code).await;
    ledger.step(&desk("desk"), now(), id, super::accept()).await.expect("accepted");
    ledger.step(&desk("desk"), now(), id, assign("民政局")).await.expect("assigned");
    ledger.step(&staff("li", "民政局"), now(), id, take()).await.expect("taken");
    attach(&ledger, now(), &code, 2, 1).await.expect("taken");
    let waiting = format!("{:064x}", 2);
    assert!(matches!(ledger.file(&desk("desk"), &waiting).await, Err(LedgerError::NoFile(_))), "it waits for its message");
    write(&ledger, &code, "又拍到一张").await;

    let seen = async |who: &Caller| {
        let mut seen = Vec::new();
        for n in 1..=2 {
            seen.push(ledger.file(who, &format!("{n:064x}")).await.is_ok());
        }
        let listed = ledger.attachments(who, id).await.map_or(0, |list| list.len());
        assert_eq!(seen.iter().filter(|read| **read).count(), listed);
        seen
    };
    assert_eq!(seen(&desk("desk")).await, [true, true]);
    assert_eq!(seen(&staff("li", "民政局")).await, [true, true], "in charge");
    assert_eq!(seen(&staff("zhao", "民政局")).await, [true, false], "reads the complaint, and no messages");
    assert_eq!(seen(&supervisor("wang")).await, [true, false]);
    assert_eq!(seen(&staff("qian", "财政局")).await, [false, false]);

    let filter = EventFilter { kinds: vec!["complaint.attachment".into()], ..EventFilter::default() };
    let events = ledger.events(&Scope::everything(), &filter).await.expect("events");
    assert_eq!(events.len(), 2);
    assert!(events.iter().all(|event| event.who == "public" && event.from.is_empty()), "{events:?}");
    ledger.assert_whole().await;
}
