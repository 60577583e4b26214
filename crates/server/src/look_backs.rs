//! Draws of closed issues to be looked at again (回头看抽查).

use crate::Services;
use crate::body::Body;
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::problem::Problem;
use crate::session::Signed;
use app::casework::Role;
use app::casework::issue::draw::Draw;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

const TAG: &str = "issues";

/// Which month to draw.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DrawnMonth {
    /// The month in which the issues were closed, `YYYY-MM`; it has to be over.
    pub month: String,
}

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    let (draw, draws, month) = (api.schema::<Draw>(), api.list::<Draw>(), api.schema::<DrawnMonth>());
    const WHO: Access = Access::Roles(&[Role::Supervisor]);
    api.add(
        Endpoint::new(Verb::Get, "/api/v1/look-backs/draws", WHO, "list_look_back_draws", get(list))
            .about(TAG, "Draws of closed issues to be looked at again, each with the seed by which it can be repeated.")
            .gives(&draws),
    );
    api.add(
        Endpoint::new(Verb::Post, "/api/v1/look-backs/draws", WHO, "draw_look_backs", post(draw_month))
            .about(TAG, "Draws the issues closed in a month; a month is drawn once, by a supervisor or by the machine.")
            .takes(&month)
            .makes(&draw),
    );
}

async fn list(State(services): State<Arc<Services>>, Signed(caller): Signed) -> Result<Json<Vec<Draw>>, Problem> {
    Ok(Json(services.workspace.look_back_draws(&caller).await?))
}

async fn draw_month(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Body(asked): Body<DrawnMonth>,
) -> Result<(StatusCode, Json<Draw>), Problem> {
    Ok((StatusCode::CREATED, Json(services.workspace.draw_look_backs(&caller, &asked.month).await?)))
}
