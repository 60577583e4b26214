//! The signature (签名) by which the office's message platform knows that a message is ours and when it was sent.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt::Write;

/// The header that carries it.
pub const HEADER: &str = "x-qingyuan-signature";

/// `t=<seconds since 1970>,v1=<hex>`: HMAC-SHA256 under the shared secret over the seconds, a full stop and the body. The receiver computes the
/// same and refuses what is older than it will take.
pub fn sign(secret: &str, seconds: i64, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(seconds.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    let mut text = format!("t={seconds},v1=");
    for byte in mac.finalize().into_bytes() {
        write!(text, "{byte:02x}").expect("writing to a string never fails");
    }
    text
}

#[cfg(test)]
mod tests {
    /// The value is OpenSSL's over the same bytes.
    #[test]
    fn a_signature_is_over_time_and_body() {
        let signed = super::sign("s3cret", 1_700_000_000, br#"{"id":"x"}"#);
        assert_eq!(signed, "t=1700000000,v1=2382c1d0968a5e57238c68de957f44d87e83d3049a5588ec251442ca372b8aec");
        assert_ne!(signed, super::sign("s3cret", 1_700_000_001, br#"{"id":"x"}"#));
        assert_ne!(signed, super::sign("s3cre", 1_700_000_000, br#"{"id":"x"}"#));
    }
}
