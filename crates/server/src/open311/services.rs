//! Services of the standard: each priority with each class of petition.

use super::words::{Fault, Format, Shape, told};
use app::casework::complaint::{HotlineClass, PetitionClass};
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use vocabulary::label::Priority;

/// What stands before the class where no priority is known.
const GENERAL: &str = "general";
/// When services and attributes last changed, as callers who keep them are told.
const CHANGESET: &str = "2026-11-24T00:00:00Z";

/// The other system's own number of a ticket.
pub const TICKET_NO: &str = "ticket_no";
/// How soon it is to be answered.
pub const HOTLINE_CLASS: &str = "hotline_class";
/// When the citizen called.
pub const CALLED_AT: &str = "called_at";
/// The town to which it belongs.
pub const TOWN: &str = "town";
/// The village or community to which it belongs.
pub const VILLAGE: &str = "village";

/// A service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct GeoService {
    /// Its code.
    pub service_code: String,
    /// Its name.
    pub service_name: String,
    /// What it is for.
    pub description: String,
    /// There are attributes.
    pub metadata: bool,
    /// A request's number is answered at once.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Words by which it is found.
    pub keywords: String,
    /// Its group: the priority.
    pub group: String,
}

/// The attributes of a service.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GeoDefinition {
    /// Its code.
    pub service_code: String,
    /// Its attributes.
    pub attributes: Vec<GeoAttribute>,
}

/// An attribute.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GeoAttribute {
    /// Something is to be entered.
    pub variable: bool,
    /// Its code: it is sent as `attribute[code]`.
    pub code: &'static str,
    /// Its type, in the standard's words.
    pub datatype: &'static str,
    /// Has to be there.
    pub required: bool,
    /// How it is written.
    pub datatype_description: Option<&'static str>,
    /// Its place among the others.
    pub order: u32,
    /// What it is.
    pub description: &'static str,
    /// What may be chosen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<GeoValue>,
}

/// What may be chosen.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GeoValue {
    /// Its key.
    pub key: &'static str,
    /// Its name.
    pub name: &'static str,
}

/// A service as it is known here: a priority, by code, and a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Priority (领域); none for a matter of no known one.
    pub priority: Option<String>,
    /// What is asked for.
    pub class: PetitionClass,
}

impl Service {
    /// Every one.
    fn all() -> impl Iterator<Item = Self> {
        let priorities = std::iter::once(None).chain(Priority::ALL.iter().map(|priority| Some(priority.code().to_owned())));
        priorities.flat_map(|priority| PetitionClass::ALL.iter().map(move |class| Self { priority: priority.clone(), class: *class }))
    }

    /// The one of this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|service| service.code() == code)
    }

    /// Its code.
    pub fn code(&self) -> String {
        format!("{}-{}", self.priority.as_deref().unwrap_or(GENERAL), self.class.code())
    }

    /// Its name.
    pub fn name(&self) -> String {
        format!("{}·{}", self.group(), self.class.zh())
    }

    fn group(&self) -> &str {
        let Some(code) = self.priority.as_deref() else { return "综合" };
        match Priority::from_code(code) {
            Some(priority) => priority.zh(),
            None => code,
        }
    }

    fn described(&self) -> GeoService {
        GeoService {
            service_code: self.code(),
            service_name: self.name(),
            description: format!("{}方面的{}", self.group(), self.class.zh()),
            metadata: true,
            kind: "realtime",
            keywords: format!("12345,{},{}", self.group(), self.class.zh()),
            group: self.group().to_owned(),
        }
    }
}

fn attributes() -> Vec<GeoAttribute> {
    let plain = |order, code, datatype, datatype_description, description| GeoAttribute {
        variable: true,
        code,
        datatype,
        required: false,
        datatype_description,
        order,
        description,
        values: Vec::new(),
    };
    let classes = HotlineClass::ALL.iter().map(|class| GeoValue { key: class.code(), name: class.zh() }).collect();
    vec![
        plain(1, TICKET_NO, "string", None, "工单号：同一工单号重复报送视为同一诉求"),
        GeoAttribute {
            values: classes, ..plain(2, HOTLINE_CLASS, "singlevaluelist", None, "工单类型，决定答复时限；不填为投诉求助")
        },
        plain(3, CALLED_AT, "datetime", Some("2026-03-05T08:40:00+08:00"), "来电时间；不填为报送时间"),
        plain(4, TOWN, "string", None, "镇街"),
        plain(5, VILLAGE, "string", Some("镇街/村居"), "村居"),
    ]
}

/// The last part of an address without the format at its end.
pub fn without_format(part: &str) -> &str {
    part.strip_suffix(".json").or(part.strip_suffix(".xml")).unwrap_or(part)
}

/// Every service.
pub async fn list(format: Format) -> Response {
    let services: Vec<GeoService> = Service::all().map(|service| service.described()).collect();
    told(format, StatusCode::OK, &Shape::list("services", "service"), &services)
}

/// The attributes of a service.
pub async fn define(format: Format, Path(part): Path<String>) -> Response {
    match Service::from_code(without_format(&part)) {
        Some(service) => {
            let definition = GeoDefinition { service_code: service.code(), attributes: attributes() };
            told(format, StatusCode::OK, &Shape::one("service_definition"), &definition)
        }
        None => Fault::missing("service_code 不存在").written(format),
    }
}

/// Where the service is. The address is that under which it was asked for.
pub async fn discover(format: Format, headers: HeaderMap) -> Response {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let scheme =
        headers.get("x-forwarded-proto").and_then(|scheme| scheme.to_str().ok()).filter(|scheme| *scheme == "https").unwrap_or("http");
    let discovery = json!({
        "changeset": CHANGESET,
        "contact": "本单位安全管理员",
        "key_service": "接口密钥由本单位安全管理员发放",
        "endpoints": [{
            "specification": "http://wiki.open311.org/GeoReport_v2",
            "url": format!("{scheme}://{host}/open311/v2"),
            "changeset": CHANGESET,
            "type": "production",
            "formats": ["text/xml", "application/json"],
        }],
    });
    told(format, StatusCode::OK, &Shape::one("discovery"), &discovery)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_has_a_code_that_leads_back_to_it() {
        let all: Vec<Service> = Service::all().collect();
        assert_eq!(all.len(), (Priority::ALL.len() + 1) * PetitionClass::ALL.len());
        for service in &all {
            assert_eq!(Service::from_code(&service.code()).as_ref(), Some(service));
        }
        assert_eq!((all[0].code().as_str(), Service::from_code("rural")), ("general-accusation", None));
    }
}
