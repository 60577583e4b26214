//! Recoveries (追缴退赔): money to get back.
//!
//! Whatever happens, **paid + remitted + outstanding = due**: what is outstanding is never stored but always that difference.
//! What was at stake, what is due, what was paid, what was remitted and what was not lost in the first place are five unlike
//! things with a field each, and no sum adds them up. Money that came in beyond what was due and was sent back is none of them.

pub mod change;
pub mod figures;
pub mod penalty;
pub mod plan;
pub mod state;

pub use change::{Amounts, RecoveryChange, RecoveryDraft};
pub(crate) use figures::sums;
pub use figures::{RecoveryFigures, RecoveryFilter};
pub use penalty::{PenaltyBasis, PenaltyChoice};
pub use plan::{Instalment, Plan};

use crate::clock::{AskedExtension, Clock, Obligation};
use crate::people::{Role, groups};
use crate::record::{Entry, Head, HeadDraft, Kind, Record, Refusal, SideRows, Turn, evidence, remark, said};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use state::{RecoveryState, RecoveryStep, next};
use utoipa::ToSchema;
use vocabulary::Fen;

crate::schema::labelled_schema!(RecoveryState as "RecoveryState");

/// A recovery (追缴退赔).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Recovery {
    /// What every record has; the department is the one that gets it back.
    #[serde(flatten)]
    pub head: Head,
    /// State.
    pub state: RecoveryState,
    /// Who owes it (追缴对象).
    pub debtor: String,
    /// Why (追缴事由).
    pub ground: String,
    /// At stake (涉及金额), to get back (应追), not lost (避免损失).
    pub amounts: Amounts,
    /// Why the amounts were set right.
    pub corrections: Vec<Entry>,
    /// The demand (追缴通知).
    pub notified: Option<Entry>,
    /// What was paid (已追), part by part.
    pub payments: Vec<Payment>,
    /// What came in beyond what was due and was sent back (退回多缴).
    pub returned: Vec<Returned>,
    /// What was let go (减免).
    pub remissions: Vec<Remission>,
    /// The remission that waits for approval.
    pub asked_remission: Option<AskedRemission>,
    /// Why requests were refused: remissions, plans, extensions, write-offs.
    pub refusals: Vec<Entry>,
    /// The plan in force (分期计划).
    pub plan: Option<Plan>,
    /// The plan that waits for approval.
    pub asked_plan: Option<Plan>,
    /// The extension that waits for approval.
    pub asked_extension: Option<AskedExtension>,
    /// The write-off that waits for approval; kept as its reason once it was approved.
    pub asked_write_off: Option<Entry>,
    /// Who gave it up (核销): what was outstanding then stays outstanding for ever, and is neither paid nor remitted.
    pub written_off: Option<Entry>,
    /// Penalties beside it (处罚).
    pub penalties: Vec<Penalty>,
}

/// A payment (到账).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RecoveryPayment)]
pub struct Payment {
    /// When.
    pub on: NaiveDate,
    /// How much, in fen.
    #[schema(value_type = i64)]
    pub amount: Fen,
    /// Who entered it; the file is the voucher.
    #[serde(flatten)]
    pub entry: Entry,
    /// Who else has seen the voucher (核验到账).
    pub verified: Option<Entry>,
}

/// Money that came in beyond what was due and was sent back (退回多缴).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RecoveryReturned)]
pub struct Returned {
    /// When it came in.
    pub on: NaiveDate,
    /// How much was sent back, in fen.
    #[schema(value_type = i64)]
    pub amount: Fen,
    /// Who entered it, and why; the file is the voucher.
    #[serde(flatten)]
    pub entry: Entry,
}

/// A remission that waits for approval (减免申请).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AskedRemission {
    /// How much, in fen.
    #[schema(value_type = i64)]
    pub amount: Fen,
    /// Who asks, and why.
    #[serde(flatten)]
    pub entry: Entry,
}

/// A remission (减免).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RecoveryRemission)]
pub struct Remission {
    /// How much, in fen.
    #[schema(value_type = i64)]
    pub amount: Fen,
    /// Who asked, and why.
    pub asked: Entry,
    /// Who approved it: another person.
    pub approved: Entry,
}

/// A penalty (处罚).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RecoveryPenalty)]
pub struct Penalty {
    /// What was chosen.
    pub choice: PenaltyChoice,
    /// What the fine comes to, in fen.
    #[schema(value_type = Option<i64>)]
    pub fine: Option<Fen>,
    /// Who entered it, and why so much; the files are the decision.
    #[serde(flatten)]
    pub entry: Entry,
}

impl Record for Recovery {
    const KIND: Kind = Kind::Recovery;
    type Draft = RecoveryDraft;
    type Change = RecoveryChange;

    fn entered_by() -> &'static [Role] {
        groups::BOTH
    }

    fn draft_head(draft: &RecoveryDraft) -> &HeadDraft {
        &draft.head
    }

    fn open(draft: RecoveryDraft, head: Head, _turn: &Turn<'_>) -> Result<Self, Refusal> {
        said("追缴对象", &draft.debtor)?;
        said("追缴事由", &draft.ground)?;
        check(&draft.amounts)?;
        Ok(Self {
            head,
            state: RecoveryState::Registered,
            debtor: draft.debtor,
            ground: draft.ground,
            amounts: draft.amounts,
            corrections: Vec::new(),
            notified: None,
            payments: Vec::new(),
            returned: Vec::new(),
            remissions: Vec::new(),
            asked_remission: None,
            refusals: Vec::new(),
            plan: None,
            asked_plan: None,
            asked_extension: None,
            asked_write_off: None,
            written_off: None,
            penalties: Vec::new(),
        })
    }

    fn change(&mut self, change: &RecoveryChange, turn: &Turn<'_>) -> Result<(), Refusal> {
        let step = change.kind();
        // Whether the state allows it at all comes before what it says; where it leads is known when it is done.
        next(self.state, step, false)?;
        match change {
            RecoveryChange::Correct { amounts, reason } => {
                check(amounts)?;
                self.corrections.push(remark(turn, "更正理由", reason, &[])?);
                self.amounts = *amounts;
            }
            RecoveryChange::Notify { due_on, files } => {
                evidence("追缴通知及送达凭证", files)?;
                self.notified = Some(turn.entry("", files));
                self.head.clocks.start(turn.clock_until(Obligation::RecoveryPayment, *due_on)?);
            }
            RecoveryChange::Pay { on, amount, voucher, remark } => {
                self.within_outstanding("到账金额", *amount)?;
                not_in_future("到账日期", *on, turn)?;
                let entry = turn.entry(remark, std::slice::from_ref(voucher));
                self.payments.push(Payment { on: *on, amount: *amount, entry, verified: None });
                self.move_on(turn)?;
            }
            RecoveryChange::VerifyPayment { payment, remark } => {
                let entry = turn.entry(remark, &[]);
                let index = usize::try_from(*payment).ok().and_then(|number| number.checked_sub(1));
                let payment = index.and_then(|index| self.payments.get_mut(index));
                let payment = payment.ok_or(Refusal::Absent { what: "到账序号", problem: "不存在" })?;
                turn.not_one_of(std::slice::from_ref(&payment.entry.by), RecoveryStep::Pay.zh(), step.zh())?;
                if payment.verified.is_some() {
                    return Err(Refusal::TooOften { step: step.zh(), limit: 1 });
                }
                payment.verified = Some(entry);
            }
            RecoveryChange::ReturnOverpayment { on, amount, voucher, reason } => {
                positive("退回金额", *amount)?;
                not_in_future("到账日期", *on, turn)?;
                let entry = remark(turn, "退回理由", reason, std::slice::from_ref(voucher))?;
                self.returned.push(Returned { on: *on, amount: *amount, entry });
            }
            RecoveryChange::AskRemission { amount, reason, files } => {
                self.within_outstanding("减免金额", *amount)?;
                self.asked_remission = Some(AskedRemission { amount: *amount, entry: remark(turn, "减免理由", reason, files)? });
            }
            RecoveryChange::ApproveRemission { remark } => {
                let AskedRemission { amount, entry: asked } = taken(&mut self.asked_remission, "减免申请")?;
                another(turn, &asked, RecoveryStep::AskRemission, step)?;
                // Something may have been paid since it was asked for.
                self.within_outstanding("减免金额", amount)?;
                self.remissions.push(Remission { amount, asked, approved: turn.entry(remark, &[]) });
                self.move_on(turn)?;
            }
            RecoveryChange::RefuseRemission { reason } => {
                taken(&mut self.asked_remission, "减免申请")?;
                self.refuse(reason, turn)?;
            }
            RecoveryChange::AskPlan { instalments, reason } => {
                plan::fits(instalments, self.outstanding(), turn.today())?;
                let asked = remark(turn, "分期理由", reason, &[])?;
                self.asked_plan = Some(Plan { instalments: instalments.clone(), asked, approved: None });
            }
            RecoveryChange::ApprovePlan { remark } => {
                let plan = taken(&mut self.asked_plan, "分期申请")?;
                another(turn, &plan.asked, RecoveryStep::AskPlan, step)?;
                plan::fits(&plan.instalments, self.outstanding(), turn.today())?;
                self.plan = Some(Plan { approved: Some(turn.entry(remark, &[])), ..plan });
                self.head.clocks.stop(Obligation::RecoveryPayment, turn.at);
                self.await_instalment(turn);
            }
            RecoveryChange::RefusePlan { reason } => {
                taken(&mut self.asked_plan, "分期申请")?;
                self.refuse(reason, turn)?;
            }
            RecoveryChange::AskExtension { span, reason } => {
                self.asked_extension = AskedExtension::ask(*span, reason, turn)?;
            }
            RecoveryChange::Extend { .. } => {
                let clock = self.head.clocks.open_mut(Obligation::RecoveryPayment);
                AskedExtension::grant(&mut self.asked_extension, clock, "追缴时限", turn)?;
            }
            RecoveryChange::RefuseExtension { reason } => {
                AskedExtension::taken(&mut self.asked_extension)?;
                self.refuse(reason, turn)?;
            }
            RecoveryChange::AskWriteOff { reason, files } => {
                evidence("佐证材料", files)?;
                self.asked_write_off = Some(remark(turn, "核销理由", reason, files)?);
            }
            RecoveryChange::WriteOff { remark } => {
                let asked = taken(&mut self.asked_write_off, "核销申请")?;
                another(turn, &asked, RecoveryStep::AskWriteOff, step)?;
                self.asked_write_off = Some(asked);
                self.written_off = Some(turn.entry(remark, &[]));
                self.head.clocks.stop_all(turn.at);
            }
            RecoveryChange::RefuseWriteOff { reason } => {
                taken(&mut self.asked_write_off, "核销申请")?;
                self.refuse(reason, turn)?;
            }
            RecoveryChange::Penalise { penalty, reason, files } => {
                evidence("处罚决定书", files)?;
                let fine = penalty.fine()?;
                self.penalties.push(Penalty { choice: *penalty, fine, entry: remark(turn, "裁量理由", reason, files)? });
            }
        }
        self.state = next(self.state, step, self.outstanding() == Fen::ZERO)?;
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
        !matches!(self.state, RecoveryState::Settled | RecoveryState::WrittenOff)
    }

    fn amount(&self) -> Option<Fen> {
        Some(self.amounts.due)
    }

    fn side_rows(&self) -> Vec<SideRows> {
        figures::rows(self)
    }
}

impl Recovery {
    /// What was paid (已追).
    pub fn paid(&self) -> Fen {
        self.payments.iter().map(|payment| payment.amount).sum()
    }

    /// What was let go (减免).
    pub fn remitted(&self) -> Fen {
        self.remissions.iter().map(|remission| remission.amount).sum()
    }

    /// What is still owed (尚欠).
    pub fn outstanding(&self) -> Fen {
        self.amounts.due - self.paid() - self.remitted()
    }

    fn within_outstanding(&self, field: &'static str, amount: Fen) -> Result<(), Refusal> {
        positive(field, amount)?;
        if amount > self.outstanding() {
            return Err(Refusal::Unfit { field, problem: "超过尚欠金额；多缴部分应退回并另行登记" });
        }
        Ok(())
    }

    fn refuse(&mut self, reason: &str, turn: &Turn<'_>) -> Result<(), Refusal> {
        self.refusals.push(remark(turn, "不批准理由", reason, &[])?);
        Ok(())
    }

    /// Less is outstanding than before: the clock is met when nothing is, or when the instalment is paid for which it runs.
    fn move_on(&mut self, turn: &Turn<'_>) -> Result<(), Refusal> {
        if self.outstanding() == Fen::ZERO {
            self.head.clocks.meet(Obligation::RecoveryPayment, turn.at);
            self.asked_remission = None;
            self.asked_plan = None;
            self.asked_extension = None;
            self.asked_write_off = None;
        } else {
            self.await_instalment(turn);
        }
        Ok(())
    }

    /// A clock for each instalment; without a plan there is one, which goes on.
    fn await_instalment(&mut self, turn: &Turn<'_>) {
        let Some(day) = self.plan.as_ref().and_then(|plan| plan.next_day(self.outstanding())) else {
            return;
        };
        let instalment = Clock::until(Obligation::RecoveryPayment, day, turn.at);
        match self.head.clocks.open(Obligation::RecoveryPayment) {
            // The same instalment, longer perhaps than it was.
            Some(clock) if clock.due_at >= instalment.due_at => {}
            _ => {
                self.head.clocks.meet(Obligation::RecoveryPayment, turn.at);
                self.head.clocks.start(instalment);
            }
        }
    }
}

fn check(amounts: &Amounts) -> Result<(), Refusal> {
    positive("应追金额", amounts.due)?;
    for (field, amount) in [("涉及金额", amounts.involved), ("避免损失", amounts.avoided)] {
        if amount.is_some_and(|amount| amount < Fen::ZERO || amount > Fen::MAX_READ) {
            return Err(Refusal::Unfit { field, problem: "须在零至一万亿元之间" });
        }
    }
    Ok(())
}

fn positive(field: &'static str, amount: Fen) -> Result<(), Refusal> {
    if amount > Fen::ZERO && amount <= Fen::MAX_READ {
        Ok(())
    } else {
        Err(Refusal::Unfit { field, problem: "须大于零且不超过一万亿元" })
    }
}

fn not_in_future(field: &'static str, on: NaiveDate, turn: &Turn<'_>) -> Result<(), Refusal> {
    if on > turn.today() { Err(Refusal::Unfit { field, problem: "不能晚于今天" }) } else { Ok(()) }
}

/// What waits for approval, to be decided on now.
fn taken<T>(asked: &mut Option<T>, field: &'static str) -> Result<T, Refusal> {
    asked.take().ok_or(Refusal::Absent { what: field, problem: "不存在" })
}

/// Refuses approval to the one who asked.
fn another(turn: &Turn<'_>, asked: &Entry, did: RecoveryStep, step: RecoveryStep) -> Result<(), Refusal> {
    turn.not_one_of(std::slice::from_ref(&asked.by), did.zh(), step.zh())
}
