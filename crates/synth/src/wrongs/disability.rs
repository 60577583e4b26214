//! Wrongs of S14 to S16: disability allowances.

use super::scene::Scene;
use crate::calendar::{before, years_later};
use crate::lists::AllowanceKind;

/// S14.
pub fn twice(scene: &mut Scene) -> Option<()> {
    let who = scene.person(20..=79)?;
    let months = scene.months();
    scene.good_certificate(who, 2);
    let kind = if scene.variant.is_multiple_of(2) { AllowanceKind::Living } else { AllowanceKind::Nursing };
    scene.allowance(who, kind, &months);
    let again = [scene.last()];
    scene.allowance(who, kind, &again);
    Some(())
}

/// S15: no certificate, one that has run out, or an older one that is good beside a later one that is not.
pub fn expired(scene: &mut Scene) -> Option<()> {
    let who = scene.person(20..=79)?;
    let months = scene.months();
    let first = scene.district.first_day();
    match scene.variant % 3 {
        0 => {}
        1 => {
            let valid_to = before(scene.last().first_day(), 1);
            scene.certificate(who, 2, years_later(valid_to, -10), valid_to);
        }
        _ => {
            scene.certificate(who, 2, years_later(first, -5), years_later(first, 15));
            scene.certificate(who, 2, years_later(first, -4), before(first, 30));
        }
    }
    scene.allowance(who, AllowanceKind::Nursing, &months);
    Some(())
}

/// S16: the level of the latest certificate is too low.
pub fn level(scene: &mut Scene) -> Option<()> {
    let who = scene.person(20..=79)?;
    let months = scene.months();
    let level = if scene.variant.is_multiple_of(2) { 3 } else { 4 };
    if scene.variant % 3 == 1 {
        let issued = years_later(scene.district.first_day(), -8);
        scene.certificate(who, 1, issued, years_later(issued, 30));
    }
    scene.good_certificate(who, level);
    scene.allowance(who, AllowanceKind::Nursing, &months);
    Some(())
}
