//! A digest of a batch's rows that does not depend on their order, nor on the file that they came in: by it the same payments are known under another
//! name, in another format, or with a title changed.
//!
//! Each row is hashed to 64 bits as it is staged, and the hashes are added up twice, in two ways; rows that stand twice count twice. Two different tables
//! have one digest by chance once in 2^64 cases, and whoever wants to hand in a table twice need only change an amount: no stronger hash would keep him
//! from it. A dataset that is declared anew has other digests; what came in before is then not known again by its rows.

/// Odd numbers without order: digits of π.
const KEYS: [u64; 3] = [0x243F_6A88_85A3_08D3, 0x1319_8A2E_0370_7345, 0xA409_3822_299F_31D1];

/// A digest in the making.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct RowsDigest([u64; 2]);

impl RowsDigest {
    /// Adds a row that consists of these parts.
    pub(crate) fn add_row(&mut self, parts: [&[u8]; 2]) {
        let row = parts.into_iter().fold(KEYS[0], mix_bytes);
        self.add(Self([row, mix(row, KEYS[0])]));
    }

    /// Adds the rows of another.
    pub(crate) fn add(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(sum, more)| *sum = sum.wrapping_add(more));
    }

    /// The digest in hexadecimal.
    pub(crate) fn finish(self) -> String {
        format!("{:016x}{:016x}", self.0[0], self.0[1])
    }
}

/// Both halves of a product, folded into one.
#[expect(clippy::cast_possible_truncation, reason = "both halves are kept")]
fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a ^ KEYS[1]) * u128::from(b ^ KEYS[2]);
    (product as u64) ^ ((product >> 64) as u64)
}

fn mix_bytes(mut hash: u64, bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        hash = mix(hash, u64::from_le_bytes(*word));
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    // The length tells bytes from the same with zeros behind them, and parts them from the next.
    mix(mix(hash, u64::from_le_bytes(last)), bytes.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(rows: &[[&str; 2]]) -> String {
        let mut digest = RowsDigest::default();
        rows.iter().for_each(|parts| digest.add_row(parts.map(str::as_bytes)));
        digest.finish()
    }

    #[test]
    fn order_makes_no_difference_and_every_byte_and_repeat_does() {
        let [a, b] = [["1", "王 62220001 300"], ["1", "李 62220002 300"]];
        let whole = digest(&[a, b]);
        assert!(!whole.contains("00000000"), "a half that says nothing: {whole}");
        assert_eq!(digest(&[b, a]), whole);
        let mut parts = RowsDigest::default();
        for row in [a, b] {
            let mut part = RowsDigest::default();
            part.add_row(row.map(str::as_bytes));
            parts.add(part);
        }
        assert_eq!(parts.finish(), whole);
        for other in [
            &[a][..],
            &[a, b, b],
            &[a, a],
            &[["1", "王 62220001 301"], b],
            &[["1王", " 62220001 300"], b],
            &[["1", "王 62220001 300\0"], b],
        ] {
            assert_ne!(digest(other), whole, "{other:?}");
        }
    }
}
