//! Many leads given at once (批量交办): each changed as one would be, and one event for all of them.

use super::Lead;
use super::change::LeadChange;
use super::state::LeadState;
use crate::canonical::FieldHash;
use crate::people::Caller;
use crate::record::{Kind, Refusal, Work};
use crate::sql::{Sql, Stored};
use crate::{Ledger, LedgerError, Scope};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// A lead and whom it goes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LeadHandover)]
pub struct Handover {
    /// The lead.
    pub lead: i64,
    /// Department (承办部门).
    pub department: String,
    /// The person in charge (承办人), by account.
    #[serde(default)]
    pub owner: Option<String>,
}

/// How many leads somebody has open (在办数).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LeadQueue {
    /// Department.
    pub department: String,
    /// The person in charge; none for what is the department's alone.
    pub owner: Option<String>,
    /// Leads that are assigned or being verified.
    pub open: u64,
}

impl Ledger {
    /// Gives many leads at once, as a piece of work of its own.
    ///
    /// # Errors
    /// As [`Work::assign_leads`].
    pub async fn assign_leads(
        &self,
        caller: &Caller,
        at: DateTime<Utc>,
        handovers: &[Handover],
        due_on: Option<NaiveDate>,
    ) -> Result<Vec<Lead>, LedgerError> {
        let mut work = self.begin(caller, at).await?;
        let leads = work.assign_leads(handovers, due_on).await?;
        work.commit().await?;
        Ok(leads)
    }

    /// How many leads within the scope each has open, by department and person.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn lead_queues(&self, scope: &Scope) -> Result<Vec<LeadQueue>, LedgerError> {
        let mut connection = self.pool.acquire().await?;
        let mut queues: BTreeMap<(String, Option<String>), u64> = BTreeMap::new();
        // State by state, since each is a stretch of an index; the rules are only asked where the scope goes by their priority.
        for state in [LeadState::Assigned, LeadState::Verifying] {
            let mut sql = Sql::new("SELECT l.department, l.owner, COUNT(*) AS leads FROM leads l");
            sql.push(if scope.is_of_every_priority() { " WHERE " } else { " JOIN rules r ON r.code = l.rule WHERE " });
            scope.leads(&mut sql);
            sql.push(" AND l.department IS NOT NULL AND l.state = ").bind(state.code());
            sql.push(" GROUP BY l.department, l.owner");
            for row in sql.all(&mut connection).await? {
                let row = Stored(&row);
                *queues.entry((row.text("department")?, row.text_or_none("owner")?)).or_default() += row.count("leads")?;
            }
        }
        Ok(queues.into_iter().map(|((department, owner), open)| LeadQueue { department, owner, open }).collect())
    }
}

impl Work<'_> {
    /// Gives many leads at once: all of them or none, with one event that names them and vouches for them by a digest.
    ///
    /// # Errors
    /// A lead that is named twice; of any lead, what [`Work::change_lead`] refuses.
    pub async fn assign_leads(&mut self, handovers: &[Handover], due_on: Option<NaiveDate>) -> Result<Vec<Lead>, LedgerError> {
        let mut seen = BTreeSet::new();
        if let Some(twice) = handovers.iter().find(|handover| !seen.insert(handover.lead)) {
            let refusal = Refusal::Unfit { field: "疑点", problem: "在同一批次中重复" };
            return Err(LedgerError::Refused { record: Kind::Lead, id: Some(twice.lead), refusal });
        }
        let mut leads = Vec::with_capacity(handovers.len());
        let mut queues: BTreeMap<(&str, Option<&str>), Vec<i64>> = BTreeMap::new();
        for handover in handovers {
            let Handover { lead, department, owner } = handover;
            let before = self.load_lead(*lead).await?;
            let change = LeadChange::Assign { department: department.clone(), owner: owner.clone(), due_on };
            leads.push(self.lead_changed(&before, None, &change).await?);
            queues.entry((department, owner.as_deref())).or_default().push(*lead);
        }
        if leads.is_empty() {
            return Ok(leads);
        }
        for ((department, owner), leads) in &queues {
            self.tell_of_leads(department, *owner, leads.len()).await?;
        }
        let digest = digest(&leads);
        let queues: Vec<_> = queues
            .into_iter()
            .map(|((department, owner), leads)| json!({ "department": department, "owner": owner, "leads": leads }))
            .collect();
        let after = json!({ "leads": leads.len(), "leads_sm3": digest, "due_on": due_on, "queues": queues });
        self.append("lead.assign_many", (None, digest), None, after, "").await?;
        Ok(leads)
    }
}

/// SM3 over the assignments, in order of the leads' numbers.
fn digest(leads: &[Lead]) -> String {
    let mut leads: Vec<&Lead> = leads.iter().collect();
    leads.sort_by_key(|lead| lead.id);
    let mut hash = FieldHash::of("qingyuan leads assigned 1");
    for lead in leads {
        hash.number(lead.id);
        hash.number(lead.version);
        let assignment = lead.assignment.as_ref();
        hash.optional(assignment.map(|assignment| assignment.department.as_str()));
        hash.optional(assignment.and_then(|assignment| assignment.owner.as_deref()));
        hash.optional(assignment.map(|assignment| assignment.due_on.to_string()).as_deref());
    }
    hash.finish()
}
