//! What can be asked on the command line; the texts here are its help.

pub mod admin;
pub mod claims;
pub mod duties;

use admin::{BackupArgs, ConfigCommand, KeyCommand, OfficeCommand, UserCommand};
use chrono::NaiveDate;
use claims::ClaimsCommand;
use clap::{Args, Parser, Subcommand, ValueEnum};
use duties::{DutiesCommand, NotifyArgs};
use std::path::PathBuf;

/// qingyuan (清源): department files in, verified leads out.
///
/// Files that departments hand in are recognised, cleaned and kept as immutable batches; rules are run over them; what they find is kept as leads in a
/// ledger whose every change is an event in a hash chain. Begin with `qingyuan demo`.
#[derive(Debug, Parser)]
#[command(version, after_help = "Exit codes: 0 done, 1 failed or refused, 2 wrong use, 3 done with rows in quarantine.")]
pub struct Cli {
    /// Folder that holds everything: lake, ledger, kept answers.
    #[arg(long, global = true, env = "QINGYUAN_DATA", default_value = "data", value_name = "DIR")]
    pub data_dir: PathBuf,
    /// Machine-readable output on standard output; progress and messages stay on standard error.
    #[arg(long, global = true)]
    pub json: bool,
    /// The ledger's database, as postgres://user@host/name; a file in the data folder where none is given.
    #[arg(long, global = true, env = "QINGYUAN_DATABASE", value_name = "URL")]
    pub database: Option<String>,
    /// A folder of further packs; its files stand over the program's own of the same path.
    #[arg(long, global = true, value_name = "DIR")]
    pub packs: Option<PathBuf>,
    /// Memory that queries may use, in MiB; what needs more is spilled to disk.
    #[arg(long, global = true, value_name = "MIB")]
    pub memory: Option<usize>,
    /// Threads that compute.
    #[arg(long, global = true, value_name = "N")]
    pub threads: Option<usize>,
    /// Form of the log on standard error: lines for people, or a JSON object a line.
    #[arg(long, global = true, value_enum, default_value = "human", value_name = "FORM")]
    pub log: LogForm,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Forms of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogForm {
    /// Lines for people.
    Human,
    /// A JSON object a line.
    Json,
}

/// Where to serve.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: std::net::SocketAddr,
    /// The program is reached over TLS, through a proxy that ends it: the session's cookie is for TLS alone.
    #[arg(long)]
    pub behind_tls: bool,
    /// With which `/metrics` is read from another machine, as bearer token; without it only this machine reads it.
    #[arg(long, env = "QINGYUAN_METRICS_KEY", hide_env_values = true, value_name = "KEY")]
    pub metrics_key: Option<String>,
    /// By whom else than the program itself people sign in.
    #[command(flatten)]
    pub oidc: OidcArgs,
    /// How many seconds lie between two rounds of duties (escalation, look-backs, mail, messages); 0 leaves them to others.
    #[arg(long, default_value_t = 180, value_name = "SECONDS")]
    pub duties_every: u64,
    /// Where notifications go.
    #[command(flatten)]
    pub notify: Box<NotifyArgs>,
}

/// The office's identity provider (OpenID Connect); without an issuer there is none.
#[derive(Debug, Args)]
pub struct OidcArgs {
    /// The provider, as it calls itself: people with a linked account may sign in by it.
    #[arg(long, env = "QINGYUAN_OIDC_ISSUER", value_name = "URL", requires_all = ["oidc_client_id", "oidc_client_secret", "oidc_redirect"])]
    pub oidc_issuer: Option<String>,
    /// Who the program is at the provider.
    #[arg(long, env = "QINGYUAN_OIDC_CLIENT_ID", value_name = "ID")]
    pub oidc_client_id: Option<String>,
    /// What it proves that by; better told by the environment, where no list of processes shows it.
    #[arg(long, env = "QINGYUAN_OIDC_CLIENT_SECRET", hide_env_values = true, value_name = "SECRET")]
    pub oidc_client_secret: Option<String>,
    /// The page of this program to which the provider sends the browser back, as it is registered there.
    #[arg(long, env = "QINGYUAN_OIDC_REDIRECT", value_name = "URL")]
    pub oidc_redirect: Option<String>,
    /// What stands on the button.
    #[arg(long, env = "QINGYUAN_OIDC_LABEL", default_value = "统一身份认证登录", value_name = "TEXT")]
    pub oidc_label: String,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a sample district with a year of casework behind it, take its files in, screen them, write the workbook of leads, and serve it
    /// with an account for each role.
    Demo {
        /// Without the year: a ledger with nothing in it but the leads.
        #[arg(long)]
        no_year: bool,
        /// End when the workbook is written.
        #[arg(long)]
        no_serve: bool,
        /// Where to serve.
        #[command(flatten)]
        serve: ServeArgs,
    },
    /// Serve the API. On an empty ledger a one-time link is printed with which the first security administrator is made.
    Serve {
        /// Where to serve.
        #[command(flatten)]
        serve: ServeArgs,
    },
    /// Take in files, or all files in folders.
    ///
    /// The table is recognised by its columns. A file that is refused leaves nothing behind and does not stop the others. Rows that break their
    /// declaration go to quarantine: see `qingyuan quarantine`. Tickets of the hotline (12345工单) become complaints, each number once.
    Import {
        /// The dataset, where the columns fit several.
        #[arg(long, value_name = "CODE")]
        dataset: Option<String>,
        /// Files and folders.
        #[arg(required = true, value_name = "FILE|FOLDER")]
        paths: Vec<PathBuf>,
    },
    /// Datasets: what is declared, and what is there of each. With a code: how complete it is.
    Datasets {
        /// Show the coverage of this dataset: periods, filled cells, repeats, numbers that no register knows.
        code: Option<String>,
        /// Write the documentation of all datasets as Markdown.
        #[arg(long)]
        markdown: bool,
    },
    /// Batches: every file that was taken in, and whether it is in force.
    Batches {
        /// What to do with them; without it they are listed.
        #[command(subcommand)]
        command: Option<BatchesCommand>,
    },
    /// Rows in quarantine.
    Quarantine {
        /// What to do with them.
        #[command(subcommand)]
        command: QuarantineCommand,
    },
    /// Run rules, and bring the leads in line with what they find.
    ///
    /// A rule whose data is missing or too old, or that fails, is shown as not evaluated with the reason: it never counts as passed, and its leads stay
    /// as they are.
    Screen {
        /// What to run.
        #[command(flatten)]
        which: Which,
        /// Change nothing: show what would be added to the ledger, dropped from it and changed in it.
        #[arg(long)]
        trial: bool,
        /// Compute every answer anew, also where nothing changed.
        #[arg(long)]
        afresh: bool,
    },
    /// Check before pay: a batch that is about to be paid comes back with a verdict a row.
    ///
    /// Every rule about the dataset is run over what is in the lake and the batch together. The batch is not taken in.
    Precheck {
        /// The payment dataset, such as dibao_payments.
        dataset: String,
        /// The batch.
        file: PathBuf,
        /// The workbook with the verdicts.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// The day as of which rules look.
        #[arg(long, value_name = "DATE")]
        as_of: Option<NaiveDate>,
        /// A parameter of a rule, as RULE.PARAM=VALUE; may be given again.
        #[arg(long, value_name = "RULE.PARAM=VALUE")]
        set: Vec<String>,
    },
    /// Leads: what rules found.
    Leads {
        /// What to do with them.
        #[command(subcommand)]
        command: LeadsCommand,
    },
    /// Rules.
    Rules {
        /// What to do with them.
        #[command(subcommand)]
        command: RulesCommand,
    },
    /// Medical claims.
    Claims {
        /// What to do with them.
        #[command(subcommand)]
        command: ClaimsCommand,
    },
    /// Make a made-up district of any size, with planted wrongs and their truth.
    Synth(SynthArgs),
    /// Accounts, for the machine's administrator.
    User {
        /// What to do with them.
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Offices, for the machine's administrator.
    Office {
        /// What to do with them.
        #[command(subcommand)]
        command: OfficeCommand,
    },
    /// Keys of machines, for the machine's administrator.
    Key {
        /// What to do with them.
        #[command(subcommand)]
        command: KeyCommand,
    },
    /// Back the data folder up into one ZIP archive; the program may be serving meanwhile.
    ///
    /// In it are the ledger, every batch with its quarantine, and the evidence files, with the SHA-256 of each. Kept answers are computed again and are not
    /// in it. A ledger in PostgreSQL is backed up by PostgreSQL's own tools, and before the
    /// rest, so that what it names is in the archive.
    Backup(BackupArgs),
    /// Restore a backup into the data folder, which must be empty: every digest and the chain of events are verified first.
    Restore {
        /// The archive.
        archive: PathBuf,
    },
    /// What the program does by itself while it serves.
    Duties {
        /// What to do with it.
        #[command(subcommand)]
        command: DutiesCommand,
    },
    /// The installation.
    Config {
        /// What to do with it.
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// The trail.
    Audit {
        /// What to do with it.
        #[command(subcommand)]
        command: AuditCommand,
    },
}

/// What to run.
#[derive(Debug, Args)]
pub struct Which {
    /// Only rules of this pack.
    #[arg(long, value_name = "PACK")]
    pub pack: Option<String>,
    /// Only this rule; may be given again.
    #[arg(long, value_name = "CODE")]
    pub rule: Vec<String>,
    /// The day as of which rules look; today where none is given.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<NaiveDate>,
    /// A parameter of a rule, as RULE.PARAM=VALUE; may be given again.
    #[arg(long, value_name = "RULE.PARAM=VALUE")]
    pub set: Vec<String>,
    /// The campaign whose parameters stand over those of the district.
    #[arg(long, value_name = "ID")]
    pub campaign: Option<i64>,
    /// Seconds that one rule may take.
    #[arg(long, value_name = "SECONDS")]
    pub deadline: Option<u64>,
}

/// Commands on batches.
#[derive(Debug, Subcommand)]
pub enum BatchesCommand {
    /// Withdraw (撤回) a batch that should never have come in: a wrong file, or one under the wrong dataset.
    ///
    /// It is out of force and stays on record; so are rows of its quarantine that came back mended. What it had superseded comes back into force, unless a
    /// batch that came in since takes its place. The next screening withdraws the leads that rested on it, and brings back those that it had displaced.
    Withdraw {
        /// The batch, as `qingyuan batches` names it.
        batch: String,
        /// Why; it is kept in the batch's record and in the chain of events.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

/// Commands on quarantine.
#[derive(Debug, Subcommand)]
pub enum QuarantineCommand {
    /// Write the quarantined rows of a batch as a workbook with the reasons; mended and imported, they join their batch.
    Export {
        /// The batch, as `qingyuan batches` names it.
        batch: String,
        /// The workbook.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

/// Which leads.
#[derive(Debug, Args)]
pub struct LeadsFilter {
    /// Of this rule; may be given again.
    #[arg(long, value_name = "CODE")]
    pub rule: Vec<String>,
    /// In this state; may be given again: new, assigned, verifying, confirmed, cleared, reviewed, exempted, withdrawn.
    #[arg(long, value_name = "STATE")]
    pub state: Vec<String>,
    /// About this subject.
    #[arg(long, value_name = "ID")]
    pub subject: Option<String>,
}

/// Commands on leads.
#[derive(Debug, Subcommand)]
pub enum LeadsCommand {
    /// Show leads; numbers are masked.
    List(LeadsFilter),
    /// Write leads to a file, numbers in full; the export is an event in the chain.
    Export {
        /// Which.
        #[command(flatten)]
        filter: LeadsFilter,
        /// csv: one line a lead. xlsx: one sheet a rule, one row a hit, with room for what the verifier finds.
        #[arg(long, value_enum, default_value = "csv")]
        format: Format,
        /// The file.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

/// Forms of an export.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// A workbook.
    Xlsx,
}

/// Commands on rules.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Show the rules with the version in use, titles, parameters and datasets.
    List,
    /// Show the versions of a rule; of all rules where none is named.
    Versions {
        /// The rule.
        rule: Option<String>,
    },
    /// Write the text of a version and its cases into a folder, as a pack has them.
    Export {
        /// The rule.
        rule: String,
        /// The version; the one in use where none is named.
        #[arg(long, value_name = "NUMBER")]
        version: Option<i64>,
        /// The folder.
        #[arg(long, value_name = "FOLDER")]
        out: PathBuf,
    },
    /// Check rules as text and against their cases.
    Check {
        /// Rules; all where none is named.
        rules: Vec<String>,
    },
}

/// Commands on the trail.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Walk the chain of events, and name the first link that is broken.
    Verify,
}

/// What district to make.
#[derive(Debug, Args)]
pub struct SynthArgs {
    /// People.
    #[arg(long)]
    pub people: u64,
    /// The same seed makes the same district, byte for byte.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Months of payments, from January 2022.
    #[arg(long, default_value_t = 12)]
    pub months: u32,
    /// plain: clean CSV, for size. department: the shapes in which files really arrive.
    #[arg(long, value_enum, default_value = "department")]
    pub style: Style,
    /// One file a month for payments and insurance, in a folder a month; plain style only.
    #[arg(long)]
    pub monthly: bool,
    /// How many of each wrong to plant at least.
    #[arg(long)]
    pub planted: Option<u32>,
    /// The folder to write: files/, manifest.csv, truth.csv.
    #[arg(long, value_name = "FOLDER")]
    pub out: PathBuf,
}

/// Looks of a made-up district.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Style {
    /// Clean CSV.
    Plain,
    /// As departments hand in.
    Department,
}
