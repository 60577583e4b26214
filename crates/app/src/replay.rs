//! Medical claims: a month of requests replayed under a knowledge base.

use crate::error::AppError;
use crate::observe::{Observer, Step};
use claims::{Answered, Knowledge, NoEnvelope, Prepared, Registers};
use serde::Serialize;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;
use tempfile::NamedTempFile;

/// Bytes of requests that are read at a time.
const CHUNK: usize = 256 << 10;

/// What a replay came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ReplayReport {
    /// Knowledge points in the knowledge base.
    pub points: usize,
    /// Messages, each with its reply.
    pub messages: u64,
    /// Messages that were answered before, and had that answer again.
    pub repeated: u64,
    /// Messages that were refused.
    pub refused: u64,
    /// Warnings that were given, without those of repeated messages.
    pub warnings: u64,
    /// Rules that could not be judged for an order.
    pub not_evaluated: u64,
    /// Where the replies are.
    pub out: PathBuf,
}

/// Replays request envelopes, one a line, from an empty history, and writes the reply envelopes, one a line and in the same order. Blank lines
/// are passed over. The file of replies is there whole or not at all.
///
/// No register is consulted: rules that need one are not evaluated.
///
/// # Errors
/// [`AppError::Refused`] for a faulty knowledge base, with file, line and column of every fault; [`AppError::Io`].
pub fn replay_claims(knowledge: &[PathBuf], requests: &Path, out: &Path, observer: Observer<'_>) -> Result<ReplayReport, AppError> {
    let knowledge = read_knowledge(knowledge)?;
    let file = File::open(requests).map_err(AppError::io("reading", requests))?;
    let of_bytes = file.metadata().map_err(AppError::io("reading", requests))?.len();
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut staged = NamedTempFile::new_in(folder).map_err(AppError::io("writing", folder))?;
    let mut replies = BufWriter::new(staged.as_file_mut());

    let mut report = ReplayReport { points: knowledge.points().len(), out: out.to_owned(), ..ReplayReport::default() };
    let (registers, mut failed) = (Registers::default(), None);
    thread::scope(|scope| {
        let (mut rows, mut chunks) = (0, prepared(scope, file));
        let messages = std::iter::from_fn(|| match chunks.next()? {
            Ok(Chunk { content, bytes }) => {
                rows += content.len() as u64;
                observer(Step::Rows { rows, bytes, of_bytes });
                Some(content)
            }
            Err(error) => {
                failed = Some(error);
                None
            }
        });
        for answered in claims::replay(&knowledge, &registers, messages.flatten()) {
            report.count(&answered);
            let line = serde_json::to_string(&answered.reply).expect("a reply holds nothing that JSON does not");
            writeln!(replies, "{line}").map_err(AppError::io("writing", out))?;
        }
        Ok::<(), AppError>(())
    })?;
    if let Some(error) = failed {
        return Err(AppError::io("reading", requests)(error));
    }
    replies.flush().map_err(AppError::io("writing", out))?;
    drop(replies);
    staged.as_file().sync_all().map_err(AppError::io("writing", out))?;
    staged.persist(out).map_err(|error| AppError::io("writing", out)(error.error))?;
    Ok(report)
}

/// A part of the file, or what was read of it, and how many bytes of the file it ends behind.
struct Chunk<T> {
    content: T,
    bytes: u64,
}

/// Reads messages on all processors but hands them out in the order of the file. It ends where the file ends, or with the error of its reading.
fn prepared<'s>(
    scope: &'s thread::Scope<'s, '_>,
    file: File,
) -> impl Iterator<Item = io::Result<Chunk<Vec<Result<Prepared, NoEnvelope>>>>> {
    let (mut to_workers, mut from_workers) = (Vec::new(), Vec::new());
    for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
        let (give, take) = sync_channel::<io::Result<Chunk<Vec<u8>>>>(2);
        let (hand, get) = sync_channel(2);
        scope.spawn(move || {
            for chunk in take {
                let done = chunk.map(|Chunk { content, bytes }| {
                    let lines = content.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
                    Chunk { content: lines.map(|line| claims::prepare(line, None)).collect(), bytes }
                });
                if hand.send(done).is_err() {
                    return; // nobody waits for it any more
                }
            }
        });
        to_workers.push(give);
        from_workers.push(get);
    }
    scope.spawn(move || read_chunks(file, &to_workers));
    // Chunks go round the workers, and come back in the same round; the first worker with nothing more had the turn behind the last chunk.
    let mut turn = 0;
    std::iter::from_fn(move || {
        let chunk = from_workers[turn].recv().ok()?;
        turn = (turn + 1) % from_workers.len();
        Some(chunk)
    })
}

/// Parts a file into chunks of whole lines.
fn read_chunks(file: File, to_workers: &[SyncSender<io::Result<Chunk<Vec<u8>>>>]) {
    let (mut reader, mut bytes) = (BufReader::with_capacity(1 << 16, file), 0);
    for worker in to_workers.iter().cycle() {
        let mut content = Vec::with_capacity(CHUNK + CHUNK / 8);
        let mut failed = None;
        while content.len() < CHUNK {
            match reader.read_until(b'\n', &mut content) {
                Ok(0) => break,
                Ok(read) => bytes += read as u64,
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
        }
        let chunk = match failed {
            Some(error) => Err(error),
            None if content.is_empty() => return,
            None => Ok(Chunk { content, bytes }),
        };
        let ends = chunk.is_err();
        if worker.send(chunk).is_err() || ends {
            return;
        }
    }
}

fn read_knowledge(paths: &[PathBuf]) -> Result<Knowledge, AppError> {
    let read = |path: &PathBuf| Ok((path.display().to_string(), fs::read_to_string(path).map_err(AppError::io("reading", path))?));
    let texts = paths.iter().map(read).collect::<Result<Vec<_>, AppError>>()?;
    let named = texts.iter().map(|(name, text)| (&**name, &**text));
    Knowledge::read(named).map_err(|error| AppError::Refused(error.to_string()))
}

impl ReplayReport {
    fn count(&mut self, answered: &Answered) {
        self.messages += 1;
        self.repeated += u64::from(answered.repeated);
        self.refused += u64::from(answered.reply.infcode != 0);
        if let Some(judged) = &answered.judgement {
            self.warnings += judged.warnings.len() as u64;
            self.not_evaluated += judged.not_evaluated.len() as u64;
        }
    }
}
