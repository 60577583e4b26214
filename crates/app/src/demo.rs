//! The demonstration: a made-up district in the shapes that files really arrive in, taken in, screened and written out.

use crate::error::AppError;
use crate::import::ImportReport;
use crate::leads::ExportFormat;
use crate::mask::Numbers;
use crate::observe::{Observer, Step};
use crate::screen::{ScreenReport, ScreenRequest};
use crate::workspace::Workspace;
use casework::LeadFilter;
use serde::Serialize;
use std::path::PathBuf;

/// People and seed of the sample district.
pub const SAMPLE: (u64, u64) = (12_000, 20_221_231);

/// What the demonstration did.
#[derive(Debug, Clone, Serialize)]
pub struct DemoReport {
    /// The department files.
    pub files: PathBuf,
    /// What became of them.
    pub import: ImportReport,
    /// What the rules found.
    pub screen: ScreenReport,
    /// The workbook of leads.
    pub workbook: PathBuf,
}

impl Workspace {
    /// Makes the sample district (where it is not there already), takes its files in, screens them, and writes the workbook of leads.
    ///
    /// # Errors
    /// Anything that fails on the way.
    pub async fn demo(&self, observer: Observer<'_>) -> Result<DemoReport, AppError> {
        let sample = self.data.join("sample");
        let files = sample.join("files");
        if !sample.join("truth.csv").exists() {
            let (people, seed) = SAMPLE;
            let plan = synth::Plan { style: synth::Style::Department, ..synth::Plan::new(people, seed) };
            tokio::task::block_in_place(|| synth::write_district(&plan, &sample, &mut |rows, of| observer(Step::Made { rows, of })))?;
        }
        let import = self.import(std::slice::from_ref(&files), None, observer).await?;
        let screen = self
            .screen(&ScreenRequest { as_of: chrono::NaiveDate::from_ymd_opt(2022, 12, 31), ..ScreenRequest::default() }, observer)
            .await?;
        let workbook = self.data.join("疑点核查表.xlsx");
        self.export_leads(&LeadFilter::default(), ExportFormat::Xlsx, Numbers::Full { reason: "" }, &workbook).await?;
        Ok(DemoReport { files, import, screen, workbook })
    }
}
