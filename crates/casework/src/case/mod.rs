//! Cases (案件): what a clue became that was opened for examination, with several persons. Only its team sees one.

pub mod change;
pub mod figures;
pub mod ruling;
pub mod state;

pub use change::{CaseChange, CaseDraft};
pub use figures::{CaseFigures, FiguresFilter};
pub use ruling::{AdministrativeSanction, Form, Handling, PartySanction, Ruling, RulingDraft, Transfer};

use crate::clock::{AskedExtension, Clock, Course, Obligation};
use crate::clue::{Person, person};
use crate::people::Role;
use crate::record::{Entry, Head, HeadDraft, Kind, Record, Refusal, SideRows, Turn, evidence, remark, said, took_part};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use state::{CaseState, CaseStep, next};
use utoipa::ToSchema;

crate::schema::labelled_schema!(CaseState as "CaseState");

/// A case (案件).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Case {
    /// What every record has; the team is never empty.
    #[serde(flatten)]
    pub head: Head,
    /// State.
    pub state: CaseState,
    /// What the preliminary check found (立案事实).
    pub facts: String,
    /// Whom it concerns, and what becomes of each (被审查调查人).
    pub persons: Vec<Accused>,
    /// How it is examined, and what was found on the way.
    pub notes: Vec<Entry>,
    /// The reports with which it was handed over to trial.
    pub reports: Vec<Entry>,
    /// Why it was given back.
    pub sent_back: Vec<Entry>,
    /// The decision (处分决定).
    pub decision: Option<Entry>,
    /// The day of the decision.
    pub decided_on: Option<NaiveDate>,
    /// Who closed it.
    pub closed: Option<Entry>,
    /// Who took it back, and why.
    pub dismissed: Option<Entry>,
    /// The extension that waits for approval.
    pub asked_extension: Option<AskedExtension>,
    /// Who has taken part in examining: none of them tries or concludes.
    pub examiners: Vec<String>,
    /// Who has taken part in trying: none of them examines or concludes.
    pub triers: Vec<String>,
}

/// A person in a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Accused {
    /// Who.
    #[serde(flatten)]
    pub person: Person,
    /// That the person was handed over to justice.
    pub transfer: Option<Transfer>,
    /// What is to become of the person; in force once the case is decided.
    pub ruling: Option<Ruling>,
    /// That it was carried out.
    pub execution: Option<Execution>,
}

/// That a decision was carried out (处分执行).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CaseExecution)]
pub struct Execution {
    /// When.
    pub on: NaiveDate,
    /// Who says so, and how.
    #[serde(flatten)]
    pub entry: Entry,
}

impl Record for Case {
    const KIND: Kind = Kind::Case;
    type Draft = CaseDraft;
    type Change = CaseChange;

    /// Nobody: a case is opened from a clue and in no other way.
    fn entered_by() -> &'static [Role] {
        &[]
    }

    fn draft_head(draft: &CaseDraft) -> &HeadDraft {
        &draft.head
    }

    fn open(draft: CaseDraft, mut head: Head, turn: &Turn<'_>) -> Result<Self, Refusal> {
        said("立案事实", &draft.facts)?;
        if draft.persons.is_empty() {
            return Err(Refusal::Unfit { field: "被审查调查人", problem: "至少一人" });
        }
        head.team = draft.team;
        took_part(&mut head.team, turn.who());
        // The limit runs from the day on which the case is opened, not from that on which somebody begins.
        head.clocks.start(turn.clock(Obligation::CaseExamination)?);
        let persons = draft.persons.into_iter().map(|person| Accused { person, transfer: None, ruling: None, execution: None });
        Ok(Self {
            head,
            state: CaseState::Filed,
            facts: draft.facts,
            persons: persons.collect(),
            notes: Vec::new(),
            reports: Vec::new(),
            sent_back: Vec::new(),
            decision: None,
            decided_on: None,
            closed: None,
            dismissed: None,
            asked_extension: None,
            examiners: Vec::new(),
            triers: Vec::new(),
        })
    }

    fn change(&mut self, change: &CaseChange, turn: &Turn<'_>) -> Result<(), Refusal> {
        let step = change.kind();
        let state = next(self.state, step)?;
        match change {
            CaseChange::Start { plan } => self.examine(step, turn, |case| {
                case.notes.push(remark(turn, "审查调查方案", plan, &[])?);
                Ok(())
            })?,
            CaseChange::Note { text, files } => self.examine(step, turn, |case| {
                case.notes.push(remark(turn, "办理记录", text, files)?);
                Ok(())
            })?,
            CaseChange::AskExtension { span, reason } => self.examine(step, turn, |case| {
                case.asked_extension = AskedExtension::ask(*span, reason, turn)?;
                Ok(())
            })?,
            CaseChange::Extend { .. } => {
                let clock = self.head.clocks.open_mut(Obligation::CaseExamination);
                AskedExtension::grant(&mut self.asked_extension, clock, "审查调查时限", turn)?;
            }
            CaseChange::RefuseExtension { reason } => AskedExtension::refuse(&mut self.asked_extension, reason)?,
            CaseChange::SendToTrial { text, files } => self.examine(step, turn, |case| {
                evidence("审查调查报告", files)?;
                case.reports.push(remark(turn, "审查调查情况", text, files)?);
                case.asked_extension = None;
                case.head.clocks.meet(Obligation::CaseExamination, turn.at);
                Ok(())
            })?,
            CaseChange::SendBack { reason } => {
                self.try_it(step, turn)?;
                self.sent_back.push(remark(turn, "退回理由", reason, &[])?);
                self.examine_further(turn)?;
            }
            CaseChange::Rule { person, ruling } => {
                self.try_it(step, turn)?;
                let accused = self.accused(*person)?;
                ruling::fits(ruling, &accused.person, accused.transfer.is_some())?;
                let RulingDraft { form, party, administrative, handling, ref reason } = *ruling;
                accused.ruling = Some(Ruling { form, party, administrative, handling, entry: turn.entry(reason, &[]) });
            }
            CaseChange::Transfer { person, organ, on, reason, files } => {
                self.transfer(*person, organ, *on, &remark(turn, "移送理由", reason, files)?, turn)?;
            }
            CaseChange::Conclude { text, files } => {
                turn.not_one_of(&self.examiners, CaseStep::Start.zh(), step.zh())?;
                turn.not_one_of(&self.triers, "审理", step.zh())?;
                evidence("处分决定书", files)?;
                if self.persons.iter().any(|accused| accused.ruling.is_none()) {
                    return Err(Refusal::Unfit { field: "处理意见", problem: "：每名被审查调查人均须有" });
                }
                self.decision = Some(remark(turn, "处分决定", text, files)?);
                self.decided_on = Some(turn.today());
            }
            CaseChange::Execute { person, on, text, files } => {
                let entry = remark(turn, "执行情况", text, files)?;
                if *on > turn.today() || self.decided_on.is_some_and(|decided| *on < decided) {
                    return Err(Refusal::Unfit { field: "执行日期", problem: "须在决定之日至今天之间" });
                }
                let accused = self.accused(*person)?;
                if accused.execution.is_some() {
                    return Err(Refusal::TooOften { step: step.zh(), limit: 1 });
                }
                if !accused.is_handled() {
                    return Err(Refusal::Unfit { field: "处理意见", problem: "：该人不予处理，无可执行" });
                }
                accused.execution = Some(Execution { on: *on, entry });
            }
            CaseChange::Close { remark } => {
                if self.persons.iter().any(|accused| accused.is_handled() && accused.execution.is_none()) {
                    return Err(Refusal::Unfit { field: "处分决定", problem: "尚未全部执行" });
                }
                self.closed = Some(turn.entry(remark, &[]));
            }
            CaseChange::Dismiss { reason } => {
                turn.not_one_of(&self.examiners, CaseStep::Start.zh(), step.zh())?;
                turn.not_one_of(std::slice::from_ref(&self.head.entered_by), "立案", step.zh())?;
                if self.persons.iter().any(|accused| accused.transfer.is_some()) {
                    return Err(Refusal::Unfit { field: "撤案", problem: "：已有人员移送司法机关" });
                }
                self.dismissed = Some(remark(turn, "撤案理由", reason, &[])?);
                self.head.clocks.stop_all(turn.at);
            }
            CaseChange::AddPerson { person } => {
                let mut persons: Vec<Person> = self.persons.iter().map(|accused| accused.person.clone()).collect();
                person::add(&mut persons, person, Kind::Case, self.head.id)?;
                let added = persons.pop().into_iter();
                self.persons.extend(added.map(|person| Accused { person, transfer: None, ruling: None, execution: None }));
            }
            CaseChange::Identify { person, key } => {
                person::fits(self.persons.iter().map(|accused| &accused.person), key)?;
                self.accused(*person)?.person.key.clone_from(key);
            }
            CaseChange::AddMember { who } => self.head.join(who)?,
            CaseChange::RemoveMember { who } => self.head.leave(who)?,
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
        !matches!(self.state, CaseState::Closed | CaseState::Dismissed)
    }

    fn side_rows(&self) -> Vec<SideRows> {
        vec![figures::rows(self)]
    }
}

impl Accused {
    /// Whether anything becomes of the person (受处理).
    pub fn is_handled(&self) -> bool {
        self.ruling.as_ref().is_some_and(|ruling| ruling.form.is_some())
    }
}

impl Case {
    /// What is said of persons is in force: the case is decided.
    pub fn is_decided(&self) -> bool {
        matches!(self.state, CaseState::Decided | CaseState::Closed)
    }

    fn accused(&mut self, number: u32) -> Result<&mut Accused, Refusal> {
        let index = person::numbered(self.persons.len(), number)?;
        Ok(&mut self.persons[index])
    }

    /// A deed of examining, by one who has not tried.
    fn examine(&mut self, step: CaseStep, turn: &Turn<'_>, deed: impl FnOnce(&mut Self) -> Result<(), Refusal>) -> Result<(), Refusal> {
        turn.not_one_of(&self.triers, "审理", step.zh())?;
        deed(self)?;
        took_part(&mut self.examiners, turn.who());
        Ok(())
    }

    /// A deed of trying, by one who has not examined.
    fn try_it(&mut self, step: CaseStep, turn: &Turn<'_>) -> Result<(), Refusal> {
        turn.not_one_of(&self.examiners, CaseStep::Start.zh(), step.zh())?;
        took_part(&mut self.triers, turn.who());
        Ok(())
    }

    fn transfer(&mut self, number: u32, organ: &str, on: NaiveDate, entry: &Entry, turn: &Turn<'_>) -> Result<(), Refusal> {
        const STEP: CaseStep = CaseStep::Transfer;
        said("移送机关", organ)?;
        if on > turn.today() {
            return Err(Refusal::Unfit { field: "移送日期", problem: "不能晚于今天" });
        }
        if self.state == CaseState::Trial {
            self.try_it(STEP, turn)?;
        } else {
            self.examine(STEP, turn, |_| Ok(()))?;
        }
        let accused = self.accused(number)?;
        if accused.transfer.is_some() {
            return Err(Refusal::TooOften { step: STEP.zh(), limit: 1 });
        }
        accused.transfer = Some(Transfer { organ: organ.to_owned(), on, entry: entry.clone() });
        // What was said of the person before was said without it.
        accused.ruling = None;
        Ok(())
    }

    /// The clock goes on where it stopped: the time on trial does not count, and the limit does not begin anew.
    fn examine_further(&mut self, turn: &Turn<'_>) -> Result<(), Refusal> {
        let last = self.head.clocks.0.iter().rev().find(|clock| clock.obligation == Obligation::CaseExamination);
        if let Some((clock, met)) = last.and_then(|clock| match clock.course {
            Course::Met(met) => Some((clock.clone(), met)),
            _ => None,
        }) {
            let mut clock = Clock { course: Course::Paused(met), ..clock };
            clock.resume(turn.at, turn.calendar)?;
            self.head.clocks.0.push(clock);
        }
        Ok(())
    }
}
