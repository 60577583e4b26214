//! The ledger's database: opening it, and the transactions through which everything goes.

use crate::error::LedgerError;
use crate::event::{ChainLink, NewEvent};
use crate::migration::LedgerState;
use crate::people::second_factor;
use crate::seal::{Keys, SealError, subject};
use crate::sql::{Sql, Stored};
use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::{Any, AnyConnection, AnyPool, Connection, Executor, Transaction};
use std::path::Path;
use std::sync::Once;
use std::time::Duration;
use tokio::sync::{Mutex, MutexGuard};
use vocabulary::WorkCalendar;

/// The ledger (台账): records, their states, and the chain of events.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) pool: AnyPool,
    backend: Backend,
    /// Writers of this process wait here, in order, and not inside the database: each would hold a connection meanwhile, and
    /// a screening that takes its time would leave none to read with.
    writers: Mutex<()>,
    /// Working days, by which deadlines are counted.
    pub(crate) calendar: WorkCalendar,
    /// What reporters' identities are sealed with; a ledger that was opened without has no business with them.
    pub(crate) keys: Option<Keys>,
}

/// What differs between the databases, all in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Backend {
    Sqlite,
    Postgres,
}

impl Backend {
    fn of(url: &str) -> Result<Self, LedgerError> {
        match url.split_once(':') {
            // Each connection to a database in memory would have one of its own.
            Some(("sqlite", path)) if !path.contains(":memory:") && !path.contains("mode=memory") => Ok(Self::Sqlite),
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres),
            _ => Err(LedgerError::Url(url.to_owned())),
        }
    }

    /// The address to connect to: a SQLite file is created when absent, unless the address says otherwise.
    fn address(self, url: &str) -> String {
        match self {
            Self::Sqlite if url.contains("mode=") => url.to_owned(),
            Self::Sqlite if url.contains('?') => format!("{url}&mode=rwc"),
            Self::Sqlite => format!("{url}?mode=rwc"),
            Self::Postgres => url.to_owned(),
        }
    }

    /// The address by which nothing is created.
    fn look(self, url: &str) -> String {
        match self {
            Self::Sqlite if url.contains("mode=") => url.to_owned(),
            Self::Sqlite if url.contains('?') => format!("{url}&mode=rw"),
            Self::Sqlite => format!("{url}?mode=rw"),
            Self::Postgres => url.to_owned(),
        }
    }

    /// A read that spans several statements sees one moment.
    fn begin_read(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }

    /// SQLite takes its one write lock at once; PostgreSQL takes the lock of the head's row next ([`Writing::begin`]).
    fn begin_write(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }

    /// What each connection is told first. FULL: an event that was answered for survives a power cut. The wait is long enough
    /// for a whole screening of another process.
    fn greeting(self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => {
                &["PRAGMA busy_timeout = 120000", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON"]
            }
            Self::Postgres => &[],
        }
    }
}

fn install_drivers() {
    static DRIVERS: Once = Once::new();
    DRIVERS.call_once(install_default_drivers);
}

impl Ledger {
    /// Opens the ledger at `sqlite:///path/qingyuan.db`, creates the file when absent and brings its schema up to date.
    ///
    /// # Errors
    /// An address that is none of a database, a folder that is not there, a schema of a later version.
    pub async fn open(url: &str) -> Result<Self, LedgerError> {
        install_drivers();
        let backend = Backend::of(url)?;
        let pool = AnyPoolOptions::new()
            .max_connections(8)
            .acquire_timeout(Duration::from_secs(120))
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    for statement in backend.greeting() {
                        connection.execute(*statement).await?;
                    }
                    Ok(())
                })
            })
            .connect(&backend.address(url))
            .await?;
        crate::migration::migrator().run(&pool).await?;
        let mut ledger = Self { pool, backend, writers: Mutex::new(()), calendar: WorkCalendar::builtin(), keys: None };
        ledger.calendar = crate::setting::calendar(&mut *ledger.pool.acquire().await?).await?;
        ledger.mark_what_is_not().await?;
        Ok(ledger)
    }

    /// Marks records of an earlier schema, once.
    async fn mark_what_is_not(&self) -> Result<(), LedgerError> {
        let waiting = Sql::new("SELECT id FROM unmarked LIMIT 1").optional(&mut *self.pool.acquire().await?).await?;
        if waiting.is_some() {
            let mut writing = self.writing().await?;
            crate::record::mark_what_is_not(writing.connection()).await?;
            writing.commit().await?;
        }
        Ok(())
    }

    /// The same ledger with the keys that its sealed fields want. Its first keys are the only ones that it takes from then on:
    /// another file of keys put in their place would otherwise come to light only when an identity is asked for, years later.
    ///
    /// # Errors
    /// Keys that are not those of this ledger; a database that cannot be written.
    pub async fn with_keys(mut self, keys: Keys) -> Result<Self, LedgerError> {
        let mut writing = self.writing().await?;
        let known = Sql::new("SELECT mark FROM seal_mark WHERE id = 1").optional(writing.connection()).await?;
        match known {
            Some(row) if Stored(&row).text("mark")? == keys.mark() => {
                let secrets = second_factor::seal_what_is_clear(&keys, writing.connection()).await?;
                if subject::seal_what_is_clear(&keys, writing.connection()).await? || secrets {
                    writing.commit().await?;
                } else {
                    drop(writing);
                }
            }
            Some(_) => return Err(SealError::OtherKeys.into()),
            None => {
                let mut sql = Sql::new("INSERT INTO seal_mark (id, mark) VALUES (1, ");
                sql.bind(keys.mark()).push(")");
                sql.execute(writing.connection()).await?;
                second_factor::seal_what_is_clear(&keys, writing.connection()).await?;
                subject::seal_what_is_clear(&keys, writing.connection()).await?;
                writing.commit().await?;
            }
        }
        self.keys = Some(keys);
        Ok(self)
    }

    /// Copies the whole ledger, as it is at one moment and while others write, into a new file; whether it did. A PostgreSQL database is
    /// copied by its own tools.
    ///
    /// # Errors
    /// A file that is there already or cannot be written.
    pub async fn copy_to(&self, path: &Path) -> Result<bool, LedgerError> {
        if self.backend == Backend::Postgres {
            return Ok(false);
        }
        let mut sql = Sql::new("VACUUM INTO ");
        sql.bind(path.display().to_string());
        sql.execute(&mut *self.pool.acquire().await?).await?;
        Ok(true)
    }

    /// What a database holds, with nothing of it changed; none for one that is not there, or that has no schema yet.
    ///
    /// # Errors
    /// A database that cannot be reached or read.
    pub async fn look_at(url: &str, keys: Option<&Keys>) -> Result<Option<LedgerState>, LedgerError> {
        install_drivers();
        let backend = Backend::of(url)?;
        let there = url.strip_prefix("sqlite://").is_none_or(|path| Path::new(path.split('?').next().unwrap_or(path)).exists());
        if !there {
            return Ok(None);
        }
        let mut connection = AnyConnection::connect(&backend.look(url)).await?;
        let state = LedgerState::read(&mut connection, keys).await;
        connection.close().await?;
        state
    }

    /// Takes the schema of a ledger that nobody has open down to an earlier step, so that the release of that step can open it; the
    /// steps that were undone, newest first. What is sealed now and was in clear then is opened with the keys.
    ///
    /// # Errors
    /// [`LedgerError::WouldLose`] where there is anything that the earlier schema has no place for, and
    /// [`LedgerError::NoWayBack`]: nothing was undone then. Keys that are wanted and not given; a database that cannot be reached.
    pub async fn step_back(url: &str, keys: Option<&Keys>, to: i64) -> Result<Vec<i64>, LedgerError> {
        install_drivers();
        let backend = Backend::of(url)?;
        let mut connection = AnyConnection::connect(&backend.look(url)).await?;
        let undone = crate::migration::step_back(to, keys, &mut connection).await;
        connection.close().await?;
        undone
    }

    pub(crate) fn keys(&self) -> Result<&Keys, LedgerError> {
        self.keys.as_ref().ok_or(LedgerError::NoKeys)
    }

    /// Closes all connections; what was committed is on disk already.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    pub(crate) async fn reading(&self) -> Result<Transaction<'static, Any>, LedgerError> {
        self.begun(self.backend.begin_read()).await
    }

    /// A transaction that has begun. It begins in a task of its own, since whoever waits may go away meanwhile: a connection on which a
    /// `BEGIN` was sent and its answer never read would go back to the others as if nothing had begun on it.
    async fn begun(&self, how: &'static str) -> Result<Transaction<'static, Any>, LedgerError> {
        let pool = self.pool.clone();
        let begun = tokio::spawn(async move { pool.begin_with(how).await }).await;
        Ok(begun.map_err(|_| sqlx::Error::PoolClosed)??)
    }

    pub(crate) async fn writing(&self) -> Result<Writing<'_>, LedgerError> {
        let turn = self.writers.lock().await;
        Writing::begin(self.begun(self.backend.begin_write()).await?, turn).await
    }
}

/// A writing transaction, the only one of the whole database. Dropped without [`Writing::commit`] it leaves nothing behind.
pub(crate) struct Writing<'l> {
    transaction: Transaction<'static, Any>,
    head: ChainLink,
    _turn: MutexGuard<'l, ()>,
}

impl<'l> Writing<'l> {
    async fn begin(mut transaction: Transaction<'static, Any>, turn: MutexGuard<'l, ()>) -> Result<Self, LedgerError> {
        // Says nothing new, but locks the row: whoever appends to the chain reads its head after the one before has committed.
        Sql::new("UPDATE chain_head SET seq = seq WHERE id = 1").execute(&mut transaction).await?;
        let head = ChainLink::stored_head(&mut transaction).await?.ok_or(LedgerError::HeadMissing)?;
        Ok(Self { transaction, head, _turn: turn })
    }

    /// The connection, for the records' own statements.
    pub(crate) fn connection(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }

    /// Appends an event to the chain.
    pub(crate) async fn append(&mut self, event: NewEvent<'_>) -> Result<(), LedgerError> {
        self.head = event.append(&self.head, &mut self.transaction).await?;
        Ok(())
    }

    /// A number that no record of this table has had.
    pub(crate) async fn next_id(&mut self, newest: Sql) -> Result<i64, LedgerError> {
        let row = newest.optional(&mut self.transaction).await?;
        row.map_or(Ok(1), |row| Ok(Stored(&row).int_or_none("newest")?.unwrap_or(0) + 1))
    }

    /// Makes records and events last, both or neither.
    pub(crate) async fn commit(mut self) -> Result<(), LedgerError> {
        let mut sql = Sql::new("UPDATE chain_head SET seq = ");
        sql.bind(self.head.seq).push(", hash = ").bind(&self.head.hash).push(" WHERE id = 1");
        sql.execute(&mut self.transaction).await?;
        Ok(self.transaction.commit().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_creates_the_file_unless_it_says_otherwise() {
        let address = |url: &str| Backend::of(url).map(|backend| backend.address(url)).ok();
        assert_eq!(address("sqlite:///d/q.db").as_deref(), Some("sqlite:///d/q.db?mode=rwc"));
        assert_eq!(address("sqlite:///d/q.db?cache=private").as_deref(), Some("sqlite:///d/q.db?cache=private&mode=rwc"));
        assert_eq!(address("sqlite:///d/q.db?mode=ro").as_deref(), Some("sqlite:///d/q.db?mode=ro"));
        assert_eq!(address("postgres://h/q").as_deref(), Some("postgres://h/q"));
        for refused in ["sqlite::memory:", "sqlite://x?mode=memory", "mysql://h/q", "/d/q.db", ""] {
            assert_eq!(address(refused), None, "{refused}");
        }
    }
}
