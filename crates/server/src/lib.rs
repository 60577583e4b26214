//! HTTP: the API under `/api/v1`, its description, health and figures of the program itself.
//!
//! Everything that may be asked for is a line of one table ([`endpoint::Api`]): router, guard and description are made from it.
//! Nothing here knows SQL or a rule; each handler calls one use case of `app`.

mod access;
mod administration;
mod asked;
mod attachments;
mod board;
mod body;
mod console;
mod data;
mod download;
pub mod endpoint;
mod files;
mod flows;
mod health;
mod hotline;
mod intake;
mod jobs;
mod keys;
mod leads;
mod look_backs;
mod masked;
mod metrics;
mod notifications;
mod oidc;
mod open311;
pub mod openapi;
mod pages;
mod problem;
mod public;
mod records;
mod rules;
mod screening;
mod search;
mod second_factor;
mod session;
mod settings;

pub use metrics::Figures;
pub use problem::Problem;
pub use public::Doors;

use app::casework::campaign::Campaign;
use app::casework::case::Case;
use app::casework::clue::Clue;
use app::casework::complaint::Complaint;
use app::casework::inspection::Inspection;
use app::casework::interview::Interview;
use app::casework::issue::Issue;
use app::casework::measure::Measure;
use app::casework::notice::Notice;
use app::casework::recommendation::Recommendation;
use app::casework::recovery::Recovery;
use app::casework::risk::Risk;
use app::{IdentityProvider, Jobs, Workspace};
use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use chrono::{DateTime, Utc};
use endpoint::Api;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tower_http::set_header::SetResponseHeaderLayer;

/// What every handler has at hand.
pub struct Services {
    /// The use cases.
    pub workspace: Workspace,
    /// Long work that is under way.
    pub jobs: Jobs,
    /// How often one address may come to the public's side.
    pub doors: Doors,
    /// The office's identity provider, where one is set up.
    pub provider: Option<IdentityProvider>,
    /// The program is reached over TLS, so that cookies are for TLS alone.
    pub secure_cookies: bool,
    /// Requests that were answered.
    pub figures: Figures,
    /// With which the program's figures are read from elsewhere; without it they are for the machine itself.
    pub metrics_key: Option<String>,
}

impl Services {
    /// The clock, read here for what is only shown or filtered; what is written is dated by the use case.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    /// Today, in Beijing.
    pub(crate) fn today(&self) -> chrono::NaiveDate {
        vocabulary::beijing_day(self.now())
    }
}

/// The table of endpoints.
pub fn api() -> Api {
    let mut api = Api::default();
    health::add(&mut api);
    metrics::add(&mut api);
    access::add(&mut api);
    second_factor::add(&mut api);
    oidc::add(&mut api);
    settings::add(&mut api);
    jobs::add(&mut api);
    data::add(&mut api);
    screening::add(&mut api);
    rules::add(&mut api);
    public::add(&mut api);
    attachments::add(&mut api);
    pages::add(&mut api);
    intake::add(&mut api);
    leads::add(&mut api);
    records::add::<Issue>(&mut api);
    records::add::<Risk>(&mut api);
    records::add::<Clue>(&mut api);
    records::add::<Recommendation>(&mut api);
    records::add::<Interview>(&mut api);
    records::add::<Recovery>(&mut api);
    records::add::<Measure>(&mut api);
    records::add::<Notice>(&mut api);
    records::add::<Campaign>(&mut api);
    records::add_without_entry::<Complaint>(&mut api);
    records::add_without_entry::<Case>(&mut api);
    records::add_without_entry::<Inspection>(&mut api);
    flows::add(&mut api);
    board::add(&mut api);
    look_backs::add(&mut api);
    notifications::add(&mut api);
    files::add(&mut api);
    hotline::add(&mut api);
    open311::add(&mut api);
    keys::add(&mut api);
    search::add(&mut api);
    administration::add(&mut api);
    api
}

/// The API's description, as JSON.
pub fn description() -> serde_json::Value {
    openapi::document(&mut api())
}

/// The whole program as a router.
pub fn router(services: Arc<Services>) -> Router {
    let fixed = |name: HeaderName, value: &'static str| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    api()
        .router(services)
        .fallback(console::console)
        .method_not_allowed_fallback(|| async { Problem::wrong_method("该地址不支持此方法") })
        .layer(fixed(header::CACHE_CONTROL, "no-store"))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::X_FRAME_OPTIONS, "DENY"))
        .layer(fixed(header::REFERRER_POLICY, "no-referrer"))
        .layer(fixed(header::CONTENT_SECURITY_POLICY, "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"))
}

/// Serves until `stop` is ready; requests that are under way are answered first.
///
/// # Errors
/// The listener fails.
pub async fn serve(listener: TcpListener, services: Arc<Services>, stop: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
    let service = router(services).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop).await
}
