//! Households and their people (户与人): sizes, ages, kinship, names.

use crate::calendar::{before, years_later};
use crate::chance::Chance;
use crate::group::{Group, Household, Person};
use crate::lists::{Sex, Standing};
use crate::places::District;
use crate::records::{Put, Records, Resident, Who};

/// A member to be: age, sex, kinship to the head, whether of the head's surname.
struct Member {
    age: i32,
    sex: Sex,
    relation: &'static str,
    kin: bool,
}

/// Makes the people of one group and their rows in the register of residents.
pub fn settle(district: &District, index: u64, chance: &mut Chance) -> Group {
    let first = index * district.people / district.groups;
    let end = (index + 1) * district.people / district.groups;
    let mut group = Group {
        index,
        people: Vec::with_capacity(32),
        households: Vec::with_capacity(16),
        rows: Records::default(),
        taken: Vec::new(),
        registered: 0,
    };
    let mut next = first;
    while next < end {
        let size = size(chance).min(end - next);
        let members = members(size, chance);
        move_in(district, &mut group, next, &members, chance);
        next += size;
    }
    group.taken = vec![false; group.people.len()];
    group.registered = Who::try_from(group.people.len()).unwrap_or(Who::MAX);
    for who in 0..group.registered {
        group.rows.residents.put(Resident { who, household: group.person(who).household, standing: Standing::Normal });
    }
    group
}

fn size(chance: &mut Chance) -> u64 {
    chance.weighted(&[(1, 17), (2, 28), (3, 25), (4, 17), (5, 8), (6, 5)])
}

fn move_in(district: &District, group: &mut Group, first: u64, members: &[Member], chance: &mut Chance) {
    let household = u16::try_from(group.households.len()).unwrap_or(u16::MAX);
    let who = Who::try_from(group.people.len()).unwrap_or(Who::MAX);
    let town = chance.index(district.towns.len());
    group.households.push(Household {
        number: Group::household_number(group.index, group.households.len()),
        town,
        village: chance.index(district.towns[town].villages.len()),
        members: (who, who + Who::try_from(members.len()).unwrap_or(0)),
    });
    let surname = district.names.surname(chance);
    for (member, index) in members.iter().zip(first..) {
        let surname = if member.kin { surname } else { district.names.surname(chance) };
        group.people.push(person(district, index, household, member, surname, chance));
    }
}

fn person(district: &District, index: u64, household: u16, member: &Member, surname: &str, chance: &mut Chance) -> Person {
    let birthday = years_later(district.first_day(), -member.age);
    let wish = before(birthday, u64::from(chance.below(365)));
    let (number, birth) = district.numbering.ordinary(index, wish, member.sex);
    Person {
        index,
        number,
        name: district.names.full(surname, member.sex, chance),
        miswritten: None,
        sex: member.sex,
        birth,
        household,
        relation: member.relation,
    }
}

/// Adds someone who is in no register of residents (外来人员), with a household number of their own that nobody is registered under.
pub fn add_stranger(district: &District, group: &mut Group, chance: &mut Chance) -> Option<Who> {
    let who = Who::try_from(group.people.len()).ok()?;
    let place = u64::from(who - group.registered);
    if place >= crate::places::STRANGERS {
        return None;
    }
    let index = district.people + group.index * crate::places::STRANGERS + place;
    let member = Member { age: chance.between(25, 59), sex: sex(chance), relation: HEAD, kin: true };
    move_in(district, group, index, &[member], chance);
    group.taken.push(true);
    Some(who)
}

const HEAD: &str = "户主";

fn sex(chance: &mut Chance) -> Sex {
    chance.one(&[Sex::Man, Sex::Woman])
}

/// The age of an old person: one in four of them 80 or more.
fn old_age(chance: &mut Chance) -> i32 {
    if chance.in_1000(272) { 80 + chance.between(0, 8) + chance.between(0, 8) } else { chance.between(60, 79) }
}

fn members(size: u64, chance: &mut Chance) -> Vec<Member> {
    let mut members = Vec::with_capacity(6);
    match size {
        1 => {
            let age = if chance.in_1000(560) { old_age(chance) } else { chance.between(23, 59) };
            members.push(head(age, sex(chance)));
        }
        2 if chance.in_1000(490) => couple(&mut members, old_age(chance), chance),
        2 if chance.in_1000(640) => couple(&mut members, adult_age(chance), chance),
        2 => {
            members.push(head(chance.between(28, 52), sex(chance)));
            child(&mut members, chance);
        }
        3 if chance.in_1000(620) => family(&mut members, 1, 0, chance),
        3 => family(&mut members, 0, 1, chance),
        4 if chance.in_1000(500) => family(&mut members, 2, 0, chance),
        4 if chance.in_1000(650) => family(&mut members, 1, 1, chance),
        4 => family(&mut members, 0, 2, chance),
        5 if chance.in_1000(600) => family(&mut members, 1, 2, chance),
        5 => family(&mut members, 2, 1, chance),
        _ => family(&mut members, 2, 2, chance),
    }
    members
}

fn adult_age(chance: &mut Chance) -> i32 {
    chance.between(26, 58)
}

fn head(age: i32, sex: Sex) -> Member {
    Member { age, sex, relation: HEAD, kin: true }
}

fn couple(members: &mut Vec<Member>, age: i32, chance: &mut Chance) {
    members.push(head(age, Sex::Man));
    members.push(Member { age: (age + chance.between(-5, 3)).max(22), sex: Sex::Woman, relation: "配偶", kin: false });
}

fn family(members: &mut Vec<Member>, children: u32, parents: u32, chance: &mut Chance) {
    let age = if children == 0 { chance.between(36, 63) } else { chance.between(27, 54) };
    couple(members, age, chance);
    for _ in 0..children {
        child(members, chance);
    }
    for parent in 0..parents {
        let mother = match parents {
            1 => chance.in_1000(550),
            _ => parent == 1,
        };
        members.push(Member {
            age: (age + chance.between(21, 31)).min(98),
            sex: if mother { Sex::Woman } else { Sex::Man },
            relation: if mother { "母亲" } else { "父亲" },
            kin: !mother,
        });
    }
}

fn child(members: &mut Vec<Member>, chance: &mut Chance) {
    let sex = sex(chance);
    let oldest = (members[0].age - 23).clamp(0, 27);
    members.push(Member { age: chance.between(0, oldest), sex, relation: if sex == Sex::Man { "子" } else { "女" }, kin: true });
}
