//! The public pages (公众页面) below `/public/`: reporting, following by code, what was published. They are whole without scripts.
//!
//! * Whatever concerns a report is sent to one address, `/public/`, and answered in place, so that a browser's history shows the home
//!   page and nothing of what was done there. Every title is the same.
//! * They set no cookie and load nothing from elsewhere; the language is in the address.
//! * They call the use cases that the API calls, behind the same limits.

mod code;
mod disclosure;
mod field;
mod form;
mod multipart;
mod open;
mod pictures;
mod report;
mod words;

use crate::Services;
use crate::endpoint::{Access, Api, Endpoint, Verb};
use crate::problem::Problem;
use crate::session::From;
use app::casework::setting::PublicOffice;
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use field::Field;
use form::sent;
use std::sync::Arc;
use words::{Lang, Words, put};

const TAG: &str = "public pages";

/// Everything that a page needs is ours, and named; nothing runs that stands in the page itself.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

/// How a page leads to itself in the other language.
enum Switch {
    /// It is at another address.
    Link(String),
    /// It is made from what was typed, which is sent along with this step.
    Button(&'static str),
}

/// What every page has around it.
struct Frame {
    lang: Lang,
    w: &'static Words,
    office: Option<String>,
    switch: Switch,
}

impl Frame {
    fn new(lang: Lang, office: &PublicOffice, switch: Switch) -> Self {
        Self { lang, w: lang.words(), office: office.name.clone(), switch }
    }

    /// The address of the same page in the other language, where it has one.
    fn link(&self) -> Option<&str> {
        match &self.switch {
            Switch::Link(path) => Some(path),
            Switch::Button(_) => None,
        }
    }

    /// The step that makes the same page in the other language, where it has no address.
    fn again(&self) -> Option<&str> {
        match self.switch {
            Switch::Button(step) => Some(step),
            Switch::Link(_) => None,
        }
    }

    /// A page that has an address of its own below the language's.
    fn at(lang: Lang, office: &PublicOffice, path: &str) -> Self {
        Self::new(lang, office, Switch::Link(format!("{}{path}", lang.other().root())))
    }
}

#[derive(Template)]
#[template(path = "public/home.html")]
struct Home {
    f: Frame,
    phone: Option<String>,
    letters: String,
}

#[derive(Template)]
#[template(path = "public/failed.html")]
struct Failed {
    f: Frame,
    said: String,
    /// The code and what was typed to the office, where that would be lost.
    code: String,
    kept: Option<Field>,
}

/// Adds the pages.
pub fn add(api: &mut Api) {
    for lang in Lang::ALL {
        let page = |verb, path: &str, name: &str, handler| {
            let operation = format!("public_{name}{}", lang.of("", "_en"));
            Endpoint::new(verb, format!("{}{path}", lang.root()), Access::Public, operation, handler)
        };
        let html = "text/html";
        api.add(
            page(Verb::Get, "", "home", get(move |State(services): State<Arc<Services>>| home(services, lang)))
                .about(TAG, "The home page of the public's side.")
                .problems(&[500])
                .gives_as(html),
        );
        let step =
            post(move |State(services): State<Arc<Services>>, From(from): From, request: Request| step(services, lang, from, request));
        api.add(
            page(Verb::Post, "", "step", step)
                .about(
                    TAG,
                    "Whatever is done on the home page: reporting, confirming, following, writing. Answered by a page in place. With pictures \
                     the form comes as multipart/form-data.",
                )
                .takes_form()
                .problems(&[404, 429, 500])
                .gives_as(html),
        );
        open::add(api, lang, &page);
        disclosure::add(api, lang, &page);
    }
    let file = |path: &str, name: &str, media: &'static str, text: &'static str| {
        let handler = get(move || async move { with_headers(StatusCode::OK, media, text) });
        Endpoint::new(Verb::Get, format!("/public{path}"), Access::Public, format!("public_{name}"), handler)
            .about(TAG, "What the public pages are made with.")
            .gives_as(media.split(';').next().unwrap_or(media))
    };
    api.add(file("/page.css", "style", "text/css; charset=utf-8", include_str!("../../templates/public/page.css")));
    api.add(file("/page.js", "script", "text/javascript; charset=utf-8", include_str!("../../templates/public/page.js")));
    let door = get(|State(services): State<Arc<Services>>| home(services, Lang::Zh));
    api.add(
        Endpoint::new(Verb::Get, "/public", Access::Public, "public_door", door)
            .about(TAG, "The home page, for who leaves out the stroke at its end.")
            .problems(&[500])
            .gives_as("text/html"),
    );
    api.add(
        Endpoint::new(Verb::Get, "/public/leave", Access::Public, "public_leave", get(leave))
            .about(TAG, "Leads away from here, and has the browser forget what it has kept of these pages.")
            .problems(&[500])
            .leads_on(),
    );
}

async fn home(services: Arc<Services>, lang: Lang) -> Response {
    let made = async {
        let office = services.workspace.public_office().await?;
        let w = lang.words();
        let phone = office.phone.as_ref().map(|phone| put(w.way_phone, "phone", phone));
        let letters = office.address.as_ref().map_or_else(|| w.way_no_place.to_owned(), |place| put(w.way_letter, "place", place));
        Ok(page(StatusCode::OK, &Home { f: Frame::at(lang, &office, ""), phone, letters }))
    };
    answered(&services, lang, made.await).await
}

/// What was sent to the home page, by its step.
async fn step(services: Arc<Services>, lang: Lang, from: String, request: Request) -> Response {
    let made = async {
        let mut admitted = true;
        let with_pictures = || {
            admitted = services.doors.admit_form(&services, &from);
            admitted
        };
        let Some(sent) = sent(request, with_pictures).await else {
            return failed(&services, lang, StatusCode::BAD_REQUEST, lang.words().bad_form, None).await;
        };
        if sent.cut {
            let refused = if admitted { pictures::too_long(lang) } else { pictures::too_often(lang) };
            return match sent.code.is_empty() {
                true => report::refused(&services, lang, sent, refused).await,
                false => code::refused(&services, lang, &sent, refused).await,
            };
        }
        match sent.step.as_str() {
            "report" => report::begin(&services, lang).await,
            "again" => report::again(&services, lang, sent).await,
            "submit" => report::submit(&services, lang, &from, sent).await,
            "code" => code::show(&services, lang, &sent.shown, None, None).await,
            "confirm" => code::confirm(&services, lang, &from, &sent).await,
            "follow" => code::ask(&services, lang, StatusCode::OK, &sent.code, None, None).await,
            "open" => code::open(&services, lang, &from, &sent.code).await,
            "write" => code::write(&services, lang, &from, sent).await,
            _ => failed(&services, lang, StatusCode::BAD_REQUEST, lang.words().bad_form, None).await,
        }
    };
    answered(&services, lang, made.await).await
}

async fn leave(State(services): State<Arc<Services>>) -> Response {
    let to = services.workspace.public_office().await.map_err(Problem::from);
    let to = to.and_then(|office| HeaderValue::from_str(&office.leave_to).map_err(|_| Problem::internal("离开的网址不能用")));
    match to {
        Ok(to) => {
            let mut response = with_headers(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", "");
            response.headers_mut().insert(header::LOCATION, to);
            // These pages keep nothing in storage and have no cookie; what a browser may have kept of them is in its cache.
            response.headers_mut().insert(HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));
            response
        }
        Err(problem) => answered(&services, Lang::Zh, Err(problem)).await,
    }
}

/// The page, or one that says that it could not be made.
async fn answered(services: &Services, lang: Lang, made: Result<Response, Problem>) -> Response {
    let problem = match made {
        Ok(response) => return response,
        Err(problem) => problem,
    };
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let said = if status.is_server_error() { lang.words().failed } else { &problem.detail };
    failed(services, lang, status, said, None).await.unwrap_or_else(IntoResponse::into_response)
}

/// A page that says what went wrong; with the code and a text that would be lost, it keeps both.
async fn failed(services: &Services, lang: Lang, status: StatusCode, said: &str, kept: Option<(&str, Field)>) -> Result<Response, Problem> {
    // That the office's name cannot be read must not keep this page from being shown.
    let office = services.workspace.public_office().await.unwrap_or_else(|_| PublicOffice::unknown());
    let (code, kept) = kept.map_or((String::new(), None), |(code, field)| (code.to_owned(), Some(field)));
    Ok(page(status, &Failed { f: Frame::at(lang, &office, ""), said: said.to_owned(), code, kept }))
}

fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => with_headers(status, "text/html; charset=utf-8", html),
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            Problem::internal("页面").into_response()
        }
    }
}

fn with_headers(status: StatusCode, media: &'static str, body: impl IntoResponse) -> Response {
    let mut response = (status, body).into_response();
    for (name, value) in [(header::CONTENT_TYPE, media), (header::CONTENT_SECURITY_POLICY, POLICY), (header::CACHE_CONTROL, "no-store")] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
