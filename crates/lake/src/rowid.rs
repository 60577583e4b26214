//! The reference of a source row (`_row`): batch, sheet and row in one number, so that rows sort by batch, then sheet, then row.

/// Bits of a row number.
const ROW_BITS: u32 = 31;
/// Bits of a sheet number.
const SHEET_BITS: u32 = 12;

/// Largest sheet number.
pub const MAX_SHEET: u32 = (1 << SHEET_BITS) - 1;
/// Largest row number.
pub const MAX_ROW: u64 = (1 << ROW_BITS) - 1;
/// Largest batch number.
pub const MAX_BATCH: u32 = (1 << (63 - ROW_BITS - SHEET_BITS)) - 1;

/// A source row: which batch, which of its sheets (from 0), which row (from 1, as a spreadsheet program counts).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId {
    /// Batch number.
    pub batch: u32,
    /// Sheet, from 0.
    pub sheet: u32,
    /// Row, from 1.
    pub row: u64,
}

impl RowId {
    /// The number as it stands in the `_row` column.
    #[expect(clippy::cast_possible_wrap, reason = "63 bits by construction")]
    pub fn pack(self) -> i64 {
        debug_assert!(self.batch <= MAX_BATCH && self.sheet <= MAX_SHEET && self.row <= MAX_ROW);
        ((u64::from(self.batch) << (ROW_BITS + SHEET_BITS)) | (u64::from(self.sheet) << ROW_BITS) | self.row) as i64
    }

    /// The row that a number means.
    #[expect(clippy::cast_sign_loss, clippy::cast_possible_truncation, reason = "the fields were cut to these widths by `pack`")]
    pub fn unpack(number: i64) -> Self {
        let number = number as u64;
        Self {
            batch: (number >> (ROW_BITS + SHEET_BITS)) as u32,
            sheet: ((number >> ROW_BITS) & u64::from(MAX_SHEET)) as u32,
            row: number & MAX_ROW,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_number_leads_back_to_its_row_and_keeps_the_order(a in (0..=MAX_BATCH, 0..=MAX_SHEET, 0..=MAX_ROW), b in (0..=MAX_BATCH, 0..=MAX_SHEET, 0..=MAX_ROW)) {
            let [a, b] = [a, b].map(|(batch, sheet, row)| RowId { batch, sheet, row });
            prop_assert_eq!(RowId::unpack(a.pack()), a);
            prop_assert_eq!(a.cmp(&b), a.pack().cmp(&b.pack()));
            prop_assert!(a.pack() >= 0);
        }
    }
}
