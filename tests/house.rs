//! The house: what a crate may import, what a file may hold, what a dependency may be licensed under.

use crate::support::{files_below, name, root};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// For each crate of ours the crates of ours that it may import.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("vocabulary", &[]),
    ("pack", &["vocabulary"]),
    ("lake", &["vocabulary", "pack"]),
    ("screening", &["vocabulary", "pack", "lake"]),
    ("casework", &["vocabulary", "pack"]),
    ("claims", &["vocabulary", "pack"]),
    ("synth", &["vocabulary"]),
    ("app", &["vocabulary", "pack", "lake", "screening", "casework", "claims", "synth"]),
    ("server", &["vocabulary", "app"]),
    ("qingyuan", &["app", "server"]),
];

/// Outside crates that only one room may know: the engine and its files, and the database.
const ONLY_IN: &[(&str, &str)] = &[
    ("datafusion", "lake"),
    ("parquet", "lake"),
    ("arrow", "lake"),
    ("object_store", "lake"),
    ("calamine", "lake"),
    ("sqlx", "casework"),
    ("axum", "server"),
    ("clap", "qingyuan"),
    ("indicatif", "qingyuan"),
];

/// What these must never have: input and output, the clock of an async runtime, threads.
const PURE: &[&str] = &["vocabulary", "pack", "claims"];
const IMPURE: &[&str] = &["tokio", "futures", "async-trait", "sqlx", "datafusion", "reqwest", "hyper", "axum"];

const LICENCES: &[&str] = &[
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Unicode-3.0",
    "Zlib",
    "CC0-1.0",
    "Unlicense",
    "0BSD",
    "BSL-1.0",
    "MIT-0",
    "CDLA-Permissive-2.0",
];

/// Lines that a source file may have.
const LONGEST: usize = 500;
/// Files that may be longer, and why.
const LONGER: &[(&str, &str)] = &[];

/// What `cargo metadata` says. Its JSON is read as it is: the crate that types it asks `serde_json` for more than the program does, and all that
/// uses `serde_json` (the engine among it) would be built a second time for the tests.
fn metadata() -> &'static Value {
    static METADATA: OnceLock<Value> = OnceLock::new();
    METADATA.get_or_init(|| {
        let version = output(Command::new("rustc").arg("-vV"));
        let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
        // What is built here is what is looked at: nothing is fetched for other systems.
        let mut command = Command::new(env!("CARGO"));
        command.args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host]).current_dir(root());
        serde_json::from_str(&output(&mut command)).unwrap()
    })
}

fn output(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn list<'v>(value: &'v Value, name: &str) -> &'v Vec<Value> {
    value[name].as_array().unwrap_or_else(|| panic!("no list {name:?}"))
}

fn word<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

/// Every package by its identifier.
fn packages() -> BTreeMap<&'static str, &'static Value> {
    list(metadata(), "packages").iter().map(|package| (word(package, "id"), package)).collect()
}

/// Our crates by name.
fn ours() -> BTreeMap<&'static str, &'static Value> {
    let packages = packages();
    let members = list(metadata(), "workspace_members").iter().map(|id| packages[id.as_str().unwrap()]);
    members.map(|package| (word(package, "name"), package)).collect()
}

/// For each package what it was resolved to depend on: the identifier, and whether that is more than a dependency of its tests or its build.
fn resolved() -> BTreeMap<&'static str, Vec<(&'static str, bool)>> {
    let dependency = |found: &'static Value| (word(found, "pkg"), list(found, "dep_kinds").iter().any(|kind| kind["kind"].is_null()));
    let nodes = list(&metadata()["resolve"], "nodes").iter();
    nodes.map(|node| (word(node, "id"), list(node, "deps").iter().map(dependency).collect())).collect()
}

#[test]
fn a_crate_imports_only_what_its_row_allows() {
    let ours = ours();
    let rows: BTreeMap<&str, &[&str]> = MAY_IMPORT.iter().copied().collect();
    assert_eq!(ours.keys().collect::<Vec<_>>(), rows.keys().collect::<Vec<_>>(), "a crate without a row, or a row without a crate");
    let mut wrong = Vec::new();
    for (room, package) in &ours {
        for dependency in list(package, "dependencies").iter().filter(|dependency| dependency["kind"].is_null()) {
            let imported = word(dependency, "name");
            if ours.contains_key(imported) && !rows[room].contains(&imported) {
                wrong.push(format!("{room} must not import {imported}"));
            }
            if let Some((_, only)) = ONLY_IN.iter().find(|(outside, only)| *outside == imported && only != room) {
                wrong.push(format!("{room} must not import {imported}: only {only} may"));
            }
            if PURE.contains(room) && IMPURE.contains(&imported) {
                wrong.push(format!("{room} must stay free of {imported}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn casework_reaches_no_engine_by_any_way() {
    let (packages, resolved) = (packages(), resolved());
    let (mut seen, mut next) = (BTreeSet::new(), vec![word(ours()["casework"], "id")]);
    while let Some(id) = next.pop() {
        if seen.insert(id) {
            next.extend(resolved[id].iter().filter(|(_, normal)| *normal).map(|(id, _)| *id));
        }
    }
    let reached: BTreeSet<&str> = seen.iter().map(|id| word(packages[id], "name")).collect();
    assert!(reached.contains("sqlx") && reached.contains("vocabulary"), "{reached:?}");
    assert!(!reached.iter().any(|package| package.starts_with("datafusion") || package.starts_with("axum")), "{reached:?}");
}

#[test]
fn a_dependency_has_one_version_and_it_is_chosen_in_one_place() {
    let (packages, resolved) = (packages(), resolved());
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in ours().values() {
        for (id, _) in &resolved[word(package, "id")] {
            versions.entry(word(packages[id], "name")).or_default().insert(word(packages[id], "version"));
        }
    }
    let several: Vec<_> = versions.iter().filter(|(_, versions)| versions.len() > 1).collect();
    assert!(several.is_empty(), "{several:#?}");
    for path in manifests() {
        let text = std::fs::read_to_string(&path).unwrap();
        for table in text.split("\n[").filter(|table| table.split(']').next().unwrap().ends_with("dependencies")) {
            let lines = table.lines().skip(1).map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
            for line in lines {
                assert!(line.contains("workspace = true"), "{}: {line}", path.display());
            }
        }
    }
}

/// The tests of the whole are built with what the program was built with: a dependency of theirs that asks a shared one for more
/// than the program does has the engine built a second time.
#[test]
fn testing_the_program_builds_no_dependency_a_second_time() {
    let features = |edges: &str| -> BTreeSet<String> {
        let mut command = Command::new(env!("CARGO"));
        command.args(["tree", "--locked", "--offline", "-p", "qingyuan", "--edges", edges, "--prefix", "none", "-f", "{p} {f}"]);
        output(command.current_dir(root())).lines().map(|line| line.trim_end_matches(" (*)").trim_end().to_owned()).collect()
    };
    let (program, tests) = (features("normal,build"), features("normal,build,dev"));
    let rebuilt: Vec<&String> = program.difference(&tests).collect();
    assert!(program.len() > 100 && rebuilt.is_empty(), "{rebuilt:#?}");
}

fn manifests() -> Vec<PathBuf> {
    std::fs::read_dir(root().join("crates")).unwrap().map(|entry| entry.unwrap().path().join("Cargo.toml")).collect()
}

/// Whether a licence expression can be met with what is allowed; one that cannot be read cannot.
fn allowed(expression: &str) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words = spaced.split_whitespace().peekable();
    any_of(&mut words) == Some(true) && words.next().is_none()
}

type Words<'w> = std::iter::Peekable<std::str::SplitWhitespace<'w>>;

fn any_of(words: &mut Words<'_>) -> Option<bool> {
    let mut met = all_of(words)?;
    while words.next_if_eq(&"OR").is_some() {
        met |= all_of(words)?;
    }
    Some(met)
}

fn all_of(words: &mut Words<'_>) -> Option<bool> {
    let mut met = one(words)?;
    while words.next_if_eq(&"AND").is_some() {
        met &= one(words)?;
    }
    Some(met)
}

fn one(words: &mut Words<'_>) -> Option<bool> {
    let word = words.next()?;
    if word == "(" {
        let met = any_of(words)?;
        return words.next_if_eq(&")").map(|_| met);
    }
    let licence = match words.next_if_eq(&"WITH") {
        Some(_) => format!("{word} WITH {}", words.next()?),
        None => word.to_owned(),
    };
    Some(LICENCES.contains(&licence.as_str()))
}

#[test]
fn every_dependency_is_under_a_licence_that_we_may_use() {
    let packages = packages();
    assert!(packages.len() > 100);
    let refused: Vec<String> = packages
        .values()
        .filter(|package| !allowed(word(package, "license")))
        .map(|package| format!("{} {}: {:?}", word(package, "name"), word(package, "version"), word(package, "license")))
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
    for (name, package) in ours() {
        assert_eq!(word(package, "license"), "Apache-2.0", "{name}");
    }
}

#[test]
fn licence_expressions_are_read_as_spdx_writes_them() {
    for met in [
        "MIT",
        "MIT OR GPL-3.0",
        "GPL-2.0 OR (MIT AND ISC)",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "MIT/Apache-2.0",
        "Apache-2.0 WITH LLVM-exception OR GPL-2.0",
    ] {
        assert!(allowed(met), "{met}");
    }
    for not in
        ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR ISC) AND MPL-2.0", "Apache-2.0 WITH Other-exception", "", "MIT OR", "(MIT", "MIT ISC"]
    {
        assert!(!allowed(not), "{not}");
    }
}

#[test]
fn no_source_file_is_longer_than_can_be_read_at_once() {
    let root = root();
    let mut long = BTreeSet::new();
    for manifest in manifests() {
        for path in
            files_below(&manifest.parent().unwrap().join("src")).iter().filter(|path| path.extension().is_some_and(|ext| ext == "rs"))
        {
            if std::fs::read_to_string(path).unwrap().lines().count() > LONGEST {
                long.insert(path.strip_prefix(&root).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    let known: BTreeSet<String> = LONGER.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(long, known, "split it, or say here why it must be so long");
}

/// Files of the repository that are text, with their text.
fn texts() -> Vec<(PathBuf, String)> {
    let aside = |path: &Path| {
        let name = name(path);
        matches!(name.as_str(), ".git" | "target" | "node_modules" | "data") || name.ends_with(".zip")
    };
    fn below(folder: &Path, aside: &dyn Fn(&Path) -> bool, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if aside(&path) {
                continue;
            }
            if path.is_dir() { below(&path, aside, into) } else { into.push(path) }
        }
    }
    let mut paths = Vec::new();
    below(&root(), &aside, &mut paths);
    paths.into_iter().filter_map(|path| Some((path.clone(), std::fs::read_to_string(&path).ok()?))).collect()
}

#[test]
fn the_repository_names_no_machine_and_no_package_mirror() {
    let home = std::env::var("HOME").unwrap_or_default();
    // Spelt in two halves, so that this file does not hold what it looks for.
    let mut machine: Vec<String> =
        [("/ho", "me/"), ("/Us", "ers/"), ("/ro", "ot/"), ("/wo", "rk/"), ("C:\\Us", "ers")].map(|(a, b)| format!("{a}{b}")).into();
    machine.push(root().display().to_string());
    if home.len() > 1 {
        machine.push(format!("{home}/"));
    }
    for (path, text) in texts() {
        for wrong in &machine {
            assert!(!text.contains(wrong.as_str()), "{} names {wrong}", path.display());
        }
        match name(&path).as_str() {
            "Cargo.lock" => {
                // One registry, the usual one, which the lock file itself names; no repository and no mirror.
                let sources: BTreeSet<&str> = text.lines().filter_map(|line| line.strip_prefix("source = ")).collect();
                assert!(
                    sources.len() == 1 && sources.iter().all(|source| source.starts_with("\"registry+")),
                    "{}: {sources:?}",
                    path.display()
                );
            }
            "config.toml" => assert!(!text.contains("replace-with") && !text.contains("[registries"), "{}", path.display()),
            "requirements.txt" | "pip.conf" => assert!(!text.contains("index-url"), "{}", path.display()),
            _ => {}
        }
    }
}
