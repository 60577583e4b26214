use super::ResidentNumberError::*;
use super::*;
use proptest::prelude::*;

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).expect("a real day")
}

fn read(s: &str) -> Result<String, ResidentNumberError> {
    ResidentNumber::parse(s, day(2024, 6, 30)).map(|number| number.as_str().to_owned())
}

#[test]
fn numbers() {
    for (text, number) in [
        ("360426199101010071", "360426199101010071"), // the example of python-stdnum
        ("11010519491231002X", "11010519491231002X"), // the example of GB 11643-1999
        ("11010519491231002x", "11010519491231002X"),
        ("'11010519491231002X", "11010519491231002X"),
        (" 110105 19491231 002x ", "11010519491231002X"),
        ("１１０１０５１９４９１２３１００２ｘ", "11010519491231002X"),
        ("\u{FEFF}11010519491231002X\u{200B}", "11010519491231002X"),
        ("440524188001010014", "440524188001010014"), // the other example of GB 11643-1999
        ("110105491231002", "11010519491231002X"),
        ("110105 491231 002", "11010519491231002X"),
        ("110105491231002.0", "11010519491231002X"),
        ("110105200002290013", "110105200002290013"),
    ] {
        assert_eq!(read(text), Ok(number.to_owned()), "{text:?}");
    }
}

#[test]
fn no_numbers() {
    for (text, error) in [
        ("", Empty),
        (" 　'", Empty),
        ("3.70302E+17", DestroyedByExcel),
        ("3.70302e+17", DestroyedByExcel),
        ("3.70302199001011E+17", DestroyedByExcel),
        ("３．７０３０２Ｅ＋１７", DestroyedByExcel),
        ("4E+17", DestroyedByExcel),
        ("370302199001010000.0", DestroyedByExcel),
        ("370302199001010000", DestroyedByExcel),
        ("37030219900101", Length(14)),
        ("3703021990010101133", Length(19)),
        ("E12345678", Length(9)),
        ("无", Characters),
        ("王小明王小明", Characters), // 18 bytes
        ("37030219900101-011", Characters),
        ("3703021990010101A3", Characters),
        ("3703021990X1010113", Characters),
        ("37030290010101X", Characters),
        ("370302199001010.13", Characters),
        ("370302199013010113", BirthDate),
        ("370302190002290113", BirthDate),
        ("370302000001010113", BirthDate),
        ("370302901301011", BirthDate),
        ("370302202406300014", CheckCharacter { expected: '0', found: '4' }),
        ("370302202407010117", BirthAfterToday),
        ("11010519491231002Y", Characters),
        ("110105194912310021", CheckCharacter { expected: 'X', found: '1' }),
        ("11010519491231003X", CheckCharacter { expected: '8', found: 'X' }),
    ] {
        assert_eq!(read(text), Err(error), "{text:?}");
    }
}

#[test]
fn numeric_cells() {
    let today = day(2024, 6, 30);
    let old = ResidentNumber::from_number_cell(110_105_491_231_002.0, today);
    assert_eq!(old.map(|number| number.as_str().to_owned()), Ok("11010519491231002X".to_owned()));
    for (cell, error) in [
        (3.70302199001011e17, DestroyedByExcel),
        (360_426_199_101_010_071.0, DestroyedByExcel), // true digits, but no spreadsheet keeps them
        (12345.0, Length(5)),
        (0.5, Characters),
        (-1.0, Characters),
        (f64::NAN, Characters),
        (f64::INFINITY, Characters),
    ] {
        assert_eq!(ResidentNumber::from_number_cell(cell, today), Err(error), "{cell}");
    }
}

#[test]
fn ages() {
    for (number, on, age) in [
        ("11010519491231002X", day(2009, 12, 30), 59),
        ("11010519491231002X", day(2009, 12, 31), 60),
        ("11010519491231002X", day(1949, 12, 31), 0),
        ("11010519491231002X", day(1949, 12, 30), -1),
        ("110105200002290013", day(2018, 2, 28), 17),
        ("110105200002290013", day(2018, 3, 1), 18),
        ("110105200002290013", day(2020, 2, 28), 19),
        ("110105200002290013", day(2020, 2, 29), 20),
    ] {
        let number = ResidentNumber::parse(number, day(2024, 6, 30)).expect("a number");
        assert_eq!(number.age_on(on), age, "{number:?} {on}");
    }
}

#[test]
fn what_a_number_says() {
    let number = ResidentNumber::parse("11010519491231002X", day(2024, 6, 30)).expect("a number");
    assert_eq!(number.key(), 11_010_519_491_231_002);
    assert_eq!(number.birth_date(), day(1949, 12, 31));
    assert_eq!(number.sex(), Sex::Female);
    assert_eq!(number.province_code(), "11");
    assert_eq!(number.masked(), "1101************2X");
    assert_eq!(format!("{number:?}"), "ResidentNumber(1101************2X)");
    let other = ResidentNumber::parse("360426199101010071", day(2024, 6, 30)).expect("a number");
    assert_eq!(other.sex(), Sex::Male);
    assert!(number < other && number.key() < other.key());
}

#[test]
fn keys_that_are_none() {
    for key in [-1, 0, 11_010_519_491_331_002, 100_000_000_000_000_000, i64::MAX, i64::MIN] {
        assert_eq!(ResidentNumber::from_key(key), None, "{key}");
    }
}

#[test]
fn reasons_are_chinese_and_codes_are_stable() {
    let error = CheckCharacter { expected: 'X', found: '1' };
    assert!(error.to_string().contains("末位应为 X，现为 1"));
    assert_eq!(error.code(), "resident_number_check_character");
    assert!(DestroyedByExcel.to_string().contains("Excel"));
}

prop_compose! {
    fn first_17_digits()(place in 0_u32..1_000_000, day in 1_i32..1_000_000, order in 0_u32..1000) -> String {
        let birth = NaiveDate::from_num_days_from_ce_opt(day).expect("a day within the calendar");
        format!("{place:06}{}{order:03}", birth.format("%Y%m%d"))
    }
}

proptest! {
    #[test]
    fn no_text_panics(s in "\\PC*|[0-9xXeE.+' ]{0,24}|[0-9]{17}[0-9Xx]") {
        let _ = ResidentNumber::parse(&s, day(2024, 6, 30));
    }

    #[test]
    fn no_cell_panics(cell in any::<f64>()) {
        let _ = ResidentNumber::from_number_cell(cell, day(2024, 6, 30));
    }

    #[test]
    fn keys_round_trip(first in first_17_digits()) {
        let key: i64 = first.parse().expect("17 digits");
        let number = ResidentNumber::from_key(key).expect("a key");
        prop_assert_eq!(number.key(), key);
        prop_assert_eq!(&number.as_str()[..17], &first);
        prop_assert_eq!(ResidentNumber::parse(number.as_str(), NaiveDate::MAX), Ok(number));
        let spaced = format!(" {} {} ", &number.as_str()[..6], &number.as_str()[6..].to_lowercase());
        prop_assert_eq!(ResidentNumber::parse(&spaced, NaiveDate::MAX), Ok(number));
    }

    #[test]
    fn one_wrong_digit_or_two_swapped_are_found(first in first_17_digits(), at in 0_usize..17, by in 1_u8..10) {
        let good = ResidentNumber::from_key(first.parse().expect("17 digits")).expect("a key");
        let mut wrong = *good.as_str().as_bytes().first_chunk::<18>().expect("18 characters");
        wrong[at] = b'0' + (wrong[at] - b'0' + by) % 10;
        let wrong = std::str::from_utf8(&wrong).expect("ASCII");
        prop_assert!(ResidentNumber::parse(wrong, NaiveDate::MAX).is_err());

        let mut swapped = good.as_str().as_bytes().to_vec();
        swapped.swap(at, at + 1);
        let swapped = String::from_utf8(swapped).expect("ASCII");
        prop_assert_eq!(ResidentNumber::parse(&swapped, NaiveDate::MAX).is_ok(), swapped == good.as_str());
    }

    #[test]
    fn old_numbers_are_upgraded(place in 0_u32..1_000_000, offset in 0_i64..36_524, order in 0_u32..1000) {
        let birth = day(1900, 1, 1) + chrono::Duration::days(offset);
        let old = format!("{place:06}{}{order:03}", birth.format("%y%m%d"));
        let number = ResidentNumber::parse(&old, day(2024, 6, 30)).expect("an old number");
        prop_assert_eq!(number.birth_date(), birth);
    }
}
