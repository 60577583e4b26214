//! From the desk to the answer and beyond it.

use super::super::support::TestLedger;
use super::{
    accept, anonymous, answer, assign, claim, close, desk, draft, identity, named, now, refusal, send_back, staff, supervisor, take, tell,
    transfer, verify,
};
use casework::complaint::{Channel, Complaint, ComplaintChange, ComplaintState, Intake, PetitionClass, ReporterKind, ReviewOutcome};
use casework::issue::{Issue, IssueDraft, IssueSource, Satisfaction};
use casework::record::{HeadDraft, Record};
use casework::{EventFilter, Kind, LedgerError, Reference, Refusal, Relation, Scope};

fn call_back(satisfaction: Satisfaction, text: &str) -> ComplaintChange {
    ComplaintChange::CallBack { satisfaction, text: text.into() }
}

fn issue() -> IssueDraft {
    IssueDraft {
        head: HeadDraft { title: "修路款账目不公开".into(), ..HeadDraft::default() },
        source: IssueSource::Complaint,
        description: "账目两年未公开".into(),
        amount: None,
    }
}

#[tokio::test]
async fn an_appeal_goes_from_the_desk_to_the_second_review_and_every_step_is_an_event() {
    let ledger = TestLedger::new().await;
    let id = ledger.enter(now(), named(PetitionClass::Appeal)).await.expect("entered").head.id;
    let li = staff("li", "民政局");
    let reason = || "对答复不服".to_owned();
    let decide = |text: &str| (ReviewOutcome::Upheld, text.to_owned());
    let (first, second) = (decide("维持原答复"), decide("维持复查意见"));
    let steps = [
        (desk("desk"), accept(), ComplaintState::Accepted),
        (desk("desk"), tell(), ComplaintState::Accepted),
        (desk("desk"), assign("民政局"), ComplaintState::Assigned),
        (li.clone(), take(), ComplaintState::Handling),
        (li.clone(), claim(), ComplaintState::Handling),
        (li, answer(), ComplaintState::Answered),
        (supervisor("wang"), verify(), ComplaintState::Answered),
        (desk("desk"), close(), ComplaintState::Closed),
        (desk("desk"), call_back(Satisfaction::Basically, ""), ComplaintState::Closed),
        (desk("desk"), ComplaintChange::AskReview { reason: reason() }, ComplaintState::Reviewing),
        (supervisor("zhao"), ComplaintChange::DecideReview { outcome: first.0, text: first.1 }, ComplaintState::Closed),
        (desk("desk"), ComplaintChange::AskSecondReview { reason: reason() }, ComplaintState::SecondReview),
        (supervisor("qian"), ComplaintChange::DecideSecondReview { outcome: second.0, text: second.1 }, ComplaintState::Concluded),
    ];
    let mut kinds = vec!["complaint.open".to_owned()];
    for (by, change, state) in steps {
        let complaint = ledger.step(&by, now(), id, change.clone()).await.unwrap_or_else(|error| panic!("{change:?}: {error}"));
        assert_eq!(complaint.state, state, "{change:?}");
        assert_eq!(complaint, ledger.complaint(id).await);
        kinds.push(format!("complaint.{}", casework::record::Change::step(&change)));
    }
    let complaint = ledger.complaint(id).await;
    assert_eq!((complaint.head.entered_by.as_str(), complaint.head.owner.as_deref()), ("desk", Some("li")));
    assert!(!complaint.is_open() && complaint.went_on.is_none());
    // What the office says, what was found and what the reporter says are three things.
    assert_eq!(complaint.claimed.map(|entry| entry.by).as_deref(), Some("li"));
    assert_eq!(complaint.verified.map(|entry| entry.by).as_deref(), Some("wang"));
    assert_eq!(complaint.call_backs[0].satisfaction, Satisfaction::Basically);
    assert_eq!(complaint.answer.map(|entry| entry.text).as_deref(), Some("您反映的账目已于本月公布"));
    let filter = EventFilter { record: Some("complaint".into()), ..EventFilter::default() };
    let events = ledger.events(&Scope::everything(), &filter).await.expect("events");
    assert_eq!(events.into_iter().map(|event| event.kind).collect::<Vec<_>>(), kinds);
    ledger.assert_whole().await;
}

#[tokio::test]
async fn who_handled_it_neither_verifies_nor_closes_nor_calls_back_nor_reviews() {
    let ledger = TestLedger::new().await;
    // The supervising side handles this one itself.
    let id = ledger.enter(now(), named(PetitionClass::Appeal)).await.expect("entered").head.id;
    let handler = desk("sun");
    let by_sun = |change: ComplaintChange| (handler.clone(), change);
    ledger.steps(now(), id, &[by_sun(accept()), by_sun(assign("监督室")), by_sun(take()), by_sun(claim()), by_sun(answer())]).await;
    for change in [verify(), send_back()] {
        assert!(matches!(refusal(ledger.step(&handler, now(), id, change).await), Refusal::SamePerson { did: "办理", .. }));
    }
    let unverified = refusal(ledger.step(&desk("desk"), now(), id, close()).await);
    assert_eq!(unverified, Refusal::Unfit { field: "核实情况", problem: "尚无，不能办结" });
    ledger.step(&supervisor("wang"), now(), id, verify()).await.expect("another one verifies");
    assert!(matches!(refusal(ledger.step(&handler, now(), id, close()).await), Refusal::SamePerson { .. }));
    ledger.step(&desk("desk"), now(), id, close()).await.expect("closed");
    let called = ledger.step(&handler, now(), id, call_back(Satisfaction::Satisfied, "")).await;
    assert!(matches!(refusal(called), Refusal::SamePerson { .. }));

    let ask = || ComplaintChange::AskReview { reason: "不服".into() };
    let decide = || ComplaintChange::DecideReview { outcome: ReviewOutcome::Upheld, text: "维持".into() };
    ledger.step(&handler, now(), id, ask()).await.expect("the desk passes on what the reporter asks");
    for (by, did) in [(handler.clone(), "办理"), (supervisor("wang"), "核实")] {
        assert!(matches!(refusal(ledger.step(&by, now(), id, decide()).await), Refusal::SamePerson { did: named, .. } if named == did));
    }
    ledger.step(&supervisor("zhao"), now(), id, decide()).await.expect("decided");
    let twice = refusal(ledger.step(&handler, now(), id, ask()).await);
    assert_eq!(twice, Refusal::Unfit { field: "复查", problem: "已进行，应申请复核" });
    ledger.step(&handler, now(), id, ComplaintChange::AskSecondReview { reason: "不服".into() }).await.expect("asked");
    let again = ComplaintChange::DecideSecondReview { outcome: ReviewOutcome::Revoked, text: "撤销".into() };
    assert!(matches!(refusal(ledger.step(&supervisor("zhao"), now(), id, again.clone()).await), Refusal::SamePerson { did: "复查", .. }));
    let revoked = ledger.step(&supervisor("qian"), now(), id, again).await.expect("decided");
    assert_eq!((revoked.state, revoked.answer, revoked.verified), (ComplaintState::Handling, None, None));
}

#[tokio::test]
async fn the_desk_decides_the_office_handles_and_neither_does_the_other_s() {
    let ledger = TestLedger::new().await;
    let id = ledger.enter(now(), named(PetitionClass::Appeal)).await.expect("entered").head.id;
    let reason = || "理由".to_owned();
    for change in [
        accept(),
        ComplaintChange::NotAccept { reason: reason() },
        ComplaintChange::Refer { to: "法院".into(), reason: reason() },
        ComplaintChange::Classify { class: PetitionClass::Accusation, accused: None, accused_office: None },
    ] {
        assert!(matches!(refusal(ledger.step(&supervisor("wang"), now(), id, change).await), Refusal::NotYours { .. }));
    }
    let entered = ledger.begin(&supervisor("wang"), now()).await.expect("begun").take_in(named(PetitionClass::Appeal), None).await;
    assert!(matches!(entered, Err(LedgerError::Forbidden(_))));
    ledger.steps(now(), id, &[(desk("desk"), accept()), (desk("desk"), assign("民政局"))]).await;
    let li = staff("li", "民政局");
    let early = refusal(ledger.step(&li, now(), id, answer()).await);
    assert!(matches!(early, Refusal::NotInThisState { state: "已交办", .. }));
    ledger.step(&li, now(), id, take()).await.expect("taken");
    let unclaimed = refusal(ledger.step(&li, now(), id, answer()).await);
    assert_eq!(unclaimed, Refusal::Unfit { field: "办理结果", problem: "尚未报送，不能答复" });
    ledger.steps(now(), id, &[(li.clone(), claim()), (li.clone(), answer())]).await;
    for change in [verify(), send_back(), close(), call_back(Satisfaction::Satisfied, "")] {
        let refused = ledger.step(&staff("zhou", "民政局"), now(), id, change).await;
        assert!(matches!(refusal(refused), Refusal::NotYours { .. } | Refusal::NotInThisState { .. }));
    }
    let stale = ledger.change::<Complaint>(&supervisor("wang"), now(), id, Some(2), &verify()).await;
    assert!(matches!(stale, Err(LedgerError::Stale { expected: 2, .. })));
}

#[tokio::test]
async fn a_complaint_is_never_given_to_the_office_that_it_accuses() {
    let ledger = TestLedger::new().await;
    let accused = |office: Option<&str>| Intake {
        complaint: casework::complaint::ComplaintDraft {
            accused_office: office.map(Into::into),
            ..draft(PetitionClass::Appeal, ReporterKind::Named)
        },
        reporters: vec![identity(1)],
    };
    let not_theirs = Refusal::Unfit { field: "承办单位", problem: "为被反映单位，信访举报不得交其办理" };
    let mut to_them = accused(Some("民政局"));
    to_them.complaint.head.department = Some("民政局".into());
    assert_eq!(refusal(ledger.enter(now(), to_them).await), not_theirs);

    let id = ledger.enter(now(), accused(Some("民政局"))).await.expect("entered").head.id;
    ledger.step(&desk("desk"), now(), id, accept()).await.expect("accepted");
    for department in ["民政局", " 民政局 "] {
        assert_eq!(refusal(ledger.step(&desk("desk"), now(), id, assign(department)).await), not_theirs);
    }
    let referred = ComplaintChange::Refer { to: "民政局".into(), reason: "属其职责".into() };
    assert_eq!(refusal(ledger.step(&desk("desk"), now(), id, referred).await), not_theirs);
    let mut on_them = issue();
    on_them.head.department = Some("民政局".into());
    let mut work = ledger.begin(&desk("desk"), now()).await.expect("begun");
    assert_eq!(refusal(work.go_on_as::<Issue>(id, None, on_them).await), not_theirs);
    drop(work);
    ledger.step(&desk("desk"), now(), id, assign("财政局")).await.expect("another office");
    assert_eq!(refusal(ledger.step(&desk("desk"), now(), id, transfer("民政局")).await), not_theirs);

    // Who is accused may come out later; then the complaint is taken from them before it is written down.
    let mut given = accused(None);
    given.complaint.head.department = Some("民政局".into());
    let id = ledger.enter(now(), given).await.expect("entered").head.id;
    let classify =
        ComplaintChange::Classify {
            class: PetitionClass::Appeal, accused: Some("局长".into()), accused_office: Some("民政局".into())
        };
    assert_eq!(refusal(ledger.step(&desk("desk"), now(), id, classify).await), not_theirs);
}

#[tokio::test]
async fn a_dissatisfied_reporter_reopens_it_once_and_says_why() {
    let ledger = TestLedger::new().await;
    let id = ledger.closed(now(), named(PetitionClass::Appeal)).await.head.id;
    let bad = |text: &str| call_back(Satisfaction::Dissatisfied, text);
    let silent = refusal(ledger.step(&desk("desk"), now(), id, bad(" ")).await);
    assert_eq!(silent, Refusal::Unfit { field: "不满意原因", problem: "不能为空" });
    let reopened = ledger.step(&desk("desk"), now(), id, bad("只公布了一个月的")).await.expect("reopened");
    assert_eq!((reopened.state, reopened.is_open(), &reopened.claimed, &reopened.answer), (ComplaintState::Handling, true, &None, &None));
    let li = staff("li", "民政局");
    ledger.steps(now(), id, &[(li.clone(), claim()), (li, answer()), (supervisor("wang"), verify()), (desk("desk"), close())]).await;
    let closed = ledger.step(&desk("desk"), now(), id, bad("还是不满意")).await.expect("noted");
    assert_eq!(closed.state, ComplaintState::Closed);
    assert_eq!(closed.call_backs.iter().map(|call| call.reopened).collect::<Vec<_>>(), [true, false]);
}

#[tokio::test]
async fn the_class_decides_the_road() {
    let ledger = TestLedger::new().await;
    let go_on = async |id: i64| {
        let mut work = ledger.begin(&desk("desk"), now()).await.expect("begun");
        let made = work.go_on_as::<Issue>(id, None, issue()).await?;
        work.commit().await?;
        Ok::<Issue, LedgerError>(made)
    };
    let entered = async |class| ledger.enter(now(), named(class)).await.expect("entered").head.id;
    let appeal = entered(PetitionClass::Appeal).await;
    assert!(matches!(refusal(go_on(appeal).await), Refusal::NotInThisState { state: "已登记", .. }));
    ledger.step(&desk("desk"), now(), appeal, accept()).await.expect("accepted");
    let made = go_on(appeal).await.expect("an issue");
    let to = Reference { kind: Kind::Issue, id: made.head.id };
    assert_eq!(ledger.complaint(appeal).await.went_on, Some(to));
    let links = ledger.links(&Scope::everything(), to).await.expect("links");
    assert_eq!((links[0].relation, links[0].to), (Relation::From, Reference { kind: Kind::Complaint, id: appeal }));
    assert!(matches!(refusal(go_on(appeal).await), Refusal::TooOften { limit: 1, .. }));
    let issues = ledger.lines(&Scope::everything(), Kind::Issue, &Default::default(), now()).await.expect("issues");
    assert_eq!(issues.len(), 1, "a refused road leaves no issue behind");

    for class in [PetitionClass::Accusation, PetitionClass::Suggestion] {
        let id = entered(class).await;
        ledger.step(&desk("desk"), now(), id, accept()).await.expect("accepted");
        assert_eq!(refusal(go_on(id).await), Refusal::Unfit { field: "信访事项类别", problem: "不应转为此类台账" });
    }
    let legal = entered(PetitionClass::LegalMatter).await;
    assert!(matches!(refusal(ledger.step(&desk("desk"), now(), legal, accept()).await), Refusal::Unfit { .. }));
    let referred = ComplaintChange::Refer { to: "区人民法院".into(), reason: "涉诉".into() };
    let referred = ledger.step(&desk("desk"), now(), legal, referred).await.expect("referred");
    assert_eq!(referred.decision.and_then(|decision| decision.referred_to).as_deref(), Some("区人民法院"));

    // A suggestion is answered by the desk itself.
    let suggestion = ledger.enter(now(), anonymous(PetitionClass::Suggestion)).await.expect("entered").head.id;
    ledger.step(&desk("desk"), now(), suggestion, accept()).await.expect("accepted");
    assert!(matches!(refusal(ledger.step(&supervisor("wang"), now(), suggestion, answer()).await), Refusal::NotYours { .. }));
    let answered = ledger.step(&desk("desk"), now(), suggestion, answer()).await.expect("answered");
    assert_eq!(answered.state, ComplaintState::Answered);
    let review = ledger.step(&desk("desk"), now(), suggestion, ComplaintChange::AskReview { reason: "不服".into() }).await;
    assert!(matches!(refusal(review), Refusal::Unfit { field: "信访事项类别", .. }));
}

#[tokio::test]
async fn who_is_accused_may_come_out_while_it_is_handled() {
    let ledger = TestLedger::new().await;
    let id = ledger.handling(now(), named(PetitionClass::Appeal)).await.head.id;
    let classify = |class, office: &str| ComplaintChange::Classify { class, accused: None, accused_office: Some(office.into()) };
    assert!(ledger.step(&desk("desk"), now(), id, classify(PetitionClass::Appeal, "民政局")).await.is_err(), "taken from them first");
    ledger.step(&desk("desk"), now(), id, transfer("财政局")).await.expect("moved");
    ledger.step(&desk("desk"), now(), id, classify(PetitionClass::Appeal, "民政局")).await.expect("noted");
    assert!(ledger.step(&desk("desk"), now(), id, transfer("民政局")).await.is_err());
    // What has gone on keeps the class by which it did.
    let mut work = ledger.begin(&desk("desk"), now()).await.expect("begun");
    work.go_on_as::<Issue>(id, None, issue()).await.expect("an issue");
    work.commit().await.expect("kept");
    let changed = ledger.step(&desk("desk"), now(), id, classify(PetitionClass::Suggestion, "民政局")).await;
    assert!(matches!(refusal(changed), Refusal::Unfit { field: "信访事项类别", .. }));
}

#[test]
fn a_step_that_reaches_beyond_the_record_cannot_be_sent() {
    for step in ["confirm", "link_repeat", "unlink_repeat", "go_on", "outside", "beyond"] {
        let sent = serde_json::json!({ "step": step, "of": 1, "reason": "x" });
        assert!(serde_json::from_value::<ComplaintChange>(sent).is_err(), "{step}");
    }
    let unknown = serde_json::json!({ "step": "accept", "remark": "", "state": "closed" });
    assert!(serde_json::from_value::<ComplaintChange>(unknown).is_err());
}

#[tokio::test]
async fn an_office_objects_once_and_in_time() {
    let ledger = TestLedger::new().await;
    let id = ledger.enter(now(), named(PetitionClass::Appeal)).await.expect("entered").head.id;
    let (li, object) = (staff("li", "民政局"), ComplaintChange::Return { reason: "不属我局职责".into() });
    ledger.steps(now(), id, &[(desk("desk"), accept()), (desk("desk"), assign("民政局"))]).await;
    let late = ledger.step(&li, super::moment("2026-03-13 09:00"), id, object.clone()).await;
    assert_eq!(refusal(late), Refusal::TooLate { step: "异议退回", until: super::super::support::day("2026-03-12") });
    let returned = ledger.step(&li, super::moment("2026-03-12 17:00"), id, object.clone()).await.expect("in time");
    assert_eq!((returned.state, returned.head.department), (ComplaintState::Accepted, None));
    ledger.step(&desk("desk"), now(), id, assign("民政局")).await.expect("given again");
    assert!(matches!(refusal(ledger.step(&li, now(), id, object).await), Refusal::TooOften { limit: 1, .. }));
}

#[tokio::test]
async fn what_is_entered_says_something_and_the_hotline_s_comes_as_a_ticket() {
    let ledger = TestLedger::new().await;
    let mut empty = named(PetitionClass::Appeal);
    empty.complaint.text = " ".into();
    let mut hotline = named(PetitionClass::Appeal);
    hotline.complaint.channel = Channel::Hotline;
    let told: Vec<_> = [ledger.enter(now(), empty).await, ledger.enter(now(), hotline).await]
        .into_iter()
        .map(|refused| refused.expect_err("refused").to_string())
        .collect();
    assert_eq!(told, ["信访举报：信访内容不能为空", "信访举报：信访渠道为12345热线的，须以工单登记"]);
    assert_eq!(ledger.newest_link().await.expect("a head").seq, 0);
}
