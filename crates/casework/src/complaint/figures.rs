//! Figures of complaints (信访统计): people and matters are two counts, and what the office says, what was verified and what the
//! reporter said are three.

use super::state::ComplaintState;
use super::words::{Channel, PetitionClass};
use crate::issue::Satisfaction;
use crate::sql::{Sql, Stored};
use crate::{Ledger, LedgerError, Scope};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Complaints entered within a time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ComplaintSpan {
    /// At this moment or later.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub before: Option<DateTime<Utc>>,
}

/// How many of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Tally {
    /// The member of the list, by code.
    pub code: String,
    /// How many complaints.
    pub count: u64,
}

/// Figures of complaints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ComplaintFigures {
    /// Complaints (件次): every one that counts as submitted, repeats included.
    pub complaints: u64,
    /// People who made them (人次): each who has signed, one for an anonymous one.
    pub persons: u64,
    /// Matters (事项): complaints that repeat no other one.
    pub matters: u64,
    /// Complaints that repeat another one (重复件).
    pub repeats: u64,
    /// By channel.
    pub by_channel: Vec<Tally>,
    /// By petition class.
    pub by_class: Vec<Tally>,
    /// By state.
    pub by_state: Vec<Tally>,
    /// The handling office says that it is done.
    pub claimed: u64,
    /// Somebody else has found it done.
    pub verified: u64,
    /// The reporter was last satisfied (满意).
    pub satisfied: u64,
    /// The reporter was last basically satisfied (基本满意).
    pub basically: u64,
    /// The reporter was last dissatisfied (不满意).
    pub dissatisfied: u64,
}

/// What of a complaint is counted; the rest of its content is passed over unread.
#[derive(Deserialize)]
struct Counted {
    state: ComplaintState,
    channel: Channel,
    class: PetitionClass,
    persons: u32,
    repeats: Option<i64>,
    claimed: Option<serde::de::IgnoredAny>,
    verified: Option<serde::de::IgnoredAny>,
    call_backs: Vec<CountedCall>,
}

#[derive(Deserialize)]
struct CountedCall {
    satisfaction: Satisfaction,
}

/// Records that are read at once.
const PAGE: i64 = 1000;

impl Ledger {
    /// Figures of the complaints within the scope that count as submitted.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn complaint_figures(&self, scope: &Scope, span: ComplaintSpan) -> Result<ComplaintFigures, LedgerError> {
        let mut reading = self.reading().await?;
        let (mut counted, mut after) = (Vec::new(), 0);
        loop {
            let mut sql =
                Sql::new("SELECT r.id, r.body FROM records r WHERE r.kind = 'complaint' AND r.state <> 'unconfirmed' AND r.id > ");
            sql.bind(after);
            if let Some(from) = span.from {
                sql.push(" AND r.entered_at >= ").bind(from);
            }
            if let Some(before) = span.before {
                sql.push(" AND r.entered_at < ").bind(before);
            }
            sql.push(" AND ");
            scope.records(&mut sql);
            sql.push(" ORDER BY r.id LIMIT ").bind(PAGE);
            let rows = sql.all(&mut reading).await?;
            let Some(last) = rows.last() else { break };
            after = Stored(last).int("id")?;
            for row in &rows {
                counted.push(Stored(row).json::<Counted>("body")?);
            }
        }
        Ok(figures(&counted))
    }
}

fn figures(complaints: &[Counted]) -> ComplaintFigures {
    let count = |of: &dyn Fn(&Counted) -> bool| complaints.iter().filter(|complaint| of(complaint)).count() as u64;
    let last = |said: Satisfaction| count(&|complaint| complaint.call_backs.last().is_some_and(|call| call.satisfaction == said));
    let repeats = count(&|complaint| complaint.repeats.is_some());
    ComplaintFigures {
        complaints: complaints.len() as u64,
        persons: complaints.iter().map(|complaint| u64::from(complaint.persons)).sum(),
        matters: complaints.len() as u64 - repeats,
        repeats,
        by_channel: Channel::ALL.iter().map(|of| tally(of.code(), count(&|complaint| complaint.channel == *of))).collect(),
        by_class: PetitionClass::ALL.iter().map(|of| tally(of.code(), count(&|complaint| complaint.class == *of))).collect(),
        by_state: ComplaintState::ALL.iter().map(|of| tally(of.code(), count(&|complaint| complaint.state == *of))).collect(),
        claimed: count(&|complaint| complaint.claimed.is_some()),
        verified: count(&|complaint| complaint.verified.is_some()),
        satisfied: last(Satisfaction::Satisfied),
        basically: last(Satisfaction::Basically),
        dissatisfied: last(Satisfaction::Dissatisfied),
    }
}

fn tally(code: &str, count: u64) -> Tally {
    Tally { code: code.to_owned(), count }
}
