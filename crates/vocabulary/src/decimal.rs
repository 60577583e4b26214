//! Exact decimals (小数): areas, weights, quantities and ratios as whole numbers of a fixed fraction.

use crate::number::{self, Fault};
use crate::text::fold;

/// Why a text or a cell is no decimal. `Display` is the reason for the department's clerk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// No text.
    #[error("数值为空")]
    Empty,
    /// Not a number, or with an unknown unit.
    #[error("不是数值：只能是数字、小数点、千分位逗号、正负号，可带单位“亩”“平方米”“公斤”“米”")]
    Characters,
    /// Commas that do not part groups of three digits.
    #[error("数值的千分位逗号位置不对：应每三位一个逗号，如 1,234.5")]
    BadGrouping,
    /// More decimals than the column holds.
    #[error("数值的小数超过 {scale} 位")]
    TooPrecise {
        /// How many decimals the column holds.
        scale: u32,
    },
    /// More than eighteen digits, decimals included.
    #[error("数值过大，请核对是否填错了列")]
    TooLarge,
}

impl DecimalError {
    /// The stable code of this reason.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "decimal_empty",
            Self::Characters => "decimal_characters",
            Self::BadGrouping => "decimal_bad_grouping",
            Self::TooPrecise { .. } => "decimal_too_precise",
            Self::TooLarge => "decimal_too_large",
        }
    }

    fn of(fault: Fault, scale: u32) -> Self {
        match fault {
            Fault::Empty => Self::Empty,
            Fault::Characters => Self::Characters,
            Fault::BadGrouping => Self::BadGrouping,
            Fault::TooPrecise => Self::TooPrecise { scale },
            Fault::TooLarge => Self::TooLarge,
        }
    }
}

/// Units that may stand behind a number; a longer one before its own ending. The number is in the column's unit, whichever that is:
/// nothing is converted.
const UNITS: [&str; 10] = ["平方米", "平米", "㎡", "m²", "m2", "公斤", "千克", "kg", "亩", "米"];

/// One more than the largest value: eighteen digits.
const LIMIT: i128 = 1_000_000_000_000_000_000;

/// Reads a decimal as a whole number of units of 10^-`scale`: `12.5亩` at scale 4 is 125000.
///
/// Accepted are thousands separators, full-width characters, a sign, an exponent as spreadsheets write it, and the units 亩, 平方米, 平米, ㎡,
/// m², 公斤, 千克, kg and 米 behind the number; zeros beyond the last decimal are accepted.
///
/// # Errors
/// See [`DecimalError`]. Nothing is rounded.
pub fn parse_decimal(s: &str, scale: u32) -> Result<i128, DecimalError> {
    let folded = fold(s);
    if folded.is_empty() {
        return Err(DecimalError::Empty);
    }
    let number = match folded.as_bytes().last() {
        Some(b'0'..=b'9') => without_unit(&folded, "m2"),
        _ => UNITS.iter().map(|unit| without_unit(&folded, unit)).find(|rest| rest.len() < folded.len()).unwrap_or(&folded),
    };
    let power = i32::try_from(scale).map_err(|_| DecimalError::TooLarge)?;
    let value = number::scan(number, power).map_err(|fault| match fault {
        Fault::Empty => DecimalError::Characters,
        other => DecimalError::of(other, scale),
    })?;
    limited(value)
}

/// Reads a spreadsheet's numeric cell, a binary double, as a whole number of units of 10^-`scale`.
///
/// Accepted is what lies within a ten-thousandth of a unit of a whole number of units.
///
/// # Errors
/// [`DecimalError::TooPrecise`], [`DecimalError::TooLarge`]; [`DecimalError::Characters`] for what is not a finite number.
pub fn from_f64_cell(cell: f64, scale: u32) -> Result<i128, DecimalError> {
    limited(number::from_cell(cell, scale).map_err(|fault| DecimalError::of(fault, scale))?)
}

fn without_unit<'a>(text: &'a str, unit: &str) -> &'a str {
    let at = text.len().saturating_sub(unit.len());
    match text.get(at..) {
        Some(end) if end.eq_ignore_ascii_case(unit) => text[..at].trim_end(),
        _ => text,
    }
}

fn limited(value: i128) -> Result<i128, DecimalError> {
    if value.abs() < LIMIT { Ok(value) } else { Err(DecimalError::TooLarge) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decimals() {
        use DecimalError::*;
        for (text, scale, value) in [
            ("12.5", 4, Ok(125_000)),
            ("12.5亩", 4, Ok(125_000)),
            ("12.5 亩", 4, Ok(125_000)),
            ("90.12平方米", 2, Ok(9012)),
            ("90.12平米", 2, Ok(9012)),
            ("90㎡", 2, Ok(9000)),
            ("90m²", 2, Ok(9000)),
            ("90M2", 2, Ok(9000)),
            ("3kg", 0, Ok(3)),
            ("3 KG", 0, Ok(3)),
            ("3公斤", 0, Ok(3)),
            ("3千克", 0, Ok(3)),
            ("100米", 0, Ok(100)),
            ("１，２３４．５", 1, Ok(12_345)),
            ("-0.5", 1, Ok(-5)),
            ("1.50000", 1, Ok(15)),
            ("1e3", 0, Ok(1000)),
            ("", 4, Err(Empty)),
            ("亩", 4, Err(Characters)),
            ("m2", 4, Err(Characters)),
            ("3千米", 0, Err(Characters)),
            ("3立方米", 0, Err(Characters)),
            ("2公顷", 0, Err(Characters)),
            ("1,23", 0, Err(BadGrouping)),
            ("0.12345", 4, Err(TooPrecise { scale: 4 })),
            ("100000000000000", 4, Err(TooLarge)),
            ("99999999999999.9999", 4, Ok(999_999_999_999_999_999)),
        ] {
            assert_eq!(parse_decimal(text, scale), value, "{text:?}");
        }
    }

    #[test]
    fn cells() {
        assert_eq!(from_f64_cell(0.1 + 0.2, 4), Ok(3000));
        assert_eq!(from_f64_cell(1.23456, 4), Err(DecimalError::TooPrecise { scale: 4 }));
        assert_eq!(from_f64_cell(1e18, 4), Err(DecimalError::TooLarge));
        assert_eq!(from_f64_cell(f64::NEG_INFINITY, 4), Err(DecimalError::Characters));
    }

    proptest! {
        #[test]
        fn no_text_panics(s in "\\PC*|[-+0-9.,eE亩米m² ]{0,30}", scale in any::<u32>()) {
            let _ = parse_decimal(&s, scale);
        }

        #[test]
        fn round_trips(value in -999_999_999_999_999_999_i128..=999_999_999_999_999_999) {
            let sign = if value < 0 { "-" } else { "" };
            let text = format!("{sign}{}.{:04}亩", value.abs() / 10_000, value.abs() % 10_000);
            prop_assert_eq!(parse_decimal(&text, 4), Ok(value));
        }
    }
}
