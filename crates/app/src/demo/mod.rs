//! The demonstration: a made-up district in the shapes that files really arrive in, taken in, screened and written out; and, where it is
//! wanted, a year of its people's work before that, so that whoever looks finds a district that is lived in.
//!
//! The year is told by the use cases that the API calls, each at its moment, and in no other way: what the ledger refuses a person it
//! refuses here. It ends at the last office hour before now.

mod arrive;
mod campaign;
mod cast;
mod chores;
mod clues;
mod complaints;
mod diary;
mod follow;
mod inspections;
mod issues;
mod leads;
mod papers;
mod recoveries;
mod rules;
mod stage;
mod words;
mod world;
mod year;

use crate::access::in_line;
use crate::error::AppError;
use crate::import::ImportReport;
use crate::leads::ExportFormat;
use crate::mask::Numbers;
use crate::observe::{Observer, Step};
use crate::screen::{ScreenReport, ScreenRequest};
use crate::workspace::{OpenOptions, Workspace, at_moment, now};
use casework::people::Token;
use casework::{Caller, LeadFilter};
use chrono::{DateTime, Days, NaiveDate, Utc};
use diary::moment;
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;
use vocabulary::{WorkCalendar, beijing_day};
use world::World;

/// People and seed of the sample district.
pub const SAMPLE: (u64, u64) = (12_000, 20_221_231);
/// Days of the year.
const YEAR: u64 = 364;
/// Minutes of the day at which the program's clock is told of nothing more: after the office has closed.
const CLOSED: u32 = 17 * 60 + 45;
/// So long before the calendar of working days ends, the latest: what is owed by then can still be counted.
const AHEAD: u64 = 60;

/// What the demonstration is to show.
#[derive(Debug, Clone, Copy)]
pub struct Demonstration {
    /// People of the sample district, and the seed of everything that is left to chance.
    pub sample: (u64, u64),
    /// A year of casework.
    pub year: Option<LivedInYear>,
}

/// A year of casework.
#[derive(Debug, Clone, Copy)]
pub struct LivedInYear {
    /// Its first moment.
    begins: DateTime<Utc>,
    /// Its last.
    ends: DateTime<Utc>,
    /// How much of it, in thousandths.
    share: u32,
}

impl LivedInYear {
    /// The year up to a moment: whole, or so many thousandths of it, with something of everything.
    pub fn until(moment: DateTime<Utc>, share: u32) -> Self {
        let today = beijing_day(moment);
        let covered = *WorkCalendar::builtin().coverage().end();
        let latest = NaiveDate::from_ymd_opt(covered, 12, 31).map_or(today, |day| day - Days::new(AHEAD));
        let closed = |day: NaiveDate| self::moment(day, CLOSED);
        let ends = if closed(today) <= moment { closed(today.min(latest)) } else { closed((today - Days::new(1)).min(latest)) };
        let first = beijing_day(ends) - Days::new(YEAR);
        // Nothing begins on a day off.
        let first = WorkCalendar::builtin().add_working_days(first - Days::new(1), 1).unwrap_or(first);
        Self { begins: self::moment(first, 8 * 60 + 30), ends, share }
    }

    /// The year up to now.
    pub fn until_now() -> Self {
        Self::until(now(), 1000)
    }

    /// Its last moment.
    pub fn ends(&self) -> DateTime<Utc> {
        self.ends
    }
}

/// An account of the demonstration, with its password: to be printed, and forgotten.
#[derive(Debug)]
pub struct DemoLogin {
    /// The name to sign in with.
    pub login: String,
    /// The role, in Chinese.
    pub role: String,
    /// Person and office, of those who stand beside the one account of their role.
    pub beside: Option<String>,
    /// The password.
    pub password: Token,
}

/// What the demonstration did.
#[derive(Debug, Serialize)]
pub struct DemoReport {
    /// The department files.
    pub files: PathBuf,
    /// What became of them.
    pub import: ImportReport,
    /// What the rules found.
    pub screen: ScreenReport,
    /// The workbook of leads.
    pub workbook: PathBuf,
    /// The accounts of whoever worked in the year; none where no year was made.
    #[serde(skip)]
    pub accounts: Vec<DemoLogin>,
}

impl Workspace {
    /// Opens a data folder for the demonstration: the first start of an empty ledger is that of the year.
    ///
    /// # Errors
    /// As [`Workspace::open`].
    pub async fn open_for_demo(options: OpenOptions, year: Option<&LivedInYear>) -> Result<Self, AppError> {
        Self::open_as_of(options, year.map(|year| year.begins)).await
    }

    /// Makes the sample district (where it is not there already), takes its files in, screens them, and writes the workbook of leads; with
    /// a year, where nobody has an account yet, all that in the course of the year.
    ///
    /// # Errors
    /// Anything that fails on the way.
    pub async fn demo(&self, asked: &Demonstration, observer: Observer<'_>) -> Result<DemoReport, AppError> {
        let sample = self.data.join("sample");
        let files = sample.join("files");
        if !sample.join("truth.csv").exists() {
            let (people, seed) = asked.sample;
            let plan = synth::Plan { style: synth::Style::Department, ..synth::Plan::new(people, seed) };
            tokio::task::block_in_place(|| synth::write_district(&plan, &sample, &mut |rows, of| observer(Step::Made { rows, of })))?;
        }
        let mut accounts = Vec::new();
        let mut done = None;
        if let Some(year) = &asked.year
            && self.is_nobody_there().await?
        {
            let lived = self.live(year, asked.sample, observer).await?;
            (accounts, done) = (lived.0, lived.1);
        }
        let (import, screen) = match done {
            Some(done) => done,
            None => {
                let import = self.import(std::slice::from_ref(&files), None, observer).await?;
                let as_of = NaiveDate::from_ymd_opt(2022, 12, 31);
                (import, self.screen(&ScreenRequest { as_of, ..ScreenRequest::default() }, observer).await?)
            }
        };
        let workbook = self.data.join("疑点核查表.xlsx");
        self.export_leads(&LeadFilter::default(), ExportFormat::Xlsx, Numbers::Full { reason: "" }, &workbook).await?;
        Ok(DemoReport { files, import, screen, workbook, accounts })
    }

    /// Accounts of the made-up district, one for each role and more of some, with their passwords; nothing where there are accounts already.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub async fn demo_accounts(&self) -> Result<Vec<DemoLogin>, AppError> {
        if !self.is_nobody_there().await? {
            return Ok(Vec::new());
        }
        let (people, _) = SAMPLE;
        self.enter_demo(people).await
    }

    async fn is_nobody_there(&self) -> Result<bool, AppError> {
        Ok(self.ledger.accounts(&self.machine(), now()).await?.is_empty())
    }

    fn machine(&self) -> Caller {
        Caller::machine(self.caller.actor.clone())
    }

    async fn enter_demo(&self, people: u64) -> Result<Vec<DemoLogin>, AppError> {
        let offices = cast::offices(&synth::town_names(people));
        let first = casework::people::demo::drafts().len();
        let accounts = in_line(|| casework::people::demo::prepare(cast::accounts())).await?;
        self.ledger.enter_demo(&self.machine(), now(), &offices, &accounts).await?;
        let name_of = |code: &str| offices.iter().find(|office| office.code == code).map_or(String::new(), |office| office.name.clone());
        let logins = accounts.into_iter().enumerate().map(|(place, account)| {
            let office = account.draft.office.as_deref().map(name_of).unwrap_or_default();
            DemoLogin {
                beside: (place >= first).then(|| format!("{} {office}", account.draft.name).trim_end().to_owned()),
                role: account.draft.role.zh().to_owned(),
                login: account.draft.login,
                password: account.password,
            }
        });
        Ok(logins.collect())
    }

    /// Lives through the year; its accounts, and what the departments' files came to.
    async fn live(
        &self,
        year: &LivedInYear,
        (people, seed): (u64, u64),
        observer: Observer<'_>,
    ) -> Result<(Vec<DemoLogin>, Option<(ImportReport, ScreenReport)>), AppError> {
        let logins = at_moment(year.begins, self.enter_demo(people)).await?;
        let accounts = self.ledger.accounts(&self.machine(), now()).await?;
        let world = Arc::new(World::new(self, accounts, year, (people, seed)).await?);
        let days = (year.ends - year.begins).num_days();
        let heard = |at: DateTime<Utc>| {
            let number = usize::try_from((at - year.begins).num_days()).unwrap_or_default();
            observer(Step::Day { day: beijing_day(at), number, of: usize::try_from(days).unwrap_or_default() });
        };
        stage::tell(Arc::clone(&world), year::whole, heard).await?;
        Ok((logins, world.reports()))
    }
}
