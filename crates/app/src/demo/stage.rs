//! The stage: stories that are told side by side, each step in its turn of time.
//!
//! A story is an ordinary piece of asynchronous work that says when it goes on ([`Diary::until`](super::diary::Diary::until)). One story is
//! awake at a time, and the next to wake is the one whose moment comes first; so the ledger's chain is in order of time, and the same
//! seed tells the same year. What would come after the year's last moment does not come: a story stops there, wherever it is.

use super::diary::Diary;
use super::world::World;
use crate::error::AppError;
use casework::{LedgerError, Refusal};
use chrono::{DateTime, Utc};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// Why a story stops.
#[derive(Debug)]
pub(super) enum Stop {
    /// The year is over; or the time for a step is, which happens to people too, and with another day of the year to end on to others.
    Over,
    /// A step was refused: the story is told wrongly, and nobody shall be shown a year with holes.
    Failed(AppError),
}

impl From<AppError> for Stop {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Ledger(error) => error.into(),
            error => Self::Failed(error),
        }
    }
}

impl From<LedgerError> for Stop {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Refused { refusal: Refusal::TooLate { .. } | Refusal::Calendar(_), .. } => Self::Over,
            error => Self::Failed(error.into()),
        }
    }
}

/// What a story, or a step of it, comes to.
pub(super) type Told<T = ()> = Result<T, Stop>;

type Story = Pin<Box<dyn Future<Output = Told> + Send>>;

/// What a story says to the stage.
pub(super) enum Cue {
    /// Another story begins then.
    Begin(DateTime<Utc>, &'static str, Story),
    /// It goes on then.
    Wait(DateTime<Utc>, &'static str, oneshot::Sender<()>),
    /// It is at its end.
    Ended(&'static str, Told),
}

enum Next {
    Begin(Story),
    GoOn(oneshot::Sender<()>),
}

/// Waits for its turn. Of two that wait for the same moment the one that said so first is first.
struct Waiting {
    turn: Reverse<(DateTime<Utc>, u64)>,
    name: &'static str,
    next: Next,
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.turn == other.turn
    }
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.turn.cmp(&other.turn)
    }
}

/// Tells the first story and all that begin from it; `heard` is told of each moment.
///
/// # Errors
/// The first step that was refused, with the name of its story and its moment.
pub(super) async fn tell<F, S>(world: Arc<World>, first: F, mut heard: impl FnMut(DateTime<Utc>)) -> Result<(), AppError>
where
    F: FnOnce(Diary) -> S,
    S: Future<Output = Told> + Send + 'static,
{
    let (cues, mut said) = mpsc::unbounded_channel();
    let (begins, ends) = (world.begins, world.ends);
    let diary = Diary::new(world, cues.clone(), begins);
    let mut number = 0;
    let mut waiting = BinaryHeap::new();
    waiting.push(Waiting { turn: Reverse((begins, 0)), name: "year", next: Next::Begin(Box::pin(first(diary))) });
    while let Some(Waiting { turn: Reverse((moment, _)), name, next }) = waiting.pop() {
        if moment > ends {
            // Dropped: whoever waits for it hears that the year is over, and ends.
            continue;
        }
        heard(moment);
        match next {
            Next::Begin(story) => drop(tokio::spawn(told(name, story, cues.clone()))),
            Next::GoOn(wake) => {
                if wake.send(()).is_err() {
                    return Err(broken(name, moment, "broke off"));
                }
            }
        }
        loop {
            let (turn, name, next, is_asleep) = match said.recv().await {
                Some(Cue::Begin(at, name, story)) => (at, name, Next::Begin(story), false),
                Some(Cue::Wait(at, name, wake)) => (at, name, Next::GoOn(wake), true),
                Some(Cue::Ended(_, Ok(()) | Err(Stop::Over))) => break,
                Some(Cue::Ended(name, Err(Stop::Failed(error)))) => return Err(broken(name, moment, &error.to_string())),
                None => return Err(broken(name, moment, "broke off")),
            };
            number += 1;
            waiting.push(Waiting { turn: Reverse((turn, number)), name, next });
            if is_asleep {
                break;
            }
        }
    }
    Ok(())
}

/// Tells a story to its end, and says so.
async fn told(name: &'static str, story: Story, cues: mpsc::UnboundedSender<Cue>) {
    let end = match tokio::spawn(story).await {
        Ok(end) => end,
        Err(panic) => Err(Stop::Failed(AppError::Refused(panic.to_string()))),
    };
    // Nobody listens any more when another story has failed before.
    let _ = cues.send(Cue::Ended(name, end));
}

fn broken(name: &str, moment: DateTime<Utc>, why: &str) -> AppError {
    AppError::Refused(format!("the demonstration's year stops at {moment} in {name:?}: {why}"))
}
