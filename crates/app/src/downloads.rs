//! Workbooks to be sent over the network: written whole into the process's own folder, and gone when they have been read.

use crate::error::AppError;
use crate::leads::ExportFormat;
use crate::mask::Numbers;
use crate::shelf::Kept;
use crate::workspace::Workspace;
use casework::record::RecordFilter;
use casework::{Kind, LeadFilter};
use std::fs::File;
use std::path::Path;

/// The longest reason and the shortest one that says anything, in characters.
const REASON: std::ops::RangeInclusive<usize> = 5..=500;

/// A file to be sent.
#[derive(Debug)]
pub struct Download {
    /// The name under which it is saved.
    pub name: String,
    /// What it holds. It has no name on the disk any more.
    pub file: File,
    /// Its length.
    pub bytes: u64,
}

fn opened(name: String, path: &Path) -> Result<Download, AppError> {
    let file = File::open(path).map_err(AppError::io("opening", path))?;
    let bytes = file.metadata().map_err(AppError::io("reading", path))?.len();
    Ok(Download { name, file, bytes })
}

impl Workspace {
    /// The workbook of a batch's quarantine, numbers in full since it is to be mended, for those who hand in its dataset.
    ///
    /// # Errors
    /// No such batch; a caller who does not hand its dataset in.
    pub async fn download_quarantine(&self, batch: &str) -> Result<Download, AppError> {
        let record = self.batch(batch)?;
        self.may_hand_in(Some(&record.dataset))?;
        let folder = self.own_folder()?;
        let out = folder.path().join("quarantine.xlsx");
        self.export_quarantine(batch, &out).await?;
        opened(format!("隔离行 {batch}.xlsx"), &out)
    }

    /// The workbook of leads. Its event is written before anything goes out.
    ///
    /// # Errors
    /// Numbers in full for a reason that says too little; a ledger that cannot be read.
    pub async fn download_leads(&self, filter: &LeadFilter, numbers: Numbers<'_>) -> Result<Download, AppError> {
        if let Numbers::Full { reason } = numbers
            && !REASON.contains(&reason.trim().chars().count())
        {
            return Err(AppError::Refused("导出完整号码的事由应为 5 至 500 字".to_owned()));
        }
        let folder = self.own_folder()?;
        let name = "疑点核查表.xlsx";
        let out = folder.path().join(name);
        self.export_leads(filter, ExportFormat::Xlsx, numbers, &out).await?;
        opened(name.to_owned(), &out)
    }

    /// The workbook of a list of records, numbers masked.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn download_records(&self, kind: Kind, filter: &RecordFilter) -> Result<Download, AppError> {
        let folder = self.own_folder()?;
        let out = folder.path().join("records.xlsx");
        self.export_records(kind, filter, &out).await?;
        opened(format!("{}台账.xlsx", kind.zh()), &out)
    }

    /// A workbook that is on the shelf.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn download_kept(&self, kept: &Kept) -> Result<Download, AppError> {
        opened(kept.name().to_owned(), kept.path())
    }
}
