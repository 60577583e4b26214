//! Asking for more time (延期申请): one asks with a reason, another grants or refuses it.

use super::{Clock, Span};
use crate::record::{Refusal, Turn, said};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An extension that waits for approval (延期申请).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AskedExtension {
    /// By how much.
    pub span: Span,
    /// Who asks.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

impl AskedExtension {
    /// Asks.
    pub(crate) fn ask(span: Span, reason: &str, turn: &Turn<'_>) -> Result<Option<Self>, Refusal> {
        said("延期理由", reason)?;
        Ok(Some(Self { span, by: turn.who().to_owned(), at: turn.at, reason: reason.to_owned() }))
    }

    /// Grants what was asked for to the clock that runs; `clock_zh` is what that clock is called.
    pub(crate) fn grant(
        asked: &mut Option<Self>,
        clock: Option<&mut Clock>,
        clock_zh: &'static str,
        turn: &Turn<'_>,
    ) -> Result<(), Refusal> {
        let asked = Self::taken(asked)?;
        let clock = clock.ok_or(Refusal::Unfit { field: clock_zh, problem: "未在计时" })?;
        clock.extend(asked.span, &asked.by, turn.who(), &asked.reason, turn.at, turn.calendar)
    }

    /// Refuses it.
    pub(crate) fn refuse(asked: &mut Option<Self>, reason: &str) -> Result<(), Refusal> {
        said("不批准理由", reason)?;
        Self::taken(asked).map(|_| ())
    }

    /// What was asked for, which waits no more.
    pub(crate) fn taken(asked: &mut Option<Self>) -> Result<Self, Refusal> {
        asked.take().ok_or(Refusal::Absent { what: "延期申请", problem: "不存在" })
    }
}
