//! Rules: which are in use, their versions, their texts, checking those of packs.

use crate::args::RulesCommand;
use crate::print;
use app::{AppError, RuleCard, Workspace};
use serde_json::{Value, json};
use std::process::ExitCode;

/// Commands on rules.
pub async fn run(workspace: &Workspace, command: &RulesCommand, as_json: bool) -> Result<ExitCode, AppError> {
    match command {
        RulesCommand::List => {
            let lines: Vec<Value> = workspace.rule_cards().await?.iter().map(line).collect();
            if as_json {
                print::json(&lines);
            } else {
                for rule in &lines {
                    let told = |name: &str| rule[name].as_str().unwrap_or_default().to_owned();
                    let (code, title, state) = (told("rule"), told("title"), told("state_zh"));
                    print::line(&format!("{code} {title} v{} {state} {}", rule["version"], rule["parameters"]));
                }
            }
        }
        RulesCommand::Versions { rule } => {
            let versions = workspace.rule_versions(rule.as_deref()).await?;
            if as_json { print::json(&versions) } else { print::versions(&versions) }
        }
        RulesCommand::Export { rule, version, out } => {
            let (version, file) = workspace.export_rule(rule, *version, out).await?;
            if as_json {
                print::json(&json!({ "rule": version.rule, "version": version.number, "state": version.state, "out": out }));
            } else {
                let (number, cases) = (version.number, file.cases.len());
                print::line(&format!("{rule} v{number} with {cases} cases: {}", out.display()));
            }
        }
        RulesCommand::Check { rules } => {
            let checks = workspace.check_rules(rules).await?;
            if as_json {
                print::json(&checks)
            } else {
                print::checks(&checks)
            }
            return Ok(if checks.iter().all(|check| check.faults.is_empty()) { ExitCode::SUCCESS } else { ExitCode::from(1) });
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn line(rule: &RuleCard) -> Value {
    let parameters: serde_json::Map<_, _> =
        rule.parameters.iter().map(|parameter| (parameter.name.clone(), parameter.value.clone().into())).collect();
    let paused = rule.pause.as_ref().is_some_and(|pause| pause.paused);
    json!({
        "rule": rule.rule, "title": rule.title, "title_en": rule.title_en, "kind": rule.kind, "subject": rule.subject, "pack": rule.pack,
        "basis": rule.basis, "summary": rule.summary, "datasets": rule.datasets, "parameters": parameters,
        "version": rule.version, "state": rule.state, "state_zh": if paused { "暂停" } else { rule.state.zh() }, "paused": paused,
    })
}
