//! Money paid month by month (发放): dibao, destitute support, disability allowances, pensions, old-age allowance.

use crate::calendar::{Month, years_later};
use crate::chance::Chance;
use crate::group::Group;
use crate::lists::{AllowanceKind, PensionScheme, Sex};
use crate::lots::{Lot, Work};
use crate::places::District;
use crate::records::{Allowance, Dibao, Payment, Pension, Put, Who};

/// Pays a group's people what is theirs, and sometimes a little more.
pub fn fill(district: &District, group: &mut Group, lots: &[Lot], chance: &mut Chance) {
    for (who, lot) in (0..group.registered).zip(lots) {
        if lot.death.is_some_and(|date| date < district.first_day()) && !chance.in_1000(40) {
            continue;
        }
        let account = account(district, group, who, chance);
        let last = lot.last_paid(district, chance);
        if lot.poor {
            dibao(district, group, who, account, last, chance);
        } else if lot.age >= 60 && group.members(group.person(who).household).len() == 1 {
            destitute(district, group, who, account, last, chance);
        }
        allowance(district, group, who, account, (lot, last), chance);
        if pension_age(group, who) <= lot.age + 10 && lot.work == Work::None {
            pension(district, group, who, account, last, chance);
        }
        if lot.age >= 68 {
            elderly(district, group, who, account, last);
        }
    }
}

/// Mostly the person's own; some use the account of another member of the household.
fn account(district: &District, group: &Group, who: Who, chance: &mut Chance) -> u64 {
    let members = group.members(group.person(who).household);
    if members.len() > 1 && chance.in_1000(30) {
        return group.account(members.start, 0, district);
    }
    group.account(who, 0, district)
}

fn months_until(district: &District, last: Month) -> impl Iterator<Item = Month> + '_ {
    let months = district.months.iter().copied();
    months.take_while(move |month| *month <= last)
}

fn dibao(district: &District, group: &mut Group, who: Who, account: u64, last: Month, chance: &mut Chance) {
    let amount = chance.hundredths(30_000, 95_000);
    let household = group.person(who).household;
    let from = if chance.in_1000(100) { district.first_month().plus(chance.between(1, 8)) } else { district.first_month() };
    for month in months_until(district, last).filter(|month| *month >= from) {
        group.rows.dibao.put(Dibao { who, household, month, amount, account });
        if chance.in_10000(2) {
            group.rows.dibao.put(Dibao { who, household, month, amount, account });
        }
    }
}

fn destitute(district: &District, group: &mut Group, who: Who, account: u64, last: Month, chance: &mut Chance) {
    if !chance.in_1000(50) {
        return;
    }
    let amount = chance.one(&[98_000, 104_500, 120_000, 132_600]);
    for month in months_until(district, last) {
        group.rows.destitute.put(Payment { who, month, amount, account });
    }
}

fn allowance(district: &District, group: &mut Group, who: Who, account: u64, (lot, last): (&Lot, Month), chance: &mut Chance) {
    let certificates = group.rows.certificates.iter().rev();
    let certificate = certificates.map(|row| row.data).find(|certificate| certificate.who == who);
    let (level, valid_to) = match certificate {
        Some(certificate) => (certificate.level, certificate.valid_to),
        // paid on the word of the village, no certificate was ever seen
        None if chance.in_10000(40) => (2, district.last_day()),
        None => return,
    };
    let mut kinds = [None, None];
    if chance.in_1000(if lot.poor { 900 } else { 260 }) {
        kinds[0] = Some((AllowanceKind::Living, 14_700));
    }
    if level <= 2 && chance.in_1000(650) || chance.in_1000(6) {
        let amount = if level == 1 { 14_700 } else { 11_300 };
        kinds[1] = Some((AllowanceKind::Nursing, amount));
    }
    // most towns stop in time when a certificate runs out
    let careful = chance.in_1000(600);
    for (kind, amount) in kinds.into_iter().flatten() {
        for month in months_until(district, last) {
            if careful && month.first_day() > valid_to {
                break;
            }
            group.rows.allowances.put(Allowance { who, kind, month, amount, account });
        }
    }
}

/// Women of the employees' scheme retire at 55, everyone else at 60.
fn pension_age(group: &Group, who: Who) -> i32 {
    let person = group.person(who);
    if person.sex == Sex::Woman && person.index.is_multiple_of(5) { 55 } else { 60 }
}

fn pension(district: &District, group: &mut Group, who: Who, account: u64, last: Month, chance: &mut Chance) {
    let age = pension_age(group, who);
    let from = Month::of(years_later(group.person(who).birth, age));
    if from > district.last_month() || chance.in_1000(25) {
        return;
    }
    let employee = age == 55 || chance.in_1000(340);
    let (scheme, amount) = if employee {
        let amount = chance.hundredths(210_000, 780_000);
        (PensionScheme::Employee, amount)
    } else {
        let amount = chance.hundredths(17_600, 42_000);
        (PensionScheme::Resident, amount)
    };
    let corrected = chance.in_10000(3);
    for month in months_until(district, last).filter(|month| *month >= from) {
        let mut pay = |amount| {
            group.rows.pensions.put(Pension { who, scheme, month, amount, account });
        };
        pay(amount);
        // paid too much the month before, taken back (冲减)
        if corrected && month == district.last_month() {
            pay(-amount / 10);
        }
    }
}

fn elderly(district: &District, group: &mut Group, who: Who, account: u64, last: Month) {
    let birth = group.person(who).birth;
    let from = Month::of(years_later(birth, 80));
    for month in months_until(district, last).filter(|month| *month >= from) {
        let amount = if month >= from.plus(120) { 20_000 } else { 10_000 };
        group.rows.elderly.put(Payment { who, month, amount, account });
    }
}
