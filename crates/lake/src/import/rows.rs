//! The rows of a file on their way through cleaning to the batch's writer: workbooks in order, text files on several threads.

use super::Progress;
use crate::catalogue::{Part, SheetRecord};
use crate::clean::{Cleaned, Earlier, Fault, RowCleaner, SkipCounts, is_resident_number};
use crate::digest::RowsDigest;
use crate::error::{FileError, LakeError};
use crate::quarantine::{self, Mending, Origin, OriginColumns};
use crate::read::{self, Cell, Chunk, Sheet, TextReader};
use crate::recognise::{Header, Sample};
use crate::rowid::MAX_ROW;
use crate::staged::Staged;
use crate::write::BatchWriter;
use chrono::{Datelike, NaiveDate};
use crossbeam_channel::{Receiver, Sender, bounded};
use datafusion::arrow::datatypes::Date32Type;
use pack::{ColumnType, Dataset, Mode, Repeats};
use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Threads that clean the rows of a text file.
const CLEANERS: usize = 2;
/// Rows of a workbook that are cleaned before they are handed on.
const SHEET_ROWS: usize = 50_000;
/// Bytes of such rows, where they are long.
const SHEET_BYTES: usize = 64 << 20;

/// How the rows of a file are to be read.
pub(super) struct Plan<'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) headers: &'a [Option<Header>],
    pub(super) batch: u32,
    pub(super) today: NaiveDate,
    pub(super) path: &'a Path,
    pub(super) bytes: u64,
    /// The quarantine that comes back mended.
    pub(super) mends: Option<&'a Mending>,
    /// Rows that stay in force beside those of the file, where their keys must not come again.
    pub(super) earlier: Option<&'a Earlier>,
}

/// What has come of a file so far.
pub(super) struct Taken<'a> {
    dataset: &'a Dataset,
    writer: BatchWriter<'a>,
    quarantine: BufWriter<File>,
    quarantine_path: PathBuf,
    sheets: Vec<SheetRecord>,
    skipped: SkipCounts,
    periods: BTreeMap<String, u64>,
    filled: BTreeMap<String, u64>,
    mended: Vec<Origin>,
    notes: Vec<String>,
    /// Of datasets to which files are added.
    digest: Option<RowsDigest>,
    rows: u64,
}

/// What has come of a whole file; all of it is on disk.
pub(super) struct Finished {
    pub(super) sheets: Vec<SheetRecord>,
    pub(super) parts: Vec<Part>,
    pub(super) skipped: SkipCounts,
    pub(super) periods: BTreeMap<String, u64>,
    pub(super) filled: BTreeMap<String, u64>,
    pub(super) mended: Vec<Origin>,
    pub(super) notes: Vec<String>,
    pub(super) rows_digest: Option<String>,
}

impl<'a> Taken<'a> {
    pub(super) fn begin(
        dataset: &'a Dataset,
        root: &Path,
        batch: &str,
        samples: &[Sample],
        headers: &[Option<Header>],
    ) -> Result<Self, LakeError> {
        let folder = root.join(&dataset.code);
        std::fs::create_dir_all(&folder).map_err(LakeError::io("creating", &folder))?;
        let quarantine_path = quarantine::path(root, batch);
        let parent = quarantine_path.parent().unwrap_or(root);
        std::fs::create_dir_all(parent).map_err(LakeError::io("creating", parent))?;
        let quarantine = File::create(&quarantine_path).map_err(LakeError::io("creating", &quarantine_path))?;
        let sheet = |(sample, header): (&Sample, &Option<Header>)| SheetRecord {
            name: sample.sheet.clone(),
            header_row: header.as_ref().map(|header| header.row),
            header: header.as_ref().map(|header| header.cells.clone()).unwrap_or_default(),
            accepted: 0,
            quarantined: 0,
        };
        Ok(Self {
            dataset,
            writer: BatchWriter::new(dataset, folder, batch),
            quarantine: BufWriter::new(quarantine),
            quarantine_path,
            sheets: samples.iter().zip(headers).map(sheet).collect(),
            skipped: SkipCounts::default(),
            periods: BTreeMap::new(),
            filled: BTreeMap::new(),
            mended: Vec::new(),
            notes: Vec::new(),
            digest: (dataset.mode == Mode::Append).then(RowsDigest::default),
            rows: 0,
        })
    }

    fn add(&mut self, sheet: usize, cleaned: Cleaned) -> Result<(), LakeError> {
        let accepted = cleaned.rows.rows() as u64;
        self.sheets[sheet].accepted += accepted;
        self.sheets[sheet].quarantined += cleaned.quarantined.len() as u64;
        self.rows += accepted + cleaned.quarantined.len() as u64;
        self.skipped += cleaned.skipped;
        for row in &cleaned.quarantined {
            let line = serde_json::to_string(row).expect("text and numbers only");
            writeln!(self.quarantine, "{line}").map_err(LakeError::io("writing", &self.quarantine_path))?;
        }
        if let Some(digest) = &mut self.digest {
            digest.add(cleaned.rows.digest);
        }
        count_periods(self.dataset, &cleaned.rows, &mut self.periods);
        count_filled(self.dataset, &cleaned.rows, &mut self.filled);
        self.writer.push(cleaned.rows)
    }

    pub(super) fn finish(self) -> Result<Finished, LakeError> {
        let path = self.quarantine_path;
        let file = self.quarantine.into_inner().map_err(|e| LakeError::io("writing", &path)(e.into_error()))?;
        file.sync_all().map_err(LakeError::io("syncing", &path))?;
        Ok(Finished {
            sheets: self.sheets,
            parts: self.writer.finish()?,
            skipped: self.skipped,
            periods: self.periods,
            filled: self.filled,
            mended: self.mended,
            notes: self.notes,
            rows_digest: self.digest.map(|digest| digest.finish()),
        })
    }
}

/// Hands rows to the cleaner, and keeps account of which rows of a mended quarantine come back.
struct Feeder<'a> {
    cleaner: RowCleaner<'a>,
    mends: Option<&'a Mending>,
    header_row: u64,
    origin: Option<OriginColumns>,
    /// Rows of the quarantine accepted so far.
    met: HashSet<Origin>,
    /// Those of them that nobody took yet.
    mended: Vec<Origin>,
}

impl<'a> Feeder<'a> {
    fn new(plan: &Plan<'a>, header: &'a Header, sheet: u32) -> Self {
        let origin = plan.mends.and_then(|_| quarantine::origin_columns(&header.cells));
        let mut cleaner = RowCleaner::new(plan.dataset, header, plan.batch, sheet, plan.today);
        if let Some(earlier) = plan.earlier {
            cleaner.know(earlier);
        }
        Self { cleaner, mends: plan.mends, header_row: header.row, origin, met: HashSet::new(), mended: Vec::new() }
    }

    fn next_sheet(&mut self, header: &'a Header, sheet: u32) {
        self.cleaner.next_sheet(header, sheet);
        self.header_row = header.row;
        self.origin = self.mends.and_then(|_| quarantine::origin_columns(&header.cells));
    }

    fn push(&mut self, number: u64, cells: &[Cell<'_>]) {
        let Some(mending) = self.mends.filter(|_| number > self.header_row) else {
            self.cleaner.push(number, cells);
            return;
        };
        let origin = self.origin.and_then(|columns| quarantine::origin(cells, columns));
        let refusal = mending.refusal(origin).or_else(|| origin.filter(|origin| self.met.contains(origin)).map(|_| mending.done()));
        if let Some(reason) = refusal {
            self.cleaner.refuse(number, cells, Fault { column: String::new(), reason });
            return;
        }
        let before = self.cleaner.rows();
        self.cleaner.push(number, cells);
        if let Some(origin) = origin.filter(|_| self.cleaner.rows() > before) {
            self.met.insert(origin);
            self.mended.push(origin);
        }
    }
}

/// Takes the rows of a workbook, sheet by sheet.
pub(super) fn take_sheets(
    plan: &Plan<'_>,
    sheets: &[Sheet],
    taken: &mut Taken<'_>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<(), LakeError> {
    let mut feeder: Option<Feeder<'_>> = None;
    for (n, (sheet, header)) in sheets.iter().zip(plan.headers).enumerate() {
        let number = u32::try_from(n).expect("sheets were counted before");
        taken.skipped.blank += sheet.last_row() - sheet.len() as u64;
        if sheet.hidden {
            taken.notes.push(format!("工作表“{}”是隐藏的，照样读取", sheet.name));
        }
        let Some(header) = header else {
            let holds_number = |cells: &[Cell<'_>]| cells.iter().any(|cell| is_resident_number(cell, plan.today));
            if let Some((row, _)) = sheet.rows(0).find(|(_, cells)| holds_number(cells)) {
                return Err(LakeError::file(plan.path)(FileError::DataWithoutHeader { sheet: sheet.name.clone(), row }));
            }
            taken.skipped.note += sheet.len() as u64;
            taken.notes.push(format!("工作表“{}”里没有数据表，跳过 {} 行", sheet.name, sheet.len()));
            continue;
        };
        let feeder = match &mut feeder {
            Some(feeder) => {
                feeder.next_sheet(header, number);
                feeder
            }
            none => none.insert(Feeder::new(plan, header, number)),
        };
        for (row, cells) in sheet.rows(0) {
            feeder.push(row, &cells);
            if feeder.cleaner.rows() + feeder.cleaner.quarantined() >= SHEET_ROWS || feeder.cleaner.size() >= SHEET_BYTES {
                taken.add(n, feeder.cleaner.take())?;
            }
        }
        taken.add(n, feeder.cleaner.take())?;
        taken.mended.append(&mut feeder.mended);
        progress(Progress { rows: taken.rows, bytes: plan.bytes * (n as u64 + 1) / sheets.len() as u64, of_bytes: plan.bytes });
    }
    Ok(())
}

/// A chunk on its way to a cleaner, and what came of it, both with the chunk's place in the file.
type Work = (u64, Chunk);
type Done = (u64, u64, Cleaned, Vec<Origin>);

/// Takes the records of a text file: one thread reads, others clean, and this one writes, in the file's order. Gives the file's SHA-256.
pub(super) fn take_text(
    plan: &Plan<'_>,
    mut reader: TextReader,
    first: Vec<Chunk>,
    taken: &mut Taken<'_>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<String, LakeError> {
    let header = plan.headers.first().and_then(Option::as_ref).expect("a text file was recognised by its header");
    let delimiter = reader.delimiter();
    // Where a row's fate depends on the rows before it, one cleaner sees them all.
    let cleaners = if plan.dataset.repeats == Repeats::Quarantine || plan.mends.is_some() { 1 } else { CLEANERS };
    let (send_work, work) = bounded::<Work>(cleaners * 2);
    let (send_done, done) = bounded::<Done>(cleaners * 2);
    std::thread::scope(|scope| {
        let spare = reader.spare();
        let reading = scope.spawn(move || -> Result<String, LakeError> {
            let mut place = 0;
            let mut send = |chunk: Chunk| {
                place += 1;
                send_work.send((place - 1, chunk)).is_ok()
            };
            if !first.into_iter().all(&mut send) {
                return Ok(String::new());
            }
            while let Some(chunk) = reader.next_chunk().map_err(|e| super::text_error(e, plan.path))? {
                if chunk.first_row > MAX_ROW {
                    return Err(LakeError::file(plan.path)(FileError::TooManyRows));
                }
                // Nobody takes it: what went wrong is said by who writes.
                if !send(chunk) {
                    return Ok(String::new());
                }
            }
            Ok(reader.digest())
        });
        for _ in 0..cleaners {
            let (work, send_done, spare) = (work.clone(), send_done.clone(), spare.clone());
            scope.spawn(move || clean(plan, header, delimiter, &work, &send_done, &spare));
        }
        drop((work, send_done));
        let written = write_in_order(taken, done, plan.bytes, progress);
        // With the receiver gone, reader and cleaners end.
        let digest = reading.join().expect("reading does not panic")?;
        written.map(|()| digest)
    })
}

fn clean(plan: &Plan<'_>, header: &Header, delimiter: u8, work: &Receiver<Work>, done: &Sender<Done>, spare: &Sender<String>) {
    let mut feeder = Feeder::new(plan, header, 0);
    feeder.cleaner.of_text();
    for (place, chunk) in work {
        read::records(&chunk, delimiter, |number, cells| {
            feeder.push(number, cells);
            true
        });
        let length = chunk.text.len() as u64;
        // A reader that is done takes nothing back.
        let _ = spare.send(chunk.text);
        if done.send((place, length, feeder.cleaner.take(), std::mem::take(&mut feeder.mended))).is_err() {
            return;
        }
    }
}

fn write_in_order(taken: &mut Taken<'_>, done: Receiver<Done>, bytes: u64, progress: &(dyn Fn(Progress) + Sync)) -> Result<(), LakeError> {
    let mut waiting = BTreeMap::new();
    let (mut next, mut bytes_done) = (0, 0);
    for (place, length, cleaned, mended) in done {
        waiting.insert(place, (length, cleaned, mended));
        while let Some((length, cleaned, mut mended)) = waiting.remove(&next) {
            taken.add(0, cleaned)?;
            taken.mended.append(&mut mended);
            next += 1;
            bytes_done += length;
            progress(Progress { rows: taken.rows, bytes: bytes_done.min(bytes), of_bytes: bytes });
        }
    }
    Ok(())
}

/// Counts the rows of each period: months for dates and months, the number itself for years.
fn count_periods(dataset: &Dataset, rows: &Staged, into: &mut BTreeMap<String, u64>) {
    let Some(column) = dataset.period.as_ref().and_then(|name| dataset.column(name)) else { return };
    for (period, count) in &rows.periods {
        let name = if column.kind == ColumnType::Int {
            Some(period.to_string())
        } else {
            let date = i32::try_from(*period).ok().and_then(Date32Type::to_naive_date_opt);
            date.map(|date| format!("{:04}-{:02}", date.year(), date.month()))
        };
        if let Some(name) = name {
            *into.entry(name).or_default() += count;
        }
    }
}

/// Counts the filled cells of each column.
fn count_filled(dataset: &Dataset, rows: &Staged, into: &mut BTreeMap<String, u64>) {
    for (column, filled) in dataset.columns.iter().zip(&rows.filled) {
        *into.entry(column.code.clone()).or_default() += filled;
    }
}
