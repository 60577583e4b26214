//! From the command line to a use case, and from its outcome to an exit code.

use crate::admin;
use crate::args::admin::ConfigCommand;
use crate::args::duties::DutiesCommand;
use crate::args::{AuditCommand, BatchesCommand, Cli, Command, Format, LeadsCommand, LeadsFilter, QuarantineCommand, Style, SynthArgs};
use crate::claims;
use crate::keys;
use crate::print;
use crate::progress::Shown;
use crate::rules;
use crate::serve;
use app::{
    AppError, Demonstration, ExportFormat, LeadFilter, LeadState, LivedInYear, Numbers, OpenOptions, SAMPLE, ScreenRequest, Workspace,
    read_settings, synth,
};
use serde_json::json;
use std::process::ExitCode;
use std::time::Duration;

const DONE: ExitCode = ExitCode::SUCCESS;

fn refused() -> ExitCode {
    ExitCode::from(1)
}

fn with_quarantine() -> ExitCode {
    ExitCode::from(3)
}

pub async fn run(cli: &Cli) -> Result<ExitCode, AppError> {
    match &cli.command {
        Command::Synth(args) => return make(cli, args),
        Command::Claims { command } => return claims::run(command, cli.json),
        Command::Datasets { markdown: true, .. } => {
            print::line(app::dataset_docs(&app::packs(cli.packs.as_deref())?).trim_end());
            return Ok(DONE);
        }
        Command::Restore { archive } => return admin::restore(archive, &cli.data_dir, cli.json).await,
        _ => {}
    }
    let options = OpenOptions {
        data: cli.data_dir.clone(),
        packs: cli.packs.clone(),
        memory: cli.memory.map(|mib| mib << 20),
        threads: cli.threads,
        database: cli.database.clone(),
        actor: app::Actor { who: whoami(), from: "cli".to_owned() },
    };
    match &cli.command {
        Command::Config { command: ConfigCommand::Check } => return Ok(admin::check(&options, cli.json).await),
        Command::Config { command: ConfigCommand::Downgrade { to } } => return admin::downgrade(&options, *to, cli.json).await,
        _ => {}
    }
    let year = match &cli.command {
        Command::Demo { no_year: false, .. } => Some(LivedInYear::until_now()),
        _ => None,
    };
    let workspace = Workspace::open_for_demo(options, year.as_ref()).await?;
    let outcome = within(cli, &workspace, year).await;
    workspace.close().await;
    outcome
}

/// The account of the machine that runs the command.
fn whoami() -> String {
    std::env::var("SUDO_USER").or_else(|_| std::env::var("USER")).unwrap_or_else(|_| "administrator".to_owned())
}

async fn within(cli: &Cli, workspace: &Workspace, year: Option<LivedInYear>) -> Result<ExitCode, AppError> {
    let shown = Shown::new();
    let observer = |step: app::Step<'_>| shown.step(step);
    let today = app::today();
    match &cli.command {
        Command::Serve { serve: asked } => serve::serve(workspace, asked, cli.json).await,
        Command::Demo { no_serve, serve: asked, .. } => {
            let report = workspace.demo(&Demonstration { sample: SAMPLE, year }, &observer).await?;
            shown.done();
            if cli.json {
                print::json(&report);
            } else {
                print::import(&report.import);
                print::line("");
                print::screen(&report.screen);
                print::line(&format!("\nfiles:    {}\nworkbook: {}", report.files.display(), report.workbook.display()));
            }
            if report.import.any_refused() {
                return Ok(refused());
            }
            if *no_serve {
                if !report.accounts.is_empty() {
                    serve::tell_accounts(report.accounts, cli.json);
                }
                return Ok(DONE);
            }
            let accounts = if report.accounts.is_empty() { workspace.demo_accounts().await? } else { report.accounts };
            serve::tell_accounts(accounts, false);
            serve::serve(workspace, asked, cli.json).await
        }
        Command::Import { dataset, paths } => {
            let report = workspace.import(paths, dataset.as_deref(), &observer).await?;
            shown.done();
            if cli.json {
                print::json(&report)
            } else {
                print::import(&report);
                report.tickets.iter().for_each(keys::tickets);
            }
            let left = report.quarantined() + report.tickets.as_ref().map_or(0, |tickets| tickets.refused.len() as u64);
            Ok(match (report.any_refused(), left) {
                (true, _) => refused(),
                (false, 0) => DONE,
                (false, _) => with_quarantine(),
            })
        }
        Command::Datasets { code: Some(code), .. } => {
            let coverage = workspace.coverage(code, today).await?;
            if cli.json {
                print::json(&coverage)
            } else {
                print::coverage(&coverage)
            }
            Ok(DONE)
        }
        Command::Datasets { code: None, .. } => {
            let lines = workspace.datasets(today)?;
            if cli.json {
                print::json(&lines)
            } else {
                print::datasets(&lines)
            }
            Ok(DONE)
        }
        Command::Batches { command: None } => {
            let batches = workspace.batches()?;
            if cli.json {
                print::json(&batches.iter().map(|(batch, in_force)| json!({ "batch": batch, "in_force": in_force })).collect::<Vec<_>>());
            } else {
                print::batches(&batches);
            }
            Ok(DONE)
        }
        Command::Batches { command: Some(BatchesCommand::Withdraw { batch, reason }) } => {
            let report = workspace.withdraw(batch, reason).await?;
            if cli.json {
                print::json(&report)
            } else {
                let back = if report.back.is_empty() { String::new() } else { format!("; in force again: {}", report.back.join(", ")) };
                print::line(&format!("{batch} is withdrawn{back}. Leads follow with the next `qingyuan screen`."))
            }
            Ok(DONE)
        }
        Command::Quarantine { command: QuarantineCommand::Export { batch, out } } => {
            let report = workspace.export_quarantine(batch, out).await?;
            if cli.json {
                print::json(&report)
            } else {
                print::line(&format!("{} rows of {}: {}", report.rows, report.batch, report.out.display()))
            }
            Ok(DONE)
        }
        Command::Screen { which, trial, afresh } => {
            let request = ScreenRequest {
                pack: which.pack.clone(),
                rules: which.rule.iter().cloned().collect(),
                as_of: which.as_of,
                set: read_settings(&which.set)?,
                campaign: which.campaign,
                deadline: which.deadline.map(Duration::from_secs),
                keep_answers: !afresh,
            };
            if *trial {
                let report = workspace.trial(&request, &observer).await?;
                shown.done();
                if cli.json { print::json(&report) } else { print::trial(&report) }
            } else {
                let report = workspace.screen(&request, &observer).await?;
                shown.done();
                if cli.json { print::json(&report) } else { print::screen(&report) }
            }
            Ok(DONE)
        }
        Command::Precheck { dataset, file, out, as_of, set } => {
            let request = ScreenRequest { as_of: *as_of, set: read_settings(set)?, ..ScreenRequest::default() };
            let report = workspace.precheck(dataset, file, &request, out, &observer).await?;
            shown.done();
            if cli.json {
                print::json(&report)
            } else {
                print::precheck(&report)
            }
            Ok(if report.unreadable > 0 { with_quarantine() } else { DONE })
        }
        Command::Leads { command } => leads(cli, workspace, command).await,
        Command::Rules { command } => rules::run(workspace, command, cli.json).await,
        Command::Audit { command: AuditCommand::Verify } => {
            let report = workspace.verify_chain().await?;
            if cli.json {
                print::json(&report)
            } else {
                print::chain(&report)
            }
            Ok(if report.is_whole() { DONE } else { refused() })
        }
        Command::User { command } => admin::user(workspace, command, cli.json).await,
        Command::Key { command } => keys::key(workspace, command, cli.json).await,
        Command::Office { command } => admin::office(workspace, command, cli.json).await,
        Command::Duties { command: DutiesCommand::Run { as_of, notify } } => {
            let lines = workspace.run_duties(&notify.channels(), *as_of, true).await;
            if cli.json {
                print::json(&lines)
            } else {
                print::duties(&lines)
            }
            Ok(if lines.iter().all(|line| line.problem.is_none()) { DONE } else { refused() })
        }
        Command::Backup(asked) => admin::backup(workspace, asked, cli.json).await,
        // Done before there is a workspace.
        Command::Synth(_) | Command::Claims { .. } | Command::Restore { .. } | Command::Config { .. } => Ok(DONE),
    }
}

async fn leads(cli: &Cli, workspace: &Workspace, command: &LeadsCommand) -> Result<ExitCode, AppError> {
    match command {
        LeadsCommand::List(asked) => {
            let lines = workspace.leads(&filter(asked)?).await?;
            if cli.json { print::json(&lines) } else { print::leads(&lines) }
        }
        LeadsCommand::Export { filter: asked, format, out } => {
            let format = match format {
                Format::Csv => ExportFormat::Csv,
                Format::Xlsx => ExportFormat::Xlsx,
            };
            let leads = workspace.export_leads(&filter(asked)?, format, Numbers::Full { reason: "" }, out).await?;
            if cli.json {
                print::json(&json!({ "leads": leads, "out": out }))
            } else {
                print::line(&format!("{leads} leads: {}", out.display()))
            }
        }
    }
    Ok(DONE)
}

fn filter(asked: &LeadsFilter) -> Result<LeadFilter, AppError> {
    let state = |text: &String| LeadState::from_code(text).ok_or_else(|| AppError::Refused(format!("{text:?} is no state of a lead")));
    Ok(LeadFilter {
        rules: asked.rule.clone(),
        states: asked.state.iter().map(state).collect::<Result<_, _>>()?,
        subject_id: asked.subject.clone(),
        ..LeadFilter::default()
    })
}

fn make(cli: &Cli, args: &SynthArgs) -> Result<ExitCode, AppError> {
    let shown = Shown::new();
    let plan = synth::Plan {
        months: args.months,
        style: match args.style {
            Style::Plain => synth::Style::Plain,
            Style::Department => synth::Style::Department,
        },
        files: if args.monthly { synth::FileLayout::OnePerMonth } else { synth::FileLayout::OnePerDataset },
        ..synth::Plan::new(args.people, args.seed)
    };
    let plan = match args.planted {
        Some(planted) => synth::Plan { planted, ..plan },
        None => plan,
    };
    let summary = synth::write_district(&plan, &args.out, &mut |rows, of| shown.step(app::Step::Made { rows, of }))?;
    shown.done();
    let text =
        format!("{} rows in {} files, {} leads to be found: {}", summary.rows, summary.files.len(), summary.leads, args.out.display());
    if cli.json {
        print::json(&json!({ "rows": summary.rows, "files": summary.files.len(), "leads": summary.leads, "out": args.out }))
    } else {
        print::line(&text)
    }
    Ok(DONE)
}
