//! The commands on medical claims.

use crate::args::claims::{ClaimsCommand, ReplayArgs};
use crate::print;
use crate::progress::Shown;
use app::AppError;
use std::process::ExitCode;

pub fn run(command: &ClaimsCommand, json: bool) -> Result<ExitCode, AppError> {
    let ClaimsCommand::Replay(ReplayArgs { knowledge, requests, out }) = command;
    let shown = Shown::new();
    let name = requests.display().to_string();
    shown.step(app::Step::File { name: &name, number: 1, of: 1 });
    let report = app::replay_claims(knowledge, requests, out, &|step| shown.step(step));
    shown.done();
    let report = report?;
    if json {
        print::json(&report);
    } else {
        print::line(&format!(
            "{} messages under {} points: {} warnings, {} not evaluated, {} repeated, {} refused: {}",
            report.messages,
            report.points,
            report.warnings,
            report.not_evaluated,
            report.repeated,
            report.refused,
            out.display()
        ));
    }
    Ok(ExitCode::SUCCESS)
}
