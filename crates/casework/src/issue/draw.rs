//! Draws (回头看抽查): of the issues closed in a month a share is looked at again, chosen by nobody.
//!
//! The draw is a function of its seed and the issues' numbers ([`drawn`]); both are kept and stand in the event, so that whoever doubts it
//! draws again and compares. A month is drawn once.

use super::state::IssueState;
use super::{Issue, IssueChange};
use crate::campaign::Campaign;
use crate::campaign::state::CampaignState;
use crate::clock::{Span, beijing_day};
use crate::notification::{NotificationKind, Word};
use crate::people::audience::Audience;
use crate::people::{Caller, groups};
use crate::record::{Kind, Refusal, Work};
use crate::sql::{Sql, Stored, instant};
use crate::{Ledger, LedgerError};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use vocabulary::Month;

/// A draw (抽查).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LookBackDraw)]
pub struct Draw {
    /// The month in which the issues were closed, `YYYY-MM`.
    pub month: String,
    /// The seed: 64 hexadecimal digits.
    pub seed: String,
    /// How many of a hundred.
    pub percent: u32,
    /// Who drew: the machine, or a supervisor.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// By priority.
    pub groups: Vec<DrawGroup>,
}

/// What was drawn of one priority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = LookBackDrawGroup)]
pub struct DrawGroup {
    /// The priority (领域); none for issues without one.
    pub priority: Option<String>,
    /// The issues closed in the month and closed still, by number.
    pub of: Vec<i64>,
    /// Those that were drawn, by number.
    pub drawn: Vec<i64>,
}

/// Draws `count` of these issues: those whose SHA-256 over the text `seed:number` is smallest. In order of their numbers.
pub fn drawn(seed: &str, of: &[i64], count: usize) -> Vec<i64> {
    let mut by_hash: Vec<([u8; 32], i64)> = of.iter().map(|id| (Sha256::digest(format!("{seed}:{id}")).into(), *id)).collect();
    by_hash.sort_unstable();
    let mut drawn: Vec<i64> = by_hash.into_iter().take(count).map(|(_, id)| id).collect();
    drawn.sort_unstable();
    drawn
}

/// So many of a hundred, and at least one where there is any.
fn share(of: usize, percent: u32) -> usize {
    (of * percent as usize).div_ceil(100)
}

/// A seed that nobody has chosen.
pub fn seed() -> String {
    crate::people::Token::random("").expose().to_owned()
}

impl Ledger {
    /// The draws, the newest month first; for those who see the whole district.
    ///
    /// # Errors
    /// A caller who does not; a database that cannot be read.
    pub async fn look_back_draws(&self, caller: &Caller) -> Result<Vec<Draw>, LedgerError> {
        may_draw(caller, "查看回头看抽查")?;
        let rows = Sql::new("SELECT body FROM look_back_draws ORDER BY month DESC LIMIT 240").all(&mut *self.pool.acquire().await?).await?;
        rows.iter().map(|row| Stored(row).json("body")).collect()
    }

    /// Whether a month was drawn.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn is_drawn(&self, month: Month) -> Result<bool, LedgerError> {
        let mut sql = Sql::new("SELECT month FROM look_back_draws WHERE month = ");
        sql.bind(month.to_string());
        Ok(sql.optional(&mut *self.pool.acquire().await?).await?.is_some())
    }

    /// Whether anything that was closed in a month may be drawn: it is over, was not drawn yet, and there is something.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn may_be_drawn(&self, caller: &Caller, month: Month, at: DateTime<Utc>) -> Result<bool, LedgerError> {
        if month >= Month::of(beijing_day(at)) || self.is_drawn(month).await? {
            return Ok(false);
        }
        let mut work = self.begin(caller, at).await?;
        Ok(work.limits.look_back_percent > 0 && !work.closed_in(month).await?.is_empty())
    }

    /// Plans look-backs for closed issues of campaigns that want them, for how many: those for which none was planned since they were
    /// closed. Safe to run twice.
    ///
    /// # Errors
    /// A database that cannot be read or written; what was done before stays.
    pub async fn plan_look_backs(&self, caller: &Caller, at: DateTime<Utc>) -> Result<u64, LedgerError> {
        let mut sql = Sql::new("SELECT r.id, r.body FROM records r WHERE r.kind = ");
        sql.bind(Kind::Campaign.code()).push(" AND r.state NOT IN (");
        sql.bind(CampaignState::Planned.code()).push(", ").bind(CampaignState::Approved.code()).push(") ORDER BY r.id");
        let rows = sql.all(&mut *self.pool.acquire().await?).await?;
        let mut planned = 0;
        for row in &rows {
            let campaign: Campaign = Stored(row).json("body")?;
            if let Some(span) = campaign.plan.look_back {
                planned += self.plan_of_campaign(caller, at, campaign.head.id, span).await?;
            }
        }
        Ok(planned)
    }

    async fn plan_of_campaign(&self, caller: &Caller, at: DateTime<Utc>, campaign: i64, span: Span) -> Result<u64, LedgerError> {
        let mut sql = Sql::new("SELECT r.id FROM records r WHERE r.kind = ");
        sql.bind(Kind::Issue.code()).push(" AND r.state = ").bind(IssueState::Closed.code());
        sql.push(" AND r.due_at IS NULL AND r.campaign = ").bind(campaign).push(" ORDER BY r.id");
        let rows = sql.all(&mut *self.pool.acquire().await?).await?;
        let ids: Vec<i64> = rows.iter().map(|row| Stored(row).int("id")).collect::<Result<_, _>>()?;
        let mut planned = 0;
        for ids in ids.chunks(50) {
            let mut work = self.begin(caller, at).await?;
            for id in ids {
                planned += u64::from(work.plan_look_back_of(*id, span).await?);
            }
            work.commit().await?;
        }
        Ok(planned)
    }
}

/// Whoever draws, and whoever sees what was drawn, sees all of it.
fn may_draw(caller: &Caller, what: &'static str) -> Result<(), LedgerError> {
    let sees_all = caller.scope.is_districtwide() && caller.scope.is_of_every_priority();
    if sees_all && caller.is_one_of(groups::OFFICE) { Ok(()) } else { Err(LedgerError::Forbidden(what)) }
}

impl Work<'_> {
    /// Draws the issues closed in a month (抽取), and sets a day for each to be looked at again.
    ///
    /// # Errors
    /// A caller who does not see the whole district; a month that is not over, was drawn already, or in which nothing was closed; a share
    /// that is nought.
    pub async fn draw_look_backs(&mut self, month: Month, seed: &str) -> Result<Draw, LedgerError> {
        may_draw(self.caller(), "抽取回头看")?;
        let refused = |problem| LedgerError::Unfit { field: "抽查月份", problem };
        if month >= Month::of(beijing_day(self.at())) {
            return Err(refused("尚未结束"));
        }
        let percent = self.limits.look_back_percent;
        if percent == 0 {
            return Err(LedgerError::Unfit { field: "抽查比例", problem: "为零，不抽取" });
        }
        let text = month.to_string();
        let mut sql = Sql::new("SELECT month FROM look_back_draws WHERE month = ");
        sql.bind(&text);
        if sql.optional(self.connection()).await?.is_some() {
            return Err(refused("已抽取过"));
        }
        let mut groups: BTreeMap<Option<String>, Vec<i64>> = BTreeMap::new();
        for (id, priority) in self.closed_in(month).await? {
            groups.entry(priority).or_default().push(id);
        }
        if groups.is_empty() {
            return Err(refused("内没有销号的问题"));
        }
        let groups: Vec<DrawGroup> = groups
            .into_iter()
            .map(|(priority, of)| DrawGroup { drawn: drawn(seed, &of, share(of.len(), percent)), priority, of })
            .collect();
        let draw = Draw { month: text.clone(), seed: seed.to_owned(), percent, by: self.who().to_owned(), at: self.at(), groups };
        let mut sql = Sql::new("INSERT INTO look_back_draws (month, at, who, body) VALUES (");
        sql.bind(&text).push(", ").bind(draw.at).push(", ").bind(&draw.by).push(", ").bind(serde_json::to_string(&draw)?).push(")");
        sql.execute(self.connection()).await?;
        self.append("look_back.draw", (None, text.clone()), None, serde_json::to_value(&draw)?, "").await?;
        let ids: Vec<i64> = draw.groups.iter().flat_map(|group| group.drawn.iter().copied()).collect();
        for id in &ids {
            let change = IssueChange::PlanLookBack { due_on: None, remark: String::new(), draw: Some(text.clone()) };
            self.change::<Issue>(*id, None, &change).await?;
        }
        if !ids.is_empty() {
            self.tell(&[Audience::Supervising], Word::of_many(NotificationKind::LookBack, ids.len())).await?;
        }
        Ok(draw)
    }

    /// Issues that were closed in a month and are closed still, with their priorities, by number.
    async fn closed_in(&mut self, month: Month) -> Result<Vec<(i64, Option<String>)>, LedgerError> {
        let mut sql = Sql::new("SELECT r.id, r.priority, r.body FROM records r WHERE r.kind = ");
        sql.bind(Kind::Issue.code()).push(" AND r.state = ").bind(IssueState::Closed.code());
        // Whatever was closed in the month has changed since its first day.
        sql.push(" AND r.changed_at >= ").bind(instant(crate::clock::end_of_day(month.first_day() - chrono::Days::new(1))));
        sql.push(" ORDER BY r.id");
        let mut found = Vec::new();
        for row in &sql.all(self.connection()).await? {
            let issue: Issue = Stored(row).json("body")?;
            if issue.closed.as_ref().is_some_and(|closed| Month::of(beijing_day(closed.at)) == month) {
                found.push((issue.head.id, issue.head.priority));
            }
        }
        Ok(found)
    }

    /// Plans the look-back of a closed issue, unless one was planned or done since it was closed.
    async fn plan_look_back_of(&mut self, id: i64, span: Span) -> Result<bool, LedgerError> {
        let issue: Issue = self.load(id).await?;
        let Some(closed) = issue.closed.as_ref().filter(|_| issue.state == IssueState::Closed && issue.planned_look_back.is_none()) else {
            return Ok(false);
        };
        if issue.look_backs.iter().any(|look| look.entry.at >= closed.at) {
            return Ok(false);
        }
        let refused = |refusal: Refusal| LedgerError::Refused { record: Kind::Issue, id: Some(id), refusal };
        let due = span.after(closed.at, self.turn().calendar).map_err(|error| refused(error.into()))?;
        let due_on = crate::clock::last_day(due).max(self.turn().today());
        let change = IssueChange::PlanLookBack { due_on: Some(due_on), remark: String::new(), draw: None };
        self.change::<Issue>(id, None, &change).await?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_and_another_draws_others() {
        let of: Vec<i64> = (1..=200).collect();
        let first = drawn("a", &of, 20);
        assert_eq!(first, drawn("a", &of, 20));
        assert_ne!(first, drawn("b", &of, 20));
        let reversed: Vec<i64> = of.iter().rev().copied().collect();
        assert_eq!(first, drawn("a", &reversed, 20), "the order in which they come does not matter");
        assert_eq!(drawn("a", &of, 500), of);
        // By another program, from what is written above.
        assert_eq!(drawn("seed", &of[..20], 5), [7, 8, 12, 16, 18]);
    }

    #[test]
    fn a_share_is_rounded_up_so_that_none_is_left_out() {
        let shares: Vec<usize> = [0, 1, 9, 10, 11, 100].iter().map(|of| share(*of, 10)).collect();
        assert_eq!(shares, [0, 1, 1, 1, 2, 10]);
        assert_eq!(share(7, 100), 7);
    }
}
