//! Money (金额) as a whole number of fen (分), the hundredth of a yuan (元); never a float.

use crate::number::{self, Fault};
use crate::text::fold;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// An amount of money (金额) in fen (分): 1 yuan = 100 fen. May be negative.
///
/// Sums stop at the ends of `i64`, ninety thousand times the largest amount that is read ([`Fen::MAX_READ`]), and never wrap around;
/// where that must be known use [`Fen::checked_add`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(pub i64);

/// Why a text or a cell is no amount of money. `Display` is the reason for the department's clerk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// No text.
    #[error("金额为空")]
    Empty,
    /// Not a number.
    #[error("金额不是数字：只能是数字、小数点、千分位逗号、正负号、货币符号￥和单位“元”“万元”")]
    Characters,
    /// Commas that do not part groups of three digits.
    #[error("金额的千分位逗号位置不对：应每三位一个逗号，如 1,234,567.80")]
    BadGrouping,
    /// A part of a fen.
    #[error("金额的小数超过两位：金额应精确到分")]
    TooPrecise,
    /// Beyond [`Fen::MAX_READ`].
    #[error("金额过大：超过一万亿元，请核对是否把账号或证件号填到了金额列")]
    TooLarge,
}

impl MoneyError {
    /// The stable code of this reason.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "money_empty",
            Self::Characters => "money_characters",
            Self::BadGrouping => "money_bad_grouping",
            Self::TooPrecise => "money_too_precise",
            Self::TooLarge => "money_too_large",
        }
    }
}

impl From<Fault> for MoneyError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Empty => Self::Empty,
            Fault::Characters => Self::Characters,
            Fault::BadGrouping => Self::BadGrouping,
            Fault::TooPrecise => Self::TooPrecise,
            Fault::TooLarge => Self::TooLarge,
        }
    }
}

const CURRENCY: [&str; 5] = ["￥", "¥", "人民币", "RMB", "CNY"];
/// Units behind an amount and the power of ten of each in yuan; a longer one before its own ending.
const UNITS: [(&str, i32); 5] = [("万元整", 4), ("万元", 4), ("万", 4), ("元整", 0), ("元", 0)];

impl Fen {
    /// No money.
    pub const ZERO: Fen = Fen(0);

    /// The largest amount that is read, either way: 999,999,999,999.99 yuan. Whatever is larger is an account or
    /// certificate number in the wrong column; up to here a spreadsheet's cell holds every fen exactly.
    pub const MAX_READ: Fen = Fen(99_999_999_999_999);

    /// Reads an amount in yuan as departments type it: `1,234.50`, `￥1,234.5`, `1234.50元`, `12.5万元`, `(123.00)` for -123.00,
    /// full-width characters, `1.2e3`; zeros beyond the second decimal are accepted.
    ///
    /// # Errors
    /// See [`MoneyError`]. Nothing is rounded: a part of a fen is [`MoneyError::TooPrecise`].
    #[inline]
    pub fn parse_yuan(s: &str) -> Result<Fen, MoneyError> {
        match plain(s.as_bytes()) {
            Some(fen) => Ok(fen),
            None => parse_slowly(s),
        }
    }

    /// Reads a spreadsheet's numeric cell in yuan, a binary double.
    ///
    /// Accepted is what lies within a millionth of a yuan of a whole number of fen, as 0.1 + 0.2 does.
    ///
    /// # Errors
    /// [`MoneyError::TooPrecise`], [`MoneyError::TooLarge`]; [`MoneyError::Characters`] for what is not a finite number.
    pub fn from_f64_cell(cell: f64) -> Result<Fen, MoneyError> {
        limited(number::from_cell(cell, 2)?)
    }

    /// The sum; `None` beyond the range of `i64`.
    pub const fn checked_add(self, other: Fen) -> Option<Fen> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Fen(sum)),
            None => None,
        }
    }
}

/// `[-]digits[.d[d]]`, the form nearly every cell has.
#[inline]
fn plain(bytes: &[u8]) -> Option<Fen> {
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, bytes),
    };
    let (mut value, mut whole, mut decimals) = (0_i64, 0, None);
    for b in digits {
        match b {
            b'0'..=b'9' => value = value * 10 + i64::from(b - b'0'),
            b'.' if decimals.is_none() && whole > 0 => {
                decimals = Some(0);
                continue;
            }
            _ => return None,
        }
        match &mut decimals {
            Some(2) => return None,
            Some(n) => *n += 1,
            None if whole == 12 => return None,
            None => whole += 1,
        }
    }
    let value = match decimals {
        None if whole == 0 => return None,
        None => value * 100,
        Some(1) => value * 10,
        Some(2) => value,
        Some(_) => return None,
    };
    Some(Fen(if negative { -value } else { value }))
}

fn parse_slowly(s: &str) -> Result<Fen, MoneyError> {
    let folded = fold(s);
    let mut rest: &str = &folded;
    if rest.is_empty() {
        return Err(MoneyError::Empty);
    }
    let (mut negative, mut power) = (None, None);
    let mut currency = false;
    loop {
        rest = rest.trim();
        if let Some(inner) = CURRENCY.iter().find_map(|mark| rest.strip_prefix(mark))
            && !currency
        {
            (currency, rest) = (true, inner);
        } else if let Some((inner, by)) = UNITS.iter().find_map(|(unit, by)| Some((rest.strip_suffix(unit)?, *by)))
            && power.is_none()
        {
            (power, rest) = (Some(by), inner);
        } else if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'))
            && negative.is_none()
        {
            (negative, rest) = (Some(true), inner);
        } else if rest.starts_with(['-', '−', '+']) && negative.is_none() {
            let (minus, inner) = number::split_sign(rest);
            (negative, rest) = (Some(minus), inner);
        } else {
            break;
        }
    }
    let size = number::scan_unsigned(rest, 2 + power.unwrap_or(0))?;
    limited(if negative == Some(true) { -size } else { size })
}

fn limited(fen: i128) -> Result<Fen, MoneyError> {
    match i64::try_from(fen) {
        Ok(fen) if fen.abs() <= Fen::MAX_READ.0 => Ok(Fen(fen)),
        _ => Err(MoneyError::TooLarge),
    }
}

/// Yuan with two decimals and nothing else: `1234.50`, `-0.05`.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, size) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        write!(f, "{sign}{}.{:02}", size / 100, size % 100)
    }
}

impl Add for Fen {
    type Output = Fen;
    fn add(self, other: Fen) -> Fen {
        Fen(self.0.saturating_add(other.0))
    }
}

impl Sub for Fen {
    type Output = Fen;
    fn sub(self, other: Fen) -> Fen {
        Fen(self.0.saturating_sub(other.0))
    }
}

impl Neg for Fen {
    type Output = Fen;
    fn neg(self) -> Fen {
        Fen(self.0.saturating_neg())
    }
}

impl AddAssign for Fen {
    fn add_assign(&mut self, other: Fen) {
        *self = *self + other;
    }
}

impl SubAssign for Fen {
    fn sub_assign(&mut self, other: Fen) {
        *self = *self - other;
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Fen>>(amounts: I) -> Fen {
        amounts.fold(Fen::ZERO, Add::add)
    }
}

impl<'a> Sum<&'a Fen> for Fen {
    fn sum<I: Iterator<Item = &'a Fen>>(amounts: I) -> Fen {
        amounts.copied().sum()
    }
}

#[cfg(test)]
mod tests;
