//! The exemption register, over the screenings that heed it.

use super::support::{TestLedger, assign, caller, day, found, noon, person, run, subject, within};
use casework::exemption::{Exemption, ExemptionChange, ExemptionDraft, ExemptionFilter, ExemptionState};
use casework::{ApplySummary, Counts, EventFilter, FoundLead, Lead, LeadChange, LeadState, LedgerError, Reach, Refusal, Role, Scope};
use vocabulary::Fen;

async fn screen_on(ledger: &TestLedger, day: &str, leads: Vec<FoundLead>) -> ApplySummary {
    ledger.apply_screening(&person("system"), noon(day), &run(vec![found("S01", leads)])).await.expect("applied")
}

async fn lead_of(ledger: &TestLedger, subject: &str) -> Lead {
    ledger.all().await.into_iter().find(|lead| lead.subject_id == subject).expect("the lead")
}

async fn draft(ledger: &TestLedger, rule: Option<&str>) -> ExemptionDraft {
    ExemptionDraft {
        rule: rule.map(str::to_owned),
        subject_kind: "account".into(),
        subject_id: "1".into(),
        reason: "残疾人专用车，不计入家庭财产".into(),
        files: ledger.evidence().await,
        from: day("2026-03-05"),
        until: day("2026-06-30"),
    }
}

async fn approved(ledger: &TestLedger, rule: Option<&str>) -> Exemption {
    let draft = draft(ledger, rule).await;
    let asked = ledger.ask_exemption(&caller("li", Role::Supervisor), noon("2026-03-05"), draft).await.expect("asked");
    let approve = ExemptionChange::Approve { remark: String::new() };
    let wang = caller("wang", Role::Supervisor);
    ledger.change_exemption(&wang, noon("2026-03-05"), asked.id, Some(1), &approve).await.expect("approved")
}

fn told(answer: Result<Exemption, LedgerError>) -> String {
    match answer {
        Err(LedgerError::Exemption { refusal, .. }) => refusal.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_exemption_mutes_a_lead_keeps_its_hits_up_to_date_and_ends_by_itself() {
    let ledger = TestLedger::new().await;
    let both = |amount| vec![subject("1", &[amount]), subject("2", &[amount])];
    screen_on(&ledger, "2026-03-05", both(1)).await;
    let id = lead_of(&ledger, "1").await.id;
    ledger.by("zhang", id, assign()).await.expect("assigned");
    ledger.by("li", id, LeadChange::StartVerifying).await.expect("taken up");
    approved(&ledger, Some("S01")).await;
    assert_eq!(lead_of(&ledger, "1").await.state, LeadState::Verifying, "only a screening mutes");

    let muted = screen_on(&ledger, "2026-04-05", both(1)).await;
    assert_eq!(muted.totals(), Counts { unchanged: 2, muted: 1, exempted: 1, ..Counts::default() });
    assert_eq!(lead_of(&ledger, "1").await.state, LeadState::Exempted);
    assert_eq!(lead_of(&ledger, "2").await.state, LeadState::New, "another subject is not exempted");
    let refused = ledger.by("zhang", id, assign()).await.expect_err("nobody has to look into it");
    assert!(matches!(refused, LedgerError::Refused { refusal: Refusal::NotInThisState { .. }, .. }));
    assert!(screen_on(&ledger, "2026-04-06", both(1)).await.totals().nothing_changed());

    let last_day = screen_on(&ledger, "2026-06-30", both(7)).await;
    assert_eq!(last_day.totals(), Counts { changed: 2, exempted: 1, ..Counts::default() });
    let lead = lead_of(&ledger, "1").await;
    assert_eq!((lead.state, lead.amount), (LeadState::Exempted, Fen(7)), "its hits are kept up");
    let figures = ledger.rule_figures(&Scope::everything()).await.expect("figures").remove(0);
    assert_eq!((figures.by_state[&LeadState::Exempted], figures.subjects, figures.amount), (1, 1, Fen(7)));
    assert_eq!(ledger.rule_yields(&Scope::everything()).await.expect("yields")[0].exempted, 1);

    let over = screen_on(&ledger, "2026-07-01", both(7)).await;
    assert_eq!(over.totals(), Counts { unchanged: 2, unmuted: 1, ..Counts::default() });
    let lead = lead_of(&ledger, "1").await;
    assert_eq!((lead.state, &lead.assignment, lead.verifiers.len()), (LeadState::New, &None, 0), "it begins anew");
    assert!(lead.clocks.0.is_empty());
    ledger.assert_whole().await;
}

#[tokio::test]
async fn a_lead_found_first_is_muted_at_once_and_one_whose_data_is_gone_is_withdrawn() {
    let ledger = TestLedger::new().await;
    screen_on(&ledger, "2026-03-05", vec![subject("9", &[1])]).await;
    approved(&ledger, None).await;
    let first = screen_on(&ledger, "2026-03-06", vec![subject("1", &[1])]).await;
    assert_eq!((first.totals().added, first.totals().muted), (1, 1));
    assert_eq!(lead_of(&ledger, "1").await.state, LeadState::Exempted);
    screen_on(&ledger, "2026-03-07", vec![]).await;
    assert_eq!(lead_of(&ledger, "1").await.state, LeadState::Withdrawn);
    screen_on(&ledger, "2026-03-08", vec![subject("1", &[1])]).await;
    assert_eq!(lead_of(&ledger, "1").await.state, LeadState::Exempted);
}

#[tokio::test]
async fn what_people_concluded_is_not_muted() {
    let ledger = TestLedger::new().await;
    screen_on(&ledger, "2026-03-05", vec![subject("1", &[1])]).await;
    let id = lead_of(&ledger, "1").await.id;
    for step in [assign(), LeadChange::StartVerifying, super::support::confirm()] {
        ledger.by("li", id, step).await.expect("the step is allowed");
    }
    approved(&ledger, Some("S01")).await;
    assert!(screen_on(&ledger, "2026-03-06", vec![subject("1", &[1])]).await.totals().nothing_changed());
    assert_eq!(lead_of(&ledger, "1").await.state, LeadState::Confirmed);
}

#[tokio::test]
async fn a_revoked_exemption_mutes_no_more_and_says_why() {
    let ledger = TestLedger::new().await;
    screen_on(&ledger, "2026-03-05", vec![subject("1", &[1])]).await;
    let exemption = approved(&ledger, Some("S01")).await;
    screen_on(&ledger, "2026-03-06", vec![subject("1", &[1])]).await;
    let wang = caller("wang", Role::Supervisor);
    let revoke = |reason: &str| ExemptionChange::Revoke { reason: reason.into() };
    let silent = ledger.change_exemption(&wang, noon("2026-03-07"), exemption.id, None, &revoke(" ")).await;
    assert_eq!(told(silent), "撤销理由不能为空");
    let stale = ledger.change_exemption(&wang, noon("2026-03-07"), exemption.id, Some(1), &revoke("车辆已转让")).await;
    assert!(matches!(stale, Err(LedgerError::StaleExemption(_))));
    let revoked = ledger.change_exemption(&wang, noon("2026-03-07"), exemption.id, Some(2), &revoke("车辆已转让")).await.expect("revoked");
    assert_eq!((revoked.state, revoked.holds_on(day("2026-03-08"))), (ExemptionState::Revoked, false));
    let over = screen_on(&ledger, "2026-03-08", vec![subject("1", &[1])]).await;
    assert_eq!(over.totals().unmuted, 1);
    let of_it = EventFilter { record: Some("exemption".into()), ..EventFilter::default() };
    let events = ledger.events(&Scope::everything(), &of_it).await.expect("events");
    let kinds: Vec<_> = events.iter().map(|event| (event.who.as_str(), event.kind.as_str())).collect();
    assert_eq!(kinds, [("li", "exemption.ask"), ("wang", "exemption.approve"), ("wang", "exemption.revoke")]);
    assert_eq!(events[2].why.as_deref(), Some("车辆已转让"));
    ledger.assert_whole().await;
}

#[tokio::test]
async fn an_exemption_needs_a_second_person_evidence_a_reason_and_an_end_within_a_year() {
    let ledger = TestLedger::new().await;
    screen_on(&ledger, "2026-03-05", vec![subject("1", &[1])]).await;
    let good = draft(&ledger, Some("S01")).await;
    let li = caller("li", Role::Supervisor);
    let ask = async |draft: ExemptionDraft| ledger.ask_exemption(&li, noon("2026-03-05"), draft).await;
    let year = ask(ExemptionDraft { until: day("2027-03-04"), ..good.clone() }).await.expect("a year to the day");
    for (draft, expected) in [
        (ExemptionDraft { reason: String::new(), ..good.clone() }, "豁免理由不能为空"),
        (ExemptionDraft { files: vec![], ..good.clone() }, "佐证材料至少一份"),
        (ExemptionDraft { until: day("2027-03-05"), ..good.clone() }, "截止日期超过豁免最长期限"),
        (ExemptionDraft { until: day("2026-03-04"), ..good.clone() }, "截止日期不能早于起始日期"),
        (ExemptionDraft { from: day("2026-01-01"), until: day("2026-02-01"), ..good.clone() }, "截止日期不能早于今天"),
        (ExemptionDraft { rule: Some("S99".into()), ..good.clone() }, "豁免规则不存在"),
    ] {
        assert_eq!(told(ask(draft).await), expected);
    }
    let approve = ExemptionChange::Approve { remark: String::new() };
    let own = ledger.change_exemption(&li, noon("2026-03-05"), year.id, None, &approve).await;
    assert_eq!(told(own), "li 已参与“申请豁免”，“批准”须由他人进行");
    let staff = caller("zhao", Role::DepartmentStaff);
    assert!(matches!(ledger.change_exemption(&staff, noon("2026-03-05"), year.id, None, &approve).await, Err(LedgerError::Forbidden(_))));
    let late = ledger.change_exemption(&caller("wang", Role::Supervisor), noon("2027-03-05"), year.id, None, &approve).await;
    assert!(told(late).contains("2027-03-04"));
    let refuse = ExemptionChange::Refuse { reason: "证明不足".into() };
    let refused = ledger.change_exemption(&caller("wang", Role::Supervisor), noon("2026-03-06"), year.id, None, &refuse).await;
    assert_eq!(refused.expect("refused").state, ExemptionState::Refused);
    screen_on(&ledger, "2026-03-06", vec![subject("1", &[1])]).await;
    assert_eq!(lead_of(&ledger, "1").await.state, LeadState::New, "what was not approved mutes nothing");
}

#[tokio::test]
async fn an_exemption_is_seen_by_who_sees_its_leads_and_mutes_all_rules_only_by_who_sees_all() {
    let ledger = TestLedger::new().await;
    screen_on(&ledger, "2026-03-05", vec![subject("1", &[1])]).await;
    let exemption = approved(&ledger, Some("S01")).await;
    let seen = async |scope: &Scope, filter: ExemptionFilter| ledger.exemptions(scope, &filter).await.expect("exemptions").len();
    let any = ExemptionFilter::default;
    let subsidies = Scope { priorities: Reach::only(["subsidies"]), ..Scope::everything() };
    let medical = Scope { priorities: Reach::only(["medical"]), ..Scope::everything() };
    assert_eq!((seen(&subsidies, any()).await, seen(&medical, any()).await), (1, 0));
    for (filter, expected) in [
        (ExemptionFilter { in_force_on: Some(day("2026-06-30")), ..any() }, 1),
        (ExemptionFilter { in_force_on: Some(day("2026-07-01")), ..any() }, 0),
        (ExemptionFilter { states: vec![ExemptionState::Asked], ..any() }, 0),
        (ExemptionFilter { rule: Some("S02".into()), ..any() }, 0),
        (ExemptionFilter { subject_id: Some("1".into()), limit: Some(5), ..any() }, 1),
        (ExemptionFilter { after: Some(exemption.id), ..any() }, 0),
    ] {
        assert_eq!(seen(&Scope::everything(), filter.clone()).await, expected, "{filter:?}");
    }
    let qian = within("qian", Role::Supervisor, medical);
    let outside = ledger.ask_exemption(&qian, noon("2026-03-05"), draft(&ledger, Some("S01")).await).await;
    assert_eq!(told(outside), "豁免对象不在您的权限范围内");
    let revoke = ExemptionChange::Revoke { reason: "误批".into() };
    let hidden = ledger.change_exemption(&qian, noon("2026-03-06"), exemption.id, None, &revoke).await;
    assert!(matches!(hidden, Err(LedgerError::NoExemption(_))));

    let all_rules = draft(&ledger, None).await;
    let asked = ledger.ask_exemption(&caller("li", Role::Supervisor), noon("2026-03-05"), all_rules).await.expect("asked");
    let approve = ExemptionChange::Approve { remark: String::new() };
    let narrow = ledger.change_exemption(&within("wang", Role::Supervisor, subsidies), noon("2026-03-05"), asked.id, None, &approve).await;
    assert!(told(narrow).starts_with("豁免规则：全部规则的豁免"));
}
