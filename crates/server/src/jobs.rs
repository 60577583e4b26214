//! Jobs: looked at, and followed by server-sent events.

use crate::Services;
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::masked::{Masked, mask};
use crate::problem::Problem;
use crate::session::Signed;
use app::casework::Caller;
use app::{AppError, Job, Progress, Workspace};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream::{self, Stream};
use serde_json::Value;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

const TAG: &str = "jobs";

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    let (job, jobs) = (api.schema::<Job>(), api.list::<Job>());
    api.add(
        Endpoint::new(Verb::Get, "/api/v1/jobs", Access::SignedIn, "list_jobs", get(list))
            .about(TAG, "The caller's jobs since the program began, newest first.")
            .gives(&jobs),
    );
    api.add(
        Endpoint::new(Verb::Get, "/api/v1/jobs/{job}", Access::SignedIn, "get_job", get(one))
            .about(TAG, "One of the caller's jobs.")
            .problems(&[404])
            .gives(&job),
    );
    api.add(
        Endpoint::new(Verb::Get, "/api/v1/jobs/{job}/events", Access::SignedIn, "follow_job", get(follow))
            .about(TAG, "How far a job is, as server-sent events until it ends; each carries the job.")
            .problems(&[404])
            .gives_as("text/event-stream"),
    );
}

/// Starts a job in which the caller acts; answers with it, and where it is found. Of a failure that is not the caller's the job tells no
/// more than any other answer would.
pub fn start<W>(
    services: &Services,
    caller: &Caller,
    kind: &'static str,
    work: impl FnOnce(Workspace, Progress) -> W,
) -> Result<Response, Problem>
where
    W: Future<Output = Result<Value, AppError>> + Send + 'static,
{
    let (workspace, who) = (services.workspace.acting(caller), &caller.actor.who);
    let id = services.jobs.start(kind, who, |progress| {
        let (teller, of) = (workspace.clone(), who.clone());
        let work = work(workspace, progress);
        async move {
            let done = work.await;
            if done.is_err()
                && let Err(error) = teller.tell_of_failed_job(&of, kind).await
            {
                tracing::warn!(%error, job = kind, "that a job has failed could not be told");
            }
            done.map_err(|error| AppError::Refused(Problem::from(error).detail))
        }
    });
    let job = asked(services, who, &id.to_string())?.borrow().clone();
    let place = HeaderValue::from_str(&format!("/api/v1/jobs/{id}")).map_err(|_| Problem::internal("地址"))?;
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, place)], Masked(job)).into_response())
}

async fn list(State(services): State<Arc<Services>>, Signed(caller): Signed) -> Masked<Vec<Job>> {
    Masked(services.jobs.all_of(&caller.actor.who))
}

fn asked(services: &Services, who: &str, id: &str) -> Result<tokio::sync::watch::Receiver<Job>, Problem> {
    let missing = || Problem::not_found("没有这个任务；任务记录不跨重启保留");
    services.jobs.of(who, id.parse().map_err(|_| missing())?).ok_or_else(missing)
}

async fn one(State(services): State<Arc<Services>>, Signed(caller): Signed, Path(id): Path<String>) -> Result<Masked<Job>, Problem> {
    Ok(Masked(asked(&services, &caller.actor.who, &id)?.borrow().clone()))
}

async fn follow(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Path(id): Path<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let job = asked(&services, &caller.actor.who, &id)?;
    let told = stream::unfold(Some((job, true)), |state| async move {
        let (mut job, first) = state?;
        if !first {
            // At most five a second: a job may be a great deal faster.
            tokio::time::sleep(Duration::from_millis(200)).await;
            job.changed().await.ok()?;
        }
        let now = job.borrow_and_update().clone();
        let mut told = serde_json::to_value(&now).unwrap_or_default();
        mask(&mut told);
        let event = Event::default().event("job").json_data(&told).unwrap_or_default();
        let next = now.ended_at.is_none().then_some((job, false));
        Some((Ok(event), next))
    });
    Ok(Sse::new(told).keep_alive(KeepAlive::default()))
}
