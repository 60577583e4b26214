//! Notifications as their recipients see them, what they choose, and draws of look-backs.

use crate::error::AppError;
use crate::workspace::{Workspace, now};
use casework::Caller;
use casework::issue::draw::{self, Draw};
use casework::notification::{Choices, Notification, NotificationCounts};
use vocabulary::Month;

impl Workspace {
    /// A page of the caller's notifications, the newest first, each with its sentence as of now.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn notifications(
        &self,
        caller: &Caller,
        unread: bool,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<(Notification, String)>, AppError> {
        let at = now();
        let found = self.ledger.notifications(caller, unread, before, limit).await?;
        let with_text = |told: Notification| {
            let text = told.sentence(at);
            (told, text)
        };
        Ok(found.into_iter().map(with_text).collect())
    }

    /// How many the caller has.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn notification_counts(&self, caller: &Caller) -> Result<NotificationCounts, AppError> {
        Ok(self.ledger.notification_counts(caller).await?)
    }

    /// Marks the caller's notifications as read, all where none is named.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub async fn mark_notifications_read(&self, caller: &Caller, ids: &[i64]) -> Result<u64, AppError> {
        Ok(self.ledger.mark_read(caller, now(), ids).await?)
    }

    /// What the caller has chosen to get by mail.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn notification_choices(&self, caller: &Caller) -> Result<Choices, AppError> {
        Ok(self.ledger.notification_choices(caller).await?)
    }

    /// Chooses for the caller.
    ///
    /// # Errors
    /// An address that is none.
    pub async fn choose_notifications(&self, caller: &Caller, choices: &Choices) -> Result<(), AppError> {
        let mut work = self.ledger.begin(caller, now()).await?;
        work.choose_notifications(choices).await?;
        Ok(work.commit().await?)
    }

    /// Tells somebody that their job has failed.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub async fn tell_of_failed_job(&self, who: &str, job: &str) -> Result<(), AppError> {
        let mut work = self.ledger.begin(&crate::duties::machine(), now()).await?;
        work.tell_of_failed_job(who, job).await?;
        Ok(work.commit().await?)
    }

    /// Draws the issues closed in a month to be looked at again.
    ///
    /// # Errors
    /// What the ledger refuses.
    pub async fn draw_look_backs(&self, caller: &Caller, month: &str) -> Result<Draw, AppError> {
        let month = Month::parse(month).map_err(|_| casework::LedgerError::Unfit { field: "抽查月份", problem: "应为 YYYY-MM" })?;
        let mut work = self.ledger.begin(caller, now()).await?;
        let draw = work.draw_look_backs(month, &draw::seed()).await?;
        work.commit().await?;
        Ok(draw)
    }

    /// The draws there were.
    ///
    /// # Errors
    /// A caller who does not see the whole district.
    pub async fn look_back_draws(&self, caller: &Caller) -> Result<Vec<Draw>, AppError> {
        Ok(self.ledger.look_back_draws(caller).await?)
    }
}
