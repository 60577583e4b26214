//! Open311 GeoReport v2: the hotline's tickets for programs that speak the standard, read and written.
//!
//! Where the standard leaves it open, or asks for less care than complaints want:
//! * Reading wants a key as writing does, unless the setting `open311_public_read` is on.
//! * Nothing personal is read: no name, no telephone, not what was said nor where in the citizen's words. `description` is the text of a
//!   notice that the office has published of the matter, and else null. An accusation, a matter that names somebody, and one whose reporter
//!   asked for secrecy are not there at all.
//! * A service is a priority and a class of petition: `rural-appeal`; `general-…` where no priority is known.
//! * Every request has its number at once (`realtime`), so that no token is ever handed out; `tokens/…` leads from the other system's own
//!   number to ours.
//! * The other system's number is the attribute `ticket_no`: the same number twice is one request, answered the second time with 200.
//! * There is one jurisdiction: `jurisdiction_id` is not looked at.
//! * A range of `start_date` and `end_date` is of calls, and of ninety days at most, as the standard has it; a longer one is refused.
//! * Too many requests are told with 429.

mod door;
mod form;
mod read;
mod services;
mod submit;
mod words;

pub use door::guard;

use crate::endpoint::{Access, Api, Endpoint, Verb};
use axum::routing::{get, post};
use serde_json::json;
use services::{GeoDefinition, GeoService};
use submit::{GeoSubmission, GeoSubmitted};
use words::GeoError;

const TAG: &str = "open311";

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    let (services, definition, requests) = (api.list::<GeoService>(), api.schema::<GeoDefinition>(), api.list::<read::GeoRequest>());
    let (submission, submitted, tokens) = (api.schema::<GeoSubmission>(), api.list::<GeoSubmitted>(), api.list::<read::GeoToken>());
    api.list::<GeoError>();
    let at = |rest: &str| format!("/open311/v2/{rest}");
    let of = |verb, rest: &str, name: &str, handler| Endpoint::new(verb, at(rest), Access::Open311, name, handler);
    let discovery = |path: &str, name: &str| {
        Endpoint::new(Verb::Get, path, Access::Public, name, get(services::discover))
            .about(TAG, "Where the service is, and in which formats.")
    };
    api.add(discovery("/open311/discovery.json", "open311_discovery").gives_as("application/json"));
    api.add(discovery("/open311/discovery.xml", "open311_discovery_xml").gives_as("text/xml"));

    let about = "What can be asked for: a service is a priority and a class of petition.";
    api.add(of(Verb::Get, "services.json", "open311_services", get(services::list)).about(TAG, about).gives(&services));
    api.add(of(Verb::Get, "services.xml", "open311_services_xml", get(services::list)).about(TAG, about).gives_as("text/xml"));
    api.add(
        of(Verb::Get, "services/{service}", "open311_service", get(services::define))
            .about(TAG, "The attributes of a service. The last part of the address is its code with .json or .xml behind it.")
            .problems(&[404])
            .gives(&definition),
    );

    let text = || json!({ "type": "string" });
    let filtered = |rest: &str, name: &str| {
        of(Verb::Get, rest, name, get(read::list))
            .about(
                TAG,
                "Tickets and how far they are, the newest call first: of the last ninety days where nothing is said, at most a thousand.",
            )
            .parameter("query", "service_request_id", "Numbers with commas between them; nothing else is looked at then.", text())
            .parameter("query", "service_code", "Codes of services with commas between them.", text())
            .parameter("query", "start_date", "Calls from this moment on, as 2026-03-05T00:00:00Z.", text())
            .parameter("query", "end_date", "Calls up to this moment.", text())
            .parameter("query", "status", "open, closed, or both with a comma between them.", text())
    };
    api.add(filtered("requests.json", "open311_requests").gives(&requests));
    api.add(filtered("requests.xml", "open311_requests_xml").gives_as("text/xml"));
    api.add(
        of(Verb::Get, "requests/{request}", "open311_request", get(read::one))
            .about(TAG, "One ticket. The last part of the address is its number with .json or .xml behind it.")
            .problems(&[404])
            .gives(&requests),
    );
    api.add(
        of(Verb::Get, "tokens/{token}", "open311_token", get(read::token))
            .about(TAG, "The number here of a ticket, by its number in the other system with .json or .xml behind it.")
            .problems(&[404])
            .gives(&tokens),
    );

    let submitting = |rest: &str, name: &str| {
        of(Verb::Post, rest, name, post(submit::submit))
            .about(TAG, "Hands in a ticket; the same ticket_no again is the same request.")
            .problems(&[404, 413])
            .takes_fields(&submission)
    };
    api.add(submitting("requests.json", "open311_submit").makes(&submitted));
    api.add(submitting("requests.xml", "open311_submit_xml").gives_as("text/xml"));
}
