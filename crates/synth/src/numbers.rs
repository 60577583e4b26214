//! Numbers of people, accounts and firms that nobody has: no number comes twice, and none is remembered.

use chrono::{Datelike, NaiveDate};

use crate::lists::Sex;

/// The first of the county codes that are not assigned, 379901 to 379999.
const FIRST_COUNTY: u64 = 379_901;
const COUNTIES: u64 = 99;
/// Sequence numbers of one sex, day and county for ordinary people; the rest is for people whose birth date must be exact.
const SLOTS: u64 = 450;
const EXACT_SLOTS: u64 = 49;
/// How many people can have an exact birth date.
pub const EXACT: u64 = EXACT_SLOTS * COUNTIES;

/// A resident number (公民身份号码).
pub type ResidentNumber = [u8; 18];

/// Gives the person with an index a resident number.
///
/// County and sequence follow from the index. When they are used up the next *block* begins, and the people of a block are born on
/// days of its own (day number modulo the number of blocks), so two people can never share a number.
#[derive(Clone, Copy, Debug)]
pub struct Numbering {
    counties: u64,
    blocks: u64,
}

impl Numbering {
    pub fn new(individuals: u64) -> Self {
        let counties = individuals.div_ceil(SLOTS * 24).clamp(1, COUNTIES);
        let blocks = individuals.div_ceil(SLOTS * counties).max(1);
        Self { counties, blocks }
    }

    /// The number of an ordinary person, born on the wished day or a few days before it, and that day.
    pub fn ordinary(&self, index: u64, wish: NaiveDate, sex: Sex) -> (ResidentNumber, NaiveDate) {
        let slot = (index % SLOTS) * 167 % SLOTS;
        let county = FIRST_COUNTY + index / SLOTS % self.counties;
        let block = i64::try_from(index / (SLOTS * self.counties)).unwrap_or(0);
        let ordinal = i64::from(wish.num_days_from_ce());
        let back = (ordinal - block).rem_euclid(i64::try_from(self.blocks).unwrap_or(1));
        let birth = crate::calendar::before(wish, back.unsigned_abs());
        (compose(county, birth, sequence(slot, sex)), birth)
    }

    /// The number of one of the [`EXACT`] people born on the very day.
    pub fn exact(index: u64, birth: NaiveDate, sex: Sex) -> Option<ResidentNumber> {
        let slot = SLOTS + index % EXACT_SLOTS;
        let county = FIRST_COUNTY + index / EXACT_SLOTS % COUNTIES;
        (index < EXACT).then(|| compose(county, birth, sequence(slot, sex)))
    }
}

/// Odd for men, even for women.
fn sequence(slot: u64, sex: Sex) -> u64 {
    slot * 2 + if sex == Sex::Man { 1 } else { 2 }
}

fn compose(county: u64, birth: NaiveDate, sequence: u64) -> ResidentNumber {
    let date = u64::from(birth.year().unsigned_abs()) * 10_000 + u64::from(birth.month()) * 100 + u64::from(birth.day());
    let mut number = [b'0'; 18];
    put_digits(&mut number[0..6], county);
    put_digits(&mut number[6..14], date);
    put_digits(&mut number[14..17], sequence);
    number[17] = check_character(&number);
    number
}

fn put_digits(place: &mut [u8], mut value: u64) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + u8::try_from(value % 10).unwrap_or(0);
        value /= 10;
    }
}

/// The check character of GB 11643 (校验码) over the first 17 digits.
pub fn check_character(number: &ResidentNumber) -> u8 {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = number.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit.wrapping_sub(b'0')) * weight).sum();
    b"10X98765432"[sum as usize % 11]
}

/// A bank account (银行账号) of 19 digits; different indices have different accounts.
pub fn account(index: u64, seed: u64) -> u64 {
    const SPAN: u128 = 1_000_000_000_000_000;
    const STEP: u128 = 716_253_049_871_233; // shares no factor with the span, so it visits every account once
    let place = (u128::from(index) * STEP + u128::from(seed) * 7_919) % SPAN;
    6_223_000_000_000_000_000 + u64::try_from(place).unwrap_or(0)
}

const CREDIT_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// A unified social credit code (统一社会信用代码, GB 32100) around an organisation code (GB 11714).
pub fn credit_code(index: u64) -> String {
    let mut code = *b"91379901MA0000000 ";
    let mut left = index;
    for place in code[10..16].iter_mut().rev() {
        *place = CREDIT_ALPHABET[usize::try_from(left % 31).unwrap_or(0)];
        left /= 31;
    }
    code[16] = organisation_check(&code[8..16]);
    code[17] = credit_check(&code[..17]);
    String::from_utf8_lossy(&code).into_owned()
}

fn organisation_check(body: &[u8]) -> u8 {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let value = |character: u8| match character {
        b'0'..=b'9' => u32::from(character - b'0'),
        _ => u32::from(character - b'A') + 10,
    };
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(c, w)| value(*c) * w).sum();
    b"0X987654321"[sum as usize % 11]
}

/// The check character of GB 32100 over the first 17 characters.
pub fn credit_check(body: &[u8]) -> u8 {
    let mut weight = 1;
    let mut sum = 0;
    for character in body {
        let value = CREDIT_ALPHABET.iter().position(|letter| letter == character).unwrap_or(0);
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    CREDIT_ALPHABET[(31 - sum % 31) % 31]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Month, day};
    use std::collections::HashSet;

    #[test]
    fn known_numbers_check() {
        assert_eq!(check_character(b"37990119661203491X"), b'X');
        assert_eq!(check_character(b"379901197609160979"), b'9');
        assert_eq!(credit_check(b"91379901MA042Y000"), b'N');
    }

    #[test]
    fn no_number_comes_twice() {
        for people in [9_000_u64, 300_000] {
            let numbering = Numbering::new(people);
            let mut seen = HashSet::new();
            for index in 0..people {
                // a narrow span of wishes, so that many people want the same day
                let month = Month::new(1960 + i32::try_from(index % 7).unwrap(), 5);
                let wish = crate::calendar::after(month.first_day(), index % 30);
                let sex = if index % 3 == 0 { Sex::Man } else { Sex::Woman };
                let (number, birth) = numbering.ordinary(index, wish, sex);
                assert!(birth <= wish && wish.signed_duration_since(birth).num_days() < 40);
                assert!(seen.insert(number), "index {index}");
            }
            for index in 0..EXACT {
                let number = Numbering::exact(index, day(1960, 5, 1), Sex::Man).unwrap();
                assert!(seen.insert(number), "exact {index}");
            }
        }
        assert_eq!(Numbering::exact(EXACT, day(1960, 5, 1), Sex::Man), None);
    }

    #[test]
    fn three_million_people_fit() {
        let numbering = Numbering::new(3_250_000);
        assert!(numbering.blocks < 80 && numbering.counties == COUNTIES);
        let mut seen = HashSet::new();
        let wish = day(1960, 5, 17);
        for index in 0..3_250_000 {
            let (number, _) = numbering.ordinary(index, wish, Sex::Woman);
            assert!(seen.insert(number), "index {index}");
        }
    }

    #[test]
    fn accounts_and_firms_differ() {
        let accounts: HashSet<u64> = (0..100_000).map(|index| account(index, 7)).collect();
        assert_eq!(accounts.len(), 100_000);
        let firms: HashSet<String> = (0..10_000).map(credit_code).collect();
        assert_eq!(firms.len(), 10_000);
    }
}
