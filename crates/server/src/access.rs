//! Signing in and out, one's own password, first start, accounts, offices, and the audit trail.

use crate::Services;
use crate::body::{Body, Query};
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::problem::Problem;
use crate::records::if_match;
use crate::session::{COOKIE, From, Signed, token};
use app::casework::people::{
    AccessRefusal, Account, AccountChange, AccountDraft, AccountLine, Office, OfficeChange, Session, Token, TrailLine,
};
use app::casework::{EventFilter, LedgerError, Role};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;

const TAG: &str = "access";
const ACCOUNTS: Access = Access::Roles(&[Role::SecurityAdmin]);

/// Who signs in.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Login name.
    login: String,
    /// Password.
    #[schema(format = Password)]
    password: String,
    /// The code of the app, or a recovery code, where the account has a second factor.
    #[serde(default)]
    code: Option<String>,
}

/// Who has signed in.
#[derive(Serialize, ToSchema)]
pub struct Me {
    /// Login name.
    login: String,
    /// The person's name.
    name: String,
    /// Role.
    role: Role,
    /// Office.
    office: Option<String>,
    /// Takes in complaints (信访受理岗).
    intake: bool,
    /// Signs in with a second factor.
    second_factor: bool,
    /// The password was set by another, and has to be changed before anything else.
    must_change_password: bool,
    /// When the session ends if nothing happens.
    idle_at: DateTime<Utc>,
    /// When it ends at the latest.
    ends_at: DateTime<Utc>,
}

impl Me {
    fn of(session: &Session) -> Self {
        let account = &session.account;
        Self {
            login: account.login.clone(),
            name: account.name.clone(),
            role: account.role,
            office: account.office.clone(),
            intake: account.duties.contains(&app::casework::people::Duty::Intake),
            second_factor: account.second_factor,
            must_change_password: account.must_change_password,
            idle_at: session.idle_at,
            ends_at: session.ends_at,
        }
    }
}

/// A change of one's own password.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnPassword {
    /// The present one.
    #[schema(format = Password)]
    current: String,
    /// The new one.
    #[schema(format = Password)]
    new: String,
}

/// The first account.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// The token of the one-time set-up link.
    token: String,
    /// Login name.
    login: String,
    /// The person's name.
    name: String,
    /// Password.
    #[schema(format = Password)]
    password: String,
}

/// An account with a password that is told this once.
#[derive(Serialize, ToSchema)]
pub struct AccountWithPassword {
    /// The account.
    account: Account,
    /// Its password, to be changed at the first sign-in.
    password: String,
}

/// Why a password is set anew.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// In a sentence.
    pub reason: String,
}

/// What of the trail is asked for.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Trail {
    kind: Option<String>,
    record: Option<String>,
    id: Option<String>,
    who: Option<String>,
    after: Option<i64>,
    limit: Option<u32>,
}

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    let me = api.schema::<Me>();
    let (sign_in_body, own_password) = (api.schema::<SignIn>(), api.schema::<OwnPassword>());
    let (setup_body, reason) = (api.schema::<Setup>(), api.schema::<Reason>());
    let (draft, change, account, lines, told) = (
        api.schema::<AccountDraft>(),
        api.schema::<AccountChange>(),
        api.schema::<Account>(),
        api.list::<AccountLine>(),
        api.schema::<AccountWithPassword>(),
    );
    let (office, offices, office_change, trail_lines) =
        (api.schema::<Office>(), api.list::<Office>(), api.schema::<OfficeChange>(), api.list::<TrailLine>());

    let sign_in_at = Endpoint::new(Verb::Post, "/api/v1/session", Access::Public, "sign_in", post(sign_in)).about(TAG, "Signs in.");
    api.add(sign_in_at.takes(&sign_in_body).gives(&me).problems(&[401, 403, 429]));
    let who = Endpoint::new(Verb::Get, "/api/v1/session", Access::Session, "who_am_i", get(who_am_i)).about(TAG, "Who has signed in.");
    api.add(who.gives(&me));
    let out = Endpoint::new(Verb::Post, "/api/v1/session/end", Access::Session, "sign_out", post(sign_out)).about(TAG, "Signs out.");
    api.add(out);
    let all = Endpoint::new(Verb::Post, "/api/v1/session/end-all", Access::Session, "sign_out_everywhere", post(sign_out_everywhere))
        .about(TAG, "Signs out everywhere.");
    api.add(all);
    let own = Endpoint::new(Verb::Post, "/api/v1/session/password", Access::Session, "change_password", post(change_password))
        .about(TAG, "Changes one's own password; other sessions end.");
    api.add(own.takes(&own_password).gives(&me).problems(&[429]));
    let first = Endpoint::new(Verb::Post, "/api/v1/setup", Access::Public, "complete_setup", post(setup))
        .about(TAG, "Makes the first account, by the one-time link that the program printed at its first start.");
    api.add(first.takes(&setup_body).makes(&account).problems(&[403, 409]));

    let list = Endpoint::new(Verb::Get, "/api/v1/accounts", ACCOUNTS, "list_accounts", get(accounts)).about(TAG, "Every account.");
    api.add(list.gives(&lines));
    let create = Endpoint::new(Verb::Post, "/api/v1/accounts", ACCOUNTS, "create_account", post(create))
        .about(TAG, "Makes an account; its password is told this once.");
    api.add(create.takes(&draft).makes(&told).problems(&[409]));
    let step = Endpoint::new(Verb::Post, "/api/v1/accounts/{account}/steps", ACCOUNTS, "step_account", post(change_account))
        .about(TAG, "Changes an account. If-Match names the version that the caller has seen.");
    api.add(step.versioned().takes(&change).gives(&account));
    let reset = Endpoint::new(Verb::Post, "/api/v1/accounts/{account}/password", ACCOUNTS, "reset_password", post(reset))
        .about(TAG, "Gives an account another password, which is told this once.");
    api.add(reset.takes(&reason).gives(&told).problems(&[404]));

    let list = Endpoint::new(Verb::Get, "/api/v1/offices", Access::SignedIn, "list_offices", get(list_offices)).about(TAG, "Every office.");
    api.add(list.gives(&offices));
    let add = Endpoint::new(Verb::Post, "/api/v1/offices", ACCOUNTS, "add_offices", post(add_offices))
        .about(TAG, "Adds offices, all or none of them.");
    api.add(add.takes(&offices).problems(&[404, 409]));
    let step = Endpoint::new(Verb::Post, "/api/v1/offices/{code}/steps", ACCOUNTS, "step_office", post(step_office))
        .about(TAG, "Changes an office.");
    api.add(step.takes(&office_change).gives(&office).problems(&[404, 409]));

    let text = || json!({ "type": "string" });
    let trail = Endpoint::new(Verb::Get, "/api/v1/trail", Access::Roles(&[Role::AuditAdmin]), "list_trail", get(list_trail))
        .about(TAG, "The audit trail, newest first: who did what to which record and when, without what the records say.")
        .parameter("query", "kind", "As in issue.close.", text())
        .parameter("query", "record", "Kind of record.", text())
        .parameter("query", "id", "The record's number.", text())
        .parameter("query", "who", "Account.", text())
        .parameter("query", "after", "Events before this one.", json!({ "type": "integer", "format": "int64" }))
        .parameter("query", "limit", "At most so many.", json!({ "type": "integer", "minimum": 1, "maximum": 1000 }));
    api.add(trail.gives(&trail_lines).problems(&[400]));
}

async fn sign_in(State(services): State<Arc<Services>>, From(from): From, Body(asked): Body<SignIn>) -> Result<Response, Problem> {
    let (token, _) = services.workspace.sign_in(&asked.login, &asked.password, asked.code.as_deref(), &from).await?;
    told(&services, &token).await
}

/// Who has signed in, with the session's cookie.
pub async fn told(services: &Services, token: &Token) -> Result<Response, Problem> {
    let session = services.workspace.session(token.expose()).await?;
    services.with_session(Json(Me::of(&session)).into_response(), token)
}

impl Services {
    /// An answer with the session's cookie.
    pub(crate) fn with_session(&self, mut response: Response, token: &Token) -> Result<Response, Problem> {
        response.headers_mut().insert(header::SET_COOKIE, self.cookie(token.expose(), 12 * 3600)?);
        Ok(response)
    }

    /// The session's cookie: not for scripts, not for requests from elsewhere, and over TLS alone where there is TLS.
    fn cookie(&self, token: &str, seconds: u32) -> Result<HeaderValue, Problem> {
        let secure = if self.secure_cookies { "; Secure" } else { "" };
        HeaderValue::from_str(&format!("{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/; Max-Age={seconds}{secure}"))
            .map_err(|_| Problem::internal("会话"))
    }
}

/// The token of whoever asks for what concerns their own session.
pub fn own_token(headers: &HeaderMap) -> Result<&str, Problem> {
    token(headers).ok_or_else(|| Problem::from(LedgerError::from(AccessRefusal::NoSession)))
}

async fn who_am_i(State(services): State<Arc<Services>>, headers: HeaderMap) -> Result<Json<Me>, Problem> {
    Ok(Json(Me::of(&services.workspace.session(own_token(&headers)?).await?)))
}

async fn sign_out(State(services): State<Arc<Services>>, From(from): From, headers: HeaderMap) -> Result<Response, Problem> {
    end(&services, &headers, &from, false).await
}

async fn sign_out_everywhere(State(services): State<Arc<Services>>, From(from): From, headers: HeaderMap) -> Result<Response, Problem> {
    end(&services, &headers, &from, true).await
}

async fn end(services: &Services, headers: &HeaderMap, from: &str, everywhere: bool) -> Result<Response, Problem> {
    services.workspace.sign_out(own_token(headers)?, from, everywhere).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(header::SET_COOKIE, services.cookie("", 0)?);
    Ok(response)
}

async fn change_password(
    State(services): State<Arc<Services>>,
    From(from): From,
    headers: HeaderMap,
    Body(asked): Body<OwnPassword>,
) -> Result<Response, Problem> {
    let token = services.workspace.change_password(own_token(&headers)?, &from, &asked.current, &asked.new).await?;
    told(&services, &token).await
}

async fn setup(
    State(services): State<Arc<Services>>,
    From(from): From,
    Body(asked): Body<Setup>,
) -> Result<(StatusCode, Json<Account>), Problem> {
    let account = services.workspace.complete_setup(&asked.token, &asked.login, &asked.name, &asked.password, &from).await?;
    Ok((StatusCode::CREATED, Json(account)))
}

async fn accounts(State(services): State<Arc<Services>>, Signed(caller): Signed) -> Result<Json<Vec<AccountLine>>, Problem> {
    Ok(Json(services.workspace.accounts(&caller).await?))
}

async fn create(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Body(draft): Body<AccountDraft>,
) -> Result<(StatusCode, Json<AccountWithPassword>), Problem> {
    let (account, password) = services.workspace.create_account(&caller, draft).await?;
    Ok((StatusCode::CREATED, Json(AccountWithPassword { account, password: password.expose().to_owned() })))
}

async fn change_account(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path(login): Path<String>,
    headers: HeaderMap,
    Body(change): Body<AccountChange>,
) -> Result<Json<Account>, Problem> {
    Ok(Json(services.workspace.change_account(&caller, &login, if_match(&headers)?, &change).await?))
}

async fn reset(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path(login): Path<String>,
    Body(asked): Body<Reason>,
) -> Result<Json<AccountWithPassword>, Problem> {
    let (account, password) = services.workspace.reset_password(&caller, &login, &asked.reason).await?;
    Ok(Json(AccountWithPassword { account, password: password.expose().to_owned() }))
}

async fn list_offices(State(services): State<Arc<Services>>, Signed(_): Signed) -> Result<Json<Vec<Office>>, Problem> {
    Ok(Json(services.workspace.offices().await?))
}

async fn add_offices(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Body(offices): Body<Vec<Office>>,
) -> Result<StatusCode, Problem> {
    services.workspace.add_offices(&caller, &offices).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn step_office(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path(code): Path<String>,
    Body(change): Body<OfficeChange>,
) -> Result<Json<Office>, Problem> {
    Ok(Json(services.workspace.change_office(&caller, &code, &change).await?))
}

async fn list_trail(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Query(asked): Query<Trail>,
) -> Result<Json<Vec<TrailLine>>, Problem> {
    let filter = EventFilter {
        kinds: asked.kind.into_iter().collect(),
        record: asked.record,
        record_id: asked.id,
        who: asked.who,
        newest_first: true,
        after: asked.after,
        limit: asked.limit.or(Some(100)),
    };
    Ok(Json(services.workspace.trail(&caller, &filter).await?))
}
