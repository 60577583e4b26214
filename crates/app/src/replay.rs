//! Medical claims: a month of requests replayed under a knowledge base.

use crate::error::AppError;
use crate::observe::{Observer, Step};
use claims::{Answered, Knowledge, Registers};
use serde::Serialize;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

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

    let (mut bytes, mut failed) = (0, None);
    let mut lines = BufReader::with_capacity(1 << 16, file);
    let bodies = std::iter::from_fn(|| {
        let mut line = Vec::new();
        match lines.read_until(b'\n', &mut line) {
            Ok(0) => None,
            Ok(read) => {
                bytes += read as u64;
                Some((line, bytes))
            }
            Err(error) => {
                failed = Some(error);
                None
            }
        }
    });
    let mut report = ReplayReport { points: knowledge.points().len(), out: out.to_owned(), ..ReplayReport::default() };
    let bodies = bodies.filter(|(line, _)| !line.trim_ascii().is_empty()).zip(1_u64..).inspect(|((_, bytes), rows)| {
        observer(Step::Rows { rows: *rows, bytes: *bytes, of_bytes });
    });
    let registers = Registers::default();
    for answered in claims::replay(&knowledge, &registers, bodies.map(|((line, _), _)| line)) {
        report.count(&answered);
        let line = serde_json::to_string(&answered.reply).expect("a reply holds nothing that JSON does not");
        writeln!(replies, "{line}").map_err(AppError::io("writing", out))?;
    }
    if let Some(error) = failed {
        return Err(AppError::io("reading", requests)(error));
    }
    replies.flush().map_err(AppError::io("writing", out))?;
    drop(replies);
    staged.as_file().sync_all().map_err(AppError::io("writing", out))?;
    staged.persist(out).map_err(|error| AppError::io("writing", out)(error.error))?;
    Ok(report)
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
