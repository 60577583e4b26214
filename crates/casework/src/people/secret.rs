//! Secrets that the program makes (令牌): random, told once, and kept only as their SHA-256.
//!
//! A plain SHA-256 is enough for them, as it would not be for a password: nobody can try 2^80 values, let alone 2^256.

use rand::Rng;
use sha2::{Digest, Sha256};
use std::fmt;
use std::fmt::Write;

/// A secret of the program's own making. It is shown to the person or machine that it is for, once.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// 256 random bits behind this prefix, in hexadecimal.
    pub(crate) fn random(prefix: &str) -> Self {
        Self(format!("{prefix}{}", hex(&random::<32>())))
    }

    /// A short one that a person writes down: 80 random bits, four groups of four letters and digits.
    pub(crate) fn for_paper() -> Self {
        let text = base32(&random::<10>());
        Self([&text[..4], &text[4..8], &text[8..12], &text[12..]].join("-"))
    }

    /// A password for an account that another has made: 120 random bits, to be told once and to be changed at the first sign-in.
    pub fn password() -> Self {
        Self(base32(&random::<15>()).to_lowercase())
    }

    /// The secret itself, to be handed to whom it is for.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Nothing that is logged by accident gives it away.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// What is kept of a secret.
pub(crate) fn digest(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

/// The same for one that a person typed: letters are read as capitals, and only letters and digits count.
pub(crate) fn digest_typed(secret: &str) -> String {
    digest(&secret.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect::<String>())
}

/// Random bytes from a generator fit for secrets, seeded by the operating system.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string never fails");
        text
    })
}

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Base32 of RFC 4648, without padding.
pub(crate) fn base32(bytes: &[u8]) -> String {
    bytes
        .chunks(5)
        .flat_map(|chunk| {
            let bits = chunk.iter().enumerate().fold(0_u64, |bits, (n, byte)| bits | u64::from(*byte) << (32 - 8 * n));
            (0..(chunk.len() * 8).div_ceil(5)).map(move |n| char::from(ALPHABET[(bits >> (35 - 5 * n) & 31) as usize]))
        })
        .collect()
}

/// Reads base32 back; `None` for anything else.
pub(crate) fn from_base32(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut held) = (Vec::with_capacity(text.len() * 5 / 8), 0_u32, 0);
    for c in text.bytes() {
        let value = ALPHABET.iter().position(|known| *known == c.to_ascii_uppercase())?;
        bits = bits << 5 | u32::try_from(value).ok()?;
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held).ok()?);
            bits &= (1 << held) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// RFC 4648, section 10, without the padding.
    #[test]
    fn base32_is_that_of_the_rfc() {
        for (plain, coded) in [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB")] {
            assert_eq!(base32(plain.as_bytes()), coded);
            assert_eq!(from_base32(coded).as_deref(), Some(plain.as_bytes()));
        }
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
        assert_eq!(from_base32("mzxw6ytboi").as_deref(), Some(&b"foobar"[..]));
        assert_eq!((from_base32("M0"), from_base32("MY==")), (None, None));
    }

    proptest! {
        #[test]
        fn base32_comes_back(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            prop_assert_eq!(from_base32(&base32(&bytes)), Some(bytes));
        }
    }

    #[test]
    fn a_token_is_random_long_and_never_printed() {
        let (one, two) = (Token::random("qy_"), Token::random("qy_"));
        assert_ne!(one, two);
        assert_eq!((one.expose().len(), one.expose().starts_with("qy_")), (67, true));
        assert_eq!(format!("{one:?}"), "Token(…)");
        assert_eq!(digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn a_code_on_paper_is_read_however_it_is_typed() {
        let code = Token::for_paper();
        assert_eq!(code.expose().len(), 19);
        let typed = code.expose().to_lowercase().replace('-', " ");
        assert_eq!(digest_typed(&typed), digest_typed(code.expose()));
    }
}
