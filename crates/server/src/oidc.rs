//! Signing in by the office's identity provider. The browser goes to the provider with a cookie that is for this sign-in alone, comes back
//! to a page of ours, and that page hands in what it was given.

use crate::Services;
use crate::access::told;
use crate::body::Body;
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::problem::Problem;
use crate::second_factor::FactorCode;
use crate::session::{From, cookie};
use app::casework::LedgerError;
use app::casework::people::AccessRefusal;
use app::{IdentityProvider, Returned, Ticket};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

const TAG: &str = "access";
/// The cookie of a sign-in that is under way.
const COOKIE: &str = "qingyuan_sign_in";
const PATH: &str = "/api/v1/session/oidc";
/// Seconds that it is kept.
const GOOD_FOR: u32 = 600;

/// Whether the identity provider may be signed in by.
#[derive(Serialize, ToSchema)]
pub struct SingleSignOn {
    /// It is set up.
    enabled: bool,
    /// What stands on the button.
    label: Option<String>,
    /// The provider, as accounts are linked with it.
    issuer: Option<String>,
}

/// Where the browser goes.
#[derive(Serialize, ToSchema)]
pub struct SignInAddress {
    /// The provider's page.
    address: String,
}

/// What the provider gave the browser on its way back.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProviderAnswer {
    /// `code`.
    code: String,
    /// `state`.
    state: String,
}

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    let (standing, address) = (api.schema::<SingleSignOn>(), api.schema::<SignInAddress>());
    let (answer, code, me) = (api.schema::<ProviderAnswer>(), api.schema::<FactorCode>(), api.schema::<crate::access::Me>());
    let at = |path: &str| format!("{PATH}{path}");
    let stands = Endpoint::new(Verb::Get, at(""), Access::Public, "read_single_sign_on", get(read))
        .about(TAG, "Whether the office's identity provider may be signed in by, and what stands on the button.");
    api.add(stands.gives(&standing));
    let begin = Endpoint::new(Verb::Post, at(""), Access::Public, "begin_single_sign_on", post(begin))
        .about(TAG, "Begins a sign-in by the identity provider: where the browser goes.");
    api.add(begin.gives(&address).problems(&[403, 404]));
    let back = Endpoint::new(Verb::Post, at("/return"), Access::Public, "return_from_provider", post(back))
        .about(TAG, "Hands in what the provider gave the browser. Where a second factor is wanted (code_wanted), its code is sent next.");
    api.add(back.takes(&answer).gives(&me).problems(&[401, 403, 404, 429]));
    let factor = Endpoint::new(Verb::Post, at("/second-factor"), Access::Public, "pass_second_factor", post(factor))
        .about(TAG, "Ends a sign-in by the identity provider with the code of the second factor.");
    api.add(factor.takes(&code).gives(&me).problems(&[401, 403, 404, 429]));
}

impl Services {
    fn provider(&self) -> Result<&IdentityProvider, Problem> {
        self.provider.as_ref().ok_or_else(|| Problem::not_found("未启用统一身份认证"))
    }

    /// The cookie of a sign-in that is under way: for its own addresses alone, and gone after minutes.
    fn ticket(&self, ticket: &str, seconds: u32) -> Result<HeaderValue, Problem> {
        let secure = if self.secure_cookies { "; Secure" } else { "" };
        HeaderValue::from_str(&format!("{COOKIE}={ticket}; HttpOnly; SameSite=Strict; Path={PATH}; Max-Age={seconds}{secure}"))
            .map_err(|_| Problem::internal("登录"))
    }
}

fn own_ticket(headers: &HeaderMap) -> Result<&str, Problem> {
    cookie(headers, COOKIE).ok_or_else(|| Problem::from(LedgerError::from(AccessRefusal::SignInOver)))
}

async fn read(State(services): State<Arc<Services>>) -> Json<SingleSignOn> {
    let provider = services.provider.as_ref();
    let (label, issuer) = (provider.map(|provider| provider.label().to_owned()), provider.map(|provider| provider.issuer().to_owned()));
    Json(SingleSignOn { enabled: provider.is_some(), label, issuer })
}

async fn begin(State(services): State<Arc<Services>>) -> Result<Response, Problem> {
    let (address, Ticket(ticket)) = services.workspace.begin_single_sign_on(services.provider()?).await?;
    let mut response = Json(SignInAddress { address }).into_response();
    response.headers_mut().insert(header::SET_COOKIE, services.ticket(&ticket, GOOD_FOR)?);
    Ok(response)
}

async fn back(
    State(services): State<Arc<Services>>,
    From(from): From,
    headers: HeaderMap,
    Body(answer): Body<ProviderAnswer>,
) -> Result<Response, Problem> {
    let (provider, ticket) = (services.provider()?, own_ticket(&headers)?);
    match services.workspace.return_from_provider(provider, ticket, &answer.state, answer.code, &from).await? {
        Returned::SignedIn(token) => services.over(told(&services, &token).await?),
        Returned::CodeWanted(Ticket(ticket)) => {
            let mut response = Problem::from(LedgerError::from(AccessRefusal::CodeWanted)).into_response();
            response.headers_mut().insert(header::SET_COOKIE, services.ticket(&ticket, GOOD_FOR)?);
            Ok(response)
        }
    }
}

async fn factor(
    State(services): State<Arc<Services>>,
    From(from): From,
    headers: HeaderMap,
    Body(asked): Body<FactorCode>,
) -> Result<Response, Problem> {
    services.provider()?;
    let token = services.workspace.pass_second_factor(own_ticket(&headers)?, &asked.code, &from).await?;
    services.over(told(&services, &token).await?)
}

impl Services {
    /// The sign-in's own cookie goes with its end.
    fn over(&self, mut response: Response) -> Result<Response, Problem> {
        response.headers_mut().append(header::SET_COOKIE, self.ticket("", 0)?);
        Ok(response)
    }
}
