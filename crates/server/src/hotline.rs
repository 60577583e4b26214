//! The hotline's side beside its tickets: what its states mean, what became of its tickets, and files of tickets that wait.

use crate::Services;
use crate::body::{Body, Query};
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::jobs::start;
use crate::masked::Masked;
use crate::problem::Problem;
use crate::session::Signed;
use app::Job;
use app::casework::Role;
use app::casework::complaint::{OutsideState, OutsideStateDraft, TicketChanges, UnmappedState};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post, put};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

const TAG: &str = "hotline";
/// Roles that an account with the intake duty can have.
const INTAKE: Access = Access::Roles(&[Role::Supervisor, Role::DepartmentHead, Role::DepartmentStaff]);
/// Whoever says what states mean, and whoever sees them on tickets.
const TABLE: Access = Access::Roles(&[Role::SystemAdmin, Role::Supervisor, Role::DepartmentHead, Role::DepartmentStaff]);

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Since {
    after: Option<i64>,
    limit: Option<u32>,
}

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    let (states, draft, unmapped) = (api.list::<OutsideState>(), api.schema::<OutsideStateDraft>(), api.list::<UnmappedState>());
    let (changes, job) = (api.schema::<TicketChanges>(), api.schema::<Job>());
    let at = |rest: &str| format!("/api/v1/hotline/{rest}");
    let table = Endpoint::new(Verb::Get, at("states"), TABLE, "list_outside_states", get(list)).about(
        TAG,
        "What the words of other systems for the state of a ticket mean here: what the office has said, then the built-in ones.",
    );
    api.add(table.gives(&states));
    let set = Endpoint::new(Verb::Put, at("states"), Access::Roles(&[Role::SystemAdmin]), "set_outside_state", put(set))
        .about(TAG, "Says what a word means, for one system or for every one; without a state it takes back what was said.");
    api.add(set.takes(&draft));
    let unknown = Endpoint::new(Verb::Get, at("states/unmapped"), TABLE, "list_unmapped_states", get(list_unmapped))
        .about(TAG, "Words on tickets that nobody has said the meaning of, with the number of their tickets.");
    api.add(unknown.gives(&unmapped));
    let mark = || json!({ "type": "integer", "format": "int64", "minimum": 0 });
    let since = Endpoint::new(Verb::Get, at("changes"), INTAKE, "ticket_changes", get(list_changes))
        .about(TAG, "Tickets that changed behind a mark, as they are now, and the mark to ask with next. The same mark is answered again.")
        .parameter("query", "after", "`next` of the answer before; 0 for all.", mark())
        .parameter("query", "limit", "Changes to go through.", json!({ "type": "integer", "minimum": 1, "maximum": 500 }))
        .problems(&[400, 422]);
    api.add(since.gives(&changes));
    let take = Endpoint::new(Verb::Post, at("waiting"), INTAKE, "take_in_waiting", post(take_in))
        .about(TAG, "Makes complaints of tickets that came in by file and wait for somebody who takes in complaints.");
    api.add(take.starts(&job));
}

async fn list(State(services): State<Arc<Services>>, Signed(_): Signed) -> Result<Json<Vec<OutsideState>>, Problem> {
    Ok(Json(services.workspace.outside_states().await?))
}

async fn set(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Body(draft): Body<OutsideStateDraft>,
) -> Result<StatusCode, Problem> {
    services.workspace.set_outside_state(&caller, &draft).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn list_unmapped(State(services): State<Arc<Services>>, Signed(_): Signed) -> Result<Masked<Vec<UnmappedState>>, Problem> {
    Ok(Masked(services.workspace.unmapped_states().await?))
}

async fn list_changes(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Query(since): Query<Since>,
) -> Result<Masked<TicketChanges>, Problem> {
    if since.limit.is_some_and(|limit| limit == 0 || limit > 500) {
        return Err(Problem::bad_request("limit 应在 1 至 500 之间").at("limit"));
    }
    Ok(Masked(services.workspace.ticket_changes(&caller, since.after.unwrap_or(0), since.limit).await?))
}

async fn take_in(State(services): State<Arc<Services>>, Signed(caller): Signed) -> Result<Response, Problem> {
    if !caller.intake {
        return Err(Problem::forbidden("须有信访受理岗职责"));
    }
    start(&services, &caller, "tickets", |workspace, _| async move { Ok(json!({ "tickets": workspace.take_in_tickets().await? })) })
}
