//! Accounts, offices, backups and the state of the installation, for the machine's administrator.

use crate::args::admin::{BackupArgs, OfficeCommand, UserCommand};
use crate::print;
use app::casework::Role;
use app::casework::people::Token;
use app::casework::people::account::{Account, AccountChange, AccountDraft, Duty};
use app::casework::people::office::{Office, OfficeKind};
use app::{AppError, OpenOptions, Workspace};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

/// Accounts.
pub async fn user(workspace: &Workspace, command: &UserCommand, as_json: bool) -> Result<ExitCode, AppError> {
    let caller = workspace.caller();
    match command {
        UserCommand::List => {
            let accounts = workspace.accounts(caller).await?;
            if as_json { print::json(&accounts) } else { print::accounts(&accounts) }
        }
        UserCommand::Create { login, name, role, office, intake } => {
            let draft = AccountDraft {
                login: login.clone(),
                name: name.clone(),
                role: Role::from_code(role).ok_or_else(|| AppError::Refused(format!("{role:?} is no role")))?,
                office: office.clone(),
                duties: intake.then_some(Duty::Intake).into_iter().collect(),
                priorities: BTreeSet::new(),
            };
            let (account, password) = workspace.create_account(caller, draft).await?;
            told(&account, &password, as_json);
        }
        UserCommand::Disable { login, reason } => {
            changed(workspace, login, AccountChange::Disable { reason: reason.clone() }, as_json).await?
        }
        UserCommand::Enable { login, reason } => {
            changed(workspace, login, AccountChange::Enable { reason: reason.clone() }, as_json).await?
        }
        UserCommand::Unlock { login, reason } => {
            changed(workspace, login, AccountChange::Unlock { reason: reason.clone() }, as_json).await?
        }
        UserCommand::ResetPassword { login, reason } => {
            let (account, password) = workspace.reset_password(caller, login, reason).await?;
            told(&account, &password, as_json);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Tells a password, this once.
fn told(account: &Account, password: &Token, as_json: bool) {
    if as_json {
        print::json(&json!({ "account": account, "password": password.expose() }));
    } else {
        print::line(&format!("{} ({}), password told this once: {}", account.login, account.role.zh(), password.expose()));
    }
}

async fn changed(workspace: &Workspace, login: &str, change: AccountChange, as_json: bool) -> Result<(), AppError> {
    let accounts = workspace.accounts(workspace.caller()).await?;
    let known = accounts.iter().find(|line| line.account.login == login);
    let version = known.map(|line| line.account.version).ok_or_else(|| AppError::Refused(format!("there is no account {login:?}")))?;
    let account = workspace.change_account(workspace.caller(), login, version, &change).await?;
    if as_json {
        print::json(&account);
    } else {
        print::line(&format!("{login}: {} done", change.step()));
    }
    Ok(())
}

/// Offices.
pub async fn office(workspace: &Workspace, command: &OfficeCommand, as_json: bool) -> Result<ExitCode, AppError> {
    match command {
        OfficeCommand::List => {
            let offices = workspace.offices().await?;
            if as_json { print::json(&offices) } else { print::offices(&offices) }
        }
        OfficeCommand::Add { code, name, kind, parent, watches } => {
            let office = Office {
                code: code.clone(),
                name: name.clone(),
                kind: OfficeKind::from_code(kind).ok_or_else(|| AppError::Refused(format!("{kind:?} is no kind of office")))?,
                parent: parent.clone(),
                watches: watches.iter().cloned().collect(),
                active: true,
            };
            workspace.add_offices(workspace.caller(), std::slice::from_ref(&office)).await?;
            if as_json { print::json(&office) } else { print::line(&format!("{code} is added")) }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Backs the data folder up.
pub async fn backup(workspace: &Workspace, asked: &BackupArgs, as_json: bool) -> Result<ExitCode, AppError> {
    let report = workspace.backup(&asked.out, asked.with_keys).await?;
    if as_json {
        print::json(&report);
        return Ok(ExitCode::SUCCESS);
    }
    print::line(&format!("{} files, {} MiB: {}", report.files, report.bytes >> 20, report.out.display()));
    if !report.ledger {
        print::line("The ledger is NOT in it: back the PostgreSQL database up with its own tools (pg_dump), and before the rest.");
    }
    print::line(if report.keys {
        "The keys are in it: who has this file reads who complained."
    } else {
        "The keys are not in it: keep keys/ledger.key apart from it, or who complained is lost with this machine."
    });
    Ok(ExitCode::SUCCESS)
}

/// Restores a backup.
pub async fn restore(archive: &Path, data: &Path, as_json: bool) -> Result<ExitCode, AppError> {
    let report = app::restore(archive, data).await?;
    if as_json {
        print::json(&report);
        return Ok(ExitCode::SUCCESS);
    }
    print::line(&format!(
        "{} files of {}, each as it was backed up: {}",
        report.files,
        report.made_at.format("%Y-%m-%d %H:%M UTC"),
        data.display()
    ));
    match &report.chain {
        Some(chain) => print::chain(chain),
        None => print::line("The ledger was not in it: restore the PostgreSQL database with its own tools."),
    }
    if !report.keys {
        print::line("Put keys/ledger.key back (chmod 600) before the program is started: it was not in the backup.");
    }
    Ok(ExitCode::SUCCESS)
}

/// Looks whether everything is as it has to be.
pub async fn check(options: &OpenOptions, as_json: bool) -> ExitCode {
    let lines = app::check_config(options).await;
    if as_json {
        print::json(&lines)
    } else {
        print::config(&lines)
    }
    if lines.iter().all(|line| line.ok) { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

/// Takes the schema down to that of an earlier release.
pub async fn downgrade(options: &OpenOptions, to: i64, as_json: bool) -> Result<ExitCode, AppError> {
    let undone = app::downgrade(options, to).await?;
    if as_json {
        print::json(&undone);
    } else if undone.is_empty() {
        print::line(&format!("the schema is at step {to} already"));
    } else {
        let steps: Vec<String> = undone.iter().map(i64::to_string).collect();
        print::line(&format!("undone: {}; the schema is at step {to}", steps.join(", ")));
    }
    Ok(ExitCode::SUCCESS)
}
