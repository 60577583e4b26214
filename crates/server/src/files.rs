//! Evidence files: handed in as they are, with their name in the query; read by whoever may read a record that names them.

use crate::Services;
use crate::body::{Query, read as read_body};
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::problem::Problem;
use crate::session::Signed;
use app::casework::file::EvidenceFile;
use app::casework::{LedgerError, Role};
use app::{AppError, LONGEST_FILE};
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

const TAG: &str = "files";

/// Who works on records, and so has evidence for them. Asked before the body is read: nobody else fills the folder.
pub const WORKING: Access = Access::Roles(&[
    Role::Supervisor,
    Role::ResidentOffice,
    Role::DepartmentHead,
    Role::DepartmentStaff,
    Role::Town,
    Role::Village,
    Role::Institution,
    Role::School,
    Role::Inspector,
]);

/// How a file that is sent is called.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    name: String,
}

/// The name of a file that is sent, if it may be one.
pub fn file_name(named: &Named) -> Result<&str, Problem> {
    let name = named.name.trim();
    if name.is_empty() || name.chars().count() > 200 || name.chars().any(|c| c.is_control() || matches!(c, '/' | '\\')) {
        return Err(Problem::unfit("文件名应为 1 至 200 字，且不含控制字符和路径分隔符").at("name"));
    }
    Ok(name)
}

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    let file = api.schema::<EvidenceFile>();
    api.add(
        Endpoint::new(Verb::Post, "/api/v1/files", WORKING, "add_file", post(hand_in))
            .about(TAG, "Hands in an evidence file; the body is the file. Its kind is told by its bytes.")
            .parameter("query", "name", "Its name.", json!({ "type": "string", "minLength": 1, "maxLength": 200 }))
            .problems(&[400, 413, 422])
            .takes_file()
            .makes(&file),
    );
    api.add(
        Endpoint::new(Verb::Get, "/api/v1/files/{digest}", Access::SignedIn, "read_file", get(read))
            .about(TAG, "An evidence file, for whoever may read a record that names it.")
            .problems(&[404])
            .gives_as("application/octet-stream"),
    );
}

async fn hand_in(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Query(named): Query<Named>,
    body: Body,
) -> Result<(StatusCode, Json<EvidenceFile>), Problem> {
    let name = file_name(&named)?;
    let bytes = read_body(body, LONGEST_FILE).await.ok_or_else(|| Problem::too_large("附件不能超过 30 MiB，或传输中断"))?;
    Ok((StatusCode::CREATED, Json(services.workspace.add_file(&caller, name, &bytes).await?)))
}

async fn read(State(services): State<Arc<Services>>, Signed(caller): Signed, Path(digest): Path<String>) -> Result<Response, Problem> {
    let found = services.workspace.file(&caller, &digest).await;
    let (file, bytes) = found.map_err(|error| match error {
        // Named in a step it is a field that does not fit; asked for by itself it is just not there.
        AppError::Ledger(LedgerError::NoFile(_)) => Problem::not_found("没有这个附件，或不在您的权限范围内"),
        error => error.into(),
    })?;
    let media = HeaderValue::from_str(&file.media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let mut response = bytes.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, media);
    // Pictures and PDF are shown by the console; whatever opens one on its own gets no scripts and no forms from it.
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    Ok(response)
}
