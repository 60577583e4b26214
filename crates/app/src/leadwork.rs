//! Leads as people work on them: read, given out, verified, exempted.

use crate::error::AppError;
use crate::workspace::{Workspace, now};
use casework::exemption::{Exemption, ExemptionChange, ExemptionDraft, ExemptionFilter};
use casework::people::Reveal;
use casework::record::Offer;
use casework::{Caller, Handover, Hit, Lead, LeadChange, LeadFilter, LeadQueue, RuleYield};
use chrono::NaiveDate;

impl Workspace {
    /// A page of leads.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn lead_page(&self, caller: &Caller, filter: &LeadFilter) -> Result<Vec<Lead>, AppError> {
        Ok(self.ledger.leads(&caller.scope, filter).await?)
    }

    /// How many leads a filter finds, by state.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn lead_counts(&self, caller: &Caller, filter: &LeadFilter) -> Result<Vec<(String, u64)>, AppError> {
        Ok(self.ledger.lead_counts(&caller.scope, filter).await?)
    }

    /// One lead.
    ///
    /// # Errors
    /// None within the caller's scope.
    pub async fn lead(&self, caller: &Caller, id: i64) -> Result<Lead, AppError> {
        Ok(self.ledger.lead(&caller.scope, id).await?)
    }

    /// One lead with its hits.
    ///
    /// # Errors
    /// None within the caller's scope.
    pub async fn lead_with_hits(&self, caller: &Caller, id: i64) -> Result<(Lead, Vec<Hit>), AppError> {
        Ok((self.ledger.lead(&caller.scope, id).await?, self.ledger.hits(&caller.scope, id).await?))
    }

    /// The steps of the caller's role with a lead, and which of them are possible now.
    ///
    /// # Errors
    /// No such lead within the caller's scope.
    pub async fn lead_offers(&self, caller: &Caller, id: i64) -> Result<Vec<Offer>, AppError> {
        Ok(self.ledger.lead_offers(caller, now(), id).await?)
    }

    /// Takes a step with a lead of which the caller knows this version.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn change_lead(&self, caller: &Caller, id: i64, version: i64, change: &LeadChange) -> Result<Lead, AppError> {
        Ok(self.ledger.change_lead(caller, now(), id, Some(version), change).await?)
    }

    /// A lead with its subject in full, after its reason is kept.
    ///
    /// # Errors
    /// No such lead; a reason that says too little; too often.
    pub async fn reveal_subject(&self, caller: &Caller, what: &Reveal) -> Result<Lead, AppError> {
        self.ledger.reveal(caller, now(), what).await?;
        Ok(self.ledger.lead(&caller.scope, what.record.id).await?)
    }

    /// Gives many leads at once.
    ///
    /// # Errors
    /// What the ledger refuses of any of them.
    pub async fn assign_leads(&self, caller: &Caller, handovers: &[Handover], due_on: Option<NaiveDate>) -> Result<Vec<Lead>, AppError> {
        Ok(self.ledger.assign_leads(caller, now(), handovers, due_on).await?)
    }

    /// How many leads each has open.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn lead_queues(&self, caller: &Caller) -> Result<Vec<LeadQueue>, AppError> {
        Ok(self.ledger.lead_queues(&caller.scope).await?)
    }

    /// The yield of each rule.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn rule_yields(&self, caller: &Caller) -> Result<Vec<RuleYield>, AppError> {
        Ok(self.ledger.rule_yields(&caller.scope).await?)
    }

    /// The exemption register.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn exemptions(&self, caller: &Caller) -> Result<Vec<Exemption>, AppError> {
        Ok(self.ledger.exemptions(&caller.scope, &ExemptionFilter::default()).await?)
    }

    /// Asks for an exemption.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn ask_exemption(&self, caller: &Caller, draft: ExemptionDraft) -> Result<Exemption, AppError> {
        Ok(self.ledger.ask_exemption(caller, now(), draft).await?)
    }

    /// Approves, refuses or takes back an exemption.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn change_exemption(&self, caller: &Caller, id: i64, version: i64, change: &ExemptionChange) -> Result<Exemption, AppError> {
        Ok(self.ledger.change_exemption(caller, now(), id, Some(version), change).await?)
    }
}
