//! A clue becomes a case (立案): one piece of work over both.

use super::person::numbered;
use super::{Clue, ClueChange};
use crate::LedgerError;
use crate::case::{Case, CaseDraft};
use crate::record::{HeadDraft, Kind, Record, Reference, Refusal, Relation, Work};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// What is said when a case is opened from a clue (立案).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CaseOpening)]
pub struct Opening {
    /// The case in a few words (标题); the clue's where none is given.
    #[serde(default)]
    pub title: Option<String>,
    /// Why: the facts that the preliminary check found.
    pub reason: String,
    /// Which of the clue's persons, from 1; all where none is named.
    #[serde(default)]
    pub persons: BTreeSet<u32>,
}

impl Work<'_> {
    /// Opens a case of a clue that was checked: its persons, with the keys that they have, and its team go along.
    ///
    /// # Errors
    /// As [`Work::change`]; a clue that was not checked; somebody who has taken part in checking it.
    pub async fn open_case_from_clue(&mut self, id: i64, version: Option<i64>, opening: &Opening) -> Result<(Clue, Case), LedgerError> {
        let clue: Clue = self.change(id, version, &ClueChange::OpenCase { reason: opening.reason.clone() }).await?;
        let refused = |refusal| LedgerError::Refused { record: Kind::Clue, id: Some(id), refusal };
        let persons = if opening.persons.is_empty() {
            clue.persons.clone()
        } else {
            let chosen = opening.persons.iter().map(|number| Ok(clue.persons[numbered(clue.persons.len(), *number)?].clone()));
            chosen.collect::<Result<_, Refusal>>().map_err(refused)?
        };
        let head = HeadDraft {
            title: opening.title.clone().unwrap_or_else(|| clue.head.title.clone()),
            priority: clue.head.priority.clone(),
            campaign: clue.head.campaign,
            department: clue.head.department.clone(),
            place: clue.head.place.clone(),
        };
        let draft = CaseDraft { head, facts: opening.reason.clone(), persons, team: clue.head.team.clone() };
        let case: Case = self.enter(draft).await?;
        let [from, to] = [(Case::KIND, case.head.id), (Clue::KIND, id)].map(|(kind, id)| Reference { kind, id });
        self.link(from, Relation::From, to).await?;
        Ok((clue, case))
    }
}
