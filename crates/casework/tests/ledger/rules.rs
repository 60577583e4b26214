//! Rules under governance: who may take which step with a version, what packs bring, when a rule is paused, which values are in force.

use super::support::{TestLedger, assign, at, caller, clear, confirm, found, machine, office, person, subject, within};
use casework::rule::{
    Comparison, NewRule, PackRule, ParameterChange, ParameterDraft, RuleCase, RuleChange, RuleEdit, RuleFile, RuleReport, RuleVersion,
    VersionState,
};
use casework::{Caller, EventFilter, LeadChange, LedgerError, Reach, Role, Scope};
use chrono::{DateTime, Utc};

fn text(floor: &str) -> String {
    format!(
        "/*---\ncode = \"S01\"\ntitle = \"死亡后仍发放\"\ntitle_en = \"-\"\nkind = \"fault\"\nsubject = \"account\"\nbasis = \"无\"\nanswer = \"remind\"\n\
         datasets = [\"d\"]\nper = [\"d\"]\nsummary = \"-\"\n{floor}\n[parameters.least]\ntype = \"int\"\ndefault = \"1\"\nmin = \"0\"\nmax = \"9\"\n\
         title = \"下限\"\n---*/\nSELECT 1\n"
    )
}

const FLOOR: &str = "yield_floor_per_mille = 500\nyield_least_concluded = 2";

fn file(text: String) -> RuleFile {
    RuleFile { text, cases: vec![RuleCase { name: "hit".into(), text: "title = \"-\"".into() }] }
}

fn of_pack(text: String, digest: &str) -> PackRule {
    PackRule {
        rule: "S01".into(),
        pack: "subsidies".into(),
        pack_version: "1".into(),
        priority: "subsidies".into(),
        file: file(text),
        digest: digest.into(),
    }
}

fn report(by: &str) -> RuleReport {
    RuleReport {
        by: by.into(),
        at: at(1),
        cases: 2,
        hit_cases: 1,
        miss_cases: 1,
        as_of: super::support::day("2026-03-05"),
        batches: vec!["b1".into()],
        trial: Comparison::default(),
    }
}

async fn draft(ledger: &TestLedger, by: &Caller, rule: &str, priority: Option<&str>) -> Result<RuleVersion, LedgerError> {
    let mut work = ledger.begin(by, at(1)).await.expect("work begins");
    let new = NewRule {
        rule: rule.into(),
        priority: priority.map(str::to_owned),
        file: file(text(FLOOR)),
        digest: "d9".into(),
        copied_from: None,
    };
    let made = work.draft_rule(new).await?;
    work.commit().await?;
    Ok(made)
}

async fn submit(ledger: &TestLedger, by: &Caller, of: &RuleVersion, report: RuleReport) -> Result<RuleVersion, LedgerError> {
    let mut work = ledger.begin(by, at(2)).await.expect("work begins");
    let after = work.submit_rule(&of.rule, of.number, of.version, report, "补充规则").await?;
    work.commit().await?;
    Ok(after)
}

async fn step(
    ledger: &TestLedger,
    by: &Caller,
    at: DateTime<Utc>,
    of: &RuleVersion,
    change: RuleChange,
) -> Result<RuleVersion, LedgerError> {
    let mut work = ledger.begin(by, at).await.expect("work begins");
    let after = work.change_rule(&of.rule, of.number, of.version, &change).await?;
    work.commit().await?;
    Ok(after)
}

async fn version(ledger: &TestLedger, number: i64) -> RuleVersion {
    ledger.rule_version(&Scope::everything(), "S01", number).await.expect("the version").0
}

fn approve() -> RuleChange {
    RuleChange::Approve { remark: String::new() }
}

fn activate() -> RuleChange {
    RuleChange::Activate { reason: "已审核".into() }
}

fn code_of(error: &LedgerError) -> &'static str {
    match error {
        LedgerError::Rule { refusal, .. } => refusal.code(),
        other => panic!("not a refusal of a step: {other}"),
    }
}

#[tokio::test]
async fn who_has_drafted_or_submitted_neither_checks_nor_puts_into_use() {
    let ledger = TestLedger::new().await;
    let [li, wang, zhao] = ["li", "wang", "zhao"].map(office);
    let drafted = draft(&ledger, &li, "S01", Some("subsidies")).await.expect("drafted");
    assert_eq!((drafted.title.as_str(), drafted.yield_floor_per_mille), ("死亡后仍发放", Some(500)));
    let refused = step(&ledger, &wang, at(2), &drafted, approve()).await.expect_err("it is a draft");
    assert_eq!(code_of(&refused), "not_in_this_state");
    // Without cases of both kinds nothing is handed over.
    let thin = submit(&ledger, &wang, &drafted, RuleReport { miss_cases: 0, ..report("wang") }).await.expect_err("no near miss");
    assert_eq!(code_of(&thin), "unfit");
    let handed = submit(&ledger, &wang, &drafted, report("wang")).await.expect("another person may hand it over");
    for clashes in [&li, &wang] {
        for change in [approve(), RuleChange::Refuse { reason: "不行".into() }] {
            let refused = step(&ledger, clashes, at(3), &handed, change).await.expect_err("the same person");
            assert_eq!(code_of(&refused), "same_person");
        }
    }
    let checked = step(&ledger, &zhao, at(3), &handed, approve()).await.expect("checked");
    let refused = step(&ledger, &li, at(4), &checked, activate()).await.expect_err("the same person");
    assert_eq!(code_of(&refused), "same_person");
    let stale = step(&ledger, &zhao, at(4), &handed, activate()).await.expect_err("an older version of it");
    assert!(matches!(stale, LedgerError::StaleRule(_)), "{stale}");
    step(&ledger, &zhao, at(4), &checked, activate()).await.expect("who has checked it may put it into use");
    ledger.assert_whole().await;
}

#[tokio::test]
async fn only_the_supervising_office_governs_rules_and_within_its_priorities() {
    let ledger = TestLedger::new().await;
    for role in Role::ALL.iter().filter(|role| !matches!(role, Role::Supervisor | Role::Machine)) {
        let refused = draft(&ledger, &caller("li", *role), "S01", Some("subsidies")).await.expect_err("not theirs");
        assert!(matches!(refused, LedgerError::Forbidden(_)), "{role:?}: {refused}");
    }
    let medical = within("wang", Role::Supervisor, Scope { priorities: Reach::only(["medical"]), ..Scope::everything() });
    let refused = draft(&ledger, &medical, "S01", Some("subsidies")).await.expect_err("another priority");
    assert_eq!(code_of(&refused), "unfit");
    let drafted = draft(&ledger, &office("li"), "S01", Some("subsidies")).await.expect("drafted");
    assert!(matches!(draft(&ledger, &medical, "S01", None).await, Err(LedgerError::NoRule(_))));
    assert!(ledger.rule_versions(&medical.scope, None).await.expect("versions").is_empty());
    let hidden = step(&ledger, &medical, at(2), &drafted, approve()).await.expect_err("not there for them");
    assert!(matches!(hidden, LedgerError::NoRule(_)), "{hidden}");
    assert!(matches!(draft(&ledger, &office("li"), "S01", Some("subsidies")).await, Err(LedgerError::RuleCodeTaken(_))));
    for code in ["s01", "", "S-1", "S/1", "words", "S2345678901234567"] {
        assert_eq!(code_of(&draft(&ledger, &office("li"), code, Some("subsidies")).await.expect_err(code)), "unfit");
    }
}

#[tokio::test]
async fn what_a_pack_brings_is_in_use_at_first_and_waits_later() {
    let ledger = TestLedger::new().await;
    let bring = |text: String, digest: &'static str| {
        let rule = of_pack(text, digest);
        let ledger = &ledger;
        async move { ledger.bring_in_rules(&person("system"), at(1), &[rule]).await.expect("brought in").len() }
    };
    assert_eq!(bring(text(""), "d1").await, 1);
    assert_eq!(bring(text(""), "d1").await, 0, "the same text once");
    assert_eq!(bring(text(FLOOR), "d2").await, 1);
    assert_eq!(bring(text(""), "d1").await, 0, "a text that is there already is no new version");
    let states = ledger.rule_versions(&Scope::everything(), Some("S01")).await.expect("versions");
    assert_eq!(states.iter().map(|it| it.state).collect::<Vec<_>>(), [VersionState::Active, VersionState::Submitted]);
    let in_use = ledger.rules_in_use(&Scope::everything()).await.expect("rules");
    assert_eq!((in_use["S01"].version.number, &in_use["S01"].text), (1, &text("")));

    // Nobody of the office has written it, so anybody may check it, but not before it was tried.
    let waiting = version(&ledger, 2).await;
    let refused = step(&ledger, &office("li"), at(2), &waiting, approve()).await.expect_err("no report");
    assert_eq!(code_of(&refused), "unfit");
    let mut work = ledger.begin(&office("li"), at(2)).await.expect("work begins");
    let tried = work.examine_rule("S01", 2, waiting.version, report("li")).await.expect("examined");
    work.commit().await.expect("kept");
    let checked = step(&ledger, &office("li"), at(3), &tried, approve()).await.expect("checked");
    step(&ledger, &office("li"), at(4), &checked, activate()).await.expect("in use");
    let states = ledger.rule_versions(&Scope::everything(), Some("S01")).await.expect("versions");
    assert_eq!(states.iter().map(|it| it.state).collect::<Vec<_>>(), [VersionState::Retired, VersionState::Active]);
    let back = RuleChange::RollBack { reason: "误伤".into() };
    step(&ledger, &office("li"), at(5), &states[0], back).await.expect("rolled back");
    assert_eq!(ledger.rules_in_use(&Scope::everything()).await.expect("rules")["S01"].version.number, 1);
    let events = ledger.events(&Scope::everything(), &EventFilter::default()).await.expect("events");
    let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(
        kinds,
        [
            "rules.brought_in",
            "rules.brought_in",
            "rule_version.examine",
            "rule_version.approve",
            "rule_version.activate",
            "rule_version.retire",
            "rule_version.roll_back",
            "rule_version.retire"
        ]
    );
    ledger.assert_whole().await;
}

#[tokio::test]
async fn every_text_that_a_draft_had_is_in_the_chain_and_only_a_draft_is_written_again() {
    let ledger = TestLedger::new().await;
    let li = office("li");
    let drafted = draft(&ledger, &li, "S01", Some("subsidies")).await.expect("drafted");
    let mut work = ledger.begin(&office("wang"), at(2)).await.expect("work begins");
    let edit = RuleEdit { file: file("another text".into()), digest: "d8".into() };
    let edited = work.edit_rule("S01", 1, drafted.version, &edit).await.expect("edited");
    assert!(matches!(work.edit_rule("S01", 1, drafted.version, &edit).await, Err(LedgerError::StaleRule(_))));
    work.commit().await.expect("kept");
    assert_eq!((edited.digest.as_str(), edited.drafters.len(), edited.title.as_str()), ("d8", 2, "S01"));
    let events = ledger.events(&Scope::everything(), &EventFilter::default()).await.expect("events");
    let before = events[1].before.as_deref().expect("what was before");
    assert!(before.contains("死亡后仍发放") && events[1].after.as_deref().is_some_and(|after| after.contains("another text")));
    let handed = submit(&ledger, &li, &edited, report("li")).await.expect("handed over");
    let mut work = ledger.begin(&li, at(3)).await.expect("work begins");
    let refused = work.edit_rule("S01", 1, handed.version, &edit).await.expect_err("it waits to be checked");
    assert_eq!(code_of(&refused), "not_in_this_state");
}

/// A ledger with four leads of a rule in use.
async fn with_leads() -> TestLedger {
    let ledger = TestLedger::new().await;
    ledger.bring_in_rules(&person("system"), at(0), &[of_pack(text(FLOOR), "d1")]).await.expect("brought in");
    let leads = ["1", "2", "3", "4", "5", "6"].map(|id| subject(id, &[100])).to_vec();
    ledger.screen(vec![found("S01", leads)]).await;
    ledger
}

async fn conclude(ledger: &TestLedger, subject: &str, how: LeadChange, minute: i64) {
    let id = ledger.all().await.into_iter().find(|lead| lead.subject_id == subject).expect("the lead").id;
    for change in [assign(), LeadChange::StartVerifying, how] {
        ledger.change_lead(&office("zhou"), at(minute), id, None, &change).await.expect("the step is taken");
    }
}

#[tokio::test]
async fn a_yield_under_the_floor_pauses_until_a_person_resumes_and_not_again_for_the_same_leads() {
    let ledger = with_leads().await;
    let paused = |minute| {
        let ledger = &ledger;
        async move { ledger.review_yields(&machine(), at(minute)).await.expect("reviewed").len() }
    };
    conclude(&ledger, "1", clear(), 2).await;
    assert_eq!(paused(3).await, 0, "too few");
    conclude(&ledger, "2", clear(), 3).await;
    assert_eq!(paused(4).await, 1);
    assert_eq!(paused(4).await, 0, "it is paused already");
    let stands = ledger.rule_pauses(&Scope::everything()).await.expect("pauses");
    let seen = stands["S01"].seen.expect("a yield");
    assert_eq!((stands["S01"].paused, seen.confirmed, seen.concluded, seen.floor_per_mille), (true, 0, 2, 500));

    let turn = |who: &str, role| caller(who, role);
    let mut work = ledger.begin(&turn("li", Role::DepartmentHead), at(5)).await.expect("work begins");
    assert!(matches!(work.resume_rule("S01", "继续").await, Err(LedgerError::Forbidden(_))));
    drop(work);
    let mut work = ledger.begin(&office("li"), at(5)).await.expect("work begins");
    assert_eq!(code_of(&work.resume_rule("S01", " ").await.expect_err("no reason")), "unfit");
    work.resume_rule("S01", "数据已更正").await.expect("resumed");
    assert_eq!(code_of(&work.resume_rule("S01", "再次").await.expect_err("it runs")), "not_in_this_state");
    work.commit().await.expect("kept");
    assert_eq!(paused(6).await, 0, "the same leads do not count twice");
    conclude(&ledger, "3", confirm(), 7).await;
    conclude(&ledger, "4", clear(), 7).await;
    assert_eq!(paused(8).await, 0, "half of those concluded since were so");
    conclude(&ledger, "5", clear(), 9).await;
    assert_eq!(paused(10).await, 1);
    ledger.assert_whole().await;
}

#[tokio::test]
async fn a_version_that_comes_into_use_ends_the_pause_and_begins_its_own_count() {
    let ledger = with_leads().await;
    for (subject, minute) in [("1", 2), ("2", 3)] {
        conclude(&ledger, subject, clear(), minute).await;
    }
    assert_eq!(ledger.review_yields(&machine(), at(4)).await.expect("reviewed").len(), 1);
    let handed = submit(&ledger, &office("li"), &draft(&ledger, &office("li"), "S01", None).await.expect("drafted"), report("li")).await;
    let checked = step(&ledger, &office("wang"), at(5), &handed.expect("handed over"), approve()).await.expect("checked");
    step(&ledger, &office("wang"), at(6), &checked, activate()).await.expect("in use");
    assert!(!ledger.rule_pauses(&Scope::everything()).await.expect("pauses")["S01"].paused);
    assert!(ledger.review_yields(&machine(), at(7)).await.expect("reviewed").is_empty());
    let back = RuleChange::RollBack { reason: "新版漏查".into() };
    step(&ledger, &office("wang"), at(8), &version(&ledger, 1).await, back).await.expect("rolled back");
    assert!(ledger.review_yields(&machine(), at(9)).await.expect("reviewed").is_empty(), "what was concluded before does not count again");
}

#[tokio::test]
async fn a_value_is_proposed_by_one_and_approved_by_another_and_a_campaign_has_its_own() {
    let ledger = with_leads().await;
    ledger
        .tamper(&["INSERT INTO records (kind, id, number, version, title, state, is_open, restricted, entered_at, changed_at, body) \
             VALUES ('campaign', 7, 'Z7', 1, '专项', 'planned', 1, 0, '2026-03-05T00:00:00.000000Z', '2026-03-05T00:00:00.000000Z', '{}')"])
        .await;
    let propose = |name: &str, value: Option<&str>, campaign| {
        let draft = ParameterDraft { name: name.to_owned(), value: value.map(str::to_owned), campaign, reason: "专项整治".to_owned() };
        let ledger = &ledger;
        async move { ledger.propose_parameter(&office("li"), at(2), "S01", draft).await }
    };
    for (name, value) in [("least", "10"), ("least", "-1"), ("least", "x"), ("most", "1")] {
        let refused = propose(name, Some(value), None).await.expect_err("not of the declaration");
        assert!(matches!(refused, LedgerError::ParameterValue(_)), "{name} {value}: {refused}");
    }
    assert!(matches!(propose("least", Some("1"), Some(99)).await, Err(LedgerError::Unfit { .. })), "no such campaign");
    let decide = |who: &'static str, minute, id, version, change: ParameterChange| {
        let ledger = &ledger;
        async move {
            let mut work = ledger.begin(&office(who), at(minute)).await.expect("work begins");
            let after = work.decide_parameter("S01", id, version, &change).await?;
            work.commit().await?;
            Ok::<_, LedgerError>(after)
        }
    };
    let approve = || ParameterChange::Approve { remark: String::new() };
    let in_force = |campaign| {
        let ledger = &ledger;
        async move {
            let mut values = ledger.parameters_in_force(&Scope::everything(), campaign).await.expect("values");
            values.remove("S01").and_then(|mut own| own.remove("least"))
        }
    };
    let first = propose("least", Some("3"), None).await.expect("proposed");
    let second = propose("least", Some("5"), Some(7)).await.expect("proposed");
    assert_eq!(in_force(None).await, None, "what is proposed is not in force");
    assert_eq!(code_of(&decide("li", 3, first.id, 1, approve()).await.expect_err("the same person")), "same_person");
    assert!(matches!(decide("wang", 3, first.id, 2, approve()).await, Err(LedgerError::StaleRule(_))));
    decide("wang", 3, first.id, 1, approve()).await.expect("approved");
    decide("wang", 4, second.id, 1, approve()).await.expect("approved");
    assert_eq!((in_force(None).await.as_deref(), in_force(Some(7)).await.as_deref()), (Some("3"), Some("5")));
    assert_eq!(code_of(&decide("zhao", 4, second.id, 2, approve()).await.expect_err("decided")), "not_in_this_state");
    // The one that is approved last is in force, whichever was proposed first; what is taken back leaves what is below.
    let [older, newer] =
        [propose("least", Some("6"), None).await.expect("proposed"), propose("least", Some("8"), None).await.expect("proposed")];
    decide("wang", 5, newer.id, 1, approve()).await.expect("approved");
    decide("wang", 6, older.id, 1, approve()).await.expect("approved");
    assert_eq!(in_force(None).await.as_deref(), Some("6"));
    let back = propose("least", None, Some(7)).await.expect("proposed");
    decide("wang", 7, back.id, 1, approve()).await.expect("approved");
    assert_eq!(in_force(Some(7)).await.as_deref(), Some("6"), "the district's");
    let refused = propose("least", Some("9"), None).await.expect("proposed");
    let no = ParameterChange::Refuse { reason: "依据不足".into() };
    decide("wang", 8, refused.id, 1, no).await.expect("refused");
    assert_eq!(in_force(None).await.as_deref(), Some("6"));
    ledger.assert_whole().await;
}
