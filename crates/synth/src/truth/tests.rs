//! The rules on a handful of rows, written down by hand.

use super::*;
use crate::calendar::Month;
use crate::group::{Household, Person};
use crate::lists::{PensionScheme, Program, Sex};
use crate::records::{Put, Records};
use crate::spoil::Spoil;

/// Three households of one person each, born in 1940, and a fourth person who is in no register.
fn group() -> Group {
    let person = |index: u16| Person {
        index: u64::from(index),
        number: *b"379901194006010019",
        name: String::from("王一"),
        miswritten: None,
        sex: Sex::Man,
        birth: day(1940, 6, 1),
        household: index,
        relation: "户主",
    };
    let household = |index: u16| Household { number: format!("H{index}"), town: 0, village: 0, members: (index, index + 1) };
    let mut group = Group {
        index: 0,
        people: (0..4).map(person).collect(),
        households: (0..4).map(household).collect(),
        rows: Records::default(),
        taken: vec![false; 4],
        registered: 3,
    };
    for who in 0..3 {
        group.rows.residents.put(Resident { who, household: who, standing: Standing::Normal });
    }
    group
}

fn dibao(who: Who, month: u32, account: u64) -> Dibao {
    Dibao { who, household: who, month: Month::new(2022, month), amount: 50_000, account }
}

fn found(group: &Group) -> Vec<(u8, Subject, u32, i64)> {
    let leads = evaluate(group).0.into_iter();
    leads.map(|((rule, subject), lead)| (rule, subject, lead.hits, lead.amount)).collect()
}

#[test]
fn the_month_of_death_is_still_paid_and_the_earliest_death_counts() {
    let mut group = group();
    for date in [day(2022, 5, 31), day(2022, 3, 31)] {
        let source = "公安";
        group.rows.deaths.put(Death { who: 0, date, source });
    }
    for month in 3..=5 {
        group.rows.dibao.put(dibao(0, month, 1));
    }
    assert_eq!(found(&group), [(1, Subject::Person(0), 2, 100_000)]);
}

#[test]
fn a_spoiled_row_counts_for_nothing() {
    let mut group = group();
    group.rows.dibao.put(dibao(0, 3, 1));
    group.rows.dibao.put(dibao(0, 3, 1));
    assert_eq!(found(&group), [(13, Subject::Person(0), 1, 50_000)]);
    group.rows.dibao[0].spoil = Some(Spoil::Money);
    assert_eq!(found(&group), []);
}

#[test]
fn who_is_in_no_register_is_a_household_alone() {
    let mut group = group();
    for who in [0, 1, 3] {
        group.rows.dibao.put(dibao(who, 1, 7));
    }
    group.rows.pensions.put(Pension { who: 0, scheme: PensionScheme::Resident, month: Month::new(2022, 1), amount: -1_000, account: 7 });
    assert_eq!(found(&group), [(26, Subject::Account(7), 4, 149_000)]);
    group.rows.dibao.pop();
    assert_eq!(found(&group), []);
}

#[test]
fn a_twentieth_more_land_is_tolerated() {
    let mut group = group();
    for who in 0..2 {
        let (parcel, area) = (u64::from(who), 400);
        group.rows.parcels.put(Parcel { who, parcel, area });
        group.rows.agri.put(Agri {
            who,
            program: Program::Land,
            year: 2022,
            area: 420 + i64::from(who),
            amount: 52_625,
            account: u64::from(who),
        });
    }
    // 0.21 of 4.21 mu: 2625.00 fen
    assert_eq!(found(&group), [(22, Subject::Person(1), 1, 2_625)]);
}

#[test]
fn the_latest_certificate_decides_whatever_the_older_says() {
    let mut group = group();
    let certificate = |level, issued: i32, valid_to: i32| Certificate {
        who: 0,
        category: 0,
        level,
        issued: day(issued, 1, 1),
        valid_to: day(valid_to, 3, 1),
    };
    group.rows.certificates.put(certificate(1, 2018, 2030));
    group.rows.certificates.put(certificate(3, 2020, 2022));
    for month in 3..=4 {
        group.rows.allowances.put(Allowance {
            who: 0,
            kind: crate::lists::AllowanceKind::Nursing,
            month: Month::new(2022, month),
            amount: 11_300,
            account: 1,
        });
    }
    let who = Subject::Person(0);
    assert_eq!(found(&group), [(15, who, 1, 11_300), (16, who, 2, 22_600)]);
}

#[test]
fn held_means_registered_before_and_cancelled_after() {
    let on = day(2022, 3, 1);
    assert!(held(day(2022, 2, 28), None, on));
    assert!(!held(on, None, on));
    assert!(!held(day(2020, 1, 1), Some(on), on));
    assert!(held(day(2020, 1, 1), Some(day(2022, 3, 2)), on));
    assert!(in_force(on, Some(on), on));
}
