//! Whether everything is as it has to be before the program serves: looked at, and nothing made or changed.

use crate::error::AppError;
use crate::workspace::{OpenOptions, address_of, now};
use casework::{Keys, Ledger, LedgerState};
use chrono::Datelike;
use serde::Serialize;
use std::fmt::Display;
use std::fs;
use std::path::Path;

/// So many bytes should be free: room for the copy of the ledger that a backup makes, and for queries that spill.
const FREE: u64 = 2 << 30;

/// One thing that was looked at.
#[derive(Debug, Clone, Serialize)]
pub struct ConfigLine {
    /// What.
    pub what: &'static str,
    /// Whether it is as it has to be.
    pub ok: bool,
    /// What was found.
    pub found: String,
}

fn line(what: &'static str, found: Result<impl Display, impl Display>) -> ConfigLine {
    match found {
        Ok(found) => ConfigLine { what, ok: true, found: found.to_string() },
        Err(found) => ConfigLine { what, ok: false, found: found.to_string() },
    }
}

/// Looks at the data folder, the keys, the database, the packs, the calendar and the disk.
pub async fn check_config(options: &OpenOptions) -> Vec<ConfigLine> {
    let data = &options.data;
    let keys = if data.join("keys/ledger.key").exists() { Some(Keys::open_or_make(data)) } else { None };
    let state = Ledger::look_at(&address_of(options), keys.as_ref().and_then(|keys| keys.as_ref().ok())).await;
    let laid = matches!(&state, Ok(Some(_)));
    vec![
        line("data folder", folder(data)),
        line(
            "keys",
            match &keys {
                Some(Ok(_)) => Ok("for their owner alone".to_owned()),
                Some(Err(error)) => Err(error.to_string()),
                None if laid => Err("keys/ledger.key is missing: put it back before the program is started".to_owned()),
                None => Ok("made on the first start".to_owned()),
            },
        ),
        line("database", database(&state)),
        line("packs", packs(options.packs.as_deref())),
        line("calendar", calendar(&state)),
        line("disk", free(data)),
    ]
}

/// Takes the ledger's schema down to that of an earlier release; the steps that were undone, newest first.
///
/// # Errors
/// A way back that would lose something, or that there is not; keys that are wanted and missing; a database that cannot be reached.
pub async fn downgrade(options: &OpenOptions, to: i64) -> Result<Vec<i64>, AppError> {
    let laid = options.data.join("keys/ledger.key").exists();
    let keys = laid.then(|| Keys::open_or_make(&options.data)).transpose().map_err(casework::LedgerError::from)?;
    Ok(Ledger::step_back(&address_of(options), keys.as_ref(), to).await?)
}

fn folder(data: &Path) -> Result<String, String> {
    if !data.exists() {
        return Ok(format!("{} is made on the first start", data.display()));
    }
    let said = |doing: &str, error: std::io::Error| format!("{doing} {}: {error}", data.display());
    tempfile::tempfile_in(data).map_err(|error| said("writing in", error))?;
    #[cfg(unix)]
    {
        let mode = fs::metadata(data).map_err(|error| said("looking at", error))?;
        let mode = std::os::unix::fs::PermissionsExt::mode(&mode.permissions()) & 0o777;
        if mode & 0o007 != 0 {
            return Err(format!("{} may be entered by everybody on this machine (mode {mode:o}): chmod 700", data.display()));
        }
    }
    Ok(format!("{} can be written, and is closed to others", data.display()))
}

fn database(state: &Result<Option<LedgerState>, casework::LedgerError>) -> Result<String, String> {
    match state {
        Err(error) => {
            let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
            Err(format!("{error}{cause}"))
        }
        Ok(None) => Ok("empty; its schema is laid on the first start".to_owned()),
        Ok(Some(state)) if state.keys_fit == Some(false) => Err("the keys are not those that this ledger was sealed with".to_owned()),
        Ok(Some(LedgerState { schema, newest, .. })) => match schema.cmp(newest) {
            std::cmp::Ordering::Equal => Ok(format!("reachable; schema {schema}")),
            std::cmp::Ordering::Less => Ok(format!("reachable; schema {schema}, brought to {newest} on the next start: back it up before")),
            std::cmp::Ordering::Greater => Err(format!("schema {schema} is of a later version of the program, which knows {newest}")),
        },
    }
}

fn packs(further: Option<&Path>) -> Result<String, String> {
    let packs = crate::packs(further).map_err(|error| error.to_string())?;
    Ok(format!("{} datasets, {} rules", packs.datasets.len(), packs.rules.len()))
}

fn calendar(state: &Result<Option<LedgerState>, casework::LedgerError>) -> Result<String, String> {
    let builtin = vocabulary::WorkCalendar::builtin();
    let calendar = match state {
        Ok(Some(state)) => &state.calendar,
        _ => &builtin,
    };
    let (this, covered) = (now().year(), calendar.coverage());
    if let Some(year) = [this, this + 1].into_iter().find(|year| !covered.contains(year)) {
        return Err(format!("working days of {year} are not known: set `calendar`"));
    }
    if calendar.is_provisional(this) {
        return Err(format!("holidays of {this} are provisional: set `calendar` to the announced ones"));
    }
    let next = if calendar.is_provisional(this + 1) { ", the last provisional until they are announced" } else { "" };
    Ok(format!("working days of {this} and {}{next}", this + 1))
}

fn free(data: &Path) -> Result<String, String> {
    let there = data.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("."));
    let found = rustix::fs::statvfs(there).map_err(|error| format!("asking for free space: {error}"))?;
    let free = found.f_bavail.saturating_mul(found.f_frsize);
    let said = format!("{} MiB free", free >> 20);
    if free < FREE { Err(format!("{said}: fewer than {}", FREE >> 20)) } else { Ok(said) }
}
