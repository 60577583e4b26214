//! One text for one value, and SM3 over it: what digests and comparisons rest on.

use serde_json::Value;
use sm3::{Digest, Sm3};
use std::fmt::Write;

/// JSON without spaces and with sorted keys, so that equal values are equal texts.
pub(crate) fn canonical(value: &Value) -> String {
    let mut out = String::new();
    write_canonical(value, &mut out);
    out
}

fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            out.push('{');
            for (position, (key, value)) in entries.into_iter().enumerate() {
                if position > 0 {
                    out.push(',');
                }
                write_scalar(&Value::from(key.as_str()), out);
                out.push(':');
                write_canonical(value, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    out.push(',');
                }
                write_canonical(item, out);
            }
            out.push(']');
        }
        scalar => write_scalar(scalar, out),
    }
}

fn write_scalar(value: &Value, out: &mut String) {
    write!(out, "{value}").expect("writing to a string never fails");
}

/// SM3 over fields, each told apart from its neighbour: absent is one zero byte; present is a one, the length in eight bytes
/// (big endian), then the bytes. Two different lists of fields can never be the same bytes.
pub(crate) struct FieldHash(Sm3);

impl FieldHash {
    /// Starts with the name of what is hashed, so that a hash of one thing never serves for another.
    pub(crate) fn of(what: &str) -> Self {
        let mut hash = Self(Sm3::new());
        hash.field(what);
        hash
    }

    /// Adds a field that is there.
    pub(crate) fn field(&mut self, field: &str) {
        self.0.update([1]);
        self.0.update((field.len() as u64).to_be_bytes());
        self.0.update(field.as_bytes());
    }

    /// Adds a field that may be absent.
    pub(crate) fn optional(&mut self, field: Option<&str>) {
        match field {
            Some(field) => self.field(field),
            None => self.0.update([0]),
        }
    }

    /// Adds a number, as its decimal digits.
    pub(crate) fn number(&mut self, number: i64) {
        self.field(&number.to_string());
    }

    /// The hash in lower-case hexadecimal.
    pub(crate) fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        out.push(DIGITS[usize::from(byte >> 4)] as char);
        out.push(DIGITS[usize::from(byte & 15)] as char);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn sm3_agrees_with_the_vectors_of_gb_t_32905() {
        let vectors = [
            ("abc".to_owned(), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
            ("abcd".repeat(16), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
        ];
        for (message, expected) in vectors {
            assert_eq!(hex(&Sm3::digest(message.as_bytes())), expected);
        }
    }

    #[test]
    fn equal_values_are_equal_texts() {
        let left: Value = serde_json::from_str(r#"{"b":[1,{"z":null,"y":"\"清\n"}],"a":1.5}"#).expect("JSON");
        let right: Value = serde_json::from_str(r#" {"a": 1.5, "b": [1, {"y": "\"清\n", "z": null}]} "#).expect("JSON");
        assert_eq!(canonical(&left), canonical(&right));
        assert_eq!(canonical(&left), r#"{"a":1.5,"b":[1,{"y":"\"清\n","z":null}]}"#);
        assert_ne!(canonical(&json!("1")), canonical(&json!(1)));
    }

    #[test]
    fn neighbouring_fields_do_not_run_together() {
        let hash = |fields: &[Option<&str>]| {
            let mut hash = FieldHash::of("test");
            fields.iter().for_each(|field| hash.optional(*field));
            hash.finish()
        };
        let lists: [&[Option<&str>]; 6] = [
            &[Some("ab"), Some("c")],
            &[Some("a"), Some("bc")],
            &[Some("abc"), None],
            &[None, Some("abc")],
            &[Some("abc"), Some("")],
            &[Some("abc")],
        ];
        let hashes: std::collections::BTreeSet<_> = lists.iter().map(|list| hash(list)).collect();
        assert_eq!(hashes.len(), lists.len());
    }
}
