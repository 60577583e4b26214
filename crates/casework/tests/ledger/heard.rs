//! Nobody loses a benefit unheard: notice, explanation, and the ways in which a lead is true.

use super::support::{TestLedger, assign, caller, day, found, noon, outcome, person, run, subject, within};
use casework::clock::{Colour, Course, Obligation};
use casework::{
    ClearReason, Lead, LeadChange, LeadState, LedgerError, Nature, NoticeWay, Outcome, Reach, Refusal, Role, RuleAnswer, Scope,
};
use vocabulary::Fen;

/// A lead of a person, being verified since 5 March 2026, a Thursday.
async fn verifying(kind: &str) -> (TestLedger, i64) {
    let ledger = TestLedger::new().await;
    let mut lead = subject("1", &[300]);
    lead.subject_kind = "person".into();
    let mut rule = outcome("S01", RuleAnswer::Evaluated { leads: vec![lead] });
    rule.kind = kind.into();
    ledger.apply_screening(&person("system"), noon("2026-03-05"), &run(vec![rule])).await.expect("applied");
    let id = ledger.only().await.id;
    on(&ledger, "2026-03-05", id, assign()).await.expect("assigned");
    on(&ledger, "2026-03-05", id, LeadChange::StartVerifying).await.expect("taken up");
    (ledger, id)
}

async fn on(ledger: &TestLedger, day: &str, id: i64, change: LeadChange) -> Result<Lead, LedgerError> {
    ledger.change_lead(&caller("li", Role::Supervisor), noon(day), id, None, &change).await
}

fn notify(day_told: &str) -> LeadChange {
    LeadChange::Notify { way: NoticeWay::InPerson, on: day(day_told), text: "告知疑点与申辩权利".into(), files: vec![] }
}

fn explain() -> LeadChange {
    LeadChange::Explain { text: "车辆已于去年报废".into(), files: vec![] }
}

fn confirm(nature: Nature, amount: i64) -> LeadChange {
    LeadChange::Confirm { nature, amount: Fen(amount), finding: "核实属实".into(), files: vec![] }
}

fn told(error: &LedgerError) -> String {
    match error {
        LedgerError::Refused { refusal, .. } => refusal.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn who_was_not_told_is_not_found_at_fault_and_may_be_cleared_all_the_same() {
    let (ledger, id) = verifying("fault").await;
    for nature in [Nature::Fraud, Nature::Error] {
        let refused = on(&ledger, "2026-03-09", id, confirm(nature, 300)).await.expect_err("not told");
        assert_eq!(told(&refused), "当事人尚未告知，不能认定属实");
    }
    let clear = LeadChange::Clear { reason: ClearReason::LawfulException, text: "残疾人专用车".into(), files: vec![] };
    assert_eq!(on(&ledger, "2026-03-09", id, clear).await.expect("cleared").state, LeadState::Cleared);
    ledger.assert_whole().await;
}

#[tokio::test]
async fn who_was_told_has_five_working_days_unless_they_explain_before() {
    let (ledger, id) = verifying("fault").await;
    let lead = on(&ledger, "2026-03-05", id, notify("2026-03-05")).await.expect("told");
    assert_eq!((lead.state, lead.notices[0].explain_by), (LeadState::Verifying, day("2026-03-12")));
    let refused = on(&ledger, "2026-03-12", id, confirm(Nature::Error, 300)).await.expect_err("the last day is theirs");
    assert_eq!(told(&refused), "当事人尚未申辩且申辩期限未满，不能认定属实");
    let lead = on(&ledger, "2026-03-13", id, confirm(Nature::Fraud, 300)).await.expect("the time is over");
    let conclusion = lead.conclusion.expect("a conclusion");
    assert_eq!(conclusion.outcome, Outcome::Confirmed { nature: Nature::Fraud, amount: Fen(300), finding: "核实属实".into() });
    assert_eq!(conclusion.rule_digest.as_deref(), Some("d1"));

    let (ledger, id) = verifying("fault").await;
    on(&ledger, "2026-03-06", id, notify("2026-03-05")).await.expect("told the day before");
    let lead = on(&ledger, "2026-03-06", id, explain()).await.expect("explained");
    assert_eq!(lead.explanations[0].text, "车辆已于去年报废");
    assert!(lead.clocks.open(Obligation::LeadExplanation).is_none());
    on(&ledger, "2026-03-06", id, confirm(Nature::Error, 300)).await.expect("heard");
}

#[tokio::test]
async fn told_once_more_the_time_begins_anew() {
    let (ledger, id) = verifying("fault").await;
    on(&ledger, "2026-03-05", id, notify("2026-03-05")).await.expect("told");
    let lead = on(&ledger, "2026-03-11", id, notify("2026-03-11")).await.expect("told again");
    assert_eq!(lead.notices.iter().map(|notice| notice.explain_by).collect::<Vec<_>>(), [day("2026-03-12"), day("2026-03-18")]);
    on(&ledger, "2026-03-13", id, confirm(Nature::Error, 1)).await.expect_err("the newer notice counts");
    on(&ledger, "2026-03-19", id, confirm(Nature::Error, 1)).await.expect("over");
}

#[tokio::test]
async fn a_notice_is_of_a_day_between_the_finding_and_today_and_says_something() {
    let (ledger, id) = verifying("fault").await;
    let silent = LeadChange::Notify { way: NoticeWay::Phone, on: day("2026-03-05"), text: " ".into(), files: vec![] };
    let mut refusals = Vec::new();
    for change in [notify("2026-03-04"), notify("2026-03-07"), silent, LeadChange::Explain { text: String::new(), files: vec![] }] {
        refusals.push(told(&on(&ledger, "2026-03-06", id, change).await.expect_err("refused")));
    }
    assert_eq!(refusals, ["告知日期不能早于发现疑点之日", "告知日期不能晚于今天", "告知内容不能为空", "申辩内容不能为空"]);
    let missing = LeadChange::Explain { text: "见附件".into(), files: vec!["nothing".into()] };
    assert!(matches!(on(&ledger, "2026-03-06", id, missing).await, Err(LedgerError::NoFile(_))));
}

#[tokio::test]
async fn what_is_owed_is_true_in_its_own_way_and_needs_no_hearing() {
    let (ledger, id) = verifying("owed").await;
    let wrong = on(&ledger, "2026-03-06", id, confirm(Nature::Error, 300)).await.expect_err("nothing to get back");
    assert!(told(&wrong).starts_with("属实性质与疑点类别不符"));
    let nothing = on(&ledger, "2026-03-06", id, confirm(Nature::Owed, 0)).await.expect_err("an amount to pay");
    assert_eq!(told(&nothing), "认定金额应填写应补发的金额");
    let lead = on(&ledger, "2026-03-06", id, confirm(Nature::Owed, 240)).await.expect("owed");
    assert_eq!((lead.state, lead.conclusion.as_ref().map(|it| it.outcome.code())), (LeadState::Confirmed, Some("owed_unpaid")));

    let (ledger, id) = verifying("fault").await;
    let wrong = on(&ledger, "2026-03-06", id, confirm(Nature::Owed, 300)).await.expect_err("a fault is not owed");
    assert!(told(&wrong).starts_with("属实性质与疑点类别不符"));
}

#[tokio::test]
async fn a_conclusion_keeps_its_evidence_and_a_missing_file_is_refused() {
    let (ledger, id) = verifying("fault").await;
    let clear = |files| LeadChange::Clear { reason: ClearReason::DataWrong, text: "登记有误".into(), files };
    assert!(matches!(on(&ledger, "2026-03-06", id, clear(vec!["f1".into()])).await, Err(LedgerError::NoFile(_))));
    let files = ledger.evidence().await;
    let lead = on(&ledger, "2026-03-06", id, clear(files.clone())).await.expect("cleared");
    assert_eq!(lead.conclusion.as_ref().map(|conclusion| &conclusion.files), Some(&files));
    assert_eq!(ledger.only().await, lead);
}

#[tokio::test]
async fn the_limit_is_fifteen_working_days_or_the_day_that_was_set_and_begins_anew_when_sent_back() {
    let ledger = TestLedger::new().await;
    ledger
        .apply_screening(&person("system"), noon("2026-03-05"), &run(vec![found("S01", vec![subject("1", &[1])])]))
        .await
        .expect("applied");
    let id = ledger.only().await.id;
    let usual = LeadChange::Assign { department: "民政局".into(), owner: Some("li".into()), due_on: None };
    let lead = on(&ledger, "2026-03-05", id, usual).await.expect("assigned");
    let assignment = lead.assignment.expect("an assignment");
    assert_eq!((assignment.due_on, assignment.owner.as_deref()), (day("2026-03-26"), Some("li")));
    let over = LeadChange::Assign { department: "民政局".into(), owner: None, due_on: Some(day("2026-03-04")) };
    assert_eq!(told(&on(&ledger, "2026-03-05", id, over).await.expect_err("over")), "办理期限不能早于今天");

    on(&ledger, "2026-03-05", id, LeadChange::StartVerifying).await.expect("taken up");
    let lead = on(&ledger, "2026-03-27", id, confirm(Nature::Error, 1)).await.expect("an account needs no hearing");
    let clock = &lead.clocks.0[0];
    let colour = clock.colour(noon("2026-04-30"), 3, &vocabulary::WorkCalendar::builtin()).expect("a colour");
    assert_eq!((clock.obligation, colour), (Obligation::LeadVerification, Colour::MetLate));
    let back = LeadChange::SendBack { reason: "缺材料".into() };
    let lead = ledger.change_lead(&caller("wang", Role::Supervisor), noon("2026-03-30"), id, None, &back).await.expect("sent back");
    let open = lead.clocks.open(Obligation::LeadVerification).expect("it is owed again");
    assert_eq!((open.course, lead.assignment.map(|it| it.due_on)), (Course::Running, Some(open.due_on())));
    assert!(open.due_on() > day("2026-04-15"));
}

#[tokio::test]
async fn a_department_verifies_its_own_and_neither_assigns_nor_reviews() {
    let (ledger, id) = verifying("fault").await;
    let civil = Scope { departments: Reach::only(["民政局"]), ..Scope::everything() };
    let staff = within("zhao", Role::DepartmentStaff, civil);
    let step = async |change: LeadChange| ledger.change_lead(&staff, noon("2026-03-06"), id, None, &change).await;
    step(notify("2026-03-06")).await.expect("told");
    step(explain()).await.expect("heard");
    step(confirm(Nature::Error, 1)).await.expect("confirmed");
    for change in [LeadChange::Agree { remark: String::new() }, LeadChange::SendBack { reason: "再核".into() }] {
        let refused = step(change).await;
        assert!(matches!(refused, Err(LedgerError::Refused { refusal: Refusal::NotYours { .. }, .. })), "{refused:?}");
    }
    let other = Scope { departments: Reach::only(["医保局"]), ..Scope::everything() };
    let refused = ledger.change_lead(&within("qian", Role::DepartmentStaff, other), noon("2026-03-06"), id, None, &explain()).await;
    assert!(matches!(refused, Err(LedgerError::NotFound { .. })));
}

#[tokio::test]
async fn who_knows_an_older_lead_does_not_overwrite_a_newer_one() {
    let (ledger, id) = verifying("fault").await;
    let version = ledger.only().await.version;
    let li = caller("li", Role::Supervisor);
    ledger.change_lead(&li, noon("2026-03-06"), id, Some(version), &notify("2026-03-06")).await.expect("the newest");
    let stale = ledger.change_lead(&li, noon("2026-03-06"), id, Some(version), &explain()).await;
    assert!(matches!(stale, Err(LedgerError::Stale { expected, found, .. }) if expected == version && found == version + 1), "{stale:?}");
}
