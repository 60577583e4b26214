//! What people do with a lead.

use super::support::{TestLedger, agree, assign, at, caller, clear, confirm, day, found, send_back, subject};
use casework::{
    Assignment, ClearReason, EventFilter, Lead, LeadChange, LeadState, LedgerError, Nature, Outcome, Refusal, Role, Scope, Step,
};
use vocabulary::Fen;

async fn with_lead() -> (TestLedger, i64) {
    let ledger = TestLedger::new().await;
    ledger.screen(vec![found("S01", vec![subject("1", &[100])])]).await;
    let id = ledger.only().await.id;
    (ledger, id)
}

async fn verifying(ledger: &TestLedger, id: i64) {
    ledger.by("li", id, assign()).await.expect("assigned");
    ledger.by("li", id, LeadChange::StartVerifying).await.expect("taken up");
}

#[tokio::test]
async fn a_lead_goes_from_new_to_reviewed_and_every_step_is_an_event() {
    let (ledger, id) = with_lead().await;
    let steps = [
        ("zhang", assign(), LeadState::Assigned),
        ("li", LeadChange::StartVerifying, LeadState::Verifying),
        ("zhao", confirm(), LeadState::Confirmed),
        ("wang", send_back(), LeadState::Verifying),
        ("li", clear(), LeadState::Cleared),
        ("wang", agree(), LeadState::Reviewed),
    ];
    let mut history = vec![ledger.only().await];
    for (who, change, state) in steps {
        let lead = ledger.by(who, id, change).await.expect("the step is allowed");
        assert_eq!(lead.state, state);
        assert_eq!(lead, ledger.only().await, "what is answered is what is kept");
        history.push(lead);
    }
    let [_, assigned, _, confirmed, sent_back, _, reviewed] = &history[..] else { panic!("seven moments") };
    let to = Assignment { department: "民政局".into(), owner: None, due_on: day("2026-04-01") };
    assert_eq!(assigned.assignment, Some(to));
    let conclusion = confirmed.conclusion.as_ref().expect("a conclusion");
    assert_eq!(conclusion.outcome, Outcome::Confirmed { nature: Nature::Error, amount: Fen(100), finding: "死亡后仍发放".into() });
    assert_eq!((conclusion.by.as_str(), sent_back.sent_back, &sent_back.conclusion), ("zhao", 1, &None));
    assert_eq!(reviewed.verifiers, ["li", "zhao"]);
    let cleared = Outcome::Cleared { reason: ClearReason::DataWrong, text: "死亡日期登记有误".into() };
    assert_eq!(reviewed.conclusion.as_ref().map(|conclusion| &conclusion.outcome), Some(&cleared));
    assert_eq!(reviewed.review.as_ref().map(|review| review.by.as_str()), Some("wang"));

    let of_lead = EventFilter { record: Some("lead".into()), record_id: Some(id.to_string()), ..EventFilter::default() };
    let events = ledger.events(&Scope::everything(), &of_lead).await.expect("events");
    let kinds: Vec<_> = events.iter().map(|event| (event.who.as_str(), event.kind.as_str())).collect();
    assert_eq!(
        kinds,
        [
            ("zhang", "lead.assign"),
            ("li", "lead.start_verifying"),
            ("zhao", "lead.confirm"),
            ("wang", "lead.send_back"),
            ("li", "lead.clear"),
            ("wang", "lead.agree"),
        ]
    );
    for (event, moment) in events.iter().zip(history.windows(2)) {
        let kept = |json: &Option<String>| -> Lead {
            let mut told: serde_json::Value = serde_json::from_str(json.as_deref().expect("JSON")).expect("JSON");
            assert!(told["subject_key"].is_string() && told["subject_id"].is_null(), "of whom it is, an event says by a keyed hash alone");
            told["subject_id"] = moment[0].subject_id.clone().into();
            serde_json::from_value(told).expect("a lead")
        };
        assert_eq!((&kept(&event.before), &kept(&event.after)), (&moment[0], &moment[1]));
        assert_eq!((event.from.as_str(), event.at.len()), ("10.0.0.7", "2026-03-05T08:40:00.123456Z".len()));
    }
    assert_eq!(events[3].why.as_deref(), Some("缺少入户核查记录"));
    ledger.assert_whole().await;
}

#[tokio::test]
async fn a_step_refused_changes_nothing() {
    let (ledger, id) = with_lead().await;
    verifying(&ledger, id).await;
    ledger.by("zhao", id, confirm()).await.expect("confirmed");
    let before = (ledger.only().await, ledger.newest_link().await.expect("a head"));
    for (who, change) in [("li", agree()), ("zhao", agree()), ("zhao", send_back())] {
        let refused = ledger.by(who, id, change).await.expect_err("who verified cannot review");
        assert!(matches!(&refused, LedgerError::Refused { refusal: Refusal::SamePerson { who: named, .. }, .. } if named == who));
    }
    let refused = ledger.by("wang", id, assign()).await.expect_err("not in this state");
    let state = Refusal::NotInThisState { state: LeadState::Confirmed.zh(), step: Step::Assign.zh() };
    assert!(matches!(&refused, LedgerError::Refused { refusal, .. } if *refusal == state));
    assert_eq!(refused.to_string(), format!("疑点 {id}：状态为“核实属实”，不能“交办”"));
    assert_eq!((ledger.only().await, ledger.newest_link().await.expect("a head")), before);

    ledger.by("wang", id, send_back()).await.expect("once");
    ledger.by("li", id, confirm()).await.expect("confirmed again");
    let twice = ledger.by("wang", id, send_back()).await.expect_err("not twice");
    assert!(matches!(twice, LedgerError::Refused { refusal: Refusal::TooOften { .. }, .. }));
    ledger.by("wang", id, agree()).await.expect("agreed");
}

#[tokio::test]
async fn a_change_that_says_nothing_is_refused_with_its_field() {
    let (ledger, id) = with_lead().await;
    let nobody = LeadChange::Assign { department: " ".into(), owner: None, due_on: None };
    let mut problems = vec![ledger.by("li", id, nobody).await.expect_err("nobody")];
    verifying(&ledger, id).await;
    for change in [
        LeadChange::Confirm { nature: Nature::Error, amount: Fen(1), finding: "\u{3000}".into(), files: vec![] },
        LeadChange::Confirm { nature: Nature::Error, amount: Fen(-1), finding: "属实".into(), files: vec![] },
        LeadChange::Clear { reason: ClearReason::NotProven, text: String::new(), files: vec![] },
    ] {
        problems.push(ledger.by("li", id, change).await.expect_err("says nothing"));
    }
    ledger.by("li", id, confirm()).await.expect("confirmed");
    problems.push(ledger.by("wang", id, LeadChange::SendBack { reason: String::new() }).await.expect_err("no reason"));
    let told: Vec<_> = problems.iter().map(|problem| problem.to_string().replace(&format!("疑点 {id}："), "")).collect();
    assert_eq!(told, ["承办部门不能为空", "核实情况不能为空", "认定金额不能为负", "排除说明不能为空", "退回理由不能为空"]);
    let silent = LeadChange::Agree { remark: String::new() };
    assert_eq!(ledger.by("wang", id, silent).await.expect("a remark may be empty").state, LeadState::Reviewed);
}

#[tokio::test]
async fn a_lead_that_is_not_there_is_not_found() {
    let (ledger, id) = with_lead().await;
    let everything = Scope::everything();
    let missing = ledger.change_lead(&caller("li", Role::Supervisor), at(1), id + 1, None, &assign()).await;
    assert!(matches!(missing, Err(LedgerError::NotFound { id: lead, .. }) if lead == id + 1));
    assert!(matches!(ledger.hits(&everything, id + 1).await, Err(LedgerError::NotFound { .. })));
}
