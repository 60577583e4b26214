//! Interviews (约谈提醒): a talk of warning with a responsible person or an institution, and what came of it.

pub mod state;

use crate::clock::Obligation;
use crate::people::{Role, groups};
use crate::record::{Change, Entry, Head, HeadDraft, Kind, Record, Refusal, Turn, evidence, remark, said};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use state::{InterviewState, InterviewStep, next};
use utoipa::ToSchema;
use vocabulary::labelled;

labelled! {
    /// With whom (约谈对象类别).
    pub enum Interviewed {
        /// A person (个人).
        Person = "person", "个人", "Person";
        /// An institution (单位).
        Institution = "institution", "单位", "Institution";
    }
}

crate::schema::labelled_schema!(InterviewState as "InterviewState", Interviewed as "Interviewed");

/// An interview (约谈提醒).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Interview {
    /// What every record has; the department is the office of the one talked with.
    #[serde(flatten)]
    pub head: Head,
    /// State.
    pub state: InterviewState,
    /// A person or an institution.
    pub with_kind: Interviewed,
    /// With whom (约谈对象): name and post, or the institution's name.
    pub with: String,
    /// Why (约谈事由).
    pub reason: String,
    /// Who talks (约谈人).
    pub interviewer: String,
    /// The day for which it is planned.
    pub planned_on: NaiveDate,
    /// Why it was put off, each time.
    pub rescheduled: Vec<Entry>,
    /// The day on which it was held.
    pub held_on: Option<NaiveDate>,
    /// What was said, with the record of the talk (约谈记录).
    pub held: Option<Entry>,
    /// Until when something is to be put right; none where nothing is.
    pub rectify_by: Option<NaiveDate>,
    /// What the one talked with says was put right (整改报告), each time.
    pub reported: Vec<Entry>,
    /// What somebody has seen of it (整改核实), each time.
    pub observed: Vec<Observation>,
    /// Why it was not held.
    pub cancelled: Option<Entry>,
}

/// What somebody has seen (整改核实).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = InterviewObservation)]
pub struct Observation {
    /// Whether it is put right.
    pub rectified: bool,
    /// Who has looked, and what was found.
    #[serde(flatten)]
    pub entry: Entry,
}

/// What is said when an interview is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InterviewDraft {
    /// Title, priority, place; the department is the office of the one talked with.
    pub head: HeadDraft,
    /// A person or an institution.
    pub with_kind: Interviewed,
    /// With whom (约谈对象).
    pub with: String,
    /// Why (约谈事由).
    pub reason: String,
    /// Who talks (约谈人).
    pub interviewer: String,
    /// The day for which it is planned.
    pub planned_on: NaiveDate,
}

/// What is done with an interview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum InterviewChange {
    /// Another day (改期).
    Reschedule {
        /// Which.
        planned_on: NaiveDate,
        /// Why.
        reason: String,
    },
    /// Hold it (约谈).
    Hold {
        /// On which day it was held.
        on: NaiveDate,
        /// What was said.
        text: String,
        /// The record of the talk: at least one file.
        files: Vec<String>,
        /// Until when something is to be put right; none where nothing is.
        #[serde(default)]
        rectify_by: Option<NaiveDate>,
    },
    /// Say that it is put right (报告整改).
    Report {
        /// What was put right.
        text: String,
        /// Evidence files.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Look whether it is (核实整改).
    Observe {
        /// What was found.
        text: String,
        /// Evidence files.
        #[serde(default)]
        files: Vec<String>,
        /// Until when it is to be put right after all; none when it is put right.
        #[serde(default)]
        rectify_by: Option<NaiveDate>,
    },
    /// Do not hold it (取消约谈).
    Cancel {
        /// Why.
        reason: String,
    },
}

impl InterviewChange {
    fn kind(&self) -> InterviewStep {
        match self {
            Self::Reschedule { .. } => InterviewStep::Reschedule,
            Self::Hold { .. } => InterviewStep::Hold,
            Self::Report { .. } => InterviewStep::Report,
            Self::Observe { .. } => InterviewStep::Observe,
            Self::Cancel { .. } => InterviewStep::Cancel,
        }
    }

    fn rectify_by(&self) -> Option<NaiveDate> {
        match self {
            Self::Hold { rectify_by, .. } | Self::Observe { rectify_by, .. } => *rectify_by,
            _ => None,
        }
    }
}

impl Change for InterviewChange {
    fn step(&self) -> &'static str {
        self.kind().code()
    }

    fn names(&self) -> (&'static str, &'static str) {
        (self.kind().zh(), self.kind().en())
    }

    fn why(&self) -> &str {
        match self {
            Self::Reschedule { reason, .. } | Self::Cancel { reason } => reason,
            Self::Hold { text, .. } | Self::Report { text, .. } | Self::Observe { text, .. } => text,
        }
    }

    fn roles(&self) -> &'static [Role] {
        match self {
            Self::Report { .. } => groups::RESPONSIBLE,
            _ => groups::SUPERVISING,
        }
    }

    fn files(&self) -> &[String] {
        match self {
            Self::Hold { files, .. } | Self::Report { files, .. } | Self::Observe { files, .. } => files,
            _ => &[],
        }
    }
}

impl Record for Interview {
    const KIND: Kind = Kind::Interview;
    type Draft = InterviewDraft;
    type Change = InterviewChange;

    fn entered_by() -> &'static [Role] {
        groups::SUPERVISING
    }

    fn draft_head(draft: &InterviewDraft) -> &HeadDraft {
        &draft.head
    }

    fn open(draft: InterviewDraft, mut head: Head, turn: &Turn<'_>) -> Result<Self, Refusal> {
        said("约谈对象", &draft.with)?;
        said("约谈事由", &draft.reason)?;
        said("约谈人", &draft.interviewer)?;
        head.clocks.start(turn.clock_until(Obligation::InterviewHolding, Some(draft.planned_on))?);
        Ok(Self {
            head,
            state: InterviewState::Planned,
            with_kind: draft.with_kind,
            with: draft.with,
            reason: draft.reason,
            interviewer: draft.interviewer,
            planned_on: draft.planned_on,
            rescheduled: Vec::new(),
            held_on: None,
            held: None,
            rectify_by: None,
            reported: Vec::new(),
            observed: Vec::new(),
            cancelled: None,
        })
    }

    fn change(&mut self, change: &InterviewChange, turn: &Turn<'_>) -> Result<(), Refusal> {
        let rectify_by = change.rectify_by();
        let state = next(self.state, change.kind(), rectify_by.is_some())?;
        match change {
            InterviewChange::Reschedule { planned_on, reason } => {
                self.rescheduled.push(remark(turn, "改期理由", reason, &[])?);
                self.planned_on = *planned_on;
                self.head.clocks.start(turn.clock_until(Obligation::InterviewHolding, Some(*planned_on))?);
            }
            InterviewChange::Hold { on, text, files, .. } => {
                evidence("约谈记录", files)?;
                if *on > turn.today() {
                    return Err(Refusal::Unfit { field: "约谈日期", problem: "不能晚于今天" });
                }
                self.held = Some(remark(turn, "约谈情况", text, files)?);
                self.held_on = Some(*on);
                self.head.clocks.meet(Obligation::InterviewHolding, turn.at);
                self.await_rectification(rectify_by, turn)?;
            }
            InterviewChange::Report { text, files } => {
                self.reported.push(remark(turn, "整改情况", text, files)?);
                self.head.clocks.meet(Obligation::InterviewRectification, turn.at);
            }
            InterviewChange::Observe { text, files, .. } => {
                let reporters: Vec<String> = self.reported.iter().map(|entry| entry.by.clone()).collect();
                turn.not_one_of(&reporters, InterviewStep::Report.zh(), InterviewStep::Observe.zh())?;
                let entry = remark(turn, "核实情况", text, files)?;
                self.observed.push(Observation { rectified: rectify_by.is_none(), entry });
                self.head.clocks.meet(Obligation::InterviewRectification, turn.at);
                self.await_rectification(rectify_by, turn)?;
            }
            InterviewChange::Cancel { reason } => {
                self.cancelled = Some(remark(turn, "取消理由", reason, &[])?);
                self.head.clocks.stop_all(turn.at);
            }
        }
        self.state = state;
        Ok(())
    }

    fn head(&self) -> &Head {
        &self.head
    }

    fn head_mut(&mut self) -> &mut Head {
        &mut self.head
    }

    fn state(&self) -> &'static str {
        self.state.code()
    }

    fn is_open(&self) -> bool {
        !matches!(self.state, InterviewState::Followed | InterviewState::Cancelled)
    }
}

impl Interview {
    fn await_rectification(&mut self, by: Option<NaiveDate>, turn: &Turn<'_>) -> Result<(), Refusal> {
        self.rectify_by = by;
        if by.is_some() {
            self.head.clocks.start(turn.clock_until(Obligation::InterviewRectification, by)?);
        }
        Ok(())
    }
}
