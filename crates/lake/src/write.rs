//! Writing a batch: rows sorted by subject, row groups cut between subjects' buckets, statistics and bloom filters for joins on a person.
//!
//! A subject's bucket is the upper six bits of a hash of its key; a resident number's key is exact, other subjects are hashed by their text.
//! A batch is one Parquet file; a batch of more than [`MAX_PART_ROWS`] rows becomes several, so that memory stays bounded.

use crate::catalogue::Part;
use crate::error::LakeError;
use crate::schema::ROW;
use crate::staged::{BUCKETS, Restorer, Staged};
use crossbeam_channel::bounded;
use datafusion::arrow::datatypes::{DataType, Schema, SchemaRef};
use pack::Dataset;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, compute_leaves};
use parquet::basic::{Compression, Encoding};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use std::collections::BTreeMap;
use std::fs::File;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Rows of one Parquet file at most.
pub(crate) const MAX_PART_ROWS: usize = 5_000_000;
/// Bytes of staged rows of one Parquet file at most, where they are long.
const MAX_PART_BYTES: usize = 2 << 30;
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
    pending: Vec<Staged>,
    pending_rows: usize,
    pending_bytes: usize,
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
            pending_bytes: 0,
            parts: Vec::new(),
        }
    }

    /// Adds rows; writes a part when enough have come together.
    pub(crate) fn push(&mut self, rows: Staged) -> Result<(), LakeError> {
        self.pending_rows += rows.rows();
        self.pending_bytes += rows.size();
        if rows.rows() > 0 {
            self.pending.push(rows);
        }
        if self.pending_rows >= MAX_PART_ROWS || self.pending_bytes >= MAX_PART_BYTES { self.write_part() } else { Ok(()) }
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
        let staged = std::mem::take(&mut self.pending);
        let rows = std::mem::take(&mut self.pending_rows);
        self.pending_bytes = 0;
        let groups = groups(&staged);
        let (restorer, schema) = (Restorer::new(self.dataset), &self.schema);
        let file = File::create(&path).map_err(LakeError::io("creating", &path))?;
        let sync = file.try_clone().map_err(LakeError::io("opening", &path))?;
        let failed = |source| LakeError::Write { path: path.clone(), source };
        let writer = ArrowWriter::try_new(file, Arc::clone(&self.schema), Some(self.properties())).map_err(failed)?;
        let (mut writer, factory) = writer.into_serialized_writer().map_err(failed)?;
        // Whole row groups are encoded side by side and written in their order, so that the number of threads does not change a byte.
        let next = AtomicUsize::new(0);
        let (send, encoded) = bounded(THREADS);
        std::thread::scope(|scope| {
            for _ in 0..THREADS.min(groups.len()) {
                let (send, next, groups, staged, restorer, factory) = (send.clone(), &next, &groups, &staged, &restorer, &factory);
                scope.spawn(move || {
                    loop {
                        let n = next.fetch_add(1, Ordering::Relaxed);
                        let Some(buckets) = groups.get(n) else { return };
                        let chunks = factory
                            .create_column_writers(n)
                            .map_err(LakeError::from)
                            .and_then(|writers| encode(writers, schema, restorer, staged, buckets.clone()));
                        // Nobody takes it: what went wrong is said by who writes.
                        if send.send((n, chunks)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(send);
            let mut waiting = BTreeMap::new();
            let mut written = 0;
            for (n, chunks) in encoded {
                waiting.insert(n, chunks?);
                while let Some(chunks) = waiting.remove(&written) {
                    let mut group = writer.next_row_group().map_err(failed)?;
                    for chunk in chunks {
                        ArrowColumnChunk::append_to_row_group(chunk, &mut group).map_err(failed)?;
                    }
                    group.close().map_err(failed)?;
                    written += 1;
                }
            }
            Ok::<_, LakeError>(())
        })?;
        writer.close().map_err(failed)?;
        sync.sync_all().map_err(LakeError::io("syncing", &path))?;
        crate::catalogue::sync_folder(&path)?;
        self.parts.push(Part { file: name, rows: rows as u64 });
        Ok(())
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
        // The least and the greatest text of a row group leave out nothing where subjects are spread by a hash, and take long to find.
        for field in self.schema.fields().iter().filter(|field| *field.data_type() == DataType::Utf8View) {
            builder = builder.set_column_statistics_enabled(ColumnPath::from(field.name().as_str()), EnabledStatistics::None);
        }
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

/// The buckets of each row group.
fn groups(staged: &[Staged]) -> Vec<Range<usize>> {
    let mut groups = Vec::new();
    let (mut from, mut rows) = (0, 0);
    for bucket in 0..BUCKETS {
        rows += staged.iter().map(|chunk| chunk.rows_of(bucket)).sum::<usize>();
        if rows >= GROUP_ROWS {
            groups.push(from..bucket + 1);
            (from, rows) = (bucket + 1, 0);
        }
    }
    if rows > 0 {
        groups.push(from..BUCKETS);
    }
    groups
}

/// Sorts and encodes the rows of a row group.
fn encode(
    mut writers: Vec<ArrowColumnWriter>,
    schema: &Schema,
    restorer: &Restorer<'_>,
    staged: &[Staged],
    buckets: Range<usize>,
) -> Result<Vec<ArrowColumnChunk>, LakeError> {
    let order = restorer.order(staged, buckets);
    let mut rest = order.as_slice();
    while !rest.is_empty() {
        let (piece, behind) = rest.split_at(restorer.piece(staged, rest));
        restorer.columns(staged, piece, |at, values| {
            for leaf in compute_leaves(&schema.field(at).clone().with_data_type(values.data_type().clone()), &values)? {
                writers[at].write(&leaf)?;
            }
            Ok::<_, LakeError>(())
        })?;
        rest = behind;
    }
    writers.into_iter().map(|writer| Ok(writer.close()?)).collect()
}
