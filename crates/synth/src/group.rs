//! A group of neighbouring households (一组住户): everything that a rule looks at together lies within one.

use chrono::NaiveDate;

use crate::calendar::age_on;
use crate::dataset::Dataset;
use crate::lists::Sex;
use crate::numbers::{ResidentNumber, account};
use crate::places::District;
use crate::records::{Records, Who};

/// How many numbers are kept for the things of one person (accounts, homes, firms, parcels).
pub const THINGS: u64 = 8;

/// A person who does not exist.
pub struct Person {
    /// Place among all people of the district.
    pub index: u64,
    pub number: ResidentNumber,
    pub name: String,
    /// A dataset that writes the name otherwise.
    pub miswritten: Option<(Dataset, String)>,
    pub sex: Sex,
    pub birth: NaiveDate,
    pub household: u16,
    pub relation: &'static str,
}

/// A household (户).
pub struct Household {
    /// 户号
    pub number: String,
    pub town: usize,
    pub village: usize,
    /// First member and the one after the last.
    pub members: (Who, Who),
}

/// A group of households and all its rows.
pub struct Group {
    pub index: u64,
    pub people: Vec<Person>,
    pub households: Vec<Household>,
    pub rows: Records,
    /// People of whom a planted case tells; their rows are not touched any more.
    pub taken: Vec<bool>,
    /// How many of `people` stand in the register of residents.
    pub registered: Who,
}

impl Group {
    pub fn person(&self, who: Who) -> &Person {
        &self.people[usize::from(who)]
    }

    pub fn is_taken(&self, who: Who) -> bool {
        self.taken[usize::from(who)]
    }

    pub fn age(&self, who: Who, on: NaiveDate) -> i32 {
        age_on(self.person(who).birth, on)
    }

    pub fn members(&self, household: u16) -> std::ops::Range<Who> {
        let (first, end) = self.households[usize::from(household)].members;
        first..end
    }

    /// The account (银行账号) of a person; `which` tells several of one person apart.
    pub fn account(&self, who: Who, which: u64, district: &District) -> u64 {
        account(self.thing(who, which), district.seed)
    }

    /// A number that nothing else in the district has.
    pub fn thing(&self, who: Who, which: u64) -> u64 {
        self.person(who).index * THINGS + which % THINGS
    }

    /// The household number of a place in the group.
    pub fn household_number(group: u64, place: usize) -> String {
        format!("H{}", 11_000_000 + group * 64 + place as u64)
    }
}
