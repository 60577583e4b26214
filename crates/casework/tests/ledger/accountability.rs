//! From a lead on a cadre to sanctions, money paid back, a system mended and the public told.

use super::support::{TestLedger, assign, confirm, found, moment, office, outcome_of, staff, subject};
use casework::case::{AdministrativeSanction, Case, CaseChange, CaseDraft, CaseFigures, FiguresFilter, Form, PartySanction, RulingDraft};
use casework::clock::{Colour, Obligation, Span};
use casework::clue::state::{ClueState, Disposal};
use casework::clue::{Clue, ClueChange, ClueDraft, ClueSource, Opening, PersonDraft};
use casework::notice::{Notice, NoticeChange, NoticeDraft, NoticeKind};
use casework::recommendation::state::RecommendationState;
use casework::recommendation::{Content, Recommendation, RecommendationChange, RecommendationDraft, RecommendationKind};
use casework::record::{Change, HeadDraft, Record, RecordFilter};
use casework::recovery::state::RecoveryState;
use casework::recovery::{Amounts, Recovery, RecoveryChange, RecoveryDraft, RecoveryFigures, RecoveryFilter};
use casework::{Caller, EventFilter, Kind, LeadChange, LedgerError, Reference, Relation, Role, Scope};
use chrono::NaiveDate;
use serde::Serialize;
use vocabulary::Fen;

pub const FILE: &str = "f1";

/// Lets somebody take a step on a day, and sees that the step is called in JSON what it is called in the trail.
pub async fn act<R: Record>(ledger: &TestLedger, who: &Caller, day: &str, id: i64, change: R::Change) -> Result<R, LedgerError>
where
    R::Change: Serialize,
{
    let json = serde_json::to_value(&change).expect("JSON");
    assert_eq!(json["step"], change.step());
    ledger.change::<R>(who, moment(day), id, None, &change).await
}

pub fn head(title: &str, department: Option<&str>) -> HeadDraft {
    HeadDraft { title: title.into(), priority: Some("subsidies".into()), department: department.map(str::to_owned), ..HeadDraft::default() }
}

pub fn person(name: &str, key: Option<char>, party_member: bool, public_official: bool) -> PersonDraft {
    let key = key.map(|digit| digit.to_string().repeat(64));
    PersonDraft { key, name: name.into(), office: Some("东岭镇民政办".into()), post: None, party_member, public_official }
}

pub fn clue_draft(persons: Vec<PersonDraft>) -> ClueDraft {
    let description = "明知死亡仍签批发放低保金".into();
    ClueDraft { head: head("低保审批失职问题", None), source: ClueSource::Lead, description, persons }
}

fn day(text: &str) -> NaiveDate {
    super::support::day(text)
}

fn files() -> Vec<String> {
    vec![FILE.into()]
}

async fn case_figures(ledger: &TestLedger) -> CaseFigures {
    ledger.case_figures(&Scope::everything(), &FiguresFilter::default()).await.expect("figures")
}

async fn money(ledger: &TestLedger) -> RecoveryFigures {
    ledger.recovery_figures(&Scope::everything(), &RecoveryFilter::default()).await.expect("figures")
}

fn colour(record: &impl Record, obligation: Obligation, day: &str) -> Colour {
    let clock = record.head().clocks.0.iter().rev().find(|clock| clock.obligation == obligation).expect("a clock");
    clock.colour(moment(day), 3, &vocabulary::WorkCalendar::builtin()).expect("covered")
}

fn due(record: &impl Record, obligation: Obligation) -> String {
    record.head().clocks.open(obligation).map(|clock| clock.due_on().to_string()).unwrap_or_default()
}

/// A lead found on a cadre and confirmed, and a clue made of it by zhang, with wang, li, zhao and qian on its team.
async fn clue_of_lead(ledger: &TestLedger) -> Clue {
    ledger.with_file(FILE).await;
    ledger.screen(vec![found("S01", vec![subject("1", &[12_000])])]).await;
    let lead = ledger.only().await.id;
    let from = Reference { kind: Kind::Lead, id: lead };
    let zhang = office("zhang");
    let draft = || clue_draft(vec![person("张三丰", Some('a'), true, true), person("李四光", None, true, false)]);

    let mut work = ledger.begin(&zhang, moment("2026-03-05")).await.expect("work");
    let early = work.open_from::<Clue>(from, draft()).await.expect_err("nobody has confirmed it");
    assert_eq!(early.to_string(), "问题线索：来源：疑点尚未核实属实");
    drop(work);

    for change in [assign(), LeadChange::StartVerifying, confirm()] {
        ledger.by("sun", lead, change).await.expect("verified");
    }
    let mut work = ledger.begin(&zhang, moment("2026-03-05")).await.expect("work");
    let elsewhere = work.open_from::<Recommendation>(from, recommendation()).await.expect_err("not from a lead");
    assert_eq!(outcome_of(&elsewhere), "unfit");
    let clue: Clue = work.open_from(from, draft()).await.expect("a clue");
    work.commit().await.expect("kept");
    for who in ["wang", "li", "zhao", "qian"] {
        act::<Clue>(ledger, &zhang, "2026-03-05", clue.head.id, ClueChange::AddMember { who: who.into() }).await.expect("a member");
    }
    let links = ledger.links(&zhang.scope, Reference { kind: Kind::Clue, id: clue.head.id }).await.expect("links");
    assert_eq!(links.iter().map(|link| (link.relation, link.to)).collect::<Vec<_>>(), [(Relation::From, from)]);
    clue
}

/// The same clue, checked by li and opened as a case by wang.
async fn case_of_clue(ledger: &TestLedger) -> Case {
    let clue = clue_of_lead(ledger).await;
    let [wang, li] = ["wang", "li"].map(office);
    let propose = ClueChange::Propose { disposal: Disposal::PreliminaryCheck, reason: "反映具体，可查性强".into() };
    act::<Clue>(ledger, &li, "2026-03-09", clue.head.id, propose).await.expect("proposed");
    act::<Clue>(ledger, &wang, "2026-03-10", clue.head.id, ClueChange::Approve { remark: String::new() }).await.expect("approved");
    let report = ClueChange::Report { text: "基本属实".into(), files: files() };
    act::<Clue>(ledger, &li, "2026-04-01", clue.head.id, report).await.expect("reported");
    let opening =
        Opening { title: Some("东岭镇低保审批案".into()), reason: "涉嫌违反工作纪律".into(), persons: Default::default() };

    let mut work = ledger.begin(&li, moment("2026-04-02")).await.expect("work");
    let same = work.open_case_from_clue(clue.head.id, None, &opening).await.expect_err("li has checked it");
    assert_eq!(outcome_of(&same), "same_person");
    drop(work);
    let mut work = ledger.begin(&wang, moment("2026-04-02")).await.expect("work");
    let (clue, case) = work.open_case_from_clue(clue.head.id, None, &opening).await.expect("a case");
    work.commit().await.expect("kept");
    assert_eq!((clue.state, clue.head.team), (ClueState::Opened, case.head.team.clone()));
    case
}

fn rule(person: u32, form: Form, party: Option<PartySanction>, administrative: Option<AdministrativeSanction>) -> CaseChange {
    let ruling = RulingDraft { form: Some(form), party, administrative, handling: None, reason: "违反工作纪律".into() };
    CaseChange::Rule { person, ruling }
}

/// The same case, decided on 20 May: two persons sanctioned.
async fn decided_case(ledger: &TestLedger) -> Case {
    let case = case_of_clue(ledger).await;
    let id = case.head.id;
    let [li, zhao, qian] = ["li", "zhao", "qian"].map(office);
    act::<Case>(ledger, &li, "2026-04-03", id, CaseChange::Start { plan: "调取审批档案".into() }).await.expect("begun");
    let send = CaseChange::SendToTrial { text: "事实清楚".into(), files: files() };
    act::<Case>(ledger, &li, "2026-05-06", id, send).await.expect("sent");
    let same = act::<Case>(ledger, &li, "2026-05-07", id, rule(1, Form::Second, Some(PartySanction::Warning), None)).await;
    assert_eq!(outcome_of(&same.expect_err("li has examined")), "same_person");
    let official = rule(2, Form::Second, None, Some(AdministrativeSanction::Warning));
    let unfit = act::<Case>(ledger, &zhao, "2026-05-07", id, official).await.expect_err("no public official");
    assert!(unfit.to_string().ends_with("政务处分只适用于公职人员"), "{unfit}");
    let heavy = rule(1, Form::Third, Some(PartySanction::RemovalFromPosts), Some(AdministrativeSanction::DismissalFromPost));
    act::<Case>(ledger, &zhao, "2026-05-08", id, heavy).await.expect("ruled");

    let conclude = || CaseChange::Conclude { text: "给予处分".into(), files: files() };
    let early = act::<Case>(ledger, &qian, "2026-05-19", id, conclude()).await.expect_err("nothing is said of the second");
    assert_eq!(outcome_of(&early), "unfit");
    let light = rule(2, Form::Second, Some(PartySanction::SeriousWarning), None);
    act::<Case>(ledger, &zhao, "2026-05-08", id, light).await.expect("ruled");
    assert_eq!(case_figures(ledger).await.persons_handled, 0, "what is not decided does not count");
    for who in [&li, &zhao] {
        let same = act::<Case>(ledger, who, "2026-05-20", id, conclude()).await.expect_err("has examined or tried");
        assert_eq!(outcome_of(&same), "same_person");
    }
    act::<Case>(ledger, &qian, "2026-05-20", id, conclude()).await.expect("decided")
}

#[tokio::test]
async fn a_clue_is_seen_by_its_team_alone_until_somebody_lets_another_in() {
    let ledger = TestLedger::new().await;
    let clue = clue_of_lead(&ledger).await;
    let id = clue.head.id;
    let seen = async |who: &Caller| {
        let record = ledger.record_of::<Clue>(&who.scope, id).await.is_ok();
        let lines = ledger.lines(&who.scope, Kind::Clue, &RecordFilter::default(), moment("2026-03-06")).await.expect("lines");
        let links = ledger.links(&who.scope, Reference { kind: Kind::Clue, id }).await.expect("links");
        let events = EventFilter { record: Some("clue".into()), ..Default::default() };
        let events = ledger.events(&who.scope, &events).await.expect("events");
        let all = [record, !lines.is_empty(), !links.is_empty(), !events.is_empty()];
        assert!(all == [true; 4] || all == [false; 4], "{all:?}");
        record
    };
    let (zhang, zhou) = (office("zhang"), office("zhou"));
    assert!(seen(&zhang).await && seen(&office("li")).await && !seen(&zhou).await);
    let note = || ClueChange::Propose { disposal: Disposal::Held, reason: "线索不清".into() };
    let outside = act::<Clue>(&ledger, &zhou, "2026-03-06", id, note()).await.expect_err("not of the team");
    assert!(matches!(outside, LedgerError::NotFound { .. }));

    let resident = Caller { role: Role::ResidentOffice, ..office("li") };
    let let_in = || ClueChange::AddMember { who: "zhou".into() };
    let role = act::<Clue>(&ledger, &resident, "2026-03-06", id, let_in()).await.expect_err("the office's to decide");
    assert_eq!(outcome_of(&role), "not_yours");
    act::<Clue>(&ledger, &zhang, "2026-03-06", id, let_in()).await.expect("let in");
    assert!(seen(&zhou).await);
    let out = |who: &str| ClueChange::RemoveMember { who: who.into() };
    for who in ["zhou", "li", "wang", "zhao", "qian"] {
        act::<Clue>(&ledger, &zhang, "2026-03-06", id, out(who)).await.expect("out");
    }
    assert!(!seen(&zhou).await);
    let last = act::<Clue>(&ledger, &zhang, "2026-03-06", id, out("zhang")).await.expect_err("a team of nobody is no team");
    assert_eq!(outcome_of(&last), "unfit");
}

#[tokio::test]
async fn a_clue_is_proposed_on_by_one_approved_by_another_and_held_to_its_days() {
    let ledger = TestLedger::new().await;
    let id = clue_of_lead(&ledger).await.head.id;
    let [zhang, wang, li] = ["zhang", "wang", "li"].map(office);
    let by = async |who: &Caller, day: &str, change: ClueChange| act::<Clue>(&ledger, who, day, id, change).await;
    let propose = |disposal| ClueChange::Propose { disposal, reason: "依规处置".into() };
    let approve = || ClueChange::Approve { remark: String::new() };

    let clue = by(&li, "2026-04-05", propose(Disposal::TalkOrInquiry)).await.expect("proposed on the last day");
    assert_eq!(colour(&clue, Obligation::ClueProposal, "2026-05-01"), Colour::Met);
    assert_eq!(outcome_of(&by(&li, "2026-04-06", approve()).await.expect_err("their own")), "same_person");
    let refuse = ClueChange::Refuse { reason: "应先谈话".into() };
    assert_eq!(outcome_of(&by(&li, "2026-04-06", refuse.clone()).await.expect_err("their own")), "same_person");
    let clue = by(&wang, "2026-04-07", refuse).await.expect("refused");
    assert_eq!((clue.state, due(&clue, Obligation::ClueProposal).as_str()), (ClueState::Pending, "2026-05-07"));
    let clue = by(&zhang, "2026-05-08", propose(Disposal::TalkOrInquiry)).await.expect("proposed, late");
    assert_eq!(colour(&clue, Obligation::ClueProposal, "2026-05-09"), Colour::MetLate);
    by(&wang, "2026-05-08", approve()).await.expect("approved");

    let report = || ClueChange::Report { text: "已说明，可采信".into(), files: Vec::new() };
    assert_eq!(outcome_of(&by(&li, "2026-05-09", report()).await.expect_err("nobody has been heard")), "unfit");
    let ask = ClueChange::SendInquiry { text: "请说明审批经过".into(), files: files() };
    let clue = by(&li, "2026-05-11", ask.clone()).await.expect("sent");
    assert_eq!(due(&clue, Obligation::InquiryAnswer), "2026-06-01", "15 working days");
    assert_eq!(outcome_of(&by(&li, "2026-05-12", ask).await.expect_err("one at a time")), "unfit");
    assert_eq!(colour(&clue, Obligation::InquiryAnswer, "2026-06-02"), Colour::Red);
    let answer = ClueChange::ReceiveAnswer { text: "附情况说明".into(), files: Vec::new() };
    let clue = by(&li, "2026-05-29", answer).await.expect("answered");
    assert_eq!(colour(&clue, Obligation::InquiryAnswer, "2026-07-01"), Colour::Met);
    assert_eq!(due(&clue, Obligation::TalkReport), "2026-06-29", "one month from the answer");
    let talk = ClueChange::Talk { text: "当面核对".into(), files: Vec::new() };
    let clue = by(&li, "2026-06-10", talk).await.expect("talked");
    assert_eq!(due(&clue, Obligation::TalkReport), "2026-06-29", "a second one does not begin the month anew");
    let clue = by(&li, "2026-06-20", report()).await.expect("reported");
    assert_eq!(due(&clue, Obligation::ClueProposal), "2026-07-20");

    let opening = Opening { title: None, reason: "立案".into(), persons: Default::default() };
    let mut work = ledger.begin(&wang, moment("2026-06-21")).await.expect("work");
    let unchecked = work.open_case_from_clue(id, None, &opening).await.expect_err("only talked with");
    assert_eq!(outcome_of(&unchecked), "unfit");
    drop(work);

    by(&zhang, "2026-06-22", propose(Disposal::Held)).await.expect("proposed");
    let clue = by(&wang, "2026-06-22", approve()).await.expect("held");
    assert_eq!((clue.state, clue.head.clocks.next()), (ClueState::Held, None), "nothing is owed of what is held");
    let clue = by(&zhang, "2026-12-01", ClueChange::TakeUp { reason: "出现新情况".into() }).await.expect("taken up");
    assert_eq!((clue.state, due(&clue, Obligation::ClueProposal).as_str()), (ClueState::Pending, "2027-01-01"));
    by(&zhang, "2026-12-02", propose(Disposal::Settled)).await.expect("proposed");
    assert_eq!(by(&wang, "2026-12-02", approve()).await.expect("settled").state, ClueState::Settled);

    let stale = ledger.change::<Clue>(&wang, moment("2026-12-03"), id, Some(1), &ClueChange::RemoveMember { who: "li".into() }).await;
    assert!(matches!(stale, Err(LedgerError::Stale { expected: 1, .. })));
    ledger.assert_whole().await;
}

#[tokio::test]
async fn two_persons_of_a_case_are_sanctioned_and_counted_when_it_is_decided() {
    let ledger = TestLedger::new().await;
    let case = decided_case(&ledger).await;
    let figures = case_figures(&ledger).await;
    let expected = CaseFigures {
        cases: 1,
        persons_handled: 2,
        persons_sanctioned: 2,
        by_form: [(Form::Second, 1), (Form::Third, 1)].into(),
        by_party: [(PartySanction::SeriousWarning, 1), (PartySanction::RemovalFromPosts, 1)].into(),
        by_administrative: [(AdministrativeSanction::DismissalFromPost, 1)].into(),
        ..CaseFigures::default()
    };
    assert_eq!(figures, expected);
    let before = FiguresFilter { before: Some(day("2026-05-20")), ..FiguresFilter::default() };
    let before = ledger.case_figures(&Scope::everything(), &before).await.expect("figures");
    assert_eq!((before.cases, before.persons_handled), (1, 0), "opened before that day, decided on it");
    let since = FiguresFilter { from: Some(day("2026-05-20")), ..FiguresFilter::default() };
    let since = ledger.case_figures(&Scope::everything(), &since).await.expect("figures");
    assert_eq!((since.cases, since.persons_handled), (0, 2));
    assert_eq!(ledger.case_figures(&office("zhou").scope, &FiguresFilter::default()).await.expect("figures"), CaseFigures::default());

    let qian = office("qian");
    let close = || CaseChange::Close { remark: String::new() };
    let execute = |person, on: &str| CaseChange::Execute { person, on: day(on), text: "已宣布".into(), files: files() };
    let early = act::<Case>(&ledger, &qian, "2026-05-25", case.head.id, close()).await.expect_err("not carried out");
    assert_eq!(outcome_of(&early), "unfit");
    let before = act::<Case>(&ledger, &qian, "2026-05-25", case.head.id, execute(1, "2026-05-19")).await.expect_err("not decided then");
    assert_eq!(outcome_of(&before), "unfit");
    for person in [1, 2] {
        act::<Case>(&ledger, &qian, "2026-05-25", case.head.id, execute(person, "2026-05-22")).await.expect("carried out");
    }
    act::<Case>(&ledger, &qian, "2026-05-25", case.head.id, close()).await.expect("closed");
    assert_eq!(case_figures(&ledger).await, expected, "closing counts nobody twice");
    ledger.assert_whole().await;
}

#[tokio::test]
async fn a_case_is_opened_from_a_clue_alone_and_taken_back_by_another_alone() {
    let ledger = TestLedger::new().await;
    let clue = clue_of_lead(&ledger).await;
    let [zhang, wang, li] = ["zhang", "wang", "li"].map(office);
    let draft = CaseDraft { head: head("案件", None), facts: "事实".into(), persons: clue.persons.clone(), team: Vec::new() };
    let by_hand = ledger.open_record::<Case>(&zhang, moment("2026-03-06"), draft).await.expect_err("not by hand");
    assert_eq!(outcome_of(&by_hand), "not_yours");

    let propose = ClueChange::Propose { disposal: Disposal::PreliminaryCheck, reason: "可查".into() };
    act::<Clue>(&ledger, &li, "2026-03-06", clue.head.id, propose).await.expect("proposed");
    act::<Clue>(&ledger, &wang, "2026-03-06", clue.head.id, ClueChange::Approve { remark: String::new() }).await.expect("approved");
    let report = ClueChange::Report { text: "属实".into(), files: Vec::new() };
    act::<Clue>(&ledger, &li, "2026-03-07", clue.head.id, report).await.expect("reported");
    let opening = |person| Opening { title: None, reason: "立案".into(), persons: [person].into() };
    let mut work = ledger.begin(&wang, moment("2026-03-08")).await.expect("work");
    assert_eq!(outcome_of(&work.open_case_from_clue(clue.head.id, None, &opening(3)).await.expect_err("no third person")), "unfit");
    drop(work);
    let mut work = ledger.begin(&wang, moment("2026-03-08")).await.expect("work");
    let (_, case) = work.open_case_from_clue(clue.head.id, None, &opening(2)).await.expect("a case");
    work.commit().await.expect("kept");
    assert_eq!(case.persons.iter().map(|accused| &accused.person).collect::<Vec<_>>(), [&clue.persons[1]]);

    let id = case.head.id;
    act::<Case>(&ledger, &li, "2026-03-09", id, CaseChange::Start { plan: "调查".into() }).await.expect("begun");
    let dismiss = || CaseChange::Dismiss { reason: "证据不足".into() };
    for who in [&wang, &li] {
        let same = act::<Case>(&ledger, who, "2026-03-10", id, dismiss()).await.expect_err("opened or examined it");
        assert_eq!(outcome_of(&same), "same_person");
    }
    let dismissed = act::<Case>(&ledger, &zhang, "2026-03-10", id, dismiss()).await.expect("taken back");
    assert_eq!(dismissed.head.clocks.next(), None);
    let figures = case_figures(&ledger).await;
    assert_eq!((figures.cases, figures.dismissed, figures.persons_handled), (1, 1, 0));
    let mut work = ledger.begin(&zhang, moment("2026-03-11")).await.expect("work");
    let after = work.open_from::<Recommendation>(Reference { kind: Kind::Case, id }, recommendation()).await;
    assert_eq!(outcome_of(&after.expect_err("nothing follows from it")), "unfit");
}

#[tokio::test]
async fn the_clock_of_a_case_is_extended_once_and_stands_still_on_trial() {
    let ledger = TestLedger::new().await;
    let case = case_of_clue(&ledger).await;
    let [li, zhao, wang] = ["li", "zhao", "wang"].map(office);
    let by = async |who: &Caller, day: &str, change: CaseChange| act::<Case>(&ledger, who, day, case.head.id, change).await;
    assert_eq!(due(&case, Obligation::CaseExamination), "2026-07-01", "90 days from the opening");
    by(&li, "2026-04-03", CaseChange::Start { plan: "调取档案".into() }).await.expect("begun");
    let ask = || CaseChange::AskExtension { span: Span::Days(90), reason: "案情复杂".into() };
    let extend = || CaseChange::Extend { remark: String::new() };
    assert_eq!(outcome_of(&by(&wang, "2026-06-20", extend()).await.expect_err("nobody asks")), "unfit");
    by(&li, "2026-06-20", ask()).await.expect("asked");
    assert_eq!(outcome_of(&by(&li, "2026-06-20", extend()).await.expect_err("their own")), "same_person");
    let case = by(&wang, "2026-06-21", extend()).await.expect("extended");
    assert_eq!(due(&case, Obligation::CaseExamination), "2026-09-29");
    by(&li, "2026-06-22", ask()).await.expect("asked");
    assert_eq!(outcome_of(&by(&wang, "2026-06-22", extend()).await.expect_err("once")), "too_often");

    let send = || CaseChange::SendToTrial { text: "事实清楚".into(), files: files() };
    let case = by(&li, "2026-09-20", send()).await.expect("sent");
    assert_eq!(colour(&case, Obligation::CaseExamination, "2026-10-30"), Colour::Met);
    let case = by(&zhao, "2026-10-20", CaseChange::SendBack { reason: "证据不足".into() }).await.expect("sent back");
    assert_eq!(due(&case, Obligation::CaseExamination), "2026-10-29", "nine days are left, as there were");
    let tries = by(&zhao, "2026-10-21", CaseChange::Note { text: "调查".into(), files: Vec::new() }).await;
    assert_eq!(outcome_of(&tries.expect_err("who tries does not examine")), "same_person");
    by(&li, "2026-10-22", ask()).await.expect("asked");
    assert_eq!(outcome_of(&by(&wang, "2026-10-22", extend()).await.expect_err("it was extended")), "too_often");
    let case = by(&li, "2026-10-30", send()).await.expect("sent again");
    assert_eq!(colour(&case, Obligation::CaseExamination, "2026-10-30"), Colour::MetLate);
}

#[tokio::test]
async fn a_recovery_is_paid_in_three_parts_and_every_sum_is_right_at_each() {
    let ledger = TestLedger::new().await;
    let case = decided_case(&ledger).await;
    let (zhang, clerk) = (office("zhang"), staff("clerk", "民政局"));
    let amounts = Amounts { involved: Some(Fen(15_000)), due: Fen(12_000), avoided: Some(Fen(700)) };
    let draft = RecoveryDraft {
        head: head("退赔低保金", Some("民政局")), debtor: "张三丰".into(), ground: "违规发放".into(), amounts
    };
    let mut work = ledger.begin(&zhang, moment("2026-05-21")).await.expect("work");
    let recovery: Recovery = work.open_from(Reference { kind: Kind::Case, id: case.head.id }, draft).await.expect("a recovery");
    work.commit().await.expect("kept");
    let id = recovery.head.id;
    let by = async |who: &Caller, day: &str, change: RecoveryChange| act::<Recovery>(&ledger, who, day, id, change).await;
    let pay = |on: &str, amount| RecoveryChange::Pay { on: day(on), amount: Fen(amount), voucher: FILE.into(), remark: String::new() };

    assert_eq!(outcome_of(&by(&clerk, "2026-05-21", pay("2026-05-21", 1)).await.expect_err("not demanded")), "not_in_this_state");
    let recovery = by(&clerk, "2026-05-22", RecoveryChange::Notify { due_on: None, files: files() }).await.expect("demanded");
    assert_eq!(due(&recovery, Obligation::RecoveryPayment), "2026-06-21");
    let entered = RecoveryFigures {
        recoveries: 1,
        involved: Fen(15_000),
        due: Fen(12_000),
        outstanding: Fen(12_000),
        avoided: Fen(700),
        ..RecoveryFigures::default()
    };
    assert_eq!(money(&ledger).await, entered);
    let mut paid = 0;
    for (on, amount, state) in [
        ("2026-05-25", 5_000, RecoveryState::Paying),
        ("2026-06-01", 6_999, RecoveryState::Paying),
        ("2026-06-30", 1, RecoveryState::Settled),
    ] {
        let recovery = by(&clerk, on, pay(on, amount)).await.expect("paid");
        paid += amount;
        assert_eq!((recovery.state, recovery.outstanding()), (state, Fen(12_000 - paid)));
        assert_eq!(money(&ledger).await, RecoveryFigures { paid: Fen(paid), outstanding: Fen(12_000 - paid), ..entered.clone() });
        if state == RecoveryState::Paying {
            let over = by(&clerk, on, pay(on, 12_001 - paid)).await.expect_err("more than is outstanding");
            assert!(over.to_string().contains("超过尚欠金额"), "{over}");
            for nothing in [0, -1] {
                assert_eq!(outcome_of(&by(&clerk, on, pay(on, nothing)).await.expect_err("no payment")), "unfit");
            }
            assert_eq!(outcome_of(&by(&clerk, on, pay("2027-01-01", 1)).await.expect_err("not yet")), "unfit");
            let no_voucher = RecoveryChange::Pay { on: day(on), amount: Fen(1), voucher: "f2".into(), remark: String::new() };
            assert!(matches!(by(&clerk, on, no_voucher).await, Err(LedgerError::NoFile(file)) if file == "f2"));
        } else {
            assert_eq!(colour(&recovery, Obligation::RecoveryPayment, "2026-07-01"), Colour::MetLate);
        }
    }
    let verify = |payment| RecoveryChange::VerifyPayment { payment, remark: String::new() };
    let own = Caller { role: Role::Supervisor, ..clerk.clone() };
    assert_eq!(outcome_of(&by(&own, "2026-07-01", verify(1)).await.expect_err("entered it")), "same_person");
    by(&zhang, "2026-07-01", verify(2)).await.expect("seen");
    let over =
        RecoveryChange::ReturnOverpayment { on: day("2026-07-01"), amount: Fen(300), voucher: FILE.into(), reason: "重复汇款".into() };
    by(&clerk, "2026-07-02", over).await.expect("sent back");
    let settled = RecoveryFigures { paid: Fen(12_000), paid_verified: Fen(6_999), outstanding: Fen(0), ..entered };
    assert_eq!(money(&ledger).await, settled);

    // The department sees the money and not the case on which it hangs.
    let reference = Reference { kind: Kind::Recovery, id };
    assert_eq!(ledger.links(&clerk.scope, reference).await.expect("links"), []);
    assert_eq!(ledger.links(&zhang.scope, reference).await.expect("links").len(), 1);
    let events = ledger.events(&clerk.scope, &EventFilter::default()).await.expect("events");
    assert!(events.iter().any(|event| event.kind == "recovery.pay") && events.iter().all(|event| event.kind != "record.link"));
    ledger.assert_whole().await;
}

fn recommendation() -> RecommendationDraft {
    let content = Content {
        problems: "审批与核查由一人经办".into(), demands: vec!["审批与核查分设".into(), "按月比对死亡数据".into()]
    };
    RecommendationDraft { head: head("完善低保审批", Some("民政局")), kind: RecommendationKind::Joint, content }
}

#[tokio::test]
async fn a_recommendation_is_answered_rejected_answered_verified_and_closed() {
    let ledger = TestLedger::new().await;
    let case = decided_case(&ledger).await;
    let [zhang, wang, li] = ["zhang", "wang", "li"].map(office);
    let (clerk, other) = (staff("clerk", "民政局"), staff("other", "教育局"));
    let mut work = ledger.begin(&zhang, moment("2026-05-21")).await.expect("work");
    let from = Reference { kind: Kind::Case, id: case.head.id };
    let id = work.open_from::<Recommendation>(from, recommendation()).await.expect("a recommendation").head.id;
    work.commit().await.expect("kept");
    let by = async |who: &Caller, day: &str, change: RecommendationChange| act::<Recommendation>(&ledger, who, day, id, change).await;
    let issue = || RecommendationChange::Issue { remark: String::new(), files: files() };
    let answer = || RecommendationChange::Answer { text: "已分设岗位".into(), files: files() };
    let verify = || RecommendationChange::Verify { text: "抽查属实".into(), files: Vec::new() };
    let reject = || RecommendationChange::Reject { reason: "未见比对记录".into() };
    let close = || RecommendationChange::Close { remark: String::new() };

    assert_eq!(outcome_of(&by(&zhang, "2026-05-21", issue()).await.expect_err("their own")), "same_person");
    let sent = by(&wang, "2026-05-22", issue()).await.expect("issued");
    assert_eq!(due(&sent, Obligation::RecommendationAnswer), "2026-07-21", "60 days");
    assert_eq!(outcome_of(&by(&zhang, "2026-06-01", answer()).await.expect_err("not theirs to answer")), "not_yours");
    assert!(matches!(by(&other, "2026-06-01", answer()).await, Err(LedgerError::NotFound { .. })));

    let refuse = RecommendationChange::Refuse { reason: String::new(), files: Vec::new() };
    assert_eq!(outcome_of(&by(&clerk, "2026-06-01", refuse).await.expect_err("why?")), "unfit");
    let refuse = RecommendationChange::Refuse { reason: "编制不足".into(), files: Vec::new() };
    by(&clerk, "2026-06-01", refuse).await.expect("refused");
    let again = by(&wang, "2026-06-03", RecommendationChange::Insist { reason: "可由镇街分担".into() }).await.expect("held to");
    assert_eq!(due(&again, Obligation::RecommendationAnswer), "2026-08-02");

    let ask = RecommendationChange::AskExtension { span: Span::Days(30), reason: "系统改造".into() };
    by(&clerk, "2026-07-20", ask).await.expect("asked");
    let extended = by(&wang, "2026-07-21", RecommendationChange::Extend { remark: String::new() }).await.expect("extended");
    assert_eq!(due(&extended, Obligation::RecommendationAnswer), "2026-09-01");
    let bare = RecommendationChange::Answer { text: "已办".into(), files: Vec::new() };
    assert_eq!(outcome_of(&by(&clerk, "2026-08-20", bare).await.expect_err("nothing to show")), "unfit");
    let answered = by(&clerk, "2026-09-02", answer()).await.expect("answered, late");
    assert_eq!(colour(&answered, Obligation::RecommendationAnswer, "2026-09-03"), Colour::MetLate);
    let rejected = by(&li, "2026-09-05", reject()).await.expect("rejected");
    assert_eq!((rejected.state, due(&rejected, Obligation::RecommendationAnswer).as_str()), (RecommendationState::Issued, "2026-11-04"));
    by(&clerk, "2026-10-01", answer()).await.expect("answered again");

    let own = Caller { role: Role::Supervisor, ..clerk.clone() };
    for who in [&own, &zhang] {
        assert_eq!(outcome_of(&by(who, "2026-10-08", verify()).await.expect_err("answered or wrote it")), "same_person");
    }
    let verified = by(&li, "2026-10-08", verify()).await.expect("verified");
    assert_eq!((verified.answers.len(), verified.rejections.len()), (2, 1));
    assert_eq!(outcome_of(&by(&li, "2026-10-09", close()).await.expect_err("verified it")), "same_person");
    assert_eq!(by(&wang, "2026-10-09", close()).await.expect("closed").state, RecommendationState::Closed);
    ledger.assert_whole().await;
}

#[tokio::test]
async fn the_public_reads_no_name_and_a_text_that_was_read_is_never_changed() {
    let ledger = TestLedger::new().await;
    let case = decided_case(&ledger).await;
    let [zhang, wang, zhou] = ["zhang", "wang", "zhou"].map(office);
    let draft =
        |text: &str| NoticeDraft {
            head: head("低保审批失职典型案例", None), kind: NoticeKind::TypicalCase, item: None, text: text.into()
        };
    let open = async |who: &Caller, from: Reference, text: &str| {
        let mut work = ledger.begin(who, moment("2026-06-01")).await.expect("work");
        let notice: Notice = work.open_from(from, draft(text)).await?;
        work.commit().await?;
        Ok::<_, LedgerError>(notice)
    };
    let of_case = Reference { kind: Kind::Case, id: case.head.id };
    for text in ["东岭镇张三丰失职", "东岭镇张 三\u{3000}丰失职", "当事人电话13800001111"] {
        assert_eq!(outcome_of(&open(&zhang, of_case, text).await.expect_err("names a person")), "unfit", "{text}");
    }
    assert!(matches!(open(&zhou, of_case, "某镇干部甲失职").await, Err(LedgerError::NotFound { .. })), "not of the team");
    let notice = open(&zhang, of_case, "某镇干部甲失职").await.expect("a notice");
    let of_notice = Reference { kind: Kind::Notice, id: notice.head.id };
    assert_eq!(outcome_of(&open(&zhou, of_notice, "更正").await.expect_err("nobody has read it")), "unfit");

    let by = async |who: &Caller, day: &str, change: NoticeChange| act::<Notice>(&ledger, who, day, notice.head.id, change).await;
    let approve = || NoticeChange::Approve { remark: String::new() };
    let publish = || NoticeChange::Publish { on: day("2026-06-10"), place: "清风网站".into() };
    assert_eq!(outcome_of(&by(&zhang, "2026-06-02", approve()).await.expect_err("their own")), "same_person");
    assert_eq!(outcome_of(&by(&zhang, "2026-06-10", publish()).await.expect_err("not approved")), "not_in_this_state");
    let approved = by(&wang, "2026-06-02", approve()).await.expect("approved");
    assert_eq!(due(&approved, Obligation::Publication), "2026-07-01", "20 working days");
    let published = by(&zhang, "2026-06-10", publish()).await.expect("published");
    assert_eq!(published.text, "某镇干部甲失职");

    // Who corrects it need not see the case, and still cannot name a person of it.
    assert_eq!(outcome_of(&open(&zhou, of_notice, "更正：李四光无责").await.expect_err("names a person")), "unfit");
    let correction = open(&zhou, of_notice, "更正：某镇干部乙无责").await.expect("a correction");
    let links = ledger.links(&zhou.scope, Reference { kind: Kind::Notice, id: correction.head.id }).await.expect("links");
    assert_eq!(links.iter().map(|link| link.to).collect::<Vec<_>>(), [of_notice]);
    let withdrawn = by(&wang, "2026-06-12", NoticeChange::Withdraw { reason: "表述有误".into() }).await.expect("withdrawn");
    assert_eq!(withdrawn.text, published.text);
    ledger.assert_whole().await;
}
