//! Sealing (加密保护): fields that the database's own administrator must not read, and hashes by which two of them are found equal.
//!
//! AES-256-GCM under a key that stands in a file outside the database. What is sealed is bound to its place (kind, number and
//! field of the record), so that a sealed value copied into another record does not open there. Equality goes by HMAC-SM3 under
//! another key: without it, the eleven digits of a telephone number would be found by trying them all. Each use has a key of
//! its own, drawn from the one in the file.

mod file;
pub(crate) mod subject;

use crate::canonical::hex;
use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use hmac::{Hmac, Mac};
use sm3::Sm3;
use std::fmt;
use std::path::PathBuf;

/// What goes wrong with keys and what they seal.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// A sealed field that was changed, or that was moved here from another record.
    #[error("the sealed field {place} was tampered with: it does not open with the ledger's key at this place")]
    Tampered {
        /// Kind, number and field.
        place: String,
    },
    /// Keys of another ledger.
    #[error("these are not the keys that this ledger was sealed with: put back the file of its keys")]
    OtherKeys,
    /// A file of keys that others than its owner may read.
    #[error("{} may be read by others: make it readable for its owner alone (chmod 600)", .0.display())]
    Loose(PathBuf),
    /// A file of keys of another length.
    #[error("{} is no file of keys: it has {found} bytes and not 32", path.display())]
    Length {
        /// The file.
        path: PathBuf,
        /// Its length.
        found: usize,
    },
    /// A file of keys that cannot be read or made.
    #[error("{}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The operating system gives no random bytes.
    #[error("the operating system gives no random bytes: {0}")]
    Random(getrandom::Error),
}

/// The keys of a ledger: one for each use, all drawn from the one that its file holds.
#[derive(Clone)]
pub struct Keys {
    seal: [u8; 32],
    equality: [u8; 32],
    pub(crate) code: [u8; 32],
    gate: [u8; 32],
    mark: String,
}

/// Says nothing of the keys.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    /// Drawn from these bytes.
    pub fn of(master: &[u8; 32]) -> Self {
        let key = |purpose: &str| keyed(master, &[purpose]);
        Self {
            seal: key("qingyuan seal 1"),
            equality: key("qingyuan equality 1"),
            code: key("qingyuan code 1"),
            gate: key("qingyuan gate 1"),
            mark: hex(&key("qingyuan mark 1")),
        }
    }

    /// Tells these keys from others, and nothing of them.
    pub(crate) fn mark(&self) -> &str {
        &self.mark
    }

    /// Seals a text for this place.
    pub(crate) fn seal(&self, place: &str, clear: &str) -> Result<String, SealError> {
        let nonce: [u8; 12] = random()?;
        let payload = Payload { msg: clear.as_bytes(), aad: place.as_bytes() };
        let sealed = self.cipher().encrypt(&nonce.into(), payload).expect("a text of this length can be sealed");
        Ok(format!("1:{}{}", hex(&nonce), hex(&sealed)))
    }

    /// Opens what was sealed for this place.
    pub(crate) fn unseal(&self, place: &str, sealed: &str) -> Result<String, SealError> {
        let tampered = || SealError::Tampered { place: place.to_owned() };
        let bytes = sealed.strip_prefix("1:").and_then(unhex).ok_or_else(tampered)?;
        let (nonce, sealed) = bytes.split_first_chunk::<12>().ok_or_else(tampered)?;
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        let clear = self.cipher().decrypt(nonce.into(), payload).map_err(|_| tampered())?;
        String::from_utf8(clear).map_err(|_| tampered())
    }

    /// Seals a text that somebody else keeps and brings back, as a browser does in a cookie.
    ///
    /// # Errors
    /// An operating system without random bytes.
    pub fn seal_ticket(&self, purpose: &str, clear: &str) -> Result<String, SealError> {
        self.seal(&format!("ticket/{purpose}"), clear)
    }

    /// Opens it; nothing for a text that was not sealed for this purpose.
    pub fn open_ticket(&self, purpose: &str, sealed: &str) -> Option<String> {
        self.unseal(&format!("ticket/{purpose}"), sealed).ok()
    }

    /// Equal for equal values of one field, and telling nothing of them without the key.
    pub(crate) fn equality(&self, field: &str, value: &str) -> String {
        hex(&keyed(&self.equality, &[field, value]))
    }

    /// Signs a pass to the public page.
    pub(crate) fn sign(&self, text: &str) -> [u8; 32] {
        keyed(&self.gate, &[text])
    }

    /// Whether this is the signature of a pass; it takes as long for a wrong one as for a right one.
    pub(crate) fn signed(&self, text: &str, signature: &[u8]) -> bool {
        let mut mac = mac(&self.gate);
        add(&mut mac, text);
        mac.verify_slice(signature).is_ok()
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(&self.seal.into())
    }
}

fn mac(key: &[u8; 32]) -> Hmac<Sm3> {
    Hmac::<Sm3>::new_from_slice(key).expect("HMAC takes a key of any length")
}

/// Each text with its length before it, so that two lists of texts are never the same bytes.
fn add(mac: &mut Hmac<Sm3>, text: &str) {
    mac.update(&(text.len() as u64).to_be_bytes());
    mac.update(text.as_bytes());
}

pub(crate) fn keyed(key: &[u8; 32], texts: &[&str]) -> [u8; 32] {
    let mut mac = mac(key);
    texts.iter().for_each(|text| add(&mut mac, text));
    mac.finalize().into_bytes().into()
}

/// Random bytes of the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], SealError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(SealError::Random)?;
    Ok(bytes)
}

pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let nibble = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    pairs.iter().map(|[high, low]| Some(nibble(*high)? << 4 | nibble(*low)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_at_its_place_and_nowhere_else() {
        let keys = Keys::of(&[7; 32]);
        let sealed = keys.seal("complaint/1/reporter/1", "王小明").expect("sealed");
        assert!(!sealed.contains("王") && sealed.starts_with("1:"));
        assert_eq!(keys.unseal("complaint/1/reporter/1", &sealed).expect("opens"), "王小明");
        assert_ne!(keys.seal("complaint/1/reporter/1", "王小明").expect("sealed"), sealed, "twice the same is not seen to be the same");
        for place in ["complaint/2/reporter/1", "complaint/1/reporter/2", ""] {
            assert!(matches!(keys.unseal(place, &sealed), Err(SealError::Tampered { .. })), "{place}");
        }
        assert!(Keys::of(&[8; 32]).unseal("complaint/1/reporter/1", &sealed).is_err());
    }

    #[test]
    fn one_changed_character_of_a_sealed_field_is_found() {
        let keys = Keys::of(&[7; 32]);
        let sealed = keys.seal("p", "13812345678").expect("sealed");
        for at in 0..sealed.len() {
            let mut bytes = sealed.clone().into_bytes();
            bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
            let changed = String::from_utf8(bytes).expect("text");
            assert!(matches!(keys.unseal("p", &changed), Err(SealError::Tampered { .. })), "{changed}");
        }
        for cut in ["", "1:", "1:00", &sealed[..sealed.len() - 1], &sealed[2..]] {
            assert!(keys.unseal("p", cut).is_err(), "{cut}");
        }
    }

    #[test]
    fn equality_goes_by_field_and_key() {
        let (one, other) = (Keys::of(&[1; 32]), Keys::of(&[2; 32]));
        assert_eq!(one.equality("phone", "1"), one.equality("phone", "1"));
        assert_ne!(one.equality("phone", "1"), other.equality("phone", "1"));
        assert_ne!(one.equality("phone", "1"), one.equality("resident", "1"));
        assert_ne!(one.equality("a", "bc"), one.equality("ab", "c"));
        assert_ne!(one.mark(), other.mark());
        assert!(one.signed("x", &one.sign("x")) && !one.signed("y", &one.sign("x")) && !other.signed("x", &one.sign("x")));
    }
}
