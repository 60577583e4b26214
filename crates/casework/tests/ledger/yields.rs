//! How many of a rule's leads were so, for each version of it.

use super::support::{TestLedger, agree, assign, caller, clear, confirm, found, noon, subject};
use casework::{LeadChange, LedgerError, Role, RuleYield, Scope, YieldStanding};

async fn conclude(ledger: &TestLedger, subject: &str, end: LeadChange) -> i64 {
    let id = ledger.all().await.iter().find(|lead| lead.subject_id == subject).expect("the lead").id;
    for step in [assign(), LeadChange::StartVerifying, end] {
        ledger.by("li", id, step).await.expect("the step is allowed");
    }
    id
}

async fn the_yield(ledger: &TestLedger) -> RuleYield {
    ledger.rule_yields(&Scope::everything()).await.expect("yields").remove(0)
}

#[tokio::test]
async fn each_version_of_a_rule_has_its_own_yield_and_what_is_not_verified_counts_as_neither() {
    let ledger = TestLedger::new().await;
    let admin = caller("admin", Role::SystemAdmin);
    for (name, value) in [("yield_least_concluded", "2"), ("yield_floor_per_mille", "500")] {
        ledger.set(&admin, noon("2026-03-05"), name, value, "本单位规定").await.expect("set");
    }
    let leads = || (1..=7).map(|id| subject(&id.to_string(), &[1])).collect::<Vec<_>>();
    ledger.screen(vec![found("S01", leads())]).await;
    let none = the_yield(&ledger).await;
    assert_eq!((none.total.concluded, none.total.per_mille, none.total.standing), (0, None, YieldStanding::TooFew));
    assert_eq!(none.unverified, 7);

    let reviewed = conclude(&ledger, "1", confirm()).await;
    ledger.by("wang", reviewed, agree()).await.expect("reviewed");
    for id in ["2", "3"] {
        conclude(&ledger, id, clear()).await;
    }
    let mut second = found("S01", leads());
    second.rule_digest = "d2".into();
    ledger.screen(vec![second]).await;
    for id in ["4", "5"] {
        conclude(&ledger, id, confirm()).await;
    }
    let told = the_yield(&ledger).await;
    assert_eq!((told.total.confirmed, told.total.concluded, told.total.per_mille), (3, 5, Some(600)));
    assert_eq!((told.total.standing, told.unverified), (YieldStanding::Fair, 2));
    let versions: Vec<_> = told.versions.iter().map(|(digest, it)| (digest.as_str(), it.confirmed, it.concluded, it.standing)).collect();
    assert_eq!(versions, [("d1", 1, 3, YieldStanding::Low), ("d2", 2, 2, YieldStanding::Fair)]);
    assert_eq!(
        told.versions["d1"].by_outcome.iter().map(|(code, n)| (code.as_str(), *n)).collect::<Vec<_>>(),
        [("data_wrong", 2), ("true_error", 1)]
    );

    let sent_back = LeadChange::SendBack { reason: "缺材料".into() };
    let id = ledger.all().await.iter().find(|lead| lead.subject_id == "5").expect("the lead").id;
    ledger.by("wang", id, sent_back).await.expect("sent back");
    let told = the_yield(&ledger).await;
    assert_eq!((told.total.concluded, told.unverified), (4, 3), "what is verified once more is not concluded");
}

#[tokio::test]
async fn settings_of_the_yield_and_of_exemptions_are_checked() {
    let ledger = TestLedger::new().await;
    let admin = caller("admin", Role::SystemAdmin);
    for (name, value) in [("exemption_months", "13"), ("exemption_months", "0"), ("yield_floor_per_mille", "x")] {
        let refused = ledger.set(&admin, noon("2026-03-05"), name, value, "本单位规定").await;
        assert!(matches!(refused, Err(LedgerError::Unfit { .. })), "{name} {value}: {refused:?}");
    }
    let settings = ledger.settings().await.expect("settings");
    let value = |name: &str| settings.iter().find(|setting| setting.name == name).map(|setting| setting.value.as_str());
    assert_eq!((value("exemption_months"), value("limit.lead_explanation")), (Some("12"), Some("5wd")));
}
