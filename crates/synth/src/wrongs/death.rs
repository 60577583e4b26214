//! Wrongs of S01 to S05: the dead go on being paid.

use super::scene::Scene;
use crate::calendar::{Month, before, years_later};
use crate::dataset::Dataset;
use crate::lists::{AllowanceKind, PensionScheme, Program, Standing};
use crate::records::Who;

/// A death with at least one paid month after it.
fn early_death(scene: &mut Scene, who: Who) {
    let month = scene.month_before_last();
    let date = scene.day_in(month);
    scene.die(who, date);
}

/// S01; with two death records the earliest counts.
pub fn dibao(scene: &mut Scene) -> Option<()> {
    let who = scene.person(35..=88)?;
    let months = scene.months();
    match scene.variant % 4 {
        0 => early_death(scene, who),
        1 => {
            let later = scene.last().last_day();
            scene.die(who, later);
            early_death(scene, who);
        }
        2 => {
            early_death(scene, who);
            scene.miswrite(who, Dataset::DibaoPayments);
        }
        _ => {
            let date = years_later(scene.district.first_day(), -2);
            scene.die(who, date);
            scene.stand(who, Standing::Struck);
        }
    }
    scene.dibao(who, &months);
    Some(())
}

/// S02; every second one is stopped a month too late.
pub fn pension(scene: &mut Scene) -> Option<()> {
    let who = scene.person(64..=92)?;
    let scheme = if scene.variant.is_multiple_of(2) { PensionScheme::Resident } else { PensionScheme::Employee };
    let month = scene.month_before_last();
    let date = scene.day_in(month);
    scene.die(who, date);
    let mut months = scene.months();
    if scene.variant % 4 == 1 {
        months.retain(|paid| *paid <= Month::of(date).plus(1));
    }
    scene.pension(who, scheme, &months);
    Some(())
}

/// S03.
pub fn allowance(scene: &mut Scene) -> Option<()> {
    let who = scene.person(30..=79)?;
    let months = scene.months();
    early_death(scene, who);
    scene.good_certificate(who, 1);
    let kind = if scene.variant.is_multiple_of(2) { AllowanceKind::Nursing } else { AllowanceKind::Living };
    scene.allowance(who, kind, &months);
    Some(())
}

/// S04.
pub fn elderly(scene: &mut Scene) -> Option<()> {
    let who = scene.person(82..=96)?;
    let months = scene.months();
    early_death(scene, who);
    scene.elderly(who, &months);
    Some(())
}

/// S05: dead on the last day of the year before, or long dead.
pub fn farm(scene: &mut Scene) -> Option<()> {
    let who = scene.person(50..=85)?;
    let year = scene.first().year();
    let new_year = Month::new(year, 1).first_day();
    let date = before(new_year, if scene.variant.is_multiple_of(2) { 1 } else { 400 });
    scene.die(who, date);
    scene.parcel(who, 0, 480);
    scene.claim(who, Program::Land, year, 480);
    scene.claim(who, Program::Grain, year, 480);
    Some(())
}
