//! The ledger's schema, a step at a time. A step that was released is never changed; what is new is a new file.

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
];

/// Brings a database up to date.
pub(crate) fn migrator() -> Migrator {
    let step = |(version, description, sql): &(i64, &'static str, &'static str)| {
        Migration::new(*version, (*description).into(), MigrationType::Simple, (*sql).into_sql_str(), false)
    };
    Migrator::with_migrations(STEPS.iter().map(step).collect())
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
        let row = match Sql::new("SELECT MAX(version) AS version FROM _sqlx_migrations").optional(on).await {
            Err(LedgerError::Database(error)) if is_missing_table(&error) => return Ok(None),
            row => row?,
        };
        let Some(schema) = row.map(|row| Stored(&row).int_or_none("version")).transpose()?.flatten() else {
            return Ok(None);
        };
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

    #[test]
    fn every_file_of_the_folder_is_a_step_in_its_place() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let mut files: Vec<String> =
            std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        files.sort();
        let named: Vec<String> =
            STEPS.iter().map(|(version, description, _)| format!("{version:04}_{}.sql", description.replace(' ', "_"))).collect();
        assert_eq!(files, named);
    }
}
