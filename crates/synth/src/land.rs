//! Land (土地确权) and the farm subsidies paid for it (惠农补贴).

use crate::calendar::{Month, day};
use crate::chance::Chance;
use crate::group::Group;
use crate::lists::Program;
use crate::lots::Lot;
use crate::places::District;
use crate::records::{Agri, Parcel, Put, Who};

/// What is paid for a mu (亩) of tilled land, in fen.
pub const LAND_RATE: i64 = 12_500;
const GRAIN_RATE: i64 = 1_350;

/// Gives land to a group's farmers and pays them for it.
pub fn fill(district: &District, group: &mut Group, lots: &[Lot], chance: &mut Chance) {
    for (who, lot) in (0..group.registered).zip(lots) {
        if lot.rural && lot.age >= 22 && chance.in_1000(490) {
            farm(district, group, who, lot, chance);
        }
    }
}

fn farm(district: &District, group: &mut Group, who: Who, lot: &Lot, chance: &mut Chance) {
    let count = chance.weighted(&[(1_u64, 55), (2, 33), (3, 12)]);
    let mut held = 0;
    for which in 0..count {
        let area = chance.hundredths(50, 800);
        let parcel = group.thing(who, which);
        group.rows.parcels.put(Parcel { who, parcel, area });
        held += area;
    }
    if chance.in_1000(120) {
        return; // leased out, claims nothing
    }
    let claimed = match chance.below(1000) {
        0..=54 => held + chance.hundredths(40, 300),
        55..=84 => held - held / 5,
        _ => held,
    };
    let account = group.account(who, 0, district);
    let grain = chance.in_1000(150);
    for year in district.years() {
        // one heir in twenty goes on claiming for the dead
        if lot.death.is_some_and(|date| Month::of(date).year() < year) && !chance.in_1000(50) {
            continue;
        }
        let mut pay = |program, area, amount| {
            group.rows.agri.put(Agri { who, program, year, area, amount, account });
        };
        pay(Program::Land, claimed, payable(claimed, LAND_RATE));
        if grain {
            pay(Program::Grain, claimed, payable(claimed, GRAIN_RATE));
        }
        if chance.in_10000(80) && Month::of(day(year, 6, 1)) >= district.first_month() {
            pay(Program::Machine, 0, 250_000);
        }
    }
}

/// Area in hundredths of a mu times fen a mu, rounded to the fen.
pub const fn payable(area: i64, rate: i64) -> i64 {
    (area * rate + 50) / 100
}
