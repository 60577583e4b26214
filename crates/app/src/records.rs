//! Records of casework: entered, changed, found. Each of these asks the clock once and the ledger for everything else.

use crate::error::AppError;
use crate::workspace::{Workspace, now};
use casework::record::{Line, Link, Offer, Record, RecordFilter};
use casework::{Caller, Event, EventFilter, Kind, Reference};
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

impl Workspace {
    /// Enters a record, one that follows from another where that is said; with a key, the same key and content twice is once.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn open_record<R: Record>(
        &self,
        caller: &Caller,
        key: Option<&str>,
        from: Option<Reference>,
        draft: R::Draft,
    ) -> Result<R, AppError>
    where
        R::Draft: serde::Serialize,
    {
        let mut work = self.ledger.begin(caller, now()).await?;
        let record = work.open_once::<R>(key, from, draft).await?;
        work.commit().await?;
        Ok(record)
    }

    /// Takes a step with a record of which the caller knows this version.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn change_record<R: Record>(&self, caller: &Caller, id: i64, version: i64, change: &R::Change) -> Result<R, AppError> {
        Ok(self.ledger.change::<R>(caller, now(), id, Some(version), change).await?)
    }

    /// One record.
    ///
    /// # Errors
    /// None within the caller's scope.
    pub async fn record<R: Record>(&self, caller: &Caller, id: i64) -> Result<R, AppError> {
        Ok(self.ledger.record_of::<R>(&caller.scope, id).await?)
    }

    /// The steps of the caller's role with a record, and which of them are possible now.
    ///
    /// # Errors
    /// None within the caller's scope.
    pub async fn offers<R: Record>(&self, caller: &Caller, id: i64) -> Result<Vec<Offer>, AppError>
    where
        R::Change: DeserializeOwned + ToSchema,
    {
        Ok(self.ledger.offers::<R>(caller, now(), id).await?)
    }

    /// A page of records.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn lines(&self, caller: &Caller, kind: Kind, filter: &RecordFilter) -> Result<Vec<Line>, AppError> {
        Ok(self.ledger.lines(&caller.scope, kind, filter, now()).await?)
    }

    /// How many records, by state.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn record_counts(&self, caller: &Caller, kind: Kind, filter: &RecordFilter) -> Result<Vec<(String, u64)>, AppError> {
        Ok(self.ledger.count(&caller.scope, kind, filter).await?)
    }

    /// The events of a record, oldest first.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn history(&self, caller: &Caller, of: Reference) -> Result<Vec<Event>, AppError> {
        let filter = EventFilter { record: Some(of.kind.code().to_owned()), record_id: Some(of.id.to_string()), ..EventFilter::default() };
        Ok(self.ledger.events(&caller.scope, &filter).await?)
    }

    /// What hangs on a record, and what it hangs on.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn links(&self, caller: &Caller, of: Reference) -> Result<Vec<Link>, AppError> {
        Ok(self.ledger.links(&caller.scope, of).await?)
    }

    /// The number of the ledger's newest event; that it can be read is told by it too.
    ///
    /// # Errors
    /// It cannot.
    pub async fn newest_event(&self) -> Result<i64, AppError> {
        Ok(self.ledger.newest_link().await?.seq)
    }
}

/// Settings.
impl Workspace {
    /// Every setting with the value in force.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn settings(&self) -> Result<Vec<casework::setting::Setting>, AppError> {
        Ok(self.ledger.settings().await?)
    }

    /// Sets one.
    ///
    /// # Errors
    /// A caller who may not; a value of another form.
    pub async fn set_setting(&self, caller: &Caller, name: &str, value: &str, source: &str) -> Result<(), AppError> {
        Ok(self.ledger.set(caller, now(), name, value, source).await?)
    }
}
