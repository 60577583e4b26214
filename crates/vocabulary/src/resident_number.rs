//! The resident number (公民身份号码) of GB 11643-1999: six digits of the place, eight of the birth date, three of the order, a check character.

mod error;

pub use error::ResidentNumberError;

use crate::label::Sex;
use crate::text::{fold, is_scientific};
use chrono::{Datelike, NaiveDate};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A resident number (公民身份号码, GB 11643-1999): 18 characters, the birth date real, the check character right.
///
/// The place code is only digits: places are merged and renamed, and a number outlives them. `Debug` shows the masked form, lest a
/// number end up in a log.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResidentNumber([u8; 18]);

impl ResidentNumber {
    /// Reads a number as departments type it: folded, white space inside removed, x for X, an old 15-digit number upgraded.
    ///
    /// `today` bounds the birth date. A number in plain form is read without allocating.
    ///
    /// # Errors
    /// See [`ResidentNumberError`].
    #[inline]
    pub fn parse(s: &str, today: NaiveDate) -> Result<Self, ResidentNumberError> {
        match <&[u8; 18]>::try_from(s.as_bytes()) {
            Ok(bytes) if is_plain(bytes) => Self::check(*bytes, today),
            _ => Self::parse_slowly(s, today),
        }
    }

    fn parse_slowly(s: &str, today: NaiveDate) -> Result<Self, ResidentNumberError> {
        use ResidentNumberError::{Characters, DestroyedByExcel, Empty, Length};
        let folded = fold(s);
        let spaced;
        let mut text: &str = &folded;
        if text.contains(char::is_whitespace) {
            spaced = text.split_whitespace().collect::<String>();
            text = &spaced;
        }
        if text.is_empty() {
            return Err(Empty);
        }
        if let Some((whole, zeros)) = text.split_once('.')
            && all_digits(whole)
            && zeros.bytes().all(|b| b == b'0')
        {
            // Fifteen digits are all that a spreadsheet keeps: an old number is whole, any other has lost its end.
            if whole.len() > 15 {
                return Err(DestroyedByExcel);
            }
            text = whole;
        }
        if is_scientific(text) {
            return Err(DestroyedByExcel);
        }
        let bytes = text.as_bytes();
        if let Ok(old) = <&[u8; 15]>::try_from(bytes)
            && all_digits(text)
        {
            return Self::check(upgrade_15(old), today);
        }
        match <&[u8; 18]>::try_from(bytes) {
            Ok(bytes) if is_plain(bytes) => Self::check(*bytes, today),
            Ok(_) => Err(Characters),
            Err(_) if bytes.len() == 15 || !bytes.iter().all(u8::is_ascii_alphanumeric) => Err(Characters),
            Err(_) => Err(Length(bytes.len())),
        }
    }

    /// Reads a spreadsheet's numeric cell: an old 15-digit number is whole, anything longer has lost its last digits.
    ///
    /// # Errors
    /// [`ResidentNumberError::DestroyedByExcel`] from 16 digits on, even where the digits left happen to pass the check; otherwise as
    /// [`ResidentNumber::parse`].
    pub fn from_number_cell(cell: f64, today: NaiveDate) -> Result<Self, ResidentNumberError> {
        if !cell.is_finite() || cell < 0.0 || cell.trunc() != cell {
            Err(ResidentNumberError::Characters)
        } else if cell >= 1e15 {
            Err(ResidentNumberError::DestroyedByExcel)
        } else {
            Self::parse_slowly(&format!("{cell}"), today)
        }
    }

    /// Birth date and check character of 17 digits and a digit, x or X.
    #[inline]
    fn check(mut bytes: [u8; 18], today: NaiveDate) -> Result<Self, ResidentNumberError> {
        bytes[17].make_ascii_uppercase();
        let (year, month, day) = birth_digits(&bytes);
        if !is_day(year, month, day) {
            return Err(ResidentNumberError::BirthDate);
        }
        if year.cast_signed() >= today.year() && birth_of(&bytes).is_some_and(|birth| birth > today) {
            return Err(ResidentNumberError::BirthAfterToday);
        }
        let expected = check_character(first_17(&bytes));
        if bytes[17] == expected {
            Ok(Self(bytes))
        } else if bytes.ends_with(b"000") {
            // What a spreadsheet leaves of 18 digits when it writes them out again.
            Err(ResidentNumberError::DestroyedByExcel)
        } else {
            Err(ResidentNumberError::CheckCharacter { expected: expected.into(), found: bytes[17].into() })
        }
    }

    /// The number whose [key](Self::key) this is; `None` for what is no key: a negative one, one of more than 17 digits, one without a
    /// real birth date. The birth date is not compared with any day.
    pub fn from_key(key: i64) -> Option<Self> {
        let mut rest = u64::try_from(key).ok()?;
        let mut bytes = [b'0'; 18];
        for byte in bytes[..17].iter_mut().rev() {
            *byte = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        if rest > 0 {
            return None;
        }
        let (year, month, day) = birth_digits(&bytes);
        if !is_day(year, month, day) {
            return None;
        }
        bytes[17] = check_character(first_17(&bytes));
        Some(Self(bytes))
    }

    /// The first 17 digits as an integer, for joins and sorting. It says the same as the number, as the 18th character follows from them.
    #[inline]
    pub fn key(&self) -> i64 {
        let [first, second] = [0, 8].map(|at| eight_digits(&self.0[at..]));
        ((first * 100_000_000 + second) * 10 + u64::from(self.0[16] - b'0')).cast_signed()
    }

    /// The 18 characters.
    #[inline]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("digits and X are ASCII")
    }

    /// The birth date (出生日期), digits 7 to 14.
    #[inline]
    pub fn birth_date(&self) -> NaiveDate {
        birth_of(&self.0).expect("a number is made only with a real birth date")
    }

    /// The sex (性别): the seventeenth digit is odd for men and even for women.
    #[inline]
    pub fn sex(&self) -> Sex {
        if self.0[16] % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    /// Age (周岁) on a day, in complete years: a year is complete on the birthday; for a person born on 29 February
    /// it is 1 March in a common year. Negative before birth.
    pub fn age_on(&self, day: NaiveDate) -> i32 {
        let birth = self.birth_date();
        let before_birthday = (day.month(), day.day()) < (birth.month(), birth.day());
        day.year() - birth.year() - i32::from(before_birthday)
    }

    /// The first two digits: the province (GB/T 2260) where the number was given out, for instance 37, Shandong.
    #[inline]
    pub fn province_code(&self) -> &str {
        &self.as_str()[..2]
    }

    /// The number with 12 characters hidden (脱敏): `1101************2X`.
    pub fn masked(&self) -> String {
        let all = self.as_str();
        format!("{}************{}", &all[..4], &all[16..])
    }
}

#[inline]
fn first_17(bytes: &[u8; 18]) -> &[u8; 17] {
    bytes.first_chunk().expect("17 is less than 18")
}

#[inline]
fn is_plain(bytes: &[u8; 18]) -> bool {
    let digits = first_17(bytes).iter().fold(true, |all, b| all & b.is_ascii_digit());
    digits & matches!(bytes[17], b'0'..=b'9' | b'X' | b'x')
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The number of the first eight of these ASCII digits: pairs, then fours, then all of them at once.
#[inline]
fn eight_digits(bytes: &[u8]) -> u64 {
    let digits = u64::from_le_bytes(*bytes.first_chunk().expect("eight digits")) & 0x0F0F_0F0F_0F0F_0F0F;
    let pairs = (digits * 10 + (digits >> 8)) & 0x00FF_00FF_00FF_00FF;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
    (fours * 10_000 + (fours >> 32)) & 0xFFFF_FFFF
}

/// Year, month and day in digits 7 to 14 of 18 ASCII digits.
#[inline]
fn birth_digits(bytes: &[u8; 18]) -> (u32, u32, u32) {
    let number = eight_digits(&bytes[6..]) as u32;
    (number / 10_000, number / 100 % 100, number % 100)
}

/// Whether this is a day of the calendar from the year 1 on.
#[inline]
fn is_day(year: u32, month: u32, day: u32) -> bool {
    const LAST: [u32; 13] = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    year > 0 && day > 0 && LAST.get(month as usize).is_some_and(|last| day <= *last) && (month != 2 || day < 29 || leap)
}

/// The birth date in digits 7 to 14 of 18 ASCII digits, if it is a day of the calendar from the year 1 on.
#[inline]
fn birth_of(bytes: &[u8; 18]) -> Option<NaiveDate> {
    let (year, month, day) = birth_digits(bytes);
    if year == 0 {
        return None;
    }
    NaiveDate::from_ymd_opt(year.cast_signed(), month, day)
}

/// The check character (校验码, ISO 7064 MOD 11-2) of the first 17 digits in ASCII: `0` to `9` or `X`.
///
/// Of bytes that are no digits the lower four bits are taken.
#[inline]
pub fn check_character(first17: &[u8; 17]) -> u8 {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = first17.iter().zip(WEIGHTS).map(|(b, weight)| u32::from(b & 0x0F) * weight).sum();
    b"10X98765432"[(sum % 11) as usize]
}

/// An old number of 15 ASCII digits (1984–1999, born in 19yy) as its number of 18 characters: `19` goes before the year, the check
/// character behind. Whether the birth date is real is not looked at.
pub fn upgrade_15(old: &[u8; 15]) -> [u8; 18] {
    let mut bytes = [b'0'; 18];
    bytes[..6].copy_from_slice(&old[..6]);
    bytes[6..8].copy_from_slice(b"19");
    bytes[8..17].copy_from_slice(&old[6..]);
    bytes[17] = check_character(first_17(&bytes));
    bytes
}

impl fmt::Debug for ResidentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResidentNumber({})", self.masked())
    }
}

/// As its 18 characters.
impl Serialize for ResidentNumber {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

/// From its 18 characters, checked but for the birth date's being in the past.
impl<'de> Deserialize<'de> for ResidentNumber {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text, NaiveDate::MAX).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests;
