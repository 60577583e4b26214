//! The one place where a query session is made.

use crate::functions::register_functions;
use datafusion::error::Result;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::{FairSpillPool, TrackConsumersPool};
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::execution::session_state::{SessionState, SessionStateBuilder};
use datafusion::prelude::SessionConfig;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

/// What an installation may set about queries; rules can set nothing.
#[derive(Debug, Clone)]
pub struct LakeOptions {
    /// Bytes that all queries together may hold; what is more is spilled to `spill_folder`.
    pub memory: usize,
    /// Threads that compute.
    pub threads: usize,
    /// Where a query puts what does not fit into memory.
    pub spill_folder: PathBuf,
}

impl LakeOptions {
    /// The defaults: 1 GiB, as many threads as the machine has, and the system's temporary folder.
    pub fn new() -> Self {
        Self {
            memory: 1 << 30,
            threads: std::thread::available_parallelism().map_or(2, NonZeroUsize::get),
            spill_folder: std::env::temp_dir(),
        }
    }
}

impl Default for LakeOptions {
    fn default() -> Self {
        Self::new()
    }
}

/// Memory, spill files and object stores: shared by all sessions of a process.
///
/// # Errors
/// The spill folder cannot be used.
pub fn runtime_env(options: &LakeOptions) -> Result<Arc<RuntimeEnv>> {
    let pool = TrackConsumersPool::new(FairSpillPool::new(options.memory), NonZeroUsize::MIN);
    let disk = DiskManagerBuilder::default().with_mode(DiskManagerMode::Directories(vec![options.spill_folder.clone()]));
    Ok(Arc::new(RuntimeEnvBuilder::new().with_memory_pool(Arc::new(pool)).with_disk_manager_builder(disk).build()?))
}

/// A session of so many partitions, with the functions of rules and without whatever lets SQL reach beyond the tables that it is given.
///
/// # Errors
/// The session takes no further functions.
pub fn build_state(builder: SessionStateBuilder, partitions: usize, runtime: Arc<RuntimeEnv>) -> Result<SessionState> {
    let mut config = SessionConfig::new().with_target_partitions(partitions).with_information_schema(false);
    let set = config.options_mut();
    set.execution.parquet.pushdown_filters = false;
    set.execution.parquet.reorder_filters = false;
    // Footers are far smaller than the engine's guess of half a MiB, and a file of one month is not much larger than they.
    set.execution.parquet.metadata_size_hint = Some(64 << 10);
    set.execution.collect_statistics = true;
    let mut state =
        builder.with_config(config).with_runtime_env(runtime).with_default_features().with_table_function_list(Vec::new()).build();
    register_functions(&mut state)?;
    Ok(state)
}
