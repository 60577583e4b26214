//! Where the parts of a staged row are.

use pack::{Column, ColumnType, Dataset};

/// Bytes in front of a row's slots, behind the bits of its filled cells: its number.
const NUMBER: usize = 4;

/// What a column's slot holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// Eight bytes: a whole number, fen, parts of a decimal, microseconds, a resident number's key.
    Number,
    /// Four bytes: days since 1970.
    Day,
    /// Two bytes: the place in the column's closed list.
    Listed,
    /// One byte.
    Bool,
    /// Four bytes: where the text ends, counted from the row's start. It begins where the text before it ends.
    Text,
}

impl Kept {
    fn of(column: &Column) -> Self {
        match column.kind {
            ColumnType::PersonId | ColumnType::Money | ColumnType::Decimal | ColumnType::Int | ColumnType::Timestamp => Self::Number,
            ColumnType::Date | ColumnType::Month => Self::Day,
            ColumnType::Code if column.values.len() <= usize::from(u16::MAX) => Self::Listed,
            ColumnType::Code | ColumnType::Uscc | ColumnType::Text => Self::Text,
            ColumnType::Bool => Self::Bool,
        }
    }

    pub(super) fn width(self) -> usize {
        match self {
            Self::Number => 8,
            Self::Day | Self::Text => 4,
            Self::Listed => 2,
            Self::Bool => 1,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    pub(super) kept: Kept,
    pub(super) at: usize,
    /// For a text the slot of the text before it.
    pub(super) before: Option<usize>,
}

/// Where the parts of a dataset's rows are.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) slots: Vec<Slot>,
    /// Bytes in front of the texts.
    pub(super) fixed: usize,
    /// The subject's exact number, or the hash of its text; none where all rows are of one bucket.
    pub(super) key: Option<usize>,
    /// The slot of the last text, which says how long a row is.
    last_text: Option<usize>,
}

impl Layout {
    pub(super) fn of(dataset: &Dataset) -> Self {
        let mut at = dataset.columns.len().div_ceil(8) + NUMBER;
        let mut last_text = None;
        let mut slots = Vec::new();
        for column in &dataset.columns {
            let kept = Kept::of(column);
            slots.push(Slot { kept, at, before: last_text });
            if kept == Kept::Text {
                last_text = Some(at);
            }
            at += kept.width();
        }
        let subject = subject(dataset);
        let key = match (slots[subject].kept, dataset.columns[subject].kind) {
            (_, ColumnType::PersonId | ColumnType::Int) => Some(slots[subject].at),
            (Kept::Text | Kept::Listed, _) => {
                at += 8;
                Some(at - 8)
            }
            _ => None,
        };
        Self { slots, fixed: at, key, last_text }
    }

    fn number_at(&self) -> usize {
        self.slots.len().div_ceil(8)
    }

    /// What of a row does not depend on where it stood.
    pub(super) fn without_number<'r>(&self, row: &'r [u8]) -> [&'r [u8]; 2] {
        let at = self.number_at();
        [&row[..at], &row[at + NUMBER..]]
    }

    /// Puts a row's number where it belongs.
    pub(super) fn set_number(&self, row: &mut [u8], number: u32) {
        row[self.number_at()..self.number_at() + NUMBER].copy_from_slice(&number.to_le_bytes());
    }
}

pub(super) fn subject(dataset: &Dataset) -> usize {
    dataset.columns.iter().position(|column| column.code == dataset.subject).expect("checked when the pack was loaded")
}

fn four(bytes: &[u8], at: usize) -> [u8; 4] {
    bytes[at..at + 4].try_into().expect("four bytes")
}

fn eight(bytes: &[u8], at: usize) -> [u8; 8] {
    bytes[at..at + 8].try_into().expect("eight bytes")
}

/// A place in a row's bytes as a slot holds it: rows are cut off long before they reach four gigabytes.
pub(super) fn short(place: usize) -> u32 {
    u32::try_from(place).expect("a chunk of rows has less than four gigabytes")
}

/// One row.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    /// From the row's start; what comes behind its end is others'.
    pub(super) bytes: &'a [u8],
    pub(super) origin: i64,
}

impl<'a> Row<'a> {
    pub(super) fn is_filled(self, n: usize) -> bool {
        self.bytes[n / 8] & (1 << (n % 8)) != 0
    }

    pub(super) fn number(self, slot: Slot) -> i64 {
        i64::from_le_bytes(eight(self.bytes, slot.at))
    }

    pub(super) fn day(self, slot: Slot) -> i32 {
        i32::from_le_bytes(four(self.bytes, slot.at))
    }

    pub(super) fn place(self, slot: Slot) -> u16 {
        u16::from_le_bytes([self.bytes[slot.at], self.bytes[slot.at + 1]])
    }

    fn end(self, at: usize) -> usize {
        u32::from_le_bytes(four(self.bytes, at)) as usize
    }

    pub(super) fn text(self, layout: &Layout, slot: Slot) -> &'a [u8] {
        &self.bytes[slot.before.map_or(layout.fixed, |at| self.end(at))..self.end(slot.at)]
    }

    pub(super) fn length(self, layout: &Layout) -> usize {
        layout.last_text.map_or(layout.fixed, |at| self.end(at))
    }

    pub(super) fn key(self, layout: &Layout) -> i64 {
        layout.key.map_or(0, |at| i64::from_le_bytes(eight(self.bytes, at)))
    }

    /// `_row`.
    pub(super) fn id(self, layout: &Layout) -> i64 {
        self.origin + i64::from(u32::from_le_bytes(four(self.bytes, layout.number_at())))
    }
}
