//! Check before pay (先审后付): the department's batch comes back with a verdict a row.

use crate::error::AppError;
use crate::mask::Numbers;
use crate::observe::{Observer, Step};
use crate::screen::ScreenRequest;
use crate::sheet::{Styles, Table, Value};
use crate::shelf::{Kept, Upload};
use crate::workspace::{Workspace, now};
use casework::Role;
use chrono::NaiveDate;
use lake::import::{Importer, Request as ImportRequest};
use lake::{Batch, Deadline};
use rust_xlsxwriter::Workbook;
use screening::{Precheck, Request, precheck};
use serde::Serialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What a check before pay found.
#[derive(Debug, Clone, Serialize)]
pub struct PrecheckReport {
    /// The dataset.
    pub dataset: String,
    /// The batch that was handed in.
    pub file: String,
    /// Rows read as records.
    pub rows: u64,
    /// Rows that no rule hits and for which every rule has an answer.
    pub passed: u64,
    /// Rows that a rule hits.
    pub hit: u64,
    /// Rows that could not be read, so that no rule has an answer for them.
    pub unreadable: u64,
    /// Rows that no rule hits, but for which a rule has no answer: they are not passed.
    pub not_evaluated: u64,
    /// Rules without an answer, with the reason.
    pub rules_not_evaluated: BTreeMap<String, String>,
    /// Rules that were evaluated.
    pub rules: Vec<String>,
    /// Where the verdicts are.
    pub out: PathBuf,
    /// Milliseconds.
    pub elapsed_ms: u64,
}

/// What a check before pay of an upload found.
#[derive(Debug, Clone, Serialize)]
pub struct Prechecked {
    /// Names its workbook: the job's number.
    pub id: u64,
    /// The dataset.
    pub dataset: String,
    /// Name of the file.
    pub file: String,
    /// Rows read as records.
    pub rows: u64,
    /// Rows that passed.
    pub passed: u64,
    /// Rows that a rule hits.
    pub hit: u64,
    /// Rows that could not be read.
    pub unreadable: u64,
    /// Rows for which a rule has no answer: they are not passed.
    pub not_evaluated: u64,
    /// Rules without an answer, with the reason.
    pub rules_not_evaluated: BTreeMap<String, String>,
    /// Rules that were evaluated.
    pub rules: Vec<String>,
    /// The workbook, and when it is gone.
    pub workbook: Upload,
    /// Milliseconds.
    pub elapsed_ms: u64,
}

const COLUMNS: &[(&str, f64)] = &[("工作表", 12.0), ("行号", 8.0), ("结论", 14.0), ("命中规则", 40.0), ("说明", 60.0)];

impl Workspace {
    /// Checks a payment batch that is not in the lake, and writes a workbook with a verdict a row. The batch is not taken in.
    ///
    /// # Errors
    /// A dataset that is no payment dataset, a file that is refused, a workbook that cannot be written.
    pub async fn precheck(
        &self,
        dataset: &str,
        file: &Path,
        request: &ScreenRequest,
        out: &Path,
        observer: Observer<'_>,
    ) -> Result<PrecheckReport, AppError> {
        let started = std::time::Instant::now();
        let declared = self.packs.datasets.get(dataset).ok_or_else(|| AppError::Refused(format!("there is no dataset {dataset:?}")))?;
        if !declared.payment {
            let payments: Vec<&str> =
                self.packs.datasets.values().filter(|dataset| dataset.payment).map(|dataset| dataset.code.as_str()).collect();
            return Err(AppError::Refused(format!("{dataset} is no payment dataset; these are: {}", payments.join(", "))));
        }
        let folder = tempfile::Builder::new()
            .prefix("precheck")
            .tempdir_in(self.scratch.path())
            .map_err(AppError::io("creating a folder in", self.scratch.path()))?;
        let root = self.lake();
        let importer = Importer { datasets: &self.packs.datasets, root: &root };
        let at = now();
        let hand_in = BTreeSet::new();
        let import = ImportRequest { path: file, dataset: Some(dataset), snapshot: None, hand_in: &hand_in, now: at };
        let progress = |progress: lake::import::Progress| {
            observer(Step::Rows { rows: progress.rows, bytes: progress.bytes, of_bytes: progress.of_bytes })
        };
        let staged = tokio::task::block_in_place(|| importer.stage(&import, folder.path(), &progress))?;
        let catalogue = self.catalogue()?;
        let book = self.book_in_use().await?;
        let approved = self.ledger.parameters_in_force(&casework::Scope::everything(), None).await?;
        let asked = Request {
            set: book.values(approved, &request.set),
            as_of: request.as_of.unwrap_or(vocabulary::beijing_day(at)),
            today: vocabulary::beijing_day(at),
            deadline: request.deadline.map(Deadline).unwrap_or_default(),
            ..Request::default()
        };
        let found =
            precheck(&self.engine, &book.packs, &catalogue, &staged, folder.path(), &book.held, &asked).await.map_err(AppError::Refused)?;
        let verdicts = verdicts(&staged, &found, folder.path())?;
        // At the machine the department has its own numbers before it; over the network none goes out in full.
        let numbers = if self.caller.role == Role::Machine { Numbers::Full { reason: "" } } else { Numbers::Masked };
        write(&verdicts, numbers, out).map_err(AppError::workbook(out))?;
        let count = |wanted: Verdict| verdicts.iter().filter(|row| row.verdict == wanted).count() as u64;
        let report = PrecheckReport {
            dataset: dataset.to_owned(),
            file: staged.file.clone(),
            rows: verdicts.len() as u64,
            passed: count(Verdict::Passed),
            hit: count(Verdict::Hit),
            unreadable: count(Verdict::Unreadable),
            not_evaluated: count(Verdict::NotEvaluated),
            rules_not_evaluated: found.not_evaluated.iter().map(|(rule, reason)| (rule.code.clone(), reason.to_string())).collect(),
            rules: found.evaluated.iter().map(|rule| rule.code.clone()).collect(),
            out: out.to_owned(),
            elapsed_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        };
        let after = json!({ "file": report.file, "sha256": staged.content, "rows": report.rows, "passed": report.passed, "hit": report.hit, "unreadable": report.unreadable, "not_evaluated": report.not_evaluated });
        self.event("payment.prechecked", dataset, after).await?;
        Ok(report)
    }
}

/// Checks before pay of files on the shelf.
impl Workspace {
    /// Checks an upload, and keeps the workbook for the account that asked.
    ///
    /// # Errors
    /// As [`precheck`](Self::precheck); a dataset that the caller does not hand in.
    pub async fn precheck_upload(
        &self,
        job: u64,
        file: &Kept,
        dataset: &str,
        as_of: Option<NaiveDate>,
        observer: Observer<'_>,
    ) -> Result<Prechecked, AppError> {
        self.may_hand_in(Some(dataset))?;
        let folder = self.own_folder()?;
        let out = folder.path().join("precheck.xlsx");
        let request = ScreenRequest { as_of, ..ScreenRequest::default() };
        let report = self.precheck(dataset, file.path(), &request, &out, observer).await?;
        let bytes = std::fs::metadata(&out).map_err(AppError::io("reading", &out))?.len();
        let workbook = self.keep(precheck_id(job), format!("审核结论 {}.xlsx", stem(&report.file)), bytes, folder, out);
        Ok(Prechecked {
            id: job,
            dataset: report.dataset,
            file: report.file,
            rows: report.rows,
            passed: report.passed,
            hit: report.hit,
            unreadable: report.unreadable,
            not_evaluated: report.not_evaluated,
            rules_not_evaluated: report.rules_not_evaluated,
            rules: report.rules,
            workbook,
            elapsed_ms: report.elapsed_ms,
        })
    }

    /// The workbook of a check that the caller asked for.
    ///
    /// # Errors
    /// None, or one that is gone or another's.
    pub fn download_precheck(&self, job: u64) -> Result<crate::Download, AppError> {
        self.download_kept(&*self.kept(&precheck_id(job))?)
    }
}

fn precheck_id(job: u64) -> String {
    format!("precheck-{job}")
}

fn stem(file: &str) -> &str {
    Path::new(file).file_stem().and_then(|stem| stem.to_str()).unwrap_or(file)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Passed,
    Hit,
    Unreadable,
    NotEvaluated,
}

struct Row {
    sheet: String,
    row: u64,
    verdict: Verdict,
    rules: String,
    reason: String,
}

/// One verdict for each record of the batch, in the order of the file.
fn verdicts(staged: &Batch, found: &Precheck<'_>, folder: &Path) -> Result<Vec<Row>, AppError> {
    let unanswered: Vec<String> =
        found.not_evaluated.iter().map(|(rule, reason)| format!("{} {}：{reason}", rule.code, rule.title)).collect();
    let sheet = |n: u32| staged.sheets.get(n as usize).map(|sheet| sheet.name.clone()).unwrap_or_default();
    let titles: BTreeMap<&str, &str> = found.evaluated.iter().map(|rule| (rule.code.as_str(), rule.title.as_str())).collect();
    let mut rows: BTreeMap<(u32, u64), Row> = BTreeMap::new();
    for (number, row) in lake::accepted_rows(staged, folder)? {
        let hits = found.rows.get(&(number, row)).map(|verdict| verdict.hits.as_slice()).unwrap_or_default();
        let (verdict, reason) = match (hits, unanswered.as_slice()) {
            ([], []) => (Verdict::Passed, String::new()),
            ([], reasons) => (Verdict::NotEvaluated, reasons.join("；")),
            (hits, _) => {
                let told = |(_, amount, detail): &(String, vocabulary::Fen, BTreeMap<String, String>)| {
                    let detail: Vec<String> = detail.iter().map(|(name, value)| format!("{name}={value}")).collect();
                    format!("{amount} 元 {}", detail.join(" "))
                };
                (Verdict::Hit, hits.iter().map(told).collect::<Vec<_>>().join("；"))
            }
        };
        let rules: Vec<String> = hits.iter().map(|(rule, ..)| format!("{rule} {}", titles.get(rule.as_str()).unwrap_or(&""))).collect();
        rows.insert((number, row), Row { sheet: sheet(number), row, verdict, rules: rules.join("；"), reason });
    }
    for row in lake::quarantine::staged_rows(folder, staged)? {
        let faults: Vec<String> = row.faults.iter().map(|fault| format!("{}：{}", fault.column, fault.reason)).collect();
        rows.insert(
            (row.sheet, row.row),
            Row { sheet: sheet(row.sheet), row: row.row, verdict: Verdict::Unreadable, rules: String::new(), reason: faults.join("；") },
        );
    }
    Ok(rows.into_values().collect())
}

fn write(rows: &[Row], numbers: Numbers<'_>, out: &Path) -> Result<(), rust_xlsxwriter::XlsxError> {
    let styles = Styles::new();
    let mut workbook = Workbook::new();
    let mut table = Table::new(&styles, "审核结论", COLUMNS);
    table.begin(&mut workbook)?;
    for row in rows {
        let verdict = match row.verdict {
            Verdict::Passed => Value::Text("通过"),
            Verdict::Hit => Value::Warning("暂缓发放"),
            Verdict::Unreadable => Value::Warning("数据有误"),
            Verdict::NotEvaluated => Value::Warning("未评估"),
        };
        table.push(
            &mut workbook,
            &[Value::Text(&row.sheet), Value::Number(row.row), verdict, Value::Text(&row.rules), Value::Text(&numbers.shown(&row.reason))],
        )?;
    }
    workbook.save(out)
}
