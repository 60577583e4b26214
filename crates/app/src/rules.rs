//! Checking rules: as text, and against their cases.

use crate::error::AppError;
use crate::workspace::Workspace;
use screening::{check_rule, run_case};
use serde::Serialize;

/// What a check of a rule found.
#[derive(Debug, Clone, Serialize)]
pub struct RuleCheck {
    /// The rule.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// Cases that were run.
    pub cases: usize,
    /// What is wrong, with file and line; empty where nothing is.
    pub faults: Vec<String>,
}

impl Workspace {
    /// Checks rules (all, or those named) and runs their cases.
    ///
    /// # Errors
    /// A rule that is not there; the engine fails.
    pub async fn check_rules(&self, codes: &[String]) -> Result<Vec<RuleCheck>, AppError> {
        if let Some(code) = codes.iter().find(|code| !self.packs.rules.contains_key(*code)) {
            return Err(AppError::Refused(format!("there is no rule {code:?}")));
        }
        let mut checks = Vec::new();
        for rule in self.packs.rules.values().filter(|rule| codes.is_empty() || codes.contains(&rule.code)) {
            let mut check = RuleCheck { rule: rule.code.clone(), title: rule.title.clone(), cases: 0, faults: Vec::new() };
            match check_rule(&self.engine, &self.packs, rule).await? {
                Err(fault) => check.faults.push(fault.to_string()),
                Ok(()) => {
                    for case in self.packs.cases.iter().filter(|case| case.rule == rule.code) {
                        check.cases += 1;
                        if let Err(difference) = run_case(&self.engine, &self.packs, case).await {
                            check.faults.push(format!("{}: {}: {difference}", case.path, case.title));
                        }
                    }
                }
            }
            checks.push(check);
        }
        Ok(checks)
    }
}
