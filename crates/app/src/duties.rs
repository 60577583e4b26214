//! Duties (定时任务): what the program does by itself, every few minutes, from this one place.
//!
//! Each duty is taken from the ledger before it is done, so that of several nodes one does it, and each may be done twice without harm. A
//! duty that fails does not stop the others.

use crate::error::AppError;
use crate::mail::{MailServer, Mailer};
use crate::webhook::{Messenger, Webhook};
use crate::workspace::{Workspace, now};
use casework::issue::draw;
use casework::notification::outbox::OutboxFigures;
use casework::{Actor, Caller};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use vocabulary::{Month, labelled};

labelled! {
    /// What the program does by itself (定时任务).
    pub enum Duty {
        /// Lets climb what is overdue (升级督办).
        Escalate = "escalate", "升级督办", "Escalation";
        /// Plans look-backs of campaigns that want them (安排回头看).
        PlanLookBacks = "plan_look_backs", "安排回头看", "Planning look-backs";
        /// Draws the issues closed in the last month (回头看抽查).
        DrawLookBacks = "draw_look_backs", "回头看抽查", "Drawing look-backs";
        /// Sends mail (发送邮件).
        SendMail = "send_mail", "发送邮件", "Sending mail";
        /// Sends messages to the office's platform (推送消息).
        SendMessages = "send_messages", "推送消息", "Sending messages";
        /// Sweeps away what nobody needs any more (清理).
        Sweep = "sweep", "清理", "Sweeping";
    }
}

impl Duty {
    /// How long after it was done it is done again; those of every round have none.
    fn rest(self) -> TimeDelta {
        match self {
            Self::Escalate | Self::SendMail | Self::SendMessages => TimeDelta::zero(),
            Self::PlanLookBacks | Self::DrawLookBacks | Self::Sweep => TimeDelta::hours(1),
        }
    }
}

labelled! {
    /// What became of a duty in a round.
    pub enum DutyOutcome {
        /// Done (已完成).
        Done = "done", "已完成", "Done";
        /// Not due yet, or not set up (未到时或未设置).
        Idle = "idle", "未到时或未设置", "Idle";
        /// Another node is at it (其他节点办理中).
        Held = "held", "其他节点办理中", "Held by another";
        /// Failed (失败).
        Failed = "failed", "失败", "Failed";
    }
}

/// What a duty did in a round; counts and no names.
#[derive(Debug, Clone, Serialize)]
pub struct DutyLine {
    /// Which.
    pub duty: Duty,
    /// What became of it.
    pub outcome: DutyOutcome,
    /// How many of what.
    pub did: BTreeMap<&'static str, u64>,
    /// Why it failed.
    pub problem: Option<String>,
    /// How long it took.
    pub milliseconds: u64,
}

/// Ways in which notifications leave the program.
#[derive(Debug, Clone, Default)]
pub struct Channels {
    /// The mail server.
    pub mail: Option<MailServer>,
    /// The office's message platform.
    pub webhook: Option<Webhook>,
}

/// A node that is killed keeps a duty from the others for no longer.
const LEASE: TimeDelta = TimeDelta::minutes(10);
/// Sending stops for this round after so long, well within the lease.
const SENDING: Duration = Duration::from_secs(300);
/// After so many failures one after the other the receiver is not asked any more in this round.
const FAILURES: u32 = 3;
/// Messages a round.
const MESSAGES: u32 = 500;

/// How often each duty came to which outcome since the program began.
#[derive(Debug, Default)]
pub struct DutyFigures(Mutex<BTreeMap<(Duty, DutyOutcome), u64>>);

/// The machine at its duties.
pub(crate) fn machine() -> Caller {
    Caller::machine(Actor { who: "system".to_owned(), from: "duties".to_owned() })
}

type Did = BTreeMap<&'static str, u64>;

impl Workspace {
    /// Does every duty once, as of a moment or as of now; `all` also those that are not due yet.
    pub async fn run_duties(&self, channels: &Channels, as_of: Option<DateTime<Utc>>, all: bool) -> Vec<DutyLine> {
        let mut lines = Vec::with_capacity(Duty::ALL.len());
        for duty in Duty::ALL {
            let began = Instant::now();
            let (outcome, did, problem) = match self.one_duty(*duty, channels, as_of, all).await {
                Ok((outcome, did)) => (outcome, did, None),
                Err(error) => (DutyOutcome::Failed, Did::new(), Some(told(&error))),
            };
            let milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
            *self.duties.0.lock().unwrap_or_else(PoisonError::into_inner).entry((*duty, outcome)).or_default() += 1;
            lines.push(DutyLine { duty: *duty, outcome, did, problem, milliseconds });
        }
        lines
    }

    /// Does the duties every so often until told to stop; a round that is under way is finished. `heard` is told of each duty that was
    /// not idle.
    pub async fn keep_duties(
        &self,
        channels: &Channels,
        every: Duration,
        mut stop: watch::Receiver<bool>,
        heard: impl Fn(&DutyLine) + Send,
    ) {
        loop {
            let lines = self.run_duties(channels, None, false).await;
            lines.iter().filter(|line| line.outcome != DutyOutcome::Idle).for_each(&heard);
            tokio::select! {
                () = tokio::time::sleep(every) => {}
                _ = stop.wait_for(|stopped| *stopped) => return,
            }
        }
    }

    /// How often each duty came to which outcome since the program began.
    pub fn duty_figures(&self) -> BTreeMap<(Duty, DutyOutcome), u64> {
        self.duties.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What the outbox holds.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn outbox_figures(&self) -> Result<OutboxFigures, AppError> {
        Ok(self.ledger.outbox_figures().await?)
    }

    async fn one_duty(
        &self,
        duty: Duty,
        channels: &Channels,
        as_of: Option<DateTime<Utc>>,
        all: bool,
    ) -> Result<(DutyOutcome, Did), AppError> {
        let idle = Ok((DutyOutcome::Idle, Did::new()));
        match duty {
            Duty::SendMail if channels.mail.is_none() => return idle,
            Duty::SendMessages if channels.webhook.is_none() => return idle,
            _ => {}
        }
        if !all && duty.rest() > TimeDelta::zero() {
            let done = self.ledger.duty_done_at(duty.code()).await?;
            if done.is_some_and(|done| now() < done + duty.rest()) {
                return idle;
            }
        }
        // One of its own for each round: two rounds of one program do not do the same either.
        let holder = draw::seed();
        if !self.ledger.take_duty(duty.code(), &holder, now(), LEASE).await? {
            return Ok((DutyOutcome::Held, Did::new()));
        }
        let did = self.do_duty(duty, channels, as_of.unwrap_or_else(now)).await;
        self.ledger.leave_duty(duty.code(), &holder, now(), did.is_ok()).await?;
        Ok((DutyOutcome::Done, did?))
    }

    pub(crate) async fn do_duty(&self, duty: Duty, channels: &Channels, at: DateTime<Utc>) -> Result<Did, AppError> {
        let machine = machine();
        Ok(match duty {
            Duty::Escalate => {
                let climbed = self.ledger.escalate(&machine, at).await?;
                let mut did: Did = climbed.levels.iter().map(|(level, count)| (level.code(), *count)).collect();
                if climbed.beyond_calendar > 0 {
                    did.insert("beyond_calendar", climbed.beyond_calendar);
                }
                did
            }
            Duty::PlanLookBacks => Did::from([("planned", self.ledger.plan_look_backs(&machine, at).await?)]),
            Duty::DrawLookBacks => Did::from([("drawn", self.draw_last_month(&machine, at).await?)]),
            Duty::SendMail => self.send_mails(channels, at).await?,
            Duty::SendMessages => self.send_messages(channels, at).await?,
            // Sessions are over by the clock, whatever moment the rest is done as of.
            Duty::Sweep => Did::from([("swept", self.ledger.sweep(now()).await?)]),
        })
    }

    async fn draw_last_month(&self, machine: &Caller, at: DateTime<Utc>) -> Result<u64, AppError> {
        let month = Month::of((at + TimeDelta::hours(8)).date_naive()).previous();
        if !self.ledger.may_be_drawn(machine, month, at).await? {
            return Ok(0);
        }
        let mut work = self.ledger.begin(machine, at).await?;
        let draw = work.draw_look_backs(month, &draw::seed()).await?;
        work.commit().await?;
        Ok(draw.groups.iter().map(|group| group.drawn.len() as u64).sum())
    }

    async fn send_mails(&self, channels: &Channels, at: DateTime<Utc>) -> Result<Did, AppError> {
        let Some(server) = &channels.mail else { return Ok(Did::new()) };
        self.ledger.gather_mails(at).await?;
        let mailer = Arc::new(Mailer::new(server)?);
        let mut round = Round::new();
        for mail in self.ledger.mails_due(at).await? {
            let (mailer, id) = (Arc::clone(&mailer), mail.id);
            match blocking(move || mailer.send(&mail, at)).await? {
                Ok(()) => {
                    self.ledger.mail_sent(id, at).await?;
                    round.sent();
                }
                Err(problem) => {
                    self.ledger.mail_failed(id, at, &problem, false).await?;
                    round.failed();
                }
            }
            if round.is_over() {
                break;
            }
        }
        Ok(round.did)
    }

    async fn send_messages(&self, channels: &Channels, at: DateTime<Utc>) -> Result<Did, AppError> {
        let Some(hook) = &channels.webhook else { return Ok(Did::new()) };
        let messenger = Arc::new(Messenger::new(hook)?);
        let mut round = Round::new();
        for (notification, tries) in self.ledger.messages_due(at, MESSAGES).await? {
            let (messenger, id) = (Arc::clone(&messenger), notification.id);
            let sent = blocking(move || messenger.send(&notification, at)).await?;
            self.ledger.message_tried(id, tries, at, sent.as_ref().copied().map_err(String::as_str)).await?;
            if sent.is_ok() {
                round.sent()
            } else {
                round.failed()
            }
            if round.is_over() {
                break;
            }
        }
        Ok(round.did)
    }
}

/// A round of sending.
struct Round {
    did: Did,
    in_a_row: u32,
    began: Instant,
}

impl Round {
    fn new() -> Self {
        Self { did: Did::from([("sent", 0), ("failed", 0)]), in_a_row: 0, began: Instant::now() }
    }

    fn sent(&mut self) {
        *self.did.entry("sent").or_default() += 1;
        self.in_a_row = 0;
    }

    fn failed(&mut self) {
        *self.did.entry("failed").or_default() += 1;
        self.in_a_row += 1;
    }

    fn is_over(&self) -> bool {
        self.in_a_row >= FAILURES || self.began.elapsed() >= SENDING
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| AppError::Refused("sending broke off".to_owned()))
}

/// An error with what it comes from.
fn told(error: &AppError) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
