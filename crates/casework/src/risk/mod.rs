//! Risks (风险隐患): what could go wrong, how likely it is and how bad it would be, and what is done about it.

pub mod state;

use crate::clock::{AskedExtension, Obligation, Span};
use crate::people::{Role, groups};
use crate::record::{Change, Entry, Head, HeadDraft, Kind, Record, Refusal, Turn, said, took_part};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use state::{RiskState, RiskStep, next};
use utoipa::ToSchema;
use vocabulary::labelled;

labelled! {
    /// How grave a risk is (风险等级).
    pub enum RiskLevel {
        /// Low (低风险): a product of at most 4.
        Low = "low", "低风险", "Low";
        /// Ordinary (一般风险): 5 to 9.
        Ordinary = "ordinary", "一般风险", "Ordinary";
        /// Considerable (较大风险): 10 to 14.
        Considerable = "considerable", "较大风险", "Considerable";
        /// Grave (重大风险): 15 and more.
        Grave = "grave", "重大风险", "Grave";
    }
}

impl RiskLevel {
    /// From how likely it is and how bad it would be, each from 1 to 5.
    pub const fn of(likelihood: u8, impact: u8) -> Self {
        match likelihood.saturating_mul(impact) {
            0..=4 => Self::Low,
            5..=9 => Self::Ordinary,
            10..=14 => Self::Considerable,
            _ => Self::Grave,
        }
    }
}

crate::schema::labelled_schema!(RiskState as "RiskState", RiskLevel as "RiskLevel");

/// A risk (风险隐患).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Risk {
    /// What every record has; whoever answers for the control is its person in charge.
    #[serde(flatten)]
    pub head: Head,
    /// State.
    pub state: RiskState,
    /// What could go wrong (风险描述).
    pub description: String,
    /// How grave it is by the last assessment.
    pub level: RiskLevel,
    /// Each time that it was judged; the last one counts.
    pub assessments: Vec<Assessment>,
    /// What will be done about it (管控措施); the last one counts.
    pub plans: Vec<Entry>,
    /// That the control is in place, each time that somebody said so.
    pub controls: Vec<Entry>,
    /// On which day somebody looks whether the control holds (复查日期).
    pub review_on: Option<NaiveDate>,
    /// What was found then.
    pub reviews: Vec<RiskReview>,
    /// Why it was opened again.
    pub reopened: Vec<Entry>,
    /// Who closed it, and why it is no risk any more.
    pub closed: Option<Entry>,
    /// The extension that waits for approval.
    pub asked_extension: Option<AskedExtension>,
    /// Who has taken part in controlling it: none of them reviews or closes it.
    pub controllers: Vec<String>,
}

/// How likely a risk is and how bad it would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RiskAssessment)]
pub struct Assessment {
    /// How likely (可能性), 1 to 5.
    pub likelihood: u8,
    /// How bad (影响程度), 1 to 5.
    pub impact: u8,
    /// Who judged, when, and on what ground.
    #[serde(flatten)]
    pub entry: Entry,
}

/// What was found on looking whether the control holds (复查).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RiskReview {
    /// Whether it does.
    pub holds: bool,
    /// Who looked, when, and what was found.
    #[serde(flatten)]
    pub entry: Entry,
}

/// What is said when a risk is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RiskDraft {
    /// Title, priority, department, place.
    pub head: HeadDraft,
    /// What could go wrong (风险描述).
    pub description: String,
    /// How likely (可能性), 1 to 5.
    pub likelihood: u8,
    /// How bad (影响程度), 1 to 5.
    pub impact: u8,
    /// Until when it is to be controlled; the usual limit where none is set.
    #[serde(default)]
    pub due_on: Option<NaiveDate>,
}

/// What is done with a risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum RiskChange {
    /// Judge anew (重新评估).
    Assess {
        /// How likely, 1 to 5.
        likelihood: u8,
        /// How bad, 1 to 5.
        impact: u8,
        /// On what ground.
        reason: String,
    },
    /// Say what will be done about it (制定管控措施).
    Plan {
        /// The measure.
        measure: String,
        /// Who answers for it, by account.
        owner: String,
    },
    /// Ask for more time (申请延期).
    AskExtension {
        /// How much.
        span: Span,
        /// Why.
        reason: String,
    },
    /// Give more time (批准延期).
    Extend {
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
    },
    /// Refuse more time (不批准延期).
    RefuseExtension {
        /// Why.
        reason: String,
    },
    /// Say that the control is in place (落实管控).
    Control {
        /// What was done.
        text: String,
        /// Evidence files.
        #[serde(default)]
        files: Vec<String>,
        /// On which day somebody looks whether it holds.
        review_on: NaiveDate,
    },
    /// Look whether the control holds (复查).
    Review {
        /// Whether it does.
        holds: bool,
        /// What was found.
        text: String,
        /// Evidence files.
        #[serde(default)]
        files: Vec<String>,
        /// The next day on which somebody looks: asked for where it holds.
        #[serde(default)]
        review_on: Option<NaiveDate>,
    },
    /// Find that it is no risk any more (销号).
    Close {
        /// Why.
        reason: String,
    },
    /// It is a risk again (重新打开).
    Reopen {
        /// Why.
        reason: String,
    },
}

impl RiskChange {
    fn kind(&self) -> RiskStep {
        match self {
            Self::Assess { .. } => RiskStep::Assess,
            Self::Plan { .. } => RiskStep::Plan,
            Self::AskExtension { .. } => RiskStep::AskExtension,
            Self::Extend { .. } => RiskStep::Extend,
            Self::RefuseExtension { .. } => RiskStep::RefuseExtension,
            Self::Control { .. } => RiskStep::Control,
            Self::Review { .. } => RiskStep::Review,
            Self::Close { .. } => RiskStep::Close,
            Self::Reopen { .. } => RiskStep::Reopen,
        }
    }
}

impl Change for RiskChange {
    fn step(&self) -> &'static str {
        self.kind().code()
    }

    fn names(&self) -> (&'static str, &'static str) {
        (self.kind().zh(), self.kind().en())
    }

    fn why(&self) -> &str {
        match self {
            Self::Plan { measure: why, .. }
            | Self::Control { text: why, .. }
            | Self::Review { text: why, .. }
            | Self::Extend { remark: why }
            | Self::Assess { reason: why, .. }
            | Self::AskExtension { reason: why, .. }
            | Self::RefuseExtension { reason: why }
            | Self::Close { reason: why }
            | Self::Reopen { reason: why } => why,
        }
    }

    fn roles(&self) -> &'static [Role] {
        match self.kind() {
            RiskStep::Plan | RiskStep::AskExtension | RiskStep::Control => groups::RESPONSIBLE,
            RiskStep::Assess | RiskStep::Review | RiskStep::Reopen => groups::BOTH,
            RiskStep::Extend | RiskStep::RefuseExtension | RiskStep::Close => groups::SUPERVISING,
        }
    }

    fn files(&self) -> &[String] {
        match self {
            Self::Control { files, .. } | Self::Review { files, .. } => files,
            _ => &[],
        }
    }
}

impl Record for Risk {
    const KIND: Kind = Kind::Risk;
    type Draft = RiskDraft;
    type Change = RiskChange;

    fn entered_by() -> &'static [Role] {
        groups::BOTH
    }

    fn draft_head(draft: &RiskDraft) -> &HeadDraft {
        &draft.head
    }

    fn open(draft: RiskDraft, mut head: Head, turn: &Turn<'_>) -> Result<Self, Refusal> {
        said("风险描述", &draft.description)?;
        if head.department.is_none() {
            return Err(Refusal::Unfit { field: "责任单位", problem: "不能为空" });
        }
        head.clocks.start(turn.clock_until(Obligation::RiskControl, draft.due_on)?);
        let first = assessment(draft.likelihood, draft.impact, &draft.description, turn)?;
        Ok(Self {
            head,
            state: RiskState::Identified,
            description: draft.description,
            level: RiskLevel::of(draft.likelihood, draft.impact),
            assessments: vec![first],
            plans: Vec::new(),
            controls: Vec::new(),
            review_on: None,
            reviews: Vec::new(),
            reopened: Vec::new(),
            closed: None,
            asked_extension: None,
            controllers: Vec::new(),
        })
    }

    fn change(&mut self, change: &RiskChange, turn: &Turn<'_>) -> Result<(), Refusal> {
        let step = change.kind();
        let fails = matches!(change, RiskChange::Review { holds: false, .. });
        let state = next(self.state, step, fails)?;
        match change {
            RiskChange::Assess { likelihood, impact, reason } => {
                said("评估理由", reason)?;
                self.assessments.push(assessment(*likelihood, *impact, reason, turn)?);
                self.level = RiskLevel::of(*likelihood, *impact);
            }
            RiskChange::Plan { measure, owner } => {
                said("管控措施", measure)?;
                said("责任人", owner)?;
                self.head.owner = Some(owner.clone());
                self.plans.push(turn.entry(measure, &[]));
                took_part(&mut self.controllers, turn.who());
                took_part(&mut self.controllers, owner);
            }
            RiskChange::AskExtension { span, reason } => {
                self.asked_extension = AskedExtension::ask(*span, reason, turn)?;
                took_part(&mut self.controllers, turn.who());
            }
            RiskChange::Extend { .. } => {
                let clock = self.head.clocks.open_mut(Obligation::RiskControl);
                AskedExtension::grant(&mut self.asked_extension, clock, "管控时限", turn)?;
            }
            RiskChange::RefuseExtension { reason } => AskedExtension::refuse(&mut self.asked_extension, reason)?,
            RiskChange::Control { text, files, review_on } => {
                said("管控落实情况", text)?;
                if self.plans.is_empty() {
                    return Err(Refusal::Unfit { field: "管控措施", problem: "尚未制定" });
                }
                self.controls.push(turn.entry(text, files));
                self.asked_extension = None;
                self.head.clocks.meet(Obligation::RiskControl, turn.at);
                self.look_again(*review_on, turn)?;
                took_part(&mut self.controllers, turn.who());
            }
            RiskChange::Review { holds, text, files, review_on } => {
                turn.not_one_of(&self.controllers, "管控", step.zh())?;
                said("复查情况", text)?;
                self.reviews.push(RiskReview { holds: *holds, entry: turn.entry(text, files) });
                self.head.clocks.meet(Obligation::RiskReview, turn.at);
                if *holds {
                    self.look_again(review_on.ok_or(Refusal::Unfit { field: "复查日期", problem: "不能为空" })?, turn)?;
                } else {
                    self.control_anew(turn)?;
                }
            }
            RiskChange::Close { reason } => {
                turn.not_one_of(&self.controllers, "管控", step.zh())?;
                said("销号理由", reason)?;
                self.closed = Some(turn.entry(reason, &[]));
                self.review_on = None;
                self.head.clocks.stop_all(turn.at);
            }
            RiskChange::Reopen { reason } => {
                said("重新打开理由", reason)?;
                self.reopened.push(turn.entry(reason, &[]));
                self.closed = None;
                self.control_anew(turn)?;
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
        self.state != RiskState::Closed
    }
}

impl Risk {
    /// The control is in place: on this day somebody looks whether it holds.
    fn look_again(&mut self, on: NaiveDate, turn: &Turn<'_>) -> Result<(), Refusal> {
        if on <= turn.today() {
            return Err(Refusal::Unfit { field: "复查日期", problem: "须晚于今天" });
        }
        self.review_on = Some(on);
        self.head.clocks.start(turn.clock_until(Obligation::RiskReview, Some(on))?);
        Ok(())
    }

    fn control_anew(&mut self, turn: &Turn<'_>) -> Result<(), Refusal> {
        self.review_on = None;
        self.head.clocks.stop(Obligation::RiskReview, turn.at);
        self.head.clocks.start(turn.clock(Obligation::RiskControl)?);
        Ok(())
    }
}

fn assessment(likelihood: u8, impact: u8, reason: &str, turn: &Turn<'_>) -> Result<Assessment, Refusal> {
    for (field, value) in [("可能性", likelihood), ("影响程度", impact)] {
        if !(1..=5).contains(&value) {
            return Err(Refusal::Unfit { field, problem: "应为 1 至 5" });
        }
    }
    Ok(Assessment { likelihood, impact, entry: turn.entry(reason, &[]) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_is_the_product_of_likelihood_and_impact() {
        let levels = |likelihood: u8| (1..=5).map(|impact| RiskLevel::of(likelihood, impact).code()).collect::<Vec<_>>();
        assert_eq!(levels(1), ["low", "low", "low", "low", "ordinary"]);
        assert_eq!(levels(3), ["low", "ordinary", "ordinary", "considerable", "grave"]);
        assert_eq!(levels(5), ["ordinary", "considerable", "grave", "grave", "grave"]);
    }
}
