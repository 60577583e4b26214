//! Settings: everybody who has signed in may read the limits that bind them; the system administrator changes them.

use crate::Services;
use crate::body::Body;
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::problem::Problem;
use crate::session::Signed;
use app::casework::Role;
use app::casework::setting::Setting;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, put};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

const TAG: &str = "settings";

/// A setting's new value.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingValue {
    /// The value, as text.
    pub value: String,
    /// Where it is written (依据).
    pub source: String,
}

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    let (settings, value) = (api.list::<Setting>(), api.schema::<SettingValue>());
    api.add(
        Endpoint::new(Verb::Get, "/api/v1/settings", Access::SignedIn, "list_settings", get(list))
            .about(TAG, "Every setting with the value in force, the default, and where it is written.")
            .gives(&settings),
    );
    api.add(
        Endpoint::new(Verb::Put, "/api/v1/settings/{name}", Access::Roles(&[Role::SystemAdmin]), "set_setting", put(set))
            .about(TAG, "Sets one; clocks that run already keep the limit that they began with.")
            .takes(&value),
    );
}

async fn list(State(services): State<Arc<Services>>, Signed(_): Signed) -> Result<Json<Vec<Setting>>, Problem> {
    Ok(Json(services.workspace.settings().await?))
}

async fn set(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path(name): Path<String>,
    Body(asked): Body<SettingValue>,
) -> Result<StatusCode, Problem> {
    services.workspace.set_setting(&caller, &name, &asked.value, &asked.source).await?;
    Ok(StatusCode::NO_CONTENT)
}
