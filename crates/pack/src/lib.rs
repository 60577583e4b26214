//! Declarations read from packs (领域包): datasets, rules and checklists, checked on load with file, line and reason.
//!
//! A pack is a folder of plain files, `packs/<name>/{pack.toml, datasets/*.toml, rules/*.sql, rules/cases/<rule>/*.toml, checklists/*.toml}`.
//! This crate reads them and checks that they are consistent. It runs nothing: what a rule means is known to `screening`, what a column holds to `lake`.

mod case;
mod checklist;
mod dataset;
mod error;
mod files;
mod header;
mod rule;
mod written;

use std::collections::BTreeMap;

pub use case::{Case, CaseExpectation, CaseHit};
pub use checklist::{CheckItem, Checklist, Severity};
pub use dataset::{Column, ColumnType, Dataset, Mode, Repeats};
pub use error::{PackError, PackProblem};
pub use files::PackFiles;
pub use header::dataset_title_key;
pub use rule::{Parameter, ParameterType, ParameterValue, Rule, RuleKind};
pub use written::{CaseText, RuleSource};

use serde::Deserialize;

/// What `pack.toml` says of a pack.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackInfo {
    /// Folder name and code of the pack, such as `subsidies`.
    pub code: String,
    /// Chinese title.
    pub title: String,
    /// English title.
    pub title_en: String,
    /// Its version, as who made it counts; the program's own where none is given.
    #[serde(default)]
    pub version: Option<String>,
    /// The campaign priority (领域) that the pack serves; none for shared registers.
    #[serde(default)]
    pub priority: Option<String>,
    /// Lead department (主责部门).
    #[serde(default)]
    pub lead_department: Option<String>,
    /// Partner departments (配合部门).
    #[serde(default)]
    pub partners: Vec<String>,
}

/// Every pack that was loaded: the datasets, rules and checklists by code, and the cases.
#[derive(Debug, Clone, Default)]
pub struct Packs {
    /// Packs by code.
    pub packs: BTreeMap<String, PackInfo>,
    /// Datasets by code.
    pub datasets: BTreeMap<String, Dataset>,
    /// Rules by code.
    pub rules: BTreeMap<String, Rule>,
    /// Checklists by code.
    pub checklists: BTreeMap<String, Checklist>,
    /// Cases of all rules, in the order of their files.
    pub cases: Vec<Case>,
    /// The texts of those cases' files, by path.
    pub case_texts: BTreeMap<String, String>,
}

impl Packs {
    /// Reads and checks all packs among `files`.
    ///
    /// # Errors
    /// Everything that is wrong is listed, each with file, line and reason; a pack set with any fault is not used at all.
    pub fn load(files: &PackFiles) -> Result<Self, PackError> {
        let mut packs = Self::default();
        let mut problems = Vec::new();
        for (path, text) in files.iter() {
            if let Err(problem) = packs.add(path, text) {
                problems.push(problem);
            }
        }
        packs.check(&mut problems);
        if problems.is_empty() { Ok(packs) } else { Err(PackError { problems }) }
    }

    fn add(&mut self, path: &str, text: &str) -> Result<(), PackProblem> {
        let parts: Vec<&str> = path.split('/').collect();
        match parts.as_slice() {
            [folder, "pack.toml"] => {
                let info: PackInfo = error::from_toml(path, 0, text)?;
                if info.code != *folder {
                    return Err(PackProblem::at(
                        path,
                        text,
                        "code",
                        format!("the code {:?} is not the folder's name {folder:?}", info.code),
                    ));
                }
                self.packs.insert(info.code.clone(), info);
            }
            [folder, "datasets", file] if file.ends_with(".toml") => {
                let dataset = Dataset::parse(path, text, folder)?;
                if let Some(other) = self.datasets.get(&dataset.code) {
                    return Err(PackProblem::at(
                        path,
                        text,
                        "code",
                        format!("dataset {:?} is declared in pack {:?} already", dataset.code, other.pack),
                    ));
                }
                self.datasets.insert(dataset.code.clone(), dataset);
            }
            [folder, "rules", file] if file.ends_with(".sql") => {
                let rule = Rule::parse(path, text, folder)?;
                if let Some(other) = self.rules.get(&rule.code) {
                    return Err(PackProblem::at(
                        path,
                        text,
                        "code",
                        format!("rule {:?} is declared in {:?} already", rule.code, other.path),
                    ));
                }
                self.rules.insert(rule.code.clone(), rule);
            }
            [folder, "checklists", file] if file.ends_with(".toml") => {
                let checklist = Checklist::parse(path, text, folder)?;
                if let Some(other) = self.checklists.get(&checklist.code) {
                    return Err(PackProblem::at(
                        path,
                        text,
                        "code",
                        format!("checklist {:?} is declared in {:?} already", checklist.code, other.path),
                    ));
                }
                self.checklists.insert(checklist.code.clone(), checklist);
            }
            [_, "rules", "cases", rule, file] if file.ends_with(".toml") => {
                self.cases.push(Case::parse(path, text, rule)?);
                self.case_texts.insert(path.to_owned(), text.to_owned());
            }
            _ => {}
        }
        Ok(())
    }

    /// What can only be said once everything is there: references between files.
    fn check(&mut self, problems: &mut Vec<PackProblem>) {
        for dataset in self.datasets.values() {
            if !self.packs.contains_key(&dataset.pack) {
                problems.push(PackProblem::new(&dataset.path, 1, format!("the pack {:?} has no pack.toml", dataset.pack)));
            }
        }
        for checklist in self.checklists.values() {
            if !self.packs.contains_key(&checklist.pack) {
                problems.push(PackProblem::new(&checklist.path, 1, format!("the pack {:?} has no pack.toml", checklist.pack)));
            }
        }
        for rule in self.rules.values_mut() {
            let Some(pack) = self.packs.get(&rule.pack) else {
                problems.push(PackProblem::new(&rule.path, 1, format!("the pack {:?} has no pack.toml", rule.pack)));
                continue;
            };
            rule.priority = pack.priority.clone().unwrap_or_default();
        }
        for rule in self.rules.values() {
            self.check_rule(rule, problems);
        }
        for case in &self.cases {
            match self.rules.get(&case.rule) {
                None => problems.push(PackProblem::new(&case.path, 1, format!("there is no rule {:?}", case.rule))),
                Some(rule) => check_case(case, rule, problems),
            }
        }
    }

    /// What a rule says of datasets.
    fn check_rule(&self, rule: &Rule, problems: &mut Vec<PackProblem>) {
        for name in &rule.datasets {
            if !self.datasets.contains_key(name) {
                problems.push(PackProblem::new(&rule.path, rule.line_of("datasets"), format!("no pack declares the dataset {name:?}")));
            }
        }
        for name in &rule.per {
            if !rule.datasets.contains(name) {
                problems.push(PackProblem::new(&rule.path, rule.line_of("per"), format!("{name:?} is not among the rule's datasets")));
            }
        }
    }

    /// The rules in the order of their codes, of one pack if it is named.
    pub fn rules_of<'a, 'b>(&'a self, pack: Option<&'b str>) -> impl Iterator<Item = &'a Rule> + use<'a, 'b> {
        self.rules.values().filter(move |rule| pack.is_none_or(|pack| rule.pack == pack))
    }
}

/// What a case says of its rule.
fn check_case(case: &Case, rule: &Rule, problems: &mut Vec<PackProblem>) {
    for table in case.tables.keys().filter(|table| !rule.datasets.contains(table)) {
        problems.push(PackProblem::new(&case.path, 1, format!("the table {table:?} is not among the datasets of rule {}", rule.code)));
    }
    for name in case.parameters.keys().filter(|name| !rule.parameters.contains_key(*name)) {
        problems.push(PackProblem::new(&case.path, 1, format!("rule {} has no parameter {name:?}", rule.code)));
    }
}
