use super::*;
use proptest::prelude::*;

#[test]
fn amounts() {
    for (text, fen) in [
        ("0", 0),
        ("1234.56", 123_456),
        ("1234.5", 123_450),
        ("1234", 123_400),
        ("-1234.56", -123_456),
        ("+5", 500),
        ("5.", 500),
        (".5", 50),
        ("007", 700),
        ("1,234.50", 123_450),
        ("1，234.50", 123_450),
        ("￥1,234.5", 123_450),
        ("¥ 1,234.5", 123_450),
        ("RMB 12", 1200),
        ("1234.50元", 123_450),
        ("1234.50 元整", 123_450),
        ("１２３４．５０元", 123_450),
        ("(123.00)", -12_300),
        ("（123.00）", -12_300),
        ("（￥123.00）元", -12_300),
        ("￥(123)", -12_300),
        ("￥-5", -500),
        ("-￥5", -500),
        ("−5", -500),
        ("1.2e3", 120_000),
        ("1.2E+3元", 120_000),
        ("12.5万元", 12_500_000),
        ("0.000001万元", 1),
        ("3万", 3_000_000),
        ("1.500000", 150),
        ("'88.00 ", 8800),
        ("-0", 0),
        ("999999999999.99", 99_999_999_999_999),
    ] {
        assert_eq!(Fen::parse_yuan(text), Ok(Fen(fen)), "{text:?}");
    }
}

#[test]
fn no_amounts() {
    use MoneyError::*;
    for (text, error) in [
        ("", Empty),
        ("　", Empty),
        ("元", Characters),
        ("-", Characters),
        ("()", Characters),
        (".", Characters),
        ("(-5)", Characters),
        ("--5", Characters),
        ("((5))", Characters),
        ("1 234", Characters),
        ("五元", Characters),
        ("5元元", Characters),
        ("12角", Characters),
        ("1.2.3", Characters),
        ("12,34.5", BadGrouping),
        ("1.234,50", BadGrouping),
        ("12,3456", BadGrouping),
        ("1.005", TooPrecise),
        ("0.0000001万元", TooPrecise),
        ("1e-3", TooPrecise),
        ("6228480402564890018", TooLarge),
        ("6228480402564890", TooLarge),
        ("1000000000000.00", TooLarge),
        ("1e400", TooLarge),
        ("1e30万元", TooLarge),
    ] {
        assert_eq!(Fen::parse_yuan(text), Err(error), "{text:?}");
    }
}

#[test]
fn cells() {
    for (cell, fen) in [
        (1234.5, Ok(123_450)),
        (-0.05, Ok(-5)),
        (0.300_000_000_000_000_04, Ok(30)),
        (999_999_999_999.99, Ok(99_999_999_999_999)),
        (0.125, Err(MoneyError::TooPrecise)),
        (3.70302e17, Err(MoneyError::TooLarge)),
        (f64::NAN, Err(MoneyError::Characters)),
    ] {
        assert_eq!(Fen::from_f64_cell(cell), fen.map(Fen), "{cell}");
    }
}

#[test]
fn shows_two_decimals() {
    for (fen, text) in [(0, "0.00"), (-5, "-0.05"), (123_450, "1234.50"), (i64::MIN, "-92233720368547758.08")] {
        assert_eq!(Fen(fen).to_string(), text);
    }
}

#[test]
fn adds_without_wrapping() {
    assert_eq!([Fen(1), Fen(2), Fen(-5)].iter().sum::<Fen>(), Fen(-2));
    assert_eq!(Fen(i64::MAX) + Fen(1), Fen(i64::MAX));
    assert_eq!(-Fen(i64::MIN), Fen(i64::MAX));
    assert_eq!(Fen(i64::MAX).checked_add(Fen(1)), None);
    let mut sum = Fen(7);
    sum += Fen(3);
    sum -= Fen(1);
    assert_eq!(sum, Fen(9));
}

proptest! {
    #[test]
    fn no_text_panics(s in "\\PC*|[-+0-9.,()￥元万eE ]{0,30}") {
        let _ = Fen::parse_yuan(&s);
    }

    #[test]
    fn round_trips(fen in -Fen::MAX_READ.0..=Fen::MAX_READ.0) {
        let shown = Fen(fen).to_string();
        prop_assert_eq!(Fen::parse_yuan(&shown), Ok(Fen(fen)));
        prop_assert_eq!(parse_slowly(&shown), Ok(Fen(fen)));
    }

    #[test]
    fn the_fast_path_says_what_the_slow_one_says(s in "-?[0-9]{0,14}(\\.[0-9]{0,3})?") {
        if let Some(fen) = plain(s.as_bytes()) {
            prop_assert_eq!(parse_slowly(&s), Ok(fen));
        }
    }

    #[test]
    fn separators_change_nothing(fen in 0..=Fen::MAX_READ.0) {
        let plain = Fen(fen).to_string();
        let (whole, cents) = plain.split_once('.').expect("two decimals");
        let mut grouped = String::new();
        for (n, digit) in whole.chars().enumerate() {
            if n > 0 && (whole.len() - n) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        prop_assert_eq!(Fen::parse_yuan(&format!("￥{grouped}.{cents}元")), Ok(Fen(fen)));
    }
}
