//! Tickets of the hotline: one number, one complaint.

use super::super::support::TestLedger;
use super::{accept, answer, assign, caller, claim, close, desk, draft, identity, moment, now, staff, supervisor, take as take_up, verify};
use casework::complaint::{
    Channel, Complaint, ComplaintState, HotlineClass, Intake, OutsideStateDraft, PetitionClass, Progress, ReporterKind, Ticket,
    TicketFilter, TicketTaken,
};
use casework::notice::{Notice, NoticeChange, NoticeDraft, NoticeKind};
use casework::people::{ApiKeyDraft, KeyOperation};
use casework::record::HeadDraft;
use casework::{Caller, EventFilter, Kind, LedgerError, Reference, Refusal, Role, Scope};
use chrono::TimeDelta;

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
    let ledger = TestLedger::new().await;
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
    assert_eq!((mark.outside, mark.outside_text.as_str()), (Some(ComplaintState::Closed), "已办结"));
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
async fn a_state_that_nobody_knows_is_kept_and_counted_until_somebody_says_what_it_means() {
    let ledger = TestLedger::new().await;
    let sysadmin = caller("sys", Role::SystemAdmin, false, Scope::nothing());
    let first = take(&ledger, ticket("T1", "挂起中")).await.expect("taken").complaint;
    let mark = first.ticket.clone().expect("a ticket");
    assert_eq!((mark.outside, mark.outside_text.as_str()), (None, "挂起中"));
    take(&ledger, ticket("T2", " 挂起中 ")).await.expect("taken");
    take(&ledger, Ticket { system: "12388".into(), ..ticket("T1", "挂起中") }).await.expect("taken");
    let unmapped = async || {
        let unmapped = ledger.unmapped_states().await.expect("read");
        unmapped.into_iter().map(|line| format!("{} {} {}", line.system, line.text.trim(), line.tickets)).collect::<Vec<_>>()
    };
    assert_eq!(unmapped().await, ["12345 挂起中 2", "12388 挂起中 1"]);

    let say = |system: Option<&str>, state| OutsideStateDraft {
        system: system.map(str::to_owned),
        word: "挂起中".into(),
        state,
        source: "市热线对接规范".into(),
    };
    assert!(matches!(ledger.set_outside_state(&desk("desk"), now(), &say(None, None)).await, Err(LedgerError::Forbidden(_))));
    ledger.set_outside_state(&sysadmin, now(), &say(Some("12345"), Some(ComplaintState::Handling))).await.expect("said");
    assert_eq!(unmapped().await, ["12388 挂起中 1"], "one system's word is not another's");
    ledger.set_outside_state(&sysadmin, now(), &say(None, Some(ComplaintState::Accepted))).await.expect("said");
    assert_eq!(unmapped().await, [""; 0]);
    let again = take(&ledger, ticket("T1", "挂起中")).await.expect("taken");
    assert!(again.updated && !again.new, "a known word is news where it was none");
    assert_eq!(again.complaint.ticket.expect("a ticket").outside, Some(ComplaintState::Handling), "its own system's meaning comes first");
    let other = take(&ledger, Ticket { system: "12388".into(), ..ticket("T1", "挂起中") }).await.expect("taken");
    assert_eq!(other.complaint.ticket.expect("a ticket").outside, Some(ComplaintState::Accepted));

    let known = say(None, Some(ComplaintState::Received));
    ledger.set_outside_state(&sysadmin, now(), &OutsideStateDraft { word: "Closed".into(), ..known }).await.expect("said");
    let reopened = take(&ledger, ticket("T3", "CLOSED")).await.expect("taken").complaint;
    assert_eq!(reopened.ticket.expect("a ticket").outside, Some(ComplaintState::Received), "what the office says stands over the built-in");
    let table = ledger.outside_states().await.expect("read");
    assert_eq!(table.iter().filter(|line| line.word == "closed").count(), 1);
    for system in [Some("12345"), None] {
        ledger.set_outside_state(&sysadmin, now(), &say(system, None)).await.expect("taken back");
    }
    assert!(ledger.set_outside_state(&sysadmin, now(), &say(None, None)).await.is_err(), "nothing is left to take back");
    assert_eq!(unmapped().await.len(), 2);
    ledger.assert_whole().await;
}

#[tokio::test]
async fn what_is_no_ticket_is_refused_and_nothing_is_kept() {
    let ledger = TestLedger::new().await;
    let long = take(&ledger, ticket("T1", &"长".repeat(101))).await.expect_err("no word");
    assert_eq!(long.to_string(), "信访举报：工单状态超过 100 字");
    assert_eq!(ledger.newest_link().await.expect("a head").seq, 0);
    take(&ledger, ticket("T1", "CLOSED")).await.expect("letters are no matter");
    let numberless = take(&ledger, ticket(" ", "待受理")).await.expect_err("no number");
    assert_eq!(numberless.to_string(), "信访举报：工单编号不能为空");
    let early = Ticket { called_at: now() + TimeDelta::minutes(1), ..ticket("T2", "待受理") };
    assert_eq!(take(&ledger, early).await.expect_err("too early").to_string(), "信访举报：来电时间晚于现在");
    let mut letter = ticket("T2", "待受理");
    letter.intake.complaint.channel = Channel::Letter;
    assert!(take(&ledger, letter).await.is_err());
    let mut work = ledger.begin(&staff("li", "民政局"), now()).await.expect("begun");
    assert!(matches!(work.take_ticket(ticket("T3", "待受理")).await, Err(LedgerError::Forbidden(_))));
}

#[tokio::test]
async fn one_number_sent_by_many_at_once_is_one_complaint() {
    let ledger = std::sync::Arc::new(TestLedger::new().await);
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

/// The hotline's own system, with its key.
async fn machine_of(ledger: &TestLedger, system: &str) -> Caller {
    let draft = ApiKeyDraft {
        name: "热线平台".into(),
        institution: None,
        department: None,
        system: Some(system.into()),
        operations: [KeyOperation::TicketsWrite, KeyOperation::TicketsRead].into(),
        per_minute: 60,
        expires_at: now() + TimeDelta::days(30),
    };
    let security = caller("sec", Role::SecurityAdmin, false, Scope::nothing());
    ledger.create_api_key(&security, now(), draft).await.expect("made").0.caller("10.0.0.9")
}

async fn take_by(ledger: &TestLedger, by: &Caller, ticket: Ticket) -> Result<Complaint, LedgerError> {
    let mut work = ledger.begin(by, now()).await?;
    let taken = work.take_ticket(ticket).await?;
    work.commit().await?;
    Ok(taken.complaint)
}

#[tokio::test]
async fn a_hotlines_machine_hands_in_and_reads_its_own_tickets_and_nothing_else() {
    let ledger = TestLedger::new().await;
    let machine = machine_of(&ledger, "12345").await;
    let mut sent = ticket("T1", "待受理");
    sent.intake.complaint.head.department = Some("民政局".into());
    let own = take_by(&ledger, &machine, sent).await.expect("taken");
    assert_eq!((own.head.entered_by.as_str(), own.head.department.as_deref()), ("key:1 热线平台", None), "the desk says who handles it");
    let foreign = Ticket { system: "12388".into(), ..ticket("T2", "待受理") };
    assert!(matches!(take_by(&ledger, &machine, foreign.clone()).await, Err(LedgerError::Forbidden(_))));
    let other = take(&ledger, foreign).await.expect("taken").complaint;
    let letter = ledger.enter(now(), super::named(PetitionClass::Appeal)).await.expect("entered");

    for unseen in [&other, &letter] {
        let id = unseen.head.id;
        let read: Result<Complaint, _> = ledger.record_of(&machine.scope, id).await;
        assert!(matches!(read, Err(LedgerError::NotFound { .. })));
        assert!(ledger.step(&machine, now(), id, accept()).await.is_err());
    }
    assert!(ledger.step(&machine, now(), own.head.id, accept()).await.expect_err("no step").to_string().contains("不能"));
    assert!(ledger.reveal_reporter(&machine, now(), own.head.id, "核对").await.is_err(), "also not who made its own tickets");
    let mut work = ledger.begin(&machine, now()).await.expect("begun");
    assert!(matches!(work.take_in(super::named(PetitionClass::Appeal), None).await, Err(LedgerError::Forbidden(_))));
    drop(work);
    let listed = ledger.lines(&machine.scope, Kind::Complaint, &Default::default(), now()).await.expect("read");
    assert_eq!(listed.iter().map(|line| line.id).collect::<Vec<_>>(), [own.head.id]);
    assert_eq!(ledger.lines(&machine.scope, Kind::Campaign, &Default::default(), now()).await.expect("read"), []);
    assert_eq!(ledger.ticket_changes(&machine.scope, 0, None).await.expect("read").items.len(), 1);
    ledger.assert_whole().await;
}

#[tokio::test]
async fn what_became_of_tickets_is_told_from_a_mark_on_and_the_same_mark_is_answered_alike() {
    let ledger = TestLedger::new().await;
    let scope = Scope { tickets_of: Some("12345".into()), ..Scope::everything() };
    let since = async |mark: i64| ledger.ticket_changes(&scope, mark, None).await.expect("read");
    assert_eq!((since(0).await.items.len(), since(0).await.more), (0, false));
    let id = take(&ledger, ticket("T1", "待受理")).await.expect("taken").complaint.head.id;
    take(&ledger, ticket("T2", "待受理")).await.expect("taken");
    let mut accusing = ticket("T3", "待受理");
    accusing.intake.complaint.class = PetitionClass::Accusation;
    let accusation = take(&ledger, accusing).await.expect("taken").complaint.head.id;
    let first = since(0).await;
    assert_eq!(first.items.iter().map(|item| item.ticket_number.as_str()).collect::<Vec<_>>(), ["T1", "T2", "T3"]);
    assert_eq!(since(first.next).await.items, []);
    ledger.reveal_reporter(&desk("desk"), now(), id, "回访").await.expect("shown");
    assert_eq!(since(first.next).await.items, [], "that somebody looked is nobody's news");

    let li = staff("li", "民政局");
    let steps = [
        (desk("desk"), accept()),
        (desk("desk"), assign("民政局")),
        (li.clone(), take_up()),
        (li.clone(), claim()),
        (li.clone(), answer()),
    ];
    ledger.steps(now(), id, &steps).await;
    ledger.steps(now(), accusation, &[(desk("desk"), accept()), (desk("desk"), answer())]).await;
    let second = since(first.next).await;
    assert_eq!(second, since(first.next).await);
    let told: Vec<_> = second.items.iter().map(|item| (item.ticket_number.as_str(), item.progress, item.answer.as_deref())).collect();
    assert_eq!(
        told,
        [("T1", Progress::Answered, Some("您反映的账目已于本月公布")), ("T3", Progress::Answered, None)],
        "each once, and of an accusation no word"
    );
    let page = ledger.ticket_changes(&scope, first.next, Some(2)).await.expect("read");
    assert!(page.more && page.next < second.next);
    assert!(ledger.ticket_changes(&scope, -1, None).await.is_err());
}

#[tokio::test]
async fn what_is_shown_outside_has_no_word_of_anybody_and_no_accusation() {
    let ledger = TestLedger::new().await;
    let everybody = Scope::everything();
    let shown = async |filter: TicketFilter| ledger.shown_tickets(&everybody, &filter).await.expect("read");
    let mut numbers = Vec::new();
    for (number, class, reporter, accused) in [
        ("T1", PetitionClass::Appeal, ReporterKind::Named, None),
        ("T2", PetitionClass::Accusation, ReporterKind::Named, None),
        ("T3", PetitionClass::Appeal, ReporterKind::Confidential, None),
        ("T4", PetitionClass::Appeal, ReporterKind::Named, Some("王某某")),
        ("T5", PetitionClass::Suggestion, ReporterKind::Named, None),
    ] {
        let mut sent = ticket(number, "待受理");
        let complaint = &mut sent.intake.complaint;
        (complaint.class, complaint.reporter, complaint.accused) = (class, reporter, accused.map(str::to_owned));
        complaint.head.priority = (number == "T1").then(|| "rural".to_owned());
        sent.called_at = now() - TimeDelta::hours(i64::try_from(numbers.len()).expect("few"));
        numbers.push(take(&ledger, sent).await.expect("taken").complaint.head);
    }
    let found = |tickets: Vec<casework::complaint::ShownTicket>| tickets.into_iter().map(|ticket| ticket.number).collect::<Vec<_>>();
    let (first, last) = (numbers[0].number.as_str(), numbers[4].number.as_str());
    assert_eq!(found(shown(TicketFilter::default()).await), [first, last], "the newest call first");
    let rural = vec![(Some("rural".to_owned()), PetitionClass::Appeal)];
    assert_eq!(found(shown(TicketFilter { services: rural, ..TicketFilter::default() }).await), [first]);
    let general = vec![(None, PetitionClass::Suggestion)];
    assert_eq!(found(shown(TicketFilter { services: general, ..TicketFilter::default() }).await), [last]);
    assert_eq!(found(shown(TicketFilter { ticket: Some("T5".into()), ..TicketFilter::default() }).await), [last]);
    assert_eq!(found(shown(TicketFilter { numbers: vec![numbers[1].number.clone()], ..TicketFilter::default() }).await), [""; 0]);
    assert_eq!(found(shown(TicketFilter { from: Some(now()), ..TicketFilter::default() }).await), [first]);
    assert_eq!(found(shown(TicketFilter { until: Some(moment("2026-03-05 09:00")), ..TicketFilter::default() }).await), [last]);
    assert_eq!(found(shown(TicketFilter { open: Some(false), ..TicketFilter::default() }).await), [""; 0]);

    let id = numbers[0].id;
    let li = staff("li", "民政局");
    let steps = [
        (desk("desk"), accept()),
        (desk("desk"), assign("民政局")),
        (li.clone(), take_up()),
        (li.clone(), claim()),
        (li.clone(), answer()),
        (supervisor("wang"), verify()),
        (desk("desk"), close()),
    ];
    ledger.steps(now(), id, &steps).await;
    let closed = shown(TicketFilter { open: Some(false), ..TicketFilter::default() }).await;
    assert_eq!(
        (closed.len(), closed[0].progress, closed[0].published.as_deref()),
        (1, Progress::Closed, None),
        "an answer is not published"
    );

    let notice = |text: &str| NoticeDraft {
        head: HeadDraft { title: "群众诉求办理情况".into(), ..HeadDraft::default() },
        kind: NoticeKind::Disclosure,
        item: None,
        text: text.into(),
    };
    let from = |id| Some(Reference { kind: Kind::Complaint, id });
    let write = async |id, text: &str| {
        let mut work = ledger.begin(&supervisor("zhao"), now()).await.expect("begun");
        let made = work.open_once::<Notice>(None, from(id), notice(text)).await?;
        work.commit().await?;
        Ok::<i64, LedgerError>(made.head.id)
    };
    let accusation = write(numbers[1].id, "已处理").await;
    assert!(matches!(accusation, Err(LedgerError::Refused { refusal: Refusal::Unfit { .. }, .. })), "{accusation:?}");
    assert!(write(numbers[3].id, "王某某已受处理").await.is_err(), "whom a complaint names no notice names");
    let made = write(id, "该村账目已公布并接受监督。").await.expect("written");
    assert_eq!(shown(TicketFilter::default()).await[0].published, None, "what is drafted is not published");
    let approve = NoticeChange::Approve { remark: String::new() };
    ledger.change::<Notice>(&supervisor("wang"), now(), made, None, &approve).await.expect("approved");
    let publish = NoticeChange::Publish { on: now().date_naive(), place: "区政府网站".into() };
    ledger.change::<Notice>(&supervisor("wang"), now(), made, None, &publish).await.expect("published");
    assert_eq!(shown(TicketFilter::default()).await[0].published.as_deref(), Some("该村账目已公布并接受监督。"));
    let withdraw = NoticeChange::Withdraw { reason: "有误".into() };
    ledger.change::<Notice>(&supervisor("wang"), now(), made, None, &withdraw).await.expect("withdrawn");
    assert_eq!(shown(TicketFilter::default()).await[0].published, None);
}
