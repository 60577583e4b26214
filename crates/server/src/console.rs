//! The console (工作台): the web client that the program carries, at `/` and at every address below it that is nobody else's.

use crate::problem::Problem;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};

#[derive(rust_embed::RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Client;

/// Scripts are the client's own files alone. Styles may stand in the page: the component library writes them there.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
                      connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Where the client begins.
const FIRST_PAGE: &str = "index.html";

/// Addresses below which there is never a page of the console: a program that asks there is told that there is nothing.
const NOT_PAGES: &[&str] = &["/api/", "/fsi/", "/open311/", "/public/", "/assets/", "/metrics", "/healthz", "/readyz"];

/// Ways in which the build has packed a file, best first.
const PACKED: &[(&str, &str)] = &[("br", ".br"), ("gzip", ".gz")];

/// A file of the client; for an address that is a page of it, the first page, which shows what the address says.
pub async fn console(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return Problem::not_found("没有这个地址").into_response();
    }
    let path = uri.path().trim_start_matches('/');
    if let Some(answer) = file(path, &headers) {
        return answer;
    }
    let asked = uri.path();
    if NOT_PAGES.iter().any(|prefix| asked.starts_with(prefix) || asked == prefix.trim_end_matches('/')) {
        return Problem::not_found("没有这个地址").into_response();
    }
    file(FIRST_PAGE, &headers).unwrap_or_else(|| {
        let text = "<!doctype html><meta charset=\"utf-8\"><title>清源</title><p>本程序构建时未包含工作台页面；接口可用：<code>/api/v1</code>。\
                    <p>This program was built without its console; the API answers at <code>/api/v1</code>.";
        (StatusCode::NOT_FOUND, Html(text)).into_response()
    })
}

fn file(path: &str, headers: &HeaderMap) -> Option<Response> {
    let media = media_type(path)?;
    let whole = Client::get(path)?;
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accepts = |name: &str| accepted.split(',').any(|way| way.split(';').next().unwrap_or_default().trim() == name);
    let packed = PACKED.iter().filter(|(name, _)| accepts(name));
    let packed = packed.filter_map(|(name, suffix)| Some((*name, Client::get(&format!("{path}{suffix}"))?))).next();
    let (encoding, data) = packed.map_or((None, whole.data), |(name, file)| (Some(name), file.data));
    // A file under `assets/` has the digest of its content in its name; all others may change with the next version.
    let kept = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = data.into_owned().into_response();
    let answered = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| answered.insert(name, HeaderValue::from_static(value));
    set(header::CONTENT_TYPE, media);
    set(header::CACHE_CONTROL, kept);
    set(header::VARY, "accept-encoding");
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    if let Some(encoding) = encoding {
        set(header::CONTENT_ENCODING, encoding);
    }
    Some(response)
}

/// What the client's files are; a file of another kind is not handed out.
fn media_type(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn asked(method: Method, path: &'static str) -> Response {
        console(method, Uri::from_static(path), HeaderMap::new()).await
    }

    #[tokio::test]
    async fn a_program_that_asks_where_nothing_is_gets_no_page() {
        for path in ["/api/v1/nothing", "/api", "/fsi/api/3101x", "/public/x", "/assets/gone.js", "/metrics"] {
            let answer = asked(Method::GET, path).await;
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
            assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/problem+json", "{path}");
        }
        assert_eq!(asked(Method::POST, "/issues").await.status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn the_worker_and_the_manifest_of_the_phone_are_handed_out_as_what_they_are() {
        assert_eq!(media_type("sw.js"), Some("text/javascript; charset=utf-8"));
        assert_eq!(media_type("manifest.webmanifest"), Some("application/manifest+json"));
        assert!(POLICY.contains("worker-src 'self'") && POLICY.starts_with("default-src 'self'"));
    }

    #[tokio::test]
    async fn a_page_of_the_client_is_its_first_page_or_says_that_there_is_none() {
        for path in ["/", "/issues/12"] {
            let answer = asked(Method::GET, path).await;
            let expected = if Client::get(FIRST_PAGE).is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
            assert_eq!(answer.status(), expected, "{path}");
            assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8", "{path}");
        }
    }
}
