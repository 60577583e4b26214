//! Inspections (督导检查/现场检查): a visit to an office, school, village or hospital, with its checklist, its findings, and the
//! signature of the inspected.

mod checklist;
mod issues;
mod spot;
pub mod state;

pub use checklist::{Answer, Finding, FindingCounts, KeptChecklist, KeptItem};
pub use issues::FaultIssue;
pub use spot::Spot;

use crate::clock::Obligation;
use crate::people::{Role, groups};
use crate::record::{Change, Entry, Head, HeadDraft, Kind, Record, Refusal, Turn, said, took_part};
use chrono::NaiveDate;
use pack::Packs;
use serde::{Deserialize, Serialize};
use state::{InspectionState, InspectionStep, next};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use vocabulary::labelled;

labelled! {
    /// What is inspected (检查对象类型).
    pub enum PlaceKind {
        /// An office or department (机关单位).
        Office = "office", "机关单位", "Office";
        /// A school (学校).
        School = "school", "学校", "School";
        /// A village or community (村居).
        Village = "village", "村居", "Village";
        /// A hospital, clinic or pharmacy (定点医药机构).
        Hospital = "hospital", "定点医药机构", "Medical institution";
    }
}

crate::schema::labelled_schema!(InspectionState as "InspectionState", PlaceKind as "InspectedKind", Finding as "InspectionFinding");

/// What is inspected (检查对象).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Inspected {
    /// Its kind.
    pub kind: PlaceKind,
    /// Its code: department, school, `town/village`, institution.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// Who goes where and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InspectionVisit)]
pub struct Visit {
    /// What is inspected.
    pub inspected: Inspected,
    /// On which day.
    pub on: NaiveDate,
    /// Who is in charge, by account (检查负责人): of inspectors, the only one who sees it.
    pub owner: String,
    /// Who goes along.
    #[serde(default)]
    pub companions: Vec<String>,
}

/// An inspection (督导检查).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Inspection {
    /// What every record has.
    #[serde(flatten)]
    pub head: Head,
    /// State.
    pub state: InspectionState,
    /// Who goes where and when.
    pub visit: Visit,
    /// The checklist as it was when the inspection was planned.
    pub checklist: KeptChecklist,
    /// What was found, by item.
    pub answers: BTreeMap<String, Answer>,
    /// When it began, as far as the ledger heard of it.
    pub started: Option<Entry>,
    /// On which day it began, where that was told afterwards: on the spot there was no network.
    #[serde(default)]
    pub began: Option<NaiveDate>,
    /// Where it was carried out, where a device told it.
    #[serde(default)]
    pub spot: Option<Spot>,
    /// What the inspected said to it, or that they would not.
    pub signature: Option<Signature>,
    /// The report (检查报告).
    pub report: Option<Entry>,
    /// Who closed it.
    pub closed: Option<Entry>,
    /// Why it did not take place.
    pub cancelled: Option<Entry>,
    /// The issues that were made from its faults, by item: each once.
    pub issues: BTreeMap<String, i64>,
    /// Who has looked: none of them closes it.
    pub inspectors: Vec<String>,
}

/// What the inspected said to the findings (被检查单位意见).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
#[schema(as = InspectionSignature)]
pub enum Signature {
    /// They signed.
    Signed {
        /// Who, by name.
        name: String,
        /// On which day.
        on: NaiveDate,
        /// Who wrote it down, what the inspected remarked, and the paper.
        entry: Entry,
    },
    /// They would not sign.
    Refused {
        /// Who saw it, by name (见证人).
        witness: String,
        /// On which day.
        on: NaiveDate,
        /// Who wrote it down, why they would not, and the paper.
        entry: Entry,
    },
}

/// What is said when an inspection is planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InspectionPlan {
    /// Title, campaign, department, place; the priority is the checklist's.
    pub head: HeadDraft,
    /// Who goes where and when.
    pub visit: Visit,
    /// The checklist, by code.
    pub checklist: String,
}

/// A plan with its checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectionDraft {
    head: HeadDraft,
    visit: Visit,
    checklist: KeptChecklist,
}

impl InspectionDraft {
    /// Looks up the checklist.
    ///
    /// # Errors
    /// A checklist that no pack has, or one of another priority than the plan's.
    pub fn of(plan: InspectionPlan, packs: &Packs) -> Result<Self, Refusal> {
        let checklist = packs.checklists.get(&plan.checklist).ok_or(Refusal::Unfit { field: "检查清单", problem: "不存在" })?;
        let mut head = plan.head;
        if head.priority.as_ref().is_some_and(|priority| *priority != checklist.priority) {
            return Err(Refusal::Unfit { field: "检查清单", problem: "不属于所选领域" });
        }
        head.priority = Some(checklist.priority.clone());
        Ok(Self { head, visit: plan.visit, checklist: checklist.into() })
    }
}

/// What is done with an inspection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum InspectionChange {
    /// Change place, day or people (调整计划).
    Replan {
        /// Who goes where and when.
        visit: Visit,
        /// Why.
        reason: String,
    },
    /// Call it off (取消).
    Cancel {
        /// Why.
        reason: String,
    },
    /// Begin (开始检查).
    Start {
        /// On which day it began, where that is told afterwards; not before the day on which it was planned.
        #[serde(default)]
        on: Option<NaiveDate>,
    },
    /// Answer an item (填写检查项); it may be answered again.
    Answer {
        /// The item.
        item: String,
        /// What was found.
        finding: Finding,
        /// Remark; asked for unless it is in order.
        #[serde(default)]
        remark: String,
        /// Evidence files.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Say that all is answered (完成检查).
    Finish {
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
        /// Where it was carried out, where a device told it.
        #[serde(default)]
        spot: Option<Spot>,
    },
    /// Look once more (继续检查).
    Resume {
        /// Why.
        reason: String,
    },
    /// The inspected signs (被检查单位签字).
    Sign {
        /// Who, by name.
        name: String,
        /// On which day.
        on: NaiveDate,
        /// What the inspected remarks, possibly nothing.
        #[serde(default)]
        remark: String,
        /// The paper.
        #[serde(default)]
        files: Vec<String>,
    },
    /// The inspected refuses to sign (拒绝签字).
    RefuseToSign {
        /// Why.
        reason: String,
        /// Who saw it, by name (见证人).
        witness: String,
        /// On which day.
        on: NaiveDate,
        /// The paper.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Make issues of faults (转为问题).
    MakeIssues {
        /// The issues by item. They are made by [`Work::issues_from_inspection`](crate::record::Work::issues_from_inspection), which alone
        /// fills this in.
        #[serde(skip)]
        issues: BTreeMap<String, i64>,
    },
    /// Write the report (提交报告).
    Report {
        /// The report.
        text: String,
        /// Its files.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Close it (办结).
    Close {
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
    },
}

impl InspectionChange {
    fn kind(&self) -> InspectionStep {
        match self {
            Self::Replan { .. } => InspectionStep::Replan,
            Self::Cancel { .. } => InspectionStep::Cancel,
            Self::Start { .. } => InspectionStep::Start,
            Self::Answer { .. } => InspectionStep::Answer,
            Self::Finish { .. } => InspectionStep::Finish,
            Self::Resume { .. } => InspectionStep::Resume,
            Self::Sign { .. } => InspectionStep::Sign,
            Self::RefuseToSign { .. } => InspectionStep::RefuseToSign,
            Self::MakeIssues { .. } => InspectionStep::MakeIssues,
            Self::Report { .. } => InspectionStep::Report,
            Self::Close { .. } => InspectionStep::Close,
        }
    }
}

impl Change for InspectionChange {
    fn step(&self) -> &'static str {
        self.kind().code()
    }

    fn names(&self) -> (&'static str, &'static str) {
        (self.kind().zh(), self.kind().en())
    }

    fn why(&self) -> &str {
        match self {
            Self::Start { .. } | Self::MakeIssues { .. } => "",
            Self::Replan { reason: why, .. }
            | Self::Cancel { reason: why }
            | Self::Resume { reason: why }
            | Self::RefuseToSign { reason: why, .. }
            | Self::Answer { remark: why, .. }
            | Self::Finish { remark: why, .. }
            | Self::Sign { remark: why, .. }
            | Self::Close { remark: why }
            | Self::Report { text: why, .. } => why,
        }
    }

    fn roles(&self) -> &'static [Role] {
        match self.kind() {
            InspectionStep::MakeIssues | InspectionStep::Close => groups::SUPERVISING,
            _ => groups::INSPECTING,
        }
    }

    fn files(&self) -> &[String] {
        match self {
            Self::Answer { files, .. } | Self::Sign { files, .. } | Self::RefuseToSign { files, .. } | Self::Report { files, .. } => files,
            _ => &[],
        }
    }
}

impl Record for Inspection {
    const KIND: Kind = Kind::Inspection;
    type Draft = InspectionDraft;
    type Change = InspectionChange;

    fn entered_by() -> &'static [Role] {
        groups::INSPECTING
    }

    fn draft_head(draft: &InspectionDraft) -> &HeadDraft {
        &draft.head
    }

    fn open(draft: InspectionDraft, head: Head, turn: &Turn<'_>) -> Result<Self, Refusal> {
        let mut inspection = Self {
            head,
            state: InspectionState::Planned,
            visit: draft.visit.clone(),
            checklist: draft.checklist,
            answers: BTreeMap::new(),
            started: None,
            began: None,
            spot: None,
            signature: None,
            report: None,
            closed: None,
            cancelled: None,
            issues: BTreeMap::new(),
            inspectors: Vec::new(),
        };
        inspection.plan(&draft.visit, turn)?;
        Ok(inspection)
    }

    fn change(&mut self, change: &InspectionChange, turn: &Turn<'_>) -> Result<(), Refusal> {
        let step = change.kind();
        let state = next(self.state, step)?;
        match change {
            InspectionChange::Replan { visit, reason } => {
                said("调整理由", reason)?;
                self.plan(visit, turn)?;
            }
            InspectionChange::Cancel { reason } => {
                said("取消理由", reason)?;
                self.cancelled = Some(turn.entry(reason, &[]));
                self.head.clocks.stop_all(turn.at);
            }
            InspectionChange::Start { on } => {
                if on.is_some_and(|on| on > turn.today() || on < crate::clock::beijing_day(self.head.entered_at)) {
                    return Err(Refusal::Unfit { field: "开始日期", problem: "须在安排检查之日至今天之间" });
                }
                self.began = *on;
                self.started = Some(turn.entry("", &[]));
                self.head.clocks.meet(Obligation::InspectionVisit, turn.at);
                took_part(&mut self.inspectors, turn.who());
            }
            InspectionChange::Answer { item, finding, remark, files } => {
                if self.checklist.item(item).is_none() {
                    return Err(Refusal::Unfit { field: "检查项", problem: "不在检查清单之内" });
                }
                if *finding != Finding::Fine {
                    said("检查项说明", remark)?;
                }
                self.answers.insert(item.clone(), Answer { finding: *finding, entry: turn.entry(remark, files) });
                took_part(&mut self.inspectors, turn.who());
            }
            InspectionChange::Finish { spot, .. } => {
                if self.checklist.items.iter().any(|item| !self.answers.contains_key(&item.code)) {
                    return Err(Refusal::Unfit {
                        field: "检查项", problem: "尚有未填写的：没有查看的请填“未检查”并说明"
                    });
                }
                if let Some(spot) = spot {
                    spot.check(turn.at)?;
                    self.spot = Some(spot.clone());
                }
                took_part(&mut self.inspectors, turn.who());
            }
            InspectionChange::Resume { reason } => {
                said("继续检查理由", reason)?;
                took_part(&mut self.inspectors, turn.who());
            }
            InspectionChange::Sign { name, on, remark, files } => {
                said("签字人", name)?;
                let entry = turn.entry(remark, files);
                self.sign(Signature::Signed { name: name.clone(), on: *on, entry }, *on, turn)?;
            }
            InspectionChange::RefuseToSign { reason, witness, on, files } => {
                said("拒签理由", reason)?;
                said("见证人", witness)?;
                if self.inspectors.contains(witness) || witness == turn.who() {
                    return Err(Refusal::Unfit { field: "见证人", problem: "不能是检查人员" });
                }
                let entry = turn.entry(reason, files);
                self.sign(Signature::Refused { witness: witness.clone(), on: *on, entry }, *on, turn)?;
            }
            InspectionChange::MakeIssues { issues } => self.keep_issues(issues)?,
            InspectionChange::Report { text, files } => {
                said("检查报告", text)?;
                self.report = Some(turn.entry(text, files));
                self.head.clocks.meet(Obligation::InspectionReport, turn.at);
            }
            InspectionChange::Close { remark } => {
                turn.not_one_of(&self.inspectors, "检查", step.zh())?;
                if self.faults_without_issue().next().is_some() {
                    said("不符合项未转为问题的说明", remark)?;
                }
                self.closed = Some(turn.entry(remark, &[]));
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
        !matches!(self.state, InspectionState::Closed | InspectionState::Cancelled)
    }
}

impl Inspection {
    /// Its items by what was found.
    pub fn counts(&self) -> FindingCounts {
        FindingCounts::of(&self.checklist, &self.answers)
    }

    /// Faults of which no issue was made, by item.
    pub fn faults_without_issue(&self) -> impl Iterator<Item = (&str, &Answer)> {
        let faults = self.answers.iter().filter(|(item, answer)| answer.finding == Finding::Fault && !self.issues.contains_key(*item));
        faults.map(|(item, answer)| (item.as_str(), answer))
    }

    fn plan(&mut self, visit: &Visit, turn: &Turn<'_>) -> Result<(), Refusal> {
        said("检查对象", &visit.inspected.code)?;
        said("检查对象名称", &visit.inspected.name)?;
        said("检查负责人", &visit.owner)?;
        if turn.caller.role == Role::Inspector && visit.owner != turn.who() {
            return Err(Refusal::Unfit { field: "检查负责人", problem: "只能是您本人" });
        }
        self.head.owner = Some(visit.owner.clone());
        self.visit = visit.clone();
        self.head.clocks.start(turn.clock_until(Obligation::InspectionVisit, Some(visit.on))?);
        Ok(())
    }

    fn sign(&mut self, signature: Signature, on: NaiveDate, turn: &Turn<'_>) -> Result<(), Refusal> {
        let heard = self.started.as_ref().map_or(self.visit.on, |started| crate::clock::beijing_day(started.at));
        let began = self.began.unwrap_or(heard);
        if on > turn.today() || on < began {
            return Err(Refusal::Unfit { field: "签字日期", problem: "须在检查开始之日至今天之间" });
        }
        self.signature = Some(signature);
        self.head.clocks.start(turn.clock(Obligation::InspectionReport)?);
        Ok(())
    }
}
