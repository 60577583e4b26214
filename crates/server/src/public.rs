//! The public's side: a complaint without an account, its code, its mailbox. No cookie is set and no address is kept: how often
//! one has come is counted in memory, under a key that dies with the program.

use crate::Services;
use crate::body::{Body, Query};
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::keys::KeyRates;
use crate::problem::Problem;
use crate::session::From;
use app::casework::complaint::{Intake, Mailbox};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::{Arc, Mutex, PoisonError};
use utoipa::ToSchema;

const TAG: &str = "public";

/// How often one address may come, by what it comes for; and how often each key calls.
#[derive(Debug)]
pub struct Doors {
    complaints: Mutex<app::casework::gate::AddressLimiter>,
    mailboxes: Mutex<app::casework::gate::AddressLimiter>,
    pub(crate) pictures: Mutex<app::casework::gate::AddressLimiter>,
    forms: Mutex<app::casework::gate::AddressLimiter>,
    progress: Mutex<app::casework::gate::AddressLimiter>,
    /// How often each key calls.
    pub keys: KeyRates,
}

impl Doors {
    /// Five complaints an hour, twenty pictures, and sixty looks into a mailbox: a code has sixteen digits, so that guessing one is hopeless at any rate.
    /// Sixty forms with pictures are read whole, whatever becomes of them. Three hundred looks at how far tickets are, where anybody may look.
    ///
    /// # Errors
    /// An operating system without random bytes.
    pub fn new() -> Result<Self, app::AppError> {
        let limiter =
            |most| app::casework::gate::AddressLimiter::new(16_384, most, TimeDelta::hours(1)).map_err(app::casework::LedgerError::from);
        Ok(Self {
            complaints: Mutex::new(limiter(5)?),
            mailboxes: Mutex::new(limiter(60)?),
            pictures: Mutex::new(limiter(20)?),
            forms: Mutex::new(limiter(60)?),
            progress: Mutex::new(limiter(300)?),
            keys: KeyRates::default(),
        })
    }

    /// Whether an address may look once more at how far tickets are.
    ///
    /// # Errors
    /// It has looked too often.
    pub fn admit_to_progress(&self, services: &Services, from: &str) -> Result<(), Problem> {
        Self::admit(&self.progress, services, from)
    }

    /// Whether an address may hand in one more complaint.
    ///
    /// # Errors
    /// It has handed in too many.
    pub(crate) fn admit_complaint(&self, services: &Services, from: &str) -> Result<(), Problem> {
        Self::admit(&self.complaints, services, from)
    }

    /// Whether an address may use a code once more.
    ///
    /// # Errors
    /// It has used too many.
    pub(crate) fn admit_code(&self, services: &Services, from: &str) -> Result<(), Problem> {
        Self::admit(&self.mailboxes, services, from)
    }

    /// Whether of a form that an address sends the pictures are read as well.
    pub(crate) fn admit_form(&self, services: &Services, from: &str) -> bool {
        Self::admit(&self.forms, services, from).is_ok()
    }

    pub(crate) fn admit(limiter: &Mutex<app::casework::gate::AddressLimiter>, services: &Services, from: &str) -> Result<(), Problem> {
        let admitted = limiter.lock().unwrap_or_else(PoisonError::into_inner).admit(from, services.now());
        if admitted {
            Ok(())
        } else {
            Err(Problem::too_many("来自您所在网络的请求过多，请一小时后再试，或拨打 12345、来信来访反映"))
        }
    }
}

/// A pass to the page.
#[derive(Debug, Serialize, ToSchema)]
pub struct Pass {
    /// The pass, to be sent along.
    pub pass: String,
    /// For a page with scripts: find a number with which SHA-256 over the pass, a full stop and the number begins with so many zero bits.
    pub bits: Option<u32>,
    /// For a page without: so many seconds have to pass.
    pub wait_seconds: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    scripts: Option<bool>,
}

/// A complaint on the public page.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicComplaint {
    /// The pass.
    pub pass: String,
    /// The number that was found; empty where the page has waited.
    #[serde(default)]
    pub solution: String,
    /// What is said, and by whom where it is not anonymous.
    pub intake: Intake,
}

/// The tracking code of a complaint.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// Sixteen digits in groups of four.
    pub code: String,
}

/// A message from the reporter.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReporterMessage {
    /// The tracking code.
    pub code: String,
    /// What it says.
    pub text: String,
}

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    let (pass, complaint, code, mailbox, message) = (
        api.schema::<Pass>(),
        api.schema::<PublicComplaint>(),
        api.schema::<Code>(),
        api.schema::<Mailbox>(),
        api.schema::<ReporterMessage>(),
    );
    let at = |path: &str| format!("/api/v1/public/{path}");
    let public = |verb, path: &str, name: &str, handler| Endpoint::new(verb, at(path), Access::Public, name, handler);

    api.add(
        public(Verb::Get, "pass", "public_pass", get(new_pass))
            .about(TAG, "A pass to hand in a complaint with.")
            .parameter(
                "query",
                "scripts",
                "The page runs scripts, and will work for its pass; else it waits.",
                json!({ "type": "boolean" }),
            )
            .problems(&[400])
            .gives(&pass),
    );

    api.add(
        public(Verb::Post, "complaints", "public_complaint", post(submit))
            .about(TAG, "Hands in a complaint. It counts once its code was typed back.")
            .problems(&[429])
            .takes(&complaint)
            .makes(&code),
    );

    api.add(
        public(Verb::Post, "complaints/confirm", "public_confirm", post(confirm))
            .about(TAG, "Types the code back: the complaint counts from now on.")
            .problems(&[429])
            .problems(&[404, 409])
            .takes(&code),
    );

    api.add(
        public(Verb::Post, "mailbox", "public_mailbox", post(open_mailbox))
            .about(TAG, "How far a complaint is, and the messages; nothing of what it said.")
            .problems(&[429])
            .problems(&[404])
            .takes(&code)
            .gives(&mailbox),
    );

    api.add(
        public(Verb::Post, "mailbox/messages", "public_message", post(write))
            .about(TAG, "Writes to the office.")
            .problems(&[429])
            .problems(&[404])
            .takes(&message),
    );
}

async fn new_pass(State(services): State<Arc<Services>>, Query(wanted): Query<Wanted>) -> Result<Json<Pass>, Problem> {
    let scripts = wanted.scripts.unwrap_or(false);
    let pass = services.workspace.public_pass(scripts)?;
    let bits = scripts.then_some(app::casework::gate::DIFFICULTY);
    Ok(Json(Pass { pass, bits, wait_seconds: (!scripts).then(|| app::casework::gate::WAIT.num_seconds()) }))
}

async fn submit(
    State(services): State<Arc<Services>>,
    From(from): From,
    Body(asked): Body<PublicComplaint>,
) -> Result<(StatusCode, Json<Code>), Problem> {
    services.doors.admit_complaint(&services, &from)?;
    let code = services.workspace.take_in_public(&asked.pass, &asked.solution, asked.intake).await?;
    Ok((StatusCode::CREATED, Json(Code { code: code.to_string() })))
}

async fn confirm(State(services): State<Arc<Services>>, From(from): From, Body(asked): Body<Code>) -> Result<StatusCode, Problem> {
    services.doors.admit_code(&services, &from)?;
    services.workspace.confirm_complaint(&asked.code).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn open_mailbox(State(services): State<Arc<Services>>, From(from): From, Body(asked): Body<Code>) -> Result<Json<Mailbox>, Problem> {
    services.doors.admit_code(&services, &from)?;
    Ok(Json(services.workspace.mailbox(&asked.code).await?))
}

async fn write(State(services): State<Arc<Services>>, From(from): From, Body(asked): Body<ReporterMessage>) -> Result<StatusCode, Problem> {
    services.doors.admit_code(&services, &from)?;
    services.workspace.write_from_reporter(&asked.code, &asked.text).await?;
    Ok(StatusCode::NO_CONTENT)
}
