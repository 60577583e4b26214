//! Repeats (重复信访): found by the machine, decided by a person. What is said ten times is worked on once; every reporter of the ten is
//! counted, and each is answered.

use super::Complaint;
use super::change::BeyondStep;
use super::likeness::{ALIKE, likeness_without};
use super::state::ComplaintState;
use crate::event::NewEvent;
use crate::people::Caller;
use crate::record::{Kind, Record, Reference, Refusal, Relation, Work};
use crate::sql::{Sql, Stored};
use crate::{Ledger, LedgerError};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use vocabulary::labelled;

labelled! {
    /// Why a complaint may be a repeat (疑似重复的依据).
    pub enum RepeatReason {
        /// A reporter has the same telephone (同一电话).
        SamePhone = "same_phone", "同一电话", "Same telephone";
        /// A reporter has the same resident number (同一身份证号).
        SameResidentNumber = "same_resident_number", "同一身份证号", "Same resident number";
        /// It comes from the same place in like words (同地点且内容相近).
        LikeText = "like_text", "同地点且内容相近", "Same place, like text";
    }
}

crate::schema::labelled_schema!(RepeatReason as "RepeatReason");

/// A complaint that may say the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Repeat {
    /// Its number in the ledger.
    pub complaint: i64,
    /// The number that people write.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Its state: closed ones are among them.
    pub state: ComplaintState,
    /// When it came in.
    pub received_at: Option<DateTime<Utc>>,
    /// Why it may be a repeat.
    pub reasons: Vec<RepeatReason>,
    /// How like the texts are, in thousandths.
    pub likeness: u32,
}

/// How many are offered: the likeliest, and more than anybody holds against each other.
const OFFERED: usize = 50;

impl Ledger {
    /// Complaints that may say the same as this one, within the days of the setting and the caller's scope, the
    /// fifty likeliest, the likeliest first. For the intake
    /// desk: that two complaints have one reporter says who that is to whoever knows one of them.
    ///
    /// # Errors
    /// No such complaint within the scope; a caller who does not take in complaints.
    pub async fn repeats_of(&self, caller: &Caller, complaint: i64) -> Result<Vec<Repeat>, LedgerError> {
        if !caller.intake {
            return Err(LedgerError::Forbidden("查找重复信访"));
        }
        let mine: Complaint = self.record_of(&caller.scope, complaint).await?;
        let mut connection = self.pool.acquire().await?;
        let days = TimeDelta::days(i64::from(crate::setting::limits(&mut connection).await?.repeat_days));
        let mut same: BTreeMap<i64, Vec<RepeatReason>> = BTreeMap::new();
        for (statement, reason) in [
            (
                "SELECT DISTINCT o.complaint FROM reporters m JOIN reporters o ON o.phone_hash = m.phone_hash WHERE m.complaint = ",
                RepeatReason::SamePhone,
            ),
            (
                "SELECT DISTINCT o.complaint FROM reporters m JOIN reporters o ON o.resident_hash = m.resident_hash WHERE m.complaint = ",
                RepeatReason::SameResidentNumber,
            ),
        ] {
            let mut sql = Sql::new(statement);
            sql.bind(complaint).push(" AND o.complaint <> ").bind(complaint);
            for row in sql.all(&mut connection).await? {
                same.entry(Stored(&row).int("complaint")?).or_default().push(reason);
            }
        }
        let mut sql = Sql::new("SELECT r.body FROM records r WHERE r.kind = 'complaint' AND r.state <> 'unconfirmed' AND r.id <> ");
        sql.bind(complaint).push(" AND r.entered_at >= ").bind(mine.head.entered_at - days);
        sql.push(" AND r.entered_at <= ").bind(mine.head.entered_at + days).push(" AND (").one_of("r.id", same.keys().copied());
        let place = &mine.head.place;
        for (column, value) in [
            (" OR r.village = ", &place.village),
            (" OR r.town = ", &place.town),
            (" OR r.institution = ", &place.institution),
            (" OR r.school = ", &place.school),
        ] {
            if let Some(value) = value {
                sql.push(column).bind(value);
            }
        }
        sql.push(") AND ");
        caller.scope.records(&mut sql);
        let mut found = Vec::new();
        for row in sql.all(&mut connection).await? {
            let other: Complaint = Stored(&row).json("body")?;
            let likeness = mine.likeness(&other);
            let mut reasons = same.remove(&other.head.id).unwrap_or_default();
            if likeness >= ALIKE && mine.is_from_the_place_of(&other) {
                reasons.push(RepeatReason::LikeText);
            }
            if !reasons.is_empty() {
                found.push(Repeat {
                    complaint: other.head.id,
                    number: other.head.number,
                    title: other.head.title,
                    state: other.state,
                    received_at: other.received_at,
                    reasons,
                    likeness,
                });
            }
        }
        found.sort_by_key(|repeat| std::cmp::Reverse((repeat.reasons.len(), repeat.likeness, repeat.complaint)));
        found.truncate(OFFERED);
        Ok(found)
    }
}

impl Complaint {
    /// One village, one institution, one school; one town where a village is not known of both.
    fn is_from_the_place_of(&self, other: &Self) -> bool {
        let (mine, theirs) = (&self.head.place, &other.head.place);
        let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
        same(&mine.institution, &theirs.institution)
            || same(&mine.school, &theirs.school)
            || if mine.village.is_some() && theirs.village.is_some() {
                mine.village == theirs.village
            } else {
                same(&mine.town, &theirs.town)
            }
    }

    fn likeness(&self, other: &Self) -> u32 {
        let village = |place: &crate::Place| place.village.as_deref().map(|name| name.rsplit('/').next().unwrap_or(name).to_owned());
        let words: Vec<String> =
            [&self.head.place, &other.head.place].into_iter().flat_map(|place| [place.town.clone(), village(place)]).flatten().collect();
        likeness_without(&self.text, &other.text, &words.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

impl Work<'_> {
    /// Joins a complaint to another that says the same: from now on it is worked on with that one. Both know of it, and joining to a
    /// repeat is joining to what it repeats.
    ///
    /// # Errors
    /// As [`Work::change`]; no such other complaint within the scope; one that does not count yet; one that repeats this one.
    pub async fn link_repeat(&mut self, complaint: i64, version: Option<i64>, of: i64, reason: &str) -> Result<Complaint, LedgerError> {
        let refused = |problem| {
            let refusal = Refusal::Unfit { field: "被重复件", problem };
            LedgerError::Refused { record: Kind::Complaint, id: Some(complaint), refusal }
        };
        let mut first: Complaint = self.load(of).await?;
        while let Some(before) = first.repeats {
            first = self.load(before).await?;
        }
        let of = first.head.id;
        if of == complaint {
            return Err(refused("不能是其自身或其重复件"));
        }
        if first.state == ComplaintState::Unconfirmed {
            return Err(refused("尚未确认提交"));
        }
        let change = BeyondStep::LinkRepeat { of, reason: reason.to_owned() };
        let linked = self.change::<Complaint>(complaint, version, &change.into()).await?;
        self.link(reference(complaint), Relation::Repeats, reference(of)).await?;
        self.note(of, "complaint.joined", complaint, reason).await?;
        Ok(linked)
    }

    /// Parts a repeat from its first complaint again; what is owed to its reporter is as if it had never been joined.
    ///
    /// # Errors
    /// As [`Work::change`]; a complaint that is not joined.
    pub async fn unlink_repeat(&mut self, complaint: i64, version: Option<i64>, reason: &str) -> Result<Complaint, LedgerError> {
        let before: Complaint = self.load(complaint).await?;
        let change = BeyondStep::UnlinkRepeat { reason: reason.to_owned() };
        let parted = self.change::<Complaint>(complaint, version, &change.into()).await?;
        if let Some(of) = before.repeats {
            // The line goes, since it no longer holds; that it was there and who took it away stays in the events.
            let mut sql = Sql::new("DELETE FROM record_links WHERE from_kind = 'complaint' AND to_kind = 'complaint' AND relation = ");
            sql.bind(Relation::Repeats.code()).push(" AND from_id = ").bind(complaint).push(" AND to_id = ").bind(of);
            sql.execute(self.writing.connection()).await?;
            self.note(of, "complaint.parted", complaint, reason).await?;
        }
        Ok(parted)
    }

    /// An event at the first complaint, for what was done to its repeat.
    async fn note(&mut self, of: i64, kind: &str, repeat: i64, why: &str) -> Result<(), LedgerError> {
        let event = NewEvent {
            at: self.at,
            by: &self.caller.actor,
            kind,
            record: Some(Complaint::KIND.code()),
            record_id: Some(of.to_string()),
            before: None,
            after: Some(json!({ "repeat": repeat })),
            why: Some(why),
        };
        self.writing.append(event).await
    }
}

fn reference(complaint: i64) -> Reference {
    Reference { kind: Kind::Complaint, id: complaint }
}
