//! Replay (重放): request envelopes in, reply envelopes out, from an empty history.

use crate::desk::{Answered, Desk};
use crate::knowledge::Knowledge;
use crate::read::{Head, NoEnvelope, Prepared};
use crate::registers::Registers;
use crate::reply::Reply;

/// Answers messages in the order in which they came, as the live service would have answered them with this knowledge base and these registers
/// from an empty history. Reply times are the requests' own. What is no envelope has a reply that says so.
pub fn replay<'a>(
    knowledge: &'a Knowledge,
    registers: &'a Registers,
    messages: impl IntoIterator<Item = Result<Prepared, NoEnvelope>, IntoIter: 'a> + 'a,
) -> impl Iterator<Item = Answered> + 'a {
    let mut desk = Desk::default();
    messages.into_iter().map(move |message| match message {
        Ok(prepared) => desk.answer(knowledge, registers, prepared, None),
        Err(error) => {
            let reply = Reply::refused(&Head::default(), Default::default(), error.to_string());
            Answered { reply, judgement: None, repeated: false }
        }
    })
}
