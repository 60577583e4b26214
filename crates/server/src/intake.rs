//! The intake desk: complaints taken in, their reporters, messages and repeats, what they go on as; tickets of the hotline.

use crate::Services;
use crate::body::{Body, Id, Query};
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::leads::Why;
use crate::masked::Masked;
use crate::problem::Problem;
use crate::records::{if_match, made, tagged};
use crate::session::Signed;
use app::casework::clue::{Clue, ClueDraft};
use app::casework::complaint::{Complaint, ComplaintFigures, ComplaintSpan, Identity, Intake, Message, Repeat, Ticket};
use app::casework::issue::{Issue, IssueDraft};
use app::casework::people::Role;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;

const TAG: &str = "complaints";

/// Roles that an account with the intake duty can have.
const INTAKE: Access = Access::Roles(&[Role::Supervisor, Role::DepartmentHead, Role::DepartmentStaff]);

/// A complaint that the desk took in.
#[derive(Debug, Serialize, ToSchema)]
pub struct TakenIn {
    /// The complaint.
    pub complaint: Complaint,
    /// The reporter's code, told this once, where one was asked for.
    pub code: Option<String>,
}

/// A message to the reporter.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageDraft {
    /// What it says.
    pub text: String,
}

/// That a complaint repeats another.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RepeatLink {
    /// Which; none to say that it repeats none after all.
    #[serde(default)]
    pub of: Option<i64>,
    /// Why.
    pub reason: String,
}

/// What became of a ticket.
#[derive(Debug, Serialize, ToSchema)]
pub struct TicketAnswer {
    /// The complaint that it is.
    pub complaint: i64,
    /// The number that people write.
    pub number: String,
    /// Whether the ticket was new.
    pub new: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WithCode {
    code: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Span {
    from: Option<DateTime<Utc>>,
    before: Option<DateTime<Utc>>,
}

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    let (intake, taken, complaint, why, reporters) =
        (api.schema::<Intake>(), api.schema::<TakenIn>(), api.schema::<Complaint>(), api.schema::<Why>(), api.list::<Identity>());
    let (messages, message, repeats, link) =
        (api.list::<Message>(), api.schema::<MessageDraft>(), api.list::<Repeat>(), api.schema::<RepeatLink>());
    let (issue, issue_draft, clue, clue_draft) =
        (api.schema::<Issue>(), api.schema::<IssueDraft>(), api.schema::<Clue>(), api.schema::<ClueDraft>());
    let (ticket, answer, figures) = (api.schema::<Ticket>(), api.schema::<TicketAnswer>(), api.schema::<ComplaintFigures>());
    let at = |rest: &str| format!("/api/v1/complaints{rest}");
    let at_desk =
        |verb, rest: &str, access, name: &str, handler, about: &str| Endpoint::new(verb, at(rest), access, name, handler).about(TAG, about);

    let take = at_desk(Verb::Post, "", INTAKE, "enter_complaint", post(take_in), "Takes in a complaint.").parameter(
        "query",
        "code",
        "Also make a tracking code for the reporter.",
        json!({ "type": "boolean" }),
    );
    api.add(take.takes(&intake).makes(&taken).problems(&[404, 409]));
    let who = at_desk(
        Verb::Post,
        "/{id}/reporters",
        Access::SignedIn,
        "reveal_reporters",
        post(reveal),
        "Who complained, for a reason that is kept.",
    );
    api.add(who.takes(&why).gives(&reporters).problems(&[404, 429]));
    let read =
        at_desk(Verb::Get, "/{id}/messages", Access::SignedIn, "list_messages", get(list_messages), "The messages with the reporter.");
    api.add(read.gives(&messages).problems(&[404]));
    let write = at_desk(Verb::Post, "/{id}/messages", Access::SignedIn, "write_message", post(write), "Writes to the reporter.");
    api.add(write.takes(&message).problems(&[404, 409]));
    let like = at_desk(
        Verb::Get,
        "/{id}/repeats",
        INTAKE,
        "list_repeats",
        get(list_repeats),
        "Complaints that may say the same, closed ones included.",
    );
    api.add(like.gives(&repeats).problems(&[404]));
    let same = at_desk(Verb::Post, "/{id}/repeats", INTAKE, "link_repeat", post(link_repeat), "Says that it repeats another, or none.");
    api.add(same.versioned().takes(&link).gives(&complaint));
    let issue_at = at_desk(Verb::Post, "/{id}/issue", INTAKE, "complaint_to_issue", post(to_issue), "Goes on with an appeal as an issue.");
    api.add(issue_at.versioned().takes(&issue_draft).makes(&issue));
    let clue_at = at_desk(Verb::Post, "/{id}/clue", INTAKE, "complaint_to_clue", post(to_clue), "Goes on with an accusation as a clue.");
    api.add(clue_at.versioned().takes(&clue_draft).makes(&clue));
    let ticket_at = Endpoint::new(Verb::Post, "/api/v1/hotline/tickets", INTAKE, "take_ticket", post(take_ticket))
        .about("hotline", "Takes a ticket of the hotline; the same number again updates what the hotline says of it.");
    api.add(ticket_at.takes(&ticket).gives(&answer).problems(&[404, 409]));
    let text = || json!({ "type": "string", "format": "date-time" });
    let figures_at = Endpoint::new(Verb::Get, "/api/v1/figures/complaints", Access::SignedIn, "complaint_figures", get(complaint_figures))
        .about("figures", "Complaints by channel, class and state; repeats, persons and matters counted apart.")
        .parameter("query", "from", "Entered at this moment or later.", text())
        .parameter("query", "before", "Entered before this moment.", text());
    api.add(figures_at.gives(&figures).problems(&[400]));
}

async fn take_in(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Query(asked): Query<WithCode>,
    Body(intake): Body<Intake>,
) -> Result<(StatusCode, Masked<TakenIn>), Problem> {
    let (complaint, code) = services.workspace.take_in(&caller, intake, asked.code.unwrap_or(false)).await?;
    Ok((StatusCode::CREATED, Masked(TakenIn { complaint, code: code.map(|code| code.to_string()) })))
}

async fn reveal(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(why): Body<Why>,
) -> Result<Json<Vec<Identity>>, Problem> {
    Ok(Json(services.workspace.reveal_reporter(&caller, id, &why.reason).await?))
}

async fn list_messages(State(services): State<Arc<Services>>, Signed(caller): Signed, Id(id): Id) -> Result<Masked<Vec<Message>>, Problem> {
    Ok(Masked(services.workspace.messages(&caller, id).await?))
}

async fn write(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(message): Body<MessageDraft>,
) -> Result<StatusCode, Problem> {
    services.workspace.write_to_reporter(&caller, id, &message.text).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn list_repeats(State(services): State<Arc<Services>>, Signed(caller): Signed, Id(id): Id) -> Result<Masked<Vec<Repeat>>, Problem> {
    Ok(Masked(services.workspace.repeats_of(&caller, id).await?))
}

async fn link_repeat(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Id(id): Id,
    headers: HeaderMap,
    Body(link): Body<RepeatLink>,
) -> Result<Response, Problem> {
    Ok(tagged(services.workspace.link_repeat(&caller, id, if_match(&headers)?, link.of, &link.reason).await?))
}

async fn to_issue(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Id(id): Id,
    headers: HeaderMap,
    Body(draft): Body<IssueDraft>,
) -> Result<Response, Problem> {
    made(services.workspace.go_on_as::<Issue>(&caller, id, if_match(&headers)?, draft).await?)
}

async fn to_clue(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Id(id): Id,
    headers: HeaderMap,
    Body(draft): Body<ClueDraft>,
) -> Result<Response, Problem> {
    made(services.workspace.go_on_as::<Clue>(&caller, id, if_match(&headers)?, draft).await?)
}

async fn take_ticket(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Body(ticket): Body<Ticket>,
) -> Result<Json<TicketAnswer>, Problem> {
    let taken = services.workspace.take_ticket(&caller, ticket).await?;
    let head = taken.complaint.head;
    Ok(Json(TicketAnswer { complaint: head.id, number: head.number, new: taken.new }))
}

async fn complaint_figures(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Query(span): Query<Span>,
) -> Result<Json<ComplaintFigures>, Problem> {
    Ok(Json(services.workspace.complaint_figures(&caller, ComplaintSpan { from: span.from, before: span.before }).await?))
}
