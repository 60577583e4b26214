//! Who calls: the session behind the cookie, and the guard in front of every endpoint.

use crate::Services;
use crate::endpoint::Access;
use crate::metrics::Account;
use crate::problem::Problem;
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

/// The token in the cookie, if there is one.
pub fn token(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// Lets a request through to its endpoint, or says why not.
pub async fn guard(State((services, access)): State<(Arc<Services>, Access)>, mut request: Request, next: Next) -> Response {
    // A request's body cannot be shared between threads: what is asked of it is taken out before anything is waited for.
    let asked = from_elsewhere(&request)
        .and_then(|()| without_nul(&request))
        .map(|()| (token(request.headers()).map(str::to_owned), address(request.extensions())));
    let admitted = match asked {
        Ok((token, from)) => admit(&services, access, token, from).await,
        Err(problem) => Err(problem),
    };
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
    if access == Access::Public {
        return Ok(None);
    }
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
fn from_elsewhere(request: &Request) -> Result<(), Problem> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let site = request.headers().get("sec-fetch-site").and_then(|site| site.to_str().ok());
    match site {
        Some("cross-site" | "same-site") if !reads => Err(Problem::forbidden("请求来自其他网站")),
        _ => Ok(()),
    }
}

/// No address of ours has a NUL in it, and not every database keeps one.
fn without_nul(request: &Request) -> Result<(), Problem> {
    if request.uri().path().contains("%00") {
        return Err(Problem::not_found("没有这个地址"));
    }
    if request.uri().query().is_some_and(|query| query.contains("%00")) {
        return Err(Problem::bad_request("查询参数中不能有空字符（U+0000）"));
    }
    Ok(())
}

/// Where a request comes from.
fn address(extensions: &Extensions) -> String {
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
