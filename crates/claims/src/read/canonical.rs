//! Whether two bodies say the same, in whichever loose form each is written.

use super::loose::Loose;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A digest of what a body says. Two bodies that differ only in their form (numbers as text, an object for a list of one, blank text for an
/// empty list, white space, the order of members) have the same.
///
/// It tells a message that is sent again from another one under the same identifier, and guards against no forger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest(pub u128);

/// The digest of a body; `None` where it is no JSON.
pub fn digest(body: &[u8]) -> Option<Digest> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    serde_json::from_slice::<Sum>(body).ok().map(|sum| Digest(sum.0))
}

/// Of one value; 0 of nothing.
struct Sum(u128);

/// A digest of bytes: two lanes of multiply and fold, eight bytes at a time.
fn hashed(parts: &[&[u8]]) -> u128 {
    const FIRST: u64 = 0x9E37_79B9_7F4A_7C15;
    const SECOND: u64 = 0xD6E8_FEB8_6659_FD93;
    fn folded(a: u64, b: u64) -> u64 {
        let product = u128::from(a) * u128::from(b);
        (product >> 64) as u64 ^ product as u64
    }
    let (mut one, mut two) = (FIRST, SECOND);
    for part in parts {
        // The length parts the parts, and says how much of the last eight bytes is there.
        one = folded(one ^ part.len() as u64, SECOND);
        for chunk in part.chunks(8) {
            let mut eight = [0; 8];
            eight[..chunk.len()].copy_from_slice(chunk);
            let word = u64::from_le_bytes(eight);
            one = folded(one ^ word, FIRST);
            two = folded(two.wrapping_add(word) ^ one.rotate_left(32), SECOND);
        }
    }
    u128::from(folded(one ^ SECOND, FIRST)) << 64 | u128::from(folded(two ^ FIRST, SECOND))
}

fn of_text(text: &str) -> Sum {
    let text = text.trim();
    // Numbers are one however they are written: 12.50, 12.5; a code such as 05 is not 5.
    let text = match text.split_once('.') {
        Some((whole, places)) if !whole.is_empty() && (whole.bytes().chain(places.bytes())).all(|b| b.is_ascii_digit() || b == b'-') => {
            text.trim_end_matches('0').trim_end_matches('.')
        }
        _ => text,
    };
    Sum(if text.is_empty() { 0 } else { hashed(&[text.as_bytes()]) })
}

impl<'de> Deserialize<'de> for Sum {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Sum;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Sum, E> {
                Ok(of_text(text))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Sum, E> {
                Ok(of_text(&number.to_string()))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Sum, E> {
                Ok(of_text(&number.to_string()))
            }
            fn visit_f64<E: Error>(self, number: f64) -> Result<Sum, E> {
                Ok(of_text(&number.to_string()))
            }
            fn visit_bool<E: Error>(self, yes: bool) -> Result<Sum, E> {
                Ok(of_text(if yes { "1" } else { "0" }))
            }
            fn visit_unit<E: Error>(self) -> Result<Sum, E> {
                Ok(Sum(0))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Sum, A::Error> {
                let (mut sum, mut count) = (0, 0_u32);
                while let Some(Sum(one)) = list.next_element()? {
                    count += 1;
                    sum = if count == 1 { one } else { hashed(&[&sum.to_le_bytes(), &one.to_le_bytes()]) };
                }
                Ok(Sum(sum))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Sum, A::Error> {
                let mut sum = 0_u128;
                while let Some((name, Sum(one))) = object.next_entry::<Loose<'de>, Sum>()? {
                    if one != 0 {
                        sum = sum.wrapping_add(hashed(&[name.text().as_bytes(), &one.to_le_bytes()]));
                    }
                }
                Ok(Sum(sum))
            }
        }
        from.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_a_body_makes_no_other_body() {
        let same = [
            r#"{"a": "12.50", "b": [{"c": "x"}], "d": [], "e": "05"}"#,
            r#"{"b": {"c": " x "}, "a": 12.5, "d": "", "e": "05"}"#,
            r#"{"b": [{"c": "x", "f": null}], "a": "12.5", "e": "05"}"#,
        ];
        let first = digest(same[0].as_bytes());
        assert!(first.is_some() && same.iter().all(|body| digest(body.as_bytes()) == first));
        for other in [
            r#"{"a": "12.51", "b": [{"c": "x"}], "e": "05"}"#,
            r#"{"a": "12.5", "b": [{"c": "y"}], "e": "05"}"#,
            r#"{"a": "12.5", "b": [{"c": "x"}, {"c": "x"}], "e": "05"}"#,
            r#"{"a": "12.5", "b": [{"x": "c"}], "e": "05"}"#,
            r#"{"a": "12.5", "b": [{"c": "x"}], "e": "5"}"#,
            r#"{"b": "12.5", "a": [{"c": "x"}], "e": "05"}"#,
        ] {
            assert_ne!(digest(other.as_bytes()), first, "{other}");
        }
        assert_eq!(digest(b"{"), None);
    }
}
