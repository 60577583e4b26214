//! Measures (制度建设): a rule or system that a department made or changed.

pub mod state;

use crate::clock::Obligation;
use crate::people::{Role, groups};
use crate::record::{Change, Entry, Head, HeadDraft, Kind, Record, Refusal, Turn, remark, said};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use state::{MeasureState, MeasureStep, next};
use utoipa::ToSchema;
use vocabulary::labelled;

labelled! {
    /// Whether it is new (制度类别).
    pub enum MeasureKind {
        /// A new one (新建).
        Made = "made", "新建", "Made";
        /// One that was there, changed (修订).
        Changed = "changed", "修订", "Changed";
    }
}

crate::schema::labelled_schema!(MeasureState as "MeasureState", MeasureKind as "MeasureKind");

/// A measure (制度建设).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Measure {
    /// What every record has; the department is the one whose measure it is.
    #[serde(flatten)]
    pub head: Head,
    /// State.
    pub state: MeasureState,
    /// Whether it is new.
    pub kind: MeasureKind,
    /// What it is to bring about (主要内容).
    pub text: String,
    /// The paper with which it came into force (制度文件), by SHA-256.
    pub document: Option<String>,
    /// The day from which it is in force (施行日期).
    pub in_force_from: Option<NaiveDate>,
    /// Who brought it into force.
    pub enacted: Option<Entry>,
    /// What somebody has seen of how it does (评估), each time.
    pub reviews: Vec<Entry>,
    /// The day from which it is in force no more.
    pub repealed_from: Option<NaiveDate>,
    /// Why it was repealed or given up.
    pub ended: Option<Entry>,
}

/// What is said when a measure is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureDraft {
    /// Title, priority, place; the department is the one whose measure it is.
    pub head: HeadDraft,
    /// Whether it is new.
    pub kind: MeasureKind,
    /// What it is to bring about (主要内容).
    pub text: String,
    /// Until when it is to be in force; the usual limit where none is set.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
}

/// What is done with a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum MeasureChange {
    /// Bring it into force (施行).
    Enact {
        /// The paper.
        document: String,
        /// From which day.
        on: NaiveDate,
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
    },
    /// See how it does (评估).
    Review {
        /// What was found.
        text: String,
        /// Evidence files.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Repeal it (废止).
    Repeal {
        /// From which day.
        on: NaiveDate,
        /// Why.
        reason: String,
    },
    /// Give it up before it is in force (终止起草).
    Drop {
        /// Why.
        reason: String,
    },
}

impl MeasureChange {
    fn kind(&self) -> MeasureStep {
        match self {
            Self::Enact { .. } => MeasureStep::Enact,
            Self::Review { .. } => MeasureStep::Review,
            Self::Repeal { .. } => MeasureStep::Repeal,
            Self::Drop { .. } => MeasureStep::Drop,
        }
    }
}

impl Change for MeasureChange {
    fn step(&self) -> &'static str {
        self.kind().code()
    }

    fn names(&self) -> (&'static str, &'static str) {
        (self.kind().zh(), self.kind().en())
    }

    fn why(&self) -> &str {
        match self {
            Self::Enact { remark: text, .. }
            | Self::Review { text, .. }
            | Self::Repeal { reason: text, .. }
            | Self::Drop { reason: text } => text,
        }
    }

    fn roles(&self) -> &'static [Role] {
        match self {
            Self::Review { .. } => groups::SUPERVISING,
            _ => groups::BOTH,
        }
    }

    fn files(&self) -> &[String] {
        match self {
            Self::Enact { document, .. } => std::slice::from_ref(document),
            Self::Review { files, .. } => files,
            _ => &[],
        }
    }
}

impl Record for Measure {
    const KIND: Kind = Kind::Measure;
    type Draft = MeasureDraft;
    type Change = MeasureChange;

    fn entered_by() -> &'static [Role] {
        groups::BOTH
    }

    fn draft_head(draft: &MeasureDraft) -> &HeadDraft {
        &draft.head
    }

    fn open(draft: MeasureDraft, mut head: Head, turn: &Turn<'_>) -> Result<Self, Refusal> {
        said("主要内容", &draft.text)?;
        said("责任单位", head.department.as_deref().unwrap_or_default())?;
        head.clocks.start(turn.clock_until(Obligation::MeasureAdoption, draft.due_on)?);
        Ok(Self {
            head,
            state: MeasureState::Drafted,
            kind: draft.kind,
            text: draft.text,
            document: None,
            in_force_from: None,
            enacted: None,
            reviews: Vec::new(),
            repealed_from: None,
            ended: None,
        })
    }

    fn change(&mut self, change: &MeasureChange, turn: &Turn<'_>) -> Result<(), Refusal> {
        let state = next(self.state, change.kind())?;
        match change {
            MeasureChange::Enact { document, on, remark } => {
                self.document = Some(document.clone());
                self.in_force_from = Some(*on);
                self.enacted = Some(turn.entry(remark, &[]));
                self.head.clocks.meet(Obligation::MeasureAdoption, turn.at);
            }
            MeasureChange::Review { text, files } => {
                let enacted_by: Vec<String> = self.enacted.iter().map(|entry| entry.by.clone()).collect();
                turn.not_one_of(&enacted_by, MeasureStep::Enact.zh(), MeasureStep::Review.zh())?;
                self.reviews.push(remark(turn, "评估情况", text, files)?);
            }
            MeasureChange::Repeal { on, reason } => {
                if self.in_force_from.is_some_and(|from| *on < from) {
                    return Err(Refusal::Unfit { field: "废止日期", problem: "不能早于施行日期" });
                }
                self.repealed_from = Some(*on);
                self.ended = Some(remark(turn, "废止理由", reason, &[])?);
            }
            MeasureChange::Drop { reason } => {
                self.ended = Some(remark(turn, "终止理由", reason, &[])?);
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
        self.state == MeasureState::Drafted
    }
}
