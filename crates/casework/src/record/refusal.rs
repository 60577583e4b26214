//! Why a step is refused, in the words of the person who asked.

use vocabulary::CalendarError;

/// Why a record did not take a step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The state does not allow it.
    #[error("状态为“{state}”，不能“{step}”")]
    NotInThisState {
        /// The state, in Chinese.
        state: &'static str,
        /// The step, in Chinese.
        step: &'static str,
    },
    /// Who did the one cannot do the other (不相容职责分离).
    #[error("{who} 已参与“{did}”，“{step}”须由他人进行")]
    SamePerson {
        /// Who asked.
        who: String,
        /// What that person did before, in Chinese.
        did: &'static str,
        /// What was asked, in Chinese.
        step: &'static str,
    },
    /// It was done as often as it may be.
    #[error("“{step}”已达上限 {limit} 次")]
    TooOften {
        /// The step, in Chinese.
        step: &'static str,
        /// How often it may be done.
        limit: u32,
    },
    /// The time for it is over.
    #[error("“{step}”应在 {until} 前提出")]
    TooLate {
        /// The step, in Chinese.
        step: &'static str,
        /// The last day on which it could be done.
        until: chrono::NaiveDate,
    },
    /// A field says nothing, or something that cannot be.
    #[error("{field}{problem}")]
    Unfit {
        /// The field, in Chinese.
        field: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// What the step answers to is not there (an asked extension), or has to come first (the notice to the person concerned).
    #[error("{what}{problem}")]
    Absent {
        /// What, in Chinese.
        what: &'static str,
        /// In which way it is not there.
        problem: &'static str,
    },
    /// The role does not take this step.
    #[error("您的角色不能“{step}”")]
    NotYours {
        /// The step, by code.
        step: &'static str,
    },
    /// No deadline can be counted, since the calendar does not reach so far.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
}

impl Refusal {
    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotInThisState { .. } => "not_in_this_state",
            Self::SamePerson { .. } => "same_person",
            Self::TooOften { .. } => "too_often",
            Self::TooLate { .. } => "too_late",
            Self::Unfit { .. } | Self::Absent { .. } => "unfit",
            Self::NotYours { .. } => "not_yours",
            Self::Calendar(_) => "calendar",
        }
    }
}

/// Files without which a step is not taken.
///
/// # Errors
/// [`Refusal::Unfit`] when there is none.
pub(crate) fn evidence(field: &'static str, files: &[String]) -> Result<(), Refusal> {
    if files.is_empty() { Err(Refusal::Unfit { field, problem: "至少一份" }) } else { Ok(()) }
}

/// A text that says something.
///
/// # Errors
/// [`Refusal::Unfit`] for one that is empty, blank or longer than ten thousand characters.
pub(crate) fn said(field: &'static str, text: &str) -> Result<(), Refusal> {
    const LONGEST: usize = 10_000;
    if text.trim().is_empty() {
        Err(Refusal::Unfit { field, problem: "不能为空" })
    } else if text.chars().count() > LONGEST {
        Err(Refusal::Unfit { field, problem: "超过 10000 字" })
    } else {
        Ok(())
    }
}

/// Refuses a code of an office, a place, a priority or an account that is longer than codes are: they stand in indexes, of which no
/// entry may grow without bound.
///
/// # Errors
/// [`Refusal::Unfit`] for one of more than sixty characters.
pub(crate) fn code_fits(field: &'static str, code: &str) -> Result<(), Refusal> {
    if code.chars().count() > 60 { Err(Refusal::Unfit { field, problem: "超过 60 字" }) } else { Ok(()) }
}
