//! The standard's two ways of writing: the same answer as JSON or as XML, by the end of the address; and its errors.

use crate::masked::mask;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Value, json};
use std::convert::Infallible;
use utoipa::ToSchema;

/// In which way an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// XML.
    Xml,
}

impl Format {
    /// By the end of an address: XML is the one that the standard requires.
    pub fn of(path: &str) -> Self {
        if path.ends_with(".json") { Self::Json } else { Self::Xml }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Format {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts.uri.path()))
    }
}

/// An error of the standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct GeoError {
    /// The status, once more.
    pub code: u16,
    /// What is wrong.
    pub description: String,
}

/// What is wrong with a request, to be told in the standard's words.
#[derive(Debug)]
pub struct Fault {
    error: GeoError,
    retry_after: Option<u32>,
}

impl Fault {
    /// Something that the standard tells with this status.
    pub fn new(status: StatusCode, description: impl Into<String>) -> Self {
        Self { error: GeoError { code: status.as_u16(), description: description.into() }, retry_after: None }
    }

    /// A request that does not fit.
    pub fn wrong(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, description)
    }

    /// What there is none of.
    pub fn missing(description: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, description)
    }

    /// In this way of writing.
    pub fn written(self, format: Format) -> Response {
        let status = StatusCode::from_u16(self.error.code).unwrap_or(StatusCode::BAD_REQUEST);
        let mut response = written(format, status, &Shape::list("errors", "error"), &json!([self.error]));
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The standard has few statuses: a key that is missing or wrong is 403, whatever does not fit is 400.
impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        let code = match problem.status {
            401 | 403 => 403,
            status @ (404 | 413 | 429 | 500) => status,
            _ => 400,
        };
        Self { error: GeoError { code, description: problem.detail }, retry_after: problem.retry_after }
    }
}

/// How an answer is named in XML: its root, and where it is a list, what each of it is.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    root: &'static str,
    item: &'static str,
}

impl Shape {
    /// A list of these.
    pub const fn list(root: &'static str, item: &'static str) -> Self {
        Self { root, item }
    }

    /// One thing.
    pub const fn one(root: &'static str) -> Self {
        Self { root, item: "" }
    }
}

/// An answer, with every number of a person in it masked: what offices publish is written by people, too.
pub fn told(format: Format, status: StatusCode, shape: &Shape, value: &impl Serialize) -> Response {
    match serde_json::to_value(value) {
        Ok(mut value) => {
            mask(&mut value);
            written(format, status, shape, &value)
        }
        Err(_) => Fault::from(Problem::internal("应答")).written(format),
    }
}

/// An answer as it is.
pub fn written(format: Format, status: StatusCode, shape: &Shape, value: &Value) -> Response {
    let (media, body) = match format {
        Format::Json => ("application/json; charset=utf-8", value.to_string()),
        Format::Xml => {
            let mut text = r#"<?xml version="1.0" encoding="utf-8"?>"#.to_owned();
            element(&mut text, shape.root, shape.item, value);
            ("text/xml; charset=utf-8", text)
        }
    };
    (status, [(header::CONTENT_TYPE, HeaderValue::from_static(media))], body).into_response()
}

/// Writes an element; the items of a list within it are named as it is, in the singular.
fn element(text: &mut String, name: &str, item: &str, value: &Value) {
    text.push('<');
    text.push_str(name);
    if value.is_null() {
        text.push_str("/>");
        return;
    }
    text.push('>');
    match value {
        Value::Array(items) => {
            let item = if item.is_empty() { name.trim_end_matches('s') } else { item };
            items.iter().for_each(|value| element(text, item, "", value));
        }
        Value::Object(fields) => fields.iter().for_each(|(name, value)| element(text, name, "", value)),
        Value::String(said) => escape(text, said),
        other => text.push_str(&other.to_string()),
    }
    text.push_str("</");
    text.push_str(name);
    text.push('>');
}

/// Writes a text so that none of it is taken for markup; characters that XML has no way to write are left out.
fn escape(text: &mut String, said: &str) {
    for c in said.chars() {
        match c {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\t' | '\n' | '\r' => text.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => text.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_answer_is_written_in_both_ways_and_nothing_in_it_is_markup() {
        let value = json!([{ "service_request_id": "XF1", "description": null, "values": [{ "key": "a", "name": "<b>&\"\u{1}" }] }]);
        let mut text = String::new();
        element(&mut text, "service_requests", "request", &value);
        assert_eq!(
            text,
            "<service_requests><request><description/><service_request_id>XF1</service_request_id>\
             <values><value><key>a</key><name>&lt;b&gt;&amp;&quot;</name></value></values></request></service_requests>"
        );
    }

    #[test]
    fn faults_have_the_statuses_of_the_standard() {
        let of = |problem: Problem| Fault::from(problem).error.code;
        assert_eq!(of(Problem::unauthenticated("x")), 403);
        assert_eq!(of(Problem::forbidden("x")), 403);
        assert_eq!(of(Problem::unfit("x")), 400);
        assert_eq!(of(Problem::not_found("x")), 404);
        assert_eq!(of(Problem::too_many("x")), 429);
    }
}
