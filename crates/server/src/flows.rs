//! What follows from what: cases from clues, inspections by their checklists, self-checks; figures of cases and recoveries.

use crate::Services;
use crate::body::{Body, Id, Query};
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::masked::Masked;
use crate::problem::Problem;
use crate::records::{if_match, made, tagged};
use crate::session::Signed;
use app::casework::campaign::Campaign;
use app::casework::case::{Case, CaseFigures, FiguresFilter};
use app::casework::clue::Opening;
use app::casework::inspection::{FaultIssue, Inspection, InspectionPlan};
use app::casework::issue::Issue;
use app::casework::people::Role;
use app::casework::record::Record;
use app::casework::recovery::{RecoveryFigures, RecoveryFilter};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;

/// What a department's self-check found.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SelfCheck {
    /// The department.
    pub department: String,
    /// What it did and found.
    pub text: String,
    /// Evidence files.
    #[serde(default)]
    pub files: Vec<String>,
    /// The issues that it entered.
    #[serde(default)]
    pub issues: Vec<i64>,
}

/// A checklist of the packs, in short.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChecklistLine {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// Priority.
    pub priority: String,
    /// How many items it has.
    pub items: usize,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Days {
    from: Option<NaiveDate>,
    before: Option<NaiveDate>,
    priority: Option<String>,
    campaign: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sums {
    priority: Option<String>,
    campaign: Option<i64>,
    department: Option<String>,
}

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    let (opening, case, plan, inspection) =
        (api.schema::<Opening>(), api.schema::<Case>(), api.schema::<InspectionPlan>(), api.schema::<Inspection>());
    let (faults, issues, check, campaign) =
        (api.list::<FaultIssue>(), api.list::<Issue>(), api.schema::<SelfCheck>(), api.schema::<Campaign>());
    let (cases, recoveries, checklists) = (api.schema::<CaseFigures>(), api.schema::<RecoveryFigures>(), api.list::<ChecklistLine>());

    let case_at = Endpoint::new(
        Verb::Post,
        "/api/v1/clues/{id}/case",
        Access::Roles(&[Role::Supervisor, Role::ResidentOffice]),
        "open_case",
        post(open_case),
    )
    .about("cases", "Opens a case of a clue that was checked.");
    api.add(case_at.versioned().takes(&opening).makes(&case));
    let lists_at = Endpoint::new(Verb::Get, "/api/v1/checklists", Access::SignedIn, "list_checklists", get(list_checklists))
        .about("inspections", "The checklists of the packs.");
    api.add(lists_at.gives(&checklists));
    let plan_at = Endpoint::new(
        Verb::Post,
        "/api/v1/inspections",
        Access::Roles(Inspection::entered_by()),
        "enter_inspection",
        post(plan_inspection),
    )
    .about("inspections", "Plans an inspection by a checklist.");
    api.add(plan_at.takes(&plan).makes(&inspection).problems(&[404, 409]));
    let issues_at = Endpoint::new(Verb::Post, "/api/v1/inspections/{id}/issues", Access::SignedIn, "inspection_issues", post(make_issues))
        .about("inspections", "Makes issues of faults of an inspection that was signed.");
    api.add(issues_at.versioned().takes(&faults).makes(&issues));
    let check_at = Endpoint::new(
        Verb::Post,
        "/api/v1/campaigns/{id}/self-checks",
        Access::Roles(&[Role::DepartmentHead]),
        "report_self_check",
        post(self_check),
    )
    .about("campaigns", "Reports what a department's self-check found.");
    api.add(check_at.versioned().takes(&check).gives(&campaign));
    let of = |endpoint: Endpoint| {
        endpoint.parameter("query", "priority", "Priority by code.", json!({ "type": "string" })).parameter(
            "query",
            "campaign",
            "Campaign.",
            json!({ "type": "integer", "format": "int64" }),
        )
    };
    let day = || json!({ "type": "string", "format": "date" });
    let cases_at = Endpoint::new(Verb::Get, "/api/v1/figures/cases", Access::SignedIn, "case_figures", get(case_figures))
        .about("figures", "Cases (起), persons handled (人) and persons sanctioned (人): three counts, none made of another.")
        .parameter("query", "from", "On this day or later.", day())
        .parameter("query", "before", "Before this day.", day());
    api.add(of(cases_at).gives(&cases).problems(&[400]));
    let money_at = Endpoint::new(Verb::Get, "/api/v1/figures/recoveries", Access::SignedIn, "recovery_figures", get(recovery_figures))
        .about("figures", "Money involved, due, paid, remitted, outstanding and avoided: each for itself.")
        .parameter("query", "department", "Office that gets it back.", json!({ "type": "string" }));
    api.add(of(money_at).gives(&recoveries).problems(&[400]));
}

async fn open_case(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Id(id): Id,
    headers: HeaderMap,
    Body(opening): Body<Opening>,
) -> Result<Response, Problem> {
    let (_, case) = services.workspace.open_case(&caller, id, if_match(&headers)?, &opening).await?;
    made(case)
}

async fn list_checklists(State(services): State<Arc<Services>>, Signed(_): Signed) -> Json<Vec<ChecklistLine>> {
    let line = |checklist: &app::Checklist| ChecklistLine {
        code: checklist.code.clone(),
        title: checklist.title.clone(),
        priority: checklist.priority.clone(),
        items: checklist.items.len(),
    };
    Json(services.workspace.packs().checklists.values().map(line).collect())
}

async fn plan_inspection(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Body(plan): Body<InspectionPlan>,
) -> Result<Response, Problem> {
    made(services.workspace.plan_inspection(&caller, plan).await?)
}

async fn make_issues(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Id(id): Id,
    headers: HeaderMap,
    Body(faults): Body<Vec<FaultIssue>>,
) -> Result<(StatusCode, Masked<Vec<Issue>>), Problem> {
    Ok((StatusCode::CREATED, Masked(services.workspace.issues_from_inspection(&caller, id, if_match(&headers)?, &faults).await?)))
}

async fn self_check(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Id(id): Id,
    headers: HeaderMap,
    Body(check): Body<SelfCheck>,
) -> Result<Response, Problem> {
    let evidence = (check.files.as_slice(), check.issues.as_slice());
    let campaign = services.workspace.report_self_check(&caller, id, if_match(&headers)?, &check.department, &check.text, evidence).await?;
    Ok(tagged(campaign))
}

async fn case_figures(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Query(days): Query<Days>,
) -> Result<Json<CaseFigures>, Problem> {
    let filter = FiguresFilter { from: days.from, before: days.before, priority: days.priority, campaign: days.campaign };
    Ok(Json(services.workspace.case_figures(&caller, &filter).await?))
}

async fn recovery_figures(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Query(asked): Query<Sums>,
) -> Result<Json<RecoveryFigures>, Problem> {
    let filter = RecoveryFilter { priority: asked.priority, campaign: asked.campaign, department: asked.department };
    Ok(Json(services.workspace.recovery_figures(&caller, &filter).await?))
}
