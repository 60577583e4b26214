use super::MonthError::*;
use super::*;
use proptest::prelude::*;

#[test]
fn months() {
    for text in [
        "2022-03",
        "2022-3",
        "2022/03",
        "2022/3",
        "2022.03",
        "2022.3",
        "202203",
        "202203.0",
        "2022年3月",
        "2022年03月",
        "2022年3月份",
        "2022 年 3 月",
        "２０２２－０３",
        "２０２２年３月",
        " '2022-03 ",
        "2022-03-05",
        "20220305",
        "2022年3月5日",
        "2022/3/31 23:59",
        "44625",
    ] {
        assert_eq!(Month::parse(text).map(|month| month.to_string()), Ok("2022-03".to_owned()), "{text:?}");
    }
}

#[test]
fn no_months() {
    for (text, error) in [
        ("", Empty),
        ("　", Empty),
        ("2022", Format),
        ("2022年", Format),
        ("3月", Format),
        ("2022-003", Format),
        ("2022年3", Format),
        ("2022-03元", Format),
        ("22-03", Format),
        ("Mar-22", Format),
        ("2022Q103", Format),
        ("202200", NotReal),
        ("2022-13", NotReal),
        ("2022年0月", NotReal),
        ("2022-02-30", NotReal),
        ("1849-12", OutOfRange),
        ("220101", OutOfRange),
        ("999912", OutOfRange),
    ] {
        assert_eq!(Month::parse(text), Err(error), "{text:?}");
    }
}

#[test]
fn cells() {
    for (cell, month) in [
        (202_203.0, Ok("2022-03")),
        (20_220_305.0, Ok("2022-03")),
        (44625.0, Ok("2022-03")),
        (44621.5, Ok("2022-03")),
        (2022.03, Ok("2022-03")),
        (2022.12, Ok("2022-12")),
        (2022.1, Err(Format)),
        (2022.0, Err(Format)),
        (2022.13, Err(NotReal)),
        (202_213.0, Err(NotReal)),
        (999_912.0, Err(OutOfRange)),
        (-1.0, Err(OutOfRange)),
        (f64::NAN, Err(Format)),
    ] {
        assert_eq!(Month::from_number_cell(cell).map(|month| month.to_string()), month.map(str::to_owned), "{cell}");
    }
}

#[test]
fn days_and_neighbours() {
    for (text, first, last, next, previous) in [
        ("2022-03", "2022-03-01", "2022-03-31", "2022-04", "2022-02"),
        ("2024-02", "2024-02-01", "2024-02-29", "2024-03", "2024-01"),
        ("1900-02", "1900-02-01", "1900-02-28", "1900-03", "1900-01"),
        ("2022-12", "2022-12-01", "2022-12-31", "2023-01", "2022-11"),
        ("2022-01", "2022-01-01", "2022-01-31", "2022-02", "2021-12"),
        ("2022-04", "2022-04-01", "2022-04-30", "2022-05", "2022-03"),
    ] {
        let month = Month::parse(text).expect("a month");
        assert_eq!(month.first_day().to_string(), first);
        assert_eq!(month.last_day().to_string(), last);
        assert_eq!(month.next().to_string(), next);
        assert_eq!(month.previous().to_string(), previous);
        assert_eq!(Month::of(month.last_day()), month);
    }
    assert_eq!(Month::new(2022, 0), None);
    assert_eq!(Month::new(2022, 13), None);
    assert_eq!(Month::new(2201, 1), None);
}

proptest! {
    #[test]
    fn no_text_panics(s in "\\PC*|[0-9年月日/. -]{0,12}") {
        let _ = Month::parse(&s);
    }

    #[test]
    fn no_cell_panics(cell in any::<f64>(), near in 0.0..1e7_f64) {
        let _ = (Month::from_number_cell(cell), Month::from_number_cell(near));
    }

    #[test]
    #[expect(clippy::float_arithmetic, reason = "makes the numbers that spreadsheets hold")]
    fn round_trips(year in FIRST_YEAR..=LAST_YEAR, month in 1_u32..=12) {
        let value = Month::new(year, month).expect("a month");
        prop_assert_eq!((value.year(), value.month()), (year, month));
        for text in [value.to_string(), format!("{year}{month:02}"), format!("{year}年{month}月"), format!("{year}/{month}")] {
            prop_assert_eq!(Month::parse(&text), Ok(value), "{}", text);
        }
        prop_assert_eq!(Month::from_number_cell(f64::from(year) * 100.0 + f64::from(month)), Ok(value));
        prop_assert_eq!(value.last_day().succ_opt(), Some(value.next().first_day()));
        prop_assert!(value < value.next());
    }
}
