//! What a page's form sends.

use crate::body;
use axum::Form;
use axum::body::Body;
use axum::extract::{FromRequest, Request};
use serde::Deserialize;

/// The longest form, in bytes: ten thousand characters of Chinese, each written as nine, and room for the rest.
const LONGEST: usize = 160 << 10;

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
}

impl Sent {
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

/// Reads a form; nothing where it is none, is too long, or holds what no text does.
pub async fn sent(request: Request) -> Option<Sent> {
    let (parts, sent) = request.into_parts();
    let bytes = body::read(sent, LONGEST).await?;
    let Form(mut sent) = Form::<Sent>::from_request(Request::from_parts(parts, Body::from(bytes)), &()).await.ok()?;
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
        sent(request).await
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
}
