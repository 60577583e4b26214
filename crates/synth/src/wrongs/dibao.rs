//! Wrongs of S06 to S13 and S27: dibao beside something else.

use chrono::NaiveDate;

use super::scene::Scene;
use crate::calendar::{after, before, years_later};
use crate::lists::{FirmKind, Scheme, ServantKind, Standing, VehicleKind};
use crate::records::{Firm, Put, Who};

/// A day some years before the first month.
fn long_ago(scene: &Scene) -> NaiveDate {
    years_later(scene.district.first_day(), -6)
}

/// S06: in force throughout, until the first day of the first month, or from that of the last.
pub fn public_servant(scene: &mut Scene) -> Option<()> {
    let who = scene.person(24..=58)?;
    let months = scene.months();
    let kind = if scene.variant.is_multiple_of(2) { ServantKind::Institution } else { ServantKind::Official };
    let (start, end) = match scene.variant % 3 {
        0 => (long_ago(scene), None),
        1 => (long_ago(scene), Some(scene.district.first_day())),
        _ => (scene.last().first_day(), None),
    };
    scene.servant(who, kind, start, end);
    scene.dibao(who, &months);
    Some(())
}

/// S07: a member's car at the least price, one bought the day before the last month, one given up after the first.
pub fn car(scene: &mut Scene) -> Option<()> {
    let who = scene.person(25..=85)?;
    let owner = scene.mate(who);
    let months = scene.months();
    let first = scene.district.first_day();
    let (price, registered, cancelled) = match scene.variant % 3 {
        0 => (5_000_000, long_ago(scene), None),
        1 => (11_290_000, before(scene.last().first_day(), 1), None),
        _ => (8_800_000, long_ago(scene), Some(after(first, 1))),
    };
    scene.car(owner, VehicleKind::Car, price, registered, cancelled);
    scene.dibao(who, &months);
    Some(())
}

/// S08: two homes of one member or of two.
pub fn homes(scene: &mut Scene) -> Option<()> {
    let who = scene.person(25..=85)?;
    let mate = scene.mate(who);
    let months = scene.months();
    let ago = long_ago(scene);
    let (first, second) = (scene.group.thing(who, 0), scene.group.thing(who, 1));
    scene.home(who, first, ago);
    match scene.variant % 3 {
        0 => scene.home(who, second, ago),
        1 => scene.home(mate, second, ago),
        _ => {
            let just = before(scene.last().first_day(), 1);
            scene.home(mate, second, just);
        }
    }
    scene.dibao(who, &months);
    Some(())
}

/// Adds a firm led by a person.
pub fn add_firm(scene: &mut Scene, who: Who, kind: FirmKind, capital: i64, cancelled: Option<NaiveDate>) {
    let serial = scene.group.thing(who, 1);
    let registered = long_ago(scene);
    scene.group.rows.firms.put(Firm { who, serial, kind, capital, registered, cancelled });
}

/// S09: from the least capital on; one is cancelled the day after the first month began.
pub fn company(scene: &mut Scene) -> Option<()> {
    let who = scene.person(25..=62)?;
    let months = scene.months();
    let (capital, cancelled) = match scene.variant % 3 {
        0 => (10_000_000, None),
        1 => (50_000_000, None),
        _ => (100_000_000, Some(after(scene.district.first_day(), 1))),
    };
    add_firm(scene, who, FirmKind::Company, capital, cancelled);
    scene.dibao(who, &months);
    Some(())
}

/// S10: from the least base on, in all months or only the last, by one employer or two.
pub fn wage(scene: &mut Scene) -> Option<()> {
    let who = scene.person(20..=58)?;
    let months = scene.months();
    scene.dibao(who, &months);
    match scene.variant % 3 {
        0 => scene.insure(who, Scheme::OldAge, 370_302, 300_000, &months),
        1 => {
            let last = [scene.last()];
            scene.insure(who, Scheme::OldAge, 370_303, 612_000, &last);
        }
        _ => {
            scene.insure(who, Scheme::OldAge, 370_302, 420_000, &months);
            scene.insure(who, Scheme::OldAge, 320_102, 480_000, &months);
        }
    }
    Some(())
}

/// S11: in prison throughout, or released on the first day of the first month.
pub fn prison(scene: &mut Scene) -> Option<()> {
    let who = scene.person(22..=70)?;
    let months = scene.months();
    let from = years_later(scene.district.first_day(), -1);
    let to = (scene.variant % 2 == 1).then(|| scene.district.first_day());
    scene.imprison(who, from, to);
    scene.dibao(who, &months);
    Some(())
}

/// S12: both in all months, or only in the last.
pub fn destitute(scene: &mut Scene) -> Option<()> {
    let who = scene.person(62..=88)?;
    let months = scene.months();
    scene.dibao(who, &months);
    if scene.variant.is_multiple_of(2) {
        scene.destitute(who, &months);
    } else {
        let last = [scene.last(), scene.last()];
        scene.destitute(who, &last);
    }
    Some(())
}

/// S13: paid twice or three times, the later payments of other amounts.
pub fn twice(scene: &mut Scene) -> Option<()> {
    let who = scene.person(25..=88)?;
    let months = scene.months();
    scene.dibao(who, &months);
    let last = [scene.last()];
    scene.dibao(who, &last);
    if scene.variant % 3 == 2 {
        scene.dibao(who, &last);
    }
    Some(())
}

/// S27: struck off without a death record, or with one that cannot be read.
pub fn struck_off(scene: &mut Scene) -> Option<()> {
    let who = scene.person(35..=88)?;
    let months = scene.months();
    scene.stand(who, Standing::Struck);
    scene.dibao(who, &months);
    Some(())
}
