//! What all stories share: the district, its people, its calendar.

use super::LivedInYear;
use super::cast::{self, INTAKE, SUPERVISORS, Spot};
use super::stage::{Stop, Told};
use crate::error::AppError;
use crate::import::ImportReport;
use crate::screen::ScreenReport;
use crate::workspace::Workspace;
use casework::people::account::AccountLine;
use casework::people::{Duty, reach};
use casework::{Actor, Caller, Place};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use synth::matters::{Matter, PRIORITIES, People, Site, Telling};
use synth::{Chance, TownName};
use vocabulary::WorkCalendar;

/// The district in which the year happens.
pub(super) struct World {
    pub(super) space: Workspace,
    pub(super) calendar: WorkCalendar,
    /// The first and the last moment of the year.
    pub(super) begins: DateTime<Utc>,
    pub(super) ends: DateTime<Utc>,
    share: u32,
    seed: u64,
    pub(super) people: People,
    callers: BTreeMap<String, Caller>,
    towns: Vec<TownName>,
    stories: AtomicU64,
    campaign: AtomicI64,
    machine: OnceLock<Caller>,
    reports: Mutex<Option<(ImportReport, ScreenReport)>>,
}

impl World {
    /// The district with everybody who has an account in it.
    pub(super) async fn new(
        space: &Workspace,
        accounts: Vec<AccountLine>,
        year: &LivedInYear,
        (people, seed): (u64, u64),
    ) -> Result<Self, AppError> {
        let offices = space.ledger.offices().await?;
        let caller = |AccountLine { account, .. }: AccountLine| {
            let actor = Actor { who: account.login.clone(), from: cast::address(&account.login) };
            let intake = account.duties.contains(&Duty::Intake);
            (account.login.clone(), Caller { actor, role: account.role, intake, scope: reach::scope_of(&account, &offices) })
        };
        Ok(Self {
            space: space.clone(),
            calendar: WorkCalendar::builtin(),
            begins: year.begins,
            ends: year.ends,
            share: year.share,
            seed,
            people: People::default(),
            callers: accounts.into_iter().map(caller).collect(),
            towns: synth::town_names(people),
            stories: AtomicU64::new(0),
            campaign: AtomicI64::new(0),
            machine: OnceLock::new(),
            reports: Mutex::new(None),
        })
    }

    /// Somebody of the district, about to do something.
    pub(super) fn caller(&self, login: &str) -> Told<&Caller> {
        self.callers.get(login).ok_or_else(|| Stop::Failed(AppError::Refused(format!("nobody is called {login:?}"))))
    }

    /// Everybody.
    pub(super) fn everybody(&self) -> impl Iterator<Item = &Caller> {
        self.callers.values()
    }

    /// Chance for one more story.
    pub(super) fn chance(&self) -> Chance {
        Chance::new(self.seed, 1_000_000 + self.stories.fetch_add(1, Ordering::Relaxed))
    }

    /// The campaign to which the year's records belong, once there is one.
    pub(super) fn campaign(&self) -> Option<i64> {
        Some(self.campaign.load(Ordering::Relaxed)).filter(|campaign| *campaign > 0)
    }

    pub(super) fn set_campaign(&self, campaign: i64) {
        self.campaign.store(campaign, Ordering::Relaxed);
    }

    /// The hotline's machine, once it has its key.
    pub(super) fn machine(&self) -> Told<Caller> {
        self.machine.get().cloned().ok_or_else(|| Stop::Failed(AppError::Refused("the hotline has no key yet".to_owned())))
    }

    pub(super) fn set_machine(&self, machine: Caller) {
        // There is one key, made once.
        let _ = self.machine.set(machine);
    }

    /// How many stories of a kind are told, of so many in a whole year; at least one.
    pub(super) fn share(&self, whole: usize) -> usize {
        (whole * usize::try_from(self.share).unwrap_or(1000) / 1000).max(1)
    }

    /// Keeps what became of the departments' files.
    pub(super) fn keep_reports(&self, import: ImportReport, screen: ScreenReport) {
        *self.reports.lock().unwrap_or_else(PoisonError::into_inner) = Some((import, screen));
    }

    pub(super) fn reports(&self) -> Option<(ImportReport, ScreenReport)> {
        self.reports.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// A place where such a matter happens.
    pub(super) fn spot(&self, priority: &str, matter: &Matter, chance: &mut Chance) -> Spot {
        match matter.site {
            // There are no fields in a subdistrict.
            Site::Village => self.village(matter.office == "区农业农村局", chance),
            Site::School => cast::one_of(&cast::SCHOOLS, chance, |code| Place { school: Some(code), ..Place::default() }),
            Site::Hospital => cast::one_of(&cast::HOSPITALS, chance, |code| Place { institution: Some(code), ..Place::default() }),
            Site::Counter => {
                let words = if priority == "medical" { "区医保服务大厅" } else { "区政务服务中心不动产登记窗口" };
                Spot { words: words.to_owned(), code: words.to_owned(), place: Place::default() }
            }
        }
    }

    fn village(&self, is_rural: bool, chance: &mut Chance) -> Spot {
        // The village that has an account gets its share.
        let (town, village) = if chance.in_1000(120) {
            ("东岭镇".to_owned(), "前进村".to_owned())
        } else {
            let towns: Vec<&TownName> = self.towns.iter().filter(|town| !is_rural || !town.town.ends_with("街道")).collect();
            let town = towns[chance.index(towns.len())];
            (town.town.clone(), town.villages[chance.index(town.villages.len())].clone())
        };
        let code = format!("{town}/{village}");
        let place = Place { town: Some(town.clone()), village: Some(code.clone()), ..Place::default() };
        Spot { words: format!("{town}{village}"), code, place }
    }
}

/// A matter at its place, as a story begins with it.
#[derive(Debug, Clone)]
pub(super) struct Affair {
    /// The priority (领域).
    pub(super) priority: &'static str,
    /// The matter as it is told here.
    pub(super) telling: Telling,
    /// Where.
    pub(super) spot: Spot,
}

impl Affair {
    /// A matter of a priority, somewhere in the district.
    pub(super) fn new(world: &World, priority: usize, month: u32, chance: &mut Chance) -> Self {
        let (code, matters) = PRIORITIES[priority % PRIORITIES.len()];
        Self::of(world, code, &matters[chance.index(matters.len())], month, chance)
    }

    /// This matter, somewhere in the district.
    pub(super) fn of(world: &World, priority: &'static str, matter: &'static Matter, month: u32, chance: &mut Chance) -> Self {
        let spot = world.spot(priority, matter, chance);
        Self { priority, telling: Telling::new(matter, &spot.words, month, chance), spot }
    }

    pub(super) fn matter(&self) -> &'static Matter {
        self.telling.matter
    }

    /// The place and the matter.
    pub(super) fn title(&self) -> String {
        format!("{}{}", self.spot.words, self.matter().title)
    }

    pub(super) fn fill(&self, text: &str) -> String {
        self.telling.fill(text)
    }

    /// What is at stake, in fen; none where no money is.
    pub(super) fn fen(&self) -> Option<vocabulary::Fen> {
        (self.telling.yuan > 0).then(|| vocabulary::Fen(i64::from(self.telling.yuan) * 100))
    }
}

/// Somebody of the supervising office, and others of it who have had no hand in the same thing.
pub(super) struct Hands {
    order: [&'static str; SUPERVISORS.len()],
}

impl Hands {
    /// In an order of chance.
    pub(super) fn new(chance: &mut Chance) -> Self {
        let mut order = SUPERVISORS;
        for place in (1..order.len()).rev() {
            order.swap(place, chance.index(place + 1));
        }
        Self { order }
    }

    /// The first, second … of them: each another person.
    pub(super) fn nth(&self, place: usize) -> &'static str {
        self.order[place % self.order.len()]
    }
}

/// The two of the intake desk, in an order of chance.
pub(super) fn desk(chance: &mut Chance) -> [&'static str; 2] {
    let mut desk = INTAKE;
    if chance.in_1000(500) {
        desk.swap(0, 1);
    }
    desk
}
