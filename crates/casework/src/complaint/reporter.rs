//! Who complained (举报人身份): sealed beside the record, shown to the desk and to the person in charge alone, each time for a reason.

use super::words::ReporterKind;
use super::{Complaint, Intake};
use crate::event::NewEvent;
use crate::people::Caller;
use crate::people::reveal::{self, Shown};
use crate::record::{Kind, Reference, Refusal, Work, said};
use crate::seal::Keys;
use crate::sql::{Sql, Stored, instant};
use crate::{Ledger, LedgerError};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::fmt;
use utoipa::ToSchema;
use vocabulary::{ResidentNumber, fold};

/// Who complained. It leaves the ledger by [`Ledger::reveal_reporter`] and in no other way.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Name (姓名).
    pub name: String,
    /// Telephone (联系电话).
    #[serde(default)]
    pub phone: Option<String>,
    /// Resident number (公民身份号码).
    #[serde(default)]
    pub resident_number: Option<String>,
    /// Address (住址).
    #[serde(default)]
    pub address: Option<String>,
}

/// Says nothing of the person: what is only printed for a log stays out of it.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity")
    }
}

impl Identity {
    fn phone_hash(&self, keys: &Keys) -> Option<String> {
        let digits: String = fold(self.phone.as_deref()?).chars().filter(char::is_ascii_digit).collect();
        // A number of the mainland is the same with and without its country.
        let digits = digits.strip_prefix("86").filter(|rest| rest.len() == 11).unwrap_or(&digits);
        (!digits.is_empty()).then(|| keys.equality("phone", digits))
    }

    /// Old numbers of fifteen digits and new ones of eighteen are the same person; what is no number is compared as it was written.
    fn resident_hash(&self, keys: &Keys, today: NaiveDate) -> Option<String> {
        let written = fold(self.resident_number.as_deref()?).to_uppercase();
        let number = ResidentNumber::parse(&written, today).map_or(written, |number| number.as_str().to_owned());
        (!number.is_empty()).then(|| keys.equality("resident_number", &number))
    }
}

/// The place at which an identity is sealed.
fn place(complaint: i64, ordinal: i64) -> String {
    format!("complaint/{complaint}/reporter/{ordinal}")
}

/// Holds the reporters against how they want to be known; their number.
pub(super) fn counted(intake: &Intake) -> Result<u32, Refusal> {
    let unfit = |problem| Err(Refusal::Unfit { field: "举报人", problem });
    match (intake.complaint.reporter, intake.reporters.len()) {
        (ReporterKind::Anonymous, 0) => {}
        (ReporterKind::Anonymous, _) => return unfit("：匿名件不得登记身份、地址和联系方式"),
        (ReporterKind::Named | ReporterKind::Confidential, 1) => {}
        (ReporterKind::Named | ReporterKind::Confidential, _) => return unfit("须为一人"),
        (ReporterKind::Joint, 0 | 1) => return unfit("：联名件须登记至少二人"),
        (ReporterKind::Joint, _) => {}
    }
    for reporter in &intake.reporters {
        said("举报人姓名", &reporter.name)?;
    }
    let known = u32::try_from(intake.reporters.len()).unwrap_or(u32::MAX).max(1);
    match intake.complaint.persons {
        None => Ok(known),
        Some(persons) if intake.complaint.reporter == ReporterKind::Joint && persons >= known => Ok(persons),
        Some(persons) if persons == known => Ok(known),
        Some(_) => Err(Refusal::Unfit { field: "信访人数", problem: "与登记的举报人不符" }),
    }
}

impl Work<'_> {
    /// Seals who complained.
    pub(super) async fn keep_reporters(&mut self, complaint: i64, reporters: &[Identity]) -> Result<(), LedgerError> {
        for (ordinal, reporter) in (1..).zip(reporters) {
            let keys = self.keys()?;
            let sealed = keys.seal(&place(complaint, ordinal), &serde_json::to_string(reporter)?)?;
            let mut sql = Sql::new("INSERT INTO reporters (complaint, ordinal, sealed, phone_hash, resident_hash) VALUES (");
            sql.bind(complaint).push(", ").bind(ordinal).push(", ").bind(sealed);
            sql.push(", ").bind(reporter.phone_hash(keys));
            sql.push(", ").bind(reporter.resident_hash(keys, crate::clock::beijing_day(self.at))).push(")");
            sql.execute(self.writing.connection()).await?;
        }
        Ok(())
    }
}

impl Ledger {
    /// Shows who complained: to the intake desk and, unless secrecy was asked for, to the person in charge; for a reason, as an event,
    /// and not too often.
    ///
    /// # Errors
    /// No such complaint within the scope; a caller who is neither; no reason; an anonymous complaint; more than
    /// [`REPORTERS_AN_HOUR`](crate::people::reveal::REPORTERS_AN_HOUR); a sealed field that was tampered with.
    pub async fn reveal_reporter(
        &self,
        caller: &Caller,
        at: DateTime<Utc>,
        complaint: i64,
        reason: &str,
    ) -> Result<Vec<Identity>, LedgerError> {
        let refused = |refusal| LedgerError::Refused { record: Kind::Complaint, id: Some(complaint), refusal };
        let mut work = self.begin(caller, at).await?;
        let found: Complaint = work.load(complaint).await?;
        // Whoever asked for secrecy asked for it from the handling office, too.
        if !is_near(caller, &found) || (found.reporter == ReporterKind::Confidential && !caller.intake) {
            return Err(refused(Refusal::NotYours { step: "reveal" }));
        }
        said("查看理由", reason).map_err(refused)?;
        if found.reporter == ReporterKind::Anonymous {
            return Err(refused(Refusal::Unfit { field: "该件", problem: "为匿名件，无举报人信息" }));
        }
        let of = Reference { kind: Kind::Complaint, id: complaint };
        reveal::enter(&mut work.writing, &caller.actor.who, instant(at), of, Shown::Reporter).await?;
        let mut sql = Sql::new("SELECT ordinal, sealed FROM reporters WHERE complaint = ");
        sql.bind(complaint).push(" ORDER BY ordinal");
        let rows = sql.all(work.writing.connection()).await?;
        let keys = self.keys()?;
        let reporters: Vec<Identity> = rows
            .iter()
            .map(|row| {
                let place = place(complaint, Stored(row).int("ordinal")?);
                Ok(serde_json::from_str(&keys.unseal(&place, &Stored(row).text("sealed")?)?)?)
            })
            .collect::<Result<_, LedgerError>>()?;
        let event = NewEvent {
            at: work.at,
            by: &caller.actor,
            kind: "complaint.reveal",
            record: Some(Kind::Complaint.code()),
            record_id: Some(complaint.to_string()),
            before: None,
            after: Some(json!({ "reporters": reporters.len() })),
            why: Some(reason),
        };
        work.writing.append(event).await?;
        // Nobody has seen anything whose event is not kept.
        work.commit().await?;
        Ok(reporters)
    }
}

/// The intake desk, and the person in charge.
pub(super) fn is_near(caller: &Caller, complaint: &Complaint) -> bool {
    caller.intake || complaint.head.owner.as_ref() == Some(&caller.actor.who)
}
