//! What the public attaches to a complaint: sent with its code in a header, so that it stands in no address and in no log; read by whoever
//! handles the complaint.

use crate::Services;
use crate::body::{Id, read as read_body};
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::problem::Problem;
use crate::public::Doors;
use crate::session::{From, Signed};
use app::LONGEST_PICTURE;
use app::casework::complaint::Attachment;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;

/// The header that holds the tracking code.
const CODE: &str = "tracking-code";

/// That a picture was taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct Attached {
    /// The name that it has here.
    name: String,
    /// Its length as it is kept, without what was stripped from it.
    bytes: i64,
    /// It goes with the next message, and not with the complaint itself.
    with_message: bool,
}

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    let (attached, list) = (api.schema::<Attached>(), api.list::<Attachment>());
    api.add(
        Endpoint::new(Verb::Post, "/api/v1/public/attachments", Access::Public, "public_attach", post(attach))
            .about(
                "public",
                "Attaches a picture (JPEG, PNG, WebP): to the complaint until its code is typed back, to the next message later. Place, time, \
                 device and all else that it tells beside the picture are taken out before it is kept.",
            )
            .parameter("header", CODE, "The tracking code.", json!({ "type": "string" }))
            .problems(&[404, 429])
            .takes_file()
            .makes(&attached),
    );
    api.add(
        Endpoint::new(Verb::Get, "/api/v1/complaints/{id}/attachments", Access::SignedIn, "list_attachments", get(attachments))
            .about(
                "complaints",
                "What the public attached, to be read by digest; what came with messages is for whoever may read the messages.",
            )
            .problems(&[404])
            .gives(&list),
    );
}

async fn attach(
    State(services): State<Arc<Services>>,
    From(from): From,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<Attached>), Problem> {
    services.doors.admit_picture(&services, &from)?;
    let code = headers.get(CODE).and_then(|code| code.to_str().ok()).unwrap_or_default();
    let bytes = read_body(body, LONGEST_PICTURE).await.ok_or_else(|| Problem::too_large("图片不能超过 10 MiB，或传输中断"))?;
    let Attachment { name, bytes, with_message, .. } = services.workspace.attach(code, bytes).await?;
    Ok((StatusCode::CREATED, Json(Attached { name, bytes, with_message })))
}

async fn attachments(State(services): State<Arc<Services>>, Signed(caller): Signed, Id(id): Id) -> Result<Json<Vec<Attachment>>, Problem> {
    Ok(Json(services.workspace.attachments(&caller, id).await?))
}

impl Doors {
    /// Whether an address may hand in one more picture.
    ///
    /// # Errors
    /// It has handed in too many.
    pub(crate) fn admit_picture(&self, services: &Services, from: &str) -> Result<(), Problem> {
        Self::admit(&self.pictures, services, from)
    }
}
