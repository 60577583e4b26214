//! A data folder, opened: packs, lake, engine and ledger.

use crate::duties::DutyFigures;
use crate::error::AppError;
use crate::scratch::Scratch;
use crate::shelf::Shelf;
use casework::{Actor, Caller, ChainReport, EventFilter, FreeEvent, Keys, Ledger, Scope};
use chrono::{DateTime, NaiveDate, Utc};
use lake::coverage::{Coverage, coverage};
use lake::{Batch, Catalogue, DataFusionEngine, LakeOptions, Withdrawal};
use pack::Packs;
use serde::Serialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use utoipa::ToSchema;

/// The kinds of the events that say that a batch came in, and that it was withdrawn.
const IMPORTED: &str = "batch.imported";
const WITHDRAWN: &str = "batch.withdrawn";

/// How to open a data folder.
#[derive(Debug, Clone)]
pub struct OpenOptions {
    /// The data folder; made when it is not there.
    pub data: PathBuf,
    /// Further packs.
    pub packs: Option<PathBuf>,
    /// Bytes that queries may hold in memory.
    pub memory: Option<usize>,
    /// Threads that compute.
    pub threads: Option<usize>,
    /// Address of the ledger's database; a file in the data folder where none is given.
    pub database: Option<String>,
    /// Who acts.
    pub actor: Actor,
}

/// A data folder, opened, and who acts in it.
#[derive(Clone)]
pub struct Workspace {
    core: Arc<Core>,
    pub(crate) caller: Caller,
}

/// What everybody who acts in a data folder shares.
pub struct Core {
    pub(crate) data: PathBuf,
    pub(crate) packs: Packs,
    pub(crate) pack_digests: BTreeMap<String, String>,
    pub(crate) engine: DataFusionEngine,
    pub(crate) ledger: Ledger,
    pub(crate) keys: Arc<Keys>,
    pub(crate) shelf: Shelf,
    pub(crate) duties: DutyFigures,
    pub(crate) daily: crate::public::Daily,
    // After the shelf: the folders on it lie in here.
    pub(crate) scratch: Scratch,
}

impl Deref for Workspace {
    type Target = Core;

    fn deref(&self) -> &Core {
        &self.core
    }
}

/// A dataset, and what is there of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DatasetLine {
    /// Its code.
    pub dataset: String,
    /// Its title.
    pub title: String,
    /// Department that hands it in.
    pub owner: String,
    /// Batches in force.
    pub batches: usize,
    /// Rows in force.
    pub rows: u64,
    /// Rows in quarantine.
    pub quarantined: u64,
    /// First and last period.
    pub periods: Option<(String, String)>,
    /// Days since the newest batch.
    pub age_days: Option<i64>,
    /// Days after which it is too old for a rule to be evaluated.
    pub stale_after_days: Option<i64>,
    /// Rows are payments: check before pay (先审后付) applies.
    pub payment: bool,
}

/// What withdrawing a batch did.
#[derive(Debug, Clone, Serialize)]
pub struct WithdrawReport {
    /// The batch, as its record stands now.
    pub batch: Batch,
    /// Batches that are in force again.
    pub back: Vec<String>,
}

impl Workspace {
    /// Opens a data folder. The command line acts as the machine's administrator: its scope is everything, and each of its exports is an event.
    ///
    /// # Errors
    /// Packs that do not hold together, a folder or database that cannot be opened.
    pub async fn open(options: OpenOptions) -> Result<Self, AppError> {
        Self::open_as_of(options, None).await
    }

    /// The same; what the first start of an empty ledger writes was written at this moment, where one is given.
    pub(crate) async fn open_as_of(options: OpenOptions, first: Option<DateTime<Utc>>) -> Result<Self, AppError> {
        let files = crate::embedded::files(options.packs.as_deref())?;
        let (packs, pack_digests) = (Packs::load(&files)?, crate::installed::digests(&files));
        make(&options.data)?;
        // One at a time: two programs that open a new folder must not both lay its schema, and none sweeps a folder that is just being made.
        let opening = lock(&options.data, ".opening")?;
        let scratch = Scratch::open(&options.data.join("tmp"))?;
        let defaults = LakeOptions::new();
        let engine = DataFusionEngine::new(LakeOptions {
            memory: options.memory.unwrap_or(defaults.memory),
            threads: options.threads.unwrap_or(defaults.threads),
            spill_folder: scratch.path().to_owned(),
        })?;
        let keys = Keys::open_or_make(&options.data).map_err(casework::LedgerError::from)?;
        let ledger = Ledger::open(&address_of(&options)).await?.with_keys(keys.clone()).await?;
        let core = Core {
            data: options.data,
            packs,
            pack_digests,
            engine,
            ledger,
            keys: Arc::new(keys),
            shelf: Shelf::default(),
            duties: DutyFigures::default(),
            daily: Default::default(),
            scratch,
        };
        let workspace = Self { core: Arc::new(core), caller: Caller::machine(options.actor) };
        let at = match first {
            Some(first) if workspace.ledger.newest_link().await?.seq == 0 => first,
            _ => now(),
        };
        workspace.bring_in_rules(at).await?;
        drop(opening);
        Ok(workspace)
    }

    /// The same data folder, with somebody else acting in it.
    pub fn acting(&self, caller: &Caller) -> Self {
        Self { core: Arc::clone(&self.core), caller: caller.clone() }
    }

    /// Who acts in it.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    pub(crate) fn core(&self) -> &Arc<Core> {
        &self.core
    }

    /// The packs in use.
    pub fn packs(&self) -> &Packs {
        &self.packs
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    pub(crate) fn lake(&self) -> PathBuf {
        self.data.join("lake")
    }

    /// The batches as they are now.
    ///
    /// # Errors
    /// A record that cannot be read.
    pub fn catalogue(&self) -> Result<Catalogue, AppError> {
        Ok(Catalogue::open(&self.lake())?)
    }

    pub(crate) async fn event(&self, kind: &str, subject: &str, after: serde_json::Value) -> Result<(), AppError> {
        let event = FreeEvent { kind: kind.to_owned(), subject: subject.to_owned(), after, reason: String::new() };
        Ok(self.ledger.record(&self.caller.actor, now(), event).await?)
    }

    /// Writes the events that batches should have and have not: those just imported or withdrawn, and any that were right before a kill.
    pub(crate) async fn record_batches(&self) -> Result<(), AppError> {
        // One at a time: who comes second finds the events of the first.
        let _recording = lock(&self.data, ".recording")?;
        let filter = EventFilter { kinds: vec![IMPORTED.to_owned(), WITHDRAWN.to_owned()], ..EventFilter::default() };
        let known: BTreeSet<(String, String)> = self
            .ledger
            .events(&Scope::everything(), &filter)
            .await?
            .into_iter()
            .filter_map(|event| Some((event.kind, event.record_id?)))
            .collect();
        let has = |kind: &str, batch: &Batch| known.contains(&(kind.to_owned(), batch.batch.clone()));
        for batch in self.catalogue()?.batches() {
            if !has(IMPORTED, batch) {
                let Batch { dataset, file, content, read, accepted, quarantined, supersedes, mends, .. } = batch;
                let after = json!({ "dataset": dataset, "file": file, "sha256": content, "read": read, "accepted": accepted, "quarantined": quarantined, "supersedes": supersedes, "mends": mends });
                self.event(IMPORTED, &batch.batch, after).await?;
            }
            if let Some(Withdrawal { at, by, reason, replaced }) = &batch.withdrawn
                && !has(WITHDRAWN, batch)
            {
                let after = json!({ "dataset": batch.dataset, "file": batch.file, "accepted": batch.accepted, "replaced": replaced });
                let event = FreeEvent { kind: WITHDRAWN.to_owned(), subject: batch.batch.clone(), after, reason: reason.clone() };
                let actor = Actor { who: by.clone(), ..self.caller.actor.clone() };
                self.ledger.record(&actor, *at, event).await?;
            }
        }
        Ok(())
    }

    /// Withdraws a batch (撤回) that should never have come in. What it had superseded comes back into force unless something newer takes its place; leads
    /// follow with the next screening.
    ///
    /// # Errors
    /// No such batch, or one that is not in force; a reason that is empty; a record that cannot be written.
    pub async fn withdraw(&self, batch: &str, reason: &str) -> Result<WithdrawReport, AppError> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(AppError::Refused("withdrawing a batch wants a reason".to_owned()));
        }
        let before = self.catalogue()?;
        let dataset = &before.batch(batch).ok_or_else(|| lake::LakeError::NoBatch(batch.to_owned()))?.dataset;
        let declared = self.packs.datasets.get(dataset).ok_or_else(|| AppError::Refused(format!("there is no dataset {dataset:?}")))?;
        let withdrawn =
            tokio::task::block_in_place(|| lake::withdraw(&self.lake(), declared, batch, now(), &self.caller.actor.who, reason))?;
        self.record_batches().await?;
        let was: BTreeSet<&str> = before.in_force(dataset).map(|batch| batch.batch.as_str()).collect();
        let back = self.catalogue()?;
        let back = back.in_force(dataset).map(|batch| batch.batch.clone()).filter(|batch| !was.contains(batch.as_str())).collect();
        Ok(WithdrawReport { batch: withdrawn, back })
    }

    /// Every declared dataset, and what is there of it.
    ///
    /// # Errors
    /// A batch record that cannot be read.
    pub fn datasets(&self, today: NaiveDate) -> Result<Vec<DatasetLine>, AppError> {
        let catalogue = self.catalogue()?;
        Ok(self
            .packs
            .datasets
            .values()
            .map(|dataset| {
                let batches: Vec<&Batch> = catalogue.in_force(&dataset.code).collect();
                let periods: BTreeSet<&String> = batches.iter().flat_map(|batch| batch.periods.keys()).collect();
                DatasetLine {
                    dataset: dataset.code.clone(),
                    title: dataset.title.clone(),
                    owner: dataset.owner.clone(),
                    batches: batches.len(),
                    rows: batches.iter().map(|batch| batch.accepted).sum(),
                    quarantined: batches.iter().map(|batch| batch.quarantined).sum(),
                    periods: periods.first().zip(periods.last()).map(|(first, last)| ((*first).clone(), (*last).clone())),
                    age_days: catalogue.age_in_days(&dataset.code, today),
                    stale_after_days: dataset.stale_after_days,
                    payment: dataset.payment,
                }
            })
            .collect())
    }

    /// Every batch, and whether it is in force.
    ///
    /// # Errors
    /// A batch record that cannot be read.
    pub fn batches(&self) -> Result<Vec<(Batch, bool)>, AppError> {
        let catalogue = self.catalogue()?;
        Ok(catalogue.batches().map(|batch| (batch.clone(), catalogue.is_in_force(batch))).collect())
    }

    /// How complete a dataset is.
    ///
    /// # Errors
    /// No such dataset; the engine fails.
    pub async fn coverage(&self, code: &str, today: NaiveDate) -> Result<Coverage, AppError> {
        let dataset = self.packs.datasets.get(code).ok_or_else(|| AppError::Refused(format!("there is no dataset {code:?}")))?;
        Ok(coverage(&self.engine, &self.catalogue()?, &self.packs.datasets, dataset, today).await?)
    }

    /// Walks the event chain.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn verify_chain(&self) -> Result<ChainReport, AppError> {
        Ok(self.ledger.verify_chain().await?)
    }

    /// Closes the ledger.
    pub async fn close(&self) {
        self.ledger.close().await;
    }
}

/// The ledger's database: the one that is named, or a file in the data folder.
pub(crate) fn address_of(options: &OpenOptions) -> String {
    options.database.clone().unwrap_or_else(|| format!("sqlite://{}", options.data.join("qingyuan.db").display()))
}

/// Makes the data folder where there is none, for its owner alone: it holds whole registers of people.
fn make(data: &Path) -> Result<(), AppError> {
    if data.exists() {
        return Ok(());
    }
    if let Some(above) = data.parent() {
        std::fs::create_dir_all(above).map_err(AppError::io("creating", above))?;
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(data).map_err(AppError::io("creating", data))
}

/// Holds one of the data folder's locks until it is dropped; a kill frees it as well.
pub(crate) fn lock(data: &Path, name: &str) -> Result<File, AppError> {
    let path = data.join(name);
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(AppError::io("opening", &path))?;
    tokio::task::block_in_place(|| file.lock()).map_err(AppError::io("locking", &path))?;
    Ok(file)
}

/// Today, in Beijing.
pub fn today() -> NaiveDate {
    vocabulary::beijing_day(now())
}

tokio::task_local! {
    /// The moment at which the demonstration's people do what is being done.
    static MOMENT: DateTime<Utc>;
}

/// The clock, read in this one place. The demonstration's year, which is over before anybody is served, has moments of its own.
pub(crate) fn now() -> DateTime<Utc> {
    MOMENT.try_with(|moment| *moment).unwrap_or_else(|_| Utc::now())
}

/// Does something at a moment of the demonstration's year.
pub(crate) async fn at_moment<F: Future>(moment: DateTime<Utc>, deed: F) -> F::Output {
    MOMENT.scope(moment, deed).await
}
