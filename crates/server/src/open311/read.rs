//! Reading requests: how far each is, and nothing that somebody has said.

use super::form::Form;
use super::services::{Service, without_format};
use super::words::{Fault, Format, Shape, told, written};
use crate::Services;
use crate::problem::Problem;
use crate::session::Signed;
use app::casework::complaint::{ShownTicket, TicketFilter};
use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;

/// The longest range of one question.
const RANGE: TimeDelta = TimeDelta::days(90);
const REQUESTS: Shape = Shape::list("service_requests", "request");

/// A request as the standard writes it. What is never told here is null.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GeoRequest {
    /// The number here.
    pub service_request_id: String,
    /// `open` or `closed`.
    pub status: &'static str,
    /// How far it is, in the words in which the citizen is told.
    pub status_notes: &'static str,
    /// The service's name.
    pub service_name: String,
    /// The service's code.
    pub service_code: String,
    /// What the office has published of it.
    pub description: Option<String>,
    /// The office that answers for it.
    pub agency_responsible: Option<String>,
    /// Never told.
    pub service_notice: Option<String>,
    /// When the citizen called.
    pub requested_datetime: String,
    /// When it last changed, or was closed.
    pub updated_datetime: String,
    /// By when it is to be done.
    pub expected_datetime: Option<String>,
    /// Village or town: never the citizen's own words.
    pub address: Option<String>,
    /// Never told.
    pub address_id: Option<String>,
    /// Never told.
    pub zipcode: Option<String>,
    /// Never told.
    #[schema(value_type = Option<f64>)]
    pub lat: Option<()>,
    /// Never told.
    #[schema(value_type = Option<f64>)]
    pub long: Option<()>,
    /// Never told.
    pub media_url: Option<String>,
}

/// The number of a request by another one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GeoToken {
    /// The number here.
    pub service_request_id: String,
    /// What was asked with.
    pub token: String,
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

impl From<ShownTicket> for GeoRequest {
    fn from(ticket: ShownTicket) -> Self {
        let service = Service { priority: ticket.priority, class: ticket.class };
        Self {
            service_request_id: ticket.number,
            status: if ticket.progress.is_over() { "closed" } else { "open" },
            status_notes: ticket.progress.zh(),
            service_name: service.name(),
            service_code: service.code(),
            description: ticket.published,
            agency_responsible: ticket.department,
            service_notice: None,
            requested_datetime: moment(ticket.called_at),
            updated_datetime: moment(ticket.changed_at),
            expected_datetime: ticket.due_at.map(moment),
            address: ticket.place.village.or(ticket.place.town),
            address_id: None,
            zipcode: None,
            lat: None,
            long: None,
            media_url: None,
        }
    }
}

/// What a list asks for, as the standard has it.
fn filter(form: &Form, now: DateTime<Utc>) -> Result<TicketFilter, Fault> {
    let numbers: Vec<String> = form.many("service_request_id").map(str::to_owned).collect();
    if !numbers.is_empty() {
        return Ok(TicketFilter { numbers, ..TicketFilter::default() });
    }
    let day = |name: &'static str| {
        let written = form.get(name).map(DateTime::parse_from_rfc3339).transpose();
        written.map(|at| at.map(|at| at.with_timezone(&Utc))).map_err(|_| Fault::wrong(format!("{name} 应形如 2026-01-01T00:00:00Z")))
    };
    let wrong = || Fault::wrong("start_date 与 end_date 之间不能超过 90 天，且不能颠倒");
    let (from, until) = match (day("start_date")?, day("end_date")?) {
        (Some(from), Some(until)) => (from, until),
        (Some(from), None) => (from, from.checked_add_signed(RANGE).ok_or_else(wrong)?),
        (None, Some(until)) => (until.checked_sub_signed(RANGE).ok_or_else(wrong)?, until),
        (None, None) => (now - RANGE, now),
    };
    if until < from || until - from > RANGE {
        return Err(wrong());
    }
    let codes: Vec<&str> = form.many("service_code").collect();
    let services = codes.iter().map(|code| Service::from_code(code)).collect::<Option<Vec<_>>>();
    let services = services.ok_or_else(|| Fault::missing("service_code 不存在"))?;
    let mut statuses = (false, false);
    for status in form.many("status") {
        match status {
            "open" => statuses.0 = true,
            "closed" => statuses.1 = true,
            _ => return Err(Fault::wrong("status 应为 open 或 closed")),
        }
    }
    let open = match statuses {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    };
    let services = services.into_iter().map(|service| (service.priority, service.class)).collect();
    Ok(TicketFilter { services, from: Some(from), until: Some(until), open, ..TicketFilter::default() })
}

async fn found(services: &Services, signed: &Signed, filter: &TicketFilter) -> Result<Vec<GeoRequest>, Fault> {
    let tickets = services.workspace.shown_tickets(&signed.0.scope, filter).await.map_err(Problem::from)?;
    Ok(tickets.into_iter().map(GeoRequest::from).collect())
}

/// Requests.
pub async fn list(State(services): State<Arc<Services>>, signed: Signed, format: Format, Extension(form): Extension<Form>) -> Response {
    let found = match filter(&form, services.now()) {
        Ok(filter) => found(&services, &signed, &filter).await,
        Err(fault) => Err(fault),
    };
    match found {
        Ok(requests) => told(format, StatusCode::OK, &REQUESTS, &requests),
        Err(fault) => fault.written(format),
    }
}

/// One request.
pub async fn one(State(services): State<Arc<Services>>, signed: Signed, format: Format, Path(part): Path<String>) -> Response {
    let filter = TicketFilter { numbers: vec![without_format(&part).to_owned()], ..TicketFilter::default() };
    match found(&services, &signed, &filter).await {
        Ok(requests) if requests.is_empty() => Fault::missing("service_request_id 不存在").written(format),
        Ok(requests) => told(format, StatusCode::OK, &REQUESTS, &requests),
        Err(fault) => fault.written(format),
    }
}

/// The number here of a ticket of the other system.
pub async fn token(State(services): State<Arc<Services>>, signed: Signed, format: Format, Path(part): Path<String>) -> Response {
    let token = without_format(&part).to_owned();
    let filter = TicketFilter { ticket: Some(token.clone()), ..TicketFilter::default() };
    match found(&services, &signed, &filter).await {
        Ok(requests) if requests.is_empty() => Fault::missing("token 不存在").written(format),
        Ok(requests) => {
            let number = |request: GeoRequest| GeoToken { service_request_id: request.service_request_id, token: token.clone() };
            let tokens: Vec<GeoToken> = requests.into_iter().map(number).collect();
            // As it was asked with: a long number of a ticket is nobody's.
            written(format, StatusCode::OK, &REQUESTS, &json!(tokens))
        }
        Err(fault) => fault.written(format),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(form: &str) -> Result<TicketFilter, Fault> {
        let now = DateTime::parse_from_rfc3339("2026-03-05T00:00:00Z").expect("a moment").with_timezone(&Utc);
        filter(&Form::read(form.as_bytes()).unwrap_or_default(), now)
    }

    #[test]
    fn a_question_is_of_ninety_days_at_most() {
        let days = |form: &str| asked(form).ok().and_then(|filter| Some((filter.until? - filter.from?).num_days()));
        assert_eq!(days(""), Some(90));
        assert_eq!(days("start_date=2026-01-01T00:00:00Z"), Some(90));
        assert_eq!(days("end_date=2026-01-01T00:00:00%2B08:00"), Some(90));
        assert_eq!(days("start_date=2026-01-01T00:00:00Z&end_date=2026-01-31T00:00:00Z"), Some(30));
        for wrong in [
            "start_date=2026-01-01T00:00:00Z&end_date=2026-04-02T00:00:00Z",
            "start_date=2026-02-01T00:00:00Z&end_date=2026-01-01T00:00:00Z",
            "start_date=2026-01-01",
            "status=done",
            "service_code=rural",
        ] {
            assert!(asked(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn numbers_stand_over_everything_else_and_both_statuses_are_any() {
        let filter = asked("service_request_id=XF1,XF2&status=open&start_date=nonsense").expect("a question");
        assert_eq!(filter, TicketFilter { numbers: vec!["XF1".into(), "XF2".into()], ..TicketFilter::default() });
        assert_eq!(asked("status=open,closed").expect("a question").open, None);
        assert_eq!(asked("status=closed").expect("a question").open, Some(false));
    }
}
