//! The campaign board: its figures are the counts of the lists behind them, within any scope, and its months are Beijing's.

use super::support::{TestLedger, confirm, day, found, noon, office, staff, subject};
use casework::board::{Board, BoardFilter, Counted, Figures, Measure};
use casework::campaign::{Campaign, CampaignChange, CampaignDraft, Goal};
use casework::complaint::{ComplaintChange, Intake, PetitionClass};
use casework::issue::{Issue, IssueChange, IssueDraft, IssueSource, Satisfaction};
use casework::record::{Days, HeadDraft, Line, NONE, RecordFilter};
use casework::recovery::{Amounts, Recovery, RecoveryChange, RecoveryDraft};
use casework::{Kind, LeadChange, LeadFilter, Place, Reach, Scope};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::time::Instant;
use vocabulary::Fen;

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_str(&format!("{text} +0800"), "%Y-%m-%d %H:%M %z").expect("a moment").with_timezone(&Utc)
}

fn head(priority: Option<&str>, department: Option<&str>, town: Option<&str>, campaign: Option<i64>) -> HeadDraft {
    HeadDraft {
        title: "修路款去向不明".into(),
        priority: priority.map(str::to_owned),
        department: department.map(str::to_owned),
        place: Place { town: town.map(str::to_owned), ..Place::default() },
        campaign,
    }
}

impl TestLedger {
    async fn issue(&self, when: DateTime<Utc>, head: HeadDraft) -> i64 {
        let draft = IssueDraft { head, source: IssueSource::Transfer, description: "账目不清".into(), amount: None };
        self.open_record::<Issue>(&office("jian"), when, draft).await.expect("entered").head.id
    }

    async fn assigned(&self, when: DateTime<Utc>, head: HeadDraft) -> i64 {
        let id = self.issue(when, head).await;
        self.do_issue(id, when, "jian", None, IssueChange::Assign { department: "民政局".into(), due_on: None }).await;
        id
    }

    async fn do_issue(&self, id: i64, when: DateTime<Utc>, who: &str, department: Option<&str>, change: IssueChange) {
        let caller = department.map_or_else(|| office(who), |department| staff(who, department));
        self.change::<Issue>(&caller, when, id, None, &change).await.unwrap_or_else(|error| panic!("{change:?}: {error}"));
    }

    /// From assigned to submitted.
    async fn submitted(&self, id: i64, when: DateTime<Utc>) {
        let files = self.evidence().await;
        let ours = Some("民政局");
        self.do_issue(id, when, "li", ours, IssueChange::Accept { owner: None }).await;
        self.do_issue(id, when, "li", ours, IssueChange::Start { measures: "公示账目".into() }).await;
        self.do_issue(id, when, "li", ours, IssueChange::Submit { text: "已公示".into(), files }).await;
    }

    async fn the_board(&self, scope: &Scope, filter: BoardFilter, when: DateTime<Utc>) -> Board {
        self.board(scope, filter, when).await.expect("a board")
    }
}

fn march() -> BoardFilter {
    BoardFilter { campaign: None, days: Some(Days::new(day("2026-03-01"), day("2026-03-31")).expect("March")) }
}

fn told(figures: &Figures) -> BTreeMap<&'static str, i64> {
    figures.iter().filter(|(_, value)| **value != 0).map(|(measure, value)| (measure.code(), *value)).collect()
}

/// All rows together.
fn total(board: &Board) -> BTreeMap<&'static str, i64> {
    let mut all = Figures::new();
    for row in &board.departments {
        row.figures.iter().for_each(|(measure, value)| *all.entry(*measure).or_default() += value);
    }
    told(&all)
}

/// A district in which something of everything happened in March, and something before.
async fn district() -> TestLedger {
    let ledger = TestLedger::new().await;
    let rural = |town| head(Some("rural"), None, town, None);
    let (early, when) = (at("2026-02-10 09:00"), at("2026-03-10 09:00"));
    // Entered before, closed in March, and the citizen is content.
    let closed = ledger.assigned(early, rural(Some("东岭镇"))).await;
    ledger.submitted(closed, when).await;
    ledger.do_issue(closed, when, "wang", None, IssueChange::Verify { text: "属实".into(), files: vec![] }).await;
    ledger.do_issue(closed, when, "sun", None, IssueChange::Close { remark: String::new() }).await;
    let content = IssueChange::CallBack { satisfaction: Satisfaction::Basically, text: String::new() };
    ledger.do_issue(closed, when, "sun", None, content).await;
    // Claimed alone; claimed and rejected; given back; joined to another; of no priority and no place.
    let claimed = ledger.assigned(when, rural(Some("西河镇"))).await;
    ledger.submitted(claimed, when).await;
    let rejected = ledger.assigned(when, rural(Some("西河镇"))).await;
    ledger.submitted(rejected, when).await;
    ledger.do_issue(rejected, at("2026-03-11 09:00"), "wang", None, IssueChange::Reject { reason: "未公示".into() }).await;
    let returned = ledger.assigned(when, rural(None)).await;
    ledger.do_issue(returned, when, "li", Some("民政局"), IssueChange::Return { reason: "非我局职责".into() }).await;
    let merged = ledger.issue(when, rural(None)).await;
    ledger.do_issue(merged, when, "jian", None, IssueChange::Merge { into: claimed, reason: "同一件事".into() }).await;
    ledger.issue(when, head(None, None, None, None)).await;
    // Overdue by the end of March.
    ledger.assigned(at("2026-02-12 09:00"), head(Some("medical"), None, Some("东岭镇"), None)).await;

    let mut work = ledger.begin(&super::complaint::desk("desk"), when).await.expect("work");
    let mut intake: Intake = super::complaint::named(PetitionClass::Appeal);
    intake.complaint.head.priority = Some("rural".into());
    let complaint = work.take_in(intake, None).await.expect("taken in").head.id;
    work.commit().await.expect("kept");
    let li = staff("li", "民政局");
    let desk = || super::complaint::desk("desk");
    let steps: Vec<(casework::Caller, ComplaintChange)> = vec![
        (desk(), super::complaint::accept()),
        (desk(), super::complaint::assign("民政局")),
        (li.clone(), super::complaint::take()),
        (li.clone(), super::complaint::claim()),
        (li, super::complaint::answer()),
    ];
    ledger.steps(when, complaint, &steps).await;

    let recovery = RecoveryDraft {
        head: head(Some("rural"), Some("民政局"), Some("东岭镇"), None),
        debtor: "某公司".into(),
        ground: "多领".into(),
        amounts: Amounts { involved: None, due: Fen(90_000), avoided: None },
    };
    let recovery = ledger.open_record::<Recovery>(&office("jian"), when, recovery).await.expect("entered").head.id;
    let files = ledger.evidence().await;
    let pay = |on: &str, amount| RecoveryChange::Pay { on: day(on), amount: Fen(amount), voucher: files[0].clone(), remark: String::new() };
    let late = at("2026-04-02 09:00");
    let notify = RecoveryChange::Notify { due_on: None, files: files.clone() };
    let verify = RecoveryChange::VerifyPayment { payment: 1, remark: String::new() };
    for (who, change) in [("jian", notify), ("li", pay("2026-03-31", 20_000)), ("li", pay("2026-04-01", 30_000)), ("wang", verify)] {
        let caller = if who == "li" { staff("li", "民政局") } else { office(who) };
        ledger.change::<Recovery>(&caller, late, recovery, None, &change).await.unwrap_or_else(|error| panic!("{change:?}: {error}"));
    }

    // The leads of these tests are found on 5 March.
    ledger.screen(vec![found("S01", vec![subject("1", &[100]), subject("2", &[100])])]).await;
    let lead = ledger.all().await[0].id;
    for change in [super::support::assign(), LeadChange::StartVerifying, confirm()] {
        ledger.by("li", lead, change).await.expect("the step is allowed");
    }
    ledger
}

#[tokio::test]
async fn each_figure_is_its_own_and_none_is_made_of_another() {
    let ledger = district().await;
    let board = ledger.the_board(&Scope::everything(), march(), noon("2026-03-31")).await;
    let expected = [
        ("issues_found", 4),
        ("issues_claimed", 2),
        ("issues_verified", 1),
        ("issues_confirmed", 1),
        ("issues_closed", 1),
        ("issues_overdue", 1),
        ("leads_open", 1),
        ("leads_confirmed", 1),
        ("complaints_received", 1),
        ("complaints_answered", 1),
        ("money_due", 90_000),
        ("money_paid", 20_000),
        ("money_verified", 20_000),
    ];
    assert_eq!(total(&board), BTreeMap::from(expected));
    let of = |priority: Option<&str>, department: Option<&str>| {
        let row = board.departments.iter().find(|row| row.priority.as_deref() == priority && row.department.as_deref() == department);
        row.map(|row| told(&row.figures)).unwrap_or_default()
    };
    assert_eq!(of(None, None), BTreeMap::from([("issues_found", 1)]));
    assert_eq!(of(Some("rural"), None), BTreeMap::from([("issues_found", 1)]), "what was given back is nobody's");
    assert_eq!(of(Some("medical"), Some("民政局")), BTreeMap::from([("issues_overdue", 1)]));
    let towns: BTreeMap<_, _> =
        board.towns.iter().map(|row| ((row.town.as_deref(), row.priority.as_deref()), told(&row.figures))).collect();
    assert_eq!(towns[&(Some("西河镇"), Some("rural"))], BTreeMap::from([("issues_found", 2), ("issues_claimed", 1)]));
    assert_eq!(board.overdue.iter().map(|late| (late.kind, late.overdue)).collect::<Vec<_>>(), [(Kind::Issue, 1)]);
    assert_eq!((board.recovered.paid, board.recovered.paid_verified), (Fen(50_000), Fen(20_000)), "over all time");
    assert_eq!(board.yields.iter().map(|of| (of.concluded, of.confirmed, of.unverified)).collect::<Vec<_>>(), [(1, 1, 1)]);
    ledger.assert_whole().await;
}

/// The list behind a figure of a row, as one opens it.
async fn behind(ledger: &TestLedger, scope: &Scope, counted: Counted, place: [(&str, Option<&str>); 2], when: DateTime<Utc>) -> i64 {
    let of = |name: &str| {
        let found = place.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.unwrap_or(NONE).to_owned())
    };
    match counted {
        Counted::Records(kind, filter) => {
            let days = filter.paid;
            let filter =
                RecordFilter { priority: of("priority"), department: of("department"), town: of("town"), limit: Some(500), ..filter };
            let lines = ledger.lines(scope, kind, &filter, when).await.expect("a list");
            let counted = ledger.count(scope, kind, &filter).await.expect("counts").iter().map(|(_, count)| *count).sum::<u64>();
            assert_eq!(lines.len() as u64, counted);
            match (kind, days) {
                (Kind::Recovery, Some(paid)) => {
                    let mut sum = 0;
                    for line in lines {
                        let recovery: Recovery = ledger.record_of(scope, line.id).await.expect("within the scope");
                        let payments = recovery.payments.iter().filter(|payment| {
                            (paid.days.from()..=paid.days.until()).contains(&payment.on) && (!paid.verified || payment.verified.is_some())
                        });
                        sum += payments.map(|payment| payment.amount.0).sum::<i64>();
                    }
                    sum
                }
                (Kind::Recovery, None) => lines.iter().filter_map(|line: &Line| line.amount).map(|amount| amount.0).sum(),
                _ => lines.len() as i64,
            }
        }
        Counted::Leads(filter) => {
            let priorities = of("priority").map_or(filter.priorities.clone(), |priority| vec![priority]);
            let filter = LeadFilter { priorities, department: of("department"), town: of("town"), ..filter };
            let leads = ledger.leads(scope, &filter).await.expect("leads").len() as i64;
            let counted = ledger.lead_counts(scope, &filter).await.expect("counts").iter().map(|(_, count)| *count as i64).sum::<i64>();
            assert_eq!(leads, counted);
            leads
        }
    }
}

#[tokio::test]
async fn every_figure_is_the_count_of_the_list_that_it_opens_within_any_scope() {
    let ledger = district().await;
    let when = noon("2026-03-31");
    let scopes = [
        Scope::everything(),
        Scope { departments: Reach::only(["民政局"]), ..Scope::everything() },
        Scope { departments: Reach::only(["教体局"]), ..Scope::everything() },
        Scope { towns: Reach::only(["东岭镇"]), office: Some("东岭镇".into()), ..Scope::everything() },
        Scope { priorities: Reach::only(["rural"]), ..Scope::everything() },
        Scope::nothing(),
    ];
    let mut not_nought = Vec::new();
    for scope in &scopes {
        let board = ledger.the_board(scope, march(), when).await;
        let field = board.field();
        let mut any = 0;
        for row in &board.departments {
            for (measure, value) in &row.figures {
                let place = [("priority", row.priority.as_deref()), ("department", row.department.as_deref())];
                let listed = behind(&ledger, scope, measure.counted(&field), place, when).await;
                assert_eq!(listed, *value, "{measure:?} of {place:?} within {scope:?}");
                any += value;
            }
        }
        for row in &board.towns {
            for (measure, value) in &row.figures {
                let place = [("priority", row.priority.as_deref()), ("town", row.town.as_deref())];
                assert_eq!(behind(&ledger, scope, measure.counted(&field), place, when).await, *value, "{measure:?} of {place:?}");
            }
        }
        for late in &board.overdue {
            let overdue = RecordFilter {
                overdue_at: Some(when),
                department: Some(late.department.clone().unwrap_or(NONE.into())),
                ..RecordFilter::default()
            };
            let listed = ledger.lines(scope, late.kind, &overdue, when).await.expect("a list").len() as u64;
            assert_eq!(listed, late.overdue);
        }
        for trend in &board.trends {
            for (month, value) in board.months.iter().zip(&trend.values) {
                let of_month = casework::board::Field { days: month.parse().expect("a month"), ..field.clone() };
                let place = [("priority", trend.priority.as_deref()), ("priority", trend.priority.as_deref())];
                assert_eq!(behind(&ledger, scope, trend.measure.counted(&of_month), place, when).await, *value, "{trend:?} in {month}");
            }
        }
        not_nought.push(any > 0);
    }
    assert_eq!(not_nought, [true, true, false, true, true, false]);
}

#[tokio::test]
async fn months_end_at_midnight_in_beijing() {
    let ledger = TestLedger::new().await;
    for when in ["2025-04-30 23:59", "2025-05-01 00:00", "2026-02-28 23:59", "2026-03-01 00:00", "2026-03-31 23:59", "2026-04-01 00:00"] {
        ledger.issue(at(when), head(Some("rural"), None, None, None)).await;
    }
    let of = async |when| {
        let board = ledger.the_board(&Scope::everything(), BoardFilter::default(), at(when)).await;
        let found = board.trends.iter().find(|trend| trend.measure == Measure::IssuesFound).map(|trend| trend.values.clone());
        (board.months, found.unwrap_or_default(), (board.from, board.until))
    };
    let (months, values, days) = of("2026-04-01 00:30").await;
    assert_eq!((months.len(), months[0].as_str(), months[11].as_str()), (12, "2025-05", "2026-04"));
    assert_eq!(values, [1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 1]);
    assert_eq!(days, (day("2026-01-01"), day("2026-04-01")), "of this year, up to today");
    // In Greenwich it is the last of March still; and the last of a long month has its eleven months before it.
    let (months, values, _) = of("2026-03-31 23:59").await;
    assert_eq!((months[0].as_str(), months[11].as_str()), ("2025-04", "2026-03"));
    assert_eq!(values, [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2], "what was entered after that month is not of it");
    let february = BoardFilter { campaign: None, days: "2026-02".parse().ok() };
    let board = ledger.the_board(&Scope::everything(), february, noon("2026-04-02")).await;
    assert_eq!(total(&board), BTreeMap::from([("issues_found", 1)]));
}

#[tokio::test]
async fn a_campaigns_board_has_its_records_alone_and_its_goals_beside_them() {
    let ledger = TestLedger::new().await;
    let mut plan = super::campaign::plan();
    let goal = |text: &str, figure: Option<&str>| Goal { text: text.into(), figure: figure.map(str::to_owned), target: figure.map(|_| 3) };
    plan.priorities[0].goals = vec![goal("查找问题不少于三个", Some("issues_found")), goal("群众满意", None)];
    let draft = CampaignDraft { head: HeadDraft { title: "2026 年专项整治".into(), ..HeadDraft::default() }, plan };
    ledger.open_record::<Campaign>(&office("jian"), noon("2026-03-02"), draft).await.expect("entered");
    ledger
        .change::<Campaign>(&office("wang"), noon("2026-03-02"), 1, None, &CampaignChange::Approve { remark: String::new() })
        .await
        .expect("approved");
    ledger.change::<Campaign>(&office("wang"), noon("2026-03-02"), 1, None, &CampaignChange::Start).await.expect("started");
    let told = CampaignChange::ReportGoal { priority: "subsidies".into(), goal: 2, value: Some(7), text: "走访七户".into() };
    ledger.change::<Campaign>(&office("wang"), noon("2026-03-09"), 1, None, &told).await.expect("reported");
    for (priority, campaign) in [("subsidies", Some(1)), ("medical", Some(1)), ("subsidies", None)] {
        ledger.issue(noon("2026-03-10"), head(Some(priority), None, None, campaign)).await;
    }
    let of = BoardFilter { campaign: Some(1), days: None };
    let board = ledger.the_board(&Scope::everything(), of, noon("2026-03-20")).await;
    assert_eq!((board.from, board.until), (day("2026-03-01"), day("2026-03-20")), "its days up to today");
    assert_eq!(total(&board), BTreeMap::from([("issues_found", 2)]));
    let goals: Vec<_> = board.goals.iter().map(|of| (of.priority.as_str(), of.target, of.counted, of.reported)).collect();
    assert_eq!(
        goals,
        [("subsidies", Some(3), Some(1), None), ("subsidies", None, None, Some(7)), ("medical", Some(100), None, None)],
        "what is counted and what is reported are two things, and what nobody can count is not nought"
    );
    let before = ledger.the_board(&Scope::everything(), of, noon("2026-02-20")).await;
    assert_eq!((before.from, before.until), (day("2026-03-01"), day("2026-03-01")), "one that has not begun has nothing yet");
    assert!(ledger.board(&Scope::everything(), BoardFilter { campaign: Some(9), days: None }, noon("2026-03-20")).await.is_err());
    assert!(ledger.board(&Scope::nothing(), of, noon("2026-03-20")).await.is_err(), "who sees nothing sees no campaign");
}

#[tokio::test]
async fn what_came_back_is_listed_until_it_is_done_again_and_what_is_due_soon_is_not_overdue() {
    let ledger = district().await;
    let when = noon("2026-03-12");
    let returned = async |when| {
        let filter = RecordFilter { returned: true, ..RecordFilter::default() };
        ledger
            .lines(&Scope::everything(), Kind::Issue, &filter, when)
            .await
            .expect("a list")
            .into_iter()
            .map(|line| line.state)
            .collect::<Vec<_>>()
    };
    assert_eq!(returned(when).await, ["registered", "rectifying"], "given back by its office, and sent back to it");
    let files = ledger.evidence().await;
    ledger.do_issue(3, when, "li", Some("民政局"), IssueChange::Submit { text: "已公示".into(), files }).await;
    ledger.do_issue(4, when, "jian", None, IssueChange::Assign { department: "民政局".into(), due_on: Some(day("2026-03-20")) }).await;
    assert!(returned(when).await.is_empty());
    let due = async |from: DateTime<Utc>, until: &str| {
        let filter =
            RecordFilter { due_after: Some(from), due_until: Some(casework::clock::end_of_day(day(until))), ..RecordFilter::default() };
        ledger.count(&Scope::everything(), Kind::Issue, &filter).await.expect("counts").iter().map(|(_, count)| *count).sum::<u64>()
    };
    assert_eq!(due(when, "2026-03-15").await, 0, "to be accepted by the 16th");
    assert_eq!(due(when, "2026-03-16").await, 1);
    assert_eq!(due(noon("2026-03-17"), "2026-03-20").await, 0, "overdue is not due soon");
}

#[tokio::test]
async fn records_of_an_earlier_schema_are_marked_once_by_what_they_say() {
    let ledger = district().await;
    let before = ledger.the_board(&Scope::everything(), march(), noon("2026-03-31")).await;
    ledger
        .tamper(&[
            "UPDATE records SET claimed_at = NULL, answered_at = NULL, verified_at = NULL, confirmed_at = NULL, closed_at = NULL, returned_at = NULL",
            "INSERT INTO unmarked (kind, id) SELECT kind, id FROM records WHERE kind IN ('issue', 'complaint', 'recommendation')",
        ])
        .await;
    let bare = ledger.the_board(&Scope::everything(), march(), noon("2026-03-31")).await;
    assert_ne!(bare.departments, before.departments);
    let again = ledger.again().await;
    let marked = again.board(&Scope::everything(), march(), noon("2026-03-31")).await.expect("a board");
    assert_eq!(marked, before);
    assert_eq!(ledger.tamper(&["DELETE FROM unmarked"]).await, 0, "none is waiting any more");
    again.close().await;
}

/// Small here; `QINGYUAN_ISSUES=200000 cargo test -p casework board -- --nocapture` measures.
#[tokio::test]
#[expect(clippy::print_stderr, reason = "the measured times are what one runs it for")]
async fn a_district_of_many_years_is_counted_at_once() {
    let issues: u64 = std::env::var("QINGYUAN_ISSUES").ok().and_then(|text| text.parse().ok()).unwrap_or(2000);
    let ledger = district().await;
    let insert: &'static str = format!(
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < {issues}) \
         INSERT INTO records (kind, id, number, version, title, state, is_open, priority, department, town, restricted, entered_at, changed_at, \
         due_at, claimed_at, verified_at, closed_at, body) \
         SELECT 'issue', 1000 + x, 'X' || x, 1, '村道破损未修', CASE WHEN x % 5 = 0 THEN 'rectifying' ELSE 'closed' END, \
         CASE WHEN x % 5 = 0 THEN 1 ELSE 0 END, CASE x % 5 WHEN 0 THEN 'rural' WHEN 1 THEN 'canteens' WHEN 2 THEN 'registry' WHEN 3 THEN 'subsidies' ELSE 'medical' END, \
         '部门' || (x % 20), '镇' || (x % 16), 0, '202' || (x % 7) || '-0' || (1 + x % 9) || '-05T01:00:00.000000Z', '2026-03-05T01:00:00.000000Z', \
         CASE WHEN x % 5 = 0 THEN '2026-0' || (1 + x % 9) || '-05T16:00:00.000000Z' END, \
         CASE WHEN x % 5 > 0 THEN '202' || (x % 7) || '-0' || (1 + x % 9) || '-06T01:00:00.000000Z' END, \
         CASE WHEN x % 5 > 0 THEN '202' || (x % 7) || '-0' || (1 + x % 9) || '-07T01:00:00.000000Z' END, \
         CASE WHEN x % 5 > 0 THEN '202' || (x % 7) || '-0' || (1 + x % 9) || '-08T01:00:00.000000Z' END, '{{}}' FROM n"
    )
    .leak();
    ledger.tamper(&[insert, "ANALYZE"]).await;
    let filter = BoardFilter { campaign: None, days: Days::new(day("2020-01-01"), day("2026-12-31")) };
    for _ in 0..2 {
        let start = Instant::now();
        let board = ledger.the_board(&Scope::everything(), filter, noon("2026-03-31")).await;
        eprintln!("board of {issues} issues in {:?}: {} rows", start.elapsed(), board.departments.len());
        let found: i64 = board.departments.iter().map(|row| row.figures[&Measure::IssuesFound]).sum();
        assert_eq!(found, issues as i64 + 6);
    }
}
