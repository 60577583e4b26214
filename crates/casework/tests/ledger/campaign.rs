//! Campaigns: the plan, the self-check by departments, the end.

use super::support::{TestLedger, caller, day, noon, within};
use casework::campaign::state::CampaignState;
use casework::campaign::{Campaign, CampaignChange, CampaignDraft, CampaignPlan, CampaignPriority, Goal};
use casework::clock::Colour;
use casework::issue::{Issue, IssueDraft, IssueSource};
use casework::record::{HeadDraft, Record, RecordFilter};
use casework::{Caller, Kind, LedgerError, Reach, Reference, Refusal, Relation, Role, Scope};

pub fn plan() -> CampaignPlan {
    let goal = Goal { text: "查实率不低于一成".into(), figure: Some("lead_yield".into()), target: Some(100) };
    let priority = |code: &str, lead: &str, partner: &str| CampaignPriority {
        priority: code.into(),
        lead_department: lead.into(),
        partners: vec![partner.into()],
        goals: vec![goal.clone()],
    };
    CampaignPlan {
        year: 2026,
        from: day("2026-03-01"),
        until: day("2026-12-31"),
        aim: "整治群众身边不正之风和腐败问题".into(),
        look_back: None,
        priorities: vec![priority("subsidies", "民政局", "人社局"), priority("medical", "医保局", "人社局")],
    }
}

fn draft() -> CampaignDraft {
    CampaignDraft { head: HeadDraft { title: "2026 年专项整治".into(), ..HeadDraft::default() }, plan: plan() }
}

fn of(who: &str, department: &str) -> Caller {
    within(who, Role::DepartmentHead, Scope { departments: Reach::only([department]), ..Scope::everything() })
}

async fn by(ledger: &TestLedger, who: &Caller, on: &str, change: CampaignChange) -> Result<Campaign, LedgerError> {
    ledger.change::<Campaign>(who, noon(on), 1, None, &change).await
}

fn told<T: std::fmt::Debug>(answer: Result<T, LedgerError>) -> String {
    match answer {
        Err(LedgerError::Refused { refusal, .. }) => refusal.to_string(),
        other => panic!("{other:?}"),
    }
}

async fn running() -> TestLedger {
    let ledger = TestLedger::new().await;
    let (li, wang) = (caller("li", Role::Supervisor), caller("wang", Role::Supervisor));
    ledger.open_record::<Campaign>(&li, noon("2026-03-02"), draft()).await.expect("entered");
    by(&ledger, &wang, "2026-03-02", CampaignChange::Approve { remark: String::new() }).await.expect("approved");
    by(&ledger, &li, "2026-03-02", CampaignChange::Start).await.expect("started");
    ledger
}

#[tokio::test]
async fn a_plan_is_approved_by_somebody_who_did_not_write_it() {
    let ledger = TestLedger::new().await;
    let (li, wang) = (caller("li", Role::Supervisor), caller("wang", Role::Supervisor));
    ledger.open_record::<Campaign>(&li, noon("2026-03-02"), draft()).await.expect("entered");
    let wider = CampaignPlan { until: day("2027-01-31"), ..plan() };
    by(&ledger, &wang, "2026-03-02", CampaignChange::Edit { plan: wider }).await.expect("edited");
    let approve = || CampaignChange::Approve { remark: "同意".into() };
    for writer in [&li, &wang] {
        assert!(told(by(&ledger, writer, "2026-03-03", approve()).await).contains("已参与“拟定方案”"));
    }
    let head = of("zhao", "民政局");
    let refused = by(&ledger, &head, "2026-03-03", approve()).await;
    assert!(matches!(refused, Err(LedgerError::Refused { refusal: Refusal::NotYours { .. }, .. })));
    let approved = by(&ledger, &caller("sun", Role::Supervisor), "2026-03-03", approve()).await.expect("approved");
    assert_eq!(approved.state, CampaignState::Approved);
    let late = by(&ledger, &li, "2026-03-03", CampaignChange::Edit { plan: plan() }).await;
    assert_eq!(told(late), "状态为“已批准”，不能“修改方案”");
    assert_eq!(ledger.record_of::<Campaign>(&head.scope, 1).await.expect("everybody sees it"), approved);
}

#[tokio::test]
async fn a_plan_that_says_nothing_or_contradicts_itself_is_refused() {
    let ledger = TestLedger::new().await;
    let li = caller("li", Role::Supervisor);
    let mut twice = plan();
    twice.priorities[1].priority = "subsidies".into();
    let mut no_goal = plan();
    no_goal.priorities[0].goals.clear();
    let mut own_partner = plan();
    own_partner.priorities[0].partners = vec!["民政局".into()];
    let mut bare_target = plan();
    bare_target.priorities[0].goals[0].figure = None;
    for (plan, expected) in [
        (CampaignPlan { aim: " ".into(), ..plan() }, "目标任务不能为空"),
        (CampaignPlan { until: day("2026-02-01"), ..plan() }, "截止日期不能早于起始日期"),
        (CampaignPlan { year: 2027, ..plan() }, "年度不在起止日期之内"),
        (CampaignPlan { priorities: vec![], ..plan() }, "领域至少一个"),
        (twice, "领域重复"),
        (no_goal, "目标每个领域至少一项"),
        (own_partner, "配合部门不能是主责部门"),
        (bare_target, "目标值须与指标一同填写"),
    ] {
        let entered = ledger.open_record::<Campaign>(&li, noon("2026-03-02"), CampaignDraft { plan, ..draft() }).await;
        assert_eq!(told(entered), expected);
    }
}

#[tokio::test]
async fn departments_report_what_they_found_themselves_and_who_has_not_is_named() {
    let ledger = running().await;
    let (li, civil, medical, labour) = (caller("li", Role::Supervisor), of("zhao", "民政局"), of("qian", "医保局"), of("sun", "人社局"));
    let early = CampaignChange::SelfCheck { department: "民政局".into(), text: "无".into(), files: vec![], issues: vec![] };
    assert_eq!(told(by(&ledger, &civil, "2026-03-03", early).await), "自查自纠尚未部署");
    let open = CampaignChange::OpenSelfCheck { text: "逐户核查".into(), due_on: Some(day("2026-03-31")) };
    by(&ledger, &li, "2026-03-03", open).await.expect("opened");

    let issue = |campaign| IssueDraft {
        head: HeadDraft { title: "死亡未停发".into(), campaign, department: Some("民政局".into()), ..HeadDraft::default() },
        source: IssueSource::SelfCheck,
        description: "两户死亡后仍发放".into(),
        amount: None,
    };
    let found: Issue = ledger.open_record(&civil, noon("2026-03-10"), issue(Some(1))).await.expect("entered");
    let other: Issue = ledger.open_record(&civil, noon("2026-03-10"), issue(None)).await.expect("entered");
    let report = async |who: &Caller, department: &str, issues: &[i64]| {
        let mut work = ledger.begin(who, noon("2026-03-20")).await?;
        let campaign = work.report_self_check(1, None, department, "已逐户核查", &[], issues).await?;
        work.commit().await?;
        Ok::<_, LedgerError>(campaign)
    };
    assert_eq!(told(report(&civil, "民政局", &[other.head.id]).await), "问题不是该单位在本专项整治中自查发现的问题");
    assert_eq!(told(report(&civil, "医保局", &[]).await), "报送单位不是您的单位");
    assert_eq!(told(report(&li, "民政局", &[]).await), "您的角色不能“self_check”");
    let reported = report(&civil, "民政局", &[found.head.id]).await.expect("reported");
    assert_eq!(reported.self_checks[0].reports[0].issues, [found.head.id]);
    assert_eq!(reported.departments_without_self_check(), ["人社局", "医保局"]);
    let links = ledger.links(&Scope::everything(), Reference { kind: Kind::Campaign, id: 1 }).await.expect("links");
    assert_eq!(links.iter().map(|link| (link.from.kind, link.relation)).collect::<Vec<_>>(), [(Kind::Issue, Relation::PartOf)]);
    let of_campaign = RecordFilter { campaign: Some(1), ..RecordFilter::default() };
    let lines = ledger.lines(&Scope::everything(), Kind::Issue, &of_campaign, noon("2026-03-20")).await.expect("lines");
    assert_eq!(lines.len(), 1);
    report(&medical, "医保局", &[]).await.expect("found nothing, and says so");
    let all = report(&labour, "人社局", &[]).await.expect("the last one");
    let colour = all.head.clocks.0[0].colour(noon("2026-05-01"), 3, &vocabulary::WorkCalendar::builtin());
    assert_eq!((all.departments_without_self_check().len(), colour), (0, Ok(Colour::Met)));
    ledger.assert_whole().await;
}

#[tokio::test]
async fn goals_are_reported_by_who_leads_and_the_campaign_ends_with_its_report() {
    let ledger = running().await;
    let (li, civil, labour) = (caller("li", Role::Supervisor), of("zhao", "民政局"), of("sun", "人社局"));
    let goal =
        |priority: &str, goal| CampaignChange::ReportGoal { priority: priority.into(), goal, value: Some(85), text: "推进中".into() };
    let reported = by(&ledger, &civil, "2026-06-30", goal("subsidies", 1)).await.expect("reported");
    assert_eq!((reported.goal_reports[0].value, reported.goal_reports[0].entry.by.as_str()), (Some(85), "zhao"));
    assert_eq!(told(by(&ledger, &labour, "2026-06-30", goal("subsidies", 1)).await), "目标进度由主责部门或监督方填报");
    for wrong in [goal("subsidies", 0), goal("subsidies", 2)] {
        assert_eq!(told(by(&ledger, &li, "2026-06-30", wrong).await), "目标不在方案之内");
    }
    let reason = || "全面完成".to_owned();
    by(&ledger, &li, "2026-11-01", CampaignChange::BeginClosing { reason: reason() }).await.expect("closing");
    by(&ledger, &li, "2026-11-02", CampaignChange::Continue { reason: reason() }).await.expect("on again");
    by(&ledger, &li, "2026-12-01", CampaignChange::BeginClosing { reason: reason() }).await.expect("closing");
    let silent = CampaignChange::Close { report: String::new(), files: vec![] };
    assert_eq!(told(by(&ledger, &li, "2026-12-31", silent).await), "总结报告不能为空");
    let closed = by(&ledger, &li, "2026-12-31", CampaignChange::Close { report: "总结".into(), files: vec![] }).await.expect("closed");
    assert!(!closed.is_open());
    let stale = ledger.change::<Campaign>(&li, noon("2026-12-31"), 1, Some(2), &CampaignChange::Start).await;
    assert!(matches!(stale, Err(LedgerError::Stale { .. })));
    ledger.assert_whole().await;
}
