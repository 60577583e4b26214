//! What the machine's administrator does: accounts, offices, backups, the state of the installation.

use clap::Subcommand;
use std::path::PathBuf;

/// Commands on accounts.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Show every account and how it stands.
    List,
    /// Make an account. Its password is told this once, and has to be changed at the first sign-in.
    Create {
        /// The name to sign in with; it never changes.
        login: String,
        /// The person's name.
        #[arg(long)]
        name: String,
        /// Role: supervisor, resident_office, department_head, department_staff, town, village, institution, school, inspector, reader,
        /// system_admin, security_admin, audit_admin.
        #[arg(long, value_name = "ROLE")]
        role: String,
        /// Office, by code.
        #[arg(long, value_name = "CODE")]
        office: Option<String>,
        /// Takes in complaints (信访受理岗), and so sees who complained.
        #[arg(long)]
        intake: bool,
    },
    /// Let an account sign in no more; its sessions end.
    Disable {
        /// The account.
        login: String,
        /// Why; it is kept in the chain of events.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Let an account sign in again.
    Enable {
        /// The account.
        login: String,
        /// Why; it is kept in the chain of events.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Forget an account's failures to sign in.
    Unlock {
        /// The account.
        login: String,
        /// Why; it is kept in the chain of events.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Give an account another password, which is told this once and has to be changed at the next sign-in; its sessions end.
    ResetPassword {
        /// The account.
        login: String,
        /// Why; it is kept in the chain of events.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

/// Commands on offices.
#[derive(Debug, Subcommand)]
pub enum OfficeCommand {
    /// Show every office.
    List,
    /// Add an office.
    Add {
        /// Its code, by which data and records name it: a department's and a town's is the name that stands in the data, a village's is TOWN/VILLAGE.
        #[arg(long)]
        code: String,
        /// Its name.
        #[arg(long)]
        name: String,
        /// Kind: supervising, resident, department, town, village, school, institution.
        #[arg(long)]
        kind: String,
        /// The office that it stands below.
        #[arg(long, value_name = "CODE")]
        parent: Option<String>,
        /// The departments that a resident office watches.
        #[arg(long, value_name = "CODE,CODE", value_delimiter = ',')]
        watches: Vec<String>,
    },
}

/// Commands on keys of machines.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Show every key, revoked ones too.
    List,
    /// Make a key for one institution, one department, or one other system. Its secret is told this once.
    #[command(group(clap::ArgGroup::new("owner").required(true).args(["institution", "department", "system"])))]
    Create {
        /// What it is for; by this name its calls stand in the events.
        name: String,
        /// The medical institution that it belongs to.
        #[arg(long, value_name = "CODE")]
        institution: Option<String>,
        /// The department that it belongs to.
        #[arg(long, value_name = "CODE")]
        department: Option<String>,
        /// The other system whose tickets it hands in and reads, as 12345.
        #[arg(long, value_name = "NAME")]
        system: Option<String>,
        /// What it is for: tickets.write, tickets.read, data.write, leads.read, issues.read.
        #[arg(long = "for", value_name = "OPERATION,OPERATION", value_delimiter = ',', required = true)]
        operations: Vec<String>,
        /// Requests a minute.
        #[arg(long, value_name = "N", default_value_t = 60)]
        per_minute: u32,
        /// Days for which it is good, at most 366.
        #[arg(long, value_name = "N", default_value_t = 365)]
        days: u32,
    },
    /// Give a key another secret, told this once, and another end; the secret before it is good no more.
    Renew {
        /// Its number.
        key: i64,
        /// Days for which it is good from now on, at most 366.
        #[arg(long, value_name = "N", default_value_t = 365)]
        days: u32,
        /// Why; it is kept in the chain of events.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Revoke a key, at once and for ever.
    Revoke {
        /// Its number.
        key: i64,
        /// Why; it is kept in the chain of events.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

/// Commands on the installation.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Look at the data folder, the keys, the database, the packs, the calendar and the disk; nothing is made or changed.
    Check,
    /// Take the ledger's schema down to that of an earlier release, so that the earlier program opens it again. Nobody may be serving meanwhile.
    ///
    /// Where that would lose anything that the earlier release has no place for, it is named and nothing is changed: restore the backup instead
    /// that was made before the newer release was started.
    Downgrade {
        /// The step of the schema; `config check` of the earlier program says which it knows.
        #[arg(long, value_name = "STEP")]
        to: i64,
    },
}

/// What goes into a backup.
#[derive(Debug, clap::Args)]
pub struct BackupArgs {
    /// The archive, a ZIP file that is not there yet.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// With the keys. Who has both reads who complained: without this, keep keys/ledger.key apart, or identities are lost with the machine.
    #[arg(long)]
    pub with_keys: bool,
}
