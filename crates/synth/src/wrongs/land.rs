//! Wrongs of S22 and S23: subsidies for tilled land.

use super::scene::Scene;
use crate::calendar::{day, years_later};
use crate::lists::{Program, ServantKind};

/// S22: just above the tolerance, without any parcel, or by two claims together.
pub fn more_than_held(scene: &mut Scene) -> Option<()> {
    let who = scene.person(28..=79)?;
    let year = scene.first().year();
    match scene.variant % 3 {
        0 => {
            scene.parcel(who, 0, 400);
            scene.claim(who, Program::Land, year, 421);
        }
        1 => scene.claim(who, Program::Land, year, 300),
        _ => {
            scene.parcel(who, 0, 333);
            scene.parcel(who, 1, 167);
            scene.claim(who, Program::Land, year, 333);
            scene.claim(who, Program::Land, year, 333);
        }
    }
    Some(())
}

/// S23: in force throughout, or just on 1 July.
pub fn public_servant(scene: &mut Scene) -> Option<()> {
    let who = scene.person(25..=58)?;
    let year = scene.first().year();
    let july = day(year, 7, 1);
    let long_ago = years_later(july, -8);
    let (start, end) = match scene.variant % 3 {
        0 => (long_ago, None),
        1 => (long_ago, Some(july)),
        _ => (july, None),
    };
    let kind = if scene.variant.is_multiple_of(2) { ServantKind::Official } else { ServantKind::Institution };
    scene.servant(who, kind, start, end);
    scene.parcel(who, 0, 260);
    scene.claim(who, Program::Land, year, 260);
    Some(())
}
