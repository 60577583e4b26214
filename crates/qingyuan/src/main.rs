//! The command line of qingyuan (清源).

mod admin;
mod args;
mod claims;
mod keys;
mod log;
mod print;
mod progress;
mod rules;
mod run;
mod serve;

use args::{Cli, LogForm};
use clap::Parser;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    log::begin(cli.log == LogForm::Json);
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return print::failed(&error),
    };
    let outcome = runtime.block_on(run::run(&cli));
    runtime.shutdown_background();
    match outcome {
        Ok(code) => code,
        Err(error) => print::failed(&error),
    }
}
