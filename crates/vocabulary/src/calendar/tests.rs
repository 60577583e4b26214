use super::*;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    parse_date(text).expect("a day")
}

#[test]
fn the_builtin_calendar_covers_its_years() {
    let calendar = WorkCalendar::builtin();
    assert_eq!(calendar.coverage(), 2019..=2027);
    assert!(calendar.is_provisional(2027));
    assert!((2019..=2026).all(|year| !calendar.is_provisional(year)));
}

#[test]
fn working_days() {
    let calendar = WorkCalendar::builtin();
    for (text, working) in [
        ("2022-03-04", true),  // a Friday
        ("2022-03-05", false), // a Saturday
        ("2022-01-31", false), // the eve of the Spring Festival, a Monday
        ("2022-01-30", true),  // a Sunday worked for it
        ("2020-01-31", false), // a Friday, the Spring Festival prolonged against the epidemic
        ("2025-10-08", false), // a Wednesday, National Day and Mid-Autumn Festival together
        ("2026-02-14", true),  // a Saturday worked
        ("2027-02-05", false), // the eve of the Spring Festival of 2027, a Friday
        ("2027-09-15", false), // Mid-Autumn Festival of 2027, a Wednesday
    ] {
        assert_eq!(calendar.is_working_day(day(text)), Ok(working), "{text}");
    }
    for year in [2018, 2028] {
        let outside = day(&format!("{year}-06-01"));
        assert_eq!(calendar.is_working_day(outside), Err(CalendarError::YearNotCovered(year)));
    }
    assert_eq!(calendar.is_working_day(day("2018-12-31")), Err(CalendarError::YearNotCovered(2018)));
    assert_eq!(calendar.is_working_day(day("2019-01-01")), Ok(false));
    assert_eq!(calendar.is_working_day(day("2027-12-31")), Ok(true));
}

#[test]
fn counts() {
    let calendar = WorkCalendar::builtin();
    for (first, last, count) in [
        ("2022-03-04", "2022-03-04", 0),
        ("2022-03-04", "2022-03-06", 0),
        ("2022-03-04", "2022-03-07", 1),
        ("2022-03-05", "2022-03-07", 1),
        ("2022-03-07", "2022-03-04", 0),
        ("2022-01-28", "2022-02-07", 3), // Saturday and Sunday worked, seven days off, Monday
        ("2021-12-31", "2022-12-31", 249),
    ] {
        assert_eq!(calendar.working_days_after(day(first), day(last)), Ok(count), "{first} {last}");
    }
    assert_eq!(calendar.working_days_after(day("2018-12-31"), day("2019-01-05")), Err(CalendarError::YearNotCovered(2018)));
}

#[test]
fn adds() {
    let calendar = WorkCalendar::builtin();
    for (from, n, to) in [
        ("2022-03-05", 0, "2022-03-05"),
        ("2022-03-04", 1, "2022-03-07"),
        ("2022-03-05", 1, "2022-03-07"),
        ("2022-01-28", 3, "2022-02-07"),
        ("2022-03-07", -1, "2022-03-04"),
        ("2022-03-06", -1, "2022-03-04"),
        ("2021-12-31", 249, "2022-12-30"),
    ] {
        assert_eq!(calendar.add_working_days(day(from), n), Ok(day(to)), "{from} {n}");
    }
    assert_eq!(calendar.add_working_days(day("2027-12-31"), 1), Err(CalendarError::YearNotCovered(2028)));
    assert_eq!(calendar.add_working_days(day("2019-01-01"), -1), Err(CalendarError::YearNotCovered(2018)));
    for n in [i64::MIN, i64::MAX] {
        assert!(calendar.add_working_days(day("2022-03-04"), n).is_err());
    }
}

#[test]
fn an_administrator_extends_and_overrides() {
    let mut calendar = WorkCalendar::builtin();
    let text =
        "\u{FEFF}日期,类别,名称\n# 2027 年安排\n2027-02-05,补班,春节\n2027/2/9，放假，春节\r\n\n2028-01-03,holiday,元旦,provisional\n";
    calendar.extend_from_csv(text).expect("a calendar");
    assert_eq!(calendar.coverage(), 2019..=2028);
    assert_eq!(calendar.is_working_day(day("2027-02-05")), Ok(true));
    assert_eq!(calendar.is_working_day(day("2027-02-09")), Ok(false));
    assert_eq!(calendar.is_working_day(day("2028-01-03")), Ok(false));
    assert!(calendar.is_provisional(2028));
}

#[test]
fn an_announcement_ends_what_was_provisional() {
    let mut calendar = WorkCalendar::builtin();
    let announced: String =
        BUILTIN.lines().filter(|line| line.starts_with("2027")).map(|line| line.replace("provisional", "") + "\n").collect();
    calendar.extend_from_csv(&announced).expect("a calendar");
    assert!(!calendar.is_provisional(2027));
}

#[test]
fn wrong_lines_are_named_and_change_nothing() {
    for (text, line, reason) in [
        ("2028-01-01", 1, "逗号"),
        ("2028-01-01,a,b,c,d", 1, "逗号"),
        ("date,kind,name\n2028-02-30,holiday,x", 2, "日期不存在"),
        ("\n2028-01-01,feast,x", 2, "feast"),
        ("2028-01-01,holiday,x,perhaps", 1, "perhaps"),
        ("2028-01-01,holiday,x\n2028-01-01,makeup,x", 2, "重复"),
    ] {
        let mut calendar = WorkCalendar::builtin();
        let error = calendar.extend_from_csv(text).expect_err(text);
        assert!(matches!(&error, CalendarError::Line { line: n, reason: why } if *n == line && why.contains(reason)), "{text:?}: {error}");
        assert_eq!(calendar.coverage(), 2019..=2027);
    }
    let mut calendar = WorkCalendar::builtin();
    assert_eq!(calendar.extend_from_csv("2029-01-01,holiday,元旦"), Err(CalendarError::Gap(2028)));
    assert_eq!(calendar.coverage(), 2019..=2027);
}

proptest! {
    #[test]
    fn no_text_panics(s in "\\PC*|(20[0-9]{2}-[01][0-9]-[0-3][0-9],(holiday|makeup),x\n){0,5}") {
        let _ = WorkCalendar::builtin().extend_from_csv(&s);
    }

    #[test]
    fn counting_and_adding_agree(from in 0_u64..3287, n in -1500_i64..1500) {
        let calendar = WorkCalendar::builtin();
        let from = day("2019-01-01") + Days::new(from);
        if let Ok(to) = calendar.add_working_days(from, n) {
            let (first, last) = if n > 0 { (from, to) } else { (to, from) };
            let count = calendar.working_days_after(first, last).expect("both are covered");
            if n > 0 {
                prop_assert_eq!(count, n);
                prop_assert_eq!(calendar.is_working_day(to), Ok(true));
            } else if n < 0 {
                let last_counts = i64::from(calendar.is_working_day(from).expect("covered"));
                prop_assert_eq!(count, -n - 1 + last_counts);
                prop_assert_eq!(calendar.is_working_day(to), Ok(true));
            }
        }
    }

    #[test]
    fn a_count_is_the_working_days_one_by_one(from in 0_u64..3287, length in 0_u64..400) {
        let calendar = WorkCalendar::builtin();
        let first = day("2019-01-01") + Days::new(from);
        let last = (first + Days::new(length)).min(day("2027-12-31"));
        let one_by_one = first.iter_days().skip(1).take_while(|day| *day <= last).filter(|day| calendar.is_working_day(*day) == Ok(true)).count();
        prop_assert_eq!(calendar.working_days_after(first, last), Ok(one_by_one as i64));
    }
}
