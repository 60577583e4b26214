//! Figures of the program itself, for Prometheus; and a line of the log for each request. Neither says what was asked for or answered,
//! nor where a request came from.

use crate::Services;
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::problem::Problem;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Requests that were answered, by operation.
#[derive(Debug, Default)]
pub struct Figures(Mutex<BTreeMap<Arc<str>, Operation>>);

#[derive(Debug, Default)]
struct Operation {
    statuses: BTreeMap<u16, u64>,
    time: Duration,
}

impl Figures {
    fn add(&self, operation: &Arc<str>, status: u16, time: Duration) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let figures = all.entry(Arc::clone(operation)).or_default();
        *figures.statuses.entry(status).or_default() += 1;
        figures.time += time;
    }

    /// In the text format of Prometheus.
    fn write(&self, text: &mut String) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Writing to a String can't fail.
        text.push_str("# HELP qingyuan_requests_total Requests answered.\n# TYPE qingyuan_requests_total counter\n");
        for (operation, figures) in all.iter() {
            for (status, count) in &figures.statuses {
                let _ = writeln!(text, "qingyuan_requests_total{{operation=\"{operation}\",status=\"{status}\"}} {count}");
            }
        }
        text.push_str("# HELP qingyuan_request_seconds Seconds until requests were answered.\n# TYPE qingyuan_request_seconds summary\n");
        for (operation, figures) in all.iter() {
            let (seconds, micros) = (figures.time.as_secs(), figures.time.subsec_micros());
            let count: u64 = figures.statuses.values().sum();
            let _ = writeln!(text, "qingyuan_request_seconds_sum{{operation=\"{operation}\"}} {seconds}.{micros:06}");
            let _ = writeln!(text, "qingyuan_request_seconds_count{{operation=\"{operation}\"}} {count}");
        }
    }
}

/// The account for which a request was answered, told by the guard.
#[derive(Debug, Clone)]
pub struct Account(pub String);

/// What is noted down of a request.
pub type Noted = (Arc<Services>, Arc<str>);

/// Counts a request and writes its line.
pub async fn note(State((services, operation)): State<Noted>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let response = next.run(request).await;
    let (status, time) = (response.status().as_u16(), began.elapsed());
    services.figures.add(&operation, status, time);
    let account = response.extensions().get::<Account>().map_or("", |Account(login)| login);
    let milliseconds = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%method, %operation, status, milliseconds, account, "request");
    response
}

/// Adds the endpoint.
pub fn add(api: &mut Api) {
    api.add(
        Endpoint::new(Verb::Get, "/metrics", Access::Public, "metrics", get(metrics))
            .about("program", "Figures of the program for Prometheus: on the machine itself, or with the key as bearer token.")
            .problems(&[403, 500])
            .gives_as("text/plain"),
    );
}

async fn metrics(
    State(services): State<Arc<Services>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if !admits(peer, &headers, services.metrics_key.as_deref()) {
        return Err(Problem::forbidden("只供本机或持监控密钥者读取"));
    }
    let mut text = String::new();
    services.figures.write(&mut text);
    text.push_str("# HELP qingyuan_jobs_running Jobs under way.\n# TYPE qingyuan_jobs_running gauge\n");
    let running = services.jobs.running();
    for kind in ["import", "screen", "trial", "precheck", "tickets"] {
        let _ = writeln!(text, "qingyuan_jobs_running{{kind=\"{kind}\"}} {}", running.get(kind).copied().unwrap_or_default());
    }
    duties(&services, &mut text).await?;
    let newest = services.workspace.newest_event().await?;
    text.push_str(
        "# HELP qingyuan_ledger_newest_event Number of the newest event of the ledger.\n# TYPE qingyuan_ledger_newest_event gauge\n",
    );
    let _ = writeln!(text, "qingyuan_ledger_newest_event {newest}");
    let media = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, media)], text).into_response())
}

/// What the program does by itself, and what waits to go out.
async fn duties(services: &Services, text: &mut String) -> Result<(), Problem> {
    text.push_str("# HELP qingyuan_duties_total Rounds of duties.\n# TYPE qingyuan_duties_total counter\n");
    for ((duty, outcome), count) in services.workspace.duty_figures() {
        let _ = writeln!(text, "qingyuan_duties_total{{duty=\"{}\",outcome=\"{}\"}} {count}", duty.code(), outcome.code());
    }
    let outbox = services.workspace.outbox_figures().await?;
    text.push_str("# HELP qingyuan_outbox What waits to be sent or was given up.\n# TYPE qingyuan_outbox gauge\n");
    for (channel, state, count) in [
        ("mail", "waiting", outbox.mails_waiting),
        ("mail", "given_up", outbox.mails_given_up),
        ("message", "waiting", outbox.messages_waiting),
        ("message", "given_up", outbox.messages_given_up),
    ] {
        let _ = writeln!(text, "qingyuan_outbox{{channel=\"{channel}\",state=\"{state}\"}} {count}");
    }
    Ok(())
}

/// Whoever asks on the machine itself, or has the key. What a proxy on the machine passes on comes from elsewhere.
fn admits(peer: SocketAddr, headers: &HeaderMap, key: Option<&str>) -> bool {
    let passed_on = ["forwarded", "x-forwarded-for", "x-real-ip", "via"].iter().any(|name| headers.contains_key(*name));
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
    let with_key = match (key, given) {
        (Some(key), Some(given)) if !key.is_empty() => same(key.as_bytes(), given.as_bytes()),
        _ => false,
    };
    with_key || (peer.ip().is_loopback() && !passed_on)
}

/// Whether two texts are the same, in a time that does not tell how much of them is.
fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |differs, (l, r)| differs | (l ^ r)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_operation_and_status() {
        let figures = Figures::default();
        let list: Arc<str> = "list_leads".into();
        figures.add(&list, 200, Duration::from_micros(1_500_000));
        figures.add(&list, 200, Duration::from_micros(20));
        figures.add(&list, 403, Duration::from_micros(5));
        let mut text = String::new();
        figures.write(&mut text);
        for line in [
            "qingyuan_requests_total{operation=\"list_leads\",status=\"200\"} 2",
            "qingyuan_requests_total{operation=\"list_leads\",status=\"403\"} 1",
            "qingyuan_request_seconds_sum{operation=\"list_leads\"} 1.500025",
            "qingyuan_request_seconds_count{operation=\"list_leads\"} 3",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
        }
    }

    #[test]
    fn figures_are_for_the_machine_itself_or_for_the_key() {
        let (here, elsewhere): (SocketAddr, SocketAddr) = ("127.0.0.1:40000".parse().unwrap(), "10.0.0.9:40000".parse().unwrap());
        let plain = HeaderMap::new();
        let mut passed_on = HeaderMap::new();
        passed_on.insert("x-forwarded-for", HeaderValue::from_static("10.0.0.9"));
        let keyed = |key: &'static str| HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static(key))]);
        assert!(admits(here, &plain, None));
        assert!(!admits(here, &passed_on, None), "a proxy on the machine asks for somebody elsewhere");
        assert!(!admits(elsewhere, &plain, Some("k3y")));
        assert!(admits(elsewhere, &keyed("Bearer k3y"), Some("k3y")));
        assert!(!admits(elsewhere, &keyed("Bearer k3x"), Some("k3y")));
        assert!(!admits(elsewhere, &keyed("Bearer "), Some("")), "an empty key is none");
        assert!(!admits(elsewhere, &keyed("Bearer k3y"), None));
    }
}
