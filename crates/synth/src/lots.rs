//! What falls to each person (境况) before anything is paid: poverty, land, work, death.

use chrono::NaiveDate;

use crate::calendar::{Month, before};
use crate::chance::Chance;
use crate::group::Group;
use crate::lists::Standing;
use crate::places::District;
use crate::records::{Death, Put, Who};

/// The lot of one person.
#[derive(Clone, Copy)]
pub struct Lot {
    /// Age on the first day of the first month.
    pub age: i32,
    pub death: Option<NaiveDate>,
    /// The household receives dibao (低保户).
    pub poor: bool,
    /// The household tills land (农户).
    pub rural: bool,
    pub work: Work,
}

/// What a person lives on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// Insured by an employer in all months (在职).
    Employed,
    /// Insured until a month, then paid unemployment benefit (失业).
    Lost(Month),
    None,
}

impl Lot {
    /// The last month for which something is paid: that of death, in some cases a month or two later (停发滞后).
    pub fn last_paid(&self, district: &District, chance: &mut Chance) -> Month {
        match self.death {
            None => district.last_month(),
            Some(date) if chance.in_1000(150) => Month::of(date).plus(chance.between(1, 2)),
            Some(date) => Month::of(date),
        }
    }
}

/// Draws the lots of a group's people and writes down the deaths (死亡人员).
pub fn draw(district: &District, group: &mut Group, chance: &mut Chance) -> Vec<Lot> {
    let households: Vec<(bool, bool)> = group.households.iter().map(|_| (chance.in_1000(50), chance.in_1000(730))).collect();
    let mut lots = Vec::with_capacity(group.people.len());
    for who in 0..group.registered {
        let age = group.age(who, district.first_day());
        let (poor, rural) = households[usize::from(group.person(who).household)];
        let death = die(district, group, who, age, chance);
        lots.push(Lot { age, death, poor, rural, work: work(district, age, poor, chance) });
    }
    lots
}

fn work(district: &District, age: i32, poor: bool, chance: &mut Chance) -> Work {
    if !(18..60).contains(&age) {
        return Work::None;
    }
    if chance.in_1000(if poor { 40 } else { 690 }) {
        return Work::Employed;
    }
    if !poor && chance.in_1000(35) {
        let count = i32::try_from(district.months.len()).unwrap_or(1);
        return Work::Lost(district.first_month().plus(chance.between(-3, count - 1)));
    }
    Work::None
}

fn die(district: &District, group: &mut Group, who: Who, age: i32, chance: &mut Chance) -> Option<NaiveDate> {
    let share = match age {
        80.. => 400,
        60..=79 => 110,
        _ => 12,
    };
    if !chance.in_10000(share) {
        return None;
    }
    let first = before(district.first_day(), 365).max(group.person(who).birth);
    let date = chance.day(first, district.last_day());
    let source = chance.one(&["公安", "卫健", "民政"]);
    group.rows.deaths.put(Death { who, date, source });
    let struck = if date < district.first_day() { 850 } else { 400 };
    if chance.in_1000(struck) {
        group.rows.residents[usize::from(who)].data.standing = Standing::Struck;
    }
    Some(date)
}
