//! Wrongs of S26: one account for several households.

use super::scene::Scene;
use crate::lists::{PensionScheme, Program};
use crate::records::Who;

/// S26: three households, by different payments; in one form the third is someone who is in no register.
pub fn three_households(scene: &mut Scene) -> Option<()> {
    let first = scene.person(60..=79)?;
    let second = scene.neighbour(&[first])?;
    let third = if scene.variant % 2 == 1 { scene.stranger()? } else { scene.neighbour(&[first, second])? };
    let months = scene.months();
    let account = scene.account(first);
    scene.pension(first, PensionScheme::Resident, &months);
    scene.dibao(second, &months);
    if scene.variant.is_multiple_of(3) {
        let year = scene.first().year();
        scene.parcel(third, 0, 210);
        scene.claim(third, Program::Land, year, 210);
    } else {
        scene.pension(third, PensionScheme::Resident, &months);
    }
    share(scene, account, &[second, third]);
    Some(())
}

/// Lets people be paid into an account.
pub fn share(scene: &mut Scene, account: u64, people: &[Who]) {
    let rows = &mut scene.group.rows;
    for row in rows.dibao.iter_mut().filter(|r| people.contains(&r.data.who)) {
        row.data.account = account;
    }
    for row in rows.pensions.iter_mut().filter(|row| people.contains(&row.data.who)) {
        row.data.account = account;
    }
    for row in rows.agri.iter_mut().filter(|r| people.contains(&r.data.who)) {
        row.data.account = account;
    }
}
