//! Writing a batch: rows sorted by subject, row groups cut between subjects' buckets, statistics and bloom filters for joins on a person.
//!
//! A subject's bucket is the upper six bits of a hash of its key; a resident number's key is exact, other subjects are hashed by their text.
//! A batch is one Parquet file; a batch of more than [`MAX_PART_ROWS`] rows becomes several, so that memory stays bounded.

use crate::catalogue::Part;
use crate::error::LakeError;
use crate::schema::ROW;
use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::compute::interleave;
use datafusion::arrow::datatypes::{Int64Type, SchemaRef};
use pack::Dataset;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, compute_leaves};
use parquet::basic::{Compression, Encoding};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use std::fs::File;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// Rows of one Parquet file at most.
pub(crate) const MAX_PART_ROWS: usize = 5_000_000;
/// A row group is closed at the first bucket's end behind this many rows.
const GROUP_ROWS: usize = 120_000;
/// Buckets into which subjects fall by a hash of their key.
const BUCKETS: usize = 64;
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
        let mut pending = std::mem::take(&mut self.pending);
        let rows = std::mem::take(&mut self.pending_rows);
        if pending.is_empty() {
            pending.push(RecordBatch::new_empty(Arc::clone(&self.schema)));
        }
        let order = self.order(&pending, rows);
        let file = File::create(&path).map_err(LakeError::io("creating", &path))?;
        let sync = file.try_clone().map_err(LakeError::io("opening", &path))?;
        let failed = |source| LakeError::Write { path: path.clone(), source };
        let writer = ArrowWriter::try_new(file, Arc::clone(&self.schema), Some(self.properties())).map_err(failed)?;
        let (mut writer, factory) = writer.into_serialized_writer().map_err(failed)?;
        for (n, group) in order.groups.iter().enumerate() {
            let picked = &order.rows[group.clone()];
            let chunks = self.encode(factory.create_column_writers(n)?, &pending, picked)?;
            let mut group_writer = writer.next_row_group().map_err(failed)?;
            for chunk in chunks {
                chunk.append_to_row_group(&mut group_writer).map_err(failed)?;
            }
            group_writer.close().map_err(failed)?;
        }
        writer.close().map_err(failed)?;
        sync.sync_all().map_err(LakeError::io("syncing", &path))?;
        crate::catalogue::sync_folder(&path)?;
        self.parts.push(Part { file: name, rows: rows as u64 });
        Ok(())
    }

    /// Encodes the columns of a row group side by side; which thread takes which does not change a byte.
    fn encode(
        &self,
        writers: Vec<ArrowColumnWriter>,
        pending: &[RecordBatch],
        picked: &[(usize, usize)],
    ) -> Result<Vec<ArrowColumnChunk>, LakeError> {
        let next = AtomicUsize::new(0);
        let writers: Vec<Mutex<Option<ArrowColumnWriter>>> = writers.into_iter().map(|writer| Mutex::new(Some(writer))).collect();
        let work = || -> Result<Vec<(usize, ArrowColumnChunk)>, LakeError> {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(slot) = writers.get(at) else { return Ok(done) };
                let mut writer = slot.lock().expect("each column is taken once").take().expect("each column is taken once");
                let arrays: Vec<&dyn Array> = pending.iter().map(|batch| batch.column(at).as_ref()).collect();
                let values = interleave(&arrays, picked)?;
                for leaf in compute_leaves(self.schema.field(at), &values)? {
                    writer.write(&leaf)?;
                }
                done.push((at, writer.close()?));
            }
        };
        let mut done = std::thread::scope(|scope| {
            let others: Vec<_> = (1..THREADS).map(|_| scope.spawn(work)).collect();
            let mut done = work()?;
            for other in others {
                done.extend(other.join().expect("encoding does not panic")?);
            }
            Ok::<_, LakeError>(done)
        })?;
        done.sort_unstable_by_key(|(at, _)| *at);
        Ok(done.into_iter().map(|(_, chunk)| chunk).collect())
    }

    /// The order in which rows are written, and where row groups are cut. Rows of one subject stay in the order of the file.
    fn order(&self, pending: &[RecordBatch], rows: usize) -> Order {
        let subject =
            self.dataset.columns.iter().find(|column| column.code == self.dataset.subject).expect("checked when the pack was loaded");
        let name = subject.key_code().unwrap_or_else(|| subject.code.clone());
        let at = self.schema.index_of(&name).expect("the schema is made of the declaration");
        let mut buckets: Vec<Vec<(i64, u32, u32)>> =
            (0..BUCKETS).map(|_| Vec::with_capacity(rows / BUCKETS + rows / BUCKETS / 8)).collect();
        for (batch, part) in pending.iter().enumerate() {
            let batch = u32::try_from(batch).expect("a part has fewer batches");
            let mut add = |n: usize, key: i64| {
                let bucket = usize::try_from(hash(key) >> 58).expect("six bits");
                buckets[bucket].push((key, batch, u32::try_from(n).expect("a batch has fewer rows")));
            };
            let column = part.column(at);
            if let Some(keys) = column.as_primitive_opt::<Int64Type>() {
                keys.iter().enumerate().for_each(|(n, key)| add(n, key.unwrap_or(0)));
            } else if let Some(texts) = column.as_string_view_opt() {
                texts.iter().enumerate().for_each(|(n, text)| add(n, hash_text(text.unwrap_or_default())));
            } else {
                (0..part.num_rows()).for_each(|n| add(n, 0));
            }
        }
        let (left, right) = buckets.split_at_mut(BUCKETS / 2);
        std::thread::scope(|scope| {
            scope.spawn(|| left.iter_mut().for_each(|bucket| bucket.sort_unstable()));
            right.iter_mut().for_each(|bucket| bucket.sort_unstable());
        });
        let mut order = Order { rows: Vec::with_capacity(rows), groups: Vec::new() };
        let mut start = 0;
        for bucket in buckets {
            order.rows.extend(bucket.iter().map(|(_, batch, n)| (*batch as usize, *n as usize)));
            if order.rows.len() - start >= GROUP_ROWS {
                order.groups.push(start..order.rows.len());
                start = order.rows.len();
            }
        }
        if start < order.rows.len() {
            order.groups.push(start..order.rows.len());
        }
        order
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
                builder = plain(builder, &key).set_column_dictionary_enabled(ColumnPath::from(column.code.as_str()), false);
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
    /// Batch and row in it.
    rows: Vec<(usize, usize)>,
    groups: Vec<std::ops::Range<usize>>,
}

/// Spreads an exact key; the constant is 2^64 divided by the golden ratio (Knuth's multiplicative hashing).
#[expect(clippy::cast_sign_loss, reason = "only the bits matter")]
fn hash(key: i64) -> u64 {
    let mixed = (key as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// FNV-1a of a text, the same on every machine and in every version.
#[expect(clippy::cast_possible_wrap, reason = "only the bits matter")]
fn hash_text(text: &str) -> i64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)) as i64
}
