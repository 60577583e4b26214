//! Bodies and queries, read so that what is wrong with them is told: which field, and why.

use crate::problem::Problem;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

/// The longest JSON body, in bytes. Files go another way.
pub const LONGEST: usize = 1 << 20;

/// So much of what is too long is still taken in, and dropped: a sender who is cut off in the middle never reads why.
const DROPPED: usize = 16 << 20;

/// A body of at most so many bytes; nothing where it is longer, or breaks off.
pub async fn read(body: axum::body::Body, most: usize) -> Option<Vec<u8>> {
    let mut chunks = body.into_data_stream();
    let (mut bytes, mut length) = (Vec::new(), 0_usize);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.ok()?;
        length = length.saturating_add(chunk.len());
        if length <= most {
            bytes.extend_from_slice(&chunk);
        } else if length > most.saturating_add(DROPPED) {
            break;
        } else {
            bytes = Vec::new();
        }
    }
    (length <= most).then_some(bytes)
}

/// The beginning of a body, and whether that was all of it; nothing where it breaks off. The rest is taken in and dropped, as far as it
/// goes: of a form with pictures that are too long, what was typed before them is not lost.
pub async fn read_beginning(body: axum::body::Body, most: usize) -> Option<(Vec<u8>, bool)> {
    let mut chunks = body.into_data_stream();
    let (mut bytes, mut length) = (Vec::new(), 0_usize);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.ok()?;
        length = length.saturating_add(chunk.len());
        let room = most - bytes.len();
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if length > most.saturating_add(DROPPED) {
            break;
        }
    }
    Some((bytes, length <= most))
}

/// A JSON body.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let media = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if media.split(';').next().map(str::trim) != Some("application/json") {
            return Err(Problem::wrong_media("请求体应为 application/json"));
        }
        let bytes = read(request.into_body(), LONGEST)
            .await
            .ok_or_else(|| Problem::too_large(format!("请求体不能超过 {} KiB，或传输中断", LONGEST >> 10)))?;
        if holds_nul(&bytes) {
            return Err(Problem::unfit("文字中不能有空字符（U+0000）"));
        }
        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let field = error.path().to_string();
            let inner = error.into_inner();
            let said = format!("JSON 第 {} 行第 {} 列：{inner}", inner.line(), inner.column());
            match (inner.is_data(), field.as_str()) {
                (false, _) => Problem::bad_request(said),
                // Of the whole: a field is missing, and the text says which.
                (true, ".") => Problem::unfit(said),
                (true, _) => Problem::unfit(said).at(field),
            }
        })?;
        reader.end().map_err(|error| Problem::bad_request(format!("JSON 之后还有内容：{error}")))?;
        Ok(Self(value))
    }
}

/// Whether a text in this JSON has a NUL in it, which not every database keeps: JSON writes one in no other way.
fn holds_nul(json: &[u8]) -> bool {
    const NUL: &[u8] = br"\u0000";
    let is_escape = |at: usize| json[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 0;
    json.windows(NUL.len()).enumerate().any(|(at, window)| window == NUL && is_escape(at))
}

/// The query of an address.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        axum::extract::Query::<T>::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Query(value)| Self(value))
            .map_err(|rejection| Problem::bad_request(format!("查询参数有误：{}", rejection.body_text())))
    }
}

/// The number in the path.
#[derive(Debug)]
pub struct Id(pub i64);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        axum::extract::Path::<i64>::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(id)| Self(id))
            .map_err(|_| Problem::not_found("编号应为整数"))
    }
}

#[cfg(test)]
mod tests {
    use super::holds_nul;

    #[test]
    fn a_nul_is_told_from_a_backslash_before_a_word() {
        for (json, holds) in [
            (r#"{"a":"x\u0000"}"#, true),
            (r#"{"a":"\\\u0000"}"#, true),
            (r#"{"a":"\\u0000"}"#, false),
            (r#"{"a":"\u0001 u0000"}"#, false),
            ("", false),
        ] {
            assert_eq!(holds_nul(json.as_bytes()), holds, "{json}");
        }
    }
}
