//! Changing a lead: the one function through which people do.

use super::read::{rule_version, select_one};
use super::state::{ClearReason, LeadState, Nature, NoticeWay, Standing, Step, step};
use super::{Assignment, Conclusion, Lead, Outcome, PartyNotice, Review};
use crate::clock::{Clock, Obligation, end_of_day};
use crate::people::{Caller, Role, groups};
use crate::record::{Kind, Reference, Refusal, Turn, Work, code_fits, said, took_part, write_clocks};
use crate::sql::Sql;
use crate::{Ledger, LedgerError};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;
use utoipa::ToSchema;
use vocabulary::Fen;

/// What a person does with a lead, with what must be said for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub enum LeadChange {
    /// Give it to a department (交办).
    Assign {
        /// Department (承办部门).
        department: String,
        /// The person in charge (承办人), by account.
        #[serde(default)]
        owner: Option<String>,
        /// Due date (办理期限); the usual limit where none is set.
        #[serde(default)]
        due_on: Option<NaiveDate>,
    },
    /// Take it up (开始核实).
    StartVerifying,
    /// Tell the person concerned (告知当事人).
    Notify {
        /// How.
        way: NoticeWay,
        /// On which day.
        on: NaiveDate,
        /// What was told (告知内容).
        text: String,
        /// The papers of it.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Write down what the person concerned says (当事人申辩).
    Explain {
        /// What was said (申辩内容).
        text: String,
        /// The papers of it.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Find that it is so (认定属实).
    Confirm {
        /// In which way (属实性质): fraud or error of a fault, owed of what is owed.
        nature: Nature,
        /// The amount that is really at stake (认定金额), in fen; of what is owed, the amount to pay.
        #[schema(value_type = i64)]
        amount: Fen,
        /// What was found (核实情况).
        finding: String,
        /// Evidence files.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Find that it is not so (排除).
    Clear {
        /// Reason of the closed list (排除理由).
        reason: ClearReason,
        /// Explanation (说明).
        text: String,
        /// Evidence files.
        #[serde(default)]
        files: Vec<String>,
    },
    /// Agree, as a second person (复核同意).
    Agree {
        /// Remark, possibly empty (复核意见).
        #[serde(default)]
        remark: String,
    },
    /// Send it back to be verified once more (退回再核).
    SendBack {
        /// Why (退回理由).
        reason: String,
    },
}

impl LeadChange {
    /// The step that it takes.
    pub fn step(&self) -> Step {
        match self {
            Self::Assign { .. } => Step::Assign,
            Self::StartVerifying => Step::StartVerifying,
            Self::Notify { .. } => Step::Notify,
            Self::Explain { .. } => Step::Explain,
            Self::Confirm { .. } => Step::Confirm,
            Self::Clear { .. } => Step::Clear,
            Self::Agree { .. } => Step::Agree,
            Self::SendBack { .. } => Step::SendBack,
        }
    }

    pub(crate) fn roles(&self) -> &'static [Role] {
        match self.step() {
            Step::Assign | Step::Agree | Step::SendBack => groups::SUPERVISING,
            Step::StartVerifying | Step::Notify | Step::Explain | Step::Confirm | Step::Clear => groups::BOTH,
        }
    }

    /// What the event keeps as its why.
    fn why(&self) -> &str {
        match self {
            Self::Assign { .. } | Self::StartVerifying => "",
            Self::Confirm { finding: why, .. }
            | Self::Notify { text: why, .. }
            | Self::Explain { text: why, .. }
            | Self::Clear { text: why, .. }
            | Self::Agree { remark: why }
            | Self::SendBack { reason: why } => why,
        }
    }

    fn files(&self) -> &[String] {
        match self {
            Self::Notify { files, .. } | Self::Explain { files, .. } | Self::Confirm { files, .. } | Self::Clear { files, .. } => files,
            Self::Assign { .. } | Self::StartVerifying | Self::Agree { .. } | Self::SendBack { .. } => &[],
        }
    }
}

impl Ledger {
    /// Does this to a lead, as a piece of work of its own.
    ///
    /// # Errors
    /// As [`Work::change_lead`].
    pub async fn change_lead(
        &self,
        caller: &Caller,
        at: DateTime<Utc>,
        lead_id: i64,
        version: Option<i64>,
        change: &LeadChange,
    ) -> Result<Lead, LedgerError> {
        let mut work = self.begin(caller, at).await?;
        let lead = work.change_lead(lead_id, version, change).await?;
        work.commit().await?;
        Ok(lead)
    }
}

impl Work<'_> {
    /// A lead within the caller's scope, as it is in this piece of work.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`].
    pub async fn load_lead(&mut self, lead_id: i64) -> Result<Lead, LedgerError> {
        let scope = self.turn().caller.scope.clone();
        let keys = self.keys()?;
        select_one(&scope, lead_id, keys, self.connection()).await
    }

    /// Does this to a lead: loads it within the scope, asks the state machine, writes the lead and its event, and answers with the
    /// lead as it now is.
    ///
    /// # Errors
    /// No such lead within the scope; a version that is no longer the newest; a role, state, person or content that does not allow it.
    pub async fn change_lead(&mut self, lead_id: i64, version: Option<i64>, change: &LeadChange) -> Result<Lead, LedgerError> {
        let before = self.load_lead(lead_id).await?;
        let after = self.lead_changed(&before, version, change).await?;
        let kind = format!("lead.{}", change.step().code());
        let of = (Some(Kind::Lead.code()), lead_id.to_string());
        let keys = self.keys()?;
        self.append(&kind, of, Some(keys.told(&before)?), keys.told(&after)?, change.why()).await?;
        self.tell_of_lead(change, &after).await?;
        Ok(after)
    }

    /// The same without an event: for whoever writes one for many leads.
    pub(super) async fn lead_changed(&mut self, before: &Lead, version: Option<i64>, change: &LeadChange) -> Result<Lead, LedgerError> {
        let (record, id, found) = (Kind::Lead, before.id, before.version);
        let refused = |refusal| LedgerError::Refused { record, id: Some(id), refusal };
        if let Some(expected) = version.filter(|version| *version != found) {
            return Err(LedgerError::Stale { record, id, expected, found });
        }
        if !self.turn().caller.is_one_of(change.roles()) {
            return Err(refused(Refusal::NotYours { step: change.step().code() }));
        }
        self.files_are_there(change.files()).await?;
        let rule = match change {
            LeadChange::Confirm { .. } | LeadChange::Clear { .. } => rule_version(&before.rule, self.connection()).await?,
            _ => None,
        };
        let after = changed(before, change, rule, &self.turn()).map_err(refused)?;
        write(&after, self.connection()).await?;
        crate::file::link(change.files(), record.code(), id, self.connection()).await?;
        Ok(after)
    }
}

/// The lead after the change, without any store.
fn changed(lead: &Lead, change: &LeadChange, rule_digest: Option<String>, turn: &Turn<'_>) -> Result<Lead, Refusal> {
    let standing = Standing { state: lead.state, verifiers: &lead.verifiers, sent_back: lead.sent_back };
    let state = step(standing, change.step(), turn.who())?;
    let mut after = Lead { state, version: lead.version + 1, changed_at: turn.at, ..lead.clone() };
    match change {
        LeadChange::Assign { department, owner, due_on } => after.assign(department, owner.as_deref(), *due_on, turn)?,
        LeadChange::StartVerifying => took_part(&mut after.verifiers, turn.who()),
        LeadChange::Notify { way, on, text, files } => {
            said("告知内容", text)?;
            let clock = explanation(*on, lead, turn)?;
            after.notices.push(PartyNotice { way: *way, on: *on, explain_by: clock.due_on(), entry: turn.entry(text, files) });
            after.clocks.start(clock);
            took_part(&mut after.verifiers, turn.who());
        }
        LeadChange::Explain { text, files } => {
            said("申辩内容", text)?;
            after.explanations.push(turn.entry(text, files));
            after.clocks.meet(Obligation::LeadExplanation, turn.at);
            took_part(&mut after.verifiers, turn.who());
        }
        LeadChange::Confirm { nature, amount, finding, files } => {
            said("核实情况", finding)?;
            may_be_confirmed(lead, *nature, *amount, turn)?;
            after.conclude(Outcome::Confirmed { nature: *nature, amount: *amount, finding: finding.clone() }, files, rule_digest, turn);
        }
        LeadChange::Clear { reason, text, files } => {
            said("排除说明", text)?;
            after.conclude(Outcome::Cleared { reason: *reason, text: text.clone() }, files, rule_digest, turn);
        }
        LeadChange::Agree { remark } => {
            after.review = Some(Review { by: turn.who().to_owned(), at: turn.at, remark: remark.clone() });
        }
        LeadChange::SendBack { reason } => {
            said("退回理由", reason)?;
            after.conclusion = None; // the event keeps it
            after.sent_back += 1;
            let clock = turn.clock(Obligation::LeadVerification)?;
            if let Some(assignment) = &mut after.assignment {
                assignment.due_on = clock.due_on();
            }
            after.clocks.start(clock);
        }
    }
    debug_assert!(after.state != LeadState::Withdrawn && after.state != LeadState::Exempted, "these are screening's alone");
    Ok(after)
}

/// Refuses what cannot be true of this lead, and what the person concerned had no chance to answer: a benefit stops, and money is asked
/// back, on the word of no one side.
fn may_be_confirmed(lead: &Lead, nature: Nature, amount: Fen, turn: &Turn<'_>) -> Result<(), Refusal> {
    if amount.0 < 0 {
        return Err(Refusal::Unfit { field: "认定金额", problem: "不能为负" });
    }
    if !nature.fits(&lead.kind) {
        return Err(Refusal::Unfit {
            field: "属实性质", problem: "与疑点类别不符：应发未发只用于应享未享类疑点"
        });
    }
    if nature == Nature::Owed && amount.0 == 0 && lead.amount.0 > 0 {
        return Err(Refusal::Unfit { field: "认定金额", problem: "应填写应补发的金额" });
    }
    if nature != Nature::Owed && lead.subject_kind == "person" && !lead.was_heard(turn.at) {
        let problem = if lead.notices.is_empty() {
            "尚未告知，不能认定属实"
        } else {
            "尚未申辩且申辩期限未满，不能认定属实"
        };
        return Err(Refusal::Absent { what: "当事人", problem });
    }
    Ok(())
}

/// The time that the person concerned has, from the day of the notice on.
fn explanation(on: NaiveDate, lead: &Lead, turn: &Turn<'_>) -> Result<Clock, Refusal> {
    if on > turn.today() {
        return Err(Refusal::Unfit { field: "告知日期", problem: "不能晚于今天" });
    }
    if on < crate::clock::beijing_day(lead.found_at) {
        return Err(Refusal::Unfit { field: "告知日期", problem: "不能早于发现疑点之日" });
    }
    let told_at = turn.at.min(end_of_day(on) - TimeDelta::microseconds(1));
    Ok(Clock::start(Obligation::LeadExplanation, turn.limits, told_at, turn.calendar)?)
}

impl Lead {
    /// What the state machine, the separation of duties and the law say to a change, without making it.
    pub(crate) fn tried(&self, change: &LeadChange, turn: &Turn<'_>) -> Result<(), Refusal> {
        changed(self, change, None, turn).map(|_| ())
    }

    fn assign(&mut self, department: &str, owner: Option<&str>, due_on: Option<NaiveDate>, turn: &Turn<'_>) -> Result<(), Refusal> {
        said("承办部门", department)?;
        code_fits("承办部门", department)?;
        if let Some(owner) = owner {
            said("承办人", owner)?;
            code_fits("承办人", owner)?;
        }
        // A lead that goes to another department has its time anew: the one before leaves it nothing.
        let clock = turn.clock_until(Obligation::LeadVerification, due_on)?;
        let owner = owner.map(str::to_owned);
        self.assignment = Some(Assignment { department: department.to_owned(), owner, due_on: clock.due_on() });
        self.clocks.start(clock);
        Ok(())
    }

    fn conclude(&mut self, outcome: Outcome, files: &[String], rule_digest: Option<String>, turn: &Turn<'_>) {
        took_part(&mut self.verifiers, turn.who());
        self.clocks.meet(Obligation::LeadVerification, turn.at);
        self.clocks.stop(Obligation::LeadExplanation, turn.at);
        self.conclusion = Some(Conclusion { outcome, files: files.to_vec(), rule_digest, by: turn.who().to_owned(), at: turn.at });
    }
}

/// Writes what people decide of a lead; what screening decides is not touched.
async fn write(lead: &Lead, on: &mut AnyConnection) -> Result<(), LedgerError> {
    let assignment = lead.assignment.as_ref();
    let conclusion = lead.conclusion.as_ref();
    let review = lead.review.as_ref();
    let (amount, text) = match conclusion.map(|conclusion| &conclusion.outcome) {
        Some(Outcome::Confirmed { amount, finding, .. }) => (Some(amount.0), Some(finding.as_str())),
        Some(Outcome::Cleared { text, .. }) => (None, Some(text.as_str())),
        None => (None, None),
    };
    let files = conclusion.map_or(&[][..], |conclusion| conclusion.files.as_slice());
    let mut sql = Sql::new("UPDATE leads SET state = ");
    sql.bind(lead.state.code());
    sql.push(", version = ").bind(lead.version);
    sql.push(", department = ").bind(assignment.map(|assignment| assignment.department.as_str()));
    sql.push(", owner = ").bind(assignment.and_then(|assignment| assignment.owner.as_deref()));
    sql.push(", due_on = ").bind(assignment.map(|assignment| assignment.due_on));
    sql.push(", clocks = ").bind(serde_json::to_string(&lead.clocks)?);
    sql.push(", notices = ").bind(serde_json::to_string(&lead.notices)?);
    sql.push(", explanations = ").bind(serde_json::to_string(&lead.explanations)?);
    sql.push(", verifiers = ").bind(serde_json::to_string(&lead.verifiers)?);
    sql.push(", sent_back = ").bind(i64::from(lead.sent_back));
    sql.push(", outcome = ").bind(conclusion.map(|conclusion| conclusion.outcome.code()));
    sql.push(", outcome_amount = ").bind(amount);
    sql.push(", outcome_text = ").bind(text);
    sql.push(", outcome_files = ").bind(serde_json::to_string(files)?);
    sql.push(", outcome_rule = ").bind(conclusion.and_then(|conclusion| conclusion.rule_digest.as_deref()));
    sql.push(", concluded_by = ").bind(conclusion.map(|conclusion| conclusion.by.as_str()));
    sql.push(", concluded_at = ").bind(conclusion.map(|conclusion| conclusion.at));
    sql.push(", reviewed_by = ").bind(review.map(|review| review.by.as_str()));
    sql.push(", reviewed_at = ").bind(review.map(|review| review.at));
    sql.push(", review_remark = ").bind(review.map(|review| review.remark.as_str()));
    sql.push(", changed_at = ").bind(lead.changed_at);
    sql.push(" WHERE id = ").bind(lead.id);
    sql.execute(&mut *on).await?;
    write_clocks(Reference { kind: Kind::Lead, id: lead.id }, &lead.clocks, on).await
}
