//! Campaigns (专项整治): the year's work over its priorities, with who leads each, who helps, and what is to be reached.

mod self_check;
pub mod state;

pub use self_check::{SelfCheckReport, SelfCheckRound};

use crate::clock::{Obligation, Span};
use crate::people::{Role, groups};
use crate::record::{Change, Entry, Head, HeadDraft, Kind, Record, Refusal, Turn, said, took_part};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use state::{CampaignState, CampaignStep, next};
use std::collections::BTreeSet;
use utoipa::ToSchema;

crate::schema::labelled_schema!(CampaignState as "CampaignState");

/// A campaign (专项整治). Everybody who works in it may see it; records of every kind name it in their head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Campaign {
    /// What every record has.
    #[serde(flatten)]
    pub head: Head,
    /// State.
    pub state: CampaignState,
    /// What it wants, when, and who does it.
    pub plan: CampaignPlan,
    /// Who wrote the plan: none of them approves it.
    pub planners: Vec<String>,
    /// Who approved the plan.
    pub approved: Option<Entry>,
    /// How far the goals are, each time that somebody said so.
    pub goal_reports: Vec<GoalReport>,
    /// The rounds in which departments check themselves (自查自纠); only the last one takes reports.
    pub self_checks: Vec<SelfCheckRound>,
    /// Why it went into closing, or on again after all.
    pub turns: Vec<Entry>,
    /// The report at its end (总结报告).
    pub report: Option<Entry>,
}

/// What a campaign wants, when, and who does it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CampaignPlan {
    /// The year that it is named after.
    pub year: i32,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub until: NaiveDate,
    /// What it is for (目标任务).
    pub aim: String,
    /// After which time every issue of it that was closed is looked at again (回头看); none for no such plan.
    #[serde(default)]
    pub look_back: Option<Span>,
    /// Its priorities (领域).
    pub priorities: Vec<CampaignPriority>,
}

/// A priority of a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CampaignPriority {
    /// The priority (领域), by code.
    pub priority: String,
    /// The department that leads it (主责部门).
    pub lead_department: String,
    /// The departments that help (配合部门).
    #[serde(default)]
    pub partners: Vec<String>,
    /// What is to be reached (目标), at least one.
    pub goals: Vec<Goal>,
}

/// What is to be reached (目标).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CampaignGoal)]
pub struct Goal {
    /// In words.
    pub text: String,
    /// The figure that tells it (指标), by code; none for a goal that only people can judge.
    #[serde(default)]
    pub figure: Option<String>,
    /// What the figure is to be, in its own unit: a number, fen, or per mille.
    #[serde(default)]
    pub target: Option<i64>,
}

/// How far a goal is (目标进度).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CampaignGoalReport)]
pub struct GoalReport {
    /// Of which priority.
    pub priority: String,
    /// Which of its goals, from 1.
    pub goal: u32,
    /// What the figure is.
    pub value: Option<i64>,
    /// Who says so, when, and in words.
    #[serde(flatten)]
    pub entry: Entry,
}

/// What is said when a campaign is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CampaignDraft {
    /// Title and office.
    pub head: HeadDraft,
    /// What it wants, when, and who does it.
    pub plan: CampaignPlan,
}

/// What is done with a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum CampaignChange {
    /// Change the plan before it is approved (修改方案).
    Edit {
        /// The whole plan as it shall be.
        plan: CampaignPlan,
    },
    /// Approve the plan (批准方案).
    Approve {
        /// Remark, possibly empty.
        #[serde(default)]
        remark: String,
    },
    /// Begin (启动).
    Start,
    /// Ask the departments to check themselves (部署自查自纠).
    OpenSelfCheck {
        /// What they are to look for.
        text: String,
        /// Until when they report; the usual limit where none is set.
        #[serde(default)]
        due_on: Option<NaiveDate>,
    },
    /// Report what a department's self-check found (报送自查自纠).
    SelfCheck {
        /// The department that reports.
        department: String,
        /// What was looked into and found; that nothing was found, too.
        text: String,
        /// Evidence files.
        #[serde(default)]
        files: Vec<String>,
        /// The issues that were found. They are looked up and linked by [`Work::report_self_check`](crate::record::Work::report_self_check), which
        /// alone fills this in.
        #[serde(skip)]
        issues: Vec<i64>,
    },
    /// Write down how far a goal is (填报目标进度).
    ReportGoal {
        /// Of which priority.
        priority: String,
        /// Which of its goals, from 1.
        goal: u32,
        /// What the figure is.
        #[serde(default)]
        value: Option<i64>,
        /// In words.
        text: String,
    },
    /// Take no new work (转入收尾).
    BeginClosing {
        /// Why.
        reason: String,
    },
    /// Go on after all (继续推进).
    Continue {
        /// Why.
        reason: String,
    },
    /// End it (结束).
    Close {
        /// The report.
        report: String,
        /// Its files.
        #[serde(default)]
        files: Vec<String>,
    },
}

impl CampaignChange {
    fn kind(&self) -> CampaignStep {
        match self {
            Self::Edit { .. } => CampaignStep::Edit,
            Self::Approve { .. } => CampaignStep::Approve,
            Self::Start => CampaignStep::Start,
            Self::OpenSelfCheck { .. } => CampaignStep::OpenSelfCheck,
            Self::SelfCheck { .. } => CampaignStep::SelfCheck,
            Self::ReportGoal { .. } => CampaignStep::ReportGoal,
            Self::BeginClosing { .. } => CampaignStep::BeginClosing,
            Self::Continue { .. } => CampaignStep::Continue,
            Self::Close { .. } => CampaignStep::Close,
        }
    }
}

impl Change for CampaignChange {
    fn step(&self) -> &'static str {
        self.kind().code()
    }

    fn names(&self) -> (&'static str, &'static str) {
        (self.kind().zh(), self.kind().en())
    }

    fn why(&self) -> &str {
        match self {
            Self::Edit { .. } | Self::Start => "",
            Self::Approve { remark: why }
            | Self::OpenSelfCheck { text: why, .. }
            | Self::SelfCheck { text: why, .. }
            | Self::ReportGoal { text: why, .. }
            | Self::BeginClosing { reason: why }
            | Self::Continue { reason: why }
            | Self::Close { report: why, .. } => why,
        }
    }

    fn roles(&self) -> &'static [Role] {
        match self.kind() {
            // The head of a department answers for what it says of itself.
            CampaignStep::SelfCheck => groups::HEADS,
            CampaignStep::ReportGoal => groups::BOTH,
            _ => groups::OFFICE,
        }
    }

    fn files(&self) -> &[String] {
        match self {
            Self::SelfCheck { files, .. } | Self::Close { files, .. } => files,
            _ => &[],
        }
    }
}

impl CampaignPlan {
    fn check(&self) -> Result<(), Refusal> {
        said("目标任务", &self.aim)?;
        if self.until < self.from {
            return Err(Refusal::Unfit { field: "截止日期", problem: "不能早于起始日期" });
        }
        if !(self.from.year()..=self.until.year()).contains(&self.year) {
            return Err(Refusal::Unfit { field: "年度", problem: "不在起止日期之内" });
        }
        if self.priorities.is_empty() {
            return Err(Refusal::Unfit { field: "领域", problem: "至少一个" });
        }
        let mut seen = BTreeSet::new();
        for priority in &self.priorities {
            said("领域", &priority.priority)?;
            said("主责部门", &priority.lead_department)?;
            if !seen.insert(&priority.priority) {
                return Err(Refusal::Unfit { field: "领域", problem: "重复" });
            }
            if priority.partners.contains(&priority.lead_department) {
                return Err(Refusal::Unfit { field: "配合部门", problem: "不能是主责部门" });
            }
            if priority.goals.is_empty() {
                return Err(Refusal::Unfit { field: "目标", problem: "每个领域至少一项" });
            }
            for goal in &priority.goals {
                said("目标", &goal.text)?;
                if goal.target.is_some() && goal.figure.is_none() {
                    return Err(Refusal::Unfit { field: "目标值", problem: "须与指标一同填写" });
                }
            }
        }
        Ok(())
    }

    /// Every department that leads or helps, once.
    pub fn departments(&self) -> BTreeSet<&str> {
        let leads = self.priorities.iter().map(|priority| &priority.lead_department);
        leads.chain(self.priorities.iter().flat_map(|priority| &priority.partners)).map(String::as_str).collect()
    }
}

impl Record for Campaign {
    const KIND: Kind = Kind::Campaign;
    type Draft = CampaignDraft;
    type Change = CampaignChange;

    fn entered_by() -> &'static [Role] {
        groups::OFFICE
    }

    fn draft_head(draft: &CampaignDraft) -> &HeadDraft {
        &draft.head
    }

    fn open(draft: CampaignDraft, head: Head, turn: &Turn<'_>) -> Result<Self, Refusal> {
        draft.plan.check()?;
        if head.campaign.is_some() {
            return Err(Refusal::Unfit { field: "专项整治", problem: "不能隶属于另一专项整治" });
        }
        Ok(Self {
            head,
            state: CampaignState::Planned,
            plan: draft.plan,
            planners: vec![turn.who().to_owned()],
            approved: None,
            goal_reports: Vec::new(),
            self_checks: Vec::new(),
            turns: Vec::new(),
            report: None,
        })
    }

    fn change(&mut self, change: &CampaignChange, turn: &Turn<'_>) -> Result<(), Refusal> {
        let step = change.kind();
        let state = next(self.state, step)?;
        match change {
            CampaignChange::Edit { plan } => {
                plan.check()?;
                self.plan = plan.clone();
                took_part(&mut self.planners, turn.who());
            }
            CampaignChange::Approve { remark } => {
                turn.not_one_of(&self.planners, "拟定方案", step.zh())?;
                self.approved = Some(turn.entry(remark, &[]));
            }
            CampaignChange::Start => {}
            CampaignChange::OpenSelfCheck { text, due_on } => {
                said("自查要求", text)?;
                let clock = turn.clock_until(Obligation::SelfCheck, *due_on)?;
                self.self_checks.push(SelfCheckRound { opened: turn.entry(text, &[]), due_on: clock.due_on(), reports: Vec::new() });
                self.head.clocks.start(clock);
            }
            CampaignChange::SelfCheck { department, text, files, issues } => {
                said("自查情况", text)?;
                self.take_self_check(department, turn.entry(text, files), issues, turn)?;
            }
            CampaignChange::ReportGoal { priority, goal, value, text } => {
                said("目标进度", text)?;
                self.take_goal_report(priority, *goal, *value, turn.entry(text, &[]), turn)?;
            }
            CampaignChange::BeginClosing { reason } | CampaignChange::Continue { reason } => {
                said("理由", reason)?;
                self.turns.push(turn.entry(reason, &[]));
                self.head.clocks.stop(Obligation::SelfCheck, turn.at);
            }
            CampaignChange::Close { report, files } => {
                said("总结报告", report)?;
                self.report = Some(turn.entry(report, files));
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
        self.state != CampaignState::Closed
    }
}

impl Campaign {
    fn take_goal_report(&mut self, priority: &str, goal: u32, value: Option<i64>, entry: Entry, turn: &Turn<'_>) -> Result<(), Refusal> {
        let known = self.plan.priorities.iter().find(|known| known.priority == priority);
        let known = known.ok_or(Refusal::Unfit { field: "领域", problem: "不在方案之内" })?;
        if goal == 0 || goal as usize > known.goals.len() {
            return Err(Refusal::Unfit { field: "目标", problem: "不在方案之内" });
        }
        if !turn.caller.scope.admits_department(&known.lead_department) {
            return Err(Refusal::Unfit { field: "目标进度", problem: "由主责部门或监督方填报" });
        }
        self.goal_reports.push(GoalReport { priority: priority.to_owned(), goal, value, entry });
        Ok(())
    }
}
