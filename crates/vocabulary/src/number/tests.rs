use super::*;
use proptest::prelude::*;

#[test]
fn scans() {
    for (text, scale, value) in [
        ("0", 0, Ok(0)),
        ("-0.00", 2, Ok(0)),
        ("12", 2, Ok(1200)),
        ("+12.5", 2, Ok(1250)),
        ("- 12.5", 2, Ok(-1250)),
        ("−12.5", 2, Ok(-1250)),
        (".5", 1, Ok(5)),
        ("5.", 1, Ok(50)),
        ("1,234,567.8", 1, Ok(12_345_678)),
        ("12,34", 0, Err(Fault::BadGrouping)),
        ("1234,567", 0, Err(Fault::BadGrouping)),
        (",123", 0, Err(Fault::BadGrouping)),
        ("1,", 0, Err(Fault::BadGrouping)),
        ("0.1,234", 5, Err(Fault::BadGrouping)),
        ("1.23", 1, Err(Fault::TooPrecise)),
        ("1.2300", 2, Ok(123)),
        ("1.2e3", 0, Ok(1200)),
        ("12E-1", 1, Ok(12)),
        ("12e-1", 0, Err(Fault::TooPrecise)),
        ("0e999999999999999999999", 0, Ok(0)),
        ("1e999999999999999999999", 0, Err(Fault::TooLarge)),
        ("1e-99999", 0, Err(Fault::TooPrecise)),
        ("1e", 0, Err(Fault::Characters)),
        ("e5", 0, Err(Fault::Characters)),
        ("1.2.3", 3, Err(Fault::Characters)),
        (".", 3, Err(Fault::Characters)),
        ("-", 3, Err(Fault::Characters)),
        ("", 3, Err(Fault::Empty)),
        ("--1", 0, Err(Fault::Characters)),
        ("一百", 0, Err(Fault::Characters)),
        ("1 000", 0, Err(Fault::Characters)),
        ("99999999999999999999999999999999999999999", 0, Err(Fault::TooLarge)),
        ("0.33333333333333333333333333333333333333333333", 4, Err(Fault::TooPrecise)),
        ("0.5000000000000000000000000000000000000000000000", 1, Ok(5)),
    ] {
        assert_eq!(scan(text, scale), value, "{text:?} {scale}");
    }
}

#[test]
fn cells() {
    for (cell, scale, value) in [
        (0.0, 2, Ok(0)),
        (-0.0, 2, Ok(0)),
        (1234.5, 2, Ok(123_450)),
        (-1234.56, 2, Ok(-123_456)),
        (0.1 + 0.2, 2, Ok(30)),
        (1.1 * 3.0, 2, Ok(330)),
        (1e-14, 2, Ok(0)),
        (-5e-324, 2, Ok(0)),
        (12_345_678_901.12_f64.next_up(), 2, Ok(1_234_567_890_112)),
        (0.005, 2, Err(Fault::TooPrecise)),
        (10.0 / 3.0, 2, Err(Fault::TooPrecise)),
        (1.234_000_1, 2, Err(Fault::TooPrecise)),
        (1.230_000_9, 2, Ok(123)),
        (1.23000101, 2, Err(Fault::TooPrecise)),
        (9_007_199_254_740_993.0, 0, Ok(9_007_199_254_740_992)),
        (1e300, 0, Err(Fault::TooLarge)),
        (1e20, 0, Ok(100_000_000_000_000_000_000)),
        (f64::NAN, 2, Err(Fault::Characters)),
        (f64::INFINITY, 2, Err(Fault::Characters)),
        (1.5, 39, Err(Fault::TooLarge)),
        (9e15, 23, Err(Fault::TooLarge)),
    ] {
        assert_eq!(from_cell(cell, scale), value, "{cell} {scale}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(s in "\\PC*|[-+0-9.,eE]{0,40}", scale in 0..40) {
        let _ = scan(&s, scale);
    }

    #[test]
    fn no_cell_panics(bits in any::<u64>(), scale in 0_u32..50) {
        let _ = from_cell(f64::from_bits(bits), scale);
    }

    #[test]
    fn texts_round_trip(value in -10_i128.pow(20)..10_i128.pow(20), scale in 0_u32..10) {
        let unit = 10_i128.pow(scale);
        let sign = if value < 0 { "-" } else { "" };
        let width = scale as usize;
        let text = format!("{sign}{}.{:0width$}", value.abs() / unit, value.abs() % unit);
        prop_assert_eq!(scan(&text, scale as i32), Ok(value), "{}", text);
    }

    #[test]
    #[expect(clippy::float_arithmetic, reason = "makes the doubles that spreadsheets hold")]
    fn cells_round_trip(cents in -100_000_000_000_000_i64..100_000_000_000_000) {
        prop_assert_eq!(from_cell(cents as f64 / 100.0, 2), Ok(i128::from(cents)));
    }

    #[test]
    #[expect(clippy::float_arithmetic, reason = "makes the noise that spreadsheets hold")]
    fn sums_of_cents_are_cents(parts in prop::collection::vec(-10_000_000_i64..10_000_000, 1..20)) {
        let sum: f64 = parts.iter().map(|cents| *cents as f64 / 100.0).sum();
        prop_assert_eq!(from_cell(sum, 2), Ok(i128::from(parts.iter().sum::<i64>())));
    }
}
