//! Jobs (任务): long work that goes on while its caller is told how far it is.

use crate::AppError;
use crate::observe::Step;
use crate::workspace::now;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;
use utoipa::ToSchema;
use vocabulary::labelled;

/// How many jobs are remembered; the oldest that have ended are forgotten first.
const REMEMBERED: usize = 200;

labelled! {
    /// What became of a job (任务状态).
    pub enum JobState {
        /// Under way (进行中).
        Running = "running", "进行中", "Running";
        /// Done (已完成).
        Done = "done", "已完成", "Done";
        /// Failed (失败).
        Failed = "failed", "失败", "Failed";
    }
}

/// A job as it stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Job {
    /// Its number in this run of the program.
    pub id: u64,
    /// What it does: `import`, `screen`, `trial`, `precheck`, `tickets`.
    pub kind: &'static str,
    /// The account that asked for it.
    pub by: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// What became of it.
    #[schema(value_type = String)]
    pub state: JobState,
    /// What it is doing.
    pub step: String,
    /// How far it is.
    pub done: u64,
    /// Of how much; 0 while it is not known.
    pub of: u64,
    /// Why it failed, where it did.
    pub problem: Option<String>,
    /// What came of it.
    #[schema(value_type = Option<Object>)]
    pub outcome: Option<Value>,
}

/// A job as an administrator sees it: that it runs, and not what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct JobLine {
    /// Its number in this run of the program.
    pub id: u64,
    /// What it does.
    pub kind: &'static str,
    /// The account that asked for it.
    pub by: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// What became of it.
    #[schema(value_type = String)]
    pub state: JobState,
    /// How far it is.
    pub done: u64,
    /// Of how much; 0 while it is not known.
    pub of: u64,
}

impl From<&Job> for JobLine {
    fn from(job: &Job) -> Self {
        let Job { id, kind, started_at, ended_at, state, done, of, .. } = *job;
        Self { id, kind, by: job.by.clone(), started_at, ended_at, state, done, of }
    }
}

/// The jobs of a running program.
#[derive(Debug, Default)]
pub struct Jobs {
    all: Mutex<(u64, BTreeMap<u64, watch::Receiver<Job>>)>,
}

/// Tells how far a job is.
#[derive(Debug, Clone)]
pub struct Progress(Arc<watch::Sender<Job>>);

impl Progress {
    /// The job's number.
    pub fn job(&self) -> u64 {
        self.0.borrow().id
    }

    /// Hears of a step.
    pub fn step(&self, step: Step<'_>) {
        self.0.send_modify(|job| match step {
            Step::File { name, number, of } => {
                (job.step, job.done, job.of) = (format!("{name}（{number}/{of}）"), 0, 0);
            }
            Step::Rows { bytes, of_bytes, .. } => (job.done, job.of) = (bytes, of_bytes),
            Step::Rule { code, title, number, of } => {
                (job.step, job.done, job.of) = (format!("{code} {title}"), number as u64, of as u64);
            }
            Step::Day { day, number, of } => (job.step, job.done, job.of) = (day.to_string(), number as u64, of as u64),
            Step::Made { rows: done, of } | Step::Chain { events: done, of } => (job.done, job.of) = (done, of),
        });
    }
}

impl Jobs {
    /// Starts a job, for its number. The work runs on whether or not anybody looks.
    pub fn start<W>(&self, kind: &'static str, by: &str, work: impl FnOnce(Progress) -> W) -> u64
    where
        W: Future<Output = Result<Value, AppError>> + Send + 'static,
    {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.0 += 1;
        let id = all.0;
        let job = Job {
            id,
            kind,
            by: by.to_owned(),
            started_at: now(),
            ended_at: None,
            state: JobState::Running,
            step: String::new(),
            done: 0,
            of: 0,
            problem: None,
            outcome: None,
        };
        let (sender, receiver) = watch::channel(job);
        all.1.insert(id, receiver);
        if all.1.len() > REMEMBERED {
            let ended = all.1.iter().find(|(_, job)| job.borrow().state != JobState::Running).map(|(id, _)| *id);
            ended.map(|id| all.1.remove(&id));
        }
        drop(all);
        let sender = Arc::new(sender);
        let work = work(Progress(Arc::clone(&sender)));
        tokio::spawn(async move {
            // A panic of the work is an outcome as well: nobody waits for ever.
            let outcome = tokio::spawn(work).await;
            sender.send_modify(|job| {
                job.ended_at = Some(now());
                match outcome {
                    Ok(Ok(value)) => (job.state, job.outcome) = (JobState::Done, Some(value)),
                    Ok(Err(error)) => (job.state, job.problem) = (JobState::Failed, Some(error.to_string())),
                    Err(_) => (job.state, job.problem) = (JobState::Failed, Some("系统内部错误，已记录".to_owned())),
                }
            });
        });
        id
    }

    /// A job that this account asked for, to be looked at or followed.
    pub fn of(&self, by: &str, id: u64) -> Option<watch::Receiver<Job>> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.1.get(&id).filter(|job| job.borrow().by == by).cloned()
    }

    /// How many are under way, by kind.
    pub fn running(&self) -> BTreeMap<&'static str, u64> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let mut running = BTreeMap::new();
        for job in all.1.values().map(|job| job.borrow()).filter(|job| job.state == JobState::Running) {
            *running.entry(job.kind).or_default() += 1;
        }
        running
    }

    /// Every job that is remembered, whoever asked for it, newest first.
    pub fn lines(&self) -> Vec<JobLine> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.1.values().rev().map(|job| JobLine::from(&*job.borrow())).collect()
    }

    /// The jobs that this account asked for, newest first.
    pub fn all_of(&self, by: &str) -> Vec<Job> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.1.values().rev().map(|job| job.borrow().clone()).filter(|job| job.by == by).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    async fn ended(jobs: &Jobs, id: u64) -> Job {
        let mut job = jobs.of("li", id).expect("li's job");
        job.wait_for(|job| job.state != JobState::Running).await.expect("it ends").clone()
    }

    #[tokio::test]
    async fn a_job_tells_how_far_it_is_and_how_it_ended() {
        let jobs = Jobs::default();
        let good = jobs.start("screen", "li", |progress| async move {
            progress.step(Step::Rule { code: "S01", title: "死亡后仍领养老金", number: 1, of: 28 });
            Ok(json!({ "leads": 3 }))
        });
        let good = ended(&jobs, good).await;
        assert_eq!((good.state, good.step.as_str(), good.done, good.of), (JobState::Done, "S01 死亡后仍领养老金", 1, 28));
        assert_eq!(good.outcome, Some(json!({ "leads": 3 })));
        assert!(jobs.running().is_empty());
        let waiting = jobs.start("import", "wang", |_| std::future::pending());
        assert_eq!(jobs.running(), BTreeMap::from([("import", 1)]));
        assert!(jobs.of("li", waiting).is_none());
        let bad = jobs.start("screen", "li", |_| async { Err(AppError::Refused("没有这条规则".to_owned())) });
        assert_eq!(ended(&jobs, bad).await.problem.as_deref(), Some("没有这条规则"));
        let worse = jobs.start("screen", "li", |_| async { panic!("a bug") });
        assert_eq!(ended(&jobs, worse).await.state, JobState::Failed);
        assert!(jobs.of("wang", good.id).is_none(), "another's job");
        assert_eq!(jobs.all_of("li").len(), 3);
    }
}
