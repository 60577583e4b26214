//! Registers of what people have and are (登记): posts, vehicles, homes, firms, prison, disability certificates.

use chrono::NaiveDate;

use crate::calendar::{after, before, years_later};
use crate::chance::Chance;
use crate::group::Group;
use crate::lists::{FirmKind, ServantKind, Usage, VehicleKind};
use crate::lots::Lot;
use crate::places::District;
use crate::records::{Certificate, Firm, Inmate, Property, Put, Servant, Vehicle, Who};

/// Fills the registers for a group's people.
pub fn fill(district: &District, group: &mut Group, lots: &[Lot], chance: &mut Chance) {
    for (who, lot) in (0..group.registered).zip(lots) {
        if (22..60).contains(&lot.age) && chance.in_1000(32) {
            servant(district, group, who, chance);
        }
        if (20..=70).contains(&lot.age) && chance.in_1000(if lot.poor { 70 } else { 140 }) {
            vehicle(district, group, who, chance);
        }
        if lot.age >= 25 && chance.in_1000(if lot.poor { 330 } else { 470 }) {
            homes(district, group, who, chance);
        }
        if (22..=65).contains(&lot.age) && chance.in_1000(if lot.poor { 12 } else { 37 }) {
            firm(district, group, who, chance);
        }
        if (18..=75).contains(&lot.age) && chance.in_10000(45) {
            inmate(district, group, who, chance);
        }
        if chance.in_1000(50) {
            certificate(district, group, who, chance);
        }
    }
}

/// A day in the years before the district's first day, or during its months.
fn earlier(district: &District, years: i32, chance: &mut Chance) -> NaiveDate {
    chance.day(years_later(district.first_day(), -years), district.last_day())
}

/// Mostly none; otherwise a day after `start`, which may be long past or still to come.
fn perhaps_later(start: NaiveDate, share: u32, years: i32, chance: &mut Chance) -> Option<NaiveDate> {
    chance.in_1000(share).then(|| chance.day(after(start, 1), years_later(start, years)))
}

fn servant(district: &District, group: &mut Group, who: Who, chance: &mut Chance) {
    use ServantKind::{Cadre, Institution, Official, Other};
    let start = earlier(district, 18, chance);
    group.rows.servants.put(Servant {
        who,
        office: chance.index(district.offices.len()),
        kind: chance.weighted(&[(Institution, 50), (Official, 20), (Cadre, 20), (Other, 10)]),
        start,
        end: perhaps_later(start, 220, 15, chance),
    });
}

fn vehicle(district: &District, group: &mut Group, who: Who, chance: &mut Chance) {
    use VehicleKind::{Car, Disabled, Farm, Lorry, Motorcycle};
    let registered = earlier(district, 12, chance);
    group.rows.vehicles.put(Vehicle {
        who,
        plate: chance.below(36 * 36 * 36 * 36 * 20),
        kind: chance.weighted(&[(Car, 66), (Motorcycle, 16), (Lorry, 8), (Farm, 7), (Disabled, 3)]),
        price: chance.one(&[3_980_000, 4_999_900, 5_000_000, 6_880_000, 8_800_000, 11_290_000, 15_680_000]),
        registered,
        cancelled: perhaps_later(registered, 120, 10, chance),
    });
}

fn homes(district: &District, group: &mut Group, who: Who, chance: &mut Chance) {
    let count = chance.weighted(&[(1_u64, 88), (2, 10), (3, 2)]);
    for which in 0..count {
        let registered = earlier(district, 20, chance);
        let usage = chance.weighted(&[(Usage::Home, 70), (Usage::Parking, 15), (Usage::Shop, 8), (Usage::Other, 7)]);
        let unit = group.thing(who, which);
        group.rows.properties.put(Property {
            who,
            unit,
            usage,
            area: chance.hundredths(1_200, 16_000),
            registered,
            cancelled: perhaps_later(registered, 100, 12, chance),
        });
    }
}

fn firm(district: &District, group: &mut Group, who: Who, chance: &mut Chance) {
    use FirmKind::{Company, Cooperative, SelfEmployed};
    let registered = earlier(district, 14, chance);
    let serial = group.thing(who, 0);
    group.rows.firms.put(Firm {
        who,
        serial,
        kind: chance.weighted(&[(Company, 45), (SelfEmployed, 45), (Cooperative, 10)]),
        capital: chance.one(&[0, 3_000_000, 5_000_000, 9_999_900, 10_000_000, 50_000_000, 100_000_000, 500_000_000]),
        registered,
        cancelled: perhaps_later(registered, 300, 10, chance),
    });
}

fn inmate(district: &District, group: &mut Group, who: Who, chance: &mut Chance) {
    let from = earlier(district, 3, chance);
    group.rows.inmates.put(Inmate { who, from, to: perhaps_later(from, 600, 5, chance) });
}

fn certificate(district: &District, group: &mut Group, who: Who, chance: &mut Chance) {
    let issued = chance.day(years_later(district.first_day(), -10), before(district.first_day(), 1));
    let category = u8::try_from(chance.below(7)).unwrap_or(0);
    let level = chance.weighted(&[(1_u8, 18), (2, 30), (3, 28), (4, 24)]);
    if chance.in_1000(40) {
        let older = years_later(issued, -9);
        group.rows.certificates.put(Certificate {
            who,
            category,
            level: chance.one(&[1, 2, 3, 4]),
            issued: older,
            valid_to: years_later(older, 10),
        });
    }
    group.rows.certificates.put(Certificate { who, category, level, issued, valid_to: years_later(issued, 10) });
}
