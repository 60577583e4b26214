//! Risks, from the inventory to their end.

use super::support::{TestLedger, caller, day, noon, within};
use casework::clock::{Colour, Span};
use casework::record::{HeadDraft, Order, Record, RecordFilter};
use casework::risk::state::RiskState;
use casework::risk::{Risk, RiskChange, RiskDraft, RiskLevel};
use casework::{Kind, LedgerError, Reach, Refusal, Role, Scope};

fn draft(department: Option<&str>) -> RiskDraft {
    let head =
        HeadDraft { title: "补贴发放名单由一人维护".into(), department: department.map(str::to_owned), ..HeadDraft::default() };
    RiskDraft { head, description: "无人复核，易虚列冒领".into(), likelihood: 3, impact: 5, due_on: None }
}

fn civil(who: &str) -> casework::Caller {
    within(who, Role::DepartmentStaff, Scope { departments: Reach::only(["民政局"]), ..Scope::everything() })
}

fn plan() -> RiskChange {
    RiskChange::Plan { measure: "名单双人维护".into(), owner: "zhao".into() }
}

fn control(review_on: &str) -> RiskChange {
    RiskChange::Control { text: "已实行双人维护".into(), files: vec![], review_on: day(review_on) }
}

fn review(holds: bool, review_on: Option<&str>) -> RiskChange {
    RiskChange::Review { holds, text: "抽查三个月名单".into(), files: vec![], review_on: review_on.map(day) }
}

fn told(answer: Result<Risk, LedgerError>) -> String {
    match answer {
        Err(LedgerError::Refused { refusal, .. }) => refusal.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_risk_is_controlled_reviewed_reopened_and_closed_by_different_people() {
    let ledger = TestLedger::new().await;
    let risk: Risk = ledger.open_record(&civil("zhao"), noon("2026-03-05"), draft(Some("民政局"))).await.expect("entered");
    assert_eq!((risk.level, risk.state, risk.head.number.as_str()), (RiskLevel::Grave, RiskState::Identified, "FX2026000001"));
    let id = risk.head.id;
    let by = async |who: &casework::Caller, on: &str, change: RiskChange| ledger.change::<Risk>(who, noon(on), id, None, &change).await;
    let (zhao, li) = (civil("zhao"), caller("li", Role::Supervisor));
    assert_eq!(told(by(&zhao, "2026-03-06", control("2026-06-01")).await), "管控措施尚未制定");
    let planned = by(&zhao, "2026-03-06", plan()).await.expect("planned");
    assert_eq!(planned.head.owner.as_deref(), Some("zhao"));
    assert_eq!(told(by(&zhao, "2026-03-06", control("2026-03-06")).await), "复查日期须晚于今天");
    let controlled = by(&zhao, "2026-03-09", control("2026-06-01")).await.expect("controlled");
    assert_eq!((controlled.state, controlled.review_on), (RiskState::Controlled, Some(day("2026-06-01"))));
    assert_eq!(controlled.head.clocks.next().map(|clock| clock.due_on()), Some(day("2026-06-01")));

    let own = by(&zhao, "2026-06-01", review(true, Some("2026-09-01"))).await;
    assert_eq!(told(own), "zhao 已参与“管控”，“复查”须由他人进行");
    assert_eq!(told(by(&li, "2026-06-01", review(true, None)).await), "复查日期不能为空");
    let failed = by(&li, "2026-06-01", review(false, None)).await.expect("reviewed");
    assert_eq!((failed.state, failed.review_on), (RiskState::Reopened, None));
    assert_eq!(failed.head.clocks.next().map(|clock| clock.due_on()), Some(day("2026-07-01")), "it is to be controlled anew");
    by(&zhao, "2026-06-02", control("2026-09-01")).await.expect("controlled again");
    let lower = RiskChange::Assess { likelihood: 1, impact: 4, reason: "已有双人复核".into() };
    assert_eq!(by(&li, "2026-06-03", lower).await.expect("judged anew").level, RiskLevel::Low);
    let close = RiskChange::Close { reason: "系统已自动比对".into() };
    let refused = by(&zhao, "2026-06-03", close.clone()).await;
    assert!(matches!(refused, Err(LedgerError::Refused { refusal: Refusal::NotYours { .. }, .. })));
    let closed = by(&li, "2026-06-03", close).await.expect("closed");
    assert!(!closed.is_open() && closed.head.clocks.next().is_none());
    let again = by(&li, "2026-07-01", RiskChange::Reopen { reason: "系统停用".into() }).await.expect("reopened");
    assert_eq!((again.state, again.closed, again.reviews.len()), (RiskState::Reopened, None, 1));
    ledger.assert_whole().await;
}

#[tokio::test]
async fn a_control_that_is_late_is_red_unless_another_gives_more_time() {
    let ledger = TestLedger::new().await;
    let (zhao, li) = (civil("zhao"), caller("li", Role::Supervisor));
    let risk: Risk = ledger.open_record(&zhao, noon("2026-03-05"), draft(Some("民政局"))).await.expect("entered");
    let by = async |who: &casework::Caller, on: &str, change: RiskChange| {
        ledger.change::<Risk>(who, noon(on), risk.head.id, None, &change).await
    };
    let late = RecordFilter { overdue_at: Some(noon("2026-04-05")), order: Order::Due, ..RecordFilter::default() };
    let lines = ledger.lines(&Scope::everything(), Kind::Risk, &late, noon("2026-04-05")).await.expect("lines");
    assert_eq!(lines.iter().map(|line| line.colour).collect::<Vec<_>>(), [Some(Colour::Red)]);
    let ask = RiskChange::AskExtension { span: Span::Days(10), reason: "系统改造中".into() };
    by(&zhao, "2026-04-01", ask).await.expect("asked");
    let given = by(&li, "2026-04-02", RiskChange::Extend { remark: String::new() }).await.expect("given");
    assert_eq!(given.head.clocks.next().map(|clock| clock.due_on()), Some(day("2026-04-14")));
    assert_eq!(told(by(&li, "2026-04-02", RiskChange::Extend { remark: String::new() }).await), "延期申请不存在");
}

#[tokio::test]
async fn a_risk_says_what_whose_and_how_grave_and_stays_with_its_department() {
    let ledger = TestLedger::new().await;
    let zhao = civil("zhao");
    let enter = async |draft: RiskDraft| ledger.open_record::<Risk>(&zhao, noon("2026-03-05"), draft).await;
    assert_eq!(told(enter(draft(None)).await), "责任单位不能为空");
    assert_eq!(told(enter(draft(Some("医保局"))).await), "归属不在您的权限范围内");
    assert_eq!(told(enter(RiskDraft { likelihood: 6, ..draft(Some("民政局")) }).await), "可能性应为 1 至 5");
    assert_eq!(told(enter(RiskDraft { description: " ".into(), ..draft(Some("民政局")) }).await), "风险描述不能为空");
    let mut of_campaign = draft(Some("民政局"));
    of_campaign.head.campaign = Some(4);
    assert_eq!(told(enter(of_campaign).await), "专项整治不存在");
    let risk = enter(draft(Some("民政局"))).await.expect("entered");
    let medical = within("qian", Role::DepartmentStaff, Scope { departments: Reach::only(["医保局"]), ..Scope::everything() });
    let hidden = ledger.change::<Risk>(&medical, noon("2026-03-06"), risk.head.id, None, &plan()).await;
    assert!(matches!(hidden, Err(LedgerError::NotFound { .. })));
    ledger.change::<Risk>(&zhao, noon("2026-03-06"), risk.head.id, Some(1), &plan()).await.expect("the newest");
    let stale = ledger.change::<Risk>(&zhao, noon("2026-03-06"), risk.head.id, Some(1), &plan()).await;
    assert!(matches!(stale, Err(LedgerError::Stale { expected: 1, found: 2, .. })));
}
