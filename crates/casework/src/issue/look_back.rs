//! Looking back (回头看): a closed issue is looked at again, on a day that was set for it or because it was drawn; by nobody who has put it
//! right, verified it or closed it.

use super::Issue;
use crate::clock::Obligation;
use crate::record::{Entry, Refusal, Turn, said};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What was found on looking again (回头看).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LookBack {
    /// Who looked, when, and what was found.
    #[serde(flatten)]
    pub entry: Entry,
    /// Whether it still is as it should be.
    pub holds: bool,
    /// Drawn at random, not planned.
    pub random: bool,
}

/// That somebody will look again (安排回头看).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlannedLookBack {
    /// By whom it was planned.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Until when somebody is to look.
    pub due_on: NaiveDate,
    /// The month by whose draw it is (抽查月份), where it was drawn.
    pub draw: Option<String>,
}

impl Issue {
    /// Sets the day. One that was drawn stays drawn, and a draw puts no look-back off that was due before.
    pub(super) fn plan_look_back(&mut self, due_on: Option<NaiveDate>, draw: Option<&str>, turn: &Turn<'_>) -> Result<(), Refusal> {
        let clock = turn.clock_until(Obligation::LookBack, due_on)?;
        let before = self.planned_look_back.take();
        let drawn = draw.map(str::to_owned).or_else(|| before.as_ref().and_then(|before| before.draw.clone()));
        let due_on = match before {
            Some(before) if draw.is_some() && before.due_on <= clock.due_on() => before.due_on,
            _ => {
                let due_on = clock.due_on();
                self.head.clocks.start(clock);
                due_on
            }
        };
        self.planned_look_back = Some(PlannedLookBack { by: turn.who().to_owned(), at: turn.at, due_on, draw: drawn });
        Ok(())
    }

    /// Writes down what was found.
    pub(super) fn look_back(&mut self, holds: bool, random: bool, entry: Entry, turn: &Turn<'_>) -> Result<(), Refusal> {
        const STEP: &str = super::IssueStep::LookBack.zh();
        turn.not_one_of(&self.rectifiers, "整改", STEP)?;
        turn.not_one_of(&self.verifiers, "核验", STEP)?;
        let closers: Vec<String> = self.closed.iter().map(|closed| closed.by.clone()).collect();
        turn.not_one_of(&closers, "销号", STEP)?;
        said("回头看情况", &entry.text)?;
        let drawn = self.planned_look_back.take().is_some_and(|planned| planned.draw.is_some());
        self.look_backs.push(LookBack { entry, holds, random: random || drawn });
        self.head.clocks.meet(Obligation::LookBack, turn.at);
        Ok(())
    }
}
