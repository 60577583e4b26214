//! Staged rows as columns again, in the order in which they are written.

use super::layout::{Kept, Layout, Row, Slot, short};
use super::{BUCKETS, Staged};
use crate::schema::{DECIMAL, MONEY, table_schema};
use datafusion::arrow::array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal64Array, DictionaryArray, Int64Array, RecordBatch, TimestampMicrosecondArray,
    UInt16Array,
};
use datafusion::arrow::buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::error::ArrowError;
use pack::{Column, ColumnType, Dataset};
use std::ops::Range;
use std::sync::Arc;
use vocabulary::resident_number::ResidentNumber;

/// Rows that are restored at a time: what is made of them stays in the processor's cache.
const PIECE_ROWS: usize = 8192;
/// Bytes of rows that are restored at a time, where they are long.
const PIECE_BYTES: usize = 64 << 20;
/// Characters of a resident number.
const NUMBER_LENGTH: usize = 18;

/// Reads staged rows of one dataset.
pub(crate) struct Restorer<'a> {
    layout: Layout,
    columns: Vec<(&'a Column, Option<ArrayRef>)>,
}

/// Where a row is among staged rows, and the key that it is ordered by.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    key: i64,
    chunk: u32,
    at: u32,
}

impl<'a> Restorer<'a> {
    pub(crate) fn new(dataset: &'a Dataset) -> Self {
        let layout = Layout::of(dataset);
        let list = |column: &'a Column, slot: &Slot| -> (&'a Column, Option<ArrayRef>) {
            let values = || Arc::new(BinaryArray::from_iter_values(&column.values)) as ArrayRef;
            (column, (slot.kept == Kept::Listed).then(values))
        };
        let columns = dataset.columns.iter().zip(&layout.slots).map(|(column, slot)| list(column, slot)).collect();
        Self { layout, columns }
    }

    /// The rows of some buckets: one bucket after the other, in each by key, rows of one key in the file's order.
    pub(crate) fn order(&self, staged: &[Staged], buckets: Range<usize>) -> Vec<Place> {
        let rows = buckets.clone().map(|bucket| staged.iter().map(|chunk| chunk.rows_of(bucket)).sum::<usize>()).sum();
        let mut order = Vec::with_capacity(rows);
        for bucket in buckets {
            let from = order.len();
            for (chunk, rows) in staged.iter().enumerate() {
                let mut at = rows.buckets[bucket].from;
                for _ in 0..rows.buckets[bucket].rows {
                    let row = Row { bytes: &rows.bytes[at..], origin: 0 };
                    order.push(Place { key: row.key(&self.layout), chunk: short(chunk), at: short(at) });
                    at += row.length(&self.layout);
                }
            }
            // Stable: rows of one key stay in the file's order. Files are mostly sorted already, piece by piece.
            order[from..].sort_by_key(|place| place.key);
        }
        order
    }

    /// How many of these rows are to be restored at a time.
    pub(crate) fn piece(&self, staged: &[Staged], places: &[Place]) -> usize {
        let mut bytes = 0;
        let rows = places.iter().take(PIECE_ROWS).take_while(|place| {
            let within = bytes < PIECE_BYTES;
            bytes += Row { bytes: &staged[place.chunk as usize].bytes[place.at as usize..], origin: 0 }.length(&self.layout);
            within
        });
        rows.count()
    }

    /// Gives the columns of these rows one after the other, as the table has them. They hold what the table's hold but are of the types that
    /// cost least to encode: texts are bytes, values of closed lists are dictionaries of bytes, decimals have 64 bits.
    pub(crate) fn columns<E>(
        &self,
        staged: &[Staged],
        places: &[Place],
        mut each: impl FnMut(usize, ArrayRef) -> Result<(), E>,
    ) -> Result<(), E> {
        let row = |place: &Place| {
            let chunk = &staged[place.chunk as usize];
            Row { bytes: &chunk.bytes[place.at as usize..], origin: chunk.origin }
        };
        let rows: Vec<Row<'_>> = places.iter().map(row).collect();
        let mut at = 0;
        let mut give = |column: ArrayRef| {
            at += 1;
            each(at - 1, column)
        };
        for (n, (slot, (column, list))) in self.layout.slots.iter().zip(&self.columns).enumerate() {
            let nulls = filled(&rows, n);
            match slot.kept {
                Kept::Number => {
                    let numbers: ScalarBuffer<i64> = rows.iter().map(|row| row.number(*slot)).collect::<Vec<_>>().into();
                    match column.kind {
                        ColumnType::PersonId => {
                            give(resident_numbers(&numbers, nulls.clone()))?;
                            give(Arc::new(Int64Array::new(numbers, nulls)))?;
                        }
                        ColumnType::Money => give(decimals(numbers, nulls, MONEY))?,
                        ColumnType::Decimal => give(decimals(numbers, nulls, DECIMAL))?,
                        ColumnType::Timestamp => give(Arc::new(TimestampMicrosecondArray::new(numbers, nulls)))?,
                        _ => give(Arc::new(Int64Array::new(numbers, nulls)))?,
                    }
                }
                Kept::Day => {
                    let days = rows.iter().map(|row| row.day(*slot)).collect::<Vec<_>>();
                    give(Arc::new(Date32Array::new(days.into(), nulls)))?;
                }
                Kept::Listed => {
                    let places = UInt16Array::new(rows.iter().map(|row| row.place(*slot)).collect::<Vec<_>>().into(), nulls);
                    let values = list.as_ref().expect("the column has a closed list");
                    give(Arc::new(DictionaryArray::new(places, Arc::clone(values))))?;
                }
                Kept::Bool => {
                    let values = rows.iter().map(|row| row.bytes[slot.at] != 0).collect::<Vec<_>>();
                    give(Arc::new(BooleanArray::new(values.into(), nulls)))?;
                }
                Kept::Text => give(texts(&rows, &self.layout, *slot, nulls))?,
            }
        }
        give(Arc::new(Int64Array::new(rows.iter().map(|row| row.id(&self.layout)).collect::<Vec<_>>().into(), None)))
    }
}

/// Which rows have this cell; none where all have.
fn filled(rows: &[Row<'_>], n: usize) -> Option<NullBuffer> {
    if rows.iter().all(|row| row.is_filled(n)) {
        return None;
    }
    Some(rows.iter().map(|row| row.is_filled(n)).collect::<Vec<_>>().into())
}

fn decimals(numbers: ScalarBuffer<i64>, nulls: Option<NullBuffer>, (precision, scale): (u8, i8)) -> ArrayRef {
    Arc::new(Decimal64Array::new(numbers, nulls).with_precision_and_scale(precision, scale).expect("eighteen digits fit"))
}

fn texts(rows: &[Row<'_>], layout: &Layout, slot: Slot, nulls: Option<NullBuffer>) -> ArrayRef {
    let mut bytes = Vec::with_capacity(rows.iter().map(|row| row.text(layout, slot).len()).sum());
    let mut lengths = Vec::with_capacity(rows.len());
    for row in rows {
        let text = row.text(layout, slot);
        bytes.extend_from_slice(text);
        lengths.push(text.len());
    }
    Arc::new(BinaryArray::new(OffsetBuffer::from_lengths(lengths), Buffer::from_vec(bytes), nulls))
}

/// The numbers that these keys are of.
fn resident_numbers(keys: &[i64], nulls: Option<NullBuffer>) -> ArrayRef {
    let mut bytes = Vec::with_capacity(keys.len() * NUMBER_LENGTH);
    // Rows of one person stand together.
    let mut last = (0, [b'0'; NUMBER_LENGTH]);
    for key in keys {
        if *key != last.0 {
            if let Some(number) = ResidentNumber::from_key(*key) {
                last.1.copy_from_slice(number.as_str().as_bytes());
            }
            last.0 = *key;
        }
        bytes.extend_from_slice(&last.1);
    }
    Arc::new(BinaryArray::new(OffsetBuffer::from_repeated_length(NUMBER_LENGTH, keys.len()), Buffer::from_vec(bytes), nulls))
}

/// Staged rows as the table that they are written as, in the order of the buckets.
pub(crate) fn restored(dataset: &Dataset, staged: Staged) -> Result<RecordBatch, ArrowError> {
    let schema = table_schema(dataset);
    let restorer = Restorer::new(dataset);
    let staged = [staged];
    let mut order = restorer.order(&staged, 0..BUCKETS);
    let id = |place: &Place| Row { bytes: &staged[0].bytes[place.at as usize..], origin: 0 }.id(&restorer.layout);
    order.sort_by_key(id);
    let mut columns = Vec::new();
    restorer.columns(&staged, &order, |at, column| {
        let wanted = schema.field(at).data_type();
        let text = *wanted == DataType::Utf8View;
        let column = if text { cast(&cast(&column, &DataType::Binary)?, &DataType::Utf8)? } else { column };
        columns.push(cast(&column, wanted)?);
        Ok::<_, ArrowError>(())
    })?;
    RecordBatch::try_new(schema, columns)
}
