//! Masking (脱敏): numbers of people, telephones and accounts in any text.

use std::borrow::Cow;
use vocabulary::mask::{mask_account, mask_name, mask_phone, mask_resident_number};

/// How numbers stand in what is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbers<'a> {
    /// Masked.
    Masked,
    /// In full.
    Full {
        /// Why (事由), for the event; the machine's administrator gives none.
        reason: &'a str,
    },
}

impl Numbers<'_> {
    /// A text as it is written out.
    pub(crate) fn shown<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self {
            Self::Masked => Cow::Owned(mask_text(text)),
            Self::Full { .. } => Cow::Borrowed(text),
        }
    }

    /// The name of whom a lead is about: a person's goes with the number.
    pub(crate) fn subject_name<'t>(&self, kind: &str, name: &'t str) -> Cow<'t, str> {
        match self {
            Self::Masked if kind == "person" => Cow::Owned(mask_name(name)),
            _ => self.shown(name),
        }
    }
}

/// Masks every run of eleven digits or more, a last X counted, that is not part of a longer word.
pub fn mask_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
        let (before, word_on) = rest.split_at(start);
        let end = word_on.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(word_on.len());
        let (word, after) = word_on.split_at(end);
        out.push_str(before);
        out.push_str(&mask_word(word));
        rest = after;
    }
    out.push_str(rest);
    out
}

fn mask_word(word: &str) -> String {
    let digits = word.strip_suffix(['X', 'x']).unwrap_or(word);
    if digits.len() < 11 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return word.to_owned();
    }
    match word.len() {
        11 => mask_phone(word),
        15 | 18 => mask_resident_number(word),
        _ => mask_account(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persons_name_goes_with_the_number() {
        let full = Numbers::Full { reason: "核对发放名册" };
        for (numbers, kind, shown) in
            [(Numbers::Masked, "person", "王**"), (Numbers::Masked, "village", "王小明"), (full, "person", "王小明")]
        {
            assert_eq!(numbers.subject_name(kind, "王小明"), shown);
        }
    }

    #[test]
    fn numbers_of_people_are_masked_wherever_they_stand() {
        for (text, shown) in [
            ("11010519491231002X", "1101************2X"),
            ("电话13812345678。", "电话138****5678。"),
            ("账号：6228480402564890018", "账号：6228***********0018"),
            ("2026-03-05T08:40:00.123456Z", "2026-03-05T08:40:00.123456Z"),
            ("WT2026000012345678", "WT2026000012345678"),
            ("b000012 第 3 行", "b000012 第 3 行"),
            ("12345678901234567890123456789012a", "12345678901234567890123456789012a"),
        ] {
            assert_eq!(mask_text(text), shown);
        }
    }
}
