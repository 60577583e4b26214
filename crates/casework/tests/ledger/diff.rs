//! Trials: what would change, while nothing does.

use super::support::{TestLedger, assign, confirm, found, not_evaluated, outcome, subject, subject_with};
use casework::{LeadChange, LeadDiff, Reach, RuleAnswer, Scope, Subject};
use serde_json::json;

fn ids(subjects: &[Subject]) -> Vec<&str> {
    subjects.iter().map(|subject| subject.id.as_str()).collect()
}

fn nothing() -> [Vec<&'static str>; 3] {
    Default::default()
}

fn told(diff: &LeadDiff) -> [Vec<&str>; 3] {
    [ids(&diff.added), ids(&diff.dropped), ids(&diff.changed)]
}

#[tokio::test]
async fn a_trial_tells_what_applying_would_do_and_does_nothing() {
    let ledger = TestLedger::new().await;
    ledger.screen(vec![found("S01", ["1", "2", "3", "4", "5"].map(|id| subject(id, &[1])).to_vec())]).await;
    let concluded = ledger.all().await[3].id;
    for step in [assign(), LeadChange::StartVerifying, confirm()] {
        ledger.by("li", concluded, step).await.expect("the step is allowed");
    }
    let without = |ids: &[&str]| found("S01", ids.iter().map(|id| subject(id, &[1])).collect());
    ledger.screen(vec![without(&["1", "2", "3"])]).await; // 4 is confirmed and no longer matched, 5 withdrawn
    let before = (ledger.all().await, ledger.newest_link().await.expect("a head"));

    let trial = found("S01", vec![subject("6", &[1]), subject("1", &[2]), subject("2", &[1]), subject("4", &[1]), subject("5", &[1])]);
    let diff = ledger.diff(&Scope::everything(), &trial).await.expect("a diff");
    assert_eq!(told(&diff), [vec!["4", "5", "6"], vec!["3"], vec!["1"]]);
    assert_eq!((diff.unchanged, diff.added[2].name.as_str()), (1, "姓名6"));
    assert_eq!((ledger.all().await, ledger.newest_link().await.expect("a head")), before);

    let summary = ledger.screen(vec![trial.clone()]).await.totals();
    assert_eq!((summary.added + summary.returned, summary.withdrawn, summary.changed), (3, 1, 1));
    let after = ledger.diff(&Scope::everything(), &trial).await.expect("a diff");
    assert_eq!((told(&after), after.unchanged), (nothing(), 5));
}

#[tokio::test]
async fn a_rule_not_evaluated_would_change_nothing() {
    let ledger = TestLedger::new().await;
    ledger.screen(vec![found("S01", vec![subject("1", &[1])])]).await;
    let diff = ledger.diff(&Scope::everything(), &not_evaluated("S01", "数据过期")).await.expect("a diff");
    assert_eq!((told(&diff), diff.not_evaluated.as_deref()), (nothing(), Some("数据过期")));
}

#[tokio::test]
async fn a_trial_reaches_as_far_as_the_scope() {
    let ledger = TestLedger::new().await;
    let at = |id: &str, town: &str| subject_with(id, &[1], json!({"town": town}));
    let leads = vec![at("1", "东岭镇"), at("2", "北山镇")];
    ledger.screen(vec![outcome("S01", RuleAnswer::Evaluated { leads })]).await;
    let trial = outcome("S01", RuleAnswer::Evaluated { leads: vec![at("3", "东岭镇"), at("4", "北山镇")] });
    let east = Scope { towns: Reach::only(["东岭镇"]), ..Scope::everything() };
    assert_eq!(told(&ledger.diff(&east, &trial).await.expect("a diff")), [vec!["3"], vec!["1"], vec![]]);
    let rural = Scope { priorities: Reach::only(["rural"]), ..Scope::everything() };
    assert_eq!(told(&ledger.diff(&rural, &trial).await.expect("a diff")), nothing());
    let office = Scope { departments: Reach::only(["民政局"]), ..Scope::everything() };
    assert_eq!(told(&ledger.diff(&office, &trial).await.expect("a diff")), nothing());
}
