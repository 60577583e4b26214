//! What follows from what (成果转化): a record that is made from another, and hangs on it.
//!
//! Which kinds follow from which is one table. A case follows from a clue by a way of its own
//! ([`Work::open_case_from_clue`](crate::record::Work::open_case_from_clue)), since the clue takes a step with it.

use crate::LedgerError;
use crate::case::Case;
use crate::case::state::CaseState;
use crate::complaint::{Complaint, PetitionClass};
use crate::lead::Outcome;
use crate::lead::read::select_one;
use crate::lead::state::LeadState;
use crate::notice::Notice;
use crate::notice::state::NoticeState;
use crate::record::{Kind, Record, Reference, Refusal, Relation, Work};
use crate::sql::{Sql, Stored};
use std::collections::BTreeSet;

/// The kinds that follow from a kind.
const fn followers(from: Kind) -> &'static [Kind] {
    match from {
        Kind::Lead => &[Kind::Issue, Kind::Clue, Kind::Recovery],
        Kind::Issue => &[Kind::Clue, Kind::Recommendation, Kind::Interview, Kind::Recovery],
        Kind::Case => &[Kind::Recommendation, Kind::Interview, Kind::Recovery, Kind::Notice],
        Kind::Recommendation => &[Kind::Measure],
        Kind::Campaign => &[Kind::Measure, Kind::Notice],
        // What is published of an answer; an accusation is never published.
        Kind::Complaint => &[Kind::Notice],
        // A notice of a notice corrects it.
        Kind::Notice => &[Kind::Notice],
        Kind::Risk | Kind::Inspection | Kind::Clue | Kind::Interview | Kind::Recovery | Kind::Measure => &[],
    }
}

impl Work<'_> {
    /// Enters a record that follows from another, and says so.
    ///
    /// # Errors
    /// As [`Work::open`]; the other is not within the caller's scope, or is not so far: a lead that is not confirmed, a case that
    /// was taken back, a notice that the public has not read, an accusation; a kind that does not follow from it; a notice that names a
    /// person of the case, or the one whom the complaint names, on which it hangs.
    pub async fn open_from<R: Record>(&mut self, from: Reference, draft: R::Draft) -> Result<R, LedgerError> {
        let refused = |problem| LedgerError::Refused { record: R::KIND, id: None, refusal: Refusal::Unfit { field: "来源", problem } };
        let state = self.state_of(from).await?;
        if !followers(from.kind).contains(&R::KIND) {
            return Err(refused("：该类台账不能由此转入"));
        }
        match from.kind {
            Kind::Lead if !self.is_confirmed(from.id).await? => return Err(refused("：疑点尚未核实属实")),
            Kind::Case if state == CaseState::Dismissed.code() => return Err(refused("：案件已撤销")),
            Kind::Notice if ![NoticeState::Published.code(), NoticeState::Withdrawn.code()].contains(&state.as_str()) => {
                return Err(refused("：原通报尚未公开"));
            }
            _ => {}
        }
        if from.kind == Kind::Complaint && self.load::<Complaint>(from.id).await?.class == PetitionClass::Accusation {
            return Err(refused("：检举控告的办理情况不公开"));
        }
        let record: R = self.open(draft).await?;
        let made = Reference { kind: R::KIND, id: record.head().id };
        self.link(made, Relation::From, from).await?;
        if made.kind == Kind::Notice {
            self.keep_names_back(made).await?;
        }
        Ok(record)
    }

    /// The state of a record or lead within the caller's scope.
    async fn state_of(&mut self, of: Reference) -> Result<String, LedgerError> {
        let scope = self.caller().scope.clone();
        if of.kind == Kind::Lead {
            let keys = self.keys()?;
            return Ok(select_one(&scope, of.id, keys, self.connection()).await?.state.code().to_owned());
        }
        let mut sql = Sql::new("SELECT r.state FROM records r WHERE r.kind = ");
        sql.bind(of.kind.code()).push(" AND r.id = ").bind(of.id).push(" AND ");
        scope.records(&mut sql);
        let row = sql.optional(self.connection()).await?.ok_or(LedgerError::NotFound { record: of.kind, id: of.id })?;
        Stored(&row).text("state")
    }

    /// Whether a lead was found to be so, and nobody has sent that back.
    async fn is_confirmed(&mut self, lead: i64) -> Result<bool, LedgerError> {
        let scope = self.caller().scope.clone();
        let keys = self.keys()?;
        let lead = select_one(&scope, lead, keys, self.connection()).await?;
        let concluded = matches!(lead.state, LeadState::Confirmed | LeadState::Reviewed);
        Ok(concluded && lead.conclusion.is_some_and(|conclusion| matches!(conclusion.outcome, Outcome::Confirmed { .. })))
    }

    /// Refuses a notice with the name of a person of the case behind it, or of whom the complaint behind it names, also behind a notice
    /// that it corrects. Whoever writes it need not be allowed to see the case for that.
    async fn keep_names_back(&mut self, made: Reference) -> Result<(), LedgerError> {
        let notice: Notice = self.load(made.id).await?;
        let named = || LedgerError::Refused {
            record: Kind::Notice,
            id: None,
            refusal: Refusal::Unfit { field: "公开文本", problem: "含有当事人姓名" },
        };
        for complaint in self.behind(made, Kind::Complaint).await? {
            let mut sql = Sql::new("SELECT body FROM records WHERE kind = ");
            sql.bind(Kind::Complaint.code()).push(" AND id = ").bind(complaint);
            let row = sql.optional(self.connection()).await?.ok_or(LedgerError::NotFound { record: Kind::Complaint, id: complaint })?;
            let complaint: Complaint = Stored(&row).json("body")?;
            if complaint.accused.is_some_and(|accused| notice.names(&accused)) {
                return Err(named());
            }
        }
        for case in self.behind(made, Kind::Case).await? {
            let mut sql = Sql::new("SELECT body FROM records WHERE kind = ");
            sql.bind(Kind::Case.code()).push(" AND id = ").bind(case);
            let row = sql.optional(self.connection()).await?.ok_or(LedgerError::NotFound { record: Kind::Case, id: case })?;
            let case: Case = Stored(&row).json("body")?;
            if case.persons.iter().any(|accused| notice.names(&accused.person.name)) {
                return Err(named());
            }
        }
        Ok(())
    }

    /// The records of this kind on which a notice hangs, also by way of the notices that it corrects.
    async fn behind(&mut self, notice: Reference, kind: Kind) -> Result<BTreeSet<i64>, LedgerError> {
        let mut behind = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut waiting = vec![notice.id];
        while let Some(id) = waiting.pop() {
            if !seen.insert(id) {
                continue;
            }
            let mut sql = Sql::new("SELECT to_kind, to_id FROM record_links WHERE from_kind = ");
            sql.bind(Kind::Notice.code()).push(" AND from_id = ").bind(id).push(" AND relation = ").bind(Relation::From.code());
            for row in sql.all(self.connection()).await? {
                let row = Stored(&row);
                match (row.code("to_kind", Kind::from_code)?, row.int("to_id")?) {
                    (Kind::Notice, id) => waiting.push(id),
                    (found, id) if found == kind => drop(behind.insert(id)),
                    _ => {}
                }
            }
        }
        Ok(behind)
    }
}
