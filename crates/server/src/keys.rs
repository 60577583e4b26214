//! Keys of machines: made, renewed and revoked by the security administrator; how often each may call; and which operations a key may
//! call at all.

use crate::Services;
use crate::access::Reason;
use crate::body::Body;
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::problem::Problem;
use crate::session::Signed;
use app::casework::Role;
use app::casework::people::{ApiKey, ApiKeyDraft, KeyOperation};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use utoipa::ToSchema;

const TAG: &str = "keys";
const ACCOUNTS: Access = Access::Roles(&[Role::SecurityAdmin]);

/// Every operation that a key may call, and what it has to be for. None of them administers, shows anybody in full, approves, or is a
/// second person's; what is not in this list no machine does.
const FOR_KEYS: &[(&str, KeyOperation)] = &[
    ("take_ticket", KeyOperation::TicketsWrite),
    ("ticket_changes", KeyOperation::TicketsRead),
    ("open311_services", KeyOperation::TicketsRead),
    ("open311_services_xml", KeyOperation::TicketsRead),
    ("open311_service", KeyOperation::TicketsRead),
    ("open311_requests", KeyOperation::TicketsRead),
    ("open311_requests_xml", KeyOperation::TicketsRead),
    ("open311_request", KeyOperation::TicketsRead),
    ("open311_token", KeyOperation::TicketsRead),
    ("open311_submit", KeyOperation::TicketsWrite),
    ("open311_submit_xml", KeyOperation::TicketsWrite),
    ("send_upload", KeyOperation::DataWrite),
    ("start_import", KeyOperation::DataWrite),
    ("list_batches", KeyOperation::DataWrite),
    ("list_jobs", KeyOperation::DataWrite),
    ("get_job", KeyOperation::DataWrite),
    ("list_leads", KeyOperation::LeadsRead),
    ("get_lead", KeyOperation::LeadsRead),
    ("list_issues", KeyOperation::IssuesRead),
    ("get_issue", KeyOperation::IssuesRead),
];

/// A key with its secret, told this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeyWithSecret {
    /// The key.
    pub key: ApiKey,
    /// Its secret.
    pub secret: String,
}

/// Until when a renewed key is good, and why it is renewed.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyRenewal {
    /// Until when.
    pub expires_at: DateTime<Utc>,
    /// In a sentence.
    pub reason: String,
}

/// How often each key has called, in memory: from the first call on a minute is counted.
#[derive(Debug, Default)]
pub struct KeyRates(Mutex<BTreeMap<i64, (DateTime<Utc>, u32)>>);

impl KeyRates {
    /// Counts a call of a key that may call so often a minute; too many are told the seconds until the minute is over.
    ///
    /// # Errors
    /// The seconds to wait.
    pub fn admit(&self, key: i64, per_minute: u32, at: DateTime<Utc>) -> Result<(), u32> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, calls) = all.entry(key).or_insert((at, 0));
        // A clock that was put back begins another minute, too.
        if at < *since || at - *since >= TimeDelta::minutes(1) {
            (*since, *calls) = (at, 0);
        }
        if *calls >= per_minute {
            let left = TimeDelta::minutes(1) - (at - *since);
            return Err(u32::try_from(left.num_seconds()).unwrap_or(0) + 1);
        }
        *calls += 1;
        Ok(())
    }
}

/// Adds the endpoints, and opens those to keys that are in the list.
pub fn add(api: &mut Api) {
    let (keys, key, draft, told) =
        (api.list::<ApiKey>(), api.schema::<ApiKey>(), api.schema::<ApiKeyDraft>(), api.schema::<KeyWithSecret>());
    let (renewal, reason) = (api.schema::<KeyRenewal>(), api.schema::<Reason>());
    let list = Endpoint::new(Verb::Get, "/api/v1/keys", ACCOUNTS, "list_keys", get(list))
        .about(TAG, "Every key of a machine, revoked ones too, and when each was last used; without its secret.");
    api.add(list.gives(&keys));
    let make = Endpoint::new(Verb::Post, "/api/v1/keys", ACCOUNTS, "create_key", post(create))
        .about(TAG, "Makes a key; its secret is told this once.")
        .problems(&[404]);
    api.add(make.takes(&draft).makes(&told));
    let renew = Endpoint::new(Verb::Post, "/api/v1/keys/{key}/renewal", ACCOUNTS, "renew_key", post(renew))
        .about(TAG, "Gives a key another secret, told this once; the one before is good no more.")
        .problems(&[404, 409]);
    api.add(renew.takes(&renewal).gives(&told));
    let revoke = Endpoint::new(Verb::Post, "/api/v1/keys/{key}/revocation", ACCOUNTS, "revoke_key", post(revoke))
        .about(TAG, "Revokes a key, at once and for ever.")
        .problems(&[404, 409]);
    api.add(revoke.takes(&reason).gives(&key));
    for endpoint in &mut api.endpoints {
        let listed = FOR_KEYS.iter().find(|(operation, _)| *operation == endpoint.operation);
        if let Some((_, operation)) = listed {
            endpoint.key = Some(*operation);
            endpoint.problems.extend(Some(429).filter(|status| !endpoint.problems.contains(status)));
        }
    }
}

/// The number of a key in the path.
fn number(part: &str) -> Result<i64, Problem> {
    part.parse().map_err(|_| Problem::not_found("编号应为整数"))
}

async fn list(State(services): State<Arc<Services>>, Signed(caller): Signed) -> Result<Json<Vec<ApiKey>>, Problem> {
    Ok(Json(services.workspace.keys(&caller).await?))
}

async fn create(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Body(draft): Body<ApiKeyDraft>,
) -> Result<(StatusCode, Json<KeyWithSecret>), Problem> {
    let (key, secret) = services.workspace.create_key(&caller, draft).await?;
    Ok((StatusCode::CREATED, Json(KeyWithSecret { key, secret: secret.expose().to_owned() })))
}

async fn renew(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path(key): Path<String>,
    Body(asked): Body<KeyRenewal>,
) -> Result<Json<KeyWithSecret>, Problem> {
    let (key, secret) = services.workspace.renew_key(&caller, number(&key)?, asked.expires_at, &asked.reason).await?;
    Ok(Json(KeyWithSecret { key, secret: secret.expose().to_owned() }))
}

async fn revoke(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path(key): Path<String>,
    Body(asked): Body<Reason>,
) -> Result<Json<ApiKey>, Problem> {
    Ok(Json(services.workspace.revoke_key(&caller, number(&key)?, &asked.reason).await?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_operation_that_is_open_to_keys_is_there() {
        let api = crate::api();
        let open: BTreeSet<&str> =
            api.endpoints.iter().filter(|endpoint| endpoint.key.is_some()).map(|endpoint| &*endpoint.operation).collect();
        assert_eq!(open, FOR_KEYS.iter().map(|(operation, _)| *operation).collect());
    }

    #[test]
    fn no_key_administers_shows_in_full_or_takes_a_step() {
        let api = crate::api();
        for endpoint in api.endpoints.iter().filter(|endpoint| endpoint.key.is_some()) {
            let administers = matches!(endpoint.access, Access::Roles(roles) if roles.iter().any(|role| role.is_administrator()));
            let words = ["steps", "reveal", "reporters", "keys", "accounts", "offices", "settings", "trail", "session"];
            let forbidden = endpoint.path.split('/').any(|part| words.contains(&part));
            assert!(!administers && !forbidden, "{}", endpoint.path);
        }
    }

    #[test]
    fn a_key_calls_so_often_a_minute_and_is_told_when_it_may_again() {
        let rates = KeyRates::default();
        let at = |second: i64| DateTime::from_timestamp(1_772_700_000 + second, 0).expect("an instant");
        assert_eq!([0, 1, 2, 30].map(|second| rates.admit(1, 2, at(second))), [Ok(()), Ok(()), Err(59), Err(31)]);
        assert_eq!(rates.admit(2, 2, at(30)), Ok(()), "another key has a rate of its own");
        assert_eq!(rates.admit(1, 2, at(60)), Ok(()));
        assert_eq!(rates.admit(1, 2, at(0)), Ok(()), "a clock that was put back keeps nobody out");
    }
}
