//! Handing quarantined rows back.

use crate::error::AppError;
use crate::workspace::Workspace;
use serde::Serialize;
use serde_json::json;
use std::path::{Path, PathBuf};

/// What was handed back.
#[derive(Debug, Clone, Serialize)]
pub struct QuarantineReport {
    /// The batch.
    pub batch: String,
    /// Rows in the workbook.
    pub rows: usize,
    /// The workbook.
    pub out: PathBuf,
}

impl Workspace {
    /// Writes the quarantined rows of a batch, with their reasons, as a workbook to be mended and imported.
    ///
    /// # Errors
    /// No such batch; the workbook cannot be written.
    pub async fn export_quarantine(&self, batch: &str, out: &Path) -> Result<QuarantineReport, AppError> {
        let catalogue = self.catalogue()?;
        let record = catalogue.batch(batch).ok_or_else(|| AppError::Missing(format!("there is no batch {batch:?}")))?;
        let title = self.packs.datasets.get(&record.dataset).map_or(record.dataset.as_str(), |dataset| dataset.title.as_str());
        let rows = tokio::task::block_in_place(|| lake::quarantine::export(&catalogue, record, title, out))?;
        self.event("quarantine.exported", batch, json!({ "rows": rows })).await?;
        Ok(QuarantineReport { batch: batch.to_owned(), rows, out: out.to_owned() })
    }
}
