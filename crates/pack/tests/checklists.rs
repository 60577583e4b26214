//! The checklists that the product carries.

use pack::{PackFiles, Packs};
use std::collections::BTreeMap;
use std::path::Path;

fn files() -> PackFiles {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    PackFiles::read_folder(&folder).expect("the packs are read")
}

#[test]
fn each_priority_has_a_checklist_of_a_dozen_items_or_more() {
    let packs = Packs::load(&files()).expect("the packs are right");
    let mut by_priority: BTreeMap<&str, usize> = BTreeMap::new();
    for checklist in packs.checklists.values() {
        assert!((12..=20).contains(&checklist.items.len()), "{}: {} items", checklist.code, checklist.items.len());
        by_priority.insert(&checklist.priority, checklist.items.len());
    }
    for priority in vocabulary::label::Priority::ALL {
        assert!(by_priority.contains_key(priority.code()), "{priority}");
    }
}

#[test]
fn a_checklist_in_a_pack_that_is_not_declared_or_of_a_code_that_is_taken_is_refused_with_its_place() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/common/checklists/rural_village.toml");
    let text = std::fs::read_to_string(folder).expect("the checklist");
    for (path, told) in [
        ("zz/checklists/other.toml", "zz/checklists/other.toml:1: checklist \"rural_village\" is declared in"),
        ("aa/checklists/other.toml", "common/checklists/rural_village.toml:1: checklist \"rural_village\" is declared in"),
    ] {
        let mut files = files();
        files.insert(path, text.clone());
        let error = Packs::load(&files).expect_err("twice").to_string();
        assert!(error.contains(told), "{error}");
    }
    let mut files = files();
    files.insert("zz/checklists/other.toml", text.replace("\"rural_village\"", "\"other\""));
    let error = Packs::load(&files).expect_err("no pack").to_string();
    assert_eq!(error, "zz/checklists/other.toml:1: the pack \"zz\" has no pack.toml");
}
