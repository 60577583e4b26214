//! The ledger's schema, a step at a time. A step that was released is never changed; what is new is a new file, and beside it in
//! `migrations/down` one that undoes it.

mod back;

pub(crate) use back::step_back;

use crate::LedgerError;
use crate::seal::Keys;
use crate::sql::{Sql, Stored};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyConnection, SqlSafeStr};
use vocabulary::WorkCalendar;

const STEPS: &[(i64, &str, &str)] = &[
    (1, "leads and events", include_str!("../migrations/0001_leads_and_events.sql")),
    (2, "records", include_str!("../migrations/0002_records.sql")),
    (3, "complaints", include_str!("../migrations/0003_complaints.sql")),
    (4, "persons and money", include_str!("../migrations/0004_persons_and_money.sql")),
    (5, "leads to people", include_str!("../migrations/0005_leads_to_people.sql")),
    (6, "people", include_str!("../migrations/0006_people.sql")),
    (7, "clocks and notifications", include_str!("../migrations/0007_clocks_and_notifications.sql")),
    (8, "look back draws", include_str!("../migrations/0008_look_back_draws.sql")),
    (9, "rules governed", include_str!("../migrations/0009_rules_governed.sql")),
    (10, "hotline", include_str!("../migrations/0010_hotline.sql")),
    (11, "files and sign in", include_str!("../migrations/0011_files_and_sign_in.sql")),
    (12, "lists", include_str!("../migrations/0012_lists.sql")),
    (13, "sealed subjects", include_str!("../migrations/0013_sealed_subjects.sql")),
    (14, "marks", include_str!("../migrations/0014_marks.sql")),
    (15, "search", include_str!("../migrations/0015_search.sql")),
];

/// Brings a database up to date.
pub(crate) fn migrator() -> Migrator {
    Migrator::with_migrations(STEPS.iter().map(step).collect())
}

fn step((version, description, sql): &(i64, &'static str, &'static str)) -> Migration {
    Migration::new(*version, (*description).into(), MigrationType::Simple, (*sql).into_sql_str(), false)
}

/// The step of a database's schema; none where there is no schema.
async fn version_of(on: &mut AnyConnection) -> Result<Option<i64>, LedgerError> {
    let row = match Sql::new("SELECT MAX(version) AS version FROM _sqlx_migrations").optional(on).await {
        Err(LedgerError::Database(error)) if is_missing_table(&error) => return Ok(None),
        row => row?,
    };
    Ok(row.map(|row| Stored(&row).int_or_none("version")).transpose()?.flatten())
}

/// What a database was found to hold, before anything opens it as a ledger.
#[derive(Debug, Clone)]
pub struct LedgerState {
    /// The step of its schema.
    pub schema: i64,
    /// The newest step that this program knows.
    pub newest: i64,
    /// Whether the keys are those of this ledger; none where no keys were given, or where it has not been told any yet.
    pub keys_fit: Option<bool>,
    /// Its working days.
    pub calendar: WorkCalendar,
}

impl LedgerState {
    pub(crate) async fn read(on: &mut AnyConnection, keys: Option<&Keys>) -> Result<Option<Self>, LedgerError> {
        let newest = STEPS.last().map_or(0, |(version, ..)| *version);
        let Some(schema) = version_of(on).await? else { return Ok(None) };
        if schema != newest {
            return Ok(Some(Self { schema, newest, keys_fit: None, calendar: WorkCalendar::builtin() }));
        }
        let mark = Sql::new("SELECT mark FROM seal_mark WHERE id = 1").optional(on).await?;
        let mark = mark.map(|row| Stored(&row).text("mark")).transpose()?;
        let keys_fit = keys.zip(mark).map(|(keys, mark)| keys.mark() == mark);
        Ok(Some(Self { schema, newest, keys_fit, calendar: crate::setting::calendar(on).await? }))
    }
}

/// Whether a statement failed for want of its table: SQLite's and PostgreSQL's code for it.
fn is_missing_table(error: &sqlx::Error) -> bool {
    error.as_database_error().and_then(|error| error.code()).is_some_and(|code| matches!(&*code, "1" | "42P01"))
}

#[cfg(test)]
mod tests {
    use super::STEPS;

    /// The files of a folder, by name.
    pub(super) fn files_of(folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(format!("{}/{folder}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let files = entries.map(|entry| entry.unwrap()).filter(|entry| entry.file_type().unwrap().is_file());
        let mut names: Vec<String> = files.map(|file| file.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The file of a step.
    pub(super) fn file_name((version, description, _): &(i64, &str, &str)) -> String {
        format!("{version:04}_{}.sql", description.replace(' ', "_"))
    }

    #[test]
    fn every_file_of_the_folder_is_a_step_in_its_place() {
        assert_eq!(files_of("migrations"), STEPS.iter().map(file_name).collect::<Vec<_>>());
    }
}
