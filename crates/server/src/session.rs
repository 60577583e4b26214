//! Who calls: the session behind the cookie, and the guard in front of every endpoint.

use crate::Services;
use crate::endpoint::Access;
use crate::metrics::Account;
use crate::problem::Problem;
use app::casework::people::KeyOperation;
use app::casework::{Caller, LedgerError};
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

/// The cookie that holds a session's token.
pub const COOKIE: &str = "qingyuan_session";

/// The caller, as the guard has found it.
#[derive(Debug, Clone)]
pub struct Signed(pub Caller);

impl<S: Send + Sync> FromRequestParts<S> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::unauthenticated("请先登录"))
    }
}

/// The token in the session's cookie, if there is one.
pub fn token(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, COOKIE)
}

/// What the cookie of this name holds.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// What a guard knows of its endpoint: who may call it, and what a key has to be for.
pub type Guarded = (Arc<Services>, Access, Option<KeyOperation>);

/// Lets a request through to its endpoint, or says why not.
pub async fn guard(State((services, access, key)): State<Guarded>, request: Request, next: Next) -> Response {
    // A request's body cannot be shared between threads: what is asked of it is taken out before anything is waited for.
    let asked =
        from_elsewhere(&request).and_then(|()| without_nul(&request)).map(|()| (shown(request.headers()), address(request.extensions())));
    let admitted = match asked {
        Err(problem) => Err(problem),
        Ok(_) if access == Access::Public => Ok(None),
        Ok((Shown::Key(secret), from)) => admit_key(&services, key, &secret, &from).await.map(Some),
        Ok((Shown::Session(token), from)) => admit(&services, access, token, from).await,
    };
    answer(admitted, request, next).await
}

/// By what a request says who calls: a machine by its key, a person by the session in the cookie. Where there are both it is a machine.
enum Shown {
    Key(String),
    Session(Option<String>),
}

fn shown(headers: &HeaderMap) -> Shown {
    match bearer(headers) {
        Some(secret) => Shown::Key(secret.to_owned()),
        None => Shown::Session(token(headers).map(str::to_owned)),
    }
}

/// The secret of a key, where a request carries one.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
}

/// The caller behind a key's secret, for an operation for which the key has to be. Every request of a good key counts towards its rate,
/// also one that is refused.
pub async fn admit_key(services: &Services, operation: Option<KeyOperation>, secret: &str, from: &str) -> Result<Signed, Problem> {
    let key = services.workspace.key(secret).await?;
    if let Err(seconds) = services.doors.keys.admit(key.id, key.per_minute, services.now()) {
        return Err(Problem::too_many(format!("该接口密钥每分钟最多 {} 次请求", key.per_minute)).after(seconds));
    }
    if !operation.is_some_and(|operation| key.allows(operation)) {
        return Err(Problem::forbidden("该接口密钥不能进行此项操作"));
    }
    Ok(Signed(key.caller(from)))
}

/// Passes a request on for whoever was let in, and tells the log who that was.
pub async fn answer(admitted: Result<Option<Signed>, Problem>, mut request: Request, next: Next) -> Response {
    match admitted {
        Ok(Some(signed)) => {
            let account = Account(signed.0.actor.who.clone());
            request.extensions_mut().insert(signed);
            let mut response = next.run(request).await;
            response.extensions_mut().insert(account);
            response
        }
        Ok(None) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

async fn admit(services: &Services, access: Access, token: Option<String>, from: String) -> Result<Option<Signed>, Problem> {
    let missing = || Problem::unauthenticated("请先登录；会话可能已过期");
    let session = services.workspace.session(&token.ok_or_else(missing)?).await?;
    if access == Access::Session {
        return Ok(None);
    }
    let caller = session.caller(&from).map_err(|refusal| Problem::from(LedgerError::from(refusal)))?;
    match access {
        Access::Roles(roles) if !roles.contains(&caller.role) => Err(Problem::forbidden("您的角色不能进行此项操作")),
        _ => Ok(Some(Signed(caller))),
    }
}

/// A page of another site cannot make a browser act here: the cookie is SameSite=Strict, and besides a browser says where a request
/// that changes something comes from.
pub fn from_elsewhere(request: &Request) -> Result<(), Problem> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let site = request.headers().get("sec-fetch-site").and_then(|site| site.to_str().ok());
    match site {
        Some("cross-site" | "same-site") if !reads => Err(Problem::forbidden("请求来自其他网站")),
        _ => Ok(()),
    }
}

/// No address of ours has a NUL in it, and not every database keeps one.
pub fn without_nul(request: &Request) -> Result<(), Problem> {
    if request.uri().path().contains("%00") {
        return Err(Problem::not_found("没有这个地址"));
    }
    if request.uri().query().is_some_and(|query| query.contains("%00")) {
        return Err(Problem::bad_request("查询参数中不能有空字符（U+0000）"));
    }
    Ok(())
}

/// Where a request comes from.
pub fn address(extensions: &Extensions) -> String {
    extensions.get::<ConnectInfo<SocketAddr>>().map_or_else(String::new, |ConnectInfo(address)| address.ip().to_string())
}

/// Where the request comes from.
#[derive(Debug)]
pub struct From(pub String);

impl<S: Send + Sync> FromRequestParts<S> for From {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(address(&parts.extensions)))
    }
}
