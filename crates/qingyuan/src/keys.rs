//! Keys of machines, and what became of the hotline's tickets, at the command line.

use crate::args::admin::KeyCommand;
use crate::print;
use app::casework::people::{ApiKey, ApiKeyDraft, KeyOperation, Token};
use app::{AppError, TicketReport, Workspace};
use chrono::{TimeDelta, Utc};
use serde_json::json;
use std::process::ExitCode;

/// Keys.
pub async fn key(workspace: &Workspace, command: &KeyCommand, as_json: bool) -> Result<ExitCode, AppError> {
    let caller = workspace.caller();
    match command {
        KeyCommand::List => {
            let keys = workspace.keys(caller).await?;
            if as_json { print::json(&keys) } else { list(&keys) }
        }
        KeyCommand::Create { name, institution, department, system, operations, per_minute, days } => {
            let operation = |code: &String| {
                KeyOperation::from_code(code).ok_or_else(|| AppError::Refused(format!("{code:?} is nothing that a key can be for")))
            };
            let draft = ApiKeyDraft {
                name: name.clone(),
                institution: institution.clone(),
                department: department.clone(),
                system: system.clone(),
                operations: operations.iter().map(operation).collect::<Result<_, _>>()?,
                per_minute: *per_minute,
                expires_at: Utc::now() + TimeDelta::days(i64::from(*days)),
            };
            let (key, secret) = workspace.create_key(caller, draft).await?;
            told(&key, &secret, as_json);
        }
        KeyCommand::Renew { key, days, reason } => {
            let until = Utc::now() + TimeDelta::days(i64::from(*days));
            let (key, secret) = workspace.renew_key(caller, *key, until, reason).await?;
            told(&key, &secret, as_json);
        }
        KeyCommand::Revoke { key, reason } => {
            let key = workspace.revoke_key(caller, *key, reason).await?;
            if as_json { print::json(&key) } else { print::line(&format!("key {} ({}) is revoked", key.id, key.name)) }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Tells a secret, this once.
fn told(key: &ApiKey, secret: &Token, as_json: bool) {
    if as_json {
        print::json(&json!({ "key": key, "secret": secret.expose() }));
    } else {
        print::line(&format!(
            "key {} ({}), good until {}, secret told this once: {}",
            key.id,
            key.name,
            key.expires_at.format("%Y-%m-%d"),
            secret.expose()
        ));
    }
}

fn list(keys: &[ApiKey]) {
    let day = |at: chrono::DateTime<Utc>| at.format("%Y-%m-%d").to_string();
    let rows: Vec<Vec<String>> = keys
        .iter()
        .map(|key| {
            let of = [&key.institution, &key.department, &key.system].into_iter().flatten().cloned().collect::<Vec<_>>().join("、");
            let operations = key.operations.iter().map(|operation| operation.code()).collect::<Vec<_>>().join(",");
            let state = if key.revoked_at.is_some() {
                "已撤销"
            } else if key.expires_at <= Utc::now() {
                "已过期"
            } else {
                ""
            };
            vec![
                key.id.to_string(),
                key.name.clone(),
                of,
                operations,
                key.per_minute.to_string(),
                day(key.expires_at),
                key.last_used_at.map(day).unwrap_or_default(),
                state.to_owned(),
            ]
        })
        .collect();
    print::table(&["key", "name", "of", "for", "a minute", "until", "last used", ""], &rows, &[0, 4]);
}

/// What became of the hotline's tickets of an import.
pub fn tickets(report: &TicketReport) {
    print::line(&format!(
        "\ntickets: {} new complaints, {} updated, {} unchanged, {} refused",
        report.new,
        report.updated,
        report.unchanged,
        report.refused.len()
    ));
    if !report.waiting.is_empty() {
        print::line(&format!("waiting for somebody who takes in complaints: {}", report.waiting.join(", ")));
    }
    let rows: Vec<Vec<String>> = report
        .refused
        .iter()
        .map(|row| vec![row.file.clone(), row.sheet.clone(), row.row.to_string(), row.ticket_number.clone(), row.reason.clone()])
        .collect();
    if !rows.is_empty() {
        print::table(&["file", "sheet", "row", "ticket", "refused because"], &rows, &[2]);
    }
}
