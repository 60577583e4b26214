//! Inspections, from the plan to the issues of their faults.

use super::support::{TestLedger, caller, day, noon, within};
use casework::inspection::state::InspectionState;
use casework::inspection::{
    FaultIssue, Finding, FindingCounts, Inspected, Inspection, InspectionChange, InspectionDraft, InspectionPlan, PlaceKind, Signature,
    Spot, Visit,
};
use casework::issue::{Issue, IssueSource};
use casework::record::{HeadDraft, Record, RecordFilter};
use casework::{Caller, Kind, LedgerError, Reference, Refusal, Relation, Role, Scope};
use pack::{PackFiles, Packs};
use std::path::Path;

fn packs() -> Packs {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    Packs::load(&PackFiles::read_folder(&folder).expect("the packs are read")).expect("the packs are right")
}

fn visit(owner: &str) -> Visit {
    let inspected = Inspected { kind: PlaceKind::School, code: "X001".into(), name: "东岭小学".into() };
    Visit { inspected, on: day("2026-03-10"), owner: owner.into(), companions: vec!["sun".into()] }
}

fn draft(owner: &str) -> InspectionDraft {
    let mut head = HeadDraft { title: "东岭小学食堂检查".into(), department: Some("教育局".into()), ..HeadDraft::default() };
    head.place.school = Some("X001".into());
    let plan = InspectionPlan { head, visit: visit(owner), checklist: "canteens_school".into() };
    InspectionDraft::of(plan, &packs()).expect("a checklist of the packs")
}

fn inspector(who: &str) -> Caller {
    within(who, Role::Inspector, Scope { owner: Some(who.to_owned()), ..Scope::everything() })
}

async fn by(ledger: &TestLedger, who: &Caller, on: &str, change: InspectionChange) -> Result<Inspection, LedgerError> {
    ledger.change::<Inspection>(who, noon(on), 1, None, &change).await
}

const START: InspectionChange = InspectionChange::Start { on: None };

fn finish() -> InspectionChange {
    InspectionChange::Finish { remark: String::new(), spot: None }
}

fn answer(item: &str, finding: Finding, remark: &str) -> InspectionChange {
    InspectionChange::Answer { item: item.into(), finding, remark: remark.into(), files: vec![] }
}

fn told<T: std::fmt::Debug>(answer: Result<T, LedgerError>) -> String {
    match answer {
        Err(LedgerError::Refused { refusal, .. }) => refusal.to_string(),
        other => panic!("{other:?}"),
    }
}

/// All items answered: two faults, one that is not applicable, one that nobody looked at, the others in order.
async fn findings_done() -> TestLedger {
    let ledger = TestLedger::new().await;
    let zhao = inspector("zhao");
    let planned: Inspection =
        ledger.open_record(&caller("li", Role::Supervisor), noon("2026-03-05"), draft("zhao")).await.expect("planned");
    by(&ledger, &zhao, "2026-03-10", START).await.expect("started");
    for item in &planned.checklist.items {
        let change = match item.code.as_str() {
            "CK02" => answer("CK02", Finding::Fault, "一人健康证过期"),
            "CK05" => answer("CK05", Finding::Fault, "留样 80 克"),
            "CK04" => answer("CK04", Finding::NotApplicable, "自营食堂"),
            "CK09" => answer("CK09", Finding::NotLookedAt, "监控室上锁"),
            code => answer(code, Finding::Fine, ""),
        };
        by(&ledger, &zhao, "2026-03-10", change).await.expect("answered");
    }
    by(&ledger, &zhao, "2026-03-10", finish()).await.expect("finished");
    ledger
}

fn sign() -> InspectionChange {
    InspectionChange::Sign { name: "王校长".into(), on: day("2026-03-10"), remark: "情况属实".into(), files: vec![] }
}

#[tokio::test]
async fn what_nobody_looked_at_is_never_in_order() {
    let ledger = TestLedger::new().await;
    let zhao = inspector("zhao");
    let planned: Inspection = ledger.open_record(&zhao, noon("2026-03-05"), draft("zhao")).await.expect("planned");
    let items = planned.checklist.items.len() as u32;
    assert_eq!(planned.counts(), FindingCounts { not_looked_at: items, ..FindingCounts::default() });
    assert_eq!((planned.checklist.version, planned.head.priority.as_deref()), (1, Some("canteens")));
    by(&ledger, &zhao, "2026-03-10", START).await.expect("started");
    by(&ledger, &zhao, "2026-03-10", answer("CK01", Finding::Fine, "")).await.expect("answered");
    assert!(told(by(&ledger, &zhao, "2026-03-10", finish()).await).starts_with("检查项尚有未填写的"));
    for finding in [Finding::Fault, Finding::NotApplicable, Finding::NotLookedAt] {
        assert_eq!(told(by(&ledger, &zhao, "2026-03-10", answer("CK02", finding, " ")).await), "检查项说明不能为空");
    }
    assert_eq!(told(by(&ledger, &zhao, "2026-03-10", answer("ZZ", Finding::Fine, "")).await), "检查项不在检查清单之内");
    let again = by(&ledger, &zhao, "2026-03-10", answer("CK01", Finding::Fault, "许可证过期")).await.expect("answered again");
    assert_eq!(again.counts(), FindingCounts { fault: 1, not_looked_at: items - 1, ..FindingCounts::default() });

    let done = findings_done().await;
    let inspection = done.record_of::<Inspection>(&Scope::everything(), 1).await.expect("it");
    assert_eq!(inspection.counts(), FindingCounts { ok: items - 4, fault: 2, not_applicable: 1, not_looked_at: 1 });
}

#[tokio::test]
async fn the_inspected_sign_or_their_refusal_has_a_reason_and_a_witness() {
    let ledger = findings_done().await;
    let zhao = inspector("zhao");
    let early = InspectionChange::Sign { name: "王校长".into(), on: day("2026-03-09"), remark: String::new(), files: vec![] };
    assert_eq!(told(by(&ledger, &zhao, "2026-03-11", early).await), "签字日期须在检查开始之日至今天之间");
    let signed = by(&ledger, &zhao, "2026-03-11", sign()).await.expect("signed");
    assert!(matches!(&signed.signature, Some(Signature::Signed { name, entry, .. }) if name == "王校长" && entry.text == "情况属实"));
    assert_eq!(signed.head.clocks.next().map(|clock| clock.due_on()), Some(day("2026-03-25")), "the report is owed");
    assert_eq!(told(by(&ledger, &zhao, "2026-03-11", answer("CK01", Finding::Fault, "改")).await), "状态为“已签字”，不能“填写检查项”");

    let ledger = findings_done().await;
    let refuse = |reason: &str, witness: &str| InspectionChange::RefuseToSign {
        reason: reason.into(),
        witness: witness.into(),
        on: day("2026-03-10"),
        files: vec![],
    };
    let resumed = by(&ledger, &zhao, "2026-03-10", InspectionChange::Resume { reason: "补看库房".into() }).await.expect("resumed");
    assert_eq!(resumed.state, InspectionState::UnderWay);
    by(&ledger, &zhao, "2026-03-10", finish()).await.expect("finished");
    assert_eq!(told(by(&ledger, &zhao, "2026-03-10", refuse("", "孙某")).await), "拒签理由不能为空");
    assert_eq!(told(by(&ledger, &zhao, "2026-03-10", refuse("不认可", " ")).await), "见证人不能为空");
    assert_eq!(told(by(&ledger, &zhao, "2026-03-10", refuse("不认可", "zhao")).await), "见证人不能是检查人员");
    let refused = by(&ledger, &zhao, "2026-03-10", refuse("对留样不认可", "镇干部孙某")).await.expect("written down");
    assert_eq!(refused.state, InspectionState::Signed);
    assert!(matches!(&refused.signature, Some(Signature::Refused { witness, .. }) if witness == "镇干部孙某"));
}

#[tokio::test]
async fn what_was_done_without_a_network_is_told_later_with_its_day_and_its_place() {
    let ledger = TestLedger::new().await;
    let zhao = inspector("zhao");
    let planned: Inspection = ledger.open_record(&zhao, noon("2026-03-05"), draft("zhao")).await.expect("planned");
    let start = |on: &str| InspectionChange::Start { on: Some(day(on)) };
    for never in ["2026-03-04", "2026-03-12"] {
        assert_eq!(told(by(&ledger, &zhao, "2026-03-11", start(never)).await), "开始日期须在安排检查之日至今天之间");
    }
    let started = by(&ledger, &zhao, "2026-03-11", start("2026-03-10")).await.expect("told a day later");
    assert_eq!(started.began, Some(day("2026-03-10")));
    for item in &planned.checklist.items {
        by(&ledger, &zhao, "2026-03-11", answer(&item.code, Finding::Fine, "")).await.expect("answered");
    }
    let spot = Spot { latitude: 31_230_416, longitude: 121_473_701, accuracy: 20, at: noon("2026-03-10") };
    let finish = |spot: Spot| InspectionChange::Finish { remark: String::new(), spot: Some(spot) };
    let nowhere = Spot { latitude: 91_000_000, ..spot.clone() };
    assert_eq!(told(by(&ledger, &zhao, "2026-03-11", finish(nowhere)).await), "现场定位不是有效的经纬度和误差");
    let done = by(&ledger, &zhao, "2026-03-11", finish(spot.clone())).await.expect("finished");
    assert_eq!(done.spot, Some(spot));
    let signed = by(&ledger, &zhao, "2026-03-11", sign()).await.expect("signed on the day before");
    assert_eq!(signed.state, InspectionState::Signed);
}

#[tokio::test]
async fn a_fault_becomes_an_issue_once_and_the_inspection_is_closed_by_somebody_else() {
    let ledger = findings_done().await;
    let (zhao, li) = (inspector("zhao"), caller("li", Role::Supervisor));
    let fault = |item: &str| FaultIssue { item: item.into(), department: Some("教育局".into()), amount: None };
    let make = async |who: &Caller, faults: &[FaultIssue]| {
        let mut work = ledger.begin(who, noon("2026-03-12")).await?;
        let issues = work.issues_from_inspection(1, None, faults).await?;
        work.commit().await?;
        Ok::<_, LedgerError>(issues)
    };
    assert_eq!(told(make(&li, &[fault("CK02")]).await), "状态为“待签字”，不能“转为问题”");
    by(&ledger, &zhao, "2026-03-11", sign()).await.expect("signed");
    for (faults, expected) in [
        (vec![fault("CK01")], "检查项不是不符合项"),
        (vec![fault("CK09")], "检查项不是不符合项"),
        (vec![fault("CK02"), fault("CK02")], "不符合项重复"),
        (vec![], "不符合项至少一项"),
    ] {
        assert_eq!(told(make(&li, &faults).await), expected);
    }
    let any = RecordFilter::default();
    assert!(
        ledger.lines(&Scope::everything(), Kind::Issue, &any, noon("2026-03-12")).await.expect("lines").is_empty(),
        "nothing is left behind"
    );
    let issues = make(&li, &[fault("CK02")]).await.expect("made");
    let Issue { head, source, description, .. } = &issues[0];
    assert_eq!(
        (*source, head.priority.as_deref(), head.place.school.as_deref()),
        (IssueSource::Inspection, Some("canteens"), Some("X001"))
    );
    assert!(description.contains("一人健康证过期") && description.contains("第四十五条"), "{description}");
    let links = ledger.links(&Scope::everything(), Reference { kind: Kind::Issue, id: head.id }).await.expect("links");
    assert_eq!(
        links.iter().map(|link| (link.relation, link.to.kind, link.to.id)).collect::<Vec<_>>(),
        [(Relation::From, Kind::Inspection, 1)]
    );
    assert_eq!(told(make(&li, &[fault("CK02")]).await), "不符合项已转为问题");
    by(&ledger, &zhao, "2026-03-13", InspectionChange::Report { text: "检查报告".into(), files: vec![] }).await.expect("reported");

    let close = |remark: &str| InspectionChange::Close { remark: remark.into() };
    let inspectors = by(&ledger, &zhao, "2026-03-16", close("")).await;
    assert!(matches!(inspectors, Err(LedgerError::Refused { refusal: Refusal::NotYours { .. }, .. })));
    assert_eq!(
        told(by(&ledger, &caller("zhao", Role::Supervisor), "2026-03-16", close("")).await),
        "zhao 已参与“检查”，“办结”须由他人进行"
    );
    assert_eq!(told(by(&ledger, &li, "2026-03-16", close("")).await), "不符合项未转为问题的说明不能为空");
    let closed = by(&ledger, &li, "2026-03-16", close("留样已当场整改")).await.expect("closed");
    assert!(!closed.is_open());
    ledger.assert_whole().await;
}

#[tokio::test]
async fn an_inspector_sees_and_plans_his_own_inspections_and_nothing_else() {
    let ledger = TestLedger::new().await;
    let (zhao, sun, li) = (inspector("zhao"), inspector("sun"), caller("li", Role::Supervisor));
    ledger.open_record::<Inspection>(&zhao, noon("2026-03-05"), draft("zhao")).await.expect("his own");
    let others = ledger.open_record::<Inspection>(&zhao, noon("2026-03-05"), draft("sun")).await;
    assert_eq!(told(others), "检查负责人只能是您本人");
    assert!(matches!(by(&ledger, &sun, "2026-03-10", START).await, Err(LedgerError::NotFound { .. })));
    let lines = async |who: &Caller| {
        ledger.lines(&who.scope, Kind::Inspection, &RecordFilter::default(), noon("2026-03-10")).await.expect("lines").len()
    };
    assert_eq!((lines(&zhao).await, lines(&sun).await, lines(&li).await), (1, 0, 1));
    let handed = InspectionChange::Replan { visit: visit("sun"), reason: "赵休假".into() };
    assert_eq!(told(by(&ledger, &zhao, "2026-03-06", handed.clone()).await), "检查负责人只能是您本人");
    let replanned = by(&ledger, &li, "2026-03-06", handed).await.expect("handed over");
    assert_eq!(replanned.head.owner.as_deref(), Some("sun"));
    assert_eq!((lines(&zhao).await, lines(&sun).await), (0, 1));
    let stale = ledger.change::<Inspection>(&sun, noon("2026-03-10"), 1, Some(1), &START).await;
    assert!(matches!(stale, Err(LedgerError::Stale { expected: 1, found: 2, .. })));
    let off = by(&ledger, &sun, "2026-03-09", InspectionChange::Cancel { reason: "学校放假".into() }).await.expect("called off");
    assert!(off.head.clocks.next().is_none() && !off.is_open());
}

#[tokio::test]
async fn an_inspection_keeps_the_checklist_that_it_was_made_with() {
    let ledger = TestLedger::new().await;
    let planned: Inspection =
        ledger.open_record(&caller("li", Role::Supervisor), noon("2026-03-05"), draft("zhao")).await.expect("planned");
    let mut newer = packs();
    let checklist = newer.checklists.get_mut("canteens_school").expect("the checklist");
    checklist.version = 2;
    checklist.items.truncate(1);
    let head = HeadDraft { title: "再查".into(), ..HeadDraft::default() };
    let plan = |head: HeadDraft, checklist: &str| InspectionPlan { head, visit: visit("zhao"), checklist: checklist.into() };
    let second = InspectionDraft::of(plan(head.clone(), "canteens_school"), &newer).expect("a draft");
    let second: Inspection = ledger.open_record(&caller("li", Role::Supervisor), noon("2026-03-05"), second).await.expect("planned");
    assert_eq!((second.checklist.version, second.checklist.items.len()), (2, 1));
    let first = ledger.record_of::<Inspection>(&Scope::everything(), planned.head.id).await.expect("it");
    assert_eq!((first.checklist.version, first.checklist.items.len()), (1, planned.checklist.items.len()));
    assert!(InspectionDraft::of(plan(head.clone(), "nothing"), &newer).is_err());
    let medical = HeadDraft { priority: Some("medical".into()), ..head };
    assert!(InspectionDraft::of(plan(medical, "canteens_school"), &newer).is_err());
}
