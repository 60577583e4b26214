//! The tracking code: shown, typed back, and what it opens.

use super::field::Field;
use super::form::Sent;
use super::pictures::{self, PictureField, Refused};
use super::report::LONGEST_TEXT;
use super::words::{Lang, put};
use super::{Frame, Switch, failed, page};
use crate::Services;
use crate::problem::Problem;
use app::casework::clock::beijing_day;
use app::casework::complaint::{Direction, Mailbox, Message, Progress, TrackingCode};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};

#[derive(Template)]
#[template(path = "public/code.html")]
struct Shown {
    f: Frame,
    shown: String,
    /// What became of the pictures.
    told: Option<String>,
    repeat: Field,
}

impl Shown {
    fn groups(&self) -> impl Iterator<Item = &str> {
        self.shown.split(' ')
    }
}

#[derive(Template)]
#[template(path = "public/done.html")]
struct Done {
    f: Frame,
    received: Option<String>,
    decide: Option<String>,
    code: String,
}

#[derive(Template)]
#[template(path = "public/follow.html")]
struct Ask {
    f: Frame,
    notice: Option<String>,
    field: Field,
}

#[derive(Template)]
#[template(path = "public/mailbox.html")]
struct Opened {
    f: Frame,
    notice: Option<String>,
    sent: bool,
    unconfirmed: bool,
    status: &'static str,
    means: String,
    dates: Vec<(&'static str, String)>,
    letters: Vec<Letter>,
    code: String,
    field: Field,
    pictures: PictureField,
    /// What became of the pictures.
    told: Option<String>,
}

struct Letter {
    class: &'static str,
    who: &'static str,
    day: String,
    text: String,
    pictures: String,
}

/// Shows the code that a complaint was given, to be written down and typed back.
pub async fn show(
    services: &Services,
    lang: Lang,
    code: &str,
    error: Option<&'static str>,
    told: Option<String>,
) -> Result<Response, Problem> {
    let w = lang.words();
    let Some(code) = TrackingCode::parse(code) else { return ask(services, lang, StatusCode::OK, "", None, None).await };
    let office = services.workspace.public_office().await?;
    let repeat = Field {
        id: "code",
        label: w.code_again,
        required: Some(w.required),
        hint: Some(w.code_hint),
        error: error.map(str::to_owned),
        rows: 1,
        digits: true,
        ..Field::default()
    };
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(page(status, &Shown { f: Frame::new(lang, &office, Switch::Button("code")), shown: code.to_string(), told, repeat }))
}

/// The code was typed back.
pub async fn confirm(services: &Services, lang: Lang, from: &str, sent: &Sent) -> Result<Response, Problem> {
    let w = lang.words();
    let shown = TrackingCode::parse(&sent.shown);
    if shown.is_some() && shown != TrackingCode::parse(&sent.code) {
        return show(services, lang, &sent.shown, Some(w.wrong_repeat), None).await;
    }
    if services.doors.admit_code(services, from).is_err() {
        return ask(services, lang, StatusCode::TOO_MANY_REQUESTS, &sent.code, Some(w.too_many), None).await;
    }
    if let Err(error) = services.workspace.confirm_complaint(&sent.code).await {
        let problem = Problem::from(error);
        return match problem.code {
            "not_found" => ask(services, lang, StatusCode::NOT_FOUND, &sent.code, None, Some(w.no_code)).await,
            // It was confirmed before: the button was pressed twice.
            "conflict" => opened(services, lang, StatusCode::OK, &sent.code, Opening::default()).await,
            _ => Err(problem),
        };
    }
    let Mailbox { dates, .. } = services.workspace.mailbox(&sent.code).await?;
    let office = services.workspace.public_office().await?;
    let done = Done {
        f: Frame::new(lang, &office, Switch::Button("open")),
        received: dates.received_at.map(|at| put(w.done_on, "day", day(lang, at))),
        decide: dates.decide_by.map(|by| put(w.done_decide, "day", lang.day(by))),
        code: sent.code.clone(),
    };
    Ok(page(StatusCode::OK, &done))
}

/// Asks for a code.
pub async fn ask(
    services: &Services,
    lang: Lang,
    status: StatusCode,
    typed: &str,
    notice: Option<&str>,
    error: Option<&str>,
) -> Result<Response, Problem> {
    let w = lang.words();
    let office = services.workspace.public_office().await?;
    let field = Field {
        id: "code",
        label: w.code_is,
        required: Some(w.required),
        hint: Some(w.code_hint),
        error: error.map(str::to_owned),
        value: typed.to_owned(),
        rows: 1,
        digits: true,
    };
    let shown = Ask { f: Frame::new(lang, &office, Switch::Button("follow")), notice: notice.map(str::to_owned), field };
    Ok(page(status, &shown))
}

/// Opens what is behind a code. One that is none and one that nobody has are told alike.
pub async fn open(services: &Services, lang: Lang, from: &str, code: &str) -> Result<Response, Problem> {
    if services.doors.admit_code(services, from).is_err() {
        return ask(services, lang, StatusCode::TOO_MANY_REQUESTS, code, Some(lang.words().too_many), None).await;
    }
    opened(services, lang, StatusCode::OK, code, Opening::default()).await
}

/// What was written to the office, with why its pictures are not taken.
pub async fn refused(services: &Services, lang: Lang, sent: &Sent, Refused(status, said): Refused) -> Result<Response, Problem> {
    let opening = Opening { message: sent.message.clone(), refused: Some(said), ..Opening::default() };
    opened(services, lang, status, &sent.code, opening).await
}

/// Writes to the office, with pictures.
pub async fn write(services: &Services, lang: Lang, from: &str, mut sent: Sent) -> Result<Response, Problem> {
    let w = lang.words();
    let chosen = std::mem::take(&mut sent.pictures);
    let kept = |error: Option<String>, chosen: bool| Opening {
        message: sent.message.clone(),
        error,
        refused: chosen.then(|| w.pictures_again.to_owned()),
        ..Opening::default()
    };
    if services.doors.admit_code(services, from).is_err() {
        let field = letter(lang, &sent.message, None);
        return failed(services, lang, StatusCode::TOO_MANY_REQUESTS, w.too_many, Some((&sent.code, field))).await;
    }
    let (unsaid, any) = (sent.message.trim().is_empty(), !chosen.is_empty());
    if unsaid || sent.message.chars().count() > LONGEST_TEXT {
        let error = if unsaid { w.need_message } else { w.long_text };
        let opening = kept(Some(error.to_owned()), any);
        return opened(services, lang, StatusCode::UNPROCESSABLE_ENTITY, &sent.code, opening).await;
    }
    let most = services.workspace.public_limits().await?.pictures;
    let taken = match pictures::looked_at(services, lang, from, chosen, most) {
        Ok(taken) => taken,
        Err(refusal) => return refused(services, lang, &sent, refusal).await,
    };
    let attached = pictures::attach(services, &sent.code, &taken).await;
    let written = services.workspace.write_from_reporter(&sent.code, &sent.message).await;
    match written.map_err(Problem::from) {
        Err(problem) if problem.status != 404 && problem.status < 500 => {
            let opening = kept(Some(problem.detail), any);
            opened(services, lang, StatusCode::UNPROCESSABLE_ENTITY, &sent.code, opening).await
        }
        Err(problem) if problem.status >= 500 => {
            tracing::error!(code = problem.code, "a message could not be kept");
            let field = letter(lang, &sent.message, None);
            failed(services, lang, StatusCode::INTERNAL_SERVER_ERROR, w.failed, Some((&sent.code, field))).await
        }
        _ => {
            let opening = Opening { sent: true, told: pictures::told(lang, &attached), ..Opening::default() };
            opened(services, lang, StatusCode::OK, &sent.code, opening).await
        }
    }
}

/// How a mailbox is shown: after a message was sent, or with one that could not be.
#[derive(Default)]
struct Opening {
    sent: bool,
    message: String,
    error: Option<String>,
    /// Why pictures are not taken.
    refused: Option<String>,
    /// What became of them.
    told: Option<String>,
}

async fn opened(services: &Services, lang: Lang, status: StatusCode, code: &str, opening: Opening) -> Result<Response, Problem> {
    let w = lang.words();
    let mailbox = match services.workspace.mailbox(code).await.map_err(Problem::from) {
        Ok(mailbox) => mailbox,
        Err(problem) if problem.status == 404 => {
            return ask(services, lang, StatusCode::NOT_FOUND, code, None, Some(w.no_code)).await;
        }
        Err(problem) => return Err(problem),
    };
    let office = services.workspace.public_office().await?;
    let limits = services.workspace.public_limits().await?;
    let (label, means) = lang.progress(mailbox.progress);
    let shown = Opened {
        f: Frame::new(lang, &office, Switch::Button("open")),
        notice: opening.error.clone().or(opening.refused.clone()),
        sent: opening.sent,
        unconfirmed: mailbox.progress == Progress::Unconfirmed,
        status: label,
        means: put(means, "review", lang.span(limits.review)),
        dates: dates(lang, &mailbox),
        letters: mailbox.messages.into_iter().map(|message| written(lang, message)).collect(),
        code: code.to_owned(),
        field: letter(lang, &opening.message, opening.error),
        pictures: PictureField::of(lang, limits.pictures, opening.refused),
        told: opening.told,
    };
    Ok(page(status, &shown))
}

fn dates(lang: Lang, mailbox: &Mailbox) -> Vec<(&'static str, String)> {
    let w = lang.words();
    let done = |what, at: Option<DateTime<Utc>>| at.map(|at| (what, day(lang, at)));
    let owed = |what, by: Option<chrono::NaiveDate>| by.map(|by| (what, lang.day(by)));
    let dates = &mailbox.dates;
    [
        done(w.date_received, dates.received_at),
        done(w.date_decided, dates.decided_at),
        owed(w.date_decide_by, dates.decide_by),
        owed(w.date_finish_by, dates.finish_by),
        done(w.date_answered, dates.answered_at),
        done(w.date_closed, dates.closed_at),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn written(lang: Lang, message: Message) -> Letter {
    let w = lang.words();
    let (class, who) = match message.direction {
        Direction::ToReporter => ("office", w.from_office),
        Direction::FromReporter => ("you", w.from_you),
    };
    Letter { class, who, day: day(lang, message.at), text: message.text, pictures: message.attachments.join(lang.of("、", ", ")) }
}

fn letter(lang: Lang, typed: &str, error: Option<String>) -> Field {
    let w = lang.words();
    let (label, hint, value) = (w.write_label, Some(w.write_hint), typed.to_owned());
    Field { id: "message", label, required: Some(w.required), hint, error, value, rows: 6, digits: false }
}

fn day(lang: Lang, at: DateTime<Utc>) -> String {
    lang.day(beijing_day(at))
}
