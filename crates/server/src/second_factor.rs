//! One's own second factor: enrolling an app, changing or removing it, recovery codes. Whatever changes it asks for the password once
//! more, and for a code where there is a second factor already.

use crate::Services;
use crate::access::own_token;
use crate::body::Body;
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::problem::Problem;
use crate::session::{From, Signed};
use app::ProofAsked;
use app::casework::people::Token;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

const TAG: &str = "access";

/// What is proven once more.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// Password.
    #[schema(format = Password)]
    password: String,
    /// A code of the present app, or a recovery code, where there is a second factor already.
    #[serde(default)]
    code: Option<String>,
}

/// How one's own second factor stands.
#[derive(Serialize, ToSchema)]
pub struct FactorStanding {
    /// Sign-in asks for a code.
    enabled: bool,
    /// Recovery codes that were not used yet.
    recovery_codes: u64,
}

/// The secret for an app.
#[derive(Serialize, ToSchema)]
pub struct FactorSecret {
    /// In Base32, to be typed.
    secret: String,
    /// As an address, to be shown as a picture.
    address: String,
}

/// A code of the app.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FactorCode {
    /// Six digits.
    pub(crate) code: String,
}

/// Codes for when the app is lost, told this once.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodes {
    /// Each is good once.
    codes: Vec<String>,
}

impl RecoveryCodes {
    fn of(codes: &[Token]) -> Self {
        Self { codes: codes.iter().map(|code| code.expose().to_owned()).collect() }
    }
}

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    let (proof, standing) = (api.schema::<Proof>(), api.schema::<FactorStanding>());
    let (secret, code, codes) = (api.schema::<FactorSecret>(), api.schema::<FactorCode>(), api.schema::<RecoveryCodes>());
    let at = |path: &str| format!("/api/v1/session/second-factor{path}");
    let stands = Endpoint::new(Verb::Get, at(""), Access::SignedIn, "read_second_factor", get(read))
        .about(TAG, "How one's own second factor stands, and how many recovery codes are left.");
    api.add(stands.gives(&standing));
    let enrol = Endpoint::new(Verb::Post, at(""), Access::SignedIn, "enrol_second_factor", post(enrol))
        .about(TAG, "Makes a secret for the app of a second factor, the first or one in the place of another.");
    api.add(enrol.takes(&proof).gives(&secret).problems(&[429]));
    let confirm = Endpoint::new(Verb::Post, at("/confirm"), Access::SignedIn, "confirm_second_factor", post(confirm))
        .about(TAG, "Confirms the second factor with a code of the app; recovery codes of before are good no more.");
    api.add(confirm.takes(&code).gives(&codes).problems(&[409]));
    let remove = Endpoint::new(Verb::Post, at("/remove"), Access::SignedIn, "remove_second_factor", post(remove))
        .about(TAG, "Does without the second factor; other sessions end.");
    api.add(remove.takes(&proof).problems(&[409, 429]));
    let renew = Endpoint::new(Verb::Post, at("/recovery-codes"), Access::SignedIn, "renew_recovery_codes", post(renew))
        .about(TAG, "New recovery codes; those of before are good no more.");
    api.add(renew.takes(&proof).gives(&codes).problems(&[409, 429]));
}

fn asked(proof: Proof, from: String) -> ProofAsked {
    ProofAsked { password: proof.password, code: proof.code, from }
}

async fn read(State(services): State<Arc<Services>>, headers: HeaderMap) -> Result<Json<FactorStanding>, Problem> {
    let stands = services.workspace.second_factor(own_token(&headers)?).await?;
    Ok(Json(FactorStanding { enabled: stands.enabled, recovery_codes: stands.recovery_codes }))
}

async fn enrol(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    From(from): From,
    headers: HeaderMap,
    Body(proof): Body<Proof>,
) -> Result<Json<FactorSecret>, Problem> {
    let secret = services.workspace.enrol_second_factor(own_token(&headers)?, asked(proof, from)).await?;
    Ok(Json(FactorSecret { address: secret.address(&caller.actor.who), secret: secret.base32() }))
}

async fn confirm(
    State(services): State<Arc<Services>>,
    From(from): From,
    headers: HeaderMap,
    Body(asked): Body<FactorCode>,
) -> Result<Response, Problem> {
    let (token, codes) = services.workspace.confirm_second_factor(own_token(&headers)?, &asked.code, &from).await?;
    services.with_session(Json(RecoveryCodes::of(&codes)).into_response(), &token)
}

async fn remove(
    State(services): State<Arc<Services>>,
    From(from): From,
    headers: HeaderMap,
    Body(proof): Body<Proof>,
) -> Result<Response, Problem> {
    let token = services.workspace.remove_second_factor(own_token(&headers)?, asked(proof, from)).await?;
    services.with_session(StatusCode::NO_CONTENT.into_response(), &token)
}

async fn renew(
    State(services): State<Arc<Services>>,
    From(from): From,
    headers: HeaderMap,
    Body(proof): Body<Proof>,
) -> Result<Json<RecoveryCodes>, Problem> {
    let codes = services.workspace.renew_recovery_codes(own_token(&headers)?, asked(proof, from)).await?;
    Ok(Json(RecoveryCodes::of(&codes)))
}
