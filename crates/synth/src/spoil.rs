//! Which rows are spoiled (不合格行) before anything is evaluated: they must be quarantined and count for nothing.

use crate::chance::Chance;
use crate::dataset::Dataset;
use crate::group::Group;

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoil {
    /// The number as 3.79901E+17, in text.
    NumberText,
    /// The number as a numeric cell, its last digits gone.
    NumberCell,
    /// A wrong check character.
    NumberCheck,
    /// A birth date that is none.
    NumberBirth,
    /// A second row of one number in the register of residents.
    Repeated,
    Month,
    Money,
    Code,
    Date,
    Whole,
    Decimal,
    CreditCode,
}

/// One row in how many thousand is spoiled.
const SHARE: u32 = 40;

/// Spoils rows of people of whom no planted case tells.
pub fn spoil(group: &mut Group, chance: &mut Chance) {
    let mut residents = Vec::with_capacity(group.rows.residents.len() + 1);
    for mut row in std::mem::take(&mut group.rows.residents) {
        let who = usize::from(row.data.who);
        if !group.taken[who] && chance.in_10000(25) {
            row.spoil = Some(way(Dataset::Residents, &group.people[who].number, chance));
        }
        residents.push(row);
        if row.spoil.is_none() && chance.in_10000(7) {
            residents.push(crate::records::Row { spoil: Some(Spoil::Repeated), ..row });
        }
    }
    group.rows.residents = residents;
    let people = &group.people;
    let taken = &group.taken;
    group.rows.spoil_each(|dataset, who| {
        let who = usize::from(who);
        (!taken[who] && chance.in_10000(SHARE)).then(|| way(dataset, &people[who].number, chance))
    });
}

fn way(dataset: Dataset, number: &[u8; 18], chance: &mut Chance) -> Spoil {
    if chance.in_1000(350) {
        return chance.one(dataset.spoils());
    }
    // Excel only destroys what looks like a number
    if number[17] == b'X' {
        return chance.one(&[Spoil::NumberCheck, Spoil::NumberBirth]);
    }
    chance.weighted(&[(Spoil::NumberText, 35), (Spoil::NumberCell, 25), (Spoil::NumberCheck, 30), (Spoil::NumberBirth, 10)])
}
