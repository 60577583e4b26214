//! The unified social credit code (统一社会信用代码) of GB 32100-2015: 18 characters, the last one a check character.

use crate::text::fold;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A unified social credit code (统一社会信用代码, GB 32100-2015): the standard's alphabet, the check character right.
///
/// The department and kind of body (characters 1 and 2) and the place (3 to 8) are not looked up: lists of them change; the codes of
/// rural collectives, for instance, begin with N.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditCode([u8; 18]);

/// Why a text is no credit code. `Display` is the reason for the department's clerk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeError {
    /// No text.
    #[error("统一社会信用代码为空")]
    Empty,
    /// Not 18 characters, but this many.
    #[error("统一社会信用代码应为 18 位，现为 {0} 位")]
    Length(usize),
    /// A character outside the standard's alphabet: digits and capital letters but I, O, S, V, Z.
    #[error("统一社会信用代码含有不允许的字符：只能是数字和大写字母，且不使用 I、O、S、V、Z（请核对是否把 0 写成 O、1 写成 I）")]
    Characters,
    /// The last character does not follow from the others: at least one of all 18 is wrong.
    #[error("统一社会信用代码校验不通过：按前 17 位末位应为 {expected}，现为 {found}，代码中至少有一位填错，请与证照核对")]
    CheckCharacter {
        /// What follows from the first 17 characters.
        expected: char,
        /// What is there.
        found: char,
    },
}

impl CreditCodeError {
    /// The stable code of this reason.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "credit_code_empty",
            Self::Length(_) => "credit_code_length",
            Self::Characters => "credit_code_characters",
            Self::CheckCharacter { .. } => "credit_code_check_character",
        }
    }
}

/// The standard's alphabet in the order of the values 0 to 30.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The value of each byte, 255 for what is not in the alphabet.
const VALUES: [u8; 256] = {
    let mut values = [255; 256];
    let mut n = 0;
    while n < ALPHABET.len() {
        values[ALPHABET[n] as usize] = n as u8;
        n += 1;
    }
    values
};

/// 3^n mod 31.
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// The check character (校验码, ISO 7064 MOD 31-3 as GB 32100 has it) of the first 17 characters; `None` where one is not in the alphabet.
#[inline]
pub fn check_character(first17: &[u8; 17]) -> Option<u8> {
    let mut sum = 0;
    for (b, weight) in first17.iter().zip(WEIGHTS) {
        match VALUES[usize::from(*b)] {
            255 => return None,
            value => sum += u32::from(value) * weight,
        }
    }
    Some(ALPHABET[((31 - sum % 31) % 31) as usize])
}

impl CreditCode {
    /// Reads a code as departments type it: folded, white space inside removed, small letters made capital.
    ///
    /// A code in plain form is read without allocating.
    ///
    /// # Errors
    /// See [`CreditCodeError`].
    #[inline]
    pub fn parse(s: &str) -> Result<Self, CreditCodeError> {
        match <[u8; 18]>::try_from(s.as_bytes()) {
            Ok(bytes) if bytes.iter().all(u8::is_ascii_alphanumeric) => Self::check(bytes),
            _ => Self::parse_slowly(s),
        }
    }

    fn parse_slowly(s: &str) -> Result<Self, CreditCodeError> {
        let folded = fold(s);
        let plain: String = folded.split_whitespace().collect();
        if plain.is_empty() {
            return Err(CreditCodeError::Empty);
        }
        match <[u8; 18]>::try_from(plain.as_bytes()) {
            Ok(bytes) => Self::check(bytes),
            Err(_) if plain.bytes().all(|b| b.is_ascii_alphanumeric()) => Err(CreditCodeError::Length(plain.len())),
            Err(_) => Err(CreditCodeError::Characters),
        }
    }

    #[inline]
    fn check(mut bytes: [u8; 18]) -> Result<Self, CreditCodeError> {
        bytes.make_ascii_uppercase();
        let first: &[u8; 17] = bytes.first_chunk().expect("17 is less than 18");
        let expected = check_character(first).ok_or(CreditCodeError::Characters)?;
        if bytes[17] == expected {
            Ok(Self(bytes))
        } else if VALUES[usize::from(bytes[17])] == 255 {
            Err(CreditCodeError::Characters)
        } else {
            Err(CreditCodeError::CheckCharacter { expected: expected.into(), found: bytes[17].into() })
        }
    }

    /// The 18 characters.
    #[inline]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("the alphabet is ASCII")
    }
}

impl fmt::Debug for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CreditCode({})", self.as_str())
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// As its 18 characters.
impl Serialize for CreditCode {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

/// From its 18 characters, checked.
impl<'de> Deserialize<'de> for CreditCode {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::CreditCodeError::*;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes() {
        for (text, code) in [
            ("91110000600037341L", Ok("91110000600037341L")), // the example of python-stdnum
            ("91110000600037341l", Ok("91110000600037341L")),
            (" 9 1 110000 600037341L", Ok("91110000600037341L")),
            ("'９１１１００００６０００３７３４１Ｌ", Ok("91110000600037341L")),
            ("91350100M000100Y43", Ok("91350100M000100Y43")), // the example of GB 32100-2015
            ("", Err(Empty)),
            ("　", Err(Empty)),
            ("12345", Err(Length(5))),
            ("9111000060003734L", Err(Length(17))),
            ("91110000-60003734L", Err(Characters)),
            ("无", Err(Characters)),
            ("王小明王小明", Err(Characters)), // 18 bytes
            ("9111OOOO600037341L", Err(Characters)),
            ("91110000600037341O", Err(Characters)),
            ("911100006000373411", Err(CheckCharacter { expected: 'L', found: '1' })),
        ] {
            let read = CreditCode::parse(text);
            assert_eq!(read.as_ref().map(CreditCode::as_str), code.as_ref().copied(), "{text:?}");
        }
    }

    #[test]
    fn the_weights_are_powers_of_three() {
        let mut power = 1;
        for weight in WEIGHTS {
            assert_eq!(weight, power);
            power = power * 3 % 31;
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(s in "\\PC*|[0-9A-Za-z]{18}|[0-9A-Z ]{0,24}") {
            let _ = CreditCode::parse(&s);
        }

        #[test]
        fn round_trips(first in "[0-9A-HJ-NPQRTUWXY]{17}") {
            let bytes: &[u8; 17] = first.as_bytes().first_chunk().expect("17 characters");
            let check = check_character(bytes).expect("the alphabet's characters");
            let text = format!("{first}{}", char::from(check));
            let code = CreditCode::parse(&text).expect("a code");
            prop_assert_eq!(code.as_str(), &text);
            prop_assert_eq!(CreditCode::parse(&text.to_lowercase()), Ok(code));
        }

        #[test]
        fn one_wrong_character_is_found(first in "[0-9A-HJ-NPQRTUWXY]{17}", at in 0_usize..17, by in 1_usize..31) {
            let bytes: &[u8; 17] = first.as_bytes().first_chunk().expect("17 characters");
            let check = check_character(bytes).expect("the alphabet's characters");
            let mut wrong = *bytes;
            wrong[at] = ALPHABET[(usize::from(VALUES[usize::from(wrong[at])]) + by) % 31];
            prop_assert_ne!(check_character(&wrong), Some(check));
        }
    }
}
