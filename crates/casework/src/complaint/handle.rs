//! What each step does to a complaint's fields and clocks.

use super::change::{Beyond, BeyondStep};
use super::state::ComplaintStep;
use super::words::{HotlineClass, PetitionClass, ReporterKind, ReviewOutcome};
use super::{Complaint, ComplaintChange, ComplaintState, Decision, Review, not_the_accused};
use crate::clock::{AskedExtension, Clock, Obligation};
use crate::issue::{CallBack, REOPEN_LIMIT, RETURN_LIMIT, Satisfaction};
use crate::record::{Refusal, Turn, said, took_part};

impl Complaint {
    /// Whether a step with two outcomes has the other one ([`super::state::next`]).
    pub(super) fn turns(&self, change: &ComplaintChange) -> bool {
        match change {
            ComplaintChange::CallBack { satisfaction, .. } => {
                let reopened = self.call_backs.iter().filter(|call| call.reopened).count();
                *satisfaction == Satisfaction::Dissatisfied && reopened < REOPEN_LIMIT as usize
            }
            ComplaintChange::DecideReview { outcome, .. } | ComplaintChange::DecideSecondReview { outcome, .. } => {
                *outcome == ReviewOutcome::Revoked
            }
            ComplaintChange::Beyond(Beyond(BeyondStep::UnlinkRepeat { .. })) => self.decision.is_some(),
            _ => false,
        }
    }

    pub(super) fn apply(&mut self, change: &ComplaintChange, turn: &Turn<'_>) -> Result<(), Refusal> {
        let step = change.kind();
        match change {
            ComplaintChange::Classify { class, accused, accused_office } => {
                not_the_accused(self.head.department.as_deref(), accused_office.as_deref())?;
                if self.went_on.is_some() && *class != self.class {
                    return Err(Refusal::Unfit { field: "信访事项类别", problem: "不能更改：该件已转为问题或线索" });
                }
                self.class = *class;
                self.accused.clone_from(accused);
                self.accused_office.clone_from(accused_office);
            }
            ComplaintChange::Accept { remark } => {
                if self.class == PetitionClass::LegalMatter {
                    return Err(Refusal::Unfit {
                        field: "信访事项类别", problem: "为涉法涉诉，应转送有权处理的机关"
                    });
                }
                self.decided(turn, remark, true, None);
                // The hotline's clock runs since the call.
                if self.head.clocks.open(self.finish()).is_none() {
                    self.head.clocks.start(turn.clock(self.finish())?);
                }
            }
            ComplaintChange::NotAccept { reason } => {
                said("不予受理理由", reason)?;
                self.decided(turn, reason, false, None);
            }
            ComplaintChange::Refer { to, reason } => {
                said("转送机关", to)?;
                said("转送理由", reason)?;
                not_the_accused(Some(to), self.accused_office.as_deref())?;
                self.head.clocks.stop(Obligation::ComplaintFinish, turn.at);
                self.decided(turn, reason, false, Some(to.clone()));
            }
            ComplaintChange::Tell { text } => self.tell(text, turn)?,
            ComplaintChange::Assign { department } => self.give_to(department, turn)?,
            ComplaintChange::Transfer { department, reason } => {
                said("改派理由", reason)?;
                if self.head.department.as_ref() == Some(department) {
                    return Err(Refusal::Unfit { field: "承办单位", problem: "与原单位相同" });
                }
                self.give_to(department, turn)?;
            }
            ComplaintChange::Take { owner } => {
                self.head.owner = Some(owner.clone().unwrap_or_else(|| turn.who().to_owned()));
                self.head.clocks.meet(Obligation::ComplaintTaking, turn.at);
                took_part(&mut self.handlers, turn.who());
            }
            ComplaintChange::Return { reason } => self.give_back(reason, turn)?,
            ComplaintChange::Claim { text, files } => {
                said("办理结果", text)?;
                self.claimed = Some(turn.entry(text, files));
                took_part(&mut self.handlers, turn.who());
            }
            ComplaintChange::AskExtension { span, reason } => {
                self.asked_extension = AskedExtension::ask(*span, reason, turn)?;
                took_part(&mut self.handlers, turn.who());
            }
            ComplaintChange::Extend { .. } => {
                let finish = self.finish();
                AskedExtension::grant(&mut self.asked_extension, self.head.clocks.open_mut(finish), "办理时限", turn)?;
            }
            ComplaintChange::RefuseExtension { reason } => AskedExtension::refuse(&mut self.asked_extension, reason)?,
            ComplaintChange::Answer { text } => self.give_answer(text, turn)?,
            ComplaintChange::Verify { text, files } => {
                turn.not_one_of(&self.handlers, "办理", step.zh())?;
                said("核实情况", text)?;
                self.verified = Some(turn.entry(text, files));
                took_part(&mut self.verifiers, turn.who());
            }
            ComplaintChange::SendBack { reason } => {
                turn.not_one_of(&self.handlers, "办理", step.zh())?;
                said("退回理由", reason)?;
                self.rejections.push(turn.entry(reason, &[]));
                self.handled_again();
                // What did not hold as an answer has won nobody time.
                self.head.clocks.owe_again(self.finish());
            }
            ComplaintChange::Close { remark } => {
                turn.not_one_of(&self.handlers, "办理", step.zh())?;
                if self.verified.is_none() {
                    return Err(Refusal::Unfit { field: "核实情况", problem: "尚无，不能办结" });
                }
                self.closed = Some(turn.entry(remark, &[]));
                self.head.clocks.stop_all(turn.at);
            }
            ComplaintChange::CallBack { satisfaction, text } => self.call_back(*satisfaction, text, self.turns(change), turn)?,
            ComplaintChange::AskReview { reason } => self.ask_review(reason, false, step, turn)?,
            ComplaintChange::AskSecondReview { reason } => self.ask_review(reason, true, step, turn)?,
            ComplaintChange::DecideReview { outcome, text } | ComplaintChange::DecideSecondReview { outcome, text } => {
                self.decide_review(*outcome, text, step, turn)?;
            }
            ComplaintChange::Beyond(Beyond(step)) => self.beyond(step, turn)?,
        }
        Ok(())
    }

    fn beyond(&mut self, step: &BeyondStep, turn: &Turn<'_>) -> Result<(), Refusal> {
        match step {
            BeyondStep::Confirm => self.receive(turn)?,
            BeyondStep::LinkRepeat { of, reason } => {
                said("关联理由", reason)?;
                if self.went_on.is_some() {
                    return Err(Refusal::Unfit { field: "该件", problem: "已转为问题或线索，请在其台账并案" });
                }
                self.repeats = Some(*of);
                self.asked_extension = None;
                // The matter is decided with the first complaint; what is owed to this reporter is the answer.
                self.head.clocks.stop(Obligation::ComplaintAcceptance, turn.at);
                self.head.clocks.stop(Obligation::ComplaintTaking, turn.at);
                if self.head.clocks.open(self.finish()).is_none() {
                    self.head.clocks.start(turn.clock(self.finish())?);
                }
            }
            BeyondStep::UnlinkRepeat { reason } => {
                said("解除理由", reason)?;
                self.repeats = None;
                if self.decision.is_none() {
                    self.head.clocks.owe_again(Obligation::ComplaintAcceptance);
                    self.head.clocks.stop(Obligation::ComplaintFinish, turn.at);
                } else {
                    self.head.department = None;
                    self.head.owner = None;
                    if self.must_be_told() && self.told.is_empty() {
                        self.head.clocks.owe_again(Obligation::ComplaintAcceptance);
                    }
                }
            }
            BeyondStep::GoOn { to } => {
                if self.went_on.is_some() {
                    return Err(Refusal::TooOften { step: ComplaintStep::GoOn.zh(), limit: 1 });
                }
                self.went_on = Some(*to);
            }
            BeyondStep::Outside { state, text } => {
                let ticket = self.ticket.as_mut().ok_or(Refusal::Absent { what: "工单", problem: "不存在" })?;
                ticket.outside = *state;
                ticket.outside_text.clone_from(text);
            }
        }
        Ok(())
    }

    /// It counts as submitted from now on, and what is owed begins.
    pub(super) fn receive(&mut self, turn: &Turn<'_>) -> Result<(), Refusal> {
        self.received_at = Some(turn.at);
        self.head.clocks.start(turn.clock(Obligation::ComplaintAcceptance)?);
        if let Some(ticket) = &self.ticket {
            self.head.clocks.start(Clock::start(self.finish(), turn.limits, ticket.called_at, turn.calendar)?);
        }
        Ok(())
    }

    /// What is owed at the end. The hotline has limits of its own, by what is asked, and they run from the call on.
    pub(super) fn finish(&self) -> Obligation {
        match self.ticket.as_ref().map(|ticket| ticket.class) {
            None => Obligation::ComplaintFinish,
            Some(HotlineClass::Consultation) => Obligation::HotlineConsultation,
            Some(HotlineClass::Complaint) => Obligation::HotlineComplaint,
            Some(HotlineClass::Complex) => Obligation::HotlineComplex,
            Some(HotlineClass::Urgent) => Obligation::HotlineUrgent,
        }
    }

    /// Whoever is known must be told what was decided; nobody can be told who is not.
    fn must_be_told(&self) -> bool {
        self.reporter != ReporterKind::Anonymous
    }

    fn decided(&mut self, turn: &Turn<'_>, text: &str, accepted: bool, referred_to: Option<String>) {
        self.decision = Some(Decision { entry: turn.entry(text, &[]), accepted, referred_to });
        // To decide is half of what is owed to somebody who can be told: that clock runs until they are.
        if !self.must_be_told() {
            self.head.clocks.meet(Obligation::ComplaintAcceptance, turn.at);
            if !accepted {
                self.head.clocks.meet(self.finish(), turn.at);
            }
        }
    }

    fn tell(&mut self, text: &str, turn: &Turn<'_>) -> Result<(), Refusal> {
        said("告知内容", text)?;
        if !self.must_be_told() {
            return Err(Refusal::Unfit { field: "告知", problem: "：匿名件无从告知" });
        }
        self.told.push(turn.entry(text, &[]));
        self.head.clocks.meet(Obligation::ComplaintAcceptance, turn.at);
        if matches!(self.state, ComplaintState::NotAccepted | ComplaintState::Referred) {
            self.head.clocks.meet(self.finish(), turn.at);
        }
        Ok(())
    }

    /// The reporter's clock goes on as it is, whichever office is at it; the office's own begins anew.
    fn give_to(&mut self, department: &str, turn: &Turn<'_>) -> Result<(), Refusal> {
        said("承办单位", department)?;
        not_the_accused(Some(department), self.accused_office.as_deref())?;
        self.head.department = Some(department.to_owned());
        self.head.owner = None;
        self.asked_extension = None;
        self.claimed = None;
        // The time of the office before does not follow it to the new one, nor does what was told of it.
        self.head.clocks.forget_told();
        self.head.clocks.start(turn.clock(Obligation::ComplaintTaking)?);
        Ok(())
    }

    fn give_back(&mut self, reason: &str, turn: &Turn<'_>) -> Result<(), Refusal> {
        const STEP: &str = ComplaintStep::Return.zh();
        said("异议理由", reason)?;
        if self.returns.len() >= RETURN_LIMIT as usize {
            return Err(Refusal::TooOften { step: STEP, limit: RETURN_LIMIT });
        }
        if let Some(clock) = self.head.clocks.open(Obligation::ComplaintTaking)
            && turn.at >= clock.due_at
        {
            return Err(Refusal::TooLate { step: STEP, until: clock.due_on() });
        }
        self.returns.push(turn.entry(reason, &[]));
        self.head.clocks.stop(Obligation::ComplaintTaking, turn.at);
        self.head.department = None;
        Ok(())
    }

    fn give_answer(&mut self, text: &str, turn: &Turn<'_>) -> Result<(), Refusal> {
        said("答复内容", text)?;
        if self.state == ComplaintState::Handling {
            if self.claimed.is_none() && self.head.department.is_some() && self.repeats.is_none() {
                return Err(Refusal::Unfit { field: "办理结果", problem: "尚未报送，不能答复" });
            }
        } else if !turn.caller.intake {
            return Err(Refusal::NotYours { step: ComplaintStep::Answer.code() });
        }
        self.answer = Some(turn.entry(text, &[]));
        took_part(&mut self.handlers, turn.who());
        // Whoever has the answer has been told, too.
        self.head.clocks.meet(Obligation::ComplaintAcceptance, turn.at);
        self.head.clocks.meet(self.finish(), turn.at);
        if self.class == PetitionClass::Appeal {
            self.review_until = Some(turn.clock(Obligation::ReviewRequest)?.due_at);
        }
        Ok(())
    }

    /// Nothing of what was said of the old handling is left standing for the new one.
    fn handled_again(&mut self) {
        self.claimed = None;
        self.answer = None;
        self.verified = None;
        self.closed = None;
        self.review_until = None;
    }

    fn call_back(&mut self, satisfaction: Satisfaction, text: &str, reopens: bool, turn: &Turn<'_>) -> Result<(), Refusal> {
        turn.not_one_of(&self.handlers, "办理", ComplaintStep::CallBack.zh())?;
        if satisfaction == Satisfaction::Dissatisfied {
            said("不满意原因", text)?;
        }
        self.call_backs.push(CallBack { entry: turn.entry(text, &[]), satisfaction, reopened: reopens });
        if reopens {
            self.handled_again();
            self.head.clocks.start(turn.clock(self.finish())?);
        }
        Ok(())
    }

    fn ask_review(&mut self, reason: &str, second: bool, step: ComplaintStep, turn: &Turn<'_>) -> Result<(), Refusal> {
        said("申请理由", reason)?;
        if self.class != PetitionClass::Appeal {
            return Err(Refusal::Unfit { field: "信访事项类别", problem: "非申诉求决，不适用复查复核" });
        }
        if second != self.reviews.last().is_some_and(|review| !review.second) {
            let problem = if second { "尚未进行，不能申请复核" } else { "已进行，应申请复核" };
            return Err(Refusal::Unfit { field: "复查", problem });
        }
        if let Some(until) = self.review_until
            && turn.at >= until
        {
            let until = Clock { due_at: until, ..turn.clock(Obligation::ReviewRequest)? }.due_on();
            return Err(Refusal::TooLate { step: step.zh(), until });
        }
        let obligation = if second { Obligation::SecondReviewDecision } else { Obligation::ReviewDecision };
        self.head.clocks.start(turn.clock(obligation)?);
        self.reviews.push(Review { asked: turn.entry(reason, &[]), second, outcome: None, decided: None });
        Ok(())
    }

    fn decide_review(&mut self, outcome: ReviewOutcome, text: &str, step: ComplaintStep, turn: &Turn<'_>) -> Result<(), Refusal> {
        turn.not_one_of(&self.handlers, "办理", step.zh())?;
        turn.not_one_of(&self.verifiers, "核实", step.zh())?;
        let first: Vec<String> =
            self.reviews.iter().filter_map(|review| review.decided.as_ref()).map(|decided| decided.by.clone()).collect();
        turn.not_one_of(&first, "复查", step.zh())?;
        said("复查复核意见", text)?;
        let review = self.reviews.last_mut().ok_or(Refusal::Unfit { field: "复查复核", problem: "未申请" })?;
        review.outcome = Some(outcome);
        review.decided = Some(turn.entry(text, &[]));
        let second = review.second;
        self.head.clocks.meet(if second { Obligation::SecondReviewDecision } else { Obligation::ReviewDecision }, turn.at);
        match outcome {
            ReviewOutcome::Revoked => {
                self.handled_again();
                self.head.clocks.start(turn.clock(self.finish())?);
            }
            ReviewOutcome::Changed => self.answer = Some(turn.entry(text, &[])),
            ReviewOutcome::Upheld => {}
        }
        if !second && outcome != ReviewOutcome::Revoked {
            self.review_until = Some(turn.clock(Obligation::ReviewRequest)?.due_at);
        }
        Ok(())
    }
}
