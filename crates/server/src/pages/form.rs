//! What a page's form sends.

use super::multipart;
use crate::body;
use axum::Form;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use serde::Deserialize;

/// The longest form, in bytes: ten thousand characters of Chinese, each written as nine, and room for the rest.
const LONGEST: usize = 160 << 10;

/// The longest one with pictures, all of them together.
const LONGEST_WITH_PICTURES: usize = 32 << 20;

/// The field in which pictures are sent.
pub const PICTURES: &str = "pictures";

/// Every field of every form; what a form does not have is empty.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    /// What is to be done.
    #[serde(rename = "do")]
    pub step: String,
    /// The pass.
    pub pass: String,
    /// The number that was found for it; empty where the page waits.
    pub solution: String,
    /// Petition class, by code.
    pub class: String,
    /// Priority, by code.
    pub priority: String,
    /// What happened.
    pub text: String,
    /// Where.
    pub place: String,
    /// Whom it concerns.
    pub accused: String,
    /// How the reporter wants to be known, by code.
    pub who: String,
    /// Name.
    pub name: String,
    /// Telephone.
    pub phone: String,
    /// Address.
    pub address: String,
    /// The code as it was typed.
    pub code: String,
    /// The code as it was shown.
    pub shown: String,
    /// A message to the office.
    pub message: String,
    /// Pictures, as they were sent.
    #[serde(skip)]
    pub pictures: Vec<Vec<u8>>,
    /// There were more, and they were not taken in: all together they are too long.
    #[serde(skip)]
    pub cut: bool,
}

impl Sent {
    /// The field of this name; none where no form has it.
    fn field(&mut self, name: &str) -> Option<&mut String> {
        let at = NAMES.iter().position(|known| *known == name)?;
        self.texts().into_iter().nth(at)
    }

    fn texts(&mut self) -> [&mut String; 15] {
        [
            &mut self.step,
            &mut self.pass,
            &mut self.solution,
            &mut self.class,
            &mut self.priority,
            &mut self.text,
            &mut self.place,
            &mut self.accused,
            &mut self.who,
            &mut self.name,
            &mut self.phone,
            &mut self.address,
            &mut self.code,
            &mut self.shown,
            &mut self.message,
        ]
    }
}

/// The names of the fields, in the order of [`Sent::texts`].
const NAMES: [&str; 15] = [
    "do", "pass", "solution", "class", "priority", "text", "place", "accused", "who", "name", "phone", "address", "code", "shown",
    "message",
];

/// Reads a form; nothing where it is none, is too long, or holds what no text does. Pictures are taken in where that is granted.
pub async fn sent(request: Request, with_pictures: impl FnOnce() -> bool) -> Option<Sent> {
    let media = request.headers().get(CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default().to_owned();
    if let Some(boundary) = multipart::boundary(&media) {
        let most = if with_pictures() { LONGEST_WITH_PICTURES } else { LONGEST };
        let (bytes, whole) = body::read_beginning(request.into_body(), most).await?;
        return of_parts(multipart::parts(bytes.into(), boundary).await, whole);
    }
    let (parts, sent) = request.into_parts();
    let bytes = body::read(sent, LONGEST).await?;
    let Form(sent) = Form::<Sent>::from_request(Request::from_parts(parts, Body::from(bytes)), &()).await.ok()?;
    cleaned(sent)
}

/// A form with pictures. Of one that was longer than what is taken in, the fields before the pictures are there, and what was to be done
/// is not, since a button stands behind them: then it is shown again.
fn of_parts((parts, ended): (Vec<multipart::Part>, bool), whole: bool) -> Option<Sent> {
    if whole && !ended {
        return None;
    }
    let mut sent = Sent { cut: !whole, ..Sent::default() };
    let mut seen = Vec::new();
    for part in parts {
        if part.file {
            // A browser sends an empty one where none was chosen.
            if part.name == PICTURES && !part.content.is_empty() {
                sent.pictures.push(part.content.into());
            }
        } else if let Some(field) = sent.field(&part.name) {
            *field = String::from_utf8(part.content.into()).ok()?;
            if seen.contains(&part.name) {
                return None;
            }
            seen.push(part.name);
        }
    }
    if sent.cut {
        sent.pictures.clear();
    }
    cleaned(sent)
}

fn cleaned(mut sent: Sent) -> Option<Sent> {
    for text in sent.texts() {
        if text.contains('\0') {
            return None;
        }
        // Browsers send lines as they were sent over telegraphs.
        *text = text.replace("\r\n", "\n");
    }
    Some(sent)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(media: &str, body: impl Into<Body>) -> Option<Sent> {
        let request = Request::builder().method("POST").header("content-type", media).body(body.into()).expect("a request");
        sent(request, || true).await
    }

    #[tokio::test]
    async fn a_form_is_read_as_browsers_send_it() {
        let form = "application/x-www-form-urlencoded";
        let read_form = read(form, "do=submit&text=%E8%B7%AF+%E5%9D%8F%0D%0A%E4%BA%86&unknown=1").await.expect("a form");
        assert_eq!((read_form.step.as_str(), read_form.text.as_str()), ("submit", "路 坏\n了"));
        assert!(read(form, "").await.is_some_and(|sent| sent.step.is_empty()));
        for wrong in ["text=%00", "text=a&text=b"] {
            assert!(read(form, wrong).await.is_none(), "{wrong}");
        }
        assert!(read(form, format!("text={}", "x".repeat(LONGEST))).await.is_none());
        assert!(read("application/json", "{}").await.is_none());
        assert!(read(form, format!("text={}", "%E8%B7%AF".repeat(10_000))).await.is_some(), "the longest text that is taken");
    }

    #[tokio::test]
    async fn a_form_with_pictures_is_read_and_of_one_that_is_too_long_what_was_typed_is_kept() {
        let media = "multipart/form-data; boundary=x";
        let field = |name: &str, value: &str| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        let picture = |bytes: &str| {
            format!(
                "--x\r\nContent-Disposition: form-data; name=\"pictures\"; filename=\"1.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n{bytes}\r\n"
            )
        };
        let form = |pictures: &str| format!("{}{pictures}{}--x--\r\n", field("text", "路坏\r\n了"), field("do", "submit"));
        let whole = read(media, form(&[picture("one"), picture(""), picture("two")].concat())).await.expect("a form");
        assert_eq!((whole.text.as_str(), whole.step.as_str(), whole.cut), ("路坏\n了", "submit", false));
        assert_eq!(whole.pictures, [b"one", b"two"]);
        let long = read(media, form(&picture(&"x".repeat(LONGEST_WITH_PICTURES)))).await.expect("a form");
        assert_eq!((long.text.as_str(), long.step.as_str(), long.cut, long.pictures.len()), ("路坏\n了", "", true, 0));
        assert!(read(media, form("").replace("--x--", "--x")).await.is_none(), "it breaks off");
        assert!(read(media, [field("text", "a"), field("text", "b"), "--x--".to_owned()].concat()).await.is_none());
        assert!(read(media, [field("text", "\0"), "--x--".to_owned()].concat()).await.is_none());
    }

    #[test]
    fn every_field_is_known_by_its_name() {
        let mut sent = Sent::default();
        for name in NAMES {
            *sent.field(name).expect("a field") = name.to_owned();
        }
        assert_eq!((sent.step.as_str(), sent.who.as_str(), sent.message.as_str()), ("do", "who", "message"));
        assert!(sent.field("pictures").is_none());
    }
}
