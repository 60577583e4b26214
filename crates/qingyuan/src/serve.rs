//! Serving: listening, telling where and how to come in, and ending when asked to.

use crate::args::ServeArgs;
use crate::print;
use app::{AppError, Jobs, Workspace};
use serde_json::json;
use server::{Doors, Figures, Services};
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Makes the accounts of the demonstration, and tells their passwords this once.
pub async fn accounts(workspace: &Workspace) -> Result<(), AppError> {
    let accounts = workspace.demo_accounts().await?;
    if accounts.is_empty() {
        print::line("\naccounts: those of the first start");
        return Ok(());
    }
    print::line("\naccounts (told this once):");
    for (login, role, password) in accounts {
        print::line(&format!("  {login:<20} {:<24} {role}", password.expose()));
    }
    Ok(())
}

/// Serves until the process is told to end; what is under way is answered first.
pub async fn serve(workspace: &Workspace, asked: &ServeArgs, as_json: bool) -> Result<ExitCode, AppError> {
    let listening = |source| AppError::Io { doing: "listening on", path: asked.listen.to_string().into(), source };
    let listener = TcpListener::bind(asked.listen).await.map_err(listening)?;
    let address = listener.local_addr().map_err(listening)?;
    let setup = workspace.setup_token().await?;
    if as_json {
        print::json(&json!({ "address": format!("http://{address}"), "setup": setup.as_ref().map(|token| token.expose()) }));
    } else {
        print::line(&format!("\naddress:  http://{address}"));
        if let Some(token) = &setup {
            print::line(&format!("set-up:   http://{address}/setup#{} (good once, for a day)", token.expose()));
        }
    }
    let services = Services {
        workspace: workspace.clone(),
        jobs: Jobs::default(),
        doors: Doors::new()?,
        secure_cookies: asked.behind_tls,
        figures: Figures::default(),
        metrics_key: asked.metrics_key.clone(),
    };
    tracing::info!(%address, tls = asked.behind_tls, "serving");
    server::serve(listener, Arc::new(services), asked_to_end()).await.map_err(listening)?;
    tracing::info!("ended");
    Ok(ExitCode::SUCCESS)
}

/// Ready when the process is interrupted or told to terminate.
async fn asked_to_end() {
    let terminate = async {
        match signal(SignalKind::terminate()) {
            Ok(mut told) => {
                told.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}
