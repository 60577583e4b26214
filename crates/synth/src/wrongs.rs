//! Planted wrongs (问题) and near misses (临界而不违规): which case goes to which group of households.
//!
//! A case takes people of whom no other case tells, clears what was said of them and writes its own rows. It is only a means to have
//! enough of everything: what is a lead is decided by [`crate::truth`] alone.

mod accounts;
mod death;
mod dibao;
mod disability;
mod edges;
mod land;
mod near;
mod scene;
mod training;
mod work;

use crate::chance::Chance;
use crate::error::SynthError;
use crate::group::Group;
use crate::places::District;
use crate::plan::Plan;
use scene::{Case, Scene};

/// A wrong for each rule, in the order of the rules.
const WRONGS: [Case; 28] = [
    death::dibao,
    death::pension,
    death::allowance,
    death::elderly,
    death::farm,
    dibao::public_servant,
    dibao::car,
    dibao::homes,
    dibao::company,
    dibao::wage,
    dibao::prison,
    dibao::destitute,
    dibao::twice,
    disability::twice,
    disability::expired,
    disability::level,
    work::insured,
    work::elsewhere,
    work::pension,
    work::two_pensions,
    work::too_young_for_allowance,
    land::more_than_held,
    land::public_servant,
    training::two_schools,
    training::prison_or_death,
    accounts::three_households,
    dibao::struck_off,
    work::minor,
];

/// Rows just inside what is allowed, and some just outside.
const NEAR: [Case; 25] = [
    near::month_of_death,
    near::year_of_death,
    near::other_servants,
    near::car,
    near::homes,
    near::firm,
    near::wage,
    near::prison,
    near::destitute_by_turns,
    near::foreign_household,
    near::struck_off_and_dead,
    near::spoiled_evidence,
    edges::both_allowances,
    edges::latest_certificate,
    edges::other_schemes,
    edges::resident_pension,
    edges::pensions_by_turns,
    edges::eightieth_birthday,
    edges::day_after_month,
    edges::sixteenth_birthday,
    edges::twentieth_above,
    edges::servant_in_july,
    edges::one_school,
    edges::last_course,
    edges::two_households,
];

/// Plants the cases that fall to a group.
pub fn plant(plan: &Plan, district: &District, group: &mut Group, chance: &mut Chance) -> Result<(), SynthError> {
    let wrongs = u64::from(plan.planted) * WRONGS.len() as u64;
    let near = u64::from(plan.planted.div_ceil(3)) * NEAR.len() as u64;
    let mut job = group.index;
    while job < wrongs + near {
        let (cases, at): (&[Case], u64) = if job < wrongs { (&WRONGS, job) } else { (&NEAR, job - wrongs) };
        let case = cases[usize::try_from(at).unwrap_or(0) % cases.len()];
        let mut scene = Scene { district, group, chance, variant: at / cases.len() as u64 };
        if case(&mut scene).is_none() {
            return Err(SynthError::TooFewPeople { people: plan.people, needed: plan.people * 2 });
        }
        job += district.groups;
    }
    Ok(())
}
