//! Near misses of S01 to S13 and S27.

use super::dibao::add_firm;
use super::scene::Scene;
use crate::calendar::{Month, after, before, years_later};
use crate::lists::{FirmKind, PensionScheme, Program, Scheme, ServantKind, Standing, VehicleKind};
use crate::spoil::Spoil;

/// Paid in the month of death and not after (S01, S02, S04).
pub fn month_of_death(scene: &mut Scene) -> Option<()> {
    let who = scene.person(82..=95)?;
    let date = scene.last().first_day();
    scene.die(who, date);
    let months = scene.months();
    match scene.variant % 3 {
        0 => scene.dibao(who, &months),
        1 => scene.pension(who, PensionScheme::Resident, &months),
        _ => scene.elderly(who, &months),
    }
    Some(())
}

/// A claim in the year of death (S05).
pub fn year_of_death(scene: &mut Scene) -> Option<()> {
    let who = scene.person(50..=85)?;
    let year = scene.first().year();
    scene.die(who, Month::new(year, 1).first_day());
    scene.parcel(who, 0, 350);
    scene.claim(who, Program::Land, year, 350);
    Some(())
}

/// Village cadres, posts that ended the day before, posts yet to come (S06).
pub fn other_servants(scene: &mut Scene) -> Option<()> {
    let who = scene.person(28..=58)?;
    let months = scene.months();
    let first = scene.district.first_day();
    let ago = years_later(first, -9);
    scene.servant(who, ServantKind::Cadre, ago, None);
    scene.servant(who, ServantKind::Official, ago, Some(before(first, 1)));
    let next = after(scene.last().first_day(), 1);
    scene.servant(who, ServantKind::Institution, next, None);
    scene.dibao(who, &months);
    Some(())
}

/// A fen too cheap, bought on the day, given up on the day, for the disabled, of one who moved away (S07).
pub fn car(scene: &mut Scene) -> Option<()> {
    let who = scene.quiet_person(30..=80)?;
    let owner = scene.mate(who);
    let first = scene.district.first_day();
    let last = scene.last().first_day();
    let ago = years_later(first, -4);
    scene.car(owner, VehicleKind::Car, 4_999_999, ago, None);
    scene.car(owner, VehicleKind::Car, 9_000_000, last, None);
    scene.car(owner, VehicleKind::Car, 9_000_000, ago, Some(first));
    scene.car(owner, VehicleKind::Disabled, 8_800_000, ago, None);
    if owner != who && scene.variant % 2 == 1 {
        scene.car(owner, VehicleKind::Car, 15_680_000, ago, None);
        scene.stand(owner, Standing::Moved);
    }
    let months = scene.months();
    scene.dibao(who, &months);
    Some(())
}

/// One home of two owners, and another bought on the first day of the last month (S08).
pub fn homes(scene: &mut Scene) -> Option<()> {
    let who = scene.quiet_person(30..=80)?;
    let mate = scene.mate(who);
    let ago = years_later(scene.district.first_day(), -7);
    let (shared, new) = (scene.group.thing(who, 0), scene.group.thing(who, 1));
    scene.home(who, shared, ago);
    scene.home(mate, shared, ago);
    let last = scene.last().first_day();
    scene.home(mate, new, last);
    let months = scene.months();
    scene.dibao(who, &months);
    Some(())
}

/// A fen short of the capital, not a company, cancelled on the day (S09).
pub fn firm(scene: &mut Scene) -> Option<()> {
    let who = scene.person(25..=62)?;
    let first = scene.district.first_day();
    match scene.variant % 3 {
        0 => add_firm(scene, who, FirmKind::Company, 9_999_999, None),
        1 => add_firm(scene, who, FirmKind::SelfEmployed, 50_000_000, None),
        _ => add_firm(scene, who, FirmKind::Company, 50_000_000, Some(first)),
    }
    let months = scene.months();
    scene.dibao(who, &months);
    Some(())
}

/// A fen short of the base, two small jobs, other schemes (S10).
pub fn wage(scene: &mut Scene) -> Option<()> {
    let who = scene.person(20..=58)?;
    let months = scene.months();
    scene.insure(who, Scheme::OldAge, 370_302, 299_999, &months);
    scene.insure(who, Scheme::OldAge, 370_303, 150_000, &months);
    scene.insure(who, Scheme::Medical, 370_302, 900_000, &months);
    scene.dibao(who, &months);
    Some(())
}

/// Released the day before, imprisoned the day after (S11).
pub fn prison(scene: &mut Scene) -> Option<()> {
    let who = scene.person(22..=70)?;
    let first = scene.district.first_day();
    scene.imprison(who, years_later(first, -2), Some(before(first, 1)));
    let next = after(scene.last().first_day(), 1);
    scene.imprison(who, next, None);
    let months = scene.months();
    scene.dibao(who, &months);
    Some(())
}

/// Dibao in one month, destitute support in the next (S12).
pub fn destitute_by_turns(scene: &mut Scene) -> Option<()> {
    let who = scene.person(62..=88)?;
    let months = scene.months();
    let half = months.len() / 2;
    scene.dibao(who, &months[..half]);
    scene.destitute(who, &months[half..]);
    Some(())
}

/// Paid under a household number that nobody is registered under, while the household at home has a car (S07).
pub fn foreign_household(scene: &mut Scene) -> Option<()> {
    let who = scene.quiet_person(30..=80)?;
    let months = scene.months();
    let stranger = scene.stranger()?;
    let household = scene.group.person(stranger).household;
    let ago = years_later(scene.district.first_day(), -4);
    scene.car(who, VehicleKind::Car, 11_290_000, ago, None);
    scene.dibao_of(who, household, &months);
    Some(())
}

/// Struck off with a death record, though of a later day; moved away without one (S27).
pub fn struck_off_and_dead(scene: &mut Scene) -> Option<()> {
    let who = scene.person(40..=88)?;
    let months = scene.months();
    if scene.variant.is_multiple_of(2) {
        scene.stand(who, Standing::Struck);
        let date = scene.last().last_day();
        scene.die(who, date);
    } else {
        scene.stand(who, Standing::Moved);
    }
    scene.dibao(who, &months);
    Some(())
}

/// The only row that would tell is quarantined; plain files have no such rows (S01, S06, S27).
pub fn spoiled_evidence(scene: &mut Scene) -> Option<()> {
    if scene.district.style == crate::plan::Style::Plain {
        return Some(());
    }
    let who = scene.person(25..=58)?;
    let months = scene.months();
    scene.dibao(who, &months);
    let month = scene.month_before_last();
    match scene.variant % 3 {
        0 => {
            scene.die(who, month.first_day());
            last_row(&mut scene.group.rows.deaths, Spoil::NumberCheck);
        }
        1 => {
            let ago = years_later(scene.district.first_day(), -9);
            scene.servant(who, ServantKind::Official, ago, None);
            last_row(&mut scene.group.rows.servants, Spoil::NumberText);
        }
        _ => {
            // struck off, and the death record cannot be read: a lead of S27, not of S01
            scene.stand(who, Standing::Struck);
            scene.die(who, month.first_day());
            last_row(&mut scene.group.rows.deaths, Spoil::Date);
        }
    }
    Some(())
}

fn last_row<T>(rows: &mut [crate::records::Row<T>], spoil: Spoil) {
    if let Some(row) = rows.last_mut() {
        row.spoil = Some(spoil);
    }
}
