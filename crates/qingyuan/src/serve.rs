//! Serving: listening, telling where and how to come in, and ending when asked to.

use crate::args::{OidcArgs, ServeArgs};
use crate::print;
use app::{AppError, Channels, DemoLogin, DutyLine, IdentityProvider, Jobs, OidcSettings, Workspace};
use serde_json::json;
use server::{Doors, Figures, Services};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// Tells the passwords of the demonstration's accounts this once: the one of each role first, then those beside them.
pub fn tell_accounts(accounts: Vec<DemoLogin>, as_json: bool) {
    if as_json {
        let told = accounts.iter().map(|one| json!({ "login": one.login, "password": one.password.expose(), "role": one.role }));
        print::json(&json!({ "accounts": told.collect::<Vec<_>>() }));
        return;
    }
    if accounts.is_empty() {
        print::line("\naccounts: those of the first start");
        return;
    }
    let (beside, first): (Vec<_>, Vec<_>) = accounts.into_iter().partition(|account| account.beside.is_some());
    for (heading, accounts) in [("accounts (told this once), one for each role:", first), ("and beside them:", beside)] {
        if !accounts.is_empty() {
            print::line(&format!("\n{heading}"));
        }
        for DemoLogin { login, role, beside, password } in accounts {
            let beside = beside.map(|beside| format!("  {beside}")).unwrap_or_default();
            print::line(&format!("  {login:<20} {:<24} {role}{beside}", password.expose()));
        }
    }
}

/// Serves until the process is told to end; what is under way is answered first.
pub async fn serve(workspace: &Workspace, asked: &ServeArgs, as_json: bool) -> Result<ExitCode, AppError> {
    let provider = provider(&asked.oidc)?;
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
        provider,
        secure_cookies: asked.behind_tls,
        figures: Figures::default(),
        metrics_key: asked.metrics_key.clone(),
    };
    tracing::info!(%address, tls = asked.behind_tls, "serving");
    let (told_to_stop, stop) = watch::channel(false);
    let duties = tokio::spawn(keep_duties(workspace.clone(), asked.notify.channels(), asked.duties_every, stop));
    server::serve(listener, Arc::new(services), asked_to_end()).await.map_err(listening)?;
    // A round that is under way is finished first; whatever it holds would be held from others for a while otherwise.
    told_to_stop.send_replace(true);
    if duties.await.is_err() {
        tracing::error!("the duties broke off");
    }
    tracing::info!("ended");
    Ok(ExitCode::SUCCESS)
}

/// The identity provider, where one is named. The command line has seen to it that an issuer comes with the rest.
fn provider(asked: &OidcArgs) -> Result<Option<IdentityProvider>, AppError> {
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    let Some(issuer) = asked.oidc_issuer.clone().filter(|issuer| !issuer.is_empty()) else { return Ok(None) };
    let (client_id, client_secret) = (said(&asked.oidc_client_id), said(&asked.oidc_client_secret));
    let (redirect, label) = (said(&asked.oidc_redirect), asked.oidc_label.clone());
    IdentityProvider::new(OidcSettings { issuer, client_id, client_secret, redirect, label }).map(Some)
}

/// Does the duties while the program serves, and writes a line of the log for each that was done.
async fn keep_duties(workspace: Workspace, channels: Channels, every: u64, stop: watch::Receiver<bool>) {
    if every == 0 {
        return;
    }
    let heard = |line: &DutyLine| {
        let (duty, outcome, milliseconds) = (line.duty.code(), line.outcome.code(), line.milliseconds);
        let did = serde_json::to_string(&line.did).unwrap_or_default();
        match &line.problem {
            Some(problem) => tracing::error!(duty, outcome, milliseconds, problem, "duty"),
            None if line.did.values().any(|count| *count > 0) => tracing::info!(duty, outcome, milliseconds, did, "duty"),
            None => tracing::debug!(duty, outcome, milliseconds, "duty"),
        }
    };
    workspace.keep_duties(&channels, Duration::from_secs(every), stop, heard).await;
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
