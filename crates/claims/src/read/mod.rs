//! Reading what HIS clients send: tolerant of form, strict about what a check rests on.

mod canonical;
mod convert;
mod fault;
mod loose;
mod request;
mod wire;

pub use canonical::{Digest, digest};
pub use fault::Refusal;
pub use request::{Discharge, Encounter, Feedback, Head, Kind, Level, Message, Order, Patient, Request, Scene, Sex, Verdict, VisitKind};

use loose::Object;
use wire::Envelope;

/// A body that is no envelope at all: not UTF-8, not JSON, or no object.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("报文不是 JSON 对象：{0}")]
pub struct NoEnvelope(String);

/// What was read of a body: the head for the reply, and the message or why it is refused.
#[derive(Debug)]
pub struct Reading {
    /// What the reply's envelope needs; blank where the body has nothing.
    pub head: Head,
    /// The message, or the first fault found in it.
    pub message: Result<Message, Refusal>,
}

/// Reads a body. `address` is the transaction that the address names (`/fsi/api/{infno}`); `None` where only the envelope does.
///
/// # Errors
/// [`NoEnvelope`]. Everything that is wrong inside of an envelope is a [`Refusal`] in the reading, for the reply to say.
pub fn read(body: &[u8], address: Option<&str>) -> Result<Reading, NoEnvelope> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    match serde_json::from_slice::<Object<Envelope<'_>>>(body) {
        Ok(Object(envelope)) => {
            let head = envelope.head();
            Ok(Reading { message: convert::message(&envelope, address), head })
        }
        Err(_) => refused(body),
    }
}

/// A body that was read and waits to be answered; reading needs nothing of what the desk remembers.
#[derive(Debug)]
pub struct Prepared {
    pub(crate) reading: Reading,
    /// What the body says; of a refused one nothing is asked.
    pub(crate) said: Digest,
}

/// Reads a body and takes its digest, as far as that can be done before any other message is answered. `address` as in [`read`].
///
/// # Errors
/// [`NoEnvelope`].
pub fn prepare(body: &[u8], address: Option<&str>) -> Result<Prepared, NoEnvelope> {
    let reading = read(body, address)?;
    let said = if reading.message.is_ok() { digest(body).ok_or_else(|| NoEnvelope("无法读取".into()))? } else { Digest(0) };
    Ok(Prepared { reading, said })
}

/// A body whose form is wrong: read once more, slowly, to say where.
fn refused(body: &[u8]) -> Result<Reading, NoEnvelope> {
    let value: serde_json::Value = serde_json::from_slice(body).map_err(|error| NoEnvelope(error.to_string()))?;
    let Some(members) = value.as_object() else { return Err(NoEnvelope("最外层应为对象".into())) };
    let head = Head::of_members(members);
    let mut json = serde_json::Deserializer::from_slice(body);
    let fault = match serde_path_to_error::deserialize::<_, Object<Envelope<'_>>>(&mut json) {
        Ok(_) => Refusal::at("", "报文末尾有多余内容"),
        Err(error) => Refusal::of_form(&error.path().to_string(), &error.inner().to_string()),
    };
    Ok(Reading { head, message: Err(fault) })
}

#[cfg(test)]
mod tests;
