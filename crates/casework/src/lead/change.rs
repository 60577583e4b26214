//! Changing a lead: the one function through which people do.

use super::read::select_one;
use super::state::{ClearReason, Standing, Step, step};
use super::{Assignment, Conclusion, Lead, Outcome, Review};
use crate::event::NewEvent;
use crate::sql::{Sql, instant};
use crate::{Actor, Ledger, LedgerError, Scope};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::AnyConnection;
use vocabulary::Fen;

/// What a person does with a lead, with what must be said for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeadChange {
    /// Give it to a department (交办).
    Assign {
        /// Department (承办部门).
        department: String,
        /// Due date (办理期限).
        due_on: NaiveDate,
    },
    /// Take it up (开始核实).
    StartVerifying,
    /// Find that it is so (认定属实).
    Confirm {
        /// The amount that is really at stake (认定金额).
        amount: Fen,
        /// What was found (核实情况).
        finding: String,
    },
    /// Find that it is not so (排除).
    Clear {
        /// Reason of the closed list (排除理由).
        reason: ClearReason,
        /// Explanation (说明).
        text: String,
    },
    /// Agree, as a second person (复核同意).
    Agree {
        /// Remark, possibly empty (复核意见).
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
            Self::Confirm { .. } => Step::Confirm,
            Self::Clear { .. } => Step::Clear,
            Self::Agree { .. } => Step::Agree,
            Self::SendBack { .. } => Step::SendBack,
        }
    }

    fn check(&self) -> Result<(), LedgerError> {
        let said = |field: &'static str, text: &str| {
            if text.trim().is_empty() { Err(LedgerError::Unfit { field, problem: "不能为空" }) } else { Ok(()) }
        };
        match self {
            Self::Assign { department, .. } => said("承办部门", department),
            Self::Confirm { amount, .. } if amount.0 < 0 => Err(LedgerError::Unfit { field: "认定金额", problem: "不能为负" }),
            Self::Confirm { finding, .. } => said("核实情况", finding),
            Self::Clear { text, .. } => said("排除说明", text),
            Self::SendBack { reason } => said("退回理由", reason),
            Self::StartVerifying | Self::Agree { .. } => Ok(()),
        }
    }

    /// What the event keeps as its why.
    fn why(&self) -> Option<&str> {
        let why = match self {
            Self::Assign { .. } | Self::StartVerifying => "",
            Self::Confirm { finding: why, .. }
            | Self::Clear { text: why, .. }
            | Self::Agree { remark: why }
            | Self::SendBack { reason: why } => why,
        };
        Some(why).filter(|why| !why.is_empty())
    }
}

impl Ledger {
    /// Does this to a lead: loads it within the scope, asks the state machine, writes the lead and its event in one
    /// transaction, and answers with the lead as it now is.
    ///
    /// # Errors
    /// A lead that is not within the scope, a step refused, a field that says nothing; nothing was changed then.
    pub async fn change_lead(
        &self,
        scope: &Scope,
        by: &Actor,
        at: DateTime<Utc>,
        lead_id: i64,
        change: LeadChange,
    ) -> Result<Lead, LedgerError> {
        let at = instant(at);
        let mut writing = self.writing().await?;
        let before = select_one(scope, lead_id, writing.connection()).await?;
        let after = changed(&before, &change, by, at)?;
        write(&after, writing.connection()).await?;
        let event = NewEvent {
            at,
            by,
            kind: &format!("lead.{}", change.step().code()),
            record: Some("lead"),
            record_id: Some(lead_id.to_string()),
            before: Some(serde_json::to_value(&before)?),
            after: Some(serde_json::to_value(&after)?),
            why: change.why(),
        };
        writing.append(event).await?;
        writing.commit().await?;
        Ok(after)
    }
}

/// The lead after the change, without any store.
fn changed(lead: &Lead, change: &LeadChange, by: &Actor, at: DateTime<Utc>) -> Result<Lead, LedgerError> {
    let standing = Standing { state: lead.state, verifiers: &lead.verifiers, sent_back: lead.sent_back };
    let state = step(standing, change.step(), &by.who).map_err(|refusal| LedgerError::Refused { lead: lead.id, refusal })?;
    change.check()?;
    let mut after = Lead { state, changed_at: at, ..lead.clone() };
    let conclude = |outcome| Some(Conclusion { outcome, by: by.who.clone(), at });
    match change {
        LeadChange::Assign { department, due_on } => {
            after.assignment = Some(Assignment { department: department.clone(), due_on: *due_on });
        }
        LeadChange::StartVerifying => after.add_verifier(by),
        LeadChange::Confirm { amount, finding } => {
            after.add_verifier(by);
            after.conclusion = conclude(Outcome::Confirmed { amount: *amount, finding: finding.clone() });
        }
        LeadChange::Clear { reason, text } => {
            after.add_verifier(by);
            after.conclusion = conclude(Outcome::Cleared { reason: *reason, text: text.clone() });
        }
        LeadChange::Agree { remark } => {
            after.review = Some(Review { by: by.who.clone(), at, remark: remark.clone() });
        }
        LeadChange::SendBack { .. } => {
            after.conclusion = None; // the event keeps it
            after.sent_back += 1;
        }
    }
    Ok(after)
}

impl Lead {
    fn add_verifier(&mut self, by: &Actor) {
        if !self.verifiers.contains(&by.who) {
            self.verifiers.push(by.who.clone());
        }
    }
}

/// Writes what people decide of a lead; what screening decides is not touched.
async fn write(lead: &Lead, on: &mut AnyConnection) -> Result<(), LedgerError> {
    let assignment = lead.assignment.as_ref();
    let conclusion = lead.conclusion.as_ref();
    let review = lead.review.as_ref();
    let (outcome, amount, reason, text) = match conclusion.map(|conclusion| conclusion.outcome.columns()) {
        Some((outcome, amount, reason, text)) => (Some(outcome), amount, reason, Some(text)),
        None => (None, None, None, None),
    };
    let mut sql = Sql::new("UPDATE leads SET state = ");
    sql.bind(lead.state.code());
    sql.push(", department = ").bind(assignment.map(|assignment| assignment.department.as_str()));
    sql.push(", due_on = ").bind(assignment.map(|assignment| assignment.due_on));
    sql.push(", verifiers = ").bind(serde_json::to_string(&lead.verifiers)?);
    sql.push(", sent_back = ").bind(i64::from(lead.sent_back));
    sql.push(", outcome = ").bind(outcome);
    sql.push(", outcome_amount = ").bind(amount.map(|amount| amount.0));
    sql.push(", outcome_reason = ").bind(reason);
    sql.push(", outcome_text = ").bind(text);
    sql.push(", concluded_by = ").bind(conclusion.map(|conclusion| conclusion.by.as_str()));
    sql.push(", concluded_at = ").bind(conclusion.map(|conclusion| conclusion.at));
    sql.push(", reviewed_by = ").bind(review.map(|review| review.by.as_str()));
    sql.push(", reviewed_at = ").bind(review.map(|review| review.at));
    sql.push(", review_remark = ").bind(review.map(|review| review.remark.as_str()));
    sql.push(", changed_at = ").bind(lead.changed_at);
    sql.push(" WHERE id = ").bind(lead.id);
    sql.execute(on).await?;
    Ok(())
}
