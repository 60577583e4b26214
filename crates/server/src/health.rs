//! Whether the program lives, and whether it can work; and what it can do.

use crate::Services;
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::problem::Problem;
use axum::Json;
use axum::extract::State;
use axum::routing::get;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// How the program is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `ok`.
    pub status: &'static str,
    /// The program's version.
    pub version: &'static str,
}

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    let health = api.schema::<Health>();
    api.add(
        Endpoint::new(Verb::Get, "/healthz", Access::Public, "healthz", get(lives)).about("program", "The program lives.").gives(&health),
    );
    api.add(
        Endpoint::new(Verb::Get, "/readyz", Access::Public, "readyz", get(ready))
            .about("program", "The program can read its ledger.")
            .problems(&[500])
            .gives(&health),
    );
    api.add(
        Endpoint::new(Verb::Get, "/api/v1/openapi.json", Access::Public, "openapi", get(|| async { Json(crate::description()) }))
            .about("program", "This description.")
            .gives_as("application/json"),
    );
}

const OK: Health = Health { status: "ok", version: env!("CARGO_PKG_VERSION") };

async fn lives() -> Json<Health> {
    Json(OK)
}

async fn ready(State(services): State<Arc<Services>>) -> Result<Json<Health>, Problem> {
    services.workspace.newest_event().await?;
    Ok(Json(OK))
}
