//! The numbers of subjects stand nowhere in the database as they are, and what was in clear before is sealed when the ledger is opened.

use super::support::{TestLedger, agree, assign, at, caller, clear, day, found, hit, noon, outcome, person, run};
use casework::exemption::{ExemptionChange, ExemptionDraft, ExemptionFilter};
use casework::{FoundLead, LeadChange, LeadFilter, LedgerError, Role, RuleAnswer, Scope};
use serde_json::json;

const NUMBER: &str = "37990119490101404X";
const SPOUSE: &str = "379901195002024042";

fn one() -> FoundLead {
    let detail = json!({"scheme": "低保", "spouse_id": SPOUSE});
    FoundLead {
        subject_kind: "person".into(),
        subject_id: NUMBER.into(),
        subject_name: "王建国".into(),
        hits: vec![hit(1, 310, detail.clone()), hit(2, 310, detail)],
    }
}

async fn at_work() -> TestLedger {
    let ledger = TestLedger::new().await;
    ledger.screen(vec![found("S01", vec![one()])]).await;
    let lead = ledger.only().await.id;
    for (who, change) in [("zhang", assign()), ("li", LeadChange::StartVerifying), ("li", clear()), ("wang", agree())] {
        ledger.by(who, lead, change).await.expect("done");
    }
    let draft = ExemptionDraft {
        rule: Some("S01".into()),
        subject_kind: "person".into(),
        subject_id: NUMBER.into(),
        reason: "残疾人专用车".into(),
        files: ledger.evidence().await,
        from: day("2026-03-05"),
        until: day("2026-06-30"),
    };
    let asked = ledger.ask_exemption(&caller("li", Role::Supervisor), noon("2026-03-05"), draft).await.expect("asked");
    let approve = ExemptionChange::Approve { remark: String::new() };
    ledger.change_exemption(&caller("wang", Role::Supervisor), noon("2026-03-05"), asked.id, None, &approve).await.expect("approved");
    ledger
}

#[tokio::test]
async fn neither_rows_nor_events_hold_a_number_and_who_has_the_keys_reads_it() {
    let ledger = at_work().await;
    for number in [NUMBER, SPOUSE] {
        assert!(!ledger.holds(number).await, "{number} stands in the database");
    }
    let lead = ledger.only().await;
    assert_eq!(lead.subject_id, NUMBER);
    let hits = ledger.hits(&Scope::everything(), lead.id).await.expect("hits");
    assert!(hits.len() == 2 && hits.iter().all(|hit| hit.detail["spouse_id"] == SPOUSE));
    let of = |number: &str| LeadFilter { subject_id: Some(number.to_owned()), ..LeadFilter::default() };
    for (number, leads) in [(NUMBER, 1), (SPOUSE, 0)] {
        assert_eq!(ledger.leads(&Scope::everything(), &of(number)).await.expect("leads").len(), leads);
        let counted: u64 =
            ledger.lead_counts(&Scope::everything(), &of(number)).await.expect("counts").iter().map(|(_, count)| count).sum();
        assert_eq!(counted, leads as u64);
        let filter = ExemptionFilter { subject_id: Some(number.to_owned()), ..ExemptionFilter::default() };
        let exemptions = ledger.exemptions(&Scope::everything(), &filter).await.expect("exemptions");
        assert!(exemptions.len() == leads && exemptions.iter().all(|one| one.subject_id == number));
    }
    ledger.assert_whole().await;
}

#[tokio::test]
async fn a_screening_and_a_trial_find_the_same_subject_again() {
    let ledger = at_work().await;
    let answer = |leads| outcome("S01", RuleAnswer::Evaluated { leads });
    let diff = ledger.diff(&Scope::everything(), &answer(vec![])).await.expect("a trial");
    assert_eq!(diff.dropped.iter().map(|subject| subject.id.as_str()).collect::<Vec<_>>(), [NUMBER]);
    let again = ledger.apply_screening(&person("system"), at(9), &run(vec![answer(vec![one()])])).await.expect("applied").totals();
    assert_eq!((again.added, again.unchanged), (0, 1), "{again:?}");
}

#[tokio::test]
async fn a_sealed_number_or_detail_that_was_moved_does_not_open() {
    let ledger = at_work().await;
    let other = FoundLead { subject_id: SPOUSE.into(), subject_name: "李秀英".into(), ..one() };
    ledger.screen(vec![found("S02", vec![other])]).await;
    ledger.tamper(&["UPDATE leads SET subject_sealed = (SELECT o.subject_sealed FROM leads o WHERE o.id = 1) WHERE id = 2"]).await;
    let moved = ledger.lead(&Scope::everything(), 2).await.expect_err("it belongs to another lead");
    assert!(matches!(moved, LedgerError::Seal(_)), "{moved:?}");
    ledger.tamper(&["UPDATE hits SET detail = (SELECT o.detail FROM hits o WHERE o.lead_id = 1 AND o.ordinal = 2) WHERE lead_id = 1 AND ordinal = 1"]).await;
    assert!(matches!(ledger.hits(&Scope::everything(), 1).await, Err(LedgerError::Seal(_))));
}

#[tokio::test]
async fn nobody_screens_or_reads_leads_without_the_keys() {
    let ledger = at_work().await;
    let without = ledger.without_keys().await;
    let screened = without.apply_screening(&person("system"), at(9), &run(vec![found("S01", vec![one()])])).await;
    assert!(matches!(screened, Err(LedgerError::NoKeys)), "{screened:?}");
    assert!(matches!(without.leads(&Scope::everything(), &LeadFilter::default()).await, Err(LedgerError::NoKeys)));
    assert!(matches!(without.exemptions(&Scope::everything(), &ExemptionFilter::default()).await, Err(LedgerError::NoKeys)));
    without.close().await;
}

#[tokio::test]
async fn what_an_earlier_schema_left_in_clear_is_sealed_once() {
    let ledger = TestLedger::new().await;
    ledger
        .tamper(&[
            "INSERT INTO rules (code, title, priority, kind) VALUES ('S01', '规则', 'subsidies', 'fault')",
            "INSERT INTO leads (id, rule, subject_kind, subject_key, subject_name, hits, amount, first_on, last_on, hits_digest, state, found_at, changed_at) \
             VALUES (7, 'S01', 'person', '37990119490101404X', '王建国', 1, 310, '2026-01-01', '2026-01-01', 'x', 'new', \
             '2026-03-01T00:00:00.000000Z', '2026-03-01T00:00:00.000000Z')",
            "INSERT INTO hits (lead_id, ordinal, happened_on, amount, sources, detail) VALUES (7, 1, '2026-01-01', 310, '[]', '{\"spouse_id\":\"379901195002024042\"}')",
            "UPDATE seal_mark SET sealed = 0",
        ])
        .await;
    for _ in 0..2 {
        ledger.again().await.close().await;
        let lead = ledger.only().await;
        assert_eq!((lead.id, lead.subject_id.as_str()), (7, NUMBER));
        assert_eq!(ledger.hits(&Scope::everything(), 7).await.expect("hits")[0].detail["spouse_id"], SPOUSE);
    }
    let sealed = "UPDATE leads SET state = state WHERE subject_sealed LIKE '1:%' AND subject_key NOT LIKE '3799%'";
    assert_eq!(ledger.tamper(&[sealed]).await, 1);
    assert_eq!(ledger.tamper(&["UPDATE hits SET amount = amount WHERE detail LIKE '1:%'"]).await, 1);
}
