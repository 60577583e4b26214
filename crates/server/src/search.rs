//! Search from anywhere, and to whom a matter may be given.

use crate::Services;
use crate::body::Query;
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::files::WORKING;
use crate::masked::Masked;
use crate::problem::Problem;
use crate::session::Signed;
use app::casework::people::{Assignee, AssigneeFilter};
use app::casework::search::Found;
use axum::Json;
use axum::extract::State;
use axum::routing::get;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// People in one answer, and at most.
const PEOPLE: usize = 50;
const MOST_PEOPLE: usize = 500;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sought {
    q: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    q: Option<String>,
    office: Option<String>,
    login: Option<String>,
    limit: Option<usize>,
}

/// Adds the endpoints.
pub fn add(api: &mut Api) {
    let (found, people) = (api.list::<Found>(), api.list::<Assignee>());
    let text = || json!({ "type": "string" });
    api.add(
        Endpoint::new(Verb::Get, "/api/v1/search", Access::SignedIn, "search", get(search))
            .about(
                "search",
                "What within the caller's scope has this number (of a record, a ticket, a lead's subject), this text in its title, or a \
                 subject whose name begins so: a few of each kind, those that are called exactly so first.",
            )
            .parameter("query", "q", "What is looked for, 2 to 100 characters; a shorter or longer text finds nothing.", text())
            .problems(&[400])
            .gives(&found),
    );
    api.add(
        Endpoint::new(Verb::Get, "/api/v1/assignees", WORKING, "list_assignees", get(assignees))
            .about("search", "People to whom the caller may give a matter, by office and name.")
            .parameter("query", "q", "Text in the name or the login name.", text())
            .parameter("query", "office", "Of this office.", text())
            .parameter("query", "login", "These accounts, with commas between them.", text())
            .parameter("query", "limit", "At most so many.", json!({ "type": "integer", "minimum": 1, "maximum": MOST_PEOPLE }))
            .problems(&[400])
            .gives(&people),
    );
}

async fn search(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Query(sought): Query<Sought>,
) -> Result<Masked<Vec<Found>>, Problem> {
    Ok(Masked(services.workspace.search(&caller, sought.q.as_deref().unwrap_or_default()).await?))
}

async fn assignees(
    State(services): State<Arc<Services>>,
    Signed(caller): Signed,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Vec<Assignee>>, Problem> {
    let limit = wanted.limit.unwrap_or(PEOPLE);
    if !(1..=MOST_PEOPLE).contains(&limit) {
        return Err(Problem::bad_request(format!("limit 应在 1 至 {MOST_PEOPLE} 之间")).at("limit"));
    }
    let logins = wanted.login.map(|logins| logins.split(',').map(str::to_owned).collect()).unwrap_or_default();
    let filter = AssigneeFilter { text: wanted.q, office: wanted.office, logins, limit };
    Ok(Json(services.workspace.assignees(&caller, &filter).await?))
}
