//! Portable statements, and rows read back with the ledger's own types.

use crate::LedgerError;
use chrono::{DateTime, NaiveDate, SecondsFormat, SubsecRound, Utc};
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::{Any, AnyConnection, AssertSqlSafe, Row, query::Query};
use std::fmt::Write;
use std::sync::Arc;
use vocabulary::Fen;

/// A value bound to a statement: whole numbers and text, present or not.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    Int(Option<i64>),
    Text(Option<String>),
}

macro_rules! cell_from {
    ($($from:ty => |$value:ident| $cell:expr;)+) => {
        $(impl From<$from> for Cell { fn from($value: $from) -> Self { $cell } })+
    };
}

cell_from! {
    i64 => |value| Self::Int(Some(value));
    Option<i64> => |value| Self::Int(value);
    Fen => |value| Self::Int(Some(value.0));
    &str => |value| Self::Text(Some(value.to_owned()));
    Option<&str> => |value| Self::Text(value.map(str::to_owned));
    String => |value| Self::Text(Some(value));
    &String => |value| Self::Text(Some(value.clone()));
    Option<String> => |value| Self::Text(value);
    NaiveDate => |value| Self::Text(Some(value.to_string()));
    Option<NaiveDate> => |value| Self::Text(value.map(|day| day.to_string()));
    DateTime<Utc> => |value| Self::Text(Some(instant_text(value)));
    Option<DateTime<Utc>> => |value| Self::Text(value.map(instant_text));
}

/// An instant as the ledger keeps it: to the microsecond.
pub(crate) fn instant(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(6)
}

/// RFC 3339 in UTC, always of one length, so that texts sort as instants do.
pub(crate) fn instant_text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// A statement in the making: text from this crate alone, values always bound.
#[derive(Debug)]
pub(crate) struct Sql {
    text: String,
    cells: Vec<Cell>,
}

impl Sql {
    /// Starts with this text.
    pub(crate) fn new(text: &'static str) -> Self {
        Self { text: text.to_owned(), cells: Vec::new() }
    }

    /// Adds text.
    pub(crate) fn push(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a value: `$n` in the text.
    pub(crate) fn bind(&mut self, cell: impl Into<Cell>) -> &mut Self {
        self.cells.push(cell.into());
        write!(self.text, "${}", self.cells.len()).expect("writing to a string never fails");
        self
    }

    /// Adds `column IN ($n, …)`; an empty list lets nothing through.
    pub(crate) fn one_of<C: Into<Cell>>(&mut self, column: &'static str, values: impl IntoIterator<Item = C>) -> &mut Self {
        let before = self.cells.len();
        self.push(column).push(" IN (");
        for value in values {
            if self.cells.len() > before {
                self.push(", ");
            }
            self.bind(value);
        }
        if self.cells.len() == before {
            self.push("NULL");
        }
        self.push(")")
    }

    fn into_query(self) -> Query<'static, Any, AnyArguments> {
        bind_all(sqlx::query(AssertSqlSafe(self.text)), self.cells)
    }

    /// Runs it, for the number of rows touched.
    pub(crate) async fn execute(self, on: &mut AnyConnection) -> Result<u64, LedgerError> {
        Ok(self.into_query().execute(on).await?.rows_affected())
    }

    /// Runs it, for all rows: only where their number is bounded.
    pub(crate) async fn all(self, on: &mut AnyConnection) -> Result<Vec<AnyRow>, LedgerError> {
        Ok(self.into_query().fetch_all(on).await?)
    }

    /// Runs it, for the first row if there is one.
    pub(crate) async fn optional(self, on: &mut AnyConnection) -> Result<Option<AnyRow>, LedgerError> {
        Ok(self.into_query().fetch_optional(on).await?)
    }
}

fn bind_all(query: Query<'static, Any, AnyArguments>, cells: impl IntoIterator<Item = Cell>) -> Query<'static, Any, AnyArguments> {
    cells.into_iter().fold(query, |query, cell| match cell {
        Cell::Int(value) => query.bind(value),
        Cell::Text(value) => query.bind(value),
    })
}

/// Inserts rows many at a time: one prepared statement for full chunks, one for the rest.
///
/// A chunk is small on purpose: SQLite looks a `$n` up by walking the list of names, so the cost of binding grows with the
/// square of their number, while the cost of a round trip is already spread thin at a few dozen rows.
#[derive(Debug)]
pub(crate) struct BulkInsert {
    head: &'static str,
    tail: &'static str,
    columns: usize,
    full: Arc<str>,
    cells: Vec<Cell>,
}

impl BulkInsert {
    const CELLS: usize = 240;

    /// `head` ends before the rows (`INSERT INTO t (a, b) VALUES `), `tail` follows them (` ON CONFLICT …`, or nothing).
    pub(crate) fn new(head: &'static str, columns: usize, tail: &'static str) -> Self {
        let full = Self::text(head, columns, Self::CELLS / columns, tail).into();
        Self { head, tail, columns, full, cells: Vec::new() }
    }

    fn text(head: &str, columns: usize, rows: usize, tail: &str) -> String {
        let mut text = head.to_owned();
        for row in 0..rows {
            text.push_str(if row == 0 { "(" } else { ", (" });
            for column in 0..columns {
                let separator = if column == 0 { "" } else { ", " };
                write!(text, "{separator}${}", row * columns + column + 1).expect("writing to a string never fails");
            }
            text.push(')');
        }
        text.push_str(tail);
        text
    }

    /// Adds a row.
    pub(crate) fn push<const N: usize>(&mut self, row: [Cell; N]) {
        debug_assert_eq!(N, self.columns, "a row has a cell for each column");
        self.cells.extend(row);
    }

    /// Rows waiting.
    pub(crate) fn rows(&self) -> usize {
        self.cells.len() / self.columns
    }

    /// Writes what waits.
    pub(crate) async fn flush(&mut self, on: &mut AnyConnection) -> Result<(), LedgerError> {
        let per_chunk = Self::CELLS / self.columns;
        let mut left = self.rows();
        let mut cells = std::mem::take(&mut self.cells).into_iter();
        while left > 0 {
            let rows = left.min(per_chunk);
            let text = if rows == per_chunk { Arc::clone(&self.full) } else { Self::text(self.head, self.columns, rows, self.tail).into() };
            let chunk = cells.by_ref().take(rows * self.columns);
            bind_all(sqlx::query(AssertSqlSafe(text)), chunk).execute(&mut *on).await?;
            left -= rows;
        }
        Ok(())
    }
}

/// A row with getters of the ledger's types; a value that the ledger never writes is an error that names the column.
pub(crate) struct Stored<'r>(pub(crate) &'r AnyRow);

impl Stored<'_> {
    pub(crate) fn int(&self, column: &'static str) -> Result<i64, LedgerError> {
        Ok(self.0.try_get(column)?)
    }

    pub(crate) fn int_or_none(&self, column: &'static str) -> Result<Option<i64>, LedgerError> {
        Ok(self.0.try_get(column)?)
    }

    pub(crate) fn count(&self, column: &'static str) -> Result<u64, LedgerError> {
        let value = self.int(column)?;
        u64::try_from(value).map_err(|_| LedgerError::Stored { column, found: value.to_string() })
    }

    pub(crate) fn fen(&self, column: &'static str) -> Result<Fen, LedgerError> {
        self.int(column).map(Fen)
    }

    pub(crate) fn text(&self, column: &'static str) -> Result<String, LedgerError> {
        Ok(self.0.try_get(column)?)
    }

    pub(crate) fn text_or_none(&self, column: &'static str) -> Result<Option<String>, LedgerError> {
        Ok(self.0.try_get(column)?)
    }

    pub(crate) fn code<T>(&self, column: &'static str, read: fn(&str) -> Option<T>) -> Result<T, LedgerError> {
        let found = self.text(column)?;
        read(&found).ok_or(LedgerError::Stored { column, found })
    }

    pub(crate) fn parsed<T: std::str::FromStr>(&self, column: &'static str) -> Result<T, LedgerError> {
        let found = self.text(column)?;
        found.parse().map_err(|_| LedgerError::Stored { column, found })
    }

    pub(crate) fn parsed_or_none<T: std::str::FromStr>(&self, column: &'static str) -> Result<Option<T>, LedgerError> {
        self.text_or_none(column)?.map(|found| found.parse().map_err(|_| LedgerError::Stored { column, found })).transpose()
    }

    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self, column: &'static str) -> Result<T, LedgerError> {
        let found = self.text(column)?;
        serde_json::from_str(&found).map_err(|_| LedgerError::Stored { column, found })
    }
}
