//! Handing in a request: the standard's fields as a ticket of the key's own system.

use super::form::Form;
use super::services::{CALLED_AT, HOTLINE_CLASS, Service, TICKET_NO, TOWN, VILLAGE};
use super::words::{Fault, Format, Shape, told};
use crate::Services;
use crate::problem::Problem;
use crate::session::Signed;
use app::casework::complaint::{Channel, ComplaintDraft, HotlineClass, Identity, Intake, ReporterKind, Ticket, unnumbered};
use app::casework::record::HeadDraft;
use app::casework::{Caller, Place};
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// The longest description of the standard, in characters.
const LONGEST: usize = 4000;
/// Characters of it that go into the title.
const OF_THE_TEXT: usize = 40;
/// What is written for a caller who left a telephone and no name.
const NAMELESS: &str = "未留姓名";

/// A request that is handed in, as the standard has it; the key stands beside it as `api_key`, or in the header.
#[derive(Debug, ToSchema)]
pub struct GeoSubmission {
    /// The service's code.
    service_code: String,
    /// Latitude; one of `lat` and `long`, `address_string` and `address_id` has to be there.
    lat: Option<String>,
    /// Longitude.
    long: Option<String>,
    /// The place, in words.
    address_string: Option<String>,
    /// The place, by a number of the caller's own.
    address_id: Option<String>,
    /// What is said; asked for here, since a petition that says nothing is none.
    description: String,
    /// Who says it; sealed.
    first_name: Option<String>,
    /// Who says it; sealed.
    last_name: Option<String>,
    /// Telephone; sealed.
    phone: Option<String>,
    /// Mail address; sealed.
    email: Option<String>,
    /// A picture's address: kept as words, and not followed.
    media_url: Option<String>,
    /// The ticket's number in the other system: the same number twice is one request.
    #[schema(rename = "attribute[ticket_no]")]
    ticket_no: Option<String>,
    /// How soon it is to be answered; as a complaint where nothing is said.
    #[schema(rename = "attribute[hotline_class]")]
    hotline_class: Option<String>,
    /// When the citizen called; now where nothing is said.
    #[schema(rename = "attribute[called_at]")]
    called_at: Option<String>,
    /// The town to which it belongs.
    #[schema(rename = "attribute[town]")]
    town: Option<String>,
    /// The village or community to which it belongs, as `town/village`.
    #[schema(rename = "attribute[village]")]
    village: Option<String>,
}

impl GeoSubmission {
    /// Reads it from a form. A device or an account of the caller's is nothing that a complaint has to know.
    fn read(form: &Form) -> Result<Self, Fault> {
        let own = |name: &str| form.get(name).map(str::to_owned);
        let attribute = |code: &str| own(&format!("attribute[{code}]"));
        Ok(Self {
            service_code: own("service_code").ok_or_else(|| Fault::wrong("缺少 service_code"))?,
            lat: own("lat"),
            long: own("long"),
            address_string: own("address_string"),
            address_id: own("address_id"),
            description: own("description").ok_or_else(|| Fault::wrong("缺少 description"))?,
            first_name: own("first_name"),
            last_name: own("last_name"),
            phone: own("phone"),
            email: own("email"),
            media_url: own("media_url"),
            ticket_no: attribute(TICKET_NO),
            hotline_class: attribute(HOTLINE_CLASS),
            called_at: attribute(CALLED_AT),
            town: attribute(TOWN),
            village: attribute(VILLAGE),
        })
    }
}

/// That a request is there.
#[derive(Debug, Serialize, ToSchema)]
pub struct GeoSubmitted {
    /// The number here.
    pub service_request_id: String,
    /// Never told.
    pub service_notice: Option<String>,
    /// Never told.
    pub account_id: Option<String>,
}

/// Takes a request in.
pub async fn submit(State(services): State<Arc<Services>>, signed: Signed, format: Format, Extension(form): Extension<Form>) -> Response {
    match taken(&services, &signed.0, &form).await {
        Ok((status, submitted)) => told(format, status, &Shape::list("service_requests", "request"), &[submitted]),
        Err(fault) => fault.written(format),
    }
}

async fn taken(services: &Services, caller: &Caller, form: &Form) -> Result<(StatusCode, GeoSubmitted), Fault> {
    let ticket = ticket(caller, GeoSubmission::read(form)?, services.now())?;
    let taken = services.workspace.take_ticket(caller, ticket).await.map_err(Problem::from)?;
    let status = if taken.new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, GeoSubmitted { service_request_id: taken.complaint.head.number, service_notice: None, account_id: None }))
}

fn ticket(caller: &Caller, sent: GeoSubmission, now: DateTime<Utc>) -> Result<Ticket, Fault> {
    let system = caller.scope.tickets_of.clone().ok_or_else(|| Fault::new(StatusCode::FORBIDDEN, "该接口密钥不属于任何外部系统"))?;
    let service = Service::from_code(&sent.service_code).ok_or_else(|| Fault::missing("service_code 不存在"))?;
    if sent.description.chars().count() > LONGEST {
        return Err(Fault::wrong("description 不能超过 4000 字"));
    }
    let class = match &sent.hotline_class {
        None => HotlineClass::Complaint,
        Some(code) => HotlineClass::from_code(code).ok_or_else(|| Fault::wrong("attribute[hotline_class] 不在可选值内"))?,
    };
    let called_at = match &sent.called_at {
        None => now,
        Some(at) => DateTime::parse_from_rfc3339(at)
            .map_err(|_| Fault::wrong("attribute[called_at] 应形如 2026-03-05T08:40:00+08:00"))?
            .with_timezone(&Utc),
    };
    let (location, reporters) = (location(&sent)?, Vec::from_iter(reporter(&sent)));
    let number = match sent.ticket_no {
        Some(number) => number,
        None => unnumbered().map_err(Problem::from)?,
    };
    let title: String = sent.description.chars().filter(|c| !c.is_control()).take(OF_THE_TEXT).collect();
    let head = HeadDraft {
        title: format!("{}：{title}", service.name()),
        place: Place { town: sent.town, village: sent.village, ..Place::default() },
        priority: service.priority,
        ..HeadDraft::default()
    };
    let text = match sent.media_url {
        Some(media) => format!("{}\n（附件地址：{media}）", sent.description),
        None => sent.description,
    };
    let complaint = ComplaintDraft {
        head,
        channel: Channel::Hotline,
        class: service.class,
        reporter: if reporters.is_empty() { ReporterKind::Anonymous } else { ReporterKind::Named },
        text,
        location: Some(location),
        accused: None,
        accused_office: None,
        persons: None,
    };
    Ok(Ticket { system, number, class, called_at, state: "新建".to_owned(), intake: Intake { complaint, reporters } })
}

/// Where it is: the standard wants a place in one of three ways.
fn location(sent: &GeoSubmission) -> Result<String, Fault> {
    let point = sent.lat.as_ref().zip(sent.long.as_ref());
    let number = |text: &str| text.parse::<f64>().is_ok_and(f64::is_finite);
    if point.is_some_and(|(lat, long)| !number(lat) || !number(long)) {
        return Err(Fault::wrong("lat、long 应为数字"));
    }
    let ways = [
        sent.address_string.clone(),
        sent.address_id.as_ref().map(|id| format!("地址编号 {id}")),
        point.map(|(lat, long)| format!("纬度 {lat}，经度 {long}")),
    ];
    let said: Vec<String> = ways.into_iter().flatten().collect();
    if said.is_empty() {
        Err(Fault::wrong("缺少地点：lat 与 long、address_string、address_id 之一"))
    } else {
        Ok(said.join("；"))
    }
}

/// Who says it, where anything is said of that.
fn reporter(sent: &GeoSubmission) -> Option<Identity> {
    let name: String = [&sent.last_name, &sent.first_name].into_iter().flatten().map(String::as_str).collect();
    if name.is_empty() && sent.phone.is_none() && sent.email.is_none() {
        return None;
    }
    let name = if name.is_empty() { NAMELESS.to_owned() } else { name };
    let address = sent.email.as_ref().map(|email| format!("电子邮箱 {email}"));
    Some(Identity { name, phone: sent.phone.clone(), resident_number: None, address })
}
