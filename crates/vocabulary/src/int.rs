//! Whole numbers (整数) and yes-or-no cells (是否).

use crate::number::{self, Fault};
use crate::text::fold;

/// Why a text or a cell is no whole number. `Display` is the reason for the department's clerk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IntError {
    /// No text.
    #[error("整数为空")]
    Empty,
    /// Not a number.
    #[error("不是整数：只能是数字、千分位逗号和正负号")]
    Characters,
    /// Commas that do not part groups of three digits.
    #[error("整数的千分位逗号位置不对：应每三位一个逗号，如 1,234")]
    BadGrouping,
    /// A number with a fraction.
    #[error("应为整数，不能带小数")]
    NotWhole,
    /// More than eighteen digits.
    #[error("整数过大，请核对是否填错了列")]
    TooLarge,
}

impl IntError {
    /// The stable code of this reason.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "int_empty",
            Self::Characters => "int_characters",
            Self::BadGrouping => "int_bad_grouping",
            Self::NotWhole => "int_not_whole",
            Self::TooLarge => "int_too_large",
        }
    }
}

impl From<Fault> for IntError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Empty => Self::Empty,
            Fault::Characters => Self::Characters,
            Fault::BadGrouping => Self::BadGrouping,
            Fault::TooPrecise => Self::NotWhole,
            Fault::TooLarge => Self::TooLarge,
        }
    }
}

/// Reads a whole number: thousands separators, full-width digits and a fraction of zeros (`12.0`) are accepted, and a year may be `2022年`.
///
/// # Errors
/// See [`IntError`]. Nothing is rounded.
#[inline]
pub fn parse_int(s: &str) -> Result<i64, IntError> {
    match plain(s.as_bytes()) {
        Some(value) => Ok(value),
        None => parse_slowly(s),
    }
}

/// Digits alone, few enough to fit.
#[inline]
fn plain(bytes: &[u8]) -> Option<i64> {
    if bytes.is_empty() || bytes.len() > 18 {
        return None;
    }
    bytes.iter().try_fold(0_i64, |value, b| b.is_ascii_digit().then(|| value * 10 + i64::from(b - b'0')))
}

fn parse_slowly(s: &str) -> Result<i64, IntError> {
    let folded = fold(s);
    if folded.is_empty() {
        return Err(IntError::Empty);
    }
    let number = folded.strip_suffix('年').map_or(&*folded, str::trim_end);
    if number.is_empty() {
        return Err(IntError::Characters);
    }
    limited(number::scan(number, 0)?)
}

/// Reads a spreadsheet's numeric cell, a binary double, as a whole number.
///
/// # Errors
/// [`IntError::NotWhole`], [`IntError::TooLarge`]; [`IntError::Characters`] for what is not a finite number.
pub fn from_f64_cell(cell: f64) -> Result<i64, IntError> {
    limited(number::from_cell(cell, 0)?)
}

fn limited(value: i128) -> Result<i64, IntError> {
    match i64::try_from(value) {
        Ok(value) if value.unsigned_abs() < 1_000_000_000_000_000_000 => Ok(value),
        _ => Err(IntError::TooLarge),
    }
}

/// Why a text says neither yes nor no. `Display` is the reason for the department's clerk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BoolError {
    /// No text.
    #[error("是否项为空")]
    Empty,
    /// Neither yes nor no.
    #[error("应填“是”或“否”（也可填 √/×、1/0、已/未）")]
    Unknown,
}

impl BoolError {
    /// The stable code of this reason.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "bool_empty",
            Self::Unknown => "bool_unknown",
        }
    }
}

const YES: [&str; 9] = ["是", "√", "已", "1", "true", "y", "yes", "✓", "✔"];
const NO: [&str; 9] = ["否", "×", "未", "0", "false", "n", "no", "✗", "✘"];

/// Reads yes or no (是/否): also √/×, 已/未, 1/0, true/false, yes/no, y/n, in either case and width.
///
/// # Errors
/// [`BoolError::Empty`]; [`BoolError::Unknown`] for any other text.
pub fn parse_bool(s: &str) -> Result<bool, BoolError> {
    let folded = fold(s);
    let is = |word: &&str| folded.eq_ignore_ascii_case(word);
    if folded.is_empty() {
        Err(BoolError::Empty)
    } else if YES.iter().any(is) {
        Ok(true)
    } else if NO.iter().any(is) {
        Ok(false)
    } else {
        Err(BoolError::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ints() {
        use IntError::*;
        for (text, value) in [
            ("0", Ok(0)),
            ("12", Ok(12)),
            ("-12", Ok(-12)),
            ("1,234", Ok(1234)),
            ("１２", Ok(12)),
            ("12.0", Ok(12)),
            ("12.00", Ok(12)),
            ("1.2e1", Ok(12)),
            ("2022年", Ok(2022)),
            (" 2022 年 ", Ok(2022)),
            ("999999999999999999", Ok(999_999_999_999_999_999)),
            ("1000000000000000000", Err(TooLarge)),
            ("", Err(Empty)),
            ("年", Err(Characters)),
            ("十二", Err(Characters)),
            ("12人", Err(Characters)),
            ("12.5", Err(NotWhole)),
            ("1,23", Err(BadGrouping)),
        ] {
            assert_eq!(parse_int(text), value, "{text:?}");
        }
    }

    #[test]
    fn cells() {
        assert_eq!(from_f64_cell(2022.0), Ok(2022));
        assert_eq!(from_f64_cell(-3.000_000_000_000_000_4), Ok(-3));
        assert_eq!(from_f64_cell(2.5), Err(IntError::NotWhole));
        assert_eq!(from_f64_cell(1e18), Err(IntError::TooLarge));
        assert_eq!(from_f64_cell(f64::NAN), Err(IntError::Characters));
    }

    #[test]
    fn bools() {
        for text in ["是", "√", "已", "1", "１", "true", "TRUE", "y", "Ｙ", "Yes", " 是 "] {
            assert_eq!(parse_bool(text), Ok(true), "{text:?}");
        }
        for text in ["否", "×", "未", "0", "False", "N", "no"] {
            assert_eq!(parse_bool(text), Ok(false), "{text:?}");
        }
        assert_eq!(parse_bool("　"), Err(BoolError::Empty));
        for text in ["有", "无", "2", "是的", "-"] {
            assert_eq!(parse_bool(text), Err(BoolError::Unknown), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(s in "\\PC*|[-+0-9.,eE年 ]{0,30}") {
            let _ = (parse_int(&s), parse_bool(&s));
        }

        #[test]
        fn round_trips(value in -999_999_999_999_999_999_i64..=999_999_999_999_999_999) {
            prop_assert_eq!(parse_int(&value.to_string()), Ok(value));
        }
    }
}
