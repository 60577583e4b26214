//! How rules stand: paused and resumed, and the values of their parameters.

use super::TAG;
use crate::Services;
use crate::body::{Body, Query};
use crate::endpoint::{Api, Endpoint, Verb};
use crate::masked::Masked;
use crate::problem::Problem;
use crate::records::if_match;
use crate::screening::OFFICE;
use crate::session::Signed;
use app::RuleParameter as DeclaredParameter;
use app::casework::rule::{ParameterChange, ParameterDraft, RuleParameter, RulePause};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;

/// Why something is done.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleReason {
    /// Why.
    pub reason: String,
}

/// A rule's parameters: what is in force, and every change.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParameterSheet {
    /// As the version in use declares them, with the values in force.
    pub parameters: Vec<DeclaredParameter>,
    /// Every change, the newest first.
    pub changes: Vec<RuleParameter>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    campaign: Option<i64>,
}

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    let (pause, pauses, reason) = (api.schema::<RulePause>(), api.list::<RulePause>(), api.schema::<RuleReason>());
    let (sheet, draft) = (api.schema::<ParameterSheet>(), api.schema::<ParameterDraft>());
    let (parameter, change) = (api.schema::<RuleParameter>(), api.schema::<ParameterChange>());
    let at = |verb, path: &str, operation: &str, handler, about: &str| {
        Endpoint::new(verb, path.to_owned(), OFFICE, operation.to_owned(), handler).about(TAG, about.to_owned())
    };
    api.add(
        at(
            Verb::Post,
            "/api/v1/rules/{code}/pause",
            "pause_rule",
            post(pause_rule),
            "Pauses a rule: it has no answer until it is resumed.",
        )
        .problems(&[404, 409])
        .takes(&reason)
        .gives(&pause),
    );
    api.add(
        at(
            Verb::Post,
            "/api/v1/rules/{code}/resume",
            "resume_rule",
            post(resume_rule),
            "Resumes a rule; its yield counts from now on, so that what paused it does not pause it again.",
        )
        .problems(&[404, 409])
        .takes(&reason)
        .gives(&pause),
    );
    api.add(
        at(
            Verb::Post,
            "/api/v1/rules/yield-review",
            "review_yields",
            post(review),
            "Pauses the rules whose yield is under its floor, as each screening does.",
        )
        .gives(&pauses),
    );
    api.add(
        at(Verb::Get, "/api/v1/rules/{code}/parameters", "rule_parameters", get(list), "A rule's parameters, and every change of them.")
            .parameter(
                "query",
                "campaign",
                "With this campaign's values over the district's.",
                json!({ "type": "integer", "format": "int64" }),
            )
            .problems(&[400, 404, 422])
            .gives(&sheet),
    );
    api.add(
        at(
            Verb::Post,
            "/api/v1/rules/{code}/parameters",
            "propose_parameter",
            post(propose),
            "Proposes a value, for the district or for a campaign.",
        )
        .problems(&[404])
        .takes(&draft)
        .makes(&parameter),
    );
    api.add(
        at(
            Verb::Post,
            "/api/v1/rules/{code}/parameters/{number}/steps",
            "decide_parameter",
            post(decide),
            "Approves or refuses a value, as a second person; it is in force from then on.",
        )
        .versioned()
        .takes(&change)
        .gives(&parameter),
    );
}

async fn pause_rule(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path(code): Path<String>,
    Body(asked): Body<RuleReason>,
) -> Result<Masked<RulePause>, Problem> {
    Ok(Masked(services.workspace.acting(&caller).pause_rule(&code, &asked.reason).await?))
}

async fn resume_rule(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path(code): Path<String>,
    Body(asked): Body<RuleReason>,
) -> Result<Masked<RulePause>, Problem> {
    Ok(Masked(services.workspace.acting(&caller).resume_rule(&code, &asked.reason).await?))
}

async fn review(State(services): State<Arc<Services>>, Signed(caller): Signed) -> Result<Masked<Vec<RulePause>>, Problem> {
    Ok(Masked(services.workspace.acting(&caller).review_yields().await?))
}

async fn list(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Masked<ParameterSheet>, Problem> {
    let workspace = services.workspace.acting(&caller);
    let changes = workspace.parameter_changes(&code).await?;
    Ok(Masked(ParameterSheet { parameters: workspace.rule_parameters(&code, asked.campaign).await?, changes }))
}

async fn propose(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path(code): Path<String>,
    Body(draft): Body<ParameterDraft>,
) -> Result<Response, Problem> {
    let made = services.workspace.acting(&caller).propose_parameter(&code, draft).await?;
    Ok((StatusCode::CREATED, tagged(made)?).into_response())
}

async fn decide(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path((code, number)): Path<(String, String)>,
    headers: HeaderMap,
    Body(change): Body<ParameterChange>,
) -> Result<Response, Problem> {
    let version = if_match(&headers)?;
    let number = number.parse().map_err(|_| Problem::not_found("编号应为整数"))?;
    tagged(services.workspace.acting(&caller).decide_parameter(&code, number, version, &change).await?)
}

fn tagged(parameter: RuleParameter) -> Result<Response, Problem> {
    let tag = HeaderValue::from_str(&format!("\"v{}\"", parameter.version)).map_err(|_| Problem::internal("版本"))?;
    Ok(([(header::ETAG, tag)], Masked(parameter)).into_response())
}
