//! Tickets of the hotline: one number, one complaint.

use super::super::support::TestLedger;
use super::{accept, desk, draft, identity, now, staff};
use casework::complaint::{Channel, ComplaintState, HotlineClass, Intake, PetitionClass, ReporterKind, Ticket, TicketTaken};
use casework::{EventFilter, LedgerError, Scope};

fn ticket(number: &str, state: &str) -> Ticket {
    let mut complaint = draft(PetitionClass::Appeal, ReporterKind::Named);
    complaint.channel = Channel::Hotline;
    Ticket {
        system: "12345".into(),
        number: number.into(),
        class: HotlineClass::Complaint,
        called_at: now(),
        state: state.into(),
        intake: Intake { complaint, reporters: vec![identity(1)] },
    }
}

async fn take(ledger: &TestLedger, ticket: Ticket) -> Result<TicketTaken, LedgerError> {
    let mut work = ledger.begin(&desk("desk"), now()).await?;
    let taken = work.take_ticket(ticket).await?;
    work.commit().await?;
    Ok(taken)
}

#[tokio::test]
async fn the_same_number_is_the_same_complaint_and_its_news_never_becomes_our_handling() {
    let ledger = TestLedger::with_keys().await;
    let first = take(&ledger, ticket("T1", "待派单")).await.expect("taken");
    let id = first.complaint.head.id;
    assert_eq!((first.new, first.complaint.state), (true, ComplaintState::Received));
    let links = ledger.newest_link().await.expect("a head");
    let again = take(&ledger, ticket("T1", "待派单")).await.expect("taken");
    assert_eq!((again.new, &again.complaint), (false, &first.complaint));
    assert_eq!(ledger.newest_link().await.expect("a head"), links, "the same again is no event");

    ledger.step(&desk("desk"), now(), id, accept()).await.expect("accepted");
    let mut news = ticket(" Ｔ1 ", "已办结");
    news.intake.complaint.text = "外部系统改写的内容".into();
    news.intake.complaint.head.title = "外部标题".into();
    let updated = take(&ledger, news).await.expect("taken").complaint;
    let mark = updated.ticket.clone().expect("a ticket");
    assert_eq!((mark.outside, mark.outside_text.as_str()), (ComplaintState::Closed, "已办结"));
    assert_eq!((updated.head.id, updated.state), (id, ComplaintState::Accepted));
    assert_eq!((&updated.text, &updated.head.title), (&first.complaint.text, &first.complaint.head.title));
    let filter = EventFilter { record: Some("complaint".into()), ..EventFilter::default() };
    let events = ledger.events(&Scope::everything(), &filter).await.expect("events");
    assert_eq!(
        events.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(),
        ["complaint.open", "complaint.accept", "complaint.outside"]
    );

    let other = Ticket { system: "12388".into(), ..ticket("T1", "待受理") };
    assert!(take(&ledger, other).await.expect("taken").new, "another system's numbers are its own");
}

#[tokio::test]
async fn a_state_that_is_not_in_the_table_is_named_and_nothing_is_kept() {
    let ledger = TestLedger::with_keys().await;
    let unknown = take(&ledger, ticket("T1", "挂起中")).await.expect_err("unknown");
    assert_eq!(unknown.to_string(), "12345 的工单状态“挂起中”不在对照表内");
    assert_eq!(ledger.newest_link().await.expect("a head").seq, 0);
    take(&ledger, ticket("T1", "CLOSED")).await.expect("letters are no matter");
    let numberless = take(&ledger, ticket(" ", "待受理")).await.expect_err("no number");
    assert_eq!(numberless.to_string(), "信访举报：工单编号不能为空");
    let early = Ticket { called_at: now() + chrono::TimeDelta::minutes(1), ..ticket("T2", "待受理") };
    assert_eq!(take(&ledger, early).await.expect_err("too early").to_string(), "信访举报：来电时间晚于现在");
    let mut letter = ticket("T2", "待受理");
    letter.intake.complaint.channel = Channel::Letter;
    assert!(take(&ledger, letter).await.is_err());
    let mut work = ledger.begin(&staff("li", "民政局"), now()).await.expect("begun");
    assert!(matches!(work.take_ticket(ticket("T3", "待受理")).await, Err(LedgerError::Forbidden(_))));
}

#[tokio::test]
async fn one_number_sent_by_many_at_once_is_one_complaint() {
    let ledger = std::sync::Arc::new(TestLedger::with_keys().await);
    let senders = (0..8).map(|_| {
        let ledger = ledger.clone();
        tokio::spawn(async move { take(&ledger, ticket("T1", "待受理")).await.expect("taken") })
    });
    let mut new = 0;
    for sender in senders.collect::<Vec<_>>() {
        let taken = sender.await.expect("no panic");
        assert_eq!(taken.complaint.head.id, 1);
        new += u32::from(taken.new);
    }
    assert_eq!(new, 1);
}
