//! How long work tells what it is doing.

/// Something that happened on the way.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    /// A file of so many is being taken in.
    File {
        /// Its name.
        name: &'a str,
        /// Which, from 1.
        number: usize,
        /// Of how many.
        of: usize,
    },
    /// So far within it.
    Rows {
        /// Rows cleaned.
        rows: u64,
        /// Bytes read.
        bytes: u64,
        /// Bytes of the file.
        of_bytes: u64,
    },
    /// A rule has an answer.
    Rule {
        /// Its code.
        code: &'a str,
        /// Its title.
        title: &'a str,
        /// Which, from 1.
        number: usize,
        /// Of how many.
        of: usize,
    },
    /// Rows of a made-up district were written.
    Made {
        /// So far.
        rows: u64,
        /// Expected.
        of: u64,
    },
    /// So far through the demonstration's year.
    Day {
        /// The day.
        day: chrono::NaiveDate,
        /// Which, from 0.
        number: usize,
        /// Of how many.
        of: usize,
    },
    /// Events of the chain hold.
    Chain {
        /// So far.
        events: u64,
        /// Of how many.
        of: u64,
    },
}

/// Hears of steps; called from several threads.
pub type Observer<'a> = &'a (dyn Fn(Step<'_>) + Sync);
