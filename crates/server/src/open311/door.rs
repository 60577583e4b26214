//! The guard before Open311: the key stands where the standard has it, as `api_key` in the query or the form, or in the header as for
//! everything else; what is refused is told in the standard's words.

use super::form::Form;
use super::words::{Fault, Format};
use crate::Services;
use crate::body::read;
use crate::problem::Problem;
use crate::session::{Guarded, Signed, address, admit_key, answer, bearer, from_elsewhere, without_nul};
use app::casework::people::KeyOperation;
use app::casework::{Actor, Caller, Role, Scope};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

/// The longest form, in bytes: the standard's longest description is four thousand characters.
const LONGEST: usize = 128 << 10;

/// Lets a request through to its endpoint, or says why not.
pub async fn guard(State((services, _, operation)): State<Guarded>, request: Request, next: Next) -> Response {
    let format = Format::of(request.uri().path());
    match let_in(&services, operation, request).await {
        Ok((signed, request)) => answer(Ok(Some(signed)), request, next).await,
        Err(fault) => fault.written(format),
    }
}

async fn let_in(services: &Services, operation: Option<KeyOperation>, mut request: Request) -> Result<(Signed, Request), Fault> {
    from_elsewhere(&request).and_then(|()| without_nul(&request))?;
    let from = address(request.extensions());
    let mut form = Form::read(request.uri().query().unwrap_or_default().as_bytes())?;
    let mut secret = bearer(request.headers()).or(form.get("api_key")).map(str::to_owned);
    let reads = request.method() == Method::GET;
    if !reads {
        let (parts, body) = request.into_parts();
        let media = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if media.split(';').next().map(str::trim) != Some("application/x-www-form-urlencoded") {
            return Err(Fault::wrong("请求体应为 application/x-www-form-urlencoded"));
        }
        let bytes = read(body, LONGEST).await.ok_or_else(|| Problem::too_large("请求体不能超过 128 KiB，或传输中断"))?;
        form = Form::read(&bytes)?;
        secret = secret.or(form.get("api_key").map(str::to_owned));
        request = Request::from_parts(parts, Body::empty());
    }
    let signed = match secret {
        Some(secret) => admit_key(services, operation, &secret, &from).await?,
        None if reads && services.workspace.tickets_are_public().await.map_err(Problem::from)? => {
            services.doors.admit_to_progress(services, &from)?;
            Signed(anybody())
        }
        None => return Err(Fault::new(StatusCode::FORBIDDEN, "缺少 api_key")),
    };
    request.extensions_mut().insert(form);
    Ok((signed, request))
}

/// Somebody without a key, where anybody may read: no step, no address in any event, and of the tickets nothing but what may be shown.
fn anybody() -> Caller {
    let actor = Actor { who: "open311".to_owned(), from: String::new() };
    Caller { actor, role: Role::Reader, intake: false, scope: Scope { person: Some("open311".to_owned()), ..Scope::everything() } }
}
