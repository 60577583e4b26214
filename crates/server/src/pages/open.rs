//! What is open to everybody: published notices, and what came of reports.

use super::words::{Lang, put};
use super::{Frame, TAG, answered, page};
use crate::Services;
use crate::body::{Id, Query};
use crate::endpoint::{Api, Endpoint, Verb};
use crate::problem::Problem;
use crate::records::{decode, encode};
use app::PublicNotice;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use vocabulary::Priority;

#[derive(Template)]
#[template(path = "public/notices.html")]
struct Notices {
    f: Frame,
    priority: Option<Priority>,
    lines: Vec<Line>,
    older: Option<String>,
    /// It is not the first page.
    paged: bool,
    newest: String,
}

impl Notices {
    fn is(&self, priority: &Priority) -> bool {
        self.priority == Some(*priority)
    }
}

/// A notice in a list.
pub struct Line {
    /// Its number in the ledger.
    pub id: i64,
    /// Title.
    pub title: String,
    /// When, what, where.
    pub about: String,
}

#[derive(Template)]
#[template(path = "public/notice.html")]
struct OneNotice {
    f: Frame,
    line: Line,
    number: String,
    text: String,
}

#[derive(Template)]
#[template(path = "public/results.html")]
struct Results {
    f: Frame,
    intro: String,
    rows: Vec<(&'static str, String)>,
}

/// Which notices are asked for.
#[derive(Deserialize)]
struct Wanted {
    priority: Option<String>,
    after: Option<String>,
}

/// Adds the pages of a language.
pub fn add(api: &mut Api, lang: Lang, page: &impl Fn(Verb, &str, &str, MethodRouter<Arc<Services>>) -> Endpoint) {
    let list = get(move |State(services): State<Arc<Services>>, wanted: Result<Query<Wanted>, Problem>| async move {
        let made = match wanted {
            Ok(Query(wanted)) => notices(&services, lang, wanted).await,
            Err(problem) => Err(problem),
        };
        answered(&services, lang, made).await
    });
    api.add(
        page(Verb::Get, "notices", "notices", list)
            .about(TAG, "A page of the published notices, the newest first.")
            .parameter("query", "priority", "Of this priority.", json!({ "type": "string" }))
            .parameter("query", "after", "Where the page begins, as the page before links it.", json!({ "type": "string" }))
            .problems(&[400, 500])
            .gives_as("text/html"),
    );
    let one = get(move |State(services): State<Arc<Services>>, id: Result<Id, Problem>| async move {
        let made = match id {
            Ok(Id(id)) => notice(&services, lang, id).await,
            Err(problem) => Err(problem),
        };
        answered(&services, lang, made).await
    });
    api.add(page(Verb::Get, "notices/{id}", "notice", one).about(TAG, "One published notice.").problems(&[404, 500]).gives_as("text/html"));
    let counted = get(move |State(services): State<Arc<Services>>| async move {
        let made = results(&services, lang).await;
        answered(&services, lang, made).await
    });
    api.add(
        page(Verb::Get, "results", "results", counted)
            .about(TAG, "What came of reports, in a few figures of the day; small numbers are not shown.")
            .problems(&[500])
            .gives_as("text/html"),
    );
}

async fn notices(services: &Services, lang: Lang, wanted: Wanted) -> Result<Response, Problem> {
    let priority = wanted.priority.as_deref().and_then(Priority::from_code);
    let after = wanted.after.as_deref().map(decode).transpose()?;
    let paged = after.is_some();
    let (found, next) = services.workspace.public_notices(priority.map(Priority::code), after).await?;
    let of_priority = priority.map_or_else(String::new, |priority| format!("priority={}", priority.code()));
    let newest = format!("{}notices?{of_priority}", lang.root()).trim_end_matches('?').to_owned();
    let older = next.map(|next| encode(&next)).transpose()?.map(|next| {
        let and = if of_priority.is_empty() { "" } else { "&" };
        format!("{}notices?{of_priority}{and}after={next}", lang.root())
    });
    let office = services.workspace.public_office().await?;
    let lines = found.iter().map(|notice| line(lang, notice)).collect();
    Ok(page(StatusCode::OK, &Notices { f: Frame::at(lang, &office, "notices"), priority, lines, older, paged, newest }))
}

async fn notice(services: &Services, lang: Lang, id: i64) -> Result<Response, Problem> {
    let found = match services.workspace.public_notice(id).await.map_err(Problem::from) {
        Err(problem) if problem.status == 404 => return Err(Problem::not_found(lang.words().no_notice)),
        found => found?,
    };
    let office = services.workspace.public_office().await?;
    let line = line(lang, &found);
    let f = Frame::at(lang, &office, &format!("notices/{id}"));
    Ok(page(StatusCode::OK, &OneNotice { f, line, number: found.number, text: found.text }))
}

/// A line of a list of notices.
pub fn line(lang: Lang, notice: &PublicNotice) -> Line {
    let day = notice.published_on.map(|day| lang.day(day));
    let priority =
        notice.priority.as_deref().and_then(Priority::from_code).map(|priority| lang.of(priority.zh(), priority.en()).to_owned());
    let kind = lang.of(notice.kind.zh(), notice.kind.en()).to_owned();
    let item = notice.item.map(|item| lang.of(item.zh(), item.en()).to_owned());
    let place = notice.place.as_ref().map(|place| place.replace('/', " "));
    let about: Vec<String> = day.into_iter().chain([kind]).chain(item).chain(priority).chain(place).collect();
    Line { id: notice.id, title: notice.title.clone(), about: about.join(" · ") }
}

async fn results(services: &Services, lang: Lang) -> Result<Response, Problem> {
    let w = lang.words();
    let figures = services.workspace.public_figures().await?;
    let office = services.workspace.public_office().await?;
    let count = |count: Option<u64>| count.map_or_else(|| w.few.to_owned(), |n| put(w.pieces, "n", n));
    let money = figures.recovered.map_or_else(|| w.few_money.to_owned(), |fen| put(w.yuan, "n", fen));
    let rows = vec![
        (w.results_received, count(figures.received)),
        (w.results_answered, count(figures.answered)),
        (w.results_issues, count(figures.issues_closed)),
        (w.results_money, money),
    ];
    let intro = put(w.results_intro, "day", lang.day(figures.as_of));
    Ok(page(StatusCode::OK, &Results { f: Frame::at(lang, &office, "results"), intro, rows }))
}
