//! Rules under governance (规则治理): versions are written, checked, tried, put into use and taken back; parameters; pauses.

use crate::against::{Asking, batches_of, compared};
use crate::book::Book;
use crate::error::AppError;
use crate::faults::{Fault, TextCheck, source_of};
use crate::observe::{Observer, Step};
use crate::workspace::{Workspace, now};
use casework::Scope;
use casework::rule::{
    NewRule, ParameterChange, ParameterDraft, RuleChange, RuleEdit, RuleFile, RuleParameter, RulePause, RuleReport, RuleVersion, ShadowRun,
    VersionState,
};
use chrono::NaiveDate;
use pack::RuleSource;
use screening::text_digest;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use utoipa::ToSchema;

/// A version with its text.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VersionSheet {
    /// The version.
    pub version: RuleVersion,
    /// What it says.
    pub file: RuleFile,
    /// What is wrong with a draft; it is submitted only where nothing is.
    pub faults: Vec<Fault>,
}

/// What a trial of a version found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VersionTrial {
    /// The report.
    pub report: RuleReport,
    /// It became part of a version that waits to be checked.
    pub kept: bool,
}

/// Versions.
impl Workspace {
    /// The versions within reach, of one rule where it is named.
    ///
    /// # Errors
    /// No such rule within reach.
    pub async fn rule_versions(&self, rule: Option<&str>) -> Result<Vec<RuleVersion>, AppError> {
        let versions = self.ledger.rule_versions(&self.caller.scope, rule).await?;
        match rule.filter(|_| versions.is_empty()) {
            Some(rule) => Err(AppError::Missing(format!("没有规则 {rule}"))),
            None => Ok(versions),
        }
    }

    /// One version, and what is wrong with it while it is a draft.
    ///
    /// # Errors
    /// None within reach; the engine fails.
    pub async fn version_sheet(&self, rule: &str, number: i64) -> Result<VersionSheet, AppError> {
        let (version, file) = self.ledger.rule_version(&self.caller.scope, rule, number).await?;
        self.sheet(version, file).await
    }

    async fn sheet(&self, version: RuleVersion, file: RuleFile) -> Result<VersionSheet, AppError> {
        let faults = if version.state == VersionState::Draft { self.check_file(&version, &file).await?.faults } else { Vec::new() };
        Ok(VersionSheet { version, file, faults })
    }

    /// Drafts the first version of a new rule, of a priority that some pack serves.
    ///
    /// # Errors
    /// A text without a head that bears a code; what the ledger refuses.
    pub async fn draft_new_rule(&self, rule: &str, priority: &str, file: RuleFile) -> Result<VersionSheet, AppError> {
        if !self.packs.packs.values().any(|pack| pack.priority.as_deref() == Some(priority)) {
            return Err(AppError::Refused(format!("没有领域 {priority}")));
        }
        self.draft(NewRule {
            rule: rule.to_owned(),
            priority: Some(priority.to_owned()),
            digest: text_digest(&file.text),
            file,
            copied_from: None,
        })
        .await
    }

    /// Drafts a further version of a rule: a text, or a copy of a version.
    ///
    /// # Errors
    /// No such rule or version within reach; what the ledger refuses.
    pub async fn draft_version(&self, rule: &str, file: Option<RuleFile>, from: Option<i64>) -> Result<VersionSheet, AppError> {
        let copied = match from {
            Some(number) => Some(self.ledger.rule_version(&self.caller.scope, rule, number).await?.1),
            None => None,
        };
        let file = file.or(copied).ok_or_else(|| AppError::Refused("请给出规则文本，或指明从哪一版复制".to_owned()))?;
        self.draft(NewRule { rule: rule.to_owned(), priority: None, digest: text_digest(&file.text), file, copied_from: from }).await
    }

    async fn draft(&self, new: NewRule) -> Result<VersionSheet, AppError> {
        let file = new.file.clone();
        let mut work = self.ledger.begin(&self.caller, now()).await?;
        let version = work.draft_rule(new).await?;
        work.commit().await?;
        self.sheet(version, file).await
    }

    /// Writes a draft once more.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn edit_version(&self, rule: &str, number: i64, version: i64, file: RuleFile) -> Result<VersionSheet, AppError> {
        let edit = RuleEdit { digest: text_digest(&file.text), file };
        let mut work = self.ledger.begin(&self.caller, now()).await?;
        let after = work.edit_rule(rule, number, version, &edit).await?;
        work.commit().await?;
        self.sheet(after, edit.file).await
    }

    /// What is wrong with a text, and how its cases come out. Nothing is kept.
    ///
    /// # Errors
    /// The engine fails.
    pub async fn check_text(&self, rule: &str, priority: &str, file: &RuleFile) -> Result<TextCheck, AppError> {
        let cases = file.case_texts();
        self.check_source(RuleSource { code: rule, text: &file.text, cases: &cases, pack: "", priority }).await
    }

    /// The same of a version.
    ///
    /// # Errors
    /// None within reach; the engine fails.
    pub async fn run_version_cases(&self, rule: &str, number: i64) -> Result<TextCheck, AppError> {
        let (version, file) = self.ledger.rule_version(&self.caller.scope, rule, number).await?;
        self.check_file(&version, &file).await
    }

    /// Refuses a version that is not right, before anything is begun with it; one that is named with the version that the caller knows is
    /// about to be submitted.
    ///
    /// # Errors
    /// None within reach; another one than the caller knows; faults, or cases that do not come out as they should.
    pub async fn version_is_right(&self, rule: &str, number: i64, version: Option<i64>) -> Result<(), AppError> {
        let (found, file) = self.ledger.rule_version(&self.caller.scope, rule, number).await?;
        if version.is_some_and(|version| version != found.version) {
            return Err(casework::LedgerError::StaleRule(format!("规则 {rule} 第 {number} 版")).into());
        }
        let check = self.check_file(&found, &file).await?;
        check.passed(rule)?;
        // What is handed to a second person has cases of both kinds.
        if version.is_some() { check.suffices() } else { Ok(()) }
    }

    /// Runs the cases of a version, and holds it against the version in use over the batches in force.
    async fn report(
        &self,
        version: &RuleVersion,
        file: &RuleFile,
        as_of: Option<NaiveDate>,
        observer: Observer<'_>,
    ) -> Result<RuleReport, AppError> {
        let check = self.check_file(version, file).await?;
        check.passed(&version.rule)?;
        let at = now();
        let as_of = as_of.unwrap_or(vocabulary::beijing_day(at));
        let catalogue = self.catalogue()?;
        let values = self.ledger.parameters_in_force(&Scope::everything(), None).await?;
        let mut candidate = Book { packs: self.bare_packs(), held: BTreeMap::new(), numbers: BTreeMap::new() };
        candidate.put(source_of(version, &file.text, &[]), version.number)?;
        let code = version.rule.as_str();
        let asking = Asking { code, as_of, today: vocabulary::beijing_day(at), values: &values, cache: None };
        observer(Step::Rule { code, title: &version.title, number: 1, of: 2 });
        let answer = self.answer_of(&candidate, &catalogue, &asking).await?;
        observer(Step::Rule { code, title: &version.title, number: 2, of: 2 });
        let book = self.book().await?;
        let in_use = match book.numbers.get(code) {
            Some(number) => Some((*number, self.answer_of(&book, &catalogue, &asking).await?)),
            None => None,
        };
        let trial = compared(&version.subject, in_use.as_ref().map(|(number, outcome)| (*number, outcome)), &answer);
        Ok(RuleReport {
            by: self.caller.actor.who.clone(),
            at,
            cases: check.cases.len() as u64,
            hit_cases: check.hit_cases,
            miss_cases: check.miss_cases,
            as_of,
            batches: batches_of(&candidate, &catalogue, code),
            trial,
        })
    }

    /// Tries a version. What is found of one that waits to be checked is kept with it.
    ///
    /// # Errors
    /// None within reach; faults, or cases that do not come out as they should.
    pub async fn try_version(
        &self,
        rule: &str,
        number: i64,
        as_of: Option<NaiveDate>,
        observer: Observer<'_>,
    ) -> Result<VersionTrial, AppError> {
        let (version, file) = self.ledger.rule_version(&self.caller.scope, rule, number).await?;
        let report = self.report(&version, &file, as_of, observer).await?;
        let kept = version.state == VersionState::Submitted;
        if kept {
            let mut work = self.ledger.begin(&self.caller, now()).await?;
            work.examine_rule(rule, number, version.version, report.clone()).await?;
            work.commit().await?;
        }
        Ok(VersionTrial { report, kept })
    }

    /// Hands a draft to a second person, with its cases and a trial.
    ///
    /// # Errors
    /// As [`try_version`](Self::try_version); what the ledger refuses.
    pub async fn submit_version(
        &self,
        (rule, number, known): (&str, i64, i64),
        reason: &str,
        as_of: Option<NaiveDate>,
        observer: Observer<'_>,
    ) -> Result<RuleVersion, AppError> {
        let (version, file) = self.ledger.rule_version(&self.caller.scope, rule, number).await?;
        let report = self.report(&version, &file, as_of, observer).await?;
        let mut work = self.ledger.begin(&self.caller, now()).await?;
        let after = work.submit_rule(rule, number, known, report, reason).await?;
        work.commit().await?;
        Ok(after)
    }

    /// Takes a step with a version. One that is put into use must still be right over the datasets that there are.
    ///
    /// # Errors
    /// What the ledger refuses; faults.
    pub async fn step_version(&self, rule: &str, number: i64, version: i64, change: &RuleChange) -> Result<RuleVersion, AppError> {
        if matches!(change, RuleChange::Activate { .. } | RuleChange::RollBack { .. }) {
            let (found, file) = self.ledger.rule_version(&self.caller.scope, rule, number).await?;
            let faults = self.check_file(&found, &file).await?.faults;
            if !faults.is_empty() {
                return Err(AppError::Faulty(faults));
            }
        }
        let mut work = self.ledger.begin(&self.caller, now()).await?;
        let after = work.change_rule(rule, number, version, change).await?;
        work.commit().await?;
        Ok(after)
    }

    /// The shadow runs of a version, in figures.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn shadow_runs(&self, rule: &str, number: i64) -> Result<Vec<ShadowRun>, AppError> {
        self.ledger.rule_version(&self.caller.scope, rule, number).await?;
        Ok(self.ledger.shadow_runs(&self.caller.scope, rule, number).await?)
    }

    /// One shadow run with its subjects.
    ///
    /// # Errors
    /// None within reach.
    pub async fn shadow_run(&self, rule: &str, number: i64, id: i64) -> Result<ShadowRun, AppError> {
        Ok(self.ledger.shadow_run(&self.caller.scope, rule, number, id).await?)
    }

    /// The text of a version: the one in use where none is named.
    ///
    /// # Errors
    /// None within reach.
    pub async fn rule_file(&self, rule: &str, number: Option<i64>) -> Result<(RuleVersion, RuleFile), AppError> {
        let number = match number {
            Some(number) => number,
            None => {
                let in_use = self.ledger.rules_in_use(&self.caller.scope).await?;
                in_use.get(rule).map(|it| it.version.number).ok_or_else(|| AppError::Missing(format!("规则 {rule} 没有启用过的版本")))?
            }
        };
        Ok(self.ledger.rule_version(&self.caller.scope, rule, number).await?)
    }

    /// Whether there is any version of a rule.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn knows_rule(&self, rule: &str) -> Result<bool, AppError> {
        Ok(!self.ledger.rule_versions(&Scope::everything(), Some(rule)).await?.is_empty())
    }
}

/// Pauses and parameters.
impl Workspace {
    /// Pauses a rule.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn pause_rule(&self, rule: &str, reason: &str) -> Result<RulePause, AppError> {
        let mut work = self.ledger.begin(&self.caller, now()).await?;
        let pause = work.pause_rule(rule, reason).await?;
        work.commit().await?;
        Ok(pause)
    }

    /// Resumes a rule.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn resume_rule(&self, rule: &str, reason: &str) -> Result<RulePause, AppError> {
        let mut work = self.ledger.begin(&self.caller, now()).await?;
        let pause = work.resume_rule(rule, reason).await?;
        work.commit().await?;
        Ok(pause)
    }

    /// Pauses the rules whose yield is under its floor.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub async fn review_yields(&self) -> Result<Vec<RulePause>, AppError> {
        Ok(self.ledger.review_yields(&self.caller, now()).await?)
    }

    /// Every change of a rule's parameters, the newest first.
    ///
    /// # Errors
    /// No such rule within reach.
    pub async fn parameter_changes(&self, rule: &str) -> Result<Vec<RuleParameter>, AppError> {
        self.rule_versions(Some(rule)).await?;
        Ok(self.ledger.rule_parameters(&self.caller.scope, rule).await?)
    }

    /// A rule's parameters as its version in use declares them, with the values in force.
    ///
    /// # Errors
    /// None within reach; a text that this program no longer reads.
    pub async fn rule_parameters(&self, rule: &str, campaign: Option<i64>) -> Result<Vec<crate::RuleParameter>, AppError> {
        let (version, file) = self.rule_file(rule, None).await?;
        let declared = source_of(&version, &file.text, &[]).rule();
        let declared = declared.map_err(|problem| AppError::Faulty(vec![problem.into()]))?;
        let values = self.ledger.parameters_in_force(&self.caller.scope, campaign).await?.remove(rule).unwrap_or_default();
        Ok(crate::rulebook::parameters(&declared, &values))
    }

    /// Proposes a change of a parameter.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn propose_parameter(&self, rule: &str, draft: ParameterDraft) -> Result<RuleParameter, AppError> {
        Ok(self.ledger.propose_parameter(&self.caller, now(), rule, draft).await?)
    }

    /// Approves or refuses one.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn decide_parameter(&self, rule: &str, id: i64, version: i64, change: &ParameterChange) -> Result<RuleParameter, AppError> {
        let mut work = self.ledger.begin(&self.caller, now()).await?;
        let after = work.decide_parameter(rule, id, version, change).await?;
        work.commit().await?;
        Ok(after)
    }
}

/// Texts out of the ledger.
impl Workspace {
    /// Writes the text of a version and its cases into a folder, as a pack has them: `rules/<CODE>.sql`, `rules/cases/<CODE>/<name>.toml`.
    ///
    /// # Errors
    /// No such version; a folder that cannot be written.
    pub async fn export_rule(&self, rule: &str, number: Option<i64>, out: &Path) -> Result<(RuleVersion, RuleFile), AppError> {
        let (version, file) = self.rule_file(rule, number).await?;
        let cases = out.join("rules/cases").join(&version.rule);
        std::fs::create_dir_all(&cases).map_err(AppError::io("creating", &cases))?;
        let write = |path: &Path, text: &str| std::fs::write(path, text).map_err(AppError::io("writing", path));
        write(&out.join("rules").join(format!("{}.sql", version.rule)), &file.text)?;
        for case in &file.cases {
            write(&cases.join(format!("{}.toml", case.name)), &case.text)?;
        }
        Ok((version, file))
    }
}
