//! Evidence files: handed in as they are, with their name in the query; read by whoever may read a record that names them.

use crate::Services;
use crate::body::{Query, read as read_body};
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::masked::Masked;
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
    let files = api.list::<EvidenceFile>();
    api.add(
        Endpoint::new(Verb::Get, "/api/v1/files", Access::SignedIn, "list_files", get(known))
            .about(
                TAG,
                "What is known of these files, by their digests, without their bytes; those that the caller may not read are passed over.",
            )
            .parameter("query", "digest", "Digests with commas between them, at most 100.", json!({ "type": "string" }))
            .problems(&[400])
            .gives(&files),
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

/// So many files are told about at once.
const AT_ONCE: usize = 100;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    digest: Option<String>,
}

async fn known(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Query(wanted): Query<Wanted>,
) -> Result<Masked<Vec<EvidenceFile>>, Problem> {
    let digests: Vec<String> = wanted.digest.iter().flat_map(|digests| digests.split(',')).map(str::to_owned).collect();
    if digests.len() > AT_ONCE {
        return Err(Problem::bad_request(format!("一次最多查询 {AT_ONCE} 个附件")).at("digest"));
    }
    Ok(Masked(services.workspace.files_known(&caller, &digests).await?))
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
    let headers = response.headers_mut();
    if file.media_type == PDF {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PDF_POLICY));
    } else {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    }
    headers.insert(header::CONTENT_TYPE, media);
    headers.insert(header::CONTENT_DISPOSITION, disposition(&app::mask_text(&file.name)));
    Ok(response)
}

const PDF: &str = "application/pdf";

/// Whatever opens a file on its own gets no scripts, no forms and nothing else from it.
const POLICY: &str = "sandbox; default-src 'none'";

/// The same of a PDF, which the console shows in a frame of its own, in the browser's own reader.
const PDF_POLICY: &str = "sandbox; default-src 'none'; frame-ancestors 'self'";

/// Shown where it can be, and saved under the name that it was handed in with: as RFC 6266 writes names that are not of ASCII. Numbers
/// of people in it are masked like everywhere else.
fn disposition(name: &str) -> HeaderValue {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let encoded: String =
        name.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect();
    HeaderValue::from_str(&format!("inline; filename*=UTF-8''{encoded}")).unwrap_or(HeaderValue::from_static("inline"))
}
