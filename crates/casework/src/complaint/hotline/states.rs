//! What the words of other systems mean (工单状态对照): what the program knows of itself, and what the system administrator has said over
//! it. A word that nobody knows is kept as it was said, and counted, so that somebody says what it means.

use super::super::state::ComplaintState;
use crate::event::NewEvent;
use crate::people::Caller;
use crate::people::power::{Power, require};
use crate::record::said;
use crate::sql::{Sql, Stored, instant};
use crate::{Ledger, LedgerError};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::AnyConnection;
use utoipa::ToSchema;
use vocabulary::fold;

/// Where the meanings that the program knows come from.
const BUILT_IN: &str = "内置：12345 热线常用状态";

/// The states of other systems, in the words that hotlines use, and the state of ours that each means.
const STATES: &[(&str, ComplaintState)] = {
    use ComplaintState::{Accepted, Answered, Assigned, Closed, Handling, NotAccepted, Received, Referred};
    &[
        ("待受理", Received),
        ("待处理", Received),
        ("已登记", Received),
        ("新建", Received),
        ("待派单", Received),
        ("new", Received),
        ("open", Received),
        ("已受理", Accepted),
        ("退单", Accepted),
        ("退回", Accepted),
        ("已退回", Accepted),
        ("待签收", Assigned),
        ("已派单", Assigned),
        ("已转办", Assigned),
        ("已交办", Assigned),
        ("已签收", Handling),
        ("办理中", Handling),
        ("处理中", Handling),
        ("承办中", Handling),
        ("延期办理", Handling),
        ("督办中", Handling),
        ("重办", Handling),
        ("重新办理", Handling),
        ("in_progress", Handling),
        ("已答复", Answered),
        ("已回复", Answered),
        ("待回访", Answered),
        ("待评价", Answered),
        ("待审核", Answered),
        ("已办结", Closed),
        ("办结", Closed),
        ("已回访", Closed),
        ("已评价", Closed),
        ("已归档", Closed),
        ("已关闭", Closed),
        ("撤单", Closed),
        ("已撤销", Closed),
        ("closed", Closed),
        ("不予受理", NotAccepted),
        ("无效工单", NotAccepted),
        ("已转送", Referred),
        ("移送", Referred),
    ]
};

/// What a word of another system means here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OutsideState {
    /// The other system; none for every one that has no meaning of its own for the word.
    pub system: Option<String>,
    /// The word, as it is compared: letters small, no spaces around it.
    pub word: String,
    /// The state of ours that it means.
    pub state: ComplaintState,
    /// Where it is written (依据).
    pub source: String,
    /// Whether the office has said so; otherwise the program knows it of itself.
    pub own: bool,
}

/// What is said of a word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutsideStateDraft {
    /// The other system; none for every one.
    #[serde(default)]
    pub system: Option<String>,
    /// The word.
    pub word: String,
    /// The state of ours that it means; none takes back what the office has said.
    #[serde(default)]
    pub state: Option<ComplaintState>,
    /// Where it is written (依据).
    pub source: String,
}

/// A word that nobody has said the meaning of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnmappedState {
    /// The other system.
    pub system: String,
    /// The word, as the other system says it.
    pub text: String,
    /// On how many tickets it stands.
    pub tickets: u64,
}

/// A word as it is compared.
pub(super) fn word(text: &str) -> String {
    fold(text).to_lowercase()
}

/// The meaning of a word: what was said of it for its system, for every system, or what the program knows.
pub(super) async fn meaning(system: &str, word: &str, on: &mut AnyConnection) -> Result<Option<ComplaintState>, LedgerError> {
    let mut sql = Sql::new("SELECT state FROM outside_states WHERE word = ");
    sql.bind(word).push(" AND ").one_of("system", [system, ""]).push(" ORDER BY system DESC LIMIT 1");
    match sql.optional(on).await? {
        Some(row) => Stored(&row).code("state", ComplaintState::from_code).map(Some),
        None => Ok(built_in(word)),
    }
}

fn built_in(word: &str) -> Option<ComplaintState> {
    STATES.iter().find(|(known, _)| *known == word).map(|(_, meaning)| *meaning)
}

/// What the office has said: system, word, state, source.
async fn own(on: &mut AnyConnection) -> Result<Vec<OutsideState>, LedgerError> {
    let rows = Sql::new("SELECT system, word, state, source FROM outside_states ORDER BY word, system").all(on).await?;
    rows.iter()
        .map(|row| {
            let row = Stored(row);
            Ok(OutsideState {
                system: Some(row.text("system")?).filter(|system| !system.is_empty()),
                word: row.text("word")?,
                state: row.code("state", ComplaintState::from_code)?,
                source: row.text("source")?,
                own: true,
            })
        })
        .collect()
}

impl Ledger {
    /// The whole table: what the office has said first, then what the program knows and nobody has said otherwise for every system.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn outside_states(&self) -> Result<Vec<OutsideState>, LedgerError> {
        let mut table = own(&mut *self.pool.acquire().await?).await?;
        let said = |word: &str| table.iter().any(|own| own.system.is_none() && own.word == word);
        let known: Vec<OutsideState> = STATES
            .iter()
            .filter(|(word, _)| !said(word))
            .map(|(word, state)| OutsideState {
                system: None,
                word: (*word).to_owned(),
                state: *state,
                source: BUILT_IN.to_owned(),
                own: false,
            })
            .collect();
        table.extend(known);
        Ok(table)
    }

    /// Words on tickets that nobody has said the meaning of, as they stand now, with the number of their tickets.
    ///
    /// # Errors
    /// A database that cannot be read.
    pub async fn unmapped_states(&self) -> Result<Vec<UnmappedState>, LedgerError> {
        let mut reading = self.reading().await?;
        let own = own(&mut reading).await?;
        let sql = Sql::new(
            "SELECT k.system, k.outside_word, min(k.outside_text) AS said, count(*) AS n FROM ticket_lines k \
             GROUP BY k.system, k.outside_word ORDER BY k.system, k.outside_word",
        );
        let mut unmapped = Vec::new();
        for row in sql.all(&mut reading).await? {
            let row = Stored(&row);
            let (system, word) = (row.text("system")?, row.text("outside_word")?);
            let is_said = own.iter().any(|own| own.word == word && own.system.as_ref().is_none_or(|of| *of == system));
            if !is_said && built_in(&word).is_none() {
                unmapped.push(UnmappedState { system, text: row.text("said")?, tickets: row.count("n")? });
            }
        }
        Ok(unmapped)
    }

    /// Says what a word of another system means, or takes back what was said. It holds for what is sent from now on; tickets that are
    /// there carry it with their next news.
    ///
    /// # Errors
    /// A caller who is not the system administrator; a word or source that says nothing; a meaning taken back that nobody has given.
    pub async fn set_outside_state(&self, caller: &Caller, at: DateTime<Utc>, draft: &OutsideStateDraft) -> Result<(), LedgerError> {
        require(caller, Power::Settings)?;
        let blank = |field| move |_| LedgerError::Unfit { field, problem: "不能为空" };
        said("依据", &draft.source).map_err(blank("依据"))?;
        said("工单状态", &draft.word).map_err(blank("工单状态"))?;
        if draft.word.chars().count() > super::LONGEST_STATE {
            return Err(LedgerError::Unfit { field: "工单状态", problem: "超过 100 字" });
        }
        let system = draft.system.as_deref().map(|system| fold(system).into_owned()).unwrap_or_default();
        let word = word(&draft.word);
        let mut writing = self.writing().await?;
        let wanted = Some(system.clone()).filter(|system| !system.is_empty());
        let before = own(writing.connection()).await?.into_iter().find(|own| own.system == wanted && own.word == word);
        if before.is_none() && draft.state.is_none() {
            return Err(LedgerError::Unfit { field: "工单状态", problem: "没有本单位设置的对照，无可撤回" });
        }
        let mut sql = Sql::new("DELETE FROM outside_states WHERE system = ");
        sql.bind(&system).push(" AND word = ").bind(&word);
        sql.execute(writing.connection()).await?;
        if let Some(state) = draft.state {
            let mut sql = Sql::new("INSERT INTO outside_states (system, word, state, source, who, at) VALUES (");
            sql.bind(&system).push(", ").bind(&word).push(", ").bind(state.code()).push(", ").bind(&draft.source);
            sql.push(", ").bind(&caller.actor.who).push(", ").bind(instant(at)).push(")");
            sql.execute(writing.connection()).await?;
        }
        let event = NewEvent {
            at: instant(at),
            by: &caller.actor,
            kind: "outside_state.set",
            record: Some("outside_state"),
            record_id: Some(if system.is_empty() { word } else { format!("{system}/{word}") }),
            before: before.map(|before| json!({ "state": before.state, "source": before.source })),
            after: Some(json!({ "state": draft.state, "source": draft.source })),
            why: Some(&draft.source),
        };
        writing.append(event).await?;
        writing.commit().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_table_stands_once_and_as_it_is_compared() {
        for (place, (known, _)) in STATES.iter().enumerate() {
            assert_eq!(word(known), *known);
            assert!(STATES[..place].iter().all(|(before, _)| before != known), "{known}");
        }
    }
}
