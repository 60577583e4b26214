//! What administrators look at: jobs, packs in use, and whether the chain of events is whole.

use crate::Services;
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::problem::Problem;
use crate::session::Signed;
use app::casework::Role;
use app::{ChainReport, Job, JobLine, PackLine};
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::{Value, json};
use std::sync::Arc;

const TAG: &str = "administration";
const SYSTEM: Access = Access::Roles(&[Role::SystemAdmin]);

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    let (lines, packs, job) = (api.list::<JobLine>(), api.list::<PackLine>(), api.schema::<Job>());
    api.add(
        Endpoint::new(Verb::Get, "/api/v1/administration/jobs", SYSTEM, "list_all_jobs", get(jobs))
            .about(TAG, "Everybody's jobs since the program began, newest first: that they run, and not what they are about.")
            .gives(&lines),
    );
    api.add(
        Endpoint::new(Verb::Get, "/api/v1/administration/packs", SYSTEM, "list_packs", get(installed))
            .about(TAG, "The packs in use.")
            .gives(&packs),
    );
    api.add(
        Endpoint::new(Verb::Post, "/api/v1/trail/verifications", Access::Roles(&[Role::AuditAdmin]), "verify_trail", post(verify))
            .about(
                TAG,
                "Walks the whole chain of events, as a job. Its outcome says how many events hold (`events`), the newest link that holds \
                 (`newest`), and the first that does not (`broken`: its number, what is wrong with it by code and in words), if any.",
            )
            .starts(&job),
    );
}

async fn jobs(State(services): State<Arc<Services>>, Signed(_): Signed) -> Json<Vec<JobLine>> {
    Json(services.jobs.lines())
}

async fn installed(State(services): State<Arc<Services>>, Signed(_): Signed) -> Json<Vec<PackLine>> {
    Json(services.workspace.installed_packs())
}

async fn verify(State(services): State<Arc<Services>>, Signed(caller): Signed) -> Result<Response, Problem> {
    let by = caller.clone();
    crate::jobs::start(&services, &caller, "trail_verification", move |workspace, progress| async move {
        let report = workspace.verify_trail(&by, &|step| progress.step(step)).await?;
        Ok(told(&report))
    })
}

fn told(report: &ChainReport) -> Value {
    let broken = report.broken.as_ref().map(|broken| json!({ "seq": broken.seq, "fault": broken.fault, "said": broken.fault.to_string() }));
    json!({ "events": report.events, "newest": report.newest, "broken": broken })
}
