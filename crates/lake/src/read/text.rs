//! Text tables: any of the usual encodings and separators, read as a stream of chunks that each hold whole records.

mod marks;

use super::{Cell, MAX_COLUMNS};
use crate::error::FileError;
use crossbeam_channel::{Receiver, Sender, unbounded};
use encoding_rs::{Decoder, DecoderResult, GB18030, UTF_16BE, UTF_16LE};
use marks::Marks;
use memchr::{memchr, memchr_iter, memrchr};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Bytes read at a time; a chunk is about as long.
const BLOCK: usize = 2 << 20;
/// A record longer than this is a quotation mark that was never closed.
const MAX_RECORD: usize = 64 << 20;

/// Whole records of a text table, in UTF-8.
pub(crate) struct Chunk {
    /// Number of the first record, from 1, as a spreadsheet program would number it (blank lines count, line breaks inside quotes do not).
    pub(crate) first_row: u64,
    pub(crate) text: String,
}

/// A text file, read once from start to end.
pub(crate) struct TextReader {
    file: File,
    encoding: Encoding,
    /// Bytes read and decoded so far.
    offset: usize,
    /// Bytes that were read and not decoded yet.
    block: Vec<u8>,
    digest: Sha256,
    give_back: Sender<String>,
    spare: Receiver<String>,
    /// Decoded text behind the last whole record.
    pending: String,
    next_row: u64,
    delimiter: u8,
    /// Lines end in a carriage return alone, as old Macintosh programs write them.
    returns_only: bool,
    ended: bool,
}

enum Encoding {
    /// Nothing but ASCII so far.
    Undecided,
    Utf8,
    Other(Box<Decoder>),
}

impl TextReader {
    pub(crate) fn open(path: &Path) -> std::io::Result<Self> {
        let file = File::open(path)?;
        let (give_back, spare) = unbounded();
        Ok(Self {
            file,
            encoding: Encoding::Undecided,
            offset: 0,
            block: Vec::with_capacity(BLOCK + 16),
            digest: Sha256::new(),
            give_back,
            spare,
            pending: String::new(),
            next_row: 1,
            delimiter: 0,
            returns_only: false,
            ended: false,
        })
    }

    /// The character between two cells; known once the first chunk was read.
    pub(crate) fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// Where chunks that were dealt with give their memory back: a page that was touched once is not asked for anew.
    pub(crate) fn spare(&self) -> Sender<String> {
        self.give_back.clone()
    }

    /// SHA-256 of the file, once it was read to its end.
    pub(crate) fn digest(self) -> String {
        self.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The next chunk, or none at the end.
    pub(crate) fn next_chunk(&mut self) -> Result<Option<Chunk>, TextError> {
        while !self.ended {
            let first_block = self.offset == 0 && self.block.is_empty();
            let undecoded = self.block.len();
            (&mut self.file).take(BLOCK as u64).read_to_end(&mut self.block)?;
            self.ended = self.block.len() == undecoded;
            self.digest.update(&self.block[undecoded..]);
            if first_block {
                self.decide_by_mark();
            }
            let decoded = self.pending.len();
            self.decode()?;
            if first_block {
                self.returns_only = self.pending.contains('\r') && !self.pending.contains('\n');
            }
            if self.returns_only {
                let lines = self.pending[decoded..].replace('\r', "\n");
                self.pending.truncate(decoded);
                self.pending.push_str(&lines);
            }
            if self.ended {
                // The end of a file as DOS marked it.
                self.pending.truncate(self.pending.trim_end_matches(['\u{1a}', '\0']).len());
            }
            if self.delimiter == 0 && !self.pending.is_empty() {
                self.delimiter = guess_delimiter(&self.pending);
            }
            if let Some(chunk) = self.cut()? {
                return Ok(Some(chunk));
            }
        }
        Ok(None)
    }

    /// Takes a byte-order mark off, and recognises UTF-16 without one by its zero bytes.
    fn decide_by_mark(&mut self) {
        let (encoding, mark) = match self.block.as_slice() {
            [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
            [0xFF, 0xFE, ..] => (Encoding::Other(Box::new(UTF_16LE.new_decoder_without_bom_handling())), 2),
            [0xFE, 0xFF, ..] => (Encoding::Other(Box::new(UTF_16BE.new_decoder_without_bom_handling())), 2),
            head => {
                // Signs of ASCII, and a tenth of any table are such, have a zero in their upper half; a few characters (一, U+4E00) have one in
                // the lower. Zero bytes that an old system left in a text of another encoding are fewer, or stand on either side alike.
                let head = &head[..head.len().min(4096)];
                let zeros = |at: usize| head.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count();
                let (even, odd) = (zeros(0), zeros(1));
                if odd > even * 2 && odd * 20 > head.len() {
                    (Encoding::Other(Box::new(UTF_16LE.new_decoder_without_bom_handling())), 0)
                } else if even > odd * 2 && even * 20 > head.len() {
                    (Encoding::Other(Box::new(UTF_16BE.new_decoder_without_bom_handling())), 0)
                } else {
                    (Encoding::Undecided, 0)
                }
            }
        };
        self.block.drain(..mark);
        self.offset += mark;
        self.encoding = encoding;
    }

    /// Decodes the block behind what is pending; of a character that is not whole yet the bytes stay in the block.
    fn decode(&mut self) -> Result<(), TextError> {
        if matches!(self.encoding, Encoding::Undecided) && !self.block.is_ascii() {
            self.encoding = match std::str::from_utf8(&self.block) {
                Ok(_) => Encoding::Utf8,
                Err(error) if error.error_len().is_none() => Encoding::Utf8,
                Err(_) => Encoding::Other(Box::new(GB18030.new_decoder_without_bom_handling())),
            };
        }
        match &mut self.encoding {
            Encoding::Undecided | Encoding::Utf8 => {
                let whole = if self.ended { self.block.len() } else { whole_characters(&self.block) };
                let mut next = self.spare.try_recv().map_or_else(|_| Vec::with_capacity(BLOCK + BLOCK / 4), String::into_bytes);
                next.clear();
                next.extend_from_slice(&self.block[whole..]);
                self.block.truncate(whole);
                let text = String::from_utf8(std::mem::replace(&mut self.block, next))
                    .map_err(|error| FileError::Encoding { offset: self.offset + error.utf8_error().valid_up_to() })?;
                self.offset += whole;
                // A block that was read is a chunk as it stands, but for its ends.
                if self.pending.is_empty() {
                    self.pending = text;
                } else {
                    self.pending.push_str(&text);
                    let _ = self.give_back.send(text);
                }
            }
            Encoding::Other(decoder) => {
                let room = decoder.max_utf8_buffer_length_without_replacement(self.block.len()).unwrap_or(self.block.len() * 3);
                self.pending.reserve(room);
                let (result, read) = decoder.decode_to_string_without_replacement(&self.block, &mut self.pending, self.ended);
                if let DecoderResult::Malformed(length, behind) = result {
                    let offset = (self.offset + read).saturating_sub(usize::from(length) + usize::from(behind));
                    return Err(FileError::Encoding { offset }.into());
                }
                self.offset += self.block.len();
                self.block.clear();
            }
        }
        Ok(())
    }

    /// Cuts the whole records off what was decoded.
    fn cut(&mut self) -> Result<Option<Chunk>, TextError> {
        if self.pending.is_empty() {
            return Ok(None);
        }
        let (length, rows) = whole_records(self.pending.as_bytes(), self.delimiter, self.ended)
            .map_err(|row| FileError::Workbook(format!("第 {} 行的引号没有闭合", self.next_row + row)))?;
        if length == 0 {
            if self.pending.len() > MAX_RECORD {
                return Err(FileError::Workbook(format!("第 {} 行的引号没有闭合", self.next_row)).into());
            }
            return Ok(None);
        }
        let text = if matches!(self.encoding, Encoding::Other(_)) {
            let mut rest = self.spare.try_recv().unwrap_or_else(|_| String::with_capacity(BLOCK + BLOCK / 4));
            rest.clear();
            rest.push_str(&self.pending[length..]);
            self.pending.truncate(length);
            std::mem::replace(&mut self.pending, rest)
        } else {
            // The bytes behind the last whole record go in front of those that are read next.
            let mut text = std::mem::take(&mut self.pending);
            self.offset -= text.len() - length;
            self.block.splice(..0, text.bytes().skip(length));
            text.truncate(length);
            text
        };
        let first_row = self.next_row;
        self.next_row += rows;
        Ok(Some(Chunk { first_row, text }))
    }
}

/// Length of the block without the character at its end that is not whole.
fn whole_characters(block: &[u8]) -> usize {
    let last = block.iter().rev().take(4).position(|byte| byte & 0xC0 != 0x80).map_or(0, |behind| block.len() - behind - 1);
    match (block.get(last), block.len() - last) {
        (Some(0xC0..=0xDF), 1) | (Some(0xE0..=0xEF), 1..=2) | (Some(0xF0..=0xF7), 1..=3) => last,
        _ => block.len(),
    }
}

/// What can stop a text file from being read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TextError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// The separator that stands in the most of the first lines the same number of times.
fn guess_delimiter(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(20).collect();
    let score = |delimiter: &u8| {
        let mut counts: Vec<usize> = lines.iter().map(|line| unquoted(line, *delimiter)).collect();
        counts.sort_unstable();
        let typical = counts.get(counts.len() / 2).copied().unwrap_or(0);
        let agreeing = counts.iter().filter(|count| **count == typical).count();
        if typical == 0 { (0, counts.last().copied().unwrap_or(0)) } else { (agreeing, typical) }
    };
    b",\t;|".iter().copied().max_by_key(|delimiter| (score(delimiter), *delimiter == b',')).unwrap_or(b',')
}

fn unquoted(line: &str, delimiter: u8) -> usize {
    let mut quoted = false;
    line.bytes()
        .filter(|byte| {
            quoted ^= *byte == b'"';
            *byte == delimiter && !quoted
        })
        .count()
}

/// Length of the whole records at the start of `text`, and how many they are; the number (from 0) of a record that ends inside quotes as the error.
fn whole_records(text: &[u8], delimiter: u8, ended: bool) -> Result<(usize, u64), u64> {
    if memchr(b'"', text).is_none() {
        let length = if ended { text.len() } else { memrchr(b'\n', text).map_or(0, |at| at + 1) };
        let breaks = memchr_iter(b'\n', &text[..length]).count() as u64;
        return Ok((length, breaks + u64::from(length > 0 && text[length - 1] != b'\n')));
    }
    let (mut at, mut rows) = (0, 0);
    let mut fields = Vec::new();
    let mut scratch = String::new();
    let mut marks = Marks::new(text, delimiter);
    while at < text.len() {
        fields.clear();
        scratch.clear();
        match next_record(text, at, delimiter, &mut marks, &mut fields, &mut scratch) {
            Ok(end) if end == text.len() && !ended && text[end - 1] != b'\n' => break,
            Ok(end) => at = end,
            Err(Unclosed) if ended => return Err(rows),
            Err(Unclosed) => break,
        }
        rows += 1;
    }
    Ok((at, rows))
}

struct Unclosed;

/// Where a field's text is: in the chunk, or unescaped in the scratch buffer.
#[derive(Clone, Copy)]
enum Field {
    Chunk(usize, usize),
    Scratch(usize, usize),
}

impl Field {
    fn is_empty(&self) -> bool {
        let (Self::Chunk(from, to) | Self::Scratch(from, to)) = self;
        from == to
    }
}

/// Reads the record at `at` and returns where the next one begins.
fn next_record(
    text: &[u8],
    mut at: usize,
    delimiter: u8,
    marks: &mut Marks<'_>,
    fields: &mut Vec<Field>,
    scratch: &mut String,
) -> Result<usize, Unclosed> {
    loop {
        // A field that opens with a quotation mark runs to the closing one; a mark further in is an ordinary character.
        if text.get(at) == Some(&b'"') {
            let start = scratch.len();
            let mut from = at + 1;
            loop {
                let close = from + memchr(b'"', &text[from..]).ok_or(Unclosed)?;
                scratch.push_str(&String::from_utf8_lossy(&text[from..close]));
                from = close + 1;
                if text.get(from) == Some(&b'"') {
                    scratch.push('"');
                    from += 1;
                } else {
                    break;
                }
            }
            let end = marks.next(from);
            let tail = &text[from..end];
            scratch.push_str(String::from_utf8_lossy(tail.strip_suffix(b"\r").unwrap_or(tail)).as_ref());
            keep(fields, Field::Scratch(start, scratch.len()));
            at = end;
        } else {
            let end = marks.next(at);
            let last = if end > at && text[end - 1] == b'\r' && text.get(end) != Some(&delimiter) { end - 1 } else { end };
            keep(fields, Field::Chunk(at, last));
            at = end;
        }
        match text.get(at) {
            Some(byte) if *byte == delimiter => {
                at += 1;
                continue;
            }
            Some(_) => at += 1,
            None => {}
        }
        // Empty columns that a spreadsheet program wrote because they were formatted once.
        while fields.len() > MAX_COLUMNS && fields.last().is_some_and(Field::is_empty) {
            fields.pop();
        }
        return Ok(at);
    }
}

/// Keeps a field. Of a row of millions no more is kept than shows that it is far too wide.
fn keep(fields: &mut Vec<Field>, field: Field) {
    const MOST: usize = 1 << 16;
    if fields.len() < MOST {
        fields.push(field);
    } else if let Some(last) = fields.last_mut()
        && !field.is_empty()
    {
        *last = field;
    }
}

/// Calls `each` with the number and the cells of every record of a chunk; it says whether to go on.
pub(crate) fn records(chunk: &Chunk, delimiter: u8, mut each: impl FnMut(u64, &[Cell<'_>]) -> bool) {
    let text = chunk.text.as_bytes();
    let (mut at, mut row) = (0, chunk.first_row);
    let mut marks = Marks::new(text, delimiter);
    let mut places = Vec::new();
    let mut scratch = String::new();
    let mut cells: Vec<Cell<'_>> = Vec::new();
    while at < text.len() {
        places.clear();
        scratch.clear();
        // An unclosed record can't reach this point: the reader refuses it.
        let Ok(end) = next_record(text, at, delimiter, &mut marks, &mut places, &mut scratch) else { return };
        // The cells borrow from this record's scratch: the allocation is reused, the borrow ends with the record.
        let mut borrowed: Vec<Cell<'_>> = reuse(std::mem::take(&mut cells));
        borrowed.extend(places.iter().map(|place| match *place {
            Field::Chunk(from, to) | Field::Scratch(from, to) if from == to => Cell::Empty,
            Field::Chunk(from, to) => Cell::Text(formula_text(&chunk.text[from..to])),
            Field::Scratch(from, to) => Cell::Text(formula_text(&scratch[from..to])),
        }));
        let go_on = each(row, &borrowed);
        cells = reuse(borrowed);
        if !go_on {
            return;
        }
        at = end;
        row += 1;
    }
}

/// The text in `="…"`, by which many systems keep a spreadsheet program from taking a long number for one; any other field as it is.
fn formula_text(field: &str) -> &str {
    match field.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        Some(text) if !text.contains('"') => text,
        _ => field,
    }
}

/// An empty vector with the allocation of `cells`, free of its borrow.
fn reuse<'b>(mut cells: Vec<Cell<'_>>) -> Vec<Cell<'b>> {
    cells.clear();
    cells.into_iter().map(|_| Cell::Empty).collect()
}

#[cfg(test)]
mod tests;
