//! What is due soon is told, what is overdue climbs: once, to whom it concerns, and never for what is not owed any more.

use super::complaint::{accept, answer, assign, claim, desk, named, staff as of_department, take, transfer};
use super::support::{TestLedger, caller, day, machine, noon, staff};
use casework::clock::{Level, Span};
use casework::complaint::{Complaint, PetitionClass};
use casework::issue::{Issue, IssueChange, IssueDraft, IssueSource, Satisfaction};
use casework::record::{HeadDraft, RecordFilter};
use casework::{Caller, Climbed, EventFilter, Kind, Ledger, Role, Scope};
use chrono::{DateTime, Utc};

fn beijing(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(&format!("{text}+08:00")).expect("an instant").with_timezone(&Utc)
}

async fn escalate(ledger: &Ledger, moment: &str) -> String {
    let climbed: Climbed = ledger.escalate(&machine(), beijing(moment)).await.expect("escalated");
    assert_eq!(climbed.beyond_calendar, 0);
    climbed.levels.iter().map(|(level, count)| format!("{}{count}", level.code())).collect::<Vec<_>>().join(" ")
}

fn jian() -> Caller {
    caller("jian", Role::Supervisor)
}

async fn by(ledger: &TestLedger, who: &Caller, on: &str, id: i64, change: IssueChange) -> Issue {
    ledger.change::<Issue>(who, noon(on), id, None, &change).await.unwrap_or_else(|error| panic!("{change:?}: {error}"))
}

/// An issue that li of 民政局 puts right until Monday, 16 March.
async fn rectifying(ledger: &TestLedger) -> Issue {
    let head = HeadDraft { title: "低保金发放不及时".into(), priority: Some("subsidies".into()), ..HeadDraft::default() };
    let draft = IssueDraft { head, source: IssueSource::Complaint, description: "王某某反映".into(), amount: None };
    let issue = ledger.open_record::<Issue>(&jian(), noon("2026-03-02"), draft).await.expect("entered");
    let id = issue.head.id;
    let due_on = Some(day("2026-03-16"));
    by(ledger, &jian(), "2026-03-02", id, IssueChange::Assign { department: "民政局".into(), due_on }).await;
    let li = staff("li", "民政局");
    by(ledger, &li, "2026-03-03", id, IssueChange::Accept { owner: None }).await;
    by(ledger, &li, "2026-03-03", id, IssueChange::Start { measures: "补发".into() }).await
}

async fn district() -> TestLedger {
    let ledger = TestLedger::new().await;
    ledger.with_people().await;
    ledger
}

async fn escalations(ledger: &TestLedger) -> Vec<serde_json::Value> {
    let filter = EventFilter { kinds: vec!["issue.escalate".into()], ..EventFilter::default() };
    let events = ledger.events(&Scope::everything(), &filter).await.expect("events");
    events.iter().map(|event| serde_json::from_str(event.after.as_deref().expect("what came of it")).expect("JSON")).collect()
}

async fn level(ledger: &TestLedger) -> Option<Level> {
    let lines = ledger.lines(&Scope::everything(), Kind::Issue, &RecordFilter::default(), noon("2026-03-02")).await.expect("lines");
    lines[0].level
}

#[tokio::test]
async fn a_clock_climbs_once_to_each_level_however_often_and_wherever_the_work_is_done() {
    let ledger = district().await;
    let issue = rectifying(&ledger).await;
    let other = ledger.again().await;
    assert_eq!(escalate(&ledger, "2026-03-10T12:00:00").await, "", "Wednesday to Monday are four working days");
    for (moment, expected, at_level) in [
        ("2026-03-11T12:00:00", "warned1", Level::Warned),
        ("2026-03-17T00:00:00", "head1", Level::Head),
        ("2026-03-20T00:00:00", "office1", Level::Office),
    ] {
        let (one, two) = tokio::join!(escalate(&ledger, moment), escalate(&other, moment));
        assert_eq!([one.as_str(), two.as_str()].concat(), expected, "{moment}: on two nodes at once");
        assert_eq!(escalate(&ledger, moment).await, "", "{moment}: twice");
        assert_eq!(level(&ledger).await, Some(at_level));
    }
    assert_eq!(escalate(&ledger, "2026-06-01T12:00:00").await, "");
    let events = escalations(&ledger).await;
    let told: Vec<_> = events.iter().map(|event| format!("{} {}", event["level"], event["told"])).collect();
    assert_eq!(told, [r#""warned" ["li","qian","zhang"]"#, r#""head" ["li","qian","zhang"]"#, r#""office" ["du","jian","pai"]"#]);
    let number = issue.head.number.as_str();
    let kinds = |told: Vec<String>| told.iter().map(|told| told.split(' ').next().unwrap_or_default().to_owned()).collect::<Vec<_>>();
    assert_eq!(kinds(ledger.told("zhang").await), ["assigned", "due_soon", "climbed"]);
    assert_eq!(kinds(ledger.told("qian").await), ["assigned", "due_soon", "overdue"]);
    assert_eq!(ledger.told("du").await, [format!("climbed {number}")]);
    assert_eq!(ledger.told("he").await, Vec::<String>::new(), "another department hears nothing");
    let after: Issue = ledger.record_of(&Scope::everything(), issue.head.id).await.expect("there");
    assert_eq!(after.head.version, issue.head.version, "nobody's step is refused over it");
    ledger.assert_whole().await;
}

#[tokio::test]
async fn what_has_climbed_is_listed_and_counted() {
    let ledger = district().await;
    rectifying(&ledger).await;
    rectifying(&ledger).await;
    let li = staff("li", "民政局");
    by(&ledger, &li, "2026-03-03", 2, IssueChange::AskExtension { span: Span::Days(30), reason: "需入户".into() }).await;
    by(&ledger, &jian(), "2026-03-03", 2, IssueChange::Extend { remark: String::new() }).await;
    assert_eq!(escalate(&ledger, "2026-03-17T09:00:00").await, "head1");
    let found = async |climbed| {
        let filter = RecordFilter { climbed: Some(climbed), ..RecordFilter::default() };
        let lines = ledger.lines(&Scope::everything(), Kind::Issue, &filter, noon("2026-03-17")).await.expect("lines");
        let counts = ledger.count(&Scope::everything(), Kind::Issue, &filter).await.expect("counts");
        (lines.iter().map(|line| line.id).collect::<Vec<_>>(), counts)
    };
    let one = (vec![1], vec![("rectifying".to_owned(), 1)]);
    assert_eq!(found(Level::Warned).await, one);
    assert_eq!(found(Level::Head).await, one);
    assert_eq!(found(Level::Office).await, (vec![], vec![]));
}

/// A reminder at midnight or on a Saturday is of no use to anybody; what is overdue is told in the product at once all the same.
#[tokio::test]
async fn reminders_wait_for_the_morning_of_a_working_day() {
    let ledger = district().await;
    let issue = rectifying(&ledger).await;
    let id = issue.head.id;
    by(&ledger, &jian(), "2026-03-03", id, IssueChange::Pause { reason: "等上级批复".into() }).await;
    by(&ledger, &jian(), "2026-03-06", id, IssueChange::Resume { remark: String::new() }).await; // due on Thursday, the 19th
    for (moment, expected) in [
        ("2026-03-14T10:00:00", ""), // a Saturday
        ("2026-03-16T00:00:00", ""),
        ("2026-03-16T07:59:59", ""),
        ("2026-03-16T08:00:00", "warned1"),
        ("2026-03-20T00:00:00", "head1"),
    ] {
        assert_eq!(escalate(&ledger, moment).await, expected, "{moment}");
    }
}

/// Due on the last day before the National Day holidays; the 25th of September is the Mid-Autumn holiday, the 10th of October, a Saturday, a
/// make-up day.
#[tokio::test]
async fn holidays_are_no_lateness_and_make_up_days_are_working_days() {
    let ledger = district().await;
    let issue = rectifying(&ledger).await;
    let id = issue.head.id;
    by(&ledger, &staff("li", "民政局"), "2026-03-04", id, IssueChange::Submit { text: "已补发".into(), files: ledger.evidence().await })
        .await;
    by(&ledger, &jian(), "2026-08-31", id, IssueChange::Reject { reason: "仍有三户".into() }).await; // due on 30 September
    let mut climbed = Vec::new();
    for date in day("2026-09-20").iter_days().take(25) {
        let levels = escalate(&ledger, &format!("{date}T09:00:00")).await;
        if !levels.is_empty() {
            climbed.push(format!("{date} {levels}"));
        }
    }
    assert_eq!(climbed, ["2026-09-24 warned1", "2026-10-01 head1", "2026-10-11 office1"]);
}

#[tokio::test]
async fn what_was_answered_merged_closed_or_stands_still_never_climbs() {
    let ledger = district().await;
    let li = staff("li", "民政局");
    for _ in 0..4 {
        rectifying(&ledger).await;
    }
    let submit = || async { IssueChange::Submit { text: "已补发".into(), files: ledger.evidence().await } };
    by(&ledger, &li, "2026-03-16", 1, submit().await).await;
    by(&ledger, &jian(), "2026-03-05", 2, IssueChange::Merge { into: 1, reason: "同一事项".into() }).await;
    by(&ledger, &li, "2026-03-05", 3, submit().await).await;
    by(&ledger, &jian(), "2026-03-06", 3, IssueChange::Verify { text: "属实".into(), files: vec![] }).await;
    by(&ledger, &caller("du", Role::Supervisor), "2026-03-06", 3, IssueChange::Close { remark: String::new() }).await;
    by(&ledger, &jian(), "2026-03-06", 4, IssueChange::Pause { reason: "等上级批复".into() }).await;
    for moment in ["2026-03-13T12:00:00", "2026-03-17T12:00:00", "2026-04-20T12:00:00"] {
        assert_eq!(escalate(&ledger, moment).await, "", "{moment}");
    }
}

#[tokio::test]
async fn what_climbed_is_over_with_an_answer_and_a_reopened_issue_climbs_by_its_new_date() {
    let ledger = district().await;
    let li = staff("li", "民政局");
    rectifying(&ledger).await;
    assert_eq!(escalate(&ledger, "2026-03-20T12:00:00").await, "head1 office1");
    assert_eq!(level(&ledger).await, Some(Level::Office));
    by(&ledger, &li, "2026-03-21", 1, IssueChange::Submit { text: "已补发".into(), files: ledger.evidence().await }).await;
    assert_eq!(level(&ledger).await, None, "an answer ends it");
    by(&ledger, &jian(), "2026-03-23", 1, IssueChange::Verify { text: "属实".into(), files: vec![] }).await;
    by(&ledger, &caller("du", Role::Supervisor), "2026-03-23", 1, IssueChange::Close { remark: String::new() }).await;
    let dissatisfied = IssueChange::CallBack { satisfaction: Satisfaction::Dissatisfied, text: "还差两个月".into() };
    by(&ledger, &caller("du", Role::Supervisor), "2026-03-24", 1, dissatisfied).await; // due on 23 April
    assert_eq!(level(&ledger).await, None, "reopened, it begins afresh");
    assert_eq!(escalate(&ledger, "2026-04-10T12:00:00").await, "");
    assert_eq!(escalate(&ledger, "2026-04-24T12:00:00").await, "head1");
}

/// The clock of the whole does not overrule the one of the first answer, nor the other way round.
#[tokio::test]
async fn each_clock_of_a_record_climbs_for_itself() {
    let ledger = district().await;
    let complaint = ledger.enter(noon("2026-03-02"), named(PetitionClass::Appeal)).await.expect("entered");
    let id = complaint.head.id;
    ledger.steps(noon("2026-03-03"), id, &[(desk("jian"), accept()), (desk("jian"), assign("民政局"))]).await;
    ledger.steps(noon("2026-03-04"), id, &[(of_department("li", "民政局"), take())]).await;
    // Accepted, but the reporter was not told by 17 March: that alone is late; the whole has until 2 May.
    assert_eq!(escalate(&ledger, "2026-03-18T12:00:00").await, "head1");
    let clocks = ledger.complaint(id).await.head.clocks;
    let told: Vec<_> = clocks.0.iter().map(|clock| (clock.obligation.code(), clock.told)).collect();
    assert_eq!(told, [("complaint_acceptance", 2), ("complaint_finish", 0), ("complaint_taking", 0)]);
    let handled = [(of_department("li", "民政局"), claim()), (of_department("li", "民政局"), answer())];
    ledger.steps(noon("2026-03-19"), id, &handled).await;
    assert_eq!(escalate(&ledger, "2026-05-20T12:00:00").await, "", "answered is answered");
}

#[tokio::test]
async fn a_transfer_leaves_no_lateness_of_the_office_before_and_the_new_one_hears_of_its_own() {
    let ledger = district().await;
    let id = ledger.enter(noon("2026-03-02"), named(PetitionClass::Appeal)).await.expect("entered").head.id;
    let steps = [(desk("jian"), accept()), (desk("jian"), super::complaint::tell()), (desk("jian"), assign("民政局"))];
    ledger.steps(noon("2026-03-03"), id, &steps).await;
    // To be taken by the 10th: the office has not.
    assert_eq!(escalate(&ledger, "2026-03-11T12:00:00").await, "head1");
    ledger.steps(noon("2026-04-28"), id, &[(desk("jian"), transfer("教体局"))]).await;
    let level_of = async || {
        let lines = ledger.lines(&Scope::everything(), Kind::Complaint, &RecordFilter::default(), noon("2026-04-28")).await.expect("lines");
        lines[0].level
    };
    assert_eq!(level_of().await, None);
    let old_before = ledger.told("zhang").await.len();
    assert_eq!(
        escalate(&ledger, "2026-04-30T12:00:00").await,
        "warned2",
        "what is owed to the reporter by 2 May, and taking it by the 8th"
    );
    assert_eq!(level_of().await, Some(Level::Warned));
    assert_eq!(ledger.told("zhang").await.len(), old_before, "the office before hears nothing more");
    assert!(ledger.told("zhou").await.iter().any(|told| told.starts_with("due_soon")), "the new one does");
    let complaint: Complaint = ledger.complaint(id).await;
    assert_eq!(complaint.head.clocks.0.iter().filter(|clock| clock.is_open()).count(), 2);
}
