//! Near misses of S14 to S28, and hits that are just no misses.

use super::accounts::share;
use super::scene::Scene;
use super::training::train;
use crate::calendar::{after, before, day, years_later};
use crate::lists::{AllowanceKind, PensionScheme, Program, Scheme, ServantKind};

/// Both kinds in one month on a certificate that ends on the first day of the last month (S14, S15, S16).
pub fn both_allowances(scene: &mut Scene) -> Option<()> {
    let who = scene.person(20..=79)?;
    let months = scene.months();
    let valid_to = scene.last().first_day();
    scene.certificate(who, 2, years_later(valid_to, -10), valid_to);
    scene.allowance(who, AllowanceKind::Living, &months);
    scene.allowance(who, AllowanceKind::Nursing, &months);
    Some(())
}

/// The older certificate has run out, the latest is good, in one form issued only after the payments (S15, S16).
pub fn latest_certificate(scene: &mut Scene) -> Option<()> {
    let who = scene.person(20..=79)?;
    let months = scene.months();
    let first = scene.district.first_day();
    scene.certificate(who, 4, years_later(first, -11), before(first, 200));
    let issued = if scene.variant.is_multiple_of(2) { before(first, 190) } else { scene.last().last_day() };
    scene.certificate(who, 1, issued, years_later(issued, 10));
    scene.allowance(who, AllowanceKind::Nursing, &months);
    Some(())
}

/// Insured against injury and illness only, or in the months around the benefit (S17).
pub fn other_schemes(scene: &mut Scene) -> Option<()> {
    let who = scene.person(22..=57)?;
    let months = scene.months();
    let half = months.len() / 2;
    scene.benefit(who, &months[half..]);
    scene.insure(who, Scheme::OldAge, 320_102, 420_000, &months[..half]);
    scene.insure(who, Scheme::Injury, 320_102, 420_000, &months);
    scene.insure(who, Scheme::Medical, 110_105, 420_000, &months);
    Some(())
}

/// Benefit beside a residents' pension (S19).
pub fn resident_pension(scene: &mut Scene) -> Option<()> {
    let who = scene.person(60..=62)?;
    let months = scene.months();
    scene.benefit(who, &months);
    scene.pension(who, PensionScheme::Resident, &months);
    Some(())
}

/// From one pension scheme to the other without a month of both (S20).
pub fn pensions_by_turns(scene: &mut Scene) -> Option<()> {
    let who = scene.person(62..=80)?;
    let months = scene.months();
    let half = months.len() / 2;
    scene.pension(who, PensionScheme::Resident, &months[..half]);
    scene.pension(who, PensionScheme::Employee, &months[half..]);
    Some(())
}

/// Eighty on the last day of the first month paid (S21).
pub fn eightieth_birthday(scene: &mut Scene) -> Option<()> {
    let who = scene.person(78..=79)?;
    let months = scene.months();
    let birth = years_later(scene.first().last_day(), -80);
    if scene.born_on(who, birth, 0).is_some() {
        scene.elderly(who, &months);
    }
    Some(())
}

/// Eighty, or sixteen, a day too late: one hit (S21, S28).
pub fn day_after_month(scene: &mut Scene) -> Option<()> {
    let months = scene.months();
    if scene.variant.is_multiple_of(2) {
        let who = scene.person(78..=79)?;
        let birth = years_later(scene.first().plus(1).first_day(), -80);
        if scene.born_on(who, birth, 1).is_some() {
            scene.elderly(who, &months);
        }
    } else {
        let who = scene.person(15..=16)?;
        let birth = years_later(after(scene.district.first_day(), 1), -16);
        if scene.born_on(who, birth, 2).is_some() {
            scene.insure(who, Scheme::OldAge, 370_302, 420_000, &months);
        }
    }
    Some(())
}

/// Sixteen on the first day of the first month insured (S28).
pub fn sixteenth_birthday(scene: &mut Scene) -> Option<()> {
    let who = scene.person(16..=17)?;
    let months = scene.months();
    let birth = years_later(scene.district.first_day(), -16);
    if scene.born_on(who, birth, 3).is_some() {
        scene.insure(who, Scheme::OldAge, 370_302, 320_000, &months);
    }
    Some(())
}

/// Just at the tolerance; above it in another program (S22).
pub fn twentieth_above(scene: &mut Scene) -> Option<()> {
    let who = scene.person(28..=79)?;
    let year = scene.first().year();
    scene.parcel(who, 0, 400);
    scene.claim(who, Program::Land, year, 420);
    scene.claim(who, Program::Grain, year, 900);
    Some(())
}

/// Retired on 30 June, appointed on 2 July, a village cadre, another program (S23).
pub fn servant_in_july(scene: &mut Scene) -> Option<()> {
    let who = scene.person(25..=58)?;
    let year = scene.first().year();
    let ago = day(year - 8, 3, 1);
    scene.servant(who, ServantKind::Institution, ago, Some(day(year, 6, 30)));
    scene.servant(who, ServantKind::Official, day(year, 7, 2), None);
    scene.servant(who, ServantKind::Cadre, ago, None);
    scene.parcel(who, 0, 300);
    scene.claim(who, Program::Land, year, 300);
    let mate = scene.neighbour(&[who])?;
    scene.servant(mate, ServantKind::Official, ago, None);
    scene.parcel(mate, 0, 300);
    scene.claim(mate, Program::Grain, year, 300);
    Some(())
}

/// Two courses at once in one school, and the next day at another (S24).
pub fn one_school(scene: &mut Scene) -> Option<()> {
    let who = scene.person(19..=57)?;
    let start = scene.district.first_day();
    let end = after(start, 18);
    train(scene, who, 0, start, end);
    train(scene, who, 0, after(start, 3), end);
    train(scene, who, 1, after(end, 1), after(end, 12));
    Some(())
}

/// Dead on the last day of the course, released the day before it, imprisoned the day after (S25).
pub fn last_course(scene: &mut Scene) -> Option<()> {
    let who = scene.person(19..=57)?;
    let start = after(scene.district.first_day(), 9);
    let end = after(start, 20);
    train(scene, who, 3, start, end);
    if scene.variant.is_multiple_of(2) {
        scene.die(who, end);
    } else {
        scene.imprison(who, years_later(start, -1), Some(before(start, 1)));
        scene.imprison(who, after(end, 1), None);
    }
    Some(())
}

/// One account for two households (S26).
pub fn two_households(scene: &mut Scene) -> Option<()> {
    let first = scene.quiet_person(60..=85)?;
    let second = scene.neighbour(&[first])?;
    let mate = scene.mate(first);
    let months = scene.months();
    let account = scene.account(first);
    scene.pension(first, PensionScheme::Resident, &months);
    scene.dibao(second, &months);
    if mate != first {
        scene.dibao(mate, &months);
    }
    share(scene, account, &[second, mate]);
    Some(())
}
