//! Importing a file: opened, recognised, cleaned, written, and made visible in one step.

mod rows;

use crate::catalogue::{self, Batch, Catalogue};
use crate::clean::Earlier;
use crate::error::{FileError, LakeError};
use crate::quarantine::{self, Mending};
use crate::read::{self, Chunk, Opened, Sheet, TextReader};
use crate::recognise::{Header, Recognised, Sample, recognise};
use crate::rowid::{MAX_BATCH, MAX_SHEET};
use chrono::{DateTime, Utc};
use pack::{Dataset, Mode, Repeats};
use rows::{Plan, Taken};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// One file to be taken in.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The file.
    pub path: &'a Path,
    /// The dataset, where the caller names it.
    pub dataset: Option<&'a str>,
    /// Files of one snapshot that are handed in together share this; none: the file is a snapshot of its own.
    pub snapshot: Option<String>,
    /// The contents of all files that are handed in together: a batch that is one of them stays in force beside this file.
    pub hand_in: &'a BTreeSet<String>,
    /// Now; also gives the day after which no birth date lies.
    pub now: DateTime<Utc>,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Progress {
    /// Rows cleaned so far.
    pub rows: u64,
    /// Bytes of the file that were read.
    pub bytes: u64,
    /// Bytes of the file.
    pub of_bytes: u64,
}

/// Takes files into one lake, or stages them beside it.
#[derive(Debug, Clone, Copy)]
pub struct Importer<'a> {
    /// The datasets that files may belong to.
    pub datasets: &'a BTreeMap<String, Dataset>,
    /// The lake's folder.
    pub root: &'a Path,
}

impl Importer<'_> {
    /// Takes a file in.
    ///
    /// # Errors
    /// A file that is refused leaves nothing behind; so does any failure, a full disk among them.
    pub fn import(&self, request: &Request<'_>, progress: &(dyn Fn(Progress) + Sync)) -> Result<Batch, LakeError> {
        let _lock = catalogue::lock(self.root)?;
        let mut catalogue = Catalogue::open(self.root)?;
        catalogue.sweep()?;
        let refuse = LakeError::file(request.path);
        let bytes = std::fs::metadata(request.path).map_err(LakeError::io("reading", request.path))?.len();
        let early = if catalogue.may_be_known(bytes) { Some(content_digest(request.path)?) } else { None };
        if let Some(known) = early.as_deref().and_then(|content| catalogue.same_content(content)) {
            return Err(refuse(catalogue::duplicate_of(known)));
        }
        let job = Job::begin(self, request, &catalogue, self.root)?;
        let mut batch = job.run(early, progress)?;
        if let Some(known) = catalogue.same_content(&batch.content) {
            let known = catalogue::duplicate_of(known);
            remove_remains(self.root, &batch.dataset, &batch.batch);
            return Err(refuse(known));
        }
        let dataset = &self.datasets[&batch.dataset];
        if batch.mends.is_none()
            && let Some(known) = catalogue.same_rows(&batch)
        {
            let same = FileError::SameRows { batch: known.batch.clone(), file: known.file.clone(), rows: known.accepted };
            remove_remains(self.root, &batch.dataset, &batch.batch);
            return Err(refuse(same));
        }
        if batch.mends.is_none() && dataset.mode == Mode::Replace {
            batch.snapshot = Some(request.snapshot.as_ref().unwrap_or(&batch.content).clone());
        }
        supersede(&catalogue, dataset, &mut batch, request.hand_in);
        catalogue.commit(batch).cloned()
    }

    /// Reads a file as [`import`](Self::import) would, into `folder` and without a record: for the check before pay. Nothing of it is ever visible in the lake.
    ///
    /// # Errors
    /// As for an import.
    pub fn stage(&self, request: &Request<'_>, folder: &Path, progress: &(dyn Fn(Progress) + Sync)) -> Result<Batch, LakeError> {
        let catalogue = Catalogue::open(self.root)?;
        Job::begin(self, request, &catalogue, folder)?.run(None, progress)
    }
}

/// Says in a batch's record which batches' place it takes.
///
/// A file of which no row is right takes nobody's place: what is there stays in force until rows of the file come back mended, and these take it.
fn supersede(catalogue: &Catalogue, dataset: &Dataset, batch: &mut Batch, hand_in: &BTreeSet<String>) {
    let (superseded, notes) = match &batch.mends {
        None => catalogue.superseded_by(dataset, batch, hand_in),
        // A batch that has rows took its place when it came in.
        Some(first) => match catalogue.batch(first).filter(|first| !first.has_answer()) {
            None => return,
            Some(first) => {
                let (number, file, snapshot) = (first.number, first.file.clone(), first.snapshot.clone());
                catalogue.superseded_by(dataset, &Batch { number, file, snapshot, ..batch.clone() }, hand_in)
            }
        },
    };
    if batch.has_answer() {
        batch.supersedes = superseded;
        batch.notes.extend(notes);
    } else if batch.mends.is_none() {
        let stays = if superseded.is_empty() { String::new() } else { format!("，批次 {} 继续有效", superseded.join("、")) };
        batch.notes.push(format!("没有一行合格，未入库任何数据{stays}；请导出隔离行，改正后再导入"));
    }
}

/// The dataset that each file belongs to, without taking anything in.
///
/// # Errors
/// As for an import.
pub fn dataset_of(datasets: &BTreeMap<String, Dataset>, path: &Path) -> Result<String, LakeError> {
    let mut source = Source::open(path)?;
    let found = recognise(datasets, None, &stem(path), &source.samples(path)?).map_err(LakeError::file(path))?;
    Ok(found.dataset.code.clone())
}

/// SHA-256 of a file's content, in hexadecimal.
///
/// # Errors
/// The file cannot be read.
pub fn content_digest(path: &Path) -> Result<String, LakeError> {
    let mut file = File::open(path).map_err(LakeError::io("opening", path))?;
    let mut digest = Sha256::new();
    let mut block = vec![0; 1 << 20];
    loop {
        let read = file.read(&mut block).map_err(LakeError::io("reading", path))?;
        if read == 0 {
            return Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect());
        }
        digest.update(&block[..read]);
    }
}

/// SHA-256 of a text, in hexadecimal.
pub fn text_digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// An opened file of which the first rows were looked at.
enum Source {
    Sheets(Vec<Sheet>),
    Text { reader: Box<TextReader>, first: Vec<Chunk> },
}

impl Source {
    fn open(path: &Path) -> Result<Self, LakeError> {
        Ok(match read::open(path)? {
            Opened::Workbook(sheets) => Self::Sheets(sheets),
            Opened::Text(reader) => Self::Text { reader: Box::new(reader), first: Vec::new() },
        })
    }

    fn samples(&mut self, path: &Path) -> Result<Vec<Sample>, LakeError> {
        let refuse = LakeError::file(path);
        match self {
            Self::Sheets(sheets) => sheets
                .iter()
                .map(|sheet| {
                    let mut sample = Sample::new(&sheet.name);
                    for (number, cells) in sheet.rows(0) {
                        sample.push(number, &cells).map_err(&refuse)?;
                        if sample.is_full() {
                            break;
                        }
                    }
                    Ok(sample)
                })
                .collect(),
            Self::Text { reader, first } => {
                let mut sample = Sample::new("");
                let mut refused = None;
                while !sample.is_full() {
                    let Some(chunk) = reader.next_chunk().map_err(|e| text_error(e, path))? else { break };
                    read::records(&chunk, reader.delimiter(), |number, cells| {
                        refused = sample.push(number, cells).err();
                        refused.is_none() && !sample.is_full()
                    });
                    if let Some(error) = refused {
                        return Err(refuse(error));
                    }
                    first.push(chunk);
                }
                if sample.rows.is_empty() {
                    return Err(refuse(FileError::Empty));
                }
                Ok(vec![sample])
            }
        }
    }
}

fn text_error(error: read::TextError, path: &Path) -> LakeError {
    match error {
        read::TextError::File(source) => LakeError::file(path)(source),
        read::TextError::Io(source) => LakeError::io("reading", path)(source),
    }
}

/// One file on its way in.
struct Job<'a> {
    path: &'a Path,
    dataset: &'a Dataset,
    headers: Vec<Option<Header>>,
    samples: Vec<Sample>,
    source: Source,
    number: u32,
    root: PathBuf,
    now: DateTime<Utc>,
    mends: Option<Mending>,
    earlier: Option<Earlier>,
    notes: Vec<String>,
}

impl<'a> Job<'a> {
    fn begin(importer: &Importer<'a>, request: &Request<'a>, catalogue: &Catalogue, root: &Path) -> Result<Self, LakeError> {
        let path = request.path;
        let refuse = LakeError::file(path);
        let mut source = Source::open(path)?;
        let samples = source.samples(path)?;
        // A mended quarantine names its batch above the header, and with it the dataset.
        let id = samples.iter().find_map(quarantine::batch_named_in);
        let mended = match &id {
            None => None,
            Some(id) => Some(
                catalogue
                    .batch(id)
                    .filter(|batch| batch.mends.is_none() && catalogue.is_in_force(batch))
                    .ok_or_else(|| refuse(FileError::StaleQuarantine(id.clone())))?,
            ),
        };
        if let (Some(named), Some(batch)) = (request.dataset, mended)
            && named != batch.dataset
        {
            return Err(refuse(FileError::QuarantineDataset { batch: batch.batch.clone(), dataset: batch.dataset.clone() }));
        }
        let named = request.dataset.or(mended.map(|batch| batch.dataset.as_str()));
        let Recognised { dataset, headers, others } = recognise(importer.datasets, named, &stem(path), &samples).map_err(&refuse)?;
        quarantine::check_form(&samples, &headers, id.as_deref()).map_err(&refuse)?;
        let number = catalogue.next_number();
        if number > MAX_BATCH || u32::try_from(samples.len()).is_ok_and(|sheets| sheets > MAX_SHEET) {
            return Err(refuse(FileError::TooManyRows));
        }
        let mends = mended.map(|batch| Mending::of(catalogue, batch)).transpose()?;
        // Of a register that comes in several files, and of what is mended in it, each key may stand in one row of all.
        let earlier = if dataset.repeats == Repeats::Quarantine {
            let beside = match mended {
                Some(first) => catalogue.beside(&dataset.code, first.snapshot.as_deref(), &BTreeSet::from([first.content.clone()])),
                None => catalogue.beside(&dataset.code, request.snapshot.as_deref(), request.hand_in),
            };
            Some(Earlier::read(catalogue, dataset, &beside)?)
        } else {
            None
        };
        let mut notes = Vec::new();
        if !others.is_empty() {
            let others: Vec<String> = others.iter().map(|other| format!("“{}”（{}）", other.title, other.code)).collect();
            notes.push(format!(
                "没有标题，按表头判为“{}”；表头也符合{}：如判断有误，请撤回本批次（qingyuan batches withdraw b{number:06} --reason 事由），再用 --dataset 指明",
                dataset.title,
                others.join("、")
            ));
        }
        Ok(Self { path, dataset, headers, samples, source, number, root: root.to_owned(), now: request.now, mends, earlier, notes })
    }

    fn run(self, known_content: Option<String>, progress: &(dyn Fn(Progress) + Sync)) -> Result<Batch, LakeError> {
        let id = format!("b{:06}", self.number);
        let bytes = std::fs::metadata(self.path).map_err(LakeError::io("reading", self.path))?.len();
        let path = self.path;
        let take = || -> Result<(String, rows::Finished), LakeError> {
            let mut taken = Taken::begin(self.dataset, &self.root, &id, &self.samples, &self.headers)?;
            let plan = Plan {
                dataset: self.dataset,
                headers: &self.headers,
                batch: self.number,
                today: vocabulary::beijing_day(self.now),
                path,
                bytes,
                mends: self.mends.as_ref(),
                earlier: self.earlier.as_ref(),
            };
            let content = match self.source {
                Source::Sheets(sheets) => {
                    rows::take_sheets(&plan, &sheets, &mut taken, progress)?;
                    known_content.map_or_else(|| content_digest(path), Ok)?
                }
                Source::Text { reader, first } => rows::take_text(&plan, *reader, first, &mut taken, progress)?,
            };
            Ok((content, taken.finish()?))
        };
        let taken = take();
        let (content, finished) = match taken {
            Ok(taken) => taken,
            Err(error) => {
                remove_remains(&self.root, &self.dataset.code, &id);
                return Err(error);
            }
        };
        let accepted = finished.sheets.iter().map(|sheet| sheet.accepted).sum();
        let quarantined = finished.sheets.iter().map(|sheet| sheet.quarantined).sum();
        let mut batch = Batch {
            batch: id,
            number: self.number,
            dataset: self.dataset.code.clone(),
            file: self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            bytes,
            content,
            imported_at: self.now,
            read: 0,
            accepted,
            quarantined,
            skipped: finished.skipped,
            sheets: finished.sheets,
            parts: finished.parts,
            periods: finished.periods,
            filled: finished.filled,
            snapshot: None,
            supersedes: Vec::new(),
            mends: self.mends.map(|mending| mending.batch),
            mended: finished.mended,
            notes: [self.notes, finished.notes].concat(),
            rows_digest: finished.rows_digest,
            withdrawn: None,
        };
        batch.read = accepted + quarantined + batch.skipped_rows();
        Ok(batch)
    }
}

/// Removes what a refused or failed import left; what can't be removed now has no record and is swept by the next import.
fn remove_remains(root: &Path, dataset: &str, batch: &str) {
    let _ = std::fs::remove_file(quarantine::path(root, batch));
    let Ok(entries) = std::fs::read_dir(root.join(dataset)) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.split(['.', '-']).next() == Some(batch) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
