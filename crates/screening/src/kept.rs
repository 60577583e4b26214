//! The bytes of a kept answer: a version, the digest of what it rests on, its hits. Numbers are little-endian; a text has its length in front.

use crate::hit::Hit;
use lake::arrow::datatypes::Date32Type;
use std::collections::BTreeMap;
use vocabulary::money::Fen;

/// Version of the form below and of how hits are computed.
const VERSION: u64 = 2;

/// The bytes of an answer.
pub(crate) fn write(state: &str, hits: &[Hit]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(64 + hits.len() * 256);
    number(&mut bytes, VERSION);
    text(&mut bytes, state);
    number(&mut bytes, hits.len() as u64);
    for hit in hits {
        text(&mut bytes, &hit.subject_id);
        text(&mut bytes, &hit.subject_name);
        number(&mut bytes, hit.amount.0.cast_unsigned());
        number(&mut bytes, u64::from(Date32Type::from_naive_date(hit.happened_on).cast_unsigned()));
        number(&mut bytes, hit.row.cast_unsigned());
        number(&mut bytes, hit.evidence.len() as u64);
        hit.evidence.iter().for_each(|row| number(&mut bytes, row.cast_unsigned()));
        number(&mut bytes, hit.detail.len() as u64);
        for (name, value) in &hit.detail {
            text(&mut bytes, name);
            text(&mut bytes, value);
        }
    }
    bytes
}

/// The hits in these bytes; none when they rest on something else, or are damaged.
pub(crate) fn read(bytes: &[u8], state: &str) -> Option<Vec<Hit>> {
    let mut reader = Reader(bytes);
    if reader.number()? != VERSION || reader.text()? != state {
        return None;
    }
    let mut hits = Vec::new();
    for _ in 0..reader.number()? {
        hits.push(reader.hit()?);
    }
    reader.0.is_empty().then_some(hits)
}

fn number(bytes: &mut Vec<u8>, number: u64) {
    bytes.extend_from_slice(&number.to_le_bytes());
}

fn text(bytes: &mut Vec<u8>, text: &str) {
    number(bytes, text.len() as u64);
    bytes.extend_from_slice(text.as_bytes());
}

/// What is not read yet.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn number(&mut self) -> Option<u64> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*number))
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    fn hit(&mut self) -> Option<Hit> {
        let subject_id = self.text()?.to_owned();
        let subject_name = self.text()?.to_owned();
        let amount = Fen(self.number()?.cast_signed());
        let day = u32::try_from(self.number()?).ok()?.cast_signed();
        let happened_on = Date32Type::to_naive_date_opt(day)?;
        let row = self.number()?.cast_signed();
        let mut evidence = Vec::new();
        for _ in 0..self.number()? {
            evidence.push(self.number()?.cast_signed());
        }
        let mut detail = BTreeMap::new();
        for _ in 0..self.number()? {
            detail.insert(self.text()?.to_owned(), self.text()?.to_owned());
        }
        Some(Hit { subject_id, subject_name, amount, happened_on, row, evidence, detail })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn hits() -> Vec<Hit> {
        let day = |month| NaiveDate::from_ymd_opt(2022, month, 1).expect("a day");
        let hit = |name: &str, month, amount, rows: &[i64], detail: &[(&str, &str)]| Hit {
            subject_id: "110101190001011009".to_owned(),
            subject_name: name.to_owned(),
            amount: Fen(amount),
            happened_on: day(month),
            row: rows[0],
            evidence: rows.to_vec(),
            detail: detail.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        };
        vec![hit("王五", 1, 65_000, &[7, i64::MAX], &[("village", "东村"), ("note", "")]), hit("", 12, -5, &[8], &[])]
    }

    #[test]
    fn an_answer_comes_back_as_it_was_kept() {
        assert_eq!(read(&write("state", &hits()), "state"), Some(hits()));
        assert_eq!(read(&write("state", &[]), "state"), Some(Vec::new()));
    }

    #[test]
    fn an_answer_that_rests_on_something_else_is_none() {
        assert_eq!(read(&write("state", &hits()), "another"), None);
    }

    #[test]
    fn damaged_bytes_are_no_answer() {
        let bytes = write("state", &hits());
        for length in 0..bytes.len() {
            assert_eq!(read(&bytes[..length], "state"), None, "cut after {length} bytes");
        }
        assert_eq!(read(&[bytes.as_slice(), &[0]].concat(), "state"), None);
        let other_version: Vec<u8> = std::iter::once(bytes[0] + 1).chain(bytes[1..].iter().copied()).collect();
        assert_eq!(read(&other_version, "state"), None);
    }
}
