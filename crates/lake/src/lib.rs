//! Department files to immutable Parquet batches (批次), the catalogue of batches, and query sessions over them.
//!
//! The road of a file: `read` opens it whatever its shape, `recognise` finds the header and the dataset, `clean` types each row or puts
//! it into quarantine with a reason, `staged` keeps rows small until their part is whole, `write` sorts and writes one batch, `catalogue`
//! makes it visible in one step. `session` and `engine` answer SQL over the batches that a caller pins. The lake does not know what a rule
//! means.

pub mod catalogue;
mod clean;
pub mod coverage;
mod digest;
pub mod engine;
mod error;
mod functions;
pub mod import;
pub mod lineage;
pub mod quarantine;
mod read;
mod recognise;
pub mod rowid;
mod schema;
mod session;
mod staged;
mod table;
mod write;

pub use catalogue::{Batch, Catalogue, SheetRecord, Skipped, Withdrawal, withdraw};
pub use clean::rows_from_text;
pub use engine::{DataFusionEngine, Deadline, Engine, Parameters, QueryFault, TableData, Tables, Threads};
pub use error::{FileError, LakeError};
pub use functions::register_functions;
pub use lineage::accepted_rows;
pub use schema::table_schema;
pub use session::{LakeOptions, build_state, runtime_env};

// The engine's types as callers meet them, so that no other crate needs to name the engine's version.
pub use datafusion::arrow;
