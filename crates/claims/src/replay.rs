//! Replay (重放): request envelopes in, reply envelopes out, from an empty history.

use crate::desk::{Answered, Desk};
use crate::knowledge::Knowledge;
use crate::read::{Head, NoEnvelope};
use crate::registers::Registers;
use crate::reply::Reply;

/// Answers bodies in the order in which they came, as the live service would have answered them with this knowledge base and these registers
/// from an empty history. Reply times are the requests' own. What is no envelope has a reply that says so.
pub fn replay<'a, B: AsRef<[u8]>>(
    knowledge: &'a Knowledge,
    registers: &'a Registers,
    bodies: impl IntoIterator<Item = B, IntoIter: 'a> + 'a,
) -> impl Iterator<Item = Answered> + 'a {
    let mut desk = Desk::default();
    bodies.into_iter().map(move |body| {
        let answered = desk.answer(knowledge, registers, body.as_ref(), None, None);
        answered.unwrap_or_else(|error: NoEnvelope| {
            let reply = Reply::refused(&Head::default(), Default::default(), error.to_string());
            Answered { reply, judgement: None, repeated: false }
        })
    })
}
