//! Writing a batch: rows sorted by subject, row groups cut between subjects' buckets, statistics and bloom filters for joins on a person.
//!
//! A subject's bucket is the upper six bits of a hash of its key; a resident number's key is exact, other subjects are hashed by their text.
//! A batch is one Parquet file; a batch of more than [`MAX_PART_ROWS`] rows becomes several, so that memory stays bounded.

use crate::catalogue::Part;
use crate::error::LakeError;
use crate::schema::ROW;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int64Array, RecordBatch, UInt32Array};
use datafusion::arrow::compute::{concat, take};
use datafusion::arrow::datatypes::{Int64Type, SchemaRef};
use pack::{ColumnType, Dataset};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowLeafColumn, compute_leaves};
use parquet::basic::{Compression, Encoding};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

/// Rows of one Parquet file at most.
pub(crate) const MAX_PART_ROWS: usize = 5_000_000;
/// A row group is closed at the first bucket's end behind this many rows.
const GROUP_ROWS: usize = 120_000;
/// Threads that sort and encode.
const THREADS: usize = 2;

/// Writes the parts of one batch.
pub(crate) struct BatchWriter<'a> {
    dataset: &'a Dataset,
    folder: PathBuf,
    batch: String,
    schema: SchemaRef,
    pending: Vec<RecordBatch>,
    pending_rows: usize,
    parts: Vec<Part>,
}

impl<'a> BatchWriter<'a> {
    pub(crate) fn new(dataset: &'a Dataset, folder: PathBuf, batch: &str) -> Self {
        Self {
            dataset,
            folder,
            batch: batch.to_owned(),
            schema: crate::schema::table_schema(dataset),
            pending: Vec::new(),
            pending_rows: 0,
            parts: Vec::new(),
        }
    }

    /// Adds rows; writes a part when enough have come together.
    pub(crate) fn push(&mut self, rows: RecordBatch) -> Result<(), LakeError> {
        self.pending_rows += rows.num_rows();
        if rows.num_rows() > 0 {
            self.pending.push(rows);
        }
        if self.pending_rows >= MAX_PART_ROWS { self.write_part() } else { Ok(()) }
    }

    /// Writes what is left and returns the parts; a batch without an accepted row has one empty part.
    pub(crate) fn finish(mut self) -> Result<Vec<Part>, LakeError> {
        if self.pending_rows > 0 || self.parts.is_empty() {
            self.write_part()?;
        }
        Ok(self.parts)
    }

    fn write_part(&mut self) -> Result<(), LakeError> {
        let name = if self.parts.is_empty() {
            format!("{}.parquet", self.batch)
        } else {
            format!("{}-{}.parquet", self.batch, self.parts.len() + 1)
        };
        let path = self.folder.join(&name);
        let pending = std::mem::take(&mut self.pending);
        let rows = std::mem::take(&mut self.pending_rows);
        let columns = columns_of(&self.schema, pending)?;
        let order = self.order(&columns);
        let file = File::create(&path).map_err(LakeError::io("creating", &path))?;
        let sync = file.try_clone().map_err(LakeError::io("opening", &path))?;
        let writer = ArrowWriter::try_new(file, Arc::clone(&self.schema), Some(self.properties()))?;
        let (mut writer, factory) = writer.into_serialized_writer()?;
        for (n, group) in order.groups.iter().enumerate() {
            let picked = UInt32Array::from(order.rows[group.clone()].to_vec());
            let mut column_writers: Vec<_> =
                factory.create_column_writers(n)?.into_iter().zip(self.schema.fields().iter().zip(&columns)).map(Some).collect();
            // The columns of a row group are encoded side by side; which thread takes which does not change a byte.
            let next = std::sync::Mutex::new(0..column_writers.len());
            let slots: Vec<_> = column_writers.iter_mut().map(std::sync::Mutex::new).collect();
            let done: Vec<std::sync::Mutex<Option<ArrowColumnChunk>>> = slots.iter().map(|_| std::sync::Mutex::new(None)).collect();
            let work = || -> Result<(), LakeError> {
                loop {
                    let at = next.lock().expect("no thread panics while it holds this").next();
                    let Some(at) = at else { return Ok(()) };
                    let (mut column_writer, (field, column)) =
                        slots[at].lock().expect("each column is taken once").take().expect("each column is taken once");
                    let values = take(column.as_ref(), &picked, None)?;
                    for leaf in compute_leaves(field, &values)? {
                        let leaf: ArrowLeafColumn = leaf;
                        column_writer.write(&leaf)?;
                    }
                    *done[at].lock().expect("each column is taken once") = Some(column_writer.close()?);
                }
            };
            std::thread::scope(|scope| {
                let others: Vec<_> = (1..THREADS).map(|_| scope.spawn(work)).collect();
                work()?;
                others.into_iter().try_for_each(|other| other.join().expect("encoding does not panic"))
            })?;
            let mut group_writer = writer.next_row_group()?;
            for chunk in done {
                let chunk = chunk.into_inner().expect("no thread holds it").expect("every column was encoded");
                chunk.append_to_row_group(&mut group_writer)?;
            }
            group_writer.close()?;
        }
        writer.close()?;
        sync.sync_all().map_err(LakeError::io("syncing", &path))?;
        crate::catalogue::sync_folder(&path)?;
        self.parts.push(Part { file: name, rows: rows as u64 });
        Ok(())
    }

    /// The order in which rows are written, and where row groups are cut.
    fn order(&self, columns: &[ArrayRef]) -> Order {
        let rows = columns.last().map_or(0, |ids| ids.len());
        let subject =
            self.dataset.columns.iter().find(|column| column.code == self.dataset.subject).expect("checked when the pack was loaded");
        let at = |name: &str| self.schema.index_of(name).expect("the schema is made of the declaration");
        let ids: &Int64Array = columns[at(ROW)].as_primitive::<Int64Type>();
        let mut keyed: Vec<(u64, i64, i64, u32)> = Vec::with_capacity(rows);
        let mut add =
            |n: usize, key: i64| keyed.push((hash(key) >> 58, key, ids.value(n), u32::try_from(n).expect("a part has fewer rows")));
        if let Some(key) = subject.key_code() {
            let keys = columns[at(&key)].as_primitive::<Int64Type>();
            (0..rows).for_each(|n| add(n, if keys.is_null(n) { 0 } else { keys.value(n) }));
        } else if subject.kind == ColumnType::Int {
            let keys = columns[at(&subject.code)].as_primitive::<Int64Type>();
            (0..rows).for_each(|n| add(n, keys.value(n)));
        } else if let Some(texts) = columns[at(&subject.code)].as_string_view_opt() {
            (0..rows).for_each(|n| add(n, hash_text(texts.value(n))));
        } else {
            (0..rows).for_each(|n| add(n, 0));
        }
        sort(&mut keyed);
        let mut groups = Vec::new();
        let mut start = 0;
        for n in 1..=rows {
            if n == rows || (n - start >= GROUP_ROWS && keyed[n].0 != keyed[n - 1].0) {
                groups.push(start..n);
                start = n;
            }
        }
        Order { rows: keyed.into_iter().map(|(.., n)| n).collect(), groups }
    }

    fn properties(&self) -> WriterProperties {
        let plain = |builder: parquet::file::properties::WriterPropertiesBuilder, name: &str| {
            let path = ColumnPath::from(name);
            builder.set_column_dictionary_enabled(path.clone(), false).set_column_encoding(path, Encoding::DELTA_BINARY_PACKED)
        };
        let mut builder = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_max_row_group_row_count(None)
            .set_created_by("qingyuan".to_owned());
        builder = plain(builder, ROW);
        for column in &self.dataset.columns {
            if let Some(key) = column.key_code() {
                builder = plain(builder, &key);
                if column.code == self.dataset.subject {
                    builder = builder
                        .set_column_bloom_filter_enabled(ColumnPath::from(key.as_str()), true)
                        .set_column_bloom_filter_max_ndv(ColumnPath::from(key.as_str()), GROUP_ROWS as u64);
                }
            }
        }
        builder.build()
    }
}

struct Order {
    rows: Vec<u32>,
    groups: Vec<std::ops::Range<usize>>,
}

/// One array a column.
fn columns_of(schema: &SchemaRef, batches: Vec<RecordBatch>) -> Result<Vec<ArrayRef>, LakeError> {
    (0..schema.fields().len())
        .map(|n| {
            let arrays: Vec<&dyn Array> = batches.iter().map(|batch| batch.column(n).as_ref()).collect();
            if arrays.is_empty() {
                Ok(datafusion::arrow::array::new_empty_array(schema.field(n).data_type()))
            } else {
                Ok(concat(&arrays)?)
            }
        })
        .collect()
}

/// Sorts on two threads.
fn sort(keyed: &mut [(u64, i64, i64, u32)]) {
    if keyed.len() < 10_000 {
        keyed.sort_unstable();
        return;
    }
    // Halves by bucket: what is left of the middle stays left of it.
    let mut middle = 0;
    for n in 0..keyed.len() {
        if keyed[n].0 < 32 {
            keyed.swap(n, middle);
            middle += 1;
        }
    }
    let (left, right) = keyed.split_at_mut(middle);
    std::thread::scope(|scope| {
        scope.spawn(|| left.sort_unstable());
        right.sort_unstable();
    });
}

/// Spreads an exact key; the constant is 2^64 divided by the golden ratio (Knuth's multiplicative hashing).
#[expect(clippy::cast_sign_loss, reason = "only the bits matter")]
pub(crate) fn hash(key: i64) -> u64 {
    let mixed = (key as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// FNV-1a of a text, the same on every machine and in every version.
#[expect(clippy::cast_possible_wrap, reason = "only the bits matter")]
fn hash_text(text: &str) -> i64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)) as i64
}
