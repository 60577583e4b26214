//! Pictures that come with a form: looked at before anything is taken in, and attached to what was.

use super::words::{Lang, put};
use crate::Services;
use crate::problem::Problem;
use app::{Picture, StripError, stripped};
use askama::Template;
use axum::http::StatusCode;

/// The field in which they are chosen.
#[derive(Template)]
#[template(path = "public/pictures.html")]
pub struct PictureField {
    /// Label.
    pub label: &'static str,
    /// What is meant.
    pub hint: String,
    /// What is wrong.
    pub error: Option<String>,
}

impl PictureField {
    /// One for so many pictures.
    pub fn of(lang: Lang, most: u32, error: Option<String>) -> Self {
        let w = lang.words();
        Self { label: w.pictures, hint: put(w.pictures_hint, "n", most), error }
    }
}

/// Why pictures are not taken: the status of the answer, and what is told at their field.
pub struct Refused(pub StatusCode, pub String);

/// Pictures as they were sent, stripped of what they tell beside themselves; all of them, or why not.
pub fn looked_at(services: &Services, lang: Lang, from: &str, sent: Vec<Vec<u8>>, most: u32) -> Result<Vec<Picture>, Refused> {
    let w = lang.words();
    let unfit = |said: String| Refused(StatusCode::UNPROCESSABLE_ENTITY, format!("{said} {}", w.pictures_again));
    if sent.len() > most as usize {
        return Err(unfit(put(w.pictures_many, "n", most)));
    }
    let mut pictures = Vec::new();
    for (n, bytes) in (1..).zip(sent) {
        services.doors.admit_picture(services, from).map_err(|_| too_often(lang))?;
        let picture = stripped(bytes).map_err(|error| unfit(put(&put(w.picture_nth, "what", why(lang, error)), "n", n)))?;
        pictures.push(picture);
    }
    Ok(pictures)
}

/// All together they are too long.
pub fn too_long(lang: Lang) -> Refused {
    let w = lang.words();
    Refused(StatusCode::PAYLOAD_TOO_LARGE, format!("{} {}", w.pictures_long, w.pictures_again))
}

/// The address sends so many that they are not read any more.
pub fn too_often(lang: Lang) -> Refused {
    Refused(StatusCode::TOO_MANY_REQUESTS, lang.words().pictures_often.to_owned())
}

fn why(lang: Lang, error: StripError) -> &'static str {
    let w = lang.words();
    match error {
        StripError::Long => w.picture_long,
        StripError::Pdf => w.picture_pdf,
        StripError::Kind => w.picture_kind,
        StripError::Moving => w.picture_moving,
        StripError::Broken => w.picture_broken,
    }
}

/// Attaches pictures to what a code opens; how many were taken, and why the rest was not.
pub async fn attach(services: &Services, code: &str, pictures: &[Picture]) -> (usize, Option<Problem>) {
    for (taken, picture) in pictures.iter().enumerate() {
        if let Err(error) = services.workspace.attach_picture(code, picture).await {
            let problem = Problem::from(error);
            if problem.status >= 500 {
                tracing::error!(code = problem.code, "a picture could not be kept");
            }
            return (taken, Some(problem));
        }
    }
    (pictures.len(), None)
}

/// What is told of it.
pub fn told(lang: Lang, (taken, problem): &(usize, Option<Problem>)) -> Option<String> {
    let w = lang.words();
    match problem {
        None if *taken == 0 => None,
        None => Some(put(w.pictures_taken, "n", taken)),
        Some(problem) => {
            let why = if problem.status < 500 { &problem.detail } else { w.failed };
            Some(put(&put(w.pictures_not, "why", why), "n", taken))
        }
    }
}
