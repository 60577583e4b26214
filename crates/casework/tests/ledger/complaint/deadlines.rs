//! What is owed by when: one clock for each thing owed, and none that outlives what it was for.

use super::super::support::{TestLedger, day};
use super::{
    accept, anonymous, answer, assign, claim, desk, draft, moment, named, refusal, send_back, staff, supervisor, take, tell, transfer,
    verify,
};
use casework::clock::{Colour, Course, Obligation, Span};
use casework::complaint::{Channel, Complaint, ComplaintChange, HotlineClass, Intake, PetitionClass, ReporterKind, ReviewOutcome, Ticket};
use casework::record::Record;
use casework::{Kind, Refusal, Scope};
use chrono::{DateTime, Utc};
use vocabulary::WorkCalendar;

fn running(complaint: &Complaint) -> Vec<(Obligation, String)> {
    complaint.head.clocks.0.iter().filter(|clock| clock.is_open()).map(|clock| (clock.obligation, clock.due_on().to_string())).collect()
}

fn owed(obligation: Obligation, due: &str) -> (Obligation, String) {
    (obligation, due.to_owned())
}

fn colour(complaint: &Complaint, obligation: Obligation, at: DateTime<Utc>) -> Colour {
    let clock = complaint.head.clocks.0.iter().rev().find(|clock| clock.obligation == obligation).expect("a clock");
    clock.colour(at, 3, &WorkCalendar::builtin()).expect("covered")
}

async fn due_in_list(ledger: &TestLedger, id: i64, at: DateTime<Utc>) -> Option<(String, Colour)> {
    let lines = ledger.lines(&Scope::everything(), Kind::Complaint, &Default::default(), at).await.expect("lines");
    let line = lines.into_iter().find(|line| line.id == id).expect("listed");
    line.due_at.map(|due| (due.to_rfc3339(), line.colour.expect("what is due has a colour")))
}

fn ticket(class: HotlineClass, reporter: ReporterKind) -> Ticket {
    let reporters = if reporter == ReporterKind::Anonymous { Vec::new() } else { vec![super::identity(1)] };
    let mut complaint = draft(PetitionClass::Appeal, reporter);
    complaint.channel = Channel::Hotline;
    Ticket {
        system: "12345".into(),
        number: class.code().into(),
        class,
        called_at: moment("2026-09-30 17:30"),
        state: "待受理".into(),
        intake: Intake { complaint, reporters },
    }
}

/// Told of the decision within 15 days, finished within 60 days of acceptance: two clocks, and what meets the one leaves the other.
#[tokio::test]
async fn a_named_reporter_is_owed_the_decision_until_told_and_the_answer_until_answered() {
    let ledger = TestLedger::new().await;
    let id = ledger.enter(moment("2026-03-05 10:00"), named(PetitionClass::Appeal)).await.expect("entered").head.id;
    assert_eq!(running(&ledger.complaint(id).await), [owed(Obligation::ComplaintAcceptance, "2026-03-20")]);
    let accepted = ledger.step(&desk("desk"), moment("2026-03-10 10:00"), id, accept()).await.expect("accepted");
    let both = [owed(Obligation::ComplaintAcceptance, "2026-03-20"), owed(Obligation::ComplaintFinish, "2026-05-09")];
    assert_eq!(running(&accepted), both, "who was not told is still owed it");
    // The nearer of the two is what the list goes by: a later deadline never overrules an earlier one.
    let due = due_in_list(&ledger, id, moment("2026-03-21 00:00")).await.expect("due");
    assert_eq!(due, ("2026-03-20T16:00:00+00:00".to_owned(), Colour::Red));
    let told = ledger.step(&desk("desk"), moment("2026-03-12 10:00"), id, tell()).await.expect("told");
    assert_eq!(running(&told), [owed(Obligation::ComplaintFinish, "2026-05-09")]);
    assert_eq!(colour(&told, Obligation::ComplaintAcceptance, moment("2026-12-01 10:00")), Colour::Met);
}

#[tokio::test]
async fn nobody_can_be_told_who_is_not_known_so_the_decision_is_enough() {
    let ledger = TestLedger::new().await;
    let id = ledger.enter(moment("2026-03-05 10:00"), anonymous(PetitionClass::Appeal)).await.expect("entered").head.id;
    let refused = ComplaintChange::NotAccept { reason: "无具体事实".into() };
    let closed = ledger.step(&desk("desk"), moment("2026-03-06 10:00"), id, refused.clone()).await.expect("refused");
    assert_eq!((running(&closed), closed.is_open()), (vec![], false));
    assert!(matches!(refusal(ledger.step(&desk("desk"), moment("2026-03-07 10:00"), id, tell()).await), Refusal::Unfit { .. }));
    // A named one is open until the reporter has been told.
    let id = ledger.enter(moment("2026-03-05 10:00"), named(PetitionClass::Appeal)).await.expect("entered").head.id;
    let untold = ledger.step(&desk("desk"), moment("2026-03-06 10:00"), id, refused).await.expect("refused");
    assert_eq!((running(&untold), untold.is_open()), (vec![owed(Obligation::ComplaintAcceptance, "2026-03-20")], true));
    let told = ledger.step(&desk("desk"), moment("2026-03-07 10:00"), id, tell()).await.expect("told");
    assert!(!told.is_open() && running(&told).is_empty());
}

/// It was answered: nothing of it turns yellow or red any more, whatever day it is.
#[tokio::test]
async fn what_was_answered_is_never_told_as_late() {
    let ledger = TestLedger::new().await;
    let id = ledger.handling(moment("2026-03-05 10:00"), named(PetitionClass::Appeal)).await.head.id;
    let li = staff("li", "民政局");
    let answered = ledger.steps(moment("2026-03-20 10:00"), id, &[(li.clone(), claim()), (li, answer())]).await;
    assert_eq!(running(&answered), []);
    assert_eq!(due_in_list(&ledger, id, moment("2026-12-31 10:00")).await, None);
    assert_eq!(colour(&answered, Obligation::ComplaintFinish, moment("2026-12-31 10:00")), Colour::Met);
    // That the reporter may ask for review until then is no debt of anybody's.
    assert_eq!(answered.review_until, Some(moment("2026-04-20 00:00")));
}

/// An answer that did not hold wins nobody time: the same is owed by the same day.
#[tokio::test]
async fn an_answer_that_was_sent_back_is_owed_by_its_old_day() {
    let ledger = TestLedger::new().await;
    let id = ledger.handling(moment("2026-03-05 10:00"), named(PetitionClass::Appeal)).await.head.id;
    let li = staff("li", "民政局");
    ledger.steps(moment("2026-04-20 10:00"), id, &[(li.clone(), claim()), (li.clone(), answer())]).await;
    let back = ledger.step(&supervisor("wang"), moment("2026-05-06 10:00"), id, send_back()).await.expect("sent back");
    assert_eq!(running(&back), [owed(Obligation::ComplaintFinish, "2026-05-04")]);
    assert_eq!(colour(&back, Obligation::ComplaintFinish, moment("2026-05-06 10:00")), Colour::Red);
    // Reopened by the reporter it is another matter: there is a new time for it.
    ledger.steps(moment("2026-05-07 10:00"), id, &[(li.clone(), claim()), (li, answer()), (supervisor("wang"), verify())]).await;
    ledger.step(&desk("desk"), moment("2026-05-07 10:00"), id, super::close()).await.expect("closed");
    let bad = ComplaintChange::CallBack { satisfaction: casework::issue::Satisfaction::Dissatisfied, text: "未解决".into() };
    let reopened = ledger.step(&desk("desk"), moment("2026-05-10 10:00"), id, bad).await.expect("reopened");
    assert_eq!(running(&reopened), [owed(Obligation::ComplaintFinish, "2026-07-09")]);
}

/// The office's own clock ends with the transfer, the reporter's goes on; nothing of the old office's is left.
#[tokio::test]
async fn a_transfer_begins_the_office_s_clock_anew_and_leaves_the_reporter_s() {
    let ledger = TestLedger::new().await;
    let id = ledger.enter(moment("2026-03-05 10:00"), named(PetitionClass::Appeal)).await.expect("entered").head.id;
    ledger
        .steps(moment("2026-03-05 10:00"), id, &[(desk("desk"), accept()), (desk("desk"), tell()), (desk("desk"), assign("民政局"))])
        .await;
    let given = ledger.complaint(id).await;
    let both = |taking: &str| [owed(Obligation::ComplaintFinish, "2026-05-04"), owed(Obligation::ComplaintTaking, taking)];
    assert_eq!(running(&given), both("2026-03-12"));
    let moved = ledger.step(&desk("desk"), moment("2026-03-16 10:00"), id, transfer("财政局")).await.expect("moved");
    assert_eq!(running(&moved), both("2026-03-23"));
    assert_eq!(colour(&moved, Obligation::ComplaintTaking, moment("2026-03-16 10:00")), Colour::Green);
    let stopped = moved.head.clocks.0.iter().filter(|clock| clock.obligation == Obligation::ComplaintTaking).map(|clock| clock.course);
    assert_eq!(stopped.collect::<Vec<_>>(), [Course::Stopped(moment("2026-03-16 10:00")), Course::Running]);
    // What the old office asked for lapses with it.
    let chen = staff("chen", "财政局");
    let ask = ComplaintChange::AskExtension { span: Span::Days(30), reason: "案情复杂".into() };
    ledger.steps(moment("2026-03-17 10:00"), id, &[(chen.clone(), take()), (chen, ask), (desk("desk"), transfer("农业局"))]).await;
    let extend = ComplaintChange::Extend { remark: String::new() };
    let lapsed = refusal(ledger.step(&supervisor("wang"), moment("2026-03-18 10:00"), id, extend).await);
    assert_eq!(lapsed, Refusal::Absent { what: "延期申请", problem: "不存在" });
}

/// One joined to another owes no decision of its own any more; the answer to its own reporter it does, once.
#[tokio::test]
async fn a_repeat_is_not_told_as_late_for_what_is_decided_with_the_first() {
    let ledger = TestLedger::new().await;
    let first = ledger.handling(moment("2026-03-05 10:00"), named(PetitionClass::Appeal)).await.head.id;
    let id = ledger.enter(moment("2026-03-10 10:00"), named(PetitionClass::Appeal)).await.expect("entered").head.id;
    let mut work = ledger.begin(&desk("desk"), moment("2026-03-12 10:00")).await.expect("begun");
    let linked = work.link_repeat(id, None, first, "同一事项").await.expect("linked");
    work.commit().await.expect("kept");
    assert_eq!(running(&linked), [owed(Obligation::ComplaintFinish, "2026-05-11")]);
    assert_eq!(colour(&linked, Obligation::ComplaintAcceptance, moment("2026-12-01 10:00")), Colour::Stopped);
    // Parted again, nobody has won time by it.
    let mut work = ledger.begin(&desk("desk"), moment("2026-03-16 10:00")).await.expect("begun");
    let parted = work.unlink_repeat(id, None, "不是同一事项").await.expect("parted");
    work.commit().await.expect("kept");
    assert_eq!(running(&parted), [owed(Obligation::ComplaintAcceptance, "2026-03-25")]);
    let mut work = ledger.begin(&desk("desk"), moment("2026-03-17 10:00")).await.expect("begun");
    work.link_repeat(id, None, first, "确为同一事项").await.expect("linked");
    work.commit().await.expect("kept");
    let answered = ledger.step(&desk("desk"), moment("2026-03-18 10:00"), id, answer()).await.expect("answered");
    assert_eq!(running(&answered), []);
    assert_eq!(due_in_list(&ledger, id, moment("2026-12-31 10:00")).await, None);
}

#[tokio::test]
async fn more_time_is_given_once_by_another_person_and_no_more_than_thirty_days() {
    let ledger = TestLedger::new().await;
    let at = moment("2026-04-01 10:00");
    let id = ledger.handling(moment("2026-03-05 10:00"), named(PetitionClass::Appeal)).await.head.id;
    let ask = |by, span| (by, ComplaintChange::AskExtension { span, reason: "案情复杂".into() });
    let extend = || ComplaintChange::Extend { remark: String::new() };
    ledger.steps(at, id, &[ask(staff("li", "民政局"), Span::Days(31))]).await;
    assert!(matches!(refusal(ledger.step(&supervisor("wang"), at, id, extend()).await), Refusal::Unfit { field: "延期", .. }));
    ledger.steps(at, id, &[ask(supervisor("wang"), Span::Days(30))]).await;
    assert!(matches!(refusal(ledger.step(&supervisor("wang"), at, id, extend()).await), Refusal::SamePerson { .. }));
    assert!(matches!(refusal(ledger.step(&staff("li", "民政局"), at, id, extend()).await), Refusal::NotYours { .. }));
    let extended = ledger.step(&supervisor("zhao"), at, id, extend()).await.expect("given");
    assert_eq!(extended.head.clocks.open(Obligation::ComplaintFinish).map(|clock| clock.due_on()), Some(day("2026-06-03")));
    ledger.steps(at, id, &[ask(staff("li", "民政局"), Span::Days(1))]).await;
    assert!(matches!(refusal(ledger.step(&supervisor("zhao"), at, id, extend()).await), Refusal::TooOften { limit: 1, .. }));
}

/// The hotline's limits run from the call, by class; holidays and make-up days count as the calendar has them.
#[tokio::test]
async fn a_ticket_is_owed_an_answer_by_its_class_from_the_call_on() {
    let ledger = TestLedger::new().await;
    // The evening before the National Day holidays; 10 October is a Saturday that is worked.
    // The tickets come a day after the calls.
    let at = moment("2026-10-01 08:00");
    for (class, obligation, due) in [
        (HotlineClass::Consultation, Obligation::HotlineConsultation, "2026-10-08"),
        (HotlineClass::Complaint, Obligation::HotlineComplaint, "2026-10-13"),
        (HotlineClass::Complex, Obligation::HotlineComplex, "2026-10-27"),
        (HotlineClass::Urgent, Obligation::HotlineUrgent, "2026-10-01"),
    ] {
        let mut work = ledger.begin(&desk("desk"), at).await.expect("begun");
        let id = work.take_ticket(ticket(class, ReporterKind::Anonymous)).await.expect("taken").complaint.head.id;
        work.commit().await.expect("kept");
        assert_eq!(running(&ledger.complaint(id).await)[1], owed(obligation, due), "{class}");
        // To accept it starts no second clock and moves none.
        let accepted = ledger.step(&desk("desk"), moment("2026-10-01 09:00"), id, accept()).await.expect("accepted");
        assert_eq!(running(&accepted), [owed(obligation, due)], "{class}");
        let answered = ledger.step(&desk("desk"), moment("2026-10-01 10:00"), id, answer()).await.expect("answered");
        assert_eq!(running(&answered), [], "{class}");
        assert_eq!(colour(&answered, obligation, moment("2026-12-01 09:00")), Colour::Met, "{class}");
    }
    // Twenty-four hours are hours of the clock, nights and holidays counted.
    let mut work = ledger.begin(&desk("desk"), at).await.expect("begun");
    let mut urgent = ticket(HotlineClass::Urgent, ReporterKind::Named);
    urgent.number = "again".into();
    let complaint = work.take_ticket(urgent).await.expect("taken").complaint;
    assert_eq!(complaint.head.clocks.open(Obligation::HotlineUrgent).map(|clock| clock.due_at), Some(moment("2026-10-01 17:30")));
}

#[tokio::test]
async fn a_review_is_asked_for_and_decided_within_thirty_days_each() {
    let ledger = TestLedger::new().await;
    let id = ledger.closed(moment("2026-03-05 10:00"), named(PetitionClass::Appeal)).await.head.id;
    let ask = || ComplaintChange::AskReview { reason: "不服".into() };
    let late = refusal(ledger.step(&desk("desk"), moment("2026-04-05 00:00"), id, ask()).await);
    assert_eq!(late, Refusal::TooLate { step: "申请复查", until: day("2026-04-04") });
    let asked = ledger.step(&desk("desk"), moment("2026-04-04 23:59"), id, ask()).await.expect("in time");
    assert_eq!(running(&asked), [owed(Obligation::ReviewDecision, "2026-05-04")]);
    let changed = ComplaintChange::DecideReview { outcome: ReviewOutcome::Changed, text: "补发差额".into() };
    let decided = ledger.step(&supervisor("zhao"), moment("2026-05-04 10:00"), id, changed).await.expect("decided");
    assert_eq!((running(&decided), decided.answer.map(|entry| entry.text)), (vec![], Some("补发差额".into())));
    let second = || ComplaintChange::AskSecondReview { reason: "不服".into() };
    let late = refusal(ledger.step(&desk("desk"), moment("2026-06-04 10:00"), id, second()).await);
    assert_eq!(late, Refusal::TooLate { step: "申请复核", until: day("2026-06-03") });
    let asked = ledger.step(&desk("desk"), moment("2026-06-03 10:00"), id, second()).await.expect("in time");
    assert_eq!(running(&asked), [owed(Obligation::SecondReviewDecision, "2026-07-03")]);
}
