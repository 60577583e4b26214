//! Accepted rows between cleaning and writing, as small as they can be: memory that is touched for the first time costs more than the parsing.
//!
//! A row is one piece of bytes: which of its cells are filled, its number, a slot of one to eight bytes a column, then its texts. A resident
//! number is kept as its exact key, a value of a closed list as its place in the list; both become text again only while a row group is
//! encoded. Rows are laid down by the bucket of their subject, so that a bucket is read from start to end.

mod layout;
mod restore;

pub(crate) use restore::{Restorer, restored};

use crate::digest::RowsDigest;
use crate::rowid::RowId;
use layout::{Kept, Layout, Row, short, subject};
use pack::{ColumnType, Dataset, Mode};
use std::collections::BTreeMap;

/// Buckets into which subjects fall by a hash of their key.
pub(crate) const BUCKETS: usize = 64;
/// Lays down rows one after the other.
pub(crate) struct Stager<'a> {
    dataset: &'a Dataset,
    layout: Layout,
    subject: usize,
    /// The column by which the batch's record counts rows.
    period: Option<usize>,
    bytes: Vec<u8>,
    /// Where the row begins that is being laid down.
    open: usize,
    /// End and bucket of each whole row.
    rows: Vec<(u32, u8)>,
    sizes: [usize; BUCKETS],
    filled: Vec<u64>,
    /// The bits of a row of which every cell is filled.
    every: Vec<u8>,
    /// Rows of which every cell is filled; they are not in `filled`.
    full: u64,
    periods: BTreeMap<i64, u64>,
    /// The last row's period and how many rows in a row had it; they are not in `periods`.
    last_period: (i64, u64),
    /// Of datasets to which files are added.
    digest: Option<RowsDigest>,
}

impl<'a> Stager<'a> {
    pub(crate) fn new(dataset: &'a Dataset) -> Self {
        let period = dataset.period.as_ref().and_then(|name| dataset.columns.iter().position(|column| column.code == *name));
        Self {
            dataset,
            layout: Layout::of(dataset),
            subject: subject(dataset),
            period: period.filter(|n| matches!(dataset.columns[*n].kind, ColumnType::Date | ColumnType::Month | ColumnType::Int)),
            bytes: Vec::new(),
            open: 0,
            rows: Vec::new(),
            sizes: [0; BUCKETS],
            filled: vec![0; dataset.columns.len()],
            every: (0..dataset.columns.len()).fold(vec![0; dataset.columns.len().div_ceil(8)], |mut bits, n| {
                bits[n / 8] |= 1 << (n % 8);
                bits
            }),
            full: 0,
            periods: BTreeMap::new(),
            last_period: (0, 0),
            digest: (dataset.mode == Mode::Append).then(RowsDigest::default),
        }
    }

    /// Whole rows so far.
    pub(crate) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Bytes of them.
    pub(crate) fn size(&self) -> usize {
        self.open
    }

    /// Begins a row, in place of one that was begun and not ended.
    pub(crate) fn begin(&mut self) {
        self.bytes.truncate(self.open);
        self.bytes.resize(self.open + self.layout.fixed, 0);
    }

    fn put<const N: usize>(&mut self, n: usize, bytes: [u8; N]) {
        let at = self.open + self.layout.slots[n].at;
        self.bytes[at..at + N].copy_from_slice(&bytes);
        self.bytes[self.open + n / 8] |= 1 << (n % 8);
    }

    /// A cell that is not filled. Every text of a row is laid down, or said to be missing, in the order of the columns.
    pub(crate) fn nothing(&mut self, n: usize) {
        if self.layout.slots[n].kept == Kept::Text {
            let (at, end) = (self.open + self.layout.slots[n].at, short(self.bytes.len() - self.open));
            self.bytes[at..at + 4].copy_from_slice(&end.to_le_bytes());
            if n == self.subject {
                self.key(hash_text(""));
            }
        } else if n == self.subject && self.layout.slots[n].kept == Kept::Listed {
            self.key(hash_text(""));
        }
    }

    pub(crate) fn number(&mut self, n: usize, number: i64) {
        self.put(n, number.to_le_bytes());
    }

    pub(crate) fn day(&mut self, n: usize, day: i32) {
        self.put(n, day.to_le_bytes());
    }

    pub(crate) fn bool(&mut self, n: usize, value: bool) {
        self.put(n, [u8::from(value)]);
    }

    /// The value at `place` of the column's closed list.
    pub(crate) fn listed(&mut self, n: usize, place: usize) {
        let dataset = self.dataset;
        let value = &dataset.columns[n].values[place];
        match u16::try_from(place) {
            Ok(place) if self.layout.slots[n].kept == Kept::Listed => {
                self.put(n, place.to_le_bytes());
                if n == self.subject {
                    self.key(hash_text(value));
                }
            }
            _ => self.text(n, value),
        }
    }

    pub(crate) fn text(&mut self, n: usize, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
        self.put(n, short(self.bytes.len() - self.open).to_le_bytes());
        if n == self.subject {
            self.key(hash_text(text));
        }
    }

    fn key(&mut self, key: i64) {
        if let Some(at) = self.layout.key {
            let at = self.open + at;
            self.bytes[at..at + 8].copy_from_slice(&key.to_le_bytes());
        }
    }

    /// Adds a cell of the open row to `into`, so that equal cells, and no others, are equal there.
    pub(crate) fn add_cell(&self, n: usize, into: &mut Vec<u8>) {
        let row = Row { bytes: &self.bytes[self.open..], origin: 0 };
        let slot = self.layout.slots[n];
        let cell = match slot.kept {
            Kept::Text => row.text(&self.layout, slot),
            kept => &row.bytes[slot.at..slot.at + kept.width()],
        };
        into.push(u8::from(row.is_filled(n)));
        into.extend_from_slice(&short(cell.len()).to_le_bytes());
        into.extend_from_slice(cell);
    }

    /// Ends the open row, which is row `number` of its sheet.
    pub(crate) fn end(&mut self, number: u64) {
        let number = u32::try_from(number).expect("a row number has 31 bits");
        self.layout.set_number(&mut self.bytes[self.open..], number);
        let row = Row { bytes: &self.bytes[self.open..], origin: 0 };
        if row.bytes[..self.every.len()] == self.every {
            self.full += 1;
        } else {
            (0..self.filled.len()).filter(|n| row.is_filled(*n)).for_each(|n| self.filled[n] += 1);
        }
        if let Some(n) = self.period.filter(|n| row.is_filled(*n)) {
            let slot = self.layout.slots[n];
            let period = match slot.kept {
                Kept::Day => i64::from(row.day(slot)),
                _ => row.number(slot),
            };
            if period != self.last_period.0 {
                count_period(&mut self.periods, std::mem::replace(&mut self.last_period, (period, 0)));
            }
            self.last_period.1 += 1;
        }
        if let Some(digest) = &mut self.digest {
            digest.add_row(self.layout.without_number(row.bytes));
        }
        let bucket = bucket(row.key(&self.layout));
        self.sizes[usize::from(bucket)] += self.bytes.len() - self.open;
        self.open = self.bytes.len();
        self.rows.push((short(self.open), bucket));
    }

    /// The whole rows so far, which are of this sheet of this batch.
    pub(crate) fn take(&mut self, batch: u32, sheet: u32) -> Staged {
        let mut buckets = [Bucket::default(); BUCKETS];
        let mut ends = [0; BUCKETS];
        let mut end = 0;
        for (n, size) in std::mem::replace(&mut self.sizes, [0; BUCKETS]).into_iter().enumerate() {
            buckets[n].from = end;
            ends[n] = end;
            end += size;
        }
        let mut bytes = vec![0; end];
        let mut from = 0;
        for (to, bucket) in &self.rows {
            let row = &self.bytes[from..*to as usize];
            let (bucket, end) = (&mut buckets[usize::from(*bucket)], &mut ends[usize::from(*bucket)]);
            bytes[*end..*end + row.len()].copy_from_slice(row);
            *end += row.len();
            bucket.rows += 1;
            from = *to as usize;
        }
        let mut filled = std::mem::replace(&mut self.filled, vec![0; self.dataset.columns.len()]);
        let full = std::mem::take(&mut self.full);
        filled.iter_mut().for_each(|count| *count += full);
        let mut periods = std::mem::take(&mut self.periods);
        count_period(&mut periods, std::mem::take(&mut self.last_period));
        let rows = self.rows.len();
        self.bytes.clear();
        self.open = 0;
        self.rows.clear();
        let digest = self.digest.as_mut().map(std::mem::take).unwrap_or_default();
        Staged { origin: RowId { batch, sheet, row: 0 }.pack(), rows, bytes, buckets: Box::new(buckets), filled, periods, digest }
    }
}

fn count_period(into: &mut BTreeMap<i64, u64>, (period, rows): (i64, u64)) {
    if rows > 0 {
        *into.entry(period).or_default() += rows;
    }
}

/// Rows of one sheet, in the file's order within each bucket.
pub(crate) struct Staged {
    /// `_row` of the sheet's row 0.
    origin: i64,
    rows: usize,
    bytes: Vec<u8>,
    buckets: Box<[Bucket; BUCKETS]>,
    /// Filled cells of each column.
    pub(crate) filled: Vec<u64>,
    /// Rows of each period: days since 1970 for dates and months, the number itself for years.
    pub(crate) periods: BTreeMap<i64, u64>,
    /// Of datasets to which files are added; nothing otherwise.
    pub(crate) digest: RowsDigest,
}

#[derive(Debug, Clone, Copy, Default)]
struct Bucket {
    from: usize,
    rows: usize,
}

impl Staged {
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    pub(crate) fn size(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn rows_of(&self, bucket: usize) -> usize {
        self.buckets[bucket].rows
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the upper six bits")]
fn bucket(key: i64) -> u8 {
    (hash(key) >> (u64::BITS - BUCKETS.trailing_zeros())) as u8
}

/// Spreads an exact key; the constant is 2^64 divided by the golden ratio (Knuth's multiplicative hashing).
fn hash(key: i64) -> u64 {
    let mixed = key.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// FNV-1a of a text, the same on every machine and in every version.
fn hash_text(text: &str) -> i64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)).cast_signed()
}

#[cfg(test)]
mod tests;
