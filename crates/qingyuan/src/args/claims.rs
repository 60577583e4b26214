//! What can be asked about medical claims.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Commands on medical claims.
#[derive(Debug, Subcommand)]
pub enum ClaimsCommand {
    /// Replay requests (3101, 3102, 3103) under a knowledge base, from an empty history.
    ///
    /// One reply a request, in the same order: what the service would have answered, at the requests' own times. Registers are not consulted: a rule
    /// that needs one is not evaluated, which never counts as passed.
    Replay(ReplayArgs),
}

/// What to replay.
#[derive(Debug, Args)]
pub struct ReplayArgs {
    /// Files of the knowledge base (CSV); may be given again.
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    pub knowledge: Vec<PathBuf>,
    /// Request envelopes, one a line.
    #[arg(long, value_name = "FILE.ndjson")]
    pub requests: PathBuf,
    /// The reply envelopes, one a line.
    #[arg(long, value_name = "FILE.ndjson")]
    pub out: PathBuf,
}
