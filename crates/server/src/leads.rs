//! Leads: listed, read with their hits, given out, verified; exemptions, yields, and a subject's number in full for a reason.

use crate::Services;
use crate::asked::{AskedLeads, narrowed_leads};
use crate::body::{Body, Id, Query};
use crate::download::{WORKBOOK, sent};
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::files::WORKING;
use crate::masked::Masked;
use crate::problem::Problem;
use crate::records::{StateCount, decode, encode, if_match};
use crate::session::Signed;
use app::casework::exemption::{Exemption, ExemptionChange, ExemptionDraft};
use app::casework::people::{Reveal, Sensitive};
use app::casework::record::{Link, Offer};
use app::casework::{Event, Handover, Hit, Kind, Lead, LeadChange, LeadFilter, LeadKey, LeadQueue, Reference, Role, RuleYield};
use app::{EvidenceTable, LifeLane, Numbers};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;

const TAG: &str = "leads";
/// Those who verify leads.
const VERIFYING: Access =
    Access::Roles(&[Role::Supervisor, Role::ResidentOffice, Role::DepartmentHead, Role::DepartmentStaff, Role::Town, Role::Village]);
const SUPERVISING: Access = Access::Roles(&[Role::Supervisor, Role::ResidentOffice]);

/// A page of leads.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadPage {
    /// The leads, the subjects' numbers masked.
    pub items: Vec<Lead>,
    /// Where the next page begins; absent on the last one.
    pub next: Option<String>,
}

/// A lead with its hits.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadWithHits {
    /// The lead.
    pub lead: Lead,
    /// Its hits, each with the rows that it rests on.
    pub hits: Vec<Hit>,
}

/// Leads to be given out.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Handovers {
    /// Each lead and whom it goes to.
    pub leads: Vec<Handover>,
    /// Until when; the usual limit where none is set.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
}

/// Why a number is to be shown in full.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Why {
    /// In a sentence.
    pub reason: String,
}

/// The subject in full.
#[derive(Debug, Serialize, ToSchema)]
pub struct RevealedSubject {
    /// The number.
    pub subject_id: String,
    /// The name.
    pub subject_name: String,
}

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    let text = || json!({ "type": "string" });
    let (page, whole, lead, change) =
        (api.schema::<LeadPage>(), api.schema::<LeadWithHits>(), api.schema::<Lead>(), api.schema::<LeadChange>());
    let (handovers, leads, queues, yields) =
        (api.schema::<Handovers>(), api.list::<Lead>(), api.list::<LeadQueue>(), api.list::<RuleYield>());
    let counts = api.list::<StateCount>();
    let (why, number, events, links) = (api.schema::<Why>(), api.schema::<RevealedSubject>(), api.list::<Event>(), api.list::<Link>());
    let (exemption, exemptions, draft, exemption_change) =
        (api.schema::<Exemption>(), api.list::<Exemption>(), api.schema::<ExemptionDraft>(), api.schema::<ExemptionChange>());

    let list_at = Endpoint::new(Verb::Get, "/api/v1/leads", Access::SignedIn, "list_leads", get(list))
        .about(TAG, "Leads within the caller's scope, by rule and in the order in which they were found, a page at a time.")
        .parameter("query", "after", "Where the page begins: `next` of the page before.", text())
        .parameter("query", "limit", "Leads a page.", json!({ "type": "integer", "minimum": 1, "maximum": 500 }));
    api.add(narrowed_leads(list_at).gives(&page));
    let count_at = Endpoint::new(Verb::Get, "/api/v1/leads/counts", Access::SignedIn, "count_leads", get(count))
        .about(TAG, "How many leads the same filter finds, by state.");
    api.add(narrowed_leads(count_at).gives(&counts));

    let export_at = Endpoint::new(Verb::Get, "/api/v1/leads/export.xlsx", WORKING, "export_leads", get(export))
        .about(
            TAG,
            "The same leads as a workbook, a sheet a rule with a row a hit. Numbers are masked; in full for a supervisor, for a reason.",
        )
        .parameter("query", "full", "Numbers in full.", json!({ "type": "boolean" }))
        .parameter(
            "query",
            "reason",
            "Why they are wanted in full; it is kept.",
            json!({ "type": "string", "minLength": 5, "maxLength": 500 }),
        )
        .problems(&[422]);
    api.add(narrowed_leads(export_at).gives_as(WORKBOOK));

    api.add(
        Endpoint::new(Verb::Get, "/api/v1/leads/{id}", Access::SignedIn, "get_lead", get(one))
            .about(TAG, "A lead with its hits and the rows that they rest on; its version is the ETag.")
            .problems(&[404])
            .gives(&whole),
    );

    api.add(
        Endpoint::new(Verb::Post, "/api/v1/leads/{id}/steps", Access::SignedIn, "step_lead", post(step))
            .about(TAG, "Takes a step with a lead. If-Match names the version that the caller has seen.")
            .versioned()
            .takes(&change)
            .gives(&lead),
    );

    let (tables, lanes) = (api.list::<EvidenceTable>(), api.list::<LifeLane>());
    api.add(
        Endpoint::new(Verb::Get, "/api/v1/leads/{id}/rows", VERIFYING, "lead_rows", get(rows))
            .about(TAG, "The rows of departments' files that a lead's hits rest on, with what they hold.")
            .problems(&[404])
            .gives(&tables),
    );
    api.add(
        Endpoint::new(Verb::Get, "/api/v1/leads/{id}/life-line", VERIFYING, "lead_life_line", get(life_line))
            .about(
                TAG,
                "What the datasets say of a lead's subject over time, as far as the caller may see them. That somebody looked is kept.",
            )
            .problems(&[404, 409, 422])
            .gives(&lanes),
    );
    let offers = api.list::<Offer>();
    api.add(
        Endpoint::new(Verb::Get, "/api/v1/leads/{id}/steps", Access::SignedIn, "offers_lead", get(offered))
            .about(TAG, "The steps of the caller's role with a lead, and which of them are possible now.")
            .problems(&[404])
            .gives(&offers),
    );

    api.add(
        Endpoint::new(Verb::Get, "/api/v1/leads/{id}/events", Access::SignedIn, "history_lead", get(history))
            .about(TAG, "The events of a lead, oldest first.")
            .problems(&[404])
            .gives(&events),
    );

    api.add(
        Endpoint::new(Verb::Get, "/api/v1/leads/{id}/links", Access::SignedIn, "links_lead", get(linked))
            .about(TAG, "What was made from a lead.")
            .problems(&[404])
            .gives(&links),
    );

    api.add(
        Endpoint::new(Verb::Post, "/api/v1/leads/{id}/reveal", Access::SignedIn, "reveal_lead", post(reveal))
            .about(TAG, "The subject's number and name in full, for a reason that is kept; so many an hour.")
            .problems(&[404, 429])
            .takes(&why)
            .gives(&number),
    );

    api.add(
        Endpoint::new(Verb::Post, "/api/v1/lead-assignments", SUPERVISING, "assign_leads", post(assign))
            .about(TAG, "Gives many leads at once, all or none of them.")
            .problems(&[404, 409])
            .takes(&handovers)
            .gives(&leads),
    );

    api.add(
        Endpoint::new(Verb::Get, "/api/v1/lead-queues", Access::SignedIn, "list_lead_queues", get(list_queues))
            .about(TAG, "How many leads each office and person has open.")
            .gives(&queues),
    );

    api.add(
        Endpoint::new(Verb::Get, "/api/v1/rule-yields", Access::SignedIn, "list_rule_yields", get(list_yields))
            .about(TAG, "The yield (查实率) of each rule and of each version: confirmed of concluded.")
            .gives(&yields),
    );

    api.add(
        Endpoint::new(Verb::Get, "/api/v1/exemptions", SUPERVISING, "list_exemptions", get(list_exemptions))
            .about("exemptions", "The exemption register.")
            .gives(&exemptions),
    );
    api.add(
        Endpoint::new(Verb::Post, "/api/v1/exemptions", Access::SignedIn, "ask_exemption", post(ask))
            .about("exemptions", "Asks for an exemption.")
            .takes(&draft)
            .makes(&exemption),
    );
    api.add(
        Endpoint::new(Verb::Post, "/api/v1/exemptions/{id}/steps", SUPERVISING, "step_exemption", post(decide))
            .about("exemptions", "Approves, refuses or takes back an exemption.")
            .versioned()
            .takes(&exemption_change)
            .gives(&exemption),
    );
}

async fn list(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Query(asked): Query<AskedLeads>,
) -> Result<Masked<LeadPage>, Problem> {
    let after = asked.after.as_deref().map(decode::<LeadKey>).transpose()?;
    let filter = LeadFilter { after, ..asked.of_a_list()?.filter(services.now())? };
    let limit = filter.limit.unwrap_or(50) as usize;
    let one_more = LeadFilter { limit: filter.limit.map(|limit| limit + 1), ..filter };
    let mut items = services.workspace.lead_page(&caller, &one_more).await?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|lead| encode(&lead.key())).transpose()?;
    Ok(Masked(LeadPage { items, next }))
}

async fn export(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Query(asked): Query<AskedLeads>,
) -> Result<Response, Problem> {
    let full = asked.full.unwrap_or(false);
    if full && caller.role != Role::Supervisor {
        return Err(Problem::forbidden("只有监督检查人员可以导出完整号码").at("full"));
    }
    let reason = asked.reason.clone().unwrap_or_default();
    let numbers = if full { Numbers::Full { reason: &reason } } else { Numbers::Masked };
    let filter = LeadFilter { limit: None, ..asked.of_no_page()?.filter(services.now())? };
    sent(services.workspace.acting(&caller).download_leads(&filter, numbers).await?)
}

async fn one(State(services): State<Arc<Services>>, Signed(caller): Signed, Id(id): Id) -> Result<Response, Problem> {
    let (lead, hits) = services.workspace.lead_with_hits(&caller, id).await?;
    let version = lead.version;
    Ok(tagged(Masked(LeadWithHits { lead, hits }).into_response(), version))
}

async fn step(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Id(id): Id,
    headers: HeaderMap,
    Body(change): Body<LeadChange>,
) -> Result<Response, Problem> {
    let lead = services.workspace.change_lead(&caller, id, if_match(&headers)?, &change).await?;
    let version = lead.version;
    Ok(tagged(Masked(lead).into_response(), version))
}

fn tagged(mut response: Response, version: i64) -> Response {
    if let Ok(tag) = HeaderValue::from_str(&format!("\"v{version}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

async fn count(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Query(asked): Query<AskedLeads>,
) -> Result<Json<Vec<StateCount>>, Problem> {
    let counts = services.workspace.lead_counts(&caller, &asked.of_a_list()?.of_no_page()?.filter(services.now())?).await?;
    Ok(Json(counts.into_iter().map(|(state, count)| StateCount { state, count }).collect()))
}

async fn rows(State(services): State<Arc<Services>>, Signed(caller): Signed, Id(id): Id) -> Result<Masked<Vec<EvidenceTable>>, Problem> {
    Ok(Masked(services.workspace.acting(&caller).lead_rows(id).await?))
}

async fn life_line(State(services): State<Arc<Services>>, Signed(caller): Signed, Id(id): Id) -> Result<Masked<Vec<LifeLane>>, Problem> {
    Ok(Masked(services.workspace.acting(&caller).life_line(id).await?))
}

async fn offered(State(services): State<Arc<Services>>, Signed(caller): Signed, Id(id): Id) -> Result<Json<Vec<Offer>>, Problem> {
    Ok(Json(services.workspace.lead_offers(&caller, id).await?))
}

async fn history(State(services): State<Arc<Services>>, Signed(caller): Signed, Id(id): Id) -> Result<Masked<Vec<Event>>, Problem> {
    services.workspace.lead(&caller, id).await?;
    Ok(Masked(services.workspace.history(&caller, Reference { kind: Kind::Lead, id }).await?))
}

async fn linked(State(services): State<Arc<Services>>, Signed(caller): Signed, Id(id): Id) -> Result<Json<Vec<Link>>, Problem> {
    services.workspace.lead(&caller, id).await?;
    Ok(Json(services.workspace.links(&caller, Reference { kind: Kind::Lead, id }).await?))
}

async fn reveal(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Id(id): Id,
    Body(why): Body<Why>,
) -> Result<Json<RevealedSubject>, Problem> {
    let what = Reveal { record: Reference { kind: Kind::Lead, id }, field: Sensitive::ResidentNumber, reason: why.reason };
    let Lead { subject_id, subject_name, .. } = services.workspace.reveal_subject(&caller, &what).await?;
    Ok(Json(RevealedSubject { subject_id, subject_name }))
}

async fn assign(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Body(asked): Body<Handovers>,
) -> Result<Masked<Vec<Lead>>, Problem> {
    if asked.leads.is_empty() || asked.leads.len() > 5000 {
        return Err(Problem::unfit("一次交办 1 至 5000 条").at("leads"));
    }
    Ok(Masked(services.workspace.assign_leads(&caller, &asked.leads, asked.due_on).await?))
}

async fn list_queues(State(services): State<Arc<Services>>, Signed(caller): Signed) -> Result<Json<Vec<LeadQueue>>, Problem> {
    Ok(Json(services.workspace.lead_queues(&caller).await?))
}

async fn list_yields(State(services): State<Arc<Services>>, Signed(caller): Signed) -> Result<Json<Vec<RuleYield>>, Problem> {
    Ok(Json(services.workspace.rule_yields(&caller).await?))
}

async fn list_exemptions(State(services): State<Arc<Services>>, Signed(caller): Signed) -> Result<Masked<Vec<Exemption>>, Problem> {
    Ok(Masked(services.workspace.exemptions(&caller).await?))
}

async fn ask(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Body(draft): Body<ExemptionDraft>,
) -> Result<(StatusCode, Masked<Exemption>), Problem> {
    Ok((StatusCode::CREATED, Masked(services.workspace.ask_exemption(&caller, draft).await?)))
}

async fn decide(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Id(id): Id,
    headers: HeaderMap,
    Body(change): Body<ExemptionChange>,
) -> Result<Masked<Exemption>, Problem> {
    Ok(Masked(services.workspace.change_exemption(&caller, id, if_match(&headers)?, &change).await?))
}
