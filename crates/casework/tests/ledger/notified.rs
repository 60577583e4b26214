//! Who is told what, what goes out and when; and that nothing of what a record says goes with it.

use super::complaint::{anonymous, desk, draft, identity};
use super::support::{TestLedger, caller, machine, noon, staff};
use casework::complaint::{Intake, PetitionClass, ReporterKind};
use casework::issue::{Issue, IssueChange, IssueDraft, IssueSource};
use casework::notification::{Choices, MailAddress, NotificationKind};
use casework::record::HeadDraft;
use casework::{Caller, LedgerError, Role};
use chrono::{DateTime, TimeDelta, Utc};

const SECRET: &[&str] = &["欧阳", "低保金", "13800000001", "11010519491231002X", "姓名", "东岭镇", "账目"];

async fn district() -> TestLedger {
    let ledger = TestLedger::new().await;
    ledger.with_people().await;
    ledger
}

fn jian() -> Caller {
    caller("jian", Role::Supervisor)
}

async fn issue(ledger: &TestLedger, at: DateTime<Utc>) -> Issue {
    let head = HeadDraft { title: "欧阳举报低保金 13800000001".into(), ..HeadDraft::default() };
    let description = "身份证 11010519491231002X 的账目".into();
    let draft = IssueDraft { head, source: IssueSource::Complaint, description, amount: None };
    let id = ledger.open_record::<Issue>(&jian(), at, draft).await.expect("entered").head.id;
    let assign = IssueChange::Assign { department: "民政局".into(), due_on: None };
    ledger.change::<Issue>(&jian(), at, id, None, &assign).await.expect("assigned")
}

async fn chooses(ledger: &TestLedger, who: &str, choices: Choices) -> Result<(), LedgerError> {
    let mut work = ledger.begin(&caller(who, Role::DepartmentStaff), noon("2026-03-02")).await?;
    work.choose_notifications(&choices).await?;
    work.commit().await
}

async fn has_mail(ledger: &TestLedger, who: &str) {
    let mail = Some(MailAddress(format!("{who}@mail.example.cn")));
    chooses(ledger, who, Choices { mail, ..Choices::default() }).await.expect("chosen");
}

#[tokio::test]
async fn each_step_is_told_to_whom_it_concerns_and_not_to_whoever_takes_it() {
    let ledger = district().await;
    let issue = issue(&ledger, noon("2026-03-02")).await;
    let (id, number) = (issue.head.id, issue.head.number.clone());
    let li = staff("li", "民政局");
    let files = ledger.evidence().await;
    let by = async |who: &Caller, change: IssueChange| {
        ledger.change::<Issue>(who, noon("2026-03-03"), id, None, &change).await.unwrap_or_else(|error| panic!("{change:?}: {error}"));
    };
    by(&li, IssueChange::Accept { owner: None }).await;
    by(&li, IssueChange::Start { measures: "补发".into() }).await;
    by(&li, IssueChange::AskExtension { span: "30d".parse().expect("a span"), reason: "入户".into() }).await;
    by(&jian(), IssueChange::RefuseExtension { reason: "时间足够".into() }).await;
    by(&li, IssueChange::Submit { text: "已补发".into(), files }).await;
    by(&jian(), IssueChange::Reject { reason: "仍有三户".into() }).await;
    let told = |kinds: &[&str]| kinds.iter().map(|kind| format!("{kind} {number}")).collect::<Vec<_>>();
    assert_eq!(ledger.told("li").await, told(&["assigned", "returned", "returned"]));
    assert_eq!(ledger.told("zhang").await, told(&["assigned"]), "the head of the office to which it was given");
    assert_eq!(ledger.told("jian").await, told(&["approval", "approval"]), "whoever gave it is asked");
    assert_eq!(ledger.told("du").await, Vec::<String>::new());
    assert_eq!(ledger.told("zhou").await, Vec::<String>::new(), "another office");
}

#[tokio::test]
async fn nobody_is_told_of_a_record_that_they_may_not_see() {
    let ledger = district().await;
    let issue = issue(&ledger, noon("2026-03-02")).await;
    let accept = IssueChange::Accept { owner: Some("zhou".into()) };
    ledger.change::<Issue>(&staff("li", "民政局"), noon("2026-03-03"), issue.head.id, None, &accept).await.expect("accepted");
    assert_eq!(ledger.told("zhou").await, Vec::<String>::new(), "named, but of another department");
}

#[tokio::test]
async fn what_is_told_says_a_kind_and_a_number_and_nothing_of_the_record() {
    let ledger = district().await;
    for who in ["li", "qian", "zhang", "jian", "du"] {
        has_mail(&ledger, who).await;
    }
    issue(&ledger, noon("2026-03-02")).await;
    let mut complaint = draft(PetitionClass::Appeal, ReporterKind::Named);
    complaint.head.title = "欧阳举报低保金 13800000001".into();
    let intake = Intake { complaint, reporters: vec![identity(1)] };
    let id = ledger.enter(noon("2026-03-02"), intake).await.expect("entered").head.id;
    ledger
        .steps(noon("2026-03-03"), id, &[(desk("jian"), super::complaint::accept()), (desk("jian"), super::complaint::assign("民政局"))])
        .await;
    ledger.escalate(&machine(), noon("2026-05-20")).await.expect("escalated");
    let at = noon("2026-05-20");
    ledger.gather_mails(at).await.expect("gathered");
    let mails = ledger.mails_due(at).await.expect("mails");
    let messages = ledger.messages_due(at, 200).await.expect("messages");
    assert!(!messages.is_empty());
    assert_eq!(mails.len(), 5);
    let mut said = String::new();
    for mail in &mails {
        said += &serde_json::to_string(&mail.notifications).expect("JSON");
        mail.notifications.iter().for_each(|told| said += &told.sentence(at));
    }
    for (message, _) in &messages {
        said += &serde_json::to_string(message).expect("JSON");
        said += &message.sentence(at);
    }
    for secret in SECRET {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
    assert!(said.contains("问题 WT2026000001 已逾期") && said.contains("信访举报 XF2026000001"), "{said}");
}

#[tokio::test]
async fn mail_is_a_digest_that_waits_for_the_morning_and_comes_no_oftener_than_the_office_has_set() {
    let ledger = district().await;
    has_mail(&ledger, "li").await;
    let night = noon("2026-03-02") + TimeDelta::hours(9);
    for _ in 0..3 {
        issue(&ledger, night).await;
    }
    assert_eq!(ledger.gather_mails(night).await.expect("quiet"), 0);
    assert_eq!(ledger.messages_due(night, 10).await.expect("quiet"), []);
    assert_eq!(ledger.told("li").await.len(), 3, "in the product at once");
    let morning = noon("2026-03-03") - TimeDelta::hours(4);
    assert_eq!(ledger.gather_mails(morning).await.expect("gathered"), 1, "nobody else has an address");
    let mails = ledger.mails_due(morning).await.expect("mails");
    assert_eq!((mails.len(), mails[0].counts.clone()), (1, [(NotificationKind::Assigned, 3)].into()));
    issue(&ledger, morning).await;
    assert_eq!(ledger.gather_mails(morning + TimeDelta::minutes(239)).await.expect("too early"), 0);
    assert_eq!(ledger.gather_mails(morning + TimeDelta::minutes(240)).await.expect("time"), 1);
    assert_eq!(ledger.gather_mails(morning + TimeDelta::minutes(480)).await.expect("nothing new"), 0);
    issue(&ledger, morning).await;
    ledger.mark_read(&caller("li", Role::DepartmentStaff), morning, &[]).await.expect("read");
    assert_eq!(ledger.gather_mails(morning + TimeDelta::minutes(481)).await.expect("read already"), 0);
    assert_eq!(ledger.gather_mails(noon("2026-03-07")).await.expect("a Saturday"), 0);
}

#[tokio::test]
async fn a_kind_that_somebody_does_not_want_by_mail_does_not_go_by_it() {
    let ledger = district().await;
    let mail = Some(MailAddress("li@mail.example.cn".into()));
    let not_by_mail = [NotificationKind::Assigned].into();
    chooses(&ledger, "li", Choices { mail, not_by_mail }).await.expect("chosen");
    has_mail(&ledger, "qian").await;
    issue(&ledger, noon("2026-03-02")).await;
    assert_eq!(ledger.gather_mails(noon("2026-03-02")).await.expect("gathered"), 1);
    let mails = ledger.mails_due(noon("2026-03-02")).await.expect("mails");
    assert_eq!(mails[0].to.0, "qian@mail.example.cn");
    let wrong = Choices { mail: Some(MailAddress("li@q.cn\r\nBcc: x@y.cn".into())), ..Choices::default() };
    assert!(matches!(chooses(&ledger, "li", wrong).await, Err(LedgerError::Unfit { field: "mail", .. })));
    assert!(!ledger.holds("Bcc").await);
}

/// Whoever sends may be killed before it can say that it has sent: the same goes out again under the same identifier.
#[tokio::test]
async fn what_was_not_said_to_be_sent_is_due_again_and_what_failed_is_due_later() {
    let ledger = district().await;
    has_mail(&ledger, "li").await;
    issue(&ledger, noon("2026-03-02")).await;
    let at = noon("2026-03-02");
    ledger.gather_mails(at).await.expect("gathered");
    let first = ledger.mails_due(at).await.expect("mails");
    let messages = ledger.messages_due(at, 10).await.expect("messages");
    assert_eq!(ledger.again().await.mails_due(at).await.expect("again"), first);
    assert_eq!(ledger.messages_due(at, 10).await.expect("again"), messages);
    let (mail, message) = (first[0].id, messages[0].0.clone());
    ledger.mail_failed(mail, at, "no answer", false).await.expect("kept");
    ledger.message_tried(message.id, 0, at, Err("answered with 500")).await.expect("kept");
    assert_eq!(ledger.mails_due(at).await.expect("later"), []);
    let waiting = async |at| ledger.messages_due(at, 10).await.expect("messages").iter().any(|(due, _)| due.uid == message.uid);
    assert!(!waiting(at).await);
    let later = at + TimeDelta::minutes(1);
    assert_eq!(ledger.mails_due(later).await.expect("later")[0].uid, first[0].uid);
    assert!(waiting(later).await);
    ledger.mail_sent(mail, later).await.expect("sent");
    ledger.message_tried(message.id, 1, later, Ok(())).await.expect("sent");
    assert_eq!(ledger.mails_due(later).await.expect("sent"), []);
    assert!(!waiting(later + TimeDelta::days(1)).await);
    let figures = ledger.outbox_figures().await.expect("figures");
    assert_eq!((figures.mails_waiting, figures.mails_given_up), (0, 0));
    let much_later = noon("2026-03-10");
    assert_eq!(ledger.messages_due(much_later, 10).await.expect("too old"), []);
    assert!(ledger.outbox_figures().await.expect("figures").messages_given_up > 0, "what is given up is counted");
}

#[tokio::test]
async fn the_desk_hears_that_a_reporter_has_written_and_a_step_that_fails_tells_nobody() {
    let ledger = district().await;
    let complaint = ledger.enter(noon("2026-03-02"), anonymous(PetitionClass::Appeal)).await.expect("entered");
    let steps = [(desk("jian"), super::complaint::accept()), (desk("jian"), super::complaint::assign("民政局"))];
    ledger.steps(noon("2026-03-02"), complaint.head.id, &steps).await;
    let before = ledger.told("li").await;
    let refused = ledger.step(&desk("jian"), noon("2026-03-02"), complaint.head.id, super::complaint::transfer("民政局")).await;
    assert!(refused.is_err());
    assert_eq!(ledger.told("li").await, before);
    let mut work = ledger.begin(&machine(), noon("2026-03-02")).await.expect("begun");
    work.tell_of_failed_job("li", "import").await.expect("told");
    drop(work);
    assert_eq!(ledger.told("li").await, before, "what is not committed was not told");
    assert_eq!(ledger.notification_counts(&caller("li", Role::Reader)).await.expect("counts").unread, 1);
}

#[tokio::test]
async fn a_duty_is_one_nodes_at_a_time_and_comes_free_when_its_node_is_killed() {
    let ledger = TestLedger::new().await;
    let at = noon("2026-03-02");
    let take = async |who: &str, at| ledger.take_duty("escalate", who, at, TimeDelta::minutes(10)).await.expect("asked");
    assert!(take("one", at).await);
    assert!(!take("two", at).await);
    assert!(take("two", at + TimeDelta::minutes(10)).await, "the first was killed");
    ledger.leave_duty("escalate", "one", at + TimeDelta::minutes(11), true).await.expect("left");
    assert_eq!(ledger.duty_done_at("escalate").await.expect("read"), None, "who lost it does not give it back");
    ledger.leave_duty("escalate", "two", at + TimeDelta::minutes(12), true).await.expect("left");
    assert!(take("one", at + TimeDelta::minutes(12)).await);
    assert_eq!(ledger.duty_done_at("escalate").await.expect("read"), Some(at + TimeDelta::minutes(12)));
}
