//! What is told of which step (通知来源): one table, by the steps' codes.

use super::{NotificationKind, Word};
use crate::LedgerError;
use crate::lead::Lead;
use crate::lead::change::LeadChange;
use crate::people::audience::Audience;
use crate::record::{Head, Kind, Reference, Work};
use crate::sql::{Sql, Stored};

/// What a step tells, and whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tells {
    /// The office that it was given to.
    Office,
    /// Who did what came back: the person in charge, or else the office.
    Back,
    /// Who gave it, since it is given back or objected to.
    Giver,
    /// Who gave it, since something is asked for.
    Decider,
}

/// What a step tells; most tell nobody.
fn tells(kind: Kind, step: &str) -> Option<Tells> {
    Some(match (kind, step) {
        (_, "assign" | "transfer") | (Kind::Recommendation, "issue") => Tells::Office,
        (Kind::Recommendation, "refuse") | (_, "return") => Tells::Giver,
        (_, "reject" | "send_back" | "refuse" | "refuse_extension" | "refuse_remission" | "refuse_plan" | "refuse_write_off") => {
            Tells::Back
        }
        (_, "ask_extension" | "ask_remission" | "ask_plan" | "ask_write_off" | "submit" | "propose") => Tells::Decider,
        _ => return None,
    })
}

/// The steps by which something is given to somebody.
const GIVING: [&str; 3] = ["assign", "transfer", "issue"];

impl Work<'_> {
    /// Tells those whom a step concerns.
    pub(crate) async fn tell_of_step(&mut self, kind: Kind, step: &str, before: Option<&Head>, after: &Head) -> Result<(), LedgerError> {
        let of = Reference { kind, id: after.id };
        let word = |kind| Word::of(kind, of, &after.number);
        let office: Vec<Audience<'_>> = after.department.as_deref().map(Audience::Office).into_iter().collect();
        let owner: Vec<Audience<'_>> = after.owner.as_deref().map(Audience::Person).into_iter().collect();
        let tells = tells(kind, step);
        if tells == Some(Tells::Office) {
            self.tell(&office, word(NotificationKind::Assigned)).await?;
        }
        if after.owner.is_some() && before.is_none_or(|before| before.owner != after.owner) {
            self.tell(&owner, word(NotificationKind::Assigned)).await?;
        }
        match tells {
            Some(Tells::Back) => {
                let entered = [Audience::Person(&after.entered_by)];
                let whom = [&owner[..], &office[..], &entered[..]].into_iter().find(|whom| !whom.is_empty());
                self.tell(whom.unwrap_or(&entered), word(NotificationKind::Returned)).await?;
            }
            Some(Tells::Giver) => self.tell_giver(of, after, word(NotificationKind::Returned)).await?,
            Some(Tells::Decider) => self.tell_giver(of, after, word(NotificationKind::Approval)).await?,
            Some(Tells::Office) | None => {}
        }
        Ok(())
    }

    /// Tells who gave it; the team where there is one; the supervising side where nobody is left to be told.
    async fn tell_giver(&mut self, of: Reference, head: &Head, word: Word<'_>) -> Result<(), LedgerError> {
        if !head.team.is_empty() {
            self.tell(&[Audience::Team(of)], word).await?;
            return Ok(());
        }
        let giver = self.giver(of).await?;
        let told = self.tell(&[Audience::Person(giver.as_deref().unwrap_or(&head.entered_by))], word).await?;
        if told.is_empty() {
            self.tell(&[Audience::Supervising], word).await?;
        }
        Ok(())
    }

    /// Who has last given a record to somebody.
    async fn giver(&mut self, of: Reference) -> Result<Option<String>, LedgerError> {
        let mut sql = Sql::new("SELECT e.who FROM events e WHERE e.record = ");
        sql.bind(of.kind.code()).push(" AND e.record_id = ").bind(of.id.to_string()).push(" AND ");
        sql.one_of("e.kind", GIVING.map(|step| format!("{}.{step}", of.kind.code())));
        sql.push(" ORDER BY e.seq DESC LIMIT 1");
        sql.optional(self.connection()).await?.map(|row| Stored(&row).text("who")).transpose()
    }

    /// Tells those whom a step with a lead concerns.
    pub(crate) async fn tell_of_lead(&mut self, change: &LeadChange, lead: &Lead) -> Result<(), LedgerError> {
        let kind = match change {
            LeadChange::Assign { .. } => NotificationKind::Assigned,
            LeadChange::SendBack { .. } => NotificationKind::Returned,
            _ => return Ok(()),
        };
        let Some(assignment) = &lead.assignment else { return Ok(()) };
        let whom = assignment.owner.as_deref().map_or(Audience::Office(&assignment.department), Audience::Person);
        let number = lead_number(lead.id);
        self.tell(&[whom], Word::of(kind, Reference { kind: Kind::Lead, id: lead.id }, &number)).await?;
        Ok(())
    }

    /// Tells whoever got many leads at once, in one line.
    pub(crate) async fn tell_of_leads(&mut self, department: &str, owner: Option<&str>, leads: usize) -> Result<(), LedgerError> {
        let whom = owner.map_or(Audience::Office(department), Audience::Person);
        self.tell(&[whom], Word::of_many(NotificationKind::Assigned, leads)).await?;
        Ok(())
    }

    /// Tells who handles a complaint that its reporter has written.
    pub(crate) async fn tell_of_message(&mut self, complaint: i64) -> Result<(), LedgerError> {
        let mut sql = Sql::new("SELECT number, owner FROM records WHERE kind = ");
        sql.bind(Kind::Complaint.code()).push(" AND id = ").bind(complaint);
        let Some(row) = sql.optional(self.connection()).await? else { return Ok(()) };
        let (number, owner) = (Stored(&row).text("number")?, Stored(&row).text_or_none("owner")?);
        let word = Word::of(NotificationKind::Message, Reference { kind: Kind::Complaint, id: complaint }, &number);
        let told = match owner.as_deref() {
            Some(owner) => self.tell(&[Audience::Person(owner)], word).await?,
            None => Default::default(),
        };
        if told.is_empty() {
            self.tell(&[Audience::Intake], word).await?;
        }
        Ok(())
    }

    /// Tells somebody that long work of theirs has failed. Why is for them to read where they began it.
    ///
    /// # Errors
    /// A database that cannot be written.
    pub async fn tell_of_failed_job(&mut self, who: &str, job: &str) -> Result<(), LedgerError> {
        let word = Word { named: Some(job), ..Word::of_many(NotificationKind::JobFailed, 1) };
        self.tell(&[Audience::Person(who)], word).await?;
        let after = serde_json::json!({ "job": job, "by": who });
        self.append("job.failed", (None, job.to_owned()), None, after, "").await
    }
}

/// What a lead is called where people are told of it: its prefix and number.
pub(crate) fn lead_number(lead: i64) -> String {
    format!("{}{lead:06}", Kind::Lead.prefix())
}
