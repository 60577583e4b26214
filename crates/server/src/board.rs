//! The campaign board: figures, each with the list that it counts.

use crate::Services;
use crate::asked::{Parameters, query_of_leads, query_of_records};
use crate::body::Query;
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::problem::Problem;
use crate::records::plural;
use crate::session::Signed;
use app::casework::board::{Board, BoardFilter, Counted, Measure};
use app::casework::record::Days;
use app::casework::{Kind, Role};
use axum::Json;
use axum::extract::State;
use axum::routing::get;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use utoipa::ToSchema;

/// Everybody who works in a campaign, and those who see figures alone; no administrator.
const WHO: Access = Access::Roles(&[
    Role::Supervisor,
    Role::ResidentOffice,
    Role::DepartmentHead,
    Role::DepartmentStaff,
    Role::Town,
    Role::Village,
    Role::Institution,
    Role::School,
    Role::Reader,
]);

/// A board, and what its figures count.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BoardAnswer)]
pub struct Shown {
    /// The board.
    pub board: Board,
    /// Each figure's list.
    pub doors: Vec<Door>,
}

/// The list that a figure counts, or sums.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BoardDoor)]
pub struct Door {
    /// The figure.
    pub measure: Measure,
    /// Whether it is money, in fen.
    pub money: bool,
    /// The plural of the kind of record, as in the address of its list.
    pub list: String,
    /// The parameters of that list, but for priority, department and town, which are those of the figure's place.
    #[schema(value_type = BTreeMap<String, String>)]
    pub query: Parameters,
    /// The parameter among them that holds the days: for a figure of a month, the month stands there.
    pub days: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    campaign: Option<i64>,
    days: Option<Days>,
}

/// Adds the endpoint.
pub fn add(api: &mut Api) {
    let shown = api.schema::<Shown>();
    let board_at = Endpoint::new(Verb::Get, "/api/v1/figures/board", WHO, "board_figures", get(board))
        .about("figures", "The campaign board: figures by priority, department and town, goals, trends, what is overdue; each with its list.")
        .parameter("query", "campaign", "Campaign; the whole district without.", json!({ "type": "integer", "format": "int64" }))
        .parameter(
            "query",
            "days",
            "What happened on these days of Beijing: 2026-03-01..2026-03-31, or 2026-03. Without, the campaign's up to today, or this year's.",
            json!({ "type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}(-[0-9]{2}\.\.[0-9]{4}-[0-9]{2}-[0-9]{2})?$" }),
        );
    api.add(board_at.gives(&shown).problems(&[400, 404]));
}

async fn board(State(services): State<Arc<Services>>, Signed(caller): Signed, Query(asked): Query<Asked>) -> Result<Json<Shown>, Problem> {
    let filter = BoardFilter { campaign: asked.campaign, days: asked.days };
    let board = services.workspace.board(&caller, filter).await?;
    let field = board.field();
    let doors = Measure::ALL.iter().map(|measure| door(*measure, measure.counted(&field), field.days)).collect();
    Ok(Json(Shown { board, doors }))
}

fn door(measure: Measure, counted: Counted, days: Days) -> Door {
    let (kind, query) = match counted {
        Counted::Records(kind, filter) => (kind, query_of_records(&filter)),
        Counted::Leads(filter) => (Kind::Lead, query_of_leads(&filter)),
    };
    let held = query.iter().find(|(_, value)| **value == days.to_string()).map(|(name, _)| (*name).to_owned());
    Door { measure, money: measure.is_money(), list: plural(kind).to_owned(), query, days: held }
}
