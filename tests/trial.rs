//! A trial shows what other parameters would change, and changes nothing.

use crate::support::{Folder, count, leads};
use serde_json::Value;

const DEARER: &str = "S07.min_price=120000";
const CHEAPER: &str = "S07.min_price=1";

fn trial(folder: &Folder, setting: &str) -> Value {
    let report = folder.run(&[&"screen", &"--json", &"--trial", &"--rule", &"S07", &"--set", &setting]).expect(0).json();
    assert_eq!(report["rules"].as_array().unwrap().len(), 1);
    report["rules"][0].clone()
}

fn length(list: &Value) -> usize {
    list.as_array().unwrap().len()
}

#[test]
fn a_trial_says_what_would_change_and_changes_nothing() {
    let folder = Folder::screened();
    let before = folder.export(&[]);
    let events = folder.events();
    let matched = leads::read(&before).iter().filter(|lead| lead.rule == "S07").count();

    let dearer = trial(&folder, DEARER);
    let cheaper = trial(&folder, CHEAPER);
    let same = trial(&folder, "S07.min_price=50000");
    assert!(length(&dearer["dropped"]) > 0 && length(&dearer["added"]) == 0, "{dearer:#}");
    assert!(length(&cheaper["added"]) > 0 && length(&cheaper["dropped"]) == 0, "{cheaper:#}");
    assert_eq!((length(&same["added"]), length(&same["dropped"]), length(&same["changed"])), (0, 0, 0), "{same:#}");
    assert_eq!(usize::try_from(count(&same["unchanged"])).unwrap(), matched);

    let told = folder.run(&[&"screen", &"--trial", &"--rule", &"S07", &"--set", &DEARER]).expect(0).out;
    assert!(told.contains(&format!("would add 0, drop {}", length(&dearer["dropped"]))), "{told}");

    assert_eq!(folder.events(), events, "a trial leaves no event");
    assert_eq!(folder.export(&[]), before);
    // Nothing that a trial computed is taken for an answer later.
    assert!(folder.screen(&[]).values().all(|line| line["unchanged"] == true));
    assert_eq!(folder.export(&[]), before);

    // What was foretold comes true.
    let done = folder.screen(&[&"--rule", &"S07", &"--set", &DEARER]);
    assert_eq!(count(&done["S07"]["ledger"]["withdrawn"]), length(&dearer["dropped"]) as u64);
    assert_eq!(count(&done["S07"]["ledger"]["added"]), 0);
}

#[test]
fn a_trial_with_an_unknown_rule_or_parameter_is_told_apart_from_no_difference() {
    let folder = Folder::screened();
    let before = folder.export(&[]);
    let unknown = folder.run(&[&"screen", &"--trial", &"--set", &"S99.min_price=1"]).expect(1);
    assert!(unknown.err.contains("S99"), "{}", unknown.err);
    let wrong = folder.run(&[&"screen", &"--trial", &"--set", &"min_price"]).expect(1);
    assert!(wrong.err.contains("RULE.PARAM=VALUE"), "{}", wrong.err);
    for setting in ["S07.least=1", "S07.min_price=cheap"] {
        let line = trial(&folder, setting);
        let reason = line["not_evaluated"].as_str().unwrap_or_default();
        assert!(reason.contains("min_price") || reason.contains("cheap"), "{line:#}");
    }
    assert_eq!(folder.export(&[]), before);
}
