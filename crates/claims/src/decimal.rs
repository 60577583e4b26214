//! Quantities, prices and amounts as HIS clients send them: exact decimals of six places.

use std::fmt;
use vocabulary::{Fen, parse_decimal};

/// Places behind the point; the interface allows six for prices and four for quantities.
const PLACES: usize = 6;
const ONE: i64 = 1_000_000;
/// A fen in units of a [`Decimal`].
const FEN: i128 = 10_000;

/// An exact decimal: a whole number of millionths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(i64);

impl Decimal {
    /// Nothing.
    pub const ZERO: Decimal = Decimal(0);

    /// A whole number.
    pub const fn whole(number: i32) -> Decimal {
        Decimal(number as i64 * ONE)
    }

    /// A hundredth.
    pub const CENT: Decimal = Decimal(ONE / 100);

    /// A number of days.
    pub(crate) const fn days(count: i64) -> Decimal {
        Decimal(count.saturating_mul(ONE))
    }

    /// A sum of many in units of a decimal, as it is shown.
    pub(crate) fn shown(units: i128) -> String {
        i64::try_from(units).map_or_else(|_| units.to_string(), |units| Decimal(units).to_string())
    }

    /// An amount of money in yuan.
    pub const fn yuan(amount: Fen) -> Decimal {
        Decimal(amount.0.saturating_mul(FEN as i64))
    }

    /// Reads a number as clients send it, as text or as the text of a JSON number. Beyond the sixth place it is rounded half away from
    /// zero: what stands there is what a client's binary numbers leave behind. `None` for what is blank, `-` or no number.
    pub fn read(text: &str) -> Option<Decimal> {
        let text = text.trim();
        plain(text).or_else(|| parse_decimal(text, PLACES as u32).ok().and_then(|value| i64::try_from(value).ok()).map(Decimal))
    }

    /// The units of which [`Decimal`] holds a whole number: millionths.
    pub(crate) const fn units(self) -> i128 {
        self.0 as i128
    }

    /// Whether it is above zero.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Rounded half away from zero to the fen.
    pub fn to_fen(self) -> Fen {
        rounded(self.units(), FEN)
    }

    /// What is left; the ends of the range where it lies beyond them.
    pub(crate) const fn less(self, other: Decimal) -> Decimal {
        Decimal(self.0.saturating_sub(other.0))
    }

    /// By how much this amount is off quantity by price, with its sign; `None` within the tolerance.
    pub(crate) fn off(self, quantity: Decimal, price: Decimal, tolerance: Decimal) -> Option<Fen> {
        let one = i128::from(ONE);
        let difference = self.units() * one - quantity.units() * price.units();
        (difference.abs() > tolerance.units() * one).then(|| rounded(difference, FEN * one))
    }

    /// This many units of a price, rounded half away from zero to the fen.
    pub(crate) fn times(self, price: Decimal) -> Fen {
        rounded(self.units() * price.units(), FEN * i128::from(ONE))
    }
}

/// The part of an amount that falls on `excess` out of `quantity`, all of it at most, rounded half away from zero to the fen. `excess` is in
/// units of a [`Decimal`].
pub(crate) fn share(amount: Decimal, excess: i128, quantity: Decimal) -> Fen {
    let part = excess.min(quantity.units());
    if quantity.0 == 0 { Fen::ZERO } else { rounded(amount.units() * part, quantity.units() * FEN) }
}

/// `value / by`, half away from zero, in fen; the ends of `i64` where it lies beyond them.
pub(crate) fn rounded(value: i128, by: i128) -> Fen {
    let (size, by_size) = (value.unsigned_abs(), by.unsigned_abs());
    let (whole, rest) = (size / by_size, size % by_size);
    let fen = i64::try_from(whole + u128::from(rest * 2 >= by_size)).unwrap_or(i64::MAX);
    Fen(if (value < 0) == (by < 0) { fen } else { -fen })
}

/// `[-]digits[.digits]`, as nearly every number comes.
fn plain(text: &str) -> Option<Decimal> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        all => (false, all),
    };
    let (mut value, mut seen, mut places, mut up) = (0_i64, 0, None, false);
    for b in digits {
        match (b, &mut places) {
            (b'.', None) if seen > 0 => places = Some(0),
            (b'0'..=b'9', Some(n)) if *n >= PLACES => {
                if *n == PLACES {
                    up = *b >= b'5';
                }
                *n += 1;
            }
            (b'0'..=b'9', places) => {
                value = value.checked_mul(10)?.checked_add(i64::from(b - b'0'))?;
                match places {
                    Some(n) => *n += 1,
                    None => seen += 1,
                }
            }
            _ => return None,
        }
    }
    if seen == 0 || places == Some(0) {
        return None;
    }
    for _ in places.unwrap_or(0)..PLACES {
        value = value.checked_mul(10)?;
    }
    value = value.checked_add(i64::from(up))?;
    Some(Decimal(if negative { -value } else { value }))
}

/// Without zeros behind the last place that says something: `12.5`, `3`.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, size) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        let (whole, part) = (size / ONE.unsigned_abs(), size % ONE.unsigned_abs());
        if part == 0 {
            return write!(f, "{sign}{whole}");
        }
        let digits = format!("{part:06}");
        write!(f, "{sign}{whole}.{}", digits.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<String> {
        Decimal::read(text).map(|value| value.to_string())
    }

    #[test]
    fn numbers_as_clients_send_them() {
        for (text, value) in [
            ("12.50", Some("12.5")),
            ("0", Some("0")),
            ("-3.00", Some("-3")),
            (" 4 ", Some("4")),
            ("0.1234567", Some("0.123457")),
            ("0.30000000000000004", Some("0.3")),
            ("-0.0000005", Some("-0.000001")),
            ("1,234.5", Some("1234.5")),
            ("１２", Some("12")),
            ("", None),
            ("-", None),
            (".", None),
            ("5.", Some("5")),
            ("abc", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(read(text).as_deref(), value, "{text:?}");
        }
    }

    #[test]
    fn rounding_is_half_away_from_zero() {
        for (value, by, fen) in [(5, 10, 1), (-5, 10, -1), (4, 10, 0), (-4, 10, 0), (15, 10, 2), (-15, -10, 2), (15, -10, -2)] {
            assert_eq!(rounded(value, by), Fen(fen), "{value}/{by}");
        }
        let amount = Decimal::read("10.00").unwrap();
        assert_eq!(share(amount, Decimal::whole(1).units(), Decimal::whole(3)), Fen(333));
        assert_eq!(share(amount, Decimal::whole(2).units(), Decimal::whole(3)), Fen(667));
        assert_eq!(share(amount, Decimal::whole(9).units(), Decimal::whole(3)), Fen(1000));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_again(units in -1_000_000_000_000_000_i64..1_000_000_000_000_000) {
            let value = Decimal(units);
            prop_assert_eq!(Decimal::read(&value.to_string()), Some(value));
        }

        #[test]
        fn a_share_and_the_rest_are_the_whole_but_for_a_fen(amount in 0_i64..10_000_000, part in 0_i64..1000, quantity in 1_i64..1000) {
            let (amount, quantity) = (Decimal::yuan(Fen(amount)), Decimal(quantity * ONE));
            let part = i128::from(part * ONE).min(quantity.units());
            let sum = share(amount, part, quantity) + share(amount, quantity.units() - part, quantity);
            prop_assert!((sum - amount.to_fen()).0.abs() <= 1);
        }

        #[test]
        fn no_text_panics(text in "\\PC*|[-+0-9.,e ]{0,30}") {
            let _ = Decimal::read(&text);
        }
    }
}
