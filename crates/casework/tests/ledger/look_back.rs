//! Looking back: planned for every closed issue of a campaign, drawn by lot from those of a month, and done by somebody who had no part in it.

use super::campaign::plan;
use super::support::{TestLedger, caller, day, machine, noon, outcome_of, staff};
use casework::campaign::{Campaign, CampaignChange, CampaignDraft, CampaignPlan};
use casework::clock::{Obligation, Span};
use casework::issue::draw::drawn;
use casework::issue::{Issue, IssueChange, IssueDraft, IssueSource};
use casework::record::{HeadDraft, RecordFilter};
use casework::{Caller, EventFilter, Kind, LedgerError, Role, Scope};
use vocabulary::Month;

fn supervisor(who: &str) -> Caller {
    caller(who, Role::Supervisor)
}

async fn by(ledger: &TestLedger, who: &Caller, on: &str, id: i64, change: IssueChange) -> Result<Issue, LedgerError> {
    ledger.change::<Issue>(who, noon(on), id, None, &change).await
}

/// An issue closed on a day: put right by li, verified by jian, closed by du.
async fn closed(ledger: &TestLedger, on: &str, priority: &str, campaign: Option<i64>) -> i64 {
    let head = HeadDraft { title: "问题".into(), priority: Some(priority.into()), campaign, ..HeadDraft::default() };
    let draft = IssueDraft { head, source: IssueSource::Complaint, description: "情况".into(), amount: None };
    let id = ledger.open_record::<Issue>(&supervisor("jian"), noon(on), draft).await.expect("entered").head.id;
    let li = staff("li", "民政局");
    let files = ledger.evidence().await;
    for (who, change) in [
        (&supervisor("jian"), IssueChange::Assign { department: "民政局".into(), due_on: None }),
        (&li, IssueChange::Accept { owner: None }),
        (&li, IssueChange::Start { measures: "整改".into() }),
        (&li, IssueChange::Submit { text: "已整改".into(), files }),
        (&supervisor("jian"), IssueChange::Verify { text: "属实".into(), files: vec![] }),
        (&supervisor("du"), IssueChange::Close { remark: String::new() }),
    ] {
        by(ledger, who, on, id, change).await.expect("a step");
    }
    id
}

fn look(holds: bool) -> IssueChange {
    IssueChange::LookBack { holds, random: false, text: "现场查看".into(), files: vec![] }
}

async fn owing(ledger: &TestLedger) -> Vec<i64> {
    let filter = RecordFilter { owes: Some(Obligation::LookBack), ..RecordFilter::default() };
    let lines = ledger.lines(&Scope::everything(), Kind::Issue, &filter, noon("2026-05-01")).await.expect("lines");
    lines.iter().map(|line| line.id).rev().collect()
}

#[tokio::test]
async fn nobody_looks_back_at_what_they_put_right_verified_or_closed() {
    let ledger = TestLedger::new().await;
    let id = closed(&ledger, "2026-03-03", "subsidies", None).await;
    for who in ["li", "jian", "du"] {
        let refused = by(&ledger, &supervisor(who), "2026-03-10", id, look(true)).await.expect_err("took part");
        assert_eq!(outcome_of(&refused), "same_person", "{who}");
    }
    let done = by(&ledger, &supervisor("wang"), "2026-03-10", id, look(true)).await.expect("another");
    assert!(!done.look_backs[0].random);
}

#[tokio::test]
async fn every_closed_issue_of_a_campaign_that_wants_it_gets_a_day_once() {
    let ledger = TestLedger::new().await;
    let plan = CampaignPlan { look_back: Some(Span::Months(1)), ..plan() };
    let draft = CampaignDraft { head: HeadDraft { title: "专项整治".into(), ..HeadDraft::default() }, plan };
    let campaign = ledger.open_record::<Campaign>(&supervisor("li"), noon("2026-03-02"), draft).await.expect("entered").head.id;
    let approve = CampaignChange::Approve { remark: String::new() };
    ledger.change::<Campaign>(&supervisor("wang"), noon("2026-03-02"), campaign, None, &approve).await.expect("approved");
    ledger.change::<Campaign>(&supervisor("li"), noon("2026-03-02"), campaign, None, &CampaignChange::Start).await.expect("started");
    let id = closed(&ledger, "2026-03-31", "subsidies", Some(campaign)).await;
    closed(&ledger, "2026-03-31", "subsidies", None).await;
    let plan = async |on| ledger.plan_look_backs(&machine(), noon(on)).await.expect("planned");
    assert_eq!((plan("2026-04-01").await, plan("2026-04-01").await), (1, 0));
    assert_eq!(owing(&ledger).await, [id]);
    let issue: Issue = ledger.record_of(&Scope::everything(), id).await.expect("there");
    assert_eq!(issue.planned_look_back.map(|planned| planned.due_on), Some(day("2026-04-30")), "a month from when it was closed");
    let climbed = ledger.escalate(&machine(), noon("2026-05-06")).await.expect("escalated");
    assert_eq!(climbed.levels.len(), 1, "a look-back that nobody did climbs like everything else that is owed");
    let done = by(&ledger, &supervisor("wang"), "2026-05-06", id, look(true)).await.expect("looked");
    assert_eq!((done.planned_look_back, owing(&ledger).await), (None, vec![]));
    assert_eq!(plan("2026-05-07").await, 0, "once is enough");
}

#[tokio::test]
async fn what_fails_or_is_reopened_by_its_reporter_is_owed_no_look_back_any_more() {
    let ledger = TestLedger::new().await;
    for _ in 0..2 {
        let id = closed(&ledger, "2026-03-03", "subsidies", None).await;
        let plan = IssueChange::PlanLookBack { due_on: Some(day("2026-04-01")), remark: "重点件".into(), draw: None };
        by(&ledger, &supervisor("wang"), "2026-03-04", id, plan).await.expect("planned");
    }
    assert_eq!(owing(&ledger).await, [1, 2]);
    by(&ledger, &supervisor("wang"), "2026-03-10", 1, look(false)).await.expect("looked");
    let satisfaction = casework::issue::Satisfaction::Dissatisfied;
    by(&ledger, &supervisor("wang"), "2026-03-10", 2, IssueChange::CallBack { satisfaction, text: "未解决".into() }).await.expect("called");
    assert_eq!(owing(&ledger).await, Vec::<i64>::new());
    for id in [1, 2] {
        let issue: Issue = ledger.record_of(&Scope::everything(), id).await.expect("there");
        assert!(issue.planned_look_back.is_none() && issue.head.clocks.open(Obligation::IssueRectification).is_some());
    }
}

#[tokio::test]
async fn a_month_is_drawn_once_by_priority_and_whoever_has_the_seed_draws_the_same() {
    let ledger = TestLedger::new().await;
    ledger.with_people().await;
    for _ in 0..11 {
        closed(&ledger, "2026-03-10", "subsidies", None).await;
    }
    let rural = closed(&ledger, "2026-03-31", "rural", None).await;
    let april = closed(&ledger, "2026-04-01", "rural", None).await;
    let month = Month::new(2026, 3).expect("a month");
    let draw = async |who: &Caller, on: &str| {
        let mut work = ledger.begin(who, noon(on)).await.expect("begun");
        let draw = work.draw_look_backs(month, "ab12").await?;
        work.commit().await?;
        Ok::<_, LedgerError>(draw)
    };
    assert!(matches!(draw(&supervisor("jian"), "2026-03-31").await, Err(LedgerError::Unfit { .. })), "the month is not over");
    let narrow = Caller { scope: Scope { priorities: casework::Reach::only(["rural"]), ..Scope::everything() }, ..supervisor("jian") };
    assert!(matches!(draw(&narrow, "2026-04-02").await, Err(LedgerError::Forbidden(_))));
    assert!(matches!(draw(&staff("li", "民政局"), "2026-04-02").await, Err(LedgerError::Forbidden(_))));
    let drawn_now = draw(&supervisor("jian"), "2026-04-02").await.expect("drawn");
    assert!(matches!(draw(&machine(), "2026-04-02").await, Err(LedgerError::Unfit { .. })), "once");
    let [of_rural, of_subsidies] = &drawn_now.groups[..] else { panic!("two priorities: {drawn_now:?}") };
    assert_eq!((&of_rural.of, &of_rural.drawn), (&vec![rural], &vec![rural]), "one of one");
    assert_eq!((of_subsidies.of.len(), of_subsidies.drawn.len()), (11, 2), "a tenth, rounded up");
    assert_eq!(of_subsidies.drawn, drawn(&drawn_now.seed, &of_subsidies.of, 2));
    let mut expected = [of_rural.drawn.clone(), of_subsidies.drawn.clone()].concat();
    expected.sort_unstable();
    assert_eq!(owing(&ledger).await, expected);
    assert!(!expected.contains(&april));
    assert_eq!(ledger.look_back_draws(&supervisor("du")).await.expect("draws"), std::slice::from_ref(&drawn_now));
    let filter = EventFilter { kinds: vec!["look_back.draw".into()], ..EventFilter::default() };
    let events = ledger.events(&Scope::everything(), &filter).await.expect("events");
    assert!(events[0].after.as_deref().is_some_and(|after| after.contains("ab12")), "the seed stands in the chain");
    assert_eq!(ledger.told("du").await, ["look_back "], "told once, not once for each issue");
    let looked = by(&ledger, &supervisor("wang"), "2026-04-03", rural, look(true)).await.expect("looked");
    assert!(looked.look_backs[0].random, "drawn is drawn, whatever the form says");
    ledger.assert_whole().await;
}
