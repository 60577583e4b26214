//! Versions of rules: written, checked as text, tried, submitted, stepped; what they would have found in the shadow.

use super::TAG;
use crate::Services;
use crate::body::{Body, Query};
use crate::endpoint::{Api, Endpoint, Verb};
use crate::jobs::start;
use crate::masked::{Masked, mask};
use crate::problem::Problem;
use crate::records::if_match;
use crate::screening::{OFFICE, ONE_AT_A_TIME};
use crate::session::Signed;
use app::casework::rule::{RuleChange, RuleFile, RuleVersion, ShadowRun, VersionState};
use app::{Job, RuleWords, TextCheck, VersionSheet};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;

/// A new rule.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRule {
    /// Its code, as the text's head bears it: a capital, then capitals, digits and underscores.
    pub rule: String,
    /// Priority (领域).
    pub priority: String,
    /// What it says.
    pub file: RuleFile,
}

/// A further version of a rule.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRuleVersion {
    /// What it says; the same as the version that it is copied from where it is not said.
    #[serde(default)]
    pub file: Option<RuleFile>,
    /// The version that it is copied from.
    #[serde(default)]
    pub from: Option<i64>,
}

/// A version to be handed to a second person.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleSubmission {
    /// Why.
    pub reason: String,
    /// The day as of which the trial looks; today where none is given.
    #[serde(default)]
    pub as_of: Option<NaiveDate>,
}

/// A version to be tried.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VersionTrialRequest {
    /// The day as of which it looks; today where none is given.
    #[serde(default)]
    pub as_of: Option<NaiveDate>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    state: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reach {
    priority: Option<String>,
}

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    let (versions, version, sheet) = (api.list::<RuleVersion>(), api.schema::<RuleVersion>(), api.schema::<VersionSheet>());
    let (new_rule, new_version, file) = (api.schema::<NewRule>(), api.schema::<NewRuleVersion>(), api.schema::<RuleFile>());
    let (check, change, job) = (api.schema::<TextCheck>(), api.schema::<RuleChange>(), api.schema::<Job>());
    let (submission, trial) = (api.schema::<RuleSubmission>(), api.schema::<VersionTrialRequest>());
    let (runs, run, words) = (api.list::<ShadowRun>(), api.schema::<ShadowRun>(), api.schema::<RuleWords>());
    const ONE: &str = "/api/v1/rules/{code}/versions/{number}";
    let at = |verb, path: &str, operation: &str, handler, about: &str| {
        Endpoint::new(verb, path.to_owned(), OFFICE, operation.to_owned(), handler).about(TAG, about.to_owned())
    };

    let state = json!({ "type": "string", "enum": VersionState::ALL.iter().map(|state| state.code()).collect::<Vec<_>>() });
    api.add(
        at(Verb::Get, "/api/v1/rules/versions", "list_all_rule_versions", get(list_all), "Versions of all rules.")
            .parameter("query", "state", "In this state.", state)
            .problems(&[400])
            .gives(&versions),
    );
    api.add(
        at(Verb::Get, "/api/v1/rules/words", "rule_words", get(words_of), "What a rule is written with: tables, columns, functions.")
            .parameter("query", "priority", "Tables of this priority and those that all share.", json!({ "type": "string" }))
            .problems(&[400, 404])
            .gives(&words),
    );
    api.add(
        at(
            Verb::Post,
            "/api/v1/rules",
            "draft_rule",
            post(draft_rule),
            "Drafts a new rule. A draft with faults is kept, and not submitted.",
        )
        .problems(&[409])
        .takes(&new_rule)
        .makes(&sheet),
    );
    api.add(
        at(Verb::Post, "/api/v1/rules/checks", "check_rule_text", post(check_text), "Checks a text and runs its cases. Nothing is kept.")
            .takes(&new_rule)
            .gives(&check),
    );
    api.add(
        at(Verb::Get, "/api/v1/rules/{code}/versions", "list_rule_versions", get(list), "The versions of a rule.")
            .problems(&[404])
            .gives(&versions),
    );
    api.add(
        at(Verb::Post, "/api/v1/rules/{code}/versions", "draft_rule_version", post(draft_version), "Drafts a further version of a rule.")
            .problems(&[404])
            .takes(&new_version)
            .makes(&sheet),
    );
    api.add(at(Verb::Get, ONE, "get_rule_version", get(one), "A version: text, cases, report.").problems(&[404]).gives(&sheet));
    api.add(at(Verb::Put, ONE, "edit_rule_version", put(edit), "Writes a draft once more.").versioned().takes(&file).gives(&sheet));
    api.add(
        at(Verb::Post, &format!("{ONE}/cases"), "run_rule_cases", post(cases), "Runs the cases of a version. Nothing is kept.")
            .problems(&[404])
            .gives(&check),
    );
    api.add(
        at(
            Verb::Post,
            &format!("{ONE}/trial"),
            "try_rule_version",
            post(try_out),
            "Holds a version against the one in use, over the batches in force. Of one that waits to be checked the outcome is kept with it.",
        )
        .problems(&[404])
        .takes(&trial)
        .starts(&job),
    );
    api.add(
        at(
            Verb::Post,
            &format!("{ONE}/submission"),
            "submit_rule_version",
            post(submit),
            "Hands a draft to a second person, after its cases and a trial; with faults or failing cases it is refused at once.",
        )
        .versioned()
        .takes(&submission)
        .starts(&job),
    );
    api.add(
        at(Verb::Post, &format!("{ONE}/steps"), "step_rule_version", post(step), "Takes a step with a version.")
            .versioned()
            .takes(&change)
            .gives(&version),
    );
    api.add(
        at(Verb::Get, &format!("{ONE}/shadow-runs"), "list_shadow_runs", get(shadow_runs), "What a version would have found, in figures.")
            .problems(&[404])
            .gives(&runs),
    );
    api.add(
        at(Verb::Get, &format!("{ONE}/shadow-runs/{{run}}"), "get_shadow_run", get(shadow_run), "One shadow run with its subjects.")
            .problems(&[404])
            .gives(&run),
    );
}

fn number_of(text: &str) -> Result<i64, Problem> {
    text.parse().map_err(|_| Problem::not_found("版本号应为整数"))
}

/// A sheet with its version as ETag. The text and its cases, which are made up by whoever writes them, go out as they are; subjects of the
/// report are masked.
fn tagged(sheet: VersionSheet) -> Result<Response, Problem> {
    let tag = HeaderValue::from_str(&format!("\"v{}\"", sheet.version.version)).map_err(|_| Problem::internal("版本"))?;
    let mut told = serde_json::to_value(sheet).map_err(|_| Problem::internal("应答"))?;
    mask(&mut told["version"]["report"]["trial"]);
    Ok(([(header::ETAG, tag)], Json(told)).into_response())
}

fn made(sheet: VersionSheet) -> Result<Response, Problem> {
    let place = format!("/api/v1/rules/{}/versions/{}", sheet.version.rule, sheet.version.number);
    let place = HeaderValue::from_str(&place).map_err(|_| Problem::internal("地址"))?;
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], tagged(sheet)?).into_response())
}

async fn list_all(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Query(asked): Query<Asked>,
) -> Result<Masked<Vec<RuleVersion>>, Problem> {
    let wrong = || Problem::bad_request("没有这个状态").at("state");
    let state = asked.state.as_deref().map(|code| VersionState::from_code(code).ok_or_else(wrong)).transpose()?;
    let versions = services.workspace.acting(&caller).rule_versions(None).await?;
    Ok(Masked(versions.into_iter().filter(|version| state.is_none_or(|state| version.state == state)).collect()))
}

async fn words_of(
    State(services): State<Arc<Services>>,
    Signed(_): Signed,
    Query(reach): Query<Reach>,
) -> Result<Json<RuleWords>, Problem> {
    Ok(Json(services.workspace.rule_words(reach.priority.as_deref())?))
}

async fn draft_rule(State(services): State<Arc<Services>>, Signed(caller): Signed, Body(new): Body<NewRule>) -> Result<Response, Problem> {
    made(services.workspace.acting(&caller).draft_new_rule(&new.rule, &new.priority, new.file).await?)
}

async fn check_text(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Body(asked): Body<NewRule>,
) -> Result<Json<TextCheck>, Problem> {
    Ok(Json(services.workspace.acting(&caller).check_text(&asked.rule, &asked.priority, &asked.file).await?))
}

async fn list(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path(code): Path<String>,
) -> Result<Masked<Vec<RuleVersion>>, Problem> {
    Ok(Masked(services.workspace.acting(&caller).rule_versions(Some(&code)).await?))
}

async fn draft_version(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path(code): Path<String>,
    Body(new): Body<NewRuleVersion>,
) -> Result<Response, Problem> {
    made(services.workspace.acting(&caller).draft_version(&code, new.file, new.from).await?)
}

async fn one(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path((code, number)): Path<(String, String)>,
) -> Result<Response, Problem> {
    tagged(services.workspace.acting(&caller).version_sheet(&code, number_of(&number)?).await?)
}

async fn edit(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path((code, number)): Path<(String, String)>,
    headers: HeaderMap,
    Body(file): Body<RuleFile>,
) -> Result<Response, Problem> {
    let version = if_match(&headers)?;
    tagged(services.workspace.acting(&caller).edit_version(&code, number_of(&number)?, version, file).await?)
}

async fn cases(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path((code, number)): Path<(String, String)>,
) -> Result<Json<TextCheck>, Problem> {
    Ok(Json(services.workspace.acting(&caller).run_version_cases(&code, number_of(&number)?).await?))
}

async fn try_out(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path((code, number)): Path<(String, String)>,
    Body(asked): Body<VersionTrialRequest>,
) -> Result<Response, Problem> {
    let number = number_of(&number)?;
    services.workspace.acting(&caller).version_is_right(&code, number, None).await?;
    start(&services, &caller, "rule_trial", move |workspace, progress| async move {
        let _turn = ONE_AT_A_TIME.acquire().await;
        Ok(json!(workspace.try_version(&code, number, asked.as_of, &|step| progress.step(step)).await?))
    })
}

async fn submit(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path((code, number)): Path<(String, String)>,
    headers: HeaderMap,
    Body(asked): Body<RuleSubmission>,
) -> Result<Response, Problem> {
    let (number, version) = (number_of(&number)?, if_match(&headers)?);
    services.workspace.acting(&caller).version_is_right(&code, number, Some(version)).await?;
    start(&services, &caller, "rule_submission", move |workspace, progress| async move {
        let _turn = ONE_AT_A_TIME.acquire().await;
        let of = (code.as_str(), number, version);
        Ok(json!(workspace.submit_version(of, &asked.reason, asked.as_of, &|step| progress.step(step)).await?))
    })
}

async fn step(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path((code, number)): Path<(String, String)>,
    headers: HeaderMap,
    Body(change): Body<RuleChange>,
) -> Result<Response, Problem> {
    let version = if_match(&headers)?;
    let after = services.workspace.acting(&caller).step_version(&code, number_of(&number)?, version, &change).await?;
    let tag = HeaderValue::from_str(&format!("\"v{}\"", after.version)).map_err(|_| Problem::internal("版本"))?;
    Ok(([(header::ETAG, tag)], Masked(after)).into_response())
}

async fn shadow_runs(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path((code, number)): Path<(String, String)>,
) -> Result<Json<Vec<ShadowRun>>, Problem> {
    Ok(Json(services.workspace.acting(&caller).shadow_runs(&code, number_of(&number)?).await?))
}

async fn shadow_run(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path((code, number, run)): Path<(String, String, String)>,
) -> Result<Masked<ShadowRun>, Problem> {
    let run = number_of(&run)?;
    Ok(Masked(services.workspace.acting(&caller).shadow_run(&code, number_of(&number)?, run).await?))
}
