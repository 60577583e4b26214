//! Evidence files: read by whoever may read what names them, and by nobody else.

use super::accountability::{act, clue_draft, person};
use super::support::{TestLedger, at, caller, clear, found, moment, office, staff, subject, within};
use casework::clue::state::Disposal;
use casework::clue::{Clue, ClueChange};
use casework::exemption::ExemptionDraft;
use casework::people::Caller;
use casework::{LeadChange, LedgerError, Reach, Role, Scope};
use vocabulary::Fen;

async fn reads(ledger: &TestLedger, who: &Caller, digest: &str) -> bool {
    match ledger.file(who, digest).await {
        Ok(_) => true,
        Err(LedgerError::NoFile(_)) => false,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_file_of_a_clue_is_invisible_outside_its_team() {
    let ledger = TestLedger::new().await;
    let file = ledger.evidence().await;
    let (wang, zhao, li) = (office("wang"), office("zhao"), caller("li", Role::Supervisor));
    let clue: Clue =
        ledger.open_record(&wang, moment("2026-03-05"), clue_draft(vec![person("甲", Some('a'), true, true)])).await.expect("a clue");
    let id = clue.head.id;
    assert!(reads(&ledger, &li, "f1").await, "whoever handed it in");
    act::<Clue>(&ledger, &wang, "2026-03-05", id, ClueChange::AddMember { who: "qian".into() }).await.expect("let in");
    let propose = ClueChange::Propose { disposal: Disposal::PreliminaryCheck, reason: "具体可查".into() };
    act::<Clue>(&ledger, &wang, "2026-03-05", id, propose).await.expect("proposed");
    act::<Clue>(&ledger, &office("qian"), "2026-03-05", id, ClueChange::Approve { remark: String::new() }).await.expect("approved");
    assert!(!reads(&ledger, &wang, "f1").await && !reads(&ledger, &zhao, "f1").await, "nothing names it yet");
    act::<Clue>(&ledger, &wang, "2026-03-06", id, ClueChange::Note { text: "调取凭证".into(), files: file }).await.expect("noted");
    assert!(reads(&ledger, &wang, "f1").await);
    assert!(!reads(&ledger, &zhao, "f1").await, "of the same office, and not of the team");
    act::<Clue>(&ledger, &wang, "2026-03-06", id, ClueChange::AddMember { who: "zhao".into() }).await.expect("let in");
    assert!(reads(&ledger, &zhao, "f1").await);
    // A text that holds the digest names no file.
    ledger.with_file("f2").await;
    act::<Clue>(&ledger, &wang, "2026-03-06", id, ClueChange::Note { text: "f2".into(), files: vec![] }).await.expect("noted");
    assert!(!reads(&ledger, &wang, "f2").await);
}

#[tokio::test]
async fn a_file_of_a_lead_or_an_exemption_goes_with_it() {
    let ledger = TestLedger::new().await;
    ledger.screen(vec![found("S01", vec![subject("6228", &[100])])]).await;
    let lead = ledger.only().await.id;
    for digest in ["f2", "f3"] {
        ledger.with_file(digest).await;
    }
    let civil = staff("sun", "民政局");
    ledger.by("wang", lead, super::support::assign()).await.expect("assigned");
    ledger.change_lead(&civil, at(2), lead, None, &LeadChange::StartVerifying).await.expect("begun");
    let LeadChange::Clear { reason, text, .. } = clear() else { panic!("a clearing") };
    ledger.change_lead(&civil, at(3), lead, None, &LeadChange::Clear { reason, text, files: vec!["f2".into()] }).await.expect("cleared");
    let draft: ExemptionDraft = serde_json::from_value(serde_json::json!({
        "rule": "S01", "subject_kind": "account", "subject_id": "6228",
        "reason": "同名不同人，已核对", "files": ["f3"], "from": "2026-03-05", "until": "2026-06-05",
    }))
    .expect("a draft");
    let mut work = ledger.begin(&civil, at(4)).await.expect("begun");
    work.ask_exemption(draft).await.expect("asked");
    work.commit().await.expect("kept");
    let other = staff("qian", "教体局");
    let nobody = within("reader", Role::Reader, Scope { priorities: Reach::only(["rural"]), ..Scope::everything() });
    for digest in ["f2", "f3"] {
        assert!(reads(&ledger, &civil, digest).await && reads(&ledger, &office("wang"), digest).await, "{digest}");
        assert!(!reads(&ledger, &other, digest).await && !reads(&ledger, &nobody, digest).await, "{digest}");
    }
    assert_eq!(Fen(100), ledger.only().await.amount);
}
