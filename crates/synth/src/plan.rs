//! What is asked for, and what came of it.

use crate::calendar::Month;
use crate::error::SynthError;

/// How many people one planted wrong of each kind needs around it.
const PEOPLE_FOR_ONE: u64 = 100;
/// The most person-months in the shapes of real files: a worksheet has 1,048,576 rows.
const DEPARTMENT_PERSON_MONTHS: u64 = 4_800_000;
/// Where the resident numbers of the unassigned counties run out.
const MOST_PEOPLE: u64 = 10_000_000;

/// The form of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Clean UTF-8 CSV, canonical headers and formats.
    Plain,
    /// All the shapes in which departments (部门) really hand files in.
    Department,
}

/// How rows are spread over files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileLayout {
    /// One file a dataset, in `files/`.
    OnePerDataset,
    /// Payment and insurance datasets one file a month, in `files/<month>/`; registers once, in `files/`.
    OnePerMonth,
}

/// A made-up district to be written (虚构的区): the same plan always gives the same bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Residents (户籍人口) in the register.
    pub people: u64,
    /// What makes one district different from another.
    pub seed: u64,
    /// Year and month of the first payments.
    pub first_month: (i32, u32),
    /// How many months are paid.
    pub months: u32,
    /// The form of the files.
    pub style: Style,
    /// How rows are spread over files.
    pub files: FileLayout,
    /// How many of each wrong at least.
    pub planted: u32,
    /// The last month's payment and insurance rows go to `last_month/` beside `files/`, to be handed in later.
    pub last_month_apart: bool,
}

impl Plan {
    /// A plain district over the twelve months of 2022.
    #[must_use]
    pub fn new(people: u64, seed: u64) -> Self {
        Self {
            people,
            seed,
            first_month: (2022, 1),
            months: 12,
            style: Style::Plain,
            files: FileLayout::OnePerDataset,
            planted: u32::try_from(people / 10_000).unwrap_or(u32::MAX).max(3),
            last_month_apart: false,
        }
    }

    pub(crate) fn check(&self) -> Result<(), SynthError> {
        let (year, month) = self.first_month;
        if !(2000..=2089).contains(&year) || !(1..=12).contains(&month) || !(1..=120).contains(&self.months) {
            return Err(SynthError::Months);
        }
        let needed = (u64::from(self.planted) * PEOPLE_FOR_ONE).max(48);
        if self.people < needed {
            return Err(SynthError::TooFewPeople { people: self.people, needed });
        }
        let too_many = |reason| SynthError::TooMany { people: self.people, months: self.months, reason };
        if self.people > MOST_PEOPLE {
            return Err(too_many("resident numbers reach for 10 million"));
        }
        if self.style == Style::Department && self.people * u64::from(self.months) > DEPARTMENT_PERSON_MONTHS {
            return Err(too_many("department files hold 4.8 million person-months, use the plain style"));
        }
        Ok(())
    }

    pub(crate) fn months(&self) -> Vec<Month> {
        let first = Month::new(self.first_month.0, self.first_month.1);
        (0..self.months).map(|n| first.plus(i32::try_from(n).unwrap_or(0))).collect()
    }
}

/// One file that was written, as in `manifest.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileSummary {
    /// Path from `files/`.
    pub file: String,
    /// Code of the dataset in it.
    pub dataset: &'static str,
    /// Rows that must be accepted (入库).
    pub accepted: u64,
    /// Rows that must be quarantined (隔离).
    pub quarantined: u64,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Every file, in the order of the manifest.
    pub files: Vec<FileSummary>,
    /// Leads (疑点) in `truth.csv`.
    pub leads: u64,
    /// Rows in all files, without titles, notes, totals and blank rows.
    pub rows: u64,
}
