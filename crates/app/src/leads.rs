//! Leads listed and exported. The command line is the machine's administrator: it exports full numbers, and each export is an event.

use crate::error::AppError;
use crate::mask::Numbers;
use crate::workspace::{Workspace, now};
use casework::{FreeEvent, Hit, Lead, LeadFilter};
use serde::Serialize;
use serde_json::json;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// One line a lead.
    Csv,
    /// A workbook with one sheet a rule.
    Xlsx,
}

/// A lead as it is listed and exported.
#[derive(Debug, Clone, Serialize)]
pub struct LeadLine {
    /// Code of the rule.
    pub rule: String,
    /// What the subject is.
    pub subject_kind: String,
    /// Its identifier.
    pub subject_id: String,
    /// Its name.
    pub subject_name: String,
    /// Hits.
    pub hits: u64,
    /// Sum of their amounts, in yuan.
    pub amount: String,
    /// Day of the first.
    pub first_on: String,
    /// Day of the last.
    pub last_on: String,
    /// State.
    pub state: String,
    /// Everything else: title, hits with their source rows.
    pub detail: serde_json::Value,
}

impl LeadLine {
    fn new(lead: &Lead, hits: &[Hit]) -> Self {
        let hits: Vec<_> = hits
            .iter()
            .map(|hit| json!({ "happened_on": hit.happened_on, "amount": hit.amount.to_string(), "sources": hit.sources, "detail": hit.detail }))
            .collect();
        Self {
            rule: lead.rule.clone(),
            subject_kind: lead.subject_kind.clone(),
            subject_id: lead.subject_id.clone(),
            subject_name: lead.subject_name.clone(),
            hits: lead.hits,
            amount: lead.amount.to_string(),
            first_on: lead.first_on.to_string(),
            last_on: lead.last_on.to_string(),
            state: lead.state.code().to_owned(),
            detail: json!({ "title": lead.title, "kind": lead.kind, "no_longer_matched_on": lead.no_longer_matched_on, "hits": hits }),
        }
    }
}

impl Workspace {
    /// Leads with their hits, by rule, those of a rule in the order in which they were found.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn leads(&self, filter: &LeadFilter) -> Result<Vec<LeadLine>, AppError> {
        let mut lines = Vec::new();
        self.ledger
            .for_each_lead_with_hits(&self.caller.scope, filter, |lead, hits| {
                lines.push(LeadLine::new(&lead, &hits));
                Ok::<(), AppError>(())
            })
            .await?;
        Ok(lines)
    }

    /// Writes leads to a file, in bounded memory, and an event of it. Returns how many.
    ///
    /// # Errors
    /// The ledger cannot be read, or the file cannot be written.
    pub async fn export_leads(&self, filter: &LeadFilter, format: ExportFormat, numbers: Numbers<'_>, out: &Path) -> Result<u64, AppError> {
        let leads = match format {
            ExportFormat::Csv => self.export_csv(filter, numbers, out).await?,
            ExportFormat::Xlsx => self.export_workbook(filter, numbers, out).await?,
        };
        let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (full, reason) = match numbers {
            Numbers::Masked => (false, ""),
            Numbers::Full { reason } => (true, reason.trim()),
        };
        let after = json!({ "leads": leads, "rules": filter.rules, "full_numbers": full });
        let event = FreeEvent { kind: "leads.exported".to_owned(), subject: name, after, reason: reason.to_owned() };
        self.ledger.record(&self.caller.actor, now(), event).await?;
        Ok(leads)
    }

    async fn export_csv(&self, filter: &LeadFilter, numbers: Numbers<'_>, out: &Path) -> Result<u64, AppError> {
        let file = File::create(out).map_err(AppError::io("creating", out))?;
        let mut csv = csv::Writer::from_writer(BufWriter::new(file));
        let wrong = |error: csv::Error| AppError::io("writing", out)(std::io::Error::other(error));
        csv.write_record([
            "rule",
            "subject_kind",
            "subject_id",
            "subject_name",
            "hits",
            "amount",
            "first_on",
            "last_on",
            "state",
            "detail",
        ])
        .map_err(wrong)?;
        let leads = self
            .ledger
            .for_each_lead_with_hits(&self.caller.scope, filter, |lead, hits| {
                let line = LeadLine::new(&lead, &hits);
                let hits = line.hits.to_string();
                let detail = line.detail.to_string();
                let cells = [
                    &line.rule,
                    &line.subject_kind,
                    &line.subject_id,
                    &line.subject_name,
                    &hits,
                    &line.amount,
                    &line.first_on,
                    &line.last_on,
                    &line.state,
                    &detail,
                ];
                csv.write_record(cells.map(|cell| guarded(&numbers.shown(cell)))).map_err(wrong)
            })
            .await?;
        let mut file = csv.into_inner().map_err(|e| AppError::io("writing", out)(std::io::Error::other(e.to_string())))?;
        file.flush().map_err(AppError::io("writing", out))?;
        Ok(leads)
    }
}

/// A cell that no spreadsheet program takes for a formula when it opens the file.
fn guarded(cell: &str) -> String {
    let number = || cell.strip_prefix('-').is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit() || c == '.'));
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !number() { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn a_cell_never_becomes_a_formula() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+cmd", "'+cmd"),
            ("-12.50", "-12.50"),
            ("-cmd", "'-cmd"),
            ("-1+cmd|x", "'-1+cmd|x"),
            ("王小明", "王小明"),
        ] {
            assert_eq!(guarded(cell), written);
        }
    }
}
