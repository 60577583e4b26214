//! What is wrong with a rule that is being written: by file, line and column, as it is shown beside the text.

use crate::error::AppError;
use crate::workspace::Workspace;
use casework::rule::{RuleFile, RuleVersion};
use pack::{CaseExpectation, PackProblem, Packs, RuleSource};
use screening::{RuleFault, check_rule, run_case};
use serde::Serialize;
use std::fmt;
use utoipa::ToSchema;

/// Something that is wrong with a rule's text or a case's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RuleTextFault)]
pub struct Fault {
    /// `<code>.sql` for the rule, `<code>/<name>.toml` for a case.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// Column, from 1, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u64>,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let column = self.column.map(|column| format!("，第 {column} 列")).unwrap_or_default();
        write!(f, "{} 第 {} 行{column}：{}", self.file, self.line, self.reason)
    }
}

impl From<PackProblem> for Fault {
    fn from(problem: PackProblem) -> Self {
        Self { file: problem.file, line: problem.line as u64, column: problem.column.map(|column| column as u64), reason: problem.reason }
    }
}

impl From<RuleFault> for Fault {
    fn from(fault: RuleFault) -> Self {
        Self { file: fault.file, line: fault.line, column: fault.column, reason: fault.reason }
    }
}

/// How a case came out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RuleCaseOutcome)]
pub struct CaseOutcome {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// As it should be.
    pub passed: bool,
    /// How it differs from what it expects.
    pub difference: Option<String>,
}

/// What a text was found to be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = RuleTextCheck)]
pub struct TextCheck {
    /// What is wrong; empty where nothing is.
    pub faults: Vec<Fault>,
    /// Its cases, where nothing is wrong with the text.
    pub cases: Vec<CaseOutcome>,
    /// Cases that expect a hit.
    pub hit_cases: u64,
    /// Cases that expect none, with all data there.
    pub miss_cases: u64,
}

impl TextCheck {
    /// # Errors
    /// Faults, or cases that do not come out as they should.
    pub(crate) fn passed(&self, code: &str) -> Result<(), AppError> {
        let failed = self.cases.iter().filter(|case| !case.passed).map(|case| Fault {
            file: format!("{code}/{}.toml", case.name),
            line: 1,
            column: None,
            reason: format!("用例未通过：{}", case.difference.as_deref().unwrap_or_default()),
        });
        let faults: Vec<Fault> = self.faults.iter().cloned().chain(failed).collect();
        if faults.is_empty() { Ok(()) } else { Err(AppError::Faulty(faults)) }
    }

    /// # Errors
    /// No case that expects a hit, or none that expects no hit.
    pub(crate) fn suffices(&self) -> Result<(), AppError> {
        if self.hit_cases > 0 && self.miss_cases > 0 {
            return Ok(());
        }
        Err(AppError::Refused("用例至少要有一个命中用例和一个不应命中的用例（临界或排除）".to_owned()))
    }
}

/// Where a version's text belongs.
pub(crate) fn source_of<'a>(version: &'a RuleVersion, text: &'a str, cases: &'a [pack::CaseText]) -> RuleSource<'a> {
    RuleSource { code: &version.rule, text, cases, pack: &version.pack, priority: &version.priority }
}

impl Workspace {
    /// Checks a rule's text as packs' are checked, its SELECT against the datasets, and runs its cases.
    ///
    /// # Errors
    /// The engine fails; what is wrong with the text is in the answer.
    pub(crate) async fn check_source(&self, source: RuleSource<'_>) -> Result<TextCheck, AppError> {
        let mut packs: Packs = self.bare_packs();
        if let Err(error) = packs.put_rule(source) {
            return Ok(TextCheck { faults: error.problems.into_iter().map(Fault::from).collect(), ..TextCheck::default() });
        }
        let rule = &packs.rules[source.code];
        if let Err(fault) = check_rule(&self.engine, &packs, rule).await? {
            return Ok(TextCheck { faults: vec![fault.into()], ..TextCheck::default() });
        }
        let mut check = TextCheck::default();
        for (case, text) in packs.cases.iter().zip(source.cases) {
            match &case.expect {
                CaseExpectation::Hits(hits) if hits.is_empty() => check.miss_cases += 1,
                CaseExpectation::Hits(_) => check.hit_cases += 1,
                CaseExpectation::NotEvaluated(_) => {}
            }
            let difference = run_case(&self.engine, &packs, case).await.err();
            let passed = difference.is_none();
            check.cases.push(CaseOutcome { name: text.name.clone(), title: case.title.clone(), passed, difference });
        }
        Ok(check)
    }

    /// The same of a version.
    ///
    /// # Errors
    /// The engine fails.
    pub(crate) async fn check_file(&self, version: &RuleVersion, file: &RuleFile) -> Result<TextCheck, AppError> {
        self.check_source(source_of(version, &file.text, &file.case_texts())).await
    }
}
