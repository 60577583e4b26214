//! Handing quarantined rows back.

use crate::error::AppError;
use crate::handin::HandedIn;
use crate::observe::Observer;
use crate::workspace::Workspace;
use serde::Serialize;
use serde_json::json;
use std::path::{Path, PathBuf};
use utoipa::ToSchema;

pub use lake::quarantine::MendedRow;

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

/// A quarantined row, with the reason of every fault.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuarantineRow {
    /// Sheet, from 0.
    pub sheet: u32,
    /// Row, from 1, as the department sees it.
    pub row: u64,
    /// Its cells, as they stood in the file.
    pub cells: Vec<String>,
    /// What is wrong.
    pub faults: Vec<QuarantineFault>,
}

/// One fault of a row.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuarantineFault {
    /// Header of the column; empty where the fault is the whole row's.
    pub column: String,
    /// What is wrong.
    pub reason: String,
}

/// A sheet of a file that has rows in quarantine.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuarantineSheet {
    /// Its name; empty for text files.
    pub name: String,
    /// Its header.
    pub header: Vec<String>,
}

/// Rows of a batch that are in quarantine, a page of them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuarantinePage {
    /// Sheets of the file, in its order.
    pub sheets: Vec<QuarantineSheet>,
    /// How many rows are in quarantine.
    pub total: usize,
    /// The rows of this page, in full, since they are to be mended.
    pub rows: Vec<QuarantineRow>,
}

impl Workspace {
    /// Rows of a batch that are in quarantine, beginning behind the first `skip`, for those who hand in its dataset. That they were shown is an
    /// event.
    ///
    /// # Errors
    /// No such batch; a caller who does not hand its dataset in.
    pub async fn quarantine_page(&self, batch: &str, skip: usize, limit: usize) -> Result<QuarantinePage, AppError> {
        let record = self.batch(batch)?;
        self.may_hand_in(Some(&record.dataset))?;
        let catalogue = self.catalogue()?;
        let rows = tokio::task::block_in_place(|| lake::quarantine::rows(&catalogue, &record))?;
        let total = rows.len();
        let fault = |fault: lake::quarantine::Fault| QuarantineFault { column: fault.column, reason: fault.reason };
        let shown = rows.into_iter().skip(skip).take(limit).map(|row| QuarantineRow {
            sheet: row.sheet,
            row: row.row,
            cells: row.cells,
            faults: row.faults.into_iter().map(fault).collect(),
        });
        let rows: Vec<QuarantineRow> = shown.collect();
        self.event("quarantine.shown", batch, json!({ "from": skip, "rows": rows.len() })).await?;
        let sheets = record.sheets.into_iter().map(|sheet| QuarantineSheet { name: sheet.name, header: sheet.header }).collect();
        Ok(QuarantinePage { sheets, total, rows })
    }

    /// Whether the caller may mend a batch's rows.
    ///
    /// # Errors
    /// No such batch; a caller who does not hand its dataset in.
    pub fn may_mend(&self, batch: &str) -> Result<(), AppError> {
        self.may_hand_in(Some(&self.batch(batch)?.dataset))
    }

    /// Takes mended rows of a batch in again, as if its workbook had come back with these and no others.
    ///
    /// # Errors
    /// No such batch; a caller who does not hand its dataset in; a row that is not in quarantine.
    pub async fn mend_in_place(&self, batch: &str, mended: Vec<MendedRow>, observer: Observer<'_>) -> Result<Vec<HandedIn>, AppError> {
        self.may_mend(batch)?;
        let record = self.batch(batch)?;
        let title = self.packs.datasets.get(&record.dataset).map_or(record.dataset.as_str(), |dataset| dataset.title.as_str());
        let folder = self.own_folder()?;
        let out = folder.path().join(format!("补正 {batch}.xlsx"));
        let catalogue = self.catalogue()?;
        let written = tokio::task::block_in_place(|| lake::quarantine::write_mended(&catalogue, &record, title, mended, &out))?;
        if let Err((sheet, row)) = written {
            let sheet = u64::from(sheet) + 1;
            return Err(AppError::Refused(format!(
                "批次 {batch} 第 {sheet} 个工作表第 {row} 行不在隔离中，可能已由他人补正，请刷新后再试"
            )));
        }
        let report = self.import(&[out], Some(&record.dataset), observer).await?;
        self.handed_in(&report)
    }

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
