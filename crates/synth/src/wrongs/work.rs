//! Wrongs of S17 to S21 and S28: work, benefit and pension at once, or too young.

use super::scene::Scene;
use crate::lists::{PensionScheme, Scheme};
use crate::work::SCHEMES;

/// S17: insured in the months of the benefit, by one scheme or by all.
pub fn insured(scene: &mut Scene) -> Option<()> {
    let who = scene.person(22..=57)?;
    let months = scene.months();
    scene.benefit(who, &months);
    match scene.variant % 3 {
        0 => scene.insure(who, Scheme::Unemployment, 370_302, 420_000, &months),
        1 => {
            let last = [scene.last()];
            scene.insure(who, Scheme::OldAge, 370_303, 420_000, &last);
        }
        _ => {
            for scheme in SCHEMES {
                scene.insure(who, scheme, 370_102, 510_000, &months);
            }
        }
    }
    Some(())
}

/// S18: insured outside the province, in some cases at home as well.
pub fn elsewhere(scene: &mut Scene) -> Option<()> {
    let who = scene.person(22..=57)?;
    let months = scene.months();
    scene.benefit(who, &months);
    scene.insure(who, Scheme::OldAge, 320_102, 560_000, &months);
    if scene.variant % 2 == 1 {
        scene.insure(who, Scheme::Unemployment, 370_302, 420_000, &months);
    }
    Some(())
}

/// S19.
pub fn pension(scene: &mut Scene) -> Option<()> {
    let who = scene.person(56..=62)?;
    let months = scene.months();
    scene.benefit(who, &months);
    let paid = if scene.variant.is_multiple_of(2) { months } else { vec![scene.last()] };
    scene.pension(who, PensionScheme::Employee, &paid);
    Some(())
}

/// S20; one has two payments of the residents' scheme in a month.
pub fn two_pensions(scene: &mut Scene) -> Option<()> {
    let who = scene.person(62..=85)?;
    let months = scene.months();
    scene.pension(who, PensionScheme::Resident, &months);
    let last = [scene.last()];
    match scene.variant % 3 {
        0 => scene.pension(who, PensionScheme::Employee, &months),
        1 => scene.pension(who, PensionScheme::Employee, &last),
        _ => {
            scene.pension(who, PensionScheme::Employee, &last);
            scene.pension(who, PensionScheme::Resident, &last);
        }
    }
    Some(())
}

/// S21.
pub fn too_young_for_allowance(scene: &mut Scene) -> Option<()> {
    let who = scene.person(66..=68)?;
    let months = scene.months();
    scene.elderly(who, &months);
    Some(())
}

/// S28: a child that is insured by an employer.
pub fn minor(scene: &mut Scene) -> Option<()> {
    let who = scene.person(5..=14)?;
    let months = scene.months();
    scene.insure(who, Scheme::OldAge, 370_302, 420_000, &months);
    if scene.variant % 2 == 1 {
        scene.insure(who, Scheme::Medical, 370_302, 420_000, &months);
    }
    Some(())
}
