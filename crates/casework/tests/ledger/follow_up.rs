//! Interviews, measures, and what is asked of a recovery: each with one who asks and another who decides.

use super::accountability::{FILE, act, head};
use super::support::{TestLedger, day, moment, office, outcome_of, staff};
use casework::clock::{Obligation, Span};
use casework::interview::state::InterviewState;
use casework::interview::{Interview, InterviewChange, InterviewDraft, Interviewed};
use casework::issue::{Issue, IssueDraft, IssueSource};
use casework::measure::state::MeasureState;
use casework::measure::{Measure, MeasureChange, MeasureDraft, MeasureKind};
use casework::recommendation::{Content, Recommendation, RecommendationDraft, RecommendationKind};
use casework::record::Record;
use casework::recovery::state::RecoveryState;
use casework::recovery::{Amounts, Instalment, PenaltyBasis, PenaltyChoice, Recovery, RecoveryChange, RecoveryDraft};
use casework::{Caller, Kind, LedgerError, Reference, Role};
use vocabulary::Fen;

fn due(record: &impl Record, obligation: Obligation) -> Option<String> {
    record.head().clocks.open(obligation).map(|clock| clock.due_on().to_string())
}

fn files() -> Vec<String> {
    vec![FILE.into()]
}

async fn with_issue() -> (TestLedger, Reference) {
    let ledger = TestLedger::new().await;
    ledger.with_file(FILE).await;
    let draft = IssueDraft {
        head: head("低保审批把关不严", None),
        source: IssueSource::Transfer,
        description: "死亡后仍发放".into(),
        amount: None,
    };
    let issue = ledger.open_record::<Issue>(&office("zhang"), moment("2026-03-05"), draft).await.expect("an issue");
    (ledger, Reference { kind: Kind::Issue, id: issue.head.id })
}

async fn follow<R: Record>(ledger: &TestLedger, who: &Caller, from: Reference, draft: R::Draft) -> Result<R, LedgerError> {
    let mut work = ledger.begin(who, moment("2026-03-05")).await?;
    let record = work.open_from::<R>(from, draft).await?;
    work.commit().await?;
    Ok(record)
}

#[tokio::test]
async fn an_interview_is_held_reported_on_and_seen_to() {
    let (ledger, issue) = with_issue().await;
    let (zhang, clerk) = (office("zhang"), staff("clerk", "民政局"));
    let draft = |planned_on: &str| InterviewDraft {
        head: head("约谈民政局分管领导", Some("民政局")),
        with_kind: Interviewed::Person,
        with: "分管副局长".into(),
        reason: "审批把关不严".into(),
        interviewer: "纪委监委监督室主任".into(),
        planned_on: day(planned_on),
    };
    let past = follow::<Interview>(&ledger, &zhang, issue, draft("2026-03-04")).await.expect_err("yesterday");
    assert_eq!(outcome_of(&past), "unfit");
    let role = follow::<Interview>(&ledger, &clerk, issue, draft("2026-03-10")).await.expect_err("not theirs, and not within reach");
    assert!(matches!(role, LedgerError::NotFound { .. }));
    let id = follow::<Interview>(&ledger, &zhang, issue, draft("2026-03-10")).await.expect("planned").head.id;
    let by = async |who: &Caller, day: &str, change: InterviewChange| act::<Interview>(&ledger, who, day, id, change).await;

    let put_off = InterviewChange::Reschedule { planned_on: day("2026-03-12"), reason: "出差".into() };
    let interview = by(&zhang, "2026-03-09", put_off).await.expect("put off");
    assert_eq!(due(&interview, Obligation::InterviewHolding).as_deref(), Some("2026-03-12"));
    let hold =
        |files| InterviewChange::Hold { on: day("2026-03-12"), text: "认识到位".into(), files, rectify_by: Some(day("2026-04-10")) };
    assert_eq!(outcome_of(&by(&zhang, "2026-03-12", hold(Vec::new())).await.expect_err("no record of the talk")), "unfit");
    assert_eq!(outcome_of(&by(&clerk, "2026-03-12", hold(files())).await.expect_err("not theirs")), "not_yours");
    let interview = by(&zhang, "2026-03-12", hold(files())).await.expect("held");
    assert_eq!(due(&interview, Obligation::InterviewRectification).as_deref(), Some("2026-04-10"));
    let report = || InterviewChange::Report { text: "已完善".into(), files: Vec::new() };
    by(&clerk, "2026-04-08", report()).await.expect("reported");
    let observe = |by: Option<&str>| InterviewChange::Observe { text: "已核".into(), files: Vec::new(), rectify_by: by.map(day) };
    let own = Caller { role: Role::Supervisor, ..clerk.clone() };
    assert_eq!(outcome_of(&by(&own, "2026-04-09", observe(None)).await.expect_err("said so themselves")), "same_person");
    let interview = by(&zhang, "2026-04-09", observe(Some("2026-05-10"))).await.expect("not yet");
    assert_eq!((interview.state, interview.observed[0].rectified), (InterviewState::Held, false));
    assert_eq!(due(&interview, Obligation::InterviewRectification).as_deref(), Some("2026-05-10"));
    by(&clerk, "2026-05-08", report()).await.expect("reported again");
    let interview = by(&zhang, "2026-05-09", observe(None)).await.expect("seen");
    assert_eq!((interview.state, interview.head.clocks.next()), (InterviewState::Followed, None));
    ledger.assert_whole().await;
}

#[tokio::test]
async fn a_measure_follows_from_a_recommendation_and_stands_until_it_is_repealed() {
    let (ledger, issue) = with_issue().await;
    let (zhang, clerk) = (office("zhang"), staff("clerk", "民政局"));
    let content = Content { problems: "缺少比对".into(), demands: vec!["建立比对制度".into()] };
    let draft = RecommendationDraft { head: head("建立比对制度", Some("民政局")), kind: RecommendationKind::Supervision, content };
    let recommendation = follow::<Recommendation>(&ledger, &zhang, issue, draft).await.expect("a recommendation");
    let draft = || MeasureDraft {
        head: head("低保数据月度比对办法", Some("民政局")),
        kind: MeasureKind::Made,
        text: "每月比对死亡数据".into(),
        due_on: None,
    };
    let from = Reference { kind: Kind::Recommendation, id: recommendation.head.id };
    assert_eq!(outcome_of(&follow::<Measure>(&ledger, &zhang, issue, draft()).await.expect_err("not from an issue")), "unfit");
    let measure = follow::<Measure>(&ledger, &clerk, from, draft()).await.expect("a measure");
    assert_eq!(due(&measure, Obligation::MeasureAdoption).as_deref(), Some("2026-05-04"), "60 days");
    let id = measure.head.id;
    let by = async |who: &Caller, change: MeasureChange| act::<Measure>(&ledger, who, "2026-04-20", id, change).await;
    let enact = |document: &str| MeasureChange::Enact { document: document.into(), on: day("2026-05-01"), remark: String::new() };
    assert!(matches!(by(&clerk, enact("f9")).await, Err(LedgerError::NoFile(_))));
    by(&clerk, enact(FILE)).await.expect("in force");
    let review = || MeasureChange::Review { text: "执行良好".into(), files: Vec::new() };
    let own = Caller { role: Role::Supervisor, ..clerk.clone() };
    assert_eq!(outcome_of(&by(&own, review()).await.expect_err("made it")), "same_person");
    assert_eq!(by(&zhang, review()).await.expect("reviewed").state, MeasureState::Reviewed);
    let repeal = |on: &str| MeasureChange::Repeal { on: day(on), reason: "新办法施行".into() };
    assert_eq!(outcome_of(&by(&clerk, repeal("2026-04-30")).await.expect_err("before it was in force")), "unfit");
    assert_eq!(by(&clerk, repeal("2026-12-31")).await.expect("repealed").state, MeasureState::Repealed);
}

async fn demanded(ledger: &TestLedger, issue: Reference) -> i64 {
    let amounts = Amounts { involved: None, due: Fen(900), avoided: None };
    let draft = RecoveryDraft { head: head("追缴", Some("民政局")), debtor: "某户".into(), ground: "冒领".into(), amounts };
    let id = follow::<Recovery>(ledger, &office("zhang"), issue, draft).await.expect("a recovery").head.id;
    let notify = RecoveryChange::Notify { due_on: Some(day("2026-04-01")), files: files() };
    act::<Recovery>(ledger, &staff("clerk", "民政局"), "2026-03-06", id, notify).await.expect("demanded");
    id
}

#[tokio::test]
async fn what_one_asks_for_a_recovery_another_decides() {
    let (ledger, issue) = with_issue().await;
    let id = demanded(&ledger, issue).await;
    let (zhang, clerk) = (office("zhang"), staff("clerk", "民政局"));
    let own = Caller { role: Role::Supervisor, ..clerk.clone() };
    let by = async |who: &Caller, change: RecoveryChange| act::<Recovery>(&ledger, who, "2026-03-10", id, change).await;
    let (reason, remark) = (|| "因病致困".to_owned(), String::new);

    for (ask, approve) in [
        (
            RecoveryChange::AskRemission { amount: Fen(100), reason: reason(), files: Vec::new() },
            RecoveryChange::ApproveRemission { remark: remark() },
        ),
        (RecoveryChange::AskExtension { span: Span::Months(6), reason: reason() }, RecoveryChange::Extend { remark: remark() }),
    ] {
        assert_eq!(outcome_of(&by(&zhang, approve.clone()).await.expect_err("nobody asks")), "unfit");
        by(&clerk, ask).await.expect("asked");
        assert_eq!(outcome_of(&by(&clerk, approve.clone()).await.expect_err("not theirs")), "not_yours");
        assert_eq!(outcome_of(&by(&own, approve.clone()).await.expect_err("their own")), "same_person");
        by(&zhang, approve).await.expect("approved");
    }
    let recovery = by(&clerk, RecoveryChange::AskRemission { amount: Fen(800), reason: reason(), files: Vec::new() }).await.expect("asked");
    assert_eq!(recovery.outstanding(), Fen(800), "what is asked is not remitted");
    assert_eq!(due(&recovery, Obligation::RecoveryPayment).as_deref(), Some("2026-10-01"));
    let pay = RecoveryChange::Pay { on: day("2026-03-10"), amount: Fen(1), voucher: FILE.into(), remark: remark() };
    by(&clerk, pay).await.expect("paid meanwhile");
    let beyond = by(&zhang, RecoveryChange::ApproveRemission { remark: remark() }).await.expect_err("more than is outstanding now");
    assert_eq!(outcome_of(&beyond), "unfit");
    by(&zhang, RecoveryChange::RefuseRemission { reason: "金额有误".into() }).await.expect("refused");

    by(&clerk, RecoveryChange::AskWriteOff { reason: "死亡无遗产".into(), files: files() }).await.expect("asked");
    assert_eq!(outcome_of(&by(&own, RecoveryChange::WriteOff { remark: remark() }).await.expect_err("their own")), "same_person");
    let given_up = by(&zhang, RecoveryChange::WriteOff { remark: remark() }).await.expect("given up");
    assert_eq!((given_up.state, given_up.paid(), given_up.remitted()), (RecoveryState::WrittenOff, Fen(1), Fen(100)));
    assert_eq!((given_up.outstanding(), given_up.head.clocks.next()), (Fen(799), None), "given up is neither paid nor remitted");
    ledger.assert_whole().await;
}

#[tokio::test]
async fn each_instalment_has_a_day_of_its_own() {
    let (ledger, issue) = with_issue().await;
    let id = demanded(&ledger, issue).await;
    let (zhang, clerk) = (office("zhang"), staff("clerk", "民政局"));
    let by = async |who: &Caller, on: &str, change: RecoveryChange| act::<Recovery>(&ledger, who, on, id, change).await;
    let pay = |on: &str, amount| RecoveryChange::Pay { on: day(on), amount: Fen(amount), voucher: FILE.into(), remark: String::new() };
    let next = |recovery: &Recovery| due(recovery, Obligation::RecoveryPayment).unwrap_or_default();
    let instalments = |amounts: [i64; 3]| {
        let days = ["2026-04-30", "2026-05-31", "2026-06-30"].map(day);
        days.into_iter().zip(amounts).map(|(due_on, amount)| Instalment { due_on, amount: Fen(amount) }).collect()
    };
    let ask = |amounts| RecoveryChange::AskPlan { instalments: instalments(amounts), reason: "收入有限".into() };
    assert_eq!(outcome_of(&by(&clerk, "2026-03-10", ask([300, 300, 200])).await.expect_err("not all of it")), "unfit");
    by(&clerk, "2026-03-10", ask([300, 300, 300])).await.expect("asked");
    let recovery = by(&zhang, "2026-03-11", RecoveryChange::ApprovePlan { remark: String::new() }).await.expect("approved");
    assert_eq!(next(&recovery), "2026-04-30");
    let recovery = by(&clerk, "2026-04-20", pay("2026-04-20", 299)).await.expect("paid");
    assert_eq!(next(&recovery), "2026-04-30", "one fen short");
    let recovery = by(&clerk, "2026-05-02", pay("2026-05-02", 301)).await.expect("paid, late");
    assert_eq!(next(&recovery), "2026-06-30", "two instalments at once");
    let recovery = by(&clerk, "2026-06-30", pay("2026-06-30", 300)).await.expect("paid");
    assert_eq!((recovery.state, next(&recovery).as_str()), (RecoveryState::Settled, ""));
}

#[tokio::test]
async fn a_penalty_lies_within_the_law_and_is_no_money_to_get_back() {
    let (ledger, issue) = with_issue().await;
    let id = demanded(&ledger, issue).await;
    let clerk = staff("clerk", "民政局");
    let penalise = |percent| RecoveryChange::Penalise {
        penalty: PenaltyChoice { basis: PenaltyBasis::SocialAssistance, base: Fen(900), percent: Some(percent), months: None },
        reason: "情节较轻".into(),
        files: files(),
    };
    let refused = act::<Recovery>(&ledger, &clerk, "2026-03-10", id, penalise(350)).await.expect_err("beyond the law");
    assert!(refused.to_string().ends_with("处罚倍数不在法定幅度内"), "{refused}");
    let recovery = act::<Recovery>(&ledger, &clerk, "2026-03-10", id, penalise(150)).await.expect("imposed");
    assert_eq!((recovery.penalties[0].fine, recovery.outstanding()), (Some(Fen(1_350)), Fen(900)));
}
