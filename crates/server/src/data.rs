//! Data: datasets and their batches; files sent, taken in as one hand-in, withdrawn; rows in quarantine handed back.

use crate::Services;
use crate::body::{Body, Query};
use crate::download::{WORKBOOK, sent};
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::files::{Named, file_name};
use crate::jobs::start;
use crate::masked::Masked;
use crate::problem::Problem;
use crate::session::Signed;
use app::casework::Role;
use app::{BatchLine, DatasetLine, DatasetSheet, Job, LONGEST_UPLOAD, MendedRow, QuarantinePage, Upload, Withdrawn};
use axum::Json;
use axum::body::Body as Raw;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;

const TAG: &str = "data";

/// Those who hand in data: the supervising office, and departments their own.
pub const HANDING_IN: Access = Access::Roles(&[Role::Supervisor, Role::DepartmentHead, Role::DepartmentStaff]);
/// Those who see how data came in.
const WATCHING: Access = Access::Roles(&[Role::Supervisor, Role::ResidentOffice, Role::DepartmentHead, Role::DepartmentStaff]);
/// Everybody who works with business data: all but the three administrators.
pub const BUSINESS: Access = Access::Roles(&[
    Role::Supervisor,
    Role::ResidentOffice,
    Role::DepartmentHead,
    Role::DepartmentStaff,
    Role::Town,
    Role::Village,
    Role::Institution,
    Role::School,
    Role::Inspector,
    Role::Reader,
]);

/// Files of one hand-in.
const MOST_FILES: usize = 200;
/// Rows of a quarantine that are shown or mended at once.
const MOST_ROWS: usize = 1_000;

/// Why a batch is withdrawn.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawing {
    /// In a sentence.
    pub reason: String,
}

/// What is to be taken in.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandIn {
    /// The uploads that belong together: a register that comes in several files is whole only with all of them.
    pub uploads: Vec<String>,
    /// The dataset, where the columns fit several; departments always say it.
    #[serde(default)]
    pub dataset: Option<String>,
}

/// Rows of a quarantine as a person has mended them.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mending {
    /// The rows; those that are not named stay in quarantine.
    pub rows: Vec<MendingRow>,
}

/// A mended row.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MendingRow {
    /// Sheet, from 0, as the quarantine says it.
    pub sheet: u32,
    /// Row, as the quarantine says it.
    pub row: u64,
    /// All its cells as they shall be.
    pub cells: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    skip: Option<usize>,
    limit: Option<usize>,
}

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    let (datasets, sheet, batches) = (api.list::<DatasetLine>(), api.schema::<DatasetSheet>(), api.list::<BatchLine>());
    let (withdrawing, withdrawn) = (api.schema::<Withdrawing>(), api.schema::<Withdrawn>());
    let (upload, hand_in, job) = (api.schema::<Upload>(), api.schema::<HandIn>(), api.schema::<Job>());

    api.add(
        Endpoint::new(Verb::Get, "/api/v1/datasets", BUSINESS, "list_datasets", get(list_datasets))
            .about(TAG, "Every dataset that is declared, and what is there of it: batches, rows, periods, age.")
            .gives(&datasets),
    );
    api.add(
        Endpoint::new(Verb::Get, "/api/v1/datasets/{code}", BUSINESS, "get_dataset", get(dataset))
            .about(TAG, "A dataset as it is declared, with its columns, and how complete it is.")
            .problems(&[404])
            .gives(&sheet),
    );
    api.add(
        Endpoint::new(Verb::Get, "/api/v1/batches", WATCHING, "list_batches", get(list_batches))
            .about(TAG, "Every batch of the departments within the caller's scope, newest first, and whether it is in force.")
            .gives(&batches),
    );
    api.add(
        Endpoint::new(Verb::Post, "/api/v1/batches/{batch}/withdrawal", HANDING_IN, "withdraw_batch", post(withdraw_batch))
            .about(TAG, "Withdraws a batch that should not have come in. Leads follow with the next screening.")
            .problems(&[404, 409])
            .takes(&withdrawing)
            .gives(&withdrawn),
    );
    api.add(
        Endpoint::new(Verb::Get, "/api/v1/batches/{batch}/quarantine.xlsx", HANDING_IN, "export_quarantine", get(quarantine))
            .about(TAG, "The rows of a batch that are in quarantine, in full, with their reasons: mended, they come back as an upload.")
            .problems(&[404])
            .gives_as(WORKBOOK),
    );

    let (quarantine_page, mending) = (api.schema::<QuarantinePage>(), api.schema::<Mending>());
    api.add(
        Endpoint::new(Verb::Get, "/api/v1/batches/{batch}/quarantine", HANDING_IN, "get_quarantine", get(quarantine_rows))
            .about(TAG, "The rows of a batch that are in quarantine, in full, with their reasons, a page of them.")
            .parameter("query", "skip", "So many rows before.", json!({ "type": "integer", "minimum": 0 }))
            .parameter("query", "limit", "Rows a page.", json!({ "type": "integer", "minimum": 1, "maximum": 1000 }))
            .problems(&[400, 404])
            .gives(&quarantine_page),
    );
    api.add(
        Endpoint::new(Verb::Post, "/api/v1/batches/{batch}/quarantine", HANDING_IN, "mend_quarantine", post(mend))
            .about(TAG, "Takes mended rows in again, as if the batch's workbook had come back with these. What is still wrong is quarantined again.")
            .problems(&[404, 409])
            .takes(&mending)
            .starts(&job),
    );

    api.add(
        Endpoint::new(Verb::Post, "/api/v1/uploads", HANDING_IN, "send_upload", post(send))
            .about(TAG, "Sends a file; the body is the file. It is the account's own, and gone after an hour.")
            .parameter(
                "query",
                "name",
                "Its name; tables are recognised by it too.",
                json!({ "type": "string", "minLength": 1, "maxLength": 200 }),
            )
            .problems(&[400, 413, 422])
            .takes_file()
            .makes(&upload),
    );
    api.add(
        Endpoint::new(Verb::Post, "/api/v1/imports", HANDING_IN, "start_import", post(import))
            .about(TAG, "Takes uploads in as one hand-in. The job's outcome says of each file what became of it.")
            .problems(&[404])
            .takes(&hand_in)
            .starts(&job),
    );
}

async fn list_datasets(State(services): State<Arc<Services>>, Signed(caller): Signed) -> Result<Json<Vec<DatasetLine>>, Problem> {
    Ok(Json(services.workspace.acting(&caller).datasets(services.today())?))
}

async fn dataset(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path(code): Path<String>,
) -> Result<Masked<DatasetSheet>, Problem> {
    Ok(Masked(services.workspace.acting(&caller).dataset_sheet(&code, services.today()).await?))
}

async fn list_batches(State(services): State<Arc<Services>>, Signed(caller): Signed) -> Result<Masked<Vec<BatchLine>>, Problem> {
    Ok(Masked(services.workspace.acting(&caller).batch_lines()?))
}

async fn withdraw_batch(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path(batch): Path<String>,
    Body(asked): Body<Withdrawing>,
) -> Result<Masked<Withdrawn>, Problem> {
    if asked.reason.trim().is_empty() {
        return Err(Problem::unfit("请填写撤回事由").at("reason"));
    }
    Ok(Masked(services.workspace.acting(&caller).withdraw_own(&batch, &asked.reason).await?))
}

async fn quarantine(State(services): State<Arc<Services>>, Signed(caller): Signed, Path(batch): Path<String>) -> Result<Response, Problem> {
    sent(services.workspace.acting(&caller).download_quarantine(&batch).await?)
}

async fn quarantine_rows(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path(batch): Path<String>,
    Query(part): Query<Part>,
) -> Result<Json<QuarantinePage>, Problem> {
    let limit = part.limit.unwrap_or(200);
    if !(1..=MOST_ROWS).contains(&limit) {
        return Err(Problem::bad_request(format!("limit 应为 1 至 {MOST_ROWS}")).at("limit"));
    }
    Ok(Json(services.workspace.acting(&caller).quarantine_page(&batch, part.skip.unwrap_or(0), limit).await?))
}

async fn mend(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path(batch): Path<String>,
    Body(asked): Body<Mending>,
) -> Result<Response, Problem> {
    if asked.rows.is_empty() || asked.rows.len() > MOST_ROWS {
        return Err(Problem::unfit(format!("一次补正 1 至 {MOST_ROWS} 行")).at("rows"));
    }
    services.workspace.acting(&caller).may_mend(&batch)?;
    let rows = asked.rows.into_iter().map(|MendingRow { sheet, row, cells }| MendedRow { sheet, row, cells }).collect();
    start(&services, &caller, "import", move |workspace, progress| async move {
        Ok(json!({ "files": workspace.mend_in_place(&batch, rows, &|step| progress.step(step)).await? }))
    })
}

async fn send(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Query(named): Query<Named>,
    headers: HeaderMap,
    body: Raw,
) -> Result<(StatusCode, Masked<Upload>), Problem> {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()).and_then(|length| length.parse::<u64>().ok());
    if length.is_some_and(|length| length > LONGEST_UPLOAD) {
        return Err(Problem::too_large(format!("文件不能超过 {} MiB", LONGEST_UPLOAD >> 20)));
    }
    let workspace = services.workspace.acting(&caller);
    let mut incoming = workspace.begin_upload(file_name(&named)?).map_err(|error| Problem::from(error).at("name"))?;
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        incoming.write(&piece.map_err(|_| Problem::bad_request("传输中断"))?)?;
    }
    Ok((StatusCode::CREATED, Masked(workspace.finish_upload(incoming)?)))
}

async fn import(State(services): State<Arc<Services>>, Signed(caller): Signed, Body(asked): Body<HandIn>) -> Result<Response, Problem> {
    if asked.uploads.is_empty() || asked.uploads.len() > MOST_FILES {
        return Err(Problem::unfit(format!("一次导入 1 至 {MOST_FILES} 个文件")).at("uploads"));
    }
    let workspace = services.workspace.acting(&caller);
    workspace.may_hand_in(asked.dataset.as_deref()).map_err(|error| Problem::from(error).at("dataset"))?;
    let files = asked.uploads.iter().map(|id| workspace.kept(id)).collect::<Result<Vec<_>, _>>();
    let files = files.map_err(|error| Problem::from(error).at("uploads"))?;
    start(&services, &caller, "import", move |workspace, progress| async move {
        let taken = workspace.hand_in(&files, asked.dataset.as_deref(), &|step| progress.step(step)).await?;
        Ok(json!(taken))
    })
}
